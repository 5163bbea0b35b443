//! Boxes: their STOP, their refusals, their life across a restart.

use super::world::{World, stops};
use crate::engine::Watched;
use crate::engine::effect::Effect;
use crate::engine::event::Event;
use crate::ipc::protocol::{
    BoxEnd, BoxReply, BoxStart, EndHow, ErrorCode, Event as Told, Failure, Request, Response,
};

fn start(
    world: &mut World,
    kind: &str,
    topic: &str,
    limit: Option<u32>,
) -> Result<BoxReply, Failure> {
    let start = BoxStart {
        kind: kind.to_owned(),
        topic: topic.to_owned(),
        limit_secs: limit,
    };
    match world.ask(Request::BoxStart(start))? {
        Response::Box(Some(reply)) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

fn end(world: &mut World, how: EndHow) -> Result<BoxReply, Failure> {
    match world.ask(Request::BoxEnd(BoxEnd {
        how,
        id: None,
        note: None,
    }))? {
        Response::Box(Some(reply)) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

#[test]
fn stop_comes_at_the_deadline_once_and_the_same_box_is_refused_until_tomorrow() {
    let mut world = World::bundled();
    let running = start(&mut world, "palace", "your house", Some(6)).unwrap();
    assert_eq!(
        (running.topic.as_str(), running.left_secs),
        ("your-house", 6)
    );
    let wake = world.engine.wakes(world.now, Watched::No).boot.unwrap();
    assert_eq!(wake.ms, world.now.boot.ms + 6000);
    world.pass_secs(5);
    assert!(!stops(&world.event(Event::Tick)));
    world.pass_secs(1);
    assert!(stops(&world.event(Event::Tick)));
    assert!(!stops(&world.event(Event::Tick)));
    let refused = start(&mut world, "palace", "your house", None).unwrap_err();
    assert_eq!(refused.code, ErrorCode::BoxRefused);
    assert!(start(&mut world, "recall", "your house", None).is_ok());
    end(&mut world, EndHow::Done).unwrap();
    world.pass_days(1);
    assert!(start(&mut world, "palace", "your house", None).is_ok());
}

#[test]
fn one_box_at_a_time_its_cap_is_never_raised_and_its_rest_may_be_used() {
    let mut world = World::bundled();
    let high = start(&mut world, "map", "dict", Some(601)).unwrap_err();
    assert_eq!(high.code, ErrorCode::BoxRefused);
    start(&mut world, "map", "dict", None).unwrap();
    assert_eq!(
        start(&mut world, "map", "python", None).unwrap_err().code,
        ErrorCode::BoxRefused
    );
    world.pass_secs(240);
    assert_eq!(
        end(&mut world, EndHow::Cancel).unwrap_err().code,
        ErrorCode::BoxRefused
    );
    assert_eq!(end(&mut world, EndHow::Done).unwrap().state, "finished");
    assert_eq!(
        start(&mut world, "map", "dict", None).unwrap().limit_secs,
        360
    );
    assert_eq!(end(&mut world, EndHow::Cancel).unwrap().state, "cancelled");
    assert_eq!(
        end(&mut world, EndHow::Done).unwrap_err().code,
        ErrorCode::BoxRefused
    );
}

#[test]
fn a_map_asks_once_whether_half_of_the_time_was_enough() {
    let mut world = World::bundled();
    start(&mut world, "map", "a new topic", None).unwrap();
    // While the countdown is on the screen it is told anew each minute.
    let wake = |world: &World| {
        world.engine.wakes(world.now, Watched::No).boot.unwrap().ms - world.now.boot.ms
    };
    assert_eq!(wake(&world), 60_000);
    world.pass_secs(30);
    assert_eq!(wake(&world), 30_000);
    world.no_screen();
    assert_eq!(wake(&world), 270_000);
    world.pass_secs(270);
    let asks = |world: &mut World| {
        let outcome = world.event(Event::Tick);
        outcome
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Tell(Told::Enough { .. })))
    };
    assert!(asks(&mut world));
    assert!(!asks(&mut world));
    world.no_screen();
    assert_eq!(wake(&world), 300_000);
}

#[test]
fn after_a_stop_one_line_can_be_parked_and_the_box_remembers_it() {
    let mut world = World::bundled();
    start(&mut world, "palace", "your house", Some(6)).unwrap();
    world.pass_secs(7);
    let outcome = world.event(Event::Request(Request::BoxEnd(BoxEnd {
        how: EndHow::Stop,
        id: None,
        note: Some("the cellar".to_owned()),
    })));
    assert!(stops(&outcome), "the time was over before the request came");
    let parked = |reply: &Response| match reply {
        Response::Box(Some(reply)) => (reply.state.clone(), reply.note.clone()),
        other => panic!("{other:?}"),
    };
    let expected = ("stopped".to_owned(), Some("the cellar".to_owned()));
    assert_eq!(parked(&outcome.reply.unwrap().unwrap()), expected);
    let shown = world
        .ask(Request::Box(crate::ipc::protocol::NoParams {}))
        .unwrap();
    assert_eq!(parked(&shown), expected);
}

#[test]
fn stop_comes_although_nothing_can_be_written_and_everybody_else_is_served() {
    let mut world = World::bundled();
    start(&mut world, "palace", "your house", Some(6)).unwrap();
    world.engine.store.refuse_writes(true);
    world.pass_secs(6);
    assert!(stops(&world.event(Event::Tick)));
    assert_eq!(world.status().loci.live, 83, "reading goes on");
    assert!(world.status().running.is_none());
    let refused = world.try_log(&super::world::log("dict", 3)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Store);
    assert!(!stops(&world.event(Event::Tick)), "it is said once");
    world.engine.store.refuse_writes(false);
    world.event(Event::Tick);
    let refused = start(&mut world, "palace", "your house", None).unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::BoxRefused,
        "its end is on disk by now"
    );
    world.log("dict", 3);
}

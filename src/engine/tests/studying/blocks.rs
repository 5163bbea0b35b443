//! The plan in a calendar, as the engine tells it: when blocks begin, and what counts as a change of them.

use super::*;
use crate::ipc::protocol::{NoParams, PlanBlocksReply};

fn blocks(world: &mut World) -> PlanBlocksReply {
    match world.ask(Request::PlanBlocks(NoParams::default())).unwrap() {
        Response::PlanBlocks(reply) => reply,
        other => panic!("{other:?}"),
    }
}

/// The blocks as `day beginning minutes`.
fn told(reply: &PlanBlocksReply) -> Vec<String> {
    let blocks = reply.blocks.iter();
    let told = blocks.map(|block| {
        let standing = if block.cancelled { " cancelled" } else { "" };
        format!("{} {} {}{standing}", block.day, block.starts, block.minutes)
    });
    told.collect()
}

#[test]
fn blocks_lie_at_the_first_reminder_of_the_day_unless_the_plan_has_hours() {
    let mut world = two_days();
    let reply = blocks(&mut world);
    assert_eq!((reply.name.as_str(), reply.zone.as_str()), ("P", "UTC"));
    assert_eq!(reply.file, FILE);
    assert_eq!(
        told(&reply),
        [
            "closures 2026-11-22T09:30:00+00:00 60",
            "dicts 2026-11-23T09:30:00+00:00 60"
        ]
    );
    let text = plan(&(topic("closures", "closures")));
    planned(
        &mut world,
        &text.replace("minutes = 60", "window = '23:30-01:00'"),
    );
    let reply = blocks(&mut world);
    assert_eq!(told(&reply), ["closures 2026-11-22T23:30:00+00:00 50"]);
    planned(
        &mut world,
        &text.replace("minutes = 60", "window = '01:00-02:00'"),
    );
    let reply = blocks(&mut world);
    assert_eq!(told(&reply), ["closures 2026-11-23T01:00:00+00:00 50"]);
}

#[test]
fn a_block_moves_with_its_day_is_cancelled_with_it_and_comes_back_with_an_undo() {
    let mut world = two_days();
    let first = blocks(&mut world);
    assert_eq!(first.changed, None);
    world.pass_secs(60);
    let moved = PlanMove {
        day: "dicts".to_owned(),
        to: "2026-11-24".to_owned(),
        ..PlanMove::default()
    };
    asked(&mut world, Request::PlanMove(moved)).unwrap();
    let second = blocks(&mut world);
    assert_eq!(told(&second)[1], "dicts 2026-11-24T09:30:00+00:00 60");
    assert_eq!(second.changed.as_deref(), Some("2026-11-22T12:01:00+00:00"));
    world.pass_secs(60);
    ended(&mut world, "dicts", None, "skipped");
    let third = blocks(&mut world);
    assert_eq!(
        told(&third)[1],
        "dicts 2026-11-24T09:30:00+00:00 60 cancelled"
    );
    assert!(third.changed > second.changed);
    world.pass_secs(60);
    world.undo().unwrap();
    let fourth = blocks(&mut world);
    assert_eq!(fourth.blocks, second.blocks);
    assert!(
        fourth.changed > third.changed,
        "also what is taken back is a change"
    );
}

#[test]
fn a_file_that_is_no_plan_any_more_is_told_with_the_blocks_of_the_plan_that_it_was() {
    let mut world = two_days();
    let good = blocks(&mut world);
    assert_eq!(good.problems, []);
    let problem = ProblemInfo {
        source: FILE.to_owned(),
        line: 7,
        level: "error".to_owned(),
        message: "unknown key".to_owned(),
    };
    world.event(Event::Planned(Box::new(PlanRead::Bad {
        path: FILE.to_owned(),
        problems: vec![problem.clone()],
        last: None,
    })));
    let told = blocks(&mut world);
    assert_eq!(told.blocks, good.blocks);
    assert_eq!(told.problems, [problem]);
}

#[test]
fn a_plan_that_begins_whenever_it_is_begun_changes_with_each_day_until_then() {
    let mut world = World::empty();
    let text = plan(&topic("closures", "closures")).replace("start = 2026-11-22\n", "");
    planned(&mut world, &text);
    let first = blocks(&mut world);
    assert_eq!(first.changed.as_deref(), Some("2026-11-22T04:00:00+00:00"));
    world.pass_days(1);
    let second = blocks(&mut world);
    assert_eq!(told(&second), ["closures 2026-11-23T09:30:00+00:00 60"]);
    assert!(second.changed > first.changed);
    ended(&mut world, "closures", Some("code"), "done");
    let begun = blocks(&mut world);
    world.pass_days(1);
    assert_eq!(blocks(&mut world), begun);
}

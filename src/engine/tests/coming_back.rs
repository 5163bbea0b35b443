//! What was lost with its server or its daemon comes back: once, and it is remembered that it did.

use super::calm::resume;
use super::reminding::server;
use super::world::World;
use crate::domain::hold::{Hold, Holds};
use crate::domain::notice::{Closing, NotShown, Subject, Urgency};
use crate::domain::screen::{News, Wish};
use crate::engine::event::Event;
use crate::ipc::protocol::{Pause, Request};

const REMINDER: Subject = Subject::Reminder;

/// How loudly the reminder was shown since it was last asked about.
fn shown(world: &mut World) -> Vec<Urgency> {
    let shown = world.wishes().into_iter().filter_map(|wish| match wish {
        Wish::Show(notice) if notice.subject == REMINDER => Some(notice.urgency),
        Wish::Show(_) | Wish::Withdraw(_) | Wish::Left { .. } | Wish::Look => None,
    });
    shown.collect()
}

fn holds(world: &mut World, holds: Holds) {
    world.event(Event::News(News::Holds(holds)));
}

/// A world whose reminder stands.
fn reminded() -> World {
    let mut world = World::bundled();
    world.event(server());
    world.arrived(REMINDER);
    world.wishes();
    world
}

/// Another daemon, behind a lock: what stood is made true without a sound.
fn restarted_behind_a_lock() -> World {
    let mut world = reminded();
    holds(&mut world, Holds::from([Hold::Locked]));
    world.restart();
    world.event(server());
    holds(&mut world, Holds::from([Hold::Locked]));
    world.read();
    world.event(Event::Tick);
    assert_eq!(shown(&mut world), [Urgency::Low]);
    world.arrived(REMINDER);
    world
}

fn closed(world: &mut World, how: Closing) {
    let token = world.notice(REMINDER).token;
    world.event(Event::News(News::Closed {
        subject: REMINDER,
        token,
        how,
    }));
}

/// Seed 63 of the simulated years: its time on the screen was over before the unlock, and it was lost.
#[test]
fn what_was_made_true_behind_a_lock_and_went_there_comes_after_it_unless_the_user_closed_it() {
    for (how, comes) in [
        (Closing::Expired, 1),
        (Closing::Withdrawn, 1),
        (Closing::Unknown, 1),
        (Closing::Dismissed, 0),
    ] {
        let mut world = restarted_behind_a_lock();
        world.pass_secs(300);
        closed(&mut world, how);
        world.event(Event::Tick);
        assert_eq!(shown(&mut world), [], "{how:?}: still locked");
        world.pass_secs(300);
        holds(&mut world, Holds::new());
        assert_eq!(shown(&mut world).len(), comes, "{how:?}");
    }
    // One that stands as it came is over when its time is.
    let mut world = reminded();
    holds(&mut world, Holds::from([Hold::Locked]));
    closed(&mut world, Closing::Expired);
    holds(&mut world, Holds::new());
    assert_eq!(shown(&mut world), []);
}

/// Seed 112 of the simulated years: on a flight east a later time passed in the air, after what was lost had come back.
#[test]
fn what_came_back_after_its_server_or_its_daemon_went_is_remembered() {
    let resent = |world: &mut World| {
        assert_eq!(shown(world), [Urgency::Normal]);
        assert_eq!(world.engine.calm.again, None, "it is not there yet");
        world.arrived(REMINDER);
        assert_eq!(
            world.engine.calm.again.map(|again| again.at),
            Some(world.now.at)
        );
        assert_eq!(world.status().notify.sent_today, 1, "it does not count");
    };
    let mut world = reminded();
    world.pass_secs(600);
    world.not_shown(REMINDER, NotShown::Gone);
    world.event(server());
    resent(&mut world);
    let mut world = reminded();
    world.restart();
    world.pass_secs(600);
    world.event(server());
    world.read();
    resent(&mut world);
    // And each time anew.
    for _ in 0..2 {
        world.pass_secs(600);
        world.not_shown(REMINDER, NotShown::Gone);
        world.event(server());
        assert_eq!(shown(&mut world), [Urgency::Normal]);
        world.arrived(REMINDER);
        assert_eq!(
            world.engine.calm.again.map(|again| again.at),
            Some(world.now.at)
        );
    }
    // What is only told anew with another number did not come back.
    let before = world.engine.calm.again;
    world.pass_secs(600);
    let scope = world.due().prompts[0].scope.clone();
    world.log(&scope, 3);
    assert_eq!(world.engine.calm.again, before);
}

#[test]
fn a_resume_names_the_pauses_that_stay_planned() {
    let mut world = World::bundled();
    let at = |world: &World, days: i64| {
        let at = world.now.at + chrono::TimeDelta::days(days);
        Some(at.to_rfc3339())
    };
    for (from, until) in [(None, at(&world, 1)), (at(&world, 20), at(&world, 25))] {
        let pause = Pause {
            batch_id: None,
            from,
            until,
        };
        world.ask(Request::Pause(pause)).unwrap();
    }
    let reply = resume(&mut world);
    assert_eq!(
        (reply.ended.len(), reply.planned.len(), reply.stays.len()),
        (1, 0, 1)
    );
    let reply = resume(&mut world);
    assert_eq!(
        (reply.ended.len(), reply.planned.len(), reply.stays.len()),
        (1, 1, 0)
    );
}

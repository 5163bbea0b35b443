//! What a question and a welcome come back as after a snooze, a box, a mode or a restart.

use super::*;
use crate::ipc::protocol::{BoxStart, Mode, Snooze};

/// Five minutes of silence from now on, and what comes after it.
fn after_a_snooze(world: &mut World) -> Notice {
    let snooze = Snooze {
        batch_id: None,
        until: Some((world.now.at + chrono::TimeDelta::minutes(5)).to_rfc3339()),
    };
    world.ask(Request::Snooze(snooze)).unwrap();
    world.wishes();
    world.pass_secs(300);
    came(world)
}

fn after_a_box(world: &mut World) -> Notice {
    let start = BoxStart {
        kind: "recall".to_owned(),
        topic: "python".to_owned(),
        limit_secs: Some(300),
    };
    world.ask(Request::BoxStart(start)).unwrap();
    world.wishes();
    world.pass_secs(301);
    came(world)
}

fn after_a_mode(world: &mut World) -> Notice {
    let mode = |mode: &str| {
        Request::Mode(Mode {
            mode: Some(mode.to_owned()),
            until: None,
            batch_id: None,
        })
    };
    world.ask(mode("coding")).unwrap();
    world.event(Event::Tick);
    world.wishes();
    world.pass_secs(300);
    world.ask(mode("all")).unwrap();
    came(world)
}

fn after_a_restart(world: &mut World) -> Notice {
    world.wishes();
    world.restart();
    world.read();
    came(world)
}

fn came(world: &mut World) -> Notice {
    world.event(Event::Tick);
    let wishes = world.wishes();
    let mut came = wishes.into_iter().filter_map(|wish| match wish {
        Wish::Show(notice) if notice.subject == REMINDER => Some(notice),
        _ => None,
    });
    let notice = came.next_back().unwrap();
    world.arrived(REMINDER);
    notice
}

type Passes = fn(&mut World) -> Notice;
const PASSES: [(&str, Passes); 4] = [
    ("a snooze", after_a_snooze),
    ("a box", after_a_box),
    ("a mode", after_a_mode),
    ("a restart", after_a_restart),
];

#[test]
fn a_question_that_was_put_off_comes_back_as_a_question_until_it_is_answered() {
    for (what, passes) in PASSES {
        let mut world = questioned();
        let asked = world.notice(REMINDER);
        let again = passes(&mut world);
        assert_eq!(
            (&again.title, &again.body),
            (&asked.title, &asked.body),
            "{what}"
        );
        assert_eq!(again.buttons, asked.buttons, "{what}");
        // It is one question still: unanswered, the next comes after a week.
        let told = left_alone(&mut world, 7);
        let days: Vec<u32> = told.iter().map(|(day, _)| *day).collect();
        assert_eq!(days, [7], "{what}: {told:?}");
        // The resume that its text names answers it.
        let mut world = questioned();
        resume(&mut world);
        world.arrived(REMINDER);
        let again = passes(&mut world);
        assert!(again.title.ends_with(" min"), "{what}: {}", again.title);
    }
}

#[test]
fn a_welcome_that_was_put_off_comes_back_as_a_welcome_until_something_is_reviewed() {
    let welcomed = || {
        let mut world = reminded();
        world.log("python/", 3);
        world.arrived(REMINDER);
        // Nobody was there for a week.
        world.pass_days(7);
        world.event(Event::Tick);
        world.arrived(REMINDER);
        let title = world.notice(REMINDER).title;
        assert!(title.starts_with("Welcome back. "), "{title}");
        world
    };
    for (what, passes) in PASSES {
        let mut world = welcomed();
        let before = world.notice(REMINDER);
        let again = passes(&mut world);
        assert_eq!(
            (&again.title, &again.body),
            (&before.title, &before.body),
            "{what}"
        );
        let mut world = welcomed();
        world.log("your-house/gate", 3);
        world.arrived(REMINDER);
        let again = passes(&mut world);
        assert!(again.title.ends_with(" min"), "{what}: {}", again.title);
    }
}

#[test]
fn a_welcome_says_what_status_says_where_all_fits_and_never_more_than_the_minutes_of_a_day() {
    for daily in [1, 2, 5, 10, 60] {
        let mut world = World::bundled();
        let settings = &mut world.engine.setup.settings;
        (settings.daily_minutes, settings.new_per_day) = (daily, 3);
        for scope in ["python/", "your-house/"] {
            world.log(scope, 2);
        }
        world.arrived(REMINDER);
        world.pass_days(30);
        world.event(Event::Tick);
        world.arrived(REMINDER);
        let told = world.notice(REMINDER);
        let (status, due) = (world.status(), world.due());
        let all = due.count + due.waiting.count;
        assert_eq!(told.title, format!("Welcome back. {all} waiting"));
        let promise = told.body.lines().next().unwrap();
        let minutes: u32 = promise.split(' ').next().unwrap().parse().unwrap();
        assert!(minutes <= daily, "{daily} a day: {promise}");
        if due.waiting.count == 0 {
            assert_eq!(status.due, all);
            assert_eq!(promise, format!("{} min clears it today.", status.minutes));
        }
    }
}

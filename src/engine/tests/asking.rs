//! Whether to go on: when it is asked, and that it is asked until it is answered; and so for who is welcomed back.

use super::answers::{resume, written};
use super::world::World;
use crate::domain::journal::Fact;
use crate::domain::notice::{Action, Notice, Subject};
use crate::domain::remind::Reminder;
use crate::domain::screen::Wish;
use crate::engine::event::Event;
use crate::ipc::protocol::{BoxStart, Mode, Request, Snooze};

pub(super) const REMINDER: Subject = Subject::Reminder;
pub(super) const QUESTION: &str = "Keep reminding?";

/// Noon of the next day, and the reminder that comes there, if one does; it is on the screen.
pub(super) fn next_noon(world: &mut World) -> Option<Notice> {
    world.wishes();
    world.pass_days(1);
    world.event(Event::Tick);
    let came = world
        .wishes()
        .into_iter()
        .any(|wish| matches!(wish, Wish::Show(notice) if notice.subject == REMINDER));
    came.then(|| {
        world.arrived(REMINDER);
        world.notice(REMINDER)
    })
}

/// The number of the day, from the first reminder on, at whose noon each reminder came, and what it said.
pub(super) fn left_alone(world: &mut World, days: u32) -> Vec<(u32, String)> {
    let day = |world: &mut World, n: u32| Some((n, next_noon(world)?.title));
    (1..=days).filter_map(|n| day(world, n)).collect()
}

/// A world with its first reminder on the screen.
pub(super) fn reminded() -> World {
    let mut world = World::bundled();
    world.arrived(REMINDER);
    world
}

/// The question stands on the screen.
pub(super) fn questioned() -> World {
    let mut world = reminded();
    let told = left_alone(&mut world, 8);
    assert_eq!(told.last().unwrap(), &(8, QUESTION.to_owned()), "{told:?}");
    world
}

#[test]
fn left_alone_reminders_become_fewer_and_the_second_of_these_asks_once() {
    let mut world = reminded();
    let told = left_alone(&mut world, 30);
    let days: Vec<u32> = told.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [1, 2, 5, 8, 15, 22, 29], "{told:?}");
    let asked: Vec<u32> = told
        .iter()
        .filter(|(_, title)| title == QUESTION)
        .map(|(day, _)| *day)
        .collect();
    assert_eq!(asked, [8], "{told:?}");
}

#[test]
fn the_question_never_comes_in_the_last_fourteen_days_before_an_interview() {
    // Without an interview it would come at the eighth noon.
    for days_ahead in [1, 7, 8, 9, 14, 15, 16, 18, 21, 22, 23, 24, 30] {
        let mut world = World::empty();
        let day = world.now.at.date_naive() + chrono::Days::new(days_ahead);
        world.engine.setup.settings.remind.interview = day.and_hms_opt(15, 0, 0);
        for (name, text) in crate::notes::bundled::FILES {
            world.write(name, text);
        }
        world.read();
        world.arrived(REMINDER);
        let mut asked = Vec::new();
        for n in 1..=days_ahead {
            let came = next_noon(&mut world);
            let left = days_ahead - n;
            if left <= 14 {
                // One a day, though nobody opens any.
                let title = came.as_ref().map(|notice| notice.title.as_str());
                assert!(
                    title.is_some_and(|title| title != QUESTION),
                    "{title:?} {left} days before the interview"
                );
                let why = world.status().silent.map(|silent| silent.why);
                assert_eq!(why, None, "{left} days before the interview");
            }
            if came.is_some_and(|notice| notice.title == QUESTION) {
                asked.push(left);
            }
        }
        let expected = match days_ahead {
            ..23 => Vec::new(),
            _ => vec![days_ahead - 8],
        };
        assert_eq!(asked, expected, "{days_ahead} days ahead");
    }
}

#[test]
fn a_day_with_a_review_counts_as_opened_also_where_the_reminder_was_not_touched() {
    type Does = fn(&mut World);
    let review: Does = |world| {
        world.log("python/", 3);
    };
    let opened: Does = |world| {
        world.press(REMINDER, Action::Open);
        world.event(Event::Opened(Ok(())));
    };
    let snoozed: Does = |world| {
        world.press(REMINDER, Action::Snooze);
    };
    let not_opened: Does = |world| {
        world.press(REMINDER, Action::Open);
        world.event(Event::Opened(Err("no terminal".to_owned())));
    };
    for (what, does, counts) in [
        ("a review", review, true),
        ("an opened one", opened, true),
        ("a snooze", snoozed, false),
        ("a click that opened nothing", not_opened, false),
    ] {
        let mut world = reminded();
        // On the day of the third reminder; the ones before it went unopened.
        left_alone(&mut world, 2);
        does(&mut world);
        let next = next_noon(&mut world);
        assert_eq!(next.is_some(), counts, "{what}: {next:?}");
    }
}

/// The reminder that asks is written as what it is.
#[test]
fn the_question_itself_is_in_the_journal() {
    let mut world = reminded();
    left_alone(&mut world, 7);
    let facts = written(&mut world, |world| {
        next_noon(world);
    });
    let ask = Fact::Remind {
        what: Reminder::Ask,
    };
    assert_eq!(facts, [ask]);
}

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

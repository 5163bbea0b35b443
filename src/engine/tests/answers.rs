//! The answers to whether to go on: what each writes, what is told then, and that it can be taken back.

use super::asking::{QUESTION, REMINDER, left_alone, questioned, reminded};
use super::world::World;
use crate::domain::journal::Fact;
use crate::domain::notice::{Action, NotShown, Urgency};
use crate::domain::remind::Pace;
use crate::domain::screen::Wish;
use crate::engine::event::Event;
use crate::ipc::protocol::{Pace as AskPace, Pause, Request, Response, Resume};

/// The facts that an event wrote.
pub(super) fn written(world: &mut World, does: impl FnOnce(&mut World)) -> Vec<Fact> {
    let all = |world: &World, after| world.engine.store.journal(after, u32::MAX).unwrap();
    let last = all(world, 0).last().map_or(0, |(number, _)| *number);
    does(world);
    let facts = all(world, last).into_iter();
    facts.map(|(_, entry)| entry.fact).collect()
}

pub(super) fn resume(world: &mut World) -> Vec<String> {
    match world.ask(Request::Resume(Resume::default())).unwrap() {
        Response::Resume(reply) => reply.ended,
        other => panic!("{other:?}"),
    }
}

/// Why it is silent, and until when.
fn silent(world: &mut World) -> Option<(String, String)> {
    let silent = world.status().silent?;
    Some((silent.because, silent.until))
}

fn some(because: &str, until: &str) -> Option<(String, String)> {
    Some((because.to_owned(), until.to_owned()))
}

#[test]
fn each_command_that_the_question_names_does_what_its_button_does() {
    let paced = |pace: &str| {
        Request::Pace(AskPace {
            batch_id: None,
            pace: Some(pace.to_owned()),
        })
    };
    let pause = Request::Pause(Pause {
        until: Some("2026-12-30T12:00:00Z".to_owned()),
        ..Pause::default()
    });
    for (action, request) in [
        (Action::Weekly, paced("weekly")),
        (Action::Pause, pause),
        (Action::Keep, paced("daily")),
    ] {
        let (mut pressed, mut typed) = (questioned(), questioned());
        let by_button = written(&mut pressed, |world| {
            world.press(REMINDER, action);
        });
        let by_command = written(&mut typed, |world| {
            world.ask(request).unwrap();
        });
        assert_eq!(by_command, by_button, "{action:?}");
        assert_eq!(silent(&mut typed), silent(&mut pressed), "{action:?}");
        let asks = |wish: &Wish| matches!(wish, Wish::Show(notice) if notice.title == QUESTION);
        assert!(!typed.wishes().iter().any(asks), "{action:?}");
    }
}

#[test]
fn each_answer_is_one_fact_one_state_and_one_undo() {
    let pause = Fact::Pause {
        from: "2026-11-30T12:00:00Z".parse().unwrap(),
        until: "2026-12-30T12:00:00Z".parse().unwrap(),
    };
    for (action, fact, told, undone) in [
        (
            Action::Weekly,
            Fact::Pace { pace: Pace::Weekly },
            some(
                "one reminder a week, then quiet hours",
                "2026-12-07T08:00:00+00:00",
            ),
            "one reminder a week",
        ),
        (
            Action::Pause,
            pause,
            some("paused", "2026-12-30T12:00:00+00:00"),
            "pause until 2026-12-30 12:00",
        ),
        (
            Action::Keep,
            Fact::Pace { pace: Pace::Daily },
            None,
            "one reminder a day",
        ),
    ] {
        let mut world = questioned();
        let facts = written(&mut world, |world| {
            world.press(REMINDER, action);
        });
        assert_eq!(facts, [fact], "{action:?}");
        assert_eq!(silent(&mut world), told, "{action:?}");
        // The next daemon knows it too.
        world.restart();
        world.read();
        assert_eq!(silent(&mut world), told, "{action:?}");
        let taken_back = world.undo().unwrap().undone;
        assert_eq!(taken_back[0].what, undone);
        assert_eq!(
            silent(&mut world),
            None,
            "the day on which it was asked is not over"
        );
        // Unanswered as it is, the next comes after a week.
        let unanswered = left_alone(&mut world, 7);
        let days: Vec<u32> = unanswered.iter().map(|(day, _)| *day).collect();
        assert_eq!(days, [7], "{action:?}: {unanswered:?}");
    }
}

#[test]
fn an_answer_stands_in_the_place_of_the_question_with_its_undo_for_the_rest_of_the_day() {
    for (action, title, body) in [
        (
            Action::Weekly,
            "One reminder a week",
            "The next comes on Monday, 7 December.\nundo: loci undo, or loci resume",
        ),
        (
            Action::Pause,
            "No reminders",
            "They come again on Wednesday, 30 December.\nundo: loci undo, or loci resume",
        ),
        (
            Action::Keep,
            "One reminder a day",
            "As before.\nundo: loci undo",
        ),
    ] {
        let mut world = questioned();
        world.wishes();
        world.press(REMINDER, action);
        let echo = world.notice(REMINDER);
        assert_eq!((echo.title.as_str(), echo.body.as_str()), (title, body));
        assert_eq!(echo.urgency, Urgency::Reply, "whoever pressed looks at it");
        let shown = world.wishes();
        assert!(
            matches!(shown.as_slice(), [Wish::Show(_)]),
            "in its place: {shown:?}"
        );
        world.arrived(REMINDER);
        world.pass_secs(60);
        world.event(Event::Tick);
        assert_eq!(world.wishes(), [], "it stays: {action:?}");
        // Its undo brings the question back, and that can be answered again.
        world.press(REMINDER, Action::Undo);
        assert_eq!(world.notice(REMINDER).title, QUESTION, "{action:?}");
        assert_eq!(silent(&mut world), None, "{action:?}");
        world.arrived(REMINDER);
        world.press(REMINDER, action);
        world.arrived(REMINDER);
        // So does that of the shell.
        world.undo().unwrap();
        assert_eq!(world.notice(REMINDER).title, QUESTION, "{action:?}");
        world.arrived(REMINDER);
        world.press(REMINDER, action);
        // A server that goes takes it along, and no other gets it.
        world.not_shown(REMINDER, NotShown::Gone);
        assert_eq!(world.status().notify.pending, 0, "{action:?}");
        world.wishes();
        world.event(Event::Tick);
        assert_eq!(world.wishes(), [], "{action:?}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_leaves_the_question() {
    for action in [Action::Weekly, Action::Pause, Action::Keep] {
        let mut world = questioned();
        world.engine.store.refuse_writes(true);
        world.press(REMINDER, action);
        assert_eq!(world.notice(REMINDER).title, QUESTION, "{action:?}");
        world.arrived(REMINDER);
        world.engine.store.refuse_writes(false);
        assert_eq!(silent(&mut world), None, "{action:?}");
        let facts = written(&mut world, |world| {
            world.press(REMINDER, action);
        });
        assert_eq!(facts.len(), 1, "{action:?}: {facts:?}");
    }
}

#[test]
fn weekly_is_one_a_week_until_resume_and_keep_is_one_a_day_until_it_goes_unopened_again() {
    let mut world = questioned();
    world.press(REMINDER, Action::Weekly);
    let told = left_alone(&mut world, 21);
    let days: Vec<u32> = told.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [7, 14, 21], "{told:?}");
    assert!(
        told.iter().all(|(_, title)| title != QUESTION),
        "it is answered: {told:?}"
    );
    let facts = written(&mut world, |world| {
        assert_eq!(resume(world), ["weekly"]);
    });
    assert_eq!(facts, [Fact::Resume]);
    let daily = left_alone(&mut world, 2);
    assert_eq!(daily.len(), 2, "{daily:?}");

    let mut world = questioned();
    world.press(REMINDER, Action::Keep);
    let told = left_alone(&mut world, 9);
    let days: Vec<u32> = told.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [1, 2, 3, 6, 9], "{told:?}");
    assert_eq!(told.last().unwrap().1, QUESTION);
}

#[test]
fn a_pause_is_thirty_days_without_a_word_and_then_somebody_is_welcomed_back() {
    let mut world = reminded();
    world.log("python/", 3);
    world.arrived(REMINDER);
    let told = left_alone(&mut world, 9);
    assert_eq!(told.last().unwrap(), &(9, QUESTION.to_owned()), "{told:?}");
    world.press(REMINDER, Action::Pause);
    let told = left_alone(&mut world, 30);
    let [(30, title)] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert!(title.starts_with("Welcome back. "), "{title}");
}

#[test]
fn a_review_at_the_question_is_an_answer_too() {
    let mut world = questioned();
    world.log("python/", 3);
    world.arrived(REMINDER);
    let told = left_alone(&mut world, 3);
    assert_eq!(told.len(), 3, "one a day again: {told:?}");
    assert!(told.iter().all(|(_, title)| title != QUESTION), "{told:?}");
}

#[test]
fn a_question_that_is_closed_or_clicked_writes_no_answer() {
    let mut world = questioned();
    let token = world.notice(REMINDER).token;
    let facts = written(&mut world, |world| {
        world.event(Event::News(crate::domain::screen::News::Closed {
            subject: REMINDER,
            token,
            how: crate::domain::notice::Closing::Dismissed,
        }));
    });
    assert_eq!(facts, []);
    let mut world = questioned();
    let facts = written(&mut world, |world| {
        world.press(REMINDER, Action::Open);
        world.event(Event::Opened(Ok(())));
    });
    assert_eq!(
        facts,
        [Fact::Opened],
        "the review was opened, and that is all"
    );
}

#[test]
fn an_answer_that_holds_no_more_is_told_no_more() {
    for (action, ends, urgency) in [
        // Quietly, in its place.
        (Action::Weekly, "weekly", Urgency::Low),
        // What a pause put off comes back as it ends.
        (Action::Pause, "pause", Urgency::Normal),
    ] {
        let mut world = questioned();
        world.press(REMINDER, action);
        world.arrived(REMINDER);
        world.pass_secs(60);
        assert_eq!(resume(&mut world)[0], ends);
        let told = world.notice(REMINDER);
        assert!(told.title.ends_with(" min"), "{action:?}: {}", told.title);
        assert_eq!(told.urgency, urgency, "{action:?}");
        // What is taken back holds again.
        world.arrived(REMINDER);
        world.undo().unwrap();
        assert!(silent(&mut world).is_some(), "{action:?}");
    }
    let mut world = questioned();
    world.press(REMINDER, Action::Keep);
    world.arrived(REMINDER);
    world.wishes();
    resume(&mut world);
    assert_eq!(world.wishes(), [], "one a day it is all the same");
}

//! Reminders on a screen that may not be there: shown once, withdrawn when nothing is due, never doubled, never
//! lost.

use super::world::World;
use crate::domain::hold::Holds;
use crate::domain::hours::Hours;
use crate::domain::notice::{Action, Closing, NotShown, Presence, Server, Subject, Urgency};
use crate::domain::remind::DigestAt;
use crate::domain::screen::{News, Wish};
use crate::engine::Watched;
use crate::engine::effect::{Effect, Outcome};
use crate::engine::event::Event;
use crate::ipc::protocol::{Event as Told, Request};

const REMINDER: Subject = Subject::Reminder;

pub(super) fn server() -> Event {
    Event::News(News::Presence(Presence::Server(Server {
        name: "dunst".to_owned(),
        vendor: "knopwob".to_owned(),
        version: "1.9.0".to_owned(),
        spec: "1.2".to_owned(),
        capabilities: vec!["actions".to_owned()],
    })))
}

/// The titles of what is wished to be shown, `-` for what is to be taken away.
fn asked(world: &mut World) -> Vec<String> {
    let wishes = world.wishes();
    let words = wishes.into_iter().map(|wish| match wish {
        Wish::Show(notice) => notice.title,
        Wish::Withdraw(subject) => format!("-{}", subject.as_str()),
        Wish::Left { subject, .. } => format!("left {}", subject.as_str()),
        Wish::Look => "look".to_owned(),
    });
    words.collect()
}

fn told(outcome: &Outcome, wanted: &Effect) -> bool {
    outcome.effects.contains(wanted)
}

/// A world whose notes were just read, past the time of the digest, with its reminder on the screen.
fn reminded() -> World {
    let mut world = World::bundled();
    world.event(server());
    assert_eq!(asked(&mut world), ["15 to recall · about 2 min"]);
    world.arrived(REMINDER);
    assert_eq!(asked(&mut world), Vec::<String>::new());
    assert_eq!(world.status().notify.sent_today, 1);
    world
}

/// Everything that is due is recalled.
fn recall_all(world: &mut World) {
    loop {
        let due = world.due();
        let Some(prompt) = due.prompts.first() else {
            return;
        };
        world.log(&prompt.scope, 3);
    }
}

#[test]
fn what_is_due_is_told_once_and_withdrawn_when_it_is_done_from_anywhere() {
    let mut world = reminded();
    for _ in 0..3 {
        world.pass_secs(60);
        world.event(Event::Tick);
    }
    assert_eq!(asked(&mut world), Vec::<String>::new());
    recall_all(&mut world);
    let asked = asked(&mut world);
    assert_eq!(asked.last().unwrap(), "-reminder", "{asked:?}");
    assert_eq!(asked.iter().filter(|wish| *wish == "-reminder").count(), 1);
}

#[test]
fn the_count_on_the_screen_is_told_anew_in_its_place_and_quietly() {
    let mut world = reminded();
    let before = world.notice(REMINDER);
    world.log("python/", 3);
    let update = world.notice(REMINDER);
    assert_ne!(update.title, before.title);
    assert_eq!(update.urgency, Urgency::Low);
    assert_ne!(update.token, before.token);
    world.arrived(REMINDER);
    assert_eq!(
        world.status().notify.sent_today,
        1,
        "an update is no reminder"
    );
}

#[test]
fn without_a_server_it_waits_is_told_in_status_and_comes_with_the_server() {
    let mut world = World::bundled();
    assert_eq!(asked(&mut world).len(), 1);
    world.not_shown(REMINDER, NotShown::NoServer);
    let notify = world.status().notify;
    assert_eq!((notify.pending, notify.sent_today), (1, 0));
    assert_eq!(
        notify.trouble.as_deref(),
        Some("there is no notification server")
    );
    assert_eq!(asked(&mut world), Vec::<String>::new());
    world.event(server());
    assert_eq!(asked(&mut world).len(), 1);
    world.arrived(REMINDER);
    let notify = world.status().notify;
    assert_eq!((notify.pending, notify.sent_today), (0, 1));
    assert_eq!(notify.server.as_deref(), Some("dunst 1.9.0"));
}

#[test]
fn a_server_that_hangs_is_not_asked_again_until_another_comes() {
    let mut world = World::bundled();
    asked(&mut world);
    world.not_shown(REMINDER, NotShown::Hangs);
    world.pass_secs(3600);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), Vec::<String>::new());
    assert_eq!(world.status().notify.pending, 1);
    // It wakes and shows what it was asked for long ago.
    world.arrived(REMINDER);
    assert_eq!(world.status().notify.sent_today, 1);
    assert_eq!(asked(&mut world), Vec::<String>::new());
}

#[test]
fn a_reminder_whose_server_went_comes_back_with_the_next_one_only_if_it_still_matters() {
    let mut world = reminded();
    world.not_shown(REMINDER, NotShown::Gone);
    world.event(server());
    assert_eq!(asked(&mut world).len(), 1);
    world.arrived(REMINDER);
    assert_eq!(world.status().notify.sent_today, 1);

    world.not_shown(REMINDER, NotShown::Gone);
    recall_all(&mut world);
    asked(&mut world);
    world.event(server());
    assert_eq!(asked(&mut world), Vec::<String>::new());
}

#[test]
fn a_closed_notification_is_no_answer_and_does_not_come_back() {
    for how in [Closing::Expired, Closing::Dismissed, Closing::Unknown] {
        let mut world = reminded();
        let token = world.notice(REMINDER).token;
        world.event(Event::News(News::Closed {
            subject: REMINDER,
            token,
            how,
        }));
        world.pass_secs(600);
        world.event(Event::Tick);
        assert_eq!(asked(&mut world), Vec::<String>::new());
        assert!(world.status().silent.is_none());
    }
}

#[test]
fn a_press_opens_the_review_and_then_no_nudge_comes() {
    let mut world = reminded();
    let outcome = world.press(REMINDER, Action::Open);
    assert!(told(&outcome, &Effect::Open));
    world.event(Event::Opened(Ok(())));
    world.pass_secs(6 * 3600);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), Vec::<String>::new());
}

#[test]
fn a_click_that_opens_nothing_changes_nothing_and_the_reminder_says_what_to_type() {
    let mut world = reminded();
    world.press(REMINDER, Action::Open);
    let why = "no terminal was found".to_owned();
    world.event(Event::Opened(Err(why.clone())));
    assert_eq!(asked(&mut world).len(), 1);
    let body = world.notice(REMINDER).body;
    assert_eq!(body, "No terminal could be opened; type: loci review");
    assert_eq!(world.status().notify.trouble.as_ref(), Some(&why));
    assert_eq!(world.engine.desktop_report().unopened, Some(why));
    world.arrived(REMINDER);
    // It still counts as not opened.
    world.pass_secs(5 * 3600);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), ["Still 15 to recall · about 2 min"]);
    world.arrived(REMINDER);
    world.press(REMINDER, Action::Open);
    world.event(Event::Opened(Ok(())));
    assert_eq!(world.status().notify.trouble, None);
    assert_eq!(world.engine.desktop_report().unopened, None);
}

#[test]
fn a_snooze_of_its_own_button_that_is_taken_back_brings_the_reminder_back() {
    for action in [Action::Snooze, Action::NotToday] {
        let mut world = reminded();
        world.press(REMINDER, action);
        assert_eq!(asked(&mut world), Vec::<String>::new());
        world.undo().unwrap();
        assert_eq!(asked(&mut world).len(), 1, "{action:?}");
    }
}

#[test]
fn the_next_reminder_is_never_told_to_come_in_a_silence() {
    let mut world = reminded();
    let next = |world: &mut World| world.status().notify.next.unwrap();
    assert_eq!(next(&mut world), "2026-11-22T17:00:00+00:00");
    world.press(REMINDER, Action::NotToday);
    assert_eq!(next(&mut world), "2026-11-23T09:30:00+00:00");
}

#[test]
fn a_failed_try_of_the_desktop_does_not_wait() {
    let mut world = World::bundled();
    world.arrived(REMINDER);
    world
        .ask(Request::NotifyTest(crate::ipc::protocol::NoParams {}))
        .unwrap();
    world.not_shown(Subject::Test, NotShown::NoServer);
    assert_eq!(world.status().notify.pending, 0);
}

#[test]
fn watchers_are_told_what_is_due_when_it_changes_and_only_then() {
    let mut world = reminded();
    let due = |outcome: &Outcome| {
        let told = |effect: &&Effect| matches!(effect, Effect::Tell(Told::Due { .. }));
        outcome.effects.iter().filter(told).count()
    };
    assert_eq!(due(&world.event(Event::Tick)), 0);
    let log = Request::Log(super::world::log("python/", 3));
    assert_eq!(due(&world.event(Event::Request(log))), 1);
    assert_eq!(due(&world.event(Event::Tick)), 0);
    let undo = Request::Undo(crate::ipc::protocol::Undo::default());
    assert_eq!(due(&world.event(Event::Request(undo))), 1);
}

#[test]
fn another_digest_of_a_day_comes_also_where_the_first_still_stands() {
    let mut world = reminded();
    let mut settings = world.engine.setup.settings.clone();
    let noon = chrono::NaiveTime::from_hms_opt(13, 0, 0).unwrap();
    settings.remind.digest.push(DigestAt::Time(noon));
    world.event(Event::Configured(Box::new(settings)));
    world.wishes();
    world.pass_secs(3 * 3600);
    world.event(Event::Tick);
    assert_eq!(world.notice(REMINDER).urgency, Urgency::Normal);
    world.arrived(REMINDER);
    assert_eq!(world.status().notify.sent_today, 2);
}

#[test]
fn a_review_that_was_taken_back_is_nothing_done() {
    let mut world = reminded();
    world.log("python/", 1);
    world.pass_days(1);
    world.event(Event::Tick);
    world.arrived(REMINDER);
    world.pass_secs(60);
    world.log("python/", 3);
    world.undo().unwrap();
    world.arrived(REMINDER);
    world.wishes();
    world.pass_secs(5 * 3600);
    world.event(Event::Tick);
    let asked = asked(&mut world);
    assert!(
        asked.last().is_some_and(|title| title.starts_with("Still")),
        "{asked:?}"
    );
}

#[test]
fn without_a_press_or_a_review_the_nudge_comes_in_its_place() {
    let mut world = reminded();
    world.pass_secs(5 * 3600);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), ["Still 15 to recall · about 2 min"]);
    world.arrived(REMINDER);
    assert_eq!(world.status().notify.sent_today, 2);
}

#[test]
fn a_stale_press_does_nothing() {
    let mut world = reminded();
    let old = world.notice(REMINDER).token;
    world.log("python/", 3);
    world.arrived(REMINDER);
    for action in Action::ALL {
        let outcome = world.event(Event::News(News::Pressed {
            subject: REMINDER,
            token: old,
            action,
        }));
        assert_eq!(outcome.effects, [], "{action:?}");
    }
    world.press(REMINDER, Action::Open);
    let again = world.press(REMINDER, Action::Open);
    assert_eq!(again.effects, []);
}

#[test]
fn a_snooze_from_the_notification_is_silence_and_one_reminder_after_it() {
    let mut world = reminded();
    world.press(REMINDER, Action::Snooze);
    let silent = world.status().silent.unwrap();
    assert_eq!(
        (silent.why.as_str(), silent.because.as_str()),
        ("snooze", "snoozed")
    );
    assert_eq!(silent.until, "2026-11-22T13:00:00+00:00");
    world.pass_secs(3599);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), Vec::<String>::new());
    let wake = world.engine.wakes(world.now, Watched::No).wall.unwrap();
    assert_eq!(wake, world.now.at + chrono::TimeDelta::seconds(1));
    world.pass_secs(1);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world).len(), 1);
    world.arrived(REMINDER);
    world.pass_secs(60);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), Vec::<String>::new());
}

#[test]
fn not_today_is_silence_until_the_next_study_day() {
    let mut world = reminded();
    world.press(REMINDER, Action::NotToday);
    assert_eq!(
        world.status().silent.unwrap().until,
        "2026-11-23T08:00:00+00:00",
        "the night follows"
    );
    world.pass_secs(20 * 3600);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), Vec::<String>::new());
    world.pass_secs(5400);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world).len(), 1, "the digest of the next day");
}

#[test]
fn after_a_restart_a_reminder_gets_its_buttons_back_in_its_place() {
    let mut world = reminded();
    world.restart();
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), ["left reminder"]);
    world.read();
    assert_eq!(asked(&mut world).len(), 1);
    world.arrived(REMINDER);
    assert_eq!(world.status().notify.sent_today, 1);
    // One that the user closed stays closed.
    let token = world.notice(REMINDER).token;
    world.event(Event::News(News::Closed {
        subject: REMINDER,
        token,
        how: Closing::Dismissed,
    }));
    world.restart();
    world.event(Event::Tick);
    world.read();
    assert_eq!(asked(&mut world), Vec::<String>::new());
}

#[test]
fn a_reminder_that_was_left_is_taken_away_if_nothing_is_due_any_more() {
    let mut world = reminded();
    // All is suspended in the moment of the crash.
    world.restart();
    world.files.clear();
    world.event(Event::Tick);
    world.read();
    assert_eq!(asked(&mut world).last().unwrap(), "-reminder");
}

#[test]
fn a_reminder_that_was_handed_to_a_command_is_sent() {
    let mut world = World::bundled();
    let token = world.notice(REMINDER).token;
    world.event(Event::Commanded {
        subject: REMINDER,
        token,
    });
    let notify = world.status().notify;
    assert_eq!((notify.pending, notify.sent_today), (0, 1));
    // It stands nowhere, so silence takes nothing away that would come back after it.
    asked(&mut world);
    let start = crate::ipc::protocol::BoxStart {
        kind: "recall".to_owned(),
        topic: "dict".to_owned(),
        limit_secs: Some(5),
    };
    world.ask(Request::BoxStart(start)).unwrap();
    world.no_screen();
    world.pass_secs(5);
    world.event(Event::Tick);
    world.pass_secs(60);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), ["5 s left", "STOP"]);
}

#[test]
fn what_a_command_told_is_taken_back_once_all_is_recalled_also_after_a_restart() {
    let mut world = World::bundled();
    let token = world.notice(REMINDER).token;
    world.event(Event::Commanded {
        subject: REMINDER,
        token,
    });
    let taken_back = |outcome: &Outcome| {
        let back = Effect::TakeBack(REMINDER);
        outcome
            .effects
            .iter()
            .filter(|effect| **effect == back)
            .count()
    };
    world.restart();
    world.files.clear();
    world.event(Event::Tick);
    let outcome = world.read();
    assert_eq!(taken_back(&outcome), 1);
    assert_eq!(taken_back(&world.event(Event::Tick)), 0);
}

#[test]
fn a_sleep_over_days_gives_one_reminder() {
    let mut world = reminded();
    // Monday to Thursday noon, asleep.
    world.pass_days(4);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world).len(), 1);
    world.arrived(REMINDER);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), Vec::<String>::new());
}

#[test]
fn what_a_silence_took_away_comes_back_after_it_also_from_the_next_daemon() {
    let mut world = reminded();
    let mut settings = world.engine.setup.settings.clone();
    let clock = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    settings.remind.quiet.push(Hours {
        from: clock(13),
        to: clock(14),
    });
    settings.remind.nudge = None;
    world.event(Event::Configured(Box::new(settings)));
    world.pass_secs(3600);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), ["-reminder"]);
    world.restart();
    world.event(server());
    world.read();
    assert_eq!(asked(&mut world), Vec::<String>::new());
    world.pass_secs(3600);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), ["15 to recall · about 2 min"]);
    world.arrived(REMINDER);
    world.pass_secs(60);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), Vec::<String>::new(), "once");
}

#[test]
fn what_a_server_lost_comes_back_also_from_the_next_daemon_and_only_on_its_day() {
    for (days, comes) in [(0, 1), (1, 0)] {
        let mut world = reminded();
        world.not_shown(REMINDER, NotShown::Gone);
        world.restart();
        world.pass_days(days);
        // Early on that day, before its own digest.
        if days > 0 {
            world.pass_secs(20 * 3600 + 1800);
        }
        world.event(server());
        world.read();
        assert_eq!(asked(&mut world).len(), comes, "{days} days later");
    }
}

#[test]
fn the_ten_minutes_after_the_first_unlock_go_on_over_a_restart() {
    let mut world = World::bundled();
    let mut settings = world.engine.setup.settings.clone();
    settings.remind.digest = vec![DigestAt::FirstUnlock];
    world.event(Event::Configured(Box::new(settings)));
    world.event(server());
    world.wishes();
    world.pass_secs(300);
    world.restart();
    world.event(server());
    world.event(Event::News(News::Holds(Holds::new())));
    world.read();
    assert_eq!(asked(&mut world), Vec::<String>::new());
    world.pass_secs(300);
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), ["15 to recall · about 2 min"]);
}

//! What holds reminders: a lock, nobody there, Do Not Disturb, a box; and what of the policy outlives the daemon.

use super::world::World;
use crate::domain::hold::{Hold, Holds};
use crate::domain::journal::Fact;
use crate::domain::mode::Mode;
use crate::domain::notice::{Action, NotShown, Subject, Urgency};
use crate::domain::remind::{DigestAt, OfPlan, Pace, Reminder};
use crate::domain::screen::{News, Wish};
use crate::engine::Watched;
use crate::engine::event::Event;
use crate::ipc::protocol::{BoxStart, Pause, Request, Response, Resume, Snooze};

const REMINDER: Subject = Subject::Reminder;
const OUTSIDE: [(Hold, &str, &str); 3] = [
    (Hold::Locked, "locked", "unlock"),
    (Hold::Idle, "idle", "activity"),
    (Hold::Dnd, "dnd", "dnd_off"),
];

fn holds(world: &mut World, holds: &[Hold]) {
    let holds: Holds = holds.iter().copied().collect();
    world.event(Event::News(News::Holds(holds)));
}

/// What is wished of the screen about the reminder: how loudly it is shown, or nothing for taken away.
fn asked(world: &mut World) -> Vec<Option<Urgency>> {
    let wish = |wish| match wish {
        Wish::Show(notice) => (notice.subject == REMINDER).then_some(Some(notice.urgency)),
        Wish::Withdraw(subject) => (subject == REMINDER).then_some(None),
        Wish::Left { .. } | Wish::Look => None,
    };
    world.wishes().into_iter().filter_map(wish).collect()
}

fn tick(world: &mut World, secs: u32) {
    world.pass_secs(secs);
    world.event(Event::Tick);
}

/// A world with its reminder on the screen.
fn reminded() -> World {
    let mut world = World::bundled();
    world.arrived(REMINDER);
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
    world
}

fn read_bundled(world: &mut World) {
    for (name, text) in crate::notes::bundled::FILES {
        world.write(name, text);
    }
    world.read();
}

/// A fact of the daemon's own is on disk.
fn told(world: &mut World, fact: Fact) {
    world.engine.write_fact(fact, world.now).unwrap();
    world.engine.commit().unwrap();
    world.event(Event::Tick);
}

fn resume(world: &mut World) -> Vec<String> {
    match world.ask(Request::Resume(Resume::default())).unwrap() {
        Response::Resume(reply) => reply.ended,
        other => panic!("{other:?}"),
    }
}

#[test]
fn while_nobody_is_there_what_stands_stays_and_then_one_comes_at_once() {
    for (hold, why, release) in OUTSIDE {
        let mut world = reminded();
        holds(&mut world, &[hold]);
        assert_eq!(asked(&mut world), [], "{why}");
        let silent = world.status().silent.unwrap();
        assert_eq!(
            (silent.why.as_str(), silent.release.as_deref()),
            (why, Some(release))
        );
        assert_eq!(silent.until, "2026-11-23T04:00:00+00:00");
        // The time of the nudge passes.
        tick(&mut world, 6 * 3600);
        assert_eq!(asked(&mut world), [], "{why}");
        holds(&mut world, &[]);
        assert_eq!(asked(&mut world), [Some(Urgency::Normal)], "{why}");
        world.arrived(REMINDER);
        assert!(world.notice(REMINDER).title.starts_with("Still"));
        assert_eq!(world.status().notify.sent_today, 2);
        // Locked and unlocked again: that was all.
        holds(&mut world, &[hold]);
        holds(&mut world, &[]);
        assert_eq!(asked(&mut world), []);
    }
}

#[test]
fn the_number_of_what_stands_is_told_quietly_while_nobody_is_there() {
    let mut world = reminded();
    holds(&mut world, &[Hold::Locked]);
    world.log("python/", 3);
    assert_eq!(asked(&mut world), [Some(Urgency::Low)]);
    world.arrived(REMINDER);
    while let Some(prompt) = world.due().prompts.first() {
        world.log(&prompt.scope.clone(), 3);
    }
    assert_eq!(
        asked(&mut world).last(),
        Some(&None),
        "nothing is due any more"
    );
    holds(&mut world, &[]);
    assert_eq!(asked(&mut world), []);
}

#[test]
fn what_holds_is_ignored_if_the_config_says_so() {
    for (hold, why, _) in OUTSIDE {
        let mut world = World::empty();
        world.engine.setup.settings.remind.hold_when.remove(&hold);
        holds(&mut world, &[hold]);
        read_bundled(&mut world);
        assert_eq!(asked(&mut world), [Some(Urgency::Normal)], "{why}");
    }
}

#[test]
fn days_away_behind_a_lock_end_with_one_reminder() {
    let mut world = reminded();
    holds(&mut world, &[Hold::Locked]);
    asked(&mut world);
    for _ in 0..16 {
        tick(&mut world, 6 * 3600);
    }
    let loud = |asked: &[Option<Urgency>]| {
        asked
            .iter()
            .filter(|urgency| **urgency == Some(Urgency::Normal))
            .count()
    };
    assert_eq!(loud(&asked(&mut world)), 0);
    holds(&mut world, &[]);
    let after = asked(&mut world);
    assert_eq!(loud(&after), 1, "{after:?}");
}

#[test]
fn a_server_that_hung_and_was_replaced_behind_a_lock_gets_the_reminder_after_it() {
    let mut world = World::bundled();
    world.not_shown(REMINDER, NotShown::Hangs);
    holds(&mut world, &[Hold::Locked]);
    asked(&mut world);
    world.event(server());
    assert_eq!(asked(&mut world), []);
    holds(&mut world, &[]);
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
}

#[test]
fn a_box_takes_the_reminder_away_unless_the_config_lets_it_stand() {
    for (held, expected) in [(true, vec![None]), (false, vec![])] {
        let mut world = reminded();
        if !held {
            world
                .engine
                .setup
                .settings
                .remind
                .hold_when
                .remove(&Hold::Box);
        }
        let start = BoxStart {
            kind: "recall".to_owned(),
            topic: "dict".to_owned(),
            limit_secs: Some(300),
        };
        world.ask(Request::BoxStart(start)).unwrap();
        assert_eq!(asked(&mut world), expected);
        assert_eq!(world.status().silent.is_some(), held);
    }
}

#[test]
fn the_digest_of_the_first_unlock_comes_ten_minutes_after_somebody_was_seen() {
    let mut world = World::empty();
    world.engine.setup.settings.remind.digest = vec![DigestAt::FirstUnlock];
    read_bundled(&mut world);
    // The desktop tells only now that it has been locked all the while.
    holds(&mut world, &[Hold::Locked]);
    tick(&mut world, 3600);
    assert_eq!(asked(&mut world), []);
    // Unlocked, but nobody there.
    holds(&mut world, &[Hold::Idle]);
    tick(&mut world, 3600);
    assert_eq!(asked(&mut world), []);
    holds(&mut world, &[]);
    let wake = world.engine.wakes(world.now, Watched::No).wall.unwrap();
    assert_eq!(wake, world.now.at + chrono::TimeDelta::minutes(10));
    tick(&mut world, 599);
    assert_eq!(asked(&mut world), []);
    tick(&mut world, 1);
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
    world.arrived(REMINDER);
    // On the next day, with somebody there all the night, as soon as it is not quiet.
    let wake = |world: &World| world.engine.wakes(world.now, Watched::No).wall.unwrap();
    let end: chrono::DateTime<chrono::Utc> = "2026-11-23T08:00:00Z".parse().unwrap();
    while world.now.at < end {
        let secs = (wake(&world) - world.now.at).num_seconds();
        tick(&mut world, u32::try_from(secs).unwrap());
    }
    assert_eq!(world.now.at, end);
    let asked = asked(&mut world);
    assert_eq!(asked.last(), Some(&Some(Urgency::Normal)), "{asked:?}");
}

/// A reminder that a snooze put off comes although reminders were switched off meanwhile.
#[test]
fn with_no_reminders_a_day_what_was_put_off_does_not_come_back() {
    let mut world = reminded();
    let token = world.notice(REMINDER).token;
    world.event(Event::News(News::Pressed {
        subject: REMINDER,
        token,
        action: Action::Snooze,
    }));
    let settings = crate::domain::settings::Settings {
        remind: crate::domain::remind::Policy {
            max_per_day: 0,
            ..world.engine.setup.settings.remind.clone()
        },
        ..world.engine.setup.settings.clone()
    };
    world.event(Event::Configured(Box::new(settings)));
    asked(&mut world);
    tick(&mut world, 3600);
    assert_eq!(asked(&mut world), []);
}

/// The world after so many days on which the reminder came at noon and nothing was done.
fn unopened(days: u32) -> World {
    let mut world = reminded();
    for _ in 1..days {
        tick(&mut world, 86_400);
        world.arrived(REMINDER);
    }
    tick(&mut world, 86_400);
    world
}

/// A snooze that is forgotten with a restart (obsidian-reminder#23).
#[test]
fn snooze_pause_pace_and_fewer_reminders_outlive_the_daemon() {
    let snooze = |world: &mut World| {
        let snooze = Snooze {
            batch_id: None,
            until: Some("2026-11-22T20:00:00Z".to_owned()),
        };
        world.ask(Request::Snooze(snooze)).unwrap();
    };
    let pause = |world: &mut World| {
        let pause = Pause {
            batch_id: None,
            from: None,
            until: Some("2026-11-29T20:00:00Z".to_owned()),
        };
        world.ask(Request::Pause(pause)).unwrap();
    };
    let weekly = |world: &mut World| told(world, Fact::Pace { pace: Pace::Weekly });
    type Said = fn(&mut World);
    let said: [(&str, Said); 3] = [("snooze", snooze), ("pause", pause), ("weekly", weekly)];
    let mut worlds: Vec<(&str, World)> = said
        .into_iter()
        .map(|(why, say)| {
            let mut world = reminded();
            say(&mut world);
            (why, world)
        })
        .collect();
    worlds.push(("backed_off", unopened(3)));
    for (why, mut world) in worlds {
        let before = world.status().silent.unwrap();
        assert_eq!(before.why, why);
        world.restart();
        world.event(Event::Tick);
        world.read();
        assert_eq!(world.status().silent, Some(before));
        assert_eq!(resume(&mut world), [why]);
        assert_eq!(world.status().silent, None);
        world.undo().unwrap();
        assert_eq!(world.status().silent.unwrap().why, why);
    }
}

#[test]
fn after_three_unopened_days_a_review_brings_one_a_day_back() {
    let mut world = unopened(3);
    assert_eq!(asked(&mut world).last(), Some(&None), "it is silent");
    let silent = world.status().silent.unwrap();
    assert_eq!(
        silent.because,
        "reminders went unopened on 3 days, then quiet hours"
    );
    assert_eq!(silent.until, "2026-11-27T08:00:00+00:00");
    world.log("python/", 3);
    assert_eq!(world.status().silent, None);
    assert_eq!(asked(&mut world), [], "whoever logs is at it");
}

#[test]
fn a_question_that_went_unanswered_is_written_and_known() {
    let mut world = reminded();
    told(
        &mut world,
        Fact::Remind {
            what: Reminder::Ask,
        },
    );
    world.restart();
    world.event(Event::Tick);
    world.read();
    assert_eq!(world.status().notify.sent_today, 2);
}

#[test]
fn the_plan_says_the_mode_and_that_there_is_something_to_do() {
    let mut world = World::empty();
    world.read();
    world.engine.plan = OfPlan {
        focus: Some(Mode::Learning),
        minutes: Some(45),
    };
    assert_eq!(world.status().mode, "learning");
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
    world.arrived(REMINDER);
    world.engine.plan.minutes = None;
    world.event(Event::Tick);
    assert_eq!(asked(&mut world), [None]);
}

/// A server of any name.
fn server() -> Event {
    let server = crate::domain::notice::Server {
        name: "dunst".to_owned(),
        vendor: String::new(),
        version: "1".to_owned(),
        spec: "1.2".to_owned(),
        capabilities: Vec::new(),
    };
    Event::News(News::Presence(crate::domain::notice::Presence::Server(
        server,
    )))
}

#[test]
fn what_no_server_showed_on_its_day_does_not_come_before_the_time_of_the_next() {
    for (was_there, why) in [
        (false, NotShown::NoServer),
        (false, NotShown::Hangs),
        (true, NotShown::Gone),
    ] {
        let mut world = World::bundled();
        world.engine.setup.settings.remind.quiet.clear();
        if was_there {
            world.arrived(REMINDER);
        }
        world.not_shown(REMINDER, why.clone());
        asked(&mut world);
        // Five in the morning of the next study day.
        world.pass_secs(17 * 3600);
        world.event(server());
        let came = asked(&mut world);
        assert!(!came.contains(&Some(Urgency::Normal)), "{why:?}: {came:?}");
        assert_eq!(world.status().notify.pending, 0, "{why:?}");
        tick(&mut world, 4 * 3600 + 1800);
        assert_eq!(asked(&mut world), [Some(Urgency::Normal)], "{why:?}");
    }
}

#[test]
fn what_an_earlier_life_left_behind_a_lock_does_not_ring_on_the_next_day() {
    let mut world = reminded();
    world.restart();
    world.event(server());
    holds(&mut world, &[Hold::Locked]);
    world.read();
    asked(&mut world);
    // The machine slept until the quiet hours were over.
    world.pass_secs(20 * 3600 + 1800);
    holds(&mut world, &[]);
    let came = asked(&mut world);
    assert!(!came.contains(&Some(Urgency::Normal)), "{came:?}");
    tick(&mut world, 3600);
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
}

#[test]
fn what_silence_took_away_comes_back_also_where_travel_went_back_to_the_day_before() {
    let mut world = World::empty();
    world.engine.setup.settings.zone = crate::domain::settings::Zone::Local;
    let policy = &mut world.engine.setup.settings.remind;
    policy.nudge = None;
    policy.quiet.clear();
    world.now.zone = chrono_tz::Pacific::Auckland;
    // The digest of the 22nd, at one in the night of the 23rd, and that of the 23rd.
    read_bundled(&mut world);
    world.arrived(REMINDER);
    tick(&mut world, 9 * 3600);
    world.arrived(REMINDER);
    let start = BoxStart {
        kind: "recall".to_owned(),
        topic: "dict".to_owned(),
        limit_secs: Some(300),
    };
    world.ask(Request::BoxStart(start)).unwrap();
    asked(&mut world);
    // The plane lands before the box is over, at 16:00 of the 22nd.
    world.now.zone = chrono_tz::America::New_York;
    let wake = world.engine.wakes(world.now, Watched::No);
    assert_eq!(
        wake.wall,
        Some(world.now.at + chrono::TimeDelta::minutes(5))
    );
    tick(&mut world, 300);
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
}

#[test]
fn a_nudge_that_comes_back_reads_like_one() {
    let nudged = || {
        let mut world = reminded();
        tick(&mut world, 5 * 3600);
        assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
        world.arrived(REMINDER);
        let title = world.notice(REMINDER).title.clone();
        assert!(title.starts_with("Still"), "{title}");
        (world, title)
    };
    // Its server went, and another comes; and that one, too.
    let (mut world, title) = nudged();
    for _ in 0..2 {
        world.not_shown(REMINDER, NotShown::Gone);
        world.event(server());
        assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
        assert_eq!(world.notice(REMINDER).title, title);
        world.arrived(REMINDER);
    }
    // Its daemon went, which left it on the screen; and what comes in its place.
    let (mut world, title) = nudged();
    for _ in 0..2 {
        world.restart();
        world.read();
        world.event(server());
        assert_eq!(world.notice(REMINDER).title, title);
        world.arrived(REMINDER);
    }
    // It was put off.
    let (mut world, title) = nudged();
    world.ask(Request::Snooze(Snooze::default())).unwrap();
    assert_eq!(asked(&mut world), [None]);
    tick(&mut world, 3600);
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
    assert_eq!(world.notice(REMINDER).title, title);
}

#[test]
fn what_never_came_is_judged_anew_when_a_server_comes() {
    let mut world = World::bundled();
    world.not_shown(REMINDER, NotShown::NoServer);
    // Something is done meanwhile, and what is left is not worth a reminder.
    world.log("python/", 3);
    world.engine.setup.settings.remind.min_due = 100;
    asked(&mut world);
    world.event(server());
    assert_eq!(asked(&mut world), [None]);
    assert_eq!(world.status().notify.pending, 0);
    // So it is with the nudge, but what stood before it comes back.
    let mut world = reminded();
    world.not_shown(REMINDER, NotShown::Gone);
    tick(&mut world, 5 * 3600);
    world.not_shown(REMINDER, NotShown::NoServer);
    world.log("python/", 3);
    world.not_shown(REMINDER, NotShown::NoServer);
    asked(&mut world);
    world.event(server());
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
    world.arrived(REMINDER);
    assert!(!world.notice(REMINDER).title.starts_with("Still"));
    assert_eq!(world.status().notify.sent_today, 1);
    // What came before comes back all the same.
    let mut world = reminded();
    world.not_shown(REMINDER, NotShown::Gone);
    world.engine.setup.settings.remind.min_due = 100;
    world.event(server());
    assert_eq!(asked(&mut world), [Some(Urgency::Normal)]);
}

#[test]
fn what_silence_took_away_is_over_when_all_is_done_also_if_the_last_is_taken_back() {
    let mut world = reminded();
    let start = BoxStart {
        kind: "recall".to_owned(),
        topic: "dict".to_owned(),
        limit_secs: Some(300),
    };
    world.ask(Request::BoxStart(start)).unwrap();
    holds(&mut world, &[Hold::Locked]);
    tick(&mut world, 300);
    while let Some(prompt) = world.due().prompts.first() {
        world.log(&prompt.scope.clone(), 3);
    }
    world.undo().unwrap();
    asked(&mut world);
    holds(&mut world, &[]);
    assert_eq!(asked(&mut world), []);
}

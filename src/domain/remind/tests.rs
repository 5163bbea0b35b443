//! Days of a user, reminder by reminder.

use chrono::TimeDelta;
use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};

use super::wake::{Ahead, Stands, wake};
use super::*;
use crate::domain::day::Calendar;
use crate::domain::hold::Holds;
use crate::domain::journal::Fact;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day of a user in Warsaw, hour by hour.
struct World {
    policy: Policy,
    calm: Calm,
    due: u32,
    plan: Option<u32>,
    unlocked: Option<DateTime<Utc>>,
    reviewed: Option<DateTime<Utc>>,
    zone: chrono_tz::Tz,
    holds: Holds,
}

impl World {
    fn new() -> World {
        World {
            policy: Policy::default(),
            calm: Calm::default(),
            due: 6,
            plan: None,
            unlocked: None,
            reviewed: None,
            zone: chrono_tz::Europe::Warsaw,
            holds: Holds::new(),
        }
    }

    fn calendar(&self) -> Calendar {
        Calendar {
            zone: self.zone,
            rollover: NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
        }
    }

    fn sight(&self) -> Sight<'_> {
        Sight {
            calm: &self.calm,
            around: Around {
                policy: &self.policy,
                calendar: self.calendar(),
                box_ends: None,
                mock_ends: None,
                focus: None,
                holds: &self.holds,
                reviewed: self.reviewed,
            },
            unlocked: self.unlocked,
            work: Work {
                due: self.due,
                plan: self.plan,
            },
        }
    }

    fn told(&mut self, when: DateTime<Utc>, fact: Fact) {
        let stamp = self.calendar().stamp(when);
        self.calm.apply(&stamp, &fact);
    }

    /// The moment to wake at, with something to do on this day and all later ones.
    fn wake(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let sight = self.sight();
        let ahead = Ahead {
            sight,
            from: Some(self.calendar().day_of(now)),
            stands: Stands::Nothing,
        };
        wake(ahead, now)
    }

    /// What is sent between two instants, if the judge is asked whenever he wants to be.
    fn run(&mut self, from: &str, to: &str) -> Vec<(DateTime<Utc>, Reminder)> {
        let (mut now, to) = (at(from), at(to));
        let mut sent = Vec::new();
        while now <= to {
            if let Some(what) = judge(self.sight(), now) {
                sent.push((now, what));
                self.told(now, Fact::Remind { what });
                assert_eq!(judge(self.sight(), now), None, "twice at {now}");
            }
            match next(self.sight(), now) {
                Some(next) => now = next,
                None => break,
            }
        }
        sent
    }
}

fn sent(list: &[(&str, Reminder)]) -> Vec<(DateTime<Utc>, Reminder)> {
    list.iter().map(|(when, what)| (at(when), *what)).collect()
}

#[test]
fn a_day_has_one_digest_and_one_nudge_at_their_times() {
    let mut world = World::new();
    assert_eq!(
        world.run("2026-11-24T04:00:00+01:00", "2026-11-25T12:00:00+01:00"),
        sent(&[
            ("2026-11-24T09:30:00+01:00", Reminder::Digest),
            ("2026-11-24T17:00:00+01:00", Reminder::Nudge),
            ("2026-11-25T09:30:00+01:00", Reminder::Digest),
        ])
    );
}

#[test]
fn nothing_due_is_silence_and_a_missed_digest_comes_as_soon_as_it_can() {
    let mut world = World::new();
    world.due = 0;
    assert_eq!(
        world.run("2026-11-24T04:00:00+01:00", "2026-11-24T15:00:00+01:00"),
        []
    );
    // Something falls due, or the machine wakes, long after the time of the digest.
    world.due = 2;
    assert_eq!(
        world.run("2026-11-24T15:00:00+01:00", "2026-11-24T16:00:00+01:00"),
        sent(&[("2026-11-24T15:00:00+01:00", Reminder::Digest)])
    );
    // Late in the evening it waits for the morning, and for the time of the digest.
    let mut world = World::new();
    assert_eq!(
        world.run("2026-11-24T23:00:00+01:00", "2026-11-25T09:30:00+01:00"),
        sent(&[("2026-11-25T09:30:00+01:00", Reminder::Digest)])
    );
}

#[test]
fn the_nudge_comes_only_if_nothing_was_done_and_never_behind_a_late_digest() {
    let morning = "2026-11-24T04:00:00+01:00";
    let (noon, evening) = ("2026-11-24T12:00:00+01:00", "2026-11-24T21:00:00+01:00");
    let mut world = World::new();
    assert_eq!(world.run(morning, noon).len(), 1);
    world.reviewed = Some(at(noon));
    assert_eq!(world.run(noon, evening), []);

    let mut world = World::new();
    world.run(morning, noon);
    world.told(at(noon), Fact::Opened);
    assert_eq!(world.run(noon, evening), []);

    let mut world = World::new();
    world.policy.max_per_day = 1;
    assert_eq!(world.run(morning, evening).len(), 1);
    world.policy.max_per_day = 0;
    assert_eq!(world.run(evening, "2026-11-27T21:00:00+01:00"), []);

    let mut world = World::new();
    assert_eq!(
        world.run("2026-11-24T18:00:00+01:00", evening),
        sent(&[("2026-11-24T18:00:00+01:00", Reminder::Digest)])
    );
}

#[test]
fn a_snooze_puts_off_and_comes_back_once() {
    let mut world = World::new();
    world.policy.nudge = None;
    world.run("2026-11-24T04:00:00+01:00", "2026-11-24T09:30:00+01:00");
    let snoozed = at("2026-11-24T09:40:00+01:00");
    world.told(
        snoozed,
        Fact::Snooze {
            until: snoozed + TimeDelta::hours(1),
        },
    );
    assert_eq!(
        world.run("2026-11-24T09:41:00+01:00", "2026-11-24T21:00:00+01:00"),
        sent(&[("2026-11-24T10:40:00+01:00", Reminder::Again)])
    );
    // A snooze into the next day leaves the next day as it is.
    world.told(
        at("2026-11-24T21:00:00+01:00"),
        Fact::Snooze {
            until: at("2026-11-25T04:00:00+01:00"),
        },
    );
    assert_eq!(
        world.run("2026-11-24T21:00:00+01:00", "2026-11-25T12:00:00+01:00"),
        sent(&[("2026-11-25T09:30:00+01:00", Reminder::Digest)])
    );
}

#[test]
fn a_snooze_before_any_reminder_only_delays_the_digest() {
    let mut world = World::new();
    world.told(
        at("2026-11-24T08:30:00+01:00"),
        Fact::Snooze {
            until: at("2026-11-24T09:00:00+01:00"),
        },
    );
    assert_eq!(
        world.run("2026-11-24T08:31:00+01:00", "2026-11-24T12:00:00+01:00"),
        sent(&[("2026-11-24T09:30:00+01:00", Reminder::Digest)])
    );
}

#[test]
fn the_digest_keeps_its_local_time_over_both_clock_changes() {
    for (from, to, first, second) in [
        (
            "2026-03-28T05:00:00+01:00",
            "2026-03-29T12:00:00+02:00",
            "2026-03-28T09:30:00+01:00",
            "2026-03-29T09:30:00+02:00",
        ),
        (
            "2026-10-24T05:00:00+02:00",
            "2026-10-25T12:00:00+01:00",
            "2026-10-24T09:30:00+02:00",
            "2026-10-25T09:30:00+01:00",
        ),
    ] {
        let mut world = World::new();
        world.policy.nudge = None;
        assert_eq!(
            world.run(from, to),
            sent(&[(first, Reminder::Digest), (second, Reminder::Digest)])
        );
    }
}

#[test]
fn a_digest_at_a_time_that_the_clock_skips_or_repeats_comes_once() {
    let mut world = World::new();
    (world.policy.quiet, world.policy.nudge) = (Vec::new(), None);
    world.policy.digest = vec![DigestAt::Time(NaiveTime::from_hms_opt(2, 30, 0).unwrap())];
    // 02:30 does not exist on 2026-03-29, and exists twice on 2026-10-25; both lie at the end of a study day.
    assert_eq!(
        world.run("2026-03-28T05:00:00+01:00", "2026-03-29T12:00:00+02:00"),
        sent(&[("2026-03-29T03:00:00+02:00", Reminder::Digest)])
    );
    assert_eq!(
        world.run("2026-10-24T05:00:00+02:00", "2026-10-25T12:00:00+01:00"),
        sent(&[("2026-10-25T02:30:00+02:00", Reminder::Digest)])
    );
}

#[test]
fn travel_and_a_clock_that_is_set_back_never_double_a_digest() {
    let mut world = World::new();
    world.policy.nudge = None;
    assert_eq!(
        world
            .run("2026-11-24T05:00:00+01:00", "2026-11-24T10:00:00+01:00")
            .len(),
        1
    );
    // West, where it is early again, on the same date.
    world.zone = chrono_tz::America::New_York;
    assert_eq!(
        world.run("2026-11-24T05:00:00-05:00", "2026-11-24T20:00:00-05:00"),
        []
    );
    // The clock is set back by an hour just before the digest of the next day was sent.
    assert_eq!(
        world
            .run("2026-11-25T09:30:00-05:00", "2026-11-25T09:30:00-05:00")
            .len(),
        1
    );
    assert_eq!(
        world.run("2026-11-25T08:30:00-05:00", "2026-11-25T20:00:00-05:00"),
        []
    );
}

fn clock(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn days_of(sent: &[(DateTime<Utc>, Reminder)]) -> Vec<(String, Reminder)> {
    sent.iter()
        .map(|(when, what)| (when.format("%m-%d").to_string(), *what))
        .collect()
}

fn days(list: &[(&str, Reminder)]) -> Vec<(String, Reminder)> {
    list.iter()
        .map(|(day, what)| ((*day).to_owned(), *what))
        .collect()
}

/// A user who reviewed on 2026-11-01, a Sunday, and has one reminder a day.
fn away() -> World {
    let mut world = World::new();
    world.policy.nudge = None;
    world.reviewed = Some(at("2026-11-01T12:00:00+01:00"));
    world
}

/// Reminders that were put off are lost, or come again after the work is done (AnkiDroid#8128, AnkiDroid#6476).
#[test]
fn a_later_digest_comes_only_while_nothing_was_done_since_the_last() {
    let first = ("2026-11-24T09:30:00+01:00", Reminder::Digest);
    let second = ("2026-11-24T14:00:00+01:00", Reminder::Digest);
    let third = ("2026-11-24T19:00:00+01:00", Reminder::Digest);
    let table: [(u32, Option<&str>, &[_]); 4] = [
        (3, None, &[first, second, third]),
        (2, None, &[first, second]),
        (3, Some("2026-11-24T10:00:00+01:00"), &[first]),
        (3, Some("2026-11-24T15:00:00+01:00"), &[first, second]),
    ];
    for (most, done, expected) in table {
        for opened in [true, false] {
            let mut world = World::new();
            let times = ["14:00:00", "09:30:00", "19:00:00"];
            world.policy.digest = times.map(|time| DigestAt::Time(clock(time))).into();
            (world.policy.nudge, world.policy.max_per_day) = (None, most);
            let morning = "2026-11-24T04:00:00+01:00";
            let evening = "2026-11-24T21:00:00+01:00";
            let mut told = world.run(morning, done.unwrap_or(evening));
            if let Some(done) = done {
                match opened {
                    true => world.told(at(done), Fact::Opened),
                    false => world.reviewed = Some(at(done)),
                }
                told.extend(world.run(done, evening));
            }
            assert_eq!(told, sent(expected), "{most} {done:?}");
        }
    }
}

/// Reminders come at a time at which nobody is there (AnkiDroid#14319: the one of 21:00 came at 23:00).
#[test]
fn the_digest_of_the_first_unlock_comes_ten_minutes_after_it() {
    let table = [
        // Unlocked, due from, the times, the digest.
        ("10:50", "04:00", &["first-unlock"][..], Some("11:00")),
        ("05:00", "04:00", &["first-unlock"], Some("08:00")),
        ("10:50", "12:00", &["first-unlock"], Some("12:00")),
        ("10:50", "04:00", &["first-unlock", "09:30"], Some("09:30")),
        ("08:10", "04:00", &["first-unlock", "09:30"], Some("08:20")),
        ("21:55", "04:00", &["first-unlock"], None),
    ];
    let day = |time: &str| format!("2026-11-24T{time}:00+01:00");
    for (unlocked, due, times, expected) in table {
        let mut world = World::new();
        (world.policy.nudge, world.policy.max_per_day) = (None, 1);
        let read = |word: &&str| match *word {
            "first-unlock" => DigestAt::FirstUnlock,
            time => DigestAt::Time(clock(&format!("{time}:00"))),
        };
        world.policy.digest = times.iter().map(read).collect();
        world.unlocked = Some(at(&day(unlocked)));
        let told = world.run(&day(due), "2026-11-25T03:59:00+01:00");
        let expected: Vec<_> = expected
            .map(|time| (at(&day(time)), Reminder::Digest))
            .into_iter()
            .collect();
        assert_eq!(told, expected, "{unlocked} {times:?}");
    }
    // Of the day before it does not count.
    let mut world = World::new();
    world.policy.digest = vec![DigestAt::FirstUnlock];
    world.unlocked = Some(at("2026-11-23T10:00:00+01:00"));
    let noon = at("2026-11-24T12:00:00+01:00");
    assert_eq!(judge(world.sight(), noon), None);
}

/// Reminders with hardly anything due are muted for ever (habitica-android#782, AnkiDroid#3279).
#[test]
fn too_little_is_no_reminder_and_an_unfinished_day_of_the_plan_is_one() {
    let noon = at("2026-11-24T12:00:00+01:00");
    let table = [
        (0, None, 1, false),
        (1, None, 1, true),
        (4, None, 5, false),
        (5, None, 5, true),
        (0, Some(45), 5, true),
        (0, Some(0), 1, false),
    ];
    for (due, plan, min_due, expected) in table {
        let mut world = World::new();
        (world.due, world.plan) = (due, plan);
        world.policy.min_due = min_due;
        let judged = judge(world.sight(), noon);
        assert_eq!(judged.is_some(), expected, "{due} {plan:?} {min_due}");
    }
}

/// Reminders at the weekend (tasks#282).
#[test]
fn on_days_of_the_week_without_reminders_none_comes_and_a_weekend_is_no_absence() {
    let mut world = away();
    world.policy.days = vec![Mon, Tue, Wed, Thu, Fri];
    world.reviewed = Some(at("2026-11-06T12:00:00+01:00"));
    let told = world.run("2026-11-07T04:00:00+01:00", "2026-11-10T12:00:00+01:00");
    assert_eq!(
        days_of(&told),
        days(&[("11-09", Reminder::Digest), ("11-10", Reminder::Digest)])
    );
}

/// Notification fatigue: what is never opened gets muted for ever (qatrackplus#502).
#[test]
fn reminders_that_go_unopened_become_fewer_then_ask_once_and_then_come_weekly() {
    let mut world = away();
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-26T12:00:00+01:00");
    let expected = [
        ("11-02", Reminder::Digest),
        ("11-03", Reminder::Digest),
        ("11-04", Reminder::Digest),
        ("11-07", Reminder::Welcome),
        ("11-10", Reminder::Ask),
        ("11-17", Reminder::Welcome),
        ("11-24", Reminder::Welcome),
    ];
    assert_eq!(days_of(&told), days(&expected));
    let thursday = at("2026-11-26T12:00:00+01:00");
    let silent = world.calm.silent(thursday, world.sight().around).unwrap();
    assert_eq!(silent.until, at("2026-12-01T08:00:00+01:00"));
    assert_eq!(
        silent.because[0].to_string(),
        "reminders went unopened on 7 days"
    );

    // Any sign of life brings back one a day.
    for sign in ["review", "open", "resume", "keep"] {
        let mut world = away();
        world.run("2026-11-02T04:00:00+01:00", "2026-11-12T12:00:00+01:00");
        let noon = "2026-11-12T12:00:00+01:00";
        match sign {
            "review" => world.reviewed = Some(at(noon)),
            "open" => world.told(at(noon), Fact::Opened),
            "resume" => world.told(at(noon), Fact::Resume),
            _ => world.told(at(noon), Fact::Pace { pace: Pace::Daily }),
        }
        let told = world.run(noon, "2026-11-13T12:00:00+01:00");
        assert_eq!(
            days_of(&told),
            days(&[("11-12", Reminder::Digest), ("11-13", Reminder::Digest)]),
            "{sign}"
        );
    }
}

#[test]
fn a_day_on_which_something_was_reviewed_counts_as_opened_and_zero_is_never() {
    let mut world = away();
    world.run("2026-11-02T04:00:00+01:00", "2026-11-03T12:00:00+01:00");
    world.reviewed = Some(at("2026-11-03T08:00:00+01:00"));
    let told = world.run("2026-11-04T04:00:00+01:00", "2026-11-09T12:00:00+01:00");
    let expected = [
        ("11-04", Reminder::Digest),
        ("11-05", Reminder::Digest),
        ("11-06", Reminder::Digest),
        ("11-09", Reminder::Welcome),
    ];
    assert_eq!(days_of(&told), days(&expected));
    let mut world = away();
    world.policy.back_off_after = 0;
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-30T12:00:00+01:00");
    assert_eq!(told.len(), 29);
    assert!(told.iter().all(|(_, what)| *what == Reminder::Digest));
}

#[test]
fn fewer_means_no_nudge_and_no_second_digest() {
    let mut world = away();
    world.policy.nudge = Some(clock("17:00:00"));
    world.policy.digest.push(DigestAt::Time(clock("14:00:00")));
    world.policy.max_per_day = 3;
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-08T03:00:00+01:00");
    assert_eq!(told.len(), 3 * 3 + 1);
}

/// The last days before an interview are those on which a lost reminder costs most.
#[test]
fn in_the_last_two_weeks_before_an_interview_reminders_do_not_become_fewer() {
    let mut world = away();
    world.policy.interview = Some("2026-11-20T14:00:00".parse().unwrap());
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-24T12:00:00+01:00");
    let told: Vec<String> = days_of(&told).into_iter().map(|(day, _)| day).collect();
    let expected: Vec<String> = (2..=4)
        .chain(6..=20)
        .chain([23])
        .map(|day| format!("11-{day:02}"))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(
        world.calm.digest.map(|digest| digest.day),
        Some("2026-11-23".parse().unwrap())
    );
}

#[test]
fn who_wants_one_a_week_gets_one_a_week_until_he_resumes() {
    let mut world = away();
    world.policy.nudge = Some(clock("17:00:00"));
    world.run("2026-11-02T04:00:00+01:00", "2026-11-10T10:00:00+01:00");
    let pace = Fact::Pace { pace: Pace::Weekly };
    world.told(at("2026-11-10T10:00:00+01:00"), pace);
    let told = world.run("2026-11-10T10:00:00+01:00", "2026-11-26T12:00:00+01:00");
    let told: Vec<String> = days_of(&told).into_iter().map(|(day, _)| day).collect();
    assert_eq!(told, ["11-17", "11-24"]);
    world.told(at("2026-11-26T12:00:00+01:00"), Fact::Resume);
    let told = world.run("2026-11-26T12:00:00+01:00", "2026-11-27T12:00:00+01:00");
    assert_eq!(
        told.len(),
        3,
        "a digest and a nudge, and the next day another: {told:?}"
    );
}

/// After a vacation an avalanche (obsidian-spaced-repetition users stop there): what it costs to come back is said.
#[test]
fn after_some_days_without_a_word_from_either_side_the_digest_welcomes() {
    let table = [
        // The last review, the pause until, the reminder at its end.
        (
            Some("2026-11-20T10:00:00+01:00"),
            "11-23",
            Reminder::Welcome,
        ),
        (Some("2026-11-20T10:00:00+01:00"), "11-22", Reminder::Digest),
        (None, "11-23", Reminder::Digest),
    ];
    for (reviewed, until, expected) in table {
        let mut world = World::new();
        world.policy.nudge = None;
        world.reviewed = reviewed.map(at);
        let pause = Fact::Pause {
            from: at("2026-11-20T09:00:00+01:00"),
            until: at(&format!("2026-{until}T04:00:00+01:00")),
        };
        world.told(at("2026-11-20T09:00:00+01:00"), pause);
        let told = world.run("2026-11-20T09:00:00+01:00", "2026-11-23T12:00:00+01:00");
        assert_eq!(
            days_of(&told)[0],
            (until.to_owned(), expected),
            "{reviewed:?}"
        );
    }
}

/// A pile after the unlock (Feedly-Notifier#76, GNotifier#122, AnkiDroid#14319).
#[test]
fn what_is_held_comes_as_one_when_it_is_released() {
    for hold in [Hold::Locked, Hold::Idle, Hold::Dnd] {
        let mut world = World::new();
        world.holds.insert(hold);
        let told = world.run("2026-11-24T04:00:00+01:00", "2026-11-24T18:00:00+01:00");
        assert_eq!(told, []);
        let six = at("2026-11-24T18:00:00+01:00");
        assert_eq!(earliest(world.sight(), six), Some(six));
        world.holds.clear();
        let told = world.run("2026-11-24T18:00:00+01:00", "2026-11-24T21:59:00+01:00");
        assert_eq!(
            told,
            sent(&[("2026-11-24T18:00:00+01:00", Reminder::Digest)])
        );
    }
}

/// Reminders that never fire are the largest class of bugs elsewhere (AnkiDroid#6552, #5413, #21385), and a loop that
/// polls costs the battery.
#[test]
fn no_moment_is_missing_and_few_are_named() {
    let focus = FocusHours {
        days: vec![Tue, Wed],
        hours: Hours {
            from: clock("09:00:00"),
            to: clock("12:00:00"),
        },
    };
    let table: [fn(&mut World); 7] = [
        |_| {},
        |world| world.policy.days = vec![Mon, Wed],
        |world| {
            world.policy.digest = vec![DigestAt::FirstUnlock, DigestAt::Time(clock("15:00:00"))]
        },
        |world| world.policy.interview = Some("2026-11-25T14:00:00".parse().unwrap()),
        |world| world.policy.quiet.clear(),
        |world| world.holds = Holds::from([Hold::Locked]),
        |world| {
            let fact = Fact::Mode {
                mode: Mode::Coding,
                until: Some(at("2026-11-25T13:00:00+01:00")),
            };
            world.told(at("2026-11-24T10:00:00+01:00"), fact);
        },
    ];
    for (case, prepare) in table.into_iter().enumerate() {
        for reminded in [None, Some("2026-11-24T09:30:00+01:00")] {
            let mut world = World::new();
            world.policy.focus = vec![focus.clone()];
            prepare(&mut world);
            world.unlocked = Some(at("2026-11-24T05:00:00+01:00"));
            if let Some(when) = reminded {
                let what = Reminder::Digest;
                world.told(at(when), Fact::Remind { what });
            }
            let state = |now| {
                let silent = world.calm.silent(now, world.sight().around).is_some();
                (judge(world.sight(), now), silent)
            };
            let (mut now, end) = (
                at("2026-11-24T09:30:00+01:00"),
                at("2026-11-27T09:30:00+01:00"),
            );
            let mut named = 0;
            while now < end {
                let next = next(world.sight(), now).unwrap_or(end).min(end);
                let minutes = (next - now).num_minutes();
                for minute in (0..minutes).map(|n| now + TimeDelta::minutes(n)) {
                    let ((before, loud), (after, later)) = (state(now), state(minute));
                    // That nobody is told any more, as a day is over, wants no moment.
                    let same = after.is_none() || before == after;
                    assert!(same && loud == later, "{case}: {now} {minute}");
                }
                (now, named) = (next, named + 1);
            }
            assert!(named < 30, "{case}: {named}");
        }
    }
}

#[test]
fn the_earliest_next_reminder_is_not_in_a_silence_nor_beyond_the_most_a_day() {
    let mut world = World::new();
    let earliest = |world: &World, when: &str| super::earliest(world.sight(), at(when)).unwrap();
    let ten = "2026-11-24T10:00:00+01:00";
    world.run("2026-11-24T04:00:00+01:00", ten);
    assert_eq!(earliest(&world, ten), at("2026-11-24T17:00:00+01:00"));
    world.policy.max_per_day = 1;
    assert_eq!(earliest(&world, ten), at("2026-11-25T09:30:00+01:00"));
    world.policy.days = vec![Fri];
    assert_eq!(earliest(&world, ten), at("2026-11-27T09:30:00+01:00"));
    world.policy.digest = vec![DigestAt::FirstUnlock];
    assert_eq!(earliest(&world, ten), at("2026-11-27T08:00:00+01:00"));
    world.policy.digest.clear();
    assert_eq!(super::earliest(world.sight(), at(ten)), None);
}

#[test]
fn a_first_time_that_moves_behind_the_digest_of_its_day_brings_no_second() {
    // The user moves it, with another time in the evening.
    let mut world = World::new();
    world.policy.nudge = None;
    world.run("2026-11-24T04:00:00+01:00", "2026-11-24T09:30:00+01:00");
    let clock = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    world.policy.digest = vec![DigestAt::Time(clock(10, 0)), DigestAt::Time(clock(19, 15))];
    assert_eq!(
        world.run("2026-11-24T09:31:00+01:00", "2026-11-25T04:00:00+01:00"),
        sent(&[("2026-11-24T19:15:00+01:00", Reminder::Digest)])
    );
    // The user flies to the west.
    let mut world = World::new();
    world.policy.nudge = None;
    world.run("2026-11-24T04:00:00+01:00", "2026-11-24T13:00:00+01:00");
    world.zone = chrono_tz::America::New_York;
    assert_eq!(
        world.run("2026-11-24T13:00:00+01:00", "2026-11-25T04:00:00-05:00"),
        []
    );
}

#[test]
fn a_day_with_a_digest_and_a_nudge_wakes_twice_and_one_with_nothing_to_do_never() {
    let mut world = World::new();
    world.policy.quiet.push(Hours {
        from: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
        to: NaiveTime::from_hms_opt(13, 0, 0).unwrap(),
    });
    let mut now = at("2026-11-24T04:00:00+01:00");
    let mut woken = Vec::new();
    for _ in 0..3 {
        now = world.wake(now).unwrap();
        woken.push(now.to_rfc3339());
        if let Some(what) = judge(world.sight(), now) {
            world.told(now, Fact::Remind { what });
        }
    }
    let expected = [
        "2026-11-24T08:30:00",
        "2026-11-24T16:00:00",
        "2026-11-25T08:30:00",
    ];
    assert_eq!(woken, expected.map(|time| format!("{time}+00:00")));
    // Nothing is due today; on the day after the next something is.
    world.due = 0;
    let ahead = Ahead {
        sight: world.sight(),
        from: Some(world.calendar().day_of(at("2026-11-27T12:00:00+01:00"))),
        stands: Stands::Nothing,
    };
    assert_eq!(wake(ahead, now), Some(at("2026-11-27T09:30:00+01:00")));
    // What stands is taken away by silence, and what was taken away comes back after it.
    let there = Ahead {
        stands: Stands::There,
        ..ahead
    };
    assert_eq!(wake(there, now), Some(at("2026-11-25T12:00:00+01:00")));
    let noon = at("2026-11-25T12:00:00+01:00");
    let owed = Ahead {
        stands: Stands::Owed(world.calendar().day_of(noon)),
        ..ahead
    };
    assert_eq!(wake(owed, noon), Some(at("2026-11-25T13:00:00+01:00")));
}

//! Days of a user, reminder by reminder.

use chrono::TimeDelta;
use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};

use super::wake::{Ahead, Stands, wake};
use super::*;
use crate::domain::day::Calendar;
use crate::domain::hold::Holds;
use crate::domain::journal::Fact;

mod fewer;
mod moments;

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
                reviewed: self.reviewed.map(|at| Moment {
                    at,
                    day: self.calendar().day_of(at),
                }),
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
fn a_snooze_that_is_taken_back_in_its_own_moment_put_nothing_off() {
    let mut world = World::new();
    let now = at("2026-11-24T10:00:00+01:00");
    let until = now + TimeDelta::hours(1);
    world.told(now, Fact::Snooze { until });
    world.told(now, Fact::Resume);
    let what = Reminder::Digest;
    world.told(now, Fact::Remind { what });
    assert_eq!(judge(world.sight(), now), None);
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

/// Flying east, times of the day pass in the air: by the clock where one lands they are over.
#[test]
fn a_later_time_that_passed_on_a_flight_east_brings_one_only_if_nothing_came_at_or_after_it() {
    // A digest at 08:30 in Kolkata; the flight lands at 15:08 there, which is 22:38 in Auckland.
    let landing = at("2026-11-24T15:08:00+05:30");
    for (later, back, done, expected) in [
        // 16:45 in Auckland is 09:15 in Kolkata.
        ("16:45:00", None, None, Some(Reminder::Digest)),
        (
            "16:45:00",
            Some("2026-11-24T09:10:00+05:30"),
            None,
            Some(Reminder::Digest),
        ),
        ("16:45:00", Some("2026-11-24T09:15:00+05:30"), None, None),
        ("16:45:00", Some("2026-11-24T12:49:00+05:30"), None, None),
        ("16:45:00", None, Some("2026-11-24T09:00:00+05:30"), None),
        // 15:45 in Auckland was over before the digest came.
        ("15:45:00", None, None, None),
    ] {
        let mut world = World::new();
        world.zone = chrono_tz::Asia::Kolkata;
        world.policy.digest = vec![
            DigestAt::Time(clock("08:30:00")),
            DigestAt::Time(clock(later)),
        ];
        (world.policy.nudge, world.policy.quiet) = (None, Vec::new());
        let what = Reminder::Digest;
        world.told(at("2026-11-24T08:30:00+05:30"), Fact::Remind { what });
        if let Some(back) = back {
            let what = Reminder::Again;
            world.told(at(back), Fact::Remind { what });
        }
        world.reviewed = done.map(at);
        assert_eq!(judge(world.sight(), landing), None, "still in India");
        world.zone = chrono_tz::Pacific::Auckland;
        assert_eq!(
            judge(world.sight(), landing),
            expected,
            "{later}, {back:?}, {done:?}"
        );
        // It is the second of its study day, and the maximum holds.
        world.policy.max_per_day = 1;
        assert_eq!(judge(world.sight(), landing), None);
    }
}

/// Seed 180 of the simulated years: nobody can tell which came first, and whoever recalls is at it.
#[test]
fn a_recall_in_the_very_instant_of_the_digest_is_done_after_it() {
    let digest = at("2026-11-24T09:30:00+01:00");
    let nudge = at("2026-11-24T17:00:00+01:00");
    let ms = TimeDelta::milliseconds(1);
    for (reviewed, expected) in [
        (None, Some(Reminder::Nudge)),
        (Some(digest - ms), Some(Reminder::Nudge)),
        (Some(digest), None),
        (Some(digest + ms), None),
    ] {
        let mut world = World::new();
        let what = Reminder::Digest;
        world.told(digest, Fact::Remind { what });
        world.reviewed = reviewed;
        assert_eq!(judge(world.sight(), nudge), expected, "{reviewed:?}");
    }
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

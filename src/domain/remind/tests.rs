//! Days of a user, reminder by reminder.

use chrono::TimeDelta;

use super::*;
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
            unlocked: None,
            work: Work {
                due: self.due,
                plan: None,
            },
        }
    }

    fn told(&mut self, when: DateTime<Utc>, fact: Fact) {
        let stamp = self.calendar().stamp(when);
        self.calm.apply(&stamp, &fact);
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

//! The moments at which reminders are judged: none is missing, and few are named.

use super::*;

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

/// The travels of somebody from Auckland to New York, 18 hours back: most of a study day is lived twice.
fn auckland() -> World {
    let mut world = World::new();
    world.zone = chrono_tz::Pacific::Auckland;
    world.policy.quiet.clear();
    world
}

#[test]
fn what_a_snooze_put_off_comes_back_once_where_travel_goes_back_to_the_day_before() {
    let snoozed = at("2026-11-24T09:40:00+13:00");
    let until = snoozed + TimeDelta::hours(1);
    let travelled = || {
        let mut world = auckland();
        world.policy.nudge = None;
        world.run("2026-11-23T05:00:00+13:00", "2026-11-24T09:30:00+13:00");
        world.told(snoozed, Fact::Snooze { until });
        world.zone = chrono_tz::America::New_York;
        world
    };
    // It is the day before, which had its digest.
    let mut world = travelled();
    assert_eq!(
        world.run("2026-11-23T15:50:00-05:00", "2026-11-24T20:00:00-05:00"),
        sent(&[("2026-11-23T16:40:00-05:00", Reminder::Again)])
    );
    // Nothing is due any more on that day, and something as its own begins again.
    let mut world = travelled();
    world.due = 0;
    assert_eq!(
        world.run("2026-11-23T15:50:00-05:00", "2026-11-23T20:00:00-05:00"),
        []
    );
    let begins = at("2026-11-24T04:00:00-05:00");
    world.due = 6;
    let night = at("2026-11-23T20:00:00-05:00");
    assert_eq!(next(world.sight(), night), Some(begins));
    assert_eq!(judge(world.sight(), begins), Some(Reminder::Again));
}

#[test]
fn the_digest_of_the_day_before_answers_a_snooze_too() {
    let mut world = auckland();
    world.policy.nudge = None;
    world.run("2026-11-24T05:00:00+13:00", "2026-11-24T09:30:00+13:00");
    let snoozed = at("2026-11-24T09:40:00+13:00");
    let until = snoozed + TimeDelta::hours(1);
    world.told(snoozed, Fact::Snooze { until });
    world.zone = chrono_tz::America::New_York;
    assert_eq!(
        world.run("2026-11-23T15:50:00-05:00", "2026-11-24T20:00:00-05:00"),
        sent(&[("2026-11-23T16:40:00-05:00", Reminder::Digest)])
    );
}

#[test]
fn a_day_that_is_lived_on_after_another_still_has_its_nudge() {
    let mut world = auckland();
    world.run("2026-11-24T05:00:00+13:00", "2026-11-24T09:30:00+13:00");
    world.zone = chrono_tz::America::New_York;
    assert_eq!(
        world.run("2026-11-23T15:31:00-05:00", "2026-11-24T21:00:00-05:00"),
        sent(&[
            ("2026-11-23T15:31:00-05:00", Reminder::Digest),
            ("2026-11-23T17:00:00-05:00", Reminder::Nudge),
            ("2026-11-24T17:00:00-05:00", Reminder::Nudge),
        ])
    );
}

#[test]
fn a_day_that_is_lived_twice_has_no_second_nudge() {
    let mut world = auckland();
    let two = world.run("2026-11-23T05:00:00+13:00", "2026-11-24T17:00:00+13:00");
    assert_eq!(two.len(), 4);
    world.zone = chrono_tz::America::New_York;
    assert_eq!(
        world.run("2026-11-24T00:00:00-05:00", "2026-11-24T23:00:00-05:00"),
        []
    );
}

#[test]
fn a_later_time_of_a_day_that_is_lived_twice_is_that_of_the_last_digest_of_any_day() {
    let mut world = auckland();
    let times = ["09:30:00", "14:00:00"];
    world.policy.digest = times.map(|time| DigestAt::Time(clock(time))).into();
    (world.policy.nudge, world.policy.max_per_day) = (None, 4);
    world.run("2026-11-23T05:00:00+13:00", "2026-11-23T10:00:00+13:00");
    let until = at("2026-11-24T05:00:00+13:00");
    world.told(at("2026-11-23T10:00:00+13:00"), Fact::Snooze { until });
    world.run("2026-11-24T05:00:00+13:00", "2026-11-24T09:30:00+13:00");
    // The digest of the day after came half an hour ago, at 15:30 of here.
    world.zone = chrono_tz::America::New_York;
    assert_eq!(
        world.run("2026-11-23T16:00:00-05:00", "2026-11-24T20:00:00-05:00"),
        sent(&[("2026-11-24T14:00:00-05:00", Reminder::Digest)])
    );
}

#[test]
fn a_snooze_holds_until_its_end_and_comes_back_once_also_where_the_clock_is_set_back_behind_its_begin()
 {
    let mut world = World::new();
    world.policy.nudge = None;
    world.run("2026-11-24T04:00:00+01:00", "2026-11-24T09:30:00+01:00");
    let until = at("2026-11-24T11:54:00+01:00");
    world.told(at("2026-11-24T11:24:00+01:00"), Fact::Snooze { until });
    assert_eq!(
        world.run("2026-11-24T09:50:00+01:00", "2026-11-24T20:00:00+01:00"),
        sent(&[("2026-11-24T11:54:00+01:00", Reminder::Again)])
    );
    let silent = |when| world.calm.silent(at(when), world.sight().around);
    assert!(silent("2026-11-24T09:50:00+01:00").is_some());
    // The clock was wrong by a year.
    assert_eq!(silent("2025-11-24T09:50:00+01:00"), None);
}

#[test]
fn what_failed_is_tried_again_ever_more_rarely_and_never_given_up() {
    let table = [(1, 1), (2, 5), (3, 15), (4, 30), (5, 30), (u32::MAX, 30)];
    for (failures, minutes) in table {
        let after = super::super::wake::tries_again_after(failures);
        assert_eq!(after.0, minutes * 60, "after {failures}");
    }
}

//! A policy for each seed: when digests and the nudge come, how many, on which days, and what is silent.

use chrono::{NaiveTime, Weekday};
use loci::domain::hold::Hold;
use loci::domain::hours::{FocusHours, Hours};
use loci::domain::now::Secs;
use loci::domain::remind::{DigestAt, Policy};
use loci::domain::settings::{Settings, Zone};

use crate::run::dice::Dice;

/// From five days of work to all of them.
const WORKING: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

/// A local time.
pub(crate) fn clock(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

/// The settings of a user: those of the shipped config as often as others.
pub(crate) fn settings(dice: &mut Dice) -> Settings {
    Settings {
        zone: Zone::Local,
        rollover: clock([4, 4, 4, 0, 5][dice.below(5)], 0),
        new_per_day: [12, 12, 4, 30][dice.below(4)],
        remind: policy(dice),
        ..Settings::default()
    }
}

/// A policy.
pub(crate) fn policy(dice: &mut Dice) -> Policy {
    if dice.chance(25) {
        return Policy::default();
    }
    let mut digest = vec![match dice.chance(25) {
        true => DigestAt::FirstUnlock,
        false => DigestAt::Time(quarter(dice, 7, 12)),
    }];
    if dice.chance(30) {
        digest.push(DigestAt::Time(quarter(dice, 12, 20)));
    }
    let quiet = match dice.below(4) {
        0 => Vec::new(),
        1 => vec![hours(23, 7)],
        2 => vec![hours(22, 8), hours(12, 13)],
        _ => vec![hours(21, 9)],
    };
    let focus = match dice.below(4) {
        0 => vec![focus(&WORKING, 9, 12)],
        1 => vec![focus(&[], 14, 16), focus(&[Weekday::Sun], 18, 23)],
        _ => Vec::new(),
    };
    Policy {
        digest,
        nudge: dice.chance(75).then(|| quarter(dice, 13, 21)),
        max_per_day: [2, 2, 2, 1, 3, 4, 0][dice.below(7)],
        min_due: [1, 1, 1, 3, 8][dice.below(5)],
        days: match dice.chance(25) {
            true => WORKING.to_vec(),
            false => Vec::new(),
        },
        hold_when: (Hold::ALL.into_iter())
            .filter(|_| dice.chance(80))
            .collect(),
        back_off_after: [3, 3, 0, 5][dice.below(4)],
        quiet,
        focus,
        snooze: Secs([3600, 1800, 7200][dice.below(3)]),
        interview: None,
    }
}

fn quarter(dice: &mut Dice, from: usize, to: usize) -> NaiveTime {
    let hour = u32::try_from(from + dice.below(to - from)).unwrap();
    clock(hour, [0, 15, 30, 45][dice.below(4)])
}

fn hours(from: u32, to: u32) -> Hours {
    Hours {
        from: clock(from, 0),
        to: clock(to, 0),
    }
}

fn focus(days: &[Weekday], from: u32, to: u32) -> FocusHours {
    FocusHours {
        days: days.to_vec(),
        hours: hours(from, to),
    }
}

//! Whether it is silent, read from the rules by the local clock: of its own, so that it does not err where the
//! engine does.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use loci::domain::hold::{Hold, Holds};
use loci::domain::hours::Hours;
use loci::domain::now::Now;
use loci::domain::remind::Policy;

/// What the clocks on the wall say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) at: DateTime<Utc>,
    pub(crate) local: NaiveDateTime,
    /// The study day.
    pub(crate) day: NaiveDate,
    pub(crate) boot_ms: u64,
    zone: Tz,
}

impl Clock {
    pub(crate) fn of(now: Now, rollover: NaiveTime) -> Clock {
        let local = local(now.at, now.zone);
        Clock {
            at: now.at,
            local,
            day: study_day(local, rollover),
            boot_ms: now.boot.ms,
            zone: now.zone,
        }
    }

    /// The study day of another instant, by what the clock here said at that instant. By the offset of now somebody
    /// who was seen at 00:00 of the day on which summer time ends was seen on the day before, and was seen anew.
    fn day_of(&self, at: DateTime<Utc>, rollover: NaiveTime) -> NaiveDate {
        study_day(local(at, self.zone), rollover)
    }
}

fn local(at: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

fn study_day(local: NaiveDateTime, rollover: NaiveTime) -> NaiveDate {
    (local - (rollover - NaiveTime::MIN)).date()
}

/// A time of a study day, by the local clock.
pub(crate) fn moment(day: NaiveDate, time: NaiveTime, rollover: NaiveTime) -> NaiveDateTime {
    let next = TimeDelta::days(i64::from(time < rollover));
    (day + next).and_time(time)
}

/// The reason that keeps new ones back, and lets stand what stands.
pub(crate) const HOLD: &str = "nobody is there";

/// What was said, and what is.
#[derive(Debug, Default)]
pub(crate) struct Silences {
    /// Until when it was snoozed last.
    pub(crate) snoozed: Option<DateTime<Utc>>,
    /// From when until when it is paused.
    pub(crate) pauses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Until when the mode is `coding`.
    pub(crate) coding: Option<DateTime<Utc>>,
    /// Until when, in boot time, a box or a mock interview runs, and which of them.
    pub(crate) box_ends: Option<(u64, Hold)>,
    /// What the desktop says.
    pub(crate) holds: Holds,
    /// When somebody was first seen on a study day.
    seen: Option<DateTime<Utc>>,
}

impl Silences {
    /// Why it is silent, if it is.
    pub(crate) fn why(&self, policy: &Policy, clock: &Clock) -> Option<&'static str> {
        let at = clock.at;
        let holds = |hold| policy.hold_when.contains(&hold) && self.holds.contains(&hold);
        if self.is_snoozed(at) {
            Some("snooze")
        } else if self.is_paused(at) {
            Some("pause")
        } else if self.coding.is_some_and(|until| at < until) {
            Some("coding")
        } else if self
            .box_ends
            .is_some_and(|(end, hold)| clock.boot_ms < end && policy.hold_when.contains(&hold))
        {
            Some("box")
        } else if policy
            .quiet
            .iter()
            .any(|hours| lies_in(*hours, clock.local))
        {
            Some("quiet")
        } else if is_focus(policy, clock.local) {
            Some("focus")
        } else if policy.interview.is_some_and(|begins| {
            begins - TimeDelta::hours(1) <= clock.local
                && clock.local < begins + TimeDelta::hours(2)
        }) {
            Some("interview")
        } else if !policy.days.is_empty() && !policy.days.contains(&clock.day.weekday()) {
            Some("day off")
        } else if holds(Hold::Locked) || holds(Hold::Idle) || holds(Hold::Dnd) {
            Some(HOLD)
        } else {
            None
        }
    }

    /// Somebody is there, or nobody; the daemon sees it.
    pub(crate) fn see(&mut self, clock: &Clock, rollover: NaiveTime) {
        let is_free = !self.holds.contains(&Hold::Locked) && !self.holds.contains(&Hold::Idle);
        let is_new = self
            .seen
            .is_none_or(|at| clock.day_of(at, rollover) != clock.day || at > clock.at);
        if is_free && is_new {
            self.seen = Some(clock.at);
        }
    }

    /// When the digest after the first unlock may come on the study day.
    pub(crate) fn after_unlock(&self, clock: &Clock, rollover: NaiveTime) -> Option<DateTime<Utc>> {
        let at = (self.seen).filter(|at| clock.day_of(*at, rollover) == clock.day)?;
        Some(at + TimeDelta::minutes(10))
    }

    pub(crate) fn is_snoozed(&self, at: DateTime<Utc>) -> bool {
        self.snoozed.is_some_and(|until| at < until)
    }

    pub(crate) fn is_paused(&self, at: DateTime<Utc>) -> bool {
        (self.pauses.iter()).any(|(from, until)| *from <= at && at < *until)
    }

    /// The last word counts: a pause ends those that it overlaps where it begins.
    pub(crate) fn pause(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        for old in &mut self.pauses {
            if old.0 < until && from < old.1 {
                old.1 = from;
            }
        }
        self.pauses.retain(|old| old.0 < old.1);
        self.pauses.push((from, until));
    }

    /// What holds ends; if nothing does, what is planned.
    pub(crate) fn resume(&mut self, at: DateTime<Utc>) {
        if self.is_snoozed(at) || self.is_paused(at) {
            self.snoozed = self
                .snoozed
                .filter(|until| *until <= at)
                .or(self.snoozed.map(|_| at));
            for pause in &mut self.pauses {
                if pause.0 <= at && at < pause.1 {
                    pause.1 = at;
                }
            }
        } else {
            self.pauses.retain(|(_, until)| *until <= at);
        }
    }
}

/// Whether hours hold a local time; those from evening to morning span midnight.
fn lies_in(hours: Hours, local: NaiveDateTime) -> bool {
    let time = local.time();
    match hours.from < hours.to {
        true => hours.from <= time && time < hours.to,
        false => hours.from <= time || time < hours.to,
    }
}

fn is_focus(policy: &Policy, local: NaiveDateTime) -> bool {
    (policy.focus.iter()).any(|focus| {
        let today = focus.days.is_empty() || focus.days.contains(&local.weekday());
        today && lies_in(focus.hours, local)
    })
}

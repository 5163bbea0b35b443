//! Reminders that go unopened become fewer, and after a while away somebody is welcomed back: read from the rules.

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use loci::domain::remind::Policy;

use crate::run::figures::Kind;
use crate::run::silence::Clock;

/// What was opened and what was not.
#[derive(Debug, Default)]
pub(crate) struct Fewer {
    /// The study days on which one of the day came, in order.
    reminded: Vec<NaiveDate>,
    /// When it was asked last whether to go on.
    asked: Option<NaiveDate>,
    /// The last study day on which the user reviewed, opened or resumed.
    active: Option<NaiveDate>,
    /// Study days on which anything was reviewed; what was taken back is none.
    reviewed: Vec<NaiveDate>,
    /// The last study days on which anything was said by loci.
    said: Vec<NaiveDate>,
}

impl Fewer {
    pub(crate) fn sent(&mut self, kind: Kind, day: NaiveDate) {
        self.reminded.push(day);
        self.reminded.dedup();
        if kind == Kind::Ask {
            self.asked = Some(day);
        }
    }

    pub(crate) fn said(&mut self, day: NaiveDate) {
        self.said.push(day);
        self.said.dedup();
    }

    /// The user opened a reminder, or resumed.
    pub(crate) fn answered(&mut self, day: NaiveDate) {
        self.active = self.active.max(Some(day));
    }

    pub(crate) fn reviewed(&mut self, day: NaiveDate) {
        self.reviewed.push(day);
    }

    /// The last review was taken back.
    pub(crate) fn took_back(&mut self) {
        self.reviewed.pop();
    }

    fn active(&self) -> Option<NaiveDate> {
        self.active.max(self.reviewed.iter().max().copied())
    }

    /// Study days before this one with a reminder, and nothing done on them or since.
    fn unopened(&self, day: NaiveDate) -> usize {
        let active = self.active();
        let days = self
            .reminded
            .iter()
            .rev()
            .take_while(|of| active.is_none_or(|active| **of > active));
        days.filter(|of| **of < day).count()
    }

    fn is_backed_off(&self, policy: &Policy, day: NaiveDate) -> bool {
        let is_near = policy.interview.is_some_and(|begins| {
            let of = begins.date();
            of - Days::new(14) <= day && day <= of
        });
        let after = policy.back_off_after as usize;
        after > 0 && self.unopened(day) >= after && !is_near
    }

    fn was_asked(&self, day: NaiveDate) -> bool {
        let active = self.active();
        (self.asked).is_some_and(|asked| asked < day && active.is_none_or(|active| asked > active))
    }

    /// Whether this day has no second one.
    pub(crate) fn is_fewer(&self, policy: &Policy, day: NaiveDate) -> bool {
        self.is_backed_off(policy, day)
    }

    /// Whether nothing comes on this study day.
    pub(crate) fn keeps_off(&self, policy: &Policy, clock: &Clock) -> bool {
        if !self.is_backed_off(policy, clock.day) {
            return false;
        }
        let apart = match self.was_asked(clock.day) {
            true => 7,
            false => 3,
        };
        let last = self.reminded.iter().rev().find(|of| **of < clock.day);
        last.is_some_and(|last| clock.day < *last + Days::new(apart))
    }

    /// What the first of a day is.
    pub(crate) fn of_the_day(&self, policy: &Policy, clock: &Clock) -> Kind {
        let day = clock.day;
        let longer = self.unopened(day) > policy.back_off_after as usize;
        if self.is_backed_off(policy, day) && longer && !self.was_asked(day) {
            Kind::Ask
        } else if self.is_back(policy, day) {
            Kind::Welcome
        } else {
            Kind::Digest
        }
    }

    /// Whether somebody who reviewed before was away for three days that count, and loci silent.
    fn is_back(&self, policy: &Policy, day: NaiveDate) -> bool {
        let counts = |of: &NaiveDate| policy.days.is_empty() || policy.days.contains(&of.weekday());
        let long = |since: NaiveDate| {
            let days = (1..=(day - since).num_days()).map(|n| since + TimeDelta::days(n));
            days.filter(counts).count() >= 3
        };
        let said = self.said.iter().rev().find(|of| **of < day).copied();
        !self.reviewed.is_empty() && [self.active(), said].into_iter().flatten().all(long)
    }
}

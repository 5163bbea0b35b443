//! On which study days reminders may come: the days of the week, once a week if the user wants that, and fewer while
//! they go unopened.

use chrono::{DateTime, Datelike, Utc};

use super::silence::{Around, Because};
use super::{Calm, Moment};
use crate::domain::day::StudyDay;
use crate::domain::remind::{Pace, Policy};

/// The days from one reminder to the next while they go unopened, before it was asked whether to go on.
const FEWER: u32 = 3;
/// The same when that went unopened too.
const FEWEST: u32 = 7;
/// The same for who wants one a week.
const WEEK: u32 = 7;
/// Whoever did nothing for so many study days was away.
const AWAY: usize = 3;
/// So many days before an interview reminders do not become fewer.
const FINAL_DAYS: u32 = 14;

/// Reminders are fewer than one a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) struct Fewer {
    /// Why.
    pub(in crate::domain) because: Because,
    /// The first study day on which the next may come; it may be over.
    from: StudyDay,
}

impl Calm {
    /// Whether reminders are fewer than one a day, as a study day sees it.
    pub(in crate::domain) fn fewer(&self, day: StudyDay, around: Around<'_>) -> Option<Fewer> {
        let last = self.reminded_before(day);
        match self.pace {
            // Also where none came yet: then the first may come at once.
            Pace::Weekly => {
                // That of the day on which he said so is the last.
                let answered = self.digest.filter(|last| {
                    last.day == day && self.paced.is_some_and(|at| last.at <= at.at)
                });
                let last = answered.map(|answered| answered.day).or(last);
                Some(Fewer {
                    because: Because::Weekly,
                    from: last.map_or(day, |last| last.plus(WEEK)),
                })
            }
            Pace::Daily => {
                let unopened = self.is_backed_off(day, around)?;
                let apart = match self.was_asked(day, around) {
                    Some(_) => FEWEST,
                    None => FEWER,
                };
                let from = last?.plus(apart);
                let last_days = interview_day(around).map(|of| days_before(of, FINAL_DAYS));
                let last_days = last_days.filter(|begin| *begin > day);
                Some(Fewer {
                    because: Because::BackedOff(unopened),
                    from: last_days.map_or(from, |begin| from.min(begin)),
                })
            }
        }
    }

    /// Whether the reminder of this study day asks whether to go on: once in a row of unopened ones, after the first
    /// that came later than the next day.
    pub fn wants_to_ask(&self, day: StudyDay, around: Around<'_>) -> bool {
        self.pace == Pace::Daily
            && self.was_asked(day, around).is_none()
            && self
                .is_backed_off(day, around)
                .is_some_and(|unopened| unopened > around.policy.back_off_after)
    }

    /// Whether a study day is one on which somebody is welcomed back: he reviewed before, and neither he nor loci said
    /// anything for some days. Days of the week without reminders do not count.
    pub fn is_back(&self, day: StudyDay, around: Around<'_>) -> bool {
        let said = [self.digest, self.nudge, self.again].into_iter().flatten();
        let said = said.map(|moment| moment.day).filter(|of| *of < day);
        // Also once the reminder of the day itself is the last.
        let said = said.chain(self.reminded_before(day)).max();
        around.reviewed.is_some()
            && [self.active(around), said]
                .into_iter()
                .flatten()
                .all(|since| {
                    let days = (1..=day.days_since(since)).map(|n| since.plus(n));
                    let counted = days.filter(|of| !is_off(*of, around.policy));
                    counted.take(AWAY).count() == AWAY
                })
    }

    /// What keeps reminders off the study day of an instant, and until when.
    pub(super) fn spaced(
        &self,
        at: DateTime<Utc>,
        around: Around<'_>,
    ) -> impl Iterator<Item = (DateTime<Utc>, Because)> {
        let day = around.calendar.day_of(at);
        let fewer = self.fewer(day, around).filter(|fewer| fewer.from > day);
        let off = is_off(day, around.policy).then(|| {
            let ahead = (1..=7).map(|n| day.plus(n));
            let on = ahead.filter(|of| !is_off(*of, around.policy)).min();
            (on.unwrap_or(day.plus(7)), Because::DayOff)
        });
        let fewer = fewer.map(|fewer| (fewer.from, fewer.because));
        let spaced = fewer.into_iter().chain(off);
        spaced.map(move |(from, why)| (around.calendar.start_of(from), why))
    }

    /// How many study days in a row went unopened, where that is enough for fewer reminders.
    fn is_backed_off(&self, day: StudyDay, around: Around<'_>) -> Option<u32> {
        let after = around.policy.back_off_after;
        let is_near =
            interview_day(around).is_some_and(|of| days_before(of, FINAL_DAYS) <= day && day <= of);
        let unopened = self.unopened(day, around);
        (after > 0 && unopened >= after && !is_near).then_some(unopened)
    }

    /// Study days with a reminder of the day that are over, and since which nothing was done.
    pub fn unopened(&self, day: StudyDay, around: Around<'_>) -> u32 {
        let active = self.active(around);
        let since = |of: &&StudyDay| active.is_none_or(|active| **of > active);
        let unopened = self.reminded.range(..day).map(|(of, _)| of).filter(since);
        u32::try_from(unopened.count()).unwrap_or(u32::MAX)
    }

    /// Whether it was asked on a study day whether to go on.
    pub fn asked_on(&self, day: StudyDay) -> bool {
        self.asked.is_some_and(|asked| asked.day == day)
    }

    /// When it was asked before this study day whether to go on, if nothing was done since.
    fn was_asked(&self, day: StudyDay, around: Around<'_>) -> Option<Moment> {
        let active = self.active(around);
        let since = |of: StudyDay| of < day && active.is_none_or(|active| of > active);
        self.asked.filter(|asked| since(asked.day))
    }

    fn reminded_before(&self, day: StudyDay) -> Option<StudyDay> {
        self.reminded.range(..day).next_back().map(|(of, _)| *of)
    }

    /// The last study day on which the user reviewed, opened a reminder or said how many he wants.
    fn active(&self, around: Around<'_>) -> Option<StudyDay> {
        // The day that it counted for where it was made: travel changes none.
        let reviewed = around.reviewed.map(|moment| moment.day);
        let said = [self.opened, self.paced, self.resumed]
            .into_iter()
            .flatten();
        said.map(|moment| moment.day).chain(reviewed).max()
    }
}

fn is_off(day: StudyDay, policy: &Policy) -> bool {
    !policy.days.is_empty() && !policy.days.contains(&day.0.weekday())
}

fn interview_day(around: Around<'_>) -> Option<StudyDay> {
    let begins = around.policy.interview?;
    let begins = around.calendar.instant(begins.date(), begins.time());
    Some(around.calendar.day_of(begins))
}

fn days_before(day: StudyDay, days: u32) -> StudyDay {
    (0..days).fold(day, |day, _| day.previous())
}

//! A plan in time: on which study date each of its days falls, what is done of it, and what was missed.
//!
//! Pure: the plan, what was done, the dates that are free, and today. A day has the date that a fact gave it, else the
//! one of its place among the chosen days: the first on the first study date, one a date, over the days of the week and
//! around the dates that are off. So days can be put in another order, and one that is done stays done.

use chrono::Datelike;

use super::costs::Costs;
use super::id::DayId;
use super::progress::{Dates, Ended, Progress};
use super::steps::{PlanStep, steps};
use super::words::StepKind;
use super::{Plan, PlanDay};
use crate::domain::day::StudyDay;

pub mod catch_up;
pub mod list;
#[cfg(test)]
mod tests;

/// So many days before the interview nothing new begins: what is new then is recalled once more in the final pass.
pub const LAST_NEW: u32 = 7;

/// The farthest that a free date is looked for: about ten years, more than a plan of 1,000 days needs on one day of
/// the week less the longest vacation.
const FAR: u32 = 7_500;

/// A plan, and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What was done.
    pub progress: &'a Progress,
    /// Dates without study besides those that the progress names: vacations.
    pub away: &'a [Dates],
    /// The first study date.
    pub start: StudyDay,
}

/// A day with its date.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<'a> {
    /// The day.
    pub day: &'a PlanDay,
    /// Its study date.
    pub date: StudyDay,
    /// Its steps, in order.
    pub steps: Vec<Stepped>,
}

/// A step, and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Stepped {
    /// The step, with the minutes that it takes as far as is known by now.
    pub step: PlanStep,
    /// How it ended, if it did.
    pub ended: Option<Ended>,
}

impl Dated<'_> {
    /// The steps that are neither done nor left out.
    pub fn open(&self) -> impl Iterator<Item = &PlanStep> {
        let open = self.steps.iter().filter(|step| step.ended.is_none());
        open.map(|step| &step.step)
    }

    /// Whether nothing of it is left.
    pub fn is_over(&self) -> bool {
        self.open().next().is_none()
    }

    /// Whether it has passed, was begun, and only what may come along on a later date is left of it: a glance, a
    /// recall, a palace, an explanation. It is not missed; what is left comes first on the dates after it.
    pub fn is_left_over(&self, today: StudyDay) -> bool {
        let is_begun = self.steps.iter().any(|step| step.ended.is_some());
        self.date < today && is_begun && !self.is_over() && self.open().all(is_light)
    }

    /// How many of its steps ended.
    pub fn ended(&self) -> usize {
        self.steps
            .iter()
            .filter(|step| step.ended.is_some())
            .count()
    }
}

impl<'a> Course<'a> {
    /// The days that level, focus and tracks choose, in the order of the plan, each with its date. Linear in the days
    /// and the dates that they span.
    pub fn days(&self) -> Vec<Dated<'a>> {
        let mut free = self.free_from(self.start);
        let mut last = self.start;
        let chosen = self.plan.days.iter().filter_map(|day| {
            let steps = steps(day, self.plan);
            (!steps.is_empty()).then_some((day, steps))
        });
        let costs = Costs::of(self.progress);
        let mut days = Vec::new();
        for (day, steps) in chosen {
            last = free.next().unwrap_or(last);
            let told = self
                .progress
                .date(&day.id)
                .filter(|date| *date >= self.start);
            let stepped = steps.into_iter().map(|step| Stepped {
                ended: self.progress.ended(&day.id, step.kind, self.start),
                step: PlanStep {
                    minutes: costs.minutes(&step),
                    ..step
                },
            });
            days.push(Dated {
                day,
                date: told.unwrap_or(last),
                steps: stepped.collect(),
            });
        }
        days
    }

    /// The study dates from one on, it included.
    pub fn free_from(&self, from: StudyDay) -> impl Iterator<Item = StudyDay> + use<'a> {
        let course = *self;
        let ahead = (0..FAR).map(move |n| from.plus(n));
        ahead.filter(move |date| course.is_free(*date))
    }

    /// Whether one studies on a date.
    pub fn is_free(&self, date: StudyDay) -> bool {
        let weekdays = &self.plan.weekdays;
        let is_on = weekdays.is_empty() || weekdays.contains(&date.0.weekday());
        let mut off = self.progress.off.iter().chain(self.away);
        is_on && !off.any(|dates| dates.hold(date))
    }

    /// The dates that open days get which were given one, when more dates are off: each keeps its place among the
    /// study dates that are left. All others follow by themselves.
    pub fn put_off(&self, days: &[Dated<'_>], off: Dates) -> Vec<(DayId, StudyDay)> {
        let given = days.iter().filter(|day| {
            let told = self.progress.date(&day.day.id);
            !day.is_over() && day.date >= off.from && told == Some(day.date)
        });
        let dates = given.filter_map(|day| {
            let before = self.free_from(off.from).take_while(|date| *date < day.date);
            let mut after = self.free_from(off.from).filter(|date| !off.hold(*date));
            Some((day.day.id.clone(), after.nth(before.count())?))
        });
        dates.collect()
    }

    /// The study day of the interview.
    pub fn interview(&self) -> Option<StudyDay> {
        let interview = self.plan.interview.as_ref()?;
        Some(StudyDay(interview.what.date()))
    }

    /// The last date on which something new may begin, if there is an interview.
    pub fn last_new(&self) -> Option<StudyDay> {
        let interview = self.interview()?;
        let date = interview
            .0
            .checked_sub_days(chrono::Days::new(LAST_NEW.into()))?;
        Some(StudyDay(date).max(self.start))
    }
}

/// How far a plan is on a date: the number of its day, from 1; 0 before it starts.
pub fn number(days: &[Dated<'_>], today: StudyDay) -> u32 {
    let begun = days.iter().filter(|day| day.date <= today).count();
    u32::try_from(begun).unwrap_or(u32::MAX)
}

/// Whether a step may come along on a later date without its day counting as missed.
fn is_light(step: &PlanStep) -> bool {
    match step.kind {
        StepKind::Glance | StepKind::Recall | StepKind::Palace | StepKind::Explain => true,
        StepKind::Learn | StepKind::Map | StepKind::Code | StepKind::Mock | StepKind::Review => {
            false
        }
    }
}

/// The days that have passed and of which something is open, by their dates; but for those of which only something
/// light is left over.
pub fn missed<'d, 'a>(days: &'d [Dated<'a>], today: StudyDay) -> Vec<&'d Dated<'a>> {
    let passed = days
        .iter()
        .filter(|day| day.date < today && !day.is_over() && !day.is_left_over(today));
    let mut missed: Vec<&Dated<'_>> = passed.collect();
    missed.sort_by_key(|day| day.date);
    missed
}

/// The last date of a plan.
pub fn ends(days: &[Dated<'_>]) -> Option<StudyDay> {
    days.iter().map(|day| day.date).max()
}

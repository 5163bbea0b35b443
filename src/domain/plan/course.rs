//! A plan in time: on which study date each of its days falls, what is done of it, and what was missed.
//!
//! Pure: the plan, what was done, the dates that are free, and today. A day has the date that a fact gave it, else the
//! one of its place among the chosen days: the first on the first study date, one a date but for those that join the
//! one before, over the days of the week and around the dates that are off; what comes after the last topic lies right
//! before the interview. A date that passed stays with its day, so days can be put in another order or taken away, and
//! what is done, or was missed, stays where it was.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Datelike;

use super::costs::Costs;
use super::id::DayId;
use super::minutes::Minutes;
use super::progress::{Dates, Ended, PartDone, Progress, StepEnd};
use super::steps::{PlanStep, steps};
use super::words::{DayKind, StepKind};
use super::{Plan, PlanDay};
use crate::domain::day::StudyDay;
use crate::domain::now::Secs;

pub mod beyond;
pub mod catch_up;
mod dropped;
mod flow;
pub mod list;
pub mod made_up;
pub mod measure;
mod rebalance;
#[cfg(test)]
mod tests;

/// So many days before the interview nothing new begins: what is new then is recalled once more in the final pass.
pub const LAST_NEW: u32 = 7;

/// The farthest that a free date is looked for: about ten years, more than a plan of 1,000 days needs on one day of
/// the week less the longest vacation.
const FAR: u32 = 7_500;

/// For an interview that is farther away, in days, nothing waits.
const FAR_END: u32 = 366;

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
    /// The study day that it is now.
    pub today: StudyDay,
}

/// A day with its date.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<'a> {
    /// The day.
    pub day: &'a PlanDay,
    /// Its study date.
    pub date: StudyDay,
    /// The date of its place in the plan: its study date unless it was given another.
    pub place: StudyDay,
    /// Whether it was missed and given another date since.
    pub was_missed: bool,
    /// Its steps, in order.
    pub steps: Arc<[Stepped]>,
}

/// A step, and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Stepped {
    /// The step, with the minutes that are left of it as far as is known by now; of one that ended, all that it takes.
    pub step: PlanStep,
    /// The minutes that all of it takes.
    pub whole: Minutes,
    /// The parts of it that were done, in the order in which they were told.
    pub parts: Vec<PartDone>,
    /// How it ended, if it did.
    pub ended: Option<Ended>,
}

impl Stepped {
    fn new(step: PlanStep, parts: Vec<PartDone>, ended: Option<Ended>) -> Stepped {
        let whole = step.minutes;
        let left = u32::from(whole.get()).saturating_sub(spent(&parts).0 / 60);
        // What took as long as all of it and is not done is not done in a moment.
        let left = Minutes::new(u16::try_from(left).unwrap_or_default());
        let least = whole.min(Minutes::LEAST_LEFT);
        let left = left.map_or(least, |left| left.max(least));
        Stepped {
            step: PlanStep {
                minutes: if ended.is_some() { whole } else { left },
                ..step
            },
            whole,
            parts,
            ended,
        }
    }

    /// How long its parts took.
    pub fn spent(&self) -> Secs {
        spent(&self.parts)
    }

    /// Whether it, or a part of it, was done on a date.
    pub fn is_of(&self, date: StudyDay) -> bool {
        let is_done = |ended: Ended| ended.on == date && ended.how == StepEnd::Done;
        self.ended.is_some_and(is_done) || self.parts.iter().any(|part| part.on == date)
    }

    /// Whether it ended or a part of it was done.
    pub fn is_begun(&self) -> bool {
        self.ended.is_some() || !self.parts.is_empty()
    }
}

fn spent(parts: &[PartDone]) -> Secs {
    parts.iter().map(|part| part.took).sum()
}

/// A look ahead at what was read, drawn or rebuilt by now is left out.
fn leave_out_glance(steps: &mut [Stepped]) {
    let comes_after = |step: &&Stepped| {
        matches!(
            step.step.kind,
            StepKind::Learn | StepKind::Map | StepKind::Recall
        )
    };
    let after = steps.iter().filter(comes_after);
    let on = after.filter_map(|step| {
        let ended = step.ended.filter(|ended| ended.how == StepEnd::Done);
        let part = step.parts.first().map(|part| part.on);
        part.or(ended.map(|ended| ended.on))
    });
    let Some(on) = on.min() else { return };
    let glance = steps
        .iter_mut()
        .filter(|step| step.step.kind == StepKind::Glance);
    for step in glance.filter(|step| step.ended.is_none()) {
        step.ended = Some(Ended {
            how: StepEnd::Skipped,
            on,
            took: None,
        });
    }
}

impl Dated<'_> {
    /// The steps that are neither done nor left out.
    pub fn open(&self) -> impl Iterator<Item = &PlanStep> {
        let open = self.steps.iter().filter(|step| step.ended.is_none());
        open.map(|step| &step.step)
    }

    /// Whether it was missed and has still to be read, drawn or coded. The code of one of which the reading or the map is
    /// left out is no topic to be made up for.
    pub fn is_behind(&self) -> bool {
        let is_dropped = |step: &Stepped| {
            let is_out = step
                .ended
                .is_some_and(|ended| ended.how == StepEnd::Skipped);
            is_out && matches!(step.step.kind, StepKind::Learn | StepKind::Map)
        };
        self.was_missed
            && self.open().any(|step| step.kind.goes_first())
            && !self.steps.iter().any(is_dropped)
    }

    /// Whether it was missed and something of it was read, drawn or coded on a date.
    pub fn was_made_up_for(&self, date: StudyDay) -> bool {
        let mut first = self.steps.iter().filter(|step| step.step.kind.goes_first());
        self.was_missed && first.any(|step| step.is_of(date))
    }

    /// Whether something of it was done on a date.
    pub fn is_worked_on(&self, date: StudyDay) -> bool {
        self.steps.iter().any(|step| step.is_of(date))
    }

    /// Whether nothing of it is left.
    pub fn is_over(&self) -> bool {
        self.open().next().is_none()
    }

    /// Whether it has passed, was begun, and something of it is left that may come along on a later date: all but a
    /// mock interview and reviews. It is not missed; what is left comes first on the dates after it.
    pub fn is_left_over(&self, today: StudyDay) -> bool {
        let is_begun = self.steps.iter().any(Stepped::is_begun);
        let comes_along = |step: &PlanStep| !matches!(step.kind, StepKind::Mock | StepKind::Review);
        self.date < today && is_begun && !self.is_over() && self.open().all(comes_along)
    }

    /// Whether what is left of it can wait, as its reading and its map are over. Who drew the map has read, and who
    /// rebuilt it has drawn it.
    pub fn is_light(&self) -> bool {
        let is_done = |kind: StepKind| {
            let done = |step: &Stepped| step.ended.is_some_and(|ended| ended.how == StepEnd::Done);
            self.steps
                .iter()
                .any(|step| step.step.kind == kind && done(step))
        };
        self.open().all(|step| match step.kind {
            StepKind::Learn => is_done(StepKind::Map) || is_done(StepKind::Recall),
            StepKind::Map => is_done(StepKind::Recall),
            StepKind::Glance
            | StepKind::Recall
            | StepKind::Code
            | StepKind::Palace
            | StepKind::Explain => true,
            StepKind::Mock | StepKind::Review => false,
        })
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
        let passed = self.passed();
        let first = passed.values().max().map(|last| last.plus(1));
        let first = first.unwrap_or(self.start);
        let mut free = self.free_from(first);
        let mut last = self.start;
        let chosen = self.plan.days.iter().filter_map(|day| {
            let steps = steps(day, self.plan);
            (!steps.is_empty()).then_some((day, steps))
        });
        let costs = Costs::of(self.progress, self.start);
        let mut days = Vec::new();
        for (day, steps) in chosen {
            last = match passed.get(&day.id) {
                Some(date) => *date,
                None if day.join && !days.is_empty() && last >= first => last,
                None => free.next().unwrap_or(last),
            };
            let stepped = steps.into_iter().map(|step| {
                let ended = self.progress.ended(&day.id, step.kind, self.start);
                let parts = self.progress.parts(&day.id, step.kind).iter();
                let parts = parts.filter(|part| part.on >= self.start).copied();
                let minutes = costs.minutes(&step);
                Stepped::new(PlanStep { minutes, ..step }, parts.collect(), ended)
            });
            let mut stepped: Vec<Stepped> = stepped.collect();
            leave_out_glance(&mut stepped);
            days.push(Dated {
                day,
                date: last,
                place: last,
                was_missed: false,
                steps: stepped.into(),
            });
        }
        self.put_to_the_end(&mut days, first);
        for day in &mut days {
            let told = self.progress.date(&day.day.id);
            let told = told.filter(|date| *date >= self.start);
            day.date = told.unwrap_or(day.place);
            let given_on = self.progress.given_on(&day.day.id);
            // What was brought forward is missed before its place has passed.
            let has_passed = given_on > Some(day.place) || self.progress.has_passed(&day.day.id);
            day.was_missed = told.is_some() && has_passed;
        }
        days
    }

    /// The days whose date has passed, each with it, also such as the plan does not hold any more. What passed while a
    /// clock was ahead has not, and a date that was taken off afterwards is none.
    fn passed(&self) -> BTreeMap<&'a DayId, StudyDay> {
        let passed = self.progress.passed(self.start);
        passed
            .filter(|(_, date)| *date >= self.start && *date < self.today && !self.is_off(*date))
            .collect()
    }

    /// The days whose date has passed without being kept yet, each with it.
    pub fn to_pass(&self, days: &[Dated<'_>]) -> Vec<(DayId, StudyDay)> {
        let known: BTreeMap<&DayId, StudyDay> = self.progress.passed(self.start).collect();
        let passed = days
            .iter()
            .filter(|day| day.place < self.today && known.get(&day.day.id) != Some(&day.place));
        passed.map(|day| (day.day.id.clone(), day.place)).collect()
    }

    /// What comes after the last topic belongs right before the interview: between them there may be a pause.
    fn put_to_the_end(&self, days: &mut [Dated<'a>], first: StudyDay) {
        let is_topic = |day: &Dated<'_>| day.day.kind == DayKind::Topic;
        let (Some(last), Some(interview)) = (days.iter().rposition(is_topic), self.interview())
        else {
            return;
        };
        let Some((topics, end)) = days.split_at_mut_checked(last + 1) else {
            return;
        };
        // Farther than that nobody looks ahead.
        if interview.days_since(self.today.max(self.start)) > FAR_END {
            return;
        }
        let after = topics.iter().map(|day| day.place).max().unwrap_or(first);
        let dates = self.free_from(after.plus(1).max(first));
        let dates: Vec<StudyDay> = dates.take_while(|date| *date < interview).collect();
        let Some(gap) = dates.len().checked_sub(end.len()) else {
            return;
        };
        for (day, date) in end.iter_mut().zip(dates.into_iter().skip(gap)) {
            // One that has passed stays.
            if day.place >= first {
                day.place = date;
            }
        }
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
        is_on && !self.is_off(date)
    }

    fn is_off(&self, date: StudyDay) -> bool {
        let mut off = self.progress.off.iter().chain(self.away);
        off.any(|dates| dates.hold(date))
    }

    /// The dates that open days get which were given one, when more dates are off: each keeps its place among the
    /// study dates that are left. All others follow by themselves.
    pub fn put_off(&self, days: &[Dated<'_>], off: Dates) -> Vec<(DayId, StudyDay)> {
        // What has passed moves nothing that is ahead.
        let from = off.from.max(self.today.max(self.start));
        if off.until < from {
            return Vec::new();
        }
        let given = days.iter().filter(|day| {
            let told = self.progress.date(&day.day.id);
            !day.is_over() && day.date >= from && told == Some(day.date)
        });
        let dates = given.filter_map(|day| {
            let before = self.free_from(from).take_while(|date| *date < day.date);
            let mut after = self.free_from(from).filter(|date| !off.hold(*date));
            Some((day.day.id.clone(), after.nth(before.count())?))
        });
        dates.collect()
    }

    /// The study day of the interview.
    pub fn interview(&self) -> Option<StudyDay> {
        let interview = self.plan.interview.as_ref()?;
        Some(StudyDay(interview.what.date()))
    }

    /// Whether the interview is over on a study day: its own day has passed.
    pub fn is_past(&self, today: StudyDay) -> bool {
        self.interview().is_some_and(|interview| today > interview)
    }

    /// Whether a study day is that of the interview, or comes after it.
    pub fn is_beyond(&self, date: StudyDay) -> bool {
        self.interview().is_some_and(|interview| date >= interview)
    }

    /// The last date on which something new should begin, if there is an interview; it may lie before the first study
    /// date.
    pub fn last_new(&self) -> Option<StudyDay> {
        let interview = self.interview()?;
        let date = interview
            .0
            .checked_sub_days(chrono::Days::new(LAST_NEW.into()))?;
        Some(StudyDay(date))
    }
}

/// Topics of which something is open and that begin after the last date on which something new should, if there is one.
pub fn late<'d, 'a>(course: &Course<'_>, days: &'d [Dated<'a>]) -> Vec<&'d Dated<'a>> {
    let Some(last) = course.last_new() else {
        return Vec::new();
    };
    let topics = days
        .iter()
        .filter(|day| day.day.kind == DayKind::Topic && !day.is_over());
    topics.filter(|day| day.date > last).collect()
}

/// How far a plan is on a date: the number of the first of its days on it, from 1; where none is on it, of the last
/// before it, and 0 before the plan starts.
pub fn number(days: &[Dated<'_>], today: StudyDay) -> u32 {
    let before = days.iter().filter(|day| day.date < today).count();
    let is_on = days.iter().any(|day| day.date == today);
    u32::try_from(before + usize::from(is_on)).unwrap_or(u32::MAX)
}

/// The days that have passed and of which something is open, by their dates; but for those that were begun and go on.
/// Once the interview is over nothing is missed any more.
pub fn missed<'d, 'a>(
    course: &Course<'_>,
    days: &'d [Dated<'a>],
    today: StudyDay,
) -> Vec<&'d Dated<'a>> {
    if course.is_past(today) {
        return Vec::new();
    }
    // Reviews that were not made are due by themselves.
    let is_open = |day: &&Dated<'_>| day.open().any(|step| step.kind != StepKind::Review);
    let passed = days.iter().filter(is_open);
    let passed = passed.filter(|day| day.date < today && !day.is_left_over(today));
    let mut missed: Vec<&Dated<'_>> = passed.collect();
    missed.sort_by_key(|day| day.date);
    missed
}

/// The last date of a plan.
pub fn ends(days: &[Dated<'_>]) -> Option<StudyDay> {
    days.iter().map(|day| day.date).max()
}

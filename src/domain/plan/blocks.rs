//! The blocks of a plan in a calendar: for each of its days, when it begins and how long it takes.
//!
//! Pure: the days with their dates, the time of the day at which one studies, and the zone. A block is the time that is
//! set aside, not what is open of it: it stays as long as it is when a step is done, so that a calendar is not stirred
//! by every one of them.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::course::Dated;
use super::course::measure::within;
use super::progress::StepEnd;
use super::words::StepKind;
use super::{Plan, PlanDay};
use crate::domain::day::{Calendar, StudyDay};

/// A day of a plan as it lies in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// The day.
    pub day: &'a PlanDay,
    /// Its study date.
    pub date: StudyDay,
    /// Its first instant.
    pub starts: DateTime<Utc>,
    /// How long it takes, from 1 on.
    pub minutes: u32,
    /// Whether it is to take place.
    pub standing: BlockStanding,
}

/// Whether a block is to take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockStanding {
    /// It is, or did.
    Stands,
    /// It is not: the day was left out, or was finished before its date.
    Cancelled,
}

/// The blocks of these days, by their beginnings. `at` is the local time at which one studies; before the rollover it
/// is that of the night which ends the study day. A time that the zone skips begins when the clock goes on.
///
/// A study date takes the minutes that the plan gives it, in which the reviews come first. Where several days share
/// one, they follow one another in the order of the plan, each as long as its steps, together at most a tenth more; the
/// one that has reviews, else the first, also has what is left of the date's minutes.
pub fn blocks<'a>(
    plan: &Plan,
    days: &[Dated<'a>],
    at: NaiveTime,
    calendar: Calendar,
) -> Vec<Block<'a>> {
    let mut dates: Vec<StudyDay> = days.iter().map(|day| day.date).collect();
    dates.sort();
    dates.dedup();
    let blocks = dates.into_iter().flat_map(|date| {
        let of_date = days.iter().filter(|day| day.date == date);
        one_after_another(
            plan,
            &of_date.collect::<Vec<_>>(),
            begin(date, at, calendar),
        )
    });
    blocks.collect()
}

/// The instant of a local time on a study date.
fn begin(date: StudyDay, at: NaiveTime, calendar: Calendar) -> DateTime<Utc> {
    let local = match at < calendar.rollover {
        true => date.plus(1),
        false => date,
    };
    calendar.instant(local.0, at)
}

/// The blocks of one date. What is cancelled takes no time from the others.
fn one_after_another<'a>(plan: &Plan, days: &[&Dated<'a>], begin: DateTime<Utc>) -> Vec<Block<'a>> {
    let of_date = days.iter().map(|day| plan.minutes_of(day.day).get()).max();
    let of_date = u32::from(of_date.unwrap_or_default());
    let is_on = |day: &&&Dated<'_>| standing(day) == BlockStanding::Stands;
    let lengths: Vec<u32> = days.iter().filter(is_on).map(|day| of_steps(day)).collect();
    let reviews = of_date.saturating_sub(lengths.iter().sum());
    // Those who have a step of reviews have what is left for them, else the first.
    let reviewing = days.iter().filter(is_on).find(|day| has_reviews(day));
    let reviewing = reviewing.or_else(|| days.iter().find(is_on));
    let reviewing = reviewing.map(|day| &day.day.id);
    // What goes beyond a tenth more goes on on the next date.
    let mut left = within(u16::try_from(of_date).unwrap_or(u16::MAX));
    let mut starts = begin;
    let blocks = days.iter().map(|day| {
        let mut block = Block {
            day: day.day,
            date: day.date,
            starts: begin,
            minutes: of_date,
            standing: standing(day),
        };
        if block.standing == BlockStanding::Stands {
            // What does not fit into the minutes of a date waits, unless the user put several days on it.
            if lengths.len() > 1 {
                let reviews = if reviewing == Some(&day.day.id) {
                    reviews
                } else {
                    0
                };
                block.minutes = (of_steps(day) + reviews).min(left).max(1);
                left = left.saturating_sub(block.minutes);
            }
            block.starts = starts;
            let length = TimeDelta::minutes(block.minutes.into());
            starts = starts.checked_add_signed(length).unwrap_or(starts);
        }
        block
    });
    let mut blocks: Vec<Block<'_>> = blocks.collect();
    // A stable sort: what begins together stays in the order of the plan.
    blocks.sort_by_key(|block| block.starts);
    blocks
}

/// Minutes of all steps of a day but its reviews, open or not.
fn of_steps(day: &Dated<'_>) -> u32 {
    let steps = day.steps.iter();
    let steps = steps.filter(|step| step.step.kind != StepKind::Review);
    steps.map(|step| u32::from(step.whole.get())).sum()
}

fn has_reviews(day: &Dated<'_>) -> bool {
    day.steps
        .iter()
        .any(|step| step.step.kind == StepKind::Review)
}

/// A day that is over without anything done on its date or later needs no time there.
fn standing(day: &Dated<'_>) -> BlockStanding {
    let is_used = day.steps.iter().any(|step| {
        step.ended
            .is_some_and(|ended| ended.how == StepEnd::Done && ended.on >= day.date)
    });
    match day.is_over() && !is_used {
        true => BlockStanding::Cancelled,
        false => BlockStanding::Stands,
    }
}

#[cfg(test)]
mod tests;

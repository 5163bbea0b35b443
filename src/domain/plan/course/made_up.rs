//! When what was missed will be read, drawn and coded.

use std::collections::BTreeMap;

use super::catch_up::Way;
use super::measure::{SOON, has};
use super::{Course, Dated, missed};
use crate::domain::day::StudyDay;
use crate::domain::plan::steps;
use crate::domain::plan::words::{DayKind, StepKind};

/// What dates give to something else, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beside {
    /// Today: what was done on it, and the reviews that are left.
    pub today: u32,
    /// Each later date, to reviews.
    pub later: u32,
}

/// What there is to make up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeUp {
    /// Minutes of it; at least 1.
    pub minutes: u32,
    /// The study date on whose evening it is over, as far as can be known by now.
    pub by: Option<By>,
}

/// A study date, and its number from today on, which has 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// The date, before the interview.
    pub date: StudyDay,
    /// The number of it.
    pub number: usize,
}

impl MadeUp {
    /// Whether it is over on the first five study dates.
    pub fn is_soon(&self) -> bool {
        self.by.is_some_and(|by| by.number <= SOON)
    }
}

/// When what was missed is made up for once a way to catch up is gone: each date from today on gives it all its minutes
/// and a tenth more, but for reviews and mock interviews. Nothing where nothing is left to be read, drawn or coded, or
/// where the interview is over.
pub fn made_up(
    course: &Course<'_>,
    days: &[Dated<'_>],
    way: &Way,
    beside: Beside,
) -> Option<MadeUp> {
    if course.is_past(course.today) {
        return None;
    }
    let is_out = |day: &Dated<'_>| way.skipped.iter().any(|(id, _)| *id == day.day.id);
    let passed = missed(course, days, course.today);
    let is_passed = |day: &Dated<'_>| passed.iter().any(|passed| passed.day.id == day.day.id);
    let topics = days.iter().filter(|day| day.day.kind == DayKind::Topic);
    let topics = topics.filter(|day| (day.is_behind() || is_passed(day)) && !is_out(day));
    let first = topics.flat_map(|day| day.open().filter(|step| step.kind.goes_first()));
    let minutes = steps::minutes(first);
    let goes = |date: &StudyDay| course.interview().is_none_or(|interview| *date < interview);
    let dates = course.free_from(course.today).take_while(goes);
    let held = held(days, way);
    let mut left = minutes;
    let mut over = dates.zip(1..).filter(|(date, _)| {
        let aside = match *date == course.today {
            true => beside.today,
            false => beside.later,
        };
        let days = held.get(date).map_or(&[][..], Vec::as_slice);
        left = left.saturating_sub(room(course, days).saturating_sub(aside));
        left == 0
    });
    let by = over.next().map(|(date, number)| By { date, number });
    (minutes > 0).then_some(MadeUp { minutes, by })
}

/// The days that lie on each date once a way is gone.
fn held<'d, 'a>(days: &'d [Dated<'a>], way: &Way) -> BTreeMap<StudyDay, Vec<&'d Dated<'a>>> {
    let given: BTreeMap<_, _> = way.dates.iter().map(|(id, date)| (id, *date)).collect();
    let mut held: BTreeMap<StudyDay, Vec<&Dated<'_>>> = BTreeMap::new();
    for day in days {
        let date = given.get(&day.day.id).copied().unwrap_or(day.date);
        held.entry(date).or_default().push(day);
    }
    held
}

/// Minutes of a date that has these days, and a tenth more, less the mock interviews.
fn room(course: &Course<'_>, days: &[&Dated<'_>]) -> u32 {
    let open = days.iter().flat_map(|day| day.open());
    let mocks = steps::minutes(open.filter(|step| step.kind == StepKind::Mock));
    has(course, days.iter().copied()).saturating_sub(mocks)
}

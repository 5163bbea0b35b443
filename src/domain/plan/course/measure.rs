//! What dates have and days take, in minutes.

use super::super::id::DayId;
use super::super::steps;
use super::super::words::{DayKind, StepKind};
use super::{Course, Dated};
use crate::domain::day::StudyDay;

/// A date may take so many percent of its minutes where that works off soon what was missed: a week of it within
/// five dates, if those have room for it.
const STRETCH_PERCENT: u32 = 110;

/// The dates on which what was missed should be worked off.
pub(super) const SOON: usize = 5;

/// Minutes that reviews take of the dates ahead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reviews {
    /// Of today.
    pub today: u32,
    /// Of each later date.
    pub ahead: u32,
}

impl Reviews {
    /// Those of a date from today on.
    pub(super) fn on(self, date: StudyDay, today: StudyDay) -> u32 {
        if date == today {
            self.today
        } else {
            self.ahead
        }
    }
}

/// Minutes and a tenth more.
pub fn within(minutes: u16) -> u32 {
    u32::from(minutes) * STRETCH_PERCENT / 100
}

/// Minutes of a date that has these days, and a tenth more.
pub(super) fn has<'d, 'a: 'd>(
    course: &Course<'_>,
    days: impl IntoIterator<Item = &'d Dated<'a>>,
) -> u32 {
    let own = days.into_iter().map(|day| course.plan.minutes_of(day.day));
    within(own.max().unwrap_or_else(|| course.plan.minutes()).get())
}

/// Minutes of the open steps of a day.
pub(super) fn minutes(day: &Dated<'_>) -> u32 {
    steps::minutes(day.open().filter(|step| is_own(day, step.kind)))
}

/// Whether a step takes time of its own: reviews fill what is left of a day for catching up, and give way.
pub(super) fn is_own(day: &Dated<'_>, step: StepKind) -> bool {
    (day.day.kind, step) != (DayKind::CatchUp, StepKind::Review)
}

/// The days that get another date.
pub(super) fn changed<'d, 'a: 'd>(
    open: impl IntoIterator<Item = &'d Dated<'a>>,
    dates: Vec<StudyDay>,
) -> Vec<(DayId, StudyDay)> {
    let pairs = open.into_iter().zip(dates);
    pairs
        .filter(|(day, date)| day.date != *date)
        .map(|(day, date)| (day.day.id.clone(), date))
        .collect()
}

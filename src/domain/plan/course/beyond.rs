//! What of a plan comes too late for its interview: new topics in the last days before it, and whatever lies on its
//! day or after it.

use super::super::id::DayId;
use super::super::words::DayKind;
use super::{Course, Dated};
use crate::domain::day::StudyDay;

/// What comes too late.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Late {
    /// Topics that begin before the interview, but after the last date on which something new should.
    pub near: usize,
    /// What lies on the day of the interview, or after it.
    pub beyond: Beyond,
}

/// Days on the day of the interview, or after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beyond {
    /// How many, of every kind.
    pub days: usize,
    /// The first final pass among them.
    pub last_pass: Option<DayId>,
    /// The first mock interview among them.
    pub mock: Option<DayId>,
}

impl Late {
    /// Counts a day of which something is open, on a date.
    pub(super) fn count(&mut self, course: &Course<'_>, day: &Dated<'_>, date: StudyDay) {
        if course.is_beyond(date) {
            self.beyond.days += 1;
            let id = || day.day.id.clone();
            match day.day.kind {
                DayKind::Final => {
                    self.beyond.last_pass.get_or_insert_with(id);
                }
                DayKind::Mock => {
                    self.beyond.mock.get_or_insert_with(id);
                }
                DayKind::Topic | DayKind::CatchUp => {}
            }
        } else if day.day.kind == DayKind::Topic
            && course.last_new().is_some_and(|last| date > last)
        {
            self.near += 1;
        }
    }

    /// Whether nothing comes too late.
    pub fn is_none(&self) -> bool {
        *self == Late::default()
    }

    /// Whether less comes too late than with another: less of it after the interview, or as much, and less right
    /// before it.
    pub fn is_less_than(&self, other: &Late) -> bool {
        (self.beyond.days, self.near) < (other.beyond.days, other.near)
    }
}

/// What comes too late of what is open; nothing once the interview is over.
pub fn too_late(course: &Course<'_>, days: &[Dated<'_>]) -> Late {
    let mut late = Late::default();
    if course.is_past(course.today) {
        return late;
    }
    for day in days.iter().filter(|day| !day.is_over()) {
        late.count(course, day, day.date);
    }
    late
}

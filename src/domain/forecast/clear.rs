//! When a backlog is cleared, and what it takes to clear it by a day.

use super::{DayLimits, MOST_DAYS, Outlook, Simulation};
use crate::domain::day::StudyDay;
use crate::domain::memory::MemoryError;
use crate::domain::now::Secs;

/// The minutes of a day.
const WHOLE_DAY: u32 = 24 * 60;

pub(super) fn clears(
    mut simulation: Simulation<'_>,
    horizon: u32,
    limits: impl Fn(StudyDay) -> DayLimits,
) -> Result<Option<StudyDay>, MemoryError> {
    for _ in 0..horizon.min(MOST_DAYS) {
        let day = simulation.advance(limits(simulation.day()))?;
        if day.late == 0 {
            return Ok(Some(day.day));
        }
    }
    Ok(None)
}

pub(super) fn minutes_to_clear_by(
    outlook: &Outlook<'_>,
    by: StudyDay,
    new: u32,
) -> Result<Option<u32>, MemoryError> {
    let start = outlook.simulation();
    if by < start.day() {
        return Ok(None);
    }
    let horizon = by.days_since(start.day()).saturating_add(1);
    let enough = |minutes: u32| {
        let budget = Secs(minutes.saturating_mul(60));
        let cleared = clears(start.clone(), horizon, |_| DayLimits { budget, new })?;
        Ok(cleared.is_some())
    };
    // `most` is enough, and `least` not known to be.
    let (mut least, mut most) = (1, WHOLE_DAY);
    if !enough(most)? {
        return Ok(None);
    }
    while least < most {
        let middle = least + (most - least) / 2;
        if enough(middle)? {
            most = middle;
        } else {
            least = middle + 1;
        }
    }
    Ok(Some(most))
}

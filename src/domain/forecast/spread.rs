//! The same days over several seeds: how much is luck.

use super::{Day, DayLimits, Outlook, Spread};
use crate::domain::day::StudyDay;
use crate::domain::memory::MemoryError;

pub(super) fn runs(
    outlook: &Outlook<'_>,
    number: u32,
    runs: u32,
    limits: impl Fn(StudyDay) -> DayLimits,
) -> Result<Vec<Spread>, MemoryError> {
    let all: Vec<Vec<Day>> = (0..u64::from(runs.max(1)))
        .map(|run| {
            let seed = outlook.seed.wrapping_add(run);
            Outlook { seed, ..*outlook }.days(number, &limits)
        })
        .collect::<Result<_, _>>()?;
    let days = all.first().map(Vec::as_slice).unwrap_or_default();
    let spread = |(at, first): (usize, &Day)| {
        let mut minutes: Vec<u32> = all.iter().map(|run| run[at].secs.minutes_up()).collect();
        minutes.sort_unstable();
        let sum: f64 = minutes.iter().map(|minutes| f64::from(*minutes)).sum();
        // The nearest rank: the least of them that so many percent do not exceed.
        let rank = |percent: usize| minutes[(minutes.len() * percent).div_ceil(100).max(1) - 1];
        Spread {
            day: first.day,
            mean: sum / minutes.len() as f64,
            low: rank(10),
            high: rank(90),
        }
    };
    Ok(days.iter().enumerate().map(spread).collect())
}

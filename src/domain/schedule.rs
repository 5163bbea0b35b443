//! The schedule of a locus: a fold over its reviews. Step by step and replayed it is the same, with `==`.

use std::ops::RangeInclusive;

use super::balance::range;
use super::day::{Stamp, StudyDay};
use super::memory::{Memory, MemoryError, Model, Retention};
use super::now::Secs;
use super::rating::Rating;
use super::review::Review;

/// Lapses from which a locus is called a leech.
pub const LEECH_LAPSES: u32 = 8;

/// How many measured times a locus keeps.
const TIMES: usize = 5;

/// What is known of a locus in review.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Stability and difficulty after the last review.
    pub memory: Memory,
    /// The study day on which it falls due: that of the last review.
    pub due: StudyDay,
    /// The study day of its first review.
    pub first: StudyDay,
    /// When it was last reviewed.
    pub last: Stamp,
    /// Number of reviews, from 1.
    pub reviews: u32,
    /// Number of Agains after the first review.
    pub lapses: u32,
    /// Whether it was ever recalled (Hard or better).
    pub recalled: Recalled,
    /// The last measured times, oldest first.
    pub times: Times,
    /// What the reviews of its last study day took, as far as they were measured.
    pub day_took: Secs,
}

/// Whether a locus was ever recalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recalled {
    /// Only Agains so far.
    Never,
    /// At least one Hard, Good or Easy.
    Once,
}

/// The last five measured times of a locus, oldest first, in whole seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times(Vec<u32>);

impl Times {
    /// Times as stored; only the last five count.
    pub fn from_secs(secs: &[u32]) -> Times {
        Times(secs[secs.len().saturating_sub(TIMES)..].to_vec())
    }

    /// The times, oldest first.
    pub fn as_secs(&self) -> &[u32] {
        &self.0
    }

    /// Their median, once there are five.
    pub fn median(&self) -> Option<Secs> {
        let mut sorted: [u32; TIMES] = self.0.as_slice().try_into().ok()?;
        sorted.sort_unstable();
        Some(Secs(sorted[TIMES / 2]))
    }

    fn with(&self, took: Option<Secs>) -> Times {
        let mut secs = self.0.clone();
        secs.extend(took.map(|took| took.0));
        Times::from_secs(&secs)
    }
}

/// What a recall leads to, before it is a review.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The memory after it.
    pub memory: Memory,
    /// Whole study days to the next review, at least 1.
    pub interval_days: u32,
    /// The study days around it on which it may as well fall due, from 1.
    pub days: RangeInclusive<u32>,
}

/// The numbers that choose an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intervals {
    /// The desired retention.
    pub retention: Retention,
    /// The longest interval in days, at least 1.
    pub max_days: u32,
}

impl Intervals {
    /// What `rating` leads to, `elapsed` study days after the recall that left `before` (`None`: new).
    pub fn step(
        self,
        before: Option<Memory>,
        rating: Rating,
        elapsed: u32,
        model: &Model,
    ) -> Result<Step, MemoryError> {
        let (memory, raw) = model.step(before, rating, elapsed, self.retention)?;
        // `as` saturates and turns NaN into 0; both ends are clamped anyway.
        let interval_days = (raw.round() as u32).clamp(1, self.max_days.max(1));
        Ok(Step {
            memory,
            interval_days,
            days: range(raw, elapsed, self.max_days),
        })
    }
}

impl Schedule {
    /// What `rating` on `day` would lead to, for a locus with this schedule so far (`None`: new).
    pub fn step(
        before: Option<&Schedule>,
        rating: Rating,
        day: StudyDay,
        intervals: Intervals,
        model: &Model,
    ) -> Result<Step, MemoryError> {
        let elapsed = before.map_or(0, |schedule| day.days_since(schedule.last.day));
        let memory = before.map(|schedule| schedule.memory);
        intervals.step(memory, rating, elapsed, model)
    }

    /// The schedule after one more review, which must not be earlier than the last.
    pub fn apply(
        before: Option<&Schedule>,
        review: &Review,
        model: &Model,
    ) -> Result<Schedule, MemoryError> {
        let elapsed = before.map_or(0, |schedule| review.stamp.day.days_since(schedule.last.day));
        let memory = before.map(|schedule| schedule.memory);
        // The interval is not used: a review carries the due day that was chosen for it.
        let (memory, _) = model.step(memory, review.rating, elapsed, Retention::DEFAULT)?;
        let recalled = match before.map(|schedule| schedule.recalled) {
            Some(Recalled::Once) => Recalled::Once,
            Some(Recalled::Never) | None if review.rating.is_recall() => Recalled::Once,
            Some(Recalled::Never) | None => Recalled::Never,
        };
        let lapsed = u32::from(before.is_some() && review.rating == Rating::Again);
        Ok(Schedule {
            memory,
            due: review.due,
            first: before.map_or(review.stamp.day, |schedule| schedule.first),
            last: review.stamp,
            reviews: before.map_or(0, |schedule| schedule.reviews) + 1,
            lapses: before.map_or(0, |schedule| schedule.lapses) + lapsed,
            recalled,
            times: before
                .map_or_else(Times::default, |schedule| schedule.times.clone())
                .with(review.took),
            day_took: before
                .filter(|schedule| schedule.last.day == review.stamp.day)
                .map(|schedule| schedule.day_took)
                .into_iter()
                .chain(review.took)
                .sum(),
        })
    }

    /// The schedule that a history leads to; `None` for an empty one. `reviews` are in [`Review::order`].
    pub fn fold<'a>(
        reviews: impl IntoIterator<Item = &'a Review>,
        model: &Model,
    ) -> Result<Option<Schedule>, MemoryError> {
        let mut schedule = None;
        for review in reviews {
            schedule = Some(Schedule::apply(schedule.as_ref(), review, model)?);
        }
        Ok(schedule)
    }

    /// Retrievability on `day`, 0 to 1.
    pub fn retrievability(&self, day: StudyDay, model: &Model) -> f32 {
        model.retrievability(self.memory, day.days_since(self.last.day))
    }

    /// Whether it has lapsed so often that the locus itself needs mending.
    pub fn is_leech(&self) -> bool {
        self.lapses >= LEECH_LAPSES
    }
}

#[cfg(test)]
mod tests;

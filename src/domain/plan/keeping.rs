//! How long somebody keeps what he learnt, against what the schedule takes him for: one factor on all stabilities.
//!
//! A schedule that errs by it is late or early everywhere in the same way, and a few hundred recalls say by how much:
//! long before there is enough for parameters of one's own, which take a thousand.

use super::super::day::StudyDay;
use super::super::memory::{Memory, MemoryError, Model, Retention};
use super::super::rating::Rating;

/// Each factor is by a fifth of *e* above the one before; the middle one is 1.
const STEP: f32 = 0.2;

/// Factors below 1, and as many above it: 0.05 to 20.
const EACH_WAY: i8 = 15;

/// How far from 1 most factors are, as the standard deviation of their logarithm, before anything is known.
const USUAL: f64 = 0.7;

/// No recall is taken for surer than this, or its opposite, 0 to 1.
const SUREST: f64 = 0.999;

/// How likely each factor is, by what was recalled.
#[derive(Debug, Clone, PartialEq)]
pub struct Keeping {
    /// The logarithms, without a constant.
    likely: Vec<f64>,
}

impl Default for Keeping {
    /// Nothing is known yet: 1 is likeliest.
    fn default() -> Keeping {
        let prior = |step: i8| -(f64::from(step) * f64::from(STEP) / USUAL).powi(2) / 2.0;
        Keeping {
            likely: (-EACH_WAY..=EACH_WAY).map(prior).collect(),
        }
    }
}

impl Keeping {
    /// The factors, in the order of their likelihoods.
    fn factors() -> impl Iterator<Item = f32> {
        (-EACH_WAY..=EACH_WAY).map(|step| (f32::from(step) * STEP).exp())
    }

    /// Learns from the reviews of one locus, oldest first. The first one, and those on the day of the one before, say
    /// nothing about keeping.
    ///
    /// # Errors
    /// If a memory state is damaged.
    pub fn learn(
        &mut self,
        reviews: impl IntoIterator<Item = (StudyDay, Rating)>,
        model: &Model,
    ) -> Result<(), MemoryError> {
        let mut before: Option<(Memory, StudyDay)> = None;
        for (day, rating) in reviews {
            let elapsed = before.map_or(0, |(_, last)| day.days_since(last));
            if let Some((memory, _)) = before.filter(|_| elapsed > 0) {
                self.observe(memory, elapsed, rating, model);
            }
            let memory = before.map(|(memory, _)| memory);
            let (memory, _) = model.step(memory, rating, elapsed, Retention::DEFAULT)?;
            before = Some((memory, day));
        }
        Ok(())
    }

    fn observe(&mut self, memory: Memory, elapsed: u32, rating: Rating, model: &Model) {
        for (likely, factor) in self.likely.iter_mut().zip(Keeping::factors()) {
            let recall = f64::from(model.retrievability(kept(memory, factor), elapsed));
            let recall = recall.clamp(1.0 - SUREST, SUREST);
            let told = match rating.is_recall() {
                true => recall,
                false => 1.0 - recall,
            };
            *likely += told.ln();
        }
    }

    /// The likeliest factor, above 0: 1 is what the schedule takes him for, 0.5 keeps everything half as long.
    pub fn factor(&self) -> f32 {
        let all = self.likely.iter().zip(Keeping::factors());
        let best = all.max_by(|(a, _), (b, _)| a.total_cmp(b));
        best.map_or(1.0, |(_, factor)| factor)
    }
}

/// A memory that is kept so many times as long.
pub fn kept(memory: Memory, factor: f32) -> Memory {
    Memory {
        stability: memory.stability * factor,
        ..memory
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u32) -> StudyDay {
        StudyDay(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).plus(number)
    }

    #[test]
    fn nothing_known_is_a_factor_of_one_and_so_are_reviews_of_one_day() {
        let mut keeping = Keeping::default();
        assert_eq!(keeping.factor(), 1.0);
        let reviews = [Rating::Good, Rating::Again, Rating::Good].map(|rating| (day(0), rating));
        keeping.learn(reviews, &Model::default()).unwrap();
        assert_eq!(keeping, Keeping::default());
    }

    #[test]
    fn who_forgets_what_should_be_known_keeps_less_and_who_knows_what_should_be_forgotten_more() {
        let learnt = |second: Rating, after: u32| {
            let mut keeping = Keeping::default();
            for _ in 0..20 {
                let reviews = [(day(0), Rating::Good), (day(after), second)];
                keeping.learn(reviews, &Model::default()).unwrap();
            }
            keeping.factor()
        };
        assert!(learnt(Rating::Again, 2) < 0.1);
        assert!(learnt(Rating::Good, 60) > 2.0);
    }

    proptest! {
        #[test]
        fn four_hundred_recalls_tell_the_factor(of in -7_i32..7, seed in 0_u32..1000) {
            let factor = (of as f32 / 10.0).exp();
            let model = Model::default();
            let first = model.step(None, Rating::Good, 0, Retention::DEFAULT).unwrap().0;
            let mut keeping = Keeping::default();
            for number in 0..400_u32 {
                let after = 1 + number % 9;
                let recall = model.retrievability(kept(first, factor), after);
                // Evenly over 0 to 1: the fractional parts of a multiple of the golden ratio.
                let lot = (f64::from(number + seed) * 0.618_033_988_749_895).fract() as f32;
                let rating = if lot < recall { Rating::Good } else { Rating::Again };
                keeping.learn([(day(0), Rating::Good), (day(after), rating)], &model).unwrap();
            }
            let off = keeping.factor() / factor;
            prop_assert!((0.65..1.54).contains(&off), "{} for {}", keeping.factor(), factor);
        }
    }
}

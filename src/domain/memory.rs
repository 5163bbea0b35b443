//! Memory states and their steps: FSRS-6 through the `fsrs` crate. No other file names `fsrs`.
//!
//! The crate validates little, so every number that enters it is checked by a type here. Source of the
//! model: <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>.

use fsrs::{DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState};

use super::rating::Rating;

/// What FSRS knows about one locus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Stability: days until retrievability falls to 90 %; 0.001 to 36,500.
    pub stability: f32,
    /// Difficulty, 1 to 10.
    pub difficulty: f32,
}

/// The probability of recall at which a locus falls due, 0.70 to 0.99.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Retention(f32);

impl Retention {
    /// The default, 0.90.
    pub const DEFAULT: Retention = Retention(0.90);

    /// Checks the range 0.70 to 0.99.
    pub fn new(value: f32) -> Result<Retention, BadRetention> {
        if (0.70..=0.99).contains(&value) {
            Ok(Retention(value))
        } else {
            Err(BadRetention { value })
        }
    }

    /// The number, 0.70 to 0.99.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// A desired retention outside 0.70 to 0.99.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a retention of {value} is not possible: choose 0.70 to 0.99")]
pub struct BadRetention {
    /// What was given.
    pub value: f32,
}

/// The least stability of FSRS-6, in days.
const LEAST_STABILITY: f32 = 0.001;

/// FSRS-6 with one set of parameters.
pub struct Model {
    fsrs: FSRS,
    decay: f32,
    /// What makes retrievability 0.9 when as many days have passed as the stability has.
    factor: f32,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model")
            .field("decay", &self.decay)
            .finish_non_exhaustive()
    }
}

impl Default for Model {
    /// The published default parameters of FSRS-6.
    fn default() -> Model {
        let decay = DEFAULT_PARAMETERS[20];
        Model {
            fsrs: FSRS::default(),
            decay,
            factor: 0.9_f32.powf(1.0 / -decay) - 1.0,
        }
    }
}

impl Model {
    /// The memory after a recall, and the interval in days (not rounded, above 0) after which
    /// retrievability falls to `retention`.
    ///
    /// `elapsed_days` is the difference of study days, 0 on the same day; it is ignored without `before`.
    pub fn step(
        &self,
        before: Option<Memory>,
        rating: Rating,
        elapsed_days: u32,
        retention: Retention,
    ) -> Result<(Memory, f32), MemoryError> {
        // The crate takes a stability of nothing for no memory, which only a damaged database holds.
        let before = before.map(|before| Memory {
            stability: match before.stability == 0.0 {
                true => LEAST_STABILITY,
                false => before.stability,
            },
            ..before
        });
        // One rating is a third of the work of `next_states`, which reckons all four.
        let rating = u32::from(rating.number());
        let review = FSRSItem {
            reviews: vec![FSRSReview {
                rating,
                delta_t: elapsed_days,
            }],
        };
        let next = self
            .fsrs
            .memory_state(review, before.map(MemoryState::from))
            .map_err(|source| MemoryError::Refused {
                reason: source.to_string(),
            })?;
        let interval = (self.fsrs).next_interval(Some(next.stability), retention.get(), rating);
        Ok((Memory::from(next), interval))
    }

    /// The probability of recall after `elapsed_days` study days, 0 to 1.
    pub fn retrievability(&self, memory: Memory, elapsed_days: u32) -> f32 {
        // `max` also replaces what is no number.
        let stability = memory.stability.max(LEAST_STABILITY);
        // The crate's own formula, which reckons the factor each time.
        let recall = (elapsed_days as f32 / stability * self.factor + 1.0).powf(-self.decay);
        recall.clamp(0.0, 1.0)
    }
}

impl From<MemoryState> for Memory {
    fn from(state: MemoryState) -> Memory {
        Memory {
            stability: state.stability,
            difficulty: state.difficulty,
        }
    }
}

impl From<Memory> for MemoryState {
    fn from(memory: Memory) -> MemoryState {
        MemoryState {
            stability: memory.stability,
            difficulty: memory.difficulty,
        }
    }
}

/// A memory state that FSRS does not take, which only a damaged database can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// The crate refused its input.
    #[error("fsrs refused a memory state ({reason}): run `locid repair`")]
    Refused {
        /// What the crate said.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use fsrs::current_retrievability;
    use proptest::prelude::*;

    use super::*;

    fn memory(stability: f32, difficulty: f32) -> Memory {
        Memory {
            stability,
            difficulty,
        }
    }

    #[test]
    fn a_retention_is_between_70_and_99_percent() {
        for good in [0.70, 0.90, 0.99] {
            assert_eq!(Retention::new(good).map(Retention::get), Ok(good));
        }
        for bad in [0.0, 0.699, 0.991, 1.0, -0.9, f32::INFINITY, f32::NAN] {
            assert!(Retention::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_first_recall_ignores_the_days_before_it() {
        let model = Model::default();
        for rating in Rating::ALL {
            let step = |days| model.step(None, rating, days, Retention::DEFAULT);
            assert_eq!(step(0), step(1000));
            assert!(step(0).is_ok_and(|(_, interval)| interval > 0.0));
        }
    }

    #[test]
    fn a_better_rating_never_leads_to_a_weaker_memory() {
        let model = Model::default();
        for days in [0, 1, 10, 1000] {
            let states = Rating::ALL.map(|rating| {
                let before = Some(memory(10.0, 5.0));
                model
                    .step(before, rating, days, Retention::DEFAULT)
                    .unwrap()
                    .0
            });
            assert!(states.is_sorted_by(|a, b| a.stability <= b.stability));
            assert!(states.is_sorted_by(|a, b| a.difficulty >= b.difficulty));
        }
    }

    #[test]
    fn a_state_that_is_no_number_is_refused_and_says_what_to_do() {
        let before = Some(memory(f32::NAN, 5.0));
        let refused = Model::default().step(before, Rating::Good, 1, Retention::DEFAULT);
        assert!(refused.is_err_and(|error| error.to_string().contains("locid repair")));
    }

    #[test]
    fn retrievability_is_a_probability_even_of_a_damaged_state() {
        let model = Model::default();
        for stability in [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            -1.0,
            0.0,
            1e-30,
            36_500.0,
        ] {
            for days in [0, 1, u32::MAX] {
                let r = model.retrievability(memory(stability, 5.0), days);
                assert!((0.0..=1.0).contains(&r), "{stability} after {days}: {r}");
            }
        }
        assert_eq!(model.retrievability(memory(7.0, 5.0), 0), 1.0);
        assert!((model.retrievability(memory(7.0, 5.0), 7) - 0.9).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn a_step_and_a_recall_are_those_of_the_crate(
            state in prop::option::of((0.0_f32..40_000.0, 0.5_f32..11.0)),
            small in any::<bool>(),
            elapsed in 0_u32..5_000,
            retention in 0.70_f32..=0.99,
        ) {
            let model = Model::default();
            let before = state.map(|(stability, difficulty)| {
                memory(if small { stability / 10_000.0 } else { stability }, difficulty)
            });
            let retention = Retention::new(retention).unwrap();
            let next = model.fsrs.next_states(before.map(MemoryState::from), retention.get(), elapsed);
            let next = next.unwrap();
            let wanted = [next.again, next.hard, next.good, next.easy];
            for (rating, wanted) in Rating::ALL.into_iter().zip(wanted) {
                let (told, interval) = model.step(before, rating, elapsed, retention).unwrap();
                prop_assert_eq!((told, interval), (Memory::from(wanted.memory), wanted.interval));
                let recall = model.retrievability(told, elapsed);
                let wanted = current_retrievability(wanted.memory, elapsed as f32, model.decay);
                prop_assert_eq!(recall, wanted);
            }
        }
    }

    #[test]
    fn a_stability_of_nothing_is_the_least_one_as_the_crate_has_it() {
        let model = Model::default();
        let (nothing, least) = (memory(0.0, 5.0), memory(LEAST_STABILITY, 5.0));
        for days in [0, 3] {
            let next = |state: Memory| {
                model
                    .fsrs
                    .next_states(Some(state.into()), 0.9, days)
                    .unwrap()
            };
            assert_eq!(next(nothing), next(least));
            let step = |before| model.step(Some(before), Rating::Good, days, Retention::DEFAULT);
            assert_eq!(step(nothing), step(least));
        }
    }
}

//! The memory of a simulated learner: FSRS-6 by its published formulas, with numbers that the scheduler does not know.
//!
//! Source of the formulas: <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>; those of a review
//! on the same day are as in the `fsrs` crate 6.6, with which `main` compares them.

use loci::domain::day::StudyDay;
use loci::domain::forecast::FIRST_RECALL;

/// The 21 parameters of FSRS-6.
pub(crate) type Parameters = [f64; 21];

/// The published defaults.
pub(crate) const DEFAULT: Parameters = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// A kind of learner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// The parameters of the memory.
    pub(crate) parameters: Parameters,
    /// Every stability is so many times what the parameters say.
    pub(crate) scale: f64,
}

/// What is remembered of one locus.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trace {
    stability: f64,
    difficulty: f64,
    last: StudyDay,
}

impl Kind {
    /// How probably a locus is recalled on a day, 0 to 1.
    pub(crate) fn chance(&self, trace: Option<Trace>, day: StudyDay) -> f64 {
        match trace {
            None => f64::from(FIRST_RECALL),
            Some(trace) => self.retrievability(trace.stability, self.elapsed(trace, day)),
        }
    }

    /// What is remembered after a recall, or a miss.
    pub(crate) fn after(&self, trace: Option<Trace>, day: StudyDay, recalled: bool) -> Trace {
        let w = &self.parameters;
        let grade = if recalled { 3.0 } else { 1.0 };
        let Some(trace) = trace else {
            return Trace {
                stability: if recalled { w[2] } else { w[0] },
                difficulty: self.first_difficulty(grade).clamp(1.0, 10.0),
                last: day,
            };
        };
        let (s, d) = (trace.stability, trace.difficulty);
        let elapsed = self.elapsed(trace, day);
        let r = self.retrievability(s, elapsed);
        let stability = if elapsed == 0.0 {
            let growth = (w[17] * (grade - 3.0 + w[18])).exp() * s.powf(-w[19]);
            s * if recalled { growth.max(1.0) } else { growth }
        } else if recalled {
            let growth = w[8].exp() * (11.0 - d) * s.powf(-w[9]) * ((w[10] * (1.0 - r)).exp() - 1.0);
            s * (1.0 + growth)
        } else {
            let forgotten = w[11]
                * d.powf(-w[12])
                * ((s + 1.0).powf(w[13]) - 1.0)
                * (w[14] * (1.0 - r)).exp();
            forgotten.min(s / (w[17] * w[18]).exp())
        };
        let moved = d - w[6] * (grade - 3.0) * (10.0 - d) / 9.0;
        let difficulty = w[7] * (self.first_difficulty(4.0) - moved) + moved;
        Trace {
            stability: stability.clamp(0.001, 36_500.0),
            difficulty: difficulty.clamp(1.0, 10.0),
            last: day,
        }
    }

    /// The stability that a trace stands for, in days.
    pub(crate) fn stability(&self, trace: Trace) -> f64 {
        trace.stability * self.scale
    }

    fn first_difficulty(&self, grade: f64) -> f64 {
        let w = &self.parameters;
        w[4] - (w[5] * (grade - 1.0)).exp() + 1.0
    }

    /// Days since the last review, as long as they are for a memory of this scale.
    fn elapsed(&self, trace: Trace, day: StudyDay) -> f64 {
        f64::from(day.days_since(trace.last)) / self.scale
    }

    fn retrievability(&self, stability: f64, elapsed: f64) -> f64 {
        let decay = -self.parameters[20];
        let factor = 0.9_f64.powf(1.0 / decay) - 1.0;
        (1.0 + factor * elapsed / stability).powf(decay)
    }
}

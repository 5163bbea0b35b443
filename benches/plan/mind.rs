//! The hidden memory of a simulated learner: FSRS-6 written out once more, with parameters that the schedule does not
//! know. Source: <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>.

use std::collections::HashMap;

/// The least and the most stability, in days.
const STABILITY: (f64, f64) = (0.001, 36_500.0);

/// How somebody remembers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kind {
    /// The 21 parameters of FSRS-6.
    pub(crate) parameters: [f64; 21],
    /// Everything is kept so many times as long as the parameters say.
    pub(crate) factor: f64,
}

/// What is left of one locus.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Trace {
    /// Days until recall falls to 90 %, before the factor.
    stability: f64,
    /// 1 to 10.
    difficulty: f64,
    /// The study day of the last review.
    last: u32,
    reviews: u32,
}

/// All that somebody remembers, by the paths of the loci.
#[derive(Debug, Clone)]
pub(crate) struct Mind {
    kind: Kind,
    traces: HashMap<String, Trace>,
}

impl Mind {
    pub(crate) fn new(kind: Kind) -> Mind {
        Mind {
            kind,
            traces: HashMap::new(),
        }
    }

    /// The probability of recall on a study day, 0 to 1; `None` of what was never met.
    pub(crate) fn recall(&self, path: &str, day: u32) -> Option<f64> {
        let trace = self.traces.get(path)?;
        Some(self.kind.recall(trace, day))
    }

    /// How many reviews a locus had.
    pub(crate) fn reviews(&self, path: &str) -> u32 {
        self.traces.get(path).map_or(0, |trace| trace.reviews)
    }

    /// A recall with its rating, 1 to 4.
    pub(crate) fn review(&mut self, path: &str, rating: u8, day: u32) {
        let before = self.traces.get(path);
        let after = match before {
            None => self.kind.first(rating, day),
            Some(trace) => self.kind.next(trace, rating, day),
        };
        self.traces.insert(path.to_owned(), after);
    }
}

impl Kind {
    fn recall(&self, trace: &Trace, day: u32) -> f64 {
        let decay = -self.parameters[20];
        let factor = 0.9_f64.powf(1.0 / decay) - 1.0;
        let days = f64::from(day.saturating_sub(trace.last));
        (1.0 + factor * days / (trace.stability * self.factor)).powf(decay)
    }

    fn first_difficulty(&self, rating: f64) -> f64 {
        let w = &self.parameters;
        w[4] - (w[5] * (rating - 1.0)).exp() + 1.0
    }

    fn first(&self, rating: u8, day: u32) -> Trace {
        let stability = self.parameters[usize::from(rating.clamp(1, 4)) - 1];
        Trace {
            stability: stability.clamp(STABILITY.0, STABILITY.1),
            difficulty: self.first_difficulty(f64::from(rating)).clamp(1.0, 10.0),
            last: day,
            reviews: 1,
        }
    }

    fn next(&self, trace: &Trace, rating: u8, day: u32) -> Trace {
        let w = &self.parameters;
        let (s, d) = (trace.stability, trace.difficulty);
        let grade = f64::from(rating);
        let stability = if day <= trace.last {
            let change = (w[17] * (grade - 3.0 + w[18])).exp() * s.powf(-w[19]);
            s * if rating >= 2 { change.max(1.0) } else { change }
        } else if rating == 1 {
            let forgotten = 1.0 - self.recall(trace, day);
            let after =
                w[11] * d.powf(-w[12]) * ((s + 1.0).powf(w[13]) - 1.0) * (w[14] * forgotten).exp();
            after.min(s / (w[17] * w[18]).exp())
        } else {
            let forgotten = 1.0 - self.recall(trace, day);
            let weight = match rating {
                2 => w[15],
                4 => w[16],
                _ => 1.0,
            };
            let gain = w[8].exp()
                * (11.0 - d)
                * s.powf(-w[9])
                * ((w[10] * forgotten).exp() - 1.0)
                * weight;
            s * (1.0 + gain)
        };
        let moved = d - w[6] * (grade - 3.0) * (10.0 - d) / 9.0;
        let difficulty = w[7] * (self.first_difficulty(4.0) - moved) + moved;
        Trace {
            stability: stability.clamp(STABILITY.0, STABILITY.1),
            difficulty: difficulty.clamp(1.0, 10.0),
            last: day,
            reviews: trace.reviews + 1,
        }
    }
}

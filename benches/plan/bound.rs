//! How soon the topics of a missed week can be worked off at all, by the minutes of the evenings after it alone.

/// What the evenings have, and what has to go into them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Bound {
    /// Seconds of the reading, the maps and the code of the missed days.
    pub(crate) topics: f64,
    /// Those before the interview, in order.
    pub(crate) evenings: Vec<Evening>,
}

/// Seconds of one evening after the missed week.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Evening {
    /// Its minutes and a tenth more.
    pub(crate) allowed: f64,
    /// Of a mock interview.
    pub(crate) mocks: f64,
    /// Of reviews of what was known before the week: of each locus the first one only.
    pub(crate) known: f64,
    /// Of all reviews.
    pub(crate) reviews: f64,
}

impl Evening {
    /// What is left beside a mock interview, and the reviews of what was known before: nothing that he reviews of the
    /// topics that he catches up on, nothing again.
    pub(crate) fn least(self) -> f64 {
        self.allowed - self.mocks - self.known
    }

    /// What is left beside a mock interview, and all reviews as he made them.
    pub(crate) fn as_reviewed(self) -> f64 {
        self.allowed - self.mocks - self.reviews
    }
}

impl Bound {
    /// The smallest number of evenings that hold the topics, each evening having so many seconds for them; nothing if
    /// all before the interview do not.
    pub(crate) fn evenings(&self, left: impl Fn(Evening) -> f64) -> Option<u32> {
        let mut rest = self.topics;
        let mut number = 0;
        let mut evenings = self.evenings.iter();
        while rest > 1e-6 {
            rest -= left(*evenings.next()?).max(0.0);
            number += 1;
        }
        Some(number)
    }
}

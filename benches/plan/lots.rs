//! Chance by what it is about, not by its turn: whoever asks for the same throw gets the same, so that four ways of
//! learning meet the same luck.

use std::hash::{Hash, Hasher};

use crate::run::dice::Dice;

/// The luck of a seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lots {
    seed: u64,
}

/// FNV-1a, which is the same on every machine and in every release.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl Lots {
    pub(crate) fn new(seed: u64) -> Lots {
        Lots { seed }
    }

    fn dice(self, about: &[&str]) -> Dice {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325 ^ self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for word in about {
            hash.write(word.as_bytes());
            0_u8.hash(&mut hash);
        }
        Dice::new(hash.finish())
    }

    /// A number below `end`.
    pub(crate) fn below(self, about: &[&str], end: usize) -> usize {
        self.dice(about).below(end)
    }

    /// From 0 to 1, evenly.
    pub(crate) fn part(self, about: &[&str]) -> f64 {
        const FINE: usize = 1 << 30;
        (self.dice(about).below(FINE) as f64 + 0.5) / FINE as f64
    }

    /// From one number to another so that each doubling is as likely.
    pub(crate) fn scale(self, about: &[&str], from: f64, to: f64) -> f64 {
        from * (to / from).powf(self.part(about))
    }

    /// Around 1, half of it within about a sixth: what a task takes against what it usually takes.
    pub(crate) fn noise(self, about: &[&str]) -> f64 {
        // The sum of three is close to a bell.
        let mut dice = self.dice(about);
        let mut part = || dice.below(1 << 20) as f64 / f64::from(1 << 20) - 0.5;
        let bell = (part() + part() + part()) * 2.0;
        (0.25 * bell).exp()
    }
}

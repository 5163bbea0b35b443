//! How often each letter occurs in a label: two labels that are near each other have nearly the same letters, and
//! most others are told apart by that alone, without looking at a word.

use super::token::{Kind, Token};
use super::word::slips;

const BINS: usize = 32;

/// The letters of a label, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bag {
    /// Of a to z, of digits, and of all others by their code; never more than 255.
    counts: [u8; BINS],
    /// Letters that may be put in the place of others, over all words.
    slips: u32,
    words: u32,
}

/// Letters that come and go when `-y` becomes `-ies`, the most that a plural takes.
const PLURAL: u32 = 4;
/// How a word ends that may have such a plural, or be one; to others at most two letters are added.
const PLURAL_ENDS: [char; 7] = ['s', 'y', 'f', 'e', 'x', 'a', 'm'];
/// Letters of a minor word or an abbreviation, at most.
pub(super) const MINOR: u32 = 7;

impl Bag {
    pub(super) fn of(tokens: &[Token]) -> Bag {
        let mut bag = Bag {
            counts: [0; BINS],
            slips: 0,
            words: u32::try_from(tokens.len()).unwrap_or(u32::MAX),
        };
        for token in tokens {
            let plain = token.plain();
            for c in plain.chars() {
                let count = &mut bag.counts[bin(c)];
                *count = count.saturating_add(1);
            }
            let changed = match token.kind {
                Kind::Code => 0,
                Kind::Minor | Kind::Word | Kind::Dense | Kind::Name => {
                    let plural = if plain.ends_with(PLURAL_ENDS) {
                        PLURAL
                    } else {
                        2
                    };
                    (2 * slips(token.kind, plain) as u32).max(plural)
                }
            };
            bag.slips = bag.slips.saturating_add(changed);
        }
        bag
    }

    /// Whether two labels may be near each other at all.
    pub(super) fn may_fit(&self, other: &Bag) -> bool {
        let differing: u32 = self
            .counts
            .iter()
            .zip(&other.counts)
            .map(|(a, b)| u32::from(a.abs_diff(*b)))
            .sum();
        let minor = if self.words == other.words { 0 } else { MINOR };
        differing <= self.slips.min(other.slips).saturating_add(minor)
    }
}

fn bin(c: char) -> usize {
    match c {
        'a'..='z' => c as usize - 'a' as usize,
        '0'..='9' => 26,
        _ => 27 + c as usize % (BINS - 27),
    }
}

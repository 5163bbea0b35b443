//! A palace that was walked from memory, against its route in the notes: which rooms were said, in which
//! order, and with which points.
//!
//! Place and point are graded apart, and the point is what is learnt: a place that was said with another point,
//! or with none, is missed; a point that was said without its place, or with another, is only misplaced.
//! `pairing` finds who is who, `verdicts` judges.

use super::vocabulary::Vocabulary;
use super::{Extent, Graded};

mod pairing;
#[cfg(test)]
mod tests;
mod verdicts;

/// A room of the route in the notes.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its place, verbatim.
    pub place: &'a str,
    /// The point it holds, verbatim; may be empty.
    pub point: &'a str,
    /// Other names that the user gave it.
    pub aliases: &'a [String],
}

/// A room that was said.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The place.
    pub place: &'a str,
    /// The point; `None` if only the place was said.
    pub point: Option<&'a str>,
}

/// Compares a walk with its route, both in order. No line is taken twice.
///
/// The rooms in order are the heaviest common subsequence by place, where a right point weighs as much as a
/// place; other places that were said are out of order. What then is left is looked for by its point.
pub fn grade(
    source: &[Source<'_>],
    said: &[Said<'_>],
    extent: Extent,
    known: &Vocabulary,
) -> Graded {
    let walk = pairing::Walk::new(source, said, known);
    let taken = pairing::taken(&walk);
    verdicts::graded(&walk, &taken, extent)
}

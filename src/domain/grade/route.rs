//! A palace that was walked from memory, against its route in the notes: which rooms were said, in which
//! order, and with which points.

use super::label::{Prepared, compare};
use super::vocabulary::Vocabulary;
use super::{Extent, Graded, Judged, Verdict};

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

/// Compares a walk with its route, both in order.
pub fn grade(
    source: &[Source<'_>],
    said: &[Said<'_>],
    extent: Extent,
    known: &Vocabulary,
) -> Graded {
    let _ = extent;
    let lines: Vec<Prepared> = said.iter().map(|room| Prepared::new(room.place)).collect();
    let judged = source.iter().map(|room| {
        let place = Prepared::new(room.place);
        let line = lines
            .iter()
            .position(|line| compare(&place, line, known).is_some());
        Judged {
            verdict: line.map_or(Verdict::Missing, |_| Verdict::Exact),
            reason: String::new(),
            line,
        }
    });
    Graded {
        judged: judged.collect(),
        extra: Vec::new(),
    }
}

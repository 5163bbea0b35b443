//! A mind map that was rebuilt from memory, against the one in the notes.

use super::label::{Prepared, compare};
use super::vocabulary::Vocabulary;
use super::{Extent, Graded, Judged, Verdict};

/// A branch of the map in the notes.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its parent's index, which is smaller than its own; `None` directly below the root.
    pub parent: Option<usize>,
    /// Its label, verbatim.
    pub label: &'a str,
    /// Other names that the user gave it.
    pub aliases: &'a [String],
    /// It is an item of a numbered list, so its place among its siblings counts.
    pub numbered: bool,
}

/// A line that was recalled.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The line it hangs under, which stands before it; `None` directly below the root.
    pub parent: Option<usize>,
    /// What was written.
    pub text: &'a str,
}

/// Compares a rebuilt map with its source, both in pre-order.
pub fn grade(
    source: &[Source<'_>],
    said: &[Said<'_>],
    extent: Extent,
    known: &Vocabulary,
) -> Graded {
    let _ = extent;
    let lines: Vec<Prepared> = said.iter().map(|line| Prepared::new(line.text)).collect();
    let judged = source.iter().map(|branch| {
        let label = Prepared::new(branch.label);
        let line = lines
            .iter()
            .position(|line| compare(&label, line, known).is_some());
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

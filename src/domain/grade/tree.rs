//! A mind map that was rebuilt from memory, against the one in the notes.
//!
//! Families are matched from the top down (`family`): the children of a branch with what was written under the
//! line that was taken for it. A child with another label is recognised by its own children (`renamed`); what is
//! left is looked for in the whole map (`moved`). A line that is as near to one branch as to another is none of
//! them (`doubt`). A list without any indentation is taken as a set (`flat`). Only
//! then it is judged (`verdicts`), from who was taken for whom.

use super::vocabulary::Vocabulary;
use super::{Extent, Graded};
use pairing::Pairing;
use verdicts::{Judge, Places};

mod doubt;
mod family;
mod flat;
mod moved;
mod pairing;
mod renamed;
mod side;
#[cfg(test)]
mod tests;
mod top;
mod verdicts;

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

/// Compares a rebuilt map with its source, both in pre-order. No line is taken twice.
///
/// Near-linear but for families of which much is neither said nor like what was said: they are compared each
/// with each up to 1,024 pairs, by rare letters beyond.
pub fn grade(
    source: &[Source<'_>],
    said: &[Said<'_>],
    extent: Extent,
    known: &Vocabulary,
) -> Graded {
    let mut pairing = Pairing::new(source, said, known);
    let top = top::lines(&mut pairing);
    let places = if flat::is_flat(&pairing, &top) {
        flat::pair(&mut pairing, &top);
        Places::AreUnknown
    } else {
        let family = pairing.family_of_root(top);
        renamed::settle(&mut pairing, vec![family]);
        moved::pair(&mut pairing);
        Places::Count
    };
    Judge::new(&pairing, source, said, places).graded(extent)
}

//! Markdown outlines: headings and list items as the branches of a map.
//!
//! CommonMark is read by a parser that sees only what trees, tables, Mermaid blocks and answers have left.
//! Which outline becomes a map is decided in `judge`.

mod body;
pub(super) mod claim;
mod label;
mod reader;
mod source;

use std::sync::Arc;

use crate::domain::atlas::Branch;

use super::page::Page;
use super::problem::{Level, Problem};
use body::Block;
use claim::Claim;

pub(super) use reader::read;

/// An outline is read down to this depth; what is written deeper is put there.
const MAX_DEPTH: u32 = 512;

/// A heading or a list item.
#[derive(Debug)]
pub(super) struct Entry {
    /// Heading or item.
    pub(super) shape: Shape,
    /// How many headings and items it stands under, plus one; not bounded.
    pub(super) depth: u32,
    /// The line where its text begins, from 0.
    pub(super) line: usize,
    /// Its text without markup and without our own tags; of a heading it may be empty.
    pub(super) label: Arc<str>,
    /// How surely its heading calls it a mind map; an item may hold a heading.
    pub(super) claim: Claim,
    /// Its heading has the tag `#interview`.
    pub(super) interview: bool,
    /// It is an item of a numbered list.
    numbered: bool,
    /// The id written with it.
    anchor: Option<String>,
    /// The text that belongs to it and is not its label.
    body: Vec<Block>,
    /// How far from the margin its item begins; text further in belongs to it. `None` for a heading.
    margin: Option<usize>,
}

/// What an entry is in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A heading outside of all lists, with its level, 1 to 6.
    Heading(u8),
    /// A list item, or a heading inside one.
    Item,
}

/// Lines that something else took.
pub(super) struct Taken {
    /// For each line: it was taken, but nothing came of it, so it may be told as text of a branch.
    pub(super) shown: Vec<bool>,
}

impl Taken {
    /// Says whether a line was taken by something that has become a map, a palace or an answer.
    fn hides(&self, page: &Page<'_>, line: usize) -> bool {
        page.is_taken(line) && !self.shown[line]
    }
}

/// The branches that entries are below a root. An entry without a label gives none; what stands under it
/// goes to the nearest one above that has a label.
pub(super) fn branches(
    page: &Page<'_>,
    taken: &Taken,
    entries: &[Entry],
    problems: &mut Vec<Problem>,
) -> Vec<Branch> {
    let mut open: Vec<u32> = Vec::new();
    let mut told = Told::default();
    let mut branches = Vec::with_capacity(entries.len());
    for entry in entries {
        while open.last().is_some_and(|above| *above >= entry.depth) {
            open.pop();
        }
        if entry.label.is_empty() {
            continue;
        }
        open.push(entry.depth);
        let line = page.number(entry.line);
        let depth = open.len() as u32;
        if depth > MAX_DEPTH && !std::mem::replace(&mut told.depth, true) {
            problems.push(Problem {
                line,
                level: Level::Warning,
                message: format!(
                    "the outline is deeper than {MAX_DEPTH} levels; write this part as a map of its own"
                ),
            });
        }
        let body = body::text(page, taken, &entry.body);
        if body.is_cut && !std::mem::replace(&mut told.body, true) {
            problems.push(Problem {
                line,
                level: Level::Warning,
                message: format!(
                    "the text under `{}` is longer than {} KiB and was cut; split the branch",
                    entry.label,
                    body::BYTES / 1024
                ),
            });
        }
        branches.push(Branch {
            label: Arc::clone(&entry.label),
            depth: depth.min(MAX_DEPTH),
            line,
            body: (!body.text.is_empty()).then(|| body.text.into()),
            anchor: entry.anchor.as_deref().map(Into::into),
            numbered: entry.numbered,
        });
    }
    branches
}

/// What is told once for each map.
#[derive(Debug, Default)]
struct Told {
    depth: bool,
    body: bool,
}

#[cfg(test)]
mod tests;

//! The entries of a text as sections: what stands under which, and what else was taken there.

use std::ops::Range;

use super::super::markdown::{Entry, Shape, Taken};
use super::super::page::Page;

/// What an outline is judged with.
pub(super) struct Text {
    pub(super) taken: Taken,
    pub(super) entries: Vec<Entry>,
    /// For each entry the index after the last one under it.
    pub(super) ends: Vec<usize>,
    /// The lines, from 1, where what was taken begins.
    pub(super) others: Vec<u32>,
    /// The lines, from 1, where drawn trees that were not taken begin.
    pub(super) listings: Vec<u32>,
}

/// An outline: the entry that is its root, if one is, and the entries below.
pub(super) struct Found {
    pub(super) root: Option<usize>,
    pub(super) below: Range<usize>,
}

impl Found {
    pub(super) fn section(root: usize, end: usize) -> Found {
        Found {
            root: Some(root),
            below: root + 1..end,
        }
    }
}

impl Text {
    /// The entries directly under one.
    pub(super) fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.ends[parent];
        let first = Some(parent + 1).filter(|first| *first < end);
        std::iter::successors(first, move |at| {
            Some(self.ends[*at]).filter(|next| *next < end)
        })
    }

    /// Says whether nothing but headings stands directly under an entry.
    pub(super) fn has_sections(&self, parent: usize) -> bool {
        let mut children = self.children(parent).peekable();
        children.peek().is_some() && children.all(|at| self.entries[at].shape != Shape::Item)
    }

    /// Says whether something that was taken stands under an entry.
    pub(super) fn holds_others(&self, page: &Page<'_>, at: usize) -> bool {
        self.holds(&self.others, page, at)
    }

    /// Says whether all that stands under an entry are headings that announce a file listing.
    pub(super) fn only_announces(&self, page: &Page<'_>, at: usize) -> bool {
        let mut leaves = (at + 1..self.ends[at]).filter(|leaf| self.ends[*leaf] == leaf + 1);
        at + 1 < self.ends[at]
            && leaves.all(|leaf| {
                self.entries[leaf].shape != Shape::Item && self.holds(&self.listings, page, leaf)
            })
    }

    /// Says whether one of the lines, from 1 and in order, stands under an entry.
    fn holds(&self, lines: &[u32], page: &Page<'_>, at: usize) -> bool {
        let first = page.number(self.entries[at].line);
        let end = self
            .entries
            .get(self.ends[at])
            .map_or(u32::MAX, |next| page.number(next.line));
        let after = lines.partition_point(|line| *line < first);
        lines.get(after).is_some_and(|line| *line < end)
    }

    /// The last line of an outline that holds text, from 0.
    pub(super) fn last_line(&self, page: &Page<'_>, found: &Found) -> usize {
        let first = found.root.unwrap_or(found.below.start);
        let next = self.entries.get(found.below.end);
        let end = next.map_or(page.len(), |next| next.line);
        let first = self.entries[first].line;
        (first..end)
            .rev()
            .find(|line| !page.is_blank(*line))
            .unwrap_or(first)
    }
}

/// For each entry the index after the last one under it.
pub(super) fn ends(entries: &[Entry]) -> Vec<usize> {
    let mut ends = vec![entries.len(); entries.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        while let Some(up) = open.last().copied() {
            if entries[up].depth < entry.depth {
                break;
            }
            ends[up] = at;
            open.pop();
        }
        open.push(at);
    }
    ends
}

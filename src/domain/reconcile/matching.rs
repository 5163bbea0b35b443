//! The pairs found so far, and what may still be paired. A pair is never taken back and a cell is never in two.

use std::collections::VecDeque;

use super::forest::{CellIx, Class, Forest};
use super::verdicts::Verdicts;
use super::{Evidence, likeness};
use crate::domain::locus::LocusId;

mod spread;

/// Pairs of cells that one reading compares closely, at most; beyond it only exact evidence counts.
const COMPARISONS: usize = 500_000;
/// Pairs of cells that are compared closely among one family, at most: 200 with 200.
const FAMILY_COMPARISONS: usize = 40_000;
/// Two labels whose lengths have this product cost one comparison more.
const BYTES_SQUARED: usize = 1_024;

/// What a new cell turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing known, so far.
    Nothing,
    /// The same thing as an old cell.
    Old(CellIx),
    /// The node of a retired locus that came back.
    Returned(LocusId),
}

/// Two forests and what is known about them.
#[derive(Debug)]
pub(super) struct Matching<'a> {
    pub(super) old: Forest<'a>,
    pub(super) new: Forest<'a>,
    pub(super) verdicts: Verdicts,
    /// How often labels occur in all old notes, also unchanged ones, by the number of the label.
    pub(super) old_texts: Vec<u32>,
    /// The same of all new notes.
    pub(super) new_texts: Vec<u32>,
    partner: Vec<Option<CellIx>>,
    found: Vec<Found>,
    evidence: Vec<Option<Evidence>>,
    /// What pairs are found by now.
    by: Evidence,
    pairs: usize,
    comparisons_left: usize,
    /// Pairs whose children were not looked at.
    fresh: VecDeque<(CellIx, CellIx)>,
    /// Pairs whose children were looked at, but not for rewordings.
    reached: Vec<(CellIx, CellIx)>,
    /// How many old cells with a label are open, by its number.
    open_old_texts: Vec<u32>,
    /// How many new cells with a label are open, by its number.
    open_new_texts: Vec<u32>,
    /// How many children of an old cell are open.
    open_below_old: Vec<u32>,
    /// How many children of a new cell are open.
    open_below_new: Vec<u32>,
}

impl<'a> Matching<'a> {
    /// `unchanged` says how often labels occur in documents that are in neither forest.
    pub(super) fn new(
        old: Forest<'a>,
        new: Forest<'a>,
        unchanged: &[u32],
        verdicts: Verdicts,
    ) -> Matching<'a> {
        let all = |forest: &Forest<'_>| {
            let mut counts = forest.occurrences();
            counts.resize(counts.len().max(unchanged.len()), 0);
            for (count, unchanged) in counts.iter_mut().zip(unchanged) {
                *count += unchanged;
            }
            counts
        };
        Matching {
            old_texts: all(&old),
            new_texts: all(&new),
            open_old_texts: old.occurrences(),
            open_new_texts: new.occurrences(),
            open_below_old: old.cells.iter().map(|cell| cell.children).collect(),
            open_below_new: new.cells.iter().map(|cell| cell.children).collect(),
            partner: vec![None; old.cells.len()],
            found: vec![Found::Nothing; new.cells.len()],
            evidence: vec![None; new.cells.len()],
            by: Evidence::Place,
            old,
            new,
            verdicts,
            pairs: 0,
            comparisons_left: COMPARISONS,
            fresh: VecDeque::new(),
            reached: Vec::new(),
        }
    }

    /// How many pairs were found.
    pub(super) fn pairs(&self) -> usize {
        self.pairs
    }

    pub(super) fn found(&self, new: CellIx) -> Found {
        self.found[new]
    }

    /// What told that a new cell is known.
    pub(super) fn evidence(&self, new: CellIx) -> Option<Evidence> {
        let Found::Old(old) = self.found[new] else {
            return self.evidence[new];
        };
        let (a, b) = (&self.old.cells[old], &self.new.cells[new]);
        let same_parent = a.parent.and_then(|parent| self.partner[parent]) == b.parent;
        // Rooms are looked for everywhere first.
        match self.evidence[new] {
            Some(Evidence::Label) if same_parent && a.text == b.text => Some(Evidence::Place),
            evidence => evidence,
        }
    }

    /// Says what the pairs that follow are found by; what lies below them has its own evidence.
    /// Returns what they were found by until now.
    pub(super) fn by(&mut self, evidence: Evidence) -> Evidence {
        std::mem::replace(&mut self.by, evidence)
    }

    /// The new cell of an old one.
    pub(super) fn partner(&self, old: CellIx) -> Option<CellIx> {
        self.partner[old]
    }

    pub(super) fn is_open_old(&self, old: CellIx) -> bool {
        self.partner[old].is_none()
    }

    pub(super) fn is_open_new(&self, new: CellIx) -> bool {
        self.found[new] == Found::Nothing
    }

    /// Whether two cells are open and of one class.
    pub(super) fn may_pair(&self, old: CellIx, new: CellIx) -> bool {
        self.is_open_old(old)
            && self.is_open_new(new)
            && self.old.cells[old].class == self.new.cells[new].class
            && !self.are_apart(old, new)
    }

    /// Whether the user said that the two are not one.
    fn are_apart(&self, old: CellIx, new: CellIx) -> bool {
        let nodes = self.old.cells[old].node.zip(self.new.cells[new].node);
        nodes.is_some_and(|(old, new)| self.verdicts.are_apart(old, new))
    }

    /// How close the labels of two cells are, 0 to 1; an alias is as good as the label.
    pub(super) fn closeness(&self, old: CellIx, new: CellIx) -> f64 {
        let (a, b) = (&self.old.cells[old], &self.new.cells[new]);
        match self.is_alias(old, new) {
            true => 1.0,
            false => likeness::closeness(a.label, b.label),
        }
    }

    /// Whether the new label is another name of the old cell.
    pub(super) fn is_alias(&self, old: CellIx, new: CellIx) -> bool {
        let node = self.old.cells[old].node;
        node.is_some_and(|node| self.verdicts.is_alias(node, self.new.cells[new].label))
    }

    /// Pairs two cells, if both are still open and of one class. [`Matching::follow`] then looks below.
    pub(super) fn pair(&mut self, old: CellIx, new: CellIx) {
        if self.may_pair(old, new) {
            self.partner[old] = Some(new);
            self.found[new] = Found::Old(old);
            self.evidence[new] = Some(self.by);
            self.pairs += 1;
            if let Some(parent) = self.old.cells[old].parent {
                self.open_below_old[parent] -= 1;
            }
            if let Some(parent) = self.new.cells[new].parent {
                self.open_below_new[parent] -= 1;
            }
            self.open_old_texts[self.old.cells[old].text as usize] -= 1;
            self.open_new_texts[self.new.cells[new].text as usize] -= 1;
            self.fresh.push_back((old, new));
        }
    }

    /// Whether a new cell is free for a retired locus.
    pub(super) fn may_return(&self, new: CellIx, id: LocusId) -> bool {
        let node = self.new.cells[new].node;
        self.is_open_new(new) && node.is_some_and(|node| !self.verdicts.is_apart(id, node))
    }

    /// Gives a new cell to a retired locus, if it may have it.
    pub(super) fn give_back(&mut self, new: CellIx, id: LocusId) {
        if self.may_return(new, id) {
            self.found[new] = Found::Returned(id);
            self.open_new_texts[self.new.cells[new].text as usize] -= 1;
            if let Some(parent) = self.new.cells[new].parent {
                self.open_below_new[parent] -= 1;
            }
            self.evidence[new] = Some(self.by);
        }
    }

    /// The open children of an old cell, of one class.
    pub(super) fn open_old(&self, parent: CellIx, class: Class) -> Vec<CellIx> {
        let open = |ix: &CellIx| self.is_open_old(*ix) && self.old.cells[*ix].class == class;
        self.old.children(parent).filter(open).collect()
    }

    /// The open children of a new cell, of one class.
    pub(super) fn open_new(&self, parent: CellIx, class: Class) -> Vec<CellIx> {
        let open = |ix: &CellIx| self.is_open_new(*ix) && self.new.cells[*ix].class == class;
        self.new.children(parent).filter(open).collect()
    }

    /// Whether an old cell with this label is open somewhere.
    pub(super) fn is_old_text_open(&self, text: u32) -> bool {
        is_open(&self.open_old_texts, text)
    }

    /// Whether a new cell with this label is open somewhere.
    pub(super) fn is_new_text_open(&self, text: u32) -> bool {
        is_open(&self.open_new_texts, text)
    }

    /// Whether a label occurs at most so often in all old notes, and in all new ones.
    pub(super) fn occurs_at_most(&self, text: u32, most: u32) -> bool {
        let count = |of: &[u32]| of.get(text as usize).copied().unwrap_or(0);
        count(&self.old_texts) <= most && count(&self.new_texts) <= most
    }

    /// Whether a label occurs in the old notes.
    pub(super) fn was_there(&self, text: u32) -> bool {
        is_open(&self.old_texts, text)
    }

    /// The pairs of which [`Matching::follow`] looked below since the last call.
    pub(super) fn take_reached(&mut self) -> Vec<(CellIx, CellIx)> {
        std::mem::take(&mut self.reached)
    }

    /// Whether at most so many old cells are open, or at most so many new ones; what returned counts as open.
    pub(super) fn is_nearly_done(&self, at_most: usize) -> bool {
        self.old.cells.len().min(self.new.cells.len()) - self.pairs <= at_most
    }

    /// Whether there is leave to compare each of `olds` with each of `news`; it is used up by asking.
    pub(super) fn may_compare(&mut self, olds: &[CellIx], news: &[CellIx]) -> bool {
        let bytes = |label: &str| label.len().min(likeness::COMPARED);
        let old_bytes: usize = olds.iter().map(|ix| bytes(self.old.cells[*ix].label)).sum();
        let new_bytes: usize = news.iter().map(|ix| bytes(self.new.cells[*ix].label)).sum();
        let comparisons = olds.len().saturating_mul(news.len());
        let cost = comparisons.saturating_add(old_bytes.saturating_mul(new_bytes) / BYTES_SQUARED);
        let may = comparisons <= FAMILY_COMPARISONS && cost <= self.comparisons_left;
        if may {
            self.comparisons_left -= cost;
        }
        may
    }

    /// Whether both of a pair have open children.
    pub(super) fn has_open(&self, old: CellIx, new: CellIx) -> bool {
        self.open_below_old[old] > 0 && self.open_below_new[new] > 0
    }

    /// Whether a new cell has open children.
    pub(super) fn has_open_below_new(&self, new: CellIx) -> bool {
        self.open_below_new[new] > 0
    }

    /// Whether all old cells or all new ones are paired.
    pub(super) fn is_done(&self) -> bool {
        self.pairs == self.old.cells.len() || self.pairs == self.new.cells.len()
    }

    /// How many of the siblings before and behind are the same, 0 to 2; the edge counts as a sibling.
    pub(super) fn same_neighbours(&self, old: CellIx, new: CellIx) -> usize {
        let olds = self.old.neighbours(old);
        let news = self.new.neighbours(new);
        olds.into_iter()
            .zip(news)
            .filter(|sides| match sides {
                (None, None) => true,
                (Some(old), Some(new)) => self.found(*new) == Found::Old(*old),
                (Some(_), None) | (None, Some(_)) => false,
            })
            .count()
    }

    /// The open new cell that stands alone between the same siblings as an old one did; the edge counts as a
    /// sibling.
    pub(super) fn in_place_of(&self, old: CellIx) -> Option<CellIx> {
        let parent = self.partner[self.old.cells[old].parent?]?;
        let [before, behind] = self.old.neighbours(old);
        let there = match (before, behind) {
            (Some(before), _) => {
                let [_, there] = self.new.neighbours(self.partner[before]?);
                there?
            }
            (None, Some(behind)) => {
                let [there, _] = self.new.neighbours(self.partner[behind]?);
                there?
            }
            (None, None) => self.new.children(parent).next()?,
        };
        let is_there = self.new.cells[there].parent == Some(parent)
            && self.is_open_new(there)
            && self.same_neighbours(old, there) == 2;
        is_there.then_some(there)
    }

    /// How many of the siblings before and behind are there and have the same labels, 0 to 2.
    pub(super) fn like_siblings(&self, old: CellIx, new: CellIx) -> usize {
        let olds = self.old.neighbours(old);
        let news = self.new.neighbours(new);
        let same = |(old, new): &(Option<CellIx>, Option<CellIx>)| match (old, new) {
            (Some(old), Some(new)) => self.old.cells[*old].text == self.new.cells[*new].text,
            (None, None | Some(_)) | (Some(_), None) => false,
        };
        olds.into_iter().zip(news).filter(same).count()
    }

    /// Whether two rooms hold points that are close.
    pub(super) fn like_points(&self, old: CellIx, new: CellIx) -> bool {
        let (old, new) = (&self.old.cells[old], &self.new.cells[new]);
        likeness::closeness(old.point_text, new.point_text) >= likeness::EXTENDED
    }
}

fn is_open(open: &[u32], text: u32) -> bool {
    open.get(text as usize).is_some_and(|open| *open > 0)
}

//! How a pair spreads to the children: the same label under the same parent, and twins by what tells them apart.

use super::Matching;
use crate::domain::hash::Map;
use crate::domain::reconcile::forest::{Cell, CellIx, Class};
use crate::domain::reconcile::{Evidence, likeness};

impl Matching<'_> {
    /// Matches what lies below the pairs that were made since the last call.
    pub(in crate::domain::reconcile) fn follow(&mut self) {
        let by = std::mem::replace(&mut self.by, Evidence::Place);
        while let Some((old, new)) = self.fresh.pop_front() {
            if self.old.cells[old].shape == self.new.cells[new].shape {
                // Children of equal subtrees are equally far behind their parents.
                let (mut at, size) = (1, self.old.cells[old].size);
                while at < size {
                    self.pair(old + at, new + at);
                    at += self.old.cells[old + at].size;
                }
            }
            self.pair_children(old, new);
            self.reached.push((old, new));
        }
        self.by = by;
    }

    /// Pairs open children of two cells that have the same label, and what lies below.
    pub(in crate::domain::reconcile) fn spread(&mut self, old: CellIx, new: CellIx) {
        self.pair_children(old, new);
        self.follow();
    }

    /// Pairs open children of two cells that have the same label.
    fn pair_children(&mut self, old: CellIx, new: CellIx) {
        if !self.has_open(old, new) {
            return;
        }
        let mut same: Map<(Class, u32), Vec<CellIx>> = Map::default();
        for ix in self.new.children(new) {
            if self.is_open_new(ix) {
                same.entry(key(&self.new.cells[ix])).or_default().push(ix);
            }
        }
        if same.is_empty() {
            return;
        }
        let mut twins: Map<(Class, u32), usize> = Map::default();
        let mut families: Vec<(Vec<CellIx>, Vec<CellIx>)> = Vec::new();
        for ix in self.old.children(old) {
            if !self.is_open_old(ix) {
                continue;
            }
            let key = key(&self.old.cells[ix]);
            if let Some(family) = twins.get(&key) {
                families[*family].0.push(ix);
            } else if let Some(news) = same.remove(&key) {
                twins.insert(key, families.len());
                families.push((vec![ix], news));
            }
        }
        // Twins come last: where their siblings went tells them apart.
        families.retain(|family| match (family.0.as_slice(), family.1.as_slice()) {
            ([old], [new]) => {
                self.pair(*old, *new);
                false
            }
            _ => true,
        });
        for (olds, news) in families {
            self.pair_twins(&olds, &news);
        }
    }

    /// Pairs cells with one label: equal subtrees first, then common children, then by occurrence.
    fn pair_twins(&mut self, olds: &[CellIx], news: &[CellIx]) {
        let mut shapes: Map<u32, Vec<CellIx>> = Map::default();
        for new in news {
            let shape = self.new.cells[*new].shape;
            shapes.entry(shape).or_default().push(*new);
        }
        let mut equals: Vec<(Vec<CellIx>, Vec<CellIx>)> = Vec::new();
        let mut seen: Map<u32, usize> = Map::default();
        for old in olds {
            let shape = self.old.cells[*old].shape;
            if let Some(at) = seen.get(&shape) {
                equals[*at].0.push(*old);
            } else if let Some(news) = shapes.remove(&shape) {
                seen.insert(shape, equals.len());
                equals.push((vec![*old], news));
            }
        }
        for (olds, news) in equals {
            self.pair_equals(&olds, &news);
        }
        let (olds, news) = (self.still_old(olds), self.still_new(news));
        if self.may_compare(&olds, &news) {
            let score = |m: &Self, old, new| {
                let common = likeness::common(&m.old, old, &m.new, new);
                (common > 0).then_some(common as f64)
            };
            self.pair_best(&olds, &news, score);
        }
        self.pair_in_order(&olds, &news);
    }

    /// Pairs equal subtrees under one parent: in order, and if some came or went, by their neighbours first.
    fn pair_equals(&mut self, olds: &[CellIx], news: &[CellIx]) {
        if olds.len() != news.len() && self.may_compare(olds, news) {
            let score = |m: &Self, old, new| {
                let same = m.same_neighbours(old, new);
                (same > 0).then_some(same as f64)
            };
            self.pair_best(olds, news, score);
        }
        self.pair_in_order(olds, news);
    }

    fn pair_in_order(&mut self, olds: &[CellIx], news: &[CellIx]) {
        for (old, new) in self.still_old(olds).into_iter().zip(self.still_new(news)) {
            self.pair(old, new);
        }
    }

    /// Pairs the two with the best score, then the next best, and so on; among equals the first.
    pub(in crate::domain::reconcile) fn pair_best(
        &mut self,
        olds: &[CellIx],
        news: &[CellIx],
        score: impl Fn(&Self, CellIx, CellIx) -> Option<f64>,
    ) {
        let mut scored: Vec<(f64, CellIx, CellIx)> = Vec::new();
        for old in olds {
            for new in news {
                if let Some(score) = score(self, *old, *new) {
                    scored.push((score, *old, *new));
                }
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in scored {
            self.pair(old, new);
        }
    }

    fn still_old(&self, olds: &[CellIx]) -> Vec<CellIx> {
        let open = |ix: &CellIx| self.is_open_old(*ix);
        olds.iter().copied().filter(open).collect()
    }

    fn still_new(&self, news: &[CellIx]) -> Vec<CellIx> {
        let open = |ix: &CellIx| self.is_open_new(*ix);
        news.iter().copied().filter(open).collect()
    }
}

fn key(cell: &Cell<'_>) -> (Class, u32) {
    (cell.class, cell.text)
}

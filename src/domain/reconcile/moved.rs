//! What moved as a whole: the same subtree or room, once on both sides; and what still holds its children.

use std::hash::Hash;

use super::forest::{CellIx, Class};
use super::matching::Matching;
use super::{Evidence, relabelled};
use crate::domain::hash::Map;

/// Pairs rooms of which place and point occur once on both sides, wherever they are: a point is no chance.
pub(super) fn rooms(matching: &mut Matching<'_>) {
    matching.by(Evidence::Label);
    let mut rooms: Once<(u32, u32)> = Once::default();
    for (ix, cell) in matching.old.cells.iter().enumerate() {
        if let (Class::Room, Some(point)) = (cell.class, cell.point) {
            rooms.see_old((cell.text, point), ix);
        }
    }
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        if let (Class::Room, Some(point)) = (cell.class, cell.point) {
            rooms.see_new((cell.text, point), ix);
        }
    }
    for (old, new) in rooms.pairs() {
        matching.pair(old, new);
    }
}

/// Pairs subtrees of more than one cell, the largest first.
pub(super) fn subtrees(matching: &mut Matching<'_>) {
    matching.by(Evidence::Subtree);
    let mut shapes: Once<u32> = Once::default();
    for (ix, cell) in matching.old.cells.iter().enumerate() {
        if cell.size > 1 && matching.is_open_old(ix) {
            shapes.see_old(cell.shape, ix);
        }
    }
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        if cell.size > 1 && matching.is_open_new(ix) {
            shapes.see_new(cell.shape, ix);
        }
    }
    let mut pairs = shapes.pairs();
    pairs.sort_by_key(|(old, _)| (std::cmp::Reverse(matching.old.cells[*old].size), *old));
    for (old, new) in pairs {
        relabelled::pair_whole(matching, old, new);
    }
}

/// Pairs what lost its label and its place at once, but still holds most of the same children.
pub(super) fn parents(matching: &mut Matching<'_>) {
    matching.by(Evidence::Children);
    for old in 0..matching.old.cells.len() {
        if !matching.is_open_old(old) {
            continue;
        }
        let mut votes: Map<CellIx, u32> = Map::default();
        for child in matching.old.children(old) {
            if let Some(child) = matching.partner(child)
                && let Some(parent) = matching.new.cells[child].parent
            {
                *votes.entry(parent).or_default() += 1;
            }
        }
        let best = votes
            .into_iter()
            .max_by_key(|(new, votes)| (*votes, std::cmp::Reverse(*new)));
        if let Some((new, votes)) = best
            && votes > 1
            && votes * 2
                > matching.old.cells[old]
                    .children
                    .max(matching.new.cells[new].children)
        {
            relabelled::pair_whole(matching, old, new);
        }
    }
}

/// What was seen once on each side.
#[derive(Debug)]
struct Once<K>(Map<K, Seen>);

#[derive(Debug, Default)]
struct Seen {
    olds: Vec<CellIx>,
    news: Vec<CellIx>,
}

impl<K> Default for Once<K> {
    fn default() -> Self {
        Once(Map::default())
    }
}

impl<K: Eq + Hash> Once<K> {
    fn see_old(&mut self, key: K, ix: CellIx) {
        self.0.entry(key).or_default().olds.push(ix);
    }

    fn see_new(&mut self, key: K, ix: CellIx) {
        self.0.entry(key).or_default().news.push(ix);
    }

    /// The pairs, in the order of the old cells.
    fn pairs(&self) -> Vec<(CellIx, CellIx)> {
        let mut pairs: Vec<(CellIx, CellIx)> = self
            .0
            .values()
            .filter_map(|seen| match (seen.olds.as_slice(), seen.news.as_slice()) {
                ([old], [new]) => Some((*old, *new)),
                _ => None,
            })
            .collect();
        pairs.sort();
        pairs
    }
}

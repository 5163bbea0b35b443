//! What moved: the same anchor, subtree or label, left exactly once on both sides.

use std::collections::HashMap;
use std::hash::Hash;

use unicode_width::UnicodeWidthStr;

use super::forest::{CellIx, Class};
use super::likeness;
use super::matching::{Found, Matching};
use crate::domain::atlas::Atlas;

/// Columns that a label has, at least, to be known by itself ("args", or two Chinese characters).
const TELLING: usize = 4;

/// Pairs nodes whose anchor occurs once on both sides.
pub(super) fn anchored(matching: &mut Matching<'_>, old: &Atlas, new: &Atlas) {
    let mut anchors: Once<(Class, &str)> = Once::default();
    for (ix, cell) in matching.old.cells.iter().enumerate() {
        if let Some(anchor) = cell.node.and_then(|node| old.node(node).anchor.as_deref()) {
            anchors.see_old((cell.class, anchor), ix);
        }
    }
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        if let Some(anchor) = cell.node.and_then(|node| new.node(node).anchor.as_deref()) {
            anchors.see_new((cell.class, anchor), ix);
        }
    }
    for (old, new) in anchors.pairs() {
        matching.pair(old, new);
    }
}

/// Pairs subtrees of more than one cell, the largest first.
pub(super) fn subtrees(matching: &mut Matching<'_>) {
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
        matching.pair_and_follow(old, new);
    }
}

/// How far a label is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// In the same map or palace; any label will do.
    SameTop,
    /// In all notes; the label must tell enough.
    Anywhere,
}

/// Pairs maps, branches, palaces and rooms by their label.
pub(super) fn labels(matching: &mut Matching<'_>, reach: Reach) {
    let mut labels: Once<(Class, u32, Option<CellIx>)> = Once::default();
    for (ix, cell) in matching.old.cells.iter().enumerate() {
        if matching.is_open_old(ix) && has_own_name(cell.class) {
            let top = (reach == Reach::SameTop).then_some(cell.top);
            labels.see_old((cell.class, cell.text, top), ix);
        }
    }
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        if matching.is_open_new(ix) && has_own_name(cell.class) {
            let top = match (reach, matching.found(cell.top)) {
                (Reach::Anywhere, _) => None,
                (Reach::SameTop, Found::Old(top)) => Some(top),
                (Reach::SameTop, Found::Nothing | Found::Returned(_)) => continue,
            };
            labels.see_new((cell.class, cell.text, top), ix);
        }
    }
    for (old, new) in labels.pairs() {
        if matching.may_pair(old, new) && is_telling(matching, old, new, reach) {
            matching.pair_and_follow(old, new);
        }
    }
}

/// Pairs what lost its label and its place at once, but still holds most of the same children.
pub(super) fn parents(matching: &mut Matching<'_>) {
    for old in 0..matching.old.cells.len() {
        if !matching.is_open_old(old) {
            continue;
        }
        let children = &matching.old.cells[old].children;
        let mut votes: HashMap<CellIx, usize> = HashMap::new();
        for child in children {
            if let Some(child) = matching.partner(*child)
                && let Some(parent) = matching.new.cells[child].parent
            {
                *votes.entry(parent).or_default() += 1;
            }
        }
        let best = votes
            .into_iter()
            .max_by_key(|(new, votes)| (*votes, std::cmp::Reverse(*new)));
        if let Some((new, votes)) = best
            && votes * 2 > children.len().max(matching.new.cells[new].children.len())
        {
            matching.pair_and_follow(old, new);
        }
    }
}

fn has_own_name(class: Class) -> bool {
    match class {
        Class::Stem | Class::Palace | Class::Room => true,
        Class::Document | Class::Route => false,
    }
}

/// Whether one label is enough to call the two the same. What has children on both sides must share one.
/// Places recur from palace to palace, so a room of another palace must hold the same point.
fn is_telling(matching: &Matching<'_>, old: CellIx, new: CellIx, reach: Reach) -> bool {
    let (a, b) = (&matching.old.cells[old], &matching.new.cells[new]);
    let common = likeness::common(&matching.old.cells, old, &matching.new.cells, new);
    let are_branches = a.node.is_some() && b.node.is_some();
    let fits = match a.class {
        Class::Room => a.point == b.point || reach == Reach::SameTop,
        Class::Stem if are_branches && (a.children.is_empty() || b.children.is_empty()) => true,
        Class::Stem => common > 0,
        // Its children are routes, which are all called alike.
        Class::Palace => true,
        Class::Document | Class::Route => false,
    };
    fits && (reach == Reach::SameTop || a.label.width() >= TELLING || common > 1)
}

/// What was seen once on each side.
#[derive(Debug)]
struct Once<K>(HashMap<K, Seen>);

#[derive(Debug, Default)]
struct Seen {
    olds: Vec<CellIx>,
    news: Vec<CellIx>,
}

impl<K> Default for Once<K> {
    fn default() -> Self {
        Once(HashMap::new())
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

//! Documents that an edit did not touch: the same source and the same content. Their nodes keep their ids without
//! any matching, so that an edit costs what it changed.

use super::Bound;
use super::verdicts::Verdicts;
use crate::domain::atlas::{Atlas, Node, NodeIx, Top};
use crate::domain::hash::{Map, Set};

/// The unchanged documents of two atlases.
#[derive(Debug)]
pub(super) struct Unchanged {
    /// For each old document whether it is one.
    pub(super) old: Vec<bool>,
    /// For each new document whether it is one.
    pub(super) new: Vec<bool>,
    /// Old and new nodes of these documents.
    pub(super) pairs: Vec<(NodeIx, NodeIx)>,
}

impl Unchanged {
    pub(super) fn of(bound: &Bound<'_>, new: &Atlas, verdicts: &Verdicts) -> Unchanged {
        let old = bound.atlas;
        let mut unchanged = Unchanged {
            old: vec![false; old.documents.len()],
            new: vec![false; new.documents.len()],
            pairs: Vec::new(),
        };
        let (olds, news) = (tops(old), tops(new));
        let mut gone: Vec<usize> = Vec::new();
        let mut by_source: Map<&str, usize> = Map::default();
        for (at, head) in new.documents.iter().enumerate().rev() {
            by_source.insert(&head.source, at);
        }
        for (at, head) in old.documents.iter().enumerate() {
            let Some(to) = by_source.remove(head.source.as_str()) else {
                gone.push(at);
                continue;
            };
            let before = unchanged.pairs.len();
            if pair(old, olds[at], new, news[to], &mut unchanged.pairs)
                && !unchanged.pairs[before..]
                    .iter()
                    .any(|(a, b)| verdicts.are_apart(*a, *b))
            {
                (unchanged.old[at], unchanged.new[to]) = (true, true);
            } else {
                unchanged.pairs.truncate(before);
            }
        }
        gone.retain(|at| has_ids(bound, olds[*at]));
        if !gone.is_empty() {
            unchanged.yield_copies(bound, new, &gone);
        }
        unchanged
    }

    /// A document that was copied first and removed in a later change is one that moved: the copy, where nothing
    /// has an id, counts as new, so that it can be found for what is gone.
    fn yield_copies(&mut self, bound: &Bound<'_>, new: &Atlas, gone: &[usize]) {
        let old = bound.atlas;
        let (olds, news) = (tops(old), tops(new));
        let mut copies: Map<(&str, usize), Vec<(usize, usize)>> = Map::default();
        for (from, to) in self.documents(old, new) {
            if let Some(key) = key(olds[from])
                && !has_ids(bound, olds[from])
            {
                copies.entry(key).or_default().push((from, to));
            }
        }
        let mut yielded: Set<usize> = Set::default();
        for at in gone {
            let Some(copies) = key(olds[*at]).and_then(|key| copies.get_mut(&key)) else {
                continue;
            };
            let is_copy =
                |(_, to): &(usize, usize)| pair(old, olds[*at], new, news[*to], &mut Vec::new());
            if let Some(found) = copies.iter().position(is_copy) {
                let (from, to) = copies.remove(found);
                self.new[to] = false;
                yielded.insert(from);
            }
        }
        let document = |node: NodeIx| old.top(old.node(node).top).document as usize;
        self.pairs
            .retain(|(from, _)| !yielded.contains(&document(*from)));
    }

    /// The unchanged documents that hold something, before and now.
    fn documents(&self, old: &Atlas, new: &Atlas) -> Vec<(usize, usize)> {
        let of = |atlas: &Atlas, node: NodeIx| atlas.top(atlas.node(node).top).document as usize;
        let mut documents: Vec<(usize, usize)> = self
            .pairs
            .iter()
            .map(|(from, to)| (of(old, *from), of(new, *to)))
            .collect();
        documents.dedup();
        documents
    }
}

/// What equal documents have in common: the name of their first map or palace, and how many nodes they hold.
fn key(tops: &[Top]) -> Option<(&str, usize)> {
    let size = tops.iter().map(|top| top.nodes.len()).sum();
    Some((tops.first()?.name.as_str(), size))
}

fn has_ids(bound: &Bound<'_>, tops: &[Top]) -> bool {
    let mut nodes = tops.iter().flat_map(|top| top.nodes.clone());
    nodes.any(|node| bound.ids.get(node as usize).is_some_and(Option::is_some))
}

/// The maps and palaces of each document.
fn tops(atlas: &Atlas) -> Vec<&[Top]> {
    let mut tops: Vec<&[Top]> = vec![&[]; atlas.documents.len()];
    for of_one in atlas.tops.chunk_by(|a, b| a.document == b.document) {
        if let Some(first) = of_one.first() {
            tops[first.document as usize] = of_one;
        }
    }
    tops
}

/// Pairs the nodes of two documents one by one, as long as they are equal; tells whether all are.
fn pair(
    old: &Atlas,
    olds: &[Top],
    new: &Atlas,
    news: &[Top],
    pairs: &mut Vec<(NodeIx, NodeIx)>,
) -> bool {
    olds.len() == news.len()
        && olds.iter().zip(news).all(|(a, b)| {
            let is_same = a.kind == b.kind
                && a.name == b.name
                && a.routes == b.routes
                && a.nodes.len() == b.nodes.len();
            is_same
                && a.nodes.clone().zip(b.nodes.clone()).all(|(from, to)| {
                    pairs.push((NodeIx(from), NodeIx(to)));
                    let place =
                        |node: &Node, top: &Top| node.parent.map(|up| up.0 - top.nodes.start);
                    let (x, y) = (&old.nodes[from as usize], &new.nodes[to as usize]);
                    place(x, a) == place(y, b)
                        && x.route == y.route
                        && x.label == y.label
                        && x.point == y.point
                        && x.anchor == y.anchor
                })
        })
}

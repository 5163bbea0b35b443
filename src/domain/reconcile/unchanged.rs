//! Documents that an edit did not touch: the same source and the same content. Their nodes keep their ids without
//! any matching, so that an edit costs what it changed.

use super::verdicts::Verdicts;
use crate::domain::atlas::{Atlas, Node, NodeIx, Top};
use crate::domain::hash::Map;

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
    pub(super) fn of(old: &Atlas, new: &Atlas, verdicts: &Verdicts) -> Unchanged {
        let mut unchanged = Unchanged {
            old: vec![false; old.documents.len()],
            new: vec![false; new.documents.len()],
            pairs: Vec::new(),
        };
        let (olds, news) = (tops(old), tops(new));
        let mut by_source: Map<&str, usize> = Map::default();
        for (at, head) in new.documents.iter().enumerate().rev() {
            by_source.insert(&head.source, at);
        }
        for (at, head) in old.documents.iter().enumerate() {
            let Some(to) = by_source.remove(head.source.as_str()) else {
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
        unchanged
    }
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

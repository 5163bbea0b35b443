//! Nodes with an anchor, and anchors that two nodes have.

use super::forest::{CellIx, Class, Forest};
use super::matching::Matching;
use super::{Bound, Evidence};
use crate::domain::atlas::{Atlas, NodeIx};
use crate::domain::hash::Map;
use crate::domain::locus::Kind;

/// Pairs nodes by their anchors. An anchor that was copied stays with the one node whose label and surroundings
/// are those of before; if that cannot be told, the anchor tells nothing.
/// Of several that had one before, the only one with an id is meant.
pub(super) fn pair(matching: &mut Matching<'_>, bound: &Bound<'_>, new: &Atlas) {
    matching.by(Evidence::Anchor);
    let mut olds = holders(&matching.old, bound.atlas);
    let cells = &matching.old.cells;
    let has_id = |ix: &CellIx| {
        let id = cells[*ix]
            .node
            .and_then(|node| bound.ids.get(node.0 as usize));
        id.is_some_and(Option::is_some)
    };
    for olds in olds.values_mut().filter(|olds| olds.len() > 1) {
        olds.retain(has_id);
    }
    let news = holders(&matching.new, new);
    let mut pairs: Vec<(CellIx, CellIx)> = Vec::new();
    for (anchor, olds) in &olds {
        let ([old], Some(news)) = (olds.as_slice(), news.get(anchor)) else {
            continue;
        };
        if let Some(new) = keeper(matching, *old, news) {
            pairs.push((*old, new));
        }
    }
    pairs.sort_unstable();
    for (old, new) in pairs {
        matching.pair(old, new);
    }
}

/// Anchors that several nodes of the new atlas have: the node that keeps the anchor, and each other, in note
/// order. `was` says which old node each is.
pub(super) fn doubled(
    old: &Atlas,
    new: &Atlas,
    was: impl Fn(NodeIx) -> Option<NodeIx>,
) -> Vec<(NodeIx, NodeIx)> {
    let mut holders: Map<(Kind, &str), Vec<NodeIx>> = Map::default();
    for (ix, node) in new.iter() {
        if let Some(anchor) = node.anchor.as_deref() {
            holders
                .entry((new.top(node.top).kind, anchor))
                .or_default()
                .push(ix);
        }
    }
    let mut doubled: Vec<(NodeIx, NodeIx)> = Vec::new();
    for ((_, anchor), nodes) in holders {
        let had =
            |ix: &NodeIx| was(*ix).is_some_and(|ix| old.node(ix).anchor.as_deref() == Some(anchor));
        let keeper = nodes.iter().copied().find(had);
        if let Some(keeper) = keeper.or(nodes.first().copied()) {
            let others = nodes.into_iter().filter(|ix| *ix != keeper);
            doubled.extend(others.map(|other| (keeper, other)));
        }
    }
    doubled.sort_unstable_by_key(|(keeper, other)| (*other, *keeper));
    doubled
}

/// The cells that have an anchor, in note order, by class and anchor.
fn holders<'a>(forest: &Forest<'_>, atlas: &'a Atlas) -> Map<(Class, &'a str), Vec<CellIx>> {
    let mut holders: Map<(Class, &str), Vec<CellIx>> = Map::default();
    for (ix, cell) in forest.cells.iter().enumerate() {
        if let Some(anchor) = cell
            .node
            .and_then(|node| atlas.node(node).anchor.as_deref())
        {
            holders.entry((cell.class, anchor)).or_default().push(ix);
        }
    }
    holders
}

/// Which of several nodes with its anchor an old node is.
fn keeper(matching: &Matching<'_>, old: CellIx, news: &[CellIx]) -> Option<CellIx> {
    if let [new] = news {
        return Some(*new);
    }
    let mut best: Option<(u32, CellIx)> = None;
    let mut is_only = true;
    for new in news {
        let like = (likeness(matching, old, *new), *new);
        match best {
            Some((most, _)) if like.0 < most => {}
            Some((most, _)) if like.0 == most => is_only = false,
            Some(_) | None => (best, is_only) = (Some(like), true),
        }
    }
    best.filter(|(like, _)| is_only && *like >= SAME_LABEL)
        .map(|(_, new)| new)
}

/// What the same label counts: more than all that is around it.
const SAME_LABEL: u32 = 8;

fn likeness(matching: &Matching<'_>, old: CellIx, new: CellIx) -> u32 {
    let (olds, news) = (&matching.old, &matching.new);
    let same = |old: Option<CellIx>, new: Option<CellIx>| match (old, new) {
        (Some(old), Some(new)) => olds.cells[old].text == news.cells[new].text,
        (None, None | Some(_)) | (Some(_), None) => false,
    };
    let (a, b) = (&olds.cells[old], &news.cells[new]);
    let label = u32::from(a.text == b.text) * SAME_LABEL;
    let parent = u32::from(same(a.parent, b.parent)) * 2;
    let top = u32::from(same(Some(a.top), Some(b.top)));
    let document = u32::from(same(olds.cells[a.top].parent, news.cells[b.top].parent)) * 2;
    let point = u32::from(a.point == b.point);
    label + parent + top + document + point
}

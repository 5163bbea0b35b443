//! Retired loci that are there again: at their exact path at any age, elsewhere only while they are gone for a
//! short time and nothing else can be meant.

use std::collections::VecDeque;
use std::hash::Hash;

use unicode_width::UnicodeWidthStr;

use super::forest::CellIx;
use super::matching::{Found, Matching};
use super::paths::Paths;
use super::verdicts::Verdicts;
use super::{Evidence, Retired};
use crate::domain::atlas::{Atlas, Node, NodeIx};
use crate::domain::hash::{Map, Set};
use crate::domain::locus::{Kind, LocusId};

/// Days after which a retired locus returns only to its exact path.
pub(super) const GUESSED_FOR_DAYS: u32 = 30;
/// Times that a label occurs in all notes, at most, to be known with its parent's.
pub(super) const SELDOM: u32 = 2;
/// Columns that a label has, at least, to be known without its parent.
const TELLING: usize = 12;

/// Gives nodes without a match to the retired loci that had exactly their path. Of several, a locus with the
/// same point comes first, else the order given.
pub(super) fn exactly(matching: &mut Matching<'_>, retired: &[Retired], new: &Atlas) {
    if retired.is_empty() {
        return;
    }
    matching.by(Evidence::Path);
    let mut paths = Paths::default();
    let mut waiting: Map<u32, Vec<&Retired>> = Map::default();
    for locus in retired {
        if let Some(end) = paths.add(locus.kind, &locus.label_path) {
            waiting.entry(end).or_default().push(locus);
        }
    }
    let ends = paths.of_nodes(new);
    let mut free: Vec<(CellIx, u32, Option<&str>)> = Vec::new();
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        if let Some(node) = cell.node
            && let Some(end) = ends[node.0 as usize]
            && matching.is_open_new(ix)
        {
            free.push((ix, end, new.node(node).point.as_deref()));
        }
    }
    free.retain(|(ix, end, point)| {
        let same_point = |locus: &Retired| locus.point.as_deref() == *point;
        !give_first(matching, *ix, waiting.get_mut(end), same_point)
    });
    free.retain(|(ix, end, _)| !give_first(matching, *ix, waiting.get_mut(end), |_| true));
}

/// The nodes of a new atlas, as far as they are matched.
#[derive(Debug)]
pub(super) struct Nameless<'a> {
    /// Which old node each is.
    pub(super) was: &'a [Option<NodeIx>],
    /// The id of each that has one.
    pub(super) ids: &'a [Option<LocusId>],
    /// All of these ids.
    pub(super) given: &'a Set<LocusId>,
}

/// The retired loci whose exact path a node without an id has come to: what has no history of its own does not
/// keep one out. A node that has its path since before is left alone: it may be a twin.
pub(super) fn over(
    nodes: &Nameless<'_>,
    retired: &[Retired],
    verdicts: &Verdicts,
    old: &Atlas,
    new: &Atlas,
) -> Vec<(NodeIx, LocusId)> {
    let mut back: Vec<(NodeIx, LocusId)> = Vec::new();
    let mut paths = Paths::default();
    let mut waiting: Map<u32, Vec<&Retired>> = Map::default();
    for locus in retired
        .iter()
        .filter(|locus| !nodes.given.contains(&locus.id))
    {
        if let Some(end) = paths.add(locus.kind, &locus.label_path) {
            waiting.entry(end).or_default().push(locus);
        }
    }
    if waiting.is_empty() {
        return back;
    }
    let ends = paths.of_nodes(new);
    for (node, at) in new.iter() {
        let ix = node.0 as usize;
        let waiting = ends[ix].and_then(|end| waiting.get_mut(&end));
        let (None, Some(from), Some(waiting)) = (nodes.ids[ix], nodes.was[ix], waiting) else {
            continue;
        };
        if old.label_path(from) == new.label_path(node) {
            continue;
        }
        let may = |locus: &&Retired| !verdicts.is_apart(locus.id, node);
        let best = |locus: &&Retired| may(locus) && locus.point.as_deref() == at.point.as_deref();
        let found = waiting.iter().position(best);
        if let Some(at) = found.or_else(|| waiting.iter().position(may)) {
            back.push((node, waiting.remove(at).id));
        }
    }
    back
}

/// Gives a cell to the first locus that fits; tells whether one did.
fn give_first(
    matching: &mut Matching<'_>,
    ix: CellIx,
    waiting: Option<&mut Vec<&Retired>>,
    fits: impl Fn(&Retired) -> bool,
) -> bool {
    let Some(waiting) = waiting else { return false };
    let fits = |locus: &&Retired| fits(locus) && matching.may_return(ix, locus.id);
    let Some(at) = waiting.iter().position(fits) else {
        return false;
    };
    let id = waiting.remove(at).id;
    matching.give_back(ix, id);
    true
}

/// Gives nodes without a match to loci that went lately and are nowhere else: by the path at which they
/// got their id; by label and parent's label, of a room by place and point; by a telling label that occurs once in
/// all notes; and by what returned below.
pub(super) fn elsewhere(matching: &mut Matching<'_>, retired: &[Retired], new: &Atlas) {
    let lately = |locus: &&Retired| locus.gone_days <= GUESSED_FOR_DAYS;
    let retired: Vec<&Retired> = retired.iter().filter(lately).collect();
    if retired.is_empty() {
        return;
    }
    matching.by(Evidence::Return);
    by_first_path(matching, &retired, new);
    by_key(
        matching,
        &retired,
        |locus| key_of_retired(locus),
        |matching, ix| key_of_cell(matching, ix, new),
    );
    by_key(
        matching,
        &retired,
        |locus| {
            let label = locus
                .label_path
                .last()
                .filter(|_| locus.kind == Kind::Branch)?;
            Some(label.as_str()).filter(|label| label.width() >= TELLING)
        },
        |matching, ix| {
            let cell = &matching.new.cells[ix];
            let node = cell
                .node
                .map(|node| new.node(node))
                .filter(|node| node.point.is_none())?;
            let is_once = matching.new_texts.get(cell.text as usize) == Some(&1);
            is_once.then_some(&*node.label)
        },
    );
    parents(matching, &retired);
    children(matching, &retired);
}

/// Gives cells to the loci that got their id at just this path, and have had others since: a label that is deleted
/// bit by bit is typed again later.
fn by_first_path(matching: &mut Matching<'_>, retired: &[&Retired], new: &Atlas) {
    let mut paths = Paths::default();
    let moved = retired
        .iter()
        .filter(|locus| locus.first_path != locus.label_path);
    let firsts: Map<LocusId, u32> = moved
        .filter_map(|locus| Some((locus.id, paths.add(locus.kind, &locus.first_path)?)))
        .collect();
    if firsts.is_empty() {
        return;
    }
    let ends = paths.of_nodes(new);
    by_key(
        matching,
        retired,
        |locus| firsts.get(&locus.id).copied(),
        |matching, ix| ends[matching.new.cells[ix].node?.0 as usize],
    );
}

/// Gives each free cell to the one locus that has its key, if no other free cell has it.
fn by_key<'k, K: Eq + Hash>(
    matching: &mut Matching<'_>,
    retired: &[&'k Retired],
    of_retired: impl Fn(&'k Retired) -> Option<K>,
    of_cell: impl Fn(&Matching<'_>, CellIx) -> Option<K>,
) {
    let given: Set<LocusId> = returned(matching).into_values().collect();
    let mut keys: Map<K, (Vec<LocusId>, Vec<CellIx>)> = Map::default();
    for locus in retired.iter().filter(|locus| !given.contains(&locus.id)) {
        if let Some(key) = of_retired(locus) {
            keys.entry(key).or_default().0.push(locus.id);
        }
    }
    for ix in 0..matching.new.cells.len() {
        if matching.is_open_new(ix)
            && let Some(key) = of_cell(matching, ix)
            && let Some(seen) = keys.get_mut(&key)
        {
            seen.1.push(ix);
        }
    }
    for (ids, cells) in keys.into_values() {
        if let ([id], [ix]) = (ids.as_slice(), cells.as_slice()) {
            matching.give_back(*ix, *id);
        }
    }
}

/// What tells a locus elsewhere: kind, parent's label and label; of a room place and point.
type Key<'a> = (Kind, &'a str, &'a str);

fn key_of_retired(locus: &Retired) -> Option<Key<'_>> {
    let label = locus.label_path.last()?;
    match locus.kind {
        Kind::Branch => {
            // The label of the map tells too little: each map has an "Introduction".
            let above = locus.label_path.len().checked_sub(2).filter(|at| *at > 0)?;
            Some((Kind::Branch, &locus.label_path[above], label))
        }
        Kind::Room => Some((
            Kind::Room,
            label,
            locus.point.as_deref().filter(|p| !p.is_empty())?,
        )),
    }
}

fn key_of_cell<'k>(matching: &Matching<'_>, ix: CellIx, new: &'k Atlas) -> Option<Key<'k>> {
    let node: &Node = new.node(matching.new.cells[ix].node?);
    match &node.point {
        Some(point) => Some((Kind::Room, &node.label, point)),
        // Common labels stand under common labels.
        None if !matching.occurs_at_most(matching.new.cells[ix].text, SELDOM) => None,
        None => Some((Kind::Branch, &new.node(node.parent?).label, &node.label)),
    }
}

/// Gives a branch back whose label is the same and under which something returned that was under it.
fn parents(matching: &mut Matching<'_>, retired: &[&Retired]) {
    let by_path: Map<&[String], &Retired> = retired
        .iter()
        .filter(|locus| locus.kind == Kind::Branch)
        .map(|locus| (locus.label_path.as_slice(), *locus))
        .collect();
    let by_id: Map<LocusId, &Retired> = retired.iter().map(|locus| (locus.id, *locus)).collect();
    let mut back: Vec<(CellIx, LocusId)> = returned(matching).into_iter().collect();
    back.sort_unstable();
    let mut given: Set<LocusId> = back.iter().map(|(_, id)| *id).collect();
    // From the leaves up: a parent that returned is evidence for its own.
    while let Some((ix, id)) = back.pop() {
        let path = by_id.get(&id).map(|locus| locus.label_path.as_slice());
        let above = path.and_then(|path| by_path.get(path.split_last()?.1));
        let (Some(locus), Some(parent)) = (above, matching.new.cells[ix].parent) else {
            continue;
        };
        let same_label =
            locus.label_path.last().map(String::as_str) == Some(matching.new.cells[parent].label);
        if same_label && matching.may_return(parent, locus.id) && given.insert(locus.id) {
            matching.give_back(parent, locus.id);
            back.push((parent, locus.id));
        }
    }
}

/// Gives the children of a branch that returned back: the same label under the same parent, twins in order.
fn children(matching: &mut Matching<'_>, retired: &[&Retired]) {
    let mut back: Vec<(CellIx, LocusId)> = returned(matching).into_iter().collect();
    back.sort_unstable();
    let given: Set<LocusId> = back.iter().map(|(_, id)| *id).collect();
    let by_id: Map<LocusId, &Retired> = retired.iter().map(|locus| (locus.id, *locus)).collect();
    let mut below: Map<(&[String], &str), VecDeque<LocusId>> = Map::default();
    for locus in retired.iter().filter(|locus| locus.kind == Kind::Branch) {
        if let Some((label, above)) = locus.label_path.split_last()
            && !given.contains(&locus.id)
        {
            below.entry((above, label)).or_default().push_back(locus.id);
        }
    }
    // From the top down: a child that returned is evidence for its own.
    let mut back = VecDeque::from(back);
    while let Some((ix, id)) = back.pop_front() {
        let Some(locus) = by_id.get(&id) else {
            continue;
        };
        let children: Vec<CellIx> = matching.new.children(ix).collect();
        for child in children {
            let key = (locus.label_path.as_slice(), matching.new.cells[child].label);
            let Some(waiting) = below.get_mut(&key) else {
                continue;
            };
            let may = |id: &LocusId| matching.may_return(child, *id);
            if let Some(id) = waiting
                .iter()
                .position(may)
                .and_then(|at| waiting.remove(at))
            {
                matching.give_back(child, id);
                back.push_back((child, id));
            }
        }
    }
}

/// The cells of the loci that returned.
fn returned(matching: &Matching<'_>) -> Map<CellIx, LocusId> {
    let found = (0..matching.new.cells.len()).map(|ix| (ix, matching.found(ix)));
    found
        .filter_map(|(ix, found)| match found {
            Found::Returned(id) => Some((ix, id)),
            Found::Nothing | Found::Old(_) => None,
        })
        .collect()
}

//! Loci without a node whose anchor stands somewhere: those that went before, at any age, and those whose node
//! went just now while a copy stays. An anchor that several nodes have tells nothing.

use super::matching::Matching;
use super::paths::Paths;
use super::returned::Nameless;
use super::verdicts::Verdicts;
use super::{Bound, Evidence, Retired};
use crate::domain::atlas::{Atlas, NodeIx};
use crate::domain::hash::{Map, Set};
use crate::domain::locus::{Kind, LocusId};

/// A locus that had an anchor.
#[derive(Debug)]
struct Claimant<'a> {
    id: LocusId,
    kind: Kind,
    anchor: &'a str,
    was: Was<'a>,
}

/// Where a locus stood.
#[derive(Debug)]
enum Was<'a> {
    /// At this label path, until an earlier reading.
    Gone(&'a [String]),
    /// At this node, until this reading.
    There(NodeIx),
}

/// Gives nodes that are new where they stand to the retired loci that had their anchor, before anything less
/// certain can take them. What stood at its path before may have a history of its own; [`over`] looks at it.
pub(super) fn pair(matching: &mut Matching<'_>, retired: &[Retired], old: &Bound<'_>, new: &Atlas) {
    if retired.iter().all(|locus| locus.anchor.is_none()) {
        return;
    }
    let claims = claims(
        claimants(retired, old).collect(),
        &matching.verdicts,
        old.atlas,
        new,
    );
    let labels: Vec<(Kind, Vec<String>)> =
        claims.iter().map(|(node, _)| path(new, *node)).collect();
    let mut paths = Paths::default();
    let ends: Vec<Option<u32>> = labels
        .iter()
        .map(|(kind, labels)| paths.add(*kind, labels))
        .collect();
    let stood: Set<u32> = paths.of_nodes(old.atlas).into_iter().flatten().collect();
    let back: Map<NodeIx, LocusId> = claims
        .iter()
        .zip(ends)
        .filter(|((_, locus), _)| matches!(locus.was, Was::Gone(_)))
        .filter(|(_, end)| end.is_none_or(|end| !stood.contains(&end)))
        .map(|((node, locus), _)| (*node, locus.id))
        .collect();
    matching.by(Evidence::Anchor);
    for ix in 0..matching.new.cells.len() {
        let node = matching.new.cells[ix].node;
        if let Some(id) = node.and_then(|node| back.get(&node)) {
            matching.give_back(ix, *id);
        }
    }
}

/// The loci without a node whose anchor a node without an id has: what has no history of its own does not keep one
/// out.
pub(super) fn over(
    nodes: &Nameless<'_>,
    retired: &[Retired],
    verdicts: &Verdicts,
    old: &Bound<'_>,
    new: &Atlas,
) -> Vec<(NodeIx, LocusId)> {
    let lost = claimants(retired, old).filter(|locus| !nodes.given.contains(&locus.id));
    claims(lost.collect(), verdicts, old.atlas, new)
        .into_iter()
        .filter(|(node, _)| nodes.ids[node.0 as usize].is_none())
        .map(|(node, locus)| (node, locus.id))
        .collect()
}

fn claimants<'a>(retired: &'a [Retired], old: &'a Bound<'_>) -> impl Iterator<Item = Claimant<'a>> {
    let before = retired.iter().filter_map(|locus| {
        Some(Claimant {
            id: locus.id,
            kind: locus.kind,
            anchor: locus.anchor.as_deref()?,
            was: Was::Gone(&locus.label_path),
        })
    });
    let nodes = old.atlas.iter().zip(old.ids);
    let now = nodes.filter_map(|((node, at), id)| {
        Some(Claimant {
            id: (*id)?,
            kind: old.atlas.top(at.top).kind,
            anchor: at.anchor.as_deref()?,
            was: Was::There(node),
        })
    });
    before.chain(now)
}

/// The nodes that alone have an anchor, each with the locus that had it, in note order.
fn claims<'a>(
    claimants: Vec<Claimant<'a>>,
    verdicts: &Verdicts,
    old: &Atlas,
    new: &Atlas,
) -> Vec<(NodeIx, Claimant<'a>)> {
    if claimants.is_empty() {
        return Vec::new();
    }
    let mut holders: Map<(Kind, &str), Vec<NodeIx>> = Map::default();
    for (node, at) in new.iter() {
        if let Some(anchor) = at.anchor.as_deref() {
            let key = (new.top(at.top).kind, anchor);
            holders.entry(key).or_default().push(node);
        }
    }
    let mut rivals: Map<NodeIx, Vec<Claimant<'a>>> = Map::default();
    for locus in claimants {
        if let Some([node]) = holders.get(&(locus.kind, locus.anchor)).map(Vec::as_slice)
            && !verdicts.is_apart(locus.id, *node)
        {
            rivals.entry(*node).or_default().push(locus);
        }
    }
    let mut claims: Vec<(NodeIx, Claimant<'a>)> = rivals
        .into_iter()
        .filter_map(|(node, rivals)| Some((node, best(rivals, old, &new.label_path(node))?)))
        .collect();
    claims.sort_unstable_by_key(|(node, _)| *node);
    claims
}

/// The only one; else the one whose label fits best, or else what is around it.
fn best<'a>(mut rivals: Vec<Claimant<'a>>, old: &Atlas, labels: &[&str]) -> Option<Claimant<'a>> {
    if rivals.len() > 1 {
        let most = rivals.iter().map(|locus| fit(locus, old, labels)).max();
        let most = most.filter(|most| *most > 0);
        rivals.retain(|locus| Some(fit(locus, old, labels)) == most);
    }
    let best = rivals.pop();
    best.filter(|_| rivals.is_empty())
}

fn fit(locus: &Claimant<'_>, old: &Atlas, labels: &[&str]) -> u32 {
    let were: Vec<&str> = match locus.was {
        Was::Gone(labels) => labels.iter().map(String::as_str).collect(),
        Was::There(node) => old.label_path(node),
    };
    let (Some((was, above)), Some((label, above_now))) = (were.split_last(), labels.split_last())
    else {
        return 0;
    };
    u32::from(was == label) * 2 + u32::from(above == above_now)
}

fn path(atlas: &Atlas, node: NodeIx) -> (Kind, Vec<String>) {
    let labels = atlas.label_path(node).into_iter().map(str::to_owned);
    (atlas.top(atlas.node(node).top).kind, labels.collect())
}

//! Retired loci whose exact label path is there again.

use std::collections::HashMap;

use super::{Evidence, Retired};
use super::forest::CellIx;
use super::matching::Matching;
use crate::domain::atlas::{Atlas, NodeIx};
use crate::domain::locus::{Kind, LocusId};

/// Gives nodes without a match to the retired loci that had exactly their path. Of several, a locus with the
/// same point comes first, else the order given.
pub(super) fn take(matching: &mut Matching<'_>, retired: &[Retired], new: &Atlas) {
    if retired.is_empty() {
        return;
    }
    matching.by(Evidence::Path);
    let paths = Paths::of(retired);
    let ends = paths.ends(new);
    let mut waiting: HashMap<u32, Vec<&Retired>> = HashMap::new();
    for (locus, end) in retired.iter().zip(&paths.retired) {
        waiting.entry(*end).or_default().push(locus);
    }
    let mut free: Vec<(CellIx, u32, Option<&str>)> = Vec::new();
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        let Some(node) = cell.node else { continue };
        if let Some(end) = ends[node.0 as usize]
            && matching.is_open_new(ix)
        {
            free.push((ix, end, new.node(node).point.as_deref()));
        }
    }
    let same_point = |locus: &&Retired, point: Option<&str>| locus.point.as_deref() == point;
    free.retain(|(ix, end, point)| {
        let taken = waiting.get_mut(end).and_then(|loci| {
            let at = loci.iter().position(|locus| same_point(locus, *point))?;
            Some(loci.remove(at).id)
        });
        give(matching, *ix, taken)
    });
    free.retain(|(ix, end, _)| {
        let taken = waiting
            .get_mut(end)
            .and_then(|loci| (!loci.is_empty()).then(|| loci.remove(0).id));
        give(matching, *ix, taken)
    });
}

/// Whether the cell is still free.
fn give(matching: &mut Matching<'_>, ix: CellIx, id: Option<LocusId>) -> bool {
    match id {
        Some(id) => {
            matching.give_back(ix, id);
            false
        }
        None => true,
    }
}

/// The label paths of the retired loci as a tree of numbered steps, so that no path is ever written out.
#[derive(Debug, Default)]
struct Paths<'a> {
    steps: HashMap<(Option<u32>, Kind, &'a str), u32>,
    /// The last step of each retired locus.
    retired: Vec<u32>,
}

impl<'a> Paths<'a> {
    fn of(retired: &'a [Retired]) -> Paths<'a> {
        let mut paths = Paths::default();
        for locus in retired {
            let mut at = None;
            for label in &locus.label_path {
                let next = paths.steps.len() as u32;
                let step = paths.steps.entry((at, locus.kind, label)).or_insert(next);
                at = Some(*step);
            }
            // A locus without a path matches nothing: no node ends at this number.
            paths.retired.push(at.unwrap_or(u32::MAX));
        }
        paths
    }

    /// For each node the step at which its path ends, if a retired locus has or goes through it.
    fn ends(&self, atlas: &Atlas) -> Vec<Option<u32>> {
        let step = |at, kind, label| self.steps.get(&(at, kind, label)).copied();
        let mut ends: Vec<Option<u32>> = Vec::with_capacity(atlas.nodes.len());
        for node in &atlas.nodes {
            let top = atlas.top(node.top);
            let above = match (node.parent, node.route) {
                (Some(NodeIx(parent)), _) => ends[parent as usize],
                (None, 0) => step(None, top.kind, top.name.as_str()),
                (None, route) => step(None, top.kind, top.name.as_str())
                    .and_then(|at| step(Some(at), top.kind, &top.routes[route as usize])),
            };
            ends.push(above.and_then(|at| step(Some(at), top.kind, &node.label)));
        }
        ends
    }
}

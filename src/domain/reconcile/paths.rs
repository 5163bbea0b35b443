//! Label paths as a tree of numbered steps, so that the path of each node is known without writing it out.

use crate::domain::atlas::{Atlas, NodeIx};
use crate::domain::hash::Map;
use crate::domain::locus::Kind;

/// Label paths; each has the number of its last step.
#[derive(Debug, Default)]
pub(super) struct Paths<'a> {
    steps: Map<(Option<u32>, Kind, &'a str), u32>,
}

impl<'a> Paths<'a> {
    /// The number of a path, as [`Atlas::label_path`] makes them; `None` for one without labels.
    pub(super) fn add(&mut self, kind: Kind, path: &'a [String]) -> Option<u32> {
        let mut at = None;
        for label in path {
            let next = self.steps.len() as u32;
            at = Some(*self.steps.entry((at, kind, label)).or_insert(next));
        }
        at
    }

    /// For each node the number of its path, if that was added or goes on to one that was.
    pub(super) fn of_nodes(&self, atlas: &Atlas) -> Vec<Option<u32>> {
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

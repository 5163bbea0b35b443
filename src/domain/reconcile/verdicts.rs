//! What the user said, as far as it concerns one reading: which pairs are none, and other names.

use std::collections::BTreeSet;

use super::paths::Paths;
use super::{Bound, Said};
use crate::domain::atlas::{Atlas, NodeIx};
use crate::domain::hash::{Map, Set};
use crate::domain::locus::{Kind, LocusId};

/// What was said about the loci of two atlases.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// Loci, and the nodes of the new atlas that they are not.
    apart: Map<LocusId, Set<NodeIx>>,
    /// Other names of the nodes of the old atlas, as [`folded`].
    aliases: Map<NodeIx, BTreeSet<String>>,
    /// The loci of the old atlas that something was said about.
    loci: Map<NodeIx, LocusId>,
}

impl Verdicts {
    pub(super) fn of(said: &Said, old: &Bound<'_>, new: &Atlas) -> Verdicts {
        let mut verdicts = Verdicts {
            apart: apart(said, new),
            ..Verdicts::default()
        };
        if said.apart.is_empty() && said.aliases.is_empty() {
            return verdicts;
        }
        for (at, id) in old.ids.iter().enumerate() {
            let (node, Some(id)) = (NodeIx(at as u32), id) else {
                continue;
            };
            if verdicts.apart.contains_key(id) {
                verdicts.loci.insert(node, *id);
            }
            if let Some(names) = said.aliases.get(id) {
                let names = names.iter().map(|name| folded(name)).collect();
                verdicts.aliases.insert(node, names);
            }
        }
        verdicts
    }

    /// Whether the locus is not the new node, by the user's word.
    pub(super) fn is_apart(&self, id: LocusId, new: NodeIx) -> bool {
        self.apart
            .get(&id)
            .is_some_and(|nodes| nodes.contains(&new))
    }

    /// The same for the locus of an old node.
    pub(super) fn are_apart(&self, old: NodeIx, new: NodeIx) -> bool {
        self.loci
            .get(&old)
            .is_some_and(|id| self.is_apart(*id, new))
    }

    /// The other names of an old node, as [`folded`].
    pub(super) fn aliases(&self, old: NodeIx) -> impl Iterator<Item = &str> {
        self.aliases
            .get(&old)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// Whether a label is another name of an old node.
    pub(super) fn is_alias(&self, old: NodeIx, label: &str) -> bool {
        self.aliases
            .get(&old)
            .is_some_and(|names| names.contains(&folded(label)))
    }
}

/// A name without what does not count: capitals, and blanks around it.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn apart(said: &Said, new: &Atlas) -> Map<LocusId, Set<NodeIx>> {
    let mut apart: Map<LocusId, Set<NodeIx>> = Map::default();
    if said.apart.is_empty() {
        return apart;
    }
    let mut paths = Paths::default();
    let mut loci: Map<u32, Vec<LocusId>> = Map::default();
    for (id, path) in &said.apart {
        for kind in [Kind::Branch, Kind::Room] {
            if let Some(end) = paths.add(kind, path) {
                loci.entry(end).or_default().push(*id);
            }
        }
    }
    for (at, end) in paths.of_nodes(new).into_iter().enumerate() {
        for id in end.and_then(|end| loci.get(&end)).into_iter().flatten() {
            apart.entry(*id).or_default().insert(NodeIx(at as u32));
        }
    }
    apart
}

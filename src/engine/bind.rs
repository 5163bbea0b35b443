//! Loading: the atlas of the last reading, and which of its nodes carries which id.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::domain::atlas::{Atlas, Document, NodeIx};
use crate::domain::locus::{Kind, LocusId};
use crate::notes::read::scan_file;
use crate::notes::{Adopted, Scan};
use crate::store::error::StoreError;
use crate::store::read::{LocusRow, Presence};
use crate::store::write::{Place, SourceText};

use super::Engine;
use super::record::LastNotes;
use super::shelf::{Shelf, first_nodes};

impl Engine {
    /// Makes the state anew from the store: projections, last good texts, bindings.
    pub(super) fn load(&mut self) -> Result<(), StoreError> {
        let LastNotes { sources, places } = self.reload_projections()?;
        let adopted = Adopted(self.adopted.clone());
        let atlas = Atlas::assemble(sources.iter().map(|source| document(source, &adopted)));
        let live = self.loci.values().filter(|known| is_live(known));
        let ids = bind(&atlas, vec![None; atlas.nodes.len()], live, &places);
        self.library.remember(sources);
        self.shelve(atlas, ids);
        Ok(())
    }

    /// Loads what an import brought. Where a locus stands in these notes is for these notes to say: it stays on
    /// its node unless the user said on the other machine what it is (`said`). What it tells of anew (`told`)
    /// takes the nodes that are nobody's; what is retired takes one at its exact path.
    pub(super) fn load_imported(
        &mut self,
        said: &BTreeSet<LocusId>,
        told: &BTreeSet<LocusId>,
    ) -> Result<(), StoreError> {
        let LastNotes { places, .. } = self.reload_projections()?;
        let stood = std::mem::replace(&mut self.shelf, Shelf::empty());
        let stays = |id: &LocusId| match self.loci.get(id).map(|known| known.presence) {
            Some(Presence::Live | Presence::Retired { .. }) => !said.contains(id),
            Some(Presence::Merged { .. }) | None => false,
        };
        let ids = stood.ids.into_iter().map(|id| id.filter(stays)).collect();
        let returns = |known: &LocusRow| {
            matches!(known.presence, Presence::Retired { .. })
                && told.contains(&known.id)
                && !known.apart.contains(&known.label_path)
        };
        let loci = (self.loci.values()).filter(|known| is_live(known) || returns(known));
        let ids = bind(&stood.atlas, ids, loci, &places);
        self.shelve(stood.atlas, ids);
        Ok(())
    }

    /// Takes an atlas with its ids; every known locus keeps the path it has.
    pub(super) fn shelve(&mut self, atlas: Atlas, ids: Vec<Option<LocusId>>) {
        let kept = |id| self.loci.get(&id).map(|known| known.path.as_str());
        self.shelf = Shelf::new(atlas, ids, kept);
        self.loads.doubt();
        self.agenda.doubt();
        self.name_aliases();
    }
}

/// The document of a last good text.
pub(super) fn document(source: &SourceText, adopted: &Adopted) -> Document {
    Document {
        source: source.path.clone(),
        folders: source.folders.clone(),
        note: last_scan(source, adopted).note,
    }
}

/// What a last good text holds.
pub(super) fn last_scan(source: &SourceText, adopted: &Adopted) -> Scan {
    scan_file(&source.path, &source.text, adopted)
}

fn is_live(known: &LocusRow) -> bool {
    known.presence == Presence::Live
}

/// Finds the node of every locus that has none in the atlas that was read last: where it stood, if it still reads so
/// there (another version of loci may read a text differently), else the first free node with its labels.
/// What finds none is adrift until the next reading.
fn bind<'a>(
    atlas: &Atlas,
    mut ids: Vec<Option<LocusId>>,
    loci: impl Iterator<Item = &'a LocusRow>,
    places: &BTreeMap<LocusId, Place>,
) -> Vec<Option<LocusId>> {
    let documents: HashMap<&str, u32> = atlas
        .documents
        .iter()
        .zip(first_nodes(atlas))
        .map(|(head, first)| (head.source.as_str(), first))
        .collect();
    let stood = |locus: &LocusRow| {
        let place = places.get(&locus.id)?;
        let node = NodeIx(
            documents
                .get(place.source.as_str())?
                .checked_add(place.ordinal)?,
        );
        let there = (node.0 as usize) < atlas.nodes.len() && atlas.source(node) == place.source;
        (there && same(atlas, node, locus)).then_some(node)
    };
    let bound: HashSet<LocusId> = ids.iter().flatten().copied().collect();
    let mut left: Vec<&LocusRow> = Vec::new();
    for locus in loci.filter(|locus| !bound.contains(&locus.id)) {
        match stood(locus) {
            Some(node) if ids[node.0 as usize].is_none() => ids[node.0 as usize] = Some(locus.id),
            Some(_) | None => left.push(locus),
        }
    }
    if left.is_empty() {
        return ids;
    }
    let mut free: HashMap<(Kind, Vec<&str>), Vec<NodeIx>> = HashMap::new();
    for (node, at) in atlas.iter().collect::<Vec<_>>().into_iter().rev() {
        if ids[node.0 as usize].is_none() {
            free.entry((atlas.top(at.top).kind, atlas.label_path(node)))
                .or_default()
                .push(node);
        }
    }
    left.sort_by(|a, b| (!is_live(a), &a.path, a.id).cmp(&(!is_live(b), &b.path, b.id)));
    for locus in left {
        let labels = locus.label_path.iter().map(String::as_str).collect();
        if let Some(node) = free.get_mut(&(locus.kind, labels)).and_then(Vec::pop) {
            ids[node.0 as usize] = Some(locus.id);
        }
    }
    ids
}

fn same(atlas: &Atlas, node: NodeIx, locus: &LocusRow) -> bool {
    atlas.top(atlas.node(node).top).kind == locus.kind && atlas.label_path(node) == locus.label_path
}

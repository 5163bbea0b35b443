//! Holding: a file that is gone, or lost much of itself at once, keeps its last good state until the user
//! says so.

use std::collections::{BTreeMap, HashSet};

use super::plan::Standing;
use crate::domain::locus::LocusId;
use crate::engine::Engine;
use crate::ipc::protocol::HeldInfo;
use crate::notes::read::NotesRead;

/// A file that loses at least so many reviewed loci at once is held …
const HOLD_LOCI: usize = 10;
/// … if they are more than this share of it, in percent.
const HOLD_PERCENT: usize = 30;

impl Engine {
    /// The files whose change is held: gone ones with reviewed loci, and those that lose too much at once.
    pub(super) fn holds(
        &self,
        standings: &BTreeMap<String, Standing>,
        ids: &[Option<LocusId>],
        accept: Option<&str>,
    ) -> Vec<HeldInfo> {
        let there: HashSet<LocusId> = ids.iter().flatten().copied().collect();
        let atlas = &self.shelf.atlas;
        let mut losses: BTreeMap<u32, usize> = BTreeMap::new();
        for (node, locus) in self.shelf.bound() {
            if !there.contains(&locus) && self.schedule(node).is_some() {
                *losses
                    .entry(atlas.top(atlas.node(node).top).document)
                    .or_default() += 1;
            }
        }
        let parts = atlas.parts();
        losses
            .into_iter()
            .map(|(document, lost)| {
                let source = atlas.documents[document as usize].source.as_str();
                (source, parts[document as usize].nodes.len(), lost)
            })
            .filter(|(source, ..)| accept != Some(*source))
            .filter_map(|(source, size, lost)| {
                let why = match standings.get(source) {
                    Some(Standing::Gone) => "the file is gone".to_owned(),
                    Some(Standing::Read)
                        if lost >= HOLD_LOCI && lost * 100 > size * HOLD_PERCENT =>
                    {
                        format!("{lost} of its {size} loci would retire at once")
                    }
                    Some(Standing::Read | Standing::Kept | Standing::Dropped) | None => {
                        return None;
                    }
                };
                let would_retire = u32::try_from(lost).unwrap_or(u32::MAX);
                Some(HeldInfo {
                    source: source.to_owned(),
                    would_retire,
                    why,
                })
            })
            .collect()
    }

    /// A rejected change is no longer asked about; another change of the same file is.
    pub(super) fn forget_rejections(&mut self, read: &NotesRead) {
        self.library.rejected.retain(|path, text| {
            let now = read
                .files
                .iter()
                .find(|file| &file.path == path)
                .map(|file| &file.text);
            now == text.as_ref()
        });
    }
}

//! Holding: a file that is gone, broken, or lost much of itself at once, keeps its last good state until the
//! user says so.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::plan::Standing;
use crate::domain::locus::LocusId;
use crate::engine::Engine;
use crate::engine::bind::last_scan;
use crate::ipc::protocol::HeldInfo;
use crate::notes::read::{NotesRead, ReadFile};
use crate::notes::{Adopted, Wholeness};

/// A file that loses at least so many reviewed loci at once is held …
const HOLD_LOCI: usize = 10;
/// … if they are more than this share of it, in percent.
const HOLD_PERCENT: usize = 30;

/// Why a file is asked about that was not found. Leaving it out by a pattern is no deletion.
const GONE: &str =
    "the file is gone, or left out now (`ignore`, .gitignore, a folder that is skipped)";

/// What a file looks like that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// It holds text, in order as far as can be told.
    Sound,
    /// It holds nothing but blanks: as good as gone.
    Empty,
    /// It is cut or broken, and was in order before.
    Broken,
}

impl Engine {
    /// The files whose change is held: broken ones, gone or emptied ones with reviewed loci, and those that lose
    /// too much at once.
    pub(super) fn holds(
        &self,
        read: &NotesRead,
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
        let looks = self.looks(read);
        let mut sizes = vec![0; atlas.documents.len()];
        for top in &atlas.tops {
            sizes[top.document as usize] += top.nodes.len();
        }
        (0..)
            .zip(atlas.documents.iter().zip(sizes))
            .map(|(document, (head, size))| {
                let lost = losses.get(&document).copied().unwrap_or(0);
                (head.source.as_str(), size, lost)
            })
            .filter(|(source, size, _)| {
                *size > 0 && accept != Some(*source) && !self.library.rejected.contains_key(*source)
            })
            .filter_map(|(source, size, lost)| {
                let why = match standings.get(source)? {
                    Standing::Gone if lost > 0 => GONE.to_owned(),
                    Standing::Read => match looks.get(source).unwrap_or(&Look::Sound) {
                        Look::Broken => {
                            "the file is cut or broken, so its last good state is kept".to_owned()
                        }
                        Look::Empty if lost > 0 => "the file is empty".to_owned(),
                        Look::Sound if lost >= HOLD_LOCI && lost * 100 > size * HOLD_PERCENT => {
                            format!("{lost} of its {size} loci would retire at once")
                        }
                        Look::Empty | Look::Sound => return None,
                    },
                    Standing::Gone | Standing::Kept | Standing::Dropped => return None,
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

    /// The files that are not sound.
    fn looks<'a>(&self, read: &'a NotesRead) -> HashMap<&'a str, Look> {
        let look = |file: &'a ReadFile| {
            let look = if file.scan.wholeness == Wholeness::Salvaged && self.was_whole(file) {
                Look::Broken
            } else if file.text.trim().is_empty() {
                Look::Empty
            } else {
                return None;
            };
            Some((file.path.as_str(), look))
        };
        read.files.iter().filter_map(look).collect()
    }

    /// Says whether the last good text of a file is another one, and in order. One that never was in order is
    /// taken as it comes: there is nothing better to keep.
    fn was_whole(&self, file: &ReadFile) -> bool {
        self.library.texts.get(&file.path).is_some_and(|known| {
            *known.text != *file.text
                && last_scan(known, &Adopted(self.adopted.clone())).wholeness == Wholeness::Whole
        })
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

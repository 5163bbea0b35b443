//! Planning: what a reading would change, worked out before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::doubled::doubled;
use crate::domain::atlas::{Atlas, Document};
use crate::domain::now::Now;
use crate::domain::reconcile::{Bound, Reconciled, Retired, Said, reconcile};
use crate::engine::Engine;
use crate::engine::bind::document;
use crate::engine::fault::Fault;
use crate::engine::record::Draft;
use crate::engine::shelf::Shelf;
use crate::ipc::protocol::{HeldInfo, ProblemInfo, SyncReply};
use crate::notes::Adopted;
use crate::notes::read::{NotesRead, ReadFile};
use crate::store::read::Presence;
use crate::store::write::SourceText;

/// Troubles that are told at most.
const PROBLEMS: usize = 1000;

/// What a reading would change.
pub(super) struct Plan {
    /// The atlas that takes the place of the one that stands; none if all is as it was.
    pub(super) shelf: Option<Shelf>,
    pub(super) texts: BTreeMap<String, SourceText>,
    pub(super) held: Vec<HeldInfo>,
    pub(super) draft: Draft,
    pub(super) report: SyncReply,
}

/// What a document is made of.
enum Origin<'a> {
    /// The file as it was read.
    Read(&'a ReadFile),
    /// The last good text.
    LastGood(&'a SourceText),
}

/// Where the document of a source comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The file as it is now.
    Read,
    /// The last good text, because the file cannot be read.
    Kept,
    /// The file is gone.
    Gone,
    /// The user took its source away: what it held retires without a question.
    Dropped,
}

impl Engine {
    /// Works out what a reading changes; the change of one held file may be accepted.
    pub(super) fn plan(
        &mut self,
        read: &NotesRead,
        accept: Option<&str>,
        now: Now,
    ) -> Result<Plan, Fault> {
        self.library.possible = count_possible(read);
        self.forget_rejections(read);
        let standings = self.standings(read);
        let rejected: BTreeSet<String> = self.library.rejected.keys().cloned().collect();
        let mut atlas = self.assembled(read, &standings, &rejected);
        let mut found = self.matched(&atlas, now);
        let held = self.holds(read, &standings, &found.ids, accept);
        let mut old = rejected;
        old.extend(held.iter().map(|held| held.source.clone()));
        if !held.is_empty() {
            atlas = self.assembled(read, &standings, &old);
            found = self.matched(&atlas, now);
        }
        let texts = self.texts(read, &standings, &old);
        let added = found.added;
        let doubled = doubled(&atlas, &found.doubled);
        let shelf = (atlas != self.shelf.atlas || found.ids != self.shelf.ids).then(|| {
            let kept = |id| self.loci.get(&id).map(|known| known.path.as_str());
            self.shelf.follow(atlas, found.ids, kept)
        });
        let (batch, stamp) = (self.own_batch(now), self.calendar(now).stamp(now.at));
        let (draft, mut report) = self.facts(
            shelf.as_ref().unwrap_or(&self.shelf),
            &found.evidence,
            batch,
            stamp,
        )?;
        report.added = added;
        report.held = held.clone();
        report.problems = problems(read, doubled);
        Ok(Plan {
            shelf,
            texts,
            held,
            draft,
            report,
        })
    }

    /// What became of every source that is known or was read.
    fn standings(&self, read: &NotesRead) -> BTreeMap<String, Standing> {
        let mut standings: BTreeMap<String, Standing> = read
            .files
            .iter()
            .map(|file| (file.path.clone(), Standing::Read))
            .collect();
        for path in self.library.texts.keys() {
            standings.entry(path.clone()).or_insert_with(|| {
                if read
                    .troubles
                    .iter()
                    .any(|trouble| lies_in(path, &trouble.path))
                {
                    Standing::Kept
                } else if read.roots.iter().any(|root| lies_in(path, root)) {
                    Standing::Gone
                } else {
                    Standing::Dropped
                }
            });
        }
        standings
    }

    /// The atlas of what was read, and of the last good state of what is kept, held or rejected (`old`).
    fn assembled(
        &self,
        read: &NotesRead,
        standings: &BTreeMap<String, Standing>,
        old: &BTreeSet<String>,
    ) -> Atlas {
        let adopted = Adopted(self.adopted.clone());
        let is_old =
            |path: &String| standings.get(path) == Some(&Standing::Kept) || old.contains(path);
        let kept = self.library.texts.iter().filter(|(path, _)| is_old(path));
        let new = read.files.iter().filter(|file| !old.contains(&file.path));
        let mut origins: BTreeMap<&str, Origin<'_>> = BTreeMap::new();
        origins.extend(new.map(|file| (file.path.as_str(), Origin::Read(file))));
        origins.extend(kept.map(|(path, source)| (path.as_str(), Origin::LastGood(source))));
        Atlas::assemble(origins.values().map(|origin| match origin {
            Origin::Read(file) => Document {
                source: file.path.clone(),
                folders: file.folders.clone(),
                note: file.scan.note.clone(),
            },
            Origin::LastGood(source) => document(source, &adopted),
        }))
    }

    fn texts(
        &self,
        read: &NotesRead,
        standings: &BTreeMap<String, Standing>,
        old: &BTreeSet<String>,
    ) -> BTreeMap<String, SourceText> {
        let mut texts: BTreeMap<String, SourceText> = BTreeMap::new();
        for file in read.files.iter().filter(|file| !old.contains(&file.path)) {
            let source = SourceText {
                path: file.path.clone(),
                folders: file.folders.clone(),
                text: Arc::clone(&file.text),
            };
            texts.insert(file.path.clone(), source);
        }
        for (path, source) in &self.library.texts {
            if standings.get(path) == Some(&Standing::Kept) || old.contains(path) {
                texts.insert(path.clone(), source.clone());
            }
        }
        texts
    }

    /// Finds every known locus in a new atlas.
    fn matched(&self, atlas: &Atlas, now: Now) -> Reconciled {
        let today = self.today(now);
        let old = Bound {
            atlas: &self.shelf.atlas,
            ids: &self.shelf.ids,
        };
        // A live locus without a node lost it while no daemon ran; it can come back as a retired one does.
        let mut lost: Vec<Retired> = self
            .loci
            .values()
            .filter(|known| {
                let may_stand = known.is_retired() || known.presence == Presence::Live;
                may_stand && self.shelf.node_of(known.id).is_none()
            })
            .map(|known| Retired {
                id: known.id,
                kind: known.kind,
                label_path: known.label_path.clone(),
                first_path: known.first_path.clone(),
                anchor: known.anchor.clone(),
                point: known.point.clone(),
                gone_days: match known.presence {
                    Presence::Retired { since } => today.days_since(since),
                    Presence::Live | Presence::Merged { .. } => 0,
                },
            })
            .collect();
        lost.sort_by_key(|retired| retired.id);
        let said = self.said();
        let found = reconcile(&old, &lost, &said, atlas);
        match &self.library.before {
            Some(before) if before.is_worth(&found.ids, now.boot) => {
                before.find(found, &said, atlas)
            }
            Some(_) | None => found,
        }
    }

    /// What the user said about loci.
    fn said(&self) -> Said {
        let mut said = Said::default();
        for known in self.loci.values() {
            let apart = known.apart.iter().map(|path| (known.id, path.clone()));
            said.apart.extend(apart);
            if !known.aliases.is_empty() {
                said.aliases.insert(known.id, known.aliases.clone());
            }
        }
        said
    }
}

/// Whether a source is the file, or lies in the folder, that is in trouble.
fn lies_in(source: &str, trouble: &str) -> bool {
    source == trouble
        || source
            .strip_prefix(trouble)
            .is_some_and(|rest| rest.starts_with('/'))
}

fn count_possible(read: &NotesRead) -> u32 {
    let count = read
        .files
        .iter()
        .map(|file| file.scan.possible.len())
        .sum::<usize>();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn problems(read: &NotesRead, doubled: Vec<ProblemInfo>) -> Vec<ProblemInfo> {
    let troubles = read.troubles.iter().map(|trouble| ProblemInfo {
        source: trouble.path.clone(),
        line: trouble.line,
        level: trouble.level.as_str().to_owned(),
        message: trouble.message.clone(),
    });
    let remarks = read.files.iter().flat_map(|file| {
        file.scan.problems.iter().map(|problem| ProblemInfo {
            source: file.path.clone(),
            line: problem.line,
            level: problem.level.as_str().to_owned(),
            message: problem.message.clone(),
        })
    });
    troubles
        .chain(remarks)
        .chain(doubled)
        .take(PROBLEMS)
        .collect()
}

//! Taking notes that were read: which locus is which, what is held, what becomes a fact.
//!
//! A file that cannot be read keeps its last good state, and a file that is gone or lost much of itself is
//! held until the user says so: neither is ever taken as "all deleted".

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::domain::atlas::{Atlas, Document};
use crate::domain::journal::Fact;
use crate::domain::locus::LocusId;
use crate::domain::now::Now;
use crate::domain::reconcile::{Bound, Retired, reconcile};
use crate::ipc::protocol::{
    Event as Told, HeldInfo, MovedInfo, ProblemInfo, Response, Sync, SyncReply,
};
use crate::notes::Adopted;
use crate::notes::read::NotesRead;
use crate::store::error::StoreError;
use crate::store::read::Presence;
use crate::store::write::{Place, SourceText};

use super::Engine;
use super::bind::document;
use super::effect::{AfterRead, Effect, Job, Outcome};
use super::fault::{Fault, invalid};
use super::record::Draft;
use super::shelf::Shelf;

/// A file that loses at least so many reviewed loci at once is held …
const HOLD_LOCI: usize = 10;
/// … if they are more than this share of it, in percent.
const HOLD_PERCENT: usize = 30;
/// Troubles that are told at most.
const PROBLEMS: usize = 1000;

/// What the engine keeps of the notes beside the atlas.
#[derive(Debug, Default)]
pub(super) struct Library {
    texts: BTreeMap<String, SourceText>,
    reading: Reading,
    problems: Vec<ProblemInfo>,
    possible: u32,
    held: Vec<HeldInfo>,
    /// Files whose change the user rejected, with the text that was rejected (`None`: the file was gone).
    rejected: BTreeMap<String, Option<Arc<str>>>,
}

/// Whether the notes were read since the daemon started.
#[derive(Debug, Default, PartialEq, Eq)]
enum Reading {
    #[default]
    First,
    Done,
}

impl Library {
    pub(super) fn remember(&mut self, sources: Vec<SourceText>) {
        self.texts = sources
            .into_iter()
            .map(|source| (source.path.clone(), source))
            .collect();
    }

    pub(super) fn is_syncing(&self) -> bool {
        self.reading == Reading::First
    }

    pub(super) fn held_sources(&self) -> Vec<String> {
        self.held.iter().map(|held| held.source.clone()).collect()
    }

    pub(super) fn problems(&self) -> Vec<ProblemInfo> {
        self.problems.clone()
    }

    pub(super) fn possible_count(&self) -> u32 {
        self.possible
    }
}

/// What a reading would change.
struct Plan {
    shelf: Shelf,
    texts: BTreeMap<String, SourceText>,
    held: Vec<HeldInfo>,
    draft: Draft,
    report: SyncReply,
}

/// Where the document of a source comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The file as it is now.
    Read,
    /// The last good text, because the file cannot be read.
    Kept,
    /// The file is gone.
    Gone,
}

impl Engine {
    /// Asks the worker to read all notes.
    pub(super) fn read_notes(&mut self, then: AfterRead) -> Outcome {
        Outcome::default().with(Effect::Work(Job::ReadNotes {
            adopted: self.adopted.clone(),
            then,
        }))
    }

    /// Takes what the worker read, and answers whoever asked for it.
    pub(super) fn notes_read(
        &mut self,
        read: NotesRead,
        then: AfterRead,
        now: Now,
    ) -> Result<Outcome, Fault> {
        match then {
            AfterRead::Take => {
                let (report, effects) = self.take(&read, now)?;
                tracing::info!(
                    added = report.added,
                    moved = report.moved.len(),
                    retired = report.retired,
                    "notes read"
                );
                Ok(Outcome {
                    reply: None,
                    effects,
                })
            }
            AfterRead::Sync(sync) => self.sync(&read, &sync, now),
            AfterRead::Adopt(adopt) => self.adopt(read, &adopt, now),
        }
    }

    fn sync(&mut self, read: &NotesRead, sync: &Sync, now: Now) -> Result<Outcome, Fault> {
        if let Some(file) = sync.reject.as_ref().or(sync.accept.as_ref())
            && !self.library.held.iter().any(|held| &held.source == file)
        {
            return Err(invalid(format!(
                "{file} is not held: loci sync --dry-run tells what is"
            )));
        }
        if let Some(file) = &sync.reject {
            let text = read
                .files
                .iter()
                .find(|read| &read.path == file)
                .map(|read| Arc::clone(&read.text));
            self.library.rejected.insert(file.clone(), text);
        }
        if sync.dry_run {
            let plan = self.plan(read, sync.accept.as_deref(), now)?;
            return Ok(Outcome::reply(Response::Sync(plan.report)));
        }
        let plan = self.plan(read, sync.accept.as_deref(), now)?;
        let (report, effects) = self.carry_out(plan)?;
        Ok(Outcome {
            reply: Some(Ok(Response::Sync(report))),
            effects,
        })
    }

    /// Plans and carries out.
    pub(super) fn take(
        &mut self,
        read: &NotesRead,
        now: Now,
    ) -> Result<(SyncReply, Vec<Effect>), Fault> {
        let plan = self.plan(read, None, now)?;
        self.carry_out(plan)
    }

    fn carry_out(&mut self, plan: Plan) -> Result<(SyncReply, Vec<Effect>), Fault> {
        let Plan {
            shelf,
            texts,
            held,
            draft,
            mut report,
        } = plan;
        for (path, source) in &texts {
            if self.library.texts.get(path) != Some(source) {
                self.write()?;
                self.store.put_source(source)?;
            }
        }
        let known = self.library.texts.keys();
        let gone: Vec<String> = known
            .filter(|path| !texts.contains_key(*path))
            .cloned()
            .collect();
        for path in &gone {
            self.write()?;
            self.store.drop_source(path)?;
        }
        let changed = !draft.entries.is_empty() || shelf.atlas != self.shelf.atlas;
        self.record(draft)?;
        self.keep_places(&shelf)?;
        self.shelf = shelf;
        self.library.texts = texts;
        self.library.held = held;
        self.library.reading = Reading::Done;
        self.library.problems.clone_from(&report.problems);
        report.loci = self.counts();
        let live = report.loci.live;
        Ok((
            report,
            if changed {
                vec![Effect::Tell(Told::Notes { live })]
            } else {
                Vec::new()
            },
        ))
    }

    /// Keeps where every locus stands now, as far as that changed.
    fn keep_places(&mut self, shelf: &Shelf) -> Result<(), StoreError> {
        let standing = |shelf: &Shelf| -> BTreeMap<LocusId, Place> {
            let nodes = shelf.atlas.iter();
            nodes
                .filter_map(|(node, _)| Some((shelf.id(node)?, shelf.place(node))))
                .collect()
        };
        let (old, new) = (standing(&self.shelf), standing(shelf));
        for locus in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            if old.get(locus) != new.get(locus) {
                self.write()?;
                self.store.put_place(*locus, new.get(locus))?;
            }
        }
        Ok(())
    }

    fn plan(&mut self, read: &NotesRead, accept: Option<&str>, now: Now) -> Result<Plan, Fault> {
        self.library.possible = count_possible(read);
        let standings = self.standings(read);
        let mut held: BTreeMap<String, HeldInfo> = BTreeMap::new();
        let documents = self.documents(read, &standings, &held);
        let (mut atlas, mut ids, mut added) = self.matched(documents);
        for hold in self.holds(&standings, &ids, accept) {
            held.insert(hold.source.clone(), hold);
        }
        self.forget_rejections(read);
        if !held.is_empty() {
            (atlas, ids, added) = self.matched(self.documents(read, &standings, &held));
        }
        let texts = self.texts(read, &standings, &held);
        let kept = |id| self.loci.get(&id).map(|known| known.path.clone());
        let shelf = Shelf::new(atlas, ids, kept);
        let (draft, mut report) = self.facts(&shelf, now);
        report.added = added;
        report.held = held.into_values().collect();
        report.problems = problems(read);
        report.loci = self.counts();
        Ok(Plan {
            shelf,
            texts,
            held: report.held.clone(),
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
                } else {
                    Standing::Gone
                }
            });
        }
        standings
    }

    /// The documents by path: what was read, and the last good state of what is kept or held.
    fn documents(
        &self,
        read: &NotesRead,
        standings: &BTreeMap<String, Standing>,
        held: &BTreeMap<String, HeldInfo>,
    ) -> Vec<Document> {
        let adopted = Adopted(self.adopted.clone());
        let mut documents: Vec<Document> = read
            .files
            .iter()
            .filter(|file| !held.contains_key(&file.path))
            .map(|file| Document {
                source: file.path.clone(),
                folders: file.folders.clone(),
                note: file.scan.note.clone(),
            })
            .collect();
        let old = |path: &&String| {
            standings.get(*path) == Some(&Standing::Kept) || held.contains_key(*path)
        };
        let kept = self
            .library
            .texts
            .keys()
            .filter(old)
            .filter_map(|path| self.library.texts.get(path));
        documents.extend(kept.map(|source| document(source, &adopted)));
        documents.sort_by(|a, b| a.source.cmp(&b.source));
        documents
    }

    fn texts(
        &self,
        read: &NotesRead,
        standings: &BTreeMap<String, Standing>,
        held: &BTreeMap<String, HeldInfo>,
    ) -> BTreeMap<String, SourceText> {
        let mut texts: BTreeMap<String, SourceText> = BTreeMap::new();
        for file in read
            .files
            .iter()
            .filter(|file| !held.contains_key(&file.path))
        {
            let source = SourceText {
                path: file.path.clone(),
                folders: file.folders.clone(),
                text: file.text.to_string(),
            };
            texts.insert(file.path.clone(), source);
        }
        for (path, source) in &self.library.texts {
            if standings.get(path) == Some(&Standing::Kept) || held.contains_key(path) {
                texts.insert(path.clone(), source.clone());
            }
        }
        texts
    }

    /// Finds every known locus in new documents.
    fn matched(&self, documents: Vec<Document>) -> (Atlas, Vec<Option<LocusId>>, u32) {
        let atlas = Atlas::assemble(documents);
        let old = Bound {
            atlas: &self.shelf.atlas,
            ids: &self.shelf.ids,
        };
        // A live locus without a node lost it while no daemon ran; it can come back as a retired one does.
        let mut lost: Vec<Retired> = self
            .loci
            .values()
            .filter(|known| {
                known.presence == Presence::Retired || self.shelf.node_of(known.id).is_none()
            })
            .map(|known| Retired {
                id: known.id,
                kind: known.kind,
                label_path: known.label_path.clone(),
                point: known.point.clone(),
            })
            .collect();
        lost.sort_by_key(|retired| retired.id);
        let reconciled = reconcile(&old, &lost, &atlas);
        (atlas, reconciled.ids, reconciled.added)
    }

    /// The files whose change is held: gone ones with reviewed loci, and those that lose too much at once.
    fn holds(
        &self,
        standings: &BTreeMap<String, Standing>,
        ids: &[Option<LocusId>],
        accept: Option<&str>,
    ) -> Vec<HeldInfo> {
        let there: HashSet<LocusId> = ids.iter().flatten().copied().collect();
        let mut sizes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (node, _) in self.shelf.atlas.iter() {
            let (size, lost) = sizes.entry(self.shelf.atlas.source(node)).or_default();
            *size += 1;
            let reviewed = self.schedule(node).is_some();
            if reviewed && self.shelf.id(node).is_some_and(|id| !there.contains(&id)) {
                *lost += 1;
            }
        }
        sizes
            .into_iter()
            .filter(|(source, (_, lost))| *lost > 0 && accept != Some(*source))
            .filter_map(|(source, (size, lost))| {
                let why = match standings.get(source) {
                    Some(Standing::Gone) => "the file is gone".to_owned(),
                    Some(Standing::Read)
                        if lost >= HOLD_LOCI && lost * 100 > size * HOLD_PERCENT =>
                    {
                        format!("{lost} of its {size} loci would retire at once")
                    }
                    Some(Standing::Read | Standing::Kept) | None => return None,
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
    fn forget_rejections(&mut self, read: &NotesRead) {
        self.library.rejected.retain(|path, text| {
            let now = read
                .files
                .iter()
                .find(|file| &file.path == path)
                .map(|file| &file.text);
            now == text.as_ref()
        });
    }

    /// The facts that follow from where every known locus stands now.
    fn facts(&mut self, shelf: &Shelf, now: Now) -> (Draft, SyncReply) {
        let batch = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let (mut draft, mut report) = (Draft::default(), SyncReply::default());
        let mut there: BTreeSet<LocusId> = BTreeSet::new();
        for (node, at) in shelf.atlas.iter() {
            let Some((locus, known)) = shelf
                .id(node)
                .and_then(|id| Some((id, self.loci.get(&id)?)))
            else {
                continue;
            };
            there.insert(locus);
            let (path, to) = (shelf.path(node).to_owned(), shelf.label_path(node));
            if known.presence == Presence::Retired {
                draft.push(
                    batch,
                    stamp,
                    Fact::Return {
                        locus,
                        path: path.clone(),
                    },
                );
                report.returned += 1;
            }
            if known.label_path != to || (known.path != path && known.presence == Presence::Live) {
                let from = known.label_path.clone();
                if from != to {
                    report.moved.push(MovedInfo {
                        from: from.join(" > "),
                        to: to.join(" > "),
                    });
                }
                draft.push(
                    batch,
                    stamp,
                    Fact::Move {
                        locus,
                        from,
                        to,
                        path,
                    },
                );
            }
            if let (Some(from), Some(to)) = (&known.point, &at.point)
                && from != to
            {
                draft.push(
                    batch,
                    stamp,
                    Fact::Repoint {
                        locus,
                        from: from.clone(),
                        to: to.clone(),
                    },
                );
            }
        }
        let mut gone: Vec<LocusId> = self
            .loci
            .values()
            .filter(|known| known.presence == Presence::Live && !there.contains(&known.id))
            .map(|known| known.id)
            .collect();
        gone.sort();
        report.retired = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        for locus in gone {
            draft.push(batch, stamp, Fact::Retire { locus });
        }
        (draft, report)
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

fn problems(read: &NotesRead) -> Vec<ProblemInfo> {
    let troubles = read.troubles.iter().map(|trouble| ProblemInfo {
        source: trouble.path.clone(),
        line: 0,
        level: "error".to_owned(),
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
    troubles.chain(remarks).take(PROBLEMS).collect()
}

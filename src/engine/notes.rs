//! Taking notes that were read: which locus is which, what is held, what becomes a fact.
//!
//! A file that cannot be read keeps its last good state, and a file that is gone, broken, or lost much of itself
//! is held until the user says so: neither is ever taken as "all deleted".

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::locus::LocusId;
use crate::domain::now::Now;
use crate::ipc::protocol::{Event as Told, HeldInfo, ProblemInfo, Response, Sync, SyncReply};
use crate::notes::read::NotesRead;
use crate::store::error::StoreError;
use crate::store::write::SourceText;

use super::Engine;
use super::effect::{AfterRead, Effect, Job, Outcome};
use super::fault::{Fault, invalid};
use super::shelf::Shelf;
use before::Before;
use plan::Plan;

mod before;
mod changes;
mod doubled;
mod hold;
mod plan;

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
    /// What stood before loci went a moment ago.
    before: Option<Before>,
    /// The last reading, if the same one again would change nothing.
    seen: Option<NotesRead>,
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

    /// What is known of loci changed, so that the notes of the last reading may mean something else.
    pub(super) fn doubt(&mut self) {
        self.seen = None;
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

impl Engine {
    /// The text of a source as it was read last.
    pub(super) fn text_of(&self, source: &str) -> Option<String> {
        let known = self.library.texts.get(source);
        known.map(|known| known.text.to_string())
    }

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
            AfterRead::Take if self.library.seen.as_ref() == Some(&read) => Ok(Outcome::default()),
            AfterRead::Take => {
                let (report, effects) = self.take(&read, now)?;
                tracing::info!(
                    added = report.added,
                    moved = report.moved.len(),
                    retired = report.retired,
                    "notes read"
                );
                let is_settled = self.library.held.is_empty() && self.library.rejected.is_empty();
                self.library.seen = is_settled.then_some(read);
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
        if let Some(file) = sync.reject.as_ref().or(sync.accept.as_ref()) {
            self.settle_held(read, sync, file)?;
        }
        let plan = self.plan(read, sync.accept.as_deref(), now)?;
        if sync.dry_run {
            let mut report = plan.report;
            report.loci = self.counts();
            for moved in &mut report.moved {
                moved.id = None;
            }
            return Ok(Outcome::reply(Response::Sync(report)));
        }
        let (report, effects) = self.carry_out(plan, now)?;
        Ok(Outcome {
            reply: Some(Ok(Response::Sync(report))),
            effects,
        })
    }

    /// The user decides over a held file; one that was rejected before may still be accepted.
    fn settle_held(&mut self, read: &NotesRead, sync: &Sync, file: &str) -> Result<(), Fault> {
        let library = &mut self.library;
        let held = library.held.iter().any(|held| held.source == file);
        if !held && !library.rejected.contains_key(file) {
            return Err(invalid(format!(
                "{file} is not held: loci sync --dry-run tells what is"
            )));
        }
        library.rejected.remove(file);
        if sync.reject.is_some() {
            let now = read.files.iter().find(|read| read.path == file);
            let text = now.map(|now| Arc::clone(&now.text));
            library.rejected.insert(file.to_owned(), text);
        }
        Ok(())
    }

    /// Plans and carries out.
    pub(super) fn take(
        &mut self,
        read: &NotesRead,
        now: Now,
    ) -> Result<(SyncReply, Vec<Effect>), Fault> {
        let plan = self.plan(read, None, now)?;
        self.carry_out(plan, now)
    }

    fn carry_out(&mut self, plan: Plan, now: Now) -> Result<(SyncReply, Vec<Effect>), Fault> {
        let Plan {
            shelf,
            texts,
            held,
            draft,
            mut report,
        } = plan;
        self.library.doubt();
        self.loads.doubt();
        self.agenda.doubt();
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
        let changed = !draft.entries.is_empty() || shelf.is_some();
        self.record(draft)?;
        if let Some(shelf) = shelf {
            self.keep_places(&shelf)?;
            let was = std::mem::replace(&mut self.shelf, shelf);
            if report.retired > 0 {
                self.library.before = Some(Before::new(was, now.boot));
            }
            self.name_aliases();
        }
        let ids = &self.shelf.ids;
        self.library.before =
            (self.library.before.take()).filter(|before| before.is_worth(ids, now.boot));
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
        for (node, locus) in shelf.bound() {
            let stood = self.shelf.node_of(locus);
            if stood.map(|stood| self.shelf.stands(stood)) != Some(shelf.stands(node)) {
                self.write()?;
                self.store.put_place(locus, Some(&shelf.place(node)))?;
            }
        }
        let gone: Vec<LocusId> = (self.shelf.bound())
            .map(|(_, locus)| locus)
            .filter(|locus| shelf.node_of(*locus).is_none())
            .collect();
        for locus in gone {
            self.write()?;
            self.store.put_place(locus, None)?;
        }
        Ok(())
    }
}

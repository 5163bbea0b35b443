//! A journal from a file: the facts that are not here yet, and what one undo takes back of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::facts::entry;
use super::{at_line, refuse_bad};
use crate::domain::journal::{Entry, Fact, Undoable};
use crate::domain::locus::LocusId;
use crate::domain::now::Now;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::effect::{AfterRead, Outcome};
use crate::engine::event::Lines;
use crate::engine::fault::{Fault, bad_input};
use crate::engine::record::Draft;
use crate::ipc::journal::JournalLine;
use crate::ipc::protocol::{ImportReply, Response};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::write::Appended;

impl Engine {
    /// Adds the facts that are not there yet, then makes every projection anew.
    pub(super) fn import_journal(
        &mut self,
        path: &str,
        lines: &Lines<JournalLine>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        self.write()?;
        let (mut added, mut known) = (0, 0);
        let mut brought = Brought::default();
        for (number, line) in &lines.good {
            let at_line = |fault| at_line(path, *number, fault);
            let entry = entry(line).map_err(at_line)?;
            if self.undone_already(&entry)? {
                known += 1;
                continue;
            }
            let news = brought.news(&self.store, entry.batch)?;
            match self
                .store
                .append(&entry)
                .map_err(contradicting)
                .map_err(at_line)?
            {
                Appended::New => {
                    added += 1;
                    brought.add(&entry, news);
                }
                Appended::Known => known += 1,
            }
        }
        refuse_bad(path, lines)?;
        let Brought { said, told, .. } = &brought;
        let (said, told) = (said.clone(), told.clone());
        let batch = self.record_import(brought, now)?;
        let reply = Outcome::reply(Response::Import(ImportReply {
            added,
            known,
            batch: batch.map(|batch| batch.0),
        }));
        if added == 0 {
            return Ok(reply);
        }
        crate::store::repair::replay(&mut self.store, &self.model)?;
        self.load_imported(&said, &told)?;
        let (own, stamp) = (self.own_batch(now), self.calendar(now).stamp(now.at));
        let draft = self.standing_facts(own, stamp)?;
        self.record(draft)?;
        // Where the other loci stand, if anywhere, is for the next reading to find out.
        let job = self.read_notes(AfterRead::Take);
        Ok(job.effects.into_iter().fold(reply, Outcome::with))
    }

    /// Whether it takes back what was taken back here too, by another fact.
    fn undone_already(&self, entry: &Entry) -> Result<bool, Fault> {
        let Fact::Undo { batch } = &entry.fact else {
            return Ok(false);
        };
        Ok(self.store.is_undone(*batch)?)
    }

    /// Writes down what one undo is to take back, if there is anything.
    fn record_import(&mut self, brought: Brought, now: Now) -> Result<Option<BatchId>, Fault> {
        if brought.undoable == Undoable::No {
            return Ok(None);
        }
        let batch = self.own_batch(now);
        let mut draft = Draft::default();
        let batches = brought.batches;
        draft.push(
            batch,
            self.calendar(now).stamp(now.at),
            Fact::Import { batches },
        );
        self.record(draft)?;
        Ok(Some(batch))
    }
}

/// Whether a batch was in the journal before an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    /// Not a fact of it.
    All,
    /// At least in part.
    Some,
}

/// The batches that an import brings.
struct Brought {
    seen: HashMap<BatchId, News>,
    /// Those that were not here before, in the order of the file.
    batches: Vec<BatchId>,
    listed: HashSet<BatchId>,
    /// Whether an undo would take anything back.
    undoable: Undoable,
    /// The loci of whom the user said on the other machine what they are.
    said: BTreeSet<LocusId>,
    /// The loci that it tells anything of.
    told: BTreeSet<LocusId>,
}

impl Default for Brought {
    fn default() -> Brought {
        Brought {
            seen: HashMap::new(),
            batches: Vec::new(),
            listed: HashSet::new(),
            undoable: Undoable::No,
            said: BTreeSet::new(),
            told: BTreeSet::new(),
        }
    }
}

impl Brought {
    /// Whether a batch is news; to be asked before any of it is appended.
    fn news(&mut self, store: &Store, batch: BatchId) -> Result<News, Fault> {
        if let Some(news) = self.seen.get(&batch) {
            return Ok(*news);
        }
        let news = match store.has_batch(batch)? {
            true => News::Some,
            false => News::All,
        };
        self.seen.insert(batch, news);
        Ok(news)
    }

    /// Learns of a fact that was appended.
    fn add(&mut self, entry: &Entry, news: News) {
        self.told.extend(entry.fact.locus());
        if let Fact::Apart { locus, .. } | Fact::Rebind { locus, .. } = &entry.fact {
            self.said.insert(*locus);
        }
        if let Fact::Merge { locus, into } = &entry.fact {
            self.said.extend([*locus, *into]);
        }
        if news == News::Some {
            return;
        }
        if self.listed.insert(entry.batch) {
            self.batches.push(entry.batch);
        }
        if entry.fact.undoable() == Undoable::Yes {
            self.undoable = Undoable::Yes;
        }
    }
}

/// A fact that contradicts the journal is bad input, not a bad database.
fn contradicting(error: StoreError) -> Fault {
    match error {
        StoreError::Contradiction { why, .. } => {
            bad_input(format!("it contradicts the journal: {why}"))
        }
        other => Fault::Store(other),
    }
}

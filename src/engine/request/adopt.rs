//! `adopt`: taking a possible map or palace. What is remembered is its key, so it survives edits elsewhere.

use std::sync::Arc;

use crate::domain::journal::Fact;
use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::{Fault, bad_input, invalid};
use crate::engine::record::Draft;
use crate::engine::request::log::batch_or_own;
use crate::ipc::protocol::{Adopt, AdoptReply, Response};
use crate::notes::Adopted;
use crate::notes::read::{NotesRead, scan_file};

impl Engine {
    /// Adopts the candidate at a line of a file, with the notes as they were just read.
    pub(in crate::engine) fn adopt(
        &mut self,
        mut read: NotesRead,
        adopt: &Adopt,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let file = read
            .files
            .iter()
            .find(|file| file.path == adopt.source)
            .ok_or_else(|| {
                bad_input(format!(
                    "{} is in none of the sources, or cannot be read: loci add it first",
                    adopt.source
                ))
            })?;
        let finding = file.scan.finding_at(adopt.line).ok_or_else(|| {
            let why = if file.scan.is_taken_at(adopt.line) {
                "belongs to what is taken already: loci sync shows what counts"
            } else {
                "is no candidate: loci scan FILE lists those that are"
            };
            invalid(format!("{}:{} {why}", adopt.source, adopt.line))
        })?;
        let (key, line) = (finding.key.clone(), finding.line);
        let batch = batch_or_own(self, adopt.batch_id, now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        draft.push(batch, stamp, Fact::Adopt { key });
        let adopted = {
            let mut keys = self.adopted.clone();
            keys.extend(draft.entries.iter().filter_map(|entry| match &entry.fact {
                Fact::Adopt { key } => Some(key.clone()),
                _ => None,
            }));
            Adopted(keys)
        };
        let before: usize = read.files.iter().map(|file| file.scan.possible.len()).sum();
        for file in &mut read.files {
            file.scan = Arc::new(scan_file(&file.path, &file.text, &adopted));
        }
        let after: usize = read.files.iter().map(|file| file.scan.possible.len()).sum();
        tracing::debug!(before, after, "adopted");
        self.record(draft)?;
        let (report, effects) = self.take(&read, now)?;
        let reply = AdoptReply {
            source: adopt.source.clone(),
            line,
            added: report.added,
            batch: batch.0,
        };
        Ok(Outcome {
            reply: Some(Ok(Response::Adopt(reply))),
            effects,
        })
    }
}

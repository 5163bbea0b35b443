//! `suspend` and `unsuspend`: whether a scope is asked. It never changes the schedule.

use crate::domain::journal::Fact;
use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::Fault;
use crate::engine::record::Draft;
use crate::engine::request::log::{batch_or_own, same_kind};
use crate::ipc::protocol::{ChangedReply, Response, ScopeParams};
use crate::store::read::Asking;

impl Engine {
    /// Makes all loci of a scope asked or not; tells which of them changed.
    pub(in crate::engine) fn suspend(
        &mut self,
        params: &ScopeParams,
        wanted: Asking,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let batch = batch_or_own(self, params.batch_id, now);
        if let Some(known) = self.store.batch(batch)? {
            same_kind(&known, |fact| {
                matches!(fact, Fact::Suspend { .. } | Fact::Unsuspend { .. })
            })?;
            let loci = known.entries.iter().filter_map(|entry| match entry.fact {
                Fact::Suspend { locus } | Fact::Unsuspend { locus } => self.loci.get(&locus),
                _ => None,
            });
            let changed = loci.map(|known| known.path.clone()).collect();
            return Ok(Outcome::reply(Response::Changed(ChangedReply {
                changed,
                batch: Some(batch.0),
            })));
        }
        let scope = self.shelf.finder.scope(&params.scope)?;
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        let mut changed = Vec::new();
        for node in scope
            .nodes
            .into_iter()
            .filter(|node| self.asking(*node) != wanted)
        {
            let locus = self.id_or_birth(node, &mut draft, batch, stamp);
            let fact = match wanted {
                Asking::Suspended => Fact::Suspend { locus },
                Asking::Asked => Fact::Unsuspend { locus },
            };
            draft.push(batch, stamp, fact);
            changed.push(self.shelf.path(node).to_owned());
        }
        let batch = (!changed.is_empty()).then_some(batch.0);
        self.record(draft)?;
        Ok(Outcome::reply(Response::Changed(ChangedReply {
            changed,
            batch,
        })))
    }
}

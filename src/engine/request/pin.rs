//! `pin`: an anchor behind a locus in its note, so that no edit can make it doubtful. The worker writes it.

use crate::domain::atlas::NodeIx;
use crate::domain::journal::Fact;
use crate::domain::now::Now;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::effect::{AfterRead, Anchoring, Effect, Job, Outcome};
use crate::engine::fault::{Fault, invalid};
use crate::engine::record::Draft;
use crate::engine::request::log::{batch_or_own, same_kind};
use crate::ipc::protocol::{ErrorCode, Failure, Pin, PinReply, Response};
use crate::notes::Adopted;
use crate::notes::anchor::made_of;

impl Engine {
    /// Has an anchor written, or records the one that stands there; answered by [`Engine::anchored`].
    pub(in crate::engine) fn pin(&mut self, params: &Pin, now: Now) -> Result<Outcome, Fault> {
        let batch = batch_or_own(self, params.batch_id, now);
        let node = self.shelf.finder.locus(&params.locus)?;
        if let Some(known) = self.store.batch(batch)? {
            same_kind(&known, |fact| matches!(fact, Fact::Pin { .. }))?;
            let pinned = known.entries.iter().find_map(|entry| match &entry.fact {
                Fact::Pin { anchor, .. } => Some(anchor.clone()),
                _ => None,
            });
            return Ok(self.pinned(node, &pinned.unwrap_or_default(), batch, None));
        }
        if let Some(anchor) = self.shelf.atlas.node(node).anchor.as_deref() {
            if let Some(other) = self.also_anchored(node, anchor) {
                return Err(invalid(format!(
                    "^{anchor} stands behind {} and behind {}: change one of them in the note",
                    self.shelf.path(node),
                    self.shelf.path(other)
                )));
            }
            let anchor = anchor.to_owned();
            self.record_pin(node, &anchor, batch, now)?;
            return Ok(self.pinned(node, &anchor, batch, None));
        }
        let at = self.shelf.atlas.node(node);
        // What is gone is known by its anchor when it comes back.
        let taken = |name: &str| {
            let nodes = self.shelf.atlas.nodes.iter();
            let stand = nodes.filter_map(|node| node.anchor.as_deref());
            let gone = self
                .loci
                .values()
                .filter_map(|known| known.anchor.as_deref());
            let mut anchors = stand.chain(gone);
            anchors.any(|anchor| anchor.eq_ignore_ascii_case(name))
        };
        let source = self.shelf.atlas.source(node).to_owned();
        let text = self.text_of(&source).ok_or_else(|| {
            invalid(format!(
                "{source} is not read any more: loci sync, then try again"
            ))
        })?;
        let anchoring = Anchoring {
            batch: batch.0,
            path: self.shelf.path(node).to_owned(),
            line: at.line,
            anchor: made_of(&at.label, taken),
            source,
            text,
            adopted: Adopted(self.adopted.clone()),
        };
        Ok(Outcome::default().with(Effect::Work(Job::WriteAnchor(anchoring))))
    }

    /// The anchor was written, or not.
    pub(in crate::engine) fn anchored(
        &mut self,
        anchoring: &Anchoring,
        result: Result<String, Failure>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let written = result?;
        let node = self.shelf.finder.locus(&anchoring.path).ok();
        let node = node.filter(|node| self.shelf.path(*node) == anchoring.path);
        let node = node.ok_or_else(|| {
            let message = format!(
                "^{} stands in {}:{} now, but the notes changed meanwhile: loci pin it again",
                anchoring.anchor, anchoring.source, anchoring.line
            );
            Fault::Refused(Failure::new(ErrorCode::Failed, message))
        })?;
        let batch = BatchId(anchoring.batch);
        self.record_pin(node, &anchoring.anchor, batch, now)?;
        let reply = self.pinned(node, &anchoring.anchor, batch, Some(written));
        let job = self.read_notes(AfterRead::Take);
        Ok(job.effects.into_iter().fold(reply, Outcome::with))
    }

    fn record_pin(
        &mut self,
        node: NodeIx,
        anchor: &str,
        batch: BatchId,
        now: Now,
    ) -> Result<(), Fault> {
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        let locus = self.id_or_birth(node, &mut draft, batch, stamp);
        let anchor = anchor.to_owned();
        draft.push(batch, stamp, Fact::Pin { locus, anchor });
        self.record(draft)?;
        Ok(())
    }

    fn also_anchored(&self, node: NodeIx, anchor: &str) -> Option<NodeIx> {
        let mut nodes = self.shelf.atlas.iter();
        let other =
            nodes.find(|(other, at)| *other != node && at.anchor.as_deref() == Some(anchor));
        other.map(|(other, _)| other)
    }

    fn pinned(
        &self,
        node: NodeIx,
        anchor: &str,
        batch: BatchId,
        written: Option<String>,
    ) -> Outcome {
        Outcome::reply(Response::Pin(PinReply {
            path: self.shelf.path(node).to_owned(),
            anchor: anchor.to_owned(),
            source: self.shelf.atlas.source(node).to_owned(),
            line: self.shelf.atlas.node(node).line,
            written,
            batch: batch.0,
        }))
    }
}

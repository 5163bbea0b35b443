//! What became of every known locus in a reading, as facts and in words.

use std::collections::BTreeSet;

use crate::domain::atlas::NodeIx;
use crate::domain::day::Stamp;
use crate::domain::hash::Map;
use crate::domain::journal::{Changed, Fact};
use crate::domain::locus::LocusId;
use crate::domain::point::changed;
use crate::domain::reconcile::Evidence;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::record::Draft;
use crate::engine::shelf::Shelf;
use crate::ipc::protocol::{MovedInfo, RepointedInfo, SyncReply};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::read::{LocusRow, Presence};

/// Facts about a reading, and what is told of them.
struct Changes<'a> {
    store: &'a Store,
    /// What stood until now.
    before: &'a Shelf,
    shelf: &'a Shelf,
    /// What told where each node was before, parallel to the nodes; empty where the user said it.
    evidence: &'a [Option<Evidence>],
    batch: BatchId,
    stamp: Stamp,
    draft: Draft,
    report: SyncReply,
}

impl Engine {
    /// The facts that follow from where every known locus stands now, for those that stand somewhere.
    pub(in crate::engine) fn standing_facts(
        &self,
        batch: BatchId,
        stamp: Stamp,
    ) -> Result<Draft, StoreError> {
        let mut changes = Changes {
            store: &self.store,
            before: &self.shelf,
            shelf: &self.shelf,
            evidence: &[],
            batch,
            stamp,
            draft: Draft::default(),
            report: SyncReply::default(),
        };
        changes.standing(&self.loci)?;
        Ok(changes.draft)
    }

    /// The facts that follow from where every known locus stands now.
    pub(super) fn facts(
        &self,
        shelf: &Shelf,
        evidence: &[Option<Evidence>],
        batch: BatchId,
        stamp: Stamp,
    ) -> Result<(Draft, SyncReply), StoreError> {
        let mut changes = Changes {
            store: &self.store,
            before: &self.shelf,
            shelf,
            evidence,
            batch,
            stamp,
            draft: Draft::default(),
            report: SyncReply::default(),
        };
        let there = changes.standing(&self.loci)?;
        let mut gone: Vec<&LocusRow> = self
            .loci
            .values()
            .filter(|known| known.presence == Presence::Live && !there.contains(&known.id))
            .collect();
        gone.sort_by_key(|known| known.id);
        for known in gone {
            changes.gone(known);
        }
        changes.report.gone.sort();
        Ok((changes.draft, changes.report))
    }
}

impl Changes<'_> {
    /// What changed about the loci that stand in the notes; which these are.
    fn standing(&mut self, loci: &Map<LocusId, LocusRow>) -> Result<BTreeSet<LocusId>, StoreError> {
        let shelf = self.shelf;
        let mut there: BTreeSet<LocusId> = BTreeSet::new();
        for (node, at) in shelf.atlas.iter() {
            let known = shelf.id(node).and_then(|id| loci.get(&id));
            let Some(known) = known else { continue };
            there.insert(known.id);
            self.returned(known, node);
            self.moved(known, node);
            self.repointed(known, at.point.as_deref())?;
        }
        Ok(there)
    }

    fn returned(&mut self, known: &LocusRow, node: NodeIx) {
        match known.presence {
            Presence::Live => {}
            Presence::Retired { .. } | Presence::Merged { .. } => {
                let path = self.shelf.path(node).to_owned();
                self.report.returned += 1;
                self.report.back.push(path.clone());
                let to = known.label_path.clone();
                let to = Some(to).filter(|to| *to == self.shelf.label_path(node));
                self.push(Fact::Return {
                    locus: known.id,
                    path,
                    to,
                });
            }
        }
    }

    fn moved(&mut self, known: &LocusRow, node: NodeIx) {
        let path = self.shelf.path(node);
        let renumbered = known.path != path && known.presence == Presence::Live;
        let relabelled = known.label_path != self.shelf.atlas.label_path(node);
        if !relabelled && !renumbered {
            return;
        }
        let to = self.shelf.label_path(node);
        let id = self.push(Fact::Move {
            locus: known.id,
            from: known.label_path.clone(),
            to,
            path: path.to_owned(),
        });
        let by = self.evidence.get(node.0 as usize).copied().flatten();
        if known.path != path {
            self.report.moved.push(MovedInfo {
                from: known.path.clone(),
                to: path.to_owned(),
                id: relabelled.then_some(id),
                guessed: by.is_some_and(Evidence::is_guess),
            });
        }
    }

    fn repointed(&mut self, known: &LocusRow, to: Option<&str>) -> Result<(), StoreError> {
        let (Some(from), Some(to)) = (known.point.as_deref(), to) else {
            return Ok(());
        };
        if from == to {
            return Ok(());
        }
        let changed = match known.unlearned() {
            Some(_) if self.is_learned(known, to)? => Changed::Back,
            Some(_) | None => changed(from, to),
        };
        let falls_due = changed == Changed::Much && known.schedule.is_some();
        self.report.repointed.push(RepointedInfo {
            path: known.path.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
            due: falls_due.then(|| self.stamp.day.to_string()),
        });
        self.push(Fact::Repoint {
            locus: known.id,
            from: from.to_owned(),
            to: to.to_owned(),
            changed,
        });
        Ok(())
    }

    /// Whether a point is that of the last review, or little else.
    fn is_learned(&self, known: &LocusRow, point: &str) -> Result<bool, StoreError> {
        let Some(schedule) = &known.schedule else {
            return Ok(false);
        };
        let history = self.store.history_of(known.id)?;
        let mut since = (history.into_iter())
            .filter(|told| told.entry.stamp.at_ms > schedule.last.at_ms)
            .filter_map(|told| {
                let Fact::Repoint { from, .. } = told.entry.fact else {
                    return None;
                };
                Some(from)
            });
        let learned = since.next();
        Ok(learned.is_some_and(|learned| changed(&learned, point) == Changed::Little))
    }

    fn gone(&mut self, known: &LocusRow) {
        self.report.retired += 1;
        self.report.gone.push(known.path.clone());
        let locus = known.id;
        let node = self.before.node_of(locus);
        let anchor = node.and_then(|node| self.before.atlas.node(node).anchor.as_deref());
        let anchor = anchor.map(str::to_owned);
        self.push(Fact::Retire { locus, anchor });
    }

    fn push(&mut self, fact: Fact) -> uuid::Uuid {
        self.draft.push(self.batch, self.stamp, fact)
    }
}

//! The one way in which facts come about: written to the store first, remembered in memory after.
//!
//! Memory is a copy of the store's projections; whatever goes wrong, it can be loaded again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use crate::domain::atlas::NodeIx;
use crate::domain::calm::{Calm, Moment};
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::journal::{Birth, Changed, Entry, Fact};
use crate::domain::locus::LocusId;
use crate::domain::now::Now;
use crate::domain::plan::progress::Progress;
use crate::domain::review::BatchId;
use crate::domain::schedule::Schedule;
use crate::store::error::StoreError;
use crate::store::read::{Asking, LocusRow, Presence, Repointed};
use crate::store::write::{Place, SourceText};

use super::Engine;
use super::tally::Tally;

/// The notes of the last reading, as the store keeps them.
pub(super) struct LastNotes {
    /// The last good texts, by path.
    pub(super) sources: Vec<SourceText>,
    /// Where the live loci stood in them.
    pub(super) places: BTreeMap<LocusId, Place>,
}

/// What one event wants to write.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) entries: Vec<Entry>,
    pub(super) schedules: Vec<(LocusId, Option<Schedule>)>,
    births: HashMap<NodeIx, LocusId>,
    born: HashSet<LocusId>,
}

impl Draft {
    /// Adds a fact with an id that follows from the batch and its place in it.
    pub(super) fn push(&mut self, batch: BatchId, stamp: Stamp, fact: Fact) -> Uuid {
        let name = format!("{} {}", self.entries.len(), fact.kind());
        let id = Uuid::new_v5(&batch.0, name.as_bytes());
        self.entries.push(Entry {
            id,
            batch,
            stamp,
            fact,
        });
        id
    }
}

impl Engine {
    /// The id of a node; a node without one gets it with this draft.
    pub(super) fn id_or_birth(
        &self,
        node: NodeIx,
        draft: &mut Draft,
        batch: BatchId,
        stamp: Stamp,
    ) -> LocusId {
        if let Some(id) = self
            .shelf
            .id(node)
            .or_else(|| draft.births.get(&node).copied())
        {
            return id;
        }
        let kind = self.shelf.kind(node);
        let label_path = self.shelf.label_path(node);
        let labels: Vec<&str> = label_path.iter().map(String::as_str).collect();
        let taken = |id: &LocusId| self.loci.contains_key(id) || draft.born.contains(id);
        // The ids of a path are handed out in order, so the first free one tells how many there are.
        let (n, locus) = (0..)
            .map(|n| (n, LocusId::first(kind, &labels, n)))
            .find(|(_, id)| !taken(id))
            .unwrap_or((u32::MAX, LocusId::first(kind, &labels, u32::MAX)));
        let birth = Birth {
            locus,
            kind,
            label_path,
            n,
            path: self.shelf.path(node).to_owned(),
            point: self
                .shelf
                .atlas
                .node(node)
                .point
                .as_deref()
                .map(str::to_owned),
        };
        // The same birth on two machines is the same fact.
        let id = Uuid::new_v5(&locus.0, b"born");
        draft.entries.push(Entry {
            id,
            batch,
            stamp,
            fact: Fact::Born(birth),
        });
        draft.births.insert(node, locus);
        draft.born.insert(locus);
        locus
    }

    /// Writes a draft and remembers it. After an error nothing of it is remembered, and the caller's
    /// savepoint takes back what was written.
    pub(super) fn record(&mut self, draft: Draft) -> Result<(), StoreError> {
        if draft.entries.is_empty() && draft.schedules.is_empty() {
            return Ok(());
        }
        self.write()?;
        for entry in &draft.entries {
            self.store.append(entry)?;
        }
        for (locus, schedule) in &draft.schedules {
            self.store.put_schedule(*locus, schedule.as_ref())?;
        }
        for (node, locus) in &draft.births {
            self.store
                .put_place(*locus, Some(&self.shelf.place(*node)))?;
        }
        let reloads = draft
            .entries
            .iter()
            .any(|entry| matches!(entry.fact, Fact::Undo { .. } | Fact::Merge { .. }));
        for entry in draft.entries {
            self.remember(entry);
        }
        for (node, locus) in draft.births {
            self.shelf.bind(node, locus);
        }
        for (locus, schedule) in draft.schedules {
            let asked = self.asked(locus);
            if let Some(known) = self.loci.get_mut(&locus) {
                let before = std::mem::replace(&mut known.schedule, schedule);
                let after = known.schedule.as_ref();
                self.tally.follow(known.kind, before.as_ref(), after);
            }
            self.loads_follow(locus, asked);
            self.agenda_follows(locus);
        }
        if reloads {
            // Which suspensions, adoptions and merges survive is the store's to say.
            self.reload_projections()?;
        }
        Ok(())
    }

    /// A batch id for what nobody asked for. The time alone would not do: two daemons can live within one
    /// millisecond, so it also holds how long the journal was when this one began.
    pub(super) fn own_batch(&mut self, now: Now) -> BatchId {
        self.batches += 1;
        let (at, boot) = (now.at.timestamp_millis(), now.boot.ms);
        let name = format!("{at} {boot} {} {}", self.began_at, self.batches);
        BatchId(Uuid::new_v5(&now.boot.boot, name.as_bytes()))
    }

    /// Loads what the store knows of loci, adoptions, chores and the running box; gives the last good texts
    /// and where the loci stood in them.
    pub(super) fn reload_projections(&mut self) -> Result<LastNotes, StoreError> {
        let loaded = self.store.load()?;
        self.library.doubt();
        self.loads.doubt();
        self.agenda.doubt();
        self.loci = loaded.loci.into_iter().map(|row| (row.id, row)).collect();
        self.tally = Tally::of(self.loci.values());
        self.adopted = loaded.adopted;
        self.chores = loaded.chores;
        self.boxes.loaded(loaded.running);
        self.progress = Progress::default();
        self.study.went_on();
        self.study.kept = None;
        for entry in &loaded.plan {
            self.progress.apply(&entry.stamp, &entry.fact);
        }
        self.calm = Calm::default();
        for entry in &loaded.calm {
            self.calm.apply(&entry.stamp, &entry.fact);
        }
        self.reviewed = self.last_review();
        self.left = loaded.notices;
        self.carried = loaded.carried;
        self.plan_text = loaded.plan_text;
        Ok(LastNotes {
            sources: loaded.sources,
            places: loaded.places,
        })
    }

    fn remember(&mut self, entry: Entry) {
        match entry.fact {
            Fact::Born(birth) => {
                self.loci.entry(birth.locus).or_insert(LocusRow {
                    id: birth.locus,
                    kind: birth.kind,
                    first_path: birth.label_path.clone(),
                    label_path: birth.label_path,
                    point: birth.point,
                    path: birth.path,
                    presence: Presence::Live,
                    asking: Asking::Asked,
                    schedule: None,
                    changed: None,
                    aliases: Vec::new(),
                    apart: BTreeSet::new(),
                    anchor: None,
                });
            }
            Fact::Suspend { locus } => self.change(locus, |known| known.asking = Asking::Suspended),
            Fact::Unsuspend { locus } => self.change(locus, |known| known.asking = Asking::Asked),
            Fact::Move {
                locus, to, path, ..
            } => self.change(locus, |known| {
                known.label_path = to;
                known.path = path;
            }),
            Fact::Repoint {
                locus, to, changed, ..
            } => self.change(locus, |known| {
                known.point = Some(to);
                match changed {
                    Changed::Little => {}
                    Changed::Much => {
                        known.changed = Some(Repointed {
                            at_ms: entry.stamp.at_ms,
                            day: entry.stamp.day,
                        });
                    }
                    Changed::Back => known.changed = None,
                }
            }),
            Fact::Retire { locus, anchor } => self.change(locus, |known| {
                known.presence = Presence::Retired {
                    since: entry.stamp.day,
                };
                known.anchor = anchor.or(known.anchor.take());
            }),
            Fact::Apart {
                locus,
                from,
                to,
                path,
            } => self.change(locus, |known| {
                known.apart.insert(from);
                known.label_path = to;
                known.path = path;
                known.anchor = None;
            }),
            Fact::Rebind {
                locus, to, path, ..
            } => self.change(locus, |known| {
                known.apart.remove(&to);
                known.presence = Presence::Live;
                known.label_path = to;
                known.path = path;
            }),
            Fact::Alias { locus, text } => self.change(locus, |known| {
                if !known.aliases.contains(&text) {
                    known.aliases.push(text);
                }
            }),
            Fact::Unalias { locus, text } => {
                self.change(locus, |known| known.aliases.retain(|alias| *alias != text))
            }
            Fact::Return { locus, path, to } => self.change(locus, |known| {
                known.presence = Presence::Live;
                known.path = path;
                if let Some(to) = to {
                    known.label_path = to;
                }
            }),
            Fact::Adopt { key } => {
                self.adopted.insert(key);
            }
            Fact::BoxStarted(start) => self.boxes.running = Some(start),
            Fact::BoxEnded(_) => self.boxes.running = None,
            Fact::Chore { name, day } => {
                self.chores.insert(name, day);
            }
            Fact::Snooze { .. }
            | Fact::Pause { .. }
            | Fact::Resume
            | Fact::Mode { .. }
            | Fact::Remind { .. }
            | Fact::Opened
            | Fact::Pace { .. } => self.calm.apply(&entry.stamp, &entry.fact),
            Fact::PlanStep { .. }
            | Fact::PlanDates { .. }
            | Fact::PlanPassed { .. }
            | Fact::PlanOff { .. } => {
                self.study.went_on();
                self.progress.apply(&entry.stamp, &entry.fact);
            }
            // Reviews change schedules, which travel beside the entries; an undo reloads.
            Fact::Review(review) => {
                let made = Moment {
                    at: review.stamp.utc(),
                    day: review.stamp.day,
                };
                self.reviewed = self.reviewed.max(Some(made));
            }
            // A merge reloads too.
            Fact::Undo { .. }
            | Fact::Merge { .. }
            | Fact::Pin { .. }
            | Fact::Park { .. }
            | Fact::MockAnswer(_)
            | Fact::Import { .. } => {}
        }
    }

    /// When the last review was made that stands.
    pub(super) fn last_review(&self) -> Option<Moment> {
        let known = self.loci.values();
        let schedules = known.filter_map(|known| known.schedule.as_ref());
        let made = schedules.map(|schedule| Moment {
            at: schedule.last.utc(),
            day: schedule.last.day,
        });
        made.max()
    }

    fn change(&mut self, locus: LocusId, how: impl FnOnce(&mut LocusRow)) {
        self.library.doubt();
        self.loads.doubt();
        self.agenda.doubt();
        if let Some(known) = self.loci.get_mut(&locus) {
            how(known);
        }
    }

    /// Whether a chore was done for this study day.
    pub(super) fn done_for(&self, name: &str, day: StudyDay) -> bool {
        self.chores.get(name).is_some_and(|done| *done >= day)
    }
}

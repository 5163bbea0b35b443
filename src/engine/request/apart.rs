//! Taking moves back: the locus is not what stands there. It goes home with all of its history, and what it
//! leaves is new. What the user said so is a fact, which the matching of readings obeys for ever.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::atlas::NodeIx;
use crate::domain::day::Stamp;
use crate::domain::journal::{Entry, Fact};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::now::Now;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::convert::time;
use crate::engine::effect::{Effect, Outcome};
use crate::engine::fault::Fault;
use crate::engine::record::Draft;
use crate::ipc::protocol::{Event as Told, MovedInfo, Response, UndoItem, UndoReply};
use crate::store::error::StoreError;
use crate::store::read::Presence;

/// A locus that goes home.
pub(in crate::engine) struct Parting {
    pub(in crate::engine) locus: LocusId,
    /// Its label path at home.
    pub(in crate::engine) to: Vec<String>,
    /// Its slug path at home.
    pub(in crate::engine) path: String,
}

/// Where loci stand after something was written; `None`: nowhere.
pub(in crate::engine) type Stands = Vec<(LocusId, Option<NodeIx>)>;

impl Engine {
    /// Takes back moves that still hold; `id` is what the user named.
    pub(in crate::engine) fn undo_moves(
        &mut self,
        id: uuid::Uuid,
        moves: &[Entry],
        now: Now,
    ) -> Result<Outcome, Fault> {
        let item = self.moves_item(id, moves)?;
        let mut partings = Vec::new();
        for entry in moves {
            if let Fact::Move { locus, from, .. } = &entry.fact {
                partings.push(Parting {
                    locus: *locus,
                    to: from.clone(),
                    path: self.path_before(*locus, entry)?,
                });
            }
        }
        let own = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        let stands = self.part(partings, own, stamp, &mut draft);
        self.record(draft)?;
        self.stand(&stands)?;
        let told: BTreeSet<BatchId> = moves.iter().map(|entry| entry.batch).collect();
        let outcome = Outcome::reply(Response::Undo(UndoReply { undone: vec![item] }));
        let told = told
            .into_iter()
            .map(|batch| Told::Undone { batch: batch.0 });
        Ok(told.map(Effect::Tell).fold(outcome, Outcome::with))
    }

    /// Whether a move by which a locus got other labels still holds.
    pub(in crate::engine) fn holds_move(&self, entry: &Entry) -> bool {
        let Fact::Move {
            locus, from, to, ..
        } = &entry.fact
        else {
            return false;
        };
        let known = self.loci.get(locus);
        let known = known.filter(|known| !matches!(known.presence, Presence::Merged { .. }));
        from != to && known.is_some_and(|known| known.label_path == *to)
    }

    /// Moves in words: "2 moves: a -> b, c -> d".
    pub(in crate::engine) fn moves_item(
        &self,
        id: uuid::Uuid,
        moves: &[Entry],
    ) -> Result<UndoItem, StoreError> {
        const NAMED: usize = 3;
        let mut infos = Vec::new();
        for entry in moves {
            if let Fact::Move { locus, path, .. } = &entry.fact {
                infos.push(MovedInfo {
                    from: self.path_before(*locus, entry)?,
                    to: path.clone(),
                    id: Some(entry.id),
                    guessed: false,
                });
            }
        }
        let count = infos.len();
        let named = infos.iter().take(NAMED);
        let named: Vec<String> = named
            .map(|info| format!("{} -> {}", info.from, info.to))
            .collect();
        let plural = if count == 1 { "" } else { "s" };
        let more = match count.saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Ok(UndoItem {
            lasts: None,
            id,
            what: format!("{count} move{plural}: {}{more}", named.join(", ")),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            at: moves
                .first()
                .map(|entry| time(&entry.stamp))
                .unwrap_or_default(),
            moves: infos,
        })
    }

    /// The slug path of a locus before a fact about it.
    pub(in crate::engine) fn path_before(
        &self,
        locus: LocusId,
        entry: &Entry,
    ) -> Result<String, StoreError> {
        let mut before = String::new();
        for told in self.store.history_of(locus)? {
            let own = told.entry.batch == entry.batch;
            match told.entry.fact {
                Fact::Born(birth) => before = birth.path,
                // What came back to another place returned and moved at once.
                _ if own => break,
                Fact::Move { path, .. }
                | Fact::Return { path, .. }
                | Fact::Apart { path, .. }
                | Fact::Rebind { path, .. } => before = path,
                _ => {}
            }
        }
        Ok(before)
    }

    /// Writes down that loci go home: to what stands there and is nobody's, else they are retired.
    pub(in crate::engine) fn part(
        &self,
        mut partings: Vec<Parting>,
        own: BatchId,
        stamp: Stamp,
        draft: &mut Draft,
    ) -> Stands {
        let mut seen = BTreeSet::new();
        partings.retain(|parting| {
            let known = self.loci.get(&parting.locus);
            known.is_some_and(|known| known.label_path != parting.to) && seen.insert(parting.locus)
        });
        let mut homes = self.homes(&partings);
        let mut stands = Vec::new();
        for Parting { locus, to, path } in partings {
            let Some(known) = self.loci.get(&locus) else {
                continue;
            };
            let home = homes.remove(&(known.kind, to.clone()));
            let path = home.map_or(path, |node| self.shelf.path(node).to_owned());
            draft.push(
                own,
                stamp,
                Fact::Apart {
                    locus,
                    from: known.label_path.clone(),
                    to: to.clone(),
                    path: path.clone(),
                },
            );
            match (home, known.presence) {
                (None, Presence::Live) => {
                    // The anchor of what it is not stays there.
                    let anchor = None;
                    draft.push(own, stamp, Fact::Retire { locus, anchor });
                }
                (Some(_), Presence::Retired { .. }) => {
                    let to = Some(to);
                    draft.push(own, stamp, Fact::Return { locus, path, to });
                }
                (None | Some(_), _) => {}
            }
            stands.push((locus, home));
        }
        stands
    }

    /// The nodes where loci are at home: nobody's, or of one that goes home itself.
    fn homes(&self, partings: &[Parting]) -> HashMap<(Kind, Vec<String>), NodeIx> {
        let leaving: BTreeSet<LocusId> = partings.iter().map(|parting| parting.locus).collect();
        let wanted: BTreeMap<&str, Vec<&[String]>> =
            partings
                .iter()
                .fold(BTreeMap::new(), |mut wanted, parting| {
                    if let Some(label) = parting.to.last() {
                        let paths: &mut Vec<&[String]> = wanted.entry(label).or_default();
                        paths.push(&parting.to);
                    }
                    wanted
                });
        let mut homes = HashMap::new();
        for (node, at) in self.shelf.atlas.iter() {
            let Some(paths) = wanted.get(&*at.label) else {
                continue;
            };
            if self.shelf.id(node).is_some_and(|id| !leaving.contains(&id)) {
                continue;
            }
            let label_path = self.shelf.label_path(node);
            if paths.contains(&label_path.as_slice()) {
                homes
                    .entry((self.shelf.kind(node), label_path))
                    .or_insert(node);
            }
        }
        homes
    }

    /// Binds loci to where they stand now, and keeps that. What is nobody's now is named as a restart would.
    pub(in crate::engine) fn stand(&mut self, stands: &Stands) -> Result<(), StoreError> {
        if stands.is_empty() {
            return Ok(());
        }
        for (locus, _) in stands {
            self.shelf.unbind(*locus);
        }
        for (locus, node) in stands {
            if let Some(node) = node {
                self.shelf.bind(*node, *locus);
            }
            let place = node.map(|node| self.shelf.place(node));
            self.write()?;
            self.store.put_place(*locus, place.as_ref())?;
        }
        let atlas = std::mem::take(&mut self.shelf.atlas);
        let ids = std::mem::take(&mut self.shelf.ids);
        self.shelve(atlas, ids);
        Ok(())
    }
}

//! `rebind`: the user says which locus something is. Its history goes on there, and none is lost: what was
//! learned at the new place is folded into it.

use crate::domain::atlas::NodeIx;
use crate::domain::day::Stamp;
use crate::domain::find::NotFound;
use crate::domain::journal::Fact;
use crate::domain::locus::LocusId;
use crate::domain::now::Now;
use crate::domain::review::BatchId;
use crate::domain::schedule::Schedule;
use crate::engine::Engine;
use crate::engine::effect::{AfterRead, Outcome};
use crate::engine::fault::{Fault, invalid, not_found};
use crate::engine::record::Draft;
use crate::engine::request::apart::{Parting, Stands};
use crate::engine::request::log::{batch_or_own, same_kind, unique};
use crate::ipc::protocol::{ErrorCode, Failure, Rebind, RebindReply, Response};
use crate::store::read::{Batch, LocusRow, Presence};

/// Candidates that are told at most.
const CANDIDATES: usize = 20;

impl Engine {
    /// Lets the history of one locus go on at another place.
    pub(in crate::engine) fn rebind(
        &mut self,
        params: &Rebind,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let batch = batch_or_own(self, params.batch_id, now);
        if let Some(known) = self.store.batch(batch)? {
            same_kind(&known, |fact| matches!(fact, Fact::Rebind { .. }))?;
            return self.rebound(&known);
        }
        let node = self.shelf.finder.locus(&params.new)?;
        let old = self.known_locus(&params.old)?;
        let (locus, from) = (old.id, old.label_path.clone());
        let names = old.aliases.clone();
        let (to, path) = (
            self.shelf.label_path(node),
            self.shelf.path(node).to_owned(),
        );
        if old.kind != self.shelf.kind(node) {
            return Err(invalid(format!(
                "{} is a {} and {path} a {}: a history goes on only at its like",
                old.path,
                old.kind.as_str(),
                self.shelf.kind(node).as_str()
            )));
        }
        let holder = self.shelf.id(node);
        if holder == Some(locus) {
            return Err(invalid(format!("{path} is that one already")));
        }
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        let mut stands: Stands = Vec::new();
        if let Some(holder) = holder {
            draft.push(
                batch,
                stamp,
                Fact::Merge {
                    locus: holder,
                    into: locus,
                },
            );
            stands.push((holder, None));
            let known = self.loci.get(&holder);
            let others = known.map_or(&[][..], |known| known.aliases.as_slice());
            for text in others.iter().filter(|text| !names.contains(text)) {
                let text = text.clone();
                draft.push(batch, stamp, Fact::Alias { locus, text });
            }
        }
        draft.push(
            batch,
            stamp,
            Fact::Rebind {
                locus,
                from,
                to,
                path,
            },
        );
        stands.push((locus, Some(node)));
        self.record(draft)?;
        self.stand(&stands)?;
        self.refold([locus].into_iter().chain(holder))?;
        let known = self.store.batch(batch)?.ok_or_else(|| {
            Fault::Refused(Failure::new(ErrorCode::Internal, "the batch was not kept"))
        })?;
        // What its point is now, and how it stands to its neighbours, a reading finds out.
        let job = self.read_notes(AfterRead::Take);
        let reply = self.rebound(&known)?;
        Ok(job.effects.into_iter().fold(reply, Outcome::with))
    }

    fn rebound(&self, batch: &Batch) -> Result<Outcome, Fault> {
        let mut reply = RebindReply {
            from: String::new(),
            path: String::new(),
            reviews: 0,
            merged: 0,
            due: None,
            batch: batch.id.0,
        };
        for entry in &batch.entries {
            match &entry.fact {
                Fact::Rebind { locus, path, .. } => {
                    reply.from = self.path_before(*locus, entry)?;
                    reply.path.clone_from(path);
                    if let Some(known) = self.loci.get(locus) {
                        reply.due = known.due().map(|due| due.to_string());
                        let schedule = known.schedule.as_ref();
                        reply.reviews = schedule.map_or(0, |schedule| schedule.reviews);
                    }
                }
                Fact::Merge { locus, into } => {
                    let reviews = self.store.reviews_of(*into)?;
                    let own = reviews.iter().filter(|review| review.locus == *locus);
                    reply.merged += u32::try_from(own.count()).unwrap_or(u32::MAX);
                }
                _ => {}
            }
        }
        Ok(Outcome::reply(Response::Rebind(reply)))
    }

    /// What the undo of batches writes beside the undo itself, so that what was rebound goes home and what was
    /// merged stands again where it stood.
    pub(in crate::engine) fn unbind(
        &self,
        batches: &[Batch],
        own: BatchId,
        stamp: Stamp,
        draft: &mut Draft,
    ) -> Result<Stands, Fault> {
        let (mut partings, mut back) = (Vec::new(), Vec::new());
        for entry in batches.iter().flat_map(|batch| &batch.entries) {
            match &entry.fact {
                Fact::Rebind { locus, from, .. } => partings.push(Parting {
                    locus: *locus,
                    to: from.clone(),
                    path: self.path_before(*locus, entry)?,
                }),
                Fact::Merge { locus, into } => back.push((*locus, *into)),
                _ => {}
            }
        }
        let mut stands = self.part(partings, own, stamp, draft);
        for (locus, into) in back {
            let Some(node) = self.shelf.node_of(into) else {
                continue;
            };
            if stands.iter().any(|(_, home)| *home == Some(node)) {
                continue;
            }
            let path = self.shelf.path(node).to_owned();
            let to = Some(self.shelf.label_path(node));
            draft.push(own, stamp, Fact::Return { locus, path, to });
            stands.push((locus, Some(node)));
        }
        Ok(stands)
    }

    /// Folds the histories of loci anew, and of those that they are part of.
    pub(in crate::engine) fn refold(
        &mut self,
        loci: impl IntoIterator<Item = LocusId>,
    ) -> Result<(), Fault> {
        let mut refolded = Draft::default();
        let both = loci
            .into_iter()
            .flat_map(|locus| [locus, self.owner(locus)]);
        for locus in unique(both) {
            let history = self.store.reviews_of(locus)?;
            let schedule = Schedule::fold(&history, &self.model)?;
            refolded.schedules.push((locus, schedule));
        }
        self.record(refolded)?;
        Ok(())
    }

    /// The locus that has the reviews of a locus: itself, or what it is part of.
    pub(in crate::engine) fn owner(&self, locus: LocusId) -> LocusId {
        let mut owner = locus;
        // The store keeps no circles.
        while let Some(Presence::Merged { into }) =
            self.loci.get(&owner).map(|known| known.presence)
        {
            owner = into;
        }
        owner
    }

    /// A locus with an id that the user named: by its id, as one that is gone, as one that stands in the notes.
    pub(in crate::engine) fn known_locus(&self, query: &str) -> Result<&LocusRow, Fault> {
        let query = query.trim();
        if let Some(gone) = self.gone_locus(query)? {
            return Ok(gone);
        }
        let found = self.shelf.finder.locus(query);
        let named = found.as_ref().ok().copied();
        let named = named.filter(|node| ends_with(self.shelf.path(*node), query));
        let named = named.and_then(|node| self.loci.get(&self.shelf.id(node)?));
        match (self.gone_ending(query)?, named, found) {
            (Some(gone), Some(live), _) => Err(Fault::Refused(Failure {
                code: ErrorCode::AmbiguousLocus,
                message: format!("\"{query}\" may mean one that is gone: type more of the path"),
                candidates: vec![gone.path.clone(), live.path.clone()],
            })),
            // What is gone by that name comes before what merely resembles it.
            (Some(gone), None, _) => Ok(gone),
            (None, _, Ok(node)) => self.with_history(node),
            (None, _, Err(error)) => Err(Fault::Refused(self.near(query, &error))),
        }
    }

    fn with_history(&self, node: NodeIx) -> Result<&LocusRow, Fault> {
        let known = self.shelf.id(node).and_then(|id| self.loci.get(&id));
        known.ok_or_else(|| {
            invalid(format!(
                "{} has no history that could go on elsewhere",
                self.shelf.path(node)
            ))
        })
    }

    /// Why nothing is called so, with what is gone among the suggestions.
    fn near(&self, query: &str, error: &NotFound) -> Failure {
        let mut failure = not_found(error);
        match error {
            NotFound::Unknown { .. } => {
                let last = query.rsplit('/').next().unwrap_or(query);
                let near = self.gone().filter(|known| known.path.contains(last));
                let mut near: Vec<String> = near.map(|known| known.path.clone()).collect();
                near.sort();
                near.extend(std::mem::take(&mut failure.candidates));
                near.truncate(CANDIDATES);
                failure.candidates = near;
            }
            NotFound::Ambiguous { .. } | NotFound::NotOne { .. } => {}
        }
        failure
    }

    /// The retired locus with just this path, or with this id.
    pub(in crate::engine) fn gone_locus(&self, query: &str) -> Result<Option<&LocusRow>, Fault> {
        if let Ok(id) = query.parse() {
            return Ok(self.loci.get(&self.owner(LocusId(id))));
        }
        self.only(query, |known| known.path == query)
    }

    fn gone_ending(&self, query: &str) -> Result<Option<&LocusRow>, Fault> {
        self.only(query, |known| ends_with(&known.path, query))
    }

    fn gone(&self) -> impl Iterator<Item = &LocusRow> {
        self.loci.values().filter(|known| known.is_retired())
    }

    fn only(
        &self,
        query: &str,
        fits: impl Fn(&LocusRow) -> bool,
    ) -> Result<Option<&LocusRow>, Fault> {
        let mut found: Vec<&LocusRow> = self.gone().filter(|known| fits(known)).collect();
        // What has a history is meant; one without is only the trace of a suspension or a name.
        if found.len() > 1 && found.iter().any(|known| known.schedule.is_some()) {
            found.retain(|known| known.schedule.is_some());
        }
        found.sort_by_key(|known| (known.path.clone(), known.id));
        match found.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            many => {
                let same = many.windows(2).all(|pair| pair[0].path == pair[1].path);
                let name = |known: &&LocusRow| match same {
                    true => known.id.0.to_string(),
                    false => known.path.clone(),
                };
                Err(Fault::Refused(Failure {
                    code: ErrorCode::AmbiguousLocus,
                    message: format!(
                        "\"{query}\" may mean {} that are gone: name one by its id",
                        many.len()
                    ),
                    candidates: many.iter().take(CANDIDATES).map(name).collect(),
                }))
            }
        }
    }
}

/// Whether a path ends with what was typed, at the border of a segment.
fn ends_with(path: &str, typed: &str) -> bool {
    let rest = path.strip_suffix(typed);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

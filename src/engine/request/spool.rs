//! The spool: ratings that were given while no daemon was reachable, applied exactly once.

use std::collections::{BTreeSet, HashMap};

use chrono::DateTime;

use crate::domain::journal::Fact;
use crate::domain::locus::LocusId;
use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::effect::{Effect, Outcome};
use crate::engine::event::{SpooledLog, UnplacedLog};
use crate::engine::fault::Fault;
use crate::engine::request::log::Strangers;
use crate::ipc::protocol::{
    At, ErrorCode, Event as Told, Failure, Log, ProblemInfo, Response, SpoolAssign, SpoolDrop,
    SpoolDropReply, SpoolItem,
};

impl Engine {
    /// Applies ratings from the spool, oldest first. What names no locus is kept aside; what cannot be
    /// written now stays where it is.
    pub(in crate::engine) fn spooled(
        &mut self,
        ratings: Vec<SpooledLog>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let mut outcome = Outcome::default();
        for SpooledLog { id, log } in ratings {
            if self.unplaced.iter().any(|waiting| waiting.id == id) {
                continue;
            }
            let mut written = self.write_log(&log, Strangers::Refused, now);
            if let Err(Fault::Refused(failure)) = &written
                && failure.code == ErrorCode::UnknownLocus
                && log.told_at.is_none()
                && let Some(renamed) = self.renamed_since(&log)?
            {
                written = self.write_log(&renamed, Strangers::Refused, now);
            }
            match written {
                Ok(reply) => {
                    let reviews = u32::try_from(reply.reviews.len()).unwrap_or(u32::MAX);
                    let batch = reply.batch.unwrap_or_default();
                    outcome
                        .effects
                        .push(Effect::Tell(Told::Logged { reviews, batch }));
                    outcome.effects.push(Effect::Unspool { id });
                }
                Err(Fault::Refused(failure)) => {
                    let Failure {
                        message: why,
                        candidates,
                        ..
                    } = failure;
                    outcome.effects.push(Effect::MarkUnplaced {
                        id: id.clone(),
                        why: why.clone(),
                        candidates: candidates.clone(),
                    });
                    self.unplaced.push(UnplacedLog {
                        id,
                        log,
                        why,
                        candidates,
                    });
                }
                Err(fault @ (Fault::Store(_) | Fault::Memory(_))) => return Err(fault),
            }
        }
        Ok(outcome)
    }

    /// A rating with the paths of now, if what it names was renamed since it was given: a scope that names
    /// nothing now was the path of exactly one locus that stands in the notes.
    fn renamed_since(&self, log: &Log) -> Result<Option<Log>, Fault> {
        let at = log.at.as_deref().map(DateTime::parse_from_rfc3339);
        let Some(Ok(at)) = at else {
            return Ok(None);
        };
        let mut former: HashMap<String, BTreeSet<LocusId>> = HashMap::new();
        for entry in self.store.moves_since(at.timestamp_millis())? {
            if let Fact::Move { locus, .. } = entry.fact {
                let path = self.path_before(locus, &entry)?;
                former.entry(path).or_default().insert(locus);
            }
        }
        let now = |scope: &String| -> Option<String> {
            let loci = former.get(scope)?.iter();
            let mut nodes = loci.filter_map(|locus| self.shelf.node_of(*locus));
            let (node, None) = (nodes.next()?, nodes.next()) else {
                return None;
            };
            Some(self.shelf.path(node).to_owned())
        };
        let mut log = log.clone();
        let mut renamed = None;
        let own = log.ratings.iter_mut().map(|own| &mut own.locus);
        for scope in log.scopes.iter_mut().chain(own) {
            if self.shelf.finder.scope(scope).is_err()
                && let Some(path) = now(scope)
            {
                renamed = Some(());
                *scope = path;
            }
        }
        Ok(renamed.map(|()| log))
    }

    /// A rating of paths that were told, for a scope that a user typed: all of it as it stands now, without what
    /// is gone.
    fn tell_anew(&self, log: &mut Log, now: Now) -> Result<(), Fault> {
        let reading = self.reading(log.told_at.as_deref())?;
        for scope in &mut log.scopes {
            *scope = self.shelf.finder.scope(scope)?.path;
        }
        log.ratings
            .retain_mut(|own| match self.read_locus(&own.locus, &reading) {
                Ok(node) => {
                    self.shelf.path(node).clone_into(&mut own.locus);
                    true
                }
                Err(_) => false,
            });
        log.told_at = Some(now.at.to_rfc3339());
        Ok(())
    }

    /// Learns which ratings the spool keeps aside. One that is in the journal by now is forgotten.
    pub(in crate::engine) fn unplaced_found(
        &mut self,
        ratings: Vec<UnplacedLog>,
        troubles: Vec<ProblemInfo>,
    ) -> Result<Outcome, Fault> {
        self.spool_troubles = troubles;
        let mut outcome = Outcome::default();
        self.unplaced.clear();
        for rating in ratings {
            let known = match rating.log.batch_id {
                Some(id) => self
                    .store
                    .batch(crate::domain::review::BatchId(id))?
                    .is_some(),
                None => false,
            };
            if known {
                outcome.effects.push(Effect::Unspool { id: rating.id });
            } else {
                self.unplaced.push(rating);
            }
        }
        Ok(outcome)
    }

    /// The ratings that wait for a locus.
    pub(in crate::engine) fn spool_list(&self) -> Outcome {
        let items = self
            .unplaced
            .iter()
            .map(|waiting| SpoolItem {
                id: waiting.id.clone(),
                rating: waiting.log.rating,
                query: waiting.log.query(),
                at: waiting.log.at.clone().unwrap_or_default(),
                candidates: waiting.candidates.clone(),
                why: waiting.why.clone(),
            })
            .collect();
        Outcome::reply(Response::Spool(items))
    }

    /// Logs a waiting rating for the scope it was meant for. It must not be refused again for what it was
    /// refused for: names that the scope does not hold are left out and told, and a time before the last
    /// review is moved behind it.
    pub(in crate::engine) fn spool_assign(
        &mut self,
        assign: &SpoolAssign,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let place = self.waiting(&assign.id)?;
        let waiting = &self.unplaced[place];
        let id = waiting.id.clone();
        let mut log = Log {
            scopes: vec![assign.scope.clone()],
            at_kind: At::Live,
            ..waiting.log.clone()
        };
        if log.told_at.is_some() {
            self.tell_anew(&mut log, now)?;
        }
        let outcome = self.log_with(&log, Strangers::Ignored, now)?;
        self.unplaced.remove(place);
        Ok(outcome.with(Effect::Unspool { id }))
    }

    /// Forgets a waiting rating, and tells the command that would log it.
    pub(in crate::engine) fn spool_drop(&mut self, drop: &SpoolDrop) -> Result<Outcome, Fault> {
        let place = self.waiting(&drop.id)?;
        let UnplacedLog { id, log, .. } = self.unplaced.remove(place);
        let again = log.command();
        let reply = Response::SpoolDrop(SpoolDropReply {
            dropped: id.clone(),
            again,
        });
        Ok(Outcome::reply(reply).with(Effect::Unspool { id }))
    }

    fn waiting(&self, prefix: &str) -> Result<usize, Fault> {
        let hits: Vec<usize> = self
            .unplaced
            .iter()
            .enumerate()
            .filter(|(_, waiting)| !prefix.is_empty() && waiting.id.starts_with(prefix))
            .map(|(place, _)| place)
            .collect();
        match hits.as_slice() {
            [one] => Ok(*one),
            [] => Err(Fault::Refused(Failure::new(
                ErrorCode::UnknownLocus,
                format!("no waiting rating is called `{prefix}`: see loci spool"),
            ))),
            many => Err(Fault::Refused(Failure {
                code: ErrorCode::AmbiguousLocus,
                message: format!("`{prefix}` begins {} ids: give more of it", many.len()),
                candidates: many
                    .iter()
                    .map(|place| self.unplaced[*place].id.clone())
                    .collect(),
            })),
        }
    }
}

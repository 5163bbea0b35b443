//! `log`: one or more recalls, all or nothing, and never twice.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::atlas::NodeIx;
use crate::domain::day::Calendar;
use crate::domain::find::ScopeKind;
use crate::domain::journal::{Entry, Fact};
use crate::domain::locus::LocusId;
use crate::domain::now::{Now, Secs};
use crate::domain::rating::Rating;
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::schedule::{Schedule, Step};
use crate::engine::Engine;
use crate::engine::convert::{local_time, time};
use crate::engine::effect::{Effect, Outcome};
use crate::engine::fault::{Fault, invalid};
use crate::engine::record::Draft;
use crate::ipc::protocol::{At, Event as Told, Log, LogReply, LoggedReview, Response};
use crate::store::read::{Asking, Batch};

/// When a recall took place.
#[derive(Clone, Copy)]
enum When {
    /// The user said so; it must fit.
    Stated(DateTime<Utc>),
    /// It was typed then; it is moved behind the last review if a clock was set back.
    Live(DateTime<Utc>),
}

impl Engine {
    /// Writes the reviews of one recall.
    pub(in crate::engine) fn log(&mut self, log: &Log, now: Now) -> Result<Outcome, Fault> {
        let reply = self.write_log(log, now)?;
        let told = Told::Logged {
            reviews: u32::try_from(reply.reviews.len()).unwrap_or(u32::MAX),
            batch: reply.batch.unwrap_or_default(),
        };
        Ok(Outcome::reply(Response::Log(reply)).with(Effect::Tell(told)))
    }

    /// The same without an outcome, for ratings from the spool.
    pub(in crate::engine) fn write_log(&mut self, log: &Log, now: Now) -> Result<LogReply, Fault> {
        let batch = match log.batch_id {
            Some(id) => BatchId(id),
            None => self.own_batch(now),
        };
        if let Some(known) = self.store.batch(batch)? {
            return self.logged_before(&known);
        }
        let source = match log.source.as_deref() {
            None => Source::Log,
            Some(word) => Source::from_word(word)
                .ok_or_else(|| invalid(format!("`{word}` is no source: use log or review")))?,
        };
        let when = when(log, now)?;
        let ratings = self.ratings(log)?;
        let took = log.took_secs.map(|took| share(took, ratings.len()));
        let mut draft = Draft::default();
        let mut logged = Vec::new();
        for (node, rating) in ratings {
            let review = self.plan_review(node, rating, when, now, batch, &mut draft)?;
            let (step, mut review) = review;
            review.source = source;
            review.took = took;
            review.note.clone_from(&log.note);
            let before = self
                .loci
                .get(&review.locus)
                .and_then(|known| known.schedule.as_ref());
            let schedule = Schedule::apply(before, &review, &self.model)?;
            logged.push(self.logged(node, &review, &schedule, step.interval_days));
            draft.schedules.push((review.locus, Some(schedule)));
            let stamp = self.calendar(now).stamp(now.at);
            draft.entries.push(Entry {
                id: review.id.0,
                batch,
                stamp,
                fact: Fact::Review(review),
            });
        }
        self.record(draft)?;
        Ok(LogReply {
            reviews: logged,
            spooled: false,
            batch: Some(batch.0),
        })
    }

    /// Which nodes are rated, and how: the scopes' nodes with the exceptions that were named.
    fn ratings(&self, log: &Log) -> Result<Vec<(NodeIx, Rating)>, Fault> {
        let rating = Rating::from_number(log.rating)?;
        if log.scopes.is_empty() {
            return Err(invalid(
                "a log needs at least one scope: name a locus, a map or a palace",
            ));
        }
        let mut nodes = BTreeSet::new();
        for query in &log.scopes {
            let scope = self.shelf.finder.scope(query)?;
            match scope.what {
                ScopeKind::Locus => nodes.extend(scope.nodes),
                // What is suspended is not asked, so a larger scope does not rate it.
                ScopeKind::Group => nodes.extend(
                    scope
                        .nodes
                        .into_iter()
                        .filter(|node| self.asking(*node) == Asking::Asked),
                ),
            }
        }
        if nodes.is_empty() {
            return Err(invalid(
                "nothing in this scope can be rated: all of it is suspended",
            ));
        }
        let within: Vec<NodeIx> = nodes.into_iter().collect();
        let mut ratings: HashMap<NodeIx, Rating> =
            within.iter().map(|node| (*node, rating)).collect();
        for (names, rating) in [(&log.hard, Rating::Hard), (&log.missed, Rating::Again)] {
            for name in names {
                ratings.insert(self.shelf.finder.within(&within, name)?, rating);
            }
        }
        Ok(within
            .into_iter()
            .filter_map(|node| Some((node, *ratings.get(&node)?)))
            .collect())
    }

    fn plan_review(
        &self,
        node: NodeIx,
        rating: Rating,
        when: When,
        now: Now,
        batch: BatchId,
        draft: &mut Draft,
    ) -> Result<(Step, Review), Fault> {
        let calendar = self.calendar(now);
        let before = self.schedule(node);
        let at = match (when, before.map(|schedule| schedule.last)) {
            (When::Stated(at), Some(last)) if at.timestamp_millis() < last.at_ms => {
                return Err(invalid(format!(
                    "{} was reviewed later than that, at {}: use `loci undo` first, or `loci import` for old reviews",
                    self.shelf.path(node),
                    time(&last)
                )));
            }
            // Always behind the last review, by a millisecond if need be: histories are folded by time.
            (When::Stated(at) | When::Live(at), Some(last)) => {
                at.max(last.utc() + TimeDelta::milliseconds(1))
            }
            (When::Stated(at) | When::Live(at), None) => at,
        };
        let stamp = calendar.stamp(at);
        let step = Schedule::step(
            before,
            rating,
            stamp.day,
            self.setup.settings.intervals,
            &self.model,
        )?;
        let locus = self.id_or_birth(node, draft, batch, calendar.stamp(now.at));
        let review = Review {
            id: ReviewId::logged(batch, locus),
            locus,
            rating,
            stamp,
            due: stamp.day.plus(step.interval_days),
            took: None,
            source: Source::Log,
            note: None,
        };
        Ok((step, review))
    }

    /// The answer to a retry: what the batch wrote the first time.
    fn logged_before(&self, batch: &Batch) -> Result<LogReply, Fault> {
        let mut reviews = Vec::new();
        for entry in &batch.entries {
            let Fact::Review(review) = &entry.fact else {
                continue;
            };
            let (schedule, interval_days) = self.after(review)?;
            reviews.push(match self.shelf.node_of(review.locus) {
                Some(node) => self.logged(node, review, &schedule, interval_days),
                None => self.logged_gone(review, &schedule, interval_days),
            });
        }
        Ok(LogReply {
            reviews,
            spooled: false,
            batch: Some(batch.id.0),
        })
    }

    /// The state after a review that is in the journal already.
    fn after(&self, review: &Review) -> Result<(Schedule, u32), Fault> {
        let mut history = self.store.reviews_of(review.locus)?;
        history.retain(|other| other.order() < review.order());
        let before = Schedule::fold(&history, &self.model)?;
        let schedule = Schedule::apply(before.as_ref(), review, &self.model)?;
        Ok((schedule, review.due.days_since(review.stamp.day)))
    }

    fn logged(
        &self,
        node: NodeIx,
        review: &Review,
        after: &Schedule,
        interval_days: u32,
    ) -> LoggedReview {
        let label = &self.shelf.atlas.node(node).label;
        logged(self.shelf.path(node), label, review, after, interval_days)
    }

    fn logged_gone(&self, review: &Review, after: &Schedule, interval_days: u32) -> LoggedReview {
        let known = self.loci.get(&review.locus);
        let path = known.map_or("", |known| known.path.as_str());
        let label = known
            .and_then(|known| known.label_path.last())
            .map_or("", String::as_str);
        logged(path, label, review, after, interval_days)
    }
}

fn logged(
    path: &str,
    label: &str,
    review: &Review,
    after: &Schedule,
    interval_days: u32,
) -> LoggedReview {
    LoggedReview {
        id: review.id.0,
        locus: review.locus.0,
        path: path.to_owned(),
        label: label.to_owned(),
        rating: review.rating.number(),
        at: time(&review.stamp),
        stability: after.memory.stability,
        difficulty: after.memory.difficulty,
        interval_days,
        due: review.due.to_string(),
    }
}

/// Reads `at`: RFC 3339, not in the future if the user stated it.
fn when(log: &Log, now: Now) -> Result<When, Fault> {
    let Some(text) = &log.at else {
        return Ok(When::Live(now.at));
    };
    let at = instant(text)?;
    match log.at_kind {
        At::Stated if at > now.at => {
            let utc = Calendar {
                zone: now.zone,
                rollover: chrono::NaiveTime::MIN,
            };
            Err(invalid(format!(
                "{} lies in the future: a recall is logged after it",
                local_time(at, &utc)
            )))
        }
        At::Stated => Ok(When::Stated(at)),
        // A clock that was set back since must not put a review into the future.
        At::Live => Ok(When::Live(at.min(now.at))),
    }
}

/// An RFC 3339 instant, to the millisecond that the journal keeps.
pub(in crate::engine) fn instant(text: &str) -> Result<DateTime<Utc>, Fault> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .and_then(|at| DateTime::from_timestamp_millis(at.timestamp_millis()))
        .ok_or_else(|| {
            invalid(format!(
                "`{text}` is no time: write it like 2026-01-31T09:30:00+01:00"
            ))
        })
}

/// One locus's share of a measured time, in whole seconds, at least 1.
fn share(took_secs: u32, loci: usize) -> Secs {
    let loci = u32::try_from(loci.max(1)).unwrap_or(u32::MAX);
    Secs((took_secs.saturating_add(loci / 2) / loci).max(1))
}

/// The id of a request's batch, or one of our own.
pub(in crate::engine) fn batch_or_own(engine: &mut Engine, id: Option<Uuid>, now: Now) -> BatchId {
    match id {
        Some(id) => BatchId(id),
        None => engine.own_batch(now),
    }
}

/// Loci in the order of their first mention.
pub(in crate::engine) fn unique(loci: impl IntoIterator<Item = LocusId>) -> Vec<LocusId> {
    let mut seen = BTreeSet::new();
    loci.into_iter()
        .filter(|locus| seen.insert(*locus))
        .collect()
}

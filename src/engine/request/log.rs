//! `log`: one or more recalls, all or nothing, and never twice.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::atlas::NodeIx;
use crate::domain::day::Calendar;
use crate::domain::find::{NotFound, ScopeKind};
use crate::domain::journal::{Entry, Fact};
use crate::domain::locus::LocusId;
use crate::domain::now::{Now, Secs};
use crate::domain::rating::Rating;
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::schedule::Schedule;
use crate::engine::Engine;
use crate::engine::convert::{local_time, time};
use crate::engine::effect::{Effect, Outcome};
use crate::engine::fault::{Fault, invalid, not_found};
use crate::engine::record::Draft;
use crate::engine::request::told::Reading;
use crate::engine::spread::Planned;
use crate::ipc::protocol::{
    At, ErrorCode, Event as Told, Failure, Log, LogReply, LoggedReview, OwnRating, Response,
};
use crate::store::read::{Asking, Batch};

/// What becomes of an exception that the scope does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Strangers {
    /// The log is refused.
    Refused,
    /// They are left out, and told.
    Ignored,
}

/// What a log rates.
struct Rated {
    /// In note order.
    ratings: Vec<(NodeIx, Rating)>,
    /// Suspended members of larger scopes.
    skipped: Vec<NodeIx>,
    /// Exceptions that the scope does not hold.
    ignored: Vec<String>,
}

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
        self.log_with(log, Strangers::Refused, now)
    }

    /// The same, with a choice of what becomes of names that the scope does not hold.
    pub(in crate::engine) fn log_with(
        &mut self,
        log: &Log,
        strangers: Strangers,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let reply = self.write_log(log, strangers, now)?;
        let told = Told::Logged {
            reviews: u32::try_from(reply.reviews.len()).unwrap_or(u32::MAX),
            batch: reply.batch.unwrap_or_default(),
        };
        Ok(Outcome::reply(Response::Log(reply)).with(Effect::Tell(told)))
    }

    /// Writes the reviews of a log whose ratings lay in a file.
    pub(in crate::engine) fn ratings_read(
        &mut self,
        mut log: Log,
        result: Result<Vec<OwnRating>, Failure>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        log.ratings.extend(result?);
        log.ratings_path = None;
        self.log(&log, now)
    }

    /// The same without an outcome, for ratings from the spool.
    pub(in crate::engine) fn write_log(
        &mut self,
        log: &Log,
        strangers: Strangers,
        now: Now,
    ) -> Result<LogReply, Fault> {
        let batch = match log.batch_id {
            Some(id) => BatchId(id),
            None => self.own_batch(now),
        };
        if self.store.has_batch(batch)?
            && let Some(known) = self.store.batch(batch)?
        {
            same_kind(&known, |fact| matches!(fact, Fact::Review(_)))?;
            return self.logged_before(&known);
        }
        if log.ratings_path.is_some() {
            return Err(invalid(
                "ratings in a file cannot wait in the spool: log them again",
            ));
        }
        let source = match log.source.as_deref() {
            None => Source::Log,
            Some(word) => Source::from_word(word).ok_or_else(|| {
                invalid(format!(
                    "`{word}` is no source: use log, review, recall, walk, explain, mock or card"
                ))
            })?,
        };
        let answer = self.mock_answer(log, source)?;
        let when = when(log, now)?;
        let Rated {
            ratings,
            skipped,
            ignored,
        } = self.rated(log, strangers)?;
        let took = log.took_secs.map(|took| share(took, ratings.len()));
        let mut draft = Draft::default();
        let mut logged = Vec::new();
        let mut planned = Vec::new();
        let nodes: Vec<NodeIx> = ratings.iter().map(|(node, _)| *node).collect();
        for (node, rating) in ratings {
            planned.push(self.plan_review(node, rating, when, now, batch, &mut draft)?);
        }
        self.choose_days(&mut planned, now);
        for plan in planned {
            let Planned {
                node,
                step,
                mut review,
            } = plan;
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
        let stamp = self.stamp_of_plan(now);
        if let Some((answer, held)) = answer {
            for fact in self.done_by_late_answer(&held, now)? {
                draft.push(batch, stamp, fact);
            }
            let said = self.calendar(now).stamp(now.at);
            draft.push(batch, said, Fact::MockAnswer(answer));
        }
        for fact in self.done_by_reviews(source, &nodes, log.took_secs.map(Secs), now) {
            draft.push(batch, stamp, fact);
        }
        self.record(draft)?;
        self.tick_reviews(batch, now)?;
        Ok(LogReply {
            reviews: logged,
            spooled: false,
            batch: Some(batch.0),
            skipped: self.paths(&skipped),
            ignored,
        })
    }

    /// Which nodes are rated, and how: the scopes' nodes with the exceptions that were named.
    fn rated(&self, log: &Log, strangers: Strangers) -> Result<Rated, Fault> {
        let rating = Rating::from_number(log.rating)?;
        let reading = self.reading(log.told_at.as_deref())?;
        let mut ignored = Vec::new();
        let own = match log.answer {
            None => self.own_ratings(&log.ratings, &reading)?,
            // What was said is rated, whatever became of the notes meanwhile.
            Some(_) => {
                let (stands, gone) = self.still_there(&log.ratings, &reading)?;
                ignored.extend(gone);
                self.own_ratings(&stands, &reading)?
            }
        };
        let (mut within, skipped) = self.members(&log.scopes, &own, &reading)?;
        let mut exceptions: HashMap<NodeIx, Rating> = HashMap::new();
        for (names, rating) in [(&log.hard, Rating::Hard), (&log.missed, Rating::Again)] {
            for name in names {
                let node = match (self.within(&within, &skipped, name), strangers) {
                    (Ok(node), _) => node,
                    (Err(_), Strangers::Ignored) => {
                        ignored.push(name.clone());
                        continue;
                    }
                    (Err(failure), Strangers::Refused) => return Err(failure.into()),
                };
                if exceptions
                    .insert(node, rating)
                    .is_some_and(|before| before != rating)
                {
                    return Err(invalid(format!(
                        "{} is named as missed and as hard: choose one",
                        self.shelf.path(node)
                    )));
                }
            }
        }
        within.extend(own.keys().copied());
        within.sort_unstable();
        within.dedup();
        exceptions.extend(own);
        let rate = |node: NodeIx| (node, exceptions.get(&node).copied().unwrap_or(rating));
        Ok(Rated {
            ratings: within.into_iter().map(rate).collect(),
            skipped,
            ignored,
        })
    }

    /// The loci that have a rating of their own.
    fn own_ratings(
        &self,
        ratings: &[OwnRating],
        reading: &Reading,
    ) -> Result<HashMap<NodeIx, Rating>, Fault> {
        let mut own: HashMap<NodeIx, Rating> = HashMap::new();
        for OwnRating { locus, rating } in ratings {
            let node = self.read_locus(locus, reading)?;
            let rating = Rating::from_number(*rating)?;
            if own
                .insert(node, rating)
                .is_some_and(|before| before != rating)
            {
                return Err(invalid(format!(
                    "{} has two ratings: choose one",
                    self.shelf.path(node)
                )));
            }
        }
        Ok(own)
    }

    /// The ratings of loci that stand in the notes, and the names of those that are gone; it fails if all are.
    fn still_there(
        &self,
        ratings: &[OwnRating],
        reading: &Reading,
    ) -> Result<(Vec<OwnRating>, Vec<String>), Fault> {
        let (mut stands, mut gone, mut why) = (Vec::new(), Vec::new(), None);
        for rating in ratings {
            match self.read_locus(&rating.locus, reading) {
                Ok(_) => stands.push(rating.clone()),
                Err(Fault::Refused(failure)) if failure.code == ErrorCode::UnknownLocus => {
                    gone.push(rating.locus.clone());
                    why.get_or_insert(failure);
                }
                Err(other) => return Err(other),
            }
        }
        match why.filter(|_| stands.is_empty()) {
            Some(failure) => Err(failure.into()),
            None => Ok((stands, gone)),
        }
    }

    /// What scopes hold, in note order: what is rated, and what is not because it is suspended.
    fn members(
        &self,
        scopes: &[String],
        own: &HashMap<NodeIx, Rating>,
        reading: &Reading,
    ) -> Result<(Vec<NodeIx>, Vec<NodeIx>), Fault> {
        if scopes.is_empty() && own.is_empty() {
            return Err(invalid(
                "a log needs at least one scope: name a locus, a map or a palace",
            ));
        }
        let (mut within, mut skipped) = (BTreeSet::new(), BTreeSet::new());
        for query in scopes {
            let scope = self.read_scope(query, reading)?;
            for node in scope.nodes {
                match (scope.what, self.asking(node)) {
                    (ScopeKind::Locus, _) | (ScopeKind::Group, Asking::Asked) => {
                        within.insert(node)
                    }
                    // What is suspended is not asked, so a larger scope does not rate it.
                    (ScopeKind::Group, Asking::Suspended) => skipped.insert(node),
                };
            }
        }
        if within.is_empty() && own.is_empty() {
            return Err(invalid(
                "nothing in this scope can be rated: all of it is suspended",
            ));
        }
        skipped.retain(|node| !within.contains(node));
        Ok((within.into_iter().collect(), skipped.into_iter().collect()))
    }

    /// The one member that a name means. What is elsewhere in the notes is told apart from what is nowhere.
    fn within(&self, within: &[NodeIx], skipped: &[NodeIx], name: &str) -> Result<NodeIx, Failure> {
        let finder = &self.shelf.finder;
        let error = match finder.within(within, name) {
            Ok(node) => return Ok(node),
            Err(error) => error,
        };
        let NotFound::Unknown { suggestions, .. } = &error else {
            return Err(not_found(&error));
        };
        let message = if finder.within(skipped, name).is_ok() {
            format!("`{name}` is suspended: `loci unsuspend` it, or leave it out")
        } else if let Err(NotFound::Unknown { .. }) = finder.scope(name) {
            return Err(not_found(&error));
        } else {
            format!("`{name}` is not in this scope")
        };
        Err(Failure {
            code: ErrorCode::UnknownLocus,
            message,
            candidates: suggestions.clone(),
        })
    }

    fn paths(&self, nodes: &[NodeIx]) -> Vec<String> {
        let path = |node: &NodeIx| self.shelf.path(*node).to_owned();
        nodes.iter().map(path).collect()
    }

    fn plan_review(
        &self,
        node: NodeIx,
        rating: Rating,
        when: When,
        now: Now,
        batch: BatchId,
        draft: &mut Draft,
    ) -> Result<Planned, Fault> {
        let calendar = self.calendar(now);
        let before = self.schedule(node);
        let at = match (when, before.map(|schedule| schedule.last)) {
            (When::Stated(at), Some(last)) if at.timestamp_millis() < last.at_ms => {
                return Err(invalid(format!(
                    "{} was reviewed later than that, at {}: use `loci undo` first, or `loci import` for old reviews",
                    self.shelf.path(node),
                    local_time(last.utc(), &calendar)
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
        Ok(Planned { node, step, review })
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
            skipped: Vec::new(),
            ignored: Vec::new(),
        })
    }

    /// The state after a review that is in the journal already.
    fn after(&self, review: &Review) -> Result<(Schedule, u32), Fault> {
        let mut history = self.store.reviews_of(self.owner(review.locus))?;
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

/// Refuses a batch that was used by another kind of command: its retry would answer that all is done.
pub(in crate::engine) fn same_kind(
    known: &Batch,
    is_ours: impl Fn(&Fact) -> bool,
) -> Result<(), Fault> {
    if known.entries.iter().any(|entry| is_ours(&entry.fact)) {
        return Ok(());
    }
    Err(invalid(
        "this batch_id was used for something else: make a new one for each command",
    ))
}

/// Loci in the order of their first mention.
pub(in crate::engine) fn unique(loci: impl IntoIterator<Item = LocusId>) -> Vec<LocusId> {
    let mut seen = BTreeSet::new();
    loci.into_iter()
        .filter(|locus| seen.insert(*locus))
        .collect()
}

//! `import`: reviews or a journal from a file, all or nothing, and a second time nothing.

mod facts;
mod journal;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::journal::{Entry, Fact};
use crate::domain::locus::LocusId;
use crate::domain::now::{Now, Secs};
use crate::domain::rating::Rating;
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::schedule::Schedule;
use crate::engine::Engine;
use crate::engine::effect::{Effect, Outcome};
use crate::engine::event::{ImportText, Lines};
use crate::engine::fault::{Fault, bad_input};
use crate::engine::record::Draft;
use crate::ipc::journal::ImportLine;
use crate::ipc::protocol::{Event as Told, Failure, Import, ImportReply, Response};
use crate::store::read::Standing;

impl Engine {
    /// Takes what the worker read.
    pub(in crate::engine) fn import_read(
        &mut self,
        import: &Import,
        result: Result<ImportText, Failure>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        match result? {
            ImportText::Reviews(lines) => self.import_reviews(&import.path, &lines, now),
            ImportText::Journal(lines) => self.import_journal(&import.path, &lines, now),
        }
    }

    fn import_reviews(
        &mut self,
        path: &str,
        lines: &Lines<ImportLine>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let batch = self.own_batch(now);
        let mut draft = Draft::default();
        let mut by_locus: BTreeMap<LocusId, Vec<Review>> = BTreeMap::new();
        for (number, line) in &lines.good {
            let review = self
                .imported(line, now, batch, &mut draft)
                .map_err(|fault| at_line(path, *number, fault))?;
            by_locus.entry(review.locus).or_default().push(review);
        }
        refuse_bad(path, lines)?;
        let (mut added, mut known) = (0, 0);
        for (locus, reviews) in by_locus {
            let (new, old) = self.weave(locus, reviews, batch, now, &mut draft)?;
            added += new;
            known += old;
        }
        if added == 0 {
            return Ok(Outcome::reply(Response::Import(ImportReply {
                added,
                known,
                batch: None,
            })));
        }
        self.record(draft)?;
        let reply = Response::Import(ImportReply {
            added,
            known,
            batch: Some(batch.0),
        });
        let reviews = u32::try_from(added).unwrap_or(u32::MAX);
        Ok(Outcome::reply(reply).with(Effect::Tell(Told::Logged {
            reviews,
            batch: batch.0,
        })))
    }

    fn imported(
        &self,
        line: &ImportLine,
        now: Now,
        batch: BatchId,
        draft: &mut Draft,
    ) -> Result<Review, Fault> {
        let rating = Rating::from_number(line.rating)?;
        let at = super::log::instant(&line.at)?;
        if at > now.at {
            return Err(bad_input(format!("{} lies in the future", line.at)));
        }
        let node = self.shelf.finder.locus(&line.locus)?;
        let calendar = self.calendar(now);
        let stamp = calendar.stamp(at);
        let locus = self.id_or_birth(node, draft, batch, calendar.stamp(now.at));
        Ok(Review {
            id: ReviewId::imported(locus, stamp.at_ms, rating),
            locus,
            rating,
            stamp,
            due: stamp.day,
            took: line.took_secs.map(Secs),
            source: Source::Import,
            note: None,
        })
    }

    /// Puts new reviews among those that are there: each gets the due day that it would have had then. The
    /// due days of reviews that are there already stay as they are.
    fn weave(
        &self,
        locus: LocusId,
        imported: Vec<Review>,
        batch: BatchId,
        now: Now,
        draft: &mut Draft,
    ) -> Result<(u64, u64), Fault> {
        let mut history = self.store.reviews_of(locus)?;
        let mut new: BTreeMap<ReviewId, Review> = BTreeMap::new();
        let mut known = 0;
        for mut review in imported {
            let standing = self.settle_id(&mut review)?;
            // The same line twice in one file is one review.
            if standing == Some(Standing::Stands) || new.insert(review.id, review).is_some() {
                known += 1;
            }
        }
        let ids: BTreeSet<ReviewId> = new.keys().copied().collect();
        history.extend(new.into_values());
        history.sort_by_key(Review::order);
        let mut schedule: Option<Schedule> = None;
        let stamp = self.calendar(now).stamp(now.at);
        for review in &mut history {
            if ids.contains(&review.id) {
                let intervals = self.setup.settings.intervals;
                let step = Schedule::step(
                    schedule.as_ref(),
                    review.rating,
                    review.stamp.day,
                    intervals,
                    &self.model,
                )?;
                review.due = review.stamp.day.plus(step.interval_days);
                let fact = Fact::Review(review.clone());
                draft.entries.push(Entry {
                    id: review.id.0,
                    batch,
                    stamp,
                    fact,
                });
            }
            schedule = Some(Schedule::apply(schedule.as_ref(), review, &self.model)?);
        }
        draft.schedules.push((locus, schedule));
        Ok((ids.len() as u64, known))
    }

    /// Gives a review the first of its ids that was not taken back, and tells whether it is there.
    fn settle_id(&self, review: &mut Review) -> Result<Option<Standing>, Fault> {
        loop {
            match self.store.standing_of(review)? {
                Some(Standing::Undone) => review.id = review.id.again(),
                standing @ (Some(Standing::Stands) | None) => return Ok(standing),
            }
        }
    }
}

/// Refuses a file for the line that could not be read; all before it were good.
fn refuse_bad<T>(path: &str, lines: &Lines<T>) -> Result<(), Fault> {
    match &lines.bad {
        None => Ok(()),
        Some(bad) => Err(bad_input(format!(
            "{path}: line {} {}; nothing was imported",
            bad.number, bad.why
        ))),
    }
}

fn at_line(path: &str, number: u32, fault: Fault) -> Fault {
    match fault {
        Fault::Refused(failure) => {
            let message = format!(
                "{path}: line {number}: {}; nothing was imported",
                failure.message
            );
            match bad_input(message) {
                Fault::Refused(bad) => Fault::Refused(Failure {
                    candidates: failure.candidates,
                    ..bad
                }),
                other @ (Fault::Store(_) | Fault::Memory(_)) => other,
            }
        }
        other @ (Fault::Store(_) | Fault::Memory(_)) => other,
    }
}

//! `import`: reviews or a journal from a file, all or nothing, and a second time nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::DateTime;
use uuid::Uuid;

use crate::domain::day::Stamp;
use crate::domain::journal::{Birth, Entry, Fact, Undoable};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::now::{BootInstant, Now, Secs};
use crate::domain::rating::Rating;
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::schedule::Schedule;
use crate::domain::timebox::{BoxEnd, BoxId, BoxKind, BoxStart, Ending};
use crate::engine::Engine;
use crate::engine::effect::{AfterRead, Effect, Outcome};
use crate::engine::event::ImportText;
use crate::engine::fault::{Fault, bad_input};
use crate::engine::record::Draft;
use crate::ipc::journal::{FactLine, ImportLine, JournalLine};
use crate::ipc::protocol::{Event as Told, Failure, Import, ImportReply, Response};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::read::Standing;
use crate::store::write::Appended;

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
        lines: &[(u32, ImportLine)],
        now: Now,
    ) -> Result<Outcome, Fault> {
        let batch = self.own_batch(now);
        let mut draft = Draft::default();
        let mut by_locus: BTreeMap<LocusId, Vec<Review>> = BTreeMap::new();
        for (number, line) in lines {
            let review = self
                .imported(line, now, batch, &mut draft)
                .map_err(|fault| at_line(path, *number, fault))?;
            by_locus.entry(review.locus).or_default().push(review);
        }
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

    /// Adds the facts that are not there yet, then makes every projection anew.
    fn import_journal(
        &mut self,
        path: &str,
        lines: &[(u32, JournalLine)],
        now: Now,
    ) -> Result<Outcome, Fault> {
        self.write()?;
        let (mut added, mut known) = (0, 0);
        let mut brought = Brought::default();
        for (number, line) in lines {
            let at_line = |fault| at_line(path, *number, fault);
            let entry = entry(line).map_err(at_line)?;
            let news = brought.news(&self.store, entry.batch)?;
            match self
                .store
                .append(&entry)
                .map_err(contradicting)
                .map_err(at_line)?
            {
                Appended::New => {
                    added += 1;
                    brought.add(&entry, news);
                }
                Appended::Known => known += 1,
            }
        }
        let batch = self.record_import(brought, now)?;
        let reply = Outcome::reply(Response::Import(ImportReply {
            added,
            known,
            batch: batch.map(|batch| batch.0),
        }));
        if added == 0 {
            return Ok(reply);
        }
        crate::store::repair::replay(&mut self.store, &self.model)?;
        self.load()?;
        // Which of the loci stand in the notes is for the next reading to find out.
        let job = self.read_notes(AfterRead::Take);
        Ok(job.effects.into_iter().fold(reply, Outcome::with))
    }

    /// Writes down what one undo is to take back, if there is anything.
    fn record_import(&mut self, brought: Brought, now: Now) -> Result<Option<BatchId>, Fault> {
        if brought.undoable == Undoable::No {
            return Ok(None);
        }
        let batch = self.own_batch(now);
        let mut draft = Draft::default();
        let batches = brought.batches;
        draft.push(
            batch,
            self.calendar(now).stamp(now.at),
            Fact::Import { batches },
        );
        self.record(draft)?;
        Ok(Some(batch))
    }
}

/// Whether a batch was in the journal before an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    /// Not a fact of it.
    All,
    /// At least in part.
    Some,
}

/// The batches that an import brings.
struct Brought {
    seen: HashMap<BatchId, News>,
    /// Those that were not here before, in the order of the file.
    batches: Vec<BatchId>,
    listed: HashSet<BatchId>,
    /// Whether an undo would take anything back.
    undoable: Undoable,
}

impl Default for Brought {
    fn default() -> Brought {
        Brought {
            seen: HashMap::new(),
            batches: Vec::new(),
            listed: HashSet::new(),
            undoable: Undoable::No,
        }
    }
}

impl Brought {
    /// Whether a batch is news; to be asked before any of it is appended.
    fn news(&mut self, store: &Store, batch: BatchId) -> Result<News, Fault> {
        if let Some(news) = self.seen.get(&batch) {
            return Ok(*news);
        }
        let news = match store.has_batch(batch)? {
            true => News::Some,
            false => News::All,
        };
        self.seen.insert(batch, news);
        Ok(news)
    }

    /// Learns of a fact that was appended.
    fn add(&mut self, entry: &Entry, news: News) {
        if news == News::Some {
            return;
        }
        if self.listed.insert(entry.batch) {
            self.batches.push(entry.batch);
        }
        if entry.fact.undoable() == Undoable::Yes {
            self.undoable = Undoable::Yes;
        }
    }
}

/// A fact that contradicts the journal is bad input, not a bad database.
fn contradicting(error: StoreError) -> Fault {
    match error {
        StoreError::Contradiction { why, .. } => {
            bad_input(format!("it contradicts the journal: {why}"))
        }
        other => Fault::Store(other),
    }
}

fn at_line(path: &str, number: u32, fault: Fault) -> Fault {
    match fault {
        Fault::Refused(failure) => {
            let message = format!("{path}:{number}: {}; nothing was imported", failure.message);
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

/// The entry of a line.
fn entry(line: &JournalLine) -> Result<Entry, Fault> {
    let at = DateTime::parse_from_rfc3339(&line.at)
        .map_err(|_| bad_input(format!("`{}` is no time", line.at)))?;
    let stamp = Stamp {
        at_ms: at.timestamp_millis(),
        offset_secs: at.offset().local_minus_utc(),
        day: day(&line.day)?,
    };
    let fact = fact(line.id, &line.fact, stamp)?;
    Ok(Entry {
        id: line.id,
        batch: BatchId(line.batch),
        stamp,
        fact,
    })
}

fn fact(id: Uuid, line: &FactLine, stamp: Stamp) -> Result<Fact, Fault> {
    Ok(match line {
        FactLine::Born {
            locus,
            kind,
            label_path,
            n,
            path,
            point,
        } => Fact::Born(Birth {
            locus: LocusId(*locus),
            kind: Kind::from_word(kind).ok_or_else(|| word(kind))?,
            label_path: label_path.clone(),
            n: *n,
            path: path.clone(),
            point: point.clone(),
        }),
        FactLine::Review {
            locus,
            rating,
            due,
            took_secs,
            source,
            note,
        } => Fact::Review(Review {
            id: ReviewId(id),
            locus: LocusId(*locus),
            rating: Rating::from_number(*rating)?,
            stamp,
            due: day(due)?,
            took: took_secs.map(Secs),
            source: Source::from_word(source).ok_or_else(|| word(source))?,
            note: note.clone(),
        }),
        FactLine::Undo { undone } => Fact::Undo {
            batch: BatchId(*undone),
        },
        FactLine::Suspend { locus } => Fact::Suspend {
            locus: LocusId(*locus),
        },
        FactLine::Unsuspend { locus } => Fact::Unsuspend {
            locus: LocusId(*locus),
        },
        FactLine::Move {
            locus,
            from,
            to,
            path,
        } => Fact::Move {
            locus: LocusId(*locus),
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        },
        FactLine::Repoint { locus, from, to } => Fact::Repoint {
            locus: LocusId(*locus),
            from: from.clone(),
            to: to.clone(),
        },
        FactLine::Retire { locus } => Fact::Retire {
            locus: LocusId(*locus),
        },
        FactLine::Return { locus, path } => Fact::Return {
            locus: LocusId(*locus),
            path: path.clone(),
        },
        FactLine::Adopt { key } => Fact::Adopt { key: key.clone() },
        FactLine::BoxStarted {
            id,
            kind,
            topic,
            limit_secs,
            boot,
            boot_ms,
        } => Fact::BoxStarted(BoxStart {
            id: BoxId(*id),
            kind: BoxKind::from_word(kind).ok_or_else(|| word(kind))?,
            topic: topic.clone(),
            started: stamp,
            boot: BootInstant {
                boot: *boot,
                ms: *boot_ms,
            },
            limit: Secs(*limit_secs),
        }),
        FactLine::BoxEnded {
            id,
            how,
            used_secs,
            note,
        } => Fact::BoxEnded(BoxEnd {
            id: BoxId(*id),
            how: Ending::from_word(how).ok_or_else(|| word(how))?,
            used: Secs(*used_secs),
            note: note.clone(),
        }),
        FactLine::Park { id, note } => Fact::Park {
            id: BoxId(*id),
            note: note.clone(),
        },
        FactLine::Import { batches } => Fact::Import {
            batches: batches.iter().copied().map(BatchId).collect(),
        },
        FactLine::Chore { name, done_for } => Fact::Chore {
            name: name.clone(),
            day: day(done_for)?,
        },
    })
}

fn day(text: &str) -> Result<crate::domain::day::StudyDay, Fault> {
    text.parse()
        .map_err(|_| bad_input(format!("`{text}` is no day: write YYYY-MM-DD")))
}

fn word(text: &str) -> Fault {
    bad_input(format!(
        "`{text}` is a word that this loci does not know: a newer one may have written it"
    ))
}

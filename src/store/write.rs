//! Writing: facts, schedules, texts. Each call needs an open transaction and writes all of it or fails.

use std::sync::Arc;

use rusqlite::{OptionalExtension, params};

use super::Store;
use super::error::StoreError;
use super::project::project;
use super::rows::FactRow;
use super::sql::{Id, texts};
use crate::domain::journal::{Entry, Fact};
use crate::domain::locus::LocusId;
use crate::domain::schedule::{Recalled, Schedule};

/// What an append did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// The fact is in the journal now, and in the projections.
    New,
    /// A fact with this id was there already; nothing was written.
    Known,
}

/// The last good text of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The file's absolute path.
    pub path: String,
    /// The folders between the source root and the file, outermost first.
    pub folders: Vec<String>,
    /// What the file held when it could last be read and parsed. Shared with whoever read it.
    pub text: Arc<str>,
}

/// Where a live locus stood in the last good text of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's absolute path.
    pub source: String,
    /// Its number among the branches and rooms of the file, from 0, in note order.
    pub ordinal: u32,
}

impl Store {
    /// Appends a fact to the journal and updates every projection but the schedule.
    ///
    /// After an error the transaction, or its savepoint, must be rolled back: a part may be written.
    pub fn append(&mut self, entry: &Entry) -> Result<Appended, StoreError> {
        self.expect_writing()?;
        // A review is what every log writes; its own index knows it, so nothing is asked before.
        let review = matches!(entry.fact, Fact::Review(_));
        if !review && self.knows(entry)? {
            return Ok(Appended::Known);
        }
        if let Some(why) = self.contradiction(entry)? {
            if review && self.knows(entry)? {
                return Ok(Appended::Known);
            }
            return Err(StoreError::Contradiction {
                entry: entry.id,
                why,
            });
        }
        let row = FactRow::of(entry).map_err(|error| StoreError::Statement {
            path: self.path.clone(),
            source: rusqlite::Error::ToSqlConversionFailure(Box::new(error)),
        })?;
        let written = self.insert(&row).and_then(|appended| {
            if appended == Appended::New {
                project(&self.conn, entry)?;
            }
            Ok(appended)
        });
        written.map_err(|error| self.error(error))
    }

    /// Sets the schedule of a locus; `None` when none of its reviews survives.
    pub fn put_schedule(
        &mut self,
        locus: LocusId,
        schedule: Option<&Schedule>,
    ) -> Result<(), StoreError> {
        self.expect_writing()?;
        match schedule {
            Some(schedule) => self.upsert_schedule(locus, schedule),
            None => self
                .conn
                .prepare_cached("DELETE FROM schedule WHERE locus = ?1")
                .and_then(|mut delete| delete.execute(params![locus])),
        }
        .map(|_| ())
        .map_err(|error| self.error(error))
    }

    /// Keeps the last good text of a source.
    pub fn put_source(&mut self, source: &SourceText) -> Result<(), StoreError> {
        self.expect_writing()?;
        texts(&source.folders)
            .and_then(|folders| {
                self.conn
                    .prepare_cached(
                        "INSERT INTO source (path, folders, text) VALUES (?1, ?2, ?3)
                         ON CONFLICT (path) DO UPDATE SET folders = excluded.folders, text = excluded.text",
                    )?
                    .execute(params![source.path, folders, source.text])
            })
            .map(|_| ())
            .map_err(|error| self.error(error))
    }

    /// Forgets the text of a source.
    pub fn drop_source(&mut self, path: &str) -> Result<(), StoreError> {
        self.expect_writing()?;
        self.conn
            .prepare_cached("DELETE FROM source WHERE path = ?1")
            .and_then(|mut delete| delete.execute(params![path]))
            .map(|_| ())
            .map_err(|error| self.error(error))
    }

    /// Keeps where a locus stands; `None` when it stands nowhere.
    pub fn put_place(&mut self, locus: LocusId, place: Option<&Place>) -> Result<(), StoreError> {
        self.expect_writing()?;
        let written = match place {
            Some(place) => self
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO place (locus, source, ordinal) VALUES (?1, ?2, ?3)",
                )
                .and_then(|mut put| put.execute(params![locus, place.source, place.ordinal])),
            None => self
                .conn
                .prepare_cached("DELETE FROM place WHERE locus = ?1")
                .and_then(|mut drop| drop.execute(params![locus])),
        };
        written.map(|_| ()).map_err(|error| self.error(error))
    }

    fn insert(&self, row: &FactRow) -> rusqlite::Result<Appended> {
        self.conn
            .prepare_cached(
                "INSERT INTO journal (id, batch, kind, at_ms, offset_secs, day, locus, rating, due, took_secs, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                Id(row.id),
                row.batch,
                row.kind,
                row.stamp.at_ms,
                row.stamp.offset_secs,
                row.stamp.day,
                row.locus,
                row.rating,
                row.due,
                row.took,
                row.body,
            ])
            .map(|rows| match rows {
                0 => Appended::Known,
                _ => Appended::New,
            })
    }

    fn upsert_schedule(&self, locus: LocusId, schedule: &Schedule) -> rusqlite::Result<usize> {
        let times = serde_json::to_string(schedule.times.as_secs())
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        self.conn
            .prepare_cached(
                "INSERT INTO schedule (locus, stability, difficulty, due, first,
                     last_at_ms, last_offset_secs, last_day, reviews, lapses, recalled, times,
                     day_took_secs)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT (locus) DO UPDATE SET
                     stability = ?2, difficulty = ?3, due = ?4, first = ?5, last_at_ms = ?6,
                     last_offset_secs = ?7, last_day = ?8, reviews = ?9, lapses = ?10, recalled = ?11,
                     times = ?12, day_took_secs = ?13",
            )?
            .execute(params![
                locus,
                f64::from(schedule.memory.stability),
                f64::from(schedule.memory.difficulty),
                schedule.due,
                schedule.first,
                schedule.last.at_ms,
                schedule.last.offset_secs,
                schedule.last.day,
                schedule.reviews,
                schedule.lapses,
                schedule.recalled == Recalled::Once,
                times,
                schedule.day_took,
            ])
    }

    fn knows(&self, entry: &Entry) -> Result<bool, StoreError> {
        match &entry.fact {
            // A locus is born once, whoever says so: its id follows from the birth.
            Fact::Born(birth) => self.knows_locus(birth.locus),
            Fact::Review(review) => self.holds(
                "SELECT 1 FROM journal WHERE locus = ?1 AND at_ms = ?2 AND id = ?3 AND kind = 'review'",
                params![review.locus, review.stamp.at_ms, Id(entry.id)],
            ),
            Fact::Undo { .. }
            | Fact::Suspend { .. }
            | Fact::Unsuspend { .. }
            | Fact::Move { .. }
            | Fact::Repoint { .. }
            | Fact::Retire { .. }
            | Fact::Return { .. }
            | Fact::Apart { .. }
            | Fact::Rebind { .. }
            | Fact::Merge { .. }
            | Fact::Pin { .. }
            | Fact::Alias { .. }
            | Fact::Unalias { .. }
            | Fact::Adopt { .. }
            | Fact::BoxStarted(_)
            | Fact::BoxEnded(_)
            | Fact::Park { .. }
            | Fact::Import { .. }
            | Fact::MockAnswer(_)
            | Fact::Snooze { .. }
            | Fact::Pause { .. }
            | Fact::Resume
            | Fact::Mode { .. }
            | Fact::Remind { .. }
            | Fact::Opened
            | Fact::Pace { .. }
            | Fact::PlanStep { .. }
            | Fact::PlanDates { .. }
            | Fact::PlanPassed { .. }
            | Fact::PlanOff { .. }
            | Fact::Chore { .. } => self.holds(
                "SELECT 1 FROM journal WHERE batch = ?1 AND id = ?2",
                params![entry.batch, Id(entry.id)],
            ),
        }
    }

    /// Why a fact cannot be true beside the journal, if it cannot.
    fn contradiction(&self, entry: &Entry) -> Result<Option<&'static str>, StoreError> {
        if self.holds(
            "SELECT 1 FROM undone WHERE batch = ?1",
            params![entry.batch],
        )? {
            return Ok(Some("its batch was taken back"));
        }
        Ok(match &entry.fact {
            Fact::Review(review) if review.id.0 != entry.id => {
                Some("the review has another id than its entry")
            }
            Fact::Review(_)
            | Fact::Suspend { .. }
            | Fact::Unsuspend { .. }
            | Fact::Move { .. }
            | Fact::Repoint { .. }
            | Fact::Retire { .. }
            | Fact::Return { .. }
            | Fact::Apart { .. }
            | Fact::Rebind { .. }
            | Fact::Pin { .. }
            | Fact::Alias { .. }
            | Fact::Unalias { .. } => {
                let known = match entry.fact.locus() {
                    Some(locus) => self.knows_locus(locus)?,
                    None => false,
                };
                (!known).then_some("the locus was never born")
            }
            Fact::Merge { locus, into } => {
                let known = self.knows_locus(*locus)? && self.knows_locus(*into)?;
                (!known).then_some("the locus was never born")
            }
            Fact::Undo { batch } => {
                let known = *batch != entry.batch && self.has_batch(*batch)?;
                if !known {
                    Some("there is no such batch to take back")
                } else {
                    self.holds("SELECT 1 FROM undone WHERE batch = ?1", params![batch])?
                        .then_some("the batch was taken back before")
                }
            }
            Fact::BoxStarted(_) => self
                .holds("SELECT 1 FROM box WHERE ending IS NULL", params![])?
                .then_some("another box is running"),
            Fact::BoxEnded(end) => (!self.holds(
                "SELECT 1 FROM box WHERE id = ?1 AND ending IS NULL",
                params![end.id],
            )?)
            .then_some("the box is not running"),
            Fact::Park { id, .. } => (!self.holds(
                "SELECT 1 FROM box WHERE id = ?1 AND ending IS NOT NULL",
                params![id],
            )?)
            .then_some("the box has not ended"),
            // What an import elsewhere brought may have been here before, under other batches.
            Fact::Born(_)
            | Fact::Adopt { .. }
            | Fact::Import { .. }
            | Fact::MockAnswer(_)
            | Fact::Snooze { .. }
            | Fact::Pause { .. }
            | Fact::Resume
            | Fact::Mode { .. }
            | Fact::Remind { .. }
            | Fact::Opened
            | Fact::Pace { .. }
            | Fact::PlanStep { .. }
            | Fact::PlanDates { .. }
            | Fact::PlanPassed { .. }
            | Fact::PlanOff { .. }
            | Fact::Chore { .. } => None,
        })
    }

    fn knows_locus(&self, locus: LocusId) -> Result<bool, StoreError> {
        self.holds("SELECT 1 FROM locus WHERE id = ?1", params![locus])
    }

    fn holds(&self, query: &str, params: &[&dyn rusqlite::ToSql]) -> Result<bool, StoreError> {
        self.conn
            .prepare_cached(query)
            .and_then(|mut query| query.query_row(params, |_| Ok(())).optional())
            .map(|found| found.is_some())
            .map_err(|error| self.error(error))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples::{
        batch, born, box_start, day, entry, locus, one_of_each, review, stamp,
    };
    use super::*;
    use crate::domain::memory::Memory;
    use crate::domain::now::Secs;
    use crate::domain::rating::Rating;
    use crate::domain::schedule::Times;
    use crate::domain::timebox::BoxKind;

    fn schedule() -> Schedule {
        Schedule {
            memory: Memory {
                stability: 0.1 + 0.2,
                difficulty: 5.3,
            },
            due: day(9),
            first: day(1),
            last: stamp(4),
            reviews: 3,
            lapses: 1,
            recalled: Recalled::Once,
            times: Times::from_secs(&[7, 9]),
            day_took: Secs(9),
        }
    }

    #[test]
    fn the_same_fact_twice_is_known_and_written_once() {
        let mut store = Store::in_memory().unwrap();
        let all = one_of_each();
        let first = store.tell(&all).unwrap();
        assert!(first.iter().all(|told| *told == Appended::New));
        let before = store.load().unwrap();
        let second = store.tell(&all).unwrap();
        assert!(second.iter().all(|told| *told == Appended::Known));
        assert_eq!(store.count().unwrap(), all.len() as u64);
        assert_eq!(store.load().unwrap(), before);
    }

    #[test]
    fn the_journal_is_append_only() {
        let mut store = Store::in_memory().unwrap();
        store.tell(&one_of_each()).unwrap();
        for statement in [
            "UPDATE journal SET rating = 4 WHERE kind = 'review'",
            "DELETE FROM journal WHERE seq = 1",
            "DELETE FROM journal",
        ] {
            let error = store.conn.execute(statement, []).unwrap_err();
            assert!(error.to_string().contains("append-only"), "{error}");
        }
        assert_eq!(store.count().unwrap(), one_of_each().len() as u64);
    }

    #[test]
    fn a_review_without_its_columns_is_refused() {
        let store = Store::in_memory().unwrap();
        for columns in ["NULL, 3, '2026-03-01'", "zeroblob(16), NULL, '2026-03-01'"] {
            let insert = format!(
                "INSERT INTO journal (id, batch, kind, at_ms, offset_secs, day, locus, rating, due, body)
                 VALUES (zeroblob(16), zeroblob(16), 'review', 0, 0, '2026-03-01', {columns}, '{{}}')"
            );
            assert!(store.conn.execute(&insert, []).is_err(), "{columns}");
        }
    }

    #[test]
    fn what_contradicts_the_journal_is_refused_whole() {
        let mut store = Store::in_memory().unwrap();
        store
            .tell(&[entry(1, born(1)), review(2, 1, Rating::Good)])
            .unwrap();
        store
            .tell(&[entry(3, Fact::Undo { batch: batch(2) })])
            .unwrap();
        store
            .tell(&[entry(4, Fact::BoxStarted(box_start(4, BoxKind::Map)))])
            .unwrap();
        let mut other_id = review(5, 1, Rating::Good);
        other_id.id = uuid::Uuid::from_u128(5);
        let mut into_undone = entry(6, born(6));
        into_undone.batch = batch(2);
        let before = store.load().unwrap();
        for bad in [
            review(20, 9, Rating::Good),
            entry(21, Fact::Suspend { locus: locus(9) }),
            entry(23, Fact::Undo { batch: batch(99) }),
            entry(24, Fact::Undo { batch: batch(2) }),
            entry(25, Fact::Undo { batch: batch(25) }),
            entry(26, Fact::BoxStarted(box_start(5, BoxKind::Recall))),
            other_id,
            into_undone,
        ] {
            let error = store.tell(std::slice::from_ref(&bad)).unwrap_err();
            assert!(
                matches!(error, StoreError::Contradiction { entry, .. } if entry == bad.id),
                "{error}"
            );
        }
        store.tell(&[entry(22, born(1))]).unwrap();
        assert_eq!(
            store.load().unwrap(),
            before,
            "a second birth is the same fact"
        );
        assert_eq!(store.count().unwrap(), 4);
    }

    #[test]
    fn a_schedule_is_kept_replaced_and_removed() {
        let mut store = Store::in_memory().unwrap();
        store.tell(&[entry(1, born(1))]).unwrap();
        let mut wanted = schedule();
        for _ in 0..2 {
            store.begin().unwrap();
            store.put_schedule(locus(1), Some(&wanted)).unwrap();
            store.commit().unwrap();
            assert_eq!(store.load().unwrap().loci[0].schedule, Some(wanted.clone()));
            wanted.recalled = Recalled::Never;
            wanted.reviews += 1;
        }
        store.begin().unwrap();
        store.put_schedule(locus(1), None).unwrap();
        store.commit().unwrap();
        assert_eq!(store.load().unwrap().loci[0].schedule, None);
    }

    #[test]
    fn a_schedule_of_no_locus_is_refused() {
        let mut store = Store::in_memory().unwrap();
        store.begin().unwrap();
        assert!(store.put_schedule(locus(1), Some(&schedule())).is_err());
        store.rollback().unwrap();
    }

    #[test]
    fn the_last_good_text_of_a_source_is_kept() {
        let mut store = Store::in_memory().unwrap();
        let mut source = SourceText {
            path: "/notes/a.md".into(),
            folders: vec!["python".into(), "über \"alles\"".into()],
            text: "# map\0 with anything in it \u{1f600}".into(),
        };
        for _ in 0..2 {
            store.begin().unwrap();
            store.put_source(&source).unwrap();
            store.commit().unwrap();
            assert_eq!(store.load().unwrap().sources, [source.clone()]);
            source.text = format!("{}!", source.text).into();
            source.folders.pop();
        }
        store.begin().unwrap();
        store.drop_source("/notes/a.md").unwrap();
        store.commit().unwrap();
        assert!(store.load().unwrap().sources.is_empty());
    }

    proptest! {
        #[test]
        fn a_memory_comes_back_bit_for_bit(
            stability in 0.001_f32..36_500.0,
            difficulty in 1.0_f32..10.0,
        ) {
            let mut store = Store::in_memory().unwrap();
            store.tell(&[entry(1, born(1))]).unwrap();
            let mut wanted = schedule();
            wanted.memory = Memory { stability, difficulty };
            store.begin().unwrap();
            store.put_schedule(locus(1), Some(&wanted)).unwrap();
            let memory = store.load().unwrap().loci[0].schedule.clone().unwrap().memory;
            prop_assert_eq!(memory.stability.to_bits(), stability.to_bits());
            prop_assert_eq!(memory.difficulty.to_bits(), difficulty.to_bits());
        }
    }
}

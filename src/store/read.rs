//! Reading: what the engine loads at start, and what single questions need. Nothing here writes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use super::Store;
use super::carried::Carried;
use super::error::StoreError;
use super::identity::PARTS;
use super::load::box_start;
use super::plan_text::PlanText;
use super::rows::{COLUMNS, FactRow};
use super::sql::Id;
use super::write::{Place, SourceText};
use crate::domain::day::StudyDay;
use crate::domain::journal::{Entry, Fact, Undoable};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::notice::{self, Subject};
use crate::domain::review::{BatchId, Review};
use crate::domain::schedule::Schedule;
use crate::domain::timebox::{BoxStart, PastBox};

/// All that the engine holds in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Every locus that ever got an id, in the order of birth.
    pub loci: Vec<LocusRow>,
    /// The last good texts, by path.
    pub sources: Vec<SourceText>,
    /// Where live loci stood in those texts.
    pub places: BTreeMap<LocusId, Place>,
    /// Keys of the possible maps and palaces that the user took.
    pub adopted: BTreeSet<String>,
    /// The study day that each chore was last done for.
    pub chores: BTreeMap<String, StudyDay>,
    /// The box that is running, if one is.
    pub running: Option<BoxStart>,
    /// The facts about silence, modes and reminders that still matter, in the order of the journal.
    pub calm: Vec<Entry>,
    /// The facts about study plans, in the order of the journal.
    pub plan: Vec<Entry>,
    /// The notifications that were on the screen when it was last written.
    pub notices: BTreeMap<Subject, notice::Place>,
    /// What the daemon before carried over.
    pub carried: Carried,
    /// The last good text of the study plan.
    pub plan_text: Option<PlanText>,
}

/// A locus as the store knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct LocusRow {
    /// Its id.
    pub id: LocusId,
    /// Branch or room.
    pub kind: Kind,
    /// The label path at which it got its id, verbatim.
    pub first_path: Vec<String>,
    /// Its label path now (or last), verbatim.
    pub label_path: Vec<String>,
    /// Its slug path now (or last).
    pub path: String,
    /// Its point; `None` for a branch.
    pub point: Option<String>,
    /// Whether it stands in the notes.
    pub presence: Presence,
    /// Whether it is to be asked.
    pub asking: Asking,
    /// Its schedule, once it was reviewed.
    pub schedule: Option<Schedule>,
    /// When its point last changed so much that it is something else to learn.
    pub changed: Option<Repointed>,
    /// Its other names, in the order in which they were given.
    pub aliases: Vec<String>,
    /// Label paths of what it is not.
    pub apart: BTreeSet<Vec<String>>,
    /// The last anchor, without `^`, with which it went from the notes, if no move was taken back since.
    pub anchor: Option<String>,
}

impl LocusRow {
    /// The study day on which it falls due, once it was reviewed: at once after its point changed much.
    pub fn due(&self) -> Option<StudyDay> {
        let schedule = self.schedule.as_ref()?;
        Some(match self.unlearned() {
            Some(changed) => schedule.due.min(changed.day),
            None => schedule.due,
        })
    }

    /// When its point changed much, if it was not reviewed since.
    pub fn unlearned(&self) -> Option<Repointed> {
        let last = self.schedule.as_ref()?.last.at_ms;
        self.changed.filter(|changed| changed.at_ms > last)
    }

    /// Whether it is gone from the notes, its history kept.
    pub fn is_retired(&self) -> bool {
        matches!(self.presence, Presence::Retired { .. })
    }
}

/// When a point changed much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repointed {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// The study day.
    pub day: StudyDay,
}

/// Whether a locus stands in the notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It does.
    Live,
    /// It is gone; its history is kept.
    Retired {
        /// The study day on which it went.
        since: StudyDay,
    },
    /// It is part of another one, which has its history.
    Merged {
        /// Which.
        into: LocusId,
    },
}

/// Whether a locus is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// It is.
    Asked,
    /// The user suspended it.
    Suspended,
}

/// Whether a fact still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Stands,
    /// Its batch was taken back. What is not undoable (see [`Fact::undoable`]) holds all the same.
    Undone,
}

/// A fact with its place in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its number in the journal, from 1.
    pub seq: u64,
    /// The fact.
    pub entry: Entry,
    /// Whether it still counts.
    pub standing: Standing,
}

/// All that one command wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Its facts, in the order of the journal; at least one.
    pub entries: Vec<Entry>,
    /// Whether it still counts.
    pub standing: Standing,
}

pub(super) const UNDONE: &str = "EXISTS (SELECT 1 FROM undone AS u WHERE u.batch = j.batch)";

/// The surviving reviews of the locus `?1`. `CROSS` keeps the order of the tables: left to itself SQLite reads all
/// reviews there are, and asks of each whether its locus is one of the few.
fn reviews_query() -> String {
    format!(
        "{PARTS} SELECT {COLUMNS} FROM part CROSS JOIN journal AS j ON j.locus = part.id
         WHERE j.kind = 'review' AND NOT {UNDONE} ORDER BY j.at_ms, j.id"
    )
}

impl Store {
    /// The surviving reviews of a locus and of those that were merged into it, in [`Review::order`]; none of
    /// one that is itself part of another.
    pub fn reviews_of(&self, locus: LocusId) -> Result<Vec<Review>, StoreError> {
        let mut reviews = Vec::new();
        for (_, entry) in self.facts(&reviews_query(), params![locus])? {
            if let Fact::Review(review) = entry.fact {
                reviews.push(review);
            }
        }
        Ok(reviews)
    }

    /// Whether a review is in the journal, and still counts.
    pub fn standing_of(&self, review: &Review) -> Result<Option<Standing>, StoreError> {
        let query = format!(
            "SELECT {UNDONE} FROM journal AS j
             WHERE j.locus = ?1 AND j.at_ms = ?2 AND j.id = ?3 AND j.kind = 'review'"
        );
        self.read(|store| {
            let undone: Option<bool> = store
                .conn
                .prepare_cached(&query)?
                .query_row(
                    params![review.locus, review.stamp.at_ms, Id(review.id.0)],
                    |row| row.get(0),
                )
                .optional()?;
            Ok(undone.map(standing))
        })
    }

    /// Every fact about a locus, in the order of the journal, those that were taken back included.
    pub fn history_of(&self, locus: LocusId) -> Result<Vec<Told>, StoreError> {
        // Two branches, because each has an index of its own.
        let query = format!(
            "SELECT {COLUMNS}, {UNDONE} FROM journal AS j WHERE j.locus = ?1 AND j.kind = 'review'
             UNION ALL
             SELECT {COLUMNS}, {UNDONE} FROM journal AS j WHERE j.locus = ?1 AND j.kind <> 'review'
             ORDER BY 1"
        );
        let rows: Vec<(u64, FactRow, bool)> = self.read(|store| {
            store.list_with(&query, params![locus], |row| {
                let (seq, fact) = FactRow::from_row(row)?;
                Ok((seq, fact, row.get(12)?))
            })
        })?;
        rows.into_iter()
            .map(|(seq, row, undone)| {
                Ok(Told {
                    seq,
                    entry: self.entry(seq, row)?,
                    standing: standing(undone),
                })
            })
            .collect()
    }

    /// A batch, if there is one with this id.
    pub fn batch(&self, id: BatchId) -> Result<Option<Batch>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM journal AS j WHERE j.batch = ?1 ORDER BY j.seq");
        let facts = self.facts(&query, params![id])?;
        if facts.is_empty() {
            return Ok(None);
        }
        Ok(Some(Batch {
            id,
            entries: facts.into_iter().map(|(_, entry)| entry).collect(),
            standing: standing(self.is_undone(id)?),
        }))
    }

    /// Whether a batch was taken back.
    pub fn is_undone(&self, id: BatchId) -> Result<bool, StoreError> {
        self.read(|store| {
            store
                .conn
                .prepare_cached("SELECT 1 FROM undone WHERE batch = ?1")?
                .exists(params![id])
        })
    }

    /// Whether any fact of a batch is in the journal.
    pub fn has_batch(&self, id: BatchId) -> Result<bool, StoreError> {
        self.read(|store| {
            store
                .conn
                .prepare_cached("SELECT 1 FROM journal WHERE batch = ?1 LIMIT 1")?
                .exists(params![id])
        })
    }

    /// How many facts some batches hold.
    pub fn count_in(&self, batches: &[BatchId]) -> Result<u64, StoreError> {
        self.read(|store| {
            let mut count = store
                .conn
                .prepare_cached("SELECT COUNT(*) FROM journal WHERE batch = ?1")?;
            let mut all = 0;
            for batch in batches {
                let facts: i64 = count.query_row(params![batch], |row| row.get(0))?;
                all += facts.unsigned_abs();
            }
            Ok(all)
        })
    }

    /// A move by its id.
    pub fn move_by(&self, id: Uuid) -> Result<Option<Entry>, StoreError> {
        let query =
            format!("SELECT {COLUMNS} FROM journal AS j WHERE j.id = ?1 AND j.kind = 'move'");
        let found = self.facts(&query, params![Id(id)])?;
        Ok(found.into_iter().map(|(_, entry)| entry).next_back())
    }

    /// The moves that were recorded at a time or later, in the order of the journal.
    pub fn moves_since(&self, at_ms: i64) -> Result<Vec<Entry>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM journal AS j WHERE j.kind = 'move' AND j.at_ms >= ?1 ORDER BY j.seq"
        );
        let found = self.facts(&query, params![at_ms])?;
        Ok(found.into_iter().map(|(_, entry)| entry).collect())
    }

    /// The last `n` batches that `loci undo` could take back, newest first. What an import brought is part of
    /// the import, and comes alone only once the import was taken back.
    pub fn last_undoable(&self, n: usize) -> Result<Vec<Batch>, StoreError> {
        self.last_batches(n, |undoable| undoable == Undoable::Yes)
    }

    /// The same, and those among them that are taken back by their id alone.
    pub fn last_undoable_by_id(&self, n: usize) -> Result<Vec<Batch>, StoreError> {
        self.last_batches(n, |undoable| undoable != Undoable::No)
    }

    fn last_batches(
        &self,
        n: usize,
        counts: impl Fn(Undoable) -> bool,
    ) -> Result<Vec<Batch>, StoreError> {
        let mut found = Vec::new();
        for id in self.batch_ids(n, counts)? {
            found.extend(self.batch(id)?);
        }
        Ok(found)
    }

    /// The ended boxes that were started on a study day, in the order of their starts.
    pub fn boxes_of(&self, day: StudyDay) -> Result<Vec<PastBox>, StoreError> {
        self.read(|store| {
            store.list_with(
                "SELECT id, kind, topic, started_at_ms, started_offset_secs, started_day, boot, boot_ms,
                        limit_secs, ending, used_secs, note
                 FROM box WHERE started_day = ?1 AND ending IS NOT NULL ORDER BY started_at_ms, id",
                params![day],
                |row| {
                    Ok(PastBox {
                        start: box_start(row)?,
                        how: row.get(9)?,
                        used: row.get(10)?,
                        note: row.get(11)?,
                    })
                },
            )
        })
    }

    /// At most `limit` facts after the one with the number `after` (0: from the beginning), in order.
    pub fn journal(&self, after: u64, limit: u32) -> Result<Vec<(u64, Entry)>, StoreError> {
        let query =
            format!("SELECT {COLUMNS} FROM journal AS j WHERE j.seq > ?1 ORDER BY j.seq LIMIT ?2");
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.facts(&query, params![after, limit])
    }

    /// The number of facts in the journal.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.read(|store| super::backup::count(&store.conn))
    }

    fn batch_ids(
        &self,
        n: usize,
        counts: impl Fn(Undoable) -> bool,
    ) -> Result<Vec<BatchId>, StoreError> {
        let query =
            format!("SELECT {COLUMNS} FROM journal AS j WHERE NOT {UNDONE} ORDER BY j.seq DESC");
        let error = |error| self.error(error);
        let mut statement = self.conn.prepare_cached(&query).map_err(error)?;
        let mut rows = statement.query([]).map_err(error)?;
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        while found.len() < n {
            let Some(row) = rows.next().map_err(error)? else {
                break;
            };
            let batch: BatchId = row.get(2).map_err(error)?;
            if seen.contains(&batch) {
                continue;
            }
            let (seq, fact) = FactRow::from_row(row).map_err(error)?;
            let fact = self.entry(seq, fact)?.fact;
            if counts(fact.undoable()) {
                seen.insert(batch);
                found.push(batch);
            }
            // It comes after all that it brought.
            if let Fact::Import { batches } = fact {
                seen.extend(batches);
            }
        }
        Ok(found)
    }

    /// Facts by a query over [`COLUMNS`], each with its number.
    pub(super) fn facts(
        &self,
        query: &str,
        params: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<(u64, Entry)>, StoreError> {
        let rows: Vec<(u64, FactRow)> =
            self.read(|store| store.list_with(query, params, FactRow::from_row))?;
        rows.into_iter()
            .map(|(seq, row)| Ok((seq, self.entry(seq, row)?)))
            .collect()
    }

    /// The fact of a row.
    pub(super) fn entry(&self, seq: u64, row: FactRow) -> Result<Entry, StoreError> {
        row.entry().map_err(|error| StoreError::Unreadable {
            path: self.path.clone(),
            seq,
            why: error.to_string(),
        })
    }

    pub(super) fn read<T>(
        &self,
        question: impl FnOnce(&Store) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        question(self).map_err(|error| self.error(error))
    }

    pub(super) fn list<T, C: FromIterator<T>>(
        &self,
        query: &str,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<C> {
        self.list_with(query, params![], map)
    }

    fn list_with<T, C: FromIterator<T>>(
        &self,
        query: &str,
        params: &[&dyn rusqlite::ToSql],
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<C> {
        self.conn
            .prepare_cached(query)?
            .query_map(params, map)?
            .collect()
    }
}

fn standing(undone: bool) -> Standing {
    if undone {
        Standing::Undone
    } else {
        Standing::Stands
    }
}

#[cfg(test)]
mod tests;

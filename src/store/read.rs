//! Reading: what the engine loads at start, and what single questions need. Nothing here writes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{OptionalExtension, Row, params};

use super::Store;
use super::error::StoreError;
use super::rows::{COLUMNS, FactRow};
use super::sql::{Id, Texts, texts};
use super::write::SourceText;
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::journal::{Entry, Fact, Undoable};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::memory::Memory;
use crate::domain::now::{BootInstant, Secs};
use crate::domain::review::{BatchId, Review};
use crate::domain::schedule::{Recalled, Schedule, Times};
use crate::domain::timebox::{BoxId, BoxStart, PastBox};

/// All that the engine holds in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Every locus that ever got an id, in the order of birth.
    pub loci: Vec<LocusRow>,
    /// The last good texts, by path.
    pub sources: Vec<SourceText>,
    /// Keys of the possible maps and palaces that the user took.
    pub adopted: BTreeSet<String>,
    /// The study day that each chore was last done for.
    pub chores: BTreeMap<String, StudyDay>,
    /// The box that is running, if one is.
    pub running: Option<BoxStart>,
}

/// A locus as the store knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct LocusRow {
    /// Its id.
    pub id: LocusId,
    /// Branch or room.
    pub kind: Kind,
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
}

/// Whether a locus stands in the notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It does.
    Live,
    /// It is gone; its history is kept.
    Retired,
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

const UNDONE: &str = "EXISTS (SELECT 1 FROM undone AS u WHERE u.batch = j.batch)";

impl Store {
    /// Reads everything that the engine holds in memory.
    pub fn load(&self) -> Result<Loaded, StoreError> {
        self.read(|store| {
            Ok(Loaded {
                loci: store.loci()?,
                sources: store.sources()?,
                adopted: store.list(r#"SELECT "key" FROM adopted"#, |row| row.get(0))?,
                chores: store.list("SELECT name, day FROM chore", |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?,
                running: store.running()?,
            })
        })
    }

    /// The surviving reviews of a locus, in [`Review::order`].
    pub fn reviews_of(&self, locus: LocusId) -> Result<Vec<Review>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM journal AS j
             WHERE j.locus = ?1 AND j.kind = 'review' AND NOT {UNDONE} ORDER BY j.at_ms, j.id"
        );
        let mut reviews = Vec::new();
        for (_, entry) in self.facts(&query, params![locus])? {
            if let Fact::Review(review) = entry.fact {
                reviews.push(review);
            }
        }
        Ok(reviews)
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
        let undone = self.read(|store| {
            store
                .conn
                .prepare_cached("SELECT 1 FROM undone WHERE batch = ?1")?
                .exists(params![id])
        })?;
        Ok(Some(Batch {
            id,
            entries: facts.into_iter().map(|(_, entry)| entry).collect(),
            standing: standing(undone),
        }))
    }

    /// The last `n` batches that `loci undo` could take back, newest first.
    pub fn last_undoable(&self, n: usize) -> Result<Vec<Batch>, StoreError> {
        let mut found = Vec::new();
        for id in self.undoable_ids(n)? {
            found.extend(self.batch(id)?);
        }
        Ok(found)
    }

    /// The ended boxes that were started on a study day, in the order of their starts.
    pub fn boxes_of(&self, day: StudyDay) -> Result<Vec<PastBox>, StoreError> {
        self.read(|store| {
            store.list_with(
                "SELECT id, kind, topic, started_at_ms, started_offset_secs, started_day, boot, boot_ms,
                        limit_secs, ending, used_secs
                 FROM box WHERE started_day = ?1 AND ending IS NOT NULL ORDER BY started_at_ms, id",
                params![day],
                |row| {
                    Ok(PastBox {
                        start: box_start(row)?,
                        how: row.get(9)?,
                        used: row.get(10)?,
                    })
                },
            )
        })
    }

    /// The `n` of the next locus that is born at this kind and label path (see [`LocusId::first`]).
    pub fn births_at(&self, kind: Kind, label_path: &[String]) -> Result<u32, StoreError> {
        self.read(|store| {
            store
                .conn
                .prepare_cached(
                    "SELECT COALESCE(MAX(n) + 1, 0) FROM locus WHERE kind = ?1 AND birth_path = ?2",
                )?
                .query_row(params![kind, texts(label_path)?], |row| row.get(0))
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

    fn undoable_ids(&self, n: usize) -> Result<Vec<BatchId>, StoreError> {
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
            if self.entry(seq, fact)?.fact.undoable() == Undoable::Yes {
                seen.insert(batch);
                found.push(batch);
            }
        }
        Ok(found)
    }

    fn loci(&self) -> rusqlite::Result<Vec<LocusRow>> {
        self.list(
            "SELECT l.id, l.kind, l.label_path, l.path, l.point, l.presence, l.suspended,
                    s.stability, s.difficulty, s.due, s.first, s.last_at_ms, s.last_offset_secs, s.last_day,
                    s.reviews, s.lapses, s.recalled, s.times
             FROM locus AS l LEFT JOIN schedule AS s ON s.locus = l.id ORDER BY l.rowid",
            |row| {
                Ok(LocusRow {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    label_path: row.get::<_, Texts>(2)?.0,
                    path: row.get(3)?,
                    point: row.get(4)?,
                    presence: match row.get_ref(5)?.as_str()? {
                        "retired" => Presence::Retired,
                        _ => Presence::Live,
                    },
                    asking: if row.get(6)? {
                        Asking::Suspended
                    } else {
                        Asking::Asked
                    },
                    schedule: schedule(row)?,
                })
            },
        )
    }

    fn sources(&self) -> rusqlite::Result<Vec<SourceText>> {
        self.list(
            "SELECT path, folders, text FROM source ORDER BY path",
            |row| {
                Ok(SourceText {
                    path: row.get(0)?,
                    folders: row.get::<_, Texts>(1)?.0,
                    text: row.get(2)?,
                })
            },
        )
    }

    fn running(&self) -> rusqlite::Result<Option<BoxStart>> {
        self.conn
            .prepare_cached(
                "SELECT id, kind, topic, started_at_ms, started_offset_secs, started_day, boot, boot_ms,
                        limit_secs
                 FROM box WHERE ending IS NULL ORDER BY started_at_ms DESC, id LIMIT 1",
            )?
            .query_row([], box_start)
            .optional()
    }

    /// Facts by a query over [`COLUMNS`], each with its number.
    fn facts(
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

    fn read<T>(
        &self,
        question: impl FnOnce(&Store) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        question(self).map_err(|error| self.error(error))
    }

    fn list<T, C: FromIterator<T>>(
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

/// The schedule in the columns from 7 on, if there is one.
fn schedule(row: &Row<'_>) -> rusqlite::Result<Option<Schedule>> {
    let Some(stability) = row.get::<_, Option<f64>>(7)? else {
        return Ok(None);
    };
    let times: String = row.get(17)?;
    let times: Vec<u32> = serde_json::from_str(&times).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(17, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(Some(Schedule {
        // They were single precision before they were stored.
        memory: Memory {
            stability: stability as f32,
            difficulty: row.get::<_, f64>(8)? as f32,
        },
        due: row.get(9)?,
        first: row.get(10)?,
        last: Stamp {
            at_ms: row.get(11)?,
            offset_secs: row.get(12)?,
            day: row.get(13)?,
        },
        reviews: row.get(14)?,
        lapses: row.get(15)?,
        recalled: if row.get(16)? {
            Recalled::Once
        } else {
            Recalled::Never
        },
        times: Times::from_secs(&times),
    }))
}

/// The start in the columns from 0 on.
fn box_start(row: &Row<'_>) -> rusqlite::Result<BoxStart> {
    Ok(BoxStart {
        id: row.get::<_, BoxId>(0)?,
        kind: row.get(1)?,
        topic: row.get(2)?,
        started: Stamp {
            at_ms: row.get(3)?,
            offset_secs: row.get(4)?,
            day: row.get(5)?,
        },
        boot: BootInstant {
            boot: row.get::<_, Id>(6)?.0,
            ms: row.get::<_, i64>(7)?.unsigned_abs(),
        },
        limit: row.get::<_, Secs>(8)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{
        batch, born, box_start, day, entry, locus, one_of_each, review, stamp,
    };
    use super::*;
    use crate::domain::rating::Rating;
    use crate::domain::timebox::{BoxEnd, BoxKind, Ending};

    fn told() -> Store {
        let mut store = Store::in_memory().unwrap();
        store.tell(&one_of_each()).unwrap();
        store
    }

    #[test]
    fn the_journal_gives_back_what_was_told() {
        let store = told();
        let all: Vec<Entry> = store
            .journal(0, 100)
            .unwrap()
            .into_iter()
            .map(|(_, entry)| entry)
            .collect();
        assert_eq!(all, one_of_each());
        let part = store.journal(3, 2).unwrap();
        assert_eq!(part.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(part[0].1, one_of_each()[3]);
        assert!(store.journal(u64::MAX, 1).unwrap().is_empty());
    }

    #[test]
    fn a_locus_is_loaded_as_its_last_facts_left_it() {
        let loaded = told().load().unwrap();
        let [row] = loaded.loci.as_slice() else {
            panic!("{:?}", loaded.loci);
        };
        assert_eq!(row.id, locus(1));
        assert_eq!(row.label_path[1], "Küche / \\\"1\\\"");
        assert_eq!(row.path, "your-house/küche-1~2");
        assert_eq!(row.point.as_deref(), Some("dict.get(key, default)"));
        assert_eq!(row.presence, Presence::Live);
        assert_eq!(row.asking, Asking::Asked);
        assert!(loaded.adopted.is_empty() && loaded.running.is_none());
        assert_eq!(loaded.chores["backup"], day(13));
    }

    #[test]
    fn loci_are_loaded_in_the_order_of_birth() {
        let mut store = Store::in_memory().unwrap();
        let births: Vec<Entry> = (1..=20).map(|n| entry(n, born(n))).collect();
        store.tell(&births).unwrap();
        let ids: Vec<LocusId> = store
            .load()
            .unwrap()
            .loci
            .iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(ids, (1..=20).map(locus).collect::<Vec<_>>());
    }

    #[test]
    fn reviews_come_by_instant_and_id_without_those_taken_back() {
        let mut store = Store::in_memory().unwrap();
        store
            .tell(&[
                entry(1, born(1)),
                entry(2, born(2)),
                review(9, 1, Rating::Good),
                review(4, 1, Rating::Again),
                review(6, 1, Rating::Easy),
                review(5, 2, Rating::Easy),
            ])
            .unwrap();
        // Two at the same instant are told apart by their ids.
        let mut twin = review(10, 1, Rating::Hard);
        if let Fact::Review(review) = &mut twin.fact {
            review.stamp = stamp(9);
        }
        store.tell(&[twin]).unwrap();
        store
            .tell(&[entry(30, Fact::Undo { batch: batch(6) })])
            .unwrap();
        let reviews = store.reviews_of(locus(1)).unwrap();
        assert_eq!(reviews.len(), 3);
        assert!(reviews.is_sorted_by_key(Review::order));
        assert_eq!(reviews[0].stamp, stamp(4));
        assert!(reviews.iter().all(|review| review.rating != Rating::Easy));
    }

    #[test]
    fn a_history_holds_everything_and_says_what_was_taken_back() {
        let mut store = told();
        store
            .tell(&[entry(40, Fact::Undo { batch: batch(2) })])
            .unwrap();
        let history = store.history_of(locus(1)).unwrap();
        let kinds: Vec<&str> = history.iter().map(|told| told.entry.fact.kind()).collect();
        assert_eq!(
            kinds,
            [
                "born",
                "review",
                "review",
                "suspend",
                "unsuspend",
                "move",
                "repoint",
                "retire",
                "return"
            ]
        );
        assert!(history.is_sorted_by_key(|told| told.seq));
        for told in &history {
            let undone = told.entry.batch == batch(2);
            assert_eq!(told.standing == Standing::Undone, undone, "{told:?}");
        }
    }

    #[test]
    fn undo_finds_the_last_batches_of_the_user_newest_first() {
        let mut store = told();
        let ids = |store: &Store, n| -> Vec<BatchId> {
            let batches = store.last_undoable(n).unwrap();
            batches.iter().map(|batch| batch.id).collect()
        };
        assert_eq!(ids(&store, 10), [batch(6), batch(4), batch(3), batch(2)]);
        assert_eq!(ids(&store, 1), [batch(6)]);
        assert!(ids(&store, 0).is_empty());
        store
            .tell(&[entry(40, Fact::Undo { batch: batch(6) })])
            .unwrap();
        assert_eq!(ids(&store, 2), [batch(4), batch(3)]);
        let taken_back = store.batch(batch(6)).unwrap().unwrap();
        assert_eq!(taken_back.standing, Standing::Undone);
    }

    #[test]
    fn undo_brings_back_what_was_before_a_suspension() {
        let mut store = Store::in_memory().unwrap();
        let the = locus(1);
        store
            .tell(&[
                entry(1, born(1)),
                entry(2, Fact::Suspend { locus: the }),
                entry(3, Fact::Unsuspend { locus: the }),
            ])
            .unwrap();
        let asking = |store: &Store| store.load().unwrap().loci[0].asking;
        assert_eq!(asking(&store), Asking::Asked);
        store
            .tell(&[entry(4, Fact::Undo { batch: batch(3) })])
            .unwrap();
        assert_eq!(asking(&store), Asking::Suspended);
        store
            .tell(&[entry(5, Fact::Undo { batch: batch(2) })])
            .unwrap();
        assert_eq!(asking(&store), Asking::Asked);
    }

    #[test]
    fn a_key_stays_adopted_while_one_adoption_survives() {
        let mut store = Store::in_memory().unwrap();
        let adopt = |n| {
            entry(
                n,
                Fact::Adopt {
                    key: "a.md:3".into(),
                },
            )
        };
        store.tell(&[adopt(1), adopt(2)]).unwrap();
        store
            .tell(&[entry(3, Fact::Undo { batch: batch(1) })])
            .unwrap();
        assert!(store.load().unwrap().adopted.contains("a.md:3"));
        store
            .tell(&[entry(4, Fact::Undo { batch: batch(2) })])
            .unwrap();
        assert!(store.load().unwrap().adopted.is_empty());
    }

    #[test]
    fn a_running_box_is_loaded_and_an_ended_one_belongs_to_its_day() {
        let mut store = Store::in_memory().unwrap();
        let start = box_start(3, BoxKind::Palace);
        store
            .tell(&[entry(3, Fact::BoxStarted(start.clone()))])
            .unwrap();
        assert_eq!(store.load().unwrap().running, Some(start.clone()));
        assert!(store.boxes_of(day(3)).unwrap().is_empty());
        let end = BoxEnd {
            id: start.id,
            how: Ending::Finished,
            used: Secs(61),
            note: None,
        };
        store.tell(&[entry(4, Fact::BoxEnded(end))]).unwrap();
        assert_eq!(store.load().unwrap().running, None);
        let past = PastBox {
            start,
            how: Ending::Finished,
            used: Secs(61),
        };
        assert_eq!(store.boxes_of(day(3)).unwrap(), [past]);
        assert!(store.boxes_of(day(4)).unwrap().is_empty());
    }

    #[test]
    fn births_are_counted_where_they_happened() {
        let mut store = told();
        let at = |room: &str| vec!["Your House".to_owned(), room.to_owned()];
        // It has moved since, but was born there.
        assert_eq!(store.births_at(Kind::Room, &at("Room 1")).unwrap(), 1);
        assert_eq!(store.births_at(Kind::Branch, &at("Room 1")).unwrap(), 0);
        assert_eq!(store.births_at(Kind::Room, &at("Room 2")).unwrap(), 0);
        store.tell(&[entry(50, born(2))]).unwrap();
        assert_eq!(store.births_at(Kind::Room, &at("Room 2")).unwrap(), 1);
    }

    #[test]
    fn a_fact_of_a_newer_loci_is_named_by_its_row() {
        let store = told();
        store
            .conn
            .execute(
                "INSERT INTO journal (id, batch, kind, at_ms, offset_secs, day, body)
                 VALUES (zeroblob(16), zeroblob(16), 'telepathy', 0, 0, '2026-03-01', '{}')",
                [],
            )
            .unwrap();
        let error = store.journal(0, 100).unwrap_err();
        assert!(
            matches!(error, StoreError::Unreadable { seq: 15, .. }),
            "{error}"
        );
        assert!(error.to_string().contains("`telepathy`"));
    }

    #[test]
    fn a_broken_projection_asks_for_repair() {
        let store = told();
        store
            .conn
            .execute("UPDATE locus SET label_path = 'no json'", [])
            .unwrap();
        let error = store.load().unwrap_err();
        assert!(matches!(error, StoreError::Inconsistent { .. }), "{error}");
        assert!(error.to_string().contains("locid repair"));
    }

    #[test]
    fn the_questions_of_every_day_are_answered_by_an_index() {
        let store = told();
        let plan = |query: &str| -> String {
            let steps: Vec<String> = store
                .list_with(
                    &format!("EXPLAIN QUERY PLAN {query}"),
                    params![locus(1)],
                    |row| row.get(3),
                )
                .unwrap();
            steps.join("\n")
        };
        let reviews = plan(
            "SELECT * FROM journal AS j WHERE j.locus = ?1 AND j.kind = 'review' ORDER BY j.at_ms, j.id",
        );
        assert!(reviews.contains("journal_review") && !reviews.contains("TEMP B-TREE"));
        let other = plan("SELECT * FROM journal AS j WHERE j.locus = ?1 AND j.kind <> 'review'");
        assert!(other.contains("journal_other"), "{other}");
        let batch = plan("SELECT * FROM journal AS j WHERE j.batch = ?1");
        assert!(batch.contains("journal_batch"), "{batch}");
        let births = plan("SELECT max(n) FROM locus WHERE kind = 'room' AND birth_path = ?1");
        assert!(births.contains("locus_birth"), "{births}");
    }
}

//! What a daemon carries over to the next one, so that this reminds as that would have. No journal tells it.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::Store;
use super::error::StoreError;
use crate::domain::day::StudyDay;

/// What is carried over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// When somebody was first seen on a study day, to the millisecond.
    pub seen: Option<DateTime<Utc>>,
    /// The study day of a reminder that came and is to stand: what a silence took away or a server lost comes back.
    pub owed: Option<StudyDay>,
}

impl Store {
    /// What was carried over last.
    pub(super) fn carried(&self) -> rusqlite::Result<Carried> {
        let row = self
            .conn
            .query_row("SELECT seen_ms, owed FROM carried", [], |row| {
                let seen_ms: Option<i64> = row.get(0)?;
                Ok(Carried {
                    seen: seen_ms.and_then(DateTime::from_timestamp_millis),
                    owed: row.get(1)?,
                })
            })
            .optional()?;
        Ok(row.unwrap_or_default())
    }

    /// Keeps it for the next daemon, in place of what was kept before.
    pub fn carry(&mut self, carried: Carried) -> Result<(), StoreError> {
        self.expect_writing()?;
        let seen_ms = carried.seen.map(|seen| seen.timestamp_millis());
        let written = self
            .conn
            .prepare_cached(
                "INSERT OR REPLACE INTO carried (one, seen_ms, owed) VALUES (1, ?1, ?2)",
            )
            .and_then(|mut put| put.execute(params![seen_ms, carried.owed]));
        written.map(|_| ()).map_err(|error| self.error(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::day;

    #[test]
    fn the_last_word_is_carried_over() {
        let mut store = Store::in_memory().unwrap();
        assert_eq!(store.load().unwrap().carried, Carried::default());
        let seen = DateTime::from_timestamp_millis(1_764_000_000_123);
        for (seen, owed) in [(seen, None), (seen, Some(day(3))), (None, None)] {
            let carried = Carried { seen, owed };
            store.begin().unwrap();
            store.carry(carried).unwrap();
            store.commit().unwrap();
            assert_eq!(store.load().unwrap().carried, carried);
        }
    }
}

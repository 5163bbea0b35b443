//! The store: facts in, rows out. The only place that names SQLite.
//!
//! The journal is the truth and is only ever appended to; every other table is a projection of it, which
//! [`repair::repair`] can make again (the last good texts of the sources and of the plan excepted). The store is synchronous,
//! reads no clock and no config, and never overwrites or replaces a file that it does not understand.

pub mod backup;
mod calm;
pub mod carried;
pub mod check;
pub mod error;
mod identity;
mod load;
pub mod mock;
mod open;
mod plan;
pub mod plan_text;
mod project;
pub mod read;
mod recalls;
pub mod repair;
pub mod restore;
mod rows;
#[cfg(test)]
mod samples;
mod sql;
pub mod write;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use error::StoreError;

/// An open database of loci: one connection, one writer.
///
/// Writing needs a transaction; reading sees what the open transaction has written. A store that is dropped
/// in the middle of a transaction keeps nothing of it.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    state: State,
}

/// How far a transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Open,
    InSavepoint,
}

impl Store {
    /// Opens the database at `path`, and creates it (readable by the user alone) if there is none.
    ///
    /// An older database is first backed up beside itself, then migrated. What is damaged, newer, foreign
    /// or not writable is refused, and so is a missing or empty database beside the remains of another one;
    /// a refused file keeps every byte.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        open::open(path, open::MIGRATIONS)
    }

    /// An empty store that lives in memory.
    pub fn in_memory() -> Result<Store, StoreError> {
        open::in_memory()
    }

    /// Where the database lies; `:memory:` for one that lies nowhere.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a transaction, which is the only writer until it ends.
    pub fn begin(&mut self) -> Result<(), StoreError> {
        self.expect(State::Idle, "begin inside a transaction")?;
        self.run("BEGIN IMMEDIATE")?;
        self.state = State::Open;
        Ok(())
    }

    /// Begins a savepoint, to which the transaction can return. There is one at a time.
    pub fn savepoint(&mut self) -> Result<(), StoreError> {
        self.expect(State::Open, "a savepoint needs a transaction without one")?;
        self.run("SAVEPOINT event")?;
        self.state = State::InSavepoint;
        Ok(())
    }

    /// Ends the savepoint and keeps what was written since.
    pub fn release(&mut self) -> Result<(), StoreError> {
        self.expect(State::InSavepoint, "release without a savepoint")?;
        self.run("RELEASE event")?;
        self.state = State::Open;
        Ok(())
    }

    /// Ends the savepoint and forgets what was written since.
    pub fn rollback_to_savepoint(&mut self) -> Result<(), StoreError> {
        self.expect(State::InSavepoint, "rollback without a savepoint")?;
        self.run("ROLLBACK TO event")?;
        self.run("RELEASE event")?;
        self.state = State::Open;
        Ok(())
    }

    /// Makes the transaction durable: once this returns, it is on the disk. If it fails, nothing of the
    /// transaction is kept and the store is ready for the next one.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.expect(
            State::Open,
            "commit outside a transaction or inside a savepoint",
        )?;
        match self.run("COMMIT") {
            Ok(()) => {
                self.state = State::Idle;
                Ok(())
            }
            Err(error) => {
                self.abandon();
                Err(error)
            }
        }
    }

    /// Gives back the memory of pages that only a large reading or writing needed.
    pub fn rest(&self) -> Result<(), StoreError> {
        self.run("PRAGMA shrink_memory")
    }

    /// Forgets the transaction, with its savepoint if there is one.
    pub fn rollback(&mut self) -> Result<(), StoreError> {
        match self.state {
            State::Idle => Err(StoreError::OutOfTurn {
                what: "rollback outside a transaction",
            }),
            State::Open | State::InSavepoint => {
                self.abandon();
                Ok(())
            }
        }
    }

    /// Checks that writing is in turn.
    fn expect_writing(&self) -> Result<(), StoreError> {
        match self.state {
            State::Idle => Err(StoreError::OutOfTurn {
                what: "a write outside a transaction",
            }),
            State::Open | State::InSavepoint => self.expect(self.state, "a write"),
        }
    }

    fn expect(&self, wanted: State, what: &'static str) -> Result<(), StoreError> {
        if self.state != wanted {
            return Err(StoreError::OutOfTurn { what });
        }
        // On a full disk SQLite takes the whole transaction back by itself. Going on would write what comes
        // next without one.
        if self.state != State::Idle && self.conn.is_autocommit() {
            return Err(StoreError::OutOfTurn {
                what: "the database has taken the transaction back, only a rollback may follow",
            });
        }
        Ok(())
    }

    /// Ends the transaction without keeping it. Where SQLite has ended it already, nothing is left to do;
    /// were it to fail, the next `begin` would tell.
    fn abandon(&mut self) {
        if !self.conn.is_autocommit() {
            let _ = self.run("ROLLBACK");
        }
        self.state = State::Idle;
    }

    fn run(&self, statement: &str) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(statement)
            .and_then(|mut statement| statement.execute([]))
            .map(|_| ())
            .map_err(|error| self.error(error))
    }

    fn error(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sqlite(&self.path, error)
    }
}

#[cfg(test)]
impl Store {
    /// Lets every write fail from now on, as on a read-only disk, or lets them through again.
    pub(crate) fn refuse_writes(&self, refuse: bool) {
        let on = if refuse { "ON" } else { "OFF" };
        self.conn
            .execute_batch(&format!("PRAGMA query_only = {on}"))
            .unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{batch, born, day, entry, one_of_each, review};
    use super::write::Appended;
    use super::*;
    use crate::domain::journal::Fact;
    use crate::domain::rating::Rating;

    #[test]
    fn a_store_dropped_in_a_transaction_keeps_nothing_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.db");
        let mut store = Store::open(&path).unwrap();
        store.tell(&[entry(1, born(1))]).unwrap();
        store.begin().unwrap();
        store.append(&review(2, 1, Rating::Good)).unwrap();
        assert_eq!(store.count().unwrap(), 2);
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.count().unwrap(), 1);
        assert_eq!(store.load().unwrap().loci.len(), 1);
    }

    #[test]
    fn a_committed_fact_is_there_for_another_connection_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.db");
        let mut store = Store::open(&path).unwrap();
        store.tell(&one_of_each()).unwrap();
        let other = Store::open(&path).unwrap();
        assert_eq!(other.load().unwrap(), store.load().unwrap());
        assert_eq!(other.count().unwrap(), one_of_each().len() as u64);
    }

    #[test]
    fn a_savepoint_takes_back_its_own_part_alone() {
        let mut store = Store::in_memory().unwrap();
        store.begin().unwrap();
        store.append(&entry(1, born(1))).unwrap();
        store.savepoint().unwrap();
        store.append(&review(2, 1, Rating::Good)).unwrap();
        store.rollback_to_savepoint().unwrap();
        store.savepoint().unwrap();
        store.append(&review(3, 1, Rating::Good)).unwrap();
        store.release().unwrap();
        store.commit().unwrap();
        assert!(store.batch(batch(2)).unwrap().is_none());
        assert_eq!(store.batch(batch(3)).unwrap().unwrap().entries.len(), 1);
    }

    #[test]
    fn a_call_out_of_turn_is_an_error_and_harms_nothing() {
        let out_of_turn = |result: Result<(), StoreError>| {
            assert!(
                matches!(result, Err(StoreError::OutOfTurn { .. })),
                "{result:?}"
            );
        };
        let mut store = Store::in_memory().unwrap();
        out_of_turn(store.commit());
        out_of_turn(store.rollback());
        out_of_turn(store.savepoint());
        out_of_turn(store.release());
        out_of_turn(store.rollback_to_savepoint());
        out_of_turn(store.append(&entry(1, born(1))).map(|_| ()));
        out_of_turn(store.put_schedule(samples::locus(1), None));
        out_of_turn(store.drop_source("a.md"));
        store.begin().unwrap();
        out_of_turn(store.begin());
        out_of_turn(store.release());
        store.savepoint().unwrap();
        out_of_turn(store.savepoint());
        out_of_turn(store.commit());
        store.release().unwrap();
        assert_eq!(store.append(&entry(1, born(1))).unwrap(), Appended::New);
        store.commit().unwrap();
        assert_eq!(store.count().unwrap(), 1);
    }

    #[test]
    fn a_full_disk_stops_writing_keeps_what_was_there_and_heals() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("loci.db")).unwrap();
        store.tell(&[entry(1, born(1))]).unwrap();
        let pages = |store: &Store, n: i64| {
            store
                .conn
                .query_row(&format!("PRAGMA max_page_count = {n}"), [], |_| Ok(()))
                .unwrap();
        };
        pages(&store, 1);
        let mut n = 1;
        let error = loop {
            n += 1;
            if let Err(error) = store.tell(&[review(n, 1, Rating::Good)]) {
                break error;
            }
        };
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert!(error.is_write_trouble() && error.to_string().contains("free some space"));
        assert_eq!(store.count().unwrap(), u64::from(n - 1));
        pages(&store, 100_000);
        store.tell(&[review(n, 1, Rating::Good)]).unwrap();
        assert_eq!(
            store.reviews_of(samples::locus(1)).unwrap().len() as u32,
            n - 1
        );
    }

    #[test]
    fn after_sqlite_took_a_transaction_back_only_a_rollback_follows() {
        let mut store = Store::in_memory().unwrap();
        store.begin().unwrap();
        store.append(&entry(1, born(1))).unwrap();
        // What a full disk does.
        store.conn.execute_batch("ROLLBACK").unwrap();
        assert!(matches!(
            store.append(&entry(2, born(2))),
            Err(StoreError::OutOfTurn { .. })
        ));
        assert!(matches!(store.commit(), Err(StoreError::OutOfTurn { .. })));
        store.rollback().unwrap();
        store.tell(&[entry(2, born(2))]).unwrap();
        assert_eq!(store.count().unwrap(), 1);
    }

    #[test]
    fn a_lock_of_another_process_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.db");
        let mut first = Store::open(&path).unwrap();
        let mut second = Store::open(&path).unwrap();
        second.conn.busy_timeout(std::time::Duration::ZERO).unwrap();
        first.begin().unwrap();
        let error = second.begin().unwrap_err();
        assert!(matches!(error, StoreError::Busy { .. }) && error.is_write_trouble());
        first.rollback().unwrap();
        second.begin().unwrap();
        second.rollback().unwrap();
    }

    #[test]
    fn a_write_to_a_read_only_database_is_named() {
        let mut store = Store::in_memory().unwrap();
        store.conn.execute_batch("PRAGMA query_only = ON").unwrap();
        let chore = Fact::Chore {
            name: "fit".into(),
            day: day(1),
        };
        let error = store.tell(&[entry(1, chore)]).unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }) && error.is_write_trouble());
    }
}

//! The store: facts in, rows out. The only place that names SQLite.
//!
//! The journal is the truth and is only ever appended to; every other table is a projection of it, which
//! [`repair::repair`] can make again (the last good texts of the sources excepted). The store is synchronous,
//! reads no clock and no config, and never overwrites or replaces a file that it does not understand.

pub mod backup;
pub mod error;
mod open;
mod project;
pub mod read;
pub mod repair;
mod rows;
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

//! What can go wrong in the store, with the path and the cure. It never hides which file is meant.

use std::path::{Path, PathBuf};

use rusqlite::{Error, ErrorCode};
use uuid::Uuid;

use crate::domain::locus::LocusId;
use crate::domain::memory::MemoryError;

/// What can go wrong in the store. Whatever it says, no file was overwritten or replaced.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is a broken database.
    #[error("{} is damaged ({why}): it was left as it is; run `locid restore {}`", path.display(), newest(.backup))]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What SQLite found.
        why: String,
        /// The newest backup beside it, if there is one.
        backup: Option<PathBuf>,
    },
    /// A row of the journal cannot be read as a fact.
    #[error("row {seq} of the journal in {} cannot be read ({why}): update loci if a newer one wrote it, else run `locid restore FILE`", path.display())]
    Unreadable {
        /// The database.
        path: PathBuf,
        /// The row's number.
        seq: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A row of a projection cannot be read; the journal can make it again.
    #[error("{} does not agree with its own journal ({why}): stop the daemon and run `locid repair`", path.display())]
    Inconsistent {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A newer loci wrote the file.
    #[error("{} has version {found}, this loci knows {known}: update loci, or restore a backup of version {known}", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// The file's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The file is something else.
    #[error("{} is not a database of loci ({what}): move it away, or set LOCI_DATA_DIR to another folder", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// The database is gone, but what belongs to it is still there.
    #[error("{} is {how}, but {} is there: run `locid restore FILE` with a backup, or move that away to begin anew", path.display(), .beside.display())]
    Vanished {
        /// The database.
        path: PathBuf,
        /// `missing` or `empty`.
        how: &'static str,
        /// The file that shows that there was a database.
        beside: PathBuf,
    },
    /// The file or its folder cannot be written.
    #[error("{} cannot be written: make the file and its folder writable (chmod u+rw), and see that the disk is not mounted read-only", path.display())]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("no room on the disk for {}: free some space and try again; what was there is safe", path.display())]
    Full {
        /// The database or backup.
        path: PathBuf,
    },
    /// Another process holds the database.
    #[error("{} is in use by another process: try again, or stop the other one (`loci daemon status`)", path.display())]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// The file system failed.
    #[error("{}: {source}: check the disk and the folder, then try again", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The disk failed under SQLite.
    #[error("the disk failed at {} ({source}): check it, then try again", path.display())]
    Disk {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The target of a backup is there already.
    #[error("{} exists already: choose another name, a backup never overwrites", path.display())]
    Exists {
        /// The target.
        path: PathBuf,
    },
    /// A file that was to be put back, or checked, is no sound backup.
    #[error("{} {what}: choose another backup, `loci restore` lists them", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, as what it is or does.
        what: String,
    },
    /// A backup did not hold what its database holds.
    #[error("the backup {} was not kept: it holds {found} facts instead of {wanted}; try again, and look after the disk", path.display())]
    BadBackup {
        /// The target.
        path: PathBuf,
        /// Facts in the copy.
        found: u64,
        /// Facts in the database when the backup began.
        wanted: u64,
    },
    /// A fact that contradicts the journal; nothing of it was written.
    #[error("the fact {entry} contradicts the journal: {why}")]
    Contradiction {
        /// The fact's id.
        entry: Uuid,
        /// Why.
        why: &'static str,
    },
    /// A memory state that FSRS does not take.
    #[error("the reviews of locus {locus} cannot be folded: {source}")]
    Memory {
        /// The locus.
        locus: LocusId,
        /// What FSRS said.
        #[source]
        source: MemoryError,
    },
    /// The store was called out of turn: a fault of the program, not of the file.
    #[error("the store was called out of turn: {what}; report it as a bug")]
    OutOfTurn {
        /// What was wrong.
        what: &'static str,
    },
    /// SQLite refused a statement: a fault of the program, not of the file.
    #[error("{}: the database refused a statement ({source}); report it as a bug", path.display())]
    Statement {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Whether writing failed while the data is sound: a full or read-only disk, a lock, a failing disk.
    /// Reading may still work, and the same write may work later.
    pub fn is_write_trouble(&self) -> bool {
        match self {
            StoreError::ReadOnly { .. }
            | StoreError::Full { .. }
            | StoreError::Busy { .. }
            | StoreError::Io { .. }
            | StoreError::Disk { .. } => true,
            StoreError::Damaged { .. }
            | StoreError::Unreadable { .. }
            | StoreError::Inconsistent { .. }
            | StoreError::Newer { .. }
            | StoreError::NotOurs { .. }
            | StoreError::Vanished { .. }
            | StoreError::Exists { .. }
            | StoreError::Unfit { .. }
            | StoreError::BadBackup { .. }
            | StoreError::Contradiction { .. }
            | StoreError::Memory { .. }
            | StoreError::OutOfTurn { .. }
            | StoreError::Statement { .. } => false,
        }
    }

    /// The same of a file that a person named as a backup: not the cure of a database, but another file.
    pub(super) fn of_backup(self, from: &Path) -> StoreError {
        let unfit = |path: PathBuf, what: String| StoreError::Unfit { path, what };
        match self {
            StoreError::Damaged { path, why, .. } if path == from => {
                unfit(path, format!("is damaged ({why})"))
            }
            StoreError::Unreadable { path, why, .. } | StoreError::Inconsistent { path, why }
                if path == from =>
            {
                unfit(path, format!("cannot be read ({why})"))
            }
            StoreError::NotOurs { path, what } if path == from => {
                unfit(path, format!("is not a database of loci ({what})"))
            }
            StoreError::Vanished { path, how, .. } if path == from => {
                unfit(path, format!("is {how}"))
            }
            other => other,
        }
    }

    /// The same about the file `to`, if it is about `from`.
    pub(super) fn renamed(mut self, from: &Path, to: &Path) -> StoreError {
        let path = match &mut self {
            StoreError::Damaged { path, .. }
            | StoreError::Unreadable { path, .. }
            | StoreError::Inconsistent { path, .. }
            | StoreError::Newer { path, .. }
            | StoreError::NotOurs { path, .. }
            | StoreError::Vanished { path, .. }
            | StoreError::ReadOnly { path }
            | StoreError::Full { path }
            | StoreError::Busy { path }
            | StoreError::Io { path, .. }
            | StoreError::Disk { path, .. }
            | StoreError::Exists { path }
            | StoreError::Unfit { path, .. }
            | StoreError::BadBackup { path, .. }
            | StoreError::Statement { path, .. } => path,
            StoreError::Contradiction { .. }
            | StoreError::Memory { .. }
            | StoreError::OutOfTurn { .. } => return self,
        };
        if path == from {
            to.clone_into(path);
        }
        self
    }

    /// What SQLite's error means for the database at `path`.
    pub(super) fn sqlite(path: &Path, source: Error) -> StoreError {
        let path = path.to_path_buf();
        let why = source.to_string();
        match source {
            Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::Utf8Error(..) => return StoreError::Inconsistent { path, why },
            _ => {}
        }
        // SQLite reports a WAL index that finds no room as an I/O error of its own.
        if source.sqlite_error().map(|error| error.extended_code)
            == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
        {
            return StoreError::Full { path };
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                StoreError::ReadOnly { path }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StoreError::damaged(&path, why)
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed) => {
                StoreError::Disk { path, source }
            }
            Some(_) | None => StoreError::Statement { path, source },
        }
    }

    /// A damaged database, with the newest backup beside it.
    pub(super) fn damaged(path: &Path, why: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            path: path.to_path_buf(),
            why: why.into(),
            backup: super::backup::newest(&super::backup::folder(path)),
        }
    }

    /// A failure of the file system at `path`.
    pub(super) fn io(path: &Path, source: std::io::Error) -> StoreError {
        use std::io::ErrorKind;
        let path = path.to_path_buf();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full { path },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly { path }
            }
            _ => StoreError::Io { path, source },
        }
    }
}

fn newest(backup: &Option<PathBuf>) -> String {
    backup
        .as_ref()
        .map_or_else(|| "FILE".to_owned(), |path| path.display().to_string())
}

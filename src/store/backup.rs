//! Backups: a checked copy of the whole database under a new name, and clearing old ones away.
//!
//! A backup appears whole or not at all and never overwrites; nothing but daily backups is ever removed.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use super::error::StoreError;
use super::open::{self, Found};
use crate::domain::day::StudyDay;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The number of facts in it.
    pub entries: u64,
}

/// Copies the database `db` to the new file `target`, readable by the user alone.
///
/// The copy is made under a temporary name in the same folder, checked, made durable and only then named.
/// The database may be in use; it is only read.
pub fn backup(db: &Path, target: &Path) -> Result<Backup, StoreError> {
    if target.symlink_metadata().is_ok() {
        return Err(StoreError::Exists {
            path: target.to_path_buf(),
        });
    }
    let draft = Draft::create(target)?;
    // The draft's name is of no use to anybody.
    let named = |error: StoreError| error.renamed(&draft.path, target);
    let wanted = copy(db, &draft.path).map_err(named)?;
    let entries = verify(&draft.path).map_err(named)?;
    if entries < wanted {
        return Err(StoreError::BadBackup {
            path: target.to_path_buf(),
            found: entries,
            wanted,
        });
    }
    draft.publish(target, entries)
}

/// Removes the oldest daily backups (`loci-YYYY-MM-DD.db`) of a folder until `keep` are left. Other files
/// are never touched. Returns what was removed, oldest first.
pub fn prune(dir: &Path, keep: usize) -> Result<Vec<PathBuf>, StoreError> {
    let mut days = daily(dir).map_err(|error| StoreError::io(dir, error))?;
    days.truncate(days.len().saturating_sub(keep));
    for path in &days {
        fs::remove_file(path).map_err(|error| StoreError::io(path, error))?;
    }
    Ok(days)
}

/// Removes what interrupted backups left in a folder of daily ones (`loci-….db.tmp-N` and what SQLite keeps beside
/// it). Call it only while no other backup is being made there.
pub fn clear_drafts(dir: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(dir, error);
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("loci-") && name.contains(".db.tmp-") {
            fs::remove_file(&path).map_err(|error| StoreError::io(&path, error))?;
        }
    }
    Ok(())
}

/// The name of the daily backup of a study day.
pub fn name_of(day: StudyDay) -> String {
    format!("loci-{day}.db")
}

/// The folder of a database's daily backups.
pub fn folder(db: &Path) -> PathBuf {
    db.with_file_name("backups")
}

/// The newest daily backup of a folder, if there is one.
pub fn newest(dir: &Path) -> Option<PathBuf> {
    daily(dir).ok()?.pop()
}

/// Checks a backup, whole as it is; returns the number of facts in it. It is only read.
pub fn sound(backup: &Path) -> Result<u64, StoreError> {
    fit(backup)?;
    verify(backup).map_err(|error| error.of_backup(backup))
}

/// Sees that a file which a person named is a backup of a version that this program knows.
pub(super) fn fit(backup: &Path) -> Result<(), StoreError> {
    match open::look(backup, open::KNOWN).map_err(|error| error.of_backup(backup))? {
        Found::Ours(_) => Ok(()),
        Found::Fresh => {
            let what = match backup.metadata() {
                Ok(_) => "is empty",
                Err(error) if error.kind() == ErrorKind::NotFound => "does not exist",
                Err(error) => return Err(StoreError::io(backup, error)),
            };
            Err(StoreError::Unfit {
                path: backup.to_path_buf(),
                what: what.to_owned(),
            })
        }
    }
}

/// The number of facts in a database.
pub(super) fn count(conn: &Connection) -> rusqlite::Result<u64> {
    conn.query_row("SELECT count(*) FROM journal", [], |row| {
        row.get::<_, i64>(0)
    })
    .map(i64::unsigned_abs)
}

/// Makes the entry of a new file in its folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| StoreError::io(folder, error))
}

/// A copy in the making: removed when it is dropped, unless it was published.
struct Draft {
    path: PathBuf,
}

impl Draft {
    /// An empty file beside `target`, of a name that was free.
    fn create(target: &Path) -> Result<Draft, StoreError> {
        let mut attempt = 0_u32;
        loop {
            let name = format!(".tmp-{attempt}");
            let path = open::beside(target, &name);
            let made = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&path);
            match made {
                Ok(_) => return Ok(Draft { path }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => attempt += 1,
                Err(error) => return Err(StoreError::io(target, error)),
            }
        }
    }

    fn publish(self, target: &Path, entries: u64) -> Result<Backup, StoreError> {
        let failed = |error| StoreError::io(target, error);
        let file = File::open(&self.path).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        match fs::hard_link(&self.path, target) {
            // The draft's own name goes with it.
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(StoreError::Exists {
                    path: target.to_path_buf(),
                });
            }
            // Some file systems have no hard links, which are the one way to never overwrite; look first.
            Err(_) if target.symlink_metadata().is_ok() => {
                return Err(StoreError::Exists {
                    path: target.to_path_buf(),
                });
            }
            Err(_) => fs::rename(&self.path, target).map_err(failed)?,
        }
        drop(self);
        sync_folder(target)?;
        Ok(Backup {
            path: target.to_path_buf(),
            bytes,
            entries,
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            // What cannot be removed harms nobody: its name says that it is temporary.
            let _ = fs::remove_file(open::beside(&self.path, suffix));
        }
    }
}

/// Copies `db` into the empty file `draft`; returns the number of facts that `db` had at the start.
fn copy(db: &Path, draft: &Path) -> Result<u64, StoreError> {
    let failed = |error| StoreError::sqlite(db, error);
    match open::look(db, u32::MAX)? {
        Found::Ours(_) => {}
        Found::Fresh => return Err(StoreError::io(db, ErrorKind::NotFound.into())),
    }
    // Not `peek`: a daemon may start to write at any moment, so the usual locks are needed. Nothing is
    // written, but only a connection that could write clears its lock files away again.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(db, flags).map_err(failed)?;
    conn.busy_timeout(open::BUSY).map_err(failed)?;
    let wanted = count(&conn).map_err(failed)?;
    let name = draft.to_str().ok_or_else(|| StoreError::Io {
        path: draft.to_path_buf(),
        source: std::io::Error::new(ErrorKind::InvalidInput, "the name is not UTF-8"),
    })?;
    let copied = conn.execute("VACUUM INTO ?1", params![name]);
    // Only the copy is written, so it is its disk that is full.
    copied.map_err(|error| match failed(error) {
        StoreError::Full { .. } => StoreError::Full {
            path: draft.to_path_buf(),
        },
        other => other,
    })?;
    Ok(wanted)
}

/// Checks a finished copy; returns the number of facts in it.
fn verify(draft: &Path) -> Result<u64, StoreError> {
    let conn = open::peek(draft)?;
    open::check(&conn, draft)?;
    count(&conn).map_err(|error| StoreError::sqlite(draft, error))
}

/// The daily backups of a folder, oldest first; none if there is no such folder.
fn daily(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut days = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(day) = name.to_str().and_then(day_of)
            && entry.file_type()?.is_file()
        {
            days.push((day, entry.path()));
        }
    }
    days.sort();
    Ok(days.into_iter().map(|(_, path)| path).collect())
}

/// The day in the name of a daily backup.
fn day_of(name: &str) -> Option<StudyDay> {
    let day: StudyDay = name
        .strip_prefix("loci-")?
        .strip_suffix(".db")?
        .parse()
        .ok()?;
    // The parser is lenient (`2026-1-2`); only the exact form is ours.
    (name_of(day) == name).then_some(day)
}

#[cfg(test)]
mod tests;

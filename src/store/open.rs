//! Opening a database: what is refused, how it is created, how it is migrated.
//!
//! A file is first looked at without writing, so that a refused one keeps every byte. Nothing is ever
//! replaced here.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::backup;
use super::error::StoreError;
use super::{State, Store};

/// Marks a SQLite file as ours: "loci" in ASCII.
pub(super) const APPLICATION_ID: i32 = 0x6c6f_6369;

/// The migrations in order: the n-th (from 1) leads to version n. Never edited, only added to.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../data/migrations/0001_init.sql"),
    include_str!("../../data/migrations/0002_calm.sql"),
    include_str!("../../data/migrations/0003_identity.sql"),
    include_str!("../../data/migrations/0004_anchor.sql"),
    include_str!("../../data/migrations/0005_pace.sql"),
    include_str!("../../data/migrations/0006_plan.sql"),
    include_str!("../../data/migrations/0007_carried.sql"),
    include_str!("../../data/migrations/0008_passed.sql"),
    include_str!("../../data/migrations/0009_plan_text.sql"),
    include_str!("../../data/migrations/0010_mock.sql"),
    include_str!("../../data/migrations/0011_day_took.sql"),
];

/// How every SQLite file begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// The newest version that this program knows.
pub(super) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// What the file is, as far as it concerns us.
pub(super) enum Found {
    /// There is none, or an empty one.
    Fresh,
    /// Ours, of this version.
    Ours(u32),
}

/// Opens the database at `path` with these migrations.
pub(super) fn open(path: &Path, migrations: &[&str]) -> Result<Store, StoreError> {
    let known = version_after(migrations);
    let found = look(path, known)?;
    if let Found::Fresh = found {
        create(path)?;
    }
    let mut conn = connect(path)?;
    match found {
        Found::Ours(version) if version < known => {
            keep_copy(path, version)?;
            migrate(&mut conn, path, migrations, version)?;
        }
        Found::Ours(_) => {}
        Found::Fresh => migrate(&mut conn, path, migrations, 0)?,
    }
    settle(&conn);
    Ok(Store {
        conn,
        path: path.to_path_buf(),
        state: State::Idle,
    })
}

/// Opens an empty database in memory.
pub(super) fn in_memory() -> Result<Store, StoreError> {
    let path = PathBuf::from(":memory:");
    let mut conn =
        Connection::open_in_memory().map_err(|error| StoreError::sqlite(&path, error))?;
    prepare(&conn).map_err(|error| StoreError::sqlite(&path, error))?;
    migrate(&mut conn, &path, MIGRATIONS, 0)?;
    Ok(Store {
        conn,
        path,
        state: State::Idle,
    })
}

/// Opens the file without writing a byte, checks that it is a sound database of ours, and tells its version.
pub(super) fn look(path: &Path, known: u32) -> Result<Found, StoreError> {
    match header(path).map_err(|error| StoreError::io(path, error))? {
        None => return absent(path, "missing"),
        Some(start) if start.is_empty() => return absent(path, "empty"),
        Some(start) if start != MAGIC => {
            let what = if MAGIC.starts_with(&start) {
                "the first bytes of one"
            } else {
                "not a database at all"
            };
            let path = path.to_path_buf();
            return Err(StoreError::NotOurs { path, what });
        }
        Some(_) => {}
    }
    let conn = peek(path)?;
    let failed = |error| StoreError::sqlite(path, error);
    whole(&conn, path)?;
    let application = number(&conn, "application_id").map_err(failed)?;
    let version = number(&conn, "user_version").map_err(failed)?;
    let tables = conn
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })
        .map_err(failed)?;
    if application != i64::from(APPLICATION_ID) {
        // A creation that was interrupted leaves a database with nothing in it.
        return if (application, version, tables) == (0, 0, 0) {
            Ok(Found::Fresh)
        } else {
            let path = path.to_path_buf();
            let what = "a database of another program";
            Err(StoreError::NotOurs { path, what })
        };
    }
    let version = u32::try_from(version).unwrap_or(u32::MAX);
    if version > known {
        return Err(StoreError::Newer {
            path: path.to_path_buf(),
            found: version,
            known,
        });
    }
    check(&conn, path)?;
    Ok(Found::Ours(version))
}

/// Fails unless SQLite finds the file sound.
pub(super) fn check(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let said: String = conn
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| StoreError::sqlite(path, error))?;
    if said == "ok" {
        Ok(())
    } else {
        Err(StoreError::damaged(path, said.replace('\n', " ")))
    }
}

/// Fails if the file is shorter than its pages. SQLite reads a missing end as zeros and may not mind.
fn whole(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    if beside(path, "-wal").exists() || beside(path, "-journal").exists() {
        // Pages may lie there.
        return Ok(());
    }
    let failed = |error| StoreError::sqlite(path, error);
    let pages = number(conn, "page_count").map_err(failed)?.unsigned_abs();
    let size = number(conn, "page_size").map_err(failed)?.unsigned_abs();
    let bytes = fs::metadata(path)
        .map_err(|error| StoreError::io(path, error))?
        .len();
    if bytes < pages * size {
        let why = format!("cut off: {bytes} of {} bytes", pages * size);
        return Err(StoreError::damaged(path, why));
    }
    Ok(())
}

/// A connection that cannot write. It creates no files beside the database unless it has to.
pub(super) fn peek(path: &Path) -> Result<Connection, StoreError> {
    let failed = |error| StoreError::sqlite(path, error);
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let conn = if beside(path, "-journal").exists() {
        // An interrupted creation or migration, which only a writer can clear.
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)
    } else if beside(path, "-wal").exists() {
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_ONLY)
    } else {
        // Without a WAL nobody is writing and the file alone is the whole truth.
        let uri = format!("file:{}?immutable=1", percent(path));
        Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_READ_ONLY)
    }
    .map_err(failed)?;
    conn.busy_timeout(BUSY).map_err(failed)?;
    Ok(conn)
}

/// How long a statement waits for another process's lock.
pub(super) const BUSY: Duration = Duration::from_millis(5000);

fn version_after(migrations: &[&str]) -> u32 {
    u32::try_from(migrations.len()).unwrap_or(u32::MAX)
}

fn number(conn: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, pragma, |row| row.get(0))
}

/// The first bytes of the file, as many as [`MAGIC`] has; `None` if there is no file.
fn header(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut start = Vec::new();
    file.take(MAGIC.len() as u64).read_to_end(&mut start)?;
    Ok(Some(start))
}

/// A missing or empty database is a fresh start only if nothing shows that there was one.
fn absent(path: &Path, how: &'static str) -> Result<Found, StoreError> {
    let wal = beside(path, "-wal");
    let remains = match fs::metadata(&wal) {
        Ok(meta) if meta.len() > 0 => Some(wal),
        Ok(_) | Err(_) => backup::newest(&backup::folder(path)),
    };
    match remains {
        Some(beside) => Err(StoreError::Vanished {
            path: path.to_path_buf(),
            how,
            beside,
        }),
        None => Ok(Found::Fresh),
    }
}

fn create(path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(path, error);
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Ok(file) => file.sync_all().map_err(failed)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(failed(error)),
    }
    backup::sync_folder(path)
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let failed = |error| StoreError::sqlite(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(failed)?;
    // SQLite falls back to reading without a word.
    if conn.is_readonly(rusqlite::MAIN_DB).map_err(failed)? {
        return Err(StoreError::ReadOnly {
            path: path.to_path_buf(),
        });
    }
    prepare(&conn).map_err(failed)?;
    Ok(conn)
}

fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_prepared_statement_cache_capacity(64);
    // Without this SQLite compiles a statement anew whenever a bound value might matter to a partial index,
    // which is a quarter of the time of a log.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.busy_timeout(BUSY)?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // 4,000 pages are 16 MiB: SQLite's own 1,000 make a burst of logs wait for four times as many checkpoints.
    conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
    )
}

/// Writes the WAL back into the file, so that the file alone is a whole database even if its WAL is lost later. It
/// is no harm if that fails: then it happens at another time.
fn settle(conn: &Connection) {
    let settled = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    if let Err(error) = settled {
        tracing::debug!(%error, "the WAL was not written back");
    }
}

/// Runs the migrations after version `from`, each in one transaction with its version.
fn migrate(
    conn: &mut Connection,
    path: &Path,
    migrations: &[&str],
    from: u32,
) -> Result<(), StoreError> {
    let failed = |error| StoreError::sqlite(path, error);
    for (version, sql) in (1_u32..).zip(migrations) {
        if version <= from {
            continue;
        }
        let step = conn.transaction().map_err(failed)?;
        step.execute_batch(sql).map_err(failed)?;
        step.pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(failed)?;
        step.pragma_update(None, "user_version", version)
            .map_err(failed)?;
        step.commit().map_err(failed)?;
    }
    Ok(())
}

/// Keeps an older database beside itself, under a name that is free: `loci.db.v1`, then `loci.db.v1.2` …
fn keep_copy(path: &Path, version: u32) -> Result<(), StoreError> {
    let plain = beside(path, &format!(".v{version}"));
    let target = if plain.symlink_metadata().is_ok() {
        (2_u32..)
            .map(|n| beside(path, &format!(".v{version}.{n}")))
            .find(|candidate| candidate.symlink_metadata().is_err())
            .unwrap_or(plain)
    } else {
        plain
    };
    backup::backup(path, &target).map(|_| ())
}

/// The path with something appended to its last part.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// A path for a `file:` URI (RFC 3986): whatever could mean something else is written as `%XX`.
fn percent(path: &Path) -> String {
    let mut text = String::new();
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests;

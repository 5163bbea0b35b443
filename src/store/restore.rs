//! Restoring: puts a backup in the place of the database. What was there is moved aside, never removed.

use std::fs;
use std::path::{Path, PathBuf};

use super::backup;
use super::error::StoreError;
use super::open;

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Facts in the journal now.
    pub entries: u64,
    /// Where the database lies that was there before, if there was one.
    pub aside: Option<PathBuf>,
}

/// The files that SQLite keeps beside a database, and the database itself.
const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Puts a checked copy of the backup `from` in the place of the database `db`. No daemon may run.
///
/// Nothing is touched unless the backup is sound and of a version that this program knows. The database that was
/// there, however damaged, is kept beside as `loci.db.before-restore`.
pub fn restore(db: &Path, from: &Path) -> Result<Restored, StoreError> {
    backup::fit(from)?;
    let copy = backup::backup(from, &free(db, ".restored"));
    let copy = copy.map_err(|error| error.of_backup(from))?;
    let aside = move_aside(db)?;
    fs::rename(&copy.path, db).map_err(|error| StoreError::io(db, error))?;
    backup::sync_folder(db)?;
    Ok(Restored {
        entries: copy.entries,
        aside,
    })
}

fn move_aside(db: &Path) -> Result<Option<PathBuf>, StoreError> {
    let aside = free(db, ".before-restore");
    let mut moved = None;
    for part in PARTS {
        let (old, new) = (open::beside(db, part), open::beside(&aside, part));
        if old.symlink_metadata().is_ok() {
            fs::rename(&old, &new).map_err(|error| StoreError::io(&old, error))?;
            moved = Some(aside.clone());
        }
    }
    Ok(moved)
}

/// The path with this suffix, or with a number behind it, that is free together with its parts.
fn free(db: &Path, suffix: &str) -> PathBuf {
    let is_free = |path: &PathBuf| {
        PARTS
            .iter()
            .all(|part| open::beside(path, part).symlink_metadata().is_err())
    };
    let plain = open::beside(db, suffix);
    if is_free(&plain) {
        return plain;
    }
    (2_u32..)
        .map(|n| open::beside(db, &format!("{suffix}.{n}")))
        .find(is_free)
        .unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::samples::one_of_each;

    #[test]
    fn a_backup_takes_the_place_of_a_damaged_database_which_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("loci.db");
        let saved = folder.path().join("saved.db");
        let mut store = Store::open(&db).unwrap();
        store.tell(&one_of_each()).unwrap();
        let facts = store.count().unwrap();
        backup::backup(&db, &saved).unwrap();
        drop(store);
        let damage = b"this was a database once, and is one no more".to_vec();
        fs::write(&db, &damage).unwrap();
        let restored = restore(&db, &saved).unwrap();
        assert_eq!(restored.entries, facts);
        assert_eq!(fs::read(restored.aside.unwrap()).unwrap(), damage);
        assert_eq!(Store::open(&db).unwrap().count().unwrap(), facts);
        let again = restore(&db, &saved).unwrap();
        assert!(again.aside.unwrap().ends_with("loci.db.before-restore.2"));
    }

    #[test]
    fn a_file_that_is_no_sound_backup_is_told_apart_from_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("loci.db");
        let file = folder.path().join("saved.db");
        Store::open(&db).unwrap().tell(&one_of_each()).unwrap();
        backup::backup(&db, &file).unwrap();
        let mut damaged = fs::read(&file).unwrap();
        for byte in damaged.iter_mut().skip(4096).step_by(7) {
            *byte ^= 0xff;
        }
        let other = folder.path().join("other.db");
        let made = rusqlite::Connection::open(&other).unwrap();
        made.execute_batch("CREATE TABLE t (x)").unwrap();
        drop(made);
        let other = fs::read(&other).unwrap();
        let missing = restore(&db, &folder.path().join("no.db")).unwrap_err();
        let said = missing.to_string();
        assert!(
            said.contains("no.db does not exist: choose another"),
            "{said}"
        );
        for (bytes, what) in [
            (&damaged, "saved.db is damaged ("),
            (&other, "saved.db is not a database of loci ("),
            (
                &b"of no database, but long enough".to_vec(),
                "is not a database of loci (",
            ),
            (&Vec::new(), "saved.db is empty: choose another"),
        ] {
            fs::write(&file, bytes).unwrap();
            for error in [
                restore(&db, &file).unwrap_err(),
                backup::sound(&file).unwrap_err(),
            ] {
                let said = error.to_string();
                assert!(said.contains(what), "{said}");
                assert!(said.ends_with("`loci restore` lists them"), "{said}");
            }
        }
    }

    #[test]
    fn what_is_no_sound_backup_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("loci.db");
        drop(Store::open(&db).unwrap());
        let before = fs::read(&db).unwrap();
        let bad = folder.path().join("bad.db");
        fs::write(&bad, b"no database, but long enough to be looked at").unwrap();
        for from in [bad, folder.path().join("missing.db")] {
            assert!(restore(&db, &from).is_err());
        }
        assert_eq!(fs::read(&db).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}

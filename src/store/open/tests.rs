//! Opening: what is created, what is refused, and that a refused file keeps every byte.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::super::samples::{born, entry, one_of_each, review};
use super::*;
use crate::domain::rating::Rating;

/// A folder with a sound database of several pages in it.
fn sound() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("loci.db");
    let mut store = Store::open(&path).unwrap();
    store.tell(&one_of_each()).unwrap();
    let many: Vec<_> = (100..200).map(|n| review(n, 1, Rating::Good)).collect();
    store.tell(&many).unwrap();
    (dir, path)
}

/// Every file below a folder with a hash of its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, u64> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            let mut hasher = DefaultHasher::new();
            fs::read(&path).unwrap().hash(&mut hasher);
            all.insert(path, hasher.finish());
        }
    }
    all
}

/// Opens what must be refused: the error, after a check that no file changed, came or went.
fn refused(path: &Path) -> StoreError {
    let dir = path.parent().unwrap();
    let before = files(dir);
    let error = Store::open(path).unwrap_err();
    assert_eq!(files(dir), before, "{error}");
    let shown = path.display().to_string();
    assert!(error.to_string().contains(&shown), "{error}");
    error
}

fn number_of(store: &Store, pragma: &str) -> i64 {
    number(&store.conn, pragma).unwrap()
}

#[test]
fn a_new_database_is_the_users_alone_and_durable() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("loci.db");
    let store = Store::open(&path).unwrap();
    for file in fs::read_dir(dir.path()).unwrap() {
        let meta = file.unwrap().metadata().unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, 0o600);
    }
    let mode: String = store
        .conn
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
    // 2 is FULL.
    assert_eq!(number_of(&store, "synchronous"), 2);
    assert_eq!(number_of(&store, "foreign_keys"), 1);
    assert_eq!(number_of(&store, "trusted_schema"), 0);
    assert_eq!(number_of(&store, "busy_timeout"), 5000);
    assert_eq!(
        number_of(&store, "application_id"),
        i64::from(APPLICATION_ID)
    );
    assert_eq!(number_of(&store, "user_version"), MIGRATIONS.len() as i64);
}

#[test]
fn a_database_is_opened_again_with_all_it_held() {
    let (_dir, path) = sound();
    let store = Store::open(&path).unwrap();
    assert_eq!(store.count().unwrap(), one_of_each().len() as u64 + 100);
    assert_eq!(store.path(), path);
}

#[test]
fn a_folder_with_odd_letters_in_its_name_is_no_trouble() {
    let dir = tempfile::tempdir().unwrap();
    let odd = dir.path().join("50% of ünïcode? #1 & 'so' on");
    fs::create_dir(&odd).unwrap();
    let path = odd.join("loci.db");
    Store::open(&path).unwrap().tell(&one_of_each()).unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(store.count().unwrap(), one_of_each().len() as u64);
}

#[test]
fn an_interrupted_creation_is_taken_up_again() {
    for step in ["", "PRAGMA journal_mode = WAL"] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.db");
        File::create(&path).unwrap();
        if !step.is_empty() {
            let conn = Connection::open(&path).unwrap();
            conn.query_row(step, [], |_| Ok(())).unwrap();
        }
        let mut store = Store::open(&path).unwrap();
        store.tell(&[entry(1, born(1))]).unwrap();
    }
}

#[test]
fn what_was_not_checkpointed_is_still_there_after_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let (path, copy) = (dir.path().join("loci.db"), dir.path().join("copy.db"));
    let mut store = Store::open(&path).unwrap();
    store.tell(&one_of_each()).unwrap();
    // What the disk holds while the store is open is what a crash leaves.
    fs::copy(&path, &copy).unwrap();
    fs::copy(beside(&path, "-wal"), beside(&copy, "-wal")).unwrap();
    let after = Store::open(&copy).unwrap();
    assert_eq!(after.load().unwrap(), store.load().unwrap());
    assert_eq!(after.count().unwrap(), one_of_each().len() as u64);
}

#[test]
fn a_text_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("loci.db");
    for text in ["dear diary", "SQLite format 3, a review", "SQLite"] {
        fs::write(&path, text).unwrap();
        let error = refused(&path);
        assert!(matches!(error, StoreError::NotOurs { .. }), "{error}");
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("loci.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("CREATE TABLE cards (front TEXT)")
        .unwrap();
    drop(conn);
    let error = refused(&path);
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error}");
    assert!(error.to_string().contains("LOCI_DATA_DIR"));
}

#[test]
fn a_database_of_another_program_is_refused_while_it_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("loci.db");
    let conn = Connection::open(&path).unwrap();
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
        .unwrap();
    conn.execute_batch("CREATE TABLE cards (front TEXT)")
        .unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error}");
    conn.execute_batch("INSERT INTO cards VALUES ('still mine')")
        .unwrap();
}

#[test]
fn a_newer_database_is_refused() {
    let (_dir, path) = sound();
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", 77).unwrap();
    drop(conn);
    let error = refused(&path);
    assert!(
        matches!(
            error,
            StoreError::Newer {
                found: 77,
                known: KNOWN,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("update loci") && !error.is_write_trouble());
}

#[test]
fn a_database_that_was_cut_off_is_refused_wherever_it_was_cut() {
    let (_dir, path) = sound();
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 8 * 4096);
    let pages = (1..whole.len() / 4096).map(|page| page * 4096);
    let odd = [
        1,
        15,
        16,
        17,
        60,
        99,
        100,
        511,
        512,
        1000,
        4095,
        4097,
        whole.len() - 1,
    ];
    for len in pages.chain(odd) {
        fs::write(&path, &whole[..len]).unwrap();
        let error = refused(&path);
        assert!(
            matches!(error, StoreError::Damaged { .. })
                || (len < 16 && matches!(error, StoreError::NotOurs { .. })),
            "{len}: {error}"
        );
        assert!(!error.is_write_trouble());
    }
    fs::write(&path, &whole).unwrap();
    Store::open(&path).unwrap();
}

#[test]
fn a_damaged_database_is_refused_and_the_newest_backup_named() {
    let (dir, path) = sound();
    let backups = dir.path().join("backups");
    fs::create_dir(&backups).unwrap();
    for name in ["loci-2026-03-01.db", "loci-2026-11-02.db", "notes.txt"] {
        fs::write(backups.join(name), "x").unwrap();
    }
    let mut bytes = fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4096).skip(1) {
        page[..64].fill(0xa5);
    }
    fs::write(&path, bytes).unwrap();
    let error = refused(&path);
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    let message = error.to_string();
    assert!(message.contains("`locid restore ") && message.contains("loci-2026-11-02.db"));
}

#[test]
fn a_database_that_is_gone_while_its_backups_are_there_is_not_begun_anew() {
    for empty in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.db");
        fs::create_dir(dir.path().join("backups")).unwrap();
        if empty {
            File::create(&path).unwrap();
        }
        Store::open(&path).map(drop).unwrap();
        fs::remove_file(&path).unwrap();
        if empty {
            File::create(&path).unwrap();
        }
        fs::write(dir.path().join("backups/loci-2026-03-01.db"), "x").unwrap();
        let error = refused(&path);
        assert!(matches!(error, StoreError::Vanished { .. }), "{error}");
        assert!(error.to_string().contains("locid restore"));
    }
}

#[test]
fn an_empty_database_beside_a_write_ahead_log_is_not_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("loci.db");
    File::create(&path).unwrap();
    fs::write(beside(&path, "-wal"), "what was logged").unwrap();
    assert!(matches!(refused(&path), StoreError::Vanished { .. }));
}

#[test]
fn a_missing_folder_and_a_folder_in_the_place_of_the_file_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("no/such/folder/loci.db");
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
    let path = dir.path().join("loci.db");
    fs::create_dir(&path).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
}

#[test]
fn a_file_or_folder_that_cannot_be_written_is_named() {
    for locked in ["loci.db", ""] {
        let (dir, path) = sound();
        let locked = dir.path().join(locked);
        let mode = if locked.is_dir() { 0o500 } else { 0o400 };
        fs::set_permissions(&locked, fs::Permissions::from_mode(mode)).unwrap();
        // The superuser may write everywhere; permissions bind everybody else.
        let bound = OpenOptions::new().append(true).open(&path).is_err()
            || File::create(dir.path().join("probe")).is_err();
        let before = fs::read(&path).unwrap();
        let opened = Store::open(&path);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
        match opened {
            Ok(_) => assert!(!bound, "opened {}", locked.display()),
            Err(error) => {
                assert!(
                    bound && matches!(error, StoreError::ReadOnly { .. }),
                    "{error}"
                );
                assert!(error.is_write_trouble());
                assert!(fs::read(&path).unwrap() == before, "the file changed");
            }
        }
    }
}

#[test]
fn an_older_database_is_kept_beside_and_migrated() {
    let (dir, path) = sound();
    let held = Store::open(&path).unwrap().load().unwrap();
    let mut newer = MIGRATIONS.to_vec();
    newer.push("CREATE TABLE later (x INTEGER) STRICT;");
    let store = open(&path, &newer).unwrap();
    assert_eq!(number_of(&store, "user_version"), i64::from(KNOWN) + 1);
    assert_eq!(store.load().unwrap(), held);
    drop(store);
    let copy = dir.path().join(format!("loci.db.v{KNOWN}"));
    assert_eq!(
        fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(Store::open(&copy).unwrap().load().unwrap(), held);
    // The program of before refuses it from now on.
    let error = refused(&path);
    assert!(
        matches!(error, StoreError::Newer { found, known: KNOWN, .. } if found == KNOWN + 1),
        "{error}"
    );
    // A second time nothing is kept, and nothing that was kept is overwritten.
    let before = files(dir.path());
    drop(open(&path, &newer).unwrap());
    assert_eq!(files(dir.path()), before);
}

#[test]
fn a_migration_that_fails_leaves_the_version_of_before() {
    let (dir, path) = sound();
    let held = Store::open(&path).unwrap().load().unwrap();
    let mut broken = MIGRATIONS.to_vec();
    broken.push("CREATE TABLE later (x INTEGER) STRICT; DROP TABLE chore; SELECT nonsense;");
    for attempt in ["", ".2", ".3"] {
        open(&path, &broken).unwrap_err();
        let attempt = format!("loci.db.v{KNOWN}{attempt}");
        assert!(dir.path().join(&attempt).exists(), "{attempt}");
        assert_eq!(Store::open(&path).unwrap().load().unwrap(), held);
    }
}

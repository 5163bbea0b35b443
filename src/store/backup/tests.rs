//! Backups: whole or not at all, never over something else, and nothing but daily backups removed.

use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::super::Store;
use super::super::samples::{entry, one_of_each, review};
use super::*;
use crate::domain::rating::Rating;

fn home() -> (TempDir, PathBuf, Store) {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("loci.db");
    let mut store = Store::open(&db).unwrap();
    store.tell(&one_of_each()).unwrap();
    fs::create_dir(dir.path().join("backups")).unwrap();
    (dir, db, store)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_holds_all_that_was_committed_while_the_store_is_in_use() {
    let (_dir, db, mut store) = home();
    let held = store.load().unwrap();
    store.begin().unwrap();
    store.append(&review(50, 1, Rating::Good)).unwrap();
    let target = folder(&db).join("loci-2026-03-01.db");
    let made = backup(&db, &target).unwrap();
    store.commit().unwrap();

    assert_eq!(names(&folder(&db)), ["loci-2026-03-01.db"]);
    let meta = fs::metadata(&target).unwrap();
    assert_eq!(meta.permissions().mode() & 0o777, 0o600);
    let wanted = Backup {
        path: target.clone(),
        bytes: meta.len(),
        entries: one_of_each().len() as u64,
    };
    assert_eq!(made, wanted);
    let copy = Store::open(&target).unwrap();
    assert_eq!(copy.load().unwrap(), held);
    assert_eq!(copy.count().unwrap(), wanted.entries);
}

#[test]
fn a_backup_of_a_database_that_nobody_uses_leaves_its_folder_as_it_was() {
    let (dir, db, store) = home();
    drop(store);
    let (before, bytes) = (names(dir.path()), fs::read(&db).unwrap());
    for day in ["2026-03-01", "2026-03-02"] {
        backup(&db, &folder(&db).join(format!("loci-{day}.db"))).unwrap();
        assert_eq!(names(dir.path()), before);
        assert!(fs::read(&db).unwrap() == bytes, "the database changed");
    }
    Store::open(&db)
        .unwrap()
        .tell(&[review(50, 1, Rating::Good)])
        .unwrap();
}

#[test]
fn a_backup_never_overwrites() {
    let (_dir, db, _store) = home();
    let target = folder(&db).join("mine.db");
    fs::write(&target, "precious").unwrap();
    let error = backup(&db, &target).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    let link = folder(&db).join("link.db");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    assert!(matches!(backup(&db, &link), Err(StoreError::Exists { .. })));
    assert!(matches!(backup(&db, &db), Err(StoreError::Exists { .. })));
    assert_eq!(fs::read(&target).unwrap(), b"precious");
    assert_eq!(names(&folder(&db)), ["link.db", "mine.db"]);
}

#[test]
fn what_appears_in_the_meantime_is_not_overwritten_either() {
    let (_dir, db, _store) = home();
    let target = folder(&db).join("mine.db");
    let draft = Draft::create(&target).unwrap();
    fs::write(&target, "precious").unwrap();
    let error = draft.publish(&target, 0).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    assert_eq!(names(&folder(&db)), ["mine.db"]);
    assert_eq!(fs::read(&target).unwrap(), b"precious");
}

#[test]
fn a_backup_that_fails_leaves_nothing_behind() {
    let (dir, db, store) = home();
    drop(store);
    let target = folder(&db).join("loci-2026-03-01.db");
    let missing = dir.path().join("elsewhere.db");
    let foreign = dir.path().join("foreign.db");
    fs::write(&foreign, "dear diary").unwrap();
    let damaged = dir.path().join("damaged.db");
    let mut bytes = fs::read(&db).unwrap();
    for page in bytes.chunks_mut(4096).skip(1) {
        page[..64].fill(0xa5);
    }
    fs::write(&damaged, bytes).unwrap();
    fs::create_dir(dir.path().join("empty")).unwrap();
    for bad in [missing, foreign, damaged, dir.path().join("empty/loci.db")] {
        backup(&bad, &target).unwrap_err();
        assert!(names(&folder(&db)).is_empty(), "{}", bad.display());
    }
    backup(&db, &dir.path().join("no/such/folder.db")).unwrap_err();
    backup(&db, &target).unwrap();
}

#[test]
fn a_draft_that_a_crash_left_does_not_stop_the_next_backup() {
    let (_dir, db, _store) = home();
    let target = folder(&db).join("loci-2026-03-01.db");
    let left = open::beside(&target, ".tmp-0");
    fs::write(&left, "half").unwrap();
    backup(&db, &target).unwrap();
    assert_eq!(fs::read(&left).unwrap(), b"half");
    assert_eq!(names(&folder(&db)).len(), 2);
}

#[test]
fn only_the_oldest_daily_backups_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    let others = [
        "loci-2026-03-1.db",
        "loci-2026-02-30.db",
        "loci-2026-03-01.db-wal",
        "loci-2026-03-01.db.tmp-7",
        "loci-2026-03-01.db.bak",
        "loci-mine.db",
        "my-loci-2026-03-01.db",
        "loci.db",
    ];
    let days = ["2025-12-31", "2026-03-01", "2026-03-02", "2026-11-22"];
    for name in others {
        fs::write(dir.path().join(name), "x").unwrap();
    }
    for day in days {
        fs::write(dir.path().join(name_of(day.parse().unwrap())), "x").unwrap();
    }
    fs::create_dir(dir.path().join("loci-2020-01-01.db")).unwrap();
    std::os::unix::fs::symlink("loci.db", dir.path().join("loci-2020-01-02.db")).unwrap();

    assert!(prune(dir.path(), 4).unwrap().is_empty());
    let removed = prune(dir.path(), 2).unwrap();
    let wanted = ["loci-2025-12-31.db", "loci-2026-03-01.db"].map(|name| dir.path().join(name));
    assert_eq!(removed, wanted);
    assert_eq!(names(dir.path()).len(), others.len() + 4);
    assert_eq!(
        newest(dir.path()),
        Some(dir.path().join("loci-2026-11-22.db"))
    );
    prune(dir.path(), 0).unwrap();
    assert_eq!(names(dir.path()).len(), others.len() + 2);
    assert!(prune(&dir.path().join("none"), 0).unwrap().is_empty());
}

#[test]
fn a_backup_of_a_backup_is_the_same() {
    let (dir, db, mut store) = home();
    store
        .tell(&[entry(60, super::super::samples::born(2))])
        .unwrap();
    let (first, second) = (dir.path().join("a.db"), dir.path().join("b.db"));
    let once = backup(&db, &first).unwrap();
    let twice = backup(&first, &second).unwrap();
    assert_eq!(once.entries, twice.entries);
    assert_eq!(
        Store::open(&second).unwrap().load().unwrap(),
        store.load().unwrap()
    );
}

#[test]
fn what_an_interrupted_backup_left_is_cleared_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let keep = ["loci-2026-11-22.db", "loci-notes.txt", "mine.db.tmp-0"];
    let gone = [
        "loci-2026-11-22.db.tmp-0",
        "loci-2026-11-22.db.tmp-0-journal",
    ];
    for name in keep.iter().chain(&gone) {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    clear_drafts(folder.path()).unwrap();
    assert!(keep.iter().all(|name| folder.path().join(name).exists()));
    assert!(gone.iter().all(|name| !folder.path().join(name).exists()));
    clear_drafts(&folder.path().join("missing")).unwrap();
}

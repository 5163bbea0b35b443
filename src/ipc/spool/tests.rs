//! The spool on real files.

use uuid::Uuid;

use super::*;
use crate::ipc::protocol::At;

fn rating(minute: u8, batch: u128) -> Log {
    Log {
        batch_id: Some(Uuid::from_u128(batch)),
        scopes: vec!["root/alpha".into()],
        rating: 3,
        missed: vec!["one".into()],
        hard: Vec::new(),
        at: Some(format!("2026-11-22T10:{minute:02}:00+01:00")),
        at_kind: At::Live,
        took_secs: Some(40),
        note: Some("a \"note\"\nof two lines".into()),
        source: None,
        answer: None,
        ratings: Vec::new(),
        ratings_path: None,
        told_at: None,
    }
}

fn spool() -> (tempfile::TempDir, Spool) {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::new(dir.path().join("state/spool"));
    (dir, spool)
}

#[test]
fn an_absent_folder_holds_nothing() {
    let (_dir, spool) = spool();
    assert!(spool.pending().0.is_empty());
    assert!(spool.pending().1.is_empty());
}

#[test]
fn ratings_come_back_whole_and_in_the_order_of_their_times() {
    let (_dir, spool) = spool();
    let (late, early) = (rating(30, 1), rating(5, 2));
    spool.put(&late).unwrap();
    spool.put(&early).unwrap();
    spool.put(&early).unwrap();
    let (pending, troubles) = spool.pending();
    assert!(troubles.is_empty(), "{troubles:?}");
    let logs: Vec<Log> = pending.into_iter().map(|spooled| spooled.log).collect();
    assert_eq!(logs, [early, late]);
}

#[test]
fn only_the_user_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, spool) = spool();
    let id = spool.put(&rating(1, 1)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(spool.dir()), 0o700);
    assert_eq!(mode(&spool.path(&id)), 0o600);
}

#[test]
fn an_unplaced_rating_waits_for_the_user_until_it_is_removed() {
    let (_dir, spool) = spool();
    let id = spool.put(&rating(1, 1)).unwrap();
    let candidates = vec!["root/alpha~2".to_owned()];
    spool
        .mark_unplaced(&id, "two are called so", &candidates)
        .unwrap();
    assert!(spool.pending().0.is_empty());
    assert_eq!(SpoolId::parse(id.as_str()), Some(id.clone()));
    assert_eq!(SpoolId::parse("../lock"), None);
    let unplaced = spool.unplaced();
    assert_eq!(unplaced.len(), 1);
    assert_eq!(unplaced[0].log, rating(1, 1));
    let state = SpoolState::Unplaced {
        why: "two are called so".into(),
        candidates,
    };
    assert_eq!(unplaced[0].state, state);
    spool.remove(&id).unwrap();
    spool.remove(&id).unwrap();
    assert!(spool.unplaced().is_empty());
    let error = spool.mark_unplaced(&id, "gone", &[]).unwrap_err();
    assert!(matches!(error, SpoolError::Unknown { .. }), "{error}");
}

#[test]
fn a_file_that_is_no_rating_is_reported_and_left() {
    let (_dir, spool) = spool();
    let id = spool.put(&rating(1, 1)).unwrap();
    let strange = spool.dir().join("0.json");
    fs::write(&strange, "{\"schema\":1").unwrap();
    let misnamed = spool.dir().join("copy.json");
    fs::copy(spool.path(&id), &misnamed).unwrap();
    fs::write(spool.dir().join(".half"), "{").unwrap();
    fs::create_dir(spool.dir().join("folder")).unwrap();
    let (pending, troubles) = spool.pending();
    assert_eq!(pending.len(), 1);
    assert_eq!(troubles.len(), 3, "{troubles:?}");
    assert!(strange.exists() && misnamed.exists());
}

#[test]
fn a_rating_without_batch_or_time_is_refused() {
    let (_dir, spool) = spool();
    for log in [
        Log {
            batch_id: None,
            ..rating(1, 1)
        },
        Log {
            at: None,
            ..rating(1, 1)
        },
        Log {
            at: Some("now".into()),
            ..rating(1, 1)
        },
    ] {
        let error = spool.put(&log).unwrap_err();
        assert!(matches!(error, SpoolError::Incomplete { .. }), "{error}");
    }
    assert!(!spool.dir().exists());
}

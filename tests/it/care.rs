//! Looking after loci itself: `doctor`, its fixes, and putting a backup back.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use serde_json::Value;

use crate::support::Home;

fn level<'a>(data: &'a Value, name: &str) -> &'a Value {
    let checks = data["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["name"] == name);
    found.unwrap_or_else(|| panic!("{name}: {data}"))
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().mode() & 0o777
}

#[test]
fn without_a_daemon_the_doctor_fails_for_it_alone_and_names_the_cure() {
    let home = Home::new().with_notes();
    let ran = home.loci(&["doctor", "--json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let data = ran.data("doctor");
    let daemon = level(&data, "daemon");
    assert_eq!(daemon["level"], "fail");
    assert_eq!(daemon["cure"], "loci daemon start");
    let checks = data["checks"].as_array().unwrap();
    let failed = checks.iter().filter(|check| check["level"] == "fail");
    assert_eq!(failed.count(), 1, "{data}");
}

#[test]
fn the_doctor_finds_a_living_daemon_well() {
    let home = Home::new().with_notes();
    let daemon = home.daemon();
    let data = home.loci(&["doctor", "--json"]).ok().data("doctor");
    for name in ["config", "folders", "private", "lock", "spool", "notes"] {
        assert_eq!(level(&data, name)["level"], "ok", "{data}");
    }
    let lock = level(&data, "lock")["message"].as_str().unwrap();
    assert!(lock.ends_with(&format!("pid {}", daemon.pid())), "{lock}");
}

#[test]
fn fix_closes_what_others_could_open_and_removes_a_dead_socket() {
    let home = Home::new().with_notes();
    home.daemon().kill();
    let socket = home.socket();
    assert!(socket.exists());
    let database = home.path(".local/share/loci/loci.db");
    std::fs::set_permissions(&database, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = home.loci(&["doctor", "--fix"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(mode(&database), 0o600);
    assert!(!socket.exists());
    assert!(ran.stdout.contains("undo: chmod 644 "), "{ran:?}");
}

#[test]
fn a_backup_is_put_back_with_the_daemon_stopped_meanwhile() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    home.loci(&["good", "dict/"]).ok();
    let file = home.path("b.db");
    let file = file.to_str().unwrap();
    home.loci(&["backup", file]).ok();
    home.loci(&["undo"]).ok();
    let new = || home.loci(&["status", "--json"]).ok().data("status")["loci"]["new"].clone();
    let without = new();
    let refused = home.loci(&["restore", file]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("--yes"), "{refused:?}");
    let ran = home.loci(&["restore", file, "--yes"]).ok();
    assert!(ran.stdout.contains("restored: "), "{ran:?}");
    assert!(ran.stdout.contains("before-restore"), "{ran:?}");
    assert!(ran.stdout.contains("runs again"), "{ran:?}");
    assert_ne!(new(), without);
}

#[test]
fn what_is_no_backup_is_refused_and_the_daemon_runs_on() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    home.write("x.db", "no database");
    let ran = home.loci(&["restore", "x.db", "--yes"]);
    assert_eq!(ran.code, 74, "{ran:?}");
    home.loci(&["status"]).ok();
    assert_eq!(home.loci(&["restore", "none.db", "--yes"]).code, 1);
}

#[test]
fn backups_are_listed_where_no_file_is_named() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let listed = home.loci(&["restore", "--json"]).ok().data("restore");
    assert_eq!(listed, serde_json::json!([]));
    let made = home.loci(&["backup", "--json"]).ok().data("backup");
    let listed = home.loci(&["restore", "--json"]).ok().data("restore");
    assert_eq!(listed[0]["path"], made["path"]);
    assert_eq!(listed[0]["entries"], made["entries"]);
}

#[test]
fn fix_makes_what_follows_from_the_journal_again_and_starts_the_daemon() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    home.loci(&["good", "dict/"]).ok();
    let before = home.loci(&["ls", "--json"]).ok().data("ls");
    home.loci(&["daemon", "stop"]).ok();
    let database = rusqlite::Connection::open(home.path(".local/share/loci/loci.db")).unwrap();
    database
        .execute("UPDATE schedule SET due = 'never'", ())
        .unwrap();
    drop(database);
    assert_eq!(home.loci(&["daemon", "start"]).code, 74);
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    assert_eq!(level(&data, "daemon")["cure"], "loci doctor --fix");
    let data = home
        .loci(&["doctor", "--fix", "--json"])
        .ok()
        .data("doctor");
    let what = data["mended"][0]["what"].as_str().unwrap();
    assert!(
        what.starts_with("repaired: ") && what.contains("runs again"),
        "{what}"
    );
    let after = home.loci(&["ls", "--json"]).ok().data("ls");
    assert_eq!(
        before.as_array().unwrap().len(),
        after.as_array().unwrap().len()
    );
    assert_eq!(level(&data, "database")["level"], "ok");
}

#[test]
fn a_damaged_database_is_kept_as_it_is_and_the_backups_are_named() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    home.loci(&["daemon", "stop"]).ok();
    let database = home.path(".local/share/loci/loci.db");
    std::fs::write(&database, "garbage, and nothing else").unwrap();
    home.loci(&["daemon", "start"]);
    let data = home.loci(&["doctor", "--fix", "--json"]).data("doctor");
    assert_eq!(level(&data, "daemon")["cure"], "loci restore", "{data}");
    assert_eq!(data.get("mended"), None);
    assert_eq!(
        std::fs::read_to_string(&database).unwrap(),
        "garbage, and nothing else"
    );
}

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

/// The cures of everything that is not as it should be.
fn cures(data: &Value) -> Vec<&str> {
    let checks = data["checks"].as_array().unwrap().iter();
    let troubles = checks.filter(|check| check["level"] == "fail");
    troubles
        .map(|check| check["cure"].as_str().unwrap())
        .collect()
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
fn a_daemon_that_hangs_is_found_and_the_cure_that_is_named_cures_it() {
    let home = Home::new().with_notes();
    let daemon = home.daemon();
    let pid = i32::try_from(daemon.pid()).unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    assert_eq!(level(&data, "daemon")["cure"], "loci daemon restart");
    assert_eq!(cures(&data), ["loci daemon restart"], "{data}");
    let ran = home.loci(&["daemon", "restart"]).ok();
    assert!(ran.stderr.contains("told by a signal"), "{ran:?}");
    home.loci(&["doctor"]).ok();
}

#[test]
fn a_daemon_whose_socket_was_removed_is_found_and_restarted() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    std::fs::remove_file(home.socket()).unwrap();
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    assert_eq!(cures(&data), ["loci daemon restart"], "{data}");
    home.loci(&["daemon", "restart"]).ok();
    home.loci(&["doctor"]).ok();
}

#[test]
fn a_daemon_that_a_script_starts_holds_none_of_the_files_of_the_script() {
    let home = Home::new().with_notes();
    let mut script = home.command("sh");
    let held = "exec 9> held && \"$0\" daemon start";
    script.args(["-c", held, env!("CARGO_BIN_EXE_loci")]);
    crate::support::ran(script.current_dir(home.path(""))).ok();
    let pid = home.loci(&["daemon", "status", "--json"]).data("daemon")["pid"].clone();
    let files = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let held = home.path("held");
    let is_held = |file: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_link(file.unwrap().path()).is_ok_and(|file| file == held)
    };
    assert!(!files.into_iter().any(is_held), "a lock of it would last");
}

#[test]
fn a_file_in_the_place_of_the_socket_is_told_and_left_alone_by_fix() {
    let home = Home::new().with_notes();
    home.write("run/loci/loci.sock", "mine");
    let socket = home.socket();
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o644)).unwrap();
    let data = home.loci(&["doctor", "--fix", "--json"]).data("doctor");
    let daemon = level(&data, "daemon");
    let cure = daemon["cure"].as_str().unwrap();
    assert!(cure.starts_with("mv ") && cure.ends_with(".old"), "{cure}");
    assert_eq!(mode(&socket), 0o644);
    let moved = crate::support::ran(home.command("sh").args(["-c", cure]));
    assert_eq!(moved.code, 0, "{moved:?}");
    home.loci(&["daemon", "start"]).ok();
}

#[test]
fn a_damaged_database_without_a_backup_is_moved_away_to_begin_anew() {
    let home = Home::new().with_notes();
    home.write(".local/share/loci/loci.db", "garbage");
    assert_eq!(home.loci(&["daemon", "start"]).code, 74);
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    let cure = level(&data, "daemon")["cure"].as_str().unwrap();
    let moved = crate::support::ran(home.command("sh").args(["-c", cure]));
    assert_eq!(moved.code, 0, "{cure}: {moved:?}");
    home.loci(&["daemon", "start"]).ok();
}

#[test]
fn after_a_restore_the_old_last_words_no_longer_count() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    home.loci(&["backup", "b.db"]).ok();
    home.loci(&["daemon", "stop"]).ok();
    home.write(".local/share/loci/loci.db", "garbage");
    assert_eq!(home.loci(&["daemon", "start"]).code, 74);
    let said = home.loci(&[]);
    assert_eq!(
        (said.code, said.stderr.lines().count()),
        (69, 1),
        "{said:?}"
    );
    assert!(said.stderr.contains("loci.db"), "{said:?}");
    home.loci(&["restore", "b.db", "--yes"]).ok();
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    assert_eq!(cures(&data), ["loci daemon start"], "{data}");
    assert_eq!(level(&data, "database")["level"], "ok", "{data}");
    assert!(!home.loci(&[]).stderr.contains("loci.db"));
}

#[test]
fn a_broken_config_has_one_cure_and_none_once_it_is_mended() {
    let home = Home::new().with_notes();
    let config = home.path(".config/loci/config.toml");
    let good = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, "nots = []\n").unwrap();
    assert_eq!(home.loci(&["daemon", "start"]).code, 78);
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    let edit = format!("${{EDITOR:-vi}} '{}'", config.display());
    assert_eq!(cures(&data), [edit], "{data}");
    std::fs::write(&config, good).unwrap();
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    assert_eq!(cures(&data), ["loci daemon start"], "{data}");
}

#[test]
fn the_doctor_looks_at_what_it_can_where_the_environment_is_odd() {
    let home = Home::new()
        .with_notes()
        .with_env("LOCI_SOCKET", "here.sock");
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    let socket = level(&data, "socket");
    assert_eq!(
        (&socket["level"], &socket["cure"]),
        (&"fail".into(), &"unset LOCI_SOCKET".into())
    );
    assert_eq!(level(&data, "config")["level"], "ok");
    let mut command = home.loci_command(&["doctor", "--json"]);
    let ran = crate::support::ran(command.env_remove("HOME").env_remove("LOCI_SOCKET"));
    let home = ran.data("doctor");
    assert_eq!(level(&home, "home")["level"], "fail", "{home}");
    assert_eq!(level(&home, "logind")["level"], "ok", "{home}");
}

#[test]
fn ratings_for_the_demo_are_told_and_listed_while_your_own_daemon_runs() {
    let home = Home::new().with_notes();
    home.loci(&["start", "--demo"]).ok();
    home.loci(&["daemon", "stop"]).ok();
    home.loci(&["good", "dict/"]).ok();
    home.loci(&["daemon", "start"]).ok();
    let data = home.loci(&["doctor", "--json"]).ok().data("doctor");
    let cure = "loci daemon stop && loci start --demo";
    assert_eq!(level(&data, "spool")["cure"], cure, "{data}");
    let ran = home.loci(&["spool"]).ok();
    assert!(ran.stdout.contains("waits for the demo"), "{ran:?}");
    let listed = home.loci(&["spool", "--json"]).ok().data("spool");
    assert_eq!(listed.as_array().unwrap().len(), 1);
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
fn a_damaged_database_is_kept_as_it_is_and_the_newest_sound_backup_is_named() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    let backup = home.path(".local/share/loci/backups/a.db");
    home.loci(&["backup", "a.db"]).ok();
    let folder = backup.parent().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::copy(home.path("a.db"), &backup).unwrap();
    std::fs::set_permissions(&backup, std::fs::Permissions::from_mode(0o600)).unwrap();
    home.loci(&["daemon", "stop"]).ok();
    let database = home.path(".local/share/loci/loci.db");
    std::fs::write(&database, "garbage, and nothing else").unwrap();
    home.loci(&["daemon", "start"]);
    let data = home.loci(&["doctor", "--fix", "--json"]).data("doctor");
    let cure = format!("loci restore {}", backup.display());
    assert_eq!(level(&data, "daemon")["cure"], cure, "{data}");
    assert_eq!(data.get("mended"), None);
    assert_eq!(
        std::fs::read_to_string(&database).unwrap(),
        "garbage, and nothing else"
    );
}

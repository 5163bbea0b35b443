//! Bad input, and what it gets: an exit code, a place, a cure, and nothing written.

use serde_json::{Value, json};

use crate::support::Home;

#[test]
fn what_is_no_rating_no_time_or_no_locus_is_refused_by_its_code() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    for rating in ["0", "5", "meh", ""] {
        assert_eq!(home.loci(&["log", "dict", rating]).code, 2, "{rating}");
    }
    assert_eq!(
        home.loci(&["log", "dict", "good", "--at", "2999-01-01T00:00:00Z"])
            .code,
        2
    );
    assert_eq!(home.loci(&["log", "no-such-locus", "good"]).code, 4);
    let ambiguous = home.loci(&["log", "mutability", "good"]);
    assert_eq!(ambiguous.code, 4);
    for path in ["python/memory-model/mutability", "dict/mutability"] {
        assert!(ambiguous.stderr.contains(path), "{ambiguous:?}");
    }
    let error = home.loci(&["log", "mutability", "good", "--json"]);
    assert_eq!((error.code, error.stdout.as_str()), (4, ""));
    let error: Value = serde_json::from_str(&error.stderr).unwrap();
    assert_eq!(
        (&error["schema"], &error["kind"]),
        (&json!(1), &json!("error"))
    );
    assert_eq!(error["data"]["candidates"].as_array().unwrap().len(), 2);
    let loci = home.loci(&["ls", "--json"]).ok().data("ls");
    assert!(
        loci.as_array()
            .unwrap()
            .iter()
            .all(|locus| locus["reviews"] == json!(0))
    );
}

#[test]
fn an_unknown_key_in_the_config_is_named_with_a_suggestion() {
    let home = Home::new().with_notes();
    home.write(
        ".config/loci/config.toml",
        "notes = [\"~/notes\"]\n[review]\ndaily_minute = 5\n",
    );
    let refused = home.try_daemon().err().unwrap();
    assert_eq!(refused.code, 78, "{refused:?}");
    assert!(refused.stderr.contains("daily_minutes"), "{refused:?}");
    let checked = home.loci(&["config", "check"]);
    assert_eq!(checked.code, 78, "{checked:?}");
    assert!(checked.stderr.contains("daily_minutes"), "{checked:?}");
}

#[test]
fn a_second_daemon_is_told_who_holds_the_lock() {
    let home = Home::new().with_notes();
    let first = home.daemon();
    let second = home.try_daemon().err().unwrap();
    assert_eq!(second.code, 75, "{second:?}");
    assert!(
        second.stderr.contains(&first.pid().to_string()),
        "{second:?}"
    );
}

#[test]
fn a_damaged_newer_or_foreign_database_is_refused_and_left_as_it_is() {
    let home = Home::new().with_notes();
    let db = ".local/share/loci/loci.db";
    for bytes in [
        &b"this is no database at all, but long enough to be looked at"[..],
        &[0_u8; 4096],
    ] {
        home.write(db, "");
        std::fs::write(home.path(db), bytes).unwrap();
        let refused = home.try_daemon().err().unwrap();
        assert_eq!(refused.code, 74, "{refused:?}");
        assert!(refused.stderr.contains("loci.db"), "{refused:?}");
        assert_eq!(
            std::fs::read(home.path(db)).unwrap(),
            bytes,
            "not a byte was changed"
        );
    }
}

#[test]
fn the_cure_that_a_damaged_database_names_works() {
    let home = Home::new().with_notes();
    let daemon = home.daemon();
    home.loci(&["good", "dict"]).ok();
    home.loci(&["backup", "saved.db"]).ok();
    daemon.kill();
    let db = ".local/share/loci/loci.db";
    std::fs::write(
        home.path(db),
        b"gone, all of it, and nothing that SQLite could read",
    )
    .unwrap();
    assert_eq!(home.try_daemon().err().unwrap().code, 74);
    let restored = crate::support::ran(
        home.command(env!("CARGO_BIN_EXE_locid"))
            .args(["restore", "saved.db"]),
    )
    .ok();
    assert!(restored.stdout.contains("before-restore"), "{restored:?}");
    let _again = home.daemon();
    let shown = home.loci(&["show", "dict/why", "--json"]).ok().data("show");
    assert_eq!(shown["reviews"], json!(1));
}

#[test]
fn a_daemon_whose_socket_was_removed_can_still_be_stopped_and_a_killed_one_replaced_at_once() {
    let home = Home::new().with_notes();
    home.loci(&["daemon", "start"]).ok();
    std::fs::remove_file(home.socket()).unwrap();
    let stopped = home.loci(&["daemon", "stop"]).ok();
    assert!(stopped.stdout.contains("stopped: pid"), "{stopped:?}");
    for _ in 0..5 {
        home.loci(&["daemon", "start"]).ok();
        let pid = std::fs::read_to_string(home.path(".local/share/loci/lock")).unwrap();
        crate::support::ran(std::process::Command::new("kill").args(["-9", pid.trim()])).ok();
        home.loci(&["daemon", "start"]).ok();
        home.loci(&["daemon", "stop"]).ok();
    }
}

#[test]
fn a_database_outlives_the_loss_of_its_write_ahead_log() {
    let home = Home::new().with_notes();
    home.daemon().kill();
    for part in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(home.path(&format!(".local/share/loci/loci.db{part}")));
    }
    let _again = home.daemon();
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["loci"]["live"], json!(83));
}

#[test]
fn hostile_notes_are_problems_with_a_place_and_the_rest_is_scheduled() {
    let home = Home::new().with_notes();
    let long = format!(
        "# Mind map\n\nLong\n├── {}\n└── short\n",
        "x".repeat(70_000)
    );
    home.write("notes/long.md", &long);
    std::fs::write(home.path("notes/binary.md"), b"# Mind map\n\nA\n\x00\x01\n").unwrap();
    std::fs::write(home.path("notes/latin.md"), b"# Mind map\n\nCaf\xe9\n").unwrap();
    std::os::unix::fs::symlink(home.path("notes"), home.path("notes/loop")).unwrap();
    let _daemon = home.daemon();
    let status = home.loci(&["status", "--json"]).ok().data("status");
    let problems = status["problems"].as_array().unwrap();
    for name in ["long.md", "binary.md", "latin.md"] {
        assert!(
            problems
                .iter()
                .any(|problem| problem["source"].as_str().unwrap().ends_with(name)),
            "{name}: {problems:?}"
        );
    }
    assert!(status["loci"]["live"].as_u64().unwrap() >= 83);
}

#[test]
fn a_device_is_no_file_to_import_and_the_others_are_served() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut wire = home.connect();
    for path in ["/dev/zero", "/dev/stdin", "/"] {
        wire.send("import", &json!({"path": path, "from": "reviews"}))
            .unwrap();
        assert_eq!(
            wire.line().unwrap()["error"]["data"]["code"],
            json!("bad_input"),
            "{path}"
        );
    }
    home.loci(&["sync"]).ok();
}

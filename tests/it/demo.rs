//! The first five minutes, as the README tells them.

use std::io::Write;

use serde_json::json;

use crate::support::{Home, Terminal};

#[test]
fn the_demo_runs_on_a_clean_home_and_a_walk_can_be_logged_and_taken_back() {
    let home = Home::new();
    let started = home.loci(&["start", "--demo"]).ok();
    for text in [
        "83 loci",
        "61 branches",
        "22 rooms",
        "prompt",
        "min",
        "loci ",
    ] {
        assert!(started.stdout.contains(text), "{text}: {started:?}");
    }
    let logged = home
        .loci(&["log", "your house", "good", "--missed", "kitchen", "--json"])
        .ok();
    let reviews = logged.data("log")["reviews"].as_array().unwrap().clone();
    assert_eq!(reviews.len(), 5);
    assert!(reviews.iter().all(|review| review["due"].is_string()));
    let shown = home
        .loci(&["show", "your-house/kitchen", "--json"])
        .ok()
        .data("show");
    assert_eq!(shown["state"], json!("review"));
    assert_eq!(shown["history"][0]["rating"], json!(1));
    assert!(shown["due"].is_string() && shown["stability"].is_number());
    let undone = home.loci(&["undo", "--json"]).ok().data("undo");
    assert_eq!(undone["undone"][0]["count"], json!(5));
    let shown = home
        .loci(&["show", "your-house/kitchen", "--json"])
        .ok()
        .data("show");
    assert_eq!(
        (&shown["state"], &shown["history"]),
        (&json!("new"), &json!([]))
    );
    assert_eq!(home.loci(&["undo"]).code, 1);
}

#[test]
fn the_demo_knows_61_branches_and_22_rooms_and_says_that_it_is_the_demo() {
    let home = Home::new();
    home.loci(&["start", "--demo"]).ok();
    let loci = home.loci(&["ls", "--json"]).ok().data("ls");
    let count = |kind: &str| {
        loci.as_array()
            .unwrap()
            .iter()
            .filter(|locus| locus["kind"] == kind)
            .count()
    };
    assert_eq!((count("branch"), count("room")), (61, 22));
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["daemon"]["demo"], json!(true));
    assert_eq!(home.loci(&["due", "--check"]).code, 0);
    let again = home.loci(&["start", "--demo"]).ok();
    assert!(
        again.stdout.contains("83 loci"),
        "a second start finds the first: {again:?}"
    );
}

#[test]
fn a_forecast_begins_with_what_is_due_and_ends_after_the_days_that_were_asked_for() {
    let home = Home::new();
    home.loci(&["start", "--demo"]).ok();
    let due = home.loci(&["due", "--json"]).ok().data("due");
    let days = home
        .loci(&["forecast", "--days", "3", "--json"])
        .ok()
        .data("forecast");
    let days = days.as_array().unwrap();
    assert_eq!(days.len(), 3);
    assert_eq!(
        (&days[0]["count"], &days[0]["minutes"]),
        (&due["count"], &due["minutes"])
    );
    let told = home.loci(&["forecast", "--retention", "0.95"]).ok();
    assert!(
        told.stdout.contains("retention 0.95 instead of 0.90"),
        "{told:?}"
    );
}

#[test]
fn a_plain_start_without_a_terminal_never_blocks_and_replaces_the_demo() {
    let home = Home::new();
    home.loci(&["start", "--demo"]).ok();
    home.write(
        "notes/map.md",
        "# Mind map\n\nRust\n├── ownership\n└── traits\n",
    );
    let started = home.loci(&["start", "--yes"]).ok();
    assert!(started.stdout.contains("2 loci"), "{started:?}");
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["daemon"]["demo"], json!(false));
    assert_eq!(status["loci"]["live"], json!(2));
}

#[test]
fn notes_that_are_added_while_the_demo_runs_name_the_command_that_reads_them() {
    let home = Home::new();
    home.loci(&["start", "--demo"]).ok();
    home.write("kb/map.md", "# Mind map\n\nRust\n├── traits\n└── enums\n");
    for verb in ["add", "rm"] {
        let told = home.loci(&[verb, "kb"]).ok();
        assert!(told.stderr.ends_with(": loci start\n"), "{told:?}");
        assert!(!told.stderr.contains("loci daemon start"), "{told:?}");
    }
}

#[test]
fn a_first_start_without_a_terminal_asks_for_yes_and_a_configured_one_just_starts() {
    let home = Home::new();
    home.write(
        "notes/map.md",
        "# Mind map\n\nRust\n├── traits\n└── enums\n",
    );
    let refused = home.loci(&["start", "--no-input"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("1 map"), "{refused:?}");
    assert!(!home.path(".config/loci/config.toml").exists());
    home.write(".config/loci/config.toml", "notes = [\"~/notes\"]\n");
    let started = home.loci(&["start", "--no-input"]).ok();
    assert!(started.stdout.contains("2 loci"), "{started:?}");
}

#[test]
fn a_first_start_offers_the_vaults_of_obsidian_and_shows_what_would_count() {
    let home = Home::new();
    home.write("notes/x.md", "nothing\n");
    home.write(
        "Vault/map.md",
        "# Mind map\n\nRust\n├── traits\n└── enums\n",
    );
    home.write("Vault/src.md", "src/\n├── main.rs\n└── lib.rs\n");
    let vaults = json!({"vaults": {"a": {"path": home.path("Vault"), "ts": 1, "open": true}}});
    home.write(".config/obsidian/obsidian.json", &vaults.to_string());
    let mut terminal = Terminal::new();
    let mut start = home
        .loci_command(&["start"])
        .stdin(terminal.end())
        .stdout(terminal.end())
        .stderr(terminal.end())
        .spawn()
        .unwrap();
    let asked = terminal.until("[1] ");
    assert!(asked.contains("1  ~/notes"), "{asked:?}");
    assert!(asked.contains("2  ~/Vault  (Obsidian)"), "{asked:?}");
    terminal.ours.write_all(b"2\n").unwrap();
    let shown = terminal.until("[Y/n] ");
    let wanted = "~/Vault: 1 map, 0 palaces; left alone: 1 file listing";
    assert!(shown.contains(wanted), "{shown:?}");
    assert!(shown.contains("maps  Rust (2)"), "{shown:?}");
    terminal.ours.write_all(b"\n").unwrap();
    terminal.until("next: ");
    assert_eq!(start.wait().unwrap().code(), Some(0));
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["loci"]["live"], json!(2));
}

#[test]
fn several_vaults_and_nobody_to_ask_are_named() {
    let home = Home::new();
    home.write("A/x.md", "");
    home.write("B/x.md", "");
    let vaults = json!({"vaults": {"a": {"path": home.path("A")}, "b": {"path": home.path("B")}}});
    home.write(".config/obsidian/obsidian.json", &vaults.to_string());
    let refused = home.loci(&["start", "--yes"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("~/A, ~/B"), "{refused:?}");
    home.write(".config/obsidian/obsidian.json", "{");
    let refused = home.loci(&["start", "--yes", "-v"]);
    assert!(
        refused.stderr.contains("no notes were found"),
        "{refused:?}"
    );
    assert!(refused.stderr.contains("left out"), "{refused:?}");
}

#[test]
fn a_file_is_imported_into_a_note_and_drawn_as_a_tree() {
    let home = Home::new();
    home.write("notes/x.md", "text\n");
    home.write("in.txt", "Rust\n|-- traits\n|   `-- dyn\n`-- enums\n");
    home.loci(&["start", "--yes"]).ok();
    let told = home
        .loci(&[
            "import",
            "in.txt",
            "--from",
            "tree",
            "--into",
            "notes/rust.md",
        ])
        .ok();
    assert!(told.stdout.contains("next: loci sync"), "{told:?}");
    home.loci(&["sync"]).ok();
    home.loci(&["good", "rust/traits"]).ok();
    let tree = home.loci(&["tree"]).ok();
    let (left, right) = (
        "● 100 Rust  3 branches, 2 new\n├─ ● 100 traits  ",
        "\n│  └─ ◌ new dyn\n└─ ◌ new enums\n",
    );
    assert!(
        tree.stdout.starts_with(left) && tree.stdout.ends_with(right),
        "{tree:?}"
    );
    let data = home.loci(&["tree", "rust", "--json"]).ok().data("tree");
    assert_eq!(data[0]["below"]["loci"], json!(3));
}

#[test]
fn while_the_demo_is_down_each_command_names_the_one_that_starts_it() {
    let home = Home::new();
    home.loci(&["start", "--demo"]).ok();
    home.loci(&["good", "python/"]).ok();
    home.loci(&["daemon", "stop"]).ok();
    for command in [
        &["status"][..],
        &["review"],
        &["due"],
        &["glance", "python"],
        &[],
    ] {
        let ran = home.loci(command);
        assert_eq!(ran.code, 69, "{command:?}: {ran:?}");
        assert!(
            ran.stderr.contains("loci start --demo"),
            "{command:?}: {ran:?}"
        );
        assert!(
            !ran.stderr.contains("loci daemon start"),
            "{command:?}: {ran:?}"
        );
    }
}

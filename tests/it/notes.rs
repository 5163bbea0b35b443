//! Verbs around notes, with the real binaries: what is written into a note, what is read from a pipe, what is told of
//! a pattern that is none.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::json;

use crate::support::{Home, Terminal};

const NOTE: &str = "# Mind map\n\nRust\n├── Ownership\n└── Traits\n";

fn home() -> Home {
    let home = Home::new();
    let config = "notes = [\"~/notes\"]\n[notify]\nquiet = []\n";
    home.write(".config/loci/config.toml", config);
    home.write("notes/rust.md", NOTE);
    home
}

#[test]
fn a_pin_writes_one_anchor_into_the_note_and_undo_leaves_it_there() {
    let home = home();
    let _daemon = home.daemon();
    let said = home.loci(&["pin", "ownership"]).ok().stdout;
    assert_eq!(
        said,
        "pinned: rust/ownership\nwritten into ~/notes/rust.md:4:\n  ├── Ownership ^ownership\n\
         undo: loci undo (^ownership stays in the note)\n"
    );
    let pinned = NOTE.replace("ship\n", "ship ^ownership\n");
    let text = || std::fs::read_to_string(home.path("notes/rust.md")).unwrap();
    assert_eq!(text(), pinned);
    let again = home.loci(&["--json", "pin", "ownership"]).ok().data("pin");
    assert_eq!(again["anchor"], json!("ownership"));
    assert_eq!(again["written"], json!(null));
    let undone = home.loci(&["undo"]).ok().stdout;
    assert!(undone.contains("^ownership stays in the note"), "{undone}");
    assert_eq!(text(), pinned);
    let unknown = home.loci(&["pin", "nowhere"]);
    assert_eq!(unknown.code, 4, "{unknown:?}");
}

#[test]
fn a_pin_of_a_note_that_is_not_utf_8_says_so_and_writes_nothing() {
    let home = home();
    let text = format!("\u{feff}{}", NOTE.replace("Rust", "Go"));
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(home.path("notes/go.md"), &bytes).unwrap();
    let _daemon = home.daemon();
    let refused = home.loci(&["pin", "go/ownership"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(
        refused.stderr,
        "loci: ~/notes/go.md is not in UTF-8, and loci writes nothing else: write ^ownership behind line 4 yourself\n"
    );
    assert_eq!(std::fs::read(home.path("notes/go.md")).unwrap(), bytes);
}

#[test]
fn what_comes_from_a_pipe_becomes_a_note() {
    let home = home();
    let mut import = home
        .loci_command(&["import", "-", "--into", "notes/go.md", "--from", "tree"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let tree = "Go\n|-- Channels\n`-- Slices\n";
    let mut stdin = import.stdin.take().unwrap();
    stdin.write_all(tree.as_bytes()).unwrap();
    drop(stdin);
    let said = String::from_utf8(import.wait_with_output().unwrap().stdout).unwrap();
    assert!(
        said.starts_with("written: ~/notes/go.md:1: 1 map with 2 branches\n"),
        "{said}"
    );
    let note = std::fs::read_to_string(home.path("notes/go.md")).unwrap();
    assert!(note.contains("Go\n├── Channels\n└── Slices\n"), "{note}");
    let refused = home.loci(&["import", "-"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("--into NOTE"), "{refused:?}");
}

#[test]
fn a_folder_that_is_not_there_is_asked_for_again() {
    let home = Home::new();
    home.write("kb/rust.md", NOTE);
    let mut terminal = Terminal::new();
    let mut start = home
        .loci_command(&["start"])
        .stdin(terminal.end())
        .stdout(terminal.end())
        .stderr(terminal.end())
        .spawn()
        .unwrap();
    terminal.until("your notes? ");
    terminal.ours.write_all(b"~/nots\n").unwrap();
    terminal.until("there is no file or folder ~/nots: name another one");
    terminal.until("your notes? ");
    terminal.ours.write_all(b"~/kb\n").unwrap();
    terminal.until("~/kb: 1 map, 0 palaces");
    terminal.until("count? [Y/n] ");
    terminal.ours.write_all(b"n\n").unwrap();
    terminal.until("nothing was changed");
    assert_eq!(start.wait().unwrap().code(), Some(1));
    assert!(!home.path(".config/loci/config.toml").exists());
}

#[test]
fn many_are_taken_back_only_when_that_was_said() {
    let home = home();
    let _daemon = home.daemon();
    home.loci(&["good", "ownership"]).ok();
    home.loci(&["good", "traits"]).ok();
    let refused = home.loci(&["undo", "999"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        refused.stderr.contains("there are 2 to take back, not 999"),
        "{refused:?}"
    );
    let mut terminal = Terminal::new();
    let mut undo = home
        .loci_command(&["undo", "999"])
        .stdin(terminal.end())
        .stdout(terminal.end())
        .stderr(terminal.end())
        .spawn()
        .unwrap();
    terminal.until("take back 2? [y/N] ");
    terminal.ours.write_all(b"\n").unwrap();
    terminal.until("nothing was changed");
    assert_eq!(undo.wait().unwrap().code(), Some(1));
    let done = home.loci(&["undo", "999", "--yes"]).ok();
    assert_eq!(done.stdout.lines().count(), 2, "{done:?}");
}

#[test]
fn a_pattern_that_is_none_is_told_by_all_who_read_it() {
    let home = home();
    let config = "notes = [\"~/notes\"]\nignore = [\"[bad\"]\n";
    home.write(".config/loci/config.toml", config);
    let _daemon = home.daemon();
    for args in [&["config", "check"][..], &["sync"], &["-v", "status"]] {
        let ran = home.loci(args).ok();
        assert!(ran.stdout.contains("[bad"), "{args:?}: {ran:?}");
    }
    assert_eq!(home.loci(&["ls"]).ok().stdout.lines().count(), 2);
    let scan = home.loci(&["scan", "notes"]);
    assert_eq!(scan.code, 0, "{scan:?}");
    assert!(scan.stdout.contains("; 1 to look at\n"), "{scan:?}");
}

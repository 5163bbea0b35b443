//! Walks and explanations with the real binaries in a real terminal: through, killed in the middle, and with STOP in
//! the middle.

use std::io::Write;
use std::process::{Child, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::screen::{Screen, tell};
use crate::support::{Home, ran};

/// The bundled palace "your house", as it is walked.
const WALK: [&str; 5] = [
    "Gate: Variable name",
    "Living room - Object in heap",
    "Kitchen = Mutability",
    "Bedroom | Reference reassignment",
    "Bathroom → Garbage collection",
];

/// The rating and source of each review of a locus.
fn history(home: &Home, path: &str) -> Vec<(u64, String)> {
    let shown = home.loci(&["show", path, "--history", "--json"]).ok();
    let history = shown.data("show")["history"].clone();
    let reviews = history.as_array().unwrap().iter();
    let told = |it: &Value| {
        (
            it["rating"].as_u64().unwrap(),
            it["source"].as_str().unwrap().to_owned(),
        )
    };
    reviews.map(told).collect()
}

fn code(mut child: Child) -> i32 {
    child.wait().unwrap().code().unwrap_or(-1)
}

fn of(source: &str, rating: u64) -> Vec<(u64, String)> {
    vec![(rating, source.to_owned())]
}

#[test]
fn a_walk_is_typed_on_a_terminal_and_logged_once_it_was_seen() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&["walk", "your house"]));
    for (at, line) in WALK.iter().enumerate() {
        screen.until(&format!("{}/5", at + 1));
        // The kitchen is a blank.
        let line = if at == 2 { "" } else { line };
        screen.press(&format!("{line}\n"));
    }
    screen.until("more?");
    screen.press(".\n");
    let shown = screen.until("log this?");
    assert!(shown.contains("again  Kitchen: Mutability"), "{shown}");
    assert_eq!(history(&home, "your-house/gate"), []);
    screen.press("\n");
    let shown = screen.until("undo: loci undo");
    assert!(
        shown.contains("4 of 5 rooms said · blank: Kitchen · recall 80 %"),
        "{shown}"
    );
    assert_eq!(code(child), 0);
    assert_eq!(history(&home, "your-house/gate"), of("walk", 3));
    assert_eq!(history(&home, "your-house/kitchen"), of("walk", 1));
    home.loci(&["undo"]).ok();
    assert_eq!(history(&home, "your-house/gate"), []);
}

#[test]
fn what_was_typed_of_a_walk_survives_ctrl_c_a_kill_and_a_closed_terminal() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let kept = home.path(".local/state/loci/walk-your-house.txt");
    for (end, wanted) in [
        ("ctrl-c", 130),
        ("term", 130),
        ("kill", -1),
        ("closed", 130),
    ] {
        let mut screen = Screen::new(80, 24, &[]);
        let before = screen.modes();
        let mut child = screen.start(&mut home.loci_command(&["walk", "your house"]));
        screen.until("1/5");
        screen.press(&format!("{}\n", WALK[0]));
        screen.until("2/5");
        match end {
            // A pty that controls no session sends no signal by itself.
            "ctrl-c" => tell(&child, Signal::INT),
            "term" => tell(&child, Signal::TERM),
            "kill" => child.kill().unwrap(),
            _ => {
                screen.close();
                assert_eq!(code(child), wanted, "{end}");
                continue;
            }
        }
        assert_eq!(code(child), wanted, "{end}");
        let after = screen.modes();
        assert_eq!(
            format!("{:?}", after.local_modes),
            format!("{:?}", before.local_modes)
        );
        let text = std::fs::read_to_string(&kept).unwrap();
        assert_eq!(
            text,
            format!("# loci walk your-house\n{}\n", WALK[0]),
            "{end}"
        );
    }
    assert_eq!(history(&home, "your-house/gate"), []);
    let file = kept.to_str().unwrap();
    let walked = home.loci(&["walk", "your house", "--from", file, "--json"]);
    let reviews = walked.ok().data("walk")["reviews"].clone();
    assert_eq!(reviews.as_array().unwrap().len(), 5);
    assert_eq!(history(&home, "your-house/gate"), of("walk", 3));
}

#[test]
fn a_walk_is_kept_while_nobody_can_grade_it() {
    let home = Home::new().with_notes();
    let daemon = home.daemon();
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&["walk", "your house"]));
    screen.until("1/5");
    screen.press(&format!("{}\n", WALK[0]));
    screen.until("2/5");
    daemon.kill();
    screen.press(".\n");
    let shown = screen.until("does not run");
    assert!(shown.contains("what you typed is kept"), "{shown}");
    assert_eq!(code(child), 69);
    let kept = home.path(".local/state/loci/walk-your-house.txt");
    assert!(std::fs::read_to_string(kept).unwrap().contains(WALK[0]));
    let _daemon = home.daemon();
    let child = screen.start(&mut home.loci_command(&["walk", "your house"]));
    screen.until("a walk of your-house that broke off is kept: loci walk your-house --from");
    screen.press(&format!("{}\n.\n", WALK[0]));
    screen.until("log this?");
    screen.press("q\n");
    screen.until("dropped");
    assert_eq!(code(child), 0);
    let before = home.path(".local/state/loci/walk-your-house.before.txt");
    assert!(std::fs::read_to_string(before).unwrap().contains(WALK[0]));
}

#[test]
fn a_walk_from_a_file_is_graded_and_changes_nothing_if_dry() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    home.write("walk.txt", &WALK[..4].join("\n"));
    let args = [
        "walk",
        "your house",
        "--from",
        "walk.txt",
        "--dry-run",
        "--json",
    ];
    let data = home.loci(&args).ok().data("walk");
    let verdicts = data["verdicts"].as_array().unwrap();
    assert_eq!(verdicts.len(), 5);
    assert_eq!(
        (
            &verdicts[4]["path"],
            &verdicts[4]["verdict"],
            &verdicts[4]["rating"]
        ),
        (&json!("your-house/bathroom"), &json!("missing"), &json!(1))
    );
    assert_eq!(data["extra"], json!([]));
    assert_eq!(history(&home, "your-house/gate"), []);
    // Standard input is empty.
    let empty = home.loci(&["walk", "your house"]);
    assert_eq!(empty.code, 65, "{empty:?}");
    assert_eq!(history(&home, "your-house/gate"), []);
    let refused = home.loci(&["walk", "your house", "--stopped", "--from", "kitchen"]);
    assert_eq!(refused.code, 2, "{refused:?}");
}

#[test]
fn order_errors_missing_rooms_and_intruders_are_named() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let lines = [WALK[0], WALK[2], WALK[1], "Cellar: wine", WALK[3]];
    home.write("walk.txt", &lines.join("\n"));
    let args = ["walk", "your house", "--from", "walk.txt", "--dry-run"];
    let walked = home.loci(&args).ok();
    let swapped = |line: &&str| line.starts_with("hard") && line.contains("swapped: ");
    assert_eq!(
        walked.stdout.lines().filter(swapped).count(),
        1,
        "{walked:?}"
    );
    assert!(walked.stdout.contains("again  Bathroom"), "{walked:?}");
    assert!(
        walked.stdout.contains("not in this palace: Cellar: wine"),
        "{walked:?}"
    );
    let stopped = home
        .loci(&[&args[..], &["--stopped", "--json"]].concat())
        .ok();
    let verdicts = stopped.data("walk")["verdicts"].clone();
    assert_eq!(verdicts[4]["verdict"], "unreached");
    assert_eq!(verdicts[4]["rating"], Value::Null);
}

#[test]
fn a_walk_in_a_pipe_is_logged_as_it_is_also_backwards_and_from_a_room() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut command = home.loci_command(&["walk", "your house", "--reverse", "--from", "bedroom"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = [WALK[3], WALK[2], WALK[1], WALK[0]].join("\n");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("good   Bedroom"), "{said}");
    assert!(said.contains("4 of 4 rooms said · recall 100 %"), "{said}");
    assert_eq!(history(&home, "your-house/bathroom"), []);
    assert_eq!(history(&home, "your-house/gate"), of("walk", 3));
}

#[test]
fn a_palace_is_walked_aloud_to_the_whole_answer() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut screen = Screen::new(80, 24, &["$ before"]);
    let before = screen.modes();
    let child = screen.start(&mut home.loci_command(&["walk", "your house", "--aloud"]));
    let shown = screen.until("You stand in the GATE. What is here? Say it.");
    assert!(!shown.contains("Variable name"), "{shown}");
    screen.press(" ");
    screen.until("Variable name");
    screen.press("g");
    // Each rating is on disk before the next room is asked.
    screen.until("in the LIVING ROOM");
    assert_eq!(history(&home, "your-house/gate"), of("walk", 3));
    screen.press("m");
    screen.until("in the KITCHEN");
    screen.press("u");
    screen.until("undone");
    assert_eq!(history(&home, "your-house/living-room"), []);
    screen.press("mggg");
    let shown = screen.until("Now the whole answer, aloud");
    assert!(shown.contains("[-] Living room"), "{shown}");
    // The clock goes down by itself.
    screen.until("0:44");
    screen.press(" ");
    screen.until("A Python variable is a name");
    screen.press(" ");
    let shown = screen.until("undo all: loci undo");
    assert!(
        shown.contains("4 of 5 rooms said · blank: Living room · recall 80 %"),
        "{shown}"
    );
    assert!(shown.starts_with("$ before\n4 of 5"), "{shown}");
    assert_eq!(code(child), 0);
    assert!(screen.is_restored());
    assert_eq!(
        format!("{:?}", screen.modes().local_modes),
        format!("{:?}", before.local_modes)
    );
    assert_eq!(history(&home, "your-house/living-room"), of("walk", 1));
    assert_eq!(history(&home, "your-house/bathroom"), of("walk", 3));
}

#[test]
fn what_was_said_aloud_survives_every_end() {
    for (end, wanted) in [("key", 130), ("term", 130), ("kill", -1), ("closed", 130)] {
        let home = Home::new().with_notes();
        let _daemon = home.daemon();
        let mut screen = Screen::new(80, 24, &[]);
        let mut child = screen.start(&mut home.loci_command(&["walk", "your house", "--aloud"]));
        screen.until("in the GATE");
        screen.resize(20, 5, &child);
        screen.until("Your… · room 1 of 5");
        screen.press("g");
        screen.until("LIVING ROOM");
        let ended = match end {
            "key" => {
                screen.press("\x03");
                code(child)
            }
            "term" => {
                tell(&child, Signal::TERM);
                code(child)
            }
            "kill" => {
                child.kill().unwrap();
                code(child)
            }
            _ => {
                screen.close();
                assert_eq!(code(child), wanted, "{end}");
                assert_eq!(history(&home, "your-house/gate"), of("walk", 3), "{end}");
                continue;
            }
        };
        assert_eq!(ended, wanted, "{end}");
        if wanted == 130 {
            screen.drain();
            assert!(screen.is_restored(), "{end}");
        }
        assert_eq!(history(&home, "your-house/gate"), of("walk", 3), "{end}");
        assert_eq!(history(&home, "your-house/living-room"), [], "{end}");
    }
}

#[test]
fn a_map_is_explained_inside_a_box_that_is_done_at_its_end() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&["explain", "python/functions"]));
    let shown = screen.until("Explain Functions");
    assert!(shown.contains("of 3:00"), "{shown}");
    assert_eq!(
        home.loci(&["box", "--json"]).ok().data("box")["kind"],
        "explain"
    );
    let loci = home.loci(&["ls", "python/functions/**", "--json"]).ok();
    let paths: Vec<String> = loci
        .data("ls")
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap().to_owned())
        .collect();
    assert!(paths.len() > 1 && paths.len() <= 7, "{paths:?}");
    screen.press(" m");
    screen.until("[-]");
    screen.press("G");
    let shown = screen.until("undo all: loci undo");
    assert!(shown.contains("explained in"), "{shown}");
    assert_eq!(code(child), 0);
    assert_eq!(
        home.loci(&["box", "--json"]).ok().data("box")["state"],
        "finished"
    );
    assert_eq!(history(&home, &paths[0]), of("explain", 1));
    for path in &paths[1..] {
        assert_eq!(history(&home, path), of("explain", 3), "{path}");
    }
}

#[test]
fn stop_in_the_middle_of_an_explanation_leaves_the_rest_unrated() {
    for plain in [&["--plain"][..], &[]] {
        let home = Home::new().with_notes();
        let _daemon = home.daemon();
        let mut screen = Screen::new(80, 24, &[]);
        let args = [&["explain", "python/functions", "--limit", "3s"], plain].concat();
        let child = screen.start(&mut home.loci_command(&args));
        screen.until("Explain");
        screen.press(if plain.is_empty() { " g" } else { "\ng\n" });
        let shown = screen.until("undo: loci undo");
        assert!(shown.contains("STOP: 0:03 is up"), "{shown}");
        assert!(shown.contains("not reached"), "{shown}");
        assert_eq!(code(child), 124);
        assert!(screen.is_restored());
        assert_eq!(
            home.loci(&["box", "--json"]).ok().data("box")["state"],
            "stopped"
        );
        let loci = home
            .loci(&["ls", "python/functions/**", "--json"])
            .ok()
            .data("ls");
        let reviews: Vec<u64> = loci
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["reviews"].as_u64().unwrap())
            .collect();
        assert_eq!(reviews.iter().sum::<u64>(), 1, "{reviews:?}");
    }
}

#[test]
fn an_explanation_that_is_interrupted_ends_its_box_and_keeps_what_was_rated() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let home = Home::new().with_notes();
        let _daemon = home.daemon();
        let mut screen = Screen::new(80, 24, &[]);
        let child = screen.start(&mut home.loci_command(&["explain", "python/functions"]));
        screen.until("Explain");
        screen.press(" g");
        screen.until("[x]");
        tell(&child, signal);
        assert_eq!(code(child), 130);
        screen.drain();
        assert!(screen.is_restored());
        assert_eq!(
            home.loci(&["box", "--json"]).ok().data("box")["state"],
            "stopped"
        );
    }
}

#[test]
fn an_explanation_and_a_walk_work_in_a_pipe() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let piped = |args: &[&str], keys: &str| {
        let mut command = home.loci_command(args);
        let file = home.path("keys");
        std::fs::write(&file, keys).unwrap();
        ran(command.stdin(std::fs::File::open(file).unwrap()))
    };
    let walked = piped(&["walk", "your house", "--aloud"], "\ng\nblank\nggg\n\n").ok();
    assert!(
        walked.stdout.contains("You stand in the GATE"),
        "{walked:?}"
    );
    assert!(
        walked.stdout.contains("  A Python variable is"),
        "{walked:?}"
    );
    assert!(
        walked
            .stdout
            .contains("4 of 5 rooms said · blank: Living room"),
        "{walked:?}"
    );
    let explained = piped(&["explain", "python", "--json"], "\nG\n").ok();
    let data = explained.data("explain");
    let rated: Vec<bool> = data["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["rating"].is_u64())
        .collect();
    assert!(rated[0] && !rated[rated.len() - 1], "{data}");
    assert_eq!(
        data["reviews"].as_array().unwrap().len(),
        rated.iter().filter(|it| **it).count()
    );
}

#[test]
fn one_route_is_walked_with_the_answer_of_its_palace_and_a_second_box_is_refused() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let file = home.path("keys");
    std::fs::write(&file, "g\ng\ng\ng\n\n").unwrap();
    let args = [
        "walk",
        "office-desk/desk-action",
        "--aloud",
        "--from",
        "lock file",
    ];
    let mut command = home.loci_command(&args);
    let walked = ran(command.stdin(std::fs::File::open(file).unwrap())).ok();
    assert!(
        walked.stdout.contains("Desk Action · room 1 of 3"),
        "{walked:?}"
    );
    assert!(
        walked.stdout.contains("I take a list when order matters"),
        "{walked:?}"
    );
    home.loci(&["box", "map", "dict"]).ok();
    let refused = home.loci(&["explain", "python"]);
    assert_eq!(refused.code, 5, "{refused:?}");
}

#[test]
fn what_is_no_palace_or_no_map_is_told_with_what_to_do() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let map = home.loci(&["walk", "python"]);
    assert_eq!(map.code, 2);
    assert_eq!(
        map.stderr,
        "loci: python is a map: loci explain python, or loci recall python\n"
    );
    let palace = home.loci(&["explain", "your house"]);
    assert_eq!(palace.code, 2);
    assert_eq!(
        palace.stderr,
        "loci: your-house is a palace: loci walk your-house\n"
    );
    home.loci(&["suspend", "your-house"]).ok();
    let none = home.loci(&["walk", "your house"]);
    assert_eq!(none.code, 1);
    assert!(
        none.stderr.contains("loci unsuspend your-house"),
        "{none:?}"
    );
    let unknown = home.loci(&["walk", "no such palace"]);
    assert_eq!(unknown.code, 4);
}

#[test]
fn a_rating_follows_no_name_when_the_note_is_edited_in_the_middle_of_a_walk() {
    let home = Home::new().with_notes();
    let note = "# Memory palace\n\nPalace = Farm\n\n| Place | Point |\n|---|---|\n| Barn | hay |\n\
                | Gate | names |\n| Red gate house | objects |\n";
    home.write("notes/farm.md", note);
    let _daemon = home.daemon();
    home.loci(&["good", "farm/barn"]).ok();
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&["walk", "farm", "--aloud"]));
    screen.until("in the BARN");
    let note = note
        .replace("| Gate |", "| Portal |")
        .replace("Barn", "Stable");
    home.write("notes/farm.md", &note);
    home.loci(&["sync"]).ok();
    screen.press("m");
    screen.until("in the GATE");
    screen.press("m");
    screen.until("farm/gate is gone from the notes");
    screen.until("in the RED GATE HOUSE");
    screen.press("gq");
    assert_eq!(code(child), 0);
    assert_eq!(history(&home, "farm/stable")[1..], of("walk", 1));
    assert_eq!(history(&home, "farm/red-gate-house"), of("walk", 3));
    assert_eq!(history(&home, "farm/portal"), []);
}

#[test]
fn a_box_that_is_ended_from_elsewhere_is_no_stop_of_its_time() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    for (how, wanted, exit) in [
        ("stop", "stopped by you at 0:0", 124),
        ("done", "finished by you at 0:0", 0),
    ] {
        let mut screen = Screen::new(80, 24, &[]);
        let child = screen.start(&mut home.loci_command(&["explain", "python/functions"]));
        screen.until("Explain Functions");
        screen.press(" g");
        screen.until("[x]");
        home.loci(&["box", how]).ok();
        let shown = screen.until("undo: loci undo");
        assert!(shown.contains(wanted), "{shown}");
        assert!(!shown.contains("is up"), "{shown}");
        assert_eq!(code(child), exit, "{how}");
        assert!(screen.is_restored());
    }
}

#[test]
fn an_empty_walk_leaves_a_kept_one_and_each_palace_has_its_own() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    for palace in ["your house", "office desk"] {
        let mut screen = Screen::new(80, 24, &[]);
        let child = screen.start(&mut home.loci_command(&["walk", palace]));
        screen.until("1/");
        screen.press("Gate: Variable name\n");
        screen.until("2/");
        tell(&child, Signal::INT);
        assert_eq!(code(child), 130);
    }
    let kept = home.path(".local/state/loci/walk-your-house.txt");
    let before = std::fs::read_to_string(&kept).unwrap();
    for (keys, exit) in [("\x04", 0), ("\n\n", 130)] {
        let mut screen = Screen::new(80, 24, &[]);
        let child = screen.start(&mut home.loci_command(&["walk", "your house"]));
        screen.until("1/5");
        screen.press(keys);
        if exit == 130 {
            screen.until("3/5");
            tell(&child, Signal::INT);
        }
        assert_eq!(code(child), exit);
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), before);
    }
    assert!(
        home.path(".local/state/loci/walk-office-desk.txt")
            .is_file()
    );
}

#[test]
fn ctrl_d_ends_a_typed_walk_and_answers_no_question() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&["walk", "your house"]));
    screen.until("1/5");
    screen.press("Gate: Variable name\n");
    screen.until("2/5");
    screen.press("\x04");
    screen.until("log this?");
    assert_eq!(history(&home, "your-house/gate"), []);
    screen.press("\n");
    screen.until("undo: loci undo");
    assert_eq!(code(child), 0);
    assert_eq!(history(&home, "your-house/gate"), of("walk", 3));
}

#[test]
fn a_file_never_beats_a_room_of_its_name_and_a_path_is_no_room() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    home.write("kitchen", &WALK[..4].join("\n"));
    home.write("folder/a", "");
    let walk = |from: &str| home.loci(&["walk", "your house", "--dry-run", "--from", from]);
    // It begins at the room, and standard input is empty.
    let room = walk("kitchen");
    assert_eq!(room.code, 65);
    assert!(
        room.stderr.contains("--from ./kitchen takes the file"),
        "{room:?}"
    );
    assert!(walk("./kitchen").ok().stdout.starts_with("good   Gate"));
    for from in ["no/such", "none.md", "none.txt"] {
        let missing = walk(from);
        assert_eq!(missing.code, 65);
        assert!(missing.stderr.contains("no such file"), "{missing:?}");
    }
    let folder = walk("./folder");
    assert!(folder.stderr.contains("a folder is no walk"), "{folder:?}");
    let mut command =
        home.loci_command(&["walk", "your house", "--dry-run", "--from", "/dev/fd/0"]);
    let file = std::fs::File::open(home.path("kitchen")).unwrap();
    let read = ran(command.stdin(file)).ok();
    assert!(read.stdout.starts_with("good   Gate"), "{read:?}");
}

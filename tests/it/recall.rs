//! `loci recall` with a scripted editor, in a terminal and without one; cut short in each place, and taken up again.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::screen::tell;
use crate::support::{Home, Ran, Terminal, ran};

/// All of the map `dict` but for one branch.
const SAID: &str = "  Why\n  Use cases\n  How hashing works\n  Mutability\n";

/// A home whose editor does this with a page, and that with a list; `$file` is what it edits.
fn home(page: &str, list: &str) -> Home {
    let home = Home::new().with_notes();
    let editor = format!("sh '{}' --arg", home.path("editor").display());
    let home = home.with_env("EDITOR", &editor);
    edits(&home, page, list);
    home.write("said", SAID);
    home
}

fn edits(home: &Home, page: &str, list: &str) {
    let script = format!(
        "for file; do :; done\ncase \"$file\" in\n*.md) {page} ;;\n*.list) {list} ;;\nesac\n"
    );
    home.write("editor", &script);
}

const WRITES: &str = "cat ~/said >> \"$file\"";
const SAVES: &str = "touch \"$file\"";
/// Writes, says that it did, and stays open until it is told to end.
const WRITES_AND_STAYS: &str = "cat ~/said >> \"$file\"; echo > ~/ready; read go < ~/go";
const STAYS: &str = "touch \"$file\"; echo > ~/ready; read go < ~/go";

/// The pipes of an editor that stays.
struct Pipes<'a>(&'a Home);

impl<'a> Pipes<'a> {
    fn of(home: &'a Home) -> Pipes<'a> {
        for name in ["ready", "go"] {
            let made = Command::new("mkfifo").arg(home.path(name)).status();
            assert!(made.unwrap().success());
        }
        Pipes(home)
    }

    fn ready(&self) {
        std::fs::read(self.0.path("ready")).unwrap();
    }

    fn go(&self) {
        let mut pipe = OpenOptions::new()
            .write(true)
            .open(self.0.path("go"))
            .unwrap();
        pipe.write_all(b"\n").unwrap();
    }
}

fn on_terminal(home: &Home, terminal: &Terminal, args: &[&str]) -> std::process::Child {
    home.loci_command(args)
        .stdin(terminal.end())
        .stdout(terminal.end())
        .stderr(terminal.end())
        .spawn()
        .unwrap()
}

/// How often each branch of `dict` was reviewed, in note order.
fn reviews(home: &Home) -> Vec<u64> {
    let loci = home.loci(&["ls", "dict", "--json"]).ok().data("ls");
    let loci = loci.as_array().unwrap();
    loci.iter()
        .map(|it| it["reviews"].as_u64().unwrap())
        .collect()
}

fn last_ratings(home: &Home) -> Vec<u64> {
    [
        "why",
        "how-hashing-works",
        "mutability",
        "use-cases",
        "limitations",
    ]
    .iter()
    .map(|branch| {
        let path = format!("dict/{branch}");
        let shown = home.loci(&["show", &path, "--json"]).ok().data("show");
        let history = shown["history"].as_array().unwrap().clone();
        history
            .last()
            .map_or(0, |last| last["rating"].as_u64().unwrap())
    })
    .collect()
}

fn box_state(home: &Home) -> Value {
    home.loci(&["box", "--json"]).ok().data("box")["state"].clone()
}

fn kept(ran: &Ran) -> bool {
    ran.stderr.contains("go on: loci recall --resume")
}

#[test]
fn a_map_is_rebuilt_in_the_editor_rated_in_a_list_and_logged_as_one_batch() {
    let home = home(WRITES, "sed -i 's/^good   why/easy   why/' \"$file\"");
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &["recall", "dict"]);
    let said = terminal.until("tomorrow ");
    assert_eq!(recall.wait().unwrap().code(), Some(0), "{said}");
    for told in [
        "10:00, then STOP",
        "logged: 1 easy (20 %), 3 good (60 %), 1 again (20 %)",
        "missed: limitations",
        "undo: loci undo",
        "5 of 5 branches rated in ",
        "recall 80 %: 4 of 5",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert_eq!(last_ratings(&home), [4, 3, 3, 3, 1]);
    assert_eq!(box_state(&home), "finished");
    home.loci(&["undo"]).ok();
    assert_eq!(reviews(&home), [0; 5]);
}

#[test]
fn without_a_terminal_the_proposal_is_logged_as_it_is() {
    let home = home(WRITES, "exit 9");
    let _daemon = home.daemon();
    let ran = home.loci(&["recall", "dict"]).ok();
    assert!(ran.stdout.starts_with("logged: 4 good"), "{ran:?}");
    assert_eq!(last_ratings(&home), [3, 3, 3, 3, 1]);
}

#[test]
fn an_emptied_list_logs_nothing() {
    let home = home(WRITES, ": > \"$file\"");
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &["recall", "dict"]);
    terminal.until("nothing is logged: the list is empty");
    assert_eq!(recall.wait().unwrap().code(), Some(0));
    assert_eq!(reviews(&home), [0; 5]);
    assert_eq!(home.loci(&["recall", "--resume"]).code, 1);
}

#[test]
fn a_wrong_list_opens_again_with_the_trouble_at_its_line() {
    let list = "if grep -q '^#! .godo. is no rating' \"$file\"; then sed -i 's/^godo/hard/' \"$file\"; \
                else sed -i 's/^good   why/godo   why/' \"$file\"; fi";
    let home = home(WRITES, list);
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &["recall", "dict"]);
    terminal.until("tomorrow ");
    assert_eq!(recall.wait().unwrap().code(), Some(0));
    assert_eq!(last_ratings(&home), [2, 3, 3, 3, 1]);
}

#[test]
fn a_list_that_stays_wrong_is_kept() {
    let home = home(
        WRITES,
        "grep -q '^#! ' \"$file\" || echo nonsense > \"$file\"",
    );
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &["recall", "dict"]);
    terminal.until("as wrong as it was");
    terminal.until("go on: loci recall --resume");
    assert_eq!(recall.wait().unwrap().code(), Some(1));
    assert_eq!(reviews(&home), [0; 5]);
}

#[test]
fn a_page_that_is_left_empty_logs_nothing_and_leaves_no_box() {
    let home = home(SAVES, SAVES);
    // An editor by this name keeps the terminal, so it did not just open a window.
    let vi = home.path("vi");
    home.write("vi", "#!/bin/sh\nexit 0\n");
    std::fs::set_permissions(&vi, PermissionsExt::from_mode(0o700)).unwrap();
    let _daemon = home.daemon();
    let empty = ran(home.loci_command(&["recall", "dict"]).env("VISUAL", &vi)).ok();
    assert!(empty.stdout.contains("loci again dict"), "{empty:?}");
    assert_eq!(box_state(&home), "cancelled");
    assert_eq!(home.loci(&["recall", "--resume"]).code, 1, "nothing waits");
}

#[test]
fn an_editor_that_fails_leaves_the_page_which_is_gone_on_with() {
    let home = home(&format!("{WRITES}; exit 1"), SAVES);
    let _daemon = home.daemon();
    let left = home.loci(&["recall", "dict"]);
    assert!(left.code == 1 && kept(&left), "{left:?}");
    assert_eq!(reviews(&home), [0; 5]);
    edits(&home, "echo '  Limitations' >> \"$file\"", SAVES);
    let resumed = home.loci(&["recall", "dict", "--resume"]).ok();
    assert!(
        resumed.stderr.contains("the page is not graded yet"),
        "{resumed:?}"
    );
    assert_eq!(last_ratings(&home), [3; 5]);
}

#[test]
fn a_page_that_the_editor_removed_leaves_no_box_and_begins_anew() {
    let home = home("rm \"$file\"", SAVES);
    let _daemon = home.daemon();
    let left = home.loci(&["recall", "dict"]);
    assert!(
        left.code == 1 && left.stderr.contains("cannot read"),
        "{left:?}"
    );
    assert_eq!(box_state(&home), "finished");
    edits(
        &home,
        "grep -q '^#: .*[.]md: ' \"$file\" && cat ~/said >> \"$file\"",
        SAVES,
    );
    home.loci(&["recall", "--resume"]).ok();
    assert_eq!(last_ratings(&home), [3, 3, 3, 3, 1]);
}

#[test]
fn a_recall_whose_page_is_broken_can_be_mended_or_dropped_and_gives_way_to_the_next() {
    let home = home(&format!("{WRITES}; exit 1"), SAVES);
    let _daemon = home.daemon();
    assert_eq!(home.loci(&["recall", "dict"]).code, 1);
    edits(&home, "printf '\\377\\n' >> \"$file\"", SAVES);
    let broken = home.loci(&["recall", "dict"]);
    assert!(kept(&broken), "{broken:?}");
    assert!(
        broken.stderr.contains("drop it: loci recall --drop"),
        "{broken:?}"
    );
    edits(
        &home,
        "sed -i '$d' \"$file\"; cat ~/said >> \"$file\"",
        SAVES,
    );
    home.loci(&["recall", "--resume"]).ok();
    assert_eq!(last_ratings(&home), [3, 3, 3, 3, 1]);
    let dropped = home.loci(&["recall", "--drop"]).ok();
    assert!(
        dropped.stdout.contains("the recall is dropped"),
        "{dropped:?}"
    );
    assert!(
        dropped.stdout.contains("undo: loci recall dict --from ~/"),
        "{dropped:?}"
    );
    assert_eq!(home.loci(&["recall", "--resume"]).code, 1);
    assert_eq!(home.loci(&["recall", "--drop"]).code, 1);
    assert_eq!(reviews(&home), [1; 5]);
}

#[test]
fn a_recall_that_is_ended_while_the_page_is_open_goes_on_in_its_box() {
    // A closed terminal says HUP.
    for signal in [Signal::KILL, Signal::HUP, Signal::TERM] {
        let home = home(WRITES_AND_STAYS, SAVES);
        let pipes = Pipes::of(&home);
        let _daemon = home.daemon();
        let mut recall = home.loci_command(&["recall", "dict"]).spawn().unwrap();
        pipes.ready();
        tell(&recall, signal);
        recall.wait().unwrap();
        pipes.go();
        assert_eq!(box_state(&home), "running");
        edits(&home, "echo '  Limitations' >> \"$file\"", SAVES);
        home.loci(&["recall", "--resume"]).ok();
        assert_eq!(last_ratings(&home), [3; 5]);
        assert_eq!(box_state(&home), "finished");
        assert_eq!(home.loci(&["recall", "--resume"]).code, 1, "it is through");
        assert_eq!(reviews(&home), [1; 5]);
    }
}

#[test]
fn a_recall_that_is_killed_while_the_list_is_open_goes_on_with_the_list() {
    let home = home(
        WRITES,
        &format!("sed -i 's/^good   why/easy   why/' \"$file\"; {STAYS}"),
    );
    let pipes = Pipes::of(&home);
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &["recall", "dict"]);
    pipes.ready();
    recall.kill().unwrap();
    recall.wait().unwrap();
    pipes.go();
    assert_eq!(reviews(&home), [0; 5]);
    edits(&home, "exit 9", SAVES);
    let mut resumed = on_terminal(&home, &terminal, &["recall", "--resume"]);
    let said = terminal.until("tomorrow ");
    assert!(said.contains("its ratings are not logged yet"), "{said}");
    assert_eq!(resumed.wait().unwrap().code(), Some(0));
    assert_eq!(last_ratings(&home), [4, 3, 3, 3, 1]);
}

#[test]
fn at_stop_the_editor_is_waited_for_and_what_stands_on_the_page_is_graded() {
    let home = home(WRITES_AND_STAYS, SAVES);
    let pipes = Pipes::of(&home);
    let _daemon = home.daemon();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    let mut recall = home
        .loci_command(&["recall", "dict", "--limit", "2s"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    pipes.ready();
    watch.event("stop");
    // The bell: from now on the editor is late.
    let mut beside = Vec::new();
    let mut stderr = BufReader::new(recall.stderr.take().unwrap());
    stderr.read_until(b'\x07', &mut beside).unwrap();
    pipes.go();
    stderr.read_to_end(&mut beside).unwrap();
    let output = recall.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let beside = String::from_utf8(beside).unwrap();
    assert_eq!(output.status.code(), Some(124), "{said} {beside}");
    assert!(beside.contains("STOP: 0:02 is up"), "{beside}");
    assert!(
        said.contains("logged: ") && said.contains(" rated in 2 s\n"),
        "{said}"
    );
    assert_eq!(last_ratings(&home), [3, 3, 3, 3, 0], "one was not reached");
}

/// Recalls `dict` for 2 s with an editor that stays until STOP was rung, and once more does this with the page.
fn late(page: &str, then: &str) -> (Home, Ran) {
    let home = home(&format!("{page}; {STAYS}; {then}"), SAVES);
    let pipes = Pipes::of(&home);
    let daemon = home.daemon();
    let mut recall = home
        .loci_command(&["recall", "dict", "--limit", "2s"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    pipes.ready();
    let mut beside = Vec::new();
    let mut stderr = BufReader::new(recall.stderr.take().unwrap());
    stderr.read_until(b'\x07', &mut beside).unwrap();
    pipes.go();
    stderr.read_to_end(&mut beside).unwrap();
    let output = recall.wait_with_output().unwrap();
    let ran = Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(beside).unwrap(),
    };
    drop(daemon);
    (home, ran)
}

#[test]
fn what_is_saved_after_stop_does_not_count() {
    let (home, ran) = late(WRITES, "echo '  Limitations' >> \"$file\"");
    let _daemon = home.daemon();
    assert_eq!(ran.code, 124, "{ran:?}");
    assert_eq!(last_ratings(&home), [3, 3, 3, 3, 0], "{ran:?}");
    let told = "1 line that was saved after STOP does not count; it stays in ~/";
    assert!(ran.stderr.contains(told), "{ran:?}");
}

#[test]
fn a_page_that_was_first_saved_after_stop_counts_as_it_is_left() {
    let (home, ran) = late(":", WRITES);
    let _daemon = home.daemon();
    assert_eq!(ran.code, 124, "{ran:?}");
    assert_eq!(last_ratings(&home), [3, 3, 3, 3, 0], "{ran:?}");
    assert!(!ran.stderr.contains("not count"), "{ran:?}");
}

#[test]
fn on_a_terminal_stop_is_said_after_the_editor_and_the_list_opens_as_usual() {
    let home = home(
        WRITES_AND_STAYS,
        "sed -i 's/^good   why/easy   why/' \"$file\"",
    );
    let pipes = Pipes::of(&home);
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &["recall", "dict", "--limit", "2s"]);
    pipes.ready();
    terminal.until("\x07");
    pipes.go();
    terminal.until("STOP: 0:02 is up");
    terminal.until("undo: loci undo");
    terminal.until("tomorrow ");
    assert_eq!(recall.wait().unwrap().code(), Some(124));
    assert_eq!(last_ratings(&home), [4, 3, 3, 3, 0]);
    assert_eq!(box_state(&home), "stopped");
}

#[test]
fn with_due_the_page_asks_for_what_is_due_and_there_is_no_page_without() {
    let home = home(&format!("cp \"$file\" ~/page; {WRITES}"), SAVES);
    let _daemon = home.daemon();
    home.loci(&["recall", "dict", "--due"]).ok();
    let page = std::fs::read_to_string(home.path("page")).unwrap();
    let asks =
        "#: due or new: 5; the rest gets no rating\n#:   What hangs under dict? (5 things)\n";
    assert!(page.contains(asks), "{page}");
    assert_eq!(reviews(&home), [1; 5]);
    assert_eq!(home.loci(&["recall", "dict", "--due"]).code, 3);
}

#[test]
fn a_daemon_that_dies_before_the_page_is_graded_costs_nothing() {
    let home = home(WRITES_AND_STAYS, SAVES);
    let pipes = Pipes::of(&home);
    let daemon = home.daemon();
    let recall = home
        .loci_command(&["recall", "dict"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    pipes.ready();
    daemon.kill();
    pipes.go();
    let output = recall.wait_with_output().unwrap();
    let beside = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(69), "{beside}");
    assert!(beside.contains("go on: loci recall --resume"), "{beside}");
    let _again = home.daemon();
    assert_eq!(box_state(&home), "running");
    home.loci(&["recall", "--resume"]).ok();
    assert_eq!(reviews(&home), [1; 5]);
    assert_eq!(box_state(&home), "finished");
}

#[test]
fn ratings_for_a_daemon_that_died_meanwhile_are_logged_once_it_is_back_and_only_once() {
    let home = home(WRITES, STAYS);
    let pipes = Pipes::of(&home);
    let daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &["recall", "dict"]);
    pipes.ready();
    daemon.kill();
    pipes.go();
    terminal.until("kept: 5 ratings ");
    terminal.until("undo: loci spool drop ");
    assert_eq!(recall.wait().unwrap().code(), Some(0));
    for _ in 0..2 {
        let again = home.daemon();
        assert_eq!(reviews(&home), [1; 5]);
        again.kill();
    }
    let _last = home.daemon();
    assert_eq!(home.loci(&["recall", "--resume"]).code, 1);
}

#[test]
fn what_was_recalled_elsewhere_is_graded_without_an_editor_or_a_box() {
    let home = home("exit 9", "exit 9");
    let _daemon = home.daemon();
    let dry = home.loci(&["recall", "dict", "--from", "said", "--dry-run", "--json"]);
    let data = dry.ok().data("recall");
    let verdicts: Vec<_> = data["verdicts"].as_array().unwrap().iter().collect();
    assert_eq!(verdicts.len(), 5);
    assert_eq!(
        (&verdicts[0]["path"], &verdicts[0]["rating"]),
        (&json!("dict/why"), &json!(3))
    );
    assert_eq!(verdicts[4]["verdict"], "missing");
    assert_eq!(data["extra"], json!([]));
    assert_eq!(reviews(&home), [0; 5]);
    let said = std::fs::File::open(home.path("said")).unwrap();
    let mut piped = home.loci_command(&["recall", "dict", "--from", "-", "--json"]);
    let logged = ran(piped.stdin(said)).ok().data("recall");
    assert_eq!(logged["reviews"].as_array().unwrap().len(), 5);
    assert!(logged["batch"].is_string());
    assert_eq!(last_ratings(&home), [3, 3, 3, 3, 1]);
    let none = home.loci(&["box", "--json"]).ok();
    assert_eq!(none.data("box"), Value::Null);
}

#[test]
fn no_more_is_recalled_than_was_named() {
    let home = home(&format!("cp \"$file\" ~/page; {WRITES}"), SAVES);
    let _daemon = home.daemon();
    let graded = |scope: &str| {
        let dry = home.loci(&["recall", scope, "--from", "said", "--dry-run", "--json"]);
        let data = dry.ok().data("recall");
        let verdicts = data["verdicts"].as_array().unwrap();
        let path = |it: &Value| it["path"].as_str().unwrap().to_owned();
        verdicts.iter().map(path).collect::<Vec<_>>()
    };
    let whole = graded("python");
    let of_it = |path: &&String| path.matches('/').count() == 1;
    let children: Vec<String> = whole.iter().filter(of_it).cloned().collect();
    assert!(children.len() < whole.len());
    assert_eq!(graded("python/"), children);
    assert_eq!(
        graded("dict/how-hashing-works..use-cases"),
        [
            "dict/how-hashing-works",
            "dict/mutability",
            "dict/use-cases"
        ]
    );
    home.loci(&["recall", "dict/why..why"]).ok();
    let page = std::fs::read_to_string(home.path("page")).unwrap();
    assert!(page.contains("1 branch, 10:00"), "{page}");
    assert_eq!(reviews(&home).iter().sum::<u64>(), 1);
}

#[test]
fn a_page_of_which_hardly_anything_is_in_the_notes_is_not_logged_without_a_word() {
    let home = home("exit 9", SAVES);
    home.write("said", "spam\nmore spam\n");
    let _daemon = home.daemon();
    let from = ["recall", "dict", "--from", "said"];
    let refused = home.loci(&from);
    assert_eq!(refused.code, 65, "{refused:?}");
    let told = "only 0 of 5 branches were said, so nothing is logged; if it is meant: loci recall --resume --yes";
    assert!(refused.stderr.contains(told), "{refused:?}");
    assert_eq!(reviews(&home), [0; 5]);
    home.loci(&["recall", "--resume", "--yes"]).ok();
    assert_eq!(last_ratings(&home), [1; 5]);
    home.loci(&[&from[..], &["--yes"]].concat()).ok();
    let mut terminal = Terminal::new();
    let mut recall = on_terminal(&home, &terminal, &from);
    terminal.until("is it a recall of this? [y/N] ");
    terminal.ours.write_all(b"n\n").unwrap();
    terminal.until("nothing is logged");
    assert_eq!(recall.wait().unwrap().code(), Some(1));
    assert_eq!(reviews(&home), [2; 5]);
}

#[test]
fn a_recall_that_is_open_elsewhere_is_told_so() {
    let home = home(WRITES_AND_STAYS, SAVES);
    let pipes = Pipes::of(&home);
    let _daemon = home.daemon();
    let mut recall = home.loci_command(&["recall", "dict"]).spawn().unwrap();
    pipes.ready();
    let second = home.loci(&["recall", "dict"]);
    assert_eq!(second.code, 5, "{second:?}");
    assert!(
        second.stderr.contains("is open in another terminal"),
        "{second:?}"
    );
    assert!(!second.stderr.contains("cut short"), "{second:?}");
    pipes.go();
    assert_eq!(recall.wait().unwrap().code(), Some(0));
}

#[test]
fn a_recall_is_refused_where_no_editor_can_run() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let refused = home.loci(&["recall", "dict"]);
    assert!(
        refused.code == 2 && refused.stderr.contains("--from"),
        "{refused:?}"
    );
    let walked = home.loci(&["recall", "your house"]);
    assert!(walked.stderr.contains("loci walk your-house"), "{walked:?}");
}

#[test]
fn a_thousand_ratings_are_one_batch_although_no_request_has_room_for_them() {
    let home = home("exit 9", "exit 9");
    let label = |n: usize| format!("{n:04} {}", "word ".repeat(12).trim_end());
    let lines = |before: &str| -> String {
        let lines = (0..1000).map(|n| format!("{before}{}\n", label(n)));
        lines.collect()
    };
    let map = format!("# Mind map\n\n```\nBig\n{}```\n", lines("├── "));
    home.write("notes/big.md", &map);
    home.write("said", &lines(""));
    let _daemon = home.daemon();
    let args = ["recall", "big", "--from", "said", "--json"];
    let data = home.loci(&args).ok().data("recall");
    assert_eq!(data["reviews"].as_array().unwrap().len(), 1000);
    home.loci(&["undo"]).ok();
    let left = home.loci(&["ls", "big", "--json"]).ok().data("ls");
    assert!(left.as_array().unwrap().iter().all(|it| it["reviews"] == 0));
}

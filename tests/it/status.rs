//! What a status bar sees: a line for each change, through restarts of the daemon, until nobody reads any more.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::support::Home;

/// A `loci status --follow` that is read line by line.
struct Bar {
    child: Child,
    lines: Option<Lines<BufReader<ChildStdout>>>,
}

impl Bar {
    fn of(home: &Home, args: &[&str]) -> Bar {
        let mut command = home.loci_command(&[&["status"], args].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let lines = Some(lines);
        Bar { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.as_mut().unwrap().next().unwrap().unwrap()
    }

    /// The next line of which this holds; those before it are passed over.
    fn until(&mut self, holds: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.line();
            if holds(&line) {
                return line;
            }
        }
    }

    /// Stops reading, and gives how the bar's command ends.
    fn close(mut self) -> Option<i32> {
        self.lines = None;
        self.child.wait().unwrap().code()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[test]
fn a_bar_is_told_of_each_change_and_of_a_daemon_that_comes_and_goes() {
    let home = Home::new().with_notes();
    let mut bar = Bar::of(&home, &["--follow", "--format", "{state} {due}"]);
    assert_eq!(bar.line(), "off ");
    let daemon = home.daemon();
    let first = bar.until(|line| line != "due 0" && line.starts_with("due "));
    home.loci(&["good", "dict/"]).ok();
    let second = bar.line();
    assert_ne!(second, first);
    home.loci(&["undo"]).ok();
    assert_eq!(bar.line(), first);
    daemon.kill();
    assert_eq!(bar.line(), "off ");
    let _daemon = home.daemon();
    bar.until(|line| line == first);
    assert_eq!(bar.close(), Some(0));
}

#[test]
fn a_bar_that_is_not_read_ends_although_nothing_changes() {
    let home = Home::new().with_notes();
    let mut bar = Bar::of(&home, &["--follow"]);
    assert_eq!(bar.line(), "the daemon does not run: loci daemon start");
    assert_eq!(bar.close(), Some(0));
    let _daemon = home.daemon();
    let mut bar = Bar::of(&home, &["--follow", "--json"]);
    let shown: Value = serde_json::from_str(&bar.line()).unwrap();
    assert_eq!(
        (&shown["kind"], &shown["schema"]),
        (&json!("status"), &json!(1))
    );
    assert!(shown["data"]["due"].is_number(), "{shown}");
    assert_eq!(bar.close(), Some(0));
}

#[test]
fn waybar_sees_a_box_and_its_stop() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut bar = Bar::of(&home, &["--waybar"]);
    home.loci(&["box", "map", "zq", "--limit", "2s"]).ok();
    let of = |line: &str| -> Value { serde_json::from_str(line).unwrap() };
    let running = of(&bar.until(|line| of(line)["alt"] == "box"));
    assert!(
        running["tooltip"]
            .as_str()
            .unwrap()
            .starts_with("map &quot;zq&quot;, "),
        "{running}"
    );
    let stopped = of(&bar.until(|line| of(line)["alt"] == "stop"));
    assert_eq!(stopped["text"], "STOP");
    assert_eq!(bar.close(), Some(0));
}

#[test]
fn a_line_of_ones_own_is_printed_once_and_a_wrong_field_is_exit_2() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let ran = home
        .loci(&["status", "--format", "{{{mode}}} {box_left}|{plan_day}"])
        .ok();
    assert_eq!(ran.stdout, "{all} |\n");
    let ran = home.loci(&["status", "--format", "{mins}"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("{minutes}"), "{ran:?}");
    assert_eq!(
        home.loci(&["status", "--json", "--format", "{due}"]).code,
        2
    );
}

#[test]
fn a_reader_that_has_seen_enough_ends_a_listing_quietly() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    for args in [
        &["ls"][..],
        &["export", "journal"],
        &["help", "all"],
        &["--help"],
        &["completions", "zsh"],
    ] {
        let mut child = home
            .loci_command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

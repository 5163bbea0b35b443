//! Where there is nothing but a terminal: a command carries the reminder and takes it back, shells greet, tmux shows;
//! as `docs/no-desktop.md` says it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::screen::Screen;
use crate::support::{Daemon, Home, Wire, has, ran};

const PAGE: &str = include_str!("../../docs/no-desktop.md");
const ALWAYS: &str = "notes = [\"~/notes\"]\n[day]\nstarts = \"00:00\"\n[notify]\ndigest = [\"00:00\"]\n\
                      nudge = \"\"\nquiet = []\n";

/// A home without any bus, with `loci` on its path.
fn home() -> Home {
    let home = Home::new();
    let bin = Path::new(env!("CARGO_BIN_EXE_loci")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let run = home.path("run").display().to_string();
    home.with_env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .with_env("PATH", &path)
        .with_env("TMUX_TMPDIR", &run)
        .with_notes()
}

/// The first block of a language below a heading of the page.
fn block(heading: &str, language: &str) -> &'static str {
    let (_, below) = PAGE.split_once(&format!("\n## {heading}\n")).unwrap();
    let (_, block) = below.split_once(&format!("```{language}\n")).unwrap();
    block.split_once("```").unwrap().0
}

/// Recalls one prompt after the other until nothing is due.
fn recall_all(home: &Home, mut recall: impl FnMut(&str)) {
    loop {
        let due = home.loci(&["due", "--json"]).ok().data("due");
        let Value::String(scope) = &due["prompts"][0]["scope"] else {
            return;
        };
        recall(scope);
    }
}

/// What stands between reminders and a person: a script that writes each call of it, a word a line, to a pipe.
struct Script {
    calls: BufReader<File>,
}

impl Script {
    /// The daemon that uses it, and the script.
    fn told(home: &Home) -> (Daemon, Script) {
        let calls = home.path("calls");
        assert!(
            Command::new("mkfifo")
                .arg(&calls)
                .status()
                .unwrap()
                .success()
        );
        // Both ends are ours, so that it never ends.
        let both = File::options().read(true).write(true).open(&calls).unwrap();
        let config = format!(
            "{ALWAYS}command = [\"sh\", \"-c\", \"{0}\", \"told\"]\nwithdraw = [\"sh\", \"-c\", \"{0}\", \"back\"]\n",
            "echo $0 $LOCI_ID \\\"$@\\\" >$HOME/calls"
        );
        home.write(".config/loci/config.toml", &config);
        let calls = BufReader::new(both);
        (home.daemon(), Script { calls })
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.calls.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

#[test]
fn the_command_is_told_once_and_takes_back_when_the_queue_empties_from_anywhere() {
    type Recall = fn(&Home, &mut Wire, &str);
    let ways: [(&str, Recall); 4] = [
        ("a command", |home, _, scope| {
            home.loci(&["good", scope]).ok();
        }),
        ("the socket", |_, wire, scope| {
            wire.call("log", &json!({"scopes": [scope], "rating": 3}));
        }),
        ("an import", |home, _, scope| {
            let ls = home.loci(&["ls", scope, "--json"]).ok().data("ls");
            let at = home
                .command("date")
                .args(["-u", "+%FT%TZ"])
                .output()
                .unwrap();
            let at = String::from_utf8(at.stdout).unwrap();
            let paths = ls
                .as_array()
                .unwrap()
                .iter()
                .map(|locus| locus["path"].clone());
            let lines: String = paths
                .map(|path| format!("{}\n", json!({"locus": path, "rating": 4, "at": at.trim()})))
                .collect();
            home.write("reviews.jsonl", &lines);
            home.loci(&["import", "reviews.jsonl"]).ok();
        }),
        ("a suspension", |home, _, scope| {
            home.loci(&["suspend", scope]).ok();
        }),
    ];
    for (way, recall) in ways {
        let home = home();
        let (_daemon, mut script) = Script::told(&home);
        assert_eq!(
            script.line(),
            "told loci-reminder 15 to recall · about 2 min Begin: loci review",
            "{way}"
        );
        let mut wire = home.connect();
        recall_all(&home, |scope| recall(&home, &mut wire, scope));
        // Nothing came between: counts are not told again.
        assert_eq!(script.line(), "back loci-reminder", "{way}");
        home.loci(&["undo"]).ok();
        home.loci(&["box", "recall", "dict", "--limit", "1s"]).ok();
        assert_eq!(
            script.line(),
            "told loci-box STOP 0:01 is up. What is on the page is kept.",
            "{way}: taken back once"
        );
    }
}

#[test]
fn shells_greet_with_what_the_reminder_says_and_with_nothing_when_it_holds() {
    for (shell, rc) in [
        ("bash", ".bashrc"),
        ("zsh", ".zshrc"),
        ("fish", ".config/fish/config.fish"),
    ] {
        if !has(shell) {
            println!("not run: {shell} is not installed");
            continue;
        }
        let home = home();
        let (_daemon, mut script) = Script::told(&home);
        let told = script.line();
        let said = block("The shell", "sh").replace("bash", shell);
        let said = match shell {
            "fish" => "loci init fish --greet | source\n".to_owned(),
            _ => said.split("  #").next().unwrap().to_owned(),
        };
        home.write(rc, &format!("{said}\n"));
        let greeting = || {
            let mut command = home.command(shell);
            let ran = ran(command.args(["-i", "-c", "echo opened"]));
            assert!(ran.stdout.ends_with("opened\n"), "{shell}: {ran:?}");
            ran.stdout.trim_end_matches("opened\n").to_owned()
        };
        let greeted = greeting();
        assert_eq!(
            greeted, "15 to recall, about 2 min · loci review\n",
            "{shell}"
        );
        let numbers = greeted.split(" · ").next().unwrap().replace(", ", " · ");
        assert!(told.contains(&numbers), "{shell}: {told}");
        home.loci(&["pause", "2h"]).ok();
        assert_eq!(greeting(), "", "{shell}: paused");
        home.loci(&["resume"]).ok();
        recall_all(&home, |scope| {
            home.loci(&["good", scope]).ok();
        });
        assert_eq!(greeting(), "", "{shell}: nothing is due");
    }
}

#[test]
fn tmux_shows_the_reminder_takes_it_back_and_has_the_number_in_its_line() {
    if !has("tmux") {
        println!("not run: tmux is not installed");
        return;
    }
    let home = home();
    let config = format!("{ALWAYS}{}", block("tmux", "toml"));
    home.write(".config/loci/config.toml", &config);
    let line = block("tmux", "sh");
    assert!(line.starts_with("set -g status-right "), "{line}");
    // The clock of the default line would move what is looked for; a redraw comes when asked for.
    home.write(
        ".tmux.conf",
        &format!("set -g status-interval 0\nset -g status-right-length 40\n{line}"),
    );
    let tmux = |args: &[&str]| {
        let mut command = home.command("tmux");
        command.args(args);
        command
    };
    let mut screen = Screen::new(80, 24, &[]);
    // A name of its own: one that tmux finds itself may still be that of tmux.
    let named = ["new-session", "-n", "sh", "sh", "-c", "read end"];
    let mut client = screen.start(&mut tmux(&named));
    screen.until("0:sh");
    let _daemon = home.daemon();
    let shown = screen.until("15 to recall · about 2 min");
    assert!(
        !shown.contains("0:sh"),
        "the message stands in the line: {shown}"
    );
    recall_all(&home, |scope| {
        home.loci(&["good", scope]).ok();
    });
    let shown = screen.until("0:sh");
    assert!(!shown.contains("to recall"), "{shown}");
    home.loci(&["undo"]).ok();
    let due = home.loci(&["status", "--format", "{due} due"]).ok().stdout;
    ran(&mut tmux(&["refresh-client", "-S"]));
    screen.until(due.trim());
    ran(&mut tmux(&["kill-server"])).ok();
    client.wait().unwrap();
}

//! Every verb against a fake daemon: what it asks, how it exits, what it shows.

use serde_json::{Value, json};

use super::*;
use crate::cli::fake::{Fake, error, logged};

mod hostile;

fn run_line(fake: &mut Fake, line: &[&str]) -> u8 {
    let cli = Cli::try_parse_from(std::iter::once(&"loci").chain(line)).unwrap();
    match dispatch(&mut fake.context, cli.verb) {
        Ok(exit) => exit.code(),
        Err(trouble) => {
            fake.context.out.trouble(&trouble, None).unwrap();
            trouble.exit().code()
        }
    }
}

/// A daemon with nothing due.
pub(super) fn status() -> Value {
    json!({
        "due": 0, "minutes": 0, "prompts": 0, "next_due": "2026-11-25", "waiting": 0, "held": 0,
        "unplaced": 0, "mode": "all", "held_files": [], "problems": [], "notify": {"pending": 0},
        "loci": {"live": 3, "branches": 3, "rooms": 0, "new": 0, "maps": 1, "palaces": 0, "possible": 0},
        "daemon": {"version": "0.1.0", "protocol": 1, "pid": 1, "uptime_secs": 5, "data_dir": "/d",
            "config": "/c", "demo": false}
    })
}

/// A daemon with nothing due that grants everything.
fn quiet(method: &str, params: &Value) -> Result<Value, Value> {
    Ok(match method {
        "hello" => {
            json!({"version": "0.1.0", "protocol": 1, "pid": 1, "data_dir": "/d", "config": "/c",
            "demo": false})
        }
        "status" => status(),
        "due" => {
            json!({"as_of": "2026-11-22T14:30:00+00:00", "minutes": 0, "count": 0, "prompts": [],
            "waiting": {"count": 0, "minutes": 0}, "next": "2026-11-25"})
        }
        "forecast" => {
            json!({"days": [], "terms": {"retention": 0.9, "new_per_day": 12, "minutes": 8},
            "summary": {"mean_minutes": 0.0, "max_minutes": 0, "reviews": 0, "new": 0, "waiting": 0}, "loci": 3})
        }
        "log" => logged(params),
        "ls" | "tree" | "undo_list" | "spool" => json!([]),
        "undo" => json!({"undone": [{"id": uuid::Uuid::nil(), "what": "1 review: a", "count": 1,
            "at": "2026-11-22T14:30:00+00:00"}]}),
        "suspend" | "unsuspend" => json!({"changed": ["r/a"]}),
        "box" => Value::Null,
        "adopt" => json!({"source": "/n/x.md", "line": 3, "added": 2, "batch": uuid::Uuid::nil()}),
        "spool_drop" => json!({"dropped": "x", "again": "loci good a"}),
        "spool_assign" => logged(&json!({"scopes": ["r/a"], "rating": 3, "batch_id": null})),
        "import" => json!({"added": 2, "known": 1}),
        "backup" => json!({"path": "/b.db", "bytes": 1500, "entries": 7}),
        "export" if params["after"] == 0 => json!({"entries": [{"fact": "born"}], "next": 1}),
        "export" => json!({"entries": [{"fact": "review"}]}),
        "sync" => {
            json!({"added": 0, "moved": [], "retired": 0, "returned": 0, "held": [], "problems": [],
            "loci": status()["loci"]})
        }
        other => return Err(error(-32601, "unknown_method", other, &[])),
    })
}

/// Runs a line; gives the exit, stdout, and the parameters of the last request of a method.
fn asked(line: &[&str], method: &str, form: Form) -> (u8, String, Value) {
    let mut fake = Fake::new(form, quiet);
    let exit = run_line(&mut fake, line);
    assert_eq!(fake.stderr.text(), "", "{line:?}");
    (exit, fake.stdout.text(), fake.asked(method).pop().unwrap())
}

#[test]
fn each_verb_asks_its_method() {
    for (line, method, params) in [
        (
            &["ls", "r", "--weak"][..],
            "ls",
            json!({"scope": "r", "filter": "weak"}),
        ),
        (
            &["tree", "r", "--depth", "2", "--ascii"],
            "tree",
            json!({"scope": "r", "depth": 2}),
        ),
        (
            &["glance", "r"],
            "ls",
            json!({"scope": "r", "filter": "live"}),
        ),
        (
            &["due", "r", "--limit", "2"],
            "due",
            json!({"scope": "r", "limit": 2}),
        ),
        (
            &[
                "forecast",
                "--days",
                "7",
                "--minutes",
                "15",
                "--new-per-day",
                "0",
            ],
            "forecast",
            json!({"days": 7, "minutes": 15, "new_per_day": 0}),
        ),
        (&["undo", "2"], "undo", json!({"count": 2})),
        (&["undo"], "undo", json!({})),
        (&["undo", "--list"], "undo_list", json!({})),
        (&["box"], "box", json!({})),
        (&["status"], "status", json!({})),
        (&["sync", "--dry-run"], "sync", json!({"dry_run": true})),
        (
            &["sync", "--accept", "/n/../m"],
            "sync",
            json!({"dry_run": false, "accept": "/m"}),
        ),
        (&["spool"], "spool", json!({})),
        (&["spool", "drop", "ab"], "spool_drop", json!({"id": "ab"})),
        (
            &["spool", "assign", "ab", "r/a"],
            "spool_assign",
            json!({"id": "ab", "scope": "r/a"}),
        ),
        (&["backup", "/b.db"], "backup", json!({"path": "/b.db"})),
        (
            &["import", "/j", "--from", "journal"],
            "import",
            json!({"path": "/j", "from": "journal"}),
        ),
        (&["export", "journal"], "export", json!({"after": 1})),
        (&["daemon", "status"], "status", json!({})),
    ] {
        let (exit, text, asked) = asked(line, method, Form::Text);
        assert_eq!((exit, asked), (0, params), "{line:?}");
        assert!(!text.is_empty(), "{line:?}");
    }
}

#[test]
fn what_changes_something_carries_a_batch() {
    for (line, method) in [
        (&["suspend", "r/**"][..], "suspend"),
        (&["unsuspend", "r"], "unsuspend"),
        (&["adopt", "/n/x.md:3"], "adopt"),
        (&["good", "r/a"], "log"),
    ] {
        let (exit, text, asked) = asked(line, method, Form::Text);
        assert_eq!(exit, 0);
        assert!(asked["batch_id"].is_string(), "{line:?}");
        assert!(text.ends_with("undo: loci undo\n"), "{text}");
    }
}

#[test]
fn under_json_every_answer_is_one_object_of_its_kind() {
    for (line, method, kind) in [
        (&["ls"][..], "ls", "ls"),
        (&["tree"], "tree", "tree"),
        (&["due"], "due", "due"),
        (&["due", "--count"], "due", "due"),
        (&["forecast"], "forecast", "forecast"),
        (&["glance", "r"], "ls", "glance"),
        (&["undo"], "undo", "undo"),
        (&["undo", "--list"], "undo_list", "undo_list"),
        (&["hard", "r/a"], "log", "log"),
        (&["suspend", "r"], "suspend", "suspend"),
        (&["box"], "box", "box"),
        (&["status"], "status", "status"),
        (&[], "status", "status"),
        (&["sync"], "sync", "sync"),
        (&["spool"], "spool", "spool"),
        (&["spool", "assign", "ab", "r"], "spool_assign", "log"),
        (&["backup"], "backup", "backup"),
        (&["export", "journal"], "export", "export"),
        (&["daemon", "start"], "hello", "daemon"),
        (&["daemon", "status"], "status", "daemon"),
    ] {
        let (_, text, _) = asked(line, method, Form::Json);
        let shown: Value = serde_json::from_str(&text).expect(&text);
        assert_eq!(shown["schema"], 1);
        assert_eq!(shown["kind"], kind, "{line:?}");
        assert!(text.ends_with("}\n") && text.lines().count() == 1);
    }
}

#[test]
fn a_usage_error_is_told_whole_and_in_one_line() {
    let error = Cli::try_parse_from(["loci", "log"]).unwrap_err();
    assert_eq!(
        in_one_line(&error),
        "the following required arguments were not provided: <SCOPE> <RATING>; \
         Usage: loci log <SCOPE> <RATING>"
    );
    let error = Cli::try_parse_from(["loci", "shw"]).unwrap_err();
    let said = in_one_line(&error);
    assert!(
        said.starts_with("unrecognized subcommand 'shw'; tip: "),
        "{said}"
    );
}

#[test]
fn the_version_is_an_object_under_json() {
    let (mut out, stdout, _) = render::out::tests::taped(Form::Json);
    version(&mut out).unwrap();
    let shown: Value = serde_json::from_str(&stdout.text()).unwrap();
    assert_eq!(shown["kind"], "version");
    assert_eq!(shown["data"]["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn under_json_paths_are_absolute() {
    for verb in ["check", "path", "print"] {
        let mut fake = Fake::down(Form::Json);
        let file = fake.context.paths.config.clone();
        assert_eq!(run_line(&mut fake, &["config", verb]), 0);
        let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
        assert_eq!(shown["data"]["path"], file.to_str().unwrap(), "{verb}");
    }
}

fn at_line(method: &str, _: &Value) -> Result<Value, Value> {
    assert_eq!(method, "show");
    let locus = ls::tests::locus("r/a", "new", None);
    let mut reply = serde_json::to_value(locus).unwrap();
    reply["history"] = json!([]);
    Ok(reply)
}

#[test]
fn edit_names_the_line_where_there_is_no_terminal_and_starts_nothing_under_json() {
    let mut fake = Fake::new(Form::Text, at_line);
    assert_eq!(run_line(&mut fake, &["edit", "r/a"]), 1);
    assert!(fake.stderr.text().contains("/notes/x.md:3"));
    let mut fake = Fake::new(Form::Json, at_line);
    assert_eq!(run_line(&mut fake, &["edit", "r/a"]), 0);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(
        (&shown["kind"], &shown["data"]),
        (
            &json!("edit"),
            &json!({"path": "r/a", "source": "/notes/x.md", "line": 3})
        )
    );
}

#[test]
fn nothing_due_is_exit_3_only_where_it_is_asked_for() {
    assert_eq!(asked(&["due"], "due", Form::Text).0, 0);
    let (exit, text, _) = asked(&["due", "--check"], "due", Form::Text);
    assert_eq!((exit, text.as_str()), (3, ""));
    let (exit, text, _) = asked(&["review", "--plain"], "due", Form::Text);
    assert_eq!(exit, 3);
    assert!(text.starts_with("nothing due; next: "), "{text}");
    assert_eq!(asked(&["due", "--count"], "due", Form::Text).1, "0\n");
}

#[test]
fn that_new_ones_wait_may_be_due_to_the_plan_where_there_is_one() {
    let waits = |has_plan: bool| {
        let mut fake = Fake::new(Form::Text, move |method, params| match method {
            "plan" if has_plan => Ok(json!(plan::page::tests::plan())),
            "plan" => Err(error(-32602, "failed", "there is no study plan", &[])),
            "due" => {
                let mut reply = quiet(method, params)?;
                reply["held_new"] = json!(3);
                Ok(reply)
            }
            _ => quiet(method, params),
        });
        assert_eq!(run_line(&mut fake, &["due"]), 0);
        fake.stdout.text()
    };
    let (with, without) = (waits(true), waits(false));
    assert!(with.contains("(the plan, review.new_per_day, "), "{with}");
    assert!(without.contains("(review.new_per_day, "), "{without}");
}

#[test]
fn a_journal_is_exported_a_fact_a_line_and_replaces_a_file_as_a_whole() {
    let (_, text, _) = asked(&["export", "journal"], "export", Form::Json);
    let shown: Value = serde_json::from_str(&text).unwrap();
    let entries = json!([{"fact": "born"}, {"fact": "review"}]);
    assert_eq!(shown["data"], json!({ "entries": entries }));
    let (_, text, _) = asked(&["export", "journal"], "export", Form::Text);
    assert_eq!(text, "{\"fact\":\"born\"}\n{\"fact\":\"review\"}\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("j");
    let line = ["export", "journal", "-o", file.to_str().unwrap()];
    let (exit, text, _) = asked(&line, "export", Form::Text);
    assert_eq!(exit, 0);
    assert!(text.starts_with("exported: 2 facts"), "{text}");
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 2);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn without_a_daemon_all_but_ratings_is_exit_69() {
    for line in [
        &["ls"][..],
        &["due"],
        &["undo"],
        &["box"],
        &["status"],
        &["sync"],
        &["spool", "assign", "a", "b"],
        &["backup"],
        &["show", "a"],
        &["glance", "a"],
        &["suspend", "a"],
        &["daemon", "status"],
        &["box", "map", "a"],
        &["snooze"],
        &["pause"],
        &["resume"],
        &["mode", "coding"],
        &["pace", "weekly"],
        &[],
    ] {
        let mut fake = Fake::down(Form::Text);
        assert_eq!(run_line(&mut fake, line), 69, "{line:?}");
        assert_eq!(fake.stdout.text(), "");
        assert!(fake.stderr.text().contains("loci "), "{line:?}");
    }
    let mut fake = Fake::down(Form::Text);
    assert_eq!(run_line(&mut fake, &["daemon", "stop"]), 0);
}

#[test]
fn a_status_bar_that_asks_now_and_then_is_told_that_the_daemon_is_off() {
    for (format, expected) in [("{state}|{due}", "off|\n"), ("{due} due", "\n")] {
        let mut fake = Fake::down(Form::Text);
        assert_eq!(run_line(&mut fake, &["status", "--format", format]), 0);
        assert_eq!(fake.stdout.text(), expected);
        assert_eq!(fake.stderr.text(), "");
    }
}

#[test]
fn a_wrong_verb_comes_with_what_lists_the_right_ones() {
    let error = hinted(Cli::try_parse_from(["loci", "bogus"]).unwrap_err());
    assert!(in_one_line(&error).contains("'loci help all' lists all verbs"));
    let other = hinted(Cli::try_parse_from(["loci", "--bogus"]).unwrap_err());
    assert!(!in_one_line(&other).contains("help all"));
}

#[test]
fn notes_are_added_and_removed_in_the_config_without_a_daemon() {
    let mut fake = Fake::down(Form::Text);
    let home = fake.context.paths.home.clone().unwrap();
    let notes = home.join("kb");
    std::fs::create_dir(&notes).unwrap();
    let path = notes.to_str().unwrap();
    assert_eq!(run_line(&mut fake, &["add", path]), 0);
    assert_eq!(run_line(&mut fake, &["add", path]), 0);
    assert_eq!(
        fake.stdout.text(),
        "~/kb: 0 maps, 0 palaces\nadded: ~/kb\nthere already: ~/kb\n"
    );
    assert_eq!(fake.context.config().unwrap().notes, [notes.as_path()]);
    assert_eq!(run_line(&mut fake, &["new", "map", "Hash", "tables"]), 0);
    assert!(notes.join("hash-tables.md").exists());
    assert_eq!(run_line(&mut fake, &["new", "palace", "hash tables"]), 1);
    assert_eq!(run_line(&mut fake, &["rm", path]), 0);
    assert_eq!(run_line(&mut fake, &["rm", path]), 1);
    assert_eq!(run_line(&mut fake, &["add", "/no/such/folder"]), 1);
}

#[test]
fn a_wrong_config_is_exit_78_and_does_not_stop_a_rating() {
    let mut fake = Fake::new(Form::Text, quiet);
    std::fs::write(&fake.context.paths.config, "[box]\nmap = '1h'\n").unwrap();
    assert_eq!(run_line(&mut fake, &["config", "check"]), 78);
    assert_eq!(run_line(&mut fake, &["good", "r/a", "--at", "9am"]), 78);
    assert!(
        fake.stderr
            .text()
            .contains("config.toml:2: box.map = '1h' is not possible")
    );
    assert_eq!(run_line(&mut fake, &["good", "r/a"]), 0);
}

#[test]
fn a_scan_needs_no_daemon_and_tells_bad_files_by_65() {
    let mut fake = Fake::down(Form::Json);
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("x.md");
    std::fs::write(&note, "# Mind map\n\nR\n├── a\n└── b\n").unwrap();
    assert_eq!(run_line(&mut fake, &["scan", note.to_str().unwrap()]), 0);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(
        shown["data"]["maps"][0]["branches"][1]["path"],
        json!(["b"])
    );
    let mut fake = Fake::down(Form::Json);
    assert_eq!(run_line(&mut fake, &["scan", "/no/such/file.md"]), 65);
}

#[test]
fn a_scan_that_finds_nothing_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("x.md");
    for (text, why) in [
        ("# Mind map\n\nRust\n", "a map without branches"),
        ("# Memory palace: the gate\n", "a palace without rooms"),
        ("hello\n", "nothing that looks like a map or palace"),
    ] {
        std::fs::write(&note, text).unwrap();
        let mut fake = Fake::down(Form::Text);
        assert_eq!(run_line(&mut fake, &["scan", note.to_str().unwrap()]), 0);
        assert!(
            fake.stderr.text().starts_with(why),
            "{}",
            fake.stderr.text()
        );
    }
}

#[test]
fn a_forecast_says_as_of_when() {
    let (_, text, asked) = asked(&["due", "--at", "tomorrow"], "due", Form::Text);
    // Before the rollover the study day that is tomorrow is today's date.
    let told = text.lines().next();
    let may_be = [Some("as of tomorrow 12:00"), Some("as of today 12:00")];
    assert!(may_be.contains(&told), "{text}");
    assert!(asked["at"].is_string());
}

#[test]
fn a_daemon_of_an_older_version_is_told_once_with_what_to_do() {
    for line in [
        &["status"][..],
        &[],
        &["daemon", "start"],
        &["daemon", "status"],
    ] {
        let mut fake = Fake::new(Form::Json, |method, params| {
            let mut reply = quiet(method, params)?;
            for version in ["/version", "/daemon/version"] {
                if let Some(found) = reply.pointer_mut(version) {
                    *found = json!("0.0.9");
                }
            }
            Ok(reply)
        });
        assert_eq!(run_line(&mut fake, line), 0, "{line:?}");
        let said = fake.stderr.text();
        let expected = "the daemon is 0.0.9, older than this loci (";
        assert_eq!(said.matches(expected).count(), 1, "{line:?}: {said}");
        assert!(said.ends_with("): loci daemon restart\n"), "{said}");
    }
}

#[test]
fn a_time_with_a_dash_is_no_option_and_is_told_what_is_accepted() {
    let said = |line: &[&str]| {
        let arguments: Vec<OsString> = ["loci"].iter().chain(line).map(OsString::from).collect();
        let error = Cli::try_parse_from(&arguments).unwrap_err();
        negative(&arguments, error.kind()).unwrap_or_default()
    };
    for (line, expected) in [
        (
            &["snooze", "-1h"][..],
            "`-1h` is no time to come: try 2h, until 15:00, tomorrow 9am or friday",
        ),
        (
            &["--json", "mode", "coding", "-2h"],
            "`-2h` is no time to come: try 2h, until 15:00, tomorrow 9am or friday",
        ),
        (
            &["pause", "-3d", "-q"],
            "`-3d` is no time to come: try 2h, until friday, 24 dec, or 24 dec to 27 dec",
        ),
        (&["ls", "-1"], "`-1` is no option: loci help ls lists them"),
        (&["snooze", "--soon"], ""),
        (&["snozee", "-1h"], ""),
    ] {
        assert_eq!(said(line), expected, "{line:?}");
    }
    assert_eq!(run(["loci", "snooze", "-1h"].map(OsString::from)), 2);
}

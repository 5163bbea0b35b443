//! Labels, paths and messages that try to command the terminal: none of them reaches it, whatever verb shows them.

use super::*;
use crate::cli::args::Globals;
use crate::clock;

/// Clears the screen, sets the title, turns text around, begins a line of its own.
const HOSTILE: &str = "a\x1b[2Jb\x1b]0;t\x07c\u{9b}31md\u{202e}e\u{2066}f\u{061c}g\nINJECTED h\r\u{7f}\u{2028}i\u{85}<j>";

fn locus() -> Value {
    json!({"id": null, "kind": "branch", "path": HOSTILE, "label": HOSTILE, "point": HOSTILE,
        "state": "review", "stability": 3.0, "difficulty": 5.0, "retrievability": 0.9,
        "due": "2026-11-25", "reviews": 1, "lapses": 0, "source": HOSTILE, "line": 3, "depth": 1})
}

fn boxed() -> Value {
    json!({"id": uuid::Uuid::nil(), "kind": HOSTILE, "topic": HOSTILE, "state": HOSTILE,
        "started_at": HOSTILE, "limit_secs": 600, "left_secs": 300, "left_ms": 300_000,
        "note": HOSTILE, "hint": HOSTILE})
}

fn silent() -> Value {
    json!({"until": HOSTILE, "because": HOSTILE, "why": HOSTILE})
}

fn problem() -> Value {
    json!({"source": HOSTILE, "line": 1, "level": "error", "message": HOSTILE})
}

fn reviewed() -> Value {
    json!({"reviews": [{"id": uuid::Uuid::nil(), "locus": uuid::Uuid::nil(), "path": HOSTILE,
        "label": HOSTILE, "rating": 3, "at": HOSTILE, "stability": 3.0, "difficulty": 5.0,
        "interval_days": 3, "due": HOSTILE}], "spooled": false, "batch": uuid::Uuid::nil(),
        "skipped": [HOSTILE], "ignored": [HOSTILE]})
}

fn synced() -> Value {
    json!({"added": 1, "moved": [{"from": HOSTILE, "to": HOSTILE}], "retired": 1, "returned": 1,
        "gone": [HOSTILE], "back": [HOSTILE],
        "repointed": [{"path": HOSTILE, "from": HOSTILE, "to": HOSTILE, "due": HOSTILE}],
        "held": [{"source": HOSTILE, "would_retire": 12, "why": HOSTILE}], "problems": [problem()],
        "loci": status()["loci"]})
}

fn planned() -> Value {
    let step = json!({"id": HOSTILE, "kind": HOSTILE, "title": HOSTILE, "scope": HOSTILE, "minutes": 5,
        "done": false, "command": HOSTILE, "check": [HOSTILE]});
    let mut task = step.clone();
    task["kind"] = json!("code");
    let day = json!({"id": HOSTILE, "title": HOSTILE, "kind": HOSTILE, "date": HOSTILE, "minutes": 5,
        "done": 1, "of": 2, "steps": [step]});
    json!({"day": 3, "of": 30, "date": HOSTILE, "minutes": 5, "steps": [step, task], "name": HOSTILE,
        "file": HOSTILE, "level": HOSTILE, "focus": HOSTILE, "minutes_a_day": 45, "interview": HOSTILE,
        "ends": HOSTILE, "missed": [day], "waiting": [step], "warnings": [HOSTILE], "days": [day],
        "batch": uuid::Uuid::nil()})
}

fn hostile(method: &str, _: &Value) -> Result<Value, Value> {
    let batch = uuid::Uuid::nil();
    Ok(match method {
        "hello" => json!({"version": HOSTILE, "protocol": 1, "pid": std::process::id(),
            "data_dir": HOSTILE, "config": "/c", "demo": false}),
        "status" => {
            let mut status = status();
            status["mode"] = json!(HOSTILE);
            status["mode_until"] = json!(HOSTILE);
            status["silent"] = silent();
            status["box"] = boxed();
            status["held"] = json!(3);
            status["unplaced"] = json!(1);
            status["held_files"] = json!([HOSTILE]);
            status["problems"] = json!([problem()]);
            status["notify"] =
                json!({"server": HOSTILE, "pending": 2, "trouble": HOSTILE, "next": HOSTILE});
            for field in ["version", "data_dir", "config", "trouble"] {
                status["daemon"][field] = json!(HOSTILE);
            }
            status
        }
        "doctor" => json!({
            "desktop": {"state": "server", "why": HOSTILE, "pending": 1, "trouble": HOSTILE, "shown": [HOSTILE],
                "command": true, "server": {"name": HOSTILE, "vendor": HOSTILE, "version": HOSTILE,
                "spec": HOSTILE, "capabilities": [HOSTILE]}},
            "reminders": {"sent_today": 1, "max_per_day": 2, "next": HOSTILE, "silent": silent(), "mode": HOSTILE},
            "wake": {"wall": HOSTILE},
            "clock": {"now": HOSTILE, "zone": HOSTILE, "day": HOSTILE, "day_ends": HOSTILE},
            "database": {"path": HOSTILE, "bytes": 1, "entries": 1, "damage": HOSTILE},
            "supervisor": {"managed": false, "activated": false}}),
        "ls" => json!([locus()]),
        "tree" => json!([
            {"kind": HOSTILE, "path": HOSTILE, "label": HOSTILE, "level": 0,
                "below": {"loci": 1, "due": 1, "new": 0, "suspended": 0, "retrievability": -7e9}},
            {"kind": HOSTILE, "path": HOSTILE, "label": HOSTILE, "level": u32::MAX, "locus": locus()}]),
        "show" => {
            let mut shown = locus();
            shown["history"] = json!([{"id": batch, "at": HOSTILE, "rating": 3, "elapsed_days": 1,
                "stability": 3.0, "difficulty": 5.0, "due": HOSTILE, "source": HOSTILE, "note": HOSTILE}]);
            shown["moves"] = json!(["moved", "apart", "rebound"].map(|how| json!({"id": batch,
                "at": HOSTILE, "from": [HOSTILE], "to": [HOSTILE], "how": how, "holds": true})));
            shown["aliases"] = json!([HOSTILE]);
            shown["repointed_at"] = json!(HOSTILE);
            shown
        }
        "due" => {
            let asked = json!({"path": HOSTILE, "label": HOSTILE, "point": HOSTILE});
            json!({"as_of": HOSTILE, "minutes": 1, "count": 1, "waiting": {"count": 1, "minutes": 1},
            "prompts": [{"scope": HOSTILE, "kind": "children", "ask": HOSTILE, "answer": [HOSTILE],
                "loci": [asked], "items": [asked], "est_secs": 9, "new": true}]})
        }
        "log" | "spool_assign" => reviewed(),
        "undo" => json!({"undone": [{"id": batch, "what": HOSTILE, "count": 1, "at": HOSTILE,
            "moves": [{"from": HOSTILE, "to": HOSTILE, "id": batch}]}]}),
        "rebind" => json!({"from": HOSTILE, "path": HOSTILE, "reviews": 2, "merged": 1,
            "due": HOSTILE, "batch": batch}),
        "pin" => json!({"path": HOSTILE, "anchor": HOSTILE, "source": HOSTILE, "line": 3,
            "written": HOSTILE, "batch": batch}),
        "alias" => json!({"path": HOSTILE, "aliases": [HOSTILE, HOSTILE], "batch": batch}),
        "undo_list" => json!([{"id": batch, "what": HOSTILE, "count": 1, "at": HOSTILE}]),
        "suspend" | "unsuspend" => json!({"changed": [HOSTILE, HOSTILE]}),
        "sync" => synced(),
        "adopt" => json!({"source": HOSTILE, "line": 3, "added": 2, "batch": batch}),
        "box" | "box_start" | "box_end" => boxed(),
        "spool" => json!([{"id": HOSTILE, "rating": 3, "query": HOSTILE, "at": HOSTILE,
            "candidates": [HOSTILE], "why": HOSTILE}]),
        "spool_drop" => json!({"dropped": HOSTILE, "again": HOSTILE}),
        "backup" => json!({"path": HOSTILE, "bytes": 1, "entries": 1}),
        "snooze" => {
            json!({"until": HOSTILE, "replaced": HOSTILE, "silent": silent(), "batch": batch})
        }
        "pause" => json!({"from": HOSTILE, "until": HOSTILE, "silent": silent(), "batch": batch,
            "replaced": [{"from": HOSTILE, "until": HOSTILE}]}),
        "resume" => json!({"ended": [HOSTILE], "silent": silent(), "batch": batch}),
        "mode" => {
            json!({"mode": HOSTILE, "until": HOSTILE, "held": 2, "silent": silent(), "batch": batch,
                "replaced": {"mode": HOSTILE, "until": HOSTILE}})
        }
        "pace" => json!({"pace": HOSTILE, "next": HOSTILE, "silent": silent(), "batch": batch}),
        "plan" | "plan_step" | "plan_move" | "plan_off" => planned(),
        "plan_catch_up" => {
            let days = planned()["days"].clone();
            let way = json!({"mode": HOSTILE, "moved": days, "dropped": days, "ended": "2026-12-15",
                "ends": HOSTILE, "most_minutes": 50, "warnings": [HOSTILE]});
            json!({"ways": [way], "batch": batch})
        }
        "watch" | "notify_test" => json!({"ok": true}),
        other => {
            return Err(error(
                -32003,
                "ambiguous_locus",
                &format!("{other} {HOSTILE}"),
                &[HOSTILE],
            ));
        }
    })
}

/// Every verb that prints what the daemon, a note, a file or the config says.
const LINES: [&[&str]; 49] = [
    &[],
    &["status"],
    &[
        "status",
        "--format",
        "{box}{mode}{silent}{silent_until}{mode_until}{server}{version}{next_reminder}",
    ],
    &["doctor"],
    &["doctor", "--notify"],
    &["ls"],
    &["tree"],
    &["glance", "a"],
    &["show", "a", "--history"],
    &["due"],
    &["good", "a"],
    &["undo"],
    &["undo", "--list"],
    &["suspend", "a"],
    &["sync"],
    &["rebind", "a", "b"],
    &["pin", "a"],
    &["alias", "a", "b"],
    &["adopt", "/x.md:3"],
    &["box"],
    &["box", "map", "a"],
    &["box", "done"],
    &["spool"],
    &["spool", "assign", "a", "b"],
    &["spool", "drop", "a"],
    &["backup"],
    &["snooze"],
    &["pause"],
    &["resume"],
    &["mode"],
    &["mode", "coding"],
    &["pace"],
    &["pace", "weekly"],
    &["daemon", "start"],
    &["daemon", "status"],
    &["import", "/x"],
    &["show", "a\x1b[2J\u{202e}\nINJECTED"],
    &["snooze", "a\x1b[2J\u{202e}\nINJECTED"],
    &["undo", "a\x1b[2J\u{202e}\nINJECTED"],
    &["status", "--format", "{a\x1b[2J\u{202e}\nINJECTED}"],
    &["review", "--plain"],
    &["plan"],
    &["plan", "--all"],
    &["plan", "done"],
    &["plan", "skip", "a\x1b[2J\u{202e}\nINJECTED"],
    &["plan", "move", "a\x1b[2J\u{202e}\nINJECTED", "friday"],
    &["plan", "off", "a\x1b[2J\u{202e}\nINJECTED"],
    &["plan", "catch-up", "--dry-run"],
    &["plan", "catch-up"],
];

fn check(line: &[&str], text: &str) {
    check_characters(line, text);
    let mut lines = text.lines().map(str::trim_start);
    assert!(
        !lines.any(|shown| shown.starts_with("INJECTED")),
        "{line:?}: {text:?}"
    );
}

fn check_characters(line: &[&str], text: &str) {
    for c in text.chars().filter(|c| *c != '\n') {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}'
            | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}');
        assert!(!c.is_control() && !turns, "{line:?}: {c:?} in {text:?}");
    }
}

#[test]
fn nothing_that_is_shown_commands_the_terminal_or_makes_a_line_of_its_own() {
    for line in LINES {
        let mut fake = Fake::new(Form::Text, hostile);
        fake.context.out.volume = render::out::Volume::Verbose;
        run_line(&mut fake, line);
        let (out, err) = (fake.stdout.text(), fake.stderr.text());
        assert!(!out.is_empty() || !err.is_empty(), "{line:?}");
        check(line, &out);
        check(line, &err);
    }
}

#[test]
fn waybar_is_told_in_json_and_without_markup() {
    let status: crate::ipc::protocol::StatusReply =
        serde_json::from_value(hostile("status", &Value::Null).unwrap()).unwrap();
    let now = clock::now(chrono_tz::Tz::UTC);
    let moment = status::shape::Moment::of(&status, &now, "2026-11-22".parse().unwrap());
    let shown: Value = serde_json::from_str(&status::waybar::line(&moment, None)).unwrap();
    let tooltip = shown["tooltip"].as_str().unwrap();
    check(&["status", "--waybar"], tooltip);
    assert!(!tooltip.contains('<'), "{tooltip}");
}

#[test]
fn a_note_and_its_file_name_are_scanned_without_obeying_them() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("x\x1b[2J\u{202e}\nINJECTED.md");
    let text = "# Mind map\n\nR\x1b[2J\n├── a\u{202e}\u{9b}b\n└── c\n\n## Memory palace: \u{2066}gate\n\n\
                | Place | Point |\n|---|---|\n| l\x1b[1m | p\x07 |\n| m | q |\n\n- [ ] x\n";
    std::fs::write(&note, text).unwrap();
    let path = note.to_str().unwrap();
    let line = ["scan", path];
    let mut fake = Fake::down(Form::Text);
    assert_eq!(run_line(&mut fake, &line), 0);
    assert!(
        fake.stdout.text().contains("map R"),
        "{}",
        fake.stdout.text()
    );
    check(&line, &fake.stdout.text());
    for line in [&["add", path][..], &["config", "check"], &["rm", path]] {
        let mut other = Fake::down(Form::Text);
        other.context.paths = fake.context.paths.clone();
        run_line(&mut other, line);
        check(line, &other.stdout.text());
        check(line, &other.stderr.text());
        // The file has lines of its own.
        let mut other = Fake::down(Form::Text);
        other.context.paths = fake.context.paths.clone();
        run_line(&mut other, &["config", "print"]);
        check_characters(line, &other.stdout.text());
    }
}

#[test]
fn with_colours_only_colours_pass() {
    let globals = Globals {
        color: args::Color::Always,
        ..Globals::default()
    };
    let mut out = Out::new(&globals);
    let tape = render::out::tests::Tape::default();
    out.record(Box::new(tape.clone()));
    out.data(&format!("\x1b[1mbold\x1b[0m {HOSTILE}")).unwrap();
    let text = tape.text();
    assert!(
        text.starts_with("\x1b[1mbold\x1b[0m a\u{fffd}[2Jb"),
        "{text:?}"
    );
    check_characters(
        &["colours"],
        &text.replace("\x1b[1m", "").replace("\x1b[0m", ""),
    );
}

#[test]
fn under_json_texts_are_verbatim() {
    let mut fake = Fake::new(Form::Json, hostile);
    assert_eq!(run_line(&mut fake, &["ls"]), 0);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["data"][0]["label"], HOSTILE);
    assert_eq!(fake.stdout.text().lines().count(), 1);
}

//! `plan check`, `plan new` and `plan import` with files, and with a daemon that knows some scopes.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::args::Cli;
use crate::cli::dispatch;
use crate::cli::fake::{Fake, error};
use crate::cli::render::out::Form;
use crate::config::plan::read;
use crate::config::plan::write::{Head, write};

mod bad;
mod exporting;
mod importing;
mod living;
mod making;
mod restoring;
mod subjects;

const SMALL: &str = include_str!("../../../tests/data/plans/small.toml");

fn run(fake: &mut Fake, line: &[&str]) -> u8 {
    let cli = Cli::try_parse_from(std::iter::once(&"loci").chain(line)).unwrap();
    match dispatch(&mut fake.context, cli.verb) {
        Ok(exit) => exit.code(),
        Err(trouble) => {
            fake.context.out.trouble(&trouble, None).unwrap();
            trouble.exit().code()
        }
    }
}

/// A home with a folder of notes, and no daemon.
fn home(form: Form) -> (Fake, PathBuf) {
    let fake = Fake::down(form);
    let home = fake.context.paths.home.clone().unwrap();
    std::fs::create_dir(home.join("notes")).unwrap();
    (fake, home)
}

fn file(home: &std::path::Path, name: &str, text: &str) -> String {
    let path = home.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_right_plan_is_summed_up() {
    let (mut fake, home) = home(Form::Text);
    let path = file(&home, "p.toml", SMALL);
    assert_eq!(run(&mut fake, &["plan", "check", &path]), 0);
    assert_eq!(
        fake.stdout.text(),
        "5 days, 4 chosen at intermediate, interview · 2 h 15 min\n"
    );
    assert!(
        fake.stderr
            .text()
            .contains("maps and palaces were not looked for")
    );
}

#[test]
fn mistakes_are_lines_that_editors_understand_and_exit_65() {
    let (mut fake, home) = home(Form::Text);
    let path = file(
        &home,
        "p.toml",
        &SMALL.replace("learn = 15", "lern = 0").replace("45", "0"),
    );
    assert_eq!(run(&mut fake, &["plan", "check", &path]), 65);
    let said = fake.stdout.text();
    assert!(
        said.contains(&format!(
            "{path}:13:1: error: unknown key `lern`; did you mean `learn`?\n"
        )),
        "{said}"
    );
    assert!(said.ends_with("1 error\n"), "{said}");
    assert_eq!(run(&mut fake, &["plan", "check", "/nowhere/p.toml"]), 65);
    assert_eq!(run(&mut fake, &["plan", "check"]), 2);
    assert!(fake.stderr.text().contains("the config names no plan"));
}

#[test]
fn a_check_is_an_object_for_programs() {
    let (mut fake, home) = home(Form::Json);
    let path = file(&home, "p.toml", SMALL);
    assert_eq!(run(&mut fake, &["plan", "check", &path]), 0);
    let data: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(
        data,
        json!({"schema": 1, "kind": "plan_check", "data": {"file": path, "name": "Small", "days": 5, "chosen": 4,
            "minutes": 135, "problems": []}})
    );
    let bad = file(&home, "bad.toml", "schema = 1\n");
    assert_eq!(run(&mut fake, &["plan", "check", &bad]), 65);
    let text = fake.stdout.text();
    let data: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(data["data"]["name"], Value::Null);
    assert_eq!(data["data"]["problems"][0]["line"], 1);
    assert_eq!(data["data"]["problems"][0]["level"], "error");
}

#[test]
fn scopes_that_are_not_in_the_notes_yet_are_told_with_what_makes_them() {
    let asked = Arc::new(AtomicUsize::new(0));
    let requests = Arc::clone(&asked);
    let fake = Fake::new(Form::Text, move |method, params| match method {
        "find" => {
            requests.fetch_add(1, Ordering::Relaxed);
            let scopes: Vec<String> = serde_json::from_value(params["scopes"].clone()).unwrap();
            assert!(scopes.contains(&"python/dict".to_owned()), "{scopes:?}");
            let missing = |scope: &str, code: &str, message: &str| {
                assert!(scopes.contains(&scope.to_owned()), "{scopes:?}");
                json!({"scope": scope, "code": code, "message": message})
            };
            Ok(json!({"missing": [
                missing("house", "unknown_locus", "no"),
                missing(
                    "python",
                    "ambiguous_locus",
                    "\"python\" may mean 2 things: type more of the path",
                ),
                missing("python/memory-model", "unknown_locus", "no"),
            ], "found": [{"scope": "python/dict", "kind": "branch"}]}))
        }
        other => Err(error(-32601, "unknown_method", other, &[])),
    });
    tells_what_is_missing(fake);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[test]
fn a_daemon_that_cannot_be_asked_for_all_scopes_is_asked_for_each() {
    tells_what_is_missing(Fake::new(Form::Text, |method, params| match method {
        "tree" if params["scope"] == "python/dict" => Ok(json!([])),
        "tree" if params["scope"] == "python" => Err(error(
            -32002,
            "ambiguous_locus",
            "\"python\" may mean 2 things: type more of the path",
            &["a", "b"],
        )),
        "tree" => Err(error(-32001, "unknown_locus", "no", &[])),
        other => Err(error(-32601, "unknown_method", other, &[])),
    }));
}

fn tells_what_is_missing(mut fake: Fake) {
    let home = fake.context.paths.home.clone().unwrap();
    let path = file(&home, "p.toml", SMALL);
    assert_eq!(run(&mut fake, &["plan", "check", &path]), 0);
    let said = fake.stdout.text().replace(&path, "p");
    assert_eq!(
        said,
        "p:19:7: warning: `python/memory-model` is not in your notes yet: loci box map memory-model makes it\n\
         p:20:10: warning: `house` is not in your notes yet: loci box palace house makes it\n\
         p:53:47: warning: \"python\" may mean 2 things: type more of the path\n\
         5 days, 4 chosen at intermediate, interview · 2 h 15 min\n"
    );
    assert_eq!(fake.stderr.text(), "");
}

#[test]
fn a_new_plan_is_written_checked_and_named_in_the_config() {
    let (mut fake, home) = home(Form::Text);
    let line = [
        "plan",
        "new",
        "My",
        "Python",
        "--level",
        "advanced",
        "--start",
        "2030-01-07",
        "--interview",
        "2030-02-06 14:00",
        "--minutes",
        "40",
        "--days",
        "mon-sat",
        "--window",
        "19:00-21:00",
    ];
    assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
    let path = home.join("notes/plans/my-python.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let plan = read(&text).0.unwrap();
    assert_eq!(
        (plan.name.as_str(), plan.level.as_str()),
        ("My Python", "advanced")
    );
    assert_eq!(plan.start.unwrap().to_string(), "2030-01-07");
    assert_eq!((plan.minutes().get(), plan.weekdays.len()), (40, 6));
    assert!(text.contains("# "), "comments stay: {text}");
    let config = fake.context.config().unwrap();
    assert_eq!(config.plan.file, Some(path.clone()));
    let said = fake.stdout.text();
    assert!(
        said.contains("it starts on Mon 7 Jan 2030\nthe interview is on Wed 6 Feb 2030 at 14:00;"),
        "{said}"
    );
    assert!(
        said.contains(&format!(
            "undo: rm {} && loci config set plan.file '' && loci config set plan.interview ''\n",
            path.display()
        )),
        "{said}"
    );
    assert_eq!(run(&mut fake, &["plan", "check"]), 0);
    assert_eq!(run(&mut fake, &["plan", "new", "my python"]), 1);
    assert!(fake.stderr.text().contains("is there already"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_plan_that_cannot_be_leaves_nothing_behind() {
    let (mut fake, home) = home(Form::Text);
    let line = [
        "plan",
        "new",
        "X",
        "--start",
        "2030-02-01",
        "--interview",
        "2030-01-01",
    ];
    assert_eq!(run(&mut fake, &line), 2);
    assert_eq!(
        fake.stderr.text(),
        "loci: --interview 2030-01-01 comes before --start 2030-02-01: change one of them\n"
    );
    assert_eq!(run(&mut fake, &["plan", "new", "X", "--start", "soon"]), 2);
    std::fs::write(
        &fake.context.paths.config,
        "notes = ['~/notes']\nwrong = 1\n",
    )
    .unwrap();
    let at = home.join("x.toml").display().to_string();
    assert_eq!(run(&mut fake, &["plan", "new", "X", "-o", &at]), 78);
    assert!(!home.join("x.toml").exists() && !home.join("notes/plans").exists());
}

#[test]
fn an_interview_that_nothing_can_be_planned_before_is_refused() {
    let (mut fake, home) = home(Form::Text);
    let cases: [(&[&str], &str); 6] = [
        (
            &["--interview", "2020-01-01"],
            "`2020-01-01` is 2020-01-01, which is over: name a day to come",
        ),
        (
            &["--interview", "yesterday"],
            "which is over: name a day to come",
        ),
        (
            &["--interview", "today"],
            "which is today: nothing can be planned before it; name a later day",
        ),
        (
            &["--start", "2030-01-07", "--interview", "2030-01-07 14:00"],
            "no study date lies between the start on 2030-01-07 and the interview on 2030-01-07, so nothing can be planned before it: change --start, --interview or --days",
        ),
        (
            // A Monday to the Saturday after it.
            &[
                "--start",
                "2030-01-07",
                "--interview",
                "2030-01-12",
                "--days",
                "sat,sun",
            ],
            "no study date lies between the start on 2030-01-07 and the interview on 2030-01-12, so nothing can be planned",
        ),
        (&["--interview", "soon"], "`soon` is no time"),
    ];
    let mut before = String::new();
    for (options, expected) in cases {
        let line: Vec<&str> = ["plan", "new", "X"]
            .iter()
            .chain(options)
            .copied()
            .collect();
        assert_eq!(run(&mut fake, &line), 2, "{options:?}");
        let all = fake.stderr.text();
        let said = all.strip_prefix(&before).unwrap();
        assert!(
            said.contains(expected) && said.lines().count() == 1,
            "{said}"
        );
        before = all;
    }
    assert!(!home.join("notes/plans").exists());
    let line = ["plan", "new", "X", "--interview", "tomorrow"];
    assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
}

#[test]
fn a_list_of_days_becomes_a_plan_that_is_right() {
    let (mut fake, home) = home(Form::Text);
    let md = file(
        &home,
        "days.md",
        "# My plan\n\n- Day 1 – [names](https://x.org)\n- Day 2: *args, **kwargs\n  - splat\n- Day 3: names\n\n\
         ```\n- Day 9: no\n```\n\n| Day | Topic | Map | Read |\n|---|---|---|---|\n| 4-5 | sets; dicts | | |\n\
         | 6 | \"Mock\" | py/x | https://y.org |\n| 7 | Catch-up | | |\n| - | rest | | |\n",
    );
    assert_eq!(
        run(&mut fake, &["plan", "import", &md]),
        0,
        "{}",
        fake.stderr.text()
    );
    let said = fake.stdout.text();
    assert!(
        said.contains(
            "      3  names  names\n      4  *args, **kwargs  args-kwargs\n      6  names  names-2\n\
             \x20    14  sets  sets\n     14  dicts  dicts\n     15  \"Mock\"  mock\n     16  Catch-up (catch-up)  catch-up\n\
             left alone:\n      1  # My plan: a heading without a day\n      5  - splat: it belongs to the item above\n\
             \x20    17  | - | rest | | |: a row without a day\n"
        ),
        "{said}"
    );
    let path = home.join("notes/plans/days.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let (plan, problems) = read(&text);
    assert_eq!(problems, []);
    let plan = plan.unwrap();
    assert_eq!(plan.days[0].learn, ["https://x.org"]);
    assert_eq!(
        (plan.days[5].map_scope(), plan.days[5].learn.len()),
        (Some("py/x"), 1)
    );
    assert_eq!(
        run(&mut fake, &["plan", "check", &path.display().to_string()]),
        0
    );
    assert_eq!(
        run(&mut fake, &["plan", "import", &md, "--name", "days"]),
        1
    );
    assert_eq!(run(&mut fake, &["plan", "import", &md, "--force"]), 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn numbered_items_are_days_where_nothing_says_day_and_prose_is_none() {
    let (mut fake, home) = home(Form::Json);
    let md = file(&home, "a.md", "1. sets\n2. dicts\n- beside\n");
    assert_eq!(run(&mut fake, &["plan", "import", &md, "--name", "A"]), 0);
    let data: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(
        data["data"]["days"][1],
        json!({"id": "dicts", "title": "dicts", "kind": "topic", "line": 2})
    );
    assert_eq!(data["data"]["left"][0]["why"], "other items have numbers");
    let prose = file(&home, "b.md", "# Notes\n\nDay 1 was fine.\n");
    assert_eq!(run(&mut fake, &["plan", "import", &prose]), 65);
    let many: String = (1..=1001)
        .map(|n| format!("- Day {n}: topic {n}\n"))
        .collect();
    let many = file(&home, "c.md", &many);
    assert_eq!(run(&mut fake, &["plan", "import", &many]), 65);
    let said = fake.stderr.text();
    let said: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    let message = said["data"]["message"].as_str().unwrap();
    assert!(
        message.ends_with(
            "c.md makes no plan: 1001 days are too many: a plan has at most 1000; split it"
        ),
        "{message}"
    );
    assert!(!home.join("notes/plans/c.toml").exists());
}

/// What an import writes of a text, as `plan import` puts it together.
fn imported(text: &str) -> Option<String> {
    let outline = super::outline::read(text);
    let last = text.lines().count() as u32;
    let lines = outline.days.iter().map(|day| day.line);
    let mut lines = lines.chain(outline.left.iter().map(|left| left.line));
    assert!(lines.all(|line| (1..=last).contains(&line)));
    let days = super::import::days(&outline);
    let head = Head {
        name: "X".to_owned(),
        start: None,
        interview: None,
    };
    (!days.is_empty()).then(|| write(&head, &days))
}

proptest! {
    #[test]
    fn whatever_is_imported_is_right_for_the_check(
        parts in prop::collection::vec(
            prop_oneof![
                "\\PC{0,12}",
                prop::sample::select(vec![
                    "Day ", "days ", "1", "2-4", ": ", " - ", "- ", "# ", "**", "[", "](https://x.org)", "`", "\n", "\n",
                    "| day | topic | map | learn |\n|--|--|--|--|\n", "|", "a", "b; c", "\"", "'''", "\\", "<br>", "```\n",
                    " & ", ", ", "/", " to ", "(Mon)", "<!--", "-->", "(", ")",
                    "---\n", "  ", "\t", "\u{7f}", "1. ",
                ]).prop_map(str::to_owned),
            ],
            0..40,
        )
    ) {
        if let Some(plan) = imported(&parts.concat()) {
            let (read, problems) = read(&plan);
            prop_assert_eq!(problems, []);
            prop_assert!(read.is_some());
        }
    }
}

#[test]
fn ten_thousand_days_of_one_name_have_ids_of_their_own() {
    let text: String = (1..=10_000).map(|n| format!("- Day {n}: same\n")).collect();
    let plan = imported(&text).unwrap();
    assert!(plan.contains("\"same-10000\""));
    assert!(read(&plan).1[0].message.contains("10000 days are too many"));
}

//! Living with a plan, against a daemon that has one.

use super::*;
use crate::cli::context::Input;
use crate::cli::plan::page::tests::plan;
use crate::ipc::protocol::{PlanCatchUpReply, PlanReply, PlanWay, ProblemInfo};

/// A daemon with a plan, of which `step` is not open any more once it was told so.
fn planned(form: Form) -> Fake {
    let is_told = std::sync::atomic::AtomicBool::new(false);
    Fake::new(form, move |method, params| {
        use std::sync::atomic::Ordering::Relaxed;
        Ok(match method {
            "plan" => {
                let mut shown = plan();
                if is_told.load(Relaxed) {
                    shown.steps[1].done = true;
                }
                if params["all"] != true {
                    shown.days = Vec::new();
                }
                json!(shown)
            }
            "plan_step" | "plan_move" | "plan_off" => {
                if params["day"] == "nothing" {
                    return Err(error(
                        -32001,
                        "unknown_locus",
                        "no day is called \"nothing\"",
                        &["names"],
                    ));
                }
                is_told.store(true, Relaxed);
                json!(PlanReply {
                    batch: Some(uuid::Uuid::nil()),
                    days: Vec::new(),
                    ..plan()
                })
            }
            "plan_catch_up" => {
                let way = |mode: &str| PlanWay {
                    mode: mode.to_owned(),
                    moved: plan().missed,
                    ended: "2026-12-15".to_owned(),
                    ends: "2026-12-15".to_owned(),
                    most_minutes: 50,
                    warnings: vec!["3 topics do not fit".to_owned()],
                    ..PlanWay::default()
                };
                let ways = match params["mode"].as_str() {
                    Some(mode) => vec![way(mode)],
                    None => ["rebalance", "extend", "drop"].map(way).into(),
                };
                let batch = (params["dry_run"] != true).then(uuid::Uuid::nil);
                json!(PlanCatchUpReply { ways, batch })
            }
            other => return Err(error(-32601, "unknown_method", other, &[])),
        })
    })
}

/// Runs a line; gives its exit, and what it said.
fn said(line: &[&str]) -> (u8, String) {
    let mut fake = planned(Form::Text);
    let exit = run(&mut fake, line);
    (
        exit,
        format!("{}{}", fake.stdout.text(), fake.stderr.text()),
    )
}

#[test]
fn a_plan_without_a_verb_shows_the_day_and_a_program_gets_what_the_daemon_said() {
    for line in [
        &["plan"][..],
        &["plan", "show"],
        &["plan", "--date", "2026-11-30"],
    ] {
        let (exit, text) = said(line);
        assert_eq!(exit, 0);
        assert!(
            text.contains("Day 12 of 30 · closures and decorators"),
            "{text}"
        );
    }
    let (_, text) = said(&["plan", "--all"]);
    assert!(
        text.contains("dict and hashing") && !text.contains("Day 12"),
        "{text}"
    );
    let mut fake = planned(Form::Json);
    assert_eq!(run(&mut fake, &["plan"]), 0);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["kind"], "plan");
    assert_eq!(shown["data"]["steps"][1]["kind"], "learn");
    assert_eq!(fake.asked("plan"), [json!({})]);
}

#[test]
fn without_a_plan_the_command_that_makes_one_is_told() {
    let message = "there is no study plan: loci plan new NAME --template python-30";
    for line in [
        &["plan"][..],
        &["plan", "done"],
        &["plan", "off"],
        &["plan", "catch-up"],
        &["plan", "move", "a", "friday"],
    ] {
        let mut fake = Fake::new(Form::Text, move |_, _| {
            Err(error(-32602, "invalid_params", message, &[]))
        });
        assert_eq!(run(&mut fake, line), 1, "{line:?}");
        assert!(
            fake.stderr.text().contains("loci plan new NAME"),
            "{line:?}"
        );
    }
}

#[test]
fn a_step_that_was_done_is_told_with_the_next_one_and_the_undo() {
    let mut fake = planned(Form::Text);
    assert_eq!(run(&mut fake, &["plan", "done", "--took", "12m"]), 0);
    assert_eq!(
        fake.stdout.text(),
        "done: decorators/learn, took 12 min\nnext: loci box map python/closures --edit\nundo: loci undo\n"
    );
    let mut asked = fake.asked("plan_step");
    asked[0]
        .as_object_mut()
        .unwrap()
        .remove("batch_id")
        .unwrap();
    assert_eq!(asked, [json!({"how": "done", "took_secs": 720})]);
}

#[test]
fn a_day_and_a_step_are_asked_for_as_they_are_named() {
    for (line, expected) in [
        (&["plan", "skip"][..], json!({"how": "skipped"})),
        (
            &["plan", "skip", "dicts", "code"],
            json!({"day": "dicts", "step": "code", "how": "skipped"}),
        ),
        (
            &["plan", "done", "dicts/map"],
            json!({"day": "dicts", "step": "map", "how": "done"}),
        ),
        (
            &["plan", "done", "map"],
            json!({"step": "map", "how": "done"}),
        ),
    ] {
        let mut fake = planned(Form::Json);
        assert_eq!(run(&mut fake, line), 0);
        let mut asked = fake.asked("plan_step");
        asked[0]
            .as_object_mut()
            .unwrap()
            .remove("batch_id")
            .unwrap();
        assert_eq!(asked, [expected], "{line:?}");
    }
    let (exit, text) = said(&["plan", "done", "nothing"]);
    assert_eq!(exit, 4);
    assert!(
        text.contains("no day is called") && text.contains("  names"),
        "{text}"
    );
    assert_eq!(said(&["plan", "done", "--took", "soon"]).0, 2);
}

#[test]
fn dates_are_told_as_they_were_understood() {
    let (exit, text) = said(&["plan", "move", "dicts", "2026-12-02"]);
    assert_eq!(exit, 0);
    assert!(text.contains("dicts is on Wed 2 Dec"), "{text}");
    assert!(text.contains("; the plan ends Tue 15 Dec"), "{text}");
    assert!(text.ends_with("undo: loci undo\n"), "{text}");
    let (_, text) = said(&["plan", "off", "2030-12-24..2030-12-26"]);
    assert!(
        text.starts_with("off: Tue 24 Dec 2030 to Thu 26 Dec 2030, both included"),
        "{text}"
    );
    assert_eq!(said(&["plan", "off", "2030-12-24..2030-12-26 14:00"]).0, 2);
    assert_eq!(said(&["plan", "off", "never"]).0, 2);
    let mut fake = planned(Form::Json);
    assert_eq!(run(&mut fake, &["plan", "off", "24", "dec", "2030"]), 0);
    let asked = &fake.asked("plan_off")[0];
    assert_eq!(
        (&asked["from"], &asked["until"]),
        (&json!("2030-12-24"), &json!("2030-12-24"))
    );
}

#[test]
fn where_nobody_can_be_asked_all_ways_are_shown_and_their_commands_told() {
    let (exit, text) = said(&["plan", "catch-up"]);
    assert_eq!(exit, 2);
    assert!(
        text.contains("rebalance") && text.contains("50 min"),
        "{text}"
    );
    assert!(text.contains("loci plan catch-up --mode extend"), "{text}");
    let (exit, text) = said(&["plan", "catch-up", "--dry-run"]);
    assert_eq!(exit, 0);
    assert!(!text.contains("undo"), "{text}");
}

#[test]
fn a_way_that_is_named_is_taken_and_told_with_its_undo() {
    let mut fake = planned(Form::Text);
    fake.context.input = Input::Ask;
    assert_eq!(
        run(
            &mut fake,
            &["plan", "catch-up", "--mode", "extend", "--yes"]
        ),
        0
    );
    let text = fake.stdout.text();
    assert!(
        text.starts_with("extend\n  moved: dicts to Fri 27 Nov"),
        "{text}"
    );
    assert!(text.ends_with("undo: loci undo\n"), "{text}");
    // Without a question before it nothing else tells what does not fit.
    assert!(text.contains("\n  extend: 3 topics do not fit\n"), "{text}");
    let asked = fake.asked("plan_catch_up");
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["mode"], "extend");
    // As `plan.on_missed` says: the way stands above it, with what does not fit.
    let mut fake = Fake::new(Form::Text, |_, params| {
        let way = PlanWay {
            mode: "rebalance".to_owned(),
            warnings: vec!["3 topics do not fit".to_owned()],
            ..PlanWay::default()
        };
        let batch = (params["dry_run"] != true).then(uuid::Uuid::nil);
        let ways = vec![way];
        Ok(json!(PlanCatchUpReply { ways, batch }))
    });
    assert_eq!(run(&mut fake, &["plan", "catch-up", "--yes"]), 0);
    let text = fake.stdout.text();
    assert_eq!(text.matches("3 topics do not fit").count(), 1, "{text}");
    let mut fake = planned(Form::Json);
    assert_eq!(run(&mut fake, &["plan", "catch-up", "--mode", "drop"]), 0);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["data"]["ways"][0]["mode"], "drop");
}

#[test]
fn where_nothing_was_missed_that_is_said() {
    let mut fake = Fake::new(Form::Text, |_, _| Ok(json!({"ways": []})));
    assert_eq!(run(&mut fake, &["plan", "catch-up"]), 0);
    assert_eq!(
        fake.stdout.text(),
        "there is nothing to catch up, or no date is left for it\n"
    );
}

#[test]
fn a_file_that_is_no_plan_any_more_is_told_above_the_plan_that_it_was() {
    let answers = |further: usize| {
        move |method: &str, _: &Value| {
            assert_eq!(method, "plan");
            let mut shown = plan();
            let problem = |line, message: &str| ProblemInfo {
                source: "/n/p.toml".to_owned(),
                line,
                level: "error".to_owned(),
                message: message.to_owned(),
            };
            shown.problems = vec![problem(9, "no id"); further];
            shown.problems.insert(0, problem(7, "unknown key `titel`"));
            Ok(json!(shown))
        }
    };
    for (line, further, more) in [
        (&["plan"][..], 1, "and 1 more mistake"),
        (&["plan", "--all"], 3, "and 3 more mistakes"),
    ] {
        let mut fake = Fake::new(Form::Text, answers(further));
        assert_eq!(run(&mut fake, line), 0);
        assert_eq!(
            fake.stderr.text(),
            format!(
                "/n/p.toml:7: unknown key `titel`; {more}; meanwhile the last good plan is used: \
                 loci plan check, or loci plan restore\n"
            )
        );
        assert!(!fake.stdout.text().is_empty());
    }
    let mut fake = Fake::new(Form::Json, answers(1));
    assert_eq!(run(&mut fake, &["plan"]), 0);
    assert_eq!(fake.stderr.text(), "");
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["data"]["problems"][0]["line"], 7);
}

#[test]
fn a_day_is_named_as_people_name_days_and_none_a_year_off_is_taken_by_mistake() {
    let today = Fake::down(Form::Text).context.today();
    let yesterday = today.pred_opt().unwrap();
    let typed = yesterday.format("%-d %b").to_string();
    let mut fake = planned(Form::Json);
    assert_eq!(run(&mut fake, &["plan", "--date", &typed]), 0);
    assert_eq!(fake.asked("plan")[0]["date"], yesterday.to_string());
    for verb in [
        &["plan", "off", &typed][..],
        &["plan", "move", "dicts", &typed],
    ] {
        let (exit, text) = said(verb);
        assert_eq!(exit, 2, "{text}");
        assert!(text.contains("for the next one name the year"), "{text}");
    }
    let mut fake = planned(Form::Json);
    let line = [
        "plan", "off", "24", "dec", "2030", "to", "26", "dec", "2030",
    ];
    assert_eq!(run(&mut fake, &line), 0, "{}", fake.stderr.text());
    let asked = &fake.asked("plan_off")[0];
    assert_eq!(
        (&asked["from"], &asked["until"]),
        (&json!("2030-12-24"), &json!("2030-12-26"))
    );
}

#[test]
fn days_off_that_are_over_are_for_the_daemon_to_refuse_and_what_is_ahead_is_told() {
    let message = "2026-11-20 is over: days off begin today at the earliest";
    let mut fake = Fake::new(Form::Text, move |_, _| {
        Err(error(-32602, "invalid_params", message, &[]))
    });
    let today = fake.context.today();
    let words = |date: chrono::NaiveDate| crate::cli::when::date(date, today);
    let last = today - chrono::Days::new(7);
    assert_eq!(run(&mut fake, &["plan", "off", &last.to_string()]), 2);
    assert_eq!(fake.stderr.text(), format!("loci: {message}\n"));
    assert_eq!(fake.asked("plan_off")[0]["until"], last.to_string());
    // What of a range is still ahead is taken.
    let mut fake = planned(Form::Text);
    let typed = format!("{last}..{}", today + chrono::Days::new(1));
    assert_eq!(run(&mut fake, &["plan", "off", &typed]), 0);
    assert_eq!(fake.asked("plan_off")[0]["from"], last.to_string());
    let tomorrow = words(today + chrono::Days::new(1));
    let said = fake.stdout.text();
    assert!(
        said.starts_with(&format!(
            "off: {} to {tomorrow}, both included",
            words(today)
        )),
        "{said}"
    );
}

#[test]
fn a_repetition_is_told_as_one_and_has_no_undo() {
    let said = |line: &[&str]| {
        let mut fake = Fake::new(Form::Text, |_, _| Ok(json!(plan())));
        assert_eq!(run(&mut fake, line), 0, "{}", fake.stderr.text());
        fake.stdout.text()
    };
    let text = said(&["plan", "off", "2030-12-24"]);
    assert!(
        text.starts_with("off: Tue 24 Dec 2030, it was so already; the plan ends Tue 15 Dec"),
        "{text}"
    );
    assert!(!text.contains("undo"), "{text}");
    let text = said(&["plan", "move", "dicts", "2030-12-02"]);
    assert!(
        text.starts_with("dicts is on Mon 2 Dec 2030, it was so already; "),
        "{text}"
    );
    assert!(!text.contains("undo"), "{text}");
    let text = said(&["plan", "done", "dicts", "code", "--took", "12m"]);
    assert!(
        text.starts_with("done: it was so already, and its time stays as it was\n"),
        "{text}"
    );
    assert!(!text.contains("undo") && !text.contains("12 min"), "{text}");
}

#[test]
fn what_was_left_out_and_is_done_after_all_is_named() {
    let is_told = std::sync::atomic::AtomicBool::new(false);
    let mut fake = Fake::new(Form::Text, move |method, _| {
        use std::sync::atomic::Ordering::Relaxed;
        is_told.fetch_or(method == "plan_step", Relaxed);
        let mut shown = plan();
        shown.batch = Some(uuid::Uuid::nil());
        shown.steps[4].done = is_told.load(Relaxed);
        shown.steps[4].skipped = !is_told.load(Relaxed);
        Ok(json!(shown))
    });
    assert_eq!(run(&mut fake, &["plan", "done", "palace"]), 0);
    let text = fake.stdout.text();
    assert!(text.starts_with("done: decorators/palace\n"), "{text}");
}

#[test]
fn no_step_takes_longer_than_a_day() {
    let mut fake = planned(Form::Text);
    let line = ["plan", "done", "dicts", "code", "--took", "99999h"];
    assert_eq!(run(&mut fake, &line), 2);
    assert_eq!(
        fake.stderr.text(),
        "loci: `99999h` is more than 24 h, and no step takes longer: try --took 12m\n"
    );
    assert_eq!(fake.asked("plan_step"), Vec::<Value>::new());
    let line = ["plan", "done", "dicts", "code", "--took", "24h"];
    assert_eq!(run(&mut fake, &line), 0);
}

//! The study plan of a real daemon: read, changed while it runs, broken and mended, done over the socket.

use serde_json::{Value, json};

use crate::support::{Home, Wire};

fn plan(days: &[&str]) -> String {
    let mut text =
        "schema = 1\nname = \"Small\"\nlevel = \"intermediate\"\nfocus = \"learning\"\n".to_owned();
    for day in days {
        text.push_str(&format!(
            "[[day]]\nid = \"{day}\"\ntitle = \"{day}\"\nlevel = \"intermediate\"\ncode = \"write it\"\n"
        ));
    }
    text
}

fn home() -> Home {
    let home = Home::new().with_notes();
    let config =
        "notes = [\"~/notes\"]\n[notify]\nquiet = []\n[plan]\nfile = \"~/notes/plan.toml\"\n";
    home.write(".config/loci/config.toml", config);
    home
}

/// Has the daemon read everything, so that what was written before is known after.
fn read_again(wire: &mut Wire) {
    wire.call("sync", &json!({}));
}

fn problems(wire: &mut Wire) -> Vec<Value> {
    let status = wire.call("status", &json!({}));
    let all = status["problems"].as_array().unwrap().clone();
    let of_plan = |problem: &Value| problem["source"].as_str().unwrap().ends_with("plan.toml");
    all.into_iter().filter(of_plan).collect()
}

#[test]
fn a_plan_is_told_and_done_over_the_socket_and_undone() {
    let home = home();
    home.write("notes/plan.toml", &plan(&["dict", "list"]));
    let _daemon = home.daemon();
    let mut wire = home.connect();
    let told = wire.call("plan", &json!({"all": true}));
    assert_eq!((&told["day"], &told["of"]), (&json!(1), &json!(2)));
    assert_eq!(told["days"][0]["id"], "dict");
    let done = wire.call(
        "plan_step",
        &json!({"day": "di", "step": "code", "how": "done", "took_secs": 300}),
    );
    let code = |plan: &Value| {
        let steps = plan["steps"].as_array().unwrap().clone();
        let code = steps.into_iter().find(|step| step["id"] == "dict/code");
        code.unwrap()["done"].clone()
    };
    assert_eq!(code(&done), true);
    assert_eq!(done["week"]["code_secs"], 300);
    assert_eq!(wire.call("status", &json!({}))["plan_day"], 1);
    wire.call("undo", &json!({"id": done["batch"]}));
    assert_eq!(code(&wire.call("plan", &json!({}))), false);
}

#[test]
fn a_plan_that_changes_is_taken_and_a_broken_one_leaves_the_last_good_one_and_names_its_line() {
    let home = home();
    let _daemon = home.daemon();
    let mut wire = home.connect();
    let missing = problems(&mut wire);
    assert!(
        missing[0]["message"]
            .as_str()
            .unwrap()
            .contains("loci plan new"),
        "{missing:?}"
    );
    home.write("notes/plan.toml", &plan(&["dict"]));
    read_again(&mut wire);
    assert_eq!(wire.call("plan", &json!({}))["of"], 1);
    wire.call("plan_step", &json!({"step": "code", "how": "done"}));
    home.write(
        "notes/plan.toml",
        &format!("{}titel = 3\n", plan(&["list", "dict"])),
    );
    read_again(&mut wire);
    assert_eq!(wire.call("plan", &json!({}))["of"], 1, "the last good one");
    let broken = problems(&mut wire);
    assert_eq!((broken.len(), &broken[0]["line"]), (1, &json!(15)));
    home.write("notes/plan.toml", &plan(&["list", "dict"]));
    read_again(&mut wire);
    let told = wire.call("plan", &json!({"all": true}));
    assert_eq!(
        (&told["of"], told["days"][1]["done"].as_u64()),
        (&json!(2), Some(1))
    );
    assert!(problems(&mut wire).is_empty());
}

#[test]
fn a_plan_whose_file_is_broken_or_gone_stands_as_it_was_last_after_a_restart_too() {
    let home = home();
    home.write("notes/plan.toml", &plan(&["dict"]));
    let daemon = home.daemon();
    let step = json!({"step": "code", "how": "done"});
    home.connect().call("plan_step", &step);
    drop(daemon);
    let half_saved = format!("{}[[day]]\nid = \"li", plan(&["list", "dict"]));
    home.write("notes/plan.toml", &half_saved);
    let mut daemon = home.daemon();
    let mut wire = home.connect();
    let told = wire.call("plan", &json!({"all": true}));
    assert_eq!(
        (&told["of"], &told["days"][0]["done"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(told["problems"][0]["line"], 16);
    let message = problems(&mut wire)[0]["message"].clone();
    let meanwhile = "; meanwhile the last good plan is used, and loci plan restore writes it back";
    assert!(message.as_str().unwrap().ends_with(meanwhile), "{message}");
    let shown = home.loci(&["plan"]).ok().stderr;
    let said = "meanwhile the last good plan is used: loci plan check";
    assert!(
        shown.contains("notes/plan.toml:16: ") && shown.replace('\n', " ").contains(said),
        "{shown}"
    );
    // The file is taken away, as by a hand that slipped; that does not end a plan.
    std::fs::remove_file(home.path("notes/plan.toml")).unwrap();
    for _ in 0..2 {
        read_again(&mut wire);
        assert_eq!(wire.call("plan", &json!({}))["of"], 1);
        let message = problems(&mut wire)[0]["message"].clone();
        let told = "the file of the plan is gone: write it back (loci plan restore), or end the plan (loci config set plan.file \"\"); \
                    meanwhile the last good plan is used";
        assert_eq!(message, told);
        drop(daemon);
        daemon = home.daemon();
        wire = home.connect();
    }
    let read = |name: &str| std::fs::read_to_string(home.path("notes").join(name)).unwrap();
    let restored = home.loci(&["plan", "restore"]).ok().stdout;
    assert!(restored.contains("undo: rm "), "{restored}");
    assert_eq!(read("plan.toml"), plan(&["dict"]));
    home.write("notes/plan.toml", &half_saved);
    let restored = home.loci(&["plan", "restore"]).ok().stdout;
    assert!(
        restored.contains("plan.toml.before-restore\n"),
        "{restored}"
    );
    assert_eq!(read("plan.toml"), plan(&["dict"]));
    assert_eq!(read("plan.toml.before-restore"), half_saved);
    read_again(&mut wire);
    assert!(problems(&mut wire).is_empty());
    // What was ended is kept no longer.
    home.loci(&["config", "set", "plan.file", ""]).ok();
    read_again(&mut wire);
    assert!(problems(&mut wire).is_empty());
    home.write("notes/plan.toml", &half_saved);
    home.loci(&["config", "set", "plan.file", "~/notes/plan.toml"])
        .ok();
    read_again(&mut wire);
    let ended = home.loci(&["plan"]);
    assert_eq!(ended.code, 65, "{}", ended.stderr);
    drop(daemon);
}

#[test]
fn another_plan_that_the_config_is_told_or_that_is_made_is_that_of_the_next_command() {
    let home = home();
    home.write("notes/plan.toml", &plan(&["dict"]));
    home.write("notes/other.toml", &plan(&["dict", "list"]));
    let _daemon = home.daemon();
    let mut wire = home.connect();
    let mut days = || wire.call("plan", &json!({}))["of"].clone();
    assert_eq!(days(), 1);
    for (file, of) in [("other", 2), ("plan", 1), ("other", 2)] {
        let file = format!("~/notes/{file}.toml");
        home.loci(&["config", "set", "plan.file", &file]).ok();
        assert_eq!(days(), of);
    }
    home.loci(&["plan", "new", "Python"]).ok();
    assert_eq!(days(), 30);
}

#[test]
fn a_plan_that_was_saved_a_moment_ago_is_that_of_the_next_command() {
    let home = home();
    home.write("notes/plan.toml", &plan(&["dict"]));
    let _daemon = home.daemon();
    let of = || {
        let told = home.loci(&["plan", "--json"]).ok().stdout;
        let told: Value = serde_json::from_str(&told).unwrap();
        told["data"]["of"].clone()
    };
    for days in [&["dict", "list"][..], &["list"], &["list", "set", "dict"]] {
        home.write("notes/plan.toml", &plan(days));
        assert_eq!(of(), days.len());
    }
    home.write("notes/plan.toml", &plan(&["heap"]));
    home.loci(&["plan", "done", "heap", "code"]).ok();
}

#[test]
fn without_a_plan_every_verb_of_it_names_what_makes_one() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    for line in [
        &["plan"][..],
        &["plan", "done"],
        &["plan", "move", "a", "friday"],
        &["plan", "off"],
        &["plan", "restore"],
        &["plan", "catch-up", "--dry-run"],
        &["plan", "export"],
        &["export", "ics", "-o", "plan.ics"],
        &["code"],
    ] {
        let ran = home.loci(line);
        assert_eq!(ran.code, 1, "{line:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("loci plan new NAME"),
            "{line:?}: {}",
            ran.stderr
        );
    }
}

#[test]
fn a_program_that_starts_is_told_the_plan_in_one_object() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let line = ["start", "--yes", "--interview", "2090-12-16", "--json"];
    let ran = home.loci(&line);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    let data = &said["data"];
    assert_eq!(said["kind"], "start");
    assert_eq!(
        (&data["plan"]["day"], &data["plan"]["of"]),
        (&json!(1), &json!(30))
    );
    assert_eq!(data["plan_new"]["chosen"], 30);
    let demo: Value = serde_json::from_str(&home.loci(&["start", "--json"]).stdout).unwrap();
    assert!(demo["data"].get("plan").is_none(), "{demo}");
}

#[test]
fn an_interview_makes_a_plan_once_and_names_it_in_the_config() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let line = [
        "start",
        "--yes",
        "--interview",
        "2090-12-16",
        "--level",
        "advanced",
    ];
    let first = home.loci(&line);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(first.stdout.contains("python.toml"), "{}", first.stdout);
    // What is due now is a part of the plan's today, and not told beside it.
    let told = |what: &str| first.stdout.matches(what).count();
    assert_eq!(
        (
            told("next: "),
            told("Day 1 of 30"),
            told("prompt"),
            told("\nconfig ")
        ),
        (1, 1, 0, 1),
        "{}",
        first.stdout
    );
    let today = home.loci(&["plan"]).ok().stdout;
    assert!(first.stdout.ends_with(&today), "{}", first.stdout);
    let check = home.loci(&["plan", "check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(
        check.stdout.contains("at advanced, interview"),
        "{}",
        check.stdout
    );
    let again = home.loci(&line);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(
        again
            .stderr
            .contains("there is a plan already, and it stays"),
        "{}",
        again.stderr
    );
    assert!(again.stdout.ends_with(&today), "{}", again.stdout);
    assert_eq!(home.loci(&["start", "--interview", "2020-01-01"]).code, 2);
}

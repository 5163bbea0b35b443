//! Recalls from elsewhere, and recalls that are taken up again, against a fake daemon. What needs an editor is
//! tried with the real binaries.

use serde_json::{Value, json};

use super::*;
use crate::cli::fake::{Fake, error};
use crate::ipc::spool::Spool;

fn verdict(path: &str, verdict: &str, rating: Option<u8>) -> Value {
    json!({"path": path, "label": path, "verdict": verdict, "rating": rating, "reason": ""})
}

fn graded() -> Value {
    json!({
        "verdicts": [
            verdict("dict/why", "exact", Some(3)),
            verdict("dict/use", "missing", Some(1)),
            verdict("dict/limits", "unreached", None)
        ],
        "extra": ["spam"]
    })
}

fn answer(method: &str, params: &Value) -> Result<Value, Value> {
    let item =
        |kind: &str, path: &str| json!({"kind": kind, "path": path, "label": path, "level": 0});
    Ok(match method {
        "hello" => json!({"version": "1", "protocol": 1, "pid": 1, "data_dir": "/d",
            "config": "/c", "demo": false}),
        "tree" if params["scope"] == "house" => json!([item("palace", "house")]),
        "tree" => json!([
            item("map", "dict"),
            item("branch", "dict/why"),
            item("branch", "dict/use"),
            item("branch", "dict/limits")
        ]),
        "grade" => graded(),
        "due" => json!({"as_of": "2026-11-22T14:30:00+00:00", "minutes": 4, "count": 0,
            "prompts": [], "waiting": {"count": 0, "minutes": 0}}),
        "log" => {
            let review = |rating: &Value| {
                json!({"id": uuid::Uuid::nil(), "locus": uuid::Uuid::nil(),
                    "path": rating["locus"], "label": rating["locus"], "rating": rating["rating"],
                    "at": "2026-11-22T14:30:00+00:00", "stability": 3.0, "difficulty": 5.0,
                    "interval_days": 3, "due": "2026-11-25"})
            };
            let ratings = params["ratings"].as_array().cloned().unwrap_or_default();
            json!({"reviews": ratings.iter().map(review).collect::<Vec<_>>(), "spooled": false,
                "batch": params["batch_id"]})
        }
        other => panic!("{other}"),
    })
}

/// The arguments for a recall of `dict` from a file with this text.
fn from(fake: &Fake, text: &str) -> Recall {
    let home = fake.context.paths.home.clone().unwrap();
    let file = home.join("said.txt");
    std::fs::write(&file, text).unwrap();
    Recall {
        map: Some("dict".to_owned()),
        from: Some(file.to_str().unwrap().to_owned()),
        ..Recall::default()
    }
}

fn resumed() -> Recall {
    Recall {
        resume: true,
        ..Recall::default()
    }
}

fn desk(fake: &Fake) -> Desk {
    Desk::new(&fake.context.paths.state_dir)
}

#[test]
fn what_was_recalled_elsewhere_is_logged_as_one_batch_and_told_with_its_undo() {
    let mut fake = Fake::new(Form::Text, answer);
    let args = from(&fake, "dict\n  why\n  spam\n");
    assert_eq!(run(&mut fake.context, &args).unwrap(), Exit::Done);
    let asked = &fake.asked("grade")[0];
    assert_eq!(asked["scope"], "dict");
    let page = asked["path"].as_str().unwrap();
    assert_eq!(
        std::fs::read_to_string(page).unwrap(),
        "dict\n  why\n  spam\n"
    );
    let log = &fake.asked("log")[0];
    assert_eq!(
        log["ratings"],
        json!([{"locus": "dict/why", "rating": 3}, {"locus": "dict/use", "rating": 1}])
    );
    assert_eq!(
        (&log["source"], &log["at_kind"]),
        (&json!("recall"), &json!("live"))
    );
    let text = fake.stdout.text();
    let ends = "undo: loci undo\n\n2 of 3 branches rated\nrecall 50 %: 1 of 2\ntomorrow nothing\n";
    assert!(
        text.starts_with(
            "logged: 1 good (50 %), 1 again (50 %)\nmissed: use\nnot in the notes: spam\n"
        ) && text.ends_with(ends),
        "{text}"
    );
    assert_eq!(desk(&fake).unfinished().unwrap(), []);
}

#[test]
fn a_dry_run_tells_the_verdicts_as_the_daemon_gave_them_and_leaves_nothing() {
    let mut fake = Fake::new(Form::Json, answer);
    let args = Recall {
        dry_run: true,
        stopped: true,
        ..from(&fake, "why\n")
    };
    run(&mut fake.context, &args).unwrap();
    let told: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(
        told,
        json!({"schema": 1, "kind": "recall", "data": graded()})
    );
    assert_eq!(fake.asked("grade")[0]["stopped"], true);
    assert!(fake.asked("log").is_empty());
    let left = std::fs::read_dir(fake.context.paths.state_dir.join("recall"));
    assert_eq!(left.unwrap().count(), 0);
}

#[test]
fn under_json_the_verdicts_come_with_the_batch_and_its_reviews() {
    let mut fake = Fake::new(Form::Json, answer);
    let args = from(&fake, "why\n");
    run(&mut fake.context, &args).unwrap();
    let told: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    let data = &told["data"];
    assert_eq!(data["verdicts"], graded()["verdicts"]);
    assert_eq!(data["batch"], fake.asked("log")[0]["batch_id"]);
    assert_eq!(data["reviews"].as_array().unwrap().len(), 2);
    assert_eq!(data["spooled"], false);
}

#[test]
fn with_due_the_list_speaks_only_of_what_is_asked() {
    let mut fake = Fake::new(Form::Text, |method, params| match method {
        "due" if params["scope"] == "dict" => {
            let mut due = answer(method, params).unwrap();
            due["count"] = json!(2);
            Ok(due)
        }
        _ => answer(method, params),
    });
    let args = Recall {
        due: true,
        ..from(&fake, "why\n")
    };
    run(&mut fake.context, &args).unwrap();
    assert_eq!(fake.asked("grade")[0]["due"], true);
    let text = fake.stdout.text();
    assert!(text.contains("2 of 2 branches rated\n"), "{text}");
}

#[test]
fn where_nothing_is_due_there_is_nothing_to_recall() {
    let mut fake = Fake::new(Form::Text, answer);
    let args = Recall {
        due: true,
        ..from(&fake, "why\n")
    };
    assert_eq!(run(&mut fake.context, &args).unwrap(), Exit::NothingDue);
    assert!(fake.asked("grade").is_empty());
}

#[test]
fn a_palace_is_walked() {
    let mut fake = Fake::new(Form::Text, answer);
    let args = Recall {
        map: Some("house".to_owned()),
        ..Recall::default()
    };
    let trouble = run(&mut fake.context, &args).unwrap_err();
    assert!(trouble.to_string().contains("loci walk house"), "{trouble}");
    assert_eq!(trouble.exit(), Exit::Usage);
}

#[test]
fn an_empty_page_logs_nothing() {
    let mut fake = Fake::new(Form::Text, answer);
    let args = from(&fake, "# nothing\n\ndict\n");
    assert_eq!(run(&mut fake.context, &args).unwrap(), Exit::Done);
    assert!(fake.asked("grade").is_empty());
    let text = fake.stdout.text();
    assert!(text.starts_with("nothing is logged: "), "{text}");
    assert!(text.contains("loci again dict"), "{text}");
}

#[test]
fn a_page_that_cannot_be_graded_is_kept_and_graded_later_under_the_same_batch() {
    let mut fake = Fake::new(Form::Text, |method, params| match method {
        "grade" if params["stopped"] == true => Err(error(-32008, "busy", "not now", &[])),
        _ => answer(method, params),
    });
    let args = Recall {
        stopped: true,
        ..from(&fake, "why\n")
    };
    run(&mut fake.context, &args).unwrap_err();
    assert!(fake.stderr.text().contains("go on: loci recall --resume"));
    let (base, kept) = desk(&fake).unfinished().unwrap().remove(0);
    let batch = kept.batch;
    let mut sheet = desk(&fake).take(base, kept).unwrap();
    let Step::Written(mut written) = sheet.kept.step.clone() else {
        panic!("{:?}", sheet.kept.step);
    };
    written.stopped = false;
    sheet.go_on(Step::Written(written.clone())).unwrap();
    drop(sheet);
    assert_eq!(run(&mut fake.context, &resumed()).unwrap(), Exit::Done);
    let log = &fake.asked("log")[0];
    assert_eq!(log["batch_id"], json!(batch));
    assert_eq!(log["at"], json!(written.at), "the time of the recall");
    let told = fake.stderr.text();
    assert!(told.contains("its ratings are not logged yet"), "{told}");
    let none = run(&mut fake.context, &resumed()).unwrap_err();
    assert!(none.to_string().contains("no recall was cut short"));
}

#[test]
fn another_daemons_recall_is_not_taken_up() {
    let mut fake = Fake::new(Form::Text, answer);
    let target = target::find(&mut fake.context, "dict").unwrap();
    let step = Step::Paused {
        left_secs: 9,
        used_secs: 0,
    };
    let mut kept = kept(&fake.context, &target, &Recall::default(), step).unwrap();
    kept.owner = "/demo".to_owned();
    desk(&fake)
        .begin(kept, "why\n", fake.context.now().at)
        .unwrap();
    assert!(run(&mut fake.context, &resumed()).is_err());
    assert_eq!(desk(&fake).unfinished().unwrap().len(), 1);
}

#[test]
fn a_page_whose_time_was_over_is_graded_as_stopped() {
    let mut fake = Fake::new(Form::Text, |method, params| match method {
        "watch" => Ok(json!({"ok": true})),
        "box" => Ok(Value::Null),
        _ => answer(method, params),
    });
    let target = target::find(&mut fake.context, "dict").unwrap();
    let step = Step::Writing {
        running: uuid::Uuid::nil(),
        ends_at: "2026-11-22T14:40:00+00:00".to_owned(),
        before_secs: 30,
        limit_secs: 600,
    };
    let kept = kept(&fake.context, &target, &Recall::default(), step).unwrap();
    desk(&fake)
        .begin(kept, "why\n", fake.context.now().at)
        .unwrap();
    assert_eq!(run(&mut fake.context, &resumed()).unwrap(), Exit::Done);
    assert_eq!(fake.asked("grade")[0]["stopped"], true);
    let log = &fake.asked("log")[0];
    assert_eq!(log["at"], "2026-11-22T14:40:00+00:00");
    assert_eq!(log["took_secs"], 630);
}

#[test]
fn many_ratings_travel_in_a_file_of_their_own() {
    let many = |method: &str, params: &Value| match method {
        "grade" => {
            let path = |n: u32| format!("dict/{n:0>60}");
            let verdicts: Vec<Value> = (0..900)
                .map(|n| verdict(&path(n), "exact", Some(3)))
                .collect();
            Ok(json!({"verdicts": verdicts, "extra": []}))
        }
        _ => answer(method, params),
    };
    let mut fake = Fake::new(Form::Text, many);
    let args = from(&fake, "why\n");
    run(&mut fake.context, &args).unwrap();
    let log = &fake.asked("log")[0];
    assert_eq!(log.get("ratings"), None);
    let file = std::fs::read_to_string(log["ratings_path"].as_str().unwrap()).unwrap();
    assert_eq!(file.lines().count(), 900);
    let first: Value = serde_json::from_str(file.lines().next().unwrap()).unwrap();
    assert_eq!(first["rating"], 3);
}

#[test]
fn a_log_that_nobody_answers_waits_in_the_spool_once() {
    let mut fake = Fake::new(Form::Text, |method, params| match method {
        // What no client understands is as good as no answer.
        "log" => Ok(json!("?")),
        _ => answer(method, params),
    });
    let args = from(&fake, "why\n");
    assert_eq!(run(&mut fake.context, &args).unwrap(), Exit::Done);
    let (pending, _) = Spool::new(fake.context.paths.spool()).pending();
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].log.ratings.len(), 2);
    let told = fake.stderr.text();
    assert!(told.starts_with("kept: 2 ratings "), "{told}");
    assert!(told.contains("undo: loci spool drop "), "{told}");
    assert_eq!(
        desk(&fake).unfinished().unwrap(),
        [],
        "it is the spool's now"
    );
}

#[test]
fn nothing_of_a_reply_or_a_page_commands_the_terminal() {
    const HOSTILE: &str = "a\x1b[2J\u{202e}\nINJECTED";
    for dry_run in [true, false] {
        let mut fake = Fake::new(Form::Text, |method, params| match method {
            "grade" => {
                let mut graded = graded();
                graded["extra"] = json!([HOSTILE]);
                for verdict in graded["verdicts"].as_array_mut().unwrap() {
                    verdict["path"] = json!(HOSTILE);
                    verdict["reason"] = json!(HOSTILE);
                }
                Ok(graded)
            }
            "tree" => {
                let mut tree = answer(method, params).unwrap();
                tree[0]["label"] = json!(HOSTILE);
                tree[0]["path"] = json!(HOSTILE);
                Ok(tree)
            }
            _ => answer(method, params),
        });
        for text in ["why\n", "\n"] {
            let args = Recall {
                dry_run,
                ..from(&fake, text)
            };
            run(&mut fake.context, &args).unwrap();
        }
        let told = fake.stdout.text() + &fake.stderr.text();
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!told.contains(obeyed), "{told:?}");
        assert!(
            !told.lines().any(|line| line.starts_with("INJECTED")),
            "{told:?}"
        );
    }
}

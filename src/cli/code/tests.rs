//! Which task is coded, and what is told where there is no terminal for an editor.

use serde_json::{Value, json};

use super::*;
use crate::cli::fake::Fake;
use crate::cli::plan::page::tests::plan;
use crate::ipc::protocol::PlanDayInfo;

fn code(id: &str) -> PlanStepInfo {
    PlanStepInfo {
        id: format!("{id}/code"),
        kind: "code".to_owned(),
        title: "a hash map\nwith chaining".to_owned(),
        minutes: 12,
        check: vec!["python3".to_owned(), "{file}".to_owned()],
        ..PlanStepInfo::default()
    }
}

fn several() -> PlanReply {
    let day = |id: &str, steps| PlanDayInfo {
        id: id.to_owned(),
        steps,
        ..PlanDayInfo::default()
    };
    PlanReply {
        days: vec![
            day("dict", vec![code("dict")]),
            day("dict-views", vec![code("dict-views")]),
            day("sets", vec![code("sets")]),
            day("rest", Vec::new()),
        ],
        ..plan()
    }
}

#[test]
fn a_day_is_named_by_its_id_or_a_beginning_that_only_it_has() {
    let plan = several();
    let found = |day: Option<&str>| task(&plan, day).map(|step| step.id.clone());
    assert_eq!(found(None).unwrap(), "decorators/code");
    assert_eq!(found(Some("dict")).unwrap(), "dict/code");
    assert_eq!(found(Some("s")).unwrap(), "sets/code");
    assert_eq!(found(Some("dict-")).unwrap(), "dict-views/code");
    let trouble = found(Some("d")).unwrap_err();
    assert_eq!(trouble.exit().code(), 4);
    assert_eq!(trouble.candidates(), ["decorators", "dict-views", "dict"]);
    assert_eq!(found(Some("x")).unwrap_err().exit().code(), 4);
    assert_eq!(found(Some("rest")).unwrap_err().exit().code(), 1);
}

#[test]
fn without_a_terminal_the_task_and_its_place_are_told_and_nothing_is_written() {
    let mut fake = Fake::new(Form::Text, |_, _| Ok(json!(several())));
    let args = Code {
        day: Some("dict".to_owned()),
        resume: false,
    };
    assert_eq!(run(&mut fake.context, &args).unwrap(), Exit::Done);
    assert_eq!(
        fake.stdout.text(),
        "dict · 12 min\n  a hash map\n  with chaining\n~/state/code/dict.py\n"
    );
    assert!(!fake.context.paths.state_dir.join("code").exists());
    let resume = Code {
        resume: true,
        ..args
    };
    assert_eq!(
        run(&mut fake.context, &resume).unwrap_err().exit(),
        Exit::Failed
    );
    let mut fake = Fake::new(Form::Json, |_, _| Ok(json!(several())));
    assert_eq!(
        run(&mut fake.context, &Code::default()).unwrap(),
        Exit::Done
    );
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["data"]["day"], "decorators");
    assert_eq!(shown["data"]["check"], json!([]));
}

#[test]
fn code_that_passes_its_check_is_logged_and_other_code_is_kept() {
    let written = Some(uuid::Uuid::from_u128(7));
    let asked = |check: &str, batch: Option<uuid::Uuid>| {
        let mut fake = Fake::new(Form::Text, move |_, _| {
            Ok(json!(PlanReply { batch, ..plan() }))
        });
        let path = fake.context.paths.home.clone().unwrap().join("x.py");
        std::fs::write(&path, "x").unwrap();
        let step = PlanStepInfo {
            check: vec![check.to_owned()],
            ..code("dict")
        };
        let exit = settle(&mut fake.context, &step, "dict", &path, 90).unwrap();
        let mut asked = fake.asked("plan_step");
        for params in &mut asked {
            params.as_object_mut().unwrap().remove("batch_id").unwrap();
        }
        (exit, asked, fake.stdout.text() + &fake.stderr.text())
    };
    let (exit, logged, said) = asked("true", written);
    assert_eq!(exit, Exit::Done);
    let expected = json!({"day": "dict", "step": "code", "how": "done", "took_secs": 90});
    assert_eq!(logged, [expected]);
    assert!(
        said.starts_with("done: dict/code, took 1 min 30 s\n"),
        "{said}"
    );
    assert!(said.contains("undo: loci undo\n"), "{said}");
    // What was done before wrote nothing, so there is nothing of it to take back.
    let (_, _, said) = asked("true", None);
    assert!(
        said.starts_with("done: dict/code, as it was already"),
        "{said}"
    );
    assert!(!said.contains("undo"), "{said}");
    let (exit, logged, said) = asked("false", written);
    assert_eq!(exit, Exit::Failed);
    // Its time counts.
    let expected = json!({"day": "dict", "step": "code", "how": "part", "took_secs": 90});
    assert_eq!(logged, [expected]);
    assert!(said.contains("the check ended with 1\n"), "{said}");
    let counted = "not done yet, 1 min 30 s are counted (undo: loci undo); the file is kept\n";
    assert!(said.contains(counted), "{said}");
    assert!(said.contains("go on: loci code dict --resume\n"), "{said}");
}

#[test]
fn code_that_cannot_be_logged_is_told_with_the_command_that_logs_it_and_its_time() {
    let said = |took_secs: u32| {
        let mut fake = Fake::down(Form::Text);
        let path = fake.context.paths.home.clone().unwrap().join("x.py");
        std::fs::write(&path, "x").unwrap();
        let step = PlanStepInfo {
            check: vec!["true".to_owned()],
            ..code("dict")
        };
        let trouble = settle(&mut fake.context, &step, "dict", &path, took_secs).unwrap_err();
        assert_eq!(trouble.exit().code(), 69);
        let said = fake.stderr.text();
        said.lines().last().unwrap().to_owned()
    };
    assert_eq!(
        said(3723),
        "log it later: loci plan done dict code --took 1h2m3s"
    );
    assert_eq!(
        said(720),
        "log it later: loci plan done dict code --took 12m"
    );
    assert_eq!(said(86_401), "log it later: loci plan done dict code");
    for secs in [1, 59, 60, 3600, 3723, 86_400] {
        assert_eq!(crate::cli::when::duration(&typed(secs)).unwrap().0, secs);
    }
}

#[test]
fn an_editor_that_was_open_over_a_day_measured_nothing() {
    let mut fake = Fake::new(Form::Text, |_, _| Ok(json!(plan())));
    let path = fake.context.paths.home.clone().unwrap().join("x.py");
    std::fs::write(&path, "x").unwrap();
    let step = PlanStepInfo {
        check: vec!["true".to_owned()],
        ..code("dict")
    };
    settle(&mut fake.context, &step, "dict", &path, 86_401).unwrap();
    assert!(fake.asked("plan_step")[0].get("took_secs").is_none());
    assert!(fake.stdout.text().starts_with("done: dict/code\n"));
}

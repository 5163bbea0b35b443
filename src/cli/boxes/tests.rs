//! Boxes against a fake daemon: how each end is told.

use serde_json::{Value, json};

use super::*;
use crate::cli::fake::{Fake, error};

fn running(left_ms: u64) -> BoxReply {
    BoxReply {
        id: uuid::Uuid::from_u128(7),
        kind: "map".to_owned(),
        topic: "dict".to_owned(),
        state: "running".to_owned(),
        started_at: "2026-11-22T14:30:00+00:00".to_owned(),
        limit_secs: 600,
        left_secs: u32::try_from(left_ms.div_ceil(1000)).unwrap(),
        left_ms,
        note: None,
        hint: None,
    }
}

fn in_state(state: &str) -> Value {
    let mut told = serde_json::to_value(running(0)).unwrap();
    told["state"] = json!(state);
    told
}

/// A daemon that starts a box with so much left, and tells these events.
fn daemon(form: Form, left_ms: u64, events: Vec<Value>) -> Fake {
    let fake = Fake::new(form, move |method, _| match method {
        "watch" => Ok(json!({"ok": true})),
        "box_start" => Ok(serde_json::to_value(running(left_ms)).unwrap()),
        "box_end" => Ok(in_state("finished")),
        other => panic!("{other}"),
    });
    *fake.told.lock().unwrap() = events;
    fake
}

fn start(wait: bool, command: &[&str]) -> Boxed {
    Boxed {
        verb: Some(BoxVerb::Map(BoxStartArgs {
            topic: vec!["the".to_owned(), "dict".to_owned()],
            limit: Some("10m".to_owned()),
            edit: false,
            wait,
            command: command.iter().map(Into::into).collect(),
        })),
        wait: false,
    }
}

const LONG: u64 = 600_000;

#[test]
fn a_box_is_told_with_what_is_left() {
    assert_eq!(
        state(&running(250_000)),
        "map \"dict\": 4:10 left of 10:00\n"
    );
    let plain = anstream::adapter::strip_str(&started(&running(250_000))).to_string();
    assert_eq!(
        plain,
        "map \"dict\": 4:10, then STOP\ndone early: loci box done\n"
    );
    let ended = BoxReply {
        note: Some("collisions".to_owned()),
        ..over(&running(0))
    };
    assert_eq!(state(&ended), "map \"dict\": stopped\nparked: collisions\n");
}

#[test]
fn without_waiting_the_start_is_all() {
    let mut fake = daemon(Form::Text, LONG, Vec::new());
    assert_eq!(
        run(&mut fake.context, &start(false, &[])).unwrap(),
        Exit::Done
    );
    let asked = &fake.asked("box_start")[0];
    assert_eq!(asked["topic"], "the dict");
    assert_eq!(asked["limit_secs"], 600);
    assert!(fake.asked("watch").is_empty());
}

#[test]
fn stop_comes_by_the_own_deadline_when_the_daemon_is_gone() {
    let mut fake = daemon(Form::Text, 20, Vec::new());
    assert_eq!(
        run(&mut fake.context, &start(true, &[])).unwrap(),
        Exit::Stopped
    );
    let text = fake.stdout.text();
    assert!(
        text.contains("STOP: 10:00 is up; what is on the page is the map\n"),
        "{text}"
    );
    assert!(fake.stderr.text().contains('\x07'));
}

#[test]
fn stop_comes_from_the_daemon_too_and_is_one_object_under_json() {
    let stop = json!({"event": "stop", "box": in_state("stopped")});
    let mut fake = daemon(Form::Json, LONG, vec![stop]);
    assert_eq!(
        run(&mut fake.context, &start(true, &[])).unwrap(),
        Exit::Stopped
    );
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["kind"], "box");
    assert_eq!(shown["data"]["state"], "stopped");
    let told = fake.stderr.text();
    assert!(
        told.starts_with('\x07') && told.contains("STOP: "),
        "{told}"
    );
}

#[test]
fn under_json_a_command_writes_beside_the_one_object() {
    let mut fake = daemon(Form::Json, LONG, Vec::new());
    let exit = run(&mut fake.context, &start(false, &["sh", "-c", "exit 7"])).unwrap();
    assert_eq!(exit.code(), 7);
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["data"]["state"], "finished");
}

#[test]
fn done_from_elsewhere_ends_the_wait_well_and_other_boxes_do_not() {
    let mut other = in_state("stopped");
    other["id"] = json!(uuid::Uuid::nil());
    let events = vec![
        json!({"event": "stop", "box": other}),
        json!({"event": "enough", "box": in_state("running")}),
        json!({"event": "box_ended", "box": in_state("finished")}),
    ];
    let mut fake = daemon(Form::Text, LONG, events);
    assert_eq!(
        run(&mut fake.context, &start(true, &[])).unwrap(),
        Exit::Done
    );
    assert!(fake.stderr.text().contains("enough?"));
    assert!(fake.stdout.text().ends_with("map \"dict\": finished\n"));
}

#[test]
fn a_command_that_ends_in_time_finishes_the_box_with_its_own_status() {
    let mut fake = daemon(Form::Text, LONG, Vec::new());
    let exit = run(&mut fake.context, &start(false, &["sh", "-c", "exit 7"])).unwrap();
    assert_eq!(exit.code(), 7);
    assert_eq!(fake.asked("box_end")[0]["how"], "done");
    assert_eq!(fake.stdout.text(), "");
}

#[test]
fn a_command_is_left_running_at_stop() {
    let mut fake = daemon(Form::Text, 20, Vec::new());
    let exit = run(&mut fake.context, &start(false, &["sleep", "5"])).unwrap();
    assert_eq!(exit, Exit::Stopped);
    assert!(fake.asked("box_end").is_empty());
    assert!(fake.stderr.text().contains("STOP: 10:00 is up"));
}

#[test]
fn a_command_that_cannot_run_cancels_the_box() {
    let mut fake = daemon(Form::Text, LONG, Vec::new());
    let trouble = run(&mut fake.context, &start(false, &["no-such-program"])).unwrap_err();
    assert_eq!(trouble.exit(), Exit::Failed);
    assert_eq!(fake.asked("box_end")[0]["how"], "cancel");
}

#[test]
fn a_refused_box_is_exit_5() {
    let mut fake = Fake::new(Form::Text, |_, _| {
        Err(error(-32004, "box_refused", "it was stopped today", &[]))
    });
    let trouble = run(&mut fake.context, &start(false, &[])).unwrap_err();
    assert_eq!(trouble.exit(), Exit::BoxRefused);
}

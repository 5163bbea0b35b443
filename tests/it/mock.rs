//! Mock interviews with the real binaries: on a real terminal, with STOP, in a pipe, and when the daemon is killed in
//! the middle.

use std::fs::File;
use std::process::Child;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::screen::{Screen, tell};
use crate::support::{Home, Ran, ran};

/// The bundled notes, with a palace and a map that were learnt.
fn learnt() -> Home {
    Home::new().with_notes()
}

fn learn(home: &Home) {
    home.loci(&["good", "your house"]).ok();
    home.loci(&["good", "dict/"]).ok();
}

fn code(mut child: Child) -> i32 {
    child.wait().unwrap().code().unwrap_or(-1)
}

/// The rating and source of each review of a locus.
fn history(home: &Home, path: &str) -> Vec<(u64, String)> {
    let shown = home.loci(&["show", path, "--history", "--json"]).ok();
    let history = shown.data("show")["history"].clone();
    let told = |it: &Value| {
        let source = it["source"].as_str().unwrap().to_owned();
        (it["rating"].as_u64().unwrap(), source)
    };
    history.as_array().unwrap().iter().map(told).collect()
}

fn piped(home: &Home, args: &[&str], keys: &str) -> Ran {
    let file = home.path("keys");
    std::fs::write(&file, keys).unwrap();
    let mut command = home.loci_command(args);
    ran(command.stdin(File::open(file).unwrap()))
}

const ONE: [&str; 5] = ["mock", "--scope", "your house", "--questions", "1"];

#[test]
fn a_question_is_answered_ticked_and_marked_on_a_terminal() {
    let home = learnt();
    let _daemon = home.daemon();
    learn(&home);
    let mut screen = Screen::new(80, 24, &["$ before"]);
    let child = screen.start(&mut home.loci_command(&ONE));
    let shown = screen.until("Explain, aloud: the Python memory model");
    assert!(
        shown.contains("Walk in: Your House · 5 rooms, in order"),
        "{shown}"
    );
    assert!(!shown.contains("Kitchen"), "{shown}");
    // The clocks go down by themselves.
    screen.until("0:14");
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(
        (&status["box"]["kind"], &status["silent"]["why"]),
        (&json!("mock"), &json!("mock"))
    );
    let refused = home.loci(&["box", "map", "x"]);
    assert_eq!(refused.code, 5, "{refused:?}");
    screen.press(" ");
    screen.until("· speak");
    screen.press(" ");
    let shown = screen.until("Go deeper, aloud");
    assert!(!shown.contains("Kitchen"), "{shown}");
    screen.press(" ");
    screen.until(">[>] Gate: Variable name");
    screen.press("gghm");
    screen.until("[~] Kitchen: Mutability");
    screen.press("g ");
    screen.until("how was it?");
    assert_eq!(history(&home, "your-house/gate"), [(3, "log".to_owned())]);
    screen.press("321");
    screen.press("b10 ");
    let shown = screen.until("undo: loci undo");
    assert!(
        shown.starts_with("$ before\nmock 1 · 1 of 1 question"),
        "{shown}"
    );
    assert!(
        shown.contains("Structure 3.0  Correct 2.0  Depth 1.0  Delivery 0.0"),
        "{shown}"
    );
    assert!(
        shown.contains("not said: Bedroom · late: Kitchen"),
        "{shown}"
    );
    assert!(
        shown.contains("say next time: \"A Python variable is a name"),
        "{shown}"
    );
    assert_eq!(code(child), 0);
    assert!(screen.is_restored());
    let mock = |rating| (rating, "mock".to_owned());
    assert_eq!(history(&home, "your-house/gate")[1], mock(3));
    assert_eq!(history(&home, "your-house/kitchen")[1], mock(2));
    assert_eq!(history(&home, "your-house/bedroom")[1], mock(1));
    let box_of = home.loci(&["box", "--json"]).ok().data("box");
    assert_eq!(
        (&box_of["kind"], &box_of["state"]),
        (&json!("mock"), &json!("finished"))
    );
    let shown = home.loci(&["mock", "show"]).ok().stdout;
    assert!(
        shown.contains("your-house  structure 3  correct 2  depth 1  delivery 0"),
        "{shown}"
    );
    assert!(shown.contains("not said: your-house/bedroom"), "{shown}");
    assert!(home.loci(&["mock", "list"]).ok().stdout.starts_with("1  "));
    // One undo takes the answer back, with its marks.
    let undone = home.loci(&["undo"]).ok().stdout;
    assert!(
        undone.contains("5 reviews") && undone.contains("mock answer: your-house"),
        "{undone}"
    );
    assert_eq!(history(&home, "your-house/gate").len(), 1);
    let gone = home.loci(&["mock", "show", "1"]);
    assert_eq!(gone.code, 1, "{gone:?}");
}

#[test]
fn stop_keeps_what_was_ticked_and_leaves_the_rest_unrated() {
    for plain in [&["--plain"][..], &[]] {
        let home = learnt();
        let _daemon = home.daemon();
        learn(&home);
        let mut screen = Screen::new(80, 24, &[]);
        let args = [&ONE[..], &["--limit", "3s"], plain].concat();
        let child = screen.start(&mut home.loci_command(&args));
        screen.until("Explain, aloud");
        let keys = if plain.is_empty() {
            "   gm"
        } else {
            "\n\n\ngm\n"
        };
        screen.press(keys);
        let shown = screen.until("undo: loci undo");
        assert!(shown.contains("STOP: 0:03 is up"), "{shown}");
        assert!(
            shown.contains("mock 1 · 1 of 1 question · 0:03 of 0:03"),
            "{shown}"
        );
        assert_eq!(code(child), 124);
        assert!(screen.is_restored());
        assert_eq!(history(&home, "your-house/gate").len(), 2);
        assert_eq!(history(&home, "your-house/living-room")[1].0, 1);
        assert_eq!(history(&home, "your-house/kitchen").len(), 1);
    }
}

#[test]
fn what_was_ticked_survives_every_end() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let home = learnt();
        let _daemon = home.daemon();
        learn(&home);
        let mut screen = Screen::new(80, 24, &[]);
        let child = screen.start(&mut home.loci_command(&ONE));
        screen.until("Explain, aloud");
        screen.press("   gm");
        screen.until("[-] Living room");
        tell(&child, signal);
        assert_eq!(code(child), 130);
        screen.drain();
        assert!(screen.is_restored());
        assert_eq!(history(&home, "your-house/living-room")[1].0, 1);
        let shown = home.loci(&["mock", "show"]).ok().stdout;
        assert!(shown.contains("your-house  not marked"), "{shown}");
        assert_eq!(
            home.loci(&["box", "--json"]).ok().data("box")["state"],
            "stopped"
        );
    }
}

#[test]
fn it_works_in_a_pipe_and_what_was_not_reached_has_no_rating() {
    let home = learnt();
    let _daemon = home.daemon();
    let nothing = home.loci(&["mock", "--plain"]);
    assert_eq!(nothing.code, 3, "{nothing:?}");
    learn(&home);
    let args = ["mock", "--seed", "4", "--json"];
    let held = piped(&home, &args, "\n\n\nG\n\n3333\n\nx\n\n").ok();
    let data = held.data("mock");
    assert_eq!(
        (&data["state"], &data["number"]),
        (&json!("finished"), &json!(1))
    );
    assert_eq!(data["marks"]["structure"], 1.5);
    let said: Vec<u64> = data["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["items"][0]["rating"].as_u64().unwrap())
        .collect();
    assert_eq!(said, [3, 1]);
    let again = piped(&home, &args, "\n\n\ng\n").ok().data("mock");
    assert_eq!(again["state"], "stopped");
    let items = again["questions"][0]["items"].as_array().unwrap();
    assert_eq!(
        (&items[0]["rating"], &items[1]["rating"]),
        (&json!(3), &Value::Null)
    );
    assert!(again["questions"][0].get("marks").is_none());
    // One that is left at once never was.
    let left = piped(&home, &["mock"], "q\n").ok();
    assert!(
        left.stdout.contains("mock 3 cancelled: nothing was rated"),
        "{left:?}"
    );
    let held = home.loci(&["mock", "list", "--json"]).ok().data("mocks");
    assert_eq!(held.as_array().unwrap().len(), 2);
    let odd = piped(&home, &["mock"], "\n\n\nall good\nq\n").ok();
    assert!(
        odd.stdout.contains("`all good` is no key and no word"),
        "{odd:?}"
    );
    assert!(odd.stdout.contains("cancelled"), "{odd:?}");
}

#[test]
fn an_answer_given_while_the_daemon_is_gone_is_kept_and_counted_once() {
    let home = learnt();
    let daemon = home.daemon();
    learn(&home);
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&ONE));
    screen.until("Explain, aloud");
    daemon.kill();
    screen.press("   G 3210 ");
    let shown = screen.until("start it: loci daemon start");
    assert!(shown.contains("kept: 5 ratings"), "{shown}");
    assert!(shown.contains("its box runs on until STOP"), "{shown}");
    assert_eq!(code(child), 0);
    let _daemon = home.daemon();
    assert_eq!(history(&home, "your-house/gate")[1], (3, "mock".to_owned()));
    let shown = home
        .loci(&["mock", "show", "--json"])
        .ok()
        .data("mock_show");
    assert_eq!(shown["answers"].as_array().unwrap().len(), 1);
    assert_eq!(shown["answers"][0]["marks"]["structure"], 3);
    // Its box goes on until somebody, or STOP, ends it.
    assert_eq!(shown["state"], "running");
    home.loci(&["box", "done"]).ok();
    let shown = home
        .loci(&["mock", "show", "--json"])
        .ok()
        .data("mock_show");
    assert_eq!(shown["state"], "finished");
}

#[test]
fn after_a_restart_of_the_daemon_it_is_ended_from_elsewhere_and_ends_no_other_box() {
    let home = learnt();
    let daemon = home.daemon();
    learn(&home);
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&["mock", "--questions", "2"]));
    screen.until("Question 1 of 2");
    daemon.kill();
    let daemon = home.daemon();
    // The next answer finds it again.
    screen.press("x ");
    screen.until("Question 2 of 2");
    home.loci(&["box", "stop"]).ok();
    let shown = screen.until("undo: loci undo");
    assert!(shown.contains("stopped by you"), "{shown}");
    assert_eq!(code(child), 124);
    let mut screen = Screen::new(80, 24, &[]);
    let child = screen.start(&mut home.loci_command(&["mock", "--questions", "2"]));
    screen.until("Question 1 of 2");
    daemon.kill();
    let _daemon = home.daemon();
    home.loci(&["box", "stop"]).ok();
    home.loci(&["box", "explain", "something"]).ok();
    screen.press("q");
    screen.until("cancelled");
    assert_eq!(code(child), 0);
    assert_eq!(
        home.loci(&["box", "--json"]).ok().data("box")["state"],
        "running"
    );
}

#[test]
fn the_mock_of_a_plan_is_done_by_holding_it() {
    let home = learnt();
    let plan = "schema = 1\nname = 'P'\nlevel = 'intermediate'\nfocus = 'interview'\n\
        [[day]]\nid = 'close'\ntitle = 'Week 1'\nkind = 'catch-up'\nmock = { minutes = 15, questions = 1, scope = 'dict' }\n";
    home.write("plan.toml", plan);
    let _daemon = home.daemon();
    home.loci(&[
        "config",
        "set",
        "plan.file",
        home.path("plan.toml").to_str().unwrap(),
    ])
    .ok();
    home.loci(&["daemon", "restart"]).ok();
    learn(&home);
    let step = || {
        let plan = home.loci(&["plan", "--json"]).ok().data("plan");
        let steps = plan["steps"].as_array().unwrap().clone();
        steps.into_iter().find(|it| it["kind"] == "mock").unwrap()
    };
    assert_eq!(
        (&step()["command"], &step()["done"]),
        (&json!("loci mock"), &json!(false))
    );
    let held = piped(&home, &["mock"], "\n\n\nG\n\n3333\n\n").ok();
    assert!(
        held.stderr
            .contains("the mock interview of close: 1 question in 15:00"),
        "{held:?}"
    );
    assert_eq!(step()["done"], true);
}

//! Reviews in a pipe, against a fake daemon.

use serde_json::{Value, json};

use super::*;
use crate::cli::fake::{Fake, logged};
use crate::ipc::protocol::PromptLocus;

fn locus(path: &str) -> PromptLocus {
    PromptLocus {
        path: path.to_owned(),
        label: path.rsplit('/').next().unwrap().to_owned(),
        point: None,
        due: None,
        retrievability: None,
    }
}

fn prompt(scope: &str, children: &[&str], new: bool) -> PromptInfo {
    let items: Vec<PromptLocus> = children.iter().map(|child| locus(child)).collect();
    PromptInfo {
        scope: scope.to_owned(),
        kind: "children".to_owned(),
        ask: format!("what hangs under {scope}?"),
        answer: items.iter().map(|item| item.label.clone()).collect(),
        loci: items.clone(),
        items,
        est_secs: 20,
        new,
    }
}

fn due(prompts: Vec<PromptInfo>) -> DueReply {
    DueReply {
        as_of: "2026-11-22T14:30:00+00:00".to_owned(),
        minutes: 1,
        count: 3,
        prompts,
        waiting: Default::default(),
        next: None,
        held_new: 0,
    }
}

fn told_at() -> chrono::DateTime<chrono::Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn go_through(fake: &mut Fake, prompts: Vec<PromptInfo>, lines: &'static str) {
    let keys = Keys::lines(RatingKeys::Two, Box::new(lines.as_bytes()));
    let session = Session::new(prompts, RatingKeys::Two, None, told_at(), clock::boot());
    review(&mut fake.context, session, keys).unwrap();
}

fn daemon(form: Form) -> Fake {
    Fake::new(form, |method, params| match method {
        "log" => Ok(logged(params)),
        "undo" => Ok(json!({"undone": []})),
        "due" => Ok(serde_json::to_value(due(Vec::new())).unwrap()),
        other => panic!("{other}"),
    })
}

/// Reviews with these lines; gives what was logged as (path, rating).
fn reviewed(fake: &mut Fake, prompts: Vec<PromptInfo>, lines: &'static str) -> Vec<(String, u64)> {
    go_through(fake, prompts, lines);
    let rating = |log: &Value| {
        let path = log["scopes"][0].as_str().unwrap().to_owned();
        assert!(log["told_at"].is_string());
        (path, log["rating"].as_u64().unwrap())
    };
    fake.asked("log").iter().map(rating).collect()
}

fn pair(path: &str, rating: u64) -> (String, u64) {
    (path.to_owned(), rating)
}

#[test]
fn each_child_is_logged_on_its_own_and_what_was_missed_is_asked_once_more() {
    let mut fake = daemon(Form::Text);
    let prompts = vec![
        prompt("r/", &["r/a", "r/b"], false),
        prompt("s/", &["s/c"], false),
    ];
    let logged = reviewed(&mut fake, prompts, "\ng\nm\n\ng\n\nm\n");
    assert_eq!(
        logged,
        [
            pair("r/a", 3),
            pair("r/b", 1),
            pair("s/c", 3),
            pair("r/b", 1)
        ]
    );
    let log = &fake.asked("log")[0];
    assert_eq!(log["source"], "review");
    assert!(log["took_secs"].as_u64().unwrap() >= 1);
    assert!(log.get("at").is_none());
    let text = fake.stdout.text();
    assert!(text.contains("what hangs under r/?  1/2\n"), "{text}");
    assert!(
        text.contains("  1/2   a  good   in 3 d, Wed 25 Nov\n"),
        "{text}"
    );
    assert!(
        text.contains("what hangs under r/?  once more what was missed\n"),
        "{text}"
    );
    let ends = [
        "2 prompts, 4 rated, 2 missed in 0:0",
        "; undo all: loci undo 4\n",
        "recall 67 %: 2 of 3 at the first answer\ntomorrow 1 min, 3 loci\n",
    ];
    assert!(ends.iter().all(|end| text.contains(end)), "{text}");
}

#[test]
fn a_new_prompt_is_shown_before_it_is_asked() {
    let mut fake = daemon(Form::Text);
    let logged = reviewed(&mut fake, vec![prompt("r/", &["r/a"], true)], "\n\ng\n");
    assert_eq!(logged, [pair("r/a", 3)]);
    let text = fake.stdout.text();
    let (look, ask) = (
        text.find("new; look at it").unwrap(),
        text.find("from memory").unwrap(),
    );
    assert!(look < ask);
    assert_eq!(text[look..ask].matches("  a\n").count(), 1);
}

#[test]
fn undo_takes_the_batch_back_and_asks_that_child_again() {
    let mut fake = daemon(Form::Text);
    let prompts = vec![prompt("r/", &["r/a", "r/b"], false)];
    let logged = reviewed(&mut fake, prompts, "\nm\nu\ng\ng\n");
    assert_eq!(logged, [pair("r/a", 1), pair("r/a", 3), pair("r/b", 3)]);
    assert_eq!(
        fake.asked("undo")[0]["id"],
        fake.asked("log")[0]["batch_id"]
    );
    assert!(fake.stdout.text().contains("2 rated, 0 missed"));
}

#[test]
fn undo_reaches_over_a_prompt_and_back_from_the_second_turn() {
    let mut fake = daemon(Form::Text);
    let prompts = vec![prompt("r/", &["r/a"], false), prompt("s/", &["s/b"], false)];
    // a missed, b good; the second turn asks a; before its answer is shown, b and a are undone.
    let logged = reviewed(&mut fake, prompts, "\nm\n\ng\nu\nu\ng\n\ng\n");
    let expected = [
        pair("r/a", 1),
        pair("s/b", 3),
        pair("r/a", 3),
        pair("s/b", 3),
    ];
    assert_eq!(logged, expected);
    assert_eq!(fake.asked("undo").len(), 2);
}

#[test]
fn leaving_keeps_what_was_rated() {
    let mut fake = daemon(Form::Json);
    let prompts = vec![prompt("r/", &["r/a", "r/b"], false)];
    assert_eq!(reviewed(&mut fake, prompts, "\ng\nq\n"), [pair("r/a", 3)]);
    let data: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(data["kind"], "review");
    assert_eq!(data["data"]["reviews"].as_array().unwrap().len(), 1);
    assert!(fake.stderr.text().contains("what hangs under r/?"));
}

#[test]
fn with_the_daemon_gone_ratings_are_kept() {
    let mut fake = Fake::down(Form::Text);
    let prompts = vec![prompt("r/", &["r/a", "r/b"], false)];
    go_through(&mut fake, prompts, "\ng\nm\n");
    let spool = crate::ipc::spool::Spool::new(fake.context.paths.spool());
    assert_eq!(spool.pending().0.len(), 2);
    assert!(fake.stderr.text().contains("kept: good r/a"));
    assert!(fake.stdout.text().contains("2 kept for the daemon"));
}

#[test]
fn what_is_known_is_said_by_a_letter_and_told_with_its_number() {
    let mut fake = daemon(Form::Text);
    let prompts = vec![
        prompt("r/", &["r/a", "r/b"], false),
        prompt("r/a/", &["r/a/c"], false),
        prompt("s/", &["s/d", "s/e"], false),
    ];
    let logged = reviewed(&mut fake, prompts, "k\n\nall\n");
    assert_eq!(logged, [pair("r/**", 4), pair("s/d", 3)]);
    assert_eq!(fake.asked("log")[1]["scopes"], json!(["s/d", "s/e"]));
    let text = fake.stdout.text();
    assert!(text.contains("1 locus known: easy, in 3 d"), "{text}");
}

#[test]
fn what_is_gone_from_the_notes_is_passed_over() {
    let mut fake = Fake::new(Form::Text, |method, params| match method {
        "log" if params["scopes"][0] == "r/a" => Err(crate::cli::fake::error(
            -32001,
            "unknown_locus",
            "nothing is called `r/a`",
            &[],
        )),
        "log" => Ok(logged(params)),
        "due" => Ok(serde_json::to_value(due(Vec::new())).unwrap()),
        other => panic!("{other}"),
    });
    let prompts = vec![prompt("r/", &["r/a", "r/b"], false)];
    go_through(&mut fake, prompts, "\ng\ng\n");
    assert!(fake.stderr.text().contains("not rated: nothing is called"));
    assert!(fake.stdout.text().contains("1 prompt, 1 rated"));
}

#[test]
fn a_question_mark_tells_all_keys_and_the_child_is_asked_once_more() {
    let mut fake = daemon(Form::Text);
    let logged = reviewed(
        &mut fake,
        vec![prompt("r/", &["r/a"], false)],
        "?\n\n?\ng\n",
    );
    assert_eq!(logged, [pair("r/a", 3)]);
    let text = fake.stdout.text();
    assert_eq!(
        text.matches("  u     undo the last rating").count(),
        2,
        "{text}"
    );
    assert_eq!(text.matches("  1/1   a  ").count(), 2, "{text}");
}

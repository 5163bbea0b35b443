//! What is told of a graded walk.

use super::*;
use crate::cli::fake::Fake;
use crate::cli::spoken::part::tests::part;
use serde_json::{Value, json};

fn verdict(path: &str, verdict: &str, rating: Option<u8>, reason: &str) -> VerdictInfo {
    VerdictInfo {
        path: format!("house/{}", path.to_lowercase()),
        label: path.to_owned(),
        point: Some(format!("{path}'s point")),
        verdict: verdict.to_owned(),
        rating,
        reason: reason.to_owned(),
        recalled: None,
    }
}

fn reply() -> GradeReply {
    GradeReply {
        verdicts: vec![
            verdict("Gate", "exact", Some(3), ""),
            verdict("Hall", "missing", Some(1), "not said"),
            verdict("Kitchen", "swapped", Some(2), "said after Attic"),
            verdict("Attic", "exact", Some(3), ""),
            verdict("Cellar", "unreached", None, "suspended"),
        ],
        extra: vec!["Barn: hay".to_owned()],
    }
}

fn palace() -> Palace {
    let text = "House\n Gate = a\n Hall = b\n Kitchen = c\n Attic = d\n -Cellar = e";
    Palace::of(&part("palace", text)).unwrap()
}

#[test]
fn a_walk_is_told_room_by_room_with_what_is_no_room() {
    let (reply, palace) = (reply(), palace());
    let walked = Walked {
        told_at: DateTime::UNIX_EPOCH,
        reply: &reply,
        palace: &palace,
        way: Way::Forth,
        took_secs: None,
    };
    assert_eq!(
        anstream::adapter::strip_str(&walked.text()).to_string(),
        "good   Gate: Gate's point\n\
         again  Hall: Hall's point        missing: not said\n\
         hard   Kitchen: Kitchen's point  swapped: said after Attic\n\
         good   Attic: Attic's point\n\
         not in this palace: Barn: hay\n"
    );
    let back = Walked {
        way: Way::Back,
        ..walked
    };
    let first = anstream::adapter::strip_str(&back.text()).to_string();
    assert!(first.starts_with("good   Attic"), "{first}");
}

#[test]
fn all_ratings_are_one_batch() {
    let mut fake = Fake::new(Form::Text, |method, _| match method {
        "log" => Ok(json!({"reviews": [], "spooled": false})),
        "due" => Ok(json!({"as_of": "", "minutes": 4, "count": 9, "prompts": [],
            "waiting": {"count": 0, "minutes": 0}})),
        other => panic!("{other}"),
    });
    let (reply, palace) = (reply(), palace());
    let walked = Walked {
        told_at: DateTime::UNIX_EPOCH,
        reply: &reply,
        palace: &palace,
        way: Way::Forth,
        took_secs: Some(112),
    };
    let state = fake.context.paths.state_dir.clone();
    log(&mut fake.context, &walked, walked.ratings(), &state).unwrap();
    let asked = fake.asked("log");
    assert_eq!(asked.len(), 1);
    let ratings: Vec<(&str, u64)> = asked[0]["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it: &Value| {
            (
                it["locus"].as_str().unwrap(),
                it["rating"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        ratings,
        [
            ("house/gate", 3),
            ("house/hall", 1),
            ("house/kitchen", 2),
            ("house/attic", 3)
        ]
    );
    assert_eq!(
        (&asked[0]["source"], &asked[0]["took_secs"]),
        (&json!("walk"), &json!(112))
    );
    assert_eq!(
        fake.stdout.text(),
        "3 of 4 rooms said · blank: Hall · recall 75 %\n\
         walked in 1:52 · tomorrow 4 min, 9 loci\n\
         undo: loci undo\n"
    );
}

#[test]
fn a_walk_waits_for_a_daemon_that_is_down() {
    let mut fake = Fake::down(Form::Text);
    let (reply, palace) = (reply(), palace());
    let walked = Walked {
        told_at: DateTime::UNIX_EPOCH,
        reply: &reply,
        palace: &palace,
        way: Way::Forth,
        took_secs: None,
    };
    let state = fake.context.paths.state_dir.clone();
    log(&mut fake.context, &walked, walked.ratings(), &state).unwrap();
    let said = fake.stderr.text();
    assert!(said.starts_with("kept: 4 ratings"), "{said}");
    assert!(fake.stdout.text().contains("4 kept for the daemon"));
}

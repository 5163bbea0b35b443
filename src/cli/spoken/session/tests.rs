//! A walk against a fake daemon, or none.

use serde_json::json;

use super::*;
use crate::cli::fake::{Fake, error, logged};
use crate::cli::render::out::Form;
use crate::cli::spoken::model::Item;
use crate::ipc::spool::Spool;

fn about() -> About {
    let station = |place: &str| Station {
        under: vec!["House".to_owned()],
        items: vec![Item {
            path: format!("house/{place}"),
            label: place.to_owned(),
            point: Some(format!("{place}'s point")),
            body: None,
            depth: 0,
        }],
        hint_secs: 12,
    };
    About {
        manner: Manner::Walk,
        name: "House".to_owned(),
        answer: Some(" \n".to_owned()),
        stations: ["gate", "hall", "attic"].map(station).into(),
        told_at: DateTime::UNIX_EPOCH,
    }
}

fn daemon() -> Fake {
    Fake::new(Form::Text, |method, params| match method {
        "log" if params["scopes"][0] == "house/hall" => {
            Err(error(-32002, "unknown_locus", "nothing is called so", &[]))
        }
        "log" => Ok(logged(params)),
        "undo" => Ok(json!({"undone": []})),
        other => panic!("{other}"),
    })
}

const GOOD: Wish = Wish::Rate(Rating::Good);

#[test]
fn each_rating_is_logged_at_once_with_where_it_comes_from() {
    let mut fake = daemon();
    fake.context.input = Input::Ask;
    let mut session = Session::new(&mut fake.context, about(), RatingKeys::Two);
    assert_eq!(session.answer(), None);
    session.wish(Wish::Show).unwrap();
    session.wish(GOOD).unwrap();
    assert_eq!(session.said, "gate: gate's point  good, in 3 d, Wed 25 Nov");
    drop(session);
    // Whoever asks next may ask again.
    assert_eq!(fake.context.input, Input::Ask);
    let asked = fake.asked("log");
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (
            &asked[0]["scopes"],
            &asked[0]["source"],
            &asked[0]["rating"]
        ),
        (&json!(["house/gate"]), &json!("walk"), &json!(3))
    );
    // The daemon takes the path as it told it, and nothing looser.
    assert!(asked[0]["told_at"].is_string());
}

#[test]
fn a_room_that_went_from_the_notes_is_told_and_the_walk_goes_on() {
    let mut fake = daemon();
    let mut session = Session::new(&mut fake.context, about(), RatingKeys::Two);
    session.wish(GOOD).unwrap();
    session.wish(GOOD).unwrap();
    assert_eq!(session.said, "not rated: nothing is called so");
    assert_eq!(session.spoken.at(), 2);
    session.wish(GOOD).unwrap();
    assert_eq!(session.wish(Wish::Leave).unwrap(), Some(End::Through));
    let summary = session.summary();
    assert_eq!((summary.said, summary.of, summary.reviews.len()), (2, 3, 2));
}

#[test]
fn another_rating_takes_the_first_one_back() {
    let mut fake = daemon();
    let mut session = Session::new(&mut fake.context, about(), RatingKeys::Two);
    for wish in [GOOD, Wish::Back, Wish::Rate(Rating::Again)] {
        session.wish(wish).unwrap();
    }
    let summary = session.summary();
    assert_eq!((summary.said, summary.blank), (0, vec!["gate".to_owned()]));
    assert_eq!(summary.reviews.len(), 1);
    drop(session);
    let first = fake.asked("log")[0]["batch_id"].clone();
    assert_eq!(fake.asked("undo")[0]["id"], first);
}

#[test]
fn without_a_daemon_every_rating_waits_and_can_be_taken_back() {
    let mut fake = Fake::down(Form::Text);
    let mut session = Session::new(&mut fake.context, about(), RatingKeys::Two);
    for wish in [GOOD, GOOD] {
        session.wish(wish).unwrap();
    }
    assert_eq!(
        session.said,
        "hall  good, kept for the daemon, which is down"
    );
    session.wish(Wish::Undo).unwrap();
    assert_eq!(session.said, "undone");
    session.wish(GOOD).unwrap();
    session.wish(Wish::Back).unwrap();
    session.wish(Wish::Rate(Rating::Again)).unwrap();
    let summary = session.summary();
    assert_eq!((summary.said, summary.spooled), (1, 2));
    assert_eq!(summary.blank, ["hall"]);
    drop(session);
    let spool = Spool::new(fake.context.paths.spool());
    assert_eq!(spool.pending().0.len(), 2);
}

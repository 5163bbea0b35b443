//! Ratings: what is sent, what is spooled, what is said.

use serde_json::json;

use super::*;
use crate::cli::fake::{Fake, error, logged};
use crate::cli::render::out::Form;
use crate::domain::now::BootInstant;

fn now() -> Now {
    Now {
        at: "2026-11-22T14:30:00Z".parse().unwrap(),
        zone: chrono_tz::Tz::UTC,
        boot: BootInstant {
            boot: Uuid::nil(),
            ms: 0,
        },
    }
}

fn calendar() -> Calendar {
    Calendar {
        zone: now().zone,
        rollover: chrono::NaiveTime::MIN,
    }
}

fn how(at: &str) -> How {
    How {
        at: Some(at.to_owned()),
        ..How::default()
    }
}

fn review(label: &str, rating: u8, days: u32, due: &str) -> LoggedReview {
    LoggedReview {
        id: Uuid::nil(),
        locus: Uuid::nil(),
        path: "p".to_owned(),
        label: label.to_owned(),
        rating,
        at: "2026-11-22T09:00:00+00:00".to_owned(),
        stability: 3.0,
        difficulty: 5.0,
        interval_days: days,
        due: due.to_owned(),
    }
}

#[test]
fn a_stated_time_travels_with_its_offset_and_the_future_is_refused() {
    let scopes = ["a".to_owned()];
    let log = request(&scopes, Rating::Good, &how("9am"), &now(), &calendar()).unwrap();
    assert_eq!(log.at.as_deref(), Some("2026-11-22T09:00:00+00:00"));
    assert_eq!(log.at_kind, At::Stated);
    for bad in ["tomorrow", "in 5m", "2027-01-01", "rubbish"] {
        let error = request(&scopes, Rating::Good, &how(bad), &now(), &calendar()).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage, "{bad}");
    }
    assert!(
        request(
            &[" ".to_owned()],
            Rating::Good,
            &How::default(),
            &now(),
            &calendar()
        )
        .is_err()
    );
}

#[test]
fn a_name_is_missed_or_hard_but_not_both() {
    let both = How {
        missed: vec!["x".to_owned()],
        hard: vec!["y".to_owned(), "x".to_owned()],
        ..How::default()
    };
    let error = request(&["a".to_owned()], Rating::Good, &both, &now(), &calendar()).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
}

#[test]
fn ids_of_batches_sort_by_time_and_differ() {
    let (early, late) = (now().at, now().at + chrono::TimeDelta::seconds(1));
    assert!(batch_id(early) < batch_id(late));
    assert_ne!(batch_id(early), batch_id(early));
    assert_eq!(batch_id(early).get_version_num(), 7);
}

#[test]
fn each_result_is_echoed_with_its_next_day() {
    let reply = LogReply {
        reviews: vec![
            review("Arguments\x1b[2J", 3, 3, "2026-11-25"),
            review("語", 1, 1, "2026-11-23"),
        ],
        spooled: false,
        batch: None,
        skipped: Vec::new(),
        ignored: Vec::new(),
    };
    let plain = |text: String| anstream::adapter::strip_str(&text).to_string();
    assert_eq!(
        plain(text(&reply, None, None)),
        "good   Arguments\u{fffd}[2J  in 3 d, Wed 25 Nov\n\
         again  語             tomorrow\n\
         undo: loci undo\n"
    );
    assert!(text(&reply, Some(&now()), Some(90)).contains("at today 09:00\ntook 1 min 30 s\n"));
}

#[test]
fn a_spooled_rating_says_so() {
    let mut log = request(
        &["a/b".to_owned()],
        Rating::Good,
        &how("9am"),
        &now(),
        &calendar(),
    )
    .unwrap();
    log.at = Some("2026-11-22T09:14:00+00:00".to_owned());
    log.missed = vec!["x".to_owned(), "y".to_owned()];
    log.hard = vec!["z".to_owned()];
    assert_eq!(
        kept(&log, Reached::Nobody, &Whose::Own, &now()),
        "kept: good a/b, missed x, y, hard z today 09:14 for your own notes (daemon is down, will be \
         applied)\nstart it: loci daemon start\n"
    );
}

fn rated_args(scopes: &[&str]) -> Rated {
    Rated {
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        how: How::default(),
    }
}

#[test]
fn the_reply_is_passed_on_as_it_came() {
    let mut fake = Fake::new(Form::Json, |_, params| {
        let mut reply = logged(params);
        reply["later_field"] = json!(true);
        Ok(reply)
    });
    let exit = rated(&mut fake.context, &rated_args(&["r/a"]), Rating::Hard).unwrap();
    assert_eq!(exit, Exit::Done);
    let shown: serde_json::Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["kind"], "log");
    assert_eq!(shown["data"]["reviews"][0]["rating"], 2);
    assert_eq!(shown["data"]["later_field"], true);
    assert_eq!(fake.asked("log")[0]["scopes"], json!(["r/a"]));
}

#[test]
fn with_no_daemon_the_exact_request_is_spooled_and_that_is_no_failure() {
    let mut fake = Fake::down(Form::Json);
    let exit = rated(&mut fake.context, &rated_args(&["r/a", "s"]), Rating::Good).unwrap();
    assert_eq!(exit, Exit::Done);
    let shown: serde_json::Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(shown["data"]["spooled"], true);
    assert_eq!(shown["data"]["reviews"], json!([]));
    assert!(fake.stderr.text().starts_with("kept: good r/a s today "));
    let (pending, _) = Spool::new(fake.context.paths.spool()).pending();
    assert_eq!(pending[0].log.scopes, ["r/a", "s"]);
    assert_eq!(pending[0].log.at_kind, At::Live);
    let batch = pending[0].log.batch_id.unwrap().to_string();
    assert_eq!(shown["data"]["batch"], batch);
}

#[test]
fn an_unknown_locus_is_refused_with_candidates_and_never_spooled() {
    let mut fake = Fake::new(Form::Text, |_, _| {
        Err(error(
            -32003,
            "ambiguous_locus",
            "`mem` matches 2 loci",
            &["a/mem", "b/mem"],
        ))
    });
    let trouble = rated(&mut fake.context, &rated_args(&["mem"]), Rating::Good).unwrap_err();
    assert_eq!(trouble.exit(), Exit::Locus);
    assert_eq!(trouble.candidates(), ["a/mem", "b/mem"]);
    assert!(!fake.context.paths.spool().exists());
}

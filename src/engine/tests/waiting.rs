//! Ratings from the spool that were refused at first: they can always be settled.

use uuid::Uuid;

use super::world::{World, log};
use crate::engine::effect::Effect;
use crate::engine::event::{Event, SpooledLog};
use crate::ipc::protocol::{
    At, ErrorCode, Failure, Log, LogReply, OwnRating, Request, Response, SpoolAssign, SpoolDrop,
};

const ID: &str = "a1b2";

/// A world in which a spooled rating waits.
fn waiting(world: &mut World, log: Log) {
    let log = Log {
        batch_id: Some(Uuid::from_u128(9)),
        ..log
    };
    let spooled = SpooledLog {
        id: ID.to_owned(),
        log,
    };
    let outcome = world.event(Event::Spooled(vec![spooled]));
    assert!(
        matches!(outcome.effects.as_slice(), [Effect::MarkUnplaced { .. }]),
        "{outcome:?}"
    );
}

fn assign(world: &mut World, scope: &str) -> Result<LogReply, Failure> {
    let request = SpoolAssign {
        id: ID.to_owned(),
        scope: scope.to_owned(),
    };
    match world.ask(Request::SpoolAssign(request))? {
        Response::Log(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_that_the_assigned_scope_does_not_hold_are_left_out_and_told() {
    let mut world = World::bundled();
    let wrong = Log {
        missed: vec!["kitschen".to_owned(), "gate".to_owned()],
        hard: vec!["dict/why".to_owned()],
        ..log("your-house", 3)
    };
    waiting(&mut world, wrong);
    let reply = assign(&mut world, "your-house").unwrap();
    assert_eq!(reply.ignored, ["dict/why", "kitschen"]);
    let ratings: Vec<u8> = reply.reviews.iter().map(|review| review.rating).collect();
    assert_eq!(ratings, [1, 3, 3, 3, 3]);
    let gone = assign(&mut world, "your-house").unwrap_err();
    assert_eq!(gone.code, ErrorCode::UnknownLocus);
}

#[test]
fn a_time_before_the_last_review_is_moved_behind_it() {
    let mut world = World::bundled();
    world.log("dict/why", 3);
    let earlier = Log {
        at: Some("2026-11-22T11:00:00Z".to_owned()),
        at_kind: At::Stated,
        ..log("dict/why", 2)
    };
    waiting(&mut world, earlier);
    let reply = assign(&mut world, "dict/why").unwrap();
    assert_eq!(reply.reviews[0].at, "2026-11-22T12:00:00.001+00:00");
}

#[test]
fn a_dropped_rating_tells_the_command_that_would_log_it() {
    let mut world = World::bundled();
    let wrong = Log {
        missed: vec!["it's gone".to_owned(), "gate".to_owned()],
        hard: vec!["c#".to_owned()],
        at: Some("2026-11-22T11:00:00+01:00".to_owned()),
        took_secs: Some(90),
        note: Some("tired".to_owned()),
        ..log("your house", 3)
    };
    waiting(&mut world, wrong);
    let drop = SpoolDrop {
        id: "a1".to_owned(),
    };
    let Ok(Response::SpoolDrop(reply)) = world.ask(Request::SpoolDrop(drop)) else {
        panic!("not dropped");
    };
    assert_eq!(
        reply.again,
        "loci good 'your house' --missed 'it'\\''s gone' gate --hard 'c#' \
         --at 2026-11-22T11:00:00+01:00 --took 90s -m tired"
    );
}

/// A rating of `scope`, given before `python/dict` was renamed, comes from the spool after that.
fn renamed_meanwhile(scope: &str) -> (World, Vec<Effect>) {
    spooled_before_a_rename(log(scope, 3))
}

fn spooled_before_a_rename(given: Log) -> (World, Vec<Effect>) {
    let note = "# Mind map\n\nPython\n├── dict\n│   └── hashing\n└── list\n";
    let mut world = World::empty();
    world.write("a.md", note);
    world.read();
    world.log("python/dict", 3);
    world.pass_days(1);
    let rating = Log {
        batch_id: Some(Uuid::from_u128(9)),
        at: Some(world.now.at.to_rfc3339()),
        at_kind: At::Live,
        ..given
    };
    world.pass_secs(60);
    world.write("a.md", &note.replace("dict", "dictionary"));
    world.read();
    let spooled = SpooledLog {
        id: ID.to_owned(),
        log: rating,
    };
    let effects = world.event(Event::Spooled(vec![spooled])).effects;
    (world, effects)
}

#[test]
fn a_rating_of_what_was_renamed_meanwhile_finds_it_by_its_former_path() {
    let (mut world, effects) = renamed_meanwhile("python/dict");
    let unspooled = |effect: &Effect| matches!(effect, Effect::Unspool { .. });
    assert!(effects.iter().any(unspooled), "{effects:?}");
    assert_eq!(world.show("python/dictionary").locus.reviews, 2);
    let (mut world, effects) = renamed_meanwhile("python/dicct");
    assert!(!effects.iter().any(unspooled), "{effects:?}");
    assert_eq!(world.show("python/dictionary").locus.reviews, 1);
}

#[test]
fn a_recall_of_what_was_renamed_meanwhile_finds_it_too() {
    let own = |locus: &str| OwnRating {
        locus: locus.to_owned(),
        rating: 1,
    };
    let recall = Log {
        scopes: Vec::new(),
        ratings: vec![own("python/list"), own("python/dict")],
        ..log("python", 3)
    };
    let (mut world, effects) = spooled_before_a_rename(recall);
    let unspooled = |effect: &Effect| matches!(effect, Effect::Unspool { .. });
    assert!(effects.iter().any(unspooled), "{effects:?}");
    assert_eq!(world.show("python/dictionary").locus.reviews, 2);
    assert_eq!(world.show("python/list").locus.reviews, 1);
}

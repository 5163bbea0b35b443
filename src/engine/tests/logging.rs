//! Logging, undoing, and what is asked next.

use uuid::Uuid;

use super::world::{World, log};
use crate::ipc::protocol::{At, Due, ErrorCode, Filter, Log, Request, Response};

#[test]
fn the_bundled_atlas_has_83_loci_and_asks_for_something_today() {
    let mut world = World::bundled();
    let status = world.status();
    assert_eq!(
        (status.loci.live, status.loci.branches, status.loci.rooms),
        (83, 61, 22)
    );
    let due = world.due();
    assert!(
        !due.prompts.is_empty() && due.count > 0 && due.minutes > 0,
        "{due:?}"
    );
    assert!(
        due.prompts
            .iter()
            .all(|prompt| prompt.new && prompt.answer.len() == prompt.items.len())
    );
}

#[test]
fn a_walked_palace_is_one_review_a_room_and_undo_takes_all_of_them_back() {
    let mut world = World::bundled();
    let walked = Log {
        missed: vec!["kitchen".to_owned()],
        ..log("your house", 3)
    };
    let reply = world.try_log(&walked).unwrap();
    let ratings: Vec<(&str, u8)> = reply
        .reviews
        .iter()
        .map(|review| (review.label.as_str(), review.rating))
        .collect();
    assert_eq!(
        ratings,
        [
            ("Gate", 3),
            ("Living room", 3),
            ("Kitchen", 1),
            ("Bedroom", 3),
            ("Bathroom", 3)
        ]
    );
    assert!(reply.reviews.iter().all(|review| review.interval_days >= 1));
    let kitchen = world.show("your-house/kitchen");
    assert_eq!(
        (kitchen.locus.state.as_str(), kitchen.history.len()),
        ("review", 1)
    );
    assert_eq!(kitchen.locus.due.as_deref(), Some("2026-11-23"));
    let undone = world.undo().unwrap();
    assert_eq!(undone.undone[0].count, 5);
    let kitchen = world.show("your-house/kitchen");
    assert_eq!(
        (kitchen.locus.state.as_str(), kitchen.history.len()),
        ("new", 0)
    );
    assert_eq!(world.undo().unwrap_err().code, ErrorCode::NothingToUndo);
}

#[test]
fn every_scope_that_is_asked_logs_exactly_what_was_asked() {
    let mut world = World::bundled();
    for prompt in world.due().prompts {
        let reply = world.log(&prompt.scope, 3);
        let logged: Vec<&str> = reply
            .reviews
            .iter()
            .map(|review| review.label.as_str())
            .collect();
        assert_eq!(logged, prompt.answer);
    }
}

#[test]
fn a_retry_with_the_same_batch_writes_nothing_more_and_answers_the_same() {
    let mut world = World::bundled();
    let once = Log {
        batch_id: Some(Uuid::from_u128(1)),
        ..log("dict", 3)
    };
    let first = world.try_log(&once).unwrap();
    world.pass_secs(5);
    let again = world.try_log(&once).unwrap();
    assert_eq!(first, again);
    assert_eq!(world.show("dict/why").history.len(), 1);
}

#[test]
fn what_is_no_rating_or_no_time_is_refused_and_nothing_is_written() {
    let mut world = World::bundled();
    for rating in [0, 5, 255] {
        let error = world.try_log(&log("dict", rating)).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidParams);
    }
    for at in ["2026-11-22T12:00:01Z", "yesterday", "2026-13-01T00:00:00Z"] {
        let error = world
            .try_log(&Log {
                at: Some(at.to_owned()),
                ..log("dict", 3)
            })
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidParams, "{at}");
    }
    assert_eq!(
        world.try_log(&log("dikt", 3)).unwrap_err().code,
        ErrorCode::UnknownLocus
    );
    let error = world.try_log(&log("mutability", 3)).unwrap_err();
    assert_eq!(
        (error.code, error.candidates.len()),
        (ErrorCode::AmbiguousLocus, 2)
    );
    assert!(
        world
            .ls(Filter::Live)
            .iter()
            .all(|locus| locus.reviews == 0 && locus.id.is_none())
    );
}

#[test]
fn a_recall_before_the_last_review_is_refused_but_a_clock_set_back_is_not() {
    let mut world = World::bundled();
    world.log("dict/why", 3);
    let earlier = Log {
        at: Some("2026-11-22T11:00:00Z".to_owned()),
        ..log("dict/why", 3)
    };
    assert_eq!(
        world.try_log(&earlier).unwrap_err().code,
        ErrorCode::InvalidParams
    );
    world.now.at -= chrono::TimeDelta::hours(3);
    let live = world.log("dict/why", 3);
    assert_eq!(
        live.reviews[0].at, "2026-11-22T12:00:00.001+00:00",
        "moved behind the last review"
    );
    let spooled = Log {
        at_kind: At::Live,
        ..earlier
    };
    assert_eq!(
        world.try_log(&spooled).unwrap().reviews[0].at,
        "2026-11-22T12:00:00.002+00:00"
    );
}

#[test]
fn children_are_offered_once_their_parent_was_recalled() {
    let mut world = World::bundled();
    let scopes = |world: &mut World| -> Vec<String> {
        world
            .due()
            .prompts
            .into_iter()
            .map(|prompt| prompt.scope)
            .collect()
    };
    assert!(!scopes(&mut world).contains(&"python/basics/".to_owned()));
    world.log("python/", 3);
    world.log("python/memory-model", 1);
    world.pass_days(1);
    let next = scopes(&mut world);
    assert!(next.contains(&"python/basics/".to_owned()), "{next:?}");
}

#[test]
fn a_lost_locus_falls_due_again_and_a_suspended_one_is_not_asked() {
    let mut world = World::bundled();
    world.log("your-house", 3);
    world.log("your-house/kitchen", 1);
    world.pass_days(1);
    let due = world.due();
    let walk = due
        .prompts
        .iter()
        .find(|prompt| prompt.scope == "your-house")
        .unwrap();
    assert_eq!(walk.answer.len(), 5, "a short route is asked whole");
    assert!(
        walk.loci
            .iter()
            .any(|locus| locus.path == "your-house/kitchen")
    );
    let params = crate::ipc::protocol::ScopeParams {
        batch_id: None,
        scope: "your-house/kitchen".to_owned(),
    };
    world
        .ask(crate::ipc::protocol::Request::Suspend(params))
        .unwrap();
    let due = world.due();
    assert!(
        due.prompts
            .iter()
            .all(|prompt| !prompt.answer.contains(&"Kitchen".to_owned()))
    );
    world.undo().unwrap();
    assert_eq!(world.show("your-house/kitchen").locus.state, "review");
}

#[test]
fn an_exception_must_be_in_the_scope_and_be_one_of_missed_and_hard() {
    let mut world = World::bundled();
    let missed = |name: &str| Log {
        missed: vec![name.to_owned()],
        ..log("dict", 3)
    };
    let error = world.try_log(&missed("kitchen")).unwrap_err();
    assert_eq!(error.code, ErrorCode::UnknownLocus);
    assert_eq!(error.message, "`kitchen` is not in this scope");
    assert!(
        error
            .candidates
            .iter()
            .all(|path| path.starts_with("dict/"))
            && error.candidates.len() > 2,
        "{error:?}"
    );
    let error = world.try_log(&missed("kitschen")).unwrap_err();
    assert!(error.message.starts_with("nothing is called"), "{error}");
    let both = Log {
        hard: vec!["dict/why".to_owned()],
        ..missed("why")
    };
    let error = world.try_log(&both).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidParams);
    assert!(error.message.contains("dict/why"), "{error}");
}

#[test]
fn a_log_of_a_group_tells_what_it_skipped_because_it_is_suspended() {
    let mut world = World::bundled();
    let params = crate::ipc::protocol::ScopeParams {
        batch_id: None,
        scope: "your-house/kitchen".to_owned(),
    };
    world
        .ask(crate::ipc::protocol::Request::Suspend(params))
        .unwrap();
    let reply = world.log("your-house", 3);
    assert_eq!(reply.skipped, ["your-house/kitchen"]);
    assert_eq!(reply.reviews.len(), 4);
    let missed = Log {
        missed: vec!["kitchen".to_owned()],
        ..log("your-house", 3)
    };
    let error = world.try_log(&missed).unwrap_err();
    assert!(error.message.contains("suspended"), "{error}");
    assert!(world.log("your-house/kitchen", 3).skipped.is_empty());
}

#[test]
fn a_refused_time_is_told_in_local_time() {
    let mut world = World::bundled();
    world.engine.setup.settings.zone = crate::domain::settings::Zone::Local;
    world.log("dict/why", 3);
    world.now.zone = chrono_tz::Europe::Berlin;
    let earlier = Log {
        at: Some("2026-11-22T11:00:00Z".to_owned()),
        ..log("dict/why", 3)
    };
    let error = world.try_log(&earlier).unwrap_err();
    assert!(
        error.message.contains("2026-11-22T13:00:00+01:00"),
        "{error}"
    );
}

#[test]
fn prompts_that_would_read_the_same_also_tell_their_path() {
    let mut world = World::empty();
    let map = "# Errors (mind map)\n\n```\nErrors\n├── one\n├── two\n└── three\n```\n";
    world.write("a.md", map);
    world.read();
    let asks = |world: &mut World| -> Vec<String> {
        let prompts = world.due().prompts.into_iter();
        prompts.map(|prompt| prompt.ask).collect()
    };
    assert_eq!(asks(&mut world), ["What hangs under Errors? (3 things)"]);
    world.write("b.md", map);
    world.read();
    assert_eq!(
        asks(&mut world),
        [
            "What hangs under Errors? (3 things) — errors",
            "What hangs under Errors? (3 things) — errors~2"
        ]
    );
}

#[test]
fn the_next_day_is_the_one_on_which_new_ones_are_asked_once_those_of_today_are_used_up() {
    let mut world = World::bundled();
    let tomorrow = world.now.at.date_naive() + chrono::Days::new(1);
    for _ in 0..20 {
        for prompt in world.due().prompts {
            world.log(&prompt.scope, 4);
        }
    }
    let due = world.due();
    assert_eq!((due.prompts.len(), due.waiting.count), (0, 0));
    assert!(due.held_new > 0, "{due:?}");
    assert_eq!(due.next, Some(tomorrow.to_string()));
    assert_eq!(world.status().next_due, Some(tomorrow.to_string()));
    let scope = Due {
        scope: Some("your-house".to_owned()),
        ..Due::default()
    };
    let scoped = match world.ask(Request::Due(scope)).unwrap() {
        Response::Due(reply) => reply,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (scoped.held_new, scoped.next),
        (5, Some(tomorrow.to_string()))
    );
}

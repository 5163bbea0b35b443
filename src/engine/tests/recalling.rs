//! A recall against the notes, and a log in which each locus has a rating of its own.

use super::world::{World, log};
use crate::engine::effect::{Effect, Job};
use crate::engine::event::Event;
use crate::engine::grading;
use crate::ipc::protocol::{
    ErrorCode, Failure, Grade, GradeReply, Log, OwnRating, Request, Response, ScopeParams,
};

const NOTES: &str = "\
# Mind map

Python
├── dict
│   ├── hashing
│   └── views
└── list

# Memory palace

Palace = Your House

| Room | Point |
|------|-------|
| Gate | names |
| Kitchen | objects |
| Bedroom | references |
";

fn world() -> World {
    let mut world = World::empty();
    world.write("a.md", NOTES);
    world.read();
    world
}

/// What the worker would answer.
fn grade(world: &mut World, grade: Grade) -> Result<GradeReply, Failure> {
    let outcome = world.event(Event::Request(Request::Grade(grade)));
    if let Some(Err(failure)) = outcome.reply {
        return Err(failure);
    }
    let grading = outcome.effects.into_iter().find_map(|effect| match effect {
        Effect::Work(Job::Grade(grading)) => Some(grading),
        _ => None,
    });
    let grading = grading.unwrap();
    let graded = Ok(grading::grade(
        &grading,
        grading.asked.text.as_deref().unwrap(),
    ));
    match world.event(Event::Graded(graded)).reply.unwrap()? {
        Response::Grade(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

fn of(scope: &str, text: &str) -> Grade {
    Grade {
        scope: scope.to_owned(),
        text: Some(text.to_owned()),
        ..Grade::default()
    }
}

fn told(reply: &GradeReply) -> Vec<(&str, &str, Option<u8>)> {
    let verdicts = reply.verdicts.iter();
    verdicts
        .map(|it| (it.path.as_str(), it.verdict.as_str(), it.rating))
        .collect()
}

#[test]
fn what_is_above_may_be_typed_along_but_a_branch_is_no_root() {
    let mut world = World::empty();
    let map = "Python\n├── dict\n│   ├── hashing\n│   │   └── dict\n│   └── views\n├── list\n└── Python\n";
    world.write("a.md", &format!("# Mind map\n\n{map}"));
    world.read();
    let chain = "Python\n  dict\n    hashing\n      dict\n    views\n";
    let reply = grade(&mut world, of("python/dict/**", chain)).unwrap();
    assert!(told(&reply).iter().all(|it| it.1 == "exact"), "{reply:?}");
    let reply = grade(&mut world, of("python/", "Python\n  dict\n  list\n")).unwrap();
    let words: Vec<&str> = told(&reply).iter().map(|it| it.1).collect();
    assert_eq!(words, ["exact", "exact", "missing"], "it is the root");
    let reply = grade(&mut world, of("python/", "dict\n  list\n  Python\n")).unwrap();
    let words: Vec<&str> = told(&reply).iter().map(|it| it.1).collect();
    assert_eq!(words, ["exact", "misplaced", "misplaced"], "{reply:?}");
}

#[test]
fn a_map_is_graded_branch_by_branch_and_nothing_is_written() {
    let mut world = world();
    let reply = grade(
        &mut world,
        of("python", "Python\n  dict\n    hashing\n  tuple\n"),
    )
    .unwrap();
    assert_eq!(
        told(&reply),
        [
            ("python/dict", "exact", Some(3)),
            ("python/dict/hashing", "exact", Some(3)),
            ("python/dict/views", "missing", Some(1)),
            ("python/list", "missing", Some(1)),
        ]
    );
    assert_eq!(reply.verdicts[1].recalled.as_deref(), Some("hashing"));
    assert_eq!(reply.extra, ["tuple"]);
    assert_eq!(world.show("python/dict").locus.reviews, 0);
}

#[test]
fn a_branch_stands_for_what_is_below_it_and_its_own_name_is_no_line() {
    let mut world = world();
    for text in ["views\nhashing\n", "dict\n- views\n- hashing\n"] {
        let reply = grade(&mut world, of("python/dict", text)).unwrap();
        let wanted = [
            ("python/dict/hashing", "exact", Some(3)),
            ("python/dict/views", "exact", Some(3)),
        ];
        assert_eq!(told(&reply), wanted, "{text}");
        assert!(reply.extra.is_empty());
    }
}

#[test]
fn a_walk_is_graded_from_either_end_and_from_any_room() {
    let mut world = world();
    let text = "Gate: names\nKitchen: objects\nBedroom: references\n";
    let reply = grade(&mut world, of("your-house", text)).unwrap();
    assert!(
        reply.verdicts.iter().all(|it| it.verdict == "exact"),
        "{reply:?}"
    );
    assert_eq!(reply.verdicts[1].point.as_deref(), Some("objects"));
    let back = Grade {
        reverse: true,
        from: Some("kitchen".to_owned()),
        ..of("your-house", "Kitchen: objects\nGate: names\n")
    };
    let reply = grade(&mut world, back).unwrap();
    assert_eq!(
        told(&reply),
        [
            ("your-house/gate", "exact", Some(3)),
            ("your-house/kitchen", "exact", Some(3)),
            ("your-house/bedroom", "unreached", None),
        ]
    );
}

#[test]
fn what_is_suspended_or_not_due_gets_no_rating() {
    let mut world = world();
    world.log("python/dict/", 3);
    let scope = "python/list".to_owned();
    let suspend = ScopeParams {
        batch_id: None,
        scope,
    };
    world.ask(Request::Suspend(suspend)).unwrap();
    let due = Grade {
        due: true,
        ..of("python", "dict\n  hashing\nlist\n")
    };
    let reply = grade(&mut world, due).unwrap();
    assert_eq!(
        told(&reply),
        [
            ("python/dict", "exact", Some(3)),
            ("python/dict/hashing", "unreached", None),
            ("python/dict/views", "unreached", None),
            ("python/list", "unreached", None),
        ]
    );
    let reasons: Vec<&str> = reply.verdicts[1..]
        .iter()
        .map(|it| it.reason.as_str())
        .collect();
    assert_eq!(reasons, ["not due today", "not due today", "suspended"]);
}

#[test]
fn what_is_no_one_map_or_palace_is_refused_with_what_to_do() {
    let mut world = world();
    world.write("b.md", "# Mind map\n\nRust\n└── traits\n");
    world.read();
    for (asked, wanted) in [
        (of("python/list", "a"), "nothing hangs under python/list"),
        (of("your-house/gate", "a"), "is one room"),
        (of("nowhere", "a"), "nothing is called"),
        (
            Grade {
                reverse: true,
                ..of("python", "a")
            },
            "only a walk",
        ),
        (
            Grade {
                text: None,
                ..of("python", "a")
            },
            "either `text` or `path`",
        ),
        (
            Grade {
                from: Some("attic".to_owned()),
                ..of("your-house", "a")
            },
            "attic",
        ),
    ] {
        let failure = grade(&mut world, asked).unwrap_err();
        assert!(failure.message.contains(wanted), "{}", failure.message);
    }
}

fn own(ratings: &[(&str, u8)]) -> Log {
    let ratings = ratings.iter().map(|(locus, rating)| OwnRating {
        locus: (*locus).to_owned(),
        rating: *rating,
    });
    Log {
        scopes: Vec::new(),
        ratings: ratings.collect(),
        source: Some("recall".to_owned()),
        ..log("python", 3)
    }
}

#[test]
fn each_locus_may_have_its_own_rating_in_one_batch() {
    let mut world = world();
    let reply = world
        .try_log(&own(&[("python/list", 4), ("python/dict", 1)]))
        .unwrap();
    let given: Vec<(&str, u8)> = (reply.reviews.iter())
        .map(|review| (review.path.as_str(), review.rating))
        .collect();
    assert_eq!(given, [("python/dict", 1), ("python/list", 4)]);
    assert_eq!(world.show("python/list").history[0].source, "recall");
    world.undo().unwrap();
    assert_eq!(world.show("python/list").locus.reviews, 0);
    let mixed = Log {
        scopes: vec!["python/dict/".to_owned()],
        ..own(&[("python/dict/views", 2), ("python/list", 3)])
    };
    let reply = world.try_log(&mixed).unwrap();
    let given: Vec<u8> = reply.reviews.iter().map(|review| review.rating).collect();
    assert_eq!(given, [3, 2, 3]);
}

#[test]
fn a_locus_with_two_ratings_or_none_is_refused() {
    let mut world = world();
    for (log, wanted) in [
        (own(&[("list", 1), ("python/list", 2)]), "has two ratings"),
        (own(&[("python/list", 5)]), "no rating"),
        (own(&[("python/**", 3)]), "is a group"),
        (own(&[]), "at least one scope"),
    ] {
        let failure = world.try_log(&log).unwrap_err();
        assert!(failure.message.contains(wanted), "{}", failure.message);
    }
}

#[test]
fn ratings_from_a_file_are_read_first_and_then_logged_like_any() {
    let mut world = world();
    let asked = Log {
        ratings_path: Some("/state/ratings.jsonl".to_owned()),
        ..own(&[("python/dict", 3)])
    };
    let outcome = world.event(Event::Request(Request::Log(asked.clone())));
    assert!(outcome.reply.is_none());
    assert!(
        matches!(outcome.effects.as_slice(), [Effect::Work(Job::ReadRatings(log))] if **log == asked)
    );
    let read = Event::RatingsRead {
        log: Box::new(asked.clone()),
        result: Ok(own(&[("python/list", 2)]).ratings),
    };
    match world.event(read).reply.unwrap().unwrap() {
        Response::Log(reply) => assert_eq!(reply.reviews.len(), 2),
        other => panic!("{other:?}"),
    }
    let unreadable = Event::RatingsRead {
        log: Box::new(asked),
        result: Err(Failure::new(ErrorCode::BadInput, "gone")),
    };
    let failure = world.event(unreadable).reply.unwrap().unwrap_err();
    assert_eq!(failure.code, ErrorCode::BadInput);
}

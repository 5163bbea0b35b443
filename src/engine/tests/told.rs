//! Ratings of paths that a reply told some time ago: they go where they were meant, or nowhere.

use super::world::{World, log};
use crate::ipc::protocol::{ErrorCode, Log, OwnRating};

const NOTES: &str = "\
# Memory palace

Palace = Farm

| Place | Point |
|-------|-------|
| Barn | hay |
| Gate | names |
| Red gate house | objects |

# Mind map

Python
├── dict
│   ├── hashing
│   └── views
└── list
";

/// A world of these notes in which a reply was told, and the notes changed a minute later.
fn edited(known: &[&str], edit: impl FnOnce(&str) -> String) -> (World, String) {
    let mut world = World::empty();
    world.write("a.md", NOTES);
    world.read();
    for path in known {
        world.log(path, 3);
    }
    world.pass_days(1);
    let told_at = world.now.at.to_rfc3339();
    world.pass_secs(60);
    world.write("a.md", &edit(NOTES));
    world.read();
    world.pass_secs(60);
    (world, told_at)
}

fn told(scope: &str, told_at: &str) -> Log {
    Log {
        told_at: Some(told_at.to_owned()),
        ..log(scope, 1)
    }
}

fn rated(world: &mut World, log: &Log) -> Vec<String> {
    let reply = world.try_log(log).unwrap();
    reply.reviews.into_iter().map(|it| it.path).collect()
}

#[test]
fn a_path_that_was_told_is_never_taken_for_another() {
    let (mut world, told_at) = edited(&[], |notes| notes.replace("| Gate |", "| Portal |"));
    let failure = world.try_log(&told("farm/gate", &told_at)).unwrap_err();
    assert_eq!(failure.code, ErrorCode::UnknownLocus);
    assert_eq!(failure.message, "farm/gate is gone from the notes");
    let own = |locus: &str| OwnRating {
        locus: locus.to_owned(),
        rating: 1,
    };
    let walked = Log {
        scopes: Vec::new(),
        ratings: vec![own("farm/gate"), own("farm/red-gate-house")],
        ..told("", &told_at)
    };
    let failure = world.try_log(&walked).unwrap_err();
    assert_eq!(failure.message, "farm/gate is gone from the notes");
    assert_eq!(world.show("farm/red-gate-house").locus.reviews, 0);
    for loose in ["barn", "farm/bar", "Farm/Barn", "python/hashing/", "list"] {
        let failure = world.try_log(&told(loose, &told_at)).unwrap_err();
        assert_eq!(failure.code, ErrorCode::UnknownLocus, "{loose}");
    }
}

#[test]
fn every_form_of_a_scope_that_is_told_is_taken() {
    let (mut world, told_at) = edited(&[], str::to_owned);
    for (scope, wanted) in [
        ("farm/barn", &["farm/barn"][..]),
        (
            "farm/gate..red-gate-house",
            &["farm/gate", "farm/red-gate-house"],
        ),
        ("python/", &["python/dict", "python/list"]),
        (
            "python/dict/**",
            &["python/dict/hashing", "python/dict/views"],
        ),
    ] {
        assert_eq!(rated(&mut world, &told(scope, &told_at)), wanted, "{scope}");
    }
}

#[test]
fn what_was_renamed_since_it_was_told_is_followed() {
    let known = ["farm/gate", "python/dict"];
    let (mut world, told_at) = edited(&known, |notes| {
        let notes = notes.replace("| Gate |", "| Portal |");
        notes.replace("dict", "dictionary")
    });
    for (scope, wanted) in [
        ("farm/gate", "farm/portal"),
        ("python/dict", "python/dictionary"),
        ("python/dict/hashing", "python/dictionary/hashing"),
    ] {
        assert_eq!(rated(&mut world, &told(scope, &told_at)), [wanted]);
    }
    let below = rated(&mut world, &told("python/dict/", &told_at));
    assert_eq!(
        below,
        ["python/dictionary/hashing", "python/dictionary/views"]
    );
}

#[test]
fn what_took_the_place_of_what_was_told_is_not_rated_for_it() {
    let renamed = NOTES.replace("dict", "dictionary");
    let (mut world, told_at) = edited(&["python/dict"], |_| renamed.clone());
    world.write("a.md", &renamed.replace("└── list", "├── list\n└── dict"));
    world.read();
    world.pass_secs(60);
    let given = rated(&mut world, &told("python/dict", &told_at));
    assert_eq!(given, ["python/dictionary"]);
    // As told now it is the other one.
    let now = world.now.at.to_rfc3339();
    assert_eq!(
        rated(&mut world, &told("python/dict", &now)),
        ["python/dict"]
    );
}

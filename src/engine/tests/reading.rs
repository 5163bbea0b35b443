//! Reading notes: what survives an edit, what is held, what is said.

use super::world::World;
use crate::ipc::protocol::{Filter, Sync};

const MAP: &str =
    "# Mind map\n\nPython\n├── dict\n│   ├── hashing\n│   └── views\n└── list\n    └── slices\n";

#[test]
fn a_locus_keeps_its_history_when_its_file_is_renamed_and_its_siblings_change_places() {
    let mut world = World::empty();
    world.write("a.md", MAP);
    world.read();
    world.log("python/**", 3);
    let before = world.show("python/dict/hashing");
    let text = world.files.remove("/notes/a.md").unwrap();
    world.write(
        "b.md",
        &text.replace(
            "│   ├── hashing\n│   └── views",
            "│   ├── views\n│   └── hashing",
        ),
    );
    let report = world.sync(Sync::default()).unwrap();
    assert!(report.held.is_empty() && report.retired == 0, "{report:?}");
    let after = world.show("python/dict/hashing");
    assert_eq!(
        (before.locus.id, &before.history),
        (after.locus.id, &after.history)
    );
    assert_eq!(after.locus.source.as_deref(), Some("/notes/b.md"));
}

#[test]
fn a_file_that_is_gone_is_held_until_it_is_accepted_and_comes_back_with_its_history() {
    let mut world = World::empty();
    world.write("a.md", MAP);
    world.read();
    world.log("python/dict/hashing", 3);
    let id = world.show("python/dict/hashing").locus.id;
    let text = world.files.remove("/notes/a.md").unwrap();
    let report = world.sync(Sync::default()).unwrap();
    assert_eq!(report.held.len(), 1);
    assert_eq!(
        world.show("python/dict/hashing").locus.state,
        "review",
        "still asked meanwhile"
    );
    let accept = Sync {
        accept: Some("/notes/a.md".to_owned()),
        ..Sync::default()
    };
    assert_eq!(world.sync(accept).unwrap().retired, 1);
    assert_eq!(world.ls(Filter::Retired).len(), 1);
    assert!(world.ls(Filter::Live).is_empty());
    world.write("c.md", &text);
    assert_eq!(world.sync(Sync::default()).unwrap().returned, 1);
    let back = world.show("python/dict/hashing");
    assert_eq!((back.locus.id, back.history.len()), (id, 1));
}

#[test]
fn a_rejected_change_is_not_asked_again_until_the_file_changes_again_or_is_accepted_after_all() {
    let mut world = World::empty();
    world.write("a.md", MAP);
    world.read();
    world.log("python/dict/hashing", 3);
    world.files.remove("/notes/a.md");
    world.read();
    let file = Some("/notes/a.md".to_owned());
    let reject = Sync {
        reject: file.clone(),
        ..Sync::default()
    };
    assert!(world.sync(reject).unwrap().held.is_empty());
    assert!(world.sync(Sync::default()).unwrap().held.is_empty());
    assert_eq!(world.show("python/dict/hashing").locus.state, "review");
    let accept = Sync {
        accept: file,
        ..Sync::default()
    };
    assert_eq!(world.sync(accept.clone()).unwrap().retired, 1);
    assert!(world.sync(accept).is_err(), "it is not held any more");
}

#[test]
fn a_source_that_the_user_takes_away_retires_without_a_question_and_returns_with_its_history() {
    let mut world = World::empty();
    world.write("a.md", MAP);
    world.read();
    world.log("python/dict/hashing", 3);
    let files = std::mem::take(&mut world.files);
    world.roots.clear();
    let report = world.sync(Sync::default()).unwrap();
    assert!(report.held.is_empty() && report.retired == 1, "{report:?}");
    world.files = files;
    world.roots.push("/notes".to_owned());
    assert_eq!(world.sync(Sync::default()).unwrap().returned, 1);
    assert_eq!(world.show("python/dict/hashing").history.len(), 1);
}

#[test]
fn a_renamed_label_is_told_by_its_paths() {
    let mut world = World::empty();
    world.write("a.md", MAP);
    world.read();
    world.log("python/dict/hashing", 3);
    world.write("a.md", &MAP.replace("hashing", "hashing of keys"));
    let moved = world.sync(Sync::default()).unwrap().moved;
    let moved: Vec<(&str, &str)> = moved
        .iter()
        .map(|moved| (moved.from.as_str(), moved.to.as_str()))
        .collect();
    assert_eq!(
        moved,
        [("python/dict/hashing", "python/dict/hashing-of-keys")]
    );
}

#[test]
fn a_file_that_cannot_be_read_keeps_its_last_good_state() {
    let mut world = World::empty();
    world.write("a.md", MAP);
    world.read();
    world.log("python/dict/hashing", 3);
    world.files.clear();
    world.troubles.push(crate::notes::read::Trouble {
        path: "/notes".to_owned(),
        line: 0,
        level: crate::notes::problem::Level::Error,
        message: "the folder is gone".to_owned(),
    });
    let report = world.sync(Sync::default()).unwrap();
    assert!(
        report.held.is_empty() && report.retired == 0 && report.problems.len() == 1,
        "{report:?}"
    );
    assert_eq!(world.ls(Filter::Live).len(), 5);
}

#[test]
fn words_that_were_never_reviewed_leave_no_trace() {
    let mut world = World::empty();
    for text in ["├── d", "├── di", "├── dict"] {
        world.write("a.md", &format!("# Mind map\n\nPython\n{text}\n└── list\n"));
        world.read();
    }
    assert_eq!(world.ls(Filter::Live).len(), 2);
    assert!(world.ls(Filter::Retired).is_empty());
    assert!(
        world
            .ls(Filter::Live)
            .iter()
            .all(|locus| locus.id.is_none())
    );
}

#[test]
fn an_id_that_two_branches_have_is_told_with_both_lines() {
    let mut world = World::empty();
    world.write("a.md", "# Mind map\n\nPython\n├── dict ^x1\n└── list\n");
    assert!(world.sync(Sync::default()).unwrap().problems.is_empty());
    world.log("python/dict", 3);
    world.write("b.md", "# Mind map\n\nRust\n├── map ^x1\n└── also ^x1\n");
    let problems = world.sync(Sync::default()).unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].source.ends_with("b.md") && problems[0].line == 4);
    assert!(
        problems[0].message.contains("`dict` at ") && problems[0].message.contains("a.md:4"),
        "{problems:?}"
    );
    assert!(problems[0].message.contains("and 1 more like it"));
    world.write("b.md", "# Mind map\n\nRust\n├── map\n└── also\n");
    assert!(world.sync(Sync::default()).unwrap().problems.is_empty());
}

//! What an anchor brings back: a locus that is gone, whatever it is called and wherever it stands now.

use super::identity::{MAP, edit, undo, world};
use super::world::World;

/// A world in which `hashing ^keys` was reviewed and is gone for more than a year.
fn gone() -> World {
    let mut world = world(&MAP.replace("hashing", "hashing ^keys"));
    world.log("python/dict/hashing", 3);
    assert_eq!(edit(&mut world, "│   ├── hashing ^keys\n", "").retired, 1);
    world.pass_days(400);
    world
}

#[test]
fn an_anchor_revives_at_any_age_under_another_label_and_elsewhere() {
    let mut world = gone();
    world.restart();
    let report = edit(
        &mut world,
        "└── slices",
        "├── where they go ^keys\n    └── slices",
    );
    assert_eq!((report.returned, report.added), (1, 0), "{report:?}");
    assert!(!report.moved[0].guessed);
    let shown = world.show("python/list/where-they-go");
    assert_eq!(
        (shown.locus.state.as_str(), shown.history.len()),
        ("review", 1)
    );
    crate::store::repair::repair(&mut world.engine.store, &world.engine.model).unwrap();
    world.restart();
    world.read();
    assert_eq!(world.show("python/list/where-they-go"), shown);
}

#[test]
fn an_anchor_that_is_typed_behind_what_stands_there_revives_too() {
    let mut world = gone();
    let report = edit(&mut world, "views", "views of keys");
    assert_eq!(report.returned, 0);
    let report = edit(&mut world, "views of keys", "views of keys ^keys");
    assert_eq!(report.returned, 1);
    assert_eq!(world.show("python/dict/views-of-keys").history.len(), 1);
}

#[test]
fn what_has_a_history_keeps_it_whatever_anchor_it_gets() {
    let mut world = gone();
    world.log("python/dict/views", 1);
    let before = world.show("python/dict/views");
    let report = edit(&mut world, "views", "views ^keys");
    assert_eq!((report.returned, report.retired), (0, 0));
    assert_eq!(world.show("python/dict/views").history, before.history);
    // Gone with it, it is one of two that had it: which is meant must be seen from the label or what is around.
    edit(&mut world, "│   └── views ^keys\n", "");
    world.pass_secs(3600);
    let report = edit(&mut world, "└── list", "├── sets ^keys\n└── list");
    assert_eq!(report.returned, 0);
    edit(&mut world, "├── sets ^keys\n", "");
    let report = edit(&mut world, "└── slices", "├── views ^keys\n    └── slices");
    assert_eq!(report.returned, 1);
    assert_eq!(world.show("python/list/views").history, before.history);
}

#[test]
fn an_anchor_that_stands_twice_revives_nothing_until_it_stands_once() {
    let mut world = gone();
    let report = edit(
        &mut world,
        "└── slices",
        "├── one ^keys\n    ├── two ^keys\n    └── slices",
    );
    assert_eq!((report.returned, report.problems.len()), (0, 1));
    let report = edit(&mut world, "two ^keys", "two");
    assert_eq!(report.returned, 1);
    assert_eq!(world.show("python/list/one").history.len(), 1);
}

#[test]
fn a_copy_with_the_anchor_goes_on_when_the_original_goes() {
    let mut world = world(&MAP.replace("hashing", "hashing ^keys"));
    world.log("python/dict/hashing", 3);
    world.write(
        "b.md",
        "# Mind map\n\nJava\n└── maps\n    └── tables ^keys\n",
    );
    world.read();
    assert_eq!(world.show("java/maps/tables").history, []);
    let report = edit(&mut world, "│   ├── hashing ^keys\n", "");
    assert_eq!((report.retired, report.moved.len()), (0, 1));
    assert!(!report.moved[0].guessed);
    assert_eq!(world.show("java/maps/tables").history.len(), 1);
}

#[test]
fn what_an_anchor_brought_back_and_the_user_took_away_stays_away() {
    let mut world = gone();
    let report = edit(&mut world, "slices", "where they go ^keys");
    let id = report.moved[0].id.unwrap();
    undo(&mut world, id).unwrap();
    assert_eq!(world.show("python/dict/hashing").locus.state, "retired");
    let report = edit(&mut world, "where they go", "where all keys go");
    assert_eq!(report.returned, 0);
    assert_eq!(world.show("where-all-keys-go").history, []);
}

#[test]
fn the_id_of_a_mind_map_file_is_an_anchor() {
    let map = |nodes: &str| {
        format!(
            r#"<map version="1.0.1"><node TEXT="Python" ID="ID_1">{nodes}<node TEXT="list" ID="ID_3"/></node></map>"#
        )
    };
    let mut world = World::empty();
    world.write("a.mm", &map(r#"<node TEXT="dict" ID="ID_2"/>"#));
    world.read();
    world.log("python/dict", 3);
    world.write("a.mm", &map(""));
    world.read();
    world.pass_days(400);
    world.write("a.mm", &map(r#"<node TEXT="hash tables" ID="ID_2"/>"#));
    world.read();
    assert_eq!(world.show("python/hash-tables").history.len(), 1);
}

//! The tree: what each part sums up to.

use super::world::World;
use crate::ipc::protocol::{Request, Response, ScopeParams, Tree, TreeItem, TreeSum};

fn tree(world: &mut World, scope: Option<&str>, depth: Option<u32>) -> Vec<TreeItem> {
    let scope = scope.map(str::to_owned);
    match world.ask(Request::Tree(Tree { scope, depth })).unwrap() {
        Response::Tree(items) => items,
        other => panic!("{other:?}"),
    }
}

const MAP: &str = "# Mind map\n\nPython\n├── dict\n│   ├── hashing\n│   └── views\n└── list\n";

#[test]
fn what_holds_loci_sums_them_up() {
    let mut world = World::empty();
    world.write("a.md", MAP);
    world.read();
    world.log("python/dict", 3);
    world.log("python/dict/views", 1);
    let scope = "python/list".to_owned();
    let suspend = ScopeParams {
        batch_id: None,
        scope,
    };
    world.ask(Request::Suspend(suspend)).unwrap();
    let items = tree(&mut world, None, None);
    let lines: Vec<(&str, &str, u32)> = items
        .iter()
        .map(|item| (item.kind.as_str(), item.path.as_str(), item.level))
        .collect();
    assert_eq!(
        lines,
        [
            ("map", "python", 0),
            ("branch", "python/dict", 1),
            ("branch", "python/dict/hashing", 2),
            ("branch", "python/dict/views", 2),
            ("branch", "python/list", 1),
        ]
    );
    assert_eq!(items[0].label, "Python");
    let wanted = TreeSum {
        loci: 4,
        due: 0,
        new: 1,
        suspended: 1,
        retrievability: Some(1.0),
    };
    assert_eq!(items[0].below, Some(wanted));
    assert_eq!(
        items[1].below.map(|below| (below.loci, below.new)),
        Some((2, 1))
    );
    assert_eq!(items[4].below, None);
    assert_eq!(
        items[4].locus.as_ref().map(|locus| locus.state.as_str()),
        Some("suspended")
    );
}

#[test]
fn levels_that_are_left_out_are_counted_all_the_same() {
    let mut world = World::bundled();
    let whole = tree(&mut world, None, None);
    let tops = tree(&mut world, None, Some(0));
    assert_eq!(tops.len(), 7);
    let loci = |items: &[TreeItem]| -> u32 {
        items
            .iter()
            .filter(|item| item.level == 0)
            .filter_map(|item| item.below.map(|below| below.loci))
            .sum()
    };
    assert_eq!((loci(&tops), loci(&whole)), (83, 83));
}

#[test]
fn a_tree_of_nothing_is_refused_with_what_comes_close() {
    let mut world = World::bundled();
    let scope = Some("no such thing".to_owned());
    let asked = Request::Tree(Tree { scope, depth: None });
    assert!(world.ask(asked).is_err());
}

#[test]
fn a_palace_comes_with_its_model_answer_and_its_mark() {
    let mut world = World::bundled();
    let items = tree(&mut world, Some("your-house"), None);
    let answer = items[0].answer.as_deref().unwrap_or_default();
    assert!(
        answer.starts_with("A Python variable is a name"),
        "{answer}"
    );
    assert!(items[0].interview);
    assert!(items[1..].iter().all(|item| item.answer.is_none()));
    let items = tree(&mut world, Some("python"), None);
    assert_eq!(
        (items[0].answer.as_deref(), items[0].interview),
        (None, false)
    );
}

#[test]
fn a_room_comes_with_its_image() {
    let mut world = World::empty();
    let rows = "| Room | Image | Point |\n|---|---|---|\n| Gate | A red gate sings | Name |\n| Hall | | Heap |\n";
    world.write(
        "a.md",
        &format!("# Memory palace: x\n\nPalace = House\n\n{rows}"),
    );
    world.read();
    let items = tree(&mut world, Some("house"), None);
    let bodies: Vec<_> = items.iter().map(|item| item.body.as_deref()).collect();
    assert_eq!(bodies, [None, Some("A red gate sings"), None]);
}

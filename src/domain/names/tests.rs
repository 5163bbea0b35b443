//! Tests of the paths.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::domain::atlas::{Branch, Document, MindMap, NodeIx, Note, Palace, Room, Route};

fn map(root: &str, branches: &[(u32, &str)]) -> MindMap {
    MindMap {
        title: String::new(),
        root: root.to_owned(),
        line: 1,
        interview: false,
        branches: branches
            .iter()
            .map(|(depth, label)| Branch {
                label: (*label).into(),
                depth: *depth,
                ..Branch::default()
            })
            .collect(),
    }
}

fn palace(place: &str, routes: &[(&str, &[&str])]) -> Palace {
    let room = |place: &&str| Room {
        place: (*place).into(),
        ..Room::default()
    };
    Palace {
        title: "Title".to_owned(),
        place: Some(place.to_owned()),
        line: 2,
        answer: None,
        interview: false,
        routes: routes
            .iter()
            .map(|(heading, rooms)| Route {
                heading: (*heading).to_owned(),
                line: 1,
                rooms: rooms.iter().map(room).collect(),
            })
            .collect(),
    }
}

fn document(folders: &[&str], maps: Vec<MindMap>, palaces: Vec<Palace>) -> Document {
    Document {
        source: "/notes/a.md".to_owned(),
        folders: folders.iter().map(|folder| (*folder).to_owned()).collect(),
        note: Note { maps, palaces },
    }
}

fn atlas_of(maps: Vec<MindMap>) -> Atlas {
    Atlas::assemble(vec![document(&[], maps, Vec::new())])
}

fn nodes(atlas: &Atlas, kept: &[&str]) -> Vec<String> {
    let kept: Vec<Option<&str>> = kept
        .iter()
        .map(|path| (!path.is_empty()).then_some(*path))
        .collect();
    texts(&name(atlas, &kept).nodes)
}

fn texts(paths: &[Arc<str>]) -> Vec<String> {
    paths.iter().map(|path| path.to_string()).collect()
}

#[test]
fn paths_are_slugs_of_labels_from_the_root_down() {
    let atlas = atlas_of(vec![map(
        "Python",
        &[(1, "Functions"), (2, "Arguments"), (3, "*args, **kwargs")],
    )]);
    assert_eq!(
        nodes(&atlas, &[]),
        [
            "python/functions",
            "python/functions/arguments",
            "python/functions/arguments/args-kwargs"
        ]
    );
}

#[test]
fn a_later_route_adds_its_heading_and_the_first_adds_nothing() {
    let desk = palace(
        "Office Desk",
        &[
            ("Object", &["Notebook"]),
            ("Desk Action", &["Rewrite notebook"]),
        ],
    );
    let atlas = Atlas::assemble(vec![document(&["Work Stuff"], Vec::new(), vec![desk])]);
    let names = name(&atlas, &[]);
    assert_eq!(texts(&names.tops), ["work-stuff/office-desk"]);
    assert_eq!(
        texts(&names.routes[0]),
        [
            "work-stuff/office-desk",
            "work-stuff/office-desk/desk-action"
        ]
    );
    assert_eq!(
        texts(&names.nodes),
        [
            "work-stuff/office-desk/notebook",
            "work-stuff/office-desk/desk-action/rewrite-notebook"
        ]
    );
}

#[test]
fn twins_among_siblings_maps_and_palaces_are_numbered_in_note_order() {
    let atlas = Atlas::assemble(vec![document(
        &[],
        vec![map("M", &[(1, "a"), (1, "A"), (2, "b"), (1, "a!")])],
        vec![palace("m", &[("Room", &["x"])])],
    )]);
    let names = name(&atlas, &[]);
    assert_eq!(texts(&names.tops), ["m", "m~2"]);
    assert_eq!(
        texts(&names.nodes),
        ["m/a", "m/a~2", "m/a~2/b", "m/a~3", "m~2/x"]
    );
}

#[test]
fn a_twin_keeps_its_number_when_the_other_is_gone() {
    let atlas = atlas_of(vec![map("m", &[(1, "a"), (2, "b")])]);
    assert_eq!(nodes(&atlas, &["m/a~2", ""]), ["m/a~2", "m/a~2/b"]);
}

#[test]
fn a_new_twin_above_a_known_one_does_not_take_its_path() {
    let atlas = atlas_of(vec![map("m", &[(1, "a"), (1, "a")])]);
    assert_eq!(nodes(&atlas, &["", "m/a"]), ["m/a~2", "m/a"]);
}

#[test]
fn a_known_twin_keeps_its_segment_when_its_parent_is_renamed() {
    let atlas = atlas_of(vec![map("m", &[(1, "new"), (2, "a"), (2, "a")])]);
    assert_eq!(
        nodes(&atlas, &["m/old", "", "m/old/a"]),
        ["m/new", "m/new/a~2", "m/new/a"]
    );
}

#[test]
fn who_stays_comes_before_who_moved_in() {
    let atlas = atlas_of(vec![map("m", &[(1, "p"), (2, "a"), (2, "a")])]);
    assert_eq!(
        nodes(&atlas, &["", "m/q/a", "m/p/a"]),
        ["m/p", "m/p/a~2", "m/p/a"]
    );
}

#[test]
fn a_path_that_a_rename_frees_is_free() {
    let atlas = atlas_of(vec![map("m", &[(1, "b"), (1, "a")])]);
    assert_eq!(nodes(&atlas, &["m/a", "m/b"]), ["m/b", "m/a"]);
    assert_eq!(nodes(&atlas, &["m/a", ""]), ["m/b", "m/a"]);
}

#[test]
fn a_map_keeps_its_number_for_the_sake_of_its_first_known_locus() {
    let atlas = atlas_of(vec![
        map("m", &[(1, "from elsewhere"), (1, "b")]),
        map("m", &[(1, "c")]),
    ]);
    let kept = [Some("z/other"), Some("m~2/b"), None];
    assert_eq!(texts(&name(&atlas, &kept).tops), ["m~2", "m"]);
    let moved = Atlas::assemble(vec![document(
        &["f"],
        vec![map("m", &[(1, "b")])],
        Vec::new(),
    )]);
    assert_eq!(texts(&name(&moved, &[Some("m~2/b")]).tops), ["f/m~2"]);
}

#[test]
fn a_route_keeps_its_number_and_takes_nothing_from_a_known_room() {
    let desk = palace("Desk", &[("Object", &["Action"]), ("Action", &["Lock"])]);
    let atlas = Atlas::assemble(vec![document(&[], Vec::new(), vec![desk])]);
    assert_eq!(
        texts(&name(&atlas, &[]).nodes),
        ["desk/action~2", "desk/action/lock"]
    );
    let kept = [Some("desk/action"), None];
    assert_eq!(
        texts(&name(&atlas, &kept).nodes),
        ["desk/action", "desk/action~2/lock"]
    );
    let kept = [None, Some("desk/action~3/lock")];
    assert_eq!(
        texts(&name(&atlas, &kept).nodes),
        ["desk/action", "desk/action~3/lock"]
    );
}

#[test]
fn a_branch_and_a_map_in_a_folder_of_that_name_do_not_share_a_path() {
    let atlas = Atlas::assemble(vec![
        document(&[], vec![map("python", &[(1, "functions")])], Vec::new()),
        document(&["python"], vec![map("functions", &[(1, "x")])], Vec::new()),
    ]);
    let names = name(&atlas, &[]);
    assert_eq!(texts(&names.tops), ["python", "python/functions"]);
    assert_eq!(
        texts(&names.nodes),
        ["python/functions~2", "python/functions/x"]
    );
    let known = name(&atlas, &[Some("python/functions"), None]);
    assert_eq!(
        texts(&known.nodes),
        ["python/functions", "python/functions~2/x"]
    );
}

#[test]
fn a_hundred_thousand_twins_are_named_in_linear_time() {
    let branches: Vec<(u32, &str)> = (0..100_000).map(|_| (1, "same")).collect();
    let atlas = atlas_of(vec![map("m", &branches)]);
    let names = name(&atlas, &[]);
    assert_eq!(&*names.nodes[99_999], "m/same~100000");
    let kept: Vec<Option<&str>> = names.nodes.iter().map(|path| Some(&**path)).collect();
    assert_eq!(name(&atlas, &kept), names);
}

#[test]
fn what_stands_as_it_stood_is_not_named_again() {
    let file = |source: &str, root: &str, branches: &[(u32, &str)]| Document {
        source: source.to_owned(),
        ..document(&[], vec![map(root, branches)], Vec::new())
    };
    let atlas = |edited: &str| {
        Atlas::assemble(vec![
            file("/notes/a.md", "a", &[(1, edited)]),
            file("/notes/b.md", "b", &[(1, "known"), (2, "new")]),
            file("/notes/c.md", "c", &[(1, "twin"), (1, "twin")]),
        ])
    };
    let was = atlas("x");
    let names = name(&was, &[]);
    let before = Named {
        atlas: &was,
        paths: names.nodes.iter().collect(),
    };
    let kept = [None, Some("b/known"), None, None, None];
    let after = name_after(&before, &atlas("y"), &kept);
    assert_eq!(
        texts(&after.nodes),
        ["a/y", "b/known", "b/known/new", "c/twin", "c/twin~2"]
    );
    let same = |at: usize| Arc::ptr_eq(&names.nodes[at], &after.nodes[at]);
    assert_eq!([0, 1, 2].map(same), [false, true, true]);
}

/// Few labels, so that there are many twins.
fn any_document() -> impl Strategy<Value = Document> {
    let label = || prop::sample::select(vec!["a", "A", "b", "a b", "…", "m"]);
    let branches = prop::collection::vec((1_u32..5, label()), 0..20);
    let rooms = prop::collection::vec(label(), 1..5);
    let one_map = (label(), branches).prop_map(|(root, branches)| {
        let mut depth = 0;
        let flat: Vec<(u32, &str)> = branches
            .into_iter()
            .map(|(wanted, label)| {
                depth = wanted.min(depth + 1);
                (depth, label)
            })
            .collect();
        map(root, &flat)
    });
    let one_palace =
        (label(), prop::collection::vec((label(), rooms), 1..4)).prop_map(|(place, routes)| {
            let routes: Vec<(&str, &[&str])> = routes
                .iter()
                .map(|(heading, rooms)| (*heading, rooms.as_slice()))
                .collect();
            palace(place, &routes)
        });
    (
        prop::collection::vec(label(), 0..2),
        prop::collection::vec(one_map, 0..3),
        prop::collection::vec(one_palace, 0..3),
    )
        .prop_map(|(folders, maps, palaces)| document(&folders, maps, palaces))
}

fn any_atlas() -> impl Strategy<Value = Atlas> {
    prop::collection::vec(any_document(), 0..4).prop_map(Atlas::assemble)
}

/// What one reading finds: the file that changed, what it holds now if it is there, and for each node of all
/// notes whether it is known, and by which path if it is not the one that it has.
type Reading = (usize, Option<Document>, Vec<(bool, Option<usize>)>);

fn any_reading() -> impl Strategy<Value = Reading> {
    let foreign = prop::option::weighted(0.05, 0_usize..60);
    let known = prop::collection::vec((any::<bool>(), foreign), 60);
    (
        0_usize..4,
        prop::option::weighted(0.9, any_document()),
        known,
    )
}

/// The path that each node had: its own where it stood before, under the same source and at the same place there.
fn kept<'a>(
    before: &Named<'a>,
    atlas: &Atlas,
    known: &[(bool, Option<usize>)],
) -> Vec<Option<&'a str>> {
    let stood = |ix: NodeIx| {
        let first = |atlas: &Atlas, source: &str| {
            let mut nodes = atlas.iter();
            nodes
                .find(|(at, _)| atlas.source(*at) == source)
                .map(|(at, _)| at.0)
        };
        let source = atlas.source(ix);
        let at = first(before.atlas, source)? + (ix.0 - first(atlas, source)?);
        let is_there = (at as usize) < before.paths.len();
        (is_there && before.atlas.source(NodeIx(at)) == source).then_some(at as usize)
    };
    let kept = atlas.iter().zip(known).map(|((ix, _), (known, foreign))| {
        let at = foreign.or(stood(ix)).filter(|_| *known)?;
        before.paths.get(at).map(|path| &***path)
    });
    kept.collect()
}

proptest! {
    #[test]
    fn no_two_things_share_a_path_and_naming_again_changes_nothing(
        atlas in any_atlas(),
        odd in prop::collection::vec(prop::option::of("(a|m|b)(~[23])?(/(a|a-b)(~[23])?){0,2}"), 80),
    ) {
        let odd = odd.iter().map(Option::as_deref).collect();
        for kept in [Vec::new(), odd] {
            let names = name(&atlas, &kept);
            let later = names.routes.iter().flat_map(|routes| routes.iter().skip(1));
            let all: Vec<&Arc<str>> = names.tops.iter().chain(later).chain(&names.nodes).collect();
            prop_assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
            for (top, routes) in names.tops.iter().zip(&names.routes) {
                prop_assert!(routes.first().is_none_or(|first| first == top));
            }
            let known: Vec<Option<&str>> = names.nodes.iter().map(|path| Some(&**path)).collect();
            prop_assert_eq!(&name(&atlas, &known).nodes, &names.nodes);
        }
    }

    #[test]
    fn naming_what_changed_finds_what_naming_all_finds(
        files in prop::collection::vec(any_document(), 4),
        readings in prop::collection::vec(any_reading(), 1..5),
    ) {
        let mut files: Vec<Option<Document>> = files.into_iter().map(Some).collect();
        let (mut was, mut names) = (Atlas::default(), Names::default());
        for (changed, now, known) in readings {
            files[changed] = now;
            let atlas = Atlas::assemble(files.iter().enumerate().filter_map(|(at, file)| {
                Some(Document { source: format!("/notes/{at}.md"), ..file.clone()? })
            }));
            let before = Named { atlas: &was, paths: names.nodes.iter().collect() };
            let kept = kept(&before, &atlas, &known);
            let after = name_after(&before, &atlas, &kept);
            prop_assert_eq!(&after, &name(&atlas, &kept));
            (was, names) = (atlas, after);
        }
    }
}

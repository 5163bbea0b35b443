//! Tests of the tree.

use super::*;
use crate::domain::atlas::{Branch, Document, MindMap, Note, Palace, Room, Route};
use crate::domain::find::Finder;
use crate::domain::names::name;

fn map(root: &str, outline: &[(u32, &str)]) -> MindMap {
    MindMap {
        title: root.to_owned(),
        root: root.to_owned(),
        line: 1,
        interview: false,
        branches: outline
            .iter()
            .map(|(depth, label)| Branch {
                label: (*label).into(),
                depth: *depth,
                ..Branch::default()
            })
            .collect(),
    }
}

fn route(heading: &str, places: &[&str]) -> Route {
    Route {
        heading: heading.to_owned(),
        line: 1,
        rooms: places
            .iter()
            .map(|place| Room {
                place: (*place).into(),
                ..Room::default()
            })
            .collect(),
    }
}

fn atlas() -> Atlas {
    let house = Palace {
        title: String::new(),
        place: Some("House".to_owned()),
        line: 9,
        answer: None,
        interview: false,
        routes: vec![route("Room", &["Gate", "Hall"]), route("Desk", &["Lamp"])],
    };
    let document = |folders: &[&str], maps, palaces| Document {
        source: folders.join("/"),
        folders: folders.iter().map(|folder| (*folder).to_owned()).collect(),
        note: Note { maps, palaces },
    };
    Atlas::assemble(vec![
        document(
            &["Py"],
            vec![map("Dict", &[(1, "Hash"), (2, "Seed")])],
            vec![],
        ),
        document(
            &[],
            vec![map("Py", &[(1, "a"), (2, "b"), (1, "c")])],
            vec![house],
        ),
        document(&["Py", "Deep"], vec![map("List", &[(1, "Slice")])], vec![]),
    ])
}

/// The tree of a scope, each level two blanks further in.
fn drawn(query: Option<&str>) -> String {
    let atlas = atlas();
    let finder = Finder::new(&atlas, name(&atlas, &[]));
    let scope = query.map(|query| finder.scope(query).unwrap());
    let twigs = tree(&atlas, &finder, scope.as_ref());
    let mut text = String::new();
    for twig in twigs {
        let mark = match twig.part {
            Part::Folder(_) => "/",
            Part::Map(_) | Part::Palace(_) => ":",
            Part::Route(..) => "=",
            Part::Locus(_) => "",
            Part::Above(_) => "^",
        };
        let indent = "  ".repeat(twig.level as usize);
        text.push_str(&format!("{indent}{}{mark}\n", twig.path));
    }
    text
}

#[test]
fn the_whole_atlas_stands_by_folders_in_note_order() {
    assert_eq!(
        drawn(None),
        "py/\n  py/dict:\n    py/dict/hash\n      py/dict/hash/seed\n  py/deep/\n    py/deep/list:\n      \
         py/deep/list/slice\npy:\n  py/a\n    py/a/b\n  py/c\nhouse:\n  house/gate\n  house/hall\n  \
         house/desk=\n    house/desk/lamp\n"
    );
}

#[test]
fn a_tree_begins_with_what_the_scope_names() {
    for (query, wanted) in [
        (
            "py/dict",
            "py/dict:\n  py/dict/hash\n    py/dict/hash/seed\n",
        ),
        ("py/dict/hash", "py/dict/hash\n  py/dict/hash/seed\n"),
        ("py/dict/hash/seed", "py/dict/hash/seed\n"),
        ("py/dict/hash/", "py/dict/hash^\n  py/dict/hash/seed\n"),
        ("py/a/**", "py/a^\n  py/a/b\n"),
        ("py/a..c", "py:\n  py/a\n  py/c\n"),
        ("house/desk", "house/desk=\n  house/desk/lamp\n"),
        ("house/gate", "house/gate\n"),
        ("house/", "house:\n  house/gate\n  house/hall\n"),
        (
            "py/deep/**",
            "py/deep/\n  py/deep/list:\n    py/deep/list/slice\n",
        ),
    ] {
        assert_eq!(drawn(Some(query)), wanted, "{query}");
    }
}

#[test]
fn a_folder_and_a_map_of_one_path_are_shown_side_by_side() {
    let text = drawn(Some("py/**"));
    assert!(text.starts_with("py/\n  py/dict:\n"), "{text}");
    assert!(
        text.ends_with("\npy:\n  py/a\n    py/a/b\n  py/c\n"),
        "{text}"
    );
}

//! What is composed is read back: our fixtures, odd texts one by one, and any texts at all.

use proptest::prelude::*;

use super::*;
use crate::domain::atlas::{Branch, Room, Route};
use crate::notes::bundled;

/// A note without what is free: lines, titles, blank lines, and where a palace's name stands.
fn bare(note: &Note) -> Note {
    let body = |body: &str| {
        let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut note = note.clone();
    for map in &mut note.maps {
        map.title.clear();
        map.line = 0;
        for branch in &mut map.branches {
            branch.line = 0;
            branch.body = branch.body.as_deref().map(|text| body(text).into());
        }
    }
    for palace in &mut note.palaces {
        palace.place = Some(palace.name().to_owned());
        palace.title.clear();
        palace.line = 0;
        for route in &mut palace.routes {
            route.line = 0;
            for room in &mut route.rooms {
                room.line = 0;
            }
        }
    }
    note
}

/// Composes a note and reads it back; gives the text.
fn comes_back(note: &Note) -> String {
    let composed = compose(note);
    assert_eq!(composed.lost, [], "{}", composed.text);
    let read = reread(&composed.text);
    assert_eq!(bare(&read.note), bare(note), "{}", composed.text);
    let told = read.problems.iter();
    let strange = told.filter(|problem| !problem.message.contains("has no point"));
    assert_eq!(strange.count(), 0, "{}", composed.text);
    composed.text
}

fn map(root: &str, branches: &[(u32, &str)]) -> MindMap {
    MindMap {
        title: "Title".to_owned(),
        root: root.to_owned(),
        line: 1,
        interview: false,
        branches: branches
            .iter()
            .map(|(depth, label)| Branch {
                label: (*label).into(),
                depth: *depth,
                line: 2,
                ..Branch::default()
            })
            .collect(),
    }
}

fn palace(rooms: &[(&str, Option<&str>, &str)]) -> Palace {
    Palace {
        title: "How it runs".to_owned(),
        place: Some("Your House".to_owned()),
        line: 1,
        answer: None,
        interview: false,
        routes: vec![Route {
            heading: "Room".to_owned(),
            line: 1,
            rooms: rooms
                .iter()
                .map(|(place, image, point)| Room {
                    place: (*place).into(),
                    point: (*point).into(),
                    image: image.map(Into::into),
                    line: 2,
                    anchor: None,
                })
                .collect(),
        }],
    }
}

fn of_map(map: MindMap) -> Note {
    Note {
        maps: vec![map],
        palaces: Vec::new(),
    }
}

fn of_palace(palace: Palace) -> Note {
    Note {
        maps: Vec::new(),
        palaces: vec![palace],
    }
}

#[test]
fn the_bundled_notes_come_back_as_they_were() {
    for (name, text) in bundled::FILES {
        let note = reread(text).note;
        assert!(!note.maps.is_empty() || !note.palaces.is_empty(), "{name}");
        comes_back(&note);
    }
}

#[test]
fn a_map_is_drawn_with_its_notes_and_ids() {
    let mut map = map("Rust", &[(1, "Ownership"), (2, "moves"), (1, "Traits")]);
    map.interview = true;
    map.branches[0].body = Some("one owner\n\nno more".into());
    map.branches[1].anchor = Some("mv-1".into());
    map.branches[2].body = Some("like interfaces".into());
    assert_eq!(
        comes_back(&of_map(map)),
        "# Title #map #interview\n\n```text\nRust\n├── Ownership\n│   │ one owner\n│   │ no more\n\
         │   └── moves ^mv-1\n└── Traits\n    │ like interfaces\n```\n"
    );
}

#[test]
fn a_palace_is_written_with_its_routes_and_its_answer() {
    let mut palace = palace(&[("Gate", None, "a | b"), ("客厅", None, "")]);
    palace.routes[0].rooms[0].anchor = Some("k1".into());
    palace.routes.push(Route {
        heading: "Desk".to_owned(),
        line: 1,
        rooms: vec![Room {
            place: "Lamp".into(),
            point: "light".into(),
            image: Some("a moth".into()),
            line: 5,
            anchor: None,
        }],
    });
    palace.answer = Some("It runs.\n\n**Fast.**".to_owned());
    assert_eq!(
        comes_back(&of_palace(palace)),
        "# How it runs #palace\n\nPalace = Your House\n\n\
         | Room     | Point  |\n| -------- | ------ |\n| Gate ^k1 | a \\| b |\n| 客厅     |        |\n\n\
         | Desk | Image  | Point |\n| ---- | ------ | ----- |\n| Lamp | a moth | light |\n\n\
         ## Interview Answer\n\n> It runs.\n>\n> **Fast.**\n"
    );
}

#[test]
fn labels_that_look_like_something_else_come_back() {
    for label in [
        "```",
        "~~~",
        "# heading",
        "- item",
        "1. item",
        "> quote",
        "| a | b |",
        "|---|---|",
        "├",
        "└── x",
        "│ x",
        "-- x",
        "+-- x",
        "`-- x",
        "*args, **kwargs",
        "__init__",
        "x ^2",
        "a^b",
        "Palace = X",
        "Interview Answer",
        "---",
        "===",
        "loci: false",
        "mind map",
        "C#",
        "\\|",
        "a\\",
        "…",
        "记忆",
        "<b>&amp;</b>",
        "![[x]]",
        "[x](y)",
    ] {
        let note = of_map(map("Root", &[(1, label), (2, label), (1, "end")]));
        let composed = compose(&note);
        let drawn = label.starts_with(['├', '└', '│']);
        assert_eq!(composed.lost.is_empty(), !drawn, "{label}: {composed:?}");
        if !drawn {
            comes_back(&note);
        }
        comes_back(&of_palace(palace(&[
            ("Gate", None, label),
            ("Hall", Some("owl"), label),
        ])));
    }
}

#[test]
fn a_root_that_no_line_can_name_becomes_the_heading() {
    let long = "long ".repeat(60);
    for root in ["# x", "```", "a sentence with many words.", long.trim()] {
        let text = comes_back(&of_map(map(root, &[(1, "a"), (1, "b")])));
        assert!(
            text.starts_with(&format!("# {root} #map\n\n```text\n├── a\n")),
            "{text}"
        );
    }
    let lost = compose(&of_map(map("- x", &[(1, "a"), (1, "b")]))).lost;
    assert_eq!(lost[0].what, "the root `- x` reads `x` now");
}

#[test]
fn places_that_are_numbers_are_not_taken_for_a_count() {
    comes_back(&of_palace(palace(&[
        ("1", Some("a pen"), "x"),
        ("2", None, "y"),
    ])));
    comes_back(&of_palace(palace(&[("1", None, "x"), ("2", None, "y")])));
}

#[test]
fn a_palace_without_a_place_is_called_by_its_heading() {
    let mut plain = palace(&[("Gate", None, "x"), ("Hall", None, "y")]);
    plain.place = None;
    let text = comes_back(&of_palace(plain.clone()));
    assert!(!text.contains("Palace ="), "{text}");
    // Points that are code count against it, and so does a place that comes twice.
    for room in &mut plain.routes[0].rooms {
        room.place = "Gate".into();
        room.point = "`x`".into();
    }
    let text = comes_back(&of_palace(plain));
    assert!(text.contains("\nPalace = How it runs\n"), "{text}");
}

#[test]
fn what_cannot_be_carried_is_told() {
    let mut map = map("Root", &[(1, "a┘b"), (1, "x ^abc"), (1, "plain")]);
    map.branches[2].body = Some("| a | b |".into());
    map.branches[2].anchor = Some("ID_12".into());
    map.branches[2].numbered = true;
    let lost: Vec<String> = compose(&of_map(map))
        .lost
        .into_iter()
        .map(|lost| lost.what)
        .collect();
    assert_eq!(
        lost,
        [
            "the label `a┘b` reads `a+b` now",
            "the label `x ^abc` reads `x` now",
            "`^abc` reads as an id now",
            "the note of `plain` reads `｜ a ｜ b ｜` now",
            "1 ids of the file's own kind are left out: loci pin writes such as notes have",
            "a drawn tree has no numbers: 1 numbered branches are plain now",
        ]
    );
}

#[test]
fn a_map_that_looks_like_a_listing_is_written_and_names_its_adoption() {
    let composed = compose(&of_map(map(
        "project",
        &[(1, "src"), (1, "main.rs"), (1, "lib.rs")],
    )));
    let [lost] = composed.lost.as_slice() else {
        panic!("{composed:?}");
    };
    assert!(
        lost.what.ends_with("not taken: a listing of files"),
        "{lost:?}"
    );
    assert_eq!(lost.adopt, Some(4));
    let lines: Vec<&str> = composed.text.lines().collect();
    assert_eq!(lines[3], "project");
}

#[test]
fn a_route_that_would_be_left_names_its_adoption() {
    let mut whole = palace(&[("Gate", None, "x")]);
    whole.place = None;
    let prose = "word ".repeat(40);
    let rooms = ["one two three four five six seven", "a b c d e f g h"].map(|place| Room {
        place: place.into(),
        point: prose.trim().into(),
        ..Room::default()
    });
    whole.routes.push(Route {
        heading: "Option".to_owned(),
        line: 1,
        rooms: rooms.to_vec(),
    });
    let lost = compose(&of_palace(whole)).lost;
    assert!(
        lost[0]
            .what
            .starts_with("a part of the palace `How it runs` is written"),
        "{lost:?}"
    );
    assert!(lost[0].adopt.is_some());
}

#[test]
fn what_is_deeper_than_a_tree_is_read_is_drawn_as_deep_as_it_is() {
    let branches: Vec<(u32, &str)> = (1..=2000).map(|depth| (depth, "a")).collect();
    let composed = compose(&of_map(map("Root", &branches)));
    assert_eq!(composed.lost.len(), 2000 - 512);
    assert_eq!(composed.lost[0].what, "`a` stands on level 512 now");
}

#[test]
fn nothing_is_written_of_nothing() {
    assert_eq!(compose(&Note::default()), Composed::default());
}

/// Text as readers give it: cleaned, of one line, and of all that means something in a note.
fn text() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "a",
        "b",
        "Word",
        "宽",
        " ",
        " ",
        "|",
        "\\",
        "`",
        "```",
        "*",
        "_",
        "#",
        "-",
        "--",
        ":",
        "├──",
        "└",
        "│",
        "─",
        "┘",
        "^",
        "^x1",
        "=",
        ">",
        "<",
        "1.",
        "mind map",
        "palace",
        "#map",
        "#interview",
        "Palace = ",
        "é",
        "✔",
        "🏠",
        "Interview Answer",
        ".",
        "/",
        ".rs",
        "|-",
        "+-",
        "¦",
        "~~~",
        "¶",
    ]);
    prop::collection::vec(scraps, 1..6).prop_map(|parts| {
        let text = crate::notes::page::clean(&parts.concat());
        if text.is_empty() {
            "x".to_owned()
        } else {
            text
        }
    })
}

fn any_map() -> impl Strategy<Value = MindMap> {
    let body = prop::option::weighted(0.3, prop::collection::vec(text(), 1..3));
    let branch = (text(), 0u32..4, body, any::<bool>());
    (text(), prop::collection::vec(branch, 1..12), any::<bool>()).prop_map(
        |(root, branches, interview)| {
            let mut depth = 0u32;
            let branches =
                branches
                    .into_iter()
                    .enumerate()
                    .map(|(at, (label, step, body, anchored))| {
                        depth = (depth + 1).saturating_sub(step).max(1);
                        Branch {
                            label: label.into(),
                            depth,
                            line: 2,
                            body: body.map(|lines| lines.join("\n").into()),
                            anchor: anchored.then(|| format!("id{at}").into()),
                            numbered: false,
                        }
                    });
            MindMap {
                title: root.clone(),
                branches: branches.collect(),
                root,
                line: 1,
                interview,
            }
        },
    )
}

fn any_palace() -> impl Strategy<Value = Palace> {
    let room = (text(), text(), prop::option::of(text()), any::<bool>());
    let route = (text(), prop::collection::vec(room, 1..6));
    let routes = prop::collection::vec(route, 1..3);
    (text(), prop::option::of(text()), routes).prop_map(|(title, answer, routes)| {
        let routes = routes.into_iter().map(|(heading, rooms)| {
            let rooms =
                rooms
                    .into_iter()
                    .enumerate()
                    .map(|(at, (place, point, image, anchored))| Room {
                        place: place.into(),
                        point: point.into(),
                        image: image.map(Into::into),
                        line: 2,
                        anchor: anchored.then(|| format!("id{at}").into()),
                    });
            Route {
                heading,
                line: 1,
                rooms: rooms.collect(),
            }
        });
        Palace {
            title,
            place: Some("Your House".to_owned()),
            line: 1,
            answer,
            interview: false,
            routes: routes.collect(),
        }
    })
}

/// Labels with odd characters, but none that the notation has to refuse.
fn odd_label() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 |\\\\`*_#\\-:=<>+~.,()é宽]{0,12}[a-zé宽|`*#)]"
        .prop_map(|text| crate::notes::page::clean(&text))
}

proptest! {
    #[test]
    fn what_is_not_told_comes_back(
        maps in prop::collection::vec(any_map(), 0..3),
        palaces in prop::collection::vec(any_palace(), 0..3),
    ) {
        let note = Note { maps, palaces };
        let composed = compose(&note);
        if composed.lost.is_empty() {
            let read = reread(&composed.text).note;
            prop_assert_eq!(bare(&read), bare(&note), "{}", composed.text);
        }
        prop_assert!(!composed.text.contains('\t'));
    }

    #[test]
    fn odd_labels_come_back(labels in prop::collection::vec((odd_label(), 1u32..3), 1..8)) {
        let mut depth = 0;
        let branches: Vec<(u32, &str)> = labels
            .iter()
            .map(|(label, step)| {
                depth = (depth + 1).min(*step);
                (depth, label.as_str())
            })
            .collect();
        let note = of_map(map("Root of all", &branches));
        let composed = compose(&note);
        let refused = composed.lost.iter().all(|lost| lost.adopt.is_some());
        prop_assert!(refused, "{:?}\n{}", composed.lost, composed.text);
    }
}

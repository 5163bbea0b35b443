//! Every screen at three sizes.

use super::*;
use crate::cli::inline::fake::shown;
use crate::cli::spoken::model::{Deed, Due, Station, Wish};
use uuid::Uuid;

const HOUSE: [(&str, &str, Option<&str>); 5] = [
    ("Gate", "Variable name", None),
    (
        "Living room",
        "Object in heap",
        Some("a heap of coats on the sofa"),
    ),
    ("Kitchen", "Mutability", None),
    ("Bedroom", "Reference reassignment", None),
    ("Bathroom", "Garbage collection", None),
];

const ANSWER: &str = "A Python variable is a name that refers to an object on the heap.\n\
    Changing a mutable object shows through every name that refers to it; with an immutable one the name is\n\
    pointed at a new object instead.\n\
    When nothing refers to an object any more, reference counting frees it, and the garbage collector breaks the\n\
    cycles that counting cannot see.";

fn item(label: &str, point: Option<&str>, body: Option<&str>, depth: usize) -> Item {
    Item {
        path: label.to_lowercase(),
        label: label.to_owned(),
        point: point.map(str::to_owned),
        body: body.map(str::to_owned),
        depth,
    }
}

fn walk() -> Spoken {
    let station = |(place, point, image): &(&str, &str, Option<&str>)| Station {
        under: vec!["Your House".to_owned()],
        items: vec![item(place, Some(point), *image, 0)],
        hint_secs: 12,
    };
    Spoken::new(Manner::Walk, HOUSE.iter().map(station).collect(), 0)
}

fn explanation() -> Spoken {
    let station = |under: &[&str], items: Vec<Item>| Station {
        under: under.iter().map(|label| (*label).to_owned()).collect(),
        hint_secs: 24,
        items,
    };
    let functions = [
        ("arguments", 0),
        ("*args", 1),
        ("**kwargs", 1),
        ("closures", 0),
    ];
    let functions = functions
        .iter()
        .map(|(it, depth)| item(it, None, None, *depth));
    let stations = vec![
        station(&["Python"], vec![item("Basics", None, None, 0)]),
        station(&["Python", "Functions"], functions.collect()),
    ];
    Spoken::new(Manner::Explain, stations, 0)
}

/// Does the wishes, as if each log worked.
fn wishes(spoken: &mut Spoken, wishes: &[Wish]) {
    for wish in wishes {
        if let Deed::Log(dues) = spoken.wish(*wish, 1000) {
            let logged: Vec<(Due, Uuid)> = dues.into_iter().map(|it| (it, Uuid::nil())).collect();
            spoken.rated(&logged, 1000);
        }
    }
}

fn scene(said: &str) -> Scene<'_> {
    Scene {
        name: "Your House",
        answer: Some(ANSWER),
        keys: RatingKeys::Two,
        said,
        left: None,
        page: 0,
        now_ms: 8000,
    }
}

/// The screen at the three sizes that are promised.
fn at_all_sizes(spoken: &Spoken, scene: &Scene<'_>) -> String {
    let mut text = String::new();
    for (columns, rows) in [(60, 14), (80, 24), (20, 5)] {
        let screen = shown(columns, rows, |frame| draw(frame, spoken, scene));
        text.push_str(&format!("{columns}x{rows}\n{screen}"));
    }
    text
}

const GOOD: Wish = Wish::Rate(Rating::Good);
const MISSED: Wish = Wish::Rate(Rating::Again);

#[test]
fn a_room_is_asked() {
    let mut spoken = walk();
    wishes(&mut spoken, &[GOOD, MISSED]);
    let scene = scene("Living room: Object in heap  again, tomorrow");
    insta::assert_snapshot!(at_all_sizes(&spoken, &scene));
}

#[test]
fn a_room_is_revealed_with_its_image() {
    let mut spoken = walk();
    wishes(&mut spoken, &[GOOD, Wish::Show]);
    insta::assert_snapshot!(at_all_sizes(&spoken, &scene("")));
}

#[test]
fn four_ratings_have_their_keys() {
    let mut spoken = walk();
    wishes(&mut spoken, &[Wish::Show]);
    let scene = Scene {
        keys: RatingKeys::Four,
        ..scene("")
    };
    insta::assert_snapshot!(at_all_sizes(&spoken, &scene));
}

#[test]
fn the_whole_answer_is_said_against_a_clock() {
    let mut spoken = walk();
    wishes(
        &mut spoken,
        &[GOOD, MISSED, GOOD, GOOD, Wish::Rate(Rating::Hard)],
    );
    insta::assert_snapshot!(at_all_sizes(
        &spoken,
        &scene("Bathroom: Garbage collection  hard, tomorrow")
    ));
}

#[test]
fn the_model_answer_is_shown_page_by_page() {
    let mut spoken = walk();
    wishes(&mut spoken, &[GOOD, GOOD, GOOD, GOOD, GOOD, Wish::Show]);
    let first = scene("");
    let last = Scene {
        page: 6,
        ..scene("")
    };
    assert_eq!(pages(&spoken, &first, 60, 14), 1);
    assert_eq!(pages(&spoken, &first, 20, 5), 7);
    let end = shown(20, 5, |frame| draw(frame, &spoken, &last));
    insta::assert_snapshot!(format!("{}the end\n{end}", at_all_sizes(&spoken, &first)));
}

#[test]
fn without_a_model_answer_the_points_stand_in_order() {
    let mut spoken = walk();
    wishes(&mut spoken, &[GOOD, GOOD, GOOD, GOOD, GOOD, Wish::Show]);
    let scene = Scene {
        answer: None,
        ..scene("")
    };
    insta::assert_snapshot!(at_all_sizes(&spoken, &scene));
}

#[test]
fn a_branch_is_asked_with_its_hint_and_the_box() {
    let mut spoken = explanation();
    wishes(&mut spoken, &[Wish::Show, GOOD]);
    let scene = Scene {
        name: "Python",
        left: Some((158, 180)),
        ..scene("Basics  good, in 2 d, Tue 24 Nov")
    };
    insta::assert_snapshot!(at_all_sizes(&spoken, &scene));
}

#[test]
fn a_branch_is_ticked_child_by_child() {
    let mut spoken = explanation();
    wishes(&mut spoken, &[Wish::Show, GOOD, Wish::Show, GOOD, MISSED]);
    let scene = Scene {
        name: "Python",
        left: Some((158, 180)),
        ..scene("")
    };
    insta::assert_snapshot!(at_all_sizes(&spoken, &scene));
}

#[test]
fn nothing_is_too_small_or_too_wide_to_draw() {
    let mut spoken = walk();
    spoken.stations[0].items[0].label = "語".repeat(90);
    wishes(&mut spoken, &[Wish::Show]);
    for columns in 1..90 {
        for rows in 1..15 {
            let screen = shown(columns, rows, |frame| draw(frame, &spoken, &scene("x")));
            assert_eq!(screen.lines().count(), usize::from(rows));
        }
    }
}

#[test]
fn nothing_in_a_label_commands_the_terminal() {
    let mut spoken = walk();
    spoken.stations[0].items[0].label = "a\x1b[2Jb".to_owned();
    let screen = shown(60, 14, |frame| draw(frame, &spoken, &scene("")));
    assert!(screen.contains("a\u{fffd}[2Jb"), "{screen}");
}

#[test]
fn on_a_narrow_screen_the_rating_stands_and_its_label_is_shortened() {
    let text = "Bedroom: Reference reassignment  again, tomorrow";
    assert_eq!(said(text, 60), text);
    assert_eq!(said(text, 20), "Bedroom: Ref…  again");
    assert_eq!(said("not rated: farm/gate is gone", 20).width(), 20);
}

#[test]
fn a_palace_without_a_model_answer_offers_none() {
    let mut spoken = walk();
    wishes(&mut spoken, &[GOOD, GOOD, GOOD, GOOD, GOOD]);
    let screen = |answer| {
        let scene = Scene {
            answer,
            ..scene("")
        };
        shown(60, 14, |frame| draw(frame, &spoken, &scene))
    };
    assert!(screen(Some(ANSWER)).contains("space model answer"));
    assert!(screen(None).contains("space the points"));
}

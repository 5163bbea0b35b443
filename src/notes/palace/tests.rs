//! Palaces by hand: the score, places, routes, answers.

use super::super::{Adopted, Context, Scan, scan};

fn read(text: &str) -> Scan {
    scan(
        text,
        &Context {
            file_stem: "stem",
            format: None,
            adopted: &Adopted::default(),
        },
    )
}

/// The palaces as `name: heading 2, heading 1`, with the number of rooms of each route.
fn palaces(text: &str) -> Vec<String> {
    let scan = read(text);
    let routes = |palace: &crate::domain::atlas::Palace| {
        let routes = palace
            .routes
            .iter()
            .map(|route| format!("{} {}", route.heading, route.rooms.len()));
        routes.collect::<Vec<_>>().join(", ")
    };
    scan.note
        .palaces
        .iter()
        .map(|palace| format!("{}: {}", palace.name(), routes(palace)))
        .collect()
}

const ROOMS: &str = "| Room | Point |\n|---|---|\n| a | 1 |\n| b | 2 |\n";

#[test]
fn a_place_or_a_heading_makes_a_palace_of_a_table() {
    assert_eq!(
        palaces(&format!("Palace = My Flat\n{ROOMS}")),
        ["My Flat: Room 2"]
    );
    assert_eq!(
        palaces(&format!("**Palace** = My Flat\n\n{ROOMS}")),
        ["My Flat: Room 2"]
    );
    assert_eq!(
        palaces(&format!("Palace: My Flat\n\n{ROOMS}")),
        ["My Flat: Room 2"]
    );
    let emoji = format!("🏠 Palace = My Flat #interview\n{ROOMS}");
    assert_eq!(palaces(&emoji), ["My Flat: Room 2"]);
    let shouted = format!("MEMORY PALACE = THE FLAT\n{ROOMS}");
    assert_eq!(palaces(&shouted), ["THE FLAT: Room 2"]);
    assert_eq!(
        palaces(&format!("# Memory palace\n\n## Flat\n\n{ROOMS}")),
        ["Flat: Room 2"]
    );
    assert_eq!(
        palaces(&format!("# Flat #palace\n\n{ROOMS}")),
        ["Flat: Room 2"]
    );
    assert_eq!(
        palaces(&format!("# 记忆宫殿\n\n{ROOMS}")),
        ["记忆宫殿: Room 2"]
    );
    assert_eq!(
        palaces(&format!("My memory palace:\n{ROOMS}")),
        ["My memory palace: Room 2"]
    );
    assert!(palaces(ROOMS).is_empty());
}

#[test]
fn a_table_that_only_may_be_a_palace_is_possible_and_can_be_adopted() {
    let text = "# Things\n\n| Room | Point |\n|---|---|\n| a | 1 |\n";
    let scan = read(text);
    assert_eq!((scan.possible.len(), scan.possible[0].line), (1, 3));
    assert!(
        scan.possible[0].why.contains("score 3 of 5"),
        "{}",
        scan.possible[0].why
    );
    let adopted = Adopted([scan.possible[0].key.clone()].into());
    let moved = format!("new text\n\n{text}");
    let again = super::super::scan(
        &moved,
        &Context {
            file_stem: "other",
            format: None,
            adopted: &adopted,
        },
    );
    assert_eq!(again.note.palaces[0].name(), "Things");
    assert_eq!(again.possible, []);
}

#[test]
fn a_second_table_is_the_second_route() {
    let second = "| Desk | Meaning |\n|---|---|\n| c | 3 |\n";
    assert_eq!(
        palaces(&format!("Palace = X\n{ROOMS}{second}")),
        ["X: Room 2, Desk 1"]
    );
    assert_eq!(
        palaces(&format!("Palace = X\n{ROOMS}\n{second}")),
        ["X: Room 2, Desk 1"]
    );
    let apart = format!("## Memory palace: desk\nPalace = X\n{ROOMS}\nThen act:\n\n{second}");
    assert_eq!(palaces(&apart), ["X: Room 2, Desk 1"]);
    let below = format!("## Memory palace\nPalace = X\n### One\n{ROOMS}\n### Two\n{second}");
    assert_eq!(palaces(&below), ["X: Room 2, Desk 1"]);
}

#[test]
fn a_place_or_heading_of_its_own_begins_a_new_palace() {
    let two = format!("# Memory palaces\nPalace = X\n{ROOMS}\nPalace = Y\n{ROOMS}");
    assert_eq!(palaces(&two), ["X: Room 2", "Y: Room 2"]);
    let headed = format!("# Memory palaces\n## Home\n{ROOMS}## Work\n{ROOMS}");
    assert_eq!(palaces(&headed), ["Home: Room 2", "Work: Room 2"]);
}

#[test]
fn a_heading_below_that_names_a_palace_begins_a_new_one_with_its_own_answer() {
    let text = format!(
        "# Memory palace: HTTP\nPalace = Street\n{ROOMS}\nInterview answer: one\n\n\
         ## Memory palace: CSS\nA\n\nB\n\nC\n\n{ROOMS}\nInterview answer: two\n"
    );
    assert_eq!(
        palaces(&text),
        ["Street: Room 2", "Memory palace: CSS: Room 2"]
    );
    let answers: Vec<_> = read(&text)
        .note
        .palaces
        .into_iter()
        .map(|palace| palace.answer)
        .collect();
    assert_eq!(answers, [Some("one".to_owned()), Some("two".to_owned())]);
}

#[test]
fn tables_of_three_columns_hold_images_and_numbers_are_left_out() {
    let text = "Palace = X\n| # | Room | Image | Point |\n|---|---|---|---|\n| 1 | a | cat | one |\n| 2 | b | | two ^k9 |\n";
    let scan = read(text);
    let rooms = &scan.note.palaces[0].routes[0].rooms;
    assert_eq!(
        (
            rooms[0].place.as_ref(),
            rooms[0].image.as_deref(),
            rooms[0].point.as_ref()
        ),
        ("a", Some("cat"), "one")
    );
    assert_eq!(
        (rooms[1].image.as_deref(), rooms[1].point.as_ref()),
        (None, "two")
    );
    assert_eq!(rooms[1].anchor.as_deref(), Some("k9"));
}

#[test]
fn anchors_stand_in_any_cell_or_behind_the_row() {
    let text =
        "Palace = X\n| Room | Point |\n|---|---|\n| a ^k1 | 1 |\n| b | 2 ^k2 |\n| c | 3 | ^k3\n";
    let scan = read(text);
    let rooms = &scan.note.palaces[0].routes[0].rooms;
    let shown: Vec<(&str, &str, Option<&str>)> = rooms
        .iter()
        .map(|room| {
            (
                room.place.as_ref(),
                room.point.as_ref(),
                room.anchor.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("a", "1", Some("k1")),
            ("b", "2", Some("k2")),
            ("c", "3", Some("k3"))
        ]
    );
}

#[test]
fn ordered_lists_are_routes_where_a_palace_is_named() {
    let list = "1. Gate: one\n2. Hall — two\n3. Stairs\n   - three\n   - four\n";
    let scan = read(&format!("## Memory palace: flat\n\n{list}"));
    let rooms = &scan.note.palaces[0].routes[0].rooms;
    let shown: Vec<(&str, &str)> = rooms
        .iter()
        .map(|room| (room.place.as_ref(), room.point.as_ref()))
        .collect();
    assert_eq!(
        shown,
        [("Gate", "one"), ("Hall", "two"), ("Stairs", "three; four")]
    );
    assert_eq!(
        palaces("Palace = Flat\n\n    1. Gate\n    2. Hall\n"),
        ["Flat:  2"]
    );
    assert!(palaces(list).is_empty());
}

#[test]
fn an_answer_belongs_to_the_palace_above_it() {
    let heading = format!(
        "## Memory palace\n{ROOMS}\n### Interview Answer\n\nIt is\n\nso.\n\n## Next\nmore\n"
    );
    assert_eq!(
        read(&heading).note.palaces[0].answer.as_deref(),
        Some("It is\n\nso.")
    );
    let level = format!("## Memory palace\n{ROOMS}\n## Interview Answer\n> It is so.\n");
    assert_eq!(
        read(&level).note.palaces[0].answer.as_deref(),
        Some("It is so.")
    );
    let line = format!("Palace = X\n{ROOMS}\nInterview answer: It is\nso.\n\nNot this.\n");
    assert_eq!(
        read(&line).note.palaces[0].answer.as_deref(),
        Some("It is\nso.")
    );
    let far = format!("## Memory palace\n{ROOMS}\n## Other\ntext\n\n## Interview Answer\nNo.\n");
    assert_eq!(read(&far).note.palaces[0].answer, None);
}

#[test]
fn the_tag_marks_a_palace_for_the_interview() {
    let marked = format!("# Memory palace #interview\n{ROOMS}");
    assert!(read(&marked).note.palaces[0].interview);
    let near = format!("# Memory palace\nfor the day #interview\nPalace = X\n{ROOMS}");
    assert!(read(&near).note.palaces[0].interview);
    let word = format!("# Interview memory palace\n{ROOMS}");
    assert!(!read(&word).note.palaces[0].interview);
}

#[test]
fn a_row_without_a_place_is_told() {
    let scan = read(&format!("Palace = X\n{ROOMS}| | lost |\n"));
    assert_eq!(scan.note.palaces[0].routes[0].rooms.len(), 2);
    assert_eq!(scan.problems[0].line, 6);
}

#[test]
fn a_row_that_is_wider_than_its_table_keeps_what_markdown_shows_and_is_told() {
    let scan = read(&format!(
        "Palace = X\n{ROOMS}| c | 3 | 4 |\n| d | 5 | ^k1\n| e | `x|y` |\n"
    ));
    let rooms = &scan.note.palaces[0].routes[0].rooms;
    let points: Vec<&str> = rooms.iter().map(|room| room.point.as_ref()).collect();
    assert_eq!(points, ["1", "2", "3", "5", "`x"]);
    assert_eq!(rooms[3].anchor.as_deref(), Some("k1"));
    let told: Vec<u32> = scan.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(told, [6, 8]);
    assert!(
        scan.problems[0].message.contains("`\\|`"),
        "{:?}",
        scan.problems
    );
}

#[test]
fn titles_keep_two_palaces_under_one_heading_apart() {
    let text = format!(
        "# Memory palaces\nThe first palace:\n{ROOMS}\nText.\n\nThe second palace:\n{ROOMS}"
    );
    assert_eq!(
        palaces(&text),
        ["Memory palaces: Room 2", "The second palace: Room 2"]
    );
}

#[test]
fn a_room_without_a_point_is_told() {
    let scan =
        read("## Memory palace\n\n| Room | Point |\n|---|---|\n| Gate | one |\n| Hall | |\n");
    assert_eq!(scan.note.palaces[0].routes[0].rooms.len(), 2);
    let told: Vec<u32> = scan.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(told, [6]);
}

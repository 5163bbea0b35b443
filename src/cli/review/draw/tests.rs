//! Every picture at three sizes, as it is seen.

use insta::assert_snapshot;

use super::*;
use crate::cli::inline::fake::shown;
use crate::cli::review::model::tests::{Played, at, prompt};
use crate::domain::now::Secs;
use crate::domain::settings::RatingKeys;

const SIZES: [(u16, u16); 3] = [(60, 14), (80, 24), (20, 5)];

/// A picture at all sizes.
fn pictures(played: &Played, said: &str, page: Page) -> String {
    let mut text = String::new();
    for (columns, rows) in SIZES {
        let view = View {
            session: &played.session,
            now: at(played.ms),
            said,
            page,
        };
        let drawn = shown(columns, rows, |frame| {
            screen(frame, &view);
        });
        text.push_str(&format!("{columns}x{rows}\n{drawn}"));
    }
    text
}

fn review(played: &Played, said: &str) -> String {
    pictures(played, said, Page::Review { from: 0 })
}

fn dict() -> PromptInfo {
    PromptInfo {
        ask: "What hangs under dict > How hashing works? (4 things)".to_owned(),
        ..prompt(
            "dict/how-hashing-works/",
            &["hash(key)", "slot", "collision", "resize"],
        )
    }
}

fn house() -> PromptInfo {
    let mut house = PromptInfo {
        kind: "route".to_owned(),
        ask: "Walk Your House, in order (5 rooms)".to_owned(),
        ..prompt(
            "your-house/",
            &["Gate", "Living room", "Kitchen", "Bedroom", "Bathroom"],
        )
    };
    for item in &mut house.items {
        item.point = Some(match item.label.as_str() {
            "Kitchen" => {
                "variables are references to objects in heap memory, and assignment binds a name; it never copies"
                    .to_owned()
            }
            other => format!("what {other} holds"),
        });
    }
    house
}

#[test]
fn a_question() {
    let played = Played::within(vec![dict(), house()], Some(Secs(300)));
    assert_snapshot!(review(&played, ""));
}

#[test]
fn an_answer_in_which_two_are_rated() {
    let played = Played::new(vec![dict(), house()]).keys("_g1");
    assert_snapshot!(review(&played, "slot: again, tomorrow"));
}

#[test]
fn a_room_with_a_long_point_is_whole() {
    let played = Played::new(vec![dict(), house()]).keys("s_gg");
    assert_snapshot!(review(&played, "Living room: good, in 3 d, Wed 25 Nov"));
}

#[test]
fn a_new_prompt() {
    let new = PromptInfo {
        new: true,
        ..house()
    };
    assert_snapshot!(review(&Played::new(vec![new]), ""));
}

#[test]
fn what_was_missed_once_more() {
    let played = Played::new(vec![dict()]).keys("_g1.");
    assert_snapshot!(review(&played, "2 loci: good, in 3 d, Wed 25 Nov"));
    let played = played.keys("_");
    assert_snapshot!(review(&played, ""));
}

#[test]
fn help_with_four_and_with_two_ratings() {
    let mut played = Played::new(vec![dict()]);
    assert_snapshot!(pictures(&played, "", Page::Help));
    played.session.ratings = RatingKeys::Two;
    assert_snapshot!(pictures(&played, "", Page::Help));
    let played = played.keys("_");
    assert_snapshot!(review(&played, ""));
}

#[test]
fn a_hostile_label_and_a_wide_one_stay_in_their_row() {
    let mut hostile = prompt("a/", &["x\u{1b}[2J\u{202e}y\n", "語".repeat(40).as_str()]);
    hostile.ask = "What\u{7}hangs\u{9b}2J here?".to_owned();
    assert_snapshot!(review(&Played::new(vec![hostile]).keys("_"), "a\u{1b}[2J"));
}

#[test]
fn a_long_new_prompt_goes_on_where_it_found_no_place() {
    let labels: Vec<String> = (1..=20).map(|number| format!("branch {number}")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let new = PromptInfo {
        new: true,
        ..prompt("a/", &labels)
    };
    let played = Played::new(vec![new]);
    let mut seen = String::new();
    let mut next = Some(0);
    while let Some(from) = next {
        let view = View {
            session: &played.session,
            now: at(0),
            said: "",
            page: Page::Review { from },
        };
        seen.push_str(&shown(60, 14, |frame| next = screen(frame, &view)));
    }
    for label in &labels {
        let line = format!("· {label}\n");
        assert_eq!(seen.matches(&line).count(), 1, "{label}: {seen}");
    }
}

#[test]
fn of_a_long_answer_the_one_in_question_is_always_shown() {
    let labels: Vec<String> = (1..=30).map(|number| format!("branch {number}.")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let mut played = Played::new(vec![prompt("a/", &labels)]).keys("_");
    for label in &labels {
        let shown = review(&played, "");
        let marked = shown.lines().filter(|line| line.starts_with("> "));
        assert_eq!(
            marked.filter(|line| line.ends_with(label)).count(),
            3,
            "{shown}"
        );
        played = played.keys("g");
    }
}

#[test]
fn each_rating_has_its_colour_and_its_number() {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    let played = Played::new(vec![dict()]).keys("_1234");
    assert!(
        played.session.end().is_none(),
        "the missed one is asked again"
    );
    let played = Played::new(vec![dict()]).keys("_123");
    let mut terminal = Terminal::new(TestBackend::new(60, 14)).unwrap();
    let view = View {
        session: &played.session,
        now: at(0),
        said: "",
        page: Page::Review { from: 0 },
    };
    terminal
        .draw(|frame| {
            screen(frame, &view);
        })
        .unwrap();
    let buffer = terminal.backend().buffer();
    let first_column = |row: u16| (buffer[(2, row)].symbol().to_owned(), buffer[(2, row)].fg);
    let expected = [("1", Color::Red), ("2", Color::Yellow), ("3", Color::Green)];
    for (row, (number, colour)) in (4..).zip(expected) {
        assert_eq!(first_column(row), (number.to_owned(), colour));
    }
}

#[test]
fn a_label_that_is_taller_than_the_screen_is_shown_page_by_page() {
    let words: Vec<String> = (0..60).map(|number| format!("w{number}")).collect();
    let long = prompt("r/", &[words.join(" ").as_str()]);
    for new in [true, false] {
        let prompt = PromptInfo {
            new,
            ..long.clone()
        };
        let keys = if new { "" } else { "_" };
        let played = Played::new(vec![prompt]).keys(keys);
        let (mut from, mut seen, mut pages) = (0, String::new(), 0);
        loop {
            let mut unseen = None;
            let view = View {
                session: &played.session,
                now: at(played.ms),
                said: "",
                page: Page::Review { from },
            };
            let drawn = shown(20, 5, |frame| unseen = screen(frame, &view));
            pages += 1;
            seen.push_str(&drawn);
            match unseen {
                Some(next) => {
                    assert!(next > from && drawn.contains('…'), "{drawn}");
                    assert!(drawn.contains("space more"), "{drawn}");
                    from = next;
                }
                None => break,
            }
        }
        assert!(pages > 2);
        let seen: Vec<&str> = seen.split([' ', '\n', '…']).collect();
        assert!(
            words.iter().all(|word| seen.contains(&word.as_str())),
            "{seen:?}"
        );
    }
}

#[test]
fn of_many_children_it_is_told_which_is_rated() {
    let labels: Vec<String> = (1..=40).map(|number| format!("child {number}")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let played = Played::new(vec![prompt("r/", &labels)]).keys("_ggggggg");
    let drawn = review(&played, "");
    assert_eq!(drawn.matches("8 of 40 · 1/1").count(), 3, "{drawn}");
}

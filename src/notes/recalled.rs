//! Text that was written down from memory: as people type it, without marks, in whichever notation comes
//! first. It never fails; whatever stands on a line of its own is a line.
//!
//! Lines that begin with `#` and a blank are comments, as in what an editor is given to fill in, unless there are
//! headings of level 2 or more: then they are headings of level 1. Lines that begin with `#:` always are comments.

use std::collections::HashSet;

use crate::domain::atlas::{MindMap, Note};
use crate::domain::slug::slug;

use super::page::{cleaned, is_blank};
use super::stroke::{self, Stroke};
use super::{Adopted, Context, Format, freemind, mermaid, scan};

/// A line of a rebuilt map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line it hangs under, by its place among the lines; `None` for an outermost one.
    pub parent: Option<usize>,
    /// What was written, without its bullet, number or strokes; never empty.
    pub text: String,
}

/// A room of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// The place; empty if only a point stands there.
    pub place: String,
    /// The point behind the colon, dash, arrow, equals sign or bar; `None` without one.
    pub point: Option<String>,
    /// The whole line, without its bullet or number.
    pub text: String,
}

/// Reads a rebuilt map: indented lines, bullets, numbers, headings, drawn trees, or any mix of
/// these; also a Mermaid mind map, or a map of FreeMind or Freeplane. Its root is a line like any other.
pub fn map(text: &str) -> Vec<Line> {
    if let Some(note) = elsewhere(text) {
        return note.maps.iter().flat_map(lines_of).collect();
    }
    let mut lines: Vec<Line> = Vec::new();
    // The open lines from the outermost in, each with how far in it stands.
    let mut open: Vec<(i64, usize)> = Vec::new();
    for row in rows(text, hashes(text)) {
        let Some((key, text)) = item(row) else {
            continue;
        };
        while open.last().is_some_and(|(other, _)| *other >= key) {
            open.pop();
        }
        let parent = open.last().map(|(_, line)| *line);
        open.push((key, lines.len()));
        lines.push(Line { parent, text });
    }
    lines
}

/// Reads a walk, one room a line; `places` are the rooms' places as the notes have them, so that one with a
/// colon or a dash in it is not torn apart.
pub fn walk(text: &str, places: &[&str]) -> Vec<Station> {
    let known: HashSet<String> = places.iter().map(|place| slug(place)).collect();
    let rows: Vec<&str> = rows(text, Hash::Comments).collect();
    let mut stations = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let is_header = row.contains('|') && rows.get(at + 1).is_some_and(|next| is_rule(next));
        if is_rule(row) || (is_header && !known.contains(&slug(first_cell(row)))) {
            continue;
        }
        let row = without_number(without_marker(row.trim_matches(is_blank)), &known);
        // A tab inside a row parts it like the cells of a table.
        let text = cleaned(&row.replace('\t', " | ")).into_owned();
        let text = text.trim_matches(|c| c == '|' || is_blank(c));
        if text.is_empty() {
            continue;
        }
        let at_known = [parted_behind(text, places), parted_at_known(text, &known)];
        let longest = at_known.into_iter().flatten();
        let parts = longest
            .max_by_key(|(place, _)| place.len())
            .or_else(|| parted(text));
        let (place, point) = match parts {
            Some((place, point)) => (place, Some(point)),
            None => (text, None),
        };
        stations.push(Station {
            place: place.trim_matches(is_blank).to_owned(),
            point: point
                .map(|point| point.trim_matches(|c| c == '|' || is_blank(c)).to_owned())
                .filter(|point| !point.is_empty()),
            text: text.to_owned(),
        });
    }
    stations
}

/// What another program drew.
fn elsewhere(text: &str) -> Option<Note> {
    let format = if freemind::is_map(text) {
        Format::Mm
    } else if mermaid::is_alone(text) {
        Format::Mermaid
    } else {
        return None;
    };
    let context = Context {
        file_stem: "",
        format: Some(format),
        adopted: &Adopted::default(),
    };
    let note = scan(text, &context).note;
    (!note.maps.is_empty()).then_some(note)
}

fn lines_of(map: &MindMap) -> Vec<Line> {
    let mut lines = vec![Line {
        parent: None,
        text: map.root.clone(),
    }];
    let mut open = vec![0];
    for branch in &map.branches {
        open.truncate(branch.depth.max(1) as usize);
        let parent = open.last().copied();
        open.push(lines.len());
        lines.push(Line {
            parent,
            text: branch.label.to_string(),
        });
    }
    lines
}

/// What a line is that begins with `#` and a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Comments,
    Heads,
}

/// Whether a text has headings, of which those of level 1 look like comments.
fn hashes(text: &str) -> Hash {
    let is_heading = |row: &str| heading(row.trim_start_matches(is_blank)).0 >= 2;
    match text.split(['\n', '\r']).any(is_heading) {
        true => Hash::Heads,
        false => Hash::Comments,
    }
}

/// The rows of a text that are neither empty, nor comments, nor fences.
fn rows(text: &str, hash: Hash) -> impl Iterator<Item = &str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.split(['\n', '\r']).filter(move |row| {
        let bare = row.trim_matches(is_blank);
        let is_comment =
            bare == "#" || is_ours(bare) || (hash == Hash::Comments && heading(bare).0 == 1);
        !bare.is_empty() && !is_comment && !bare.starts_with("```") && !bare.starts_with("~~~")
    })
}

/// Whether a line is a comment whatever else stands on the page: `#:` and a blank, or nothing.
fn is_ours(bare: &str) -> bool {
    let rest = bare.strip_prefix("#:");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(is_blank))
}

/// A row's label, and how far in it stands: a corner stands further in than a word in its column, and every
/// heading further out than what is below it.
fn item(row: &str) -> Option<(i64, String)> {
    let (key, text) = match stroke::read(row) {
        Some(Stroke::Branch(twig)) => {
            let column = i64::try_from(twig.prefix.width).unwrap_or(i64::MAX / 4);
            (2 * column + 1, twig.label.into_owned())
        }
        Some(Stroke::Rail(_)) => return None,
        Some(Stroke::More(_)) | None => {
            let bare = row.trim_start_matches(is_blank);
            let (level, rest) = heading(bare);
            match level {
                0 => {
                    let column = columns(&row[..row.len() - bare.len()]);
                    (2 * column, without_marker(bare).to_owned())
                }
                level => (level - 1000, rest.to_owned()),
            }
        }
    };
    let text = cleaned(without_marker(&text)).into_owned();
    (!text.is_empty()).then_some((key, text))
}

/// The level of a heading, and its text; 0 for anything else.
fn heading(row: &str) -> (i64, &str) {
    let rest = row.trim_start_matches('#');
    let level = row.len() - rest.len();
    if (1..=6).contains(&level) && rest.starts_with(is_blank) {
        (level as i64, rest.trim_matches(is_blank))
    } else {
        (0, row)
    }
}

/// The width of leading blanks, a tab reaching to the next multiple of 4.
fn columns(blanks: &str) -> i64 {
    blanks.chars().fold(0, |column, c| match c {
        '\t' => column + 4 - column % 4,
        _ => column + 1,
    })
}

/// A row without its bullet or number, and without a task's box.
fn without_marker(row: &str) -> &str {
    let digits = row.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (1..=9).contains(&(row.len() - digits.len()));
    let behind = match digits.strip_prefix(['.', ')']) {
        Some(rest) if numbered => Some(rest),
        Some(_) | None => row.strip_prefix(['-', '*', '+', '•']),
    };
    let Some(rest) = behind.filter(|rest| rest.starts_with(is_blank)) else {
        return row;
    };
    let rest = rest.trim_start_matches(is_blank);
    let boxed = ["[ ] ", "[x] ", "[X] "];
    let rest = boxed
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .unwrap_or(rest);
    rest.trim_start_matches(is_blank)
}

/// A row of nothing but what rules a table.
fn is_rule(row: &str) -> bool {
    row.contains('-') && row.contains('|') && row.chars().all(|c| "|-:+".contains(c) || is_blank(c))
}

/// Parts a line behind the longest place that it begins with.
fn parted_behind<'a>(text: &'a str, places: &[&str]) -> Option<(&'a str, &'a str)> {
    let fits = |place: &&str| {
        let end = prefix_end(text, place)?;
        let rest = text[end..].trim_start_matches(is_blank);
        let sign = sign_of(rest, &BEHIND_A_PLACE)?;
        Some((end, &rest[sign.len()..]))
    };
    let (end, point) = places.iter().filter_map(fits).max_by_key(|(end, _)| *end)?;
    Some((&text[..end], point))
}

/// Where a place ends that a text begins with, whatever the case of its letters.
fn prefix_end(text: &str, place: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    for wanted in place.trim_matches(is_blank).chars() {
        let (_, c) = letters.next()?;
        if c != wanted && !c.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    let end = letters.next().map_or(text.len(), |(at, _)| at);
    (end > 0).then_some(end)
}

/// Parts a line at the last sign before which a known place stands, however that is punctuated.
fn parted_at_known<'a>(text: &'a str, known: &HashSet<String>) -> Option<(&'a str, &'a str)> {
    let starts = text.char_indices().rev().map(|(at, _)| at);
    let mut parts = starts.filter_map(|at| {
        let sign = sign_of(&text[at..], &BEHIND_A_PLACE)?;
        Some((&text[..at], &text[at + sign.len()..]))
    });
    // A sign that ends in another one is met at that one first: what is left of it belongs to no point.
    let (place, point) = parts.find(|(place, _)| known.contains(&slug(place)))?;
    let place = place.trim_end_matches(|c: char| is_blank(c) || "<-=>:|".contains(c));
    (!place.is_empty()).then_some((place, point))
}

/// A row without a number and a colon before it, unless that is a place, or begins one.
fn without_number<'a>(row: &'a str, known: &HashSet<String>) -> &'a str {
    let rest = row.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &row[..row.len() - rest.len()];
    match rest.strip_prefix(['.', ')', ':']) {
        _ if number.is_empty() || number.len() > 9 || known.contains(number) => row,
        Some(rest) if rest.is_empty() || rest.starts_with(is_blank) => {
            rest.trim_start_matches(is_blank)
        }
        Some(_) | None => row,
    }
}

/// The first cell of a row of a table.
fn first_cell(row: &str) -> &str {
    let row = row.trim_start_matches(|c| c == '|' || is_blank(c));
    row.split('|').next().unwrap_or(row)
}

/// What parts a place from its point, the longer signs first.
const SEPARATORS: [&str; 15] = [
    "<->", "-->", "--", "->", "==", "=>", ">>", "→", "⇒", "—", "–", "=", ":", "：", "|",
];

/// What may also part them where a known place stands before it.
const BEHIND_A_PLACE: [&str; 18] = [
    "<->", "-->", "--", "->", "==", "=>", ">>", "→", "⇒", "—", "–", "=", ":", "：", "|", "，",
    "、", "-",
];

/// The sign that a text begins with.
fn sign_of<'a>(text: &str, signs: &[&'a str]) -> Option<&'a str> {
    signs.iter().copied().find(|sign| text.starts_with(sign))
}

/// Parts a line at its first sign. A hyphen parts only between blanks.
fn parted(text: &str) -> Option<(&str, &str)> {
    let hyphen = text.find(" - ").map(|at| (at, " - "));
    let signs = SEPARATORS
        .iter()
        .filter_map(|sign| Some((text.find(sign)?, *sign)));
    let (at, sign) = signs
        .chain(hyphen)
        .min_by_key(|(at, sign)| (*at, usize::MAX - sign.len()))?;
    Some((&text[..at], &text[at + sign.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> Vec<String> {
        let lines = map(text);
        let depth = |mut at: usize| {
            let mut depth = 0;
            while let Some(parent) = lines[at].parent {
                depth += 1;
                at = parent;
            }
            depth
        };
        (0..lines.len())
            .map(|at| format!("{}{}", "  ".repeat(depth(at)), lines[at].text))
            .collect()
    }

    #[test]
    fn every_notation_gives_the_same_lines() {
        let wanted = ["python", "  functions", "    args", "    *args", "  errors"];
        for text in [
            "python\n  functions\n    args\n    *args\n  errors\n",
            "python\n\tfunctions\n\t\targs\n\t\t*args\n\terrors",
            "# a comment\npython\r\n - functions\r\n   - args\r\n   - *args\r\n - errors\r\n#\n",
            "python\n├── functions\n│   ├── args\n│   └── *args\n└── errors\n",
            "```\npython\n|-- functions\n|   |-- args\n|   `-- *args\n`-- errors\n```\n",
            "## python\n\n### functions\n- args\n- *args\n### errors\n",
            "1. python\n   1) functions\n      - [ ] args\n      - [x] *args\n   2) errors\n",
            "mindmap\n  python\n    functions\n      args\n      *args\n    errors\n",
        ] {
            assert_eq!(drawn(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_step_back_between_two_columns_ends_at_the_nearest_line_further_out() {
        assert_eq!(drawn("a\n    b\n  c\n   d\n"), ["a", "  b", "  c", "    d"]);
    }

    #[test]
    fn where_there_are_deeper_headings_those_of_level_1_are_no_comments() {
        let text = "#: a comment\n#:\n# Cell division\n## mitosis\n# Blood\n- red blood cells\n";
        let wanted = ["Cell division", "  mitosis", "Blood", "  red blood cells"];
        assert_eq!(drawn(text), wanted);
        assert_eq!(drawn("#: a\n# b\nc\n#:d\n"), ["c", "#:d"]);
    }

    #[test]
    fn a_label_that_only_looks_like_a_comment_is_none() {
        assert_eq!(drawn("#include\n#\n# no\n##\n"), ["#include", "##"]);
    }

    #[test]
    fn a_map_of_freemind_is_read_too() {
        let map = r#"<map version="1.0"><node TEXT="a"><node TEXT="b"><node TEXT="c"/></node></node></map>"#;
        assert_eq!(drawn(map), ["a", "  b", "    c"]);
    }

    fn rooms(text: &str, places: &[&str]) -> Vec<(String, Option<String>)> {
        walk(text, places)
            .into_iter()
            .map(|room| (room.place, room.point))
            .collect()
    }

    #[test]
    fn place_and_point_are_parted_by_each_of_the_signs() {
        for line in [
            "Kitchen: hash table",
            "kitchen - hash table",
            "1. Kitchen — hash table",
            "- kitchen -> hash table",
            "Kitchen => hash table",
            "Kitchen → hash table",
            "KITCHEN = hash table",
            "| Kitchen | hash table |",
            "Kitchen | hash table",
        ] {
            let (place, point) = rooms(line, &[]).remove(0);
            assert_eq!(place.to_lowercase(), "kitchen", "{line}");
            assert_eq!(point.as_deref(), Some("hash table"), "{line}");
        }
        assert_eq!(
            rooms("living-room\n\n# no\ngate:\n", &[]),
            [("living-room".to_owned(), None), ("gate".to_owned(), None)]
        );
    }

    #[test]
    fn a_known_place_is_not_torn_apart() {
        let wanted = ("Room 3: left".to_owned(), Some("a: b".to_owned()));
        assert_eq!(
            rooms("Room 3: left: a: b", &["Room 3: left", "Room 3"]),
            [wanted]
        );
        assert_eq!(
            rooms("Room 3", &["Room 3: left"]),
            [("Room 3".to_owned(), None)]
        );
    }

    #[test]
    fn the_head_of_a_table_is_no_room() {
        let table = "| Room | Point |\n|------|-------|\n| Gate | dict |\n";
        assert_eq!(
            rooms(table, &[]),
            [("Gate".to_owned(), Some("dict".to_owned()))]
        );
    }

    #[test]
    fn behind_a_known_place_many_more_signs_part() {
        let places = [
            "Living",
            "Kitchen",
            "Pier: north end",
            "厨房",
            "Living room",
            "3",
        ];
        for (line, place, point) in [
            ("Kitchen：hash table", "Kitchen", "hash table"),
            ("厨房，哈希表", "厨房", "哈希表"),
            ("厨房、哈希表", "厨房", "哈希表"),
            ("Kitchen -- hash table", "Kitchen", "hash table"),
            ("Kitchen == hash table", "Kitchen", "hash table"),
            ("Kitchen >> hash table", "Kitchen", "hash table"),
            ("Kitchen --> hash table", "Kitchen", "hash table"),
            ("Kitchen\thash table", "Kitchen", "hash table"),
            ("Kitchen-hash table", "Kitchen", "hash table"),
            ("living-room-a hash", "living-room", "a hash"),
            (
                "Pier - north end - TCP handshake",
                "Pier - north end",
                "TCP handshake",
            ),
            ("pier, north end -> a: b", "pier, north end", "a: b"),
            ("Living-room: hash", "Living-room", "hash"),
            ("2: Kitchen: Mutability", "Kitchen", "Mutability"),
            ("3: Mutability", "3", "Mutability"),
        ] {
            let wanted = (place.to_owned(), Some(point.to_owned()));
            assert_eq!(rooms(line, &places), [wanted], "{line}");
        }
        assert_eq!(
            rooms("Attic，roof\nwell-known\n", &places),
            [
                ("Attic，roof".to_owned(), None),
                ("well-known".to_owned(), None),
            ]
        );
        assert_eq!(rooms("4. \n5)\n6:\n", &places), []);
    }

    #[test]
    fn the_first_row_of_a_table_is_a_room_if_it_names_one() {
        let table = "| Gate | dict |\n|---|---|\n| Hall | list |\n";
        let places: Vec<String> = rooms(table, &["Gate", "Hall"])
            .into_iter()
            .map(|it| it.0)
            .collect();
        assert_eq!(places, ["Gate", "Hall"]);
        assert_eq!(rooms(table, &["Hall"]).len(), 1);
    }
}

//! What the keys do, as it stands on the screen. Pure.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::model::{Session, Stage, Turn};
use crate::cli::inline::text::wrap;
use crate::domain::settings::RatingKeys;

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// A key and what it does.
pub type Does = (&'static str, &'static str);

const GAP: &str = "  ";

/// Below so many columns the keys are named in their shortest form.
const NARROW: usize = 40;

const TWO: [Does; 2] = [("g", "said"), ("m", "missed")];
const FOUR: [Does; 4] = [("1", "again"), ("2", "hard"), ("3", "good"), ("4", "easy")];
const ALL: Does = ("enter", "all said");
const KNOW: Does = ("k", "known");
const SKIP: Does = ("s", "skip");
const UNDO: Does = ("u", "undo");
const HELP: Does = ("?", "help");
const LEAVE: Does = ("q", "leave");

/// The keys of the moment in one row; the least needed are left out where there is no room.
pub fn footer(session: &Session, unseen: Option<usize>, width: usize) -> Line<'static> {
    let is_first = session
        .round()
        .is_some_and(|(round, _)| round.turn == Turn::First);
    let mut keys: Vec<Does> = match session.stage() {
        Stage::Look if unseen.is_some() => vec![("space", "more")],
        Stage::Look => vec![("space", "ask me")],
        Stage::Recall => vec![("space", "show")],
        Stage::Rate(_) => match session.ratings {
            RatingKeys::Two => TWO.to_vec(),
            RatingKeys::Four if width < NARROW => vec![("1-4", "again-easy")],
            RatingKeys::Four => FOUR.to_vec(),
        },
    };
    let help = if width < NARROW { ("?", "") } else { HELP };
    let rest = match session.stage() {
        Stage::Rate(_) => [Some(ALL), Some(UNDO), Some(SKIP), Some(LEAVE)],
        Stage::Look | Stage::Recall => [
            Some(SKIP),
            is_first.then_some(KNOW),
            Some(UNDO),
            Some(LEAVE),
        ],
    };
    if unseen.is_some() && matches!(session.stage(), Stage::Rate(_)) {
        keys.insert(0, ("space", "more"));
    }
    keys.extend(rest.into_iter().flatten());
    let mut left = width.saturating_sub(size(&help));
    let mut shown: Vec<Does> = Vec::new();
    for key in keys {
        let needed = size(&key) + GAP.len();
        if needed > left {
            break;
        }
        left -= needed;
        shown.push(key);
    }
    shown.push(help);
    line(&shown)
}

fn size((key, does): &Does) -> usize {
    key.width() + usize::from(!does.is_empty()) + does.width()
}

fn line(keys: &[Does]) -> Line<'static> {
    let mut spans = Vec::new();
    for (key, does) in keys {
        if !spans.is_empty() {
            spans.push(Span::raw(GAP));
        }
        spans.push(Span::styled(*key, BOLD));
        if !does.is_empty() {
            spans.push(Span::styled(format!(" {does}"), DIM));
        }
    }
    Line::from(spans)
}

/// What each key does where a review goes line by line.
pub fn in_lines(ratings: RatingKeys) -> Vec<Does> {
    let mut all: Vec<Does> = vec![("Enter", "show the answer; go on")];
    all.extend(rates(ratings));
    all.extend(REST);
    all
}

const REST: [Does; 4] = [
    ("k", "I know this: easy, with all that hangs below"),
    ("s", "skip: not rated, asked again another time"),
    ("u", "undo the last rating, also of an earlier prompt"),
    ("q", "leave; what was rated is kept"),
];

fn rates(ratings: RatingKeys) -> &'static [Does] {
    match ratings {
        RatingKeys::Two => &[
            ("g", "said, also 3"),
            ("m", "missed, also 1: asked again at the end"),
        ],
        RatingKeys::Four => &[
            ("1", "again: missed, asked again at the end"),
            ("2", "hard: only close, or in the wrong place"),
            ("3", "good: said"),
            ("4", "easy"),
        ],
    }
}

/// All keys: a line each, or one after the other where there are few rows.
pub fn help(ratings: RatingKeys, rows: usize, width: usize) -> Vec<Line<'static>> {
    let mut all: Vec<Does> = vec![("space", "show the answer")];
    all.extend(rates(ratings));
    all.push(("enter", "all that is not rated yet was said"));
    all.extend(REST);
    let widest = all.iter().map(|(_, does)| does.width() + 8).max();
    if all.len() <= rows && widest.is_some_and(|widest| widest <= width) {
        let row = |(key, does): &Does| {
            Line::from(vec![
                Span::styled(format!(" {key:<7}"), BOLD),
                Span::raw(*does),
            ])
        };
        return all.iter().map(row).collect();
    }
    let mut short: Vec<Does> = match ratings {
        RatingKeys::Two => TWO.to_vec(),
        RatingKeys::Four => FOUR.to_vec(),
    };
    short.extend([("enter", "all"), KNOW, SKIP, UNDO, LEAVE]);
    let text: Vec<String> = short
        .iter()
        .map(|(key, does)| format!("{key} {does}"))
        .collect();
    let lines = wrap(&text.join(" "), width);
    lines.into_iter().map(Line::raw).take(rows).collect()
}

//! Days in a Markdown text: "Day 1: topic" in headings, lists and paragraphs, tables of days, else plain lists.
//!
//! Pure and linear. What is understood and what is left alone is both told, with lines.

use std::collections::HashMap;

use line::{Impossible, Line, Numbers};
use table::Table;

mod line;
mod numbers;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod week;

/// Characters of a topic at most; what is longer is prose.
const LONGEST: usize = 200;

/// Days that one line may stand for.
const MOST_IN_ONE: u32 = 366;

/// A day as the text has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its line, from 1.
    pub line: u32,
    /// Its number, if it has one.
    pub number: Option<u32>,
    /// Its topic, without markup.
    pub topic: String,
    /// Links in it.
    pub links: Vec<String>,
    /// What other columns of a table say, by the key of a plan.
    pub cells: Vec<(&'static str, String)>,
}

/// Something that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    /// Its line, from 1.
    pub line: u32,
    /// What it says, in short.
    pub text: String,
    /// Why it was left.
    pub why: String,
    /// Whether it was meant as a day.
    pub meant: Meant,
}

/// What something that was not taken was meant as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// As a day, which is now missing from the plan.
    Day,
    /// As anything else.
    Else,
}

/// What a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// The days, in the order of the text.
    pub days: Vec<Entry>,
    /// What was left alone: headings, items and tables; prose is not told.
    pub left: Vec<Left>,
    /// Columns that were not taken, in the order of the text.
    pub columns: Vec<LeftColumn>,
}

/// A column of a table of days for which a plan has no key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeftColumn {
    /// The line of the table's header, from 1.
    pub line: u32,
    /// Its name, or `column 3` where it has none.
    pub name: String,
}

/// What days are taken from: the first of these that the text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// Items of a list without numbers.
    Item,
    /// Items with numbers.
    Ordered,
    /// Lines and rows that say "day".
    Day,
}

struct Candidate {
    strength: Strength,
    line: u32,
    numbers: Option<Result<Numbers, Impossible>>,
    raw: String,
    /// The line as it is written.
    written: String,
    cells: Vec<(&'static str, String)>,
}

/// Reads the days of a text.
pub(super) fn read(text: &str) -> Outline {
    let mut outline = Outline::default();
    let candidates = candidates(text, &mut outline);
    let possible = candidates
        .iter()
        .filter(|candidate| !matches!(candidate.numbers, Some(Err(_))));
    let best = possible.map(|candidate| candidate.strength).max();
    let mut seen: HashMap<u32, u32> = HashMap::new();
    for candidate in candidates {
        if Some(candidate.strength) >= best {
            take(candidate, &mut seen, &mut outline);
        } else {
            let why = match best {
                Some(Strength::Day) => "other lines say which day they are",
                Some(Strength::Ordered | Strength::Item) | None => "other items have numbers",
            };
            outline
                .left
                .push(left(candidate.line, &candidate.written, why));
        }
    }
    outline.left.sort_by_key(|left| left.line);
    outline
}

/// All that may be a day; headings, tables and columns that are none are left.
fn candidates(text: &str, outline: &mut Outline) -> Vec<Candidate> {
    let lines = text::shown(text);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((number, raw)) = lines.get(at) {
        let number = *number;
        at += 1;
        if let Some(table) = Table::at(&lines, at - 1) {
            at = table.end;
            rows(&table, &mut out, outline);
            continue;
        }
        let (strength, numbers, topic) = match line::read(raw) {
            Line::Day(numbers, topic) => (Strength::Day, Some(Ok(numbers)), topic),
            Line::NoDay(impossible) => {
                (Strength::Day, Some(Err(impossible)), raw.trim().to_owned())
            }
            Line::Ordered(Ok(ordinal), topic) => {
                let number = Numbers::one(ordinal);
                (Strength::Ordered, Some(Ok(number)), topic)
            }
            Line::Ordered(Err(impossible), _) => {
                let item = raw.trim().to_owned();
                (Strength::Ordered, Some(Err(impossible)), item)
            }
            Line::Item(topic) => (Strength::Item, None, topic),
            Line::Heading => {
                outline
                    .left
                    .push(left(number, raw, "a heading without a day"));
                continue;
            }
            Line::Nested => {
                outline
                    .left
                    .push(left(number, raw, "it belongs to the item above"));
                continue;
            }
            Line::Other => continue,
        };
        out.push(Candidate {
            strength,
            line: number,
            numbers,
            raw: topic,
            written: raw.trim().to_owned(),
            cells: Vec::new(),
        });
    }
    out
}

fn rows(table: &Table<'_>, out: &mut Vec<Candidate>, outline: &mut Outline) {
    let Some(columns) = table.columns() else {
        outline.left.push(left(
            table.line,
            table.header,
            "a table without a column of days or topics",
        ));
        return;
    };
    let names = columns.left.iter().cloned();
    outline.columns.extend(names.map(|name| LeftColumn {
        line: table.line,
        name,
    }));
    for row in &table.rows {
        let numbers = match columns.day.map(|day| Numbers::of_cell(row.cell(day))) {
            None => None,
            Some(Some(numbers)) => Some(numbers),
            Some(None) => {
                outline
                    .left
                    .push(left(row.line, row.raw, "a row without a day"));
                continue;
            }
        };
        let raw = match numbers {
            Some(Err(_)) => row.raw,
            Some(Ok(_)) | None => row.cell(columns.topic),
        };
        out.push(Candidate {
            strength: Strength::Day,
            line: row.line,
            numbers,
            raw: raw.to_owned(),
            written: row.raw.to_owned(),
            cells: columns.others(row),
        });
    }
}

/// One candidate as one day, or as many as its numbers say.
fn take(candidate: Candidate, seen: &mut HashMap<u32, u32>, outline: &mut Outline) {
    let Candidate {
        line,
        numbers,
        raw,
        written,
        cells,
        ..
    } = candidate;
    let clean = text::clean(&raw);
    let mut leave = |why: &str| {
        outline.left.push(Left {
            meant: Meant::Day,
            ..left(line, &written, why)
        });
    };
    let numbers = match numbers.transpose() {
        Ok(numbers) => numbers,
        Err(impossible) => return leave(&impossible.why()),
    };
    if clean.text.is_empty() {
        return leave("it names no topic");
    }
    if clean.text.chars().count() > LONGEST {
        return leave("it is too long for a topic");
    }
    let Some(numbers) = numbers else {
        outline.days.push(Entry {
            line,
            number: None,
            topic: clean.text,
            links: clean.links,
            cells,
        });
        return;
    };
    let days = numbers.days();
    if days > MOST_IN_ONE {
        return leave("so many days in one line");
    }
    if let Some((taken, by)) = taken(numbers, seen) {
        let is = match taken.days() {
            1 => "is",
            _ => "are",
        };
        return leave(&format!(
            "{} {is} in line {by} already: number it anew",
            taken.words()
        ));
    }
    let topics = text::split(&clean.text, days);
    for (number, topic) in (numbers.first..=numbers.last).zip(topics) {
        seen.insert(number, line);
        outline.days.push(Entry {
            line,
            number: Some(number),
            topic,
            links: clean.links.clone(),
            cells: if days == 1 { cells.clone() } else { Vec::new() },
        });
    }
}

/// The first stretch of these days that a line above has taken, and that line.
fn taken(numbers: Numbers, seen: &HashMap<u32, u32>) -> Option<(Numbers, u32)> {
    let (first, by) =
        (numbers.first..=numbers.last).find_map(|day| Some((day, *seen.get(&day)?)))?;
    let is_taken = |day: &u32| seen.get(day) == Some(&by);
    let last = (first..=numbers.last).take_while(is_taken).last()?;
    Some((Numbers { first, last }, by))
}

fn left(line: u32, text: &str, why: &str) -> Left {
    // What it was left for follows a colon.
    let text = text.trim().trim_end_matches(':').trim_end();
    let mut shown: String = text.chars().take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    Left {
        line,
        text: shown,
        why: why.to_owned(),
        meant: Meant::Else,
    }
}

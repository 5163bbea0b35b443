//! Tables of days: which columns hold what.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

use super::text::clean;

/// A pipe table.
pub(super) struct Table<'a> {
    /// The line of its header, from 1.
    pub(super) line: u32,
    /// Its header.
    pub(super) header: &'a str,
    /// What follows the delimiter.
    pub(super) rows: Vec<Row<'a>>,
    /// The index of the first line behind it.
    pub(super) end: usize,
}

/// A row.
pub(super) struct Row<'a> {
    /// Its line, from 1.
    pub(super) line: u32,
    /// As it is written.
    pub(super) raw: &'a str,
    cells: Vec<String>,
}

/// Which columns hold what.
pub(super) struct Columns {
    /// The day's number.
    pub(super) day: Option<usize>,
    /// The topic.
    pub(super) topic: usize,
    others: Vec<(usize, &'static str)>,
    /// The names of those that say something, for which a plan has no key.
    pub(super) left: Vec<String>,
}

const DAYS: [&str; 6] = ["day", "days", "#", "no", "no.", "nr"];
const TOPICS: [&str; 8] = [
    "topic", "topics", "title", "subject", "what", "theme", "content", "contents",
];

/// Keys of a plan by the names of columns.
const OTHERS: [(&str, &str); 15] = [
    ("map", "map"),
    ("palace", "palace"),
    ("learn", "learn"),
    ("read", "learn"),
    ("reading", "learn"),
    ("resource", "learn"),
    ("resources", "learn"),
    ("link", "learn"),
    ("links", "learn"),
    ("recall", "recall"),
    ("code", "code"),
    ("exercise", "code"),
    ("task", "code"),
    ("explain", "explain"),
    ("question", "explain"),
];

impl<'a> Table<'a> {
    /// The table whose header is this line, if it is one.
    pub(super) fn at(lines: &'a [(u32, Cow<'_, str>)], at: usize) -> Option<Table<'a>> {
        let (line, header) = lines.get(at)?;
        if !header.contains('|') || !is_delimiter(&lines.get(at + 1)?.1) {
            return None;
        }
        let rows: Vec<Row<'a>> = lines
            .iter()
            .skip(at + 2)
            .take_while(|(_, row)| row.contains('|'))
            .map(|(line, row)| Row {
                line: *line,
                raw: row,
                cells: cells(row),
            })
            .collect();
        Some(Table {
            line: *line,
            header,
            end: at + 2 + rows.len(),
            rows,
        })
    }

    /// Which columns hold what; none if neither days nor topics are named.
    pub(super) fn columns(&self) -> Option<Columns> {
        let titles: Vec<String> = cells(self.header)
            .into_iter()
            .map(|name| clean(&name).text)
            .collect();
        let names: Vec<String> = titles.iter().map(|name| name.to_lowercase()).collect();
        let of = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        let day = of(&DAYS);
        let others = names.iter().enumerate().filter_map(|(at, name)| {
            let known = OTHERS.iter().find(|(known, _)| known == name);
            known.map(|(_, key)| (at, *key))
        });
        let others: Vec<(usize, &'static str)> = others.collect();
        let first_free = || {
            let mut free = (0..names.len()).filter(|at| Some(*at) != day);
            free.find(|at| others.iter().all(|(other, _)| other != at))
        };
        let topic = match (of(&TOPICS), day) {
            (Some(topic), _) => topic,
            (None, Some(_)) => first_free()?,
            (None, None) => return None,
        };
        let mut is_left = self.that_say_something(titles.len());
        let others_at = others.iter().map(|(at, _)| *at);
        for taken in others_at.chain([topic]).chain(day) {
            if let Some(is_left) = is_left.get_mut(taken) {
                *is_left = false;
            }
        }
        let left = titles.into_iter().zip(is_left).enumerate();
        let left = left.filter(|(_, (_, is_left))| *is_left);
        let left = left.map(|(at, (title, _))| match title.is_empty() {
            true => format!("column {}", at + 1),
            false => title,
        });
        Some(Columns {
            left: left.collect(),
            day,
            topic,
            others,
        })
    }

    /// Of so many columns, which say something in any row.
    fn that_say_something(&self, columns: usize) -> Vec<bool> {
        let mut say = vec![false; columns];
        for row in &self.rows {
            for (says, cell) in say.iter_mut().zip(&row.cells) {
                *says |= cell.contains(char::is_alphanumeric);
            }
        }
        say
    }
}

impl Columns {
    /// What the other columns say that a plan has keys for.
    pub(super) fn others(&self, row: &Row<'_>) -> Vec<(&'static str, String)> {
        let mut out: Vec<(&'static str, String)> = Vec::new();
        for (at, key) in &self.others {
            let cell = clean(row.cell(*at));
            let said = match *key {
                "learn" if !cell.links.is_empty() => cell.links.join(" "),
                _ => cell.text,
            };
            let is_new = out.iter().all(|(known, _)| known != key);
            if is_new && said.chars().any(char::is_alphanumeric) {
                out.push((key, said));
            }
        }
        out
    }
}

impl Row<'_> {
    /// What a cell says, its bars unescaped; nothing where there is none.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map(String::as_str).unwrap_or_default()
    }
}

/// The cells of a row: parted at bars that are not escaped, also between backticks, as GFM has it
/// (<https://github.github.com/gfm/#tables-extension->, example 200).
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut chars = line.chars().peekable();
    let mut cells = Vec::new();
    while chars.peek().is_some() {
        cells.push(cell(&mut chars));
    }
    cells
}

/// The cell up to the next bar that is not escaped, which is taken too.
fn cell(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut cell = String::new();
    while let Some(c) = chars.next() {
        match c {
            '|' => break,
            '\\' => match chars.next_if(|next| matches!(next, '|' | '\\')) {
                Some('|') => cell.push('|'),
                // A backslash that is escaped itself escapes no bar.
                Some(other) => cell.extend([c, other]),
                None => cell.push(c),
            },
            other => cell.push(other),
        }
    }
    cell.trim().to_owned()
}

fn is_delimiter(line: &str) -> bool {
    let marks = line.trim();
    marks.contains("--")
        && marks
            .chars()
            .all(|c| matches!(c, '-' | ':' | '|' | ' ' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_parted_at_the_bars_that_are_not_escaped() {
        for (row, expected) in [
            ("| 1 | sets |", &["1", "sets"][..]),
            ("1 | sets", &["1", "sets"]),
            ("| | sets | |", &["", "sets", ""]),
            (r"| a \| b | c |", &["a | b", "c"]),
            (r"| `x \| y` | `z` |", &["`x | y`", "`z`"]),
            ("| `x | y` |", &["`x", "y`"]),
            (r"| a \\| b |", &[r"a \\", "b"]),
            (r"| \d | e\|", &[r"\d", "e|"]),
            ("|", &[]),
            ("", &[]),
        ] {
            assert_eq!(cells(row), expected, "{row}");
        }
    }
}

//! What one line of Markdown says about a day.

use super::text::bare;

/// The days that a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The first of them.
    pub(super) first: u32,
    /// The last, not before the first.
    pub(super) last: u32,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// `Day 1: topic`, in a heading, an item or alone.
    Day(Numbers, String),
    /// `1. topic`
    Ordered(u32, String),
    /// `- topic`
    Item(String),
    /// An item under another.
    Nested,
    /// A heading that names no day.
    Heading,
    /// Prose, or nothing.
    Other,
}

impl Numbers {
    pub(super) fn one(number: u32) -> Option<Numbers> {
        Some(Numbers {
            first: number,
            last: number,
        })
    }

    /// `3`, `1-6`, `Day 3`, `Days 1–6`; nothing else beside it.
    pub(super) fn of_cell(cell: &str) -> Option<Numbers> {
        let cell = bare(cell);
        let rest = day_word(cell).unwrap_or(cell);
        let (numbers, rest) = numbers(rest.trim_start())?;
        let rest = rest.trim_matches(['*', '_', ' ', '.', ':']);
        rest.is_empty().then_some(numbers)
    }

    pub(super) fn days(self) -> u32 {
        (self.last - self.first).saturating_add(1)
    }
}

/// Reads a line.
pub(super) fn read(raw: &str) -> Line {
    let indent = raw.len() - raw.trim_start().len();
    let text = raw.trim();
    if let Some(heading) = heading(text) {
        return match day(heading, Parted::Loosely) {
            Some((numbers, topic)) => Line::Day(numbers, topic),
            None => Line::Heading,
        };
    }
    if let Some((ordinal, item)) = item(text) {
        let item = unticked(item);
        return match (day(item, Parted::Loosely), ordinal) {
            (Some((numbers, topic)), _) => Line::Day(numbers, topic),
            (None, _) if indent >= 2 => Line::Nested,
            (None, Some(ordinal)) => Line::Ordered(ordinal, item.to_owned()),
            (None, None) => Line::Item(item.to_owned()),
        };
    }
    match day(text, Parted::Clearly) {
        Some((numbers, topic)) => Line::Day(numbers, topic),
        None => Line::Other,
    }
}

fn heading(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let is_heading = rest.len() < text.len() && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_heading.then(|| rest.trim().trim_end_matches('#').trim_end())
}

/// The number of an item, if it has one, and its text.
fn item(text: &str) -> Option<(Option<u32>, &str)> {
    if let Some(rest) = text.strip_prefix(['-', '*', '+']) {
        return rest.starts_with([' ', '\t']).then(|| (None, rest.trim()));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let ordinal = text.get(..digits)?.parse().ok()?;
    let rest = text.get(digits..)?.strip_prefix(['.', ')'])?;
    rest.starts_with([' ', '\t'])
        .then(|| (Some(ordinal), rest.trim()))
}

/// Without the box of a task.
fn unticked(item: &str) -> &str {
    ["[ ]", "[x]", "[X]"]
        .iter()
        .find_map(|tick| item.strip_prefix(tick))
        .unwrap_or(item)
        .trim_start()
}

/// How a topic is parted from its day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parted {
    /// By a colon or a dash: in prose, "day 1 was fine" is no day.
    Clearly,
    /// By a blank at least.
    Loosely,
}

/// `Day 3 – dicts`, `**Days 1-6:** topic`, `[Day 1: topic](…)`.
fn day(text: &str, parted: Parted) -> Option<(Numbers, String)> {
    let start = bare(text);
    let (numbers, rest) = numbers(day_word(start)?)?;
    let opened = text.get(..text.len() - start.len()).unwrap_or_default();
    // Emphasis that closes right behind the day was opened before it.
    let rest = rest.trim_start();
    let closed = rest.trim_start_matches(['*', '_']);
    let after = closed.trim_start();
    let topic = after.strip_prefix([':', '-', '–', '—', '.', ')', '|', '→']);
    let is_clear = topic.is_some();
    if parted == Parted::Clearly && !is_clear {
        return None;
    }
    let topic = topic.unwrap_or(after).trim_start();
    let has_closed = closed.len() < rest.len();
    let mark = ["**", "__"].into_iter().find(|mark| opened.ends_with(mark));
    let topic = match mark {
        Some(mark) if !has_closed => match topic.strip_prefix(mark) {
            Some(rest) => rest.trim_start().to_owned(),
            None => format!("{mark}{topic}"),
        },
        Some(_) | None => topic.to_owned(),
    };
    // A link that holds the day is opened again.
    match opened.contains('[') {
        true => Some((numbers, format!("[{topic}"))),
        false => Some((numbers, topic)),
    }
}

/// What follows the word day, or days.
fn day_word(text: &str) -> Option<&str> {
    let head = text.get(..3)?;
    if !head.eq_ignore_ascii_case("day") {
        return None;
    }
    let rest = text.get(3..)?;
    let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
    let rest = rest.trim_start_matches([' ', '\t', '_', '-', '#']);
    rest.starts_with(|c: char| c.is_ascii_digit())
        .then_some(rest)
}

/// Numbers and what follows them.
fn numbers(text: &str) -> Option<(Numbers, &str)> {
    let (first, rest) = number(text)?;
    let dash = rest.trim_start();
    let last = dash
        .strip_prefix(['-', '–', '—'])
        .map(str::trim_start)
        .and_then(number)
        // `Day 3 - 3.14` is a topic, not a span.
        .filter(|(last, rest)| {
            *last > first && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.')
        });
    match last {
        Some((last, rest)) => Some((Numbers { first, last }, rest)),
        None if rest.starts_with(char::is_alphanumeric) => None,
        None => Some((Numbers { first, last: first }, rest)),
    }
}

fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits)?.parse().ok()?;
    Some((number, text.get(digits..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: u32, last: u32, topic: &str) -> Line {
        Line::Day(Numbers { first, last }, topic.to_owned())
    }

    #[test]
    fn a_day_is_found_in_headings_items_and_lines_of_its_own() {
        for (raw, expected) in [
            ("## Day 1: Names", days(1, 1, "Names")),
            ("### 📘 Day 12 - Modules ###", days(12, 12, "Modules")),
            ("- Day 3 – dicts", days(3, 3, "dicts")),
            ("  * [ ] day 4 sets", days(4, 4, "sets")),
            ("1. **Day 5:** loops", days(5, 5, "loops")),
            ("- **Day 5: loops**", days(5, 5, "**loops**")),
            ("- [Day 6: args](d6.md)", days(6, 6, "[args](d6.md)")),
            ("Day 7: a *star*", days(7, 7, "a *star*")),
            ("Days 1–6: basics", days(1, 6, "basics")),
            ("# Day 3 - 3.14 and floats", days(3, 3, "3.14 and floats")),
            ("Day_2. strings", days(2, 2, "strings")),
            ("Day 7 was fine", Line::Other),
            ("- daytime", Line::Item("daytime".to_owned())),
            ("3) sets", Line::Ordered(3, "sets".to_owned())),
            ("   - below", Line::Nested),
            ("# Python", Line::Heading),
            ("#hashtag", Line::Other),
            ("---", Line::Other),
            ("", Line::Other),
        ] {
            assert_eq!(read(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_cell_of_days_holds_nothing_else() {
        for (cell, expected) in [
            ("3", Some((3, 3))),
            (" 1-6 ", Some((1, 6))),
            ("**Day 2**", Some((2, 2))),
            ("Days 8 – 13", Some((8, 13))),
            ("soon", None),
            ("6-1", None),
        ] {
            let read = Numbers::of_cell(cell).map(|days| (days.first, days.last));
            assert_eq!(read, expected, "{cell}");
        }
    }
}

//! What one line of Markdown says about a day.

use super::numbers::{beside, number, numbers, part};
use super::text::bare;
use super::week;

/// The days that a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The first of them.
    pub(super) first: u32,
    /// The last, not before the first.
    pub(super) last: u32,
}

/// Why days that a text names cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Impossible {
    /// Day 0, and what comes before it.
    BelowOne,
    /// A number above [`LAST`].
    TooLarge,
    /// `Week 1, Day 8`, `Week 0, Day 1`.
    OfWeek,
    /// `9-7`.
    Backwards,
    /// `1.5`, between two days or a part of one; `1,5`.
    NotWhole,
    /// `3 & 5`.
    Apart,
    /// `Day 2 strings`, alone, which may be prose.
    Unparted,
    /// `Day 2`, alone.
    NoTopic,
}

/// The last number that a day may have: five digits are more days than any plan has.
const LAST: u32 = 99_999;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// `Day 1: topic`, in a heading, an item or alone.
    Day(Numbers, String),
    /// `Day 0: topic`, `Day 9-7: topic`: it means a day, but there is none such.
    NoDay(Impossible),
    /// `1. topic`; `1.5. topic` has a number that no day has.
    Ordered(Result<u32, Impossible>, String),
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
    pub(super) fn one(number: u32) -> Numbers {
        Numbers {
            first: number,
            last: number,
        }
    }

    pub(super) fn of(first: u32, last: u32) -> Result<Numbers, Impossible> {
        match (first, last) {
            (0, _) => Err(Impossible::BelowOne),
            (_, _) if first.max(last) > LAST => Err(Impossible::TooLarge),
            (_, _) if last < first => Err(Impossible::Backwards),
            (_, _) => Ok(Numbers { first, last }),
        }
    }

    /// `3`, `1-6`, `Day 3`, `Days 1–6`; nothing else beside it.
    pub(super) fn of_cell(cell: &str) -> Option<Result<Numbers, Impossible>> {
        let sign = cell.trim_start_matches(['*', '_', ' ']);
        let start = bare(cell);
        let (week, named) = week::of(start);
        let (sign, digits) = day_word(named).unwrap_or((Sign::of(sign, start), start));
        let (numbers, rest) = numbers(digits)?;
        let edge = ['*', '_', ' ', '.', ':'];
        let numbers = sign.checked(numbers);
        let last = numbers.map_or(0, |numbers| numbers.last);
        let rest = beside(rest.trim_matches(edge), last);
        let numbers = numbers.and_then(|numbers| week::counted(week, numbers));
        rest.trim_matches(edge).is_empty().then_some(numbers)
    }

    /// In words: `day 3`, `days 3 to 5`.
    pub(super) fn words(self) -> String {
        match self.days() {
            1 => format!("day {}", self.first),
            _ => format!("days {} to {}", self.first, self.last),
        }
    }

    pub(super) fn days(self) -> u32 {
        (self.last - self.first).saturating_add(1)
    }
}

impl Impossible {
    /// What is wrong with it, in words.
    pub(super) fn why(self) -> String {
        match self {
            Impossible::BelowOne => "days are numbered from 1".to_owned(),
            Impossible::OfWeek => {
                "weeks are numbered from 1, and their days from 1 to 7".to_owned()
            }
            Impossible::TooLarge => format!("days are numbered up to {LAST}"),
            Impossible::Backwards => "its last day comes before its first".to_owned(),
            Impossible::NotWhole => {
                "days have whole numbers: number it anew, several days like 1-2".to_owned()
            }
            Impossible::Apart => {
                "its days do not follow each other: give each a line of its own".to_owned()
            }
            Impossible::Unparted => {
                "nothing parts its number from its topic: write it as `Day 1: topic`".to_owned()
            }
            Impossible::NoTopic => "it names no topic".to_owned(),
        }
    }
}

/// What stands before a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    /// `-5`, where the dash does not part it from the word before.
    Minus,
}

impl Sign {
    /// The sign of the number that `number`, the end of `text`, begins with, if nothing else stands before it.
    fn of(text: &str, number: &str) -> Sign {
        match text.strip_suffix(number) {
            Some("-" | "−") => Sign::Minus,
            Some(_) | None => Sign::Plus,
        }
    }

    fn checked(self, numbers: Result<Numbers, Impossible>) -> Result<Numbers, Impossible> {
        match self {
            Sign::Plus => numbers,
            Sign::Minus => Err(Impossible::BelowOne),
        }
    }
}

/// Reads a line.
pub(super) fn read(raw: &str) -> Line {
    let indent = raw.len() - raw.trim_start().len();
    let text = raw.trim();
    if let Some(heading) = heading(text) {
        return day(heading, Parted::Loosely).unwrap_or(Line::Heading);
    }
    if let Some((ordinal, item)) = item(text) {
        let item = unticked(item);
        return match (day(item, Parted::Loosely), ordinal) {
            (Some(day), _) => day,
            (None, _) if indent >= 2 => Line::Nested,
            (None, Some(ordinal)) => Line::Ordered(ordinal, item.to_owned()),
            (None, None) => Line::Item(item.to_owned()),
        };
    }
    day(text, Parted::Clearly).unwrap_or(Line::Other)
}

fn heading(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let is_heading = rest.len() < text.len() && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_heading.then(|| rest.trim().trim_end_matches('#').trim_end())
}

/// The number of an item, if it has one, and its text.
fn item(text: &str) -> Option<(Option<Result<u32, Impossible>>, &str)> {
    if let Some(rest) = text.strip_prefix(['-', '*', '+']) {
        return rest.starts_with([' ', '\t']).then(|| (None, rest.trim()));
    }
    let (ordinal, rest) = number(text)?;
    let part = part(rest);
    let rest = part.unwrap_or(rest).strip_prefix(['.', ')'])?;
    // A list may begin with 0; as a day it only has its place.
    let ordinal = match (part, ordinal) {
        (Some(_), _) => Err(Impossible::NotWhole),
        (None, 0..=LAST) => Ok(ordinal),
        (None, _) => Err(Impossible::TooLarge),
    };
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
    /// By a colon or a dash: alone, "day 1 was fine" may be prose.
    Clearly,
    /// By a blank at least.
    Loosely,
}

/// `Day 3 – dicts`, `**Days 1-6:** topic`, `[Day 1: topic](…)`.
fn day(text: &str, parted: Parted) -> Option<Line> {
    let start = bare(text);
    let (week, named) = week::of(start);
    let (sign, digits) = day_word(named)?;
    let Some((numbers, rest)) = numbers(digits) else {
        return (parted == Parted::Clearly).then_some(Line::NoDay(Impossible::Unparted));
    };
    let numbers = match sign.checked(numbers) {
        Ok(numbers) => numbers,
        Err(impossible) => return Some(Line::NoDay(impossible)),
    };
    let opened = text.get(..text.len() - start.len()).unwrap_or_default();
    // Emphasis that closes right behind the day was opened before it.
    let rest = beside(rest.trim_start(), numbers.last);
    let closed = rest.trim_start_matches(['*', '_']);
    let after = beside(closed.trim_start(), numbers.last);
    let topic = after.strip_prefix([':', '-', '–', '—', '.', ')', '|', '→']);
    let is_clear = topic.is_some();
    if parted == Parted::Clearly && !is_clear {
        return Some(Line::NoDay(match after.is_empty() {
            true => Impossible::NoTopic,
            false => Impossible::Unparted,
        }));
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
    let numbers = match week::counted(week, numbers) {
        Ok(numbers) => numbers,
        Err(impossible) => return Some(Line::NoDay(impossible)),
    };
    // A link that holds the day is opened again.
    match opened.contains('[') {
        true => Some(Line::Day(numbers, format!("[{topic}"))),
        false => Some(Line::Day(numbers, topic)),
    }
}

/// What follows the word day, or days, from its first digit on, and the sign of that number.
fn day_word(text: &str) -> Option<(Sign, &str)> {
    let head = text.get(..3)?;
    if !head.eq_ignore_ascii_case("day") {
        return None;
    }
    let rest = text.get(3..)?;
    let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
    let digits = rest.trim_start_matches([' ', '\t', '_', '-', '−', '#']);
    // `Day-5` and `Day - 5` are day 5, `Day -5` is none.
    let sign = match rest.starts_with([' ', '\t']) {
        true => Sign::of(rest.trim_start(), digits),
        false => Sign::Plus,
    };
    digits
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some((sign, digits))
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
            ("Day-5: sums", days(5, 5, "sums")),
            ("## Day - 5: sums", days(5, 5, "sums")),
            ("Day 9 - 2 sums", days(9, 9, "2 sums")),
            ("Days 3-3: sums", days(3, 3, "sums")),
            ("Day 9-7: back", Line::NoDay(Impossible::Backwards)),
            ("- **Days 9 – 7**: back", Line::NoDay(Impossible::Backwards)),
            ("# Day 9-7", Line::NoDay(Impossible::Backwards)),
            ("Day 0: none", Line::NoDay(Impossible::BelowOne)),
            ("- Day 0-3: none", Line::NoDay(Impossible::BelowOne)),
            ("Day 0 was fine", Line::NoDay(Impossible::BelowOne)),
            ("Day -5: below", Line::NoDay(Impossible::BelowOne)),
            ("# Day −5", Line::NoDay(Impossible::BelowOne)),
            ("Day 99999: far", days(99_999, 99_999, "far")),
            ("Day 100000: far", Line::NoDay(Impossible::TooLarge)),
            ("Days 1-99999999999: far", Line::NoDay(Impossible::TooLarge)),
            (
                "99999999999. far",
                Line::Ordered(Err(Impossible::TooLarge), "far".to_owned()),
            ),
            ("Day 1.5: between", Line::NoDay(Impossible::NotWhole)),
            ("- **Day 1.5** – between", Line::NoDay(Impossible::NotWhole)),
            ("## Day 1.2.3", Line::NoDay(Impossible::NotWhole)),
            ("Days 1,2: two", days(1, 2, "two")),
            ("Days 1,5: two", Line::NoDay(Impossible::NotWhole)),
            ("Days 1,2.5: two", Line::NoDay(Impossible::NotWhole)),
            ("Days 1-2.5: spread", Line::NoDay(Impossible::NotWhole)),
            ("Day 1.5 was fine", Line::NoDay(Impossible::NotWhole)),
            ("Day 1. 5 sums", days(1, 1, "5 sums")),
            ("# Day 1.2nd try", days(1, 1, "2nd try")),
            (
                "1.5. between",
                Line::Ordered(Err(Impossible::NotWhole), "between".to_owned()),
            ),
            ("1.5 was fine", Line::Other),
            ("0. first", Line::Ordered(Ok(0), "first".to_owned())),
            ("Day 7 was fine", Line::NoDay(Impossible::Unparted)),
            ("Day 7a: sums", Line::NoDay(Impossible::Unparted)),
            ("Day 7", Line::NoDay(Impossible::NoTopic)),
            ("Daytime 7: sums", Line::Other),
            ("- daytime", Line::Item("daytime".to_owned())),
            ("3) sets", Line::Ordered(Ok(3), "sets".to_owned())),
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
    fn days_that_follow_each_other_are_a_span_however_they_are_joined() {
        let apart = Line::NoDay(Impossible::Apart);
        for (raw, expected) in [
            ("Day 3 & 4: trees", days(3, 4, "trees")),
            ("- Day 3&4 trees", days(3, 4, "trees")),
            ("## **Day 5 / 6**: graphs", days(5, 6, "graphs")),
            ("Days 5/6 – graphs", days(5, 6, "graphs")),
            ("Day 6, 7: queues", days(6, 7, "queues")),
            ("Days 6,7,8: queues", days(6, 8, "queues")),
            ("Days 6, 7, and 8: queues", days(6, 8, "queues")),
            ("Day 1 And 2: sums", days(1, 2, "sums")),
            ("- Day 1 + 2: sums", days(1, 2, "sums")),
            ("Days 8 to 12: tries", days(8, 12, "tries")),
            ("# Days 8 through 12 tries", days(8, 12, "tries")),
            ("Days 1, 2-4: sums", days(1, 4, "sums")),
            ("- Day 3 and Day 4: trees", days(3, 4, "trees")),
            ("Day 3 to day 5: trees", days(3, 5, "trees")),
            ("Day 3 & Day 5: trees", apart.clone()),
            ("Days 12 to 8: tries", Line::NoDay(Impossible::Backwards)),
            ("Day 3 & 5: trees", apart.clone()),
            ("# Day 3 and 5 trees", apart.clone()),
            ("Day 5, 3: trees", apart.clone()),
            ("Days 1, 3, 5: odd", apart.clone()),
            ("- Days 1-3, 5: odd", apart.clone()),
            ("Day 3/30: sums", apart),
            ("Day 3 & 4.5: sums", Line::NoDay(Impossible::NotWhole)),
            ("Day 0 & 1: sums", Line::NoDay(Impossible::BelowOne)),
            ("# Day 3, 10 katas", days(3, 3, ", 10 katas")),
            ("# Day 3, 4th try", days(3, 3, ", 4th try")),
            ("# Day 3 tomatoes", days(3, 3, "tomatoes")),
            ("# Day 3 android 4", days(3, 3, "android 4")),
            ("Day 3 and more", Line::NoDay(Impossible::Unparted)),
        ] {
            assert_eq!(read(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_weekday_or_a_date_behind_the_number_is_no_part_of_the_topic() {
        for (raw, expected) in [
            ("Day 1 (Mon): sorting", days(1, 1, "sorting")),
            ("- **Day 1 (Monday):** sorting", days(1, 1, "sorting")),
            ("- **Day 1** (Tue.) sorting", days(1, 1, "sorting")),
            (
                "# Day 1 (Mon, 30 Nov 2026) - sorting",
                days(1, 1, "sorting"),
            ),
            ("Days 1-2 (1.12.–2.12.): sorting", days(1, 2, "sorting")),
            ("Day 1 (2026-12-01): sorting", days(1, 1, "sorting")),
            ("Day 1 (December 1st): sorting", days(1, 1, "sorting")),
            ("Day 1(Sat): sorting", days(1, 1, "sorting")),
            ("# Day 1 (review): sorting", days(1, 1, "(review): sorting")),
            ("# Day 1 (45): sorting", days(1, 1, "(45): sorting")),
            ("# Day 1 (Mon sorting", days(1, 1, "(Mon sorting")),
            ("# Day 1 (): sorting", days(1, 1, "(): sorting")),
            ("# Day 1: sorting (Mon)", days(1, 1, "sorting (Mon)")),
            ("Day 1 (review): sorting", Line::NoDay(Impossible::Unparted)),
        ] {
            assert_eq!(read(raw), expected, "{raw}");
        }
    }

    #[test]
    fn how_many_days_there_are_in_all_is_no_part_of_the_topic() {
        for (raw, expected) in [
            ("## Day 3 of 30: decorators", days(3, 3, "decorators")),
            ("## Day 3 of 30 – decorators", days(3, 3, "decorators")),
            ("- **Day 3 of 30:** decorators", days(3, 3, "decorators")),
            ("- **Day 3** of 30: decorators", days(3, 3, "decorators")),
            ("- Day 3 Of 30 decorators", days(3, 3, "decorators")),
            ("Days 3-5 of 30: decorators", days(3, 5, "decorators")),
            ("Day 3 (Mon) of 30: decorators", days(3, 3, "decorators")),
            ("Day 3 of 30 (Mon): decorators", days(3, 3, "decorators")),
            ("Day 30 of 30. decorators", days(30, 30, "decorators")),
            ("# Day 3 of 2 halves", days(3, 3, "of 2 halves")),
            ("# Day 3 of 4th try", days(3, 3, "of 4th try")),
            ("# Day 3 of sorting", days(3, 3, "of sorting")),
            ("# Day 3: of 30 sorts", days(3, 3, "of 30 sorts")),
            ("Day 3 of 30 was fine", Line::NoDay(Impossible::Unparted)),
            ("Day 3 of 30", Line::NoDay(Impossible::NoTopic)),
        ] {
            assert_eq!(read(raw), expected, "{raw}");
        }
        assert_eq!(Numbers::of_cell("Day 3 of 30"), Some(Ok(Numbers::one(3))));
        assert_eq!(Numbers::of_cell("3 of 2"), None);
    }

    #[test]
    fn a_cell_of_days_holds_nothing_else() {
        for (cell, expected) in [
            ("3", Some(Ok((3, 3)))),
            (" 1-6 ", Some(Ok((1, 6)))),
            ("**Day 2**", Some(Ok((2, 2)))),
            ("Days 8 – 13", Some(Ok((8, 13)))),
            ("#5", Some(Ok((5, 5)))),
            ("soon", None),
            ("6 - 1", Some(Err(Impossible::Backwards))),
            ("0", Some(Err(Impossible::BelowOne))),
            (" -5 ", Some(Err(Impossible::BelowOne))),
            ("Day -5", Some(Err(Impossible::BelowOne))),
            ("99999999999", Some(Err(Impossible::TooLarge))),
            ("1.5", Some(Err(Impossible::NotWhole))),
            ("**Day 1.5**", Some(Err(Impossible::NotWhole))),
            ("1-2.5", Some(Err(Impossible::NotWhole))),
            ("1, 2", Some(Ok((1, 2)))),
            ("6,7", Some(Ok((6, 7)))),
            ("8 & 9", Some(Ok((8, 9)))),
            ("8 to 12", Some(Ok((8, 12)))),
            ("Day 1 (Mon)", Some(Ok((1, 1)))),
            ("**2** (Tue, 1 Dec)", Some(Ok((2, 2)))),
            ("3 (soon)", None),
            ("8 & 10", Some(Err(Impossible::Apart))),
            ("-", None),
        ] {
            let read = Numbers::of_cell(cell);
            let read = read.map(|days| days.map(|days| (days.first, days.last)));
            assert_eq!(read, expected, "{cell}");
        }
    }
}

//! The numbers of days: `3`, `3-5`, `3 & 4`, and the dates that may stand behind them.

use super::line::{Impossible, Numbers};

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Numbers, and what follows them.
pub(super) fn numbers(text: &str) -> Option<(Result<Numbers, Impossible>, &str)> {
    let (first, mut rest) = number(text)?;
    let mut last = first;
    let mut before = Join::And;
    if !is_next(first, rest)
        && let Some(behind) = part(rest)
    {
        return Some((Err(Impossible::NotWhole), behind));
    }
    while let Some((join, next, behind)) = joined(last, rest, before) {
        rest = behind;
        match next {
            Ok(next) if next >= last => (last, before) = (next, join),
            Ok(next) => {
                let backwards = Numbers::of(last, next).and(Err(Impossible::Backwards));
                return Some((backwards, rest));
            }
            Err(impossible) => return Some((Numbers::of(first, last).and(Err(impossible)), rest)),
        }
    }
    let is_word = last == first && rest.starts_with(char::is_alphanumeric);
    (!is_word).then(|| (Numbers::of(first, last), rest))
}

/// How a number is joined to the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// By a dash or `to`: with all between them.
    To,
    /// By `&`, `/` and others: the next one.
    And,
}

/// The next number of several, how it is joined, and what follows it.
fn joined(last: u32, rest: &str, before: Join) -> Option<(Join, Result<u32, Impossible>, &str)> {
    if before == Join::And {
        if let Some((to, behind)) = span(last, rest) {
            return Some((Join::To, to, behind));
        }
        let to = ["to", "through"].iter().find_map(|to| word(rest, to));
        if let Some((to, behind)) = to.and_then(again).filter(|(_, rest)| is_end(rest)) {
            return Some((Join::To, Ok(to), behind));
        }
    }
    let (mark, next) = and(rest)?;
    let (next, behind) = again(next)?;
    if !is_next(next, behind)
        && let Some(behind) = part(behind)
    {
        // `Day 3, 4.5 hours` has a topic.
        let is_topic = mark == ',' && !is_alone(behind);
        return (!is_topic).then_some((Join::And, Err(Impossible::NotWhole), behind));
    }
    if !is_end(behind) {
        return None;
    }
    match last.checked_add(1) == Some(next) {
        true => Some((Join::And, Ok(next), behind)),
        // So has `Day 3, 10 katas`.
        false if mark == ',' && !is_alone(behind) && and(behind).is_none() => None,
        false => Some((Join::And, Err(Impossible::Apart), behind)),
    }
}

/// Whether `,` and the number after this one follow.
fn is_next(last: u32, rest: &str) -> bool {
    let next = rest.strip_prefix(',').and_then(number);
    next.is_some_and(|(next, rest)| {
        let is_part = rest.starts_with('.') && part(rest).is_some();
        last.checked_add(1) == Some(next) && !is_part
    })
}

/// The mark that joins two numbers, and what follows it.
fn and(rest: &str) -> Option<(char, &str)> {
    let text = rest.trim_start();
    let marked = text.strip_prefix(',').map(|rest| (',', rest));
    let text = marked.map_or(rest, |(_, rest)| rest);
    if let Some(rest) = word(text, "and") {
        return Some(('&', rest));
    }
    let mut chars = text.trim_start().chars();
    match chars.next().filter(|c| matches!(c, '&' | '/' | '+')) {
        Some(mark) => Some((mark, chars.as_str().trim_start())),
        None => marked.map(|(mark, rest)| (mark, rest.trim_start())),
    }
}

/// What follows a word between blanks.
fn word<'a>(rest: &'a str, word: &str) -> Option<&'a str> {
    let blank = [' ', '\t'];
    let text = rest.strip_prefix(blank)?.trim_start();
    let (head, tail) = text.split_at_checked(word.len())?;
    let is_word = head.eq_ignore_ascii_case(word) && tail.starts_with(blank);
    is_word.then(|| tail.trim_start())
}

/// A number that may say once more that it is a day: `4`, `Day 4`.
fn again(text: &str) -> Option<(u32, &str)> {
    let (word, rest) = text.split_at_checked("day ".len()).unwrap_or_default();
    match word.eq_ignore_ascii_case("day ") {
        true => number(rest),
        false => number(text),
    }
}

/// Whether a number ends here, and is not the beginning of `4th` or `4.5`.
fn is_end(behind: &str) -> bool {
    !behind.starts_with(char::is_alphanumeric)
        && (!behind.starts_with('.') || part(behind).is_none())
}

/// Whether numbers end here, and no topic begins without a mark before it.
fn is_alone(behind: &str) -> bool {
    let next = behind.trim_start_matches(['*', '_', ' ', '\t']);
    next.is_empty() || next.starts_with([':', '-', '–', '—', ')', '|', '→'])
}

/// Without what may stand beside the numbers of days, of which this is the last, and is no topic: their date, and how
/// many days there are in all.
pub(super) fn beside(text: &str, last: u32) -> &str {
    let text = undated(text);
    match total(text).filter(|(total, _)| *total >= last) {
        Some((_, rest)) => undated(rest.trim_start()),
        None => text,
    }
}

/// `of 30`, and what follows it.
fn total(text: &str) -> Option<(u32, &str)> {
    let (of, rest) = text.split_at_checked("of ".len())?;
    let total = number(rest.trim_start()).filter(|(_, rest)| is_end(rest));
    total.filter(|_| of.eq_ignore_ascii_case("of "))
}

/// Without a weekday or a date in parentheses that it begins with.
fn undated(text: &str) -> &str {
    let inner = text.trim_start().strip_prefix('(');
    match inner.and_then(|inner| inner.split_once(')')) {
        Some((date, rest)) if is_date(date) => rest.trim_start(),
        Some(_) | None => text,
    }
}

/// `Mon`, `1 Dec`, `Monday, 1.12.`, `2026-12-01`.
fn is_date(text: &str) -> bool {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    let begins = |names: &[&str], part: &str, least: usize| {
        part.len() >= least && names.iter().any(|name| name.starts_with(part))
    };
    let is_name = |part: &String| begins(&WEEKDAYS, part, 2) || begins(&MONTHS, part, 3);
    let is_number = |part: &String| {
        let number = number(part);
        number.is_some_and(|(_, tail)| matches!(tail, "" | "st" | "nd" | "rd" | "th"))
    };
    let names = parts.iter().filter(|part| is_name(part)).count();
    let numbers = parts.iter().filter(|part| is_number(part)).count();
    names + numbers == parts.len() && (names > 0 || numbers > 1)
}

/// What follows the part of a number that is none of a day: behind `.5` of `1.5`, `.5.2026` of a date, `,2` of `1,2`.
pub(super) fn part(rest: &str) -> Option<&str> {
    let mut behind = None;
    let mut rest = rest;
    while let Some((_, next)) = rest.strip_prefix(['.', ',']).and_then(number) {
        if next.starts_with(char::is_alphanumeric) {
            break;
        }
        behind = Some(next);
        rest = next;
    }
    behind
}

/// The last number of a span, and what follows it.
fn span(first: u32, rest: &str) -> Option<(Result<u32, Impossible>, &str)> {
    let dash = rest.trim_start();
    let after = dash.strip_prefix(['-', '–', '—'])?;
    let (last, behind) = number(after.trim_start())?;
    let is_tight = dash.len() == rest.len() && after.starts_with(|c: char| c.is_ascii_digit());
    // `Day 1-2.5: sums` is no span of days, `Day 3 - 3.14` a topic.
    if let Some(behind) = part(behind).filter(|behind| is_tight && is_alone(behind)) {
        return Some((Err(Impossible::NotWhole), behind));
    }
    if behind.starts_with(|c: char| c.is_alphanumeric() || c == '.') {
        return None;
    }
    // `Day 9 - 2 sums` is one too, `Day 9-2` and `Day 9 - 2: sums` are not.
    (last > first || is_tight || is_alone(behind)).then_some((Ok(last), behind))
}

/// A number and what follows it; one that is too large is the largest that there is.
pub(super) fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    let is_number = !number.is_empty();
    is_number.then(|| (number.parse().unwrap_or(u32::MAX), rest))
}

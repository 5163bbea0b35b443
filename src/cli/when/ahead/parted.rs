//! A text parted into where a stretch begins and where it ends. Pure; neither is read here.

use chrono::{Month, NaiveDate};

use super::halves::halved;
use crate::cli::when::clocks::{number, split_time};
use crate::cli::when::spelled::{Dotted, dotted, ordinal, plain};
use crate::cli::when::weekday;

/// The words between two ends.
const BETWEEN: [&str; 7] = [
    " to ",
    " through ",
    " until ",
    " till ",
    " til ",
    " - ",
    " \u{2013} ",
];

/// The two ends of a stretch, if a text is one: `24 dec..27 dec`, `from 24 dec until 27 dec`, `24-27 dec`, `mon-fri`,
/// `18:00-20:00`, `2026-12-24/2026-12-27`; the second is empty if it has none.
pub fn ends(text: &str) -> Option<(String, String)> {
    let typed = text.trim();
    let from = typed
        .split_at_checked(5)
        .filter(|(first, _)| first.eq_ignore_ascii_case("from "));
    let rest = from.map_or(typed, |(_, rest)| rest.trim());
    let parted = by_dots(rest).or_else(|| by_word(rest));
    let parted = parted.or_else(|| interval(rest).or_else(|| by_dash(rest)));
    let Some((first, last)) = parted else {
        return from.map(|_| (rest.to_owned(), String::new()));
    };
    let (first, last) = (first.trim(), last.trim());
    let first = with_month_of(first, last).unwrap_or_else(|| first.to_owned());
    Some((first, last.to_owned()))
}

fn by_dots(text: &str) -> Option<(&str, &str)> {
    let at = text.find("..")?;
    // The dot of `24.12.` is its own.
    let at = at + usize::from(text[at..].starts_with("..."));
    Some((&text[..at], &text[at + 2..]))
}

fn by_word(text: &str) -> Option<(&str, &str)> {
    let lower = format!("{} ", text.to_ascii_lowercase());
    let found = BETWEEN.map(|it| Some((lower.find(it)?, it.len())));
    let (at, len) = found.into_iter().flatten().min()?;
    Some((&text[..at], text.get(at + len..).unwrap_or_default()))
}

/// An interval of ISO 8601, by its beginning and its end.
fn interval(text: &str) -> Option<(&str, &str)> {
    let (first, last) = text.split_once('/')?;
    let date = first.trim().get(..10)?;
    NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    Some((first, last))
}

/// What stands on one side of a dash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Number,
    Weekday,
    Time,
    Day,
}

/// Parted at a dash that is none of a date: both sides are alike.
fn by_dash(text: &str) -> Option<(&str, &str)> {
    text.match_indices(['-', '\u{2013}'])
        .map(|(at, dash)| (&text[..at], &text[at + dash.len()..]))
        .find(|(first, last)| {
            let next = last.split_whitespace().next().and_then(side);
            let alike = match side(first) {
                Some(Side::Number) => next == Some(Side::Number) || side(last) == Some(Side::Day),
                Some(Side::Weekday) => next == Some(Side::Weekday),
                Some(one) => side(last) == Some(one),
                None => false,
            };
            alike || halved(first, last).is_some()
        })
}

fn side(text: &str) -> Option<Side> {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    if let [one] = words.as_slice() {
        if number(of_day(one)).is_some() {
            return Some(Side::Number);
        }
        if weekday(one).is_some() {
            return Some(Side::Weekday);
        }
        // Which of both is asked for when it is read.
        if let (Dotted { time: Some(_), .. }, Some(_)) = (dotted(one), dotted(one).day) {
            return Some(Side::Time);
        }
    }
    if is_day(&words) {
        return Some(Side::Day);
    }
    split_time(&words)
        .is_some_and(|(time, _)| time.is_some())
        .then_some(Side::Time)
}

/// The number of `24.` and `24th`.
fn of_day(word: &str) -> &str {
    let number = word.strip_suffix('.').or_else(|| ordinal(word));
    number.unwrap_or(word)
}

/// Whether words are a day and its month, perhaps with the year.
fn is_day(words: &[&str]) -> bool {
    match words {
        [day, month, year @ ..] => {
            let is_year = |year: &[&str]| matches!(year, [year] if year.parse::<u16>().is_ok());
            number(day).is_some()
                && month.parse::<Month>().is_ok()
                && (year.is_empty() || is_year(year))
        }
        _ => false,
    }
}

/// The first day where the month stands with the last one alone: `24..27 dec`, `24.-27.12.`.
fn with_month_of(first: &str, last: &str) -> Option<String> {
    let first = of_day(first);
    number(first)?;
    let last = plain(last);
    let words: Vec<&str> = last.split(' ').collect();
    match words.as_slice() {
        [day, month, year @ ..] if number(day).is_some() && month.parse::<Month>().is_ok() => {
            Some([&[first, month], year].concat().join(" "))
        }
        _ => None,
    }
}

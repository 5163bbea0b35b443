//! The ways in which people write times, folded into one: `3 p.m.`, `15.00`, `25.12.`, `eod`, `tomorrow evening`.
//!
//! Pure over the text alone: what dots mean is decided by the words beside them, and stays as it is where nothing
//! decides it.

use chrono::{Month, NaiveDate};

use super::clocks::{AFTERNOON, END_OF_DAY, EVENING, MORNING, clock, number};
use super::spans::is_unit;
use super::weekday;

/// A year in which every day of a month is one.
const LEAP: i32 = 2028;

/// What a number with dots may be, each as it is written without them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dotted {
    /// A time of day: `9:12`.
    pub(super) time: Option<String>,
    /// A day of a month: `9 dec`.
    pub(super) day: Option<String>,
    /// So many hours: `9.5h`.
    pub(super) hours: Option<String>,
}

/// A text in lower case, with its times and days as the other readers know them.
pub(super) fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<String> = lower
        .split_whitespace()
        .map(|word| half_of_day(word.trim_end_matches(',')))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = without_ordinals(&half_past(&words));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = parts_of_days(&end_of_day(&words));
    let decided = (0..words.len()).map(|at| undotted(&words, at));
    decided.collect::<Vec<_>>().join(" ")
}

/// `3p.m.` as `3pm`.
fn half_of_day(word: &str) -> String {
    for (half, written) in [
        ("am", ["a.m.", "a.m", "am."]),
        ("pm", ["p.m.", "p.m", "pm."]),
    ] {
        let before = written.iter().find_map(|half| word.strip_suffix(half));
        if let Some(before) = before.filter(|it| !it.ends_with(char::is_alphabetic)) {
            return format!("{before}{half}");
        }
    }
    word.to_owned()
}

/// `half past 3 pm` as `3:30pm`, where the half of the day is no question.
fn half_past(words: &[&str]) -> Vec<String> {
    let (mut out, mut rest) = (Vec::new(), words);
    while let [word, after @ ..] = rest {
        let whole = match rest {
            ["half", "past", hour, half @ ("am" | "pm"), after @ ..] => {
                number(hour).map(|hour| (format!("{hour}:30{half}"), after))
            }
            ["half", "past", hour, after @ ..] => match hour.len().checked_sub(2) {
                Some(digits) if hour.ends_with("am") || hour.ends_with("pm") => {
                    let (hour, half) = hour.split_at(digits);
                    number(hour).map(|hour| (format!("{hour}:30{half}"), after))
                }
                _ => number(hour)
                    .filter(|hour| (13..24).contains(hour))
                    .map(|hour| (format!("{hour}:30"), after)),
            },
            _ => None,
        };
        let (read, after) = whole.unwrap_or_else(|| ((*word).to_owned(), after));
        out.push(read);
        rest = after;
    }
    out
}

/// `24th of dec` and `dec 24th` as `24 dec` and `dec 24`.
fn without_ordinals(words: &[String]) -> Vec<String> {
    let is_month = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| word.parse::<Month>().is_ok())
    };
    let is_of = |at: usize| words.get(at).is_some_and(|word| word == "of");
    let day = |at: usize| {
        let beside = is_month(Some(at + 1)) || is_month(at.checked_sub(1));
        let day = ordinal(words.get(at)?)?;
        (beside || is_of(at + 1) && is_month(Some(at + 2))).then_some(day)
    };
    let read = (0..words.len()).filter_map(|at| match day(at) {
        Some(day) => Some(day.to_owned()),
        None if is_of(at) && at.checked_sub(1).and_then(day).is_some() => None,
        None => Some(words[at].clone()),
    });
    read.collect()
}

/// The number of `24th`.
pub(super) fn ordinal(word: &str) -> Option<&str> {
    let digits = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|end| word.strip_suffix(end))?;
    number(digits).map(|_| digits)
}

/// `eod` and `the end of friday` as the midnight that ends it.
fn end_of_day<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut out = Vec::new();
    let mut rest = words;
    while let [word, after @ ..] = rest {
        let (ends, after) = match rest {
            ["eod", after @ ..]
            | ["the", "end", "of", "the", "day", after @ ..]
            | ["the", "end", "of", "day", after @ ..]
            | ["end", "of", "the", "day", after @ ..]
            | ["end", "of", "day", after @ ..]
            | ["the", "end", "of", after @ ..]
            | ["end", "of", after @ ..] => (END_OF_DAY, after),
            _ => (*word, after),
        };
        out.push(ends);
        rest = after;
    }
    out
}

/// `tomorrow morning` and `fri in the evening` with the hour that is meant; `this evening` is tonight.
fn parts_of_days<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for word in words {
        let hour = match *word {
            "morning" => MORNING,
            "afternoon" => AFTERNOON,
            "evening" => EVENING,
            _ => {
                out.push(word);
                continue;
            }
        };
        if let [.., "in", "the"] = out.as_slice()
            && out.len() > 2
        {
            out.truncate(out.len() - 2);
        }
        match out.last() {
            Some(&"this") => {
                out.pop();
                match *word {
                    "evening" => out.push("tonight"),
                    _ => out.extend(["today", hour]),
                }
            }
            Some(day) if names_day(day) => out.push(hour),
            Some(_) | None => out.push(word),
        }
    }
    out
}

/// The word at a place without its dots, if they mean one thing there.
fn undotted(words: &[&str], at: usize) -> String {
    let word = words[at];
    let next = words.get(at + 1).copied();
    // `24. dec`
    if let (Some(day), Some(next)) = (word.strip_suffix('.').and_then(number), next)
        && next.parse::<Month>().is_ok()
    {
        return day.to_string();
    }
    // A part of hours, or a time with its half.
    if next.is_some_and(|next| matches!(next, "am" | "pm") || is_unit(next)) {
        return word.to_owned();
    }
    let before = at.checked_sub(1).map(|before| words[before]);
    let others = || words.iter().enumerate().filter(|(other, _)| *other != at);
    let Dotted { time, day, hours } = dotted(word);
    let meant = match (time, day) {
        (Some(time), Some(day)) => match before {
            Some("at") => Some(time),
            Some("on") => Some(day),
            _ if others().any(|(_, other)| names_day(other)) => Some(time),
            _ if others().any(|(_, other)| names_time(other)) => Some(day),
            _ => None,
        },
        (None, day) if hours.is_some() && before != Some("on") => day.filter(|_| {
            let mut others = others();
            others.any(|(_, other)| names_time(other))
        }),
        (time, day) => time.or(day),
    };
    meant.unwrap_or_else(|| word.to_owned())
}

/// What a word of numbers and dots may be.
pub(super) fn dotted(word: &str) -> Dotted {
    let day_of = |day: &str, month: &str| {
        let (day, month) = (number(day)?, number(month)?);
        let there = NaiveDate::from_ymd_opt(LEAP, month, day)?;
        Some(there.format("%-d %b").to_string().to_lowercase())
    };
    let none = Dotted::default();
    match word.split('.').collect::<Vec<_>>().as_slice() {
        [day, month, ""] => Dotted {
            day: day_of(day, month),
            ..none
        },
        [day, month, year] if year.len() == 4 && year.parse::<u16>().is_ok() => Dotted {
            day: day_of(day, month).map(|day| format!("{day} {year}")),
            ..none
        },
        // No time has minutes of one digit.
        [hour, part] if part.len() == 1 => {
            let day = day_of(hour, part);
            Dotted {
                hours: day.as_ref().map(|_| format!("{word}h")),
                day,
                ..none
            }
        }
        [hour, minute] if number(hour).is_some() && number(minute).is_some() => {
            let time = format!("{hour}:{minute}");
            Dotted {
                day: day_of(hour, minute),
                time: (clock(&time).is_some() || time == END_OF_DAY).then_some(time),
                ..none
            }
        }
        _ => none,
    }
}

/// Whether a word names a day, whatever stands beside it.
fn names_day(word: &str) -> bool {
    let dotted = dotted(word);
    matches!(word, "today" | "tomorrow" | "yesterday" | "tonight")
        || weekday(word).is_some()
        || word.parse::<Month>().is_ok()
        || NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok()
        || dotted.time.is_none() && dotted.hours.is_none() && dotted.day.is_some()
}

/// Whether a word names a time of day, whatever stands beside it.
fn names_time(word: &str) -> bool {
    let dotted = dotted(word);
    matches!(word, "am" | "pm")
        || word == END_OF_DAY
        || clock(word).is_some()
        || dotted.time.is_some() && dotted.day.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_folded_and_what_is_open_stays() {
        for (text, expected) in [
            ("3 P.M.", "3 pm"),
            ("3p.m. tomorrow", "3pm tomorrow"),
            ("15.00", "15:00"),
            ("9.12", "9.12"),
            ("at 9.12", "at 9:12"),
            ("on 9.12", "on 9 dec"),
            ("9.12 18.00", "9 dec 18:00"),
            ("fri 9.12", "fri 9:12"),
            ("25.12.", "25 dec"),
            ("25.12.2026, 9.12", "25 dec 2026 9:12"),
            ("31.4.", "31.4."),
            ("1.25 hours", "1.25 hours"),
            ("9.30 pm", "9.30 pm"),
            ("eod", "24:00"),
            ("the end of friday", "24:00 friday"),
            ("the end", "the end"),
            ("tomorrow in the evening", "tomorrow 19:00"),
            ("this afternoon", "today 14:00"),
            ("good morning", "good morning"),
            ("in the morning", "in the morning"),
            ("spam.", "spam."),
        ] {
            assert_eq!(plain(text), expected);
            assert_eq!(plain(expected), expected, "twice is once");
        }
    }
}

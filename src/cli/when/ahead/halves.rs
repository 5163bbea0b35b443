//! Two hours of which one alone says morning or afternoon: `3-4 pm`, `6pm-8`. Pure.

use chrono::Month;

use crate::cli::when::clocks::{clock, number};
use crate::cli::when::is_day;
use crate::cli::when::spelled::plain;

/// What two such hours are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Halved {
    /// Both ends in full: `tomorrow 3pm`, `tomorrow 4pm`.
    Both(String, String),
    /// What they could be, each as one would write it.
    Open(String),
}

/// Reads the half of the day that stands with one hour for both, if only one has it: the half of the last hour counts
/// for the first where it then comes later.
pub(super) fn halved(first: &str, last: &str) -> Option<Halved> {
    let (first, last) = (Hour::read(first)?, Hour::read(last)?);
    match (first.half, last.half) {
        (None, Some(half)) if first.day.is_empty() || last.day.is_empty() => {
            if first.with(half)? < last.with(half)? {
                // A day that stands with the hours is that of both.
                let day = match first.day.is_empty() {
                    true => &last.day,
                    false => &first.day,
                };
                let written = |hour: &Hour, day: &str| format!("{day}{}{half}", hour.digits);
                return Some(Halved::Both(
                    written(&first, day),
                    written(&last, &last.day),
                ));
            }
            let (day, last) = (&first.day, format!("{}{}{half}", last.day, last.digits));
            // With minutes it is the clock of 24 hours: `9:00-5pm`.
            let by_half = |half: &str| format!("{day}{}{half}-{last}", first.digits);
            let open = format!("{} or {}", by_half("am"), by_half("pm"));
            first.is_bare().then_some(Halved::Open(open))
        }
        (Some(half), None) if last.is_bare() && last.day.is_empty() => {
            let other = if half == "am" { "pm" } else { "am" };
            let begins = first.with(half)?;
            let (soon, late) = match begins < last.with(half)? {
                true => (half, other),
                false => (other, half),
            };
            let (day, hour) = (&first.day, &first.digits);
            let by_half = |ends: &str| format!("{day}{hour}{half}-{}{ends}", last.digits);
            let open = format!("{} or {}", by_half(soon), by_half(late));
            Some(Halved::Open(open))
        }
        (_, _) => None,
    }
}

/// An hour of the clock of twelve, and the day that stands with it.
struct Hour {
    /// `6` or `6:30`.
    digits: String,
    half: Option<&'static str>,
    /// Empty, or the words that name it and a space.
    day: String,
}

impl Hour {
    fn read(text: &str) -> Option<Hour> {
        let plain = plain(text);
        let plain = plain.replace(" am", "am").replace(" pm", "pm");
        let words: Vec<&str> = plain.split(' ').filter(|word| *word != "at").collect();
        let halves = words.iter().position(|word| split_half(word).is_some());
        let (at, half) = match (halves, words.as_slice()) {
            (Some(at), words) => (at, Some(split_half(words[at])?.1)),
            (None, [rest @ .., _]) if names_day(rest) => (rest.len(), None),
            (None, [_, rest @ ..]) if is_day(rest) => (0, None),
            (None, _) => return None,
        };
        let digits = split_half(words[at]).map_or(words[at], |(digits, _)| digits);
        let digits = digits.replace('.', ":");
        let others: Vec<&str> = [&words[..at], &words[at + 1..]].concat();
        // `06:30` is of the clock of 24 hours.
        let hour = digits.split(':').next().and_then(number)?;
        let fits = (1..=12).contains(&hour) && !digits.starts_with('0');
        if !fits || !names_day(&others) || clock(&format!("{digits}am")).is_none() {
            return None;
        }
        let day = others.iter().map(|word| format!("{word} ")).collect();
        Some(Hour { digits, half, day })
    }

    fn with(&self, half: &str) -> Option<chrono::NaiveTime> {
        clock(&format!("{}{half}", self.digits))
    }

    fn is_bare(&self) -> bool {
        number(&self.digits).is_some()
    }
}

/// `6pm` as its digits and its half.
fn split_half(word: &str) -> Option<(&str, &'static str)> {
    let found = ["am", "pm"].into_iter().find_map(|half| {
        let digits = word.strip_suffix(half)?;
        Some((digits, half))
    });
    found.filter(|(digits, _)| digits.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether words are a day, or none.
fn names_day(words: &[&str]) -> bool {
    match words {
        [] => true,
        [day, month] | [month, day] if month.parse::<Month>().is_ok() => number(day).is_some(),
        words => is_day(words),
    }
}

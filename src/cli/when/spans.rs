//! Spans of time: humantime's, but for months, years and whole days, which end at the same time of day. Pure.

use chrono::TimeDelta;

use super::clocks::number;

/// The longest span that is understood, in months and in days.
const MOST: (u32, i64) = (1200, 36_500);

/// What of a span has no length of its own, for a month and a day are as long as the calendar says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct OnCalendar {
    /// Months, 0 to 1200.
    pub(super) months: u32,
    /// Whole days, 0 to 36,500.
    pub(super) days: u32,
}

/// Takes what goes by the calendar off a span; and what is left of it.
pub(super) fn on_calendar(text: &str) -> Option<(OnCalendar, String)> {
    let text = one(text);
    let (mut found, mut left, mut rest) = (OnCalendar::default(), String::new(), text.as_str());
    while !rest.is_empty() {
        let digits = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                .len();
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.len() - after.trim_start_matches(char::is_alphabetic).len();
        let (unit, after) = after.split_at(letters);
        if number.is_empty() || unit.is_empty() {
            // Not ours to read.
            return Some((OnCalendar::default(), text));
        }
        let whole = number.parse::<u32>().ok();
        match (unit, whole) {
            // Half a month has no length.
            ("month" | "months", some) => found.months = add(found.months, some?, 1)?,
            ("year" | "years" | "yr" | "yrs" | "y", some) => {
                found.months = add(found.months, some?, 12)?;
            }
            ("day" | "days" | "d", Some(days)) => found.days = add(found.days, days, 1)?,
            ("week" | "weeks" | "wk" | "wks" | "w", Some(weeks)) => {
                found.days = add(found.days, weeks, 7)?;
            }
            (_, _) => left.push_str(&format!("{number}{unit} ")),
        }
        rest = after.trim_start();
    }
    let fits = found.months <= MOST.0 && i64::from(found.days) <= MOST.1;
    fits.then(|| (found, left.trim_end().to_owned()))
}

fn add(to: u32, some: u32, each: u32) -> Option<u32> {
    to.checked_add(some.checked_mul(each)?)
}

/// `two hours` as `2 hours`, `a year` as `1 year`, `half an hour` as `30m`, `1h30` as `1h30m`.
fn one(text: &str) -> String {
    let text = in_digits(&with_point(text));
    match text
        .split_once('h')
        .filter(|(hours, _)| number(hours).is_some())
    {
        Some((_, minutes)) if number(minutes).is_some_and(|minutes| minutes < 60) => {
            format!("{text}m")
        }
        Some(_) | None => text,
    }
}

/// `1,5h` as `1.5h`; what has three digits may be thousands, and stays.
fn with_point(text: &str) -> String {
    let Some((whole, part)) = text.split_once(',') else {
        return text.to_owned();
    };
    let unit = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_part = (1..=2).contains(&(part.len() - unit.len()))
        && unit.trim_start().starts_with(char::is_alphabetic)
        && whole.ends_with(|c: char| c.is_ascii_digit());
    match is_part {
        true => format!("{whole}.{part}"),
        false => text.to_owned(),
    }
}

/// A span with its numbers in digits.
fn in_digits(text: &str) -> String {
    // With a digit the case may matter: a capital M is a month.
    let text = match text.contains(|c: char| c.is_ascii_digit()) {
        true => text.to_owned(),
        false => text.to_lowercase(),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["half", "an", "hour"] | ["half", "hour"] | ["a", "half", "hour"] => {
            return "30m".to_owned();
        }
        ["quarter", "of", "an", "hour"] | ["a", "quarter", "of", "an", "hour"] => {
            return "15m".to_owned();
        }
        [count, "and", "a", "half", unit] | [count @ ("a" | "an"), unit, "and", "a", "half"] => {
            let count = counted(count).map_or_else(|| (*count).to_owned(), |it| it.to_string());
            return format!("{count}.5 {unit}");
        }
        _ => {}
    }
    let mut out: Vec<String> = Vec::new();
    let mut words = words.iter().enumerate().peekable();
    while let Some((at, word)) = words.next() {
        // `1 hour and 15 minutes`
        if *word == "and" && at > 0 && words.peek().is_some() {
            continue;
        }
        let said = counted(word).filter(|_| at == 0 || !matches!(*word, "a" | "an"));
        let next = words.peek().and_then(|(_, next)| counted(next));
        match (said, next) {
            // `forty five`
            (Some(tens), Some(ones)) if tens >= 20 && tens % 10 == 0 && ones < 10 => {
                words.next();
                out.push((tens + ones).to_string());
            }
            (Some(number), _) => out.push(number.to_string()),
            (None, _) => out.push((*word).to_owned()),
        }
    }
    out.join(" ")
}

/// A number in words, 1 to 99; `an` is one.
fn counted(word: &str) -> Option<u32> {
    const ONES: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let place = |names: &[&str], word: &str| {
        let at = names.iter().position(|name| *name == word)?;
        u32::try_from(at).ok()
    };
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    if let Some((tens, ones)) = word.split_once('-') {
        let ones = place(&ONES[..9], ones)? + 1;
        return Some((place(&TENS, tens)? + 2) * 10 + ones);
    }
    let ones = place(&ONES, word).map(|at| at + 1);
    ones.or_else(|| place(&TENS, word).map(|at| (at + 2) * 10))
}

/// Whether a word is a unit of time.
pub(super) fn is_unit(word: &str) -> bool {
    word.starts_with(char::is_alphabetic) && humantime::parse_duration(&format!("1{word}")).is_ok()
}

/// A span of time, never negative: humantime's, with what people write besides.
pub(super) fn span(text: &str) -> Option<TimeDelta> {
    let parsed = humantime::parse_duration(&one(text)).ok()?;
    TimeDelta::from_std(parsed)
        .ok()
        .filter(|span| *span <= TimeDelta::days(MOST.1))
}

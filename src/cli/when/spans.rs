//! Spans of time: humantime's, but for months and years, which end on the same day at the same time. Pure.

use chrono::TimeDelta;

use super::clocks::number;

/// The longest span that is understood, in months and in days.
const MOST: (u32, i64) = (1200, 36_500);

/// Takes the months and years off a span, which have no length of their own: the months, and what is left.
pub(super) fn months(text: &str) -> Option<(u32, String)> {
    let text = one(text);
    let (mut months, mut left, mut rest) = (0_u32, String::new(), text.as_str());
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
            return Some((0, text));
        }
        let each = match unit {
            "month" | "months" => 1,
            "year" | "years" | "yr" | "yrs" | "y" => 12,
            _ => 0,
        };
        if each == 0 {
            left.push_str(&format!("{number}{unit} "));
        } else {
            // Half a month has no length.
            let some = number.parse::<u32>().ok()?.checked_mul(each)?;
            months = months
                .checked_add(some)
                .filter(|months| *months <= MOST.0)?;
        }
        rest = after.trim_start();
    }
    Some((months, left.trim_end().to_owned()))
}

/// `a year` as `1 year`, `half an hour` as `30m`, `1h30` as `1h30m`.
fn one(text: &str) -> String {
    let text = text.trim();
    if let Some(("a" | "an", unit)) = text.split_once(' ') {
        return format!("1 {unit}");
    }
    if text == "half an hour" {
        return "30m".to_owned();
    }
    match text
        .split_once('h')
        .filter(|(hours, _)| number(hours).is_some())
    {
        Some((_, minutes)) if number(minutes).is_some_and(|minutes| minutes < 60) => {
            format!("{text}m")
        }
        Some(_) | None => text.to_owned(),
    }
}

/// A span of time, never negative: humantime's, with what people write besides.
pub(super) fn span(text: &str) -> Option<TimeDelta> {
    let parsed = humantime::parse_duration(&one(text)).ok()?;
    TimeDelta::from_std(parsed)
        .ok()
        .filter(|span| *span <= TimeDelta::days(MOST.1))
}

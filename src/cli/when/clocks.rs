//! Times of day: `21:00`, `9 am`, `noon`. Pure.

use chrono::NaiveTime;

/// Noon stands for a day that is named without a time: it lies in that study day, whatever the rollover.
pub(super) const NOON: NaiveTime = hm(12);
/// The midnight that ends a day.
pub(super) const END_OF_DAY: &str = "24:00";
/// The last moment before it.
pub(super) const LAST: NaiveTime = match NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
/// When the evening is.
pub(super) const TONIGHT: NaiveTime = hm(19);
/// When a morning begins that only is called so.
pub(super) const MORNING: &str = "9:00";
/// When an afternoon does.
pub(super) const AFTERNOON: &str = "14:00";
/// When an evening does, as tonight.
pub(super) const EVENING: &str = "19:00";

/// A whole hour; midnight if there is none such.
pub(super) const fn hm(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// Takes the time of day off the words, wherever it stands: before the day or after it.
pub(super) fn split_time<'a>(words: &[&'a str]) -> Option<(Option<NaiveTime>, Vec<&'a str>)> {
    let mut time = None;
    let mut day = Vec::new();
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        // `9 am` is one time in two words.
        let joined = words
            .peek()
            .filter(|next| matches!(**next, &"am" | &"pm"))
            .and_then(|half| clock(&format!("{word}{half}")));
        if joined.is_some() {
            words.next();
        }
        match joined.or_else(|| clock(word)) {
            Some(_) if time.is_some() => return None,
            Some(found) => time = Some(found),
            None => day.push(*word),
        }
    }
    Some((time, day))
}

/// A time of day: `21:00`, `21:00:30`, `9am`, `9.30pm`, `noon`, `midnight`.
pub(super) fn clock(word: &str) -> Option<NaiveTime> {
    match word {
        "noon" => return Some(NOON),
        "midnight" => return Some(NaiveTime::MIN),
        _ => {}
    }
    let (digits, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (None, Some(digits)) => (digits, Some(12)),
        (None, None) => (word, None),
    };
    let mut parts = digits.split([':', '.']);
    let hour = number(parts.next()?)?;
    let rest: Vec<u32> = parts.map(number).collect::<Option<_>>()?;
    let hour = match half {
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
        // A bare number is no time: it may be a day of a month.
        None if rest.is_empty() || digits.contains('.') => return None,
        None => hour,
    };
    match rest.as_slice() {
        [] => NaiveTime::from_hms_opt(hour, 0, 0),
        [minute] => NaiveTime::from_hms_opt(hour, *minute, 0),
        [minute, second] => NaiveTime::from_hms_opt(hour, *minute, *second),
        _ => None,
    }
}

/// A number of one or two digits.
pub(super) fn number(text: &str) -> Option<u32> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

//! Times and durations as people write them: `yesterday 21:00`, `10 min ago`, `+3d`, `fri 9am`, `1h 30m`.
//!
//! Pure over [`Now`]. Every reading is echoed ([`echo`]), because no grammar of times is without surprises.
//! Durations are humantime's, but for months and years, which end on the same day at the same time; what is left goes
//! to `interim`.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::domain::day::Calendar;
use crate::domain::now::{Now, Secs};

pub mod ahead;

/// Which way a time is meant: `9am` said at 14:30 is this morning for a log, tomorrow for a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// It has happened.
    Past,
    /// It will happen.
    Future,
}

/// A text that is no time, or no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// No time.
    #[error(
        "`{0}` is no time: try 21:00, yesterday 21:00, 10 min ago, fri 9am or 2026-11-22 21:00"
    )]
    When(String),
    /// No time to come.
    #[error("`{0}` is no time: try 2h, 15:00, tomorrow 9am, friday or 24 dec")]
    Ahead(String),
    /// No duration.
    #[error("`{0}` is no duration: try 90s, 5m or 1h 30m")]
    Duration(String),
}

/// Noon stands for a day that is named without a time: it lies in that study day, whatever the rollover.
const NOON: NaiveTime = hm(12);
const TONIGHT: NaiveTime = hm(19);

const fn hm(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// Reads a duration, in whole seconds, at least 1.
///
/// ```
/// use loci::cli::when;
/// assert_eq!(when::duration("1h 30m").unwrap().0, 5400);
/// assert!(when::duration("soon").is_err());
/// ```
pub fn duration(text: &str) -> Result<Secs, NotUnderstood> {
    span(text)
        .and_then(|span| u32::try_from(span.num_seconds()).ok())
        .filter(|secs| *secs > 0)
        .map(Secs)
        .ok_or_else(|| NotUnderstood::Duration(text.trim().to_owned()))
}

/// Reads a time; a day without one is its noon, today is now.
pub fn moment(text: &str, toward: Toward, now: &Now) -> Result<DateTime<Utc>, NotUnderstood> {
    if text.trim().eq_ignore_ascii_case("today") {
        return Ok(now.at);
    }
    Ok(match meant(text, toward, now)? {
        Meant::At(at) => at,
        Meant::Day(day) => midnights(now).instant(day, NOON),
    })
}

/// What a text means: a time, or a day as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// A time.
    At(DateTime<Utc>),
    /// A day, with no time of it.
    Day(NaiveDate),
}

/// Reads a time or a day.
pub fn meant(text: &str, toward: Toward, now: &Now) -> Result<Meant, NotUnderstood> {
    let reading = Reading {
        now,
        toward,
        calendar: midnights(now),
        today: now.at.with_timezone(&now.zone).date_naive(),
    };
    reading.read(text.trim()).ok_or_else(|| {
        let text = text.trim().to_owned();
        match toward {
            Toward::Past => NotUnderstood::When(text),
            Toward::Future => NotUnderstood::Ahead(text),
        }
    })
}

/// The calendar of dates, not of study days.
fn midnights(now: &Now) -> Calendar {
    Calendar {
        zone: now.zone,
        rollover: NaiveTime::MIN,
    }
}

/// A time in words that name the day: `today 21:00`, `yesterday 21:00`, `Wed 25 Nov 09:00`.
pub fn echo(at: DateTime<Utc>, now: &Now) -> String {
    let local = at.with_timezone(&now.zone);
    let today = now.at.with_timezone(&now.zone).date_naive();
    let date = local.date_naive();
    let day = match (date - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        _ if date.year() == today.year() => date.format("%a %-d %b").to_string(),
        _ => date.format("%a %-d %b %Y").to_string(),
    };
    format!("{day} {}", local.format("%H:%M"))
}

/// The same with the time first, as it follows `until`: `15:00 today`, `09:00 Wed 25 Nov`.
pub fn echo_until(at: DateTime<Utc>, now: &Now) -> String {
    let echo = echo(at, now);
    match echo.rsplit_once(' ') {
        Some((day, time)) => format!("{time} {day}"),
        None => echo,
    }
}

/// A time as the protocol writes it: RFC 3339 with the local offset.
pub fn rfc3339(at: DateTime<Utc>, now: &Now) -> String {
    at.with_timezone(&now.zone).to_rfc3339()
}

struct Reading<'a> {
    now: &'a Now,
    toward: Toward,
    calendar: Calendar,
    today: NaiveDate,
}

impl Reading<'_> {
    fn read(&self, text: &str) -> Option<Meant> {
        if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
            return Some(Meant::At(exact.with_timezone(&Utc)));
        }
        let words = text.to_lowercase();
        if words.is_empty() {
            return None;
        }
        if words == "now" {
            return Some(Meant::At(self.now.at));
        }
        let relative = self.relative(&words).map(Meant::At);
        relative.or_else(|| self.named(&words))
    }

    /// `10m`, `in 2h`, `+3d`, `10 min ago`.
    fn relative(&self, words: &str) -> Option<DateTime<Utc>> {
        let (rest, toward) = if let Some(rest) = words.strip_suffix(" ago") {
            (rest, Toward::Past)
        } else if let Some(rest) = words.strip_prefix("in ") {
            (rest, Toward::Future)
        } else if let Some(rest) = words.strip_prefix('+') {
            (rest, Toward::Future)
        } else if let Some(rest) = words.strip_prefix('-') {
            (rest, Toward::Past)
        } else {
            (words, self.toward)
        };
        let (months, rest) = months(rest)?;
        let start = self.months_from_now(months, toward)?;
        if rest.is_empty() && months > 0 {
            return Some(start);
        }
        let span = span(&rest)?;
        match toward {
            Toward::Past => start.checked_sub_signed(span),
            Toward::Future => start.checked_add_signed(span),
        }
    }

    /// The same time of day so many months from today, on the last day of the month where it has no such day.
    fn months_from_now(&self, months: u32, toward: Toward) -> Option<DateTime<Utc>> {
        if months == 0 {
            return Some(self.now.at);
        }
        let local = self.now.at.with_timezone(&self.now.zone).naive_local();
        let months = Months::new(months);
        let there = match toward {
            Toward::Past => local.checked_sub_months(months)?,
            Toward::Future => local.checked_add_months(months)?,
        };
        Some(self.calendar.instant(there.date(), there.time()))
    }

    /// A day, a time of day, or both.
    fn named(&self, words: &str) -> Option<Meant> {
        let words = words.replace(',', " ");
        let words: Vec<&str> = words
            .split_whitespace()
            .filter(|word| *word != "at")
            .collect();
        let (time, day) = split_time(&words)?;
        if day.is_empty() {
            return self.on_its_own(time?).map(Meant::At);
        }
        let on = |date: NaiveDate, time: NaiveTime| Meant::At(self.calendar.instant(date, time));
        let at = |date: NaiveDate| match time {
            Some(time) => on(date, time),
            None => Meant::Day(date),
        };
        let shift = |days: i64| self.today.checked_add_signed(TimeDelta::days(days));
        match day.as_slice() {
            ["today"] => Some(at(self.today)),
            ["tomorrow"] => shift(1).map(at),
            ["yesterday"] => shift(-1).map(at),
            ["last", "night"] => {
                let yesterday = shift(-1)?;
                Some(on(yesterday, time.unwrap_or(hm(21))))
            }
            ["tonight"] => Some(on(self.today, time.unwrap_or(TONIGHT))),
            [name] if weekday(name).is_some() => {
                let time = time.unwrap_or(NOON);
                self.on_weekday(weekday(name)?, time).map(at)
            }
            ["last", name] if weekday(name).is_some() => {
                let ago = days_between(weekday(name)?, self.today.weekday());
                shift(-if ago == 0 { 7 } else { ago }).map(at)
            }
            [date] if NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok() => {
                NaiveDate::parse_from_str(date, "%Y-%m-%d").ok().map(at)
            }
            [stamp] if stamp.contains('t') => self.iso(stamp).map(Meant::At),
            other => self.interim(&other.join(" ")).map(at),
        }
    }

    /// A time of day alone: the last or the next one.
    fn on_its_own(&self, time: NaiveTime) -> Option<DateTime<Utc>> {
        let on = |date: NaiveDate| self.calendar.instant(date, time);
        let today = on(self.today);
        match self.toward {
            Toward::Past if today > self.now.at => self.today.pred_opt().map(on),
            Toward::Future if today <= self.now.at => self.today.succ_opt().map(on),
            Toward::Past | Toward::Future => Some(today),
        }
    }

    /// A day of the week: the last or the next one, today included if its time fits.
    fn on_weekday(&self, day: Weekday, time: NaiveTime) -> Option<NaiveDate> {
        let ahead = days_between(self.today.weekday(), day);
        let shift = |days: i64| self.today.checked_add_signed(TimeDelta::days(days));
        let this = shift(ahead)?;
        let is_ahead = self.calendar.instant(this, time) > self.now.at;
        match self.toward {
            Toward::Future if is_ahead => Some(this),
            Toward::Future => shift(ahead + 7),
            Toward::Past if is_ahead => shift(ahead - 7),
            Toward::Past => Some(this),
        }
    }

    /// `2026-11-22t21:00`, in local time.
    fn iso(&self, stamp: &str) -> Option<DateTime<Utc>> {
        let (date, time) = stamp.split_once('t')?;
        let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
        Some(self.calendar.instant(date, clock(time)?))
    }

    /// What is left: `1 april`, `april 1 2027`, `next friday`.
    fn interim(&self, words: &str) -> Option<NaiveDate> {
        // It makes something of nearly everything, so it gets only what names a date.
        let names_date = |word: &str| {
            word == "next" || word.contains('/') || word.parse::<chrono::Month>().is_ok()
        };
        if words.contains(':') || !words.split(' ').any(names_date) {
            return None;
        }
        let base = self.now.at.with_timezone(&self.now.zone);
        let found = interim::parse_date_string(words, base, interim::Dialect::Uk).ok()?;
        let date = found.date_naive();
        // A day without a year is meant on the side that was asked for.
        let has_year = words
            .split(' ')
            .any(|word| word.len() == 4 && word.parse::<u32>().is_ok());
        match self.toward {
            Toward::Past if date > self.today && !has_year => date.with_year(date.year() - 1),
            Toward::Future if date < self.today && !has_year => date.with_year(date.year() + 1),
            Toward::Past | Toward::Future => Some(date),
        }
    }
}

/// Takes the time of day off the words, wherever it stands: before the day or after it.
fn split_time<'a>(words: &[&'a str]) -> Option<(Option<NaiveTime>, Vec<&'a str>)> {
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
fn clock(word: &str) -> Option<NaiveTime> {
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
    let number = |part: &str| {
        let plain = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| plain)
    };
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

/// The longest span that is understood, in months and in days.
const MOST: (u32, i64) = (1200, 36_500);

/// Takes the months and years off a span, which have no length of their own: the months, and what is left.
fn months(text: &str) -> Option<(u32, String)> {
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

/// `a year` as `1 year`.
fn one(text: &str) -> String {
    let text = text.trim();
    match text.split_once(' ') {
        Some(("a" | "an", unit)) => format!("1 {unit}"),
        _ => text.to_owned(),
    }
}

/// A span of time, never negative: humantime's, with `a` and `an` for 1.
fn span(text: &str) -> Option<TimeDelta> {
    let parsed = humantime::parse_duration(&one(text)).ok()?;
    TimeDelta::from_std(parsed)
        .ok()
        .filter(|span| *span <= TimeDelta::days(MOST.1))
}

/// The day of the week that a word names.
pub fn weekday(word: &str) -> Option<Weekday> {
    word.parse().ok()
}

/// Days from one day of the week on to another, 0 to 6.
fn days_between(from: Weekday, to: Weekday) -> i64 {
    i64::from((to.num_days_from_monday() + 7 - from.num_days_from_monday()) % 7)
}

/// The day `days` after `today`, in words: `today`, `tomorrow`, `in 3 d, Wed 25 Nov`.
pub fn due_day(due: NaiveDate, today: NaiveDate) -> String {
    match (due - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days if days < 0 => format!("since {}", date(due, today)),
        days => format!("in {days} d, {}", date(due, today)),
    }
}

/// A date in words, with its year if it is not this one.
pub fn date(date: NaiveDate, today: NaiveDate) -> String {
    if date.year() == today.year() {
        date.format("%a %-d %b").to_string()
    } else {
        date.format("%a %-d %b %Y").to_string()
    }
}

/// The day `days` before `day`, as far as dates go.
pub fn days_before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests;

//! Times and durations as people write them: `yesterday 21:00`, `10 min ago`, `+3d`, `fri 9am`, `1h 30m`.
//!
//! Pure over [`Now`]. Every reading is echoed ([`echo`]), because no grammar of times is without surprises.
//! What could be two things is refused with both (`several`). What is left goes to `interim`.
//!
//! A day as a whole (`today`, `tomorrow`) is a study day, as everywhere; a time of day is of the date on the wall
//! (`today 15:00`), so the two differ between midnight and the rollover.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use self::clocks::{END_OF_DAY, LAST, NOON, TONIGHT, clock, hm, number, split_time};
use self::spans::{OnCalendar, on_calendar, span};
use self::spelled::plain;

use crate::domain::day::Calendar;
use crate::domain::now::{Now, Secs};

pub mod ahead;
mod clocks;
mod several;
mod spans;
mod spelled;

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
    /// It could be more than one thing.
    #[error("`{text}` may be {like}: write which")]
    Several {
        /// What was typed.
        text: String,
        /// What it could be, each as one would write it.
        like: String,
    },
    /// A day without a year that was lately.
    #[error("`{text}` was {is}: for the next one name the year ({like})")]
    Lately {
        /// What was typed.
        text: String,
        /// The day that it was.
        is: String,
        /// How the year would be named.
        like: NaiveDate,
    },
    /// A day without a year that was lately, as the beginning of what has not ended.
    #[error("`{text}` was {is}: for this one name the year ({like})")]
    Begun {
        /// What was typed.
        text: String,
        /// The day that it was.
        is: String,
        /// How its year would be named.
        like: NaiveDate,
    },
    /// A day without a year that will be soon.
    #[error("`{text}` will be {is}: for the last one name the year ({like})")]
    Soon {
        /// What was typed.
        text: String,
        /// The day that it will be.
        is: String,
        /// How the year would be named.
        like: NaiveDate,
    },
}

/// How near a day without a year is the one that is meant: nobody means the one a year further on.
const NEAR: TimeDelta = TimeDelta::days(31);

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
pub fn moment(
    text: &str,
    toward: Toward,
    now: &Now,
    calendar: &Calendar,
) -> Result<DateTime<Utc>, NotUnderstood> {
    if text.trim().eq_ignore_ascii_case("today") {
        return Ok(now.at);
    }
    Ok(match meant(text, toward, now, calendar)? {
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

impl Meant {
    /// The date on which it is.
    fn date(self, now: &Now) -> NaiveDate {
        match self {
            Meant::At(at) => at.with_timezone(&now.zone).date_naive(),
            Meant::Day(day) => day,
        }
    }
}

/// Reads a time or a day. A day without a year that lies near on the other side is not taken for the one a year away.
pub fn meant(
    text: &str,
    toward: Toward,
    now: &Now,
    calendar: &Calendar,
) -> Result<Meant, NotUnderstood> {
    let found = far_too(text, toward, now, calendar)?;
    let other = match toward {
        Toward::Past => Toward::Future,
        Toward::Future => Toward::Past,
    };
    let Some(near) = year_apart(text, found, other, now, calendar) else {
        return Ok(found);
    };
    let today = now.at.with_timezone(&now.zone).date_naive();
    if near == today || (near - today).abs() > NEAR {
        return Ok(found);
    }
    let (text, is, like) = (text.trim().to_owned(), date(near, today), found.date(now));
    Err(match toward {
        Toward::Past => NotUnderstood::Soon { text, is, like },
        Toward::Future => NotUnderstood::Lately { text, is, like },
    })
}

/// Reads a time or a day where both past and future days are shown: of a day without a year the nearest one.
pub fn nearest(text: &str, now: &Now, calendar: &Calendar) -> Result<Meant, NotUnderstood> {
    let next = far_too(text, Toward::Future, now, calendar)?;
    let today = now.at.with_timezone(&now.zone).date_naive();
    match year_apart(text, next, Toward::Past, now, calendar) {
        Some(last) if today - last <= next.date(now) - today => {
            far_too(text, Toward::Past, now, calendar)
        }
        Some(_) | None => Ok(next),
    }
}

/// The day that a text means on the other side, if it is a day of the year: only what names no year means something
/// else there, and only such a day is a year away.
fn year_apart(
    text: &str,
    found: Meant,
    other: Toward,
    now: &Now,
    calendar: &Calendar,
) -> Option<NaiveDate> {
    let other = far_too(text, other, now, calendar).ok()?.date(now);
    let days = (found.date(now) - other).num_days().abs();
    (365..=366).contains(&days).then_some(other)
}

/// Reads a time or a day, also one that lies nearly a year away.
fn far_too(
    text: &str,
    toward: Toward,
    now: &Now,
    calendar: &Calendar,
) -> Result<Meant, NotUnderstood> {
    let reading = Reading {
        now,
        toward,
        calendar: midnights(now),
        today: now.at.with_timezone(&now.zone).date_naive(),
        study_day: calendar.day_of(now.at).0,
    };
    let typed = text.trim();
    let plain = plain(typed);
    if let Some(like) = reading.several(&plain) {
        let text = typed.to_owned();
        return Err(NotUnderstood::Several { text, like });
    }
    reading.read(bare(&plain)).ok_or_else(|| {
        let text = typed.to_owned();
        match toward {
            Toward::Past => NotUnderstood::When(text),
            Toward::Future => NotUnderstood::Ahead(text),
        }
    })
}

/// Whether a text is a span of whole days, weeks, months or years, so that it tells a day and no time of it.
///
/// ```
/// use loci::cli::when;
/// assert!(when::is_in_days("in 12 days") && !when::is_in_days("in 12 days 2h"));
/// ```
pub fn is_in_days(text: &str) -> bool {
    let plain = plain(text.trim());
    let (rest, _) = side(bare(&plain), Toward::Future);
    let found = on_calendar(rest);
    found.is_some_and(|(by, left)| by != OnCalendar::default() && left.is_empty())
}

/// A span without the word that says on which side of now it lies, and that side.
fn side(words: &str, toward: Toward) -> (&str, Toward) {
    if let Some(rest) = words.strip_suffix(" ago") {
        (rest, Toward::Past)
    } else if let Some(rest) = words.strip_prefix("in ") {
        (rest, Toward::Future)
    } else if let Some(rest) = words.strip_prefix('+') {
        (rest, Toward::Future)
    } else if let Some(rest) = words.strip_prefix('-') {
        (rest, Toward::Past)
    } else {
        (words, toward)
    }
}

/// A text without a word in front that only says that a time follows: `until 15:00`, `on friday`, `for 2h`.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let Some((first, rest)) = text.split_once(char::is_whitespace) else {
        return text;
    };
    match first.to_lowercase().as_str() {
        "until" | "till" | "til" | "on" => rest.trim(),
        // What is meant by "for friday" nobody knows.
        "for" if span(&rest.to_lowercase()).is_some() => rest.trim(),
        _ => text,
    }
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
    /// Of dates, for times of day.
    calendar: Calendar,
    today: NaiveDate,
    /// What today is as a whole.
    study_day: NaiveDate,
}

impl Reading<'_> {
    fn read(&self, words: &str) -> Option<Meant> {
        if let Ok(exact) = DateTime::parse_from_rfc3339(words) {
            return Some(Meant::At(exact.with_timezone(&Utc)));
        }
        if words.is_empty() {
            return None;
        }
        if words == "now" {
            return Some(Meant::At(self.now.at));
        }
        let relative = self.relative(words).map(Meant::At);
        relative.or_else(|| self.named(words))
    }

    /// `10m`, `in 2h`, `+3d`, `10 min ago`.
    fn relative(&self, words: &str) -> Option<DateTime<Utc>> {
        let (rest, toward) = side(words, self.toward);
        let (by, rest) = on_calendar(rest)?;
        let start = self.by_calendar(by, toward)?;
        if rest.is_empty() && by != OnCalendar::default() {
            return Some(start);
        }
        let span = span(&rest)?;
        match toward {
            Toward::Past => start.checked_sub_signed(span),
            Toward::Future => start.checked_add_signed(span),
        }
    }

    /// The same time of day so many months and days from today, on the last day of the month where it has no such
    /// day.
    fn by_calendar(&self, by: OnCalendar, toward: Toward) -> Option<DateTime<Utc>> {
        if by == OnCalendar::default() {
            return Some(self.now.at);
        }
        let local = self.now.at.with_timezone(&self.now.zone).naive_local();
        let (months, days) = (Months::new(by.months), Days::new(by.days.into()));
        let there = match toward {
            Toward::Past => local.checked_sub_months(months)?.checked_sub_days(days)?,
            Toward::Future => local.checked_add_months(months)?.checked_add_days(days)?,
        };
        Some(self.calendar.instant(there.date(), there.time()))
    }

    /// A day, a time of day, or both.
    fn named(&self, words: &str) -> Option<Meant> {
        let words = words.replace(',', " ");
        let mut words: Vec<&str> = words
            .split_whitespace()
            .filter(|word| *word != "at")
            .collect();
        let Some(ends) = words.iter().position(|word| *word == END_OF_DAY) else {
            let (time, day) = split_time(&words)?;
            return match time {
                None => {
                    let (time, day) = with_hour(day);
                    self.on_day(time, &day)
                }
                some => self.on_day(some, &day),
            };
        };
        words.remove(ends);
        let (None, day) = split_time(&words)? else {
            return None;
        };
        // It belongs to the day that it ends: the same day is meant as by its last moment.
        let last = self.on_day(Some(LAST), &day)?.date(self.now);
        let next = last.succ_opt()?;
        Some(Meant::At(self.calendar.instant(next, NaiveTime::MIN)))
    }

    /// A time of day on the day that words name, or on its own.
    fn on_day(&self, time: Option<NaiveTime>, day: &[&str]) -> Option<Meant> {
        if day.is_empty() {
            return self.on_its_own(time?).map(Meant::At);
        }
        let on = |date: NaiveDate, time: NaiveTime| Meant::At(self.calendar.instant(date, time));
        let at = |date: NaiveDate| match time {
            Some(time) => on(date, time),
            None => Meant::Day(date),
        };
        let shift = |days: i64| self.today.checked_add_signed(TimeDelta::days(days));
        let near = |days: i64| match time {
            Some(_) => shift(days),
            None => self.study_day.checked_add_signed(TimeDelta::days(days)),
        };
        match day {
            ["today"] => near(0).map(at),
            ["tomorrow"] => near(1).map(at),
            ["yesterday"] => near(-1).map(at),
            ["last", "night"] => {
                let yesterday = shift(-1)?;
                Some(on(yesterday, time.unwrap_or(hm(21))))
            }
            ["tonight"] => Some(on(self.today, time.unwrap_or(TONIGHT))),
            [name] if weekday(name).is_some() => {
                let time = time.unwrap_or(NOON);
                self.on_weekday(weekday(name)?, time).map(at)
            }
            ["next", name] if weekday(name).is_some() => {
                let ahead = days_between(self.today.weekday(), weekday(name)?);
                shift(if ahead == 0 { 7 } else { ahead }).map(at)
            }
            ["this", name] if weekday(name).is_some() => {
                let there = i64::from(weekday(name)?.num_days_from_monday());
                let here = i64::from(self.today.weekday().num_days_from_monday());
                let is_there = match self.toward {
                    Toward::Past => there <= here,
                    Toward::Future => there >= here,
                };
                is_there.then(|| shift(there - here).map(at))?
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

    /// `2026-11-22t21:00`, in local time, or with its offset.
    fn iso(&self, stamp: &str) -> Option<DateTime<Utc>> {
        let upper = stamp.to_uppercase();
        if let Ok(exact) = DateTime::parse_from_str(&upper, "%Y-%m-%dT%H:%M%#z") {
            return Some(exact.with_timezone(&Utc));
        }
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

/// Takes a bare number off a day that it follows or stands before, where it can only be the hour: `tomorrow 8`.
fn with_hour(day: Vec<&str>) -> (Option<NaiveTime>, Vec<&str>) {
    let found = match day.as_slice() {
        [rest @ .., last] if is_day(rest) => number(last).map(|hour| (hour, rest)),
        _ => None,
    };
    let found = found.or_else(|| match day.as_slice() {
        [first, rest @ ..] if is_day(rest) => number(first).map(|hour| (hour, rest)),
        _ => None,
    });
    let Some((hour, rest)) = found else {
        return (None, day);
    };
    let hour = match (rest, hour) {
        (["tonight"], 5..=11) => Some(hour + 12),
        // One in the night is of the next day, or of this one.
        (["tonight"], 0..=4 | 12) => None,
        _ => Some(hour),
    };
    match hour.and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)) {
        Some(time) => (Some(time), rest.to_vec()),
        None => (None, day),
    }
}

/// Whether words name a day in which no number stands.
fn is_day(words: &[&str]) -> bool {
    match words {
        ["today" | "tomorrow" | "yesterday" | "tonight"] => true,
        [name] | ["next" | "this" | "last", name] => {
            weekday(name).is_some() || NaiveDate::parse_from_str(name, "%Y-%m-%d").is_ok()
        }
        _ => false,
    }
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

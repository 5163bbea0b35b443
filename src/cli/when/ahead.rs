//! Times that lie ahead, as the end of a silence or its whole stretch: `2h`, `15:00`, `friday`,
//! `24 dec..27 dec`. Pure; nothing that is over already is accepted.

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};

use self::halves::{Halved, halved};
use self::lengths::{is_length, length};
use self::parted::ends;
use self::refused::NotAhead;
use super::clocks::{END_OF_DAY, number, split_time};
use super::spans::{OnCalendar, on_calendar, span};
use super::spelled::plain;
use super::{Meant, NotUnderstood, Toward, bare, date, echo, far_too, meant, weekday, year_apart};
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::now::Now;

mod halves;
mod lengths;
pub mod parted;
pub mod refused;

/// A day of the week comes again within it, a day of the year does not.
const WEEK: TimeDelta = TimeDelta::days(8);
/// The first year that cannot be named, for its times may not be written as the protocol does.
const TOO_FAR: i32 = 9999;

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its beginning; now if absent.
    pub from: Option<DateTime<Utc>>,
    /// Its end.
    pub until: DateTime<Utc>,
    /// The day that was named as its end, if a whole one was.
    pub day: Option<EndDay>,
}

/// A whole day that was named as an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndDay {
    /// The silence ends with it.
    In(NaiveDate),
    /// The silence ends where it begins.
    Out(NaiveDate),
}

/// Reads an end: a duration from now, a time, or a day. A day ends a silence where that study day starts; today
/// where it ends.
pub fn until(text: &str, now: &Now, calendar: &Calendar) -> Result<DateTime<Utc>, NotAhead> {
    until_day(text, now, calendar).map(|(end, _)| end)
}

/// The same, with the day if a whole one was named.
fn until_day(
    text: &str,
    now: &Now,
    calendar: &Calendar,
) -> Result<(DateTime<Utc>, Option<EndDay>), NotAhead> {
    let plain = plain(text);
    let word = bare(&plain);
    let before = |day: StudyDay| (calendar.start_of(day), Some(EndDay::Out(day.0)));
    let today = calendar.day_of(now.at);
    let night = calendar.start_of(today.plus(1));
    let (end, day) = match meant(text, Toward::Future, now, calendar)? {
        // Said in the evening, it is the night that has begun.
        Meant::At(at) if at <= now.at && word == "tonight" => (night, None),
        Meant::At(at) => (at, None),
        Meant::Day(day) => match before(StudyDay(day)) {
            (start, out) if start > now.at => (start, out),
            _ if word == "today" => (night, Some(EndDay::In(today.0))),
            _ if weekday(word).is_some() => before(StudyDay(day).plus(7)),
            over => over,
        },
    };
    Ok((ahead(end, text, now)?, day))
}

/// Reads an end, or `FROM..TO`. A day as the end is a whole one: until the next study day starts.
pub fn stretch(text: &str, now: &Now, calendar: &Calendar) -> Result<Stretch, NotAhead> {
    let Some(ends) = ends(text) else {
        let (until, day) = until_day(text, now, calendar)?;
        let from = None;
        return Ok(Stretch { from, until, day });
    };
    let (from, (until, last)) = between(&ends, text, now, calendar)?;
    if until <= now.at
        && let Some(last) = last
    {
        return Err(NotAhead::Over {
            text: text.trim().to_owned(),
            is: date(last, now.at.with_timezone(&now.zone).date_naive()),
        });
    }
    Ok(Stretch {
        from: (from > now.at).then_some(from),
        until: ahead(until, text, now)?,
        day: last.map(EndDay::In),
    })
}

/// Why a text is no end, in the words of what has one (`a snooze`): a stretch is told how it would be written.
pub fn only_end(
    text: &str,
    what: &'static str,
    why: NotAhead,
    now: &Now,
    calendar: &Calendar,
) -> NotAhead {
    if ends(text).is_none() {
        return why;
    }
    let text = text.trim().to_owned();
    let like = match stretch(&text, now, calendar) {
        Ok(_) => text.clone(),
        Err(NotAhead::NotUnderstood(NotUnderstood::Several { like, text: of })) if of == text => {
            like.split(" or ").next().unwrap_or_default().to_owned()
        }
        Err(_) => "18:00-20:00".to_owned(),
    };
    NotAhead::OnlyEnd { text, what, like }
}

/// The first and the last study day of `FROM..TO`, also of one that is over; no last one where it ends at a time.
pub fn days(
    ends: &(String, String),
    text: &str,
    now: &Now,
    calendar: &Calendar,
) -> Result<(NaiveDate, Option<NaiveDate>), NotAhead> {
    let (from, (until, last)) = between(ends, text, now, calendar)?;
    not_too_far(until, text)?;
    Ok((calendar.day_of(from).0, last))
}

/// From when to when the two ends of a stretch are.
fn between(
    (from, to): &(String, String),
    text: &str,
    now: &Now,
    calendar: &Calendar,
) -> Result<(DateTime<Utc>, End), NotAhead> {
    let (from, to) = match halved(from, to) {
        Some(Halved::Both(from, to)) => (from, to),
        Some(Halved::Open(like)) => {
            let text = text.trim().to_owned();
            return Err(NotUnderstood::Several { text, like }.into());
        }
        None => (from.clone(), to.clone()),
    };
    let (from, to) = (from.as_str(), to.as_str());
    if to.is_empty() {
        return Err(NotAhead::Endless(text.trim().to_owned()));
    }
    if let Some(like) = hours_or_days(from, to, now) {
        let text = text.trim().to_owned();
        return Err(NotUnderstood::Several { text, like }.into());
    }
    if let Some(until) = running(from, to, now, calendar)? {
        return Ok((now.at, (until, None)));
    }
    let typed_from = from;
    let from = match begin(typed_from, now, calendar) {
        Err(why) => return Err(begun(why, to, now, calendar).into()),
        Ok(from) => from,
    };
    if is_length(to) {
        let words = length(to).ok_or_else(|| NotAhead::NoLength(to.to_owned()))?;
        if !words.contains(|c| matches!(c, '1'..='9')) {
            return Err(NotAhead::Empty(text.trim().to_owned()));
        }
        let begins = Now { at: from, ..*now };
        let end = meant(&words, Toward::Future, &begins, calendar)?;
        return Ok((from, end_of(end, calendar)));
    }
    let mut end = end_of(meant(to, Toward::Future, now, calendar)?, calendar);
    if end.0 <= from {
        if let Some(left_out) = left_out((typed_from, to), from, text, now, calendar)? {
            return Err(left_out);
        }
        let first = end;
        if is_from_now(to) {
            return Err(backwards((from, first, first), (to, text), now, calendar));
        }
        // The end follows the beginning: `22:00..06:00`, `fri..mon`; not a year later.
        let later = Now { at: from, ..*now };
        end = end_of(far_too(to, Toward::Future, &later, calendar)?, calendar);
        // The hours of one day, however far ahead it is.
        let is_same_day = || {
            let begins = meant(typed_from, Toward::Future, now, calendar);
            is_time_of_day(to) && matches!(begins, Ok(Meant::At(_)))
        };
        if end.0 <= from || (end.0 - first.0 > WEEK && !is_same_day()) {
            return Err(backwards((from, first, end), (to, text), now, calendar));
        }
    }
    Ok((from, end))
}

/// Whether a text says how far from now it is, so that it is the same wherever a stretch begins.
fn is_from_now(text: &str) -> bool {
    let plain = plain(text);
    let text = bare(&plain);
    let is_span = |text: &str| {
        let by_calendar = on_calendar(text).is_some_and(|(by, _)| by != OnCalendar::default());
        by_calendar || span(text).is_some()
    };
    let named = |word| {
        let near = ["today", "tomorrow", "yesterday", "tonight", "now"];
        near.contains(&word) || matches!(word, "this" | "last")
    };
    let length = text.strip_prefix("in ").unwrap_or(text);
    let length = length.strip_suffix(" ago").unwrap_or(length);
    text.split(' ').any(named) || is_span(length.trim_start_matches(['+', '-']))
}

/// Where a stretch begins; now if nothing says.
fn begin(typed: &str, now: &Now, calendar: &Calendar) -> Result<DateTime<Utc>, NotUnderstood> {
    Ok(match typed {
        "" => now.at,
        typed => match meant(typed, Toward::Future, now, calendar)? {
            Meant::At(at) => at,
            Meant::Day(day) => calendar.start_of(StudyDay(day)),
        },
    })
}

/// Why a beginning is none: one that was lately is meant as it was, not as the next one, if the end comes before that.
fn begun(why: NotUnderstood, to: &str, now: &Now, calendar: &Calendar) -> NotUnderstood {
    let NotUnderstood::Lately { text, is, like } = why else {
        return why;
    };
    let last = far_too(&text, Toward::Past, now, calendar);
    let ends = meant(to, Toward::Future, now, calendar);
    match (last, ends) {
        (Ok(last), Ok(ends)) if ends.date(now) < like => {
            let like = last.date(now);
            NotUnderstood::Begun { text, is, like }
        }
        (_, _) => NotUnderstood::Lately { text, is, like },
    }
}

/// Where hours of the day end that have begun by now: `18:00-20:00` said at seven in the evening.
fn running(
    from: &str,
    to: &str,
    now: &Now,
    calendar: &Calendar,
) -> Result<Option<DateTime<Utc>>, NotUnderstood> {
    if !is_time_of_day(from) || !is_time_of_day(to) {
        return Ok(None);
    }
    let read = |text, toward, now: &Now| match far_too(text, toward, now, calendar)? {
        Meant::At(at) => Ok(Some(at)),
        Meant::Day(_) => Ok(None),
    };
    let (Some(began), Some(again)) = (
        read(from, Toward::Past, now)?,
        read(from, Toward::Future, now)?,
    ) else {
        return Ok(None);
    };
    let ends = read(to, Toward::Future, &Now { at: began, ..*now })?;
    // What ends when it begins anew leaves nothing free.
    Ok(ends.filter(|ends| *ends > now.at && *ends < again))
}

/// Whether a text is a time of day and nothing else.
fn is_time_of_day(text: &str) -> bool {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').filter(|word| *word != "at").collect();
    match words.as_slice() {
        [END_OF_DAY] => true,
        words => split_time(words).is_some_and(|(time, day)| time.is_some() && day.is_empty()),
    }
}

/// What two numbers could be, hours or days: `18-20`.
fn hours_or_days(from: &str, to: &str, now: &Now) -> Option<String> {
    const LATEST: u32 = 24;
    let (first, last) = (number(from)?, number(to)?);
    if first > LATEST || last > LATEST {
        return None;
    }
    let mut days = now.at.with_timezone(&now.zone).date_naive().iter_days();
    let mut day = |wanted: u32| {
        // Every number up to 24 is a day of every month.
        let day = days.by_ref().take(62).find(|day| day.day() == wanted)?;
        Some(day.format("%b").to_string().to_lowercase())
    };
    let (begins, ends) = (day(first)?, day(last)?);
    let days = match begins == ends {
        true => format!("{first}-{last} {ends}"),
        false => format!("{first} {begins} to {last} {ends}"),
    };
    Some(format!("{first}:00-{last}:00 or {days}"))
}

/// Why a stretch that ends where it begins is no time, if it only does because the clocks go forward: where no clock
/// was ever set, it would have a length.
fn left_out(
    (from, to): (&str, &str),
    begins: DateTime<Utc>,
    text: &str,
    now: &Now,
    calendar: &Calendar,
) -> Result<Option<NotAhead>, NotUnderstood> {
    let local = |at: DateTime<Utc>| at.with_timezone(&now.zone).naive_local();
    let zone = chrono_tz::UTC;
    let at = local(now.at).and_utc();
    let (unset, calendar) = (Now { at, zone, ..*now }, Calendar { zone, ..*calendar });
    let (end, _) = end_of(meant(to, Toward::Future, &unset, &calendar)?, &calendar);
    let second = TimeDelta::seconds(1);
    let (before, after) = (local(begins - second) + second, local(begins));
    let has_length = begin(from, &unset, &calendar)? < end;
    Ok((has_length && before < after).then(|| NotAhead::LeftOut {
        text: text.trim().to_owned(),
        on: date(after.date(), local(now.at).date()),
        before: before.time(),
        after: after.time(),
    }))
}

/// Why a stretch that ends before it begins is none: where it begins, where it ends, and where it would if its end
/// followed. The year helps only where it was left out.
fn backwards(
    (from, first, later): (DateTime<Utc>, End, End),
    (to, text): (&str, &str),
    now: &Now,
    calendar: &Calendar,
) -> NotAhead {
    let text = text.trim().to_owned();
    let at_from = Now { at: from, ..*now };
    let has_no_year = [*now, at_from].iter().any(|now| {
        let found = far_too(to, Toward::Future, now, calendar);
        found.is_ok_and(|found| year_apart(to, found, Toward::Past, now, calendar).is_some())
    });
    let day = |(at, last): End| last.unwrap_or(at.with_timezone(&now.zone).date_naive());
    match (has_no_year, later.0 > from) {
        (true, true) => NotAhead::OtherYear {
            text,
            like: day(later),
        },
        (true, false) => NotAhead::OtherYear {
            text,
            like: next_year(day(first)),
        },
        (false, _) if first == (from, None) => NotAhead::Empty(text),
        (false, _) => NotAhead::Backwards(text),
    }
}

/// An end, and the last day, if a whole one was named.
type End = (DateTime<Utc>, Option<NaiveDate>);

/// Where a day or time ends, and the day.
fn end_of(meant: Meant, calendar: &Calendar) -> End {
    match meant {
        Meant::At(at) => (at, None),
        Meant::Day(day) => (calendar.start_of(StudyDay(day).plus(1)), Some(day)),
    }
}

fn next_year(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(Months::new(12)).unwrap_or(day)
}

fn ahead(at: DateTime<Utc>, text: &str, now: &Now) -> Result<DateTime<Utc>, NotAhead> {
    not_too_far(at, text)?;
    match at > now.at {
        true => Ok(at),
        false => Err(over(text, at, now)),
    }
}

fn not_too_far(at: DateTime<Utc>, text: &str) -> Result<(), NotAhead> {
    match at.year() {
        TOO_FAR.. => Err(NotAhead::TooFar(text.trim().to_owned())),
        _ => Ok(()),
    }
}

fn over(text: &str, at: DateTime<Utc>, now: &Now) -> NotAhead {
    NotAhead::Over {
        text: text.trim().to_owned(),
        is: echo(at, now),
    }
}

#[cfg(test)]
mod tests;

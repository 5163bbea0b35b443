//! Times that lie ahead, as the end of a silence or its whole stretch: `2h`, `15:00`, `friday`,
//! `24 dec..27 dec`. Pure; nothing that is over already is accepted.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::clocks::number;
use super::{Meant, NotUnderstood, Toward, bare, date, echo, far_too, meant, weekday, year_apart};
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::now::Now;

/// Why a text is no time ahead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAhead {
    /// It is no time at all.
    #[error(transparent)]
    NotUnderstood(#[from] NotUnderstood),
    /// It is over.
    #[error("`{text}` is {is}, which is not ahead: try 2h, 15:00 or tomorrow 9am")]
    Over {
        /// What was typed.
        text: String,
        /// How it was understood.
        is: String,
    },
    /// A stretch without an end.
    #[error("`{0}` has no end: try 24 dec..27 dec, or mon..fri")]
    Endless(String),
    /// It ends before it begins, whatever the year.
    #[error("`{0}`: the end comes before the beginning")]
    Backwards(String),
    /// Its end is its beginning.
    #[error("`{0}` ends when it begins")]
    Empty(String),
    /// It ends before it begins, unless its end is of another year.
    #[error("`{text}` ends before it begins: name the year ({like})")]
    OtherYear {
        /// What was typed.
        text: String,
        /// How the year would be named.
        like: NaiveDate,
    },
    /// All of it lies where the clocks leave out a time.
    #[error("`{text}` is no time: on {on} the clocks go from {} to {}", hm(*before), hm(*after))]
    LeftOut {
        /// What was typed.
        text: String,
        /// The day.
        on: String,
        /// The local time at which the clocks are set.
        before: NaiveTime,
        /// The one to which they are set.
        after: NaiveTime,
    },
    /// So far ahead that no calendar of people has it.
    #[error("`{0}` is too far ahead: name a time before 9999-01-01")]
    TooFar(String),
}

fn hm(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

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
    /// The last day, if whole days were named.
    pub last: Option<NaiveDate>,
}

/// Reads an end: a duration from now, a time, or a day. A day ends a silence where that study day starts; today
/// where it ends.
pub fn until(text: &str, now: &Now, calendar: &Calendar) -> Result<DateTime<Utc>, NotAhead> {
    let end = match meant(text, Toward::Future, now)? {
        // Said in the evening, it is the night that has begun.
        Meant::At(at) if at <= now.at && bare(text).eq_ignore_ascii_case("tonight") => {
            calendar.start_of(calendar.day_of(now.at).plus(1))
        }
        Meant::At(at) => at,
        Meant::Day(day) => {
            let start = calendar.start_of(StudyDay(day));
            let word = bare(text).to_lowercase();
            if start > now.at {
                start
            } else if word == "today" {
                calendar.start_of(calendar.day_of(now.at).plus(1))
            } else if weekday(&word).is_some() {
                calendar.start_of(StudyDay(day).plus(7))
            } else {
                start
            }
        }
    };
    ahead(end, text, now)
}

/// Reads an end, or `FROM..TO`. A day as the end is a whole one: until the next study day starts.
pub fn stretch(text: &str, now: &Now, calendar: &Calendar) -> Result<Stretch, NotAhead> {
    let Some(ends) = ends(text) else {
        return Ok(Stretch {
            from: None,
            until: until(text, now, calendar)?,
            last: None,
        });
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
        last,
    })
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
    let to = to.as_str();
    if to.is_empty() {
        return Err(NotAhead::Endless(text.trim().to_owned()));
    }
    let typed_from = from.as_str();
    let from = begin(typed_from, now, calendar)?;
    let mut end = end_of(meant(to, Toward::Future, now)?, calendar);
    if end.0 <= from {
        if let Some(left_out) = left_out((typed_from, to), from, text, now, calendar)? {
            return Err(left_out);
        }
        // The end follows the beginning: `22:00..06:00`, `fri..mon`; not a year later.
        let first = end;
        let later = Now { at: from, ..*now };
        end = end_of(far_too(to, Toward::Future, &later)?, calendar);
        if end.0 <= from || end.0 - first.0 > WEEK {
            return Err(backwards((from, first, end), to, text, now));
        }
    }
    Ok((from, end))
}

/// Where a stretch begins; now if nothing says.
fn begin(typed: &str, now: &Now, calendar: &Calendar) -> Result<DateTime<Utc>, NotUnderstood> {
    Ok(match typed {
        "" => now.at,
        typed => match meant(typed, Toward::Future, now)? {
            Meant::At(at) => at,
            Meant::Day(day) => calendar.start_of(StudyDay(day)),
        },
    })
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
    let (end, _) = end_of(meant(to, Toward::Future, &unset)?, &calendar);
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
    to: &str,
    text: &str,
    now: &Now,
) -> NotAhead {
    let text = text.trim().to_owned();
    let at_from = Now { at: from, ..*now };
    let has_no_year = [*now, at_from].iter().any(|now| {
        let found = far_too(to, Toward::Future, now);
        found.is_ok_and(|found| year_apart(to, found, Toward::Past, now).is_some())
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
        (false, _) if first.0 == from => NotAhead::Empty(text),
        (false, _) => NotAhead::Backwards(text),
    }
}

/// The two ends of a stretch, if a text is one: `24 dec..27 dec`, `from 24 dec to 27 dec`, `24-27 dec`, `mon-fri`; the
/// second is empty if it has none.
pub fn ends(text: &str) -> Option<(String, String)> {
    let typed = text.trim();
    let from = typed
        .split_at_checked(5)
        .filter(|(first, _)| first.eq_ignore_ascii_case("from "));
    let rest = from.map_or(typed, |(_, rest)| rest.trim());
    let parted = rest.split_once("..").or_else(|| {
        let lower = format!("{} ", rest.to_ascii_lowercase());
        let found = [" to ", " through ", " - ", " – "].map(|it| Some((lower.find(it)?, it.len())));
        let (at, len) = found.into_iter().flatten().min()?;
        Some((&rest[..at], rest.get(at + len..).unwrap_or_default()))
    });
    let parted = parted.or_else(|| {
        // A date has dashes too.
        let (first, last) = rest.split_once(['-', '–'])?;
        let next = last.split_whitespace().next()?;
        let days = number(first).is_some() && number(next).is_some();
        (days || weekday(first).is_some() && weekday(next).is_some()).then_some((first, last))
    });
    let Some((first, last)) = parted else {
        return from.map(|_| (rest.to_owned(), String::new()));
    };
    let (first, last) = (first.trim(), last.trim());
    let first = with_month_of(first, last).unwrap_or_else(|| first.to_owned());
    Some((first, last.to_owned()))
}

/// The first day where the month stands with the last one alone: `24..27 dec`.
fn with_month_of(first: &str, last: &str) -> Option<String> {
    number(first)?;
    let words: Vec<&str> = last.split_whitespace().collect();
    match words.as_slice() {
        [day, month, year @ ..]
            if number(day).is_some() && month.parse::<chrono::Month>().is_ok() =>
        {
            Some([&[first, month], year].concat().join(" "))
        }
        _ => None,
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
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;
    use crate::clock;

    /// Wednesday, 2026-11-25.
    fn at(time: &str) -> (Now, Calendar) {
        let at = format!("2026-11-25T{time}:00+01:00");
        let now = Now {
            at: at.parse().unwrap(),
            ..clock::now(Paris)
        };
        let rollover = NaiveTime::from_hms_opt(4, 0, 0).unwrap();
        let zone = Paris;
        (now, Calendar { zone, rollover })
    }

    fn shown(at: DateTime<Utc>) -> String {
        at.with_timezone(&Paris).format("%m-%d %H:%M").to_string()
    }

    fn check_until(text: &str, expected: &str) {
        let (now, calendar) = at("14:30");
        let read = until(text, &now, &calendar).map(shown);
        assert_eq!(read.as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn an_end_lies_ahead() {
        check_until("2h", "11-25 16:30");
        check_until("15:00", "11-25 15:00");
        check_until("9am", "11-26 09:00");
        check_until("tomorrow 9am", "11-26 09:00");
        check_until("tomorrow", "11-26 04:00");
        check_until("today", "11-26 04:00");
        check_until("tonight", "11-25 19:00");
        check_until("fri", "11-27 04:00");
        check_until("wed", "12-02 04:00");
        check_until("2026-12-01", "12-01 04:00");
        check_until("24 dec", "12-24 04:00");
        check_until("1 feb", "02-01 04:00");
        check_until("until 15:00", "11-25 15:00");
        check_until("Until Friday", "11-27 04:00");
        check_until("till 9 am", "11-26 09:00");
        check_until("until wed", "12-02 04:00");
        check_until("until today", "11-26 04:00");
        check_until("for 2h", "11-25 16:30");
        check_until("for half an hour", "11-25 15:00");
        check_until("on friday", "11-27 04:00");
        check_until("tomorrow 8", "11-26 08:00");
        check_until("tomorrow at 8", "11-26 08:00");
        check_until("fri 17", "11-27 17:00");
        check_until("next monday", "11-30 04:00");
        check_until("next wednesday", "12-02 04:00");
        check_until("this friday", "11-27 04:00");
        check_until("tonight 8", "11-25 20:00");
        check_until("1.5h", "11-25 16:00");
        check_until("1h30", "11-25 16:00");
    }

    #[test]
    fn tonight_said_in_the_evening_lasts_until_the_night_is_over() {
        let (now, calendar) = at("20:00");
        let read = |text| until(text, &now, &calendar).map(shown);
        assert_eq!(read("tonight").as_deref(), Ok("11-26 04:00"));
        assert_eq!(read("until tonight").as_deref(), Ok("11-26 04:00"));
        assert!(read("tonight 19:30").is_err());
    }

    #[test]
    fn what_may_be_two_times_is_refused_with_both() {
        let (now, calendar) = at("14:30");
        for (text, like) in [
            ("8", "`8` may be 8m, 8h or 8:00: write which"),
            ("until 8", "`until 8` may be 8:00 or 20:00: write which"),
            ("till 15", "`till 15` may be 15:00 or 15 dec: write which"),
            ("until 30", "`until 30` is no time"),
            (
                "on next friday",
                "`on next friday` may be 27 nov or 4 dec: write which",
            ),
            ("45", "`45` may be 45m or 45h: write which"),
            (
                "next friday",
                "`next friday` may be 27 nov or 4 dec: write which",
            ),
            ("fri 27", "`fri 27` is no time"),
            ("fri 4", "`fri 4` may be fri 4:00 or 4 dec: write which"),
            (
                "24 dec 8",
                "`24 dec 8` may be 24 dec 8:00 or 24 dec 2008: write which",
            ),
            ("tonight 2", "`tonight 2` is no time"),
            ("for friday", "`for friday` is no time"),
            ("this monday", "`this monday` is no time"),
            (
                "next week",
                "`next week` may be monday, or mon..sun in full: write which",
            ),
        ] {
            let said = until(text, &now, &calendar).unwrap_err().to_string();
            assert!(said.starts_with(like), "{text}: {said}");
        }
    }

    #[test]
    fn what_is_over_is_refused_with_what_it_means() {
        let (now, calendar) = at("14:30");
        for text in [
            "10m ago",
            "0m",
            "now",
            "yesterday",
            "2026-11-25",
            "2026-11-01",
            "..",
        ] {
            assert!(until(text, &now, &calendar).is_err(), "{text}");
        }
        let error = until("10m ago", &now, &calendar).unwrap_err();
        assert!(error.to_string().contains("today 14:20"), "{error}");
    }

    fn check_stretch(text: &str, from: Option<&str>, expected: &str) {
        let (now, calendar) = at("14:30");
        let read = stretch(text, &now, &calendar).unwrap();
        assert_eq!(read.from.map(shown).as_deref(), from, "{text}");
        assert_eq!(shown(read.until), expected, "{text}");
    }

    #[test]
    fn the_last_day_of_a_stretch_is_in_it() {
        check_stretch("24 dec..27 dec", Some("12-24 04:00"), "12-28 04:00");
        check_stretch("2026-12-24..2026-12-27", Some("12-24 04:00"), "12-28 04:00");
        check_stretch("2026-11-24..2026-11-26", None, "11-27 04:00");
        check_stretch("24 dec .. 2 jan", Some("12-24 04:00"), "01-03 04:00");
        check_stretch("mon..fri", Some("11-30 04:00"), "12-05 04:00");
        check_stretch("fri..mon", Some("11-27 04:00"), "12-01 04:00");
        check_stretch("tomorrow..tomorrow", Some("11-26 04:00"), "11-27 04:00");
        check_stretch("..fri", None, "11-28 04:00");
        check_stretch("today..fri", None, "11-28 04:00");
        check_stretch("22:00..06:00", Some("11-25 22:00"), "11-26 06:00");
        check_stretch("15:00..17:00", Some("11-25 15:00"), "11-25 17:00");
        check_stretch("2h..4h", Some("11-25 16:30"), "11-25 18:30");
        check_stretch("friday", None, "11-27 04:00");
        check_stretch("fri 18:00..mon 9am", Some("11-27 18:00"), "11-30 09:00");
        check_stretch("24 dec to 27 dec", Some("12-24 04:00"), "12-28 04:00");
        check_stretch("From 24 dec To 27 dec", Some("12-24 04:00"), "12-28 04:00");
        check_stretch("24 dec - 27 dec", Some("12-24 04:00"), "12-28 04:00");
        check_stretch("24-27 dec", Some("12-24 04:00"), "12-28 04:00");
        check_stretch("24 to 27 dec", Some("12-24 04:00"), "12-28 04:00");
        check_stretch("mon-fri", Some("11-30 04:00"), "12-05 04:00");
        check_stretch("monday through friday", Some("11-30 04:00"), "12-05 04:00");
        check_stretch("next monday to 4 dec", Some("11-30 04:00"), "12-05 04:00");
        check_stretch("until friday", None, "11-27 04:00");
        check_stretch("2026-12-24", None, "12-24 04:00");
    }

    fn check_refused(text: &str, expected: &str) {
        let (now, calendar) = at("14:30");
        let said = stretch(text, &now, &calendar).unwrap_err().to_string();
        assert!(said.contains(expected), "{text}: {said}");
    }

    #[test]
    fn where_only_a_guess_would_help_the_year_is_asked_for() {
        check_refused(
            "24 nov",
            "was Tue 24 Nov: for the next one name the year (2027-11-24)",
        );
        check_refused("24 nov 9am", "name the year (2027-11-24)");
        check_refused("24 nov..27 nov", "name the year (2027-11-24)");
        check_refused("..20 nov", "name the year (2027-11-20)");
        check_refused(
            "27 dec..24 dec",
            "ends before it begins: name the year (2027-12-24)",
        );
        check_refused("27 dec 2028..24 dec", "name the year (2029-12-24)");
        check_refused("27 nov to 25 nov", "name the year (2027-11-25)");
        check_refused(
            "27 dec 10:00..27 dec 9:00",
            "ends before it begins: name the year (2027-12-27)",
        );
        check_until("1 feb", "02-01 04:00");
        check_until("20 oct", "10-20 04:00");
    }

    #[test]
    fn where_the_year_was_named_or_is_none_it_is_not_asked_for() {
        for text in [
            "2026-12-27..2026-12-24",
            "2028-01-08 to 2028-01-05",
            "27 dec 2026 to 24 dec 2026",
            "27 dec to 2026-12-24",
            "9 apr to tuesday",
            "9 apr to 15:00",
        ] {
            let expected = format!("`{text}`: the end comes before the beginning");
            check_refused(text, &expected);
        }
        check_refused("now to now", "`now to now` ends when it begins");
    }

    /// Saturday, 2028-03-25; in the night the clocks go forward.
    fn check_that_night(text: &str, expected: Result<(&str, &str), &str>) {
        let (now, calendar) = at("14:30");
        let at = "2028-03-25T14:30:00+01:00".parse().unwrap();
        let read = stretch(text, &Now { at, ..now }, &calendar)
            .map(|read| (read.from.map(shown).unwrap_or_default(), shown(read.until)));
        let expected = expected
            .map(|(from, until)| (from.to_owned(), until.to_owned()))
            .map_err(|why| format!("`{text}` {why}"));
        assert_eq!(read.map_err(|error| error.to_string()), expected);
    }

    #[test]
    fn an_hour_that_the_clocks_leave_out_is_refused() {
        let why = "is no time: on Sun 26 Mar the clocks go from 02:00 to 03:00";
        for text in [
            "sunday 2:00 to sunday 3:00",
            "sunday 2:15 to sunday 2:45",
            "2028-03-26 2:00 to 2028-03-26 3:00",
            "26 mar 2:00..26 mar 3:00",
            "2:00..2:30",
        ] {
            check_that_night(text, Err(why));
        }
        check_that_night(
            "sunday 1:30 to sunday 2:30",
            Ok(("03-26 01:30", "03-26 03:00")),
        );
        check_that_night(
            "sunday 2:30 to sunday 3:30",
            Ok(("03-26 03:00", "03-26 03:30")),
        );
        check_that_night(
            "sunday 3:00 to sunday 3:00",
            Ok(("03-26 03:00", "04-02 03:00")),
        );
        check_that_night("2:00..2:00", Ok(("03-26 03:00", "03-27 02:00")));
        check_that_night(
            "sunday 3:00 to sunday 2:00",
            Ok(("03-26 03:00", "04-02 02:00")),
        );
    }

    #[test]
    fn midnight_may_end_a_day_as_24_00() {
        check_until("24:00", "11-26 00:00");
        check_until("until 24:00", "11-26 00:00");
        check_until("today 24:00", "11-26 00:00");
        check_until("tonight 24:00", "11-26 00:00");
        check_until("tomorrow at 24:00", "11-27 00:00");
        check_until("wed 24:00", "11-26 00:00");
        check_until("24 dec 24:00", "12-25 00:00");
        check_until("2026-12-31 24:00", "01-01 00:00");
        check_stretch("22:00..24:00", Some("11-25 22:00"), "11-26 00:00");
        check_stretch("fri 18:00 to sun 24:00", Some("11-27 18:00"), "11-30 00:00");
        for text in ["24:01", "24:00 9:00", "24:00 24:00", "24:00 noon", "25:00"] {
            let (now, calendar) = at("14:30");
            assert!(until(text, &now, &calendar).is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_lies_beyond_the_year_9998() {
        check_stretch("2026-12-24..9998-12-30", Some("12-24 04:00"), "12-31 04:00");
        for text in [
            "2026-12-24..9999-12-31",
            "9999-06-01",
            "9999-01-01..9999-12-30",
        ] {
            check_refused(text, "before 9999-01-01");
        }
    }

    #[test]
    fn a_stretch_of_days_that_is_over_is_told_by_its_last_one() {
        check_refused(
            "2026-11-01..2026-11-03",
            "`2026-11-01..2026-11-03` is Tue 3 Nov, which is not ahead",
        );
    }

    #[test]
    fn a_stretch_without_an_end_or_one_that_is_over_is_refused() {
        let (now, calendar) = at("14:30");
        for text in [
            "fri..",
            "..",
            "2026-11-01..2026-11-03",
            "2026-12-27..2026-12-24",
            "x..y",
        ] {
            assert!(stretch(text, &now, &calendar).is_err(), "{text}");
        }
        for text in ["fri..", "from friday", "fri to "] {
            let endless = stretch(text, &now, &calendar).unwrap_err().to_string();
            assert!(endless.contains("has no end"), "{endless}");
        }
    }
}

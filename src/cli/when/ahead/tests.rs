//! Ends and stretches, as people type them.

use chrono::NaiveTime;
use chrono_tz::Europe::Paris;

use super::*;
use crate::clock;

mod written;
mod years;

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
        (
            "next month",
            "`next month` may be 1 dec or in 1 month: write which",
        ),
        (
            "until next month",
            "`until next month` may be 1 dec or in 1 month: write which",
        ),
        (
            "next year",
            "`next year` may be 1 jan 2027 or in 1 year: write which",
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
fn an_end_that_is_named_from_now_is_never_read_from_the_beginning() {
    for text in [
        "tomorrow..today",
        "friday..today",
        "fri..tomorrow",
        "fri..tonight",
        "fri to this evening",
        "fri..this thursday",
        "tomorrow 9..today 15:00",
        "tomorrow 9..end of today",
        "tomorrow..now",
        "tomorrow..yesterday",
        "fri 18:00..2h",
        "fri..in 1 day",
        "fri..10m ago",
    ] {
        check_refused(
            text,
            &format!("`{text}`: the end comes before the beginning"),
        );
    }
    check_stretch("2h..4h", Some("11-25 16:30"), "11-25 18:30");
    check_stretch("today 15:00..tomorrow", Some("11-25 15:00"), "11-27 04:00");
    check_stretch("fri..mon", Some("11-27 04:00"), "12-01 04:00");
    check_stretch("fri 18:00..9am", Some("11-27 18:00"), "11-28 09:00");
    check_stretch("fri 18:00..eod", Some("11-27 18:00"), "11-28 00:00");
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

#[test]
fn a_time_of_day_is_read_in_the_ways_in_which_it_is_written() {
    check_until("15.00", "11-25 15:00");
    check_until("until 15.30", "11-25 15:30");
    check_until("9.30", "11-26 09:30");
    check_until("at 9.12", "11-26 09:12");
    check_until("tomorrow 9.12", "11-26 09:12");
    check_until("9.12 tomorrow", "11-26 09:12");
    check_until("24 dec 9.12", "12-24 09:12");
    check_until("3 p.m.", "11-25 15:00");
    check_until("3 P.M.", "11-25 15:00");
    check_until("3p.m.", "11-25 15:00");
    check_until("until 9 a.m. tomorrow", "11-26 09:00");
    check_until("3.30 p.m.", "11-25 15:30");
    check_until("eod", "11-26 00:00");
    check_until("until EOD", "11-26 00:00");
    check_until("until the end of the day", "11-26 00:00");
    check_until("end of day", "11-26 00:00");
    check_until("fri eod", "11-28 00:00");
    check_until("eod tomorrow", "11-27 00:00");
    check_until("tomorrow morning", "11-26 09:00");
    check_until("until tomorrow afternoon", "11-26 14:00");
    check_until("tomorrow evening", "11-26 19:00");
    check_until("friday morning", "11-27 09:00");
    check_until("24 dec evening", "12-24 19:00");
    check_until("this evening", "11-25 19:00");
    check_until("until this evening", "11-25 19:00");
}

#[test]
fn a_span_is_read_in_words() {
    check_until("two hours", "11-25 16:30");
    check_until("for two hours", "11-25 16:30");
    check_until("in twenty minutes", "11-25 14:50");
    check_until("forty-five minutes", "11-25 15:15");
    check_until("forty five minutes", "11-25 15:15");
    check_until("half an hour", "11-25 15:00");
    check_until("in half an hour", "11-25 15:00");
    check_until("an hour", "11-25 15:30");
    check_until("an hour and a half", "11-25 16:00");
    check_until("two and a half hours", "11-25 17:00");
    check_until("1 hour and 15 minutes", "11-25 15:45");
    check_until("a quarter of an hour", "11-25 14:45");
    check_until("two days", "11-27 14:30");
    check_until("one month", "12-25 14:30");
}

#[test]
fn a_day_of_a_month_is_read_with_dots() {
    check_until("25.12.", "12-25 04:00");
    check_until("until 25.12.", "12-25 04:00");
    check_until("9.12.", "12-09 04:00");
    check_until("on 9.12", "12-09 04:00");
    check_until("24.12", "12-24 04:00");
    check_until("24. dec", "12-24 04:00");
    check_until("24.12. 9.30", "12-24 09:30");
    check_until("24.12.2026", "12-24 04:00");
    check_until("1.2.2027 15:00", "02-01 15:00");
    check_refused("24.11.", "name the year (2027-11-24)");
    check_refused("31.2.", "is no time");
    check_refused("24.13.", "is no time");
    check_refused("24.12.26", "is no time");
}

#[test]
fn a_stretch_is_read_in_the_ways_in_which_it_is_written() {
    check_stretch("18:00-20:00", Some("11-25 18:00"), "11-25 20:00");
    check_stretch("18.00–20.00", Some("11-25 18:00"), "11-25 20:00");
    check_stretch("from 6pm-8pm", Some("11-25 18:00"), "11-25 20:00");
    check_stretch("18:00 until 20:00", Some("11-25 18:00"), "11-25 20:00");
    check_stretch("from 18:00 till eod", Some("11-25 18:00"), "11-26 00:00");
    check_stretch("tomorrow 18:00-20:00", Some("11-26 18:00"), "11-26 20:00");
    check_stretch("24 dec until 2 jan", Some("12-24 04:00"), "01-03 04:00");
    check_stretch("24 dec til 2 jan", Some("12-24 04:00"), "01-03 04:00");
    check_stretch("2026-12-24/2027-01-02", Some("12-24 04:00"), "01-03 04:00");
    check_stretch(
        "2026-12-24T18:00/2026-12-24T20:00",
        Some("12-24 18:00"),
        "12-24 20:00",
    );
    check_stretch("24.12.-2.1.", Some("12-24 04:00"), "01-03 04:00");
    check_stretch("24.12. - 2.1.", Some("12-24 04:00"), "01-03 04:00");
    check_stretch("24.12...2.1.", Some("12-24 04:00"), "01-03 04:00");
    check_stretch("24.-27.12.", Some("12-24 04:00"), "12-28 04:00");
    check_stretch("24. to 27. dec", Some("12-24 04:00"), "12-28 04:00");
    check_refused("2 dec/4 dec", "is no time");
}

#[test]
fn within_the_hours_that_are_named_they_have_begun() {
    let (now, calendar) = at("19:00");
    let read = |text| {
        let read = stretch(text, &now, &calendar).unwrap();
        (read.from.map(shown), shown(read.until))
    };
    let running = |until: &str| (None, until.to_owned());
    assert_eq!(read("18:00-20:00"), running("11-25 20:00"));
    assert_eq!(read("18:00 to 19:30"), running("11-25 19:30"));
    assert_eq!(read("18:00-6:00"), running("11-26 06:00"));
    let (begins, ends) = (Some("11-26 15:00".to_owned()), "11-26 17:00".to_owned());
    assert_eq!(read("15:00-17:00"), (begins, ends));
}

#[test]
fn what_may_be_a_time_or_a_day_is_refused_with_both() {
    for (text, like) in [
        ("9.12", "`9.12` may be 9:12 or 9 dec: write which"),
        (
            "until 9.12",
            "`until 9.12` may be 9:12 or 9 dec: write which",
        ),
        ("15.10", "`15.10` may be 15:10 or 15 oct: write which"),
        ("9.5", "`9.5` may be 9 may or 9.5h: write which"),
        (
            "18-20",
            "`18-20` may be 18:00-20:00 or 18-20 dec: write which",
        ),
        ("26-28", "`26` may be 26m or 26h: write which"),
    ] {
        check_refused(text, like);
    }
}

#[test]
fn before_the_rollover_a_day_is_the_study_day() {
    // Still the study day of Wednesday the 25th.
    let (now, calendar) = at("01:00");
    let at = now.at + TimeDelta::days(1);
    let now = Now { at, ..now };
    let read = |text| {
        let read = stretch(text, &now, &calendar).unwrap();
        (read.from.map(shown), shown(read.until))
    };
    let running = |until: &str| (None, until.to_owned());
    assert_eq!(read("today"), running("11-26 04:00"));
    assert_eq!(read("today to 3 dec"), running("12-04 04:00"));
    assert_eq!(read("today..today"), running("11-26 04:00"));
    assert_eq!(read("today to tomorrow"), running("11-27 04:00"));
    assert_eq!(read("tomorrow"), running("11-26 04:00"));
    let (begins, ends) = (Some("11-26 04:00".to_owned()), "11-27 04:00".to_owned());
    assert_eq!(read("tomorrow to tomorrow"), (begins, ends));
    // A time of day is of the date that the calendar on the wall shows.
    assert_eq!(read("today 15:00"), running("11-26 15:00"));
    assert_eq!(read("tomorrow 9am"), running("11-27 09:00"));
}

/// Saturday, 2028-03-25, 14:30; in the night the clocks go forward.
#[test]
fn whole_days_keep_the_time_of_day_and_hours_stay_hours() {
    let (now, calendar) = at("14:30");
    let at = "2028-03-25T14:30:00+01:00".parse().unwrap();
    let now = Now { at, ..now };
    for (text, expected) in [
        ("1d", "03-26 14:30"),
        ("a day", "03-26 14:30"),
        ("2 days", "03-27 14:30"),
        ("1 week", "04-01 14:30"),
        ("1w 1d", "04-02 14:30"),
        ("1d 2h", "03-26 16:30"),
        ("1 month 1 day", "04-26 14:30"),
        ("24h", "03-26 15:30"),
        ("1.5d", "03-27 03:30"),
    ] {
        let read = until(text, &now, &calendar).map(shown);
        assert_eq!(read.as_deref(), Ok(expected), "{text}");
    }
    // A duration alone has no day to keep to.
    assert_eq!(crate::cli::when::duration("1d").unwrap().0, 86_400);
}

#[test]
fn a_stretch_of_days_that_is_over_is_told_by_its_last_one() {
    check_refused(
        "2026-11-01..2026-11-03",
        "`2026-11-01..2026-11-03` is Tue 3 Nov, which is not ahead",
    );
}

//! Readings of times, by table and by property.

use chrono::TimeZone;
use chrono_tz::Tz;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::now::BootInstant;

/// Sunday 2026-11-22 14:30 in Warsaw.
fn now() -> Now {
    now_at("2026-11-22T14:30:00+01:00", Tz::Europe__Warsaw)
}

fn now_at(text: &str, zone: Tz) -> Now {
    Now {
        at: text.parse().unwrap(),
        zone,
        boot: BootInstant {
            boot: Uuid::nil(),
            ms: 0,
        },
    }
}

/// A study day begins at four in the morning.
fn calendar() -> Calendar {
    Calendar {
        zone: Tz::Europe__Warsaw,
        rollover: NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
    }
}

fn read(text: &str, toward: Toward) -> String {
    let now = now();
    match moment(text, toward, &now, &calendar()) {
        Ok(at) => at
            .with_timezone(&now.zone)
            .format("%Y-%m-%d %H:%M")
            .to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_span_of_whole_days_tells_no_time_of_the_day() {
    for text in [
        "in 12 days",
        "12d",
        "+2 weeks",
        "In Two Weeks",
        "a month",
        "in 1 month 3 days",
        "for 3 days",
    ] {
        assert!(is_in_days(text), "{text}");
    }
    for text in [
        "in 36 hours",
        "in 2 days 3h",
        "1.5 days",
        "12 dec",
        "friday",
        "tomorrow",
        "15:00",
        "now",
        "",
    ] {
        assert!(!is_in_days(text), "{text}");
    }
}

#[test]
fn past_times_are_read_as_people_mean_them() {
    for (text, expected) in [
        ("now", "2026-11-22 14:30"),
        ("9am", "2026-11-22 09:00"),
        ("9 am", "2026-11-22 09:00"),
        ("at 9:15", "2026-11-22 09:15"),
        ("21:00", "2026-11-21 21:00"),
        ("9.30pm", "2026-11-21 21:30"),
        ("12am", "2026-11-22 00:00"),
        ("noon", "2026-11-22 12:00"),
        ("yesterday 21:00", "2026-11-21 21:00"),
        ("21:00 yesterday", "2026-11-21 21:00"),
        ("yesterday", "2026-11-21 12:00"),
        ("last night", "2026-11-21 21:00"),
        ("10 min ago", "2026-11-22 14:20"),
        ("10m", "2026-11-22 14:20"),
        ("an hour ago", "2026-11-22 13:30"),
        ("2 days ago", "2026-11-20 14:30"),
        ("-30m", "2026-11-22 14:00"),
        ("fri 9am", "2026-11-20 09:00"),
        ("Friday", "2026-11-20 12:00"),
        ("sunday", "2026-11-22 12:00"),
        ("sunday 20:00", "2026-11-15 20:00"),
        ("last sunday 20:00", "2026-11-15 20:00"),
        ("2026-11-01 08:00", "2026-11-01 08:00"),
        ("2026-11-01T08:00", "2026-11-01 08:00"),
        ("2026-11-01T08:00:00Z", "2026-11-01 09:00"),
        ("2026-11-01", "2026-11-01 12:00"),
        ("1 april", "2026-04-01 12:00"),
        ("24 december", "2025-12-24 12:00"),
        ("yesterday 8", "2026-11-21 08:00"),
        ("on friday", "2026-11-20 12:00"),
        ("this friday", "2026-11-20 12:00"),
        (
            "23 nov",
            "`23 nov` will be Mon 23 Nov: for the last one name the year (2025-11-23)",
        ),
        ("8", "`8` may be 8m ago, 8h ago or 8:00: write which"),
        ("a year ago", "2025-11-22 14:30"),
        ("2 months ago", "2026-09-22 14:30"),
        ("two hours ago", "2026-11-22 12:30"),
        ("half an hour ago", "2026-11-22 14:00"),
        ("15.00", "2026-11-21 15:00"),
        ("yesterday 9.12", "2026-11-21 09:12"),
        ("yesterday evening", "2026-11-21 19:00"),
        ("this morning", "2026-11-22 09:00"),
        ("3 p.m.", "2026-11-21 15:00"),
        ("1.4.", "2026-04-01 12:00"),
    ] {
        assert_eq!(read(text, Toward::Past), expected, "{text}");
    }
}

#[test]
fn future_times_roll_forward() {
    for (text, expected) in [
        ("9am", "2026-11-23 09:00"),
        ("21:00", "2026-11-22 21:00"),
        ("tonight", "2026-11-22 19:00"),
        ("tomorrow 9am", "2026-11-23 09:00"),
        ("tomorrow noon", "2026-11-23 12:00"),
        ("tomorrow", "2026-11-23 12:00"),
        ("in 2h", "2026-11-22 16:30"),
        ("in an hour", "2026-11-22 15:30"),
        ("+3d", "2026-11-25 14:30"),
        ("1h 30m", "2026-11-22 16:00"),
        ("fri 9am", "2026-11-27 09:00"),
        ("sun 9am", "2026-11-29 09:00"),
        ("1 april", "2027-04-01 12:00"),
        ("2027-01-01", "2027-01-01 12:00"),
        ("1 year", "2027-11-22 14:30"),
        ("in a month", "2026-12-22 14:30"),
        ("2y", "2028-11-22 14:30"),
        // The clocks are an hour ahead by then.
        ("6 months", "2027-05-22 14:30"),
        ("1y 1month 2d 3h", "2027-12-24 17:30"),
        ("until 15:00", "2026-11-22 15:00"),
        ("tomorrow 8", "2026-11-23 08:00"),
        ("8 tomorrow", "2026-11-23 08:00"),
        ("next monday", "2026-11-23 12:00"),
        ("this sunday", "2026-11-22 12:00"),
    ] {
        assert_eq!(read(text, Toward::Future), expected, "{text}");
    }
}

#[test]
fn where_past_days_are_shown_a_day_without_a_year_is_the_nearest() {
    for (text, expected) in [
        ("21 nov", "2026-11-21"),
        ("22 nov", "2026-11-22"),
        ("1 dec", "2026-12-01"),
        ("1 april", "2027-04-01"),
        ("1 september", "2026-09-01"),
        ("21 nov 2027", "2027-11-21"),
        ("friday", "2026-11-27"),
        ("yesterday", "2026-11-21"),
        ("2025-01-02", "2025-01-02"),
    ] {
        let read = nearest(text, &now(), &calendar()).map(|read| read.date(&now()).to_string());
        assert_eq!(read.as_deref(), Ok(expected), "{text}");
    }
    assert!(nearest("soon", &now(), &calendar()).is_err());
    let said = read("21 nov", Toward::Future);
    assert!(said.contains("name the year (2027-11-21)"), "{said}");
}

#[test]
fn what_is_no_time_is_refused_with_examples() {
    for text in [
        "",
        "soon",
        "25:00",
        "9am 10am",
        "13pm",
        "yesterday yesterday",
        "-",
        "1e9d",
    ] {
        let said = read(text, Toward::Past);
        assert!(said.contains("is no time: try"), "`{text}`: {said}");
    }
}

#[test]
fn what_is_no_time_to_come_is_refused_with_times_to_come() {
    for text in [
        "",
        "soon",
        "25:00",
        "1 fortnight",
        "200 years",
        "99999999999y",
        "1.5 years",
    ] {
        let said = read(text, Toward::Future);
        assert!(
            said.contains("is no time: try 2h, 15:00"),
            "`{text}`: {said}"
        );
        assert!(
            !said.contains("yesterday") && !said.contains("ago"),
            "{said}"
        );
    }
}

#[test]
fn a_month_without_such_a_day_ends_with_its_last() {
    let end = now_at("2027-01-31T10:00:00+01:00", Tz::Europe__Warsaw);
    let at = moment("1 month", Toward::Future, &end, &calendar()).unwrap();
    assert_eq!(at, Utc.with_ymd_and_hms(2027, 2, 28, 9, 0, 0).unwrap());
}

#[test]
fn a_time_in_a_clock_change_is_the_end_of_the_gap() {
    let spring = now_at("2026-03-29T12:00:00+02:00", Tz::Europe__Warsaw);
    let at = moment("2:30", Toward::Past, &spring, &calendar()).unwrap();
    assert_eq!(at, Utc.with_ymd_and_hms(2026, 3, 29, 1, 0, 0).unwrap());
}

#[test]
fn durations_are_whole_seconds() {
    for (text, secs) in [
        ("90s", 90),
        ("5m", 300),
        ("1h 30m", 5400),
        ("10 min", 600),
        ("1.5h", 5400),
        ("0.25 hours", 900),
        ("1h30", 5400),
        ("half an hour", 1800),
        ("an hour", 3600),
        ("two hours", 7200),
        ("an hour and a half", 5400),
        ("thirty minutes", 1800),
    ] {
        assert_eq!(duration(text), Ok(Secs(secs)), "{text}");
    }
    for text in ["", "0s", "5", "minute", "-5m", "99999999999d", "1h75"] {
        assert!(duration(text).is_err(), "{text}");
    }
}

#[test]
fn what_was_understood_is_echoed() {
    let now = now();
    let said = |text, toward| echo(moment(text, toward, &now, &calendar()).unwrap(), &now);
    assert_eq!(said("9am", Toward::Past), "today 09:00");
    assert_eq!(said("21:00", Toward::Past), "yesterday 21:00");
    assert_eq!(said("tomorrow 9am", Toward::Future), "tomorrow 09:00");
    assert_eq!(said("fri 9am", Toward::Past), "Fri 20 Nov 09:00");
    assert_eq!(
        said("2025-01-02 09:00", Toward::Past),
        "Thu 2 Jan 2025 09:00"
    );
}

#[test]
fn due_days_are_said_in_words() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let said = |days: i64| due_day(today + TimeDelta::days(days), today);
    assert_eq!(said(0), "today");
    assert_eq!(said(1), "tomorrow");
    assert_eq!(said(3), "in 3 d, Wed 25 Nov");
    assert_eq!(said(60), "in 60 d, Thu 21 Jan 2027");
    assert_eq!(said(-2), "since Fri 20 Nov");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = moment(&text, Toward::Past, &now(), &calendar());
        let _ = moment(&text, Toward::Future, &now(), &calendar());
        let _ = nearest(&text, &now(), &calendar());
        let _ = ahead::parted::ends(&text);
        let _ = duration(&text);
    }

    #[test]
    fn near_times_are_read_or_refused(text in "(yesterday|fri|last|in|\\+|-|next)? ?[0-9]{1,4}(am|pm|:[0-9]{2}|d|h| min| ago)?( ago| april)?") {
        let _ = moment(&text, Toward::Past, &now(), &calendar());
        let _ = moment(&text, Toward::Future, &now(), &calendar());
    }

    #[test]
    fn a_time_of_day_is_the_nearest_on_its_side(hour in 0u32..24, minute in 0u32..60) {
        let now = now();
        let text = format!("{hour}:{minute:02}");
        let past = moment(&text, Toward::Past, &now, &calendar()).unwrap();
        let future = moment(&text, Toward::Future, &now, &calendar()).unwrap();
        prop_assert!(past <= now.at && now.at - past < TimeDelta::hours(24));
        prop_assert!(future > now.at && future - now.at <= TimeDelta::hours(24));
    }

    #[test]
    fn what_is_written_as_rfc3339_is_read_back(secs in 0i64..4_000_000_000) {
        let now = now();
        let at = DateTime::from_timestamp(secs, 0).unwrap();
        prop_assert_eq!(moment(&rfc3339(at, &now), Toward::Past, &now, &calendar()), Ok(at));
    }
}

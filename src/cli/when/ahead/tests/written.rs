//! Halves of the day, ISO 8601 and other ways in which people write ends and stretches.

use super::{check_refused, check_stretch, check_until};

#[test]
fn the_half_of_the_day_that_is_named_last_counts_for_both_hours() {
    check_stretch("3-4 pm", Some("11-25 15:00"), "11-25 16:00");
    check_stretch("6-8pm", Some("11-25 18:00"), "11-25 20:00");
    check_stretch("6–8 p.m.", Some("11-25 18:00"), "11-25 20:00");
    check_stretch("from 3 to 4 pm", Some("11-25 15:00"), "11-25 16:00");
    check_stretch("6:30-8pm", Some("11-25 18:30"), "11-25 20:00");
    check_stretch("6-8:30 pm", Some("11-25 18:00"), "11-25 20:30");
    check_stretch("6-8am", Some("11-26 06:00"), "11-26 08:00");
    check_stretch("12-1pm", Some("11-26 12:00"), "11-26 13:00");
    check_stretch("tomorrow 3-4 pm", Some("11-26 15:00"), "11-26 16:00");
    check_stretch("tomorrow 3 to 4 pm", Some("11-26 15:00"), "11-26 16:00");
    check_stretch("3-4 pm tomorrow", Some("11-26 15:00"), "11-26 16:00");
    check_stretch("fri 6-8pm", Some("11-27 18:00"), "11-27 20:00");
    check_stretch("24 dec 18:00-20:00", Some("12-24 18:00"), "12-24 20:00");
    check_stretch("24 dec 22:00 to 6:00", Some("12-24 22:00"), "12-25 06:00");
    check_stretch("24 dec 6-8pm", Some("12-24 18:00"), "12-24 20:00");
    check_stretch("2026-12-24 6-8pm", Some("12-24 18:00"), "12-24 20:00");
    // Said in full, or by the clock of 24 hours.
    check_stretch("3pm-4pm", Some("11-25 15:00"), "11-25 16:00");
    check_stretch("9:00-5pm", None, "11-25 17:00");
    check_stretch("06:30-8pm", None, "11-25 20:00");
    check_stretch("6pm-8:00", Some("11-25 18:00"), "11-26 08:00");
}

#[test]
fn hours_of_which_the_half_is_open_are_refused_with_both() {
    for (text, like) in [
        ("9-5pm", "9am-5pm or 9pm-5pm"),
        ("11-1 pm", "11am-1pm or 11pm-1pm"),
        ("6pm-8", "6pm-8pm or 6pm-8am"),
        ("6 pm to 8", "6pm-8pm or 6pm-8am"),
        ("10pm-6", "10pm-6am or 10pm-6pm"),
        ("fri 6pm-8", "fri 6pm-8pm or fri 6pm-8am"),
    ] {
        check_refused(text, &format!("`{text}` may be {like}: write which"));
    }
}

#[test]
fn times_of_iso_8601_are_read_without_seconds_too() {
    check_until("2026-11-30T15:00Z", "11-30 16:00");
    check_until("2026-11-30T15:00:00Z", "11-30 16:00");
    check_until("2026-11-30T15:00+02:00", "11-30 14:00");
    check_until("2026-11-30T15:00-0500", "11-30 21:00");
    check_until("2026-11-30T15:00", "11-30 15:00");
    check_refused("2026-11-30T25:00Z", "is no time");
}

#[test]
fn an_interval_of_iso_8601_may_end_by_its_length() {
    check_stretch("2026-12-24T10:00/P2D", Some("12-24 10:00"), "12-26 10:00");
    check_stretch("2026-12-24/P2D", Some("12-24 04:00"), "12-26 04:00");
    check_stretch("2026-12-24/P1W", Some("12-24 04:00"), "12-31 04:00");
    check_stretch(
        "2026-12-24T10:00/PT1H30M",
        Some("12-24 10:00"),
        "12-24 11:30",
    );
    check_stretch(
        "2026-12-24T09:00Z/P1DT2H",
        Some("12-24 10:00"),
        "12-25 12:00",
    );
    let length = "is no length: of ISO 8601 take";
    for text in [
        "2026-12-24/P",
        "2026-12-24/PT",
        "2026-12-24/P1.5D",
        "2026-12-24/P1M",
        "2026-12-24/PT2D",
        "2026-12-24/P2H",
        "2026-12-24/P1D1W",
        "2026-12-24/P2Dx",
    ] {
        check_refused(text, length);
    }
    check_refused("2026-12-24T10:00/P0D", "ends when it begins");
}

#[test]
fn more_is_read_as_people_write_it() {
    check_until("24th dec", "12-24 04:00");
    check_until("24th of december", "12-24 04:00");
    check_until("dec 1st", "12-01 04:00");
    check_until("24th dec 9am", "12-24 09:00");
    check_until("1,5h", "11-25 16:00");
    check_until("1,5 hours", "11-25 16:00");
    check_until("half past 3 pm", "11-25 15:30");
    check_until("half past 15", "11-25 15:30");
    check_stretch("24th-27th dec", Some("12-24 04:00"), "12-28 04:00");
    check_stretch("24th dec to 2nd jan", Some("12-24 04:00"), "01-03 04:00");
    check_refused("24th", "is no time");
    check_refused("1,500m", "is no time");
    check_refused("half past 3", "may be 3:30 or 15:30");
    check_refused("until half past 12", "may be 12:30 or 0:30");
    let weekend = "may be fri 18:00..sun 24:00 or sat..sun";
    check_refused("weekend", weekend);
    check_refused("the weekend", weekend);
    check_refused("this weekend", weekend);
    check_refused("until the weekend", "may be fri 18:00 or sat");
}

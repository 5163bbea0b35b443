//! Which year is asked for where a day names none, and where none is.

use super::{at, check_refused, check_until, stretch};

#[test]
fn where_only_a_guess_would_help_the_year_is_asked_for() {
    check_refused(
        "24 nov",
        "was Tue 24 Nov: for the next one name the year (2027-11-24)",
    );
    check_refused("24 nov 9am", "name the year (2027-11-24)");
    check_refused(
        "20 nov..23 nov",
        "for the next one name the year (2027-11-20)",
    );
    check_refused(
        "20 nov..1 dec 2027",
        "for the next one name the year (2027-11-20)",
    );
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
fn of_a_stretch_that_has_begun_the_year_in_which_it_did_is_asked_for() {
    let (now, calendar) = at("14:30");
    for (from, to, begun) in [
        ("24 nov", "27 nov", "2026-11-24"),
        ("24 nov", "today", "2026-11-24"),
        ("20 nov 9am", "5 jan", "2026-11-20 9am"),
    ] {
        let date = begun.get(..10).unwrap();
        check_refused(
            &format!("{from}..{to}"),
            &format!("Nov: for this one name the year ({date})"),
        );
        let named = format!("{begun}..{to}");
        let taken = stretch(&named, &now, &calendar).unwrap();
        assert_eq!(taken.from, None, "{named} has begun");
    }
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

//! Study days in many zones, at odd rollovers, across clock changes and skipped dates.

use chrono_tz::{America, Asia, Australia, Europe, Pacific, TZ_VARIANTS};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> StudyDay {
    text.parse().unwrap()
}

fn time(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn calendar(zone: Tz, rollover: &str) -> Calendar {
    Calendar {
        zone,
        rollover: time(rollover),
    }
}

#[track_caller]
fn check(zone: Tz, rollover: &str, instant: &str, expected: &str) {
    assert_eq!(calendar(zone, rollover).day_of(at(instant)), day(expected));
}

#[test]
fn days_later_the_clock_reads_the_same() {
    for (from, days, then) in [
        ("2028-03-25T14:30:00+01:00", 1, "2028-03-26T14:30:00+02:00"),
        ("2028-10-01T09:00:00+02:00", 30, "2028-10-31T09:00:00+01:00"),
        // An hour that the clocks leave out is over when they did.
        ("2028-03-25T02:30:00+01:00", 1, "2028-03-26T03:00:00+02:00"),
        ("2028-03-25T14:30:00+01:00", 0, "2028-03-25T14:30:00+01:00"),
    ] {
        let paris = calendar(Europe::Paris, "04:00:00");
        assert_eq!(paris.days_later(at(from), days), at(then), "{from}");
    }
}

#[test]
fn the_small_hours_belong_to_the_day_before() {
    check(
        Europe::Paris,
        "04:00:00",
        "2026-11-22T01:00:00+01:00",
        "2026-11-21",
    );
    check(
        Europe::Paris,
        "04:00:00",
        "2026-11-22T03:59:59.999+01:00",
        "2026-11-21",
    );
    check(
        Europe::Paris,
        "04:00:00",
        "2026-11-22T04:00:00+01:00",
        "2026-11-22",
    );
    check(
        Europe::Paris,
        "00:00:00",
        "2026-11-22T00:00:00+01:00",
        "2026-11-22",
    );
    check(
        Asia::Kathmandu,
        "23:30:00",
        "2026-11-22T23:29:00+05:45",
        "2026-11-21",
    );
    check(
        Asia::Kathmandu,
        "23:30:00",
        "2026-11-22T23:30:00+05:45",
        "2026-11-22",
    );
}

#[test]
fn a_rollover_that_the_spring_change_skips_starts_the_day_when_the_gap_ends() {
    let paris = calendar(Europe::Paris, "02:30:00");
    assert_eq!(
        paris.start_of(day("2024-03-31")),
        at("2024-03-31T01:00:00Z")
    );
    check(
        Europe::Paris,
        "02:30:00",
        "2024-03-31T00:59:59Z",
        "2024-03-30",
    );
    check(
        Europe::Paris,
        "02:30:00",
        "2024-03-31T01:00:00Z",
        "2024-03-31",
    );
    let brazil = calendar(America::Sao_Paulo, "00:30:00");
    assert_eq!(
        brazil.start_of(day("2018-11-04")),
        at("2018-11-04T03:00:00Z")
    );
}

#[test]
fn a_rollover_that_the_autumn_change_repeats_starts_the_day_the_first_time() {
    let paris = calendar(Europe::Paris, "02:30:00");
    assert_eq!(
        paris.start_of(day("2024-10-27")),
        at("2024-10-27T00:30:00Z")
    );
    // 02:10, for the second time: the day has begun already.
    check(
        Europe::Paris,
        "02:30:00",
        "2024-10-27T01:10:00Z",
        "2024-10-27",
    );
    // 23:45 of the day before, for the second time: midnight was not reached yet.
    check(
        America::Sao_Paulo,
        "00:00:00",
        "2018-02-18T02:45:00Z",
        "2018-02-17",
    );
    check(
        America::Sao_Paulo,
        "23:30:00",
        "2018-02-18T02:15:00Z",
        "2018-02-17",
    );
}

#[test]
fn a_date_that_the_zone_skips_is_left_with_the_hours_up_to_the_rollover() {
    let apia = |rollover| calendar(Pacific::Apia, rollover);
    let jump = at("2011-12-31T00:00:00+14:00");
    assert_eq!(apia("04:00:00").start_of(day("2011-12-30")), jump);
    check(
        Pacific::Apia,
        "04:00:00",
        "2011-12-31T03:00:00+14:00",
        "2011-12-30",
    );
    check(
        Pacific::Apia,
        "04:00:00",
        "2011-12-31T04:00:00+14:00",
        "2011-12-31",
    );
    check(
        Pacific::Apia,
        "04:00:00",
        "2011-12-29T23:59:59-10:00",
        "2011-12-29",
    );
    assert_eq!(apia("00:00:00").start_of(day("2011-12-30")), jump);
    assert_eq!(apia("00:00:00").day_of(jump), day("2011-12-31"));
}

#[test]
fn a_clock_that_was_set_back_never_makes_days_negative() {
    assert_eq!(day("2026-11-20").days_since(day("2026-11-22")), 0);
    assert_eq!(day("2026-11-22").days_since(day("2026-11-22")), 0);
    assert_eq!(day("2026-11-22").days_since(day("2026-11-20")), 2);
    assert_eq!(day("2024-03-01").days_since(day("2024-02-28")), 2);
}

#[test]
fn the_ends_of_time_do_not_panic() {
    for zone in [Pacific::Kiritimati, Pacific::Pago_Pago, Tz::UTC] {
        let calendar = calendar(zone, "04:00:00");
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let stamp = calendar.stamp(at);
            let _ = (stamp.local(), calendar.start_of(stamp.day));
        }
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            let day = StudyDay(date);
            let _ = (
                calendar.start_of(day),
                day.plus(u32::MAX),
                day.previous(),
                day.to_string(),
            );
        }
    }
    for at_ms in [i64::MIN, i64::MAX] {
        let offset_secs = i32::MAX;
        let _ = Stamp {
            at_ms,
            offset_secs,
            day: day("2026-11-22"),
        }
        .local();
        let _ = Stamp {
            at_ms,
            offset_secs: 50_000,
            day: day("2026-11-22"),
        }
        .local();
    }
}

#[test]
fn a_stamp_keeps_the_instant_the_local_clock_and_the_day() {
    let stamp = calendar(Asia::Kathmandu, "04:00:00").stamp(at("2026-11-22T03:00:00.123+05:45"));
    assert_eq!(stamp.offset_secs, 20_700);
    assert_eq!(stamp.day, day("2026-11-21"));
    assert_eq!(stamp.local().to_rfc3339(), "2026-11-22T03:00:00.123+05:45");
}

/// Zones and moments where the local clock does something odd.
const ODD: &[(Tz, &str)] = &[
    (Europe::Paris, "2024-03-31T01:00:00Z"),
    (Europe::Paris, "2024-10-27T01:00:00Z"),
    (America::Sao_Paulo, "2018-11-04T03:00:00Z"),
    (America::Sao_Paulo, "2018-02-18T02:00:00Z"),
    (America::Scoresbysund, "2024-03-31T01:00:00Z"),
    (Australia::Lord_Howe, "2024-04-06T15:00:00Z"),
    (Australia::Lord_Howe, "2024-10-05T15:30:00Z"),
    (Asia::Kathmandu, "1985-12-31T18:30:00Z"),
    (Pacific::Apia, "2011-12-30T10:00:00Z"),
    (Pacific::Kwajalein, "1993-08-21T12:00:00Z"),
    (Pacific::Kiritimati, "1994-12-31T10:00:00Z"),
];

const ROLLOVERS: &[&str] = &[
    "00:00:00", "00:30:00", "01:00:00", "02:00:00", "02:30:00", "03:00:00", "04:00:00", "23:30:00",
    "23:59:59",
];

/// The same definition by brute force: the highest local date whose rollover was passed so far.
#[test]
fn days_around_odd_moments_are_what_the_definition_says_from_minute_to_minute() {
    for (zone, moment) in ODD {
        for rollover in ROLLOVERS {
            let calendar = calendar(*zone, rollover);
            let passed = calendar.rollover - NaiveTime::MIN;
            let mut highest = StudyDay(NaiveDate::MIN);
            // Each fifth minute: the last second before it, and its first.
            for (minute, before) in (-360..360).flat_map(|five| [(five * 5, 1), (five * 5, 0)]) {
                let at = at(moment) + TimeDelta::minutes(minute) - TimeDelta::seconds(before);
                let local = at.with_timezone(zone).naive_local();
                highest = highest.max(StudyDay((local - passed).date()));
                assert_eq!(calendar.day_of(at), highest, "{zone} {rollover} {at}");
                assert!(calendar.start_of(highest) <= at, "{zone} {rollover} {at}");
                assert!(
                    at < calendar.start_of(highest.plus(1)),
                    "{zone} {rollover} {at}"
                );
            }
        }
    }
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let rollover = prop_oneof![
        (0..ROLLOVERS.len()).prop_map(|index| time(ROLLOVERS[index])),
        (0..86_400_u32)
            .prop_map(|secs| { NaiveTime::from_num_seconds_from_midnight_opt(secs, 0).unwrap() }),
    ];
    ((0..TZ_VARIANTS.len()), rollover).prop_map(|(index, rollover)| Calendar {
        zone: TZ_VARIANTS[index],
        rollover,
    })
}

/// Milliseconds from 1900 to 2100.
fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (-2_208_988_800_000..4_102_444_800_000_i64)
        .prop_map(|ms| DateTime::from_timestamp_millis(ms).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_moment_lies_in_its_study_day(calendar in any_calendar(), at in any_instant()) {
        let day = calendar.day_of(at);
        prop_assert!(calendar.start_of(day) <= at);
        prop_assert!(at < calendar.start_of(day.plus(1)));
    }

    #[test]
    fn study_days_never_decrease(
        calendar in any_calendar(),
        at in any_instant(),
        later_ms in prop_oneof![0..200_000_000_i64, 0..100_000_000_000_i64],
    ) {
        let later = at + TimeDelta::milliseconds(later_ms);
        prop_assert!(calendar.day_of(at) <= calendar.day_of(later));
        let days = calendar.day_of(later).days_since(calendar.day_of(at));
        // A clock change or a crossed date line moves a day's border by a day at most.
        prop_assert!(i64::from(days).abs_diff(later_ms / 86_400_000) <= 2);
    }

    #[test]
    fn days_start_one_after_the_other(calendar in any_calendar(), at in any_instant()) {
        let day = calendar.day_of(at);
        let (start, next) = (calendar.start_of(day), calendar.start_of(day.plus(1)));
        prop_assert!(start <= next && next - start <= TimeDelta::hours(49));
        prop_assert_eq!(day.plus(1).previous(), day);
    }
}

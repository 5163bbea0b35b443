//! Blocks over the dates of a plan: zones, nights, days that share a date, and days that need none any more.

use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::domain::day::Stamp;
use crate::domain::journal::Fact;
use crate::domain::plan::course::Course;
use crate::domain::plan::id::DayId;
use crate::domain::plan::minutes::Minutes;
use crate::domain::plan::minutes::StepMinutes;
use crate::domain::plan::problem::Place;
use crate::domain::plan::progress::{Progress, StepSaid};
use crate::domain::plan::words::{Below, DayKind, Focus, Level, StepKind, Track};

fn time(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn date(text: &str) -> StudyDay {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day of 8 minutes of reading, 4 of recalling and 12 of code.
fn day(id: &str) -> PlanDay {
    PlanDay {
        id: DayId::new(id).unwrap(),
        title: id.to_owned(),
        level: Level::Intermediate,
        track: Track::Core,
        kind: DayKind::Topic,
        join: false,
        skip: false,
        map: None,
        palace: None,
        learn: Vec::new(),
        recall: None,
        code: Some("code it".to_owned()),
        check: Vec::new(),
        explain: None,
        needs: Vec::new(),
        below: Below::Read,
        minutes: None,
        mock: None,
        place: Place { line: 1, column: 1 },
    }
}

fn plan(days: Vec<PlanDay>) -> Plan {
    Plan {
        name: "Test".to_owned(),
        level: Level::Intermediate,
        focus: Focus::Learning,
        tracks: vec![Track::Core],
        start: None,
        interview: None,
        own_minutes: Minutes::new(60),
        weekdays: Vec::new(),
        window: None,
        defaults: StepMinutes {
            learn: Minutes::new(8).unwrap(),
            code: Minutes::new(12).unwrap(),
            ..StepMinutes::of_level(Level::Intermediate)
        },
        days,
    }
}

fn calendar(zone: Tz, rollover: &str) -> Calendar {
    Calendar {
        zone,
        rollover: time(rollover),
    }
}

/// `id: beginning in the zone, minutes, whether it stands`, for a plan that starts on a date.
fn told(
    plan: &Plan,
    progress: &Progress,
    start: &str,
    (at, calendar): (&str, Calendar),
) -> Vec<String> {
    let course = Course {
        plan,
        progress,
        away: &[],
        start: date(start),
        today: date(start),
    };
    let blocks = blocks(plan, &course.days(), time(at), calendar);
    let told = blocks.iter().map(|block| {
        let local = block.starts.with_timezone(&calendar.zone);
        let standing = match block.standing {
            BlockStanding::Stands => "",
            BlockStanding::Cancelled => " cancelled",
        };
        format!(
            "{} {} {}{standing}",
            block.day.id,
            local.format("%m-%d %H:%M %z"),
            block.minutes
        )
    });
    told.collect()
}

fn tell(progress: &mut Progress, on: &str, fact: &Fact) {
    let stamp = Stamp {
        at_ms: 0,
        offset_secs: 0,
        day: date(on),
    };
    progress.apply(&stamp, fact);
}

fn end(progress: &mut Progress, on: &str, id: &str, step: StepKind, how: StepEnd) {
    let fact = Fact::PlanStep {
        day: DayId::new(id).unwrap(),
        step,
        how: StepSaid::Ended(how),
        took: None,
    };
    tell(progress, on, &fact);
}

fn moved(progress: &mut Progress, id: &str, to: &str) {
    let dates = vec![(DayId::new(id).unwrap(), date(to))];
    tell(progress, "2026-10-24", &Fact::PlanDates { dates });
}

#[test]
fn a_block_begins_by_the_local_clock_over_both_of_its_changes() {
    let plan = plan(vec![day("a"), day("b")]);
    let none = Progress::default();
    let berlin = calendar(chrono_tz::Europe::Berlin, "04:00:00");
    assert_eq!(
        told(&plan, &none, "2026-10-24", ("19:00:00", berlin)),
        ["a 10-24 19:00 +0200 60", "b 10-25 19:00 +0100 60"]
    );
    assert_eq!(
        told(&plan, &none, "2027-03-27", ("19:00:00", berlin)),
        ["a 03-27 19:00 +0100 60", "b 03-28 19:00 +0200 60"]
    );
}

#[test]
fn a_time_before_the_rollover_is_in_the_night_that_ends_the_study_day() {
    let plan = plan(vec![day("a")]);
    let none = Progress::default();
    let berlin = calendar(chrono_tz::Europe::Berlin, "04:00:00");
    for (at, wanted) in [
        ("03:59:00", "a 11-23 03:59 +0100 60"),
        ("04:00:00", "a 11-22 04:00 +0100 60"),
        ("00:30:00", "a 11-23 00:30 +0100 60"),
        ("23:30:00", "a 11-22 23:30 +0100 60"),
    ] {
        assert_eq!(told(&plan, &none, "2026-11-22", (at, berlin)), [wanted]);
    }
    let midnight = calendar(chrono_tz::Europe::Berlin, "00:00:00");
    assert_eq!(
        told(&plan, &none, "2026-11-22", ("00:30:00", midnight)),
        ["a 11-22 00:30 +0100 60"]
    );
}

#[test]
fn a_time_that_the_zone_skips_begins_when_the_clock_goes_on() {
    let plan = plan(vec![day("a")]);
    let none = Progress::default();
    let berlin = calendar(chrono_tz::Europe::Berlin, "00:00:00");
    assert_eq!(
        told(&plan, &none, "2027-03-28", ("02:30:00", berlin)),
        ["a 03-28 03:00 +0200 60"]
    );
    let lord_howe = calendar(chrono_tz::Australia::Lord_Howe, "00:00:00");
    assert_eq!(
        told(&plan, &none, "2026-10-04", ("02:10:00", lord_howe)),
        ["a 10-04 02:30 +1100 60"]
    );
}

#[test]
fn days_that_share_a_date_follow_one_another_and_the_first_has_the_reviews() {
    let plan = plan(vec![day("a"), day("b"), day("c")]);
    let mut progress = Progress::default();
    moved(&mut progress, "a", "2026-10-25");
    let berlin = calendar(chrono_tz::Europe::Berlin, "04:00:00");
    assert_eq!(
        told(&plan, &progress, "2026-10-24", ("19:00:00", berlin)),
        [
            "a 10-25 19:00 +0100 36",
            "b 10-25 19:36 +0100 24",
            "c 10-26 19:00 +0100 60"
        ]
    );
    moved(&mut progress, "c", "2026-10-25");
    assert_eq!(
        told(&plan, &progress, "2026-10-24", ("19:00:00", berlin)),
        [
            "a 10-25 19:00 +0100 24",
            "b 10-25 19:24 +0100 24",
            "c 10-25 19:48 +0100 18"
        ],
        "of 72 minutes of steps a tenth more than 60 fits, and none for reviews"
    );
    for step in [StepKind::Learn, StepKind::Recall, StepKind::Code] {
        end(&mut progress, "2026-10-24", "a", step, StepEnd::Skipped);
    }
    assert_eq!(
        told(&plan, &progress, "2026-10-24", ("19:00:00", berlin)),
        [
            "a 10-25 19:00 +0100 60 cancelled",
            "b 10-25 19:00 +0100 36",
            "c 10-25 19:36 +0100 24"
        ]
    );
}

#[test]
fn a_day_that_is_left_out_or_finished_before_its_date_is_cancelled_and_one_done_in_its_time_stands()
{
    use StepEnd::{Done, Skipped};
    use StepKind::{Code, Learn};
    let plan = plan(vec![day("a"), day("b")]);
    let utc = calendar(chrono_tz::UTC, "04:00:00");
    let after = |done: &[(&str, StepKind, StepEnd)]| {
        let mut progress = Progress::default();
        end(&mut progress, "2026-10-24", "b", StepKind::Recall, Skipped);
        for (on, step, how) in done {
            end(&mut progress, on, "b", *step, *how);
        }
        let told = told(&plan, &progress, "2026-10-24", ("19:00:00", utc));
        told[1].ends_with("cancelled")
    };
    let (before, its_own, later) = ("2026-10-24", "2026-10-25", "2026-10-26");
    assert!(!after(&[]));
    assert!(!after(&[(before, Learn, Done)]), "something is open");
    assert!(after(&[(before, Learn, Done), (before, Code, Done)]));
    assert!(after(&[(before, Learn, Skipped), (its_own, Code, Skipped)]));
    assert!(!after(&[(before, Learn, Done), (its_own, Code, Done)]));
    assert!(!after(&[(later, Learn, Done), (later, Code, Skipped)]));
}

proptest! {
    /// Blocks of a date lie inside one another's order, never over each other, and take at least the date's minutes.
    #[test]
    fn blocks_of_a_date_never_overlap(to in prop::collection::vec(0_u32..4, 1..8), zone in 0_usize..6) {
        let zones = [
            chrono_tz::Europe::Berlin,
            chrono_tz::America::New_York,
            chrono_tz::Asia::Kolkata,
            chrono_tz::Europe::Dublin,
            chrono_tz::Australia::Lord_Howe,
            chrono_tz::UTC,
        ];
        let plan = plan((0..to.len()).map(|n| day(&format!("d{n}"))).collect());
        let mut progress = Progress::default();
        for (n, days) in to.iter().enumerate() {
            moved(&mut progress, &format!("d{n}"), &date("2026-10-24").plus(*days).to_string());
        }
        let course = Course { plan: &plan, progress: &progress, away: &[], start: date("2026-10-24"), today: date("2026-10-24") };
        let calendar = calendar(zones[zone], "04:00:00");
        let blocks = blocks(&plan, &course.days(), time("19:00:00"), calendar);
        prop_assert_eq!(blocks.len(), to.len());
        for pair in blocks.windows(2) {
            let ends = pair[0].starts + TimeDelta::minutes(pair[0].minutes.into());
            prop_assert!(ends <= pair[1].starts);
        }
        for block in &blocks {
            prop_assert_eq!(calendar.day_of(block.starts), block.date);
            let of_date = blocks.iter().filter(|other| other.date == block.date);
            prop_assert!(of_date.map(|other| other.minutes).sum::<u32>() >= 60);
        }
    }
}

#[test]
fn a_plan_without_days_has_no_blocks() {
    let utc = calendar(chrono_tz::UTC, "04:00:00");
    assert!(blocks(&plan(Vec::new()), &[], time("19:00:00"), utc).is_empty());
    assert_eq!(
        begin(date("2026-11-22"), time("19:00:00"), utc),
        instant("2026-11-22T19:00:00Z")
    );
}

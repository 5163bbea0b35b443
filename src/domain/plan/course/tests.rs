//! Plans over their dates, by hand and at random.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::beyond::too_late;
use super::catch_up::{CatchUp, Way};
use super::list::{Whose, fit};
use super::measure::Reviews;
use super::*;
use crate::domain::day::Stamp;
use crate::domain::hours::Hours;
use crate::domain::journal::Fact;
use crate::domain::now::Secs;
use crate::domain::plan::id::DayId;
use crate::domain::plan::minutes::{Minutes, StepMinutes};
use crate::domain::plan::problem::Place;
use crate::domain::plan::progress::{StepEnd, StepSaid};
use crate::domain::plan::words::{Below, DayKind, Focus, Level, StepKind, Track};
use crate::domain::plan::{Interview, Placed};

mod dates;
mod made_up;
mod rebalance;

fn at(text: &str) -> StudyDay {
    text.parse().unwrap()
}

/// A way where nothing is to be reviewed.
fn catch_up(course: &Course<'_>, days: &[Dated<'_>], way: CatchUp, today: StudyDay) -> Way {
    super::catch_up::catch_up(course, days, way, today, Reviews::default())
}

fn day(id: &str, kind: DayKind) -> PlanDay {
    let place = Place { line: 1, column: 1 };
    let what = |text: &str| {
        let what = text.to_owned();
        Some(Placed { what, place })
    };
    PlanDay {
        id: DayId::new(id).unwrap(),
        title: id.to_owned(),
        level: Level::Beginner,
        track: Track::Core,
        kind,
        map: what("python/dict"),
        palace: what("house"),
        learn: vec!["read".to_owned()],
        recall: None,
        code: Some("code it".to_owned()),
        check: Vec::new(),
        explain: None,
        needs: Vec::new(),
        below: Below::Read,
        join: false,
        skip: false,
        minutes: None,
        mock: None,
        place,
    }
}

fn plan(days: Vec<PlanDay>) -> Plan {
    Plan {
        name: "Test".to_owned(),
        level: Level::Beginner,
        focus: Focus::Interview,
        tracks: vec![Track::Core],
        start: None,
        interview: None,
        own_minutes: Minutes::new(60),
        weekdays: Vec::new(),
        window: None::<Hours>,
        defaults: StepMinutes::of_level(Level::Beginner),
        days,
    }
}

fn topics(number: usize) -> Plan {
    let ids = (0..number).map(|n| day(&format!("d{n}"), DayKind::Topic));
    plan(ids.collect())
}

fn tell(progress: &mut Progress, on: StudyDay, fact: &Fact) {
    let stamp = Stamp {
        at_ms: 0,
        offset_secs: 0,
        day: on,
    };
    progress.apply(&stamp, fact);
}

fn finish(progress: &mut Progress, plan: &Plan, id: &str, on: StudyDay) {
    let day = plan.day(&DayId::new(id).unwrap()).unwrap();
    for step in steps(day, plan) {
        let fact = Fact::PlanStep {
            day: day.id.clone(),
            step: step.kind,
            how: StepSaid::Ended(StepEnd::Done),
            took: None,
        };
        tell(progress, on, &fact);
    }
}

fn course<'a>(plan: &'a Plan, progress: &'a Progress) -> Course<'a> {
    Course {
        plan,
        progress,
        away: &[],
        start: at("2026-11-16"),
        today: at("2026-11-16"),
    }
}

fn dates(days: &[Dated<'_>]) -> Vec<String> {
    days.iter()
        .map(|dated| format!("{} {}", dated.day.id, &dated.date.to_string()[5..]))
        .collect()
}

#[test]
fn days_follow_one_a_date_over_the_days_of_the_week_and_around_what_is_off() {
    // 2026-11-16 is a Monday.
    let mut plan = topics(5);
    plan.weekdays = vec![chrono::Weekday::Mon, chrono::Weekday::Tue];
    let mut progress = Progress::default();
    let shown = |progress: &Progress| dates(&course(&plan, progress).days());
    assert_eq!(
        shown(&progress),
        ["d0 11-16", "d1 11-17", "d2 11-23", "d3 11-24", "d4 11-30"]
    );
    let off = Dates {
        from: at("2026-11-23"),
        until: at("2026-11-23"),
    };
    tell(
        &mut progress,
        at("2026-11-16"),
        &Fact::PlanOff { dates: off },
    );
    assert_eq!(
        shown(&progress),
        ["d0 11-16", "d1 11-17", "d2 11-24", "d3 11-30", "d4 12-01"]
    );
    let moved = vec![(DayId::new("d1").unwrap(), at("2026-12-08"))];
    tell(
        &mut progress,
        at("2026-11-16"),
        &Fact::PlanDates { dates: moved },
    );
    assert_eq!(
        shown(&progress),
        ["d0 11-16", "d1 12-08", "d2 11-24", "d3 11-30", "d4 12-01"]
    );
}

#[test]
fn what_is_done_stays_done_in_another_order_and_what_passed_open_is_missed() {
    let mut plan = topics(4);
    let mut progress = Progress::default();
    finish(&mut progress, &plan, "d0", at("2026-11-16"));
    let today = at("2026-11-18");
    let ids = |plan: &Plan, progress: &Progress| {
        let course = course(plan, progress);
        let days = course.days();
        let missed = missed(&course, &days, today);
        let missed: Vec<String> = missed.iter().map(|day| day.day.id.to_string()).collect();
        (number(&days, today), missed)
    };
    assert_eq!(ids(&plan, &progress), (3, vec!["d1".to_owned()]));
    plan.days.swap(0, 1);
    assert_eq!(ids(&plan, &progress), (3, vec!["d1".to_owned()]));
    plan.days.remove(0);
    assert_eq!(ids(&plan, &progress), (3, vec!["d2".to_owned()]));
    assert_eq!(progress.all().count(), 7);
}

#[test]
fn a_date_of_several_days_has_the_number_of_the_first() {
    let mut plan = topics(4);
    plan.days[1].join = true;
    plan.days[3].join = true;
    plan.weekdays = vec![chrono::Weekday::Mon, chrono::Weekday::Wed];
    let progress = Progress::default();
    let days = course(&plan, &progress).days();
    let dates = [
        "2026-11-15",
        "2026-11-16",
        "2026-11-17",
        "2026-11-18",
        "2026-11-19",
    ];
    assert_eq!(dates.map(|date| number(&days, at(date))), [0, 1, 2, 3, 4]);
}

#[test]
fn an_overfull_date_sheds_new_work_in_its_order_and_never_the_code() {
    let plan = topics(1);
    let steps = steps(&plan.days[0], &plan);
    let open: Vec<&PlanStep> = steps.iter().collect();
    let kinds = |minutes: u32, reviews: u32| -> Vec<&str> {
        let fit = fit(
            std::slice::from_ref(&open),
            Whose::Own,
            minutes,
            Secs(reviews * 60),
        );
        fit.taken
            .iter()
            .map(|at| steps[*at].kind.as_str())
            .collect()
    };
    let all = [
        "glance", "learn", "map", "recall", "code", "palace", "explain",
    ];
    assert_eq!(kinds(60, 6), all);
    assert_eq!(kinds(60, 7), all[..6]);
    assert_eq!(kinds(60, 10), all[..5]);
    assert_eq!(kinds(60, 15), all[1..5]);
    assert_eq!(kinds(60, 16), ["learn", "map", "code"]);
    assert_eq!(kinds(60, 21), ["learn", "code"]);
    assert_eq!(kinds(60, 31), ["code"]);
    assert_eq!(kinds(60, 500), ["code"]);
}

#[test]
fn the_last_of_several_days_is_shed_first() {
    let plan = topics(2);
    let first = steps(&plan.days[0], &plan);
    let second = steps(&plan.days[1], &plan);
    let days = [first.iter().collect(), second.iter().collect()];
    let own = |minutes| fit(&days, Whose::Own, minutes, Secs(0));
    let fit = own(70);
    // Its code waits with its reading, that of the first day never.
    assert_eq!(fit.taken, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(fit.waiting, [7, 8, 9, 10, 11, 12, 13]);
    let fit = own(85);
    assert_eq!(
        fit.waiting,
        [7, 10, 11, 12, 13],
        "its code goes before its reading"
    );
    assert_eq!(own(0).taken, [4]);
    let left_over = super::list::fit(&days, Whose::LeftOver, 0, Secs(0));
    assert!(left_over.taken.is_empty());
}

/// A plan of ten days, of which the second to fifth were missed.
fn behind() -> (Plan, Progress, StudyDay) {
    let plan = topics(10);
    let mut progress = Progress::default();
    finish(&mut progress, &plan, "d0", at("2026-11-16"));
    (plan, progress, at("2026-11-21"))
}

#[test]
fn extending_moves_all_that_is_left_to_today_and_the_end_with_it() {
    let (plan, progress, today) = behind();
    let course = course(&plan, &progress);
    let days = course.days();
    let way = catch_up(&course, &days, CatchUp::Extend, today);
    assert_eq!(way.dates.len(), 9);
    assert_eq!(way.dates[0], (DayId::new("d1").unwrap(), today));
    assert_eq!(way.ends, Some(at("2026-11-29")));
    // Today's topic of 54 minutes, and of the next what fits into a tenth more than 60.
    assert_eq!((way.most_minutes, way.late.near), (66, 0));
}

#[test]
fn a_date_off_that_has_passed_moves_nothing_that_is_ahead() {
    let (plan, mut progress, today) = behind();
    let way = {
        let course = course(&plan, &progress);
        catch_up(&course, &course.days(), CatchUp::Extend, today)
    };
    tell(&mut progress, today, &Fact::PlanDates { dates: way.dates });
    let told = Course {
        today,
        ..course(&plan, &progress)
    };
    let off = |from: &str, until: &str| {
        let dates = Dates {
            from: at(from),
            until: at(until),
        };
        told.put_off(&told.days(), dates).len()
    };
    assert_eq!(off("2026-11-20", "2026-11-20"), 0);
    assert_eq!(off("2026-11-20", "2026-11-21"), 9, "with today");
    assert_eq!(off("2026-11-22", "2026-11-22"), 8);
}

#[test]
fn rebalancing_keeps_the_end_and_fills_the_dates_evenly() {
    let (plan, progress, today) = behind();
    let course = course(&plan, &progress);
    let way = catch_up(&course, &course.days(), CatchUp::Rebalance, today);
    // Nine days over five dates: each would have to take 98 of its 60 minutes.
    assert_eq!(way.ends, Some(at("2026-11-25")));
    assert_eq!((way.most_minutes, way.over), (66, 3));
}

#[test]
fn a_missed_week_is_worked_off_in_five_dates_where_a_tenth_more_has_room_for_it() {
    let mut plan = topics(40);
    // Two topics of 54 minutes are within a tenth more than 100.
    plan.own_minutes = Minutes::new(100);
    let progress = Progress::default();
    let course = course(&plan, &progress);
    let today = at("2026-11-23");
    let way = catch_up(&course, &course.days(), CatchUp::Rebalance, today);
    let missed = way.dates.iter().take(7);
    assert!(missed.clone().all(|(_, date)| *date <= at("2026-11-27")));
    assert_eq!(way.dates[6], (DayId::new("d6").unwrap(), at("2026-11-25")));
    assert_eq!(
        (way.ends, way.most_minutes),
        (Some(at("2026-11-16").plus(39)), 110)
    );
}

#[test]
fn mock_interviews_and_the_end_keep_their_dates_and_days_for_catching_up_take_what_was_missed() {
    let mut plan = topics(7);
    plan.days[2] = day("d2", DayKind::CatchUp);
    plan.days[5] = day("d5", DayKind::Mock);
    plan.days[6] = day("d6", DayKind::Final);
    let mut progress = Progress::default();
    finish(&mut progress, &plan, "d0", at("2026-11-16"));
    let course = course(&plan, &progress);
    let way = catch_up(
        &course,
        &course.days(),
        CatchUp::Rebalance,
        at("2026-11-18"),
    );
    assert_eq!(way.dates, [(DayId::new("d1").unwrap(), at("2026-11-18"))]);
    assert_eq!(way.ends, Some(at("2026-11-22")));
}

#[test]
fn what_is_left_over_of_a_day_that_was_begun_is_not_missed() {
    let plan = topics(2);
    let mut progress = Progress::default();
    let missed_days = |progress: &Progress| {
        let course = course(&plan, progress);
        missed(&course, &course.days(), at("2026-11-17")).len()
    };
    let done = |progress: &mut Progress, step| {
        let fact = Fact::PlanStep {
            day: DayId::new("d0").unwrap(),
            step,
            how: StepSaid::Ended(StepEnd::Done),
            took: None,
        };
        tell(progress, at("2026-11-16"), &fact);
    };
    assert_eq!(missed_days(&progress), 1);
    for (step, is_light) in [
        (StepKind::Code, false),
        (StepKind::Learn, false),
        (StepKind::Map, true),
    ] {
        done(&mut progress, step);
        assert_eq!(missed_days(&progress), 0);
        let course = course(&plan, &progress);
        assert_eq!(course.days()[0].is_light(), is_light, "{step:?}");
    }
    let course = course(&plan, &progress);
    assert!(course.days()[0].is_left_over(at("2026-11-17")));
    assert!(!course.days()[0].is_left_over(at("2026-11-16")));
}

#[test]
fn rebalancing_begins_nothing_new_in_the_last_week_before_an_interview() {
    let (mut plan, progress, today) = behind();
    let date = NaiveDate::from_ymd_opt(2026, 12, 6).unwrap();
    let place = Place { line: 1, column: 1 };
    let what = Interview::On(date);
    plan.interview = Some(Placed { what, place });
    let told = course(&plan, &progress);
    let way = catch_up(&told, &told.days(), CatchUp::Rebalance, today);
    assert_eq!(way.ends, Some(at("2026-11-29")));
    assert!(way.late.is_none());
    let way = catch_up(&told, &told.days(), CatchUp::Extend, today);
    assert_eq!((way.ends, way.late.near), (Some(at("2026-11-29")), 0));
}

#[test]
fn dropping_leaves_out_what_was_missed_but_for_the_code() {
    let (mut plan, progress, today) = behind();
    plan.days[2] = day("d2", DayKind::CatchUp);
    let course = course(&plan, &progress);
    let way = catch_up(&course, &course.days(), CatchUp::Drop, today);
    assert!(way.skipped.iter().all(|(_, kind)| *kind != StepKind::Code));
    // Reviews that were not made are due by themselves.
    assert!(!way.skipped.iter().any(|(day, _)| day.as_str() == "d2"));
    let moved: Vec<&str> = way.dates.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(moved, ["d1", "d3", "d4"]);
    assert_eq!(way.ends, Some(at("2026-11-25")));
}

#[test]
fn with_nothing_missed_there_is_nothing_to_catch_up_on() {
    let (plan, progress, _) = behind();
    let course = course(&plan, &progress);
    for way in CatchUp::ALL {
        assert_eq!(CatchUp::from_word(way.as_str()), Some(way));
        let told = catch_up(&course, &course.days(), way, at("2026-11-17"));
        assert!(told.dates.is_empty() && told.skipped.is_empty(), "{way:?}");
        assert_eq!(told.ends, Some(at("2026-11-25")));
    }
}

fn interview(plan: &mut Plan, date: &str) {
    let place = Place { line: 1, column: 1 };
    let what = Interview::On(at(date).0);
    plan.interview = Some(Placed { what, place });
}

#[test]
fn the_code_of_missed_days_is_spread_and_no_date_is_over_its_minutes_by_more_than_a_tenth() {
    // Ten of thirty days were missed; a topic takes 54 of 60 minutes, its code 12.
    let mut plan = topics(30);
    plan.days[13] = day("d13", DayKind::CatchUp);
    let progress = Progress::default();
    let told = course(&plan, &progress);
    let today = at("2026-11-26");
    let way = catch_up(&told, &told.days(), CatchUp::Drop, today);
    assert_eq!(way.dates.len(), 10);
    let of: std::collections::BTreeSet<StudyDay> =
        way.dates.iter().map(|(_, date)| *date).collect();
    assert_eq!(of.len(), 10, "one a date");
    assert_eq!(way.most_minutes, 66);
    assert_eq!(way.ends, Some(at("2026-11-16").plus(29)));
    // All but two were missed: what the dates that are left have no room for comes after them.
    let today = at("2026-12-14");
    let way = catch_up(&told, &told.days(), CatchUp::Drop, today);
    assert_eq!(way.dates.len(), 27);
    assert!(way.most_minutes <= 66, "{}", way.most_minutes);
    assert!(way.ends > Some(at("2026-12-15")));
    // With the interview ahead, never on its day: then the dates before it hold more than they have room for.
    interview(&mut plan, "2026-12-16");
    let told = course(&plan, &progress);
    let way = catch_up(&told, &told.days(), CatchUp::Drop, today);
    assert_eq!(way.ends, Some(at("2026-12-15")));
    assert_eq!((way.most_minutes, way.over), (66, 18));
}

#[test]
fn rebalancing_brings_forward_what_begins_late_although_nothing_was_missed() {
    let mut plan = topics(10);
    // Two topics of 54 minutes are within a tenth more than 100.
    plan.own_minutes = Minutes::new(100);
    interview(&mut plan, "2026-12-01");
    let progress = Progress::default();
    let told = course(&plan, &progress);
    let days = told.days();
    assert_eq!(too_late(&told, &days).near, 1);
    let today = at("2026-11-16");
    let way = catch_up(&told, &days, CatchUp::Rebalance, today);
    assert_eq!((way.late.near, way.ends), (0, Some(at("2026-11-24"))));
    let way = catch_up(&told, &days, CatchUp::Extend, today);
    assert!(way.dates.is_empty());
}

#[test]
fn extending_keeps_what_lies_right_before_the_interview() {
    let mut plan = topics(4);
    plan.days[3] = day("d3", DayKind::Final);
    plan.days[1].join = true;
    interview(&mut plan, "2026-12-01");
    let progress = Progress::default();
    let told = course(&plan, &progress);
    let way = catch_up(&told, &told.days(), CatchUp::Extend, at("2026-11-18"));
    let moved: Vec<String> = way
        .dates
        .iter()
        .map(|(id, date)| format!("{id} {date}"))
        .collect();
    assert_eq!(moved, ["d0 2026-11-18", "d1 2026-11-18", "d2 2026-11-19"]);
    assert_eq!(way.ends, Some(at("2026-11-30")));
}

proptest! {
    /// No day is lost or doubled by any way, whatever was done and wherever today is; and after a rebalance or an
    /// extension nothing is missed any more.
    #[test]
    fn catching_up_keeps_every_day_once(
        number in 1..40_usize,
        done in prop::collection::vec(any::<bool>(), 40),
        today in 0..60_u32,
        way in 0..3_usize,
    ) {
        let plan = topics(number);
        let mut progress = Progress::default();
        let start = at("2026-11-16");
        for n in (0..number).filter(|n| done[*n]) {
            finish(&mut progress, &plan, &format!("d{n}"), start);
        }
        let today = start.plus(today);
        let way = CatchUp::ALL[way];
        let told = {
            let course = course(&plan, &progress);
            catch_up(&course, &course.days(), way, today)
        };
        let moved: std::collections::BTreeSet<&DayId> = told.dates.iter().map(|(id, _)| id).collect();
        prop_assert_eq!(moved.len(), told.dates.len());
        for (day, step) in told.skipped.clone() {
            let fact = Fact::PlanStep { day, step, how: StepSaid::Ended(StepEnd::Skipped), took: None };
            tell(&mut progress, today, &fact);
        }
        tell(&mut progress, today, &Fact::PlanDates { dates: told.dates.clone() });
        let course = course(&plan, &progress);
        let days = course.days();
        prop_assert_eq!(days.len(), number);
        prop_assert_eq!(ends(&days), told.ends);
        prop_assert!(missed(&course, &days, today).is_empty());
    }
}

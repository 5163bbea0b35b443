//! When what was missed is made up for, by the minutes of the dates ahead.

use super::super::made_up::{Beside, MadeUp, made_up};
use super::*;

/// Seven topics of 40 minutes to be read, drawn and coded, 60 minutes a date, from 2026-11-16 on.
fn week() -> Plan {
    topics(7)
}

fn on<'a>(plan: &'a Plan, progress: &'a Progress, today: &str) -> Course<'a> {
    Course {
        today: at(today),
        ..course(plan, progress)
    }
}

fn seen(course: &Course<'_>, way: &Way, beside: (u32, u32)) -> Option<(u32, Option<String>)> {
    let (today, later) = beside;
    let beside = Beside { today, later };
    let told = made_up(course, &course.days(), way, beside)?;
    let date = told.by.map(|by| by.date.to_string()[5..].to_owned());
    Some((told.minutes, date))
}

#[test]
fn a_missed_week_goes_into_the_minutes_and_a_tenth_that_reviews_leave() {
    let plan = week();
    let progress = Progress::default();
    let course = on(&plan, &progress, "2026-11-23");
    let none = Way::default();
    // What today and a later date give to something else, and the evening on which 280 minutes are over.
    let table = [
        ((0, 0), Some("11-27")),
        ((60, 0), Some("11-28")),
        ((0, 10), Some("11-27")),
        ((0, 14), Some("11-28")),
        ((66, 56), Some("12-21")),
        // It never ends where nothing is left of any date.
        ((66, 66), None),
    ];
    for (beside, date) in table {
        let date = date.map(str::to_owned);
        assert_eq!(
            seen(&course, &none, beside),
            Some((280, date)),
            "{beside:?}"
        );
    }
}

#[test]
fn nothing_is_made_up_for_where_nothing_was_missed_or_it_is_dropped() {
    let plan = week();
    let progress = Progress::default();
    assert_eq!(
        seen(&course(&plan, &progress), &Way::default(), (0, 0)),
        None
    );
    let course = on(&plan, &progress, "2026-11-23");
    let dropped = catch_up(&course, &course.days(), CatchUp::Drop, course.today);
    assert_eq!(seen(&course, &dropped, (0, 0)), None);
}

#[test]
fn what_was_moved_on_and_is_not_done_is_still_to_be_made_up_for() {
    let plan = week();
    let mut progress = Progress::default();
    let first = on(&plan, &progress, "2026-11-18");
    let way = catch_up(&first, &first.days(), CatchUp::Extend, first.today);
    let told = seen(&first, &way, (0, 0));
    assert_eq!(told, Some((80, Some("11-19".to_owned()))));
    let dates = way.dates;
    tell(&mut progress, at("2026-11-18"), &Fact::PlanDates { dates });
    finish(&mut progress, &plan, "d0", at("2026-11-18"));
    let course = on(&plan, &progress, "2026-11-18");
    let told = seen(&course, &Way::default(), (60, 0));
    assert_eq!(told, Some((40, Some("11-19".to_owned()))));
}

#[test]
fn a_mock_interview_takes_its_minutes_and_what_comes_after_the_interview_does_not_count() {
    let mut plan = week();
    let mut mock = day("mock", DayKind::Mock);
    mock.mock = None;
    plan.days.push(mock);
    interview(&mut plan, "2026-11-26");
    let progress = Progress::default();
    let course = on(&plan, &progress, "2026-11-23");
    let days = course.days();
    let mocks = |date: &str| {
        let of_date = days.iter().filter(|day| day.date == at(date));
        of_date
            .flat_map(Dated::open)
            .any(|step| step.kind == StepKind::Mock)
    };
    assert!(mocks("2026-11-25"), "{:?}", dates(&days));
    let told = |minutes: u32| {
        let mut short = plan.clone();
        short.own_minutes = Minutes::new(u16::try_from(minutes).unwrap());
        let course = Course {
            plan: &short,
            ..course
        };
        seen(&course, &Way::default(), (0, 0)).and_then(|(_, date)| date)
    };
    // Three dates: with 100 minutes each, and a tenth, all but the 25 of the mock interview are left.
    assert_eq!(told(100).as_deref(), Some("11-25"));
    // 3 times 99 hold 297, but beside the mock interview 272.
    assert_eq!(told(90), None);
    let soon = |minutes: u32, number: usize| MadeUp {
        minutes,
        by: Some(super::super::made_up::By {
            date: at("2026-11-27"),
            number,
        }),
    };
    assert!(soon(1, 5).is_soon() && !soon(1, 6).is_soon());
    assert!(
        !MadeUp {
            minutes: 1,
            by: None
        }
        .is_soon()
    );
}

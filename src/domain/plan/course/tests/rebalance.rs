//! What was missed before an interview: worked off in time, on as many dates as there are.

use std::collections::BTreeMap;

use super::*;

/// So many topics up to seven days before an interview on 2026-12-18, and a final pass right before it; from
/// 2026-12-02 on.
fn fitted(topics: usize) -> Plan {
    let mut plan = super::topics(topics);
    plan.days.push(day("last", DayKind::Final));
    interview(&mut plan, "2026-12-18");
    plan
}

/// The minutes of each date once a plan of which nothing was done is rebalanced on a day, and the way.
fn rebalanced(plan: &Plan, today: &str) -> (BTreeMap<String, u32>, catch_up::Way) {
    let mut progress = Progress::default();
    let course_at = |progress: &Progress| {
        let course = Course {
            plan,
            progress,
            away: &[],
            start: at("2026-12-02"),
            today: at(today),
        };
        catch_up(&course, &course.days(), CatchUp::Rebalance, at(today))
    };
    let way = course_at(&progress);
    let dates = way.dates.clone();
    tell(&mut progress, at(today), &Fact::PlanDates { dates });
    let again = course_at(&progress);
    assert!(again.dates.is_empty(), "once more moves {:?}", again.dates);
    let course = Course {
        plan,
        progress: &progress,
        away: &[],
        start: at("2026-12-02"),
        today: at(today),
    };
    let mut loads = BTreeMap::new();
    for dated in course.days() {
        let takes: u32 = dated.open().map(|step| u32::from(step.minutes.get())).sum();
        *loads.entry(dated.date.to_string()).or_default() += takes;
    }
    (loads, way)
}

#[test]
fn what_was_missed_uses_the_dates_until_the_interview_before_any_is_overfull() {
    // Six topics of 54 minutes with 60 a day: six dates are left, the final pass not counted.
    let (loads, way) = rebalanced(&fitted(6), "2026-12-11");
    // Today what was missed fills a tenth more than its 60 minutes.
    assert_eq!((way.most_minutes, way.over), (66, 0), "{loads:?}");
    assert_eq!(loads.len(), 7);
    assert_eq!(loads["2026-12-16"], 54);
}

#[test]
fn what_has_no_room_seven_days_before_the_interview_goes_into_them_and_then_over_the_minutes() {
    for (today, most, over, near) in [
        // Ten topics of 54 minutes; the date of the final pass is no date for them. Today what was missed fills a tenth
        // more than its minutes.
        ("2026-12-05", 66, 0, 3),
        ("2026-12-07", 66, 0, 5),
        // Nine dates hold ten topics, as what one cannot finish goes on on the next.
        ("2026-12-08", 66, 0, 4),
        ("2026-12-10", 66, 1, 6),
        ("2026-12-14", 66, 6, 10),
        ("2026-12-16", 66, 9, 10),
        // Only the date of the final pass is left.
        ("2026-12-17", 66, 10, 10),
    ] {
        let (loads, way) = rebalanced(&fitted(10), today);
        assert!(loads.keys().all(|date| date < &"2026-12-18".to_owned()));
        let told = (way.most_minutes, way.over, way.late.near);
        assert_eq!(told, (most, over, near), "{today}: {loads:?}");
    }
}

#[test]
fn on_the_day_of_the_interview_no_date_is_left_and_after_it_nothing_is_missed() {
    let plan = fitted(6);
    let progress = Progress::default();
    let told = |today: &str| {
        let course = Course {
            plan: &plan,
            progress: &progress,
            away: &[],
            start: at("2026-12-02"),
            today: at(today),
        };
        let days = course.days();
        let missed = missed(&course, &days, at(today)).len();
        let moved = CatchUp::ALL.map(|way| catch_up(&course, &days, way, at(today)));
        (missed, moved)
    };
    let (missed, [rebalanced, extended, _]) = told("2026-12-18");
    // The final pass only recalls.
    assert_eq!((missed, rebalanced.dates.len()), (6, 0));
    assert_eq!((extended.dates.len(), extended.late.beyond.days), (7, 7));
    let (missed, moved) = told("2026-12-19");
    assert_eq!(missed, 0);
    assert!(
        moved
            .iter()
            .all(|way| way.dates.is_empty() && way.skipped.is_empty())
    );
}

#[test]
fn what_was_missed_is_read_drawn_and_coded_before_the_rest_of_it_and_that_before_what_lies_ahead() {
    let mut plan = super::topics(40);
    // 82 with a tenth more: twice the 41 of reading, map and code, while a second topic has no room beside all 54.
    plan.own_minutes = Minutes::new(75);
    let progress = Progress::default();
    let course = course(&plan, &progress);
    let way = catch_up(
        &course,
        &course.days(),
        CatchUp::Rebalance,
        at("2026-11-22"),
    );
    let given = way.dates.iter().take(7);
    let given: Vec<String> = given
        .map(|(day, date)| format!("{day} {}", &date.to_string()[8..]))
        .collect();
    // On the fourth date six times 13 minutes follow.
    assert_eq!(
        given,
        [
            "d0 22", "d1 22", "d2 23", "d3 23", "d4 24", "d5 24", "d6 26"
        ]
    );
}

#[test]
fn a_day_was_missed_if_its_date_had_passed_when_it_got_another() {
    let plan = super::topics(2);
    let mut progress = Progress::default();
    let was_missed = |progress: &Progress| {
        let days = course(&plan, progress).days();
        days.iter().map(|day| day.was_missed).collect::<Vec<_>>()
    };
    assert_eq!(was_missed(&progress), [false, false]);
    // d0 has 2026-11-16, d1 the day after.
    let both = ["d0", "d1"].map(|id| (DayId::new(id).unwrap(), at("2026-11-18")));
    let dates = both.to_vec();
    tell(&mut progress, at("2026-11-17"), &Fact::PlanDates { dates });
    assert_eq!(was_missed(&progress), [true, false]);
    let days = course(&plan, &progress).days();
    assert!(days[0].is_behind() && !days[1].is_behind());
    finish(&mut progress, &plan, "d0", at("2026-11-18"));
    let days = course(&plan, &progress).days();
    assert!(days[0].was_missed && !days[0].is_behind());
}

#[test]
fn what_of_the_end_lies_on_the_interview_or_after_it_gets_the_last_dates_before_it() {
    let mut plan = fitted(4);
    plan.days.push(day("dress", DayKind::Mock));
    let mut progress = Progress::default();
    let dates = Dates {
        from: at("2026-12-02"),
        until: at("2026-12-12"),
    };
    tell(&mut progress, at("2026-12-02"), &Fact::PlanOff { dates });
    fn course<'a>(plan: &'a Plan, progress: &'a Progress) -> Course<'a> {
        Course {
            plan,
            progress,
            away: &[],
            start: at("2026-12-02"),
            today: at("2026-12-02"),
        }
    }
    let date = |progress: &Progress, id: &str| {
        let days = course(&plan, progress).days();
        let day = days.iter().find(|day| day.day.id.as_str() == id);
        day.map(|day| day.date.to_string())
    };
    // Four topics from 12-13 on, then the final pass, and the mock interview on the day of the interview.
    assert_eq!(date(&progress, "dress").as_deref(), Some("2026-12-18"));
    let way = {
        let course = course(&plan, &progress);
        catch_up(
            &course,
            &course.days(),
            CatchUp::Rebalance,
            at("2026-12-02"),
        )
    };
    assert_eq!(way.late.beyond.days, 0);
    let dates = way.dates;
    tell(&mut progress, at("2026-12-02"), &Fact::PlanDates { dates });
    assert_eq!(date(&progress, "last").as_deref(), Some("2026-12-16"));
    assert_eq!(date(&progress, "dress").as_deref(), Some("2026-12-17"));
    // Three dates do not hold four topics of 54 minutes: the last one is beside the final pass.
    assert_eq!(date(&progress, "d3").as_deref(), Some("2026-12-16"));
}

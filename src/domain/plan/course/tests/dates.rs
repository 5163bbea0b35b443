//! Which dates days have: those that passed stay with them, whatever becomes of the file.

use proptest::prelude::*;

use super::*;

fn pass(progress: &mut Progress, plan: &Plan, today: StudyDay) {
    let course = Course {
        today,
        ..course(plan, progress)
    };
    let dates = course.to_pass(&course.days());
    let fact = Fact::PlanPassed {
        since: course.start,
        dates,
    };
    tell(progress, today, &fact);
}

#[test]
fn a_day_that_is_taken_away_keeps_its_date_and_moves_no_other() {
    let mut plan = topics(6);
    let mut progress = Progress::default();
    finish(&mut progress, &plan, "d0", at("2026-11-16"));
    let today = at("2026-11-19");
    pass(&mut progress, &plan, today);
    let shown = |plan: &Plan, progress: &Progress, today: StudyDay| {
        let course = Course {
            today,
            ..course(plan, progress)
        };
        dates(&course.days())
    };
    let whole = shown(&plan, &progress, today);
    assert_eq!(whole[3], "d3 11-19");
    // One that was done, and the last one that was missed.
    let gone = [plan.days.remove(2), plan.days.remove(0)];
    assert_eq!(
        shown(&plan, &progress, today),
        ["d1 11-17", "d3 11-19", "d4 11-20", "d5 11-21"]
    );
    // Put back anywhere, they have their dates again.
    plan.days.extend(gone);
    assert_eq!(
        shown(&plan, &progress, today),
        [
            "d1 11-17", "d3 11-19", "d4 11-20", "d5 11-21", "d2 11-18", "d0 11-16"
        ]
    );
    plan.days.reverse();
    assert_eq!(
        shown(&plan, &progress, today),
        [
            "d0 11-16", "d2 11-18", "d5 11-19", "d4 11-20", "d3 11-21", "d1 11-17"
        ]
    );
    // The level may choose other days.
    plan.days[0].level = Level::Advanced;
    plan.days[0].below = Below::Skip;
    assert_eq!(shown(&plan, &progress, today)[1], "d5 11-19");
}

#[test]
fn dates_that_passed_are_those_of_one_start_and_of_the_true_clock() {
    let plan = topics(4);
    let mut progress = Progress::default();
    pass(&mut progress, &plan, at("2026-11-18"));
    let mut later = course(&plan, &progress);
    later.start = at("2026-11-17");
    assert_eq!(
        dates(&later.days()),
        ["d0 11-17", "d1 11-18", "d2 11-19", "d3 11-20"]
    );
    // A clock that was ahead when they passed.
    let back = course(&plan, &progress);
    assert_eq!(
        dates(&back.days()),
        ["d0 11-16", "d1 11-17", "d2 11-18", "d3 11-19"]
    );
    // A date that is taken off afterwards has not passed for anything.
    let off = Dates {
        from: at("2026-11-17"),
        until: at("2026-11-17"),
    };
    tell(
        &mut progress,
        at("2026-11-18"),
        &Fact::PlanOff { dates: off },
    );
    let now = Course {
        today: at("2026-11-18"),
        ..course(&plan, &progress)
    };
    assert_eq!(
        dates(&now.days()),
        ["d0 11-16", "d1 11-18", "d2 11-19", "d3 11-20"]
    );
    assert!(now.to_pass(&now.days()).is_empty());
}

#[test]
fn a_day_may_join_the_one_before_it() {
    let mut plan = topics(5);
    for at in [0, 2, 3] {
        plan.days[at].join = true;
    }
    plan.days[4].skip = true;
    let progress = Progress::default();
    assert_eq!(
        dates(&course(&plan, &progress).days()),
        ["d0 11-16", "d1 11-17", "d2 11-17", "d3 11-17"]
    );
}

#[test]
fn what_comes_after_the_last_topic_lies_right_before_the_interview() {
    let mut plan = topics(5);
    plan.days[3] = day("d3", DayKind::Final);
    plan.days[4] = day("d4", DayKind::Mock);
    let progress = Progress::default();
    let shown = |plan: &Plan| dates(&course(plan, &progress).days())[2..].to_vec();
    for (date, end) in [
        ("2026-11-30", ["d2 11-18", "d3 11-28", "d4 11-29"]),
        ("2026-11-22", ["d2 11-18", "d3 11-20", "d4 11-21"]),
        // There is no pause, or they come too late: they follow.
        ("2026-11-21", ["d2 11-18", "d3 11-19", "d4 11-20"]),
        ("2026-11-17", ["d2 11-18", "d3 11-19", "d4 11-20"]),
        ("2090-11-17", ["d2 11-18", "d3 11-19", "d4 11-20"]),
    ] {
        interview(&mut plan, date);
        assert_eq!(shown(&plan), end, "{date}");
    }
    let plan = Plan {
        weekdays: vec![chrono::Weekday::Mon, chrono::Weekday::Wed],
        ..plan
    };
    let mut near = plan.clone();
    interview(&mut near, "2026-12-04");
    assert_eq!(shown(&near), ["d2 11-23", "d3 11-30", "d4 12-02"]);
}

proptest! {
    /// Whatever is taken away, put in or reordered after dates have passed: no day that passed has another date, and
    /// none to come has one that passed.
    #[test]
    fn a_date_that_passed_stays_with_its_day_under_every_edit(
        gone in prop::collection::vec(any::<bool>(), 12),
        order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(),
        passed in 0..12_u32,
        more in 0..3_usize,
    ) {
        let plan = topics(12);
        let mut progress = Progress::default();
        let start = at("2026-11-16");
        let today = start.plus(passed);
        pass(&mut progress, &plan, today);
        let before: std::collections::BTreeMap<String, StudyDay> = course(&plan, &progress)
            .days().iter().map(|day| (day.day.id.to_string(), day.date)).collect();
        let kept = order.iter().filter(|at| !gone[**at]).map(|at| plan.days[*at].clone());
        let new = (0..more).map(|n| day(&format!("new{n}"), DayKind::Topic));
        let edited = Plan { days: kept.chain(new).collect(), ..plan.clone() };
        let course = Course { today, ..course(&edited, &progress) };
        for day in course.days() {
            match before.get(day.day.id.as_str()).filter(|date| **date < today) {
                Some(date) => prop_assert_eq!(day.date, *date),
                None => prop_assert!(day.date >= today),
            }
        }
        prop_assert!(missed(&course, &course.days(), today).iter().all(|day| before.contains_key(day.day.id.as_str())));
    }
}

//! Which days and steps a plan chooses, and what is wrong with plans, by table.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::check::{MOST_DAYS, check};
use super::id::DayId;
use super::minutes::{Minutes, StepMinutes};
use super::problem::{Place, PlanProblem, Severity};
use super::steps::{minutes, steps};
use super::words::{Below, DayKind, Focus, Level, StepKind, Track};
use super::{Interview, Mock, Placed, Plan, PlanDay};

fn placed<T>(what: T, line: u32) -> Placed<T> {
    Placed {
        what,
        place: Place { line, column: 1 },
    }
}

fn day(id: &str, line: u32) -> PlanDay {
    PlanDay {
        id: DayId::new(id).unwrap(),
        title: id.to_uppercase(),
        level: Level::Intermediate,
        track: Track::Core,
        kind: DayKind::Topic,
        map: Some(placed("python/dict".to_owned(), line)),
        palace: Some(placed("house".to_owned(), line)),
        learn: vec!["https://docs.python.org".to_owned()],
        recall: None,
        code: Some("a hash map".to_owned()),
        check: Vec::new(),
        explain: None,
        needs: Vec::new(),
        below: Below::Read,
        join: false,
        skip: false,
        minutes: None,
        mock: None,
        place: Place { line, column: 1 },
    }
}

fn needing(id: &str, needs: &[&str], line: u32) -> PlanDay {
    let needs = needs
        .iter()
        .map(|need| placed(DayId::new(need).unwrap(), line));
    PlanDay {
        needs: needs.collect(),
        ..day(id, line)
    }
}

fn plan(days: Vec<PlanDay>) -> Plan {
    Plan {
        name: "Test".to_owned(),
        level: Level::Intermediate,
        focus: Focus::Interview,
        tracks: vec![Track::Core],
        start: None,
        interview: None,
        own_minutes: Minutes::new(90),
        weekdays: Vec::new(),
        window: None,
        defaults: StepMinutes::of_level(Level::Intermediate),
        days,
    }
}

fn kinds(day: &PlanDay, plan: &Plan) -> Vec<&'static str> {
    steps(day, plan)
        .iter()
        .map(|step| step.kind.as_str())
        .collect()
}

fn told(problems: &[PlanProblem]) -> Vec<String> {
    let lines = problems.iter().map(|problem| {
        format!(
            "{} {}: {}",
            problem.place.line,
            problem.severity.as_str(),
            problem.message
        )
    });
    lines.collect()
}

#[test]
fn a_topic_is_learnt_mapped_recalled_placed_and_explained() {
    let plan = plan(vec![day("dict", 1)]);
    let steps = steps(&plan.days[0], &plan);
    let shown: Vec<String> = steps
        .iter()
        .map(|step| {
            let scope = step.scope.as_deref().unwrap_or("-");
            format!(
                "{} {} {scope}: {}",
                step.kind.as_str(),
                step.minutes,
                step.title
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "glance 1 python/dict: look at python/dict once",
            "learn 12 -: https://docs.python.org",
            "map 8 python/dict: draw python/dict",
            "recall 4 python/dict: rebuild python/dict",
            "code 10 -: a hash map",
            "palace 5 house: place it in house",
            "explain 3 python/dict: DICT",
        ]
    );
    assert_eq!(minutes(&steps), 43);
}

#[test]
fn level_focus_and_track_choose_the_steps() {
    let dict = day("dict", 1);
    let full = [
        "glance", "learn", "map", "recall", "code", "palace", "explain",
    ];
    let mut plan = plan(vec![dict.clone()]);
    assert_eq!(kinds(&dict, &plan), full);
    plan.focus = Focus::Learning;
    assert_eq!(kinds(&dict, &plan), full[..5]);
    plan.level = Level::Advanced;
    assert_eq!(kinds(&dict, &plan), ["recall", "code"]);
    plan.level = Level::Beginner;
    plan.focus = Focus::Interview;
    for (below, expected) in [
        (Below::Read, &["learn", "map"][..]),
        (Below::Skip, &[]),
        (Below::Full, &full),
    ] {
        let dict = PlanDay {
            below,
            ..dict.clone()
        };
        assert_eq!(kinds(&dict, &plan), expected, "{below:?}");
    }
    let spark = PlanDay {
        track: Track::Pyspark,
        ..dict
    };
    assert_eq!(kinds(&spark, &plan), [""; 0]);
}

#[test]
fn a_day_of_a_title_alone_is_learnt_recalled_and_explained() {
    let bare = PlanDay {
        map: None,
        palace: None,
        learn: Vec::new(),
        code: None,
        ..day("dict", 1)
    };
    let plan = plan(vec![bare]);
    let titles: Vec<String> = steps(&plan.days[0], &plan)
        .into_iter()
        .map(|step| step.title)
        .collect();
    assert_eq!(titles, ["DICT", "rebuild from memory: DICT", "DICT"]);
}

#[test]
fn days_without_a_topic_are_reviews_and_mock_interviews() {
    let of = |kind: DayKind, mock: Option<Mock>| PlanDay {
        kind,
        mock,
        ..day("x", 1)
    };
    let mut plan = plan(Vec::new());
    let mock = Some(Mock::default());
    let rows = [
        (of(DayKind::CatchUp, None), vec!["review"], vec!["review"]),
        (
            of(DayKind::CatchUp, mock.clone()),
            vec!["review", "mock"],
            vec!["review"],
        ),
        (of(DayKind::Mock, None), vec!["mock"], vec![]),
        (of(DayKind::Mock, mock), vec!["mock"], vec![]),
        (of(DayKind::Final, None), vec!["review"], vec!["review"]),
    ];
    for (day, interview, learning) in rows {
        plan.focus = Focus::Interview;
        assert_eq!(kinds(&day, &plan), interview, "{:?}", day.kind);
        plan.focus = Focus::Learning;
        assert_eq!(kinds(&day, &plan), learning, "{:?}", day.kind);
    }
    let day = of(DayKind::CatchUp, Some(Mock::default()));
    plan.focus = Focus::Interview;
    let takes: Vec<u16> = steps(&day, &plan)
        .iter()
        .map(|step| step.minutes.get())
        .collect();
    assert_eq!(takes, [90 - 25, 25]);
}

#[test]
fn chosen_days_are_those_with_steps_in_order() {
    let skip = PlanDay {
        level: Level::Advanced,
        below: Below::Skip,
        ..day("b", 2)
    };
    let plan = plan(vec![day("c", 1), skip, day("a", 3)]);
    let ids: Vec<&str> = plan.chosen().iter().map(|day| day.id.as_str()).collect();
    assert_eq!(ids, ["c", "a"]);
}

#[test]
fn what_is_wrong_with_days_is_told_with_its_line() {
    let odd = PlanDay {
        mock: Some(Mock::default()),
        ..day("odd", 9)
    };
    let long = PlanDay {
        minutes: Minutes::new(20),
        ..day("long", 10)
    };
    let mut plan = plan(vec![
        needing("a", &["b"], 1),
        needing("b", &["c", "long"], 2),
        needing("c", &["a", "lon"], 3),
        day("a", 4),
        odd,
        long,
    ]);
    plan.start = NaiveDate::from_ymd_opt(2026, 11, 16);
    let before = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    plan.interview = Some(placed(Interview::On(before), 0));
    assert_eq!(
        told(&check(&plan)),
        [
            "0 error: the interview on 2026-11-01 comes before the start on 2026-11-16: change one of them",
            "1 error: days need each other in a circle: `a` → `b` → `c` → `a`",
            "2 warning: `b` needs `long`, which comes later: put it before, or take the need away",
            "3 error: `c` needs `lon`, which is no day; did you mean `long`?",
            "4 error: two days have the id `a`: the first is in line 1; progress is kept by it, so name one of them anew",
            "9 warning: `mock` does nothing on a day of kind topic: use kind mock or catch-up",
            "10 warning: the steps of `long` take 43 min, the day has 20: lower [defaults] or raise `minutes`",
        ]
    );
}

#[test]
fn a_plan_of_which_no_day_is_chosen_says_where_to_look() {
    let skipped = |id: &str, line| PlanDay {
        skip: true,
        ..day(id, line)
    };
    let above = PlanDay {
        level: Level::Advanced,
        below: Below::Skip,
        ..day("c", 3)
    };
    assert_eq!(
        told(&check(&plan(vec![skipped("a", 1), skipped("b", 2)]))),
        [
            "1 warning: no day is chosen, as all are left out: take `skip = true` away from those that you want"
        ]
    );
    assert_eq!(
        told(&check(&plan(vec![skipped("a", 1), above]))),
        [
            "1 warning: no day is chosen at intermediate, interview: look at `level`, `tracks`, and `below` and `skip` of the days"
        ]
    );
}

#[test]
fn overfull_days_are_told_together() {
    let mut plan = plan(vec![day("a", 1), day("b", 2)]);
    plan.own_minutes = Minutes::new(40);
    assert_eq!(
        told(&check(&plan)),
        [
            "1 warning: the steps of 2 days take longer than their 40 min; the longest, `a`, 43 min: lower [defaults] or raise `minutes`"
        ]
    );
}

#[test]
fn a_plan_has_days_and_not_too_many() {
    assert_eq!(check(&plan(Vec::new()))[0].severity, Severity::Error);
    let many = (0..10_000).map(|n| day(&format!("d{n}"), n + 1)).collect();
    let problems = check(&plan(many));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].message.starts_with("10000 days are too many"),
        "{problems:?}"
    );
    let most = (0..MOST_DAYS)
        .map(|n| day(&format!("d{n}"), n as u32 + 1))
        .collect();
    assert_eq!(check(&plan(most)), []);
}

#[test]
fn words_name_what_they_are_read_from() {
    for level in Level::ALL {
        assert_eq!(Level::from_word(level.as_str()), Some(level));
    }
    for kind in StepKind::ALL {
        assert_eq!(StepKind::from_word(kind.as_str()), Some(kind));
    }
    for kind in DayKind::ALL {
        assert_eq!(DayKind::from_word(kind.as_str()), Some(kind));
    }
    for below in Below::ALL {
        assert_eq!(Below::from_word(below.as_str()), Some(below));
    }
    assert_eq!(Focus::from_word("fun"), None);
    assert_eq!(Track::from_word("ai"), Some(Track::Ai));
}

proptest! {
    /// A circle is told exactly if taking away days that need nothing does not take all away.
    #[test]
    fn circles_are_told_where_there_are_any(needs in prop::collection::vec(prop::collection::vec(0..12_usize, 0..3), 1..12)) {
        let all = needs.len();
        let days: Vec<PlanDay> = needs.iter().enumerate().map(|(at, needs)| {
            let needs: Vec<String> = needs.iter().map(|need| format!("d{}", need % all)).collect();
            let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
            needing(&format!("d{at}"), &needs, at as u32 + 1)
        }).collect();
        let mut left: Vec<usize> = (0..all).collect();
        loop {
            let free = left.iter().position(|day| needs[*day].iter().all(|need| !left.contains(&(need % all))));
            match free {
                Some(at) => left.remove(at),
                None => break,
            };
        }
        let is_told = check(&plan(days)).iter().any(|problem| problem.message.contains("in a circle"));
        prop_assert_eq!(is_told, !left.is_empty());
    }
}

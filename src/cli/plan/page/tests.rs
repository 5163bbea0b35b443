//! The page of a day, at several widths.

use super::*;

pub(in crate::cli) fn today() -> NaiveDate {
    "2026-11-30".parse().unwrap()
}

fn step(kind: &str, minutes: u32, title: &str, command: Option<&str>) -> PlanStepInfo {
    PlanStepInfo {
        id: format!("decorators/{kind}"),
        kind: kind.to_owned(),
        title: title.to_owned(),
        minutes,
        command: command.map(str::to_owned),
        ..PlanStepInfo::default()
    }
}

fn day(id: &str, title: &str, date: &str, done: u32) -> PlanDayInfo {
    PlanDayInfo {
        id: id.to_owned(),
        title: title.to_owned(),
        kind: "topic".to_owned(),
        date: date.to_owned(),
        minutes: 45,
        done,
        of: 7,
        steps: Vec::new(),
    }
}

pub(in crate::cli) fn plan() -> PlanReply {
    let mut reviews = step("review", 6, "recall what is due", Some("loci review"));
    reviews.done = true;
    let mut palace = step(
        "palace",
        5,
        "make the palace",
        Some("loci box palace gift --edit"),
    );
    palace.skipped = true;
    let link = "https://docs.python.org/3/reference/datamodel.html#objects-values-and-types";
    PlanReply {
        day: 12,
        of: 30,
        date: today().to_string(),
        minutes: 45,
        steps: vec![
            reviews,
            step("learn", 12, link, None),
            step(
                "map",
                8,
                "draw python/closures",
                Some("loci box map python/closures --edit"),
            ),
            step(
                "code",
                10,
                "retry(n) with functools.wraps;\nno notes",
                Some("loci code"),
            ),
            palace,
            step(
                "explain",
                3,
                "What does @wraps keep, and what goes wrong in a stack of decorators without it?",
                Some("loci explain python/closures"),
            ),
        ],
        recall_on_the_day: Some(0.96),
        recall_now: Some(0.84),
        name: "Python 30".to_owned(),
        file: "/n/p.toml".to_owned(),
        level: "intermediate".to_owned(),
        focus: "interview".to_owned(),
        minutes_a_day: 45,
        interview: Some("2026-12-16".to_owned()),
        ends: Some("2026-12-15".to_owned()),
        missed: vec![day("dicts", "dict and hashing", "2026-11-27", 1)],
        waiting: vec![step("recall", 4, "rebuild it", None)],
        warnings: vec!["2 days do not fit before the 9th: loci plan catch-up".to_owned()],
        week: Some(PlanWeek {
            code_secs: 7800,
            map_secs: 3000,
            palace_secs: 900,
            review_secs: 0,
        }),
        days: vec![
            day("names", "Names, objects, references", "2026-11-26", 7),
            day("dicts", "dict and hashing", "2026-11-27", 1),
            day("decorators", "closures and decorators", "2026-11-30", 2),
            day(
                "a-very-long-id-that-nobody-would-type-out",
                "classes",
                "2027-01-01",
                0,
            ),
        ],
        ..PlanReply::default()
    }
}

fn seen(plan: &PlanReply) -> String {
    let mut seen = String::new();
    for columns in [80, 40] {
        let text = text(plan, today(), columns);
        seen.push_str(&format!(
            "{columns}:\n{}\n",
            anstream::adapter::strip_str(&text)
        ));
    }
    seen
}

#[test]
fn a_day_fits_80_and_40_columns() {
    let seen = seen(&plan());
    insta::assert_snapshot!(seen);
    let (wide, narrow) = seen.split_once("\n40:").unwrap();
    let fits = |text: &str, columns| text.lines().all(|line| width(line) <= columns);
    assert!(fits(wide, 80), "{wide}");
    let others: String = narrow
        .lines()
        .filter(|line| !line.contains("https"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(fits(&others, 40), "{others}");
}

#[test]
fn steps_of_several_days_stand_below_the_days_they_belong_to() {
    let of = |day: &str, kind: &str| PlanStepInfo {
        id: format!("{day}/{kind}"),
        ..step(kind, 12, "PEP 8", None)
    };
    let mut plan = plan();
    plan.steps[0].id = "reviews".to_owned();
    plan.steps.truncate(1);
    plan.steps.extend([
        of("dicts", "learn"),
        of("dicts", "map"),
        of("decorators", "learn"),
    ]);
    for columns in [80, 40] {
        let told = told(&plan, columns);
        let heads =
            |line: &&str| line.starts_with("  dicts ·") || line.starts_with("  decorators ·");
        let heads: Vec<&str> = told.lines().filter(heads).collect();
        assert_eq!(
            heads,
            [
                "  dicts · dict and hashing",
                "  decorators · closures and decorators"
            ],
            "{told}"
        );
        assert!(told.lines().all(|line| width(line) <= columns), "{told}");
        let at = |part: &str| told.find(part).unwrap();
        assert!(
            at("reviews") < at("dicts ·") && at("map ") < at("  decorators ·"),
            "{told}"
        );
    }
    plan.steps.pop();
    assert!(!told(&plan, 80).contains("dicts ·"), "one topic needs none");
}

#[test]
fn a_day_without_anything_and_a_week_of_maps_are_told() {
    let free = PlanReply {
        steps: Vec::new(),
        missed: Vec::new(),
        waiting: Vec::new(),
        warnings: Vec::new(),
        date: "2026-12-24".to_owned(),
        day: 0,
        interview: None,
        week: Some(PlanWeek {
            code_secs: 600,
            map_secs: 3600,
            ..PlanWeek::default()
        }),
        ..plan()
    };
    insta::assert_snapshot!(seen(&free));
}

#[test]
fn what_is_to_be_made_up_for_is_told_beside_what_was_missed_too() {
    let told = |missed: bool, date: Option<&str>| {
        let mut plan = plan();
        plan.made_up = Some(PlanMadeUp {
            minutes: 84,
            date: date.map(str::to_owned),
        });
        if !missed {
            plan.missed.clear();
        }
        seen(&plan)
    };
    let left = "of what was missed 84 min are left, ";
    let by = format!("{left}made up for by Thu 31 Dec");
    assert!(told(false, Some("2026-12-31")).contains(&by));
    assert!(told(false, None).contains(&format!("{left}which cannot be made up for in time")));
    assert!(told(true, Some("2026-12-31")).contains(&by));
}

#[test]
fn no_look_ahead_is_named_among_what_waits_while_something_is_made_up_for() {
    let mut plan = plan();
    plan.missed.clear();
    plan.waiting = vec![step("glance", 1, "look", None), step("palace", 5, "", None)];
    let waits = "waits for another day, 6 min: decorators/glance, decorators/palace";
    assert!(told(&plan, 80).contains(waits));
    plan.made_up = Some(PlanMadeUp {
        minutes: 12,
        date: None,
    });
    let waits = "waits for another day, 5 min: decorators/palace\n";
    assert!(told(&plan, 80).contains(waits), "{}", told(&plan, 80));
    plan.waiting.pop();
    assert!(!told(&plan, 80).contains("waits"), "{}", told(&plan, 80));
}

#[test]
fn each_thing_to_read_has_lines_of_its_own_at_80_and_60_columns() {
    let long =
        "https://docs.python.org/3/faq/programming.html#why-did-changing-list-y-also-change-list-x";
    let title = format!(
        "https://docs.python.org/3/howto/sorting.html · {long} · Look for: what copies and what changes in place; \
         what insert(0, x) and pop(0) cost; key= and stability."
    );
    let read = |title: &str| PlanReply {
        steps: vec![step("learn", 12, title, None)],
        missed: Vec::new(),
        waiting: Vec::new(),
        warnings: Vec::new(),
        week: None,
        ..plan()
    };
    let mut seen = String::new();
    for (title, columns) in [
        (title.as_str(), 80),
        (title.as_str(), 60),
        (
            "Textbook, pages 12 to 19 · Look for: which side has which valve",
            80,
        ),
        (
            "Textbook, pages 12 to 19, and what they refer to at the end of the book, once each",
            60,
        ),
    ] {
        let text = text(&read(title), today(), columns);
        let text = anstream::adapter::strip_str(&text).to_string();
        let is_in_room =
            |line: &str| width(line) <= columns || line.trim_start().starts_with("https");
        assert!(text.lines().all(is_in_room), "{text}");
        seen.push_str(&format!("{columns}:\n{text}\n"));
    }
    assert!(
        !seen.contains("  ·\n") && seen.contains(&format!("\n    {long}\n")),
        "{seen}"
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn a_plan_without_code_is_not_told_to_code() {
    let mut plan = plan();
    plan.steps.retain(|step| step.kind != "code");
    plan.week = Some(PlanWeek {
        map_secs: 3000,
        ..PlanWeek::default()
    });
    let told = text(&plan, today(), 80);
    let told = anstream::adapter::strip_str(&told).to_string();
    assert!(
        told.contains("  week: maps 50 min · palaces 0 min\n"),
        "{told}"
    );
    assert!(!told.contains("code first"), "{told}");
}

fn told(plan: &PlanReply, columns: usize) -> String {
    let text = text(plan, today(), columns);
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn what_was_missed_is_told_once_and_no_command_is_broken() {
    let missed = vec![day("dicts", "dict, set and hashing", "2026-11-17", 1); 10];
    let plan = PlanReply {
        missed,
        warnings: vec![
            "10 days were missed: loci plan catch-up".to_owned(),
            "2 topics begin too late: skip some (loci plan skip DAY), or else: loci plan catch-up"
                .to_owned(),
        ],
        ..plan()
    };
    let told = told(&plan, 80);
    assert_eq!(told.matches("missed").count(), 1, "{told}");
    assert!(
        told.contains(
            "  missed: 10 days, the first dict, set and hashing, Tue 17 Nov;\n  loci plan catch-up\n"
        ),
        "{told}"
    );
    assert!(
        told.contains("(loci plan skip DAY), or else:\n  loci plan catch-up\n"),
        "{told}"
    );
}

#[test]
fn numbers_stay_with_their_units_and_what_is_too_long_is_broken_all_the_same() {
    let lines = |text: &str, columns| wrapped(text, columns).join("|");
    assert_eq!(
        lines("takes 7 h 9 min, 84 % of it", 10),
        "takes|7 h 9 min,|84 % of it"
    );
    assert_eq!(lines("takes 7 h 9 min", 14), "takes|7 h 9 min");
    assert_eq!(lines("30 days, 2 h 10", 10), "30 days,|2 h 10");
    assert_eq!(
        lines("next: loci plan done learn", 12),
        "next: loci|plan done|learn"
    );
    assert_eq!(lines("day 7 of the plan", 5), "day 7|of|the|plan");
}

#[test]
fn a_week_that_has_hardly_begun_is_not_judged() {
    let week = |map_secs: u32, palace_secs: u32| {
        let week = PlanWeek {
            map_secs,
            palace_secs,
            ..PlanWeek::default()
        };
        told(
            &PlanReply {
                week: Some(week),
                ..plan()
            },
            200,
        )
    };
    assert!(week(59, 30).contains("week: coding 0 min · maps 0 min · palaces 0 min\n"));
    assert!(!week(300, 299).contains("code first"));
    assert!(week(300, 300).contains("code first"));
}

#[test]
fn a_final_day_says_so_once_and_whole() {
    let final_day = |title: &str, columns| {
        let mut plan = plan();
        plan.final_pass = true;
        plan.interview = None;
        plan.days = vec![day("final", title, "2026-11-30", 0)];
        let told = told(&plan, columns);
        told.lines().next().unwrap().to_owned()
    };
    assert_eq!(
        final_day("Final pass: every palace aloud, every map once", 80),
        "Day 12 of 30 · Final pass: every palace aloud, every map once · 45 min"
    );
    assert_eq!(
        final_day("Catch-up", 80),
        "Day 12 of 30 · Catch-up, final pass · 45 min"
    );
    assert_eq!(
        final_day("A mock interview of all that was learnt", 60),
        "Day 12 of 30 · A mock interview of all…, final pass · 45 min"
    );
}

#[test]
fn the_line_of_a_status_is_short() {
    assert_eq!(brief(&plan()), "day 12 · 84 % → 96 % on the 16th");
    let learning = PlanReply {
        interview: None,
        ..plan()
    };
    assert_eq!(brief(&learning), "day 12 of 30");
    let words: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map(ordinal).into();
    assert_eq!(
        words.join(" "),
        "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 31st"
    );
}

#[test]
fn a_part_of_a_step_and_a_step_that_goes_on_say_so_before_what_is_to_be_done() {
    let part = PlanStepInfo {
        later_minutes: Some(8),
        ..step("learn", 10, "PEP 8", None)
    };
    let told = line(&part, Mark::Open, 80);
    assert!(
        told.contains("10 min  a part of it, 8 min wait for another day\n"),
        "{told}"
    );
    assert!(told.trim_end().ends_with("PEP 8"), "{told}");
    assert_eq!(command(&part), "loci plan done learn --part");
    let rest = PlanStepInfo {
        spent_secs: Some(600),
        ..step("code", 8, "a cache", Some("loci code decorators"))
    };
    let told = line(&rest, Mark::Open, 80);
    assert!(told.contains("8 min  goes on, 10 min are done\n"), "{told}");
}

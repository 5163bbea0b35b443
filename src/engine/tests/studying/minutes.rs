//! What the minutes of a date hold: recalls, mock interviews, reviews alone.

use super::super::world::World;
use super::{CLOSURES, asked, boxed, done, plan, planned, show, topic, two_days};
use crate::domain::day::StudyDay;
use crate::ipc::protocol::{Filter, PlanMove, PlanShow, PlanStep, PlanStepInfo, Request};

#[test]
fn a_recall_that_is_logged_takes_the_time_of_its_reviews_and_no_more() {
    let mut world = World::empty();
    world.write("closures.md", CLOSURES);
    world.read();
    let text = plan(&topic("closures", "closures"));
    planned(&mut world, &text.replace("minutes = 60", "minutes = 30"));
    let left = |world: &mut World| -> u32 {
        let told = show(world);
        let open = told.steps.iter().chain(&told.waiting);
        let open = open.filter(|step| !step.done && step.kind != "review");
        open.map(|step| step.minutes).sum()
    };
    let before = left(&mut world);
    let fitted = show(&mut world).steps.len();
    world.log("closures", 3);
    assert_eq!(done(&mut world), ["closures/recall"]);
    let told = show(&mut world);
    assert_eq!(left(&mut world), before - 4);
    assert!(
        told.steps.len() >= fitted,
        "what fitted still fits: {told:?}"
    );
}

#[test]
fn a_day_of_which_only_reviews_were_left_was_not_missed() {
    let mut world = World::empty();
    let day = "[[day]]\nid = 'close'\ntitle = 'close'\nkind = 'catch-up'\n";
    planned(
        &mut world,
        &plan(&(day.to_owned() + &topic("dicts", "dicts"))),
    );
    world.pass_days(1);
    assert!(show(&mut world).missed.is_empty());
    world.pass_days(1);
    assert_eq!(show(&mut world).missed.len(), 1);
}

#[test]
fn a_mock_interview_keeps_its_date_where_topics_are_moved_to_it() {
    let mut world = World::empty();
    let close =
        "[[day]]\nid = 'close'\ntitle = 'close'\nkind = 'catch-up'\nmock = { minutes = 45 }\n";
    let days = topic("closures", "closures") + &topic("dicts", "dicts") + close;
    planned(&mut world, &plan(&days));
    for day in ["closures", "dicts"] {
        let to = PlanMove {
            day: day.to_owned(),
            to: "2026-11-24".to_owned(),
            ..PlanMove::default()
        };
        asked(&mut world, Request::PlanMove(to)).unwrap();
    }
    world.pass_days(2);
    let told = show(&mut world);
    let open = told.steps.iter().filter(|step| step.kind != "review");
    assert!(open.clone().any(|step| step.id == "close/mock"), "{told:?}");
    let minutes: u32 = open.map(|step| step.minutes).sum();
    assert!(minutes <= 66, "{minutes} of 60: {told:?}");
}

#[test]
fn the_week_counts_what_a_map_and_a_palace_took_without_a_box_and_with_one_once() {
    let mut world = World::empty();
    let days = topic("closures", "python/closures") + &topic("dicts", "python/dicts");
    planned(&mut world, &plan(&days));
    let told = |world: &mut World, step: &str, minutes: u32| {
        let request = PlanStep {
            day: Some("dicts".to_owned()),
            step: Some(step.to_owned()),
            how: "done".to_owned(),
            took_secs: Some(minutes * 60),
            ..PlanStep::default()
        };
        let week = asked(world, Request::PlanStep(request))
            .unwrap()
            .week
            .unwrap();
        (week.map_secs, week.palace_secs, week.code_secs)
    };
    assert_eq!(told(&mut world, "map", 10), (600, 0, 0));
    assert_eq!(told(&mut world, "palace", 5), (600, 300, 0));
    assert_eq!(told(&mut world, "code", 3), (600, 300, 180));
    boxed(&mut world, "map", "python/closures", 200);
    let week = show(&mut world).week.unwrap();
    assert_eq!(
        (week.map_secs, week.palace_secs, week.code_secs),
        (800, 300, 180)
    );
}

#[test]
fn what_falls_due_on_a_later_date_is_told_as_its_reviews() {
    let mut world = two_days();
    world.write("python/closures.md", CLOSURES);
    world.read();
    world.log("closures", 3);
    let dues: Vec<String> = world
        .ls(Filter::Live)
        .into_iter()
        .filter_map(|info| info.due)
        .collect();
    let due: StudyDay = dues[0].parse().unwrap();
    let number = dues.iter().filter(|day| **day == dues[0]).count();
    let on = |world: &mut World, date: String| {
        let request = PlanShow {
            date: Some(date),
            all: false,
        };
        asked(world, Request::Plan(request)).unwrap()
    };
    let days = [due.minus(1), due, due.plus(1)];
    let told = days.map(|day| on(&mut world, day.to_string()));
    let [before, then, after] = told;
    let is_none = |steps: &[PlanStepInfo]| steps.iter().all(|step| step.kind != "review");
    assert!(
        is_none(&before.steps) && is_none(&after.steps),
        "{before:?} {after:?}"
    );
    let reviews = &then.steps[0];
    assert_eq!(
        (reviews.id.clone(), reviews.title.clone(), reviews.minutes),
        ("reviews".to_owned(), format!("{number} to recall"), 1)
    );
    let steps = then.steps.iter().map(|step| step.minutes);
    assert_eq!(then.minutes, steps.sum::<u32>());
    assert!(!reviews.done);
}

//! The plan's file changes while dates pass, and those who watch are told.

use super::*;
use crate::engine::effect::Effect;
use crate::ipc::protocol::{Event as Told, NoParams, Undo};

#[test]
fn a_day_that_has_passed_and_is_taken_away_moves_no_other_also_over_a_restart() {
    let four = ["closures", "dicts", "lists", "sets"];
    let text = |ids: &[&str]| plan(&ids.iter().map(|id| topic(id, id)).collect::<String>());
    let mut world = World::empty();
    planned(&mut world, &text(&four));
    ended(&mut world, "closures", Some("code"), "done");
    world.pass_days(2);
    planned(&mut world, &text(&four[1..]));
    assert_eq!(
        dates(&mut world),
        ["dicts 11-23", "lists 11-24", "sets 11-25"]
    );
    // What was missed on the day before, while no daemon reads the change.
    world.event(Event::Tick);
    world.pass_days(1);
    world.event(Event::Tick);
    world.restart();
    planned(&mut world, &text(&four[2..]));
    assert_eq!(dates(&mut world), ["lists 11-24", "sets 11-25"]);
    planned(&mut world, &text(&four));
    assert_eq!(done(&mut world), ["closures/code"]);
    assert_eq!(dates(&mut world)[0], "closures 11-22");
    // It was no act of the user's.
    world.undo().unwrap();
    assert!(done(&mut world).is_empty());
    assert!(world.undo().is_err());
    assert_eq!(dates(&mut world)[1], "dicts 11-23");
}

#[test]
fn a_clock_that_was_ahead_for_a_while_has_passed_no_date() {
    let mut world = two_days();
    ended(&mut world, "closures", Some("code"), "done");
    world.pass_days(10);
    world.event(Event::Tick);
    // What was begun goes on.
    assert_eq!(show(&mut world).missed.len(), 1);
    world.now.at -= TimeDelta::days(10);
    world.event(Event::Tick);
    assert!(show(&mut world).missed.is_empty());
    let days = topic("dicts", "python/dicts") + &topic("closures", "python/closures");
    planned(&mut world, &plan(&days));
    assert_eq!(dates(&mut world), ["dicts 11-22", "closures 11-23"]);
    assert_eq!(done(&mut world), ["closures/code"]);
    world.pass_days(1);
    world.event(Event::Tick);
    assert_eq!(dates(&mut world), ["dicts 11-22", "closures 11-23"]);
    let missed = show(&mut world).missed.into_iter().map(|day| day.id);
    assert_eq!(missed.collect::<Vec<_>>(), ["dicts"]);
}

/// The plan's file, and all that it held when it was last a plan.
fn text_of(world: &mut World) -> Result<(String, String), Failure> {
    let reply = world.ask(Request::PlanText(NoParams::default()))?;
    match reply {
        Response::PlanText(told) => Ok((told.file, told.text)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_last_good_text_is_told_while_the_file_is_none_also_after_a_restart_and_never_of_another_file()
 {
    let mut world = World::empty();
    let none = text_of(&mut world).unwrap_err();
    assert!(none.message.contains("loci plan new"), "{none}");
    let good = plan(&topic("dicts", "python/dicts"));
    planned(&mut world, &good);
    let told = (FILE.to_owned(), good);
    assert_eq!(text_of(&mut world).as_ref(), Ok(&told));
    let broken = |path: &str| {
        let problem = ProblemInfo {
            source: path.to_owned(),
            line: 7,
            level: "error".to_owned(),
            message: "unknown key".to_owned(),
        };
        Event::Planned(Box::new(PlanRead::Bad {
            path: path.to_owned(),
            problems: vec![problem],
            last: None,
        }))
    };
    world.event(broken(FILE));
    assert_eq!(text_of(&mut world).as_ref(), Ok(&told));
    let status = world.status().problems;
    assert_eq!(
        status[0].message,
        "unknown key; meanwhile the last good plan is used, and loci plan restore writes it back"
    );
    world.restart();
    world.event(broken(FILE));
    assert_eq!(text_of(&mut world).as_ref(), Ok(&told));
    world.event(broken("/notes/other.toml"));
    let other = text_of(&mut world).unwrap_err();
    assert_eq!(other.code, ErrorCode::BadInput);
    assert!(
        other.message.starts_with("/notes/other.toml:7: "),
        "{other}"
    );
    world.event(Event::Planned(Box::new(PlanRead::None)));
    assert!(
        text_of(&mut world).is_err(),
        "a plan that was ended is kept no longer"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named_without_a_line() {
    let mut world = World::empty();
    let problem = ProblemInfo {
        source: FILE.to_owned(),
        line: 0,
        level: "error".to_owned(),
        message: "the plan cannot be read; loci plan new NAME makes one".to_owned(),
    };
    world.event(Event::Planned(Box::new(PlanRead::Bad {
        path: FILE.to_owned(),
        problems: vec![problem],
        last: None,
    })));
    let refused = text_of(&mut world).unwrap_err();
    assert_eq!(
        refused.message,
        format!("{FILE}: the plan cannot be read; loci plan new NAME makes one")
    );
}

/// What those who watch are told of the plan by this outcome.
fn told_of_plan(outcome: &crate::engine::effect::Outcome) -> Vec<(Option<u32>, Option<u32>)> {
    let told = outcome.effects.iter().filter_map(|effect| match effect {
        Effect::Tell(Told::Plan { day, minutes, .. }) => Some((*day, *minutes)),
        _ => None,
    });
    told.collect()
}

#[test]
fn those_who_watch_are_told_once_when_the_plan_is_another() {
    let mut world = World::empty();
    let text = plan(&(topic("closures", "a") + &topic("dicts", "b")));
    let read = |text: &str| {
        let plan = read(text).0.unwrap();
        Event::Planned(Box::new(PlanRead::Good {
            path: FILE.to_owned(),
            text: text.into(),
            plan,
            problems: Vec::new(),
        }))
    };
    assert_eq!(
        told_of_plan(&world.event(read(&text))),
        [(Some(1), Some(43))]
    );
    assert_eq!(told_of_plan(&world.event(read(&text))), []);
    let step = |how: &str| {
        Event::Request(Request::PlanStep(PlanStep {
            day: Some("closures".to_owned()),
            step: Some("code".to_owned()),
            how: how.to_owned(),
            ..PlanStep::default()
        }))
    };
    assert_eq!(
        told_of_plan(&world.event(step("done"))),
        [(Some(1), Some(33))]
    );
    assert_eq!(told_of_plan(&world.event(step("done"))), []);
    let moved = PlanMove {
        day: "dicts".to_owned(),
        to: "2026-11-30".to_owned(),
        ..PlanMove::default()
    };
    let moved = Event::Request(Request::PlanMove(moved));
    assert_eq!(told_of_plan(&world.event(moved)).len(), 1);
    let undo = Event::Request(Request::Undo(Undo::default()));
    assert_eq!(told_of_plan(&world.event(undo)).len(), 1);
    world.pass_days(1);
    assert_eq!(
        told_of_plan(&world.event(Event::Tick)),
        [(Some(2), Some(63))],
        "what is left of the first day comes along"
    );
    let gone = Event::Planned(Box::new(PlanRead::None));
    assert_eq!(told_of_plan(&world.event(gone)), [(None, None)]);
    assert_eq!(told_of_plan(&world.event(Event::Tick)), []);
}

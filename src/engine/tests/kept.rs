//! What is kept between turns is what would be made from scratch, whatever happens.

use std::sync::Arc;

use proptest::prelude::*;

use super::studying::{plan, planned, topic};
use super::world::{World, log};
use crate::domain::settings::Fuzz;
use crate::ipc::protocol::{
    NoParams, Pause, PlanCatchUp, PlanMove, PlanOff, PlanShow, PlanStep, Request, Resume,
    ScopeParams,
};

const SCOPES: [&str; 7] = [
    "alpha/",
    "alpha/one/",
    "alpha/one/a",
    "beta/**",
    "beta/two",
    "gamma/",
    "gamma/one/",
];
const DAYS: [&str; 3] = ["first", "second", "third"];
const MAPS: [&str; 3] = ["alpha", "beta", "gamma"];

/// What happens. Numbers choose among what there is.
#[derive(Debug, Clone)]
enum Op {
    Log {
        scope: usize,
        rating: u8,
        took: Option<u32>,
    },
    Suspend(usize),
    Unsuspend(usize),
    Undo,
    Step {
        day: usize,
        done: bool,
    },
    Move {
        day: usize,
        ahead: u64,
    },
    Off(u64),
    CatchUp,
    Pause {
        from: i64,
        days: i64,
    },
    Resume,
    Hours(u32),
    Rename(usize),
    Remove(usize),
    Restore(usize),
    Plan {
        days: usize,
        start: bool,
        interview: Option<u64>,
    },
    Minutes(u32),
    Restart,
    Look,
}

fn op() -> impl Strategy<Value = Op> {
    let logs = (0..SCOPES.len(), 1_u8..=4, prop::option::of(1_u32..600));
    prop_oneof![
        6 => logs.prop_map(|(scope, rating, took)| Op::Log { scope, rating, took }),
        1 => (0..SCOPES.len()).prop_map(Op::Suspend),
        1 => (0..SCOPES.len()).prop_map(Op::Unsuspend),
        2 => Just(Op::Undo),
        2 => (0..DAYS.len(), any::<bool>()).prop_map(|(day, done)| Op::Step { day, done }),
        1 => (0..DAYS.len(), 0_u64..9).prop_map(|(day, ahead)| Op::Move { day, ahead }),
        1 => (0_u64..4).prop_map(Op::Off),
        1 => Just(Op::CatchUp),
        1 => (0_i64..3, 1_i64..4).prop_map(|(from, days)| Op::Pause { from, days }),
        1 => Just(Op::Resume),
        3 => (1_u32..50).prop_map(Op::Hours),
        1 => (0..MAPS.len()).prop_map(Op::Rename),
        1 => (0..MAPS.len()).prop_map(Op::Remove),
        1 => (0..MAPS.len()).prop_map(Op::Restore),
        2 => (1..=DAYS.len(), any::<bool>(), prop::option::of(1_u64..12))
            .prop_map(|(days, start, interview)| Op::Plan { days, start, interview }),
        1 => (5_u32..60).prop_map(Op::Minutes),
        1 => Just(Op::Restart),
        1 => Just(Op::Look),
    ]
}

fn note(map: usize, one: &str) -> String {
    let name = MAPS[map];
    format!(
        "# Mind map #interview\n\n```\n{name}\n├── {one}\n│   ├── a\n│   └── b\n├── two\n└── three\n    └── c\n```\n"
    )
}

fn world() -> World {
    let mut world = World::empty();
    for (map, name) in MAPS.iter().enumerate() {
        world.write(&format!("{name}.md"), &note(map, "one"));
    }
    world.read();
    world.engine.setup.settings.spread.fuzz = Fuzz::Balanced;
    world
}

fn date(world: &World, ahead: u64) -> String {
    let day = world.now.at.date_naive() + chrono::Days::new(ahead);
    day.to_string()
}

fn plan_of(world: &World, days: usize, start: bool, interview: Option<u64>) -> String {
    let topics = DAYS.iter().zip(MAPS).take(days);
    let topics: String = topics.map(|(day, map)| topic(day, map)).collect();
    let text = plan(&topics);
    let text = match start {
        true => text,
        false => text.replace("start = 2026-11-22\n", ""),
    };
    match interview {
        Some(ahead) => {
            let interview = format!("interview = {}T10:00:00\nminutes", date(world, ahead));
            text.replacen("minutes", &interview, 1)
        }
        None => text,
    }
}

fn happens(world: &mut World, op: &Op) {
    let scope = |at: usize| ScopeParams {
        scope: SCOPES[at].to_owned(),
        batch_id: None,
    };
    let day = |at: usize| DAYS[at].to_owned();
    // What is refused changes nothing, and that is looked at too.
    let _answer = match op {
        Op::Log {
            scope,
            rating,
            took,
        } => world.ask(Request::Log(crate::ipc::protocol::Log {
            took_secs: *took,
            source: Some("recall".to_owned()),
            ..log(SCOPES[*scope], *rating)
        })),
        Op::Suspend(at) => world.ask(Request::Suspend(scope(*at))),
        Op::Unsuspend(at) => world.ask(Request::Unsuspend(scope(*at))),
        Op::Undo => world.ask(Request::Undo(crate::ipc::protocol::Undo::default())),
        Op::Step { day: at, done } => world.ask(Request::PlanStep(PlanStep {
            day: Some(day(*at)),
            how: if *done { "done" } else { "skipped" }.to_owned(),
            ..PlanStep::default()
        })),
        Op::Move { day: at, ahead } => {
            let to = date(world, *ahead);
            world.ask(Request::PlanMove(PlanMove {
                day: day(*at),
                to,
                ..PlanMove::default()
            }))
        }
        Op::Off(days) => {
            let until = Some(date(world, *days));
            world.ask(Request::PlanOff(PlanOff {
                until,
                ..PlanOff::default()
            }))
        }
        Op::CatchUp => world.ask(Request::PlanCatchUp(PlanCatchUp {
            mode: Some("rebalance".to_owned()),
            ..PlanCatchUp::default()
        })),
        Op::Pause { from, days } => {
            let from = world.now.at + chrono::TimeDelta::days(*from);
            let until = from + chrono::TimeDelta::days(*days);
            world.ask(Request::Pause(Pause {
                from: Some(from.to_rfc3339()),
                until: Some(until.to_rfc3339()),
                ..Pause::default()
            }))
        }
        Op::Resume => world.ask(Request::Resume(Resume::default())),
        Op::Hours(hours) => {
            world.pass_secs(hours * 3600);
            world.ask(Request::Status(NoParams {}))
        }
        Op::Rename(map) => {
            let text = note(*map, "uno");
            world.write(&format!("{}.md", MAPS[*map]), &text);
            world.read();
            return;
        }
        Op::Remove(map) => {
            world.files.remove(&format!("/notes/{}.md", MAPS[*map]));
            world.read();
            return;
        }
        Op::Restore(map) => {
            let text = note(*map, "one");
            world.write(&format!("{}.md", MAPS[*map]), &text);
            world.read();
            return;
        }
        Op::Plan {
            days,
            start,
            interview,
        } => {
            let text = plan_of(world, *days, *start, *interview);
            planned(world, &text);
            return;
        }
        Op::Minutes(minutes) => {
            let mut settings = world.engine.setup.settings.clone();
            settings.daily_minutes = *minutes;
            world.event(crate::engine::event::Event::Configured(Box::new(settings)));
            return;
        }
        Op::Restart => {
            world.restart();
            world.read();
            return;
        }
        Op::Look => world.ask(Request::Plan(PlanShow {
            all: true,
            ..PlanShow::default()
        })),
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_kept_is_what_is_made_from_scratch(ops in prop::collection::vec(op(), 1..40)) {
        let mut world = world();
        let text = plan_of(&world, DAYS.len(), true, Some(9));
        planned(&mut world, &text);
        for op in &ops {
            happens(&mut world, op);
            let (engine, now) = (&mut world.engine, world.now);
            prop_assert_eq!(engine.kept_agrees(now), Ok(()), "{:?}", op);
        }
    }
}

#[test]
fn a_log_that_does_no_step_keeps_what_follows_from_the_plan() {
    let mut world = world();
    let text = plan_of(&world, DAYS.len(), true, Some(9));
    planned(&mut world, &text);
    let before = world.engine.kept_steps().unwrap();
    world.log("gamma/two", 3);
    let after = world.engine.kept_steps().unwrap();
    assert!(Arc::ptr_eq(&before, &after));
    world.log("alpha/**", 3);
    let after = world.engine.kept_steps().unwrap();
    assert!(
        !Arc::ptr_eq(&before, &after),
        "the recall of today was a step"
    );
}

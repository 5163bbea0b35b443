//! What was missed and got another date: read, drawn and coded first, and brought forward where minutes are left.

use super::super::world::World;
use super::{asked, dates, ids, plan, planned, show, topic};
use crate::ipc::protocol::{PlanCatchUp, PlanMove, PlanStep, Request};

/// Twelve topics of 43 minutes, an hour a day, the first three of which were missed and then spread again: the first two
/// on 2026-11-25, the third on the day after.
fn behind() -> World {
    let mut world = World::empty();
    let days: String = (0..12)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    planned(&mut world, &plan(&days));
    world.pass_days(3);
    let request = PlanCatchUp {
        mode: Some("rebalance".to_owned()),
        ..PlanCatchUp::default()
    };
    world.ask(Request::PlanCatchUp(request)).unwrap();
    world
}

/// Does a step of a day in so many minutes.
fn done(world: &mut World, day: &str, step: &str, minutes: u32) {
    let request = PlanStep {
        day: Some(day.to_owned()),
        step: Some(step.to_owned()),
        how: "done".to_owned(),
        took_secs: Some(minutes * 60),
        ..PlanStep::default()
    };
    asked(world, Request::PlanStep(request)).unwrap();
}

/// The steps that are asked now and not done.
fn open(world: &mut World) -> Vec<String> {
    let steps = show(world).steps.into_iter();
    ids(steps.filter(|step| !step.done && step.kind != "review"))
}

#[test]
fn what_was_missed_is_read_drawn_and_coded_before_any_of_it_is_rebuilt_placed_or_explained() {
    let mut world = behind();
    let told = dates(&mut world);
    assert_eq!(told[..3], ["d0 11-25", "d1 11-25", "d2 11-26"]);
    // Twice 31 of 66 minutes; the 4 that are left are for what comes after.
    let first = ["d0/glance", "d0/learn", "d0/map", "d0/code"];
    let second = ["d1/glance", "d1/learn", "d1/map", "d1/code"];
    let rest = ["d0/recall"];
    assert_eq!(open(&mut world), [&first[..], &second, &rest].concat());
}

#[test]
fn what_was_missed_is_brought_forward_into_minutes_that_are_left() {
    let mut world = behind();
    for day in ["d0", "d1"] {
        for step in ["learn", "map", "recall", "code", "palace", "explain"] {
            done(&mut world, day, step, 3);
        }
    }
    // 30 of 66 minutes are left, two for looking at the maps: enough for its reading and its map, not for its code.
    let open = open(&mut world);
    let begun = ["d2/learn", "d2/map"].map(str::to_owned);
    assert!(begun.iter().all(|step| open.contains(step)), "{open:?}");
    assert!(!open.contains(&"d2/code".to_owned()), "{open:?}");
    let later = open.iter().any(|step| step.starts_with("d3"));
    assert!(!later, "what was not missed waits for its date: {open:?}");
}

#[test]
fn what_was_moved_before_its_date_is_not_brought_forward() {
    let mut world = World::empty();
    let days: String = (0..3)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    planned(&mut world, &plan(&days));
    let to = PlanMove {
        day: "d1".to_owned(),
        to: "2026-11-26".to_owned(),
        ..PlanMove::default()
    };
    asked(&mut world, Request::PlanMove(to)).unwrap();
    world.pass_days(3);
    let open = open(&mut world);
    assert!(!open.iter().any(|step| step.starts_with("d1")), "{open:?}");
}

#[test]
fn what_was_missed_and_only_rebuilt_is_read_and_drawn_before_the_topic_of_the_date() {
    let mut world = behind();
    // As reviews do it, too.
    done(&mut world, "d0", "recall", 3);
    done(&mut world, "d1", "recall", 3);
    world.pass_days(1);
    // 31 of 66 minutes, then 20: the code of the date is never left out, and has no room beside it for its reading.
    let open = open(&mut world);
    let first = ["d0/glance", "d0/learn", "d0/map", "d0/code"];
    let second = ["d1/learn", "d1/map"];
    let own = ["d2/code"];
    assert_eq!(open[..7], [&first[..], &second, &own].concat(), "{open:?}");
    let later = open.iter().any(|step| step == "d2/learn");
    assert!(!later, "{open:?}");
}

//! What the plan's own steps are called when they are taken back.

use super::*;
use crate::engine::tests::world::World;

fn moved(world: &mut World, day: &str, to: &str) {
    let request = PlanMove {
        day: day.to_owned(),
        to: to.to_owned(),
        ..PlanMove::default()
    };
    asked(world, Request::PlanMove(request)).unwrap();
}

fn off(world: &mut World, from: &str, until: &str) {
    let request = PlanOff {
        from: Some(from.to_owned()),
        until: Some(until.to_owned()),
        ..PlanOff::default()
    };
    asked(world, Request::PlanOff(request)).unwrap();
}

fn undone(world: &mut World) -> String {
    world.undo().unwrap().undone.remove(0).what
}

#[test]
fn moved_days_and_days_off_are_named() {
    let mut world = two_days();
    moved(&mut world, "dicts", "2026-11-24");
    off(&mut world, "2026-12-02", "2026-12-02");
    off(&mut world, "2026-11-22", "2026-11-25");
    assert_eq!(
        undone(&mut world),
        "1 day moved: dicts; 1 plan off: 2026-11-22 to 2026-11-25"
    );
    assert_eq!(undone(&mut world), "1 plan off: 2026-12-02");
    assert_eq!(undone(&mut world), "1 day moved: dicts");
    moved(&mut world, "dicts", "2026-11-24");
    moved(&mut world, "closures", "2026-11-23");
    off(&mut world, "2026-11-22", "2026-11-24");
    assert_eq!(
        undone(&mut world),
        "2 days moved: closures, dicts; 1 plan off: 2026-11-22 to 2026-11-24"
    );
}

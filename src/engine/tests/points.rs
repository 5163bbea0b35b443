//! Rooms whose point is rewritten.

use super::identity::{HOUSE, alias, edit, world};
use crate::ipc::protocol::Filter;

#[test]
fn a_room_whose_point_changed_much_is_due_at_once_until_it_is_reviewed() {
    let mut world = world(HOUSE);
    world.log("house/hall", 4);
    world.pass_days(1);
    let before = world.show("house/hall");
    let report = edit(&mut world, "closures", "closures.");
    assert_eq!(
        (report.repointed.len(), &report.repointed[0].due),
        (1, &None)
    );
    assert_eq!(world.show("house/hall").locus.due, before.locus.due);
    let report = edit(&mut world, "closures.", "garbage collection");
    assert_eq!(report.repointed[0].due.as_deref(), Some("2026-11-23"));
    for _ in 0..2 {
        let hall = world.show("house/hall");
        assert_eq!(hall.locus.due.as_deref(), Some("2026-11-23"));
        assert!(hall.repointed_at.is_some());
        assert_eq!(hall.history, before.history);
        assert_eq!(world.ls(Filter::Due).len(), 1);
        crate::store::repair::repair(&mut world.engine.store, &world.engine.model).unwrap();
        world.restart();
        world.read();
    }
    world.log("house/hall", 3);
    let hall = world.show("house/hall");
    assert!(hall.repointed_at.is_none() && hall.locus.due.as_deref() > Some("2026-11-23"));
    world.undo().unwrap();
    assert!(world.show("house/hall").repointed_at.is_some());
}

#[test]
fn a_point_that_is_put_back_is_what_was_learned_and_no_longer_due() {
    let mut world = world(HOUSE);
    world.log("house/hall", 4);
    world.pass_days(1);
    let before = world.show("house/hall");
    edit(&mut world, "closures", "garbage collection");
    assert!(world.show("house/hall").repointed_at.is_some());
    let report = edit(&mut world, "garbage collection", "Closures.");
    assert_eq!(report.repointed[0].due, None);
    for _ in 0..2 {
        let hall = world.show("house/hall");
        assert_eq!(
            (hall.repointed_at, hall.locus.due),
            (None, before.locus.due.clone())
        );
        crate::store::repair::repair(&mut world.engine.store, &world.engine.model).unwrap();
        world.restart();
        world.read();
    }
    edit(&mut world, "Closures.", "decorators of classes");
    world.log("house/hall", 3);
    world.pass_days(1);
    let report = edit(&mut world, "decorators of classes", "Closures.");
    assert!(
        report.repointed[0].due.is_some(),
        "it was learned otherwise since"
    );
}

#[test]
fn a_new_room_has_nothing_to_fall_due_by() {
    let mut world = world(HOUSE);
    alias(&mut world, "house/hall", "corridor", false).unwrap();
    let report = edit(&mut world, "closures", "garbage collection");
    assert_eq!(report.repointed[0].due, None);
    assert_eq!(world.show("corridor").locus.state, "new");
}

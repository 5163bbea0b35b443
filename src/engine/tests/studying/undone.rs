//! What the plan's own steps are called when they are taken back.

use uuid::Uuid;

use super::*;
use crate::engine::tests::world::World;

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

#[test]
fn days_off_begin_today_at_the_earliest() {
    let mut world = two_days();
    let mut wanted = |from: Option<&str>, until: Option<&str>, batch_id| {
        let request = PlanOff {
            batch_id,
            from: from.map(str::to_owned),
            until: until.map(str::to_owned),
        };
        asked(&mut world, Request::PlanOff(request))
    };
    let tail = "days off begin today at the earliest; what was missed: loci plan catch-up";
    for (from, until, over) in [
        (Some("2026-11-21"), None, "2026-11-21 is over"),
        (Some("2026-11-19"), Some("2026-11-19"), "2026-11-19 is over"),
        (
            Some("2025-01-01"),
            Some("2026-11-21"),
            "2025-01-01 to 2026-11-21 are over",
        ),
        (None, Some("2026-11-21"), "2026-11-21 is over"),
    ] {
        let failure = wanted(from, until, None).unwrap_err();
        assert_eq!(failure.code, ErrorCode::InvalidParams);
        assert_eq!(failure.message, format!("{over}: {tail}"));
    }
    // What of a range is still ahead is taken, however long ago it began.
    let batch = Uuid::from_u128(7);
    let off = wanted(Some("2024-11-19"), Some("2026-11-23"), Some(batch)).unwrap();
    assert_eq!(off.batch, Some(batch));
    assert_eq!(dates(&mut world), ["closures 11-24", "dicts 11-25"]);
    assert_eq!(undone(&mut world), "1 plan off: 2026-11-22 to 2026-11-23");
}

#[test]
fn days_off_that_are_told_again_after_they_are_over_are_known() {
    let mut world = two_days();
    let request = || {
        Request::PlanOff(PlanOff {
            batch_id: Some(Uuid::from_u128(7)),
            from: Some("2026-11-22".to_owned()),
            until: None,
        })
    };
    let first = asked(&mut world, request()).unwrap().batch;
    world.pass_secs(2 * 86_400);
    assert_eq!(asked(&mut world, request()).unwrap().batch, first);
}

#[test]
fn no_day_moves_to_a_date_that_is_over_but_what_was_told_before_may_come_again() {
    let mut world = two_days();
    let to = |to: &str, batch: u128| {
        Request::PlanMove(PlanMove {
            batch_id: Some(Uuid::from_u128(batch)),
            day: "dicts".to_owned(),
            to: to.to_owned(),
        })
    };
    asked(&mut world, to("2026-11-24", 1)).unwrap();
    world.pass_days(3);
    let said = asked(&mut world, to("2026-11-24", 2)).unwrap_err().message;
    assert!(
        said.starts_with("2026-11-24 is over") && said.contains("loci plan catch-up"),
        "{said}"
    );
    let again = asked(&mut world, to("2026-11-24", 1)).unwrap();
    assert_eq!(again.batch, Some(Uuid::from_u128(1)));
    asked(&mut world, to("2026-11-25", 3)).unwrap();
    assert_eq!(dates(&mut world), ["closures 11-22", "dicts 11-25"]);
}

#[test]
fn what_is_so_already_is_not_written_again() {
    let mut world = two_days();
    let to = || PlanMove {
        day: "dicts".to_owned(),
        to: "2026-11-24".to_owned(),
        ..PlanMove::default()
    };
    let off = |from: &str, until: &str| {
        Request::PlanOff(PlanOff {
            from: Some(from.to_owned()),
            until: Some(until.to_owned()),
            ..PlanOff::default()
        })
    };
    let batch = |world: &mut World, request| asked(world, request).unwrap().batch;
    let by_its_place = PlanMove {
        to: "2026-11-23".to_owned(),
        ..to()
    };
    assert_eq!(dates(&mut world), ["closures 11-22", "dicts 11-23"]);
    assert_eq!(batch(&mut world, Request::PlanMove(by_its_place)), None);
    assert!(batch(&mut world, Request::PlanMove(to())).is_some());
    assert_eq!(batch(&mut world, Request::PlanMove(to())), None);
    assert!(batch(&mut world, off("2026-12-01", "2026-12-03")).is_some());
    assert_eq!(batch(&mut world, off("2026-12-01", "2026-12-03")), None);
    assert_eq!(batch(&mut world, off("2026-12-02", "2026-12-02")), None);
    assert!(batch(&mut world, off("2026-12-03", "2026-12-04")).is_some());
    assert_eq!(undone(&mut world), "1 plan off: 2026-12-03 to 2026-12-04");
    assert_eq!(undone(&mut world), "1 plan off: 2026-12-01 to 2026-12-03");
    assert_eq!(undone(&mut world), "1 day moved: dicts");
    // What was taken back can be said again.
    assert!(batch(&mut world, Request::PlanMove(to())).is_some());
}

#[test]
fn a_day_that_was_moved_onto_a_date_off_leaves_it_when_that_is_said_again() {
    let mut world = two_days();
    off(&mut world, "2026-11-24", "2026-11-24");
    moved(&mut world, "dicts", "2026-11-24");
    off(&mut world, "2026-11-24", "2026-11-24");
    assert_eq!(undone(&mut world), "1 day moved: dicts");
}

#[test]
fn a_step_takes_a_day_at_most() {
    let mut world = two_days();
    let took = |secs| {
        Request::PlanStep(PlanStep {
            day: Some("dicts".to_owned()),
            step: Some("code".to_owned()),
            how: "done".to_owned(),
            took_secs: Some(secs),
            ..PlanStep::default()
        })
    };
    let failure = world.ask(took(86_401)).unwrap_err();
    assert_eq!(failure.code, ErrorCode::InvalidParams);
    assert!(failure.message.contains("24 h"), "{failure}");
    assert!(asked(&mut world, took(86_400)).unwrap().batch.is_some());
    assert_eq!(asked(&mut world, took(60)).unwrap().batch, None);
}

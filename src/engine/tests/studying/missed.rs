//! What was missed and got another date: read, drawn and coded first, and brought forward where minutes are left.

use super::super::world::World;
use super::{asked, dates, moved, off, plan, planned, show, topic};
use crate::ipc::protocol::{PlanCatchUp, PlanStep, Request};

/// Twelve topics of 43 minutes, an hour a day, the first three of which were missed and then spread again: the first two
/// on 2026-11-25, the third on the day after.
fn behind() -> World {
    let mut world = World::empty();
    let days: String = (0..12)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    planned(&mut world, &plan(&days));
    world.pass_days(3);
    rebalance(&mut world);
    world
}

fn rebalance(world: &mut World) {
    let request = PlanCatchUp {
        mode: Some("rebalance".to_owned()),
        ..PlanCatchUp::default()
    };
    world.ask(Request::PlanCatchUp(request)).unwrap();
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

/// The steps that are asked now and not done; of one that is asked in part also its minutes and those that wait.
fn open(world: &mut World) -> Vec<String> {
    let steps = show(world).steps.into_iter();
    let open = steps.filter(|step| !step.done && !step.skipped && step.kind != "review");
    let told = open.map(|step| match step.later_minutes {
        Some(later) => format!("{} {}, {later} later", step.id, step.minutes),
        None => step.id,
    });
    told.collect()
}

#[test]
fn what_was_missed_is_read_drawn_and_coded_before_any_of_it_is_rebuilt_placed_or_explained() {
    let mut world = behind();
    let told = dates(&mut world);
    assert_eq!(told[..3], ["d0 11-25", "d1 11-25", "d2 11-26"]);
    // Twice 30 of 66 minutes, and the 6 that are left for a part of the next; nothing is looked at before.
    let first = ["d0/learn", "d0/map", "d0/code"];
    let second = ["d1/learn", "d1/map", "d1/code"];
    let third = ["d2/learn 6, 6 later"];
    assert_eq!(open(&mut world), [&first[..], &second, &third].concat());
}

#[test]
fn what_was_missed_is_brought_forward_into_minutes_that_are_left() {
    let mut world = behind();
    for day in ["d0", "d1"] {
        for step in ["learn", "map", "recall", "code", "palace", "explain"] {
            done(&mut world, day, step, 3);
        }
    }
    // 30 of 66 minutes are left: enough for its reading, its map and its code. What was not missed waits for its date.
    assert_eq!(open(&mut world), ["d2/learn", "d2/map", "d2/code"]);
}

#[test]
fn what_was_moved_to_an_earlier_date_and_missed_there_comes_first_too() {
    let mut world = World::empty();
    let days: String = (0..8)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    planned(&mut world, &plan(&days));
    moved(&mut world, "d7", "2026-11-23");
    for day in ["d0", "d1"] {
        for step in ["learn", "map", "recall", "code", "palace", "explain"] {
            done(&mut world, day, step, 3);
        }
    }
    world.pass_days(2);
    rebalance(&mut world);
    let first = ["d7/learn", "d7/map", "d7/code"];
    let open = open(&mut world);
    assert_eq!(open[..3], first, "{open:?}");
}

#[test]
fn what_was_moved_before_its_date_is_not_brought_forward() {
    let mut world = World::empty();
    let days: String = (0..3)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    planned(&mut world, &plan(&days));
    moved(&mut world, "d1", "2026-11-26");
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
    // Twice 30 of 66 minutes; of the topic of the date a part of its reading, before its code.
    let first = ["d0/learn", "d0/map", "d0/code"];
    let second = ["d1/learn", "d1/map", "d1/code"];
    let own = ["d2/learn 6, 6 later"];
    assert_eq!(open(&mut world), [&first[..], &second, &own].concat());
}

#[test]
fn what_is_left_over_of_a_topic_that_was_not_missed_comes_after_what_was() {
    let mut world = behind();
    assert_eq!(dates(&mut world)[3], "d3 11-27");
    done(&mut world, "d3", "recall", 3);
    world.pass_days(3);
    rebalance(&mut world);
    let open = open(&mut world);
    let first = ["d0/learn", "d0/map", "d0/code"];
    let second = ["d1/learn", "d1/map", "d1/code"];
    assert_eq!(open[..6], [first, second].concat(), "{open:?}");
    assert!(!open.iter().any(|step| step.starts_with("d3")), "{open:?}");
}

#[test]
fn once_what_was_missed_is_made_up_for_the_list_of_that_day_goes_on_in_its_order() {
    let mut world = behind();
    for (day, step) in [
        ("d0", "learn"),
        ("d0", "map"),
        ("d0", "code"),
        ("d1", "learn"),
        ("d1", "map"),
    ] {
        done(&mut world, day, step, 10);
    }
    done(&mut world, "d1", "code", 10);
    moved(&mut world, "d3", "2026-11-26");
    world.pass_days(1);
    let own = ["d3/learn", "d3/map", "d3/code"];
    assert_eq!(open(&mut world)[3..6], own);
    for step in ["learn", "map", "code"] {
        done(&mut world, "d2", step, 10);
    }
    assert_eq!(open(&mut world)[..3], own);
}

#[test]
fn what_was_done_of_a_later_date_stands_in_the_list_of_today() {
    let mut world = behind();
    for day in ["d0", "d1"] {
        for step in ["learn", "map", "recall", "code", "palace", "explain"] {
            done(&mut world, day, step, 3);
        }
    }
    for step in ["learn", "map", "code"] {
        done(&mut world, "d2", step, 10);
        let told = show(&mut world);
        let id = format!("d2/{step}");
        assert!(told.steps.iter().any(|of| of.id == id && of.done), "{id}");
        let mut listed = told.steps.iter().chain(&told.waiting);
        assert!(listed.any(|of| of.id == "d2/recall"), "{id}");
    }
}

#[test]
fn what_is_read_in_part_is_not_rebuilt_on_that_day_also_without_a_map() {
    let mut world = World::empty();
    let day = |n| {
        format!("[[day]]\nid = 'd{n}'\ntitle = 'd{n}'\nlevel = 'intermediate'\nlearn = 'read it'\n")
    };
    let days: String = (0..12).map(day).collect();
    planned(
        &mut world,
        &plan(&days).replace("minutes = 60", "minutes = 54"),
    );
    // So it takes a minute.
    for n in 7..12 {
        done(&mut world, &format!("d{n}"), "recall", 1);
    }
    world.pass_days(5);
    rebalance(&mut world);
    for n in 0..4 {
        let skipped = PlanStep {
            day: Some(format!("d{n}")),
            step: Some("recall".to_owned()),
            how: "skipped".to_owned(),
            ..PlanStep::default()
        };
        asked(&mut world, Request::PlanStep(skipped)).unwrap();
    }
    // Of 59 minutes four times 12, ten of the fifth, and one that is left.
    let read = ["d0/learn", "d1/learn", "d2/learn", "d3/learn"];
    let part = ["d4/learn 10, 2 later"];
    assert_eq!(open(&mut world), [&read[..], &part].concat());
}

#[test]
fn a_look_ahead_is_left_out_once_the_topic_is_read_and_comes_back_with_undo() {
    let mut world = World::empty();
    planned(&mut world, &plan(&topic("d0", "python/d0")));
    let glance = |told: &crate::ipc::protocol::PlanReply| {
        let step = told.steps.iter().find(|step| step.kind == "glance");
        step.map(|step| (step.done, step.skipped)).unwrap()
    };
    assert_eq!(glance(&show(&mut world)), (false, false));
    let told = asked(&mut world, part(Some("d0"), Some("learn"), Some(7))).unwrap();
    assert_eq!(glance(&told), (false, true));
    let undo = Request::Undo(crate::ipc::protocol::Undo::default());
    world.ask(undo).unwrap();
    assert_eq!(glance(&show(&mut world)), (false, false));
    // It may still be done.
    done(&mut world, "d0", "learn", 3);
    assert_eq!(glance(&show(&mut world)), (false, true));
    done(&mut world, "d0", "glance", 1);
    assert_eq!(glance(&show(&mut world)), (true, false));
}

fn part(day: Option<&str>, step: Option<&str>, minutes: Option<u32>) -> Request {
    Request::PlanStep(PlanStep {
        day: day.map(str::to_owned),
        step: step.map(str::to_owned),
        how: "part".to_owned(),
        took_secs: minutes.map(|minutes| minutes * 60),
        ..PlanStep::default()
    })
}

#[test]
fn a_part_that_is_asked_is_done_without_being_named_and_its_rest_comes_first_on_the_next_date() {
    let mut world = behind();
    for day in ["d0", "d1"] {
        for step in ["learn", "map", "recall", "code", "palace", "explain"] {
            done(&mut world, day, step, 3);
        }
    }
    for step in ["learn", "map"] {
        done(&mut world, "d2", step, 11);
    }
    // 66 minutes less 36 for two topics, and 22 for the third.
    assert_eq!(open(&mut world), ["d2/code 8, 2 later"]);
    asked(&mut world, part(None, None, None)).unwrap();
    let code = |steps: &[crate::ipc::protocol::PlanStepInfo]| {
        let code = steps.iter().find(|step| step.id == "d2/code").cloned();
        code.map(|step| (step.minutes, step.spent_secs, step.done))
    };
    world.pass_days(1);
    let told = show(&mut world);
    assert_eq!(told.missed, Vec::new());
    let place = |of: &str| told.steps.iter().position(|step| step.id.starts_with(of));
    assert!(place("d2/code") < place("d2/recall"), "{:?}", told.steps);
    assert_eq!(code(&told.steps), Some((2, Some(480), false)));
}

#[test]
fn a_part_counts_among_the_minutes_of_its_date_and_undo_takes_it_back() {
    let mut world = World::empty();
    planned(&mut world, &plan(&topic("d0", "python/d0")));
    let of = |told: &crate::ipc::protocol::PlanReply, id: &str| {
        let step = told.steps.iter().find(|step| step.id == id).cloned();
        step.map(|step| (step.minutes, step.spent_secs))
    };
    let before = show(&mut world);
    let told = asked(&mut world, part(Some("d0"), Some("learn"), Some(7))).unwrap();
    assert_eq!(of(&told, "d0/learn"), Some((5, Some(420))));
    // Who reads looks no more at what is to come.
    assert_eq!(told.minutes, before.minutes - 7 - 1);
    // Of what is not done two minutes are left, however long it took.
    let told = asked(&mut world, part(Some("d0"), Some("learn"), Some(30))).unwrap();
    assert_eq!(of(&told, "d0/learn"), Some((2, Some(37 * 60))));
    let undo = Request::Undo(crate::ipc::protocol::Undo::default());
    world.ask(undo.clone()).unwrap();
    world.ask(undo).unwrap();
    assert_eq!(show(&mut world).steps, before.steps);
}

#[test]
fn a_part_is_refused_where_there_is_none() {
    let mut world = World::empty();
    planned(&mut world, &plan(&topic("d0", "python/d0")));
    for (request, says) in [
        (part(None, None, None), "nothing is asked in part today"),
        (
            part(None, Some("learn"), None),
            "no part of d0 is asked today",
        ),
        (part(None, Some("map"), Some(5)), "`map` is done at once"),
    ] {
        let failure = asked(&mut world, request).unwrap_err();
        assert!(failure.message.contains(says), "{}", failure.message);
    }
}

#[test]
fn a_step_that_is_named_without_its_day_is_the_first_open_one_of_the_list() {
    let mut world = behind();
    done(&mut world, "d0", "learn", 3);
    let learn = PlanStep {
        step: Some("learn".to_owned()),
        how: "done".to_owned(),
        ..PlanStep::default()
    };
    let listed = open(&mut world);
    let first = listed.iter().find(|step| step.ends_with("/learn")).cloned();
    assert_eq!(first.as_deref(), Some("d1/learn"));
    let told = asked(&mut world, Request::PlanStep(learn)).unwrap();
    let is_done = |step: &&crate::ipc::protocol::PlanStepInfo| step.id == "d1/learn" && step.done;
    assert!(told.steps.iter().any(|step| is_done(&step)));
}

#[test]
fn the_code_of_what_was_dropped_is_not_brought_forward_before_the_topic_of_the_date() {
    let mut world = World::empty();
    let days: String = (0..8)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    planned(&mut world, &plan(&days));
    world.pass_days(5);
    let drop = PlanCatchUp {
        mode: Some("drop".to_owned()),
        ..PlanCatchUp::default()
    };
    world.ask(Request::PlanCatchUp(drop)).unwrap();
    let open = open(&mut world);
    let own = ["d5/learn", "d5/map", "d5/code"];
    assert!(
        own.iter().all(|step| open.contains(&(*step).to_owned())),
        "{open:?}"
    );
    let dates = dates(&mut world);
    let today = |step: &&String| {
        let day = step.split('/').next().unwrap_or_default();
        dates.contains(&format!("{day} 11-27"))
    };
    assert_eq!(
        open.iter().filter(|step| !today(step)).count(),
        0,
        "{open:?} {dates:?}"
    );
}

/// Does all that is asked, in the minutes that are asked.
fn obeyed(world: &mut World) {
    while let Some(step) = show(world)
        .steps
        .into_iter()
        .find(|step| !step.done && !step.skipped && step.kind != "review")
    {
        let (day, kind) = step.id.split_once('/').unwrap();
        let how = step.later_minutes.map_or("done", |_| "part");
        let request = PlanStep {
            day: Some(day.to_owned()),
            step: Some(kind.to_owned()),
            how: how.to_owned(),
            took_secs: Some(step.minutes * 60),
            ..PlanStep::default()
        };
        asked(world, Request::PlanStep(request)).unwrap();
    }
}

#[test]
fn what_an_overfull_date_did_not_come_to_is_asked_on_the_next_ones_until_the_evening_that_was_told()
{
    // Nine topics of 30 minutes to be read, drawn and coded, whose plan has ended: all get the date of today.
    let mut world = World::empty();
    let days: String = (0..9)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    planned(&mut world, &plan(&days));
    world.pass_days(12);
    rebalance(&mut world);
    let told = show(&mut world).made_up.unwrap();
    assert_eq!(
        (told.minutes, told.date.as_deref()),
        (270, Some("2026-12-08"))
    );
    let mut over = None;
    for _ in 0..10 {
        obeyed(&mut world);
        let plan = show(&mut world);
        if plan.made_up.is_none() {
            over.get_or_insert(plan.date);
        }
        world.pass_days(1);
    }
    assert_eq!(over, told.date);
}

#[test]
fn on_a_day_off_nothing_is_made_up_for() {
    let mut world = behind();
    assert!(!open(&mut world).is_empty());
    off(&mut world, "2026-11-25", "2026-11-25");
    assert_eq!(open(&mut world), [""; 0]);
    world.pass_days(1);
    assert_eq!(open(&mut world)[..2], ["d0/learn", "d0/map"]);
    // What is left of a begun day waits for the next one, too.
    done(&mut world, "d0", "learn", 5);
    world.pass_days(1);
    off(&mut world, "2026-11-27", "2026-11-27");
    assert_eq!(open(&mut world), [""; 0]);
}

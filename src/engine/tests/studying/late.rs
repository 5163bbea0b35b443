//! A plan that comes too late for its interview: what is told of it, and what catching up makes of it.

use super::super::world::World;
use super::{asked, dates, off, plan, planned, show, topic};
use crate::ipc::protocol::{
    Failure, PlanCatchUp, PlanMadeUp, PlanStep, PlanWay, Request, Response,
};

/// So many topics of 43 minutes and a final pass from 2026-11-22 on, an hour a day, with an interview.
fn led_to(interview: &str, topics: usize) -> World {
    let mut world = World::empty();
    let mut days: String = (0..topics)
        .map(|n| topic(&format!("d{n}"), &format!("python/d{n}")))
        .collect();
    days.push_str("[[day]]\nid = 'last'\ntitle = 'last'\nkind = 'final'\n");
    let minutes = "minutes = 60\n";
    let told = plan(&days).replace(minutes, &format!("{minutes}interview = {interview}\n"));
    planned(&mut world, &told);
    world
}

fn ways(world: &mut World, mode: Option<&str>) -> Result<Vec<PlanWay>, Failure> {
    let request = PlanCatchUp {
        mode: mode.map(str::to_owned),
        ..PlanCatchUp::default()
    };
    match world.ask(Request::PlanCatchUp(request))? {
        Response::PlanCatchUp(reply) => Ok(reply.ways),
        other => panic!("{other:?}"),
    }
}

fn holds(warnings: &[String], part: &str) -> bool {
    warnings.iter().any(|warning| warning.contains(part))
}

#[test]
fn what_rebalancing_has_no_minutes_for_is_told_with_what_to_do() {
    // Nine topics until the last date for something new, all missed: six dates are left, one of them the final pass.
    let mut world = led_to("2026-12-08", 9);
    world.pass_days(10);
    let told = ways(&mut world, Some("rebalance")).unwrap();
    assert_eq!(told[0].most_minutes, 66);
    let part = "1 topic does not fit into the minutes of the dates that are left and a tenth more: skip some \
                (loci plan skip DAY), or loci plan catch-up --mode drop";
    assert!(holds(&told[0].warnings, part), "{:?}", told[0].warnings);
    assert!(dates(&mut world).contains(&"last 12-07".to_owned()));
}

#[test]
fn what_lies_on_or_after_the_interview_is_told_apart() {
    let mut world = led_to("2026-12-08", 10);
    let told = off(&mut world, "2026-11-23", "2026-12-05");
    // d0 is today, d1 and d2 lie right before the interview, the others and the final pass on its day and later.
    let part = "2 topics begin after 2026-12-01, less than 7 days before the interview";
    assert!(holds(&told.warnings, part), "{:?}", told.warnings);
    let part = "8 days, the final pass among them, lie on or after the interview on 2026-12-08: \
                loci plan catch-up --mode rebalance, loci plan move last DATE, or skip some (loci plan skip DAY)";
    assert!(holds(&told.warnings, part), "{:?}", told.warnings);
    let way = ways(&mut world, Some("rebalance")).unwrap();
    // The final pass gets the last date before the interview, and what has no room is told.
    assert!(
        !holds(&way[0].warnings, "on or after"),
        "{:?}",
        way[0].warnings
    );
    assert!(
        holds(&way[0].warnings, "do not fit"),
        "{:?}",
        way[0].warnings
    );
    assert!(dates(&mut world).contains(&"last 12-07".to_owned()));
    let told = show(&mut world).warnings;
    assert!(!holds(&told, "on or after"), "{told:?}");
}

#[test]
fn rebalancing_is_advised_only_where_it_helps() {
    // Five dates: half of them for topics, and no rule of seven days could be kept.
    let mut world = led_to("2026-11-27", 3);
    let told = show(&mut world).warnings;
    assert!(holds(&told, "loci plan skip DAY"), "{told:?}");
    assert!(!holds(&told, "rebalance"), "{told:?}");
    for mode in [None, Some("rebalance")] {
        assert!(ways(&mut world, mode).unwrap().is_empty(), "{mode:?}");
    }
    let mut world = led_to("2026-12-08", 11);
    let told = show(&mut world).warnings;
    assert!(
        holds(&told, "or loci plan catch-up --mode rebalance"),
        "{told:?}"
    );
    assert_eq!(ways(&mut world, Some("rebalance")).unwrap().len(), 1);
    assert!(!holds(&show(&mut world).warnings, "rebalance"));
}

#[test]
fn after_the_interview_nothing_is_missed_any_more() {
    let mut world = led_to("2026-12-08", 9);
    world.pass_days(16);
    assert_eq!(show(&mut world).date, "2026-12-08");
    let told = show(&mut world);
    assert!(!told.missed.is_empty() && !holds(&told.warnings, "is over"));
    world.pass_days(1);
    let told = show(&mut world);
    assert!(told.missed.is_empty(), "{told:?}");
    let over = "the interview of 2026-12-08 is over: nothing is missed any more; \
                loci plan new NAME makes another plan";
    assert_eq!(told.warnings, [over]);
    for mode in [None, Some("rebalance"), Some("extend"), Some("drop")] {
        let said = ways(&mut world, mode).unwrap_err().message;
        assert_eq!(said, over);
    }
}

#[test]
fn what_was_to_be_made_up_for_is_nothing_any_more_after_the_interview() {
    let mut world = led_to("2026-12-08", 9);
    world.pass_days(10);
    ways(&mut world, Some("rebalance")).unwrap();
    world.pass_days(6);
    assert!(show(&mut world).made_up.is_some());
    world.pass_days(1);
    let told = show(&mut world);
    assert_eq!((told.date.as_str(), told.made_up), ("2026-12-09", None));
    assert!(
        told.steps.iter().all(|step| step.kind == "review"),
        "{:?}",
        told.steps
    );
}

/// Does all of a topic in a quarter of an hour.
fn done(world: &mut World, day: &str) {
    for step in ["learn", "map", "recall", "code", "palace", "explain"] {
        let request = PlanStep {
            day: Some(day.to_owned()),
            step: Some(step.to_owned()),
            how: "done".to_owned(),
            took_secs: Some(150),
            ..PlanStep::default()
        };
        asked(world, Request::PlanStep(request)).unwrap();
    }
}

#[test]
fn by_when_what_was_missed_is_made_up_for_is_told_with_each_way_and_until_it_is() {
    let mut world = led_to("2026-12-31", 12);
    assert_eq!(show(&mut world).made_up, None);
    world.pass_days(3);
    let by = |minutes: u32, date: &str| {
        let date = Some(format!("2026-{date}"));
        Some(PlanMadeUp { minutes, date })
    };
    // Three topics of 30 minutes to be read, drawn and coded; a date has 66.
    let told = ways(&mut world, None).unwrap();
    let told: Vec<_> = told
        .into_iter()
        .map(|way| (way.mode, way.made_up))
        .collect();
    let expected = [
        ("rebalance".to_owned(), by(90, "11-26")),
        ("extend".to_owned(), by(90, "11-26")),
        ("drop".to_owned(), None),
    ];
    assert_eq!(told, expected);
    ways(&mut world, Some("rebalance")).unwrap();
    assert_eq!(show(&mut world).made_up, by(90, "11-26"));
    done(&mut world, "d0");
    done(&mut world, "d1");
    // 36 minutes are left of today.
    assert_eq!(show(&mut world).made_up, by(30, "11-25"));
    done(&mut world, "d2");
    assert_eq!(show(&mut world).made_up, None);
}

#[test]
fn what_takes_more_than_five_dates_or_never_ends_is_told_with_what_to_do() {
    let told = |interview: &str, missed: usize| {
        let mut world = led_to(interview, missed + 1);
        world.pass_days(u32::try_from(missed).unwrap());
        ways(&mut world, Some("rebalance")).unwrap().remove(0)
    };
    let long = |way: &PlanWay| holds(&way.warnings, "made up for");
    // Ten topics of 30 minutes fit into five dates of 66, twelve do not.
    assert!(!long(&told("2026-12-31", 10)));
    let part = "what was missed, 360 min, takes 6 study dates to be made up for, until 2026-12-09, beside 0 min of \
                reviews a day: give it more minutes a day (`minutes` in the plan's file), skip some (loci plan skip \
                DAY), or loci plan catch-up --mode drop";
    let way = told("2026-12-31", 12);
    assert!(holds(&way.warnings, part), "{:?}", way.warnings);
    let way = told("2026-12-07", 12);
    let part = "what was missed, 360 min, cannot be made up for in time, beside";
    assert!(holds(&way.warnings, part), "{:?}", way.warnings);
    assert_eq!(way.made_up.unwrap().date, None);
}

//! The days before an interview: what is expected of it, its final pass, and what does not fit.

use std::collections::BTreeMap;

use super::forecasting::forecast;
use super::studying::{plan, planned, show, topic};
use super::world::{World, log};
use crate::ipc::protocol::{Filter, Forecast, PlanStep, Request};

/// Maps of five branches each.
const MAPS: [&str; 12] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu",
];

fn map(name: &str) -> String {
    let branches = ["one", "two", "three", "four", "five"];
    let lines = branches.map(|branch| format!("├── {branch} of {name}\n"));
    format!("# Mind map\n\n```\n{name}\n{}```\n", lines.concat())
}

/// All maps on as many days from 2026-11-22 on, the interview so many days after that.
fn leading_to(days: u32, minutes: u32) -> World {
    let mut world = World::empty();
    for name in MAPS {
        world.write(&format!("{name}.md"), &map(name));
    }
    world.read();
    let interview = world.now.at.date_naive() + chrono::Days::new(u64::from(days));
    let topics: String = MAPS.iter().map(|name| topic(name, name)).collect();
    let text = plan(&topics).replace("minutes = 60", &format!("minutes = {minutes}"));
    let text = text.replace(
        "start =",
        &format!("interview = {interview}T10:00:00\nstart ="),
    );
    planned(&mut world, &text);
    world
}

/// All maps are drawn, and were recalled without an effort.
fn learnt(world: &mut World) {
    for name in MAPS {
        world.log(name, 4);
        let drawn = PlanStep {
            day: Some(name.to_owned()),
            step: Some("map".to_owned()),
            how: "done".to_owned(),
            ..PlanStep::default()
        };
        world.ask(Request::PlanStep(drawn)).unwrap();
    }
}

/// Goes through a day as it is asked, all recalled; which loci were asked.
fn reviewed(world: &mut World) -> Vec<String> {
    let mut asked = Vec::new();
    loop {
        let due = world.due();
        let Some(prompt) = due.prompts.first() else {
            return asked;
        };
        asked.extend(prompt.loci.iter().map(|locus| locus.path.clone()));
        let scope = prompt.scope.clone();
        world.log(&scope, 3);
    }
}

#[test]
fn in_the_last_days_every_locus_is_asked_once_more_and_afterwards_all_is_as_before() {
    let mut world = leading_to(40, 60);
    for name in MAPS {
        world.log(name, 4);
    }
    let own: BTreeMap<String, Option<String>> = dues(&mut world);
    let mut asked: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..40 {
        let is_final = show(&mut world).final_pass;
        for path in reviewed(&mut world) {
            if is_final {
                *asked.entry(path).or_default() += 1;
            }
        }
        world.pass_days(1);
    }
    assert_eq!(asked.len(), 5 * MAPS.len());
    assert!(own.len() == asked.len());
    assert!(!show(&mut world).final_pass, "on the day itself it is over");
    let today = world.now.at.date_naive().to_string();
    for (path, due) in dues(&mut world) {
        assert!(due.unwrap() > today, "{path}");
    }
}

fn dues(world: &mut World) -> BTreeMap<String, Option<String>> {
    let live = world.ls(Filter::Live).into_iter();
    live.map(|locus| (locus.path, locus.due)).collect()
}

#[test]
fn the_pass_is_spread_over_its_days() {
    let mut world = leading_to(40, 2);
    learnt(&mut world);
    let mut days = Vec::new();
    for _ in 0..40 {
        let is_final = show(&mut world).final_pass;
        let asked = reviewed(&mut world).len();
        if is_final {
            days.push(asked);
        }
        world.pass_days(1);
    }
    // 12 maps of 35 s, of 72 s a day.
    assert_eq!(days, [10; 6]);
}

#[test]
fn what_is_logged_is_seen_within_the_same_turn() {
    let mut world = leading_to(8, 60);
    for name in MAPS {
        world.log(name, 4);
    }
    world.pass_days(7);
    let prompt = world.due().prompts.remove(0);
    let events = vec![
        crate::engine::event::Event::Request(Request::Log(log(&prompt.scope, 3))),
        crate::engine::event::Event::Request(Request::Due(crate::ipc::protocol::Due::default())),
    ];
    let outcomes = world.engine.turn(events, world.now);
    let reply = outcomes.into_iter().nth(1).unwrap().reply.unwrap().unwrap();
    let crate::ipc::protocol::Response::Due(due) = reply else {
        panic!("{reply:?}");
    };
    assert!(due.prompts.iter().all(|other| other.scope != prompt.scope));
}

#[test]
fn nothing_new_but_the_plans_own_is_offered_in_the_pass() {
    let mut world = leading_to(20, 60);
    for name in MAPS {
        world.log(name, 4);
    }
    world.write("other.md", &map("other"));
    world.read();
    world.pass_days(10);
    assert!(scopes(&mut world).contains(&"other/".to_owned()));
    world.pass_days(8);
    assert!(!scopes(&mut world).contains(&"other/".to_owned()));
    world.log("other", 3);
    world.undo().unwrap();
    world.pass_days(3);
    assert!(scopes(&mut world).contains(&"other/".to_owned()));
}

fn scopes(world: &mut World) -> Vec<String> {
    let prompts = world.due().prompts.into_iter();
    prompts.map(|prompt| prompt.scope).collect()
}

#[test]
fn the_recall_that_is_expected_is_told_with_the_plan_and_rises_with_what_is_done() {
    let mut world = leading_to(40, 60);
    let first = show(&mut world);
    assert_eq!(first.recall_now, Some(0.0));
    let expected = first.recall_on_the_day.unwrap();
    assert!((0.85..1.0).contains(&expected), "{expected}");
    assert_eq!(first.warnings, Vec::<String>::new());
    world.log("alpha", 3);
    let now = show(&mut world).recall_now.unwrap();
    assert!((now - 1.0 / 12.0).abs() < 1e-3, "{now}");
    world.pass_days(40);
    let after = show(&mut world);
    assert_eq!((after.recall_now, after.recall_on_the_day), (None, None));
}

#[test]
fn a_forgotten_locus_marked_for_the_interview_counts_although_no_day_names_it() {
    let mut world = leading_to(40, 60);
    let marked = map("other").replace("# Mind map", "# Mind map #interview");
    world.write("other.md", &marked);
    world.read();
    for name in MAPS {
        world.log(name, 4);
    }
    assert_eq!(show(&mut world).recall_now, Some(1.0));
    world.log("other", 1);
    world.pass_days(20);
    for name in MAPS {
        world.log(name, 4);
    }
    let now = show(&mut world).recall_now.unwrap();
    assert!(now < 0.97, "{now}");
}

#[test]
fn what_comes_too_late_and_what_does_not_fit_is_told() {
    let mut world = leading_to(14, 60);
    let late = show(&mut world).warnings.join("\n");
    assert!(
        late.contains("less than 7 days before the interview"),
        "{late}"
    );
    let mut world = leading_to(6, 60);
    let unmet = show(&mut world).warnings.join("\n");
    assert!(
        unmet.contains("will not be asked before the interview"),
        "{unmet}"
    );
    let mut world = leading_to(40, 1);
    for name in MAPS {
        world.log(name, 4);
    }
    let short = show(&mut world).warnings.join("\n");
    assert!(short.contains("the final pass lacks"), "{short}");
}

#[test]
fn a_day_full_of_reviews_offers_nothing_new() {
    let mut world = leading_to(40, 2);
    for name in &MAPS[2..] {
        let mut missed = log(name, 1);
        missed.scopes = vec![(*name).to_owned()];
        world.try_log(&missed).unwrap();
    }
    world.pass_days(1);
    let due = world.due();
    let new = due.prompts.iter().filter(|prompt| prompt.new).count();
    assert_eq!(new, 0);
    assert_eq!(due.waiting.count, 50 - due.count);
}

#[test]
fn a_forecast_goes_through_the_pass_in_the_minutes_of_the_plan() {
    let mut world = leading_to(40, 2);
    learnt(&mut world);
    world.pass_days(35);
    let due = world.due();
    let days = forecast(&mut world, Forecast::default()).unwrap().days;
    assert_eq!((days[0].count, days[0].minutes), (due.count, due.minutes));
    assert!(days[..5].iter().all(|day| day.minutes <= 2));
    // What is missed falls due once more.
    let pass: u32 = days[..5].iter().map(|day| day.count).sum();
    assert!(pass >= 50, "{pass}");
    let asked = Forecast {
        minutes: Some(1),
        ..Forecast::default()
    };
    let reply = forecast(&mut world, asked).unwrap();
    assert_eq!(reply.terms.minutes, 1);
    assert_eq!(reply.compare.unwrap().terms.minutes, 2);
    assert!(reply.days.iter().all(|day| day.minutes <= 1));
}

#[test]
fn after_the_interview_the_mode_is_the_usual_one() {
    let mut world = leading_to(14, 60);
    assert_eq!(world.status().mode, "interview");
    world.pass_days(14);
    assert_eq!(world.status().mode, "interview");
    world.pass_days(1);
    assert_eq!(world.status().mode, "all");
}

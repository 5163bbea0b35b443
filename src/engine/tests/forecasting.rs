//! Forecasts of a world of notes, as the worker would answer them.

use super::studying::{plan, planned, show, topic};
use super::world::World;
use crate::engine::effect::{Effect, Job};
use crate::engine::event::Event;
use crate::engine::forecasting;
use crate::ipc::protocol::{
    ErrorCode, Failure, Forecast, ForecastReply, Request, Response, ScopeParams,
};

/// What the worker would answer.
pub(super) fn forecast(world: &mut World, forecast: Forecast) -> Result<ForecastReply, Failure> {
    let outcome = world.event(Event::Request(Request::Forecast(forecast)));
    if let Some(Err(failure)) = outcome.reply {
        return Err(failure);
    }
    let job = outcome.effects.into_iter().find_map(|effect| match effect {
        Effect::Work(Job::Forecast(forecasting)) => Some(forecasting),
        _ => None,
    });
    let result = forecasting::forecast(&job.unwrap());
    match world.event(Event::Forecast(result)).reply.unwrap()? {
        Response::Forecast(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_day_is_what_due_says_on_every_day_of_a_month() {
    let mut world = World::bundled();
    for _ in 0..30 {
        let reply = forecast(&mut world, Forecast::default()).unwrap();
        assert_eq!(reply.days.len(), 30);
        let (first, due) = (&reply.days[0], world.due());
        assert_eq!(
            (first.count, first.minutes, first.waiting),
            (due.count, due.minutes, due.waiting.count)
        );
        assert_eq!(first.waiting_minutes, due.waiting.minutes);
        // Half of it is recalled; then the list of the same day is another one.
        for (at, prompt) in due.prompts.iter().enumerate() {
            world.log(&prompt.scope, if at % 2 == 0 { 3 } else { 1 });
        }
        let (again, due) = (
            forecast(&mut world, Forecast::default()).unwrap(),
            world.due(),
        );
        assert_eq!(
            (again.days[0].count, again.days[0].minutes),
            (due.count, due.minutes)
        );
        world.pass_days(1);
    }
}

#[test]
fn a_forecast_begins_on_the_study_day_of_now_with_what_is_known_then() {
    let mut world = World::bundled();
    world.log("python/**", 3);
    world.pass_days(40);
    let days = forecast(&mut world, Forecast::default()).unwrap().days;
    assert!(days[0].count > 0 && days[0].retrievability.is_some());
    assert_eq!(days[0].day, "2027-01-01");
}

#[test]
fn a_change_is_compared_with_the_settings_as_they_are() {
    let mut world = World::bundled();
    let plain = forecast(&mut world, Forecast::default()).unwrap();
    assert_eq!(plain.compare, None);
    let asked = Forecast {
        retention: Some(0.97),
        minutes: Some(60),
        days: Some(90),
        ..Forecast::default()
    };
    let changed = forecast(&mut world, asked).unwrap();
    assert_eq!((changed.terms.retention, changed.terms.minutes), (0.97, 60));
    let usual = changed.compare.unwrap();
    assert_eq!(usual.terms, plain.terms);
    assert!(usual.summary.mean_minutes < changed.summary.mean_minutes);
    assert!(usual.summary.retrievability < changed.summary.retrievability);
    // The usual settings, named, are no change.
    let same = Forecast {
        retention: Some(0.90),
        new_per_day: Some(12),
        ..Forecast::default()
    };
    assert_eq!(forecast(&mut world, same).unwrap(), plain);
}

#[test]
fn a_forecast_changes_nothing() {
    let mut world = World::bundled();
    let before = (world.due(), world.status());
    forecast(&mut world, Forecast::default()).unwrap();
    assert_eq!((world.due(), world.status()), before);
}

#[test]
fn what_is_suspended_or_not_there_is_not_forecast() {
    let mut world = World::empty();
    world.write("a.md", "# Mind map\n\nPython\n├── dict\n└── list\n");
    world.read();
    let suspend = ScopeParams {
        batch_id: None,
        scope: "python".to_owned(),
    };
    world.ask(Request::Suspend(suspend)).unwrap();
    let reply = forecast(&mut world, Forecast::default()).unwrap();
    assert_eq!((reply.loci, reply.summary.reviews), (0, 0));
}

#[test]
fn impossible_numbers_are_refused() {
    let mut world = World::bundled();
    for bad in [
        Forecast {
            days: Some(0),
            ..Forecast::default()
        },
        Forecast {
            days: Some(3651),
            ..Forecast::default()
        },
        Forecast {
            retention: Some(0.5),
            ..Forecast::default()
        },
        Forecast {
            minutes: Some(0),
            ..Forecast::default()
        },
        Forecast {
            minutes: Some(1441),
            ..Forecast::default()
        },
    ] {
        let refused = forecast(&mut world, bad).unwrap_err();
        assert_eq!(refused.code, ErrorCode::InvalidParams);
    }
}

/// A map of so many branches and a plan that makes it today, with nothing else to ask.
fn mapped(branches: u32) -> World {
    let mut world = World::empty();
    let tree: String = (0..branches).map(|n| format!("├── branch {n}\n")).collect();
    world.write(
        "closures.md",
        &format!("# Mind map\n\n```\nclosures\n{tree}└── last\n```\n"),
    );
    world.read();
    planned(&mut world, &plan(&topic("closures", "closures")));
    world
}

#[test]
fn what_a_plan_brings_anew_is_new_on_its_date_whatever_else_is_offered() {
    let mut world = mapped(4);
    let due = world.due();
    assert_eq!(due.count, 5);
    for new_per_day in [Some(0), None] {
        let asked = Forecast {
            new_per_day,
            ..Forecast::default()
        };
        let reply = forecast(&mut world, asked).unwrap();
        let first = &reply.days[0];
        assert_eq!(
            (first.new, first.count, first.minutes),
            (5, due.count, due.minutes)
        );
        assert_eq!(first.reviews, 5 + first.again);
        assert_eq!(reply.summary.new, 5);
    }
}

#[test]
fn what_a_plan_brings_anew_takes_of_the_new_ones_and_of_the_minutes_of_its_date() {
    let mut world = mapped(12);
    let tree: String = (0..40).map(|n| format!("├── other {n}\n")).collect();
    world.write(
        "other.md",
        &format!("# Mind map\n\n```\nother\n{tree}└── end\n```\n"),
    );
    world.read();
    let (due, reply) = (
        world.due(),
        forecast(&mut world, Forecast::default()).unwrap(),
    );
    let first = &reply.days[0];
    assert_eq!(
        (first.count, first.new, first.minutes),
        (due.count, due.count, due.minutes)
    );
    let asked = Forecast {
        minutes: Some(1),
        ..Forecast::default()
    };
    let first = &forecast(&mut world, asked).unwrap().days[0];
    assert_eq!((first.new, first.minutes), (13, 2), "the plan's own alone");
}

#[test]
fn what_a_plan_asks_beside_the_list_is_counted_beside_it() {
    let mut world = World::empty();
    let text =
        "# Mind map\n\n```\npython\n├── memory\n│   ├── stack\n│   └── heap\n└── names\n```\n";
    world.write("python.md", text);
    world.read();
    planned(&mut world, &plan(&topic("memory", "python/memory")));
    let (due, reply) = (
        world.due(),
        forecast(&mut world, Forecast::default()).unwrap(),
    );
    let first = &reply.days[0];
    assert_eq!(due.count, 2, "what hangs under memory waits for it");
    assert_eq!((first.new, first.count), (4, 4));
    assert_eq!(reply.summary.new, 4);
}

#[test]
fn a_forecast_names_the_minutes_that_the_plan_has() {
    let mut world = mapped(4);
    assert_eq!(show(&mut world).minutes_a_day, 60);
    let plain = forecast(&mut world, Forecast::default()).unwrap();
    assert_eq!(plain.terms.minutes, 60, "its code takes ten of them");
    let asked = Forecast {
        minutes: Some(20),
        ..Forecast::default()
    };
    let changed = forecast(&mut world, asked).unwrap();
    assert_eq!(
        (
            changed.terms.minutes,
            changed.compare.unwrap().terms.minutes
        ),
        (20, 60)
    );
}

//! On which days what was logged falls due, and what easy days and pauses do to a day.

use chrono::{Datelike, Weekday};

use super::world::{World, log};
use crate::domain::settings::{EasyDays, Fuzz};
use crate::ipc::protocol::{Due, Filter, Log, Pause, Request, Response, ScopeParams};

/// Maps of so many children each, every one in a note of its own.
fn maps(number: usize, children: usize) -> World {
    let mut world = World::empty();
    for map in 0..number {
        let mut note = format!("# Mind map\n\n```\nTopic{map}\n");
        for child in 0..children {
            let stroke = if child + 1 == children {
                "└──"
            } else {
                "├──"
            };
            note.push_str(&format!("{stroke} point {map} {child}\n"));
        }
        note.push_str("```\n");
        world.write(&format!("{map:03}.md"), &note);
    }
    world.read();
    let settings = &mut world.engine.setup.settings;
    settings.daily_minutes = 600;
    settings.spread.fuzz = Fuzz::Balanced;
    world
}

fn spread(world: &mut World, fuzz: Fuzz, easy: &[Weekday]) {
    let spread = &mut world.engine.setup.settings.spread;
    spread.fuzz = fuzz;
    spread.easy_days = EasyDays::new(easy.iter().copied());
}

fn dues(world: &mut World, map: usize) -> Vec<String> {
    let all = world.ls(Filter::Live);
    let prefix = format!("topic{map}/");
    all.into_iter()
        .filter(|info| info.path.starts_with(&prefix))
        .filter_map(|info| info.due)
        .collect()
}

/// What is not recalled.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Missed {
    Nothing,
    /// One branch of each fifth prompt.
    Some,
}

/// Recalls whatever is asked for 60 days; the seconds of each day.
fn sixty_days(fuzz: Fuzz, easy: &[Weekday], missed: Missed) -> Vec<(Weekday, u32)> {
    let mut world = maps(40, 6);
    spread(&mut world, fuzz, easy);
    let mut logs = 0;
    let mut days = Vec::new();
    for _ in 0..60 {
        let mut secs = 0;
        for prompt in world.due().prompts {
            logs += 1;
            let misses = missed == Missed::Some && logs % 5 == 0;
            let last = prompt.items.last().filter(|_| misses);
            let recall = Log {
                missed: last.map(|item| item.path.clone()).into_iter().collect(),
                ..log(&prompt.scope, 3)
            };
            world.try_log(&recall).unwrap();
            secs += prompt.est_secs;
        }
        world.engine.loads_agree().unwrap();
        days.push((world.now.at.weekday(), secs));
        world.pass_days(1);
    }
    days
}

const WEEKEND: [Weekday; 2] = [Weekday::Sat, Weekday::Sun];

fn is_weekend(day: Weekday) -> bool {
    WEEKEND.contains(&day)
}

#[test]
fn siblings_that_are_recalled_together_fall_due_together() {
    for fuzz in [Fuzz::Seeded, Fuzz::Balanced] {
        let mut world = maps(6, 8);
        spread(&mut world, fuzz, &[]);
        for _ in 0..6 {
            for map in 0..6 {
                world.log(&format!("topic{map}/"), 3);
                let due = dues(&mut world, map);
                assert_eq!(due.len(), 8);
                assert!(due.iter().all(|day| *day == due[0]), "{fuzz:?} {due:?}");
            }
            world.engine.loads_agree().unwrap();
            world.pass_days(9);
        }
        let firsts: std::collections::BTreeSet<String> =
            (0..6).map(|map| dues(&mut world, map)[0].clone()).collect();
        assert!(firsts.len() > 1, "maps learned together part: {firsts:?}");
    }
}

#[test]
fn a_sibling_that_is_logged_alone_joins_the_others() {
    let mut world = maps(3, 4);
    world.log("topic0/", 4);
    let due = dues(&mut world, 0)[0].clone();
    world.log("topic1/", 4);
    let own = world.log("topic2/point-2-0", 4).reviews[0].due.clone();
    for child in 1..4 {
        let reply = world.log(&format!("topic2/point-2-{child}"), 4);
        assert_eq!(reply.reviews[0].due, own);
    }
    assert_ne!(own, due, "and not the other maps");
}

#[test]
fn without_fuzz_an_interval_is_the_rounded_one_and_with_it_the_reply_tells_the_day_that_was_chosen()
{
    let mut world = maps(8, 3);
    spread(&mut world, Fuzz::Off, &[Weekday::Mon]);
    let exact = world.log("topic0/", 4);
    assert!(exact.reviews.iter().all(|review| review.interval_days == 8));
    spread(&mut world, Fuzz::Balanced, &[]);
    let mut taken = std::collections::BTreeSet::new();
    for map in 1..8 {
        let review = world.log(&format!("topic{map}/"), 4).reviews.remove(0);
        let due: chrono::NaiveDate = review.due.parse().unwrap();
        let days = (due - world.now.at.date_naive()).num_days();
        assert_eq!(i64::from(review.interval_days), days);
        assert!((6..=10).contains(&days), "{days}");
        taken.insert(days);
        let shown = world.show(&review.path);
        assert_eq!(shown.locus.due, Some(review.due));
    }
    assert_eq!(taken.len(), 5, "every day of the range is used");
}

#[test]
fn a_review_of_an_earlier_day_is_spread_from_its_own_day() {
    let mut world = maps(4, 3);
    let at = world.now.at - chrono::TimeDelta::days(4);
    let past = Log {
        at: Some(at.to_rfc3339()),
        ..log("topic0/", 4)
    };
    let due: chrono::NaiveDate = world.try_log(&past).unwrap().reviews[0]
        .due
        .parse()
        .unwrap();
    assert!((6..=10).contains(&(due - at.date_naive()).num_days()));
}

#[test]
fn the_minutes_of_a_day_are_right_after_whatever_changes_them() {
    let mut world = maps(5, 4);
    let scope = |scope: &str| ScopeParams {
        scope: scope.to_owned(),
        batch_id: None,
    };
    let settled = |world: &mut World| {
        // A log that has a choice makes the index anew where it is in doubt.
        world.log("topic4/", 4);
        world.engine.loads_agree().unwrap();
        world.log("topic3/point-3-1", 4);
        world.engine.loads_agree().unwrap();
    };
    world.log("topic0/", 4);
    world.log("topic1/", 4);
    settled(&mut world);
    world.undo().unwrap();
    world.engine.loads_agree().unwrap();
    settled(&mut world);
    world.ask(Request::Suspend(scope("topic0/"))).unwrap();
    world.engine.loads_agree().unwrap();
    settled(&mut world);
    world.ask(Request::Unsuspend(scope("topic0/"))).unwrap();
    settled(&mut world);
    let moved = world.files["/notes/001.md"].replace("point 1 0", "a point 1 0");
    world.write("001.md", &moved);
    world.read();
    world.engine.loads_agree().unwrap();
    settled(&mut world);
    world.files.remove("/notes/001.md");
    world.read();
    settled(&mut world);
    world.restart();
    settled(&mut world);
}

#[test]
fn nothing_new_is_offered_on_an_easy_day_and_what_is_due_is_asked() {
    let mut world = maps(4, 3);
    world.log("topic0/", 1);
    world.pass_days(6);
    // A Saturday.
    spread(&mut world, Fuzz::Balanced, &[Weekday::Sat, Weekday::Sun]);
    let due = world.due();
    assert_eq!(due.prompts.len(), 1, "{due:?}");
    assert!(!due.prompts[0].new);
    world.log("topic0/", 4);
    let due = world.due();
    assert!(due.prompts.is_empty() && due.held_new > 0, "{due:?}");
    assert_eq!(due.next.as_deref(), Some("2026-11-30"));
    world.pass_days(2);
    assert!(world.due().prompts.iter().any(|prompt| prompt.new));
}

#[test]
fn a_planned_pause_takes_no_new_ones_and_no_due_days_where_there_are_others() {
    let mut world = maps(4, 3);
    let pause = Pause {
        from: Some("2026-11-23T04:00:00Z".to_owned()),
        until: Some("2026-12-01T04:00:00Z".to_owned()),
        batch_id: None,
    };
    world.ask(Request::Pause(pause)).unwrap();
    assert!(world.due().prompts.iter().all(|prompt| prompt.new));
    for map in 0..2 {
        let due = world.log(&format!("topic{map}/"), 4).reviews[0].due.clone();
        assert!(due.as_str() >= "2026-12-01", "{due}");
    }
    let on = |world: &mut World, day: &str| {
        let at = Due {
            at: Some(format!("{day}T12:00:00Z")),
            ..Due::default()
        };
        match world.ask(Request::Due(at)).unwrap() {
            Response::Due(reply) => reply,
            other => panic!("{other:?}"),
        }
    };
    let within = on(&mut world, "2026-11-25");
    assert!(within.prompts.is_empty() && within.held_new > 0);
    assert_eq!(within.next.as_deref(), Some("2026-12-01"));
    assert!(!on(&mut world, "2026-12-01").prompts.is_empty());
}

fn weekend(days: &[(Weekday, u32)]) -> u32 {
    let days = days.iter().filter(|(day, _)| is_weekend(*day));
    days.map(|(_, secs)| secs).sum()
}

fn fullest(days: &[(Weekday, u32)]) -> u32 {
    days.iter().map(|(_, secs)| *secs).max().unwrap()
}

#[test]
fn easy_days_have_at_most_half_of_the_minutes_that_they_would_have() {
    let minutes = |easy: &[Weekday]| weekend(&sixty_days(Fuzz::Balanced, easy, Missed::Nothing));
    let (without, with) = (minutes(&[]), minutes(&WEEKEND));
    assert!(without > 0 && with * 2 <= without, "{with} of {without}");
}

#[test]
fn the_fullest_day_is_lighter_with_the_balancer_also_where_some_is_missed() {
    for missed in [Missed::Nothing, Missed::Some] {
        let fullest = |fuzz| fullest(&sixty_days(fuzz, &[], missed));
        let (seeded, balanced) = (fullest(Fuzz::Seeded), fullest(Fuzz::Balanced));
        assert!(balanced < seeded, "{missed:?}: {balanced} of {seeded}");
    }
}

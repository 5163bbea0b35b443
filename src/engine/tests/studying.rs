//! The study plan in the engine: what is told of it, done by doing, moved, taken back; and a file that changes.

use chrono::TimeDelta;
use uuid::Uuid;

use super::world::{World, log};
use crate::config::plan::read;
use crate::domain::notice::Subject;
use crate::domain::plan::problem::{PlanProblem, Severity};
use crate::engine::event::{Event, PlanRead};
use crate::ipc::protocol::{
    BoxEnd, BoxStart, EndHow, ErrorCode, Failure, PlanCatchUp, PlanCatchUpReply, PlanMove, PlanOff,
    PlanReply, PlanShow, PlanStep, PlanStepInfo, ProblemInfo, Request, Response,
};

mod blocks;
mod file;
mod inner;
mod late;
mod minutes;
mod missed;
mod undone;

const FILE: &str = "/notes/plan.toml";
const CLOSURES: &str = "# Mind map\n\n```\nclosures\n├── cell\n└── nonlocal\n```\n";

/// A plan from 2026-11-22 on, the day on which the world begins; `days` are tables of TOML.
pub(super) fn plan(days: &str) -> String {
    let head = "schema = 1\nname = 'P'\nlevel = 'intermediate'\nfocus = 'interview'\nstart = 2026-11-22\nminutes = 60\n";
    format!("{head}{days}")
}

/// A topic with its map and palace.
pub(super) fn topic(id: &str, map: &str) -> String {
    format!(
        "[[day]]\nid = '{id}'\ntitle = '{id}'\nlevel = 'intermediate'\nmap = '{map}'\n\
         palace = 'house-of-{id}'\ncode = 'write it'\n"
    )
}

pub(super) fn planned(world: &mut World, text: &str) {
    let (plan, problems) = read(text);
    let is_error = |problem: &PlanProblem| problem.severity == Severity::Error;
    assert!(!problems.iter().any(is_error), "{problems:?}");
    let read = PlanRead::Good {
        path: FILE.to_owned(),
        text: text.into(),
        plan: plan.unwrap(),
        problems: Vec::new(),
    };
    world.event(Event::Planned(Box::new(read)));
}

fn two_days() -> World {
    let mut world = World::empty();
    let days = topic("closures", "python/closures") + &topic("dicts", "python/dicts");
    planned(&mut world, &plan(&days));
    world
}

pub(super) fn show(world: &mut World) -> PlanReply {
    asked(world, Request::Plan(PlanShow::default())).unwrap()
}

pub(super) fn asked(world: &mut World, request: Request) -> Result<PlanReply, Failure> {
    match world.ask(request)? {
        Response::Plan(reply) => Ok(*reply),
        other => panic!("{other:?}"),
    }
}

fn moved(world: &mut World, day: &str, to: &str) {
    let request = PlanMove {
        day: day.to_owned(),
        to: to.to_owned(),
        ..PlanMove::default()
    };
    asked(world, Request::PlanMove(request)).unwrap();
}

fn off(world: &mut World, from: &str, until: &str) -> PlanReply {
    let off = PlanOff {
        from: Some(from.to_owned()),
        until: Some(until.to_owned()),
        ..PlanOff::default()
    };
    asked(world, Request::PlanOff(off)).unwrap()
}

fn ended(world: &mut World, day: &str, step: Option<&str>, how: &str) -> PlanReply {
    let request = PlanStep {
        day: Some(day.to_owned()),
        step: step.map(str::to_owned),
        how: how.to_owned(),
        ..PlanStep::default()
    };
    asked(world, Request::PlanStep(request)).unwrap()
}

/// What is done of a plan, in all of its days.
fn done(world: &mut World) -> Vec<String> {
    let request = PlanShow {
        all: true,
        ..PlanShow::default()
    };
    let all = asked(world, Request::Plan(request)).unwrap();
    let steps = all.days.into_iter().flat_map(|day| day.steps);
    ids(steps.filter(|step| step.done))
}

fn ids(steps: impl IntoIterator<Item = PlanStepInfo>) -> Vec<String> {
    steps.into_iter().map(|step| step.id).collect()
}

fn dates(world: &mut World) -> Vec<String> {
    let request = PlanShow {
        all: true,
        ..PlanShow::default()
    };
    let all = asked(world, Request::Plan(request)).unwrap();
    let days = all.days.into_iter();
    days.map(|day| format!("{} {}", day.id, &day.date[5..]))
        .collect()
}

fn begin(world: &mut World, kind: &str, topic: &str) {
    let start = BoxStart {
        kind: kind.to_owned(),
        topic: topic.to_owned(),
        limit_secs: None,
    };
    world.ask(Request::BoxStart(start)).unwrap();
}

fn end(world: &mut World, how: EndHow) {
    let end = BoxEnd {
        how,
        id: None,
        note: None,
    };
    world.ask(Request::BoxEnd(end)).unwrap();
}

fn boxed(world: &mut World, kind: &str, topic: &str, secs: u32) {
    begin(world, kind, topic);
    world.pass_secs(secs);
    end(world, EndHow::Done);
}

#[test]
fn a_box_on_a_map_that_is_only_drawn_in_it_does_the_step_and_undo_takes_that_back() {
    for topic in ["python/closures", "closures", "Closures"] {
        let mut world = two_days();
        begin(&mut world, "map", topic);
        world.write("python/closures.md", CLOSURES);
        world.read();
        world.pass_secs(200);
        end(&mut world, EndHow::Done);
        assert_eq!(done(&mut world), ["closures/map"], "{topic}");
        assert_eq!(show(&mut world).week.unwrap().map_secs, 200);
        world.undo().unwrap();
        assert!(done(&mut world).is_empty());
    }
}

#[test]
fn a_stopped_box_does_its_step_and_one_that_is_cancelled_or_about_something_else_does_none() {
    let mut world = two_days();
    boxed(&mut world, "map", "generators", 100);
    begin(&mut world, "map", "closures");
    end(&mut world, EndHow::Cancel);
    boxed(&mut world, "map", "dicts", 100);
    assert!(done(&mut world).is_empty(), "the day of dicts is tomorrow");
    begin(&mut world, "palace", "house-of-closures");
    world.pass_secs(301);
    world.event(Event::Tick);
    world.event(Event::Tick);
    assert_eq!(done(&mut world), ["closures/palace"]);
}

#[test]
fn one_box_does_one_step_that_of_the_latest_day() {
    let mut world = World::empty();
    let days = topic("closures", "python/closures") + &topic("again", "python/closures");
    planned(&mut world, &plan(&days));
    world.pass_days(1);
    boxed(&mut world, "map", "python/closures", 100);
    assert_eq!(done(&mut world), ["again/map"]);
    boxed(&mut world, "map", "python/closures", 100);
    assert_eq!(done(&mut world), ["closures/map", "again/map"]);
}

#[test]
fn a_recall_of_the_whole_map_does_the_step_with_its_time_and_undo_takes_both_back() {
    let mut world = World::empty();
    world.write("closures.md", CLOSURES);
    world.read();
    planned(&mut world, &plan(&topic("first", "closures")));
    let recall = |scope: &str, secs| crate::ipc::protocol::Log {
        source: Some("recall".to_owned()),
        took_secs: Some(secs),
        ..log(scope, 3)
    };
    world.try_log(&recall("closures/cell", 20)).unwrap();
    assert!(done(&mut world).is_empty(), "one branch of two");
    world.pass_days(1);
    world.try_log(&recall("closures", 240)).unwrap();
    assert_eq!(done(&mut world), ["first/recall"]);
    world.undo().unwrap();
    assert!(done(&mut world).is_empty());
}

#[test]
fn a_step_is_done_once_whatever_is_sent_again() {
    let mut world = two_days();
    let batch = Some(Uuid::from_u128(1));
    let request = |step: Option<&str>| {
        Request::PlanStep(PlanStep {
            batch_id: batch,
            step: step.map(str::to_owned),
            how: "done".to_owned(),
            took_secs: Some(60),
            ..PlanStep::default()
        })
    };
    let first = asked(&mut world, request(None)).unwrap();
    assert_eq!(first.batch, batch);
    assert_eq!(done(&mut world), ["closures/glance"]);
    assert_eq!(asked(&mut world, request(None)).unwrap().batch, batch);
    assert_eq!(done(&mut world), ["closures/glance"]);
    world.undo().unwrap();
    assert!(done(&mut world).is_empty());
}

#[test]
fn a_day_goes_by_the_beginning_of_its_id_and_what_is_unknown_suggests() {
    let mut world = World::empty();
    let days = topic("dict-hashing", "a") + &topic("dict-views", "b");
    planned(&mut world, &plan(&days));
    let mut refused = |day: &str| {
        let request = PlanMove {
            day: day.to_owned(),
            to: "2026-11-30".to_owned(),
            ..PlanMove::default()
        };
        asked(&mut world, Request::PlanMove(request)).unwrap_err()
    };
    let many = refused("dict");
    assert_eq!(many.code, ErrorCode::AmbiguousLocus);
    assert_eq!(many.candidates, ["dict-hashing", "dict-views"]);
    let none = refused("dikt-views");
    assert_eq!(none.code, ErrorCode::UnknownLocus);
    assert_eq!(none.candidates, ["dict-views"]);
    ended(&mut world, "dict-v", Some("code"), "done");
    assert_eq!(done(&mut world), ["dict-views/code"]);
}

#[test]
fn without_a_plan_everything_says_how_to_make_one() {
    let mut world = World::empty();
    let failure = world.ask(Request::Plan(PlanShow::default())).unwrap_err();
    assert!(failure.message.contains("loci plan new"), "{failure}");
    let off = Request::PlanOff(PlanOff::default());
    assert!(
        world
            .ask(off)
            .unwrap_err()
            .message
            .contains("loci plan new")
    );
    assert_eq!(world.status().plan_day, None);
}

#[test]
fn a_broken_file_leaves_its_last_good_plan_and_progress_outlives_every_edit() {
    let mut world = two_days();
    ended(&mut world, "closures", Some("code"), "done");
    let bad = |path: &str| {
        Event::Planned(Box::new(PlanRead::Bad {
            path: path.to_owned(),
            problems: vec![ProblemInfo {
                source: path.to_owned(),
                line: 7,
                level: "error".to_owned(),
                message: "unknown key".to_owned(),
            }],
            last: None,
        }))
    };
    world.event(bad(FILE));
    let told = show(&mut world);
    assert_eq!(
        (told.of, told.problems.len(), told.problems[0].line),
        (2, 1, 7)
    );
    let problems = world.status().problems;
    assert_eq!((problems.len(), problems[0].line), (1, 7));
    planned(&mut world, &plan(&topic("dicts", "python/dicts")));
    assert!(world.status().problems.is_empty());
    assert!(show(&mut world).problems.is_empty());
    assert!(done(&mut world).is_empty(), "its day is gone");
    let both = topic("dicts", "python/dicts") + &topic("closures", "python/closures");
    planned(&mut world, &plan(&both));
    assert_eq!(done(&mut world), ["closures/code"]);
    world.restart();
    assert!(
        world.ask(Request::Plan(PlanShow::default())).is_err(),
        "not read yet"
    );
    planned(&mut world, &plan(&both));
    assert_eq!(done(&mut world), ["closures/code"]);
    world.event(bad("/notes/other.toml"));
    assert!(world.ask(Request::Plan(PlanShow::default())).is_err());
}

#[test]
fn a_clock_that_goes_back_over_a_day_loses_no_step_and_does_none_twice() {
    let mut world = two_days();
    world.pass_days(1);
    boxed(&mut world, "map", "closures", 100);
    ended(&mut world, "dicts", Some("code"), "done");
    world.now.at -= TimeDelta::days(3);
    let before = show(&mut world);
    assert_eq!((before.day, before.missed.len()), (0, 0));
    assert_eq!(done(&mut world), ["closures/map", "dicts/code"]);
    ended(&mut world, "closures", Some("learn"), "done");
    assert_eq!(
        done(&mut world),
        ["closures/learn", "closures/map", "dicts/code"]
    );
    world.pass_days(3);
    boxed(&mut world, "map", "closures", 100);
    assert_eq!(
        done(&mut world),
        ["closures/learn", "closures/map", "dicts/code"]
    );
    assert_eq!(show(&mut world).day, 2);
}

#[test]
fn what_is_left_over_of_a_day_comes_first_on_the_next_and_is_not_missed() {
    let mut world = two_days();
    for step in ["glance", "learn", "map", "recall", "code", "palace"] {
        ended(&mut world, "closures", Some(step), "done");
    }
    world.pass_days(1);
    let next = show(&mut world);
    assert!(next.missed.is_empty());
    assert_eq!(next.steps[0].id, "closures/explain");
    assert_eq!(next.steps[1].id, "dicts/glance");
    let mut world = two_days();
    world.pass_days(1);
    let next = show(&mut world);
    assert_eq!(next.missed.len(), 1);
    assert_eq!(next.steps[0].id, "dicts/glance");
}

#[test]
fn reviewing_is_done_once_nothing_is_due_any_more() {
    let mut world = World::empty();
    world.write("closures.md", CLOSURES);
    world.read();
    world.log("closures", 3);
    let day = "[[day]]\nid = 'close'\ntitle = 'close'\nkind = 'catch-up'\n";
    let text = plan(day).replace("2026-11-22", "2026-12-22");
    planned(&mut world, &text);
    world.pass_days(30);
    assert!(!show(&mut world).steps[0].done);
    world.log("closures/cell", 3);
    assert!(done(&mut world).is_empty(), "one more is due");
    world.log("closures/nonlocal", 3);
    assert_eq!(done(&mut world), ["close/review"]);
    world.undo().unwrap();
    assert!(done(&mut world).is_empty());
}

#[test]
fn loci_of_a_later_day_are_not_offered_before_it_but_asked_if_named() {
    let mut world = World::empty();
    world.write("closures.md", CLOSURES);
    world.write("dicts.md", &CLOSURES.replace("closures", "dicts"));
    world.read();
    let days = topic("closures", "closures") + &topic("dicts", "dicts");
    planned(&mut world, &plan(&days));
    let scopes = |world: &mut World| -> Vec<String> {
        let prompts = world.due().prompts;
        prompts.into_iter().map(|prompt| prompt.scope).collect()
    };
    assert_eq!(scopes(&mut world), ["closures/"]);
    world.log("dicts", 3);
    world.undo().unwrap();
    world.pass_days(1);
    assert_eq!(scopes(&mut world), ["closures/", "dicts/"]);
}

#[test]
fn catching_up_is_looked_at_before_it_is_done_and_taken_back_at_once() {
    let mut world = two_days();
    let ask = |world: &mut World, mode: Option<&str>, dry_run| -> PlanCatchUpReply {
        let request = PlanCatchUp {
            mode: mode.map(str::to_owned),
            dry_run,
            ..PlanCatchUp::default()
        };
        match world.ask(Request::PlanCatchUp(request)).unwrap() {
            Response::PlanCatchUp(reply) => reply,
            other => panic!("{other:?}"),
        }
    };
    assert!(ask(&mut world, None, false).ways.is_empty());
    assert!(ask(&mut world, Some("drop"), false).ways.is_empty());
    world.pass_days(4);
    let all = ask(&mut world, None, false);
    assert_eq!((all.ways.len(), all.batch), (3, None));
    assert_eq!(show(&mut world).missed.len(), 2, "nothing was done yet");
    let extended = ask(&mut world, Some("extend"), false);
    assert_eq!(extended.ways[0].ends, "2026-11-27");
    assert_eq!(dates(&mut world), ["closures 11-26", "dicts 11-27"]);
    assert!(show(&mut world).missed.is_empty());
    world.undo().unwrap();
    assert_eq!(dates(&mut world), ["closures 11-22", "dicts 11-23"]);
    let dropped = ask(&mut world, Some("drop"), false);
    assert_eq!(dropped.ways[0].moved.len(), 2, "their code moves on");
    let told = show(&mut world);
    let open: Vec<PlanStepInfo> = told
        .steps
        .into_iter()
        .filter(|step| !step.skipped)
        .collect();
    assert_eq!(ids(open), ["closures/code", "dicts/code"]);
}

#[test]
fn days_off_move_also_what_was_given_a_date() {
    let mut world = two_days();
    let moved = PlanMove {
        day: "dicts".to_owned(),
        to: "2026-11-24".to_owned(),
        ..PlanMove::default()
    };
    asked(&mut world, Request::PlanMove(moved)).unwrap();
    let off = PlanOff {
        from: Some("2026-11-22".to_owned()),
        until: Some("2026-11-25".to_owned()),
        ..PlanOff::default()
    };
    asked(&mut world, Request::PlanOff(off)).unwrap();
    assert_eq!(dates(&mut world), ["closures 11-26", "dicts 11-28"]);
    world.undo().unwrap();
    assert_eq!(dates(&mut world), ["closures 11-22", "dicts 11-24"]);
}

#[test]
fn an_unfinished_day_is_reminded_of_by_its_number_although_nothing_is_due() {
    let mut world = two_days();
    world.read();
    world.event(Event::Tick);
    let notice = world.notice(Subject::Reminder);
    assert_eq!(notice.title, "Day 1 of 2 · 43 min");
    assert!(!notice.title.contains("interview") && !notice.body.contains("interview"));
    ended(&mut world, "closures", None, "skipped");
    assert_eq!(world.status().plan_day, Some(1));
    assert!(show(&mut world).steps.iter().all(|step| step.skipped));
}

#[test]
fn what_a_day_took_already_is_no_room_for_more() {
    let mut world = World::empty();
    let days = topic("closures", "python/closures");
    planned(
        &mut world,
        &plan(&days).replace("minutes = 60", "minutes = 50"),
    );
    assert!(show(&mut world).waiting.is_empty());
    let request = PlanStep {
        day: Some("closures".to_owned()),
        step: Some("code".to_owned()),
        how: "done".to_owned(),
        took_secs: Some(40 * 60),
        ..PlanStep::default()
    };
    let reply = asked(&mut world, Request::PlanStep(request)).unwrap();
    assert!(reply.minutes <= 10, "{}", reply.minutes);
    assert!(!reply.waiting.is_empty());
}

#[test]
fn a_map_that_is_not_there_cannot_be_looked_at() {
    let mut world = World::empty();
    planned(&mut world, &plan(&topic("closures", "closures")));
    let glance = |world: &mut World| {
        let mut steps = show(world).steps.into_iter();
        let glance = steps.find(|step| step.id == "closures/glance").unwrap();
        (glance.title, glance.command)
    };
    let told = ("think what closures will hold".to_owned(), None);
    assert_eq!(glance(&mut world), told);
    world.write("closures.md", CLOSURES);
    world.read();
    let told = ("look at closures once", "loci glance closures");
    let of_map = glance(&mut world);
    assert_eq!((of_map.0.as_str(), of_map.1.as_deref().unwrap()), told);
}

#[test]
fn where_a_known_topic_has_no_map_yet_its_recall_is_to_draw_it() {
    let mut world = World::empty();
    let days =
        topic("closures", "closures").replace("level = 'intermediate'", "level = 'beginner'");
    planned(&mut world, &plan(&days));
    let recall = |world: &mut World| {
        let mut steps = show(world).steps.into_iter();
        steps.find(|step| step.kind == "recall").unwrap()
    };
    let command = recall(&mut world).command;
    assert_eq!(command.as_deref(), Some("loci box map closures --edit"));
    begin(&mut world, "map", "closures");
    world.write("closures.md", CLOSURES);
    world.read();
    let command = recall(&mut world).command;
    assert_eq!(command.as_deref(), Some("loci recall closures"));
    world.pass_secs(200);
    end(&mut world, EndHow::Done);
    assert_eq!(done(&mut world), ["closures/recall"]);
}

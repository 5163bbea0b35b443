//! Mock interviews: what they ask, what they hold back, what becomes of their answers, and the plan's step.

use super::studying::{asked, plan, planned};
use super::world::{World, log, stops};
use crate::domain::notice::Subject;
use crate::engine::event::Event;
use crate::ipc::protocol::{
    BoxEnd, BoxStart, EndHow, ErrorCode, Failure, Log, MockAnswer, MockChoice, MockInfo, MockPart,
    MockPoints, MockReply, MockStart, Mocks, OwnRating, PlanShow, Request, Response,
};

mod answers;

const NOTES: &str = "# Mind map\n\n```\nsets\n├── union\n├── hash\n│   ├── slot\n│   └── clash\n└── frozen\n```\n\n\
     # Memory palace #interview\n\nPalace = House\n\n| Room | Point |\n|---|---|\n| Gate | one |\n| Hall | two |\n\n\
     ## Interview Answer\n\nOne, then two.\n";

/// All of it reviewed two days ago, but what hangs under `hash`.
fn learnt() -> World {
    let mut world = World::empty();
    world.write("a.md", NOTES);
    world.read();
    world.log("sets/", 3);
    world.log("house", 3);
    world.pass_days(2);
    world
}

fn begin(world: &mut World, asked: MockStart) -> Result<MockReply, Failure> {
    match world.ask(Request::MockStart(asked))? {
        Response::MockStart(reply) => Ok(*reply),
        other => panic!("{other:?}"),
    }
}

fn end(world: &mut World, how: EndHow) {
    world
        .ask(Request::BoxEnd(BoxEnd {
            how,
            id: None,
            note: None,
        }))
        .unwrap();
}

fn mocks(world: &mut World) -> Vec<MockInfo> {
    match world.ask(Request::Mocks(Mocks::default())).unwrap() {
        Response::Mocks(mocks) => mocks,
        other => panic!("{other:?}"),
    }
}

/// The palace's answer: the gate was said, the hall was not.
fn answer(mock: &MockReply) -> Log {
    let own = |locus: &str, rating| OwnRating {
        locus: locus.to_owned(),
        rating,
    };
    Log {
        scopes: Vec::new(),
        source: Some("mock".to_owned()),
        ratings: vec![own("house/gate", 3), own("house/hall", 1)],
        answer: Some(Box::new(MockAnswer {
            mock: mock.running.id,
            scope: "house".to_owned(),
            marks: Some(MockPoints {
                structure: 3,
                correct: 2,
                depth: 0,
                delivery: 1,
            }),
            answer_secs: 80,
        })),
        ..log("", 3)
    }
}

#[test]
fn it_asks_what_was_learnt_with_all_that_a_good_answer_touches() {
    let mut world = learnt();
    let mock = begin(&mut world, MockStart::default()).unwrap();
    assert_eq!(
        (mock.running.kind.as_str(), mock.running.topic.as_str()),
        ("mock", "all of it")
    );
    assert_eq!((mock.running.limit_secs, mock.number), (1500, 1));
    let mut asked: Vec<&str> = mock.questions.iter().map(|it| it.scope.as_str()).collect();
    asked.sort_unstable();
    // What hangs under `hash` was never met.
    assert_eq!(asked, ["house", "sets/"]);
    let palace = mock.questions.iter().find(|it| it.kind == "route").unwrap();
    assert_eq!(
        (palace.ask.as_str(), palace.under.as_slice()),
        ("Memory palace", ["House".to_owned()].as_slice())
    );
    assert_eq!(palace.answer.as_deref(), Some("One, then two."));
    let points: Vec<_> = palace.items.iter().map(|it| it.point.as_deref()).collect();
    assert_eq!(points, [Some("one"), Some("two")]);
    let map = mock
        .questions
        .iter()
        .find(|it| it.kind == "children")
        .unwrap();
    assert_eq!(
        (map.under.as_slice(), map.items.len()),
        (["sets".to_owned()].as_slice(), 3)
    );
    // Two questions of 25 minutes.
    assert_eq!(
        (mock.think_secs, mock.answer_secs, mock.follow_up_secs),
        (15, 120, 45)
    );
}

#[test]
fn a_scope_a_number_and_a_seed_choose_and_suspended_loci_are_not_asked() {
    let mut world = learnt();
    world.log("sets/hash/", 2);
    world
        .ask(Request::Suspend(crate::ipc::protocol::ScopeParams {
            batch_id: None,
            scope: "sets/union".to_owned(),
        }))
        .unwrap();
    let wish = MockStart {
        scope: Some("sets".to_owned()),
        questions: Some(1),
        limit_secs: Some(60),
        choice: Some(MockChoice::Weak),
        seed: Some(3),
    };
    let mock = begin(&mut world, wish).unwrap();
    assert_eq!(
        (
            mock.running.topic.as_str(),
            mock.running.limit_secs,
            mock.seed
        ),
        ("sets", 60, 3)
    );
    let asked: Vec<_> = mock.questions[0]
        .items
        .iter()
        .map(|it| it.path.as_str())
        .collect();
    // The children of `hash` were seen a moment ago.
    assert_eq!(asked, ["sets/hash", "sets/frozen"]);
}

#[test]
fn what_is_long_is_asked_in_parts_that_a_log_takes() {
    let mut world = World::empty();
    let rooms: String = (1..=20)
        .map(|n| format!("| Place {n} | point {n} |\n"))
        .collect();
    world.write(
        "p.md",
        &format!("# Memory palace\n\nPalace = Deck\n\n| Room | Point |\n|---|---|\n{rooms}"),
    );
    world.read();
    world.log("deck", 3);
    world.pass_days(2);
    let mock = begin(&mut world, MockStart::default()).unwrap();
    let sizes: Vec<usize> = mock.questions.iter().map(|it| it.items.len()).collect();
    assert_eq!(sizes.iter().sum::<usize>(), 20);
    assert!(sizes.iter().all(|size| *size <= 9), "{sizes:?}");
    let mut parts: Vec<MockPart> = mock.questions.iter().filter_map(|it| it.part).collect();
    parts.sort_by_key(|it| it.from);
    let told: Vec<_> = parts.iter().map(|it| (it.from, it.to, it.of)).collect();
    assert_eq!(told, [(1, 7, 20), (8, 14, 20), (15, 20, 20)]);
    for question in &mock.questions {
        let logged = world.log(&question.scope, 3);
        let paths: Vec<_> = logged.reviews.iter().map(|it| it.path.as_str()).collect();
        let asked: Vec<_> = question.items.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, asked);
    }
}

#[test]
fn where_nothing_was_learnt_nothing_begins() {
    let mut world = World::bundled();
    let refused = begin(&mut world, MockStart::default()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NothingDue);
    let unknown = MockStart {
        scope: Some("nowhere".to_owned()),
        ..MockStart::default()
    };
    let refused = begin(&mut world, unknown).unwrap_err();
    assert_eq!(refused.code, ErrorCode::UnknownLocus);
    assert_eq!(mocks(&mut world), []);
    assert!(world.status().running.is_none());
}

#[test]
fn wrong_wishes_are_refused() {
    let mut world = learnt();
    for (limit_secs, questions, code) in [
        (Some(3601), None, ErrorCode::BoxRefused),
        (Some(0), None, ErrorCode::BoxRefused),
        (None, Some(0), ErrorCode::InvalidParams),
        (None, Some(51), ErrorCode::InvalidParams),
    ] {
        let wish = MockStart {
            limit_secs,
            questions,
            ..MockStart::default()
        };
        assert_eq!(begin(&mut world, wish).unwrap_err().code, code);
    }
    let bare = BoxStart {
        kind: "mock".to_owned(),
        topic: "sets".to_owned(),
        limit_secs: None,
    };
    let refused = world.ask(Request::BoxStart(bare)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidParams);
    begin(&mut world, MockStart::default()).unwrap();
    let second = begin(&mut world, MockStart::default()).unwrap_err();
    assert_eq!(second.code, ErrorCode::BoxRefused);
}

#[test]
fn while_it_runs_reminders_are_held_and_then_one_comes() {
    let mut world = learnt();
    world.event(Event::Tick);
    world.wishes();
    begin(&mut world, MockStart::default()).unwrap();
    let silent = world.status().silent.unwrap();
    assert_eq!(
        (
            silent.why.as_str(),
            silent.because.as_str(),
            silent.until.as_str()
        ),
        ("mock", "a mock is running", "2026-11-24T12:25:00+00:00")
    );
    world.pass_secs(1500);
    assert!(stops(&world.event(Event::Tick)));
    assert!(world.status().silent.is_none());
}

#[test]
fn a_reminder_that_falls_into_it_comes_afterwards() {
    let mut world = learnt();
    world.now.at = "2026-11-25T09:20:00Z".parse().unwrap();
    world.event(Event::Tick);
    begin(&mut world, MockStart::default()).unwrap();
    world.wishes();
    let reminders = |world: &mut World| {
        let wishes = world.wishes();
        let of = wishes.iter().filter(|wish| {
            matches!(wish, crate::domain::screen::Wish::Show(notice) if notice.subject == Subject::Reminder)
        });
        of.count()
    };
    world.pass_secs(900);
    world.event(Event::Tick);
    assert_eq!(reminders(&mut world), 0);
    end(&mut world, EndHow::Done);
    assert_eq!(reminders(&mut world), 1);
}

#[test]
fn it_outlives_the_daemon_and_what_was_asked_often_comes_later() {
    let mut world = learnt();
    let mock = begin(&mut world, MockStart::default()).unwrap();
    world.try_log(&answer(&mock)).unwrap();
    world.restart();
    world.read();
    assert_eq!(world.status().running.unwrap().kind, "mock");
    assert_eq!(world.status().silent.unwrap().why, "mock");
    end(&mut world, EndHow::Done);
    world.pass_days(3);
    let one = |seed| MockStart {
        questions: Some(1),
        seed: Some(seed),
        ..MockStart::default()
    };
    // The palace is marked, but the map was never asked.
    world.log("house", 3);
    assert_eq!(
        begin(&mut world, one(1)).unwrap().questions[0].scope,
        "sets/"
    );
    // One without an answer is told only while it runs; its number stays its own.
    let numbers =
        |world: &mut World| -> Vec<u32> { mocks(world).iter().map(|it| it.number).collect() };
    assert_eq!(numbers(&mut world), [2, 1]);
    end(&mut world, EndHow::Done);
    assert_eq!(numbers(&mut world), [1]);
}

const CLOSE: &str = "[[day]]\nid = 'close'\ntitle = 'close'\nkind = 'catch-up'\n\
     mock = { minutes = 15, questions = 1, scope = 'sets', weak = true }\n";

/// Whether the plan's mock interview is done.
fn is_done(world: &mut World) -> bool {
    let all = PlanShow {
        all: true,
        ..PlanShow::default()
    };
    let days = asked(world, Request::Plan(all)).unwrap().days;
    let mut steps = days.into_iter().flat_map(|day| day.steps);
    steps.any(|step| step.id == "close/mock" && step.done)
}

#[test]
fn the_step_of_a_plan_says_what_is_asked_and_is_done_by_it() {
    let mut world = learnt();
    planned(&mut world, &plan(CLOSE));
    let mock = begin(&mut world, MockStart::default()).unwrap();
    assert_eq!(mock.plan_day.as_deref(), Some("close"));
    assert_eq!(
        (mock.running.topic.as_str(), mock.running.limit_secs),
        ("sets", 900)
    );
    assert_eq!(mock.questions.len(), 1);
    // Nothing was answered: the step is open still.
    end(&mut world, EndHow::Stop);
    assert!(!is_done(&mut world));
    let mock = begin(&mut world, MockStart::default()).unwrap();
    let mut said = answer(&mock);
    said.answer.as_mut().unwrap().scope = "sets/".to_owned();
    world.try_log(&said).unwrap();
    world.pass_secs(600);
    end(&mut world, EndHow::Done);
    assert!(is_done(&mut world));
    // It is one undo of its own, then comes the answer.
    world.undo().unwrap();
    assert!(!is_done(&mut world));
}

#[test]
fn an_interview_about_something_else_does_not_do_the_step() {
    let mut world = learnt();
    planned(&mut world, &plan(CLOSE));
    let own = MockStart {
        scope: Some("house".to_owned()),
        ..MockStart::default()
    };
    let mock = begin(&mut world, own).unwrap();
    assert_eq!((mock.plan_day, mock.running.limit_secs), (None, 1500));
    let mock = MockReply {
        plan_day: None,
        ..mock
    };
    world.try_log(&answer(&mock)).unwrap();
    end(&mut world, EndHow::Done);
    assert!(!is_done(&mut world));
}

#[test]
fn only_what_was_reviewed_is_asked_and_a_single_branch_only_where_nothing_else_is() {
    let mut world = World::empty();
    world.write("a.md", NOTES);
    world.read();
    world.log("sets/union", 3);
    world.pass_days(2);
    let asked = |world: &mut World| -> Vec<Vec<String>> {
        let mock = begin(world, MockStart::default()).unwrap();
        end(world, EndHow::Cancel);
        let paths = |it: &crate::ipc::protocol::MockQuestion| {
            it.items.iter().map(|item| item.path.clone()).collect()
        };
        mock.questions.iter().map(paths).collect()
    };
    assert_eq!(asked(&mut world), [["sets/union"]]);
    world.log("house", 3);
    assert_eq!(asked(&mut world), [["house/gate", "house/hall"]]);
    world.log("sets/frozen", 3);
    let mut both = asked(&mut world);
    both.sort_unstable();
    assert_eq!(
        both,
        [["house/gate", "house/hall"], ["sets/union", "sets/frozen"]]
    );
}

#[test]
fn a_map_called_all_is_not_all_of_it() {
    let mut world = learnt();
    world.write("b.md", "# Mind map\n\n```\nAll\n├── one\n└── two\n```\n");
    world.read();
    world.log("all/", 3);
    planned(&mut world, &plan(CLOSE));
    let own = MockStart {
        scope: Some("all".to_owned()),
        ..MockStart::default()
    };
    let mock = begin(&mut world, own).unwrap();
    world.try_log(&answer(&mock)).unwrap();
    end(&mut world, EndHow::Done);
    assert!(!is_done(&mut world));
}

#[test]
fn an_end_that_names_a_box_ends_no_other() {
    let mut world = learnt();
    let mock = begin(&mut world, MockStart::default()).unwrap();
    let other = BoxEnd {
        how: EndHow::Stop,
        id: Some(uuid::Uuid::nil()),
        note: None,
    };
    let refused = world.ask(Request::BoxEnd(other.clone())).unwrap_err();
    assert_eq!(refused.code, ErrorCode::BoxRefused);
    let own = BoxEnd {
        id: Some(mock.running.id),
        ..other
    };
    world.ask(Request::BoxEnd(own)).unwrap();
}

//! Answers of a mock interview: one batch with their marks, also when they come late, twice, or about what is gone.

use super::*;

#[test]
fn an_answer_is_one_batch_with_its_marks_and_one_undo_takes_it_back() {
    let mut world = learnt();
    let mock = begin(&mut world, MockStart::default()).unwrap();
    let said = answer(&mock);
    let logged = world.try_log(&said).unwrap();
    assert_eq!(logged.reviews.len(), 2);
    let history = world.show("house/hall").history;
    assert_eq!(history.last().unwrap().source, "mock");
    end(&mut world, EndHow::Done);
    let held = mocks(&mut world);
    assert_eq!((held[0].state.as_str(), held[0].number), ("finished", 1));
    let told = &held[0].answers[0];
    assert_eq!(
        (told.said, told.late.len(), told.unsaid.as_slice()),
        (1, 0, ["house/hall".to_owned()].as_slice())
    );
    assert_eq!(
        (told.marks, told.answer_secs),
        (said.answer.unwrap().marks, 80)
    );
    let marks = held[0].marks.unwrap();
    assert_eq!((marks.structure, marks.delivery), (3.0, 1.0));
    // The next one knows the marks of this one.
    let next = begin(&mut world, MockStart::default()).unwrap();
    assert_eq!(
        (next.number, next.last.map(|it| it.correct)),
        (2, Some(2.0))
    );
    end(&mut world, EndHow::Cancel);
    world.undo().unwrap();
    assert_eq!(mocks(&mut world), []);
    assert_eq!(world.show("house/hall").history.len(), 1);
}

#[test]
fn the_same_answer_sent_twice_counts_once_and_marks_beyond_three_are_refused() {
    let mut world = learnt();
    let mock = begin(&mut world, MockStart::default()).unwrap();
    let mut said = answer(&mock);
    said.batch_id = Some(uuid::Uuid::from_u128(5));
    world.try_log(&said).unwrap();
    world.try_log(&said).unwrap();
    assert_eq!(mocks(&mut world)[0].answers.len(), 1);
    assert_eq!(mocks(&mut world)[0].state, "running");
    let mut wrong = answer(&mock);
    wrong.answer.as_mut().unwrap().marks.as_mut().unwrap().depth = 4;
    let refused = world.try_log(&wrong).unwrap_err();
    assert_eq!(
        (refused.code, refused.message.contains("depth = 4")),
        (ErrorCode::InvalidParams, true)
    );
    let mut wrong = answer(&mock);
    wrong.source = Some("walk".to_owned());
    assert_eq!(
        world.try_log(&wrong).unwrap_err().code,
        ErrorCode::InvalidParams
    );
}

#[test]
fn an_answer_that_was_broken_off_counts_without_marks() {
    let mut world = learnt();
    planned(&mut world, &plan(CLOSE));
    let mock = begin(&mut world, MockStart::default()).unwrap();
    let mut said = answer(&mock);
    said.answer.as_mut().unwrap().marks = None;
    world.try_log(&said).unwrap();
    end(&mut world, EndHow::Stop);
    let held = mocks(&mut world);
    assert_eq!((held[0].marks, held[0].answers[0].marks), (None, None));
    assert_eq!(held[0].answers[0].unsaid, ["house/hall"]);
    assert!(is_done(&mut world));
}

#[test]
fn answers_that_come_after_the_end_do_the_step_once() {
    let mut world = learnt();
    planned(
        &mut world,
        &plan(&(CLOSE.replace("close", "before") + CLOSE)),
    );
    world.pass_days(1);
    let mock = begin(&mut world, MockStart::default()).unwrap();
    world.pass_secs(900);
    assert!(stops(&world.event(Event::Tick)));
    assert!(!is_done(&mut world));
    world.try_log(&answer(&mock)).unwrap();
    assert!(is_done(&mut world));
    world.try_log(&answer(&mock)).unwrap();
    let all = PlanShow {
        all: true,
        ..PlanShow::default()
    };
    let days = asked(&mut world, Request::Plan(all)).unwrap().days;
    let steps = days.iter().flat_map(|day| &day.steps);
    let mocks = steps.filter(|step| step.kind == "mock" && step.done);
    assert_eq!(mocks.count(), 1);
}

#[test]
fn what_went_from_the_notes_meanwhile_is_left_out_and_told() {
    let mut world = learnt();
    let mock = begin(&mut world, MockStart::default()).unwrap();
    world.write("a.md", &NOTES.replace("| Hall | two |\n", ""));
    world.read();
    let mut said = answer(&mock);
    said.told_at = Some("2026-11-24T12:00:00+00:00".to_owned());
    let logged = world.try_log(&said).unwrap();
    assert_eq!(
        (logged.reviews.len(), logged.ignored.as_slice()),
        (1, ["house/hall".to_owned()].as_slice())
    );
    assert_eq!(mocks(&mut world)[0].answers.len(), 1);
    world.write("a.md", "# nothing\n");
    world.sync(crate::ipc::protocol::Sync::default()).unwrap();
    world.pass_secs(1);
    said.ratings.truncate(1);
    let refused = world.try_log(&said);
    assert_eq!(refused.map_err(|it| it.code), Err(ErrorCode::UnknownLocus));
}

#[test]
fn an_answer_is_one_of_an_interview_and_of_its_time() {
    let mut world = learnt();
    let mock = begin(&mut world, MockStart::default()).unwrap();
    let wrong = |change: &dyn Fn(&mut MockAnswer)| {
        let mut said = answer(&mock);
        change(said.answer.as_mut().unwrap());
        said
    };
    for said in [
        wrong(&|it| it.mock = uuid::Uuid::nil()),
        wrong(&|it| it.scope.clear()),
        wrong(&|it| it.scope.push('\u{1b}')),
        wrong(&|it| it.answer_secs = 3601),
    ] {
        let refused = world.try_log(&said).unwrap_err();
        assert_eq!(refused.code, ErrorCode::InvalidParams, "{said:?}");
    }
    assert_eq!(world.show("house/gate").history.len(), 1);
}

//! The last lines of an interview, and its object.

use super::*;
use crate::cli::mock::model::tests::mock;

fn mark(number: u8) -> Points {
    Points::new(number).unwrap()
}

fn graded(question: usize, ticks: &[Rating], marks: Option<[u8; 4]>) -> Graded {
    Graded {
        question,
        ticks: ticks.iter().copied().enumerate().collect(),
        marks: marks.map(|marks| marks.map(mark)),
        answer_secs: 80,
    }
}

fn done(given: &[Given]) -> Done {
    let mock = mock();
    let given_to = |at: usize| given.iter().find(|it| it.graded.question == at);
    let questions = mock.questions.iter().enumerate();
    let asked = questions.map(|(at, it)| asked(it, given_to(at).map(|it| &it.graded)));
    Done {
        id: Uuid::from_u128(9),
        number: 7,
        state: "finished",
        limit_secs: 1500,
        used_secs: 1100,
        seed: 1,
        questions: asked.collect(),
        marks: mean(given),
        reviews: Vec::new(),
        batches: given.iter().map(|it| it.batch).collect(),
        gone: given.iter().flat_map(|it| it.gone.clone()).collect(),
        refused: Vec::new(),
        spooled: given.iter().any(|it| it.reviews.is_none()),
    }
}

fn given(graded: Graded) -> Given {
    Given {
        graded,
        batch: Uuid::from_u128(5),
        reviews: Some(Vec::new()),
        gone: Vec::new(),
    }
}

const LAST: MockMarks = MockMarks {
    structure: 2.0,
    correct: 2.25,
    depth: 1.0,
    delivery: 1.5,
};

#[test]
fn it_ends_with_marks_beside_the_last_ones_what_was_missed_and_what_to_say() {
    let all = [
        given(graded(
            0,
            &[Rating::Good, Rating::Again],
            Some([3, 2, 1, 2]),
        )),
        given(graded(
            1,
            &[Rating::Good, Rating::Hard, Rating::Good],
            Some([2, 3, 1, 2]),
        )),
    ];
    let tomorrow = Tomorrow {
        minutes: 4,
        count: 9,
    };
    let beside = Beside {
        last: Some(&LAST),
        tomorrow: Some(tomorrow),
        ..Beside::default()
    };
    assert_eq!(
        text(&done(&all), &mock().questions, &beside),
        "mock 7 · 2 of 2 questions · 18:20 of 25:00\n\
         Structure 2.5  Correct 2.5  Depth 1.0  Delivery 2.0  (last: 2.0 2.2 1.0 1.5)\n\
         not said: Kitchen · late: keys\n\
         say next time: \"A name refers to an object.\"\n\
         undo one answer: loci undo --list · tomorrow 4 min, 9 loci\n"
    );
    let of_plan = Beside {
        plan_day: Some("close"),
        ..Beside::default()
    };
    let told = text(&done(&all), &mock().questions, &of_plan);
    let wanted = "step close/mock done · undo it, or one answer: loci undo --list\n";
    assert!(told.ends_with(wanted), "{told}");
}

#[test]
fn one_that_was_stopped_tells_what_there_is() {
    let mut one = given(graded(0, &[Rating::Good], None));
    one.reviews = None;
    one.gone = vec!["house/kitchen".to_owned()];
    let beside = Beside {
        kept: Some("kept: good house/gate\nstart it: loci daemon start\n"),
        ..Beside::default()
    };
    assert_eq!(
        text(&done(&[one]), &mock().questions, &beside),
        "mock 7 · 1 of 2 questions · 18:20 of 25:00\n\
         not rated, gone from the notes: house/kitchen\n\
         undo: loci undo 00000000-0000-0000-0000-000000000005\n\
         kept: good house/gate\nstart it: loci daemon start\n"
    );
    let none = Beside::default();
    assert_eq!(
        text(&done(&[]), &mock().questions, &none),
        "nothing rated\n"
    );
    let cancelled = |given: &[Given]| Done {
        state: "cancelled",
        ..done(given)
    };
    assert_eq!(
        text(&cancelled(&[]), &mock().questions, &none),
        "mock 7 cancelled: nothing was rated\n"
    );
    let one = given(graded(0, &[Rating::Good], None));
    let told = text(&cancelled(&[one]), &mock().questions, &none);
    assert!(
        told.starts_with("mock 7 cancelled · kept: 1 answer\n"),
        "{told}"
    );
}

#[test]
fn what_was_not_reached_has_no_rating_in_the_object() {
    let done = done(&[given(graded(
        0,
        &[Rating::Good, Rating::Hard],
        Some([0, 1, 2, 3]),
    ))]);
    let json = serde_json::to_value(&done).unwrap();
    assert_eq!(json["questions"][0]["items"][1]["rating"], 2);
    assert_eq!(json["questions"][0]["marks"]["delivery"], 3);
    assert_eq!(
        json["questions"][1]["items"][0]["rating"],
        serde_json::Value::Null
    );
    assert_eq!(json["questions"][1].get("answer_secs"), None);
    assert_eq!(json["marks"]["depth"], 2.0);
}

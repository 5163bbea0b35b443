//! The screen of each step, on terminals of several sizes.

use super::*;
use crate::cli::inline::fake::shown;
use crate::cli::mock::model::tests::mock;
use crate::cli::mock::model::{Deed, Wish};
use crate::domain::mock::Points;
use crate::domain::rating::Rating;

fn at(wishes: &[Wish]) -> Interview {
    let mut interview = Interview::new(&mock(), 0);
    for wish in wishes {
        match interview.wish(*wish, 0) {
            Deed::Log(_) => interview.logged(0),
            Deed::Draw => {}
            other => panic!("{other:?}"),
        }
    }
    interview
}

fn drawn(interview: &Interview, columns: u16, rows: u16) -> String {
    let scene = Scene {
        said: "",
        left: (1290, 1500),
        now_ms: 38_000,
    };
    shown(columns, rows, |frame| draw(frame, interview, &scene))
}

const GOOD: Wish = Wish::Tick(Rating::Good);

#[test]
fn the_answer_is_nowhere_until_it_was_said() {
    for wishes in [&[][..], &[Wish::Go], &[Wish::Go, Wish::Go]] {
        for (columns, rows) in [(80, 24), (40, 12), (30, 6)] {
            let screen = drawn(&at(wishes), columns, rows);
            assert!(
                !screen.contains("Kitchen") && !screen.contains("Mutability"),
                "{screen}"
            );
        }
    }
}

#[test]
fn each_step_on_a_usual_terminal() {
    assert_eq!(
        drawn(&at(&[Wish::Go]), 72, 11),
        "Question 1 of 2 · speak                            1:22 · 21:30 of 25:00\n\
         ────────────────────────────────────────────────────────────────────────\n\
         Explain, aloud: the Python memory model\n\
         Walk in: Your House · 2 rooms, in order\n\
         \n\
         ############............................\n\
         \n\n\n\n\
         space done   x blank, show me   q leave\n"
    );
    assert_eq!(
        drawn(&at(&[Wish::Go, Wish::Go, Wish::Go, GOOD]), 72, 11),
        "Question 1 of 2 · what was said?                          21:30 of 25:00\n\
         ────────────────────────────────────────────────────────────────────────\n\
         the Python memory model\n\
         \x20[x] Gate: Variable name\n\
         >[>] Kitchen: Mutability\n\
         \n\n\n\n\n\
         g said   h late   m not said   G M all   b back   q leave\n"
    );
    let marking = [Wish::Go, Wish::Go, Wish::Go, GOOD, GOOD, Wish::Go];
    let mut interview = at(&marking);
    interview.wish(Wish::Mark(Points::new(2).unwrap()), 0);
    assert_eq!(
        drawn(&interview, 72, 11),
        "Question 1 of 2 · how was it?                             21:30 of 25:00\n\
         ────────────────────────────────────────────────────────────────────────\n\
         \x20 Structure 2   0 no order · 3 a frame first, then in order\n\
         > Correct   _   0 a wrong claim · 3 all of it right\n\
         \x20 Depth     _   0 only the list · 3 trade-off, example, limit\n\
         \x20 Delivery  _   0 stuck · 3 in time, without a restart\n\
         \n\n\n\n\
         0 1 2 3 points   b back   q leave\n"
    );
}

#[test]
fn once_all_is_ticked_the_model_answer_is_shown() {
    let screen = drawn(
        &at(&[Wish::Go, Wish::Go, Wish::Go, Wish::TickAll(Rating::Good)]),
        60,
        14,
    );
    assert!(screen.contains("A name refers to an object."), "{screen}");
    assert!(screen.contains("[x] Kitchen"), "{screen}");
}

#[test]
fn where_there_is_no_room_for_both_the_model_answer_goes_before_the_list() {
    let mut mock = mock();
    mock.questions[0].answer = Some("word ".repeat(60));
    let mut interview = Interview::new(&mock, 0);
    interview.wish(Wish::Blank, 0);
    let screen = drawn(&interview, 60, 12);
    assert_eq!(screen.matches("word").count(), 60, "{screen}");
    assert!(!screen.contains("Kitchen"), "{screen}");
}

#[test]
fn it_fits_every_terminal() {
    let ways: [&[Wish]; 6] = [
        &[],
        &[Wish::Go],
        &[Wish::Go, Wish::Go],
        &[Wish::Go, Wish::Go, Wish::Go],
        &[Wish::Blank],
        &[Wish::Go, Wish::Go, Wish::Go, GOOD, GOOD, Wish::Go],
    ];
    for wishes in ways {
        let interview = at(wishes);
        for columns in [1, 8, 20, 33, 40, 80, 200] {
            for rows in [1, 2, 3, 5, 8, 9, 14] {
                let screen = drawn(&interview, columns, rows);
                assert_eq!(screen.lines().count(), usize::from(rows));
            }
        }
        // The keys are named, if only by their letters.
        let small = drawn(&interview, 40, 6);
        assert!(small.lines().next_back().unwrap().contains('q'), "{small}");
    }
}

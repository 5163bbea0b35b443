//! The way through an interview, wish by wish.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ipc::protocol::{BoxReply, MockItem};

/// Two questions: a palace of two rooms with its model answer, a map with three branches.
pub fn mock() -> MockReply {
    let item = |path: &str, label: &str, point: Option<&str>| MockItem {
        path: path.to_owned(),
        label: label.to_owned(),
        point: point.map(str::to_owned),
    };
    MockReply {
        running: BoxReply {
            id: Uuid::from_u128(9),
            kind: "mock".to_owned(),
            topic: "all".to_owned(),
            state: "running".to_owned(),
            started_at: "2026-11-22T10:00:00+00:00".to_owned(),
            limit_secs: 1500,
            left_secs: 1500,
            left_ms: 1_500_000,
            note: None,
            hint: None,
        },
        number: 7,
        questions: vec![
            MockQuestion {
                scope: "house".to_owned(),
                kind: "route".to_owned(),
                ask: "the Python memory model".to_owned(),
                under: vec!["Your House".to_owned()],
                part: None,
                items: vec![
                    item("house/gate", "Gate", Some("Variable name")),
                    item("house/kitchen", "Kitchen", Some("Mutability")),
                ],
                answer: Some(
                    "A name refers to an object. Changing it shows everywhere.".to_owned(),
                ),
            },
            MockQuestion {
                scope: "dict/why/".to_owned(),
                kind: "children".to_owned(),
                ask: "dict > Why".to_owned(),
                under: vec!["dict".to_owned(), "Why".to_owned()],
                part: None,
                items: vec![
                    item("dict/why/fast", "fast", None),
                    item("dict/why/keys", "keys", None),
                    item("dict/why/order", "order", None),
                ],
                answer: None,
            },
        ],
        think_secs: 15,
        answer_secs: 120,
        follow_up_secs: 45,
        seed: 1,
        plan_day: None,
        last: None,
    }
}

fn points(number: u8) -> Points {
    Points::new(number).unwrap()
}

/// Does all wishes at one moment, each of which only draws.
fn draws(interview: &mut Interview, wishes: &[Wish], now_ms: u64) {
    for wish in wishes {
        assert_eq!(interview.wish(*wish, now_ms), Deed::Draw, "{wish:?}");
    }
}

const SAID: Wish = Wish::Tick(Rating::Good);

#[test]
fn a_question_is_thought_about_said_gone_deeper_into_ticked_and_marked() {
    let mut it = Interview::new(&mock(), 1000);
    assert_eq!((it.face(), it.left_secs(1000)), (Face::Think, Some(15)));
    draws(&mut it, &[Wish::Go], 3000);
    assert_eq!((it.face(), it.left_secs(63_500)), (Face::Say, Some(60)));
    draws(&mut it, &[Wish::Go], 83_500);
    assert_eq!(
        (it.face(), it.left_secs(83_500)),
        (Face::FollowUp, Some(45))
    );
    draws(&mut it, &[Wish::TimeUp], 128_500);
    assert_eq!((it.face(), it.left_secs(128_500)), (Face::Tick(0), None));
    assert!(matches!(it.wish(Wish::Go, 0), Deed::Refuse(_)));
    draws(
        &mut it,
        &[SAID, Wish::Tick(Rating::Hard), Wish::Go],
        130_000,
    );
    draws(
        &mut it,
        &[3, 2, 1].map(|it| Wish::Mark(points(it))),
        131_000,
    );
    assert_eq!(it.face(), Face::Mark(3));
    let graded = Graded {
        question: 0,
        ticks: vec![(0, Rating::Good), (1, Rating::Hard)],
        marks: Some([3, 2, 1, 0].map(points)),
        answer_secs: 81,
    };
    draws(
        &mut it,
        &[Wish::Mark(points(3)), Wish::Back, Wish::Mark(points(0))],
        131_500,
    );
    assert!(matches!(
        it.wish(Wish::Mark(points(1)), 131_500),
        Deed::Refuse(_)
    ));
    assert_eq!(it.wish(Wish::Go, 132_000), Deed::Log(graded));
    it.logged(133_000);
    assert_eq!((it.at(), it.face()), (1, Face::Think));
    assert_eq!((it.tick(0), it.points(0)), (None, None));
}

#[test]
fn an_answer_that_takes_longer_is_cut() {
    let mut it = Interview::new(&mock(), 0);
    draws(&mut it, &[Wish::TimeUp], 15_000);
    assert_eq!(it.ends_ms(), Some(135_000));
    // The machine slept meanwhile.
    draws(&mut it, &[Wish::TimeUp], 9_000_000);
    draws(
        &mut it,
        &[Wish::Go, Wish::TickAll(Rating::Good), Wish::Go],
        9_000_001,
    );
    draws(&mut it, &[Wish::Mark(points(1)); 4], 9_000_002);
    let Deed::Log(graded) = it.wish(Wish::Go, 9_000_003) else {
        panic!("nothing to log");
    };
    assert_eq!(graded.answer_secs, 120);
}

#[test]
fn where_nothing_comes_all_is_missed_and_nothing_is_marked() {
    let mut it = Interview::new(&mock(), 0);
    draws(&mut it, &[Wish::Blank], 0);
    assert_eq!(it.face(), Face::Tick(2));
    let Deed::Log(graded) = it.wish(Wish::Go, 0) else {
        panic!("nothing to log");
    };
    assert_eq!(graded.marks, Some([Points::default(); 4]));
    assert_eq!(graded.ticks, [(0, Rating::Again), (1, Rating::Again)]);
    assert_eq!(it.broken_off(), Some(graded));
    // Something came after all: then it is marked as any other.
    draws(&mut it, &[Wish::Back, SAID, Wish::Go], 0);
    assert_eq!(it.face(), Face::Mark(0));
}

#[test]
fn a_wrong_key_is_gone_back_on_until_the_last_mark() {
    let mut it = Interview::new(&mock(), 0);
    draws(
        &mut it,
        &[Wish::Go, Wish::Go, Wish::Go, SAID, SAID, Wish::Go],
        0,
    );
    draws(&mut it, &[Wish::Mark(points(3)), Wish::Back, Wish::Back], 0);
    assert_eq!((it.face(), it.points(0)), (Face::Tick(2), None));
    draws(&mut it, &[Wish::Back], 0);
    assert_eq!(
        (it.face(), it.tick(0), it.tick(1)),
        (Face::Tick(1), Some(Rating::Good), None)
    );
    draws(&mut it, &[Wish::Back], 0);
    assert!(matches!(it.wish(Wish::Back, 0), Deed::Refuse(_)));
}

#[test]
fn what_was_ticked_when_it_is_broken_off_is_rated() {
    let mut it = Interview::new(&mock(), 0);
    assert_eq!(it.broken_off(), None);
    draws(&mut it, &[Wish::Go, Wish::Go, Wish::Go, SAID], 0);
    assert_eq!(it.wish(Wish::Leave, 0), Deed::Leave);
    let graded = it.broken_off().unwrap();
    assert_eq!(
        (graded.ticks, graded.marks),
        (vec![(0, Rating::Good)], None)
    );
}

fn any_wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        4 => Just(Wish::Go),
        1 => Just(Wish::Blank),
        3 => (1_u8..=3).prop_map(|it| Wish::Tick(Rating::from_number(it).unwrap())),
        1 => Just(Wish::TickAll(Rating::Good)),
        3 => (0_u8..=3).prop_map(|it| Wish::Mark(Points::new(it).unwrap())),
        1 => Just(Wish::Back),
        1 => Just(Wish::TimeUp),
    ]
}

proptest! {
    #[test]
    fn whatever_is_pressed_each_question_is_logged_at_most_once_and_whole(
        wishes in prop::collection::vec((any_wish(), 0_u64..200_000), 0..80),
    ) {
        let mut it = Interview::new(&mock(), 0);
        let (mut now, mut logged) = (0, Vec::new());
        for (wish, passed) in wishes {
            now += passed;
            if let Deed::Log(graded) = it.wish(wish, now) {
                prop_assert_eq!(graded.ticks.len(), it.questions[graded.question].items.len());
                prop_assert!(graded.marks.is_some() && graded.answer_secs <= 120);
                logged.push(graded.question);
                it.logged(now);
            }
        }
        let in_turn: Vec<usize> = (0..logged.len()).collect();
        prop_assert_eq!(logged, in_turn);
        prop_assert_eq!(it.face() == Face::Over, it.at() == 2);
    }
}

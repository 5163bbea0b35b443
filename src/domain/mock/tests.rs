//! Which questions are chosen, over hand-made candidates, and how their time is parted.

use proptest::prelude::*;

use super::*;

fn candidate(topic: u32, kind: PromptKind) -> Candidate {
    Candidate {
        topic,
        kind,
        due: Due::Later,
        mark: Mark::None,
        recall: 0.9,
        seen: Seen::LongAgo,
        asked: 1,
        scope: format!("topic{topic}"),
    }
}

fn maps_and_palaces(number: u32) -> Vec<Candidate> {
    let kind = |at| match at % 2 {
        0 => PromptKind::Children,
        _ => PromptKind::Route,
    };
    (0..number).map(|at| candidate(at, kind(at))).collect()
}

fn wanted(questions: u32) -> Wanted {
    Wanted {
        questions,
        choice: MockChoice::Any,
        seed: 7,
    }
}

fn sorted(mut chosen: Vec<usize>) -> Vec<usize> {
    chosen.sort_unstable();
    chosen
}

#[test]
fn three_of_five_are_palaces_one_is_weak_and_one_was_never_asked() {
    let mut all = maps_and_palaces(40);
    all[4].recall = 0.2;
    all[8].asked = 0;
    let chosen = choose(&all, wanted(5));
    let palaces = chosen.iter().filter(|at| *at % 2 == 1).count();
    assert_eq!((chosen.len(), palaces), (5, 3));
    assert!(chosen.contains(&4) && chosen.contains(&8), "{chosen:?}");
}

#[test]
fn what_is_due_comes_first_then_what_is_marked_and_what_was_just_seen_last() {
    let mut all: Vec<Candidate> = (0..6).map(|at| candidate(at, PromptKind::Route)).collect();
    all[1].due = Due::Now;
    all[2].mark = Mark::Interview;
    all[3].due = Due::Now;
    all[3].seen = Seen::Lately;
    // The first of three is a palace by the usual order, then comes the weakest.
    all[5].recall = 0.1;
    assert_eq!(sorted(choose(&all, wanted(3))), [1, 2, 5]);
    assert!(!choose(&all, wanted(5)).contains(&3));
    assert_eq!(choose(&all, wanted(6)).len(), 6);
}

#[test]
fn a_map_or_palace_is_asked_twice_only_where_nothing_else_is_left() {
    let mut all: Vec<Candidate> = (0..3).map(|_| candidate(0, PromptKind::Children)).collect();
    all.push(candidate(1, PromptKind::Children));
    for (at, it) in all.iter_mut().enumerate() {
        it.scope = format!("scope{at}");
        it.due = Due::Now;
    }
    all[3].due = Due::Later;
    let chosen = choose(&all, wanted(2));
    assert!(chosen.contains(&3), "{chosen:?}");
    assert_eq!(choose(&all, wanted(9)).len(), 4);
}

#[test]
fn weak_ones_are_asked_if_that_is_wanted() {
    let mut all = maps_and_palaces(10);
    for (at, it) in all.iter_mut().enumerate() {
        it.recall = 0.9 - 0.05 * at as f64;
        it.due = if at < 5 { Due::Now } else { Due::Later };
    }
    let weak = Wanted {
        choice: MockChoice::Weak,
        ..wanted(4)
    };
    assert_eq!(sorted(choose(&all, weak)), [6, 7, 8, 9]);
}

#[test]
fn another_seed_asks_something_else_and_the_same_one_the_same() {
    let all = maps_and_palaces(40);
    let of = |seed| choose(&all, Wanted { seed, ..wanted(5) });
    assert_eq!(of(1), of(1));
    assert!((2..10).any(|seed| of(seed) != of(1)));
    assert_eq!(choose(&[], wanted(5)), [0; 0]);
}

#[test]
fn a_question_has_its_share_of_the_time() {
    let of = |minutes: u32, questions| {
        let it = Pacing::of(Secs(minutes * 60), questions);
        (it.think.0, it.answer.0, it.follow_up.0)
    };
    assert_eq!(of(25, 5), (15, 120, 45));
    assert_eq!(of(15, 5), (9, 72, 27));
    assert_eq!(of(60, 3), (15, 120, 45));
    assert_eq!(of(1, 20), (5, 30, 15));
    assert_eq!(of(10, 0), (15, 120, 45));
}

#[test]
fn points_are_0_to_3() {
    assert_eq!(Points::new(3).map(Points::number), Some(3));
    assert_eq!(Points::new(4), None);
}

fn any_candidate() -> impl Strategy<Value = Candidate> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (0u32..6, flags, 0.0f64..=1.0, 0u32..3, "[a-c]{0,3}").prop_map(
        |(topic, (palace, due, mark, seen), recall, asked, scope)| Candidate {
            topic,
            kind: if palace {
                PromptKind::Route
            } else {
                PromptKind::Children
            },
            due: if due { Due::Now } else { Due::Later },
            mark: if mark { Mark::Interview } else { Mark::None },
            recall,
            seen: if seen { Seen::Lately } else { Seen::LongAgo },
            asked,
            scope,
        },
    )
}

proptest! {
    #[test]
    fn each_is_chosen_at_most_once_and_as_many_as_there_are(
        all in prop::collection::vec(any_candidate(), 0..12),
        questions in 1u32..=MOST_QUESTIONS,
        weak in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let choice = if weak { MockChoice::Weak } else { MockChoice::Any };
        let chosen = choose(&all, Wanted { questions, choice, seed });
        prop_assert_eq!(chosen.len(), all.len().min(questions as usize));
        let mut once = chosen.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), chosen.len());
    }
}

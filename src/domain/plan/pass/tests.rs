//! Days of the pass by table, and what holds for all of them over random states.

use proptest::prelude::*;

use super::*;

/// The day of the interview is day 100.
const INTERVIEW: u32 = 100;

fn day(number: u32) -> StudyDay {
    StudyDay(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).plus(number)
}

fn goal(minutes: u32) -> Goal {
    Goal {
        interview: day(INTERVIEW),
        days: [LastDay {
            budget: Secs(minutes * 60),
            left: Secs(minutes * 60),
        }; LONGEST as usize],
        keeps: 1.0,
        rules: Rules {
            share: 1.0,
            ..Rules::default()
        },
    }
}

fn seat(node: u32, stability: f32, last: u32, due: u32) -> Seat {
    Seat {
        node: NodeIx(node),
        memory: Memory {
            stability,
            difficulty: 5.0,
        },
        last: day(last),
        due: day(due),
    }
}

/// One locus a sitting, a minute each: the stabilities, all reviewed on day 90 and due behind the interview.
fn sittings(stabilities: &[f32]) -> Vec<Sitting> {
    (0..)
        .zip(stabilities)
        .map(|(node, stability)| Sitting {
            loci: vec![seat(node, *stability, 90, 120)],
            secs: Secs(60),
        })
        .collect()
}

fn pass(sittings: &[Sitting], goal: &Goal, today: u32) -> Option<Pass> {
    Pass::new(sittings, goal, day(today), &Model::default())
}

/// The days of the nodes, in their order, counted as `day` counts.
fn days(pass: &Pass) -> Vec<u32> {
    let mut all: Vec<(NodeIx, StudyDay)> = pass.days().collect();
    all.sort_unstable();
    all.into_iter()
        .map(|(_, on)| on.days_since(day(0)))
        .collect()
}

/// The sittings after those of a day were done: seen on it, and due in a month.
fn after(sittings: &[Sitting], pass: &Pass, on: u32) -> Vec<Sitting> {
    let mut after = sittings.to_vec();
    for seat in after.iter_mut().flat_map(|sitting| &mut sitting.loci) {
        if pass.due(seat.node, seat.due, day(on)) <= day(on) {
            seat.last = day(on);
            seat.due = day(on + 30);
            seat.memory.stability *= 2.0;
        }
    }
    after
}

#[test]
fn what_is_remembered_best_comes_first_and_the_weakest_on_the_eve() {
    let sittings = sittings(&[10.0, 80.0, 20.0, 40.0]);
    let pass = pass(&sittings, &goal(1), 96).unwrap();
    assert_eq!(pass.opens, day(96));
    assert_eq!(days(&pass), [99, 96, 98, 97]);
}

#[test]
fn the_window_is_as_short_as_its_minutes_allow() {
    let opens = |number: usize, minutes| {
        let pass = pass(&sittings(&vec![20.0; number]), &goal(minutes), 50).unwrap();
        INTERVIEW - pass.opens.days_since(day(0))
    };
    assert_eq!(opens(1, 1), SHORTEST);
    assert_eq!(opens(4, 1), 4);
    assert_eq!(opens(5, 1), 5);
    assert_eq!(opens(7, 1), LONGEST);
    assert_eq!(opens(70, 1), LONGEST);
    assert_eq!(opens(40, 10), 4);
}

#[test]
fn what_does_not_fit_is_told_and_is_what_is_remembered_best() {
    let sittings = sittings(&[10.0, 90.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0]);
    let pass = pass(&sittings, &goal(1), 93).unwrap();
    let short = pass.short.clone().unwrap();
    assert_eq!(short.secs, Secs(120));
    assert_eq!(short.left_out, [NodeIx(1), NodeIx(8)]);
    assert_eq!(pass.due(NodeIx(1), day(120), day(93)), day(120));
}

#[test]
fn a_full_day_gives_its_part_to_the_others() {
    let mut goal = goal(3);
    goal.days[5] = LastDay::default();
    let pass = pass(&sittings(&[20.0; 6]), &goal, 96).unwrap();
    assert_eq!(pass.secs, [120, 120, 0, 120].map(Secs));
}

#[test]
fn steps_of_a_day_leave_the_pass_half_of_its_part_and_a_mock_interview_none() {
    let mut goal = goal(4);
    goal.days[4].left = Secs(60);
    goal.days[6] = LastDay::default();
    let pass = pass(&sittings(&[20.0; 10]), &goal, 96).unwrap();
    assert_eq!(pass.secs, [240, 120, 240, 0].map(Secs));
    assert_eq!(pass.short, None);
}

#[test]
fn nothing_is_put_off_before_it_opens_and_nothing_lies_behind_the_interview() {
    let sittings = sittings(&[20.0; 4]);
    let pass = pass(&sittings, &goal(1), 80).unwrap();
    let node = NodeIx(2);
    assert_eq!(pass.due(node, day(85), day(80)), day(85));
    assert!(pass.due(node, day(120), day(80)) < day(INTERVIEW));
    assert_eq!(pass.due(NodeIx(77), day(120), day(80)), day(120));
}

#[test]
fn on_the_interview_and_after_it_there_is_no_pass() {
    for today in [INTERVIEW, INTERVIEW + 1, INTERVIEW + 400] {
        assert_eq!(pass(&sittings(&[20.0; 4]), &goal(1), today), None);
    }
}

#[test]
fn what_is_due_waits_for_its_day_unless_it_would_be_forgotten_until_then() {
    let at = |stability| {
        let mut sittings = sittings(&[50.0, 60.0, 70.0]);
        sittings.push(Sitting {
            loci: vec![seat(3, stability, 90, 94)],
            secs: Secs(60),
        });
        let pass = pass(&sittings, &goal(1), 96).unwrap();
        pass.due(NodeIx(3), day(94), day(96))
    };
    assert_eq!(at(8.0), day(99));
    assert_eq!(at(0.5), day(94));
}

#[test]
fn what_was_missed_in_the_pass_comes_back_by_its_own_due_day() {
    let mut sittings = sittings(&[20.0; 4]);
    sittings[0].loci[0] = seat(0, 1.0, 96, 97);
    let pass = pass(&sittings, &goal(1), 97).unwrap();
    assert_eq!(pass.due(NodeIx(0), day(97), day(97)), day(97));
}

#[test]
fn minutes_left_on_the_eve_are_for_the_weakest_of_what_was_seen() {
    let mut sittings = sittings(&[5.0, 500.0, 20.0]);
    for sitting in &mut sittings {
        sitting.loci[0].last = day(97);
    }
    let asked = |minutes| days(&pass(&sittings, &goal(minutes), 99).unwrap());
    assert_eq!(asked(1), [99], "the weakest");
    assert_eq!(asked(9), [99, 99], "nothing that is sure anyway");
    let before = pass(&sittings, &goal(9), 98).unwrap();
    assert_eq!(days(&before), [98], "less is asked for on the days before");
}

#[test]
fn what_would_be_weak_on_the_day_is_asked_once_more_in_the_minutes_that_are_left_before_the_pass() {
    let sittings = sittings(&[3.0, 500.0, 2.0]);
    let asked = |left: u32, keeps| -> Vec<u32> {
        let mut goal = Goal { keeps, ..goal(1) };
        // Six days before the interview.
        goal.days[1].left = Secs(left * 60);
        let pass = pass(&sittings, &goal, 94).unwrap();
        assert_eq!(pass.opens, day(96));
        let is_asked = |node: &u32| pass.due(NodeIx(*node), day(120), day(94)) <= day(94);
        (0..3).filter(is_asked).collect()
    };
    assert_eq!(asked(0, 1.0), Vec::<u32>::new());
    assert_eq!(asked(1, 1.0), [2], "the weakest");
    assert_eq!(asked(9, 1.0), [0, 2], "nothing that is sure anyway");
    assert_eq!(
        asked(9, 0.01),
        [0, 1, 2],
        "who keeps things a hundredth as long is sure of none"
    );
    assert_eq!(
        asked(9, 100.0),
        Vec::<u32>::new(),
        "and who keeps them a hundred times as long of all"
    );
}

fn any_sittings() -> impl Strategy<Value = Vec<Sitting>> {
    let locus = (0.5_f32..300.0, 60_u32..93, 0_u32..60);
    let sitting = (prop::collection::vec(locus, 1..6), 5_u32..90);
    prop::collection::vec(sitting, 1..40).prop_map(|drawn| {
        let mut node = 0;
        let sitting = |(loci, secs): (Vec<(f32, u32, u32)>, u32)| Sitting {
            loci: loci
                .into_iter()
                .map(|(stability, last, interval)| {
                    node += 1;
                    seat(node, stability, last, last + 1 + interval)
                })
                .collect(),
            secs: Secs(secs),
        };
        drawn.into_iter().map(sitting).collect()
    })
}

proptest! {
    #[test]
    fn every_locus_is_seen_exactly_once_in_the_pass(sittings in any_sittings(), minutes in 20_u32..60) {
        let goal = Goal { rules: Rules { second_look: 0.0, last_look: 0.0, ..Rules::default() }, ..goal(minutes) };
        let opens = pass(&sittings, &goal, 50).unwrap().opens.days_since(day(0));
        let mut seen: Map<NodeIx, u32> = Map::default();
        let mut state = sittings.clone();
        for today in opens..INTERVIEW {
            let pass = pass(&state, &goal, today).unwrap();
            prop_assert_eq!(pass.opens, day(opens));
            let next = after(&state, &pass, today);
            let loci = |sittings: &[Sitting]| -> Vec<Seat> {
                sittings.iter().flat_map(|sitting| sitting.loci.clone()).collect()
            };
            for (before, after) in loci(&state).iter().zip(&loci(&next)) {
                if before.last != after.last {
                    *seen.entry(before.node).or_default() += 1;
                }
            }
            state = next;
        }
        for seat in sittings.iter().flat_map(|sitting| &sitting.loci) {
            prop_assert_eq!(seen.get(&seat.node), Some(&1));
        }
    }

    #[test]
    fn days_are_even_within_one_prompt_and_none_lies_behind_the_interview(
        sittings in any_sittings(),
        today in 50_u32..INTERVIEW,
    ) {
        let pass = pass(&sittings, &goal(60 * 24), today).unwrap();
        let longest = sittings.iter().map(|sitting| sitting.secs.0).max().unwrap();
        let first = pass.opens.max(day(today)).days_since(pass.opens) as usize;
        let parts = &pass.secs[first..];
        let sum: u32 = parts.iter().map(|part| part.0).sum();
        let number = parts.len() as u32;
        for part in parts {
            let off = part.0.abs_diff(sum / number);
            prop_assert!(off <= longest + number, "{:?}", parts);
        }
        for seat in sittings.iter().flat_map(|sitting| &sitting.loci) {
            prop_assert!(pass.due(seat.node, seat.due, day(today)) < day(INTERVIEW));
        }
    }

    #[test]
    fn second_looks_take_no_more_than_what_is_left_of_the_day(
        sittings in any_sittings(),
        left in 0_u32..60,
        today in 93_u32..INTERVIEW,
        keeps in 0.1_f32..3.0,
    ) {
        let mut goal = Goal { keeps, ..goal(30) };
        for day in &mut goal.days {
            day.left = Secs(left * 60);
        }
        let none = Rules { second_look: 0.0, last_look: 0.0, ..goal.rules };
        let asked = |goal: &Goal| -> u32 {
            let pass = pass(&sittings, goal, today).unwrap();
            let is_asked = |seat: &Seat| {
                seat.last >= day(today) || pass.due(seat.node, seat.due, day(today)) <= day(today)
            };
            let asked = sittings.iter().filter(|sitting| sitting.loci.iter().any(is_asked));
            asked.map(|sitting| sitting.secs.0).sum()
        };
        let without = asked(&Goal { rules: none, ..goal });
        let with = asked(&goal);
        prop_assert!(with >= without);
        prop_assert!(with == without || with <= left * 60, "{} of {}, {} without", with, left * 60, without);
    }

    #[test]
    fn it_is_made_anew_the_same_and_a_sitting_that_is_done_moves_no_other(
        sittings in any_sittings(),
        minutes in 30_u32..60,
        done in 0_usize..40,
    ) {
        // What may be asked earlier than its part would be done out of turn.
        let mut sittings = sittings;
        for seat in sittings.iter_mut().flat_map(|sitting| &mut sitting.loci) {
            seat.due = day(INTERVIEW + 20);
        }
        // A second look takes something off a later day, and so moves what lies between.
        let none = Rules { share: 1.0, second_look: 0.0, last_look: 0.0, ..Rules::default() };
        let goal = Goal { rules: none, ..goal(minutes) };
        let today = pass(&sittings, &goal, 50).unwrap().opens.days_since(day(0));
        let before = pass(&sittings, &goal, today).unwrap();
        prop_assert_eq!(&Some(before.clone()), &pass(&sittings, &goal, today));
        let of_today = |sitting: &&Sitting| {
            let seat = sitting.loci[0];
            before.due(seat.node, seat.due, day(today)) == day(today)
        };
        // Done in the order in which they are remembered best, so that the parts of the days keep their order.
        let all: Vec<&Sitting> = sittings.iter().collect();
        let order = by_strength(all, &goal, &Model::default());
        let listed: Vec<Sitting> = order.iter().map(|one| one.sitting.clone()).collect();
        let now: Vec<&Sitting> = listed.iter().filter(of_today).take(done).collect();
        let mut state = sittings.clone();
        for sitting in &mut state {
            if now.iter().any(|one| one.loci[0].node == sitting.loci[0].node) {
                for seat in &mut sitting.loci {
                    seat.last = day(today);
                    seat.due = day(today + 30);
                }
            }
        }
        let after = pass(&state, &goal, today).unwrap();
        for (node, on) in after.days() {
            prop_assert_eq!(before.due(node, day(0), day(today)), on);
        }
    }
}

//! What the day's list holds, case by case and over random groups.
//!
//! A group is drawn with one letter an item: `n` new, `d` due, `r` reviewed and not due, `s` suspended.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

fn day(number: u32) -> StudyDay {
    StudyDay(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).plus(number)
}

/// Far enough from its ends to subtract from.
fn this_day() -> StudyDay {
    day(1000)
}

fn state(letter: char) -> ItemState {
    let reviewed = |due, retrievability| ItemState::Review {
        due,
        retrievability,
    };
    match letter {
        'n' => ItemState::New,
        'd' => reviewed(this_day(), 0.9),
        'r' => reviewed(this_day().plus(1), 0.95),
        's' => ItemState::Suspended,
        other => panic!("no such item: {other}"),
    }
}

/// Groups from their drawings; nodes are numbered on through all of them.
fn groups(drawn: &[(PromptKind, &str)]) -> Vec<Group> {
    let mut node = 0;
    let mut item = |letter| {
        node += 1;
        Item {
            node: NodeIx(node - 1),
            state: state(letter),
            measured: None,
        }
    };
    drawn
        .iter()
        .map(|(kind, letters)| Group {
            kind: *kind,
            gate: Gate::Open,
            items: letters.chars().map(&mut item).collect(),
        })
        .collect()
}

const CHILDREN: PromptKind = PromptKind::Children;
const ROUTE: PromptKind = PromptKind::Route;

fn limits(new_per_day: u32) -> Limits {
    Limits {
        day: this_day(),
        new_per_day,
        first_reviews: 0,
        budget: Secs(1_000_000),
        order: Order::Retrievability,
    }
}

/// What is asked, as (group, stretch), in order.
fn asked(today: &Today) -> Vec<(usize, Range<usize>)> {
    let place = |prompt: &Prompt| (prompt.group, prompt.stretch.clone());
    today.prompts.iter().map(place).collect()
}

fn check(drawn: &[(PromptKind, &str)], limits: Limits, expected: &[(usize, Range<usize>)]) {
    assert_eq!(asked(&today(&groups(drawn), &limits)), expected);
}

fn nodes(numbers: &[u32]) -> Vec<NodeIx> {
    numbers.iter().copied().map(NodeIx).collect()
}

#[test]
fn nothing_due_and_nothing_new_is_an_empty_list() {
    check(&[], limits(12), &[]);
    check(
        &[(CHILDREN, "rrr"), (ROUTE, "sss"), (ROUTE, "")],
        limits(12),
        &[],
    );
}

#[test]
fn children_are_asked_together_when_one_is_due() {
    let list = today(&groups(&[(CHILDREN, "rdsn")]), &limits(12));
    assert_eq!(asked(&list), [(0, 0..4)]);
    assert_eq!(list.prompts[0].offer, Offer::Due);
    assert_eq!(list.prompts[0].answer, nodes(&[0, 1, 3]));
    assert_eq!(list.prompts[0].counted, nodes(&[1, 3]));
    assert_eq!(list.count(), 2);
}

#[test]
fn what_fell_due_earlier_is_still_due() {
    let mut groups = groups(&[(CHILDREN, "d")]);
    groups[0].items[0].state = ItemState::Review {
        due: day(3),
        retrievability: 0.1,
    };
    assert_eq!(today(&groups, &limits(12)).count(), 1);
}

#[test]
fn a_group_up_to_twice_the_cap_is_one_unit() {
    check(&[(CHILDREN, "nnnn")], limits(2), &[(0, 0..4)]);
    check(&[(CHILDREN, "nnnsn")], limits(2), &[(0, 0..5)]);
    check(&[(CHILDREN, "nnnnn")], limits(2), &[(0, 0..2)]);
}

#[test]
fn the_next_chunk_is_offered_once_the_one_before_was_met() {
    check(&[(CHILDREN, "rrnnnn")], limits(2), &[(0, 2..4)]);
    check(&[(ROUTE, "rrnnnn")], limits(2), &[(0, 2..4)]);
    check(&[(CHILDREN, "drnnnn")], limits(2), &[(0, 0..2), (0, 2..4)]);
    // One met item is enough, and what is left over in its chunk comes first.
    check(&[(CHILDREN, "rnnnnn")], limits(2), &[(0, 0..2), (0, 2..4)]);
}

#[test]
fn a_suspended_chunk_holds_up_no_other() {
    check(&[(CHILDREN, "ssnnnnn")], limits(2), &[(0, 2..4)]);
}

#[test]
fn suspending_an_item_moves_no_other_into_another_chunk() {
    check(&[(CHILDREN, "snnnnnn")], limits(2), &[(0, 0..2)]);
    check(&[(CHILDREN, "nnnnnnn")], limits(2), &[(0, 0..2)]);
}

#[test]
fn a_short_route_is_walked_whole() {
    check(&[(ROUTE, "rrrrdrrrr")], limits(12), &[(0, 0..9)]);
    check(&[(ROUTE, "rrrsrdrrrr")], limits(12), &[(0, 0..10)]);
}

#[test]
fn a_long_route_is_walked_from_its_first_due_room_to_its_last() {
    let list = today(&groups(&[(ROUTE, "rrdrnsdrrrn")]), &limits(12));
    assert_eq!(asked(&list), [(0, 2..7)]);
    assert_eq!(list.prompts[0].answer, nodes(&[2, 3, 4, 6]));
    assert_eq!(list.prompts[0].counted, nodes(&[2, 4, 6]));
    assert_eq!(list.prompts[0].est, Secs(48));
}

#[test]
fn a_walk_crosses_chunks_that_were_met() {
    check(&[(ROUTE, "rdrrrrrrrrdr")], limits(2), &[(0, 1..11)]);
}

#[test]
fn a_walk_never_enters_a_chunk_that_was_not_offered() {
    // A short route in small chunks: only the first was met; the second is offered on its own.
    check(&[(ROUTE, "drnnnn")], limits(2), &[(0, 0..2), (0, 2..4)]);
    // An import met a late room: the rooms between are not dragged in.
    check(
        &[(ROUTE, "rdnnnnnnrdrr")],
        limits(2),
        &[(0, 1..2), (0, 9..10), (0, 2..4)],
    );
}

#[test]
fn a_chunk_inside_a_walk_is_not_offered_a_second_time() {
    check(&[(ROUTE, "drrnrd")], limits(2), &[(0, 0..6)]);
    check(&[(ROUTE, "drrnrrrrrrrd")], limits(2), &[(0, 0..12)]);
}

#[test]
fn a_new_room_in_a_long_route_that_was_met_does_not_bring_back_the_whole_walk() {
    check(&[(ROUTE, "rrrrrrnrrrr")], limits(12), &[(0, 6..7)]);
}

#[test]
fn new_siblings_of_reviewed_children_are_offered_with_them() {
    let list = today(&groups(&[(CHILDREN, "rrn")]), &limits(12));
    assert_eq!(asked(&list), [(0, 0..3)]);
    assert_eq!(list.prompts[0].offer, Offer::Anew);
    assert_eq!(list.prompts[0].answer, nodes(&[0, 1, 2]));
    assert_eq!(list.prompts[0].counted, nodes(&[2]));
}

#[test]
fn a_closed_gate_keeps_new_ones_back_but_not_due_ones() {
    let mut groups = groups(&[(CHILDREN, "nn"), (CHILDREN, "dn")]);
    groups[0].gate = Gate::Closed;
    groups[1].gate = Gate::Closed;
    let list = today(&groups, &limits(12));
    assert_eq!(asked(&list), [(1, 0..2)]);
    assert_eq!(list.count(), 2);
}

#[test]
fn the_soft_cap_may_be_overshot_by_the_last_unit_up_to_twice_the_cap() {
    let five = (CHILDREN, "nnnnn");
    check(&[five, five, five], limits(6), &[(0, 0..5), (1, 0..5)]);
    check(
        &[five, (CHILDREN, "nnnnnnnn"), five],
        limits(6),
        &[(0, 0..5)],
    );
}

#[test]
fn what_the_cap_does_not_let_through_is_not_even_waiting() {
    let list = today(&groups(&[(CHILDREN, "nn"), (CHILDREN, "nn")]), &limits(2));
    assert_eq!(asked(&list), [(0, 0..2)]);
    assert_eq!(list.waiting, []);
}

#[test]
fn first_reviews_of_the_day_use_up_the_cap() {
    let drawn = [(CHILDREN, "nn"), (CHILDREN, "nn")];
    let after = |first_reviews| Limits {
        first_reviews,
        ..limits(3)
    };
    check(&drawn, after(0), &[(0, 0..2), (1, 0..2)]);
    check(&drawn, after(2), &[(0, 0..2)]);
    check(&drawn, after(3), &[]);
    check(&drawn, after(u32::MAX), &[]);
}

#[test]
fn new_items_of_due_prompts_use_up_the_cap_but_one_prompt_is_always_offered() {
    let drawn = [(CHILDREN, "dnnn"), (CHILDREN, "n"), (CHILDREN, "n")];
    check(&drawn, limits(3), &[(0, 0..4), (1, 0..1)]);
    let one_made = Limits {
        first_reviews: 1,
        ..limits(3)
    };
    check(&drawn, one_made, &[(0, 0..4)]);
}

#[test]
fn no_new_ones_a_day_offers_none_and_tears_no_due_prompt_apart() {
    check(
        &[(CHILDREN, "ddddddrrrrrr"), (CHILDREN, "nn")],
        limits(0),
        &[(0, 0..12)],
    );
}

#[test]
fn due_prompts_come_first_and_new_ones_in_note_order() {
    check(
        &[(CHILDREN, "n"), (CHILDREN, "d"), (CHILDREN, "n")],
        limits(12),
        &[(1, 0..1), (0, 0..1), (2, 0..1)],
    );
}

#[test]
fn due_prompts_are_sorted_by_the_chosen_order_and_ties_by_note_order() {
    let mut groups = groups(&[
        (CHILDREN, "dd"),
        (CHILDREN, "d"),
        (CHILDREN, "d"),
        (ROUTE, "d"),
    ]);
    let reviewed = |due, retrievability| ItemState::Review {
        due,
        retrievability,
    };
    groups[0].items[0].state = reviewed(day(10), 0.5);
    groups[0].items[1].state = reviewed(day(900), 0.9);
    groups[1].items[0].state = reviewed(day(20), 0.8);
    groups[2].items[0].state = reviewed(day(20), 0.6);
    groups[3].items[0].state = reviewed(day(5), 0.8);
    let order = |order| {
        let list = today(
            &groups,
            &Limits {
                order,
                ..limits(12)
            },
        );
        list.prompts
            .iter()
            .map(|prompt| prompt.group)
            .collect::<Vec<_>>()
    };
    assert_eq!(order(Order::Retrievability), [1, 3, 0, 2]);
    assert_eq!(order(Order::Weakest), [2, 0, 1, 3]);
    assert_eq!(order(Order::Due), [3, 0, 1, 2]);
}

#[test]
fn what_does_not_fit_waits_with_all_that_comes_after() {
    // 15 s, 35 s, 15 s and, new, 15 s.
    let drawn = [
        (CHILDREN, "d"),
        (CHILDREN, "drrrr"),
        (CHILDREN, "d"),
        (CHILDREN, "n"),
    ];
    let within = |secs| {
        let budget = Secs(secs);
        today(
            &groups(&drawn),
            &Limits {
                budget,
                ..limits(12)
            },
        )
    };
    assert_eq!(
        asked(&within(80)),
        [(0, 0..1), (1, 0..5), (2, 0..1), (3, 0..1)]
    );
    assert_eq!(asked(&within(79)), [(0, 0..1), (1, 0..5), (2, 0..1)]);
    let list = within(49);
    assert_eq!(asked(&list), [(0, 0..1)]);
    assert_eq!(list.waiting_count(), 3);
    assert_eq!((list.minutes(), list.waiting_minutes()), (1, 2));
    assert_eq!(asked(&within(1)), [(0, 0..1)]);
    assert_eq!(within(0).prompts, []);
    assert_eq!(within(0).waiting.len(), 4);
}

#[test]
fn measured_times_replace_the_estimate_once_every_item_has_them() {
    let mut groups = groups(&[(CHILDREN, "drs")]);
    let est = |groups: &[Group]| today(groups, &limits(12)).prompts[0].est;
    groups[0].items[0].measured = Some(Secs(3));
    assert_eq!(est(&groups), Secs(20));
    groups[0].items[1].measured = Some(Secs(4));
    assert_eq!(est(&groups), Secs(7));
    for item in &mut groups[0].items {
        item.measured = Some(Secs(0));
    }
    assert_eq!(est(&groups), Secs(1));
}

fn any_state() -> impl Strategy<Value = ItemState> {
    let reviewed = |(due, r): (u32, f32)| ItemState::Review {
        due: day(due),
        retrievability: r,
    };
    prop_oneof![
        4 => Just(ItemState::New),
        1 => Just(ItemState::Suspended),
        2 => (900..=1000_u32, 0.0..=1.0_f32).prop_map(reviewed),
        4 => (1001..1100_u32, 0.0..=1.0_f32).prop_map(reviewed),
    ]
}

fn any_group() -> impl Strategy<Value = Group> {
    let item = (any_state(), proptest::option::weighted(0.7, 0..60_u32));
    (
        prop_oneof![Just(CHILDREN), Just(ROUTE)],
        prop_oneof![3 => Just(Gate::Open), 1 => Just(Gate::Closed)],
        proptest::collection::vec(item, 0..30),
    )
        .prop_map(|(kind, gate, items)| Group {
            kind,
            gate,
            items: items
                .into_iter()
                .map(|(state, measured)| Item {
                    node: NodeIx(0),
                    state,
                    measured: measured.map(Secs),
                })
                .collect(),
        })
}

fn any_groups() -> impl Strategy<Value = Vec<Group>> {
    proptest::collection::vec(any_group(), 0..8).prop_map(|mut groups| {
        let items = groups.iter_mut().flat_map(|group| &mut group.items);
        for (number, item) in (0..).zip(items) {
            item.node = NodeIx(number);
        }
        groups
    })
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let order = prop_oneof![
        Just(Order::Retrievability),
        Just(Order::Due),
        Just(Order::Weakest)
    ];
    (0..15_u32, 0..15_u32, 0..600_u32, order).prop_map(
        |(new_per_day, first_reviews, budget, order)| Limits {
            day: this_day(),
            new_per_day,
            first_reviews: first_reviews.saturating_sub(7),
            budget: Secs(budget),
            order,
        },
    )
}

fn all(list: &Today) -> impl Iterator<Item = &Prompt> {
    list.prompts.iter().chain(&list.waiting)
}

fn items<'a>(groups: &'a [Group], prompt: &Prompt) -> &'a [Item] {
    &groups[prompt.group].items[prompt.stretch.clone()]
}

proptest! {
    #[test]
    fn every_item_is_asked_at_most_once(groups in any_groups(), limits in any_limits()) {
        let list = today(&groups, &limits);
        let mut times = HashMap::new();
        for node in all(&list).flat_map(|prompt| &prompt.answer) {
            *times.entry(*node).or_insert(0) += 1;
        }
        prop_assert!(times.values().all(|times| *times == 1));
    }

    #[test]
    fn a_prompt_asks_all_live_items_of_its_stretch_in_note_order(
        groups in any_groups(),
        limits in any_limits(),
    ) {
        for prompt in all(&today(&groups, &limits)) {
            let live = items(&groups, prompt).iter().filter(|item| item.is_live());
            prop_assert_eq!(&prompt.answer, &live.map(|item| item.node).collect::<Vec<_>>());
            let counted = items(&groups, prompt)
                .iter()
                .filter(|item| item.is_new() || item.is_due(limits.day));
            prop_assert_eq!(&prompt.counted, &counted.map(|item| item.node).collect::<Vec<_>>());
            prop_assert!(!prompt.counted.is_empty() && prompt.est >= Secs(1));
        }
    }

    #[test]
    fn everything_due_is_on_the_list_or_waits(groups in any_groups(), limits in any_limits()) {
        let list = today(&groups, &limits);
        let listed: Vec<NodeIx> = all(&list).flat_map(|prompt| prompt.counted.clone()).collect();
        for item in groups.iter().flat_map(|group| &group.items) {
            if item.is_due(limits.day) {
                prop_assert!(listed.contains(&item.node));
            }
        }
    }

    #[test]
    fn the_day_fits_its_budget_but_for_a_single_first_prompt(
        groups in any_groups(),
        limits in any_limits(),
    ) {
        let list = today(&groups, &limits);
        let sum: Secs = list.prompts.iter().map(|prompt| prompt.est).sum();
        prop_assert!(sum <= limits.budget || (list.prompts.len() == 1 && limits.budget.0 > 0));
        if let Some(next) = list.waiting.first() {
            prop_assert!(sum.0 + next.est.0 > limits.budget.0);
        }
    }

    #[test]
    fn what_is_offered_anew_is_bounded(groups in any_groups(), limits in any_limits()) {
        let list = today(&groups, &limits);
        let anew: Vec<&Prompt> = all(&list).filter(|prompt| prompt.offer == Offer::Anew).collect();
        let offered: usize = anew.iter().map(|prompt| prompt.counted.len()).sum();
        let made = limits.first_reviews as usize;
        prop_assert!(anew.len() <= 1 || made + offered <= 2 * limits.new_per_day as usize);
        prop_assert!(offered <= 2 * limits.new_per_day as usize);
        prop_assert!(made < limits.new_per_day as usize || anew.is_empty());
        for prompt in &anew {
            prop_assert_eq!(groups[prompt.group].gate, Gate::Open);
            prop_assert!(items(&groups, prompt).iter().all(|item| !item.is_due(limits.day)));
        }
        prop_assert!(anew.is_sorted_by_key(|prompt| (prompt.group, prompt.stretch.start)));
        let offers: Vec<Offer> = all(&list).map(|prompt| prompt.offer).collect();
        prop_assert!(offers.is_sorted_by_key(|offer| *offer == Offer::Anew));
    }

    #[test]
    fn a_budget_changes_what_waits_and_nothing_else(groups in any_groups(), limits in any_limits()) {
        let list = today(&groups, &limits);
        let roomy = today(&groups, &Limits { budget: Secs(u32::MAX), ..limits });
        let both: Vec<Prompt> = all(&list).cloned().collect();
        prop_assert_eq!(both, roomy.prompts);
    }
}

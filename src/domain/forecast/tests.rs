//! Forecasts of a few loci, reckoned by hand, and what holds of any.
//!
//! A family is drawn with one letter a locus: `n` new, `d` due, `r` reviewed and due in three days, `s` suspended.

use proptest::prelude::*;

use super::*;
use crate::domain::memory::Retention;
use crate::domain::queue::{self, Gate, Group, Item, ItemState, Limits};

const CHILDREN: PromptKind = PromptKind::Children;
const ROUTE: PromptKind = PromptKind::Route;

fn today() -> StudyDay {
    StudyDay(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
}

/// A memory so firm that no seed lets it fail, or so weak that it always does.
fn memory(stability: f32) -> Memory {
    Memory {
        stability,
        difficulty: 5.0,
    }
}

fn state(letter: char, memory: Memory) -> LocusState {
    let last = StudyDay(today().0 - chrono::Days::new(10));
    let review = |due| LocusState::Review { memory, last, due };
    match letter {
        'n' => LocusState::New,
        'd' => review(today()),
        'r' => review(today().plus(3)),
        's' => LocusState::Suspended,
        other => panic!("no such locus: {other}"),
    }
}

fn start_of(drawn: &[(PromptKind, &str)], memory: Memory) -> Start {
    let mut node = 0;
    let mut locus = |letter| {
        node += 1;
        Locus {
            node: NodeIx(node - 1),
            state: state(letter, memory),
            measured: None,
        }
    };
    let family = |(kind, letters): &(PromptKind, &str)| Family {
        kind: *kind,
        opening: Opening::Open,
        loci: letters.chars().map(&mut locus).collect(),
    };
    Start {
        day: today(),
        families: drawn.iter().map(family).collect(),
        first_reviews: 0,
        spent: Secs(0),
    }
}

fn terms() -> Terms {
    Terms {
        intervals: Intervals {
            retention: Retention::DEFAULT,
            max_days: 36_500,
        },
        order: Order::Retrievability,
        usual_new: 12,
    }
}

fn outlook<'a>(start: &'a Start, model: &'a Model) -> Outlook<'a> {
    Outlook {
        start,
        model,
        terms: terms(),
        seed: 1,
    }
}

fn within(secs: u32, new: u32) -> impl Fn(StudyDay) -> DayLimits {
    move |_| DayLimits {
        budget: Secs(secs),
        new,
    }
}

/// Day after day: seconds, count, new, reviews, waiting.
fn check(start: &Start, secs: u32, new: u32, expected: &[[u32; 5]]) {
    let model = Model::default();
    let days = outlook(start, &model)
        .days(u32::try_from(expected.len()).unwrap(), within(secs, new))
        .unwrap();
    let told: Vec<[u32; 5]> = days
        .iter()
        .map(|day| [day.secs.0, day.count, day.new, day.reviews, day.waiting])
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn an_empty_atlas_asks_nothing() {
    let start = start_of(&[], memory(1.0));
    check(&start, 480, 12, &[[0; 5], [0; 5]]);
    let days = outlook(&start, &Model::default())
        .days(1, within(480, 12))
        .unwrap();
    assert_eq!(days[0].retrievability, None);
}

#[test]
fn siblings_of_what_is_due_are_reviewed_and_fall_due_later_with_it() {
    // Two children take 10 s and 5 each; `r` would have been due on the fourth day, but was asked with `d`.
    let start = start_of(&[(CHILDREN, "dr")], memory(30_000.0));
    let quiet = [0; 5];
    check(
        &start,
        480,
        12,
        &[[20, 1, 0, 2, 0], quiet, quiet, quiet, quiet],
    );
}

#[test]
fn what_is_due_later_is_asked_on_its_day() {
    let start = start_of(&[(ROUTE, "rr"), (CHILDREN, "s")], memory(30_000.0));
    let quiet = [0; 5];
    check(
        &start,
        480,
        12,
        &[quiet, quiet, quiet, [24, 2, 0, 2, 0], quiet],
    );
}

#[test]
fn a_day_takes_what_fits_and_the_rest_waits() {
    // Each prompt takes 15 s.
    let drawn = [(CHILDREN, "d"), (CHILDREN, "d"), (CHILDREN, "d")];
    let start = start_of(&drawn, memory(30_000.0));
    check(
        &start,
        30,
        12,
        &[[30, 2, 0, 2, 1], [15, 1, 0, 1, 0], [0; 5]],
    );
}

#[test]
fn a_break_asks_nothing_and_lets_all_wait() {
    let start = start_of(&[(CHILDREN, "dd"), (CHILDREN, "n")], memory(30_000.0));
    let model = Model::default();
    let days = outlook(&start, &model)
        .days(2, |day| DayLimits {
            budget: Secs(if day == today() { 0 } else { 480 }),
            new: 12,
        })
        .unwrap();
    assert_eq!((days[0].count, days[0].waiting, days[0].late), (0, 3, 2));
    assert_eq!((days[1].count, days[1].waiting), (3, 0));
}

#[test]
fn what_was_done_on_the_first_day_already_counts_on_that_day_alone() {
    let drawn = [(CHILDREN, "d"), (CHILDREN, "n"), (CHILDREN, "n")];
    let mut start = start_of(&drawn, memory(30_000.0));
    (start.spent, start.first_reviews) = (Secs(30), 1);
    let model = Model::default();
    let days = outlook(&start, &model).days(2, within(45, 1)).unwrap();
    assert_eq!((days[0].count, days[0].new), (1, 0));
    assert_eq!(days[1].new, 1);
}

#[test]
fn new_loci_come_as_many_a_day_as_are_allowed() {
    let drawn = [(CHILDREN, "nn"), (CHILDREN, "nn"), (CHILDREN, "nn")];
    let start = start_of(&drawn, memory(1.0));
    let model = Model::default();
    let new = |cap| -> Vec<u32> {
        let days = outlook(&start, &model).days(4, within(4800, cap)).unwrap();
        days.iter().map(|day| day.new).collect()
    };
    assert_eq!(new(0), [0, 0, 0, 0]);
    assert_eq!(new(2), [2, 2, 2, 0]);
    assert_eq!(new(3), [4, 2, 0, 0]);
}

#[test]
fn a_recalled_parent_opens_the_gate_of_its_children_from_the_next_day_on() {
    let mut start = start_of(&[(CHILDREN, "d"), (CHILDREN, "nn")], memory(30_000.0));
    start.families[1].opening = Opening::WhenRecalled(NodeIx(0));
    check(
        &start,
        480,
        12,
        &[[15, 1, 0, 1, 0], [20, 2, 2, 2 + again(&start, 1), 0]],
    );
    let missed = Start {
        families: vec![
            Family {
                loci: vec![Locus {
                    state: state('s', memory(1.0)),
                    ..start.families[0].loci[0]
                }],
                ..start.families[0].clone()
            },
            start.families[1].clone(),
        ],
        ..start.clone()
    };
    check(&missed, 480, 12, &[[0; 5], [0; 5]]);
}

#[test]
fn the_gate_of_a_day_opens_on_it() {
    let mut start = start_of(&[(CHILDREN, "nn")], memory(1.0));
    start.families[0].opening = Opening::NotBefore(start.day.plus(2));
    let model = Model::default();
    let days = outlook(&start, &model).days(4, within(480, 12)).unwrap();
    let new: Vec<u32> = days.iter().map(|day| day.new).collect();
    assert_eq!(new, [0, 0, 2, 0]);
}

/// How many were asked once more on the day so far from the start.
fn again(start: &Start, on: usize) -> u32 {
    let model = Model::default();
    outlook(start, &model).days(2, within(480, 12)).unwrap()[on].again
}

#[test]
fn what_was_missed_is_asked_once_more_on_the_same_day_and_is_due_the_next() {
    // After ten days hardly anything is left of a stability of a thousandth of a day.
    let start = start_of(&[(CHILDREN, "dddd")], memory(0.001));
    let model = Model::default();
    let day = outlook(&start, &model).days(1, within(480, 12)).unwrap()[0];
    assert!(day.again > 0);
    assert_eq!((day.count, day.reviews), (4, 4 + day.again));
}

#[test]
fn a_backlog_is_cleared_on_the_first_day_that_leaves_nothing_due() {
    let drawn = [(CHILDREN, "d"); 6];
    let start = start_of(&drawn, memory(30_000.0));
    let model = Model::default();
    let outlook = outlook(&start, &model);
    let clears = |secs| outlook.clears(60, within(secs, 0)).unwrap();
    assert_eq!(clears(90), Some(today()));
    assert_eq!(clears(30), Some(today().plus(2)));
    assert_eq!(clears(15), Some(today().plus(5)));
    assert_eq!(clears(0), None);
    // Six prompts of 15 s: two minutes at once, a minute a day by tomorrow.
    let least = |day| outlook.minutes_to_clear_by(day, 0).unwrap();
    assert_eq!(least(today()), Some(2));
    assert_eq!(least(today().plus(1)), Some(1));
    assert_eq!(least(today().previous()), None);
}

#[test]
fn several_runs_tell_how_far_luck_goes() {
    let start = start_of(&[(CHILDREN, "dddd"), (ROUTE, "ddd")], memory(10.0));
    let model = Model::default();
    let spread = outlook(&start, &model)
        .runs(30, 20, within(480, 12))
        .unwrap();
    assert_eq!(spread.len(), 30);
    let first = spread[0];
    assert_eq!((first.mean, first.low, first.high), (2.0, 2, 2));
    assert!(spread.iter().any(|day| day.low < day.high));
    assert!(spread.iter().all(|day| day.low <= day.high));
}

#[test]
fn recalls_succeed_as_often_as_their_retrievability_says() {
    // Ten days after a stability of ten days, nine in ten are recalled.
    let letters = "d".repeat(4000);
    let start = start_of(&[(CHILDREN, &letters)], memory(10.0));
    let model = Model::default();
    let day = outlook(&start, &model)
        .days(1, within(u32::MAX, 12))
        .unwrap()[0];
    assert_eq!(day.count, 4000);
    assert!((350..450).contains(&day.again), "{}", day.again);
}

#[test]
fn a_higher_retention_costs_more_reviews_and_keeps_more() {
    let letters = "d".repeat(40);
    let start = start_of(&[(CHILDREN, &letters)], memory(10.0));
    let model = Model::default();
    let with = |retention| {
        let mut outlook = outlook(&start, &model);
        outlook.terms.intervals.retention = Retention::new(retention).unwrap();
        let days = outlook.days(365, within(u32::MAX, 12)).unwrap();
        let reviews: u32 = days.iter().map(|day| day.reviews).sum();
        let recall: f32 = days.iter().filter_map(|day| day.retrievability).sum();
        (reviews, recall)
    };
    let (low, high) = (with(0.80), with(0.95));
    assert!(low.0 < high.0 && low.1 < high.1, "{low:?} {high:?}");
}

#[test]
fn a_damaged_state_is_refused() {
    let start = start_of(&[(CHILDREN, "d")], memory(f32::NAN));
    let model = Model::default();
    assert!(outlook(&start, &model).days(1, within(480, 12)).is_err());
}

/// The queue's own list of the first day, made of the same start.
fn listed(start: &Start, model: &Model, secs: u32, new: u32) -> queue::Today {
    let item = |locus: &Locus| Item {
        node: locus.node,
        state: match locus.state {
            LocusState::New => ItemState::New,
            LocusState::Suspended => ItemState::Suspended,
            LocusState::Review { memory, last, due } => ItemState::Review {
                due,
                retrievability: model.retrievability(memory, start.day.days_since(last)),
            },
        },
        measured: locus.measured,
    };
    let groups: Vec<Group> = start
        .families
        .iter()
        .map(|family| Group {
            kind: family.kind,
            gate: match family.opening {
                Opening::Open => Gate::Open,
                Opening::NotBefore(_) | Opening::WhenRecalled(_) => Gate::Closed,
            },
            items: family.loci.iter().map(item).collect(),
        })
        .collect();
    let limits = Limits {
        day: start.day,
        new_per_day: new,
        first_reviews: start.first_reviews,
        budget: Secs(secs.saturating_sub(start.spent.0)),
        order: Order::Retrievability,
    };
    queue::today(&groups, &limits)
}

prop_compose! {
    fn any_locus()(
        kind in 0..4_u32,
        stability in 0.1_f32..200.0,
        ago in 0..40_u32,
        ahead in 0..30_u32,
        measured in prop::option::weighted(0.2, 1..60_u32),
    ) -> Locus {
        let last = StudyDay(today().0 - chrono::Days::new(u64::from(ago)));
        Locus {
            node: NodeIx(0),
            state: match kind {
                0 => LocusState::New,
                1 => LocusState::Suspended,
                _ => LocusState::Review {
                    memory: memory(stability),
                    last,
                    due: last.plus(ahead),
                },
            },
            measured: measured.map(Secs),
        }
    }
}

prop_compose! {
    fn any_start()(
        drawn in prop::collection::vec(
            (any::<bool>(), prop::option::weighted(0.3, 0..40_u32), prop::collection::vec(any_locus(), 1..30)),
            0..12,
        ),
        first_reviews in 0..5_u32,
        spent in 0..300_u32,
    ) -> Start {
        let mut node = 0;
        let families = drawn.into_iter().map(|(route, parent, mut loci)| {
            for locus in &mut loci {
                locus.node = NodeIx(node);
                node += 1;
            }
            Family {
                kind: if route { ROUTE } else { CHILDREN },
                opening: parent.map_or(Opening::Open, |parent| Opening::WhenRecalled(NodeIx(parent))),
                loci,
            }
        });
        Start { day: today(), families: families.collect(), first_reviews, spent: Secs(spent) }
    }
}

proptest! {
    #[test]
    fn the_first_day_is_what_the_queue_lists(start in any_start(), secs in 0..900_u32, new in 0..15_u32) {
        let model = Model::default();
        let mut outlook = outlook(&start, &model);
        outlook.terms.usual_new = new;
        let day = outlook.days(1, within(secs, new)).unwrap()[0];
        let list = listed(&start, &model, secs, new);
        prop_assert_eq!(day.count as usize, list.count());
        prop_assert_eq!(day.secs.minutes_up(), list.minutes());
        prop_assert_eq!(day.waiting as usize, list.waiting_count());
        prop_assert_eq!(day.waiting_secs.minutes_up(), list.waiting_minutes());
    }

    #[test]
    fn every_day_adds_up(start in any_start(), secs in 1..900_u32, new in 0..15_u32, seed in any::<u64>()) {
        let model = Model::default();
        let outlook = Outlook { seed, ..outlook(&start, &model) };
        let days = outlook.days(40, within(secs, new)).unwrap();
        prop_assert_eq!(&days, &outlook.days(40, within(secs, new)).unwrap());
        let states = || start.families.iter().flat_map(|family| &family.loci).map(|locus| locus.state);
        let never = states().filter(|state| *state == LocusState::New).count();
        let live = states().filter(|state| *state != LocusState::Suspended).count();
        prop_assert!(days.iter().map(|day| day.new as usize).sum::<usize>() <= never);
        for (at, day) in days.iter().enumerate() {
            prop_assert_eq!(day.day, today().plus(u32::try_from(at).unwrap()));
            // Beyond the budget goes the first prompt alone.
            let longest = start.families.iter().map(|family| family.loci.len() * 60 + 10).max();
            prop_assert!(day.secs.0 as usize <= (secs as usize).max(longest.unwrap_or(0)));
            prop_assert!(day.new <= day.count && day.late <= day.waiting);
            prop_assert!(day.again <= day.reviews - day.again);
            prop_assert!(day.count <= day.reviews - day.again);
            prop_assert!((day.count + day.waiting) as usize <= live);
            prop_assert!(day.retrievability.is_none_or(|r| (0.0..=1.0).contains(&r)));
        }
    }

    #[test]
    fn minutes_that_clear_a_backlog_clear_it_and_one_less_does_not(start in any_start(), ahead in 0..10_u32) {
        let model = Model::default();
        let outlook = outlook(&start, &model);
        let by = today().plus(ahead);
        let least = outlook.minutes_to_clear_by(by, 0).unwrap().unwrap();
        let clears = |minutes: u32| outlook.clears(ahead + 1, within(minutes * 60, 0)).unwrap();
        prop_assert!(clears(least).is_some_and(|day| day <= by));
        prop_assert!(least == 1 || clears(least - 1).is_none());
    }
}

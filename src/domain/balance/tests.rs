//! Ranges, parties and days, case by case and over random wishes.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn wish(days: RangeInclusive<u32>, interval_days: u32) -> Wish {
    let locus = LocusId(Uuid::from_u128(u128::from(interval_days)));
    Wish {
        days,
        interval_days,
        seed: Seed::new(locus, 1),
    }
}

fn quiet(_: u32) -> Load {
    Load {
        ease: Ease::Ordinary,
        secs: Secs(0),
        siblings: 0,
    }
}

fn five(_: u32) -> Secs {
    Secs(5)
}

#[test]
fn the_range_is_the_published_one() {
    // The table of Anki's own tests (`rslib/src/scheduler/states/fuzz.rs`).
    let table = [
        (1.0, 1..=1),
        (2.49, 2..=2),
        (2.5, 2..=4),
        (7.0, 5..=9),
        (17.0, 14..=20),
        (37.0, 33..=41),
        (6.9, 5..=9),
        (7.1, 5..=9),
        (19.9, 17..=23),
        (20.0, 17..=23),
        (20.1, 17..=23),
    ];
    for (interval, days) in table {
        assert_eq!(range(interval, 0, 1000), days, "{interval}");
    }
    assert_eq!(range(100.0, 0, 99), 92..=99, "the longest interval ends it");
}

#[test]
fn a_grown_interval_is_longer_than_the_one_before_it() {
    assert_eq!(range(10.0, 9, 1000), 10..=12);
    assert_eq!(range(10.2, 10, 1000), 11..=12);
    assert_eq!(range(10.0, 30, 1000), 8..=12, "one that shrinks may shrink");
}

#[test]
fn siblings_with_a_common_day_are_one_party() {
    let wishes = [
        wish(8..=12, 10),
        wish(1..=1, 1),
        wish(10..=14, 12),
        wish(30..=40, 35),
        wish(8..=12, 10),
    ];
    let found: Vec<(Vec<usize>, RangeInclusive<u32>)> = parties(&wishes)
        .into_iter()
        .map(|party| (party.members, party.days))
        .collect();
    assert_eq!(
        found,
        [
            (vec![1], 1..=1),
            (vec![0, 2, 4], 10..=12),
            (vec![3], 30..=40)
        ]
    );
}

#[test]
fn a_group_that_is_asked_in_parts_is_spread_in_parts() {
    let wishes = vec![wish(8..=12, 10); 30];
    let sizes: Vec<usize> = parties(&wishes)
        .iter()
        .map(|party| party.members.len())
        .collect();
    assert_eq!(sizes, [12, 12, 6]);
    assert_eq!(parties(&wishes[..24]).len(), 1);
}

#[test]
fn the_balancer_takes_the_fewest_minutes_then_the_nearest_day() {
    let wishes = [wish(8..=12, 10)];
    let party = &parties(&wishes)[0];
    let choose = |busy: &[(u32, u32)]| {
        let load = |day| Load {
            secs: Secs(
                busy.iter()
                    .find(|(at, _)| *at == day)
                    .map_or(0, |(_, secs)| *secs),
            ),
            ..quiet(day)
        };
        party.choose(&wishes, Fuzz::Balanced, load, five)
    };
    assert_eq!(choose(&[]), 10);
    assert!([9, 11].contains(&choose(&[(10, 60)])));
    assert_eq!(choose(&[(10, 60), (9, 60), (11, 60), (8, 1)]), 12);
}

#[test]
fn it_joins_its_prompt_as_long_as_that_is_one() {
    let wishes = [wish(8..=12, 10)];
    let party = &parties(&wishes)[0];
    let choose = |siblings| {
        let load = |day| match day {
            12 => Load {
                secs: Secs(600),
                siblings,
                ..quiet(day)
            },
            _ => quiet(day),
        };
        party.choose(&wishes, Fuzz::Balanced, load, five)
    };
    assert_eq!(choose(1), 12);
    assert_eq!(choose(23), 12);
    assert_eq!(choose(24), 10);
}

#[test]
fn days_to_keep_free_are_taken_only_where_there_is_no_other() {
    let wishes = [wish(8..=10, 9)];
    let party = &parties(&wishes)[0];
    let choose = |eases: [Ease; 3], fuzz| {
        let load = |day: u32| Load {
            ease: eases[day as usize - 8],
            secs: Secs(if eases[day as usize - 8] == Ease::Ordinary {
                900
            } else {
                0
            }),
            siblings: 0,
        };
        party.choose(&wishes, fuzz, load, five)
    };
    use Ease::{Away, Easy, Ordinary};
    for fuzz in [Fuzz::Seeded, Fuzz::Balanced] {
        assert_eq!(choose([Easy, Easy, Ordinary], fuzz), 10);
        assert_eq!(choose([Away, Easy, Away], fuzz), 9);
        assert!((8..=10).contains(&choose([Away, Away, Away], fuzz)));
    }
}

#[test]
fn the_seed_reaches_every_day_and_follows_the_number_of_reviews() {
    let mut taken = [0; 5];
    for reviews in 0..200 {
        let wishes = [Wish {
            seed: Seed::new(LocusId(Uuid::from_u128(7)), reviews),
            ..wish(8..=12, 10)
        }];
        let day = parties(&wishes)[0].choose(&wishes, Fuzz::Seeded, quiet, five);
        taken[day as usize - 8] += 1;
    }
    assert!(taken.iter().all(|times| *times > 20), "{taken:?}");
}

proptest! {
    #[test]
    fn every_choice_lies_in_the_range_and_is_made_again(
        drawn in prop::collection::vec((0.0_f32..400.0, 0_u32..400, 1_u32..500, any::<u128>()), 1..40),
        loads in prop::collection::vec((0_u32..3, 0_u32..1000, 0_u32..30), 512),
    ) {
        let wishes: Vec<Wish> = drawn
            .iter()
            .map(|(interval, elapsed, max, locus)| Wish {
                days: range(*interval, *elapsed, *max),
                interval_days: (interval.round() as u32).clamp(1, *max),
                seed: Seed::new(LocusId(Uuid::from_u128(*locus)), *elapsed),
            })
            .collect();
        let load = |day: u32| {
            let (ease, secs, siblings) = loads[day as usize];
            let ease = [Ease::Ordinary, Ease::Easy, Ease::Away][ease as usize];
            Load { ease, secs: Secs(secs), siblings }
        };
        for ((interval, _, max, _), wish) in drawn.iter().zip(&wishes) {
            prop_assert!(1 <= *wish.days.start() && wish.days.start() <= wish.days.end());
            prop_assert!(wish.days.end() <= max);
            if *interval < 2.5 {
                prop_assert_eq!(wish.days.clone(), wish.interval_days..=wish.interval_days);
            }
        }
        let found = parties(&wishes);
        let mut members: Vec<usize> = found.iter().flat_map(|party| party.members.clone()).collect();
        members.sort_unstable();
        prop_assert_eq!(members, (0..wishes.len()).collect::<Vec<usize>>());
        for party in &found {
            for fuzz in [Fuzz::Seeded, Fuzz::Balanced] {
                let day = party.choose(&wishes, fuzz, load, five);
                prop_assert!(party.members.iter().all(|at| wishes[*at].days.contains(&day)));
                prop_assert_eq!(day, party.choose(&wishes, fuzz, load, five));
            }
        }
    }
}

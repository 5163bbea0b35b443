//! What grading costs, also for maps and recalls of bad shapes.

use std::time::Duration;

use loci::domain::grade::vocabulary::Vocabulary;
use loci::domain::grade::{Extent, route, tree};
use rustix::time::{ClockId, clock_gettime};

use crate::dice::Dice;
use crate::maps::{Branch, Map};
use crate::recall::{Manner, Recall, slips};

const ROUNDS: usize = 5;

pub(crate) fn print() {
    for size in [1_000, 10_000] {
        println!("{size} branches:");
        for (name, map) in shapes(size) {
            let known = known(&map);
            let recall = Recall::of(&map, Manner::Tree, &mut Dice::new(7));
            report(name, || drop(recall.grade(&map, &known)));
            let flat = Recall::of(&map, Manner::Flat, &mut Dice::new(7));
            report(&format!("{name}, as a list"), || {
                drop(flat.grade(&map, &known));
            });
        }
        let map = study(size);
        let known = known(&map);
        let mut dice = Dice::new(9);
        let slipped = |text: &str| slips(text, 1, &mut dice).unwrap_or_default();
        let slipped: Vec<String> = map
            .branches
            .iter()
            .map(|b| b.label.as_str())
            .map(slipped)
            .collect();
        report("a slip in every label", || said(&map, &slipped, &known));
        let strange: Vec<String> = (0..size)
            .map(|at| format!("{at} zzyx {}", at * 7))
            .collect();
        report("nothing matches", || said(&map, &strange, &known));
        let wide = wide(size);
        report("nothing matches, of one parent", || {
            said(&wide, &strange, &known)
        });
        report("every sibling with a slip", || {
            said(&wide, &wrong(&wide), &known)
        });
        let rooms: Vec<String> = map.branches.iter().map(|b| b.label.clone()).collect();
        let route: Vec<route::Source<'_>> = rooms
            .iter()
            .map(|place| route::Source {
                place,
                point: place,
                aliases: &[],
            })
            .collect();
        let back: Vec<route::Said<'_>> = rooms
            .iter()
            .rev()
            .map(|place| route::Said {
                place,
                point: Some(place),
            })
            .collect();
        report("a route walked backwards", || {
            drop(route::grade(&route, &back, Extent::Finished, &known));
        });
    }
}

fn wrong(map: &Map) -> Vec<String> {
    let mut dice = Dice::new(3);
    let labels = map.branches.iter();
    labels
        .map(|branch| slips(&branch.label, 1, &mut dice).unwrap_or_default())
        .collect()
}

fn said(map: &Map, texts: &[String], known: &Vocabulary) {
    let source = map.sources();
    let lines: Vec<tree::Said<'_>> = map
        .branches
        .iter()
        .zip(texts)
        .map(|(branch, text)| tree::Said {
            parent: branch.parent,
            text,
        })
        .collect();
    drop(tree::grade(&source, &lines, Extent::Finished, known));
}

fn known(map: &Map) -> Vocabulary {
    Vocabulary::of(map.branches.iter().map(|branch| branch.label.as_str()))
}

/// Maps of so many branches.
fn shapes(size: usize) -> Vec<(&'static str, Map)> {
    let made = |parent: fn(usize) -> Option<usize>, label: fn(usize) -> String| {
        let branches = (0..size).map(|at| Branch {
            parent: parent(at),
            label: label(at),
            numbered: false,
        });
        Map {
            name: "made".to_owned(),
            branches: branches.collect(),
        }
    };
    vec![
        ("study notes", study(size)),
        ("one parent", wide(size)),
        (
            "a chain",
            made(|at| at.checked_sub(1), |at| words(at as u64)),
        ),
        (
            "all labels alike",
            made(|at| at.checked_sub(1).map(|at| at / 10), |_| "x".to_owned()),
        ),
        (
            "all siblings alike",
            made(|_| None, |_| "the same".to_owned()),
        ),
        (
            "nearly alike",
            made(|_| None, |at| format!("remember number {at} of this list")),
        ),
    ]
}

/// Some levels deep.
fn study(size: usize) -> Map {
    let branches = (0..size).map(|at| Branch {
        parent: (at >= 10).then(|| at / 8 - 1),
        label: words(at as u64),
        numbered: at % 17 == 0,
    });
    Map {
        name: "study".to_owned(),
        branches: pre_order(branches.collect()),
    }
}

fn wide(size: usize) -> Map {
    let branches = (0..size).map(|at| Branch {
        parent: None,
        label: words(at as u64 + 77),
        numbered: at % 2 == 0,
    });
    Map {
        name: "wide".to_owned(),
        branches: branches.collect(),
    }
}

/// Two or three words of syllables.
fn words(seed: u64) -> String {
    let mut dice = Dice::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let parts = [
        "ra", "ten", "lo", "mi", "sta", "ver", "on", "cu", "pli", "gor", "ne", "bis", "ha", "du",
    ];
    let word = |dice: &mut Dice| {
        let length = 2 + dice.below(3);
        (0..length).map(|_| dice.one(&parts)).collect::<String>()
    };
    let count = 1 + dice.below(3);
    (0..count)
        .map(|_| word(&mut dice))
        .collect::<Vec<_>>()
        .join(" ")
}

fn pre_order(branches: Vec<Branch>) -> Vec<Branch> {
    let mut children = vec![Vec::new(); branches.len()];
    let mut open = Vec::new();
    for (at, branch) in branches.iter().enumerate() {
        match branch.parent {
            Some(parent) => children[parent].push(at),
            None => open.push(at),
        }
    }
    open.reverse();
    let (mut order, mut place) = (Vec::new(), vec![0; branches.len()]);
    while let Some(at) = open.pop() {
        place[at] = order.len();
        let branch = &branches[at];
        order.push(Branch {
            parent: branch.parent.map(|parent| place[parent]),
            label: branch.label.clone(),
            numbered: branch.numbered,
        });
        open.extend(children[at].iter().rev());
    }
    order
}

fn report(name: &str, what: impl Fn()) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let from = spent();
            what();
            spent() - from
        })
        .collect();
    times.sort_unstable();
    println!("  {name:<34}{:>9.1?}", times[ROUNDS / 2]);
}

/// The processor's time of this thread so far.
fn spent() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap()
}

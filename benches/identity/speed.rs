//! How long a matching takes, and what it holds meanwhile.

use loci::domain::atlas::Atlas;
use loci::domain::locus::LocusId;
use loci::domain::reconcile::{Bound, Said, reconcile};

use super::dice::Dice;
use super::world::{Sort, World};
use super::{edits, score, trees};

/// Times each is measured; the median counts.
const ROUNDS: usize = 5;

/// Prints the table.
pub(crate) fn print() {
    println!(
        "\n{:<34}{:>9}{:>12}{:>12}",
        "change", "nodes", "CPU ms", "MB more"
    );
    for size in [1_000, 10_000, 100_000] {
        let before = trees::large(size);
        for (name, edits) in [
            ("nothing", 0),
            ("one label", 1),
            ("300 scattered edits", 300),
        ] {
            report(name, &before, &edited(&before, edits));
        }
    }
    let twins = single(1_000_000, |_| "the same".to_owned(), Shape::Flat);
    report(
        "equal siblings, one label",
        &twins,
        &relabelled(&twins, 500_000),
    );
    report("equal siblings, one gone", &twins, &shortened(&twins));
    let flat = single(100_000, |at| format!("branch {at}"), Shape::Flat);
    report("siblings, one label", &flat, &relabelled(&flat, 50_000));
    let others = single(100_000, |at| format!("leaf {}", at * 7), Shape::Flat);
    report("siblings, all labels", &flat, &others);
    let chain = single(10_000, |at| format!("branch {at}"), Shape::Chain);
    report("chain, one label", &chain, &relabelled(&chain, 5_000));
    let equal = single(10_000, |_| "the same".to_owned(), Shape::Chain);
    report("chain of equals, one gone", &equal, &shortened(&equal));
    let (a, b) = (sentences(20_000, 1), sentences(20_000, 2));
    report("sentences, all others", &a, &b);
}

enum Shape {
    Flat,
    Chain,
}

fn single(size: usize, label: impl Fn(usize) -> String, shape: Shape) -> World {
    let mut world = World::default();
    let file = world.add(Sort::File, None, "/notes/large.md");
    let mut up = world.add(Sort::Map, Some(file), "root");
    for at in 0..size {
        let branch = world.add(Sort::Branch, Some(up), &label(at));
        if let Shape::Chain = shape {
            up = branch;
        }
    }
    world
}

/// Branches of random sentences, twenty under one.
fn sentences(size: usize, seed: u64) -> World {
    let mut world = World::default();
    let file = world.add(Sort::File, None, "/notes/large.md");
    let root = world.add(Sort::Map, Some(file), "root");
    let mut dice = Dice::new(seed);
    let mut up = root;
    for at in 0..size {
        let label = trees::sentence(&mut dice);
        if at % 20 == 0 {
            up = world.add(Sort::Branch, Some(root), &label);
        } else {
            world.add(Sort::Branch, Some(up), &label);
        }
    }
    world
}

fn edited(before: &World, edits: usize) -> World {
    let mut world = before.clone();
    match edits {
        0 => {}
        1 => return relabelled(before, before.things.len() / 2),
        edits => {
            let (mut dice, mut cuts) = (Dice::new(9), Vec::new());
            for _ in 0..edits {
                edits::edit(&mut world, &mut dice, &mut cuts);
            }
        }
    }
    world
}

fn relabelled(before: &World, at: usize) -> World {
    let mut world = before.clone();
    world.things[at].label = "something else".to_owned();
    world
}

fn shortened(before: &World) -> World {
    let mut world = before.clone();
    world.take(before.things.len() - 1);
    world
}

fn report(name: &str, before: &World, after: &World) {
    let (old, truth) = before.atlas();
    let (new, _) = after.atlas();
    let ids: Vec<Option<LocusId>> = truth.iter().map(|ix| Some(score::id(*ix))).collect();
    let peak = Peak::start();
    let once = timed(&old, &ids, &new);
    let held = peak.megabytes();
    let mut times: Vec<f64> = (1..ROUNDS)
        .map(|_| timed(&old, &ids, &new))
        .chain([once])
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{name:<34}{:>9}{:>12.1}{held:>12.0}",
        old.nodes.len(),
        times[ROUNDS / 2]
    );
}

fn timed(old: &Atlas, ids: &[Option<LocusId>], new: &Atlas) -> f64 {
    let start = on_cpu_ms();
    let found = reconcile(&Bound { atlas: old, ids }, &[], &Said::default(), new);
    let took = on_cpu_ms() - start;
    assert_eq!(found.ids.len(), new.nodes.len());
    took
}

/// Time that this thread was on a processor: others that run beside it do not count.
fn on_cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat
        .split_whitespace()
        .next()
        .and_then(|first| first.parse::<f64>().ok());
    nanoseconds.unwrap_or(0.0) / 1e6
}

/// How far the memory of this process rises above what it holds now.
struct Peak(f64);

impl Peak {
    fn start() -> Peak {
        // Sets the high-water mark back to what is held (proc_pid_clear_refs(5)).
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        Peak(high_water())
    }

    fn megabytes(&self) -> f64 {
        high_water() - self.0
    }
}

fn high_water() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1_024.0
}

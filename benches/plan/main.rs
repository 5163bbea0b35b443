//! Whether a plan leads to an interview: `cargo bench --bench plan`.
//!
//! Simulated learners, whose memory is not what the schedule takes it for, live the bundled plan around the real engine
//! from the first evening to the interview: as loci asks them, and in three other ways within the same minutes.
//! `docs/plan.md` says how, and what came of it.
//!
//! 50 seeds; `LOCI_SEEDS=FROM..TO` and `LOCI_SEED=N` live some of them, `LOCI_CASE=intermediate-interview` those of one
//! level and focus, `LOCI_CASE=-missed` those with a missed week. With `LOCI_EACH=1` each has a line on stderr.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]
#![expect(clippy::print_stderr, reason = "and what it lives, if that is wanted")]

#[path = "run.rs"]
mod run;

use run::figures::{Figures, Lived, lived};
use run::learner::Case;

fn main() {
    let seeds = seeds();
    let mut cases: Vec<Case> = seeds.flat_map(Case::all).collect();
    if let Ok(only) = std::env::var("LOCI_CASE") {
        cases.retain(|case| case.name().contains(&only));
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all: Vec<(usize, Lived)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let cases = &cases;
                scope.spawn(move || {
                    let mine = cases.iter().enumerate().skip(worker).step_by(threads);
                    mine.map(|(at, case)| (at, told(lived(*case))))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let done = workers.into_iter().map(|worker| worker.join().unwrap());
        done.flatten().collect()
    });
    all.sort_by_key(|(at, _)| *at);
    let figures = Figures {
        all: all.into_iter().map(|(_, lived)| lived).collect(),
    };
    println!("{}", figures.tables());
}

/// Tells a course as soon as it was lived, if that is wanted.
fn told(lived: Lived) -> Lived {
    if std::env::var_os("LOCI_EACH").is_some() {
        eprintln!("{}", lived.line());
    }
    lived
}

fn seeds() -> std::ops::Range<u64> {
    let number = |text: &str| text.parse::<u64>().unwrap();
    if let Ok(one) = std::env::var("LOCI_SEED") {
        return number(&one)..number(&one) + 1;
    }
    match std::env::var("LOCI_SEEDS") {
        Ok(range) => match range.split_once("..") {
            Some((from, to)) => number(from)..number(to),
            None => 0..number(&range),
        },
        Err(_) => 0..50,
    }
}

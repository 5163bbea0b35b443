//! Whether reminders come when they should, and only then: `cargo bench --bench reminders`.
//!
//! A user, a machine and a notification server of whom each does what it likes for a year, around the real engine:
//! sleep, travel, summer time, clocks that are set, servers that die or hang, daemons that are killed, silences of
//! every kind, another policy now and then. An oracle of its own reads the rules minute by minute, and says what
//! should have come.
//!
//! 100 seeds of 365 days; `LOCI_SEEDS=n` (the first n), `LOCI_SEEDS=100..200` (the last is not among them) and
//! `LOCI_DAYS=n` change that, `LOCI_SEED=n` lives one seed alone, and `LOCI_STORY=1` tells what happens. It fails if a
//! bound does not hold, and names seed, day and moment of each breach.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]

#[path = "run.rs"]
mod run;

use std::ops::Range;

use run::figures::Figures;
use run::year::{Story, live};

fn main() -> Result<(), String> {
    let days = number("LOCI_DAYS")?.unwrap_or(365);
    let mut all = Figures::default();
    for seed in seeds()? {
        all.add(live(seed, days, Story::asked()));
    }
    for broken in all.broken.iter().take(40) {
        println!("{broken}");
    }
    println!("{}", all.table());
    all.holds()
}

/// Which users live: one alone, the first so many, or from one up to another.
fn seeds() -> Result<Range<u64>, String> {
    if let Some(seed) = number("LOCI_SEED")? {
        return Ok(seed..seed.saturating_add(1));
    }
    let Ok(said) = std::env::var("LOCI_SEEDS") else {
        return Ok(0..100);
    };
    let (from, to) = said.split_once("..").unwrap_or(("0", &said));
    let seeds = from.parse()..to.parse();
    match seeds {
        Range {
            start: Ok(from),
            end: Ok(to),
        } if from < to => Ok(from..to),
        // None at all would hold every bound.
        _ => Err(format!(
            "LOCI_SEEDS={said}: say how many, as 100, or which, as 100..200"
        )),
    }
}

fn number(name: &str) -> Result<Option<u64>, String> {
    let Ok(said) = std::env::var(name) else {
        return Ok(None);
    };
    let number = said.parse();
    number
        .map(Some)
        .map_err(|error| format!("{name}={said}: {error}"))
}

//! Whether reminders come when they should, and only then: `cargo bench --bench reminders`.
//!
//! A user, a machine and a notification server of whom each does what it likes for a year, around the real engine:
//! sleep, travel, summer time, clocks that are set, servers that die or hang, daemons that are killed, silences of
//! every kind, another policy now and then. An oracle of its own reads the rules minute by minute, and says what
//! should have come.
//!
//! 100 seeds of 365 days; `LOCI_SEEDS=n` and `LOCI_DAYS=n` change that, `LOCI_SEED=n` lives one seed alone,
//! and `LOCI_STORY=1` tells what happens. It fails if a bound does not hold, and names seed, day and moment of each breach.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]

#[path = "run.rs"]
mod run;

use run::figures::Figures;
use run::year::{Story, live};

fn main() -> Result<(), String> {
    let days = number("LOCI_DAYS").unwrap_or(365);
    let mut all = Figures::default();
    match number("LOCI_SEED") {
        Some(seed) => all.add(live(seed, days, Story::asked())),
        None => {
            for seed in 0..number("LOCI_SEEDS").unwrap_or(100) {
                all.add(live(seed, days, Story::asked()));
            }
        }
    }
    for broken in all.broken.iter().take(40) {
        println!("{broken}");
    }
    println!("{}", all.table());
    all.holds()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

//! Forty days of a few users, as `cargo bench --bench reminders` lives a year of a hundred: what the policy wants
//! comes in time, and nothing else comes.

#![expect(clippy::unwrap_used, reason = "a simulation fails by panicking")]

#[path = "../benches/reminders/run.rs"]
mod run;

use run::figures::Figures;
use run::year::{Story, live};

#[test]
fn forty_days_of_four_users_bring_what_is_wanted_and_nothing_else() {
    let mut all = Figures::default();
    for seed in 0..4 {
        all.add(live(seed, 40, Story::asked()));
    }
    let holds = all.holds();
    assert!(
        holds.is_ok(),
        "{holds:?}\n{}\n{:#?}",
        all.table(),
        all.broken
    );
}

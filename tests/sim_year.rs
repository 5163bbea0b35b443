//! Forty days of a few users, as `cargo bench --bench reminders` lives a year of a hundred: what the policy wants
//! comes in time, and nothing else comes.

#![expect(clippy::unwrap_used, reason = "a simulation fails by panicking")]

#[path = "../benches/reminders/run.rs"]
mod run;

use chrono::{DateTime, NaiveTime, Utc};
use loci::domain::now::{BootInstant, Now};
use run::figures::Figures;
use run::silence::{Clock, Silences};
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

/// The judge of the years once took him for one of the day before, and said that the digest came too early.
#[test]
fn who_is_seen_as_a_day_begins_is_seen_on_it_also_when_summer_time_ends_on_it() {
    let rollover = NaiveTime::MIN;
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let clock = |text: &str| {
        let boot = BootInstant {
            boot: uuid::Uuid::nil(),
            ms: 0,
        };
        let now = Now {
            at: at(text),
            zone: chrono_tz::Europe::Warsaw,
            boot,
        };
        Clock::of(now, rollover)
    };
    let mut silences = Silences::default();
    silences.see(&clock("2026-10-25T00:00:00+02:00"), rollover);
    let later = clock("2026-10-25T09:00:00+01:00");
    silences.see(&later, rollover);
    let digest = silences.after_unlock(&later, rollover);
    assert_eq!(digest, Some(at("2026-10-25T00:10:00+02:00")));
}

//! Forty days of a few users, as `cargo bench --bench reminders` lives a year of a hundred: what the policy wants
//! comes in time, and nothing else comes.

#![expect(clippy::unwrap_used, reason = "a simulation fails by panicking")]

#[path = "../benches/reminders/run.rs"]
mod run;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use loci::domain::notice::{Notice, Subject, Token, Urgency};
use loci::domain::now::{BootInstant, Now};
use loci::domain::settings::Settings;
use run::desk::Asked;
use run::figures::{Figures, Kind};
use run::oracle::{Done, Oracle, Reach};
use run::silence::{Clock, Silences};
use run::year::{Story, live};

/// What a clock in Warsaw says at an instant.
fn clock_at(at: DateTime<Utc>, rollover: NaiveTime) -> Clock {
    let boot = BootInstant {
        boot: uuid::Uuid::nil(),
        ms: u64::try_from(at.timestamp_millis()).unwrap(),
    };
    let now = Now {
        at,
        zone: chrono_tz::Europe::Warsaw,
        boot,
    };
    Clock::of(now, rollover)
}

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
    let clock = |text: &str| clock_at(at(text), rollover);
    let mut silences = Silences::default();
    silences.see(&clock("2026-10-25T00:00:00+02:00"), rollover);
    let later = clock("2026-10-25T09:00:00+01:00");
    silences.see(&later, rollover);
    let digest = silences.after_unlock(&later, rollover);
    assert_eq!(digest, Some(at("2026-10-25T00:10:00+02:00")));
}

/// Seed 180: a recall, another daemon and its digest in one millisecond. Nobody can tell which came first, and the
/// engine takes the recall as done after it; the judge of the years missed a nudge for it.
#[test]
fn a_recall_in_the_instant_of_a_digest_is_done_after_it() {
    let settings = Settings::default();
    let digest: DateTime<Utc> = "2026-11-24T09:30:00+01:00".parse().unwrap();
    let clock = |at| clock_at(at, settings.rollover);
    let missed = |recalled: DateTime<Utc>| {
        let mut oracle = Oracle::new("one".to_owned(), &settings, clock(digest).day);
        oracle.told_due(6, &clock(digest));
        oracle.did(Done::Something, recalled);
        let notice = Notice {
            subject: Subject::Reminder,
            token: Token(uuid::Uuid::nil()),
            title: "6 to recall".to_owned(),
            body: String::new(),
            unclicked: None,
            urgency: Urgency::Normal,
            click: None,
            buttons: Vec::new(),
            progress: None,
        };
        assert_eq!(
            oracle.came(&notice, Asked::Now, &clock(digest)),
            Kind::Digest
        );
        // From five o'clock on the nudge would come, and for an hour nothing does.
        for minutes in 0..60 {
            let at = digest + TimeDelta::minutes(450 + minutes);
            oracle.look(Reach::Open, &clock(at));
        }
        oracle.look(Reach::Shut, &clock(digest + TimeDelta::minutes(510)));
        oracle.figures.rows.get(&Kind::Nudge).map(|row| row.missed)
    };
    assert_eq!(missed(digest - TimeDelta::milliseconds(1)), Some(1));
    assert_eq!(missed(digest), None);
}

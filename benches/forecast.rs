//! What a forecast costs: `cargo bench --bench forecast [-- LOCI]` (1,000, 10,000 and 100,000 if absent).
//!
//! Ninety days of maps with five children each, in processor time: *kept*, where each locus falls due on its day and
//! all that is due is asked; *new*, where nothing was reviewed yet; *backlog*, where all is due at once and eight
//! minutes a day are all there is, so that each day lists all of it anew. Then what `minutes_to_clear_by` takes for a
//! tenth of the loci due at once and a week to clear them, which is several simulations.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "its result is what it prints")]

use std::time::Duration;

use chrono::{Days, NaiveDate};
use loci::domain::atlas::NodeIx;
use loci::domain::day::StudyDay;
use loci::domain::forecast::{
    DayLimits, Family, Locus, LocusState, Opening, Outlook, Start, Terms,
};
use loci::domain::memory::{Memory, Model};
use loci::domain::now::Secs;
use loci::domain::queue::PromptKind;
use loci::domain::settings::Settings;
use rustix::time::{ClockId, clock_gettime};

const DAYS: u32 = 90;
const CHILDREN: u32 = 5;
const ROUNDS: usize = 3;
const EIGHT_MINUTES: Secs = Secs(480);

fn main() {
    let asked = std::env::args().find_map(|arg| arg.parse().ok());
    let sizes: Vec<u32> = asked.map_or(vec![1_000, 10_000, 100_000], |size| vec![size]);
    for loci in sizes {
        let all = Secs(u32::MAX);
        tell(loci, "kept", &start(loci, kept), all);
        tell(
            loci,
            "new",
            &start(loci, |_| LocusState::New),
            EIGHT_MINUTES,
        );
        tell(loci, "backlog", &start(loci, late), EIGHT_MINUTES);
        let tenth = |number: u32| match number % 50 < CHILDREN {
            true => late(number),
            false => kept(number),
        };
        clear(loci, &start(loci, tenth));
    }
}

fn tell(loci: u32, what: &str, start: &Start, budget: Secs) {
    let model = Model::default();
    let mut reviews = 0;
    let took = least(|| {
        let limits = |_| DayLimits { budget, new: 12 };
        let days = outlook(start, &model).days(DAYS, limits).unwrap();
        reviews = days.iter().map(|day| day.reviews).sum();
    });
    println!("{loci} loci, {what}: {DAYS} days with {reviews} reviews in {took:.0?}");
}

fn clear(loci: u32, start: &Start) {
    let model = Model::default();
    let mut minutes = None;
    let took = least(|| {
        let by = start.day.plus(6);
        minutes = outlook(start, &model).minutes_to_clear_by(by, 0).unwrap();
    });
    println!(
        "{loci} loci, a tenth late: {minutes:?} min a day clear it in a week, known in {took:.0?}"
    );
}

fn outlook<'a>(start: &'a Start, model: &'a Model) -> Outlook<'a> {
    let settings = Settings::default();
    Outlook {
        start,
        model,
        terms: Terms {
            intervals: settings.intervals,
            order: settings.order,
            usual_new: settings.new_per_day,
        },
        seed: 1,
    }
}

/// The least processor time of a few rounds.
fn least(mut work: impl FnMut()) -> Duration {
    let mut once = || {
        let before = processor();
        work();
        processor() - before
    };
    (0..ROUNDS).map(|_| once()).min().unwrap()
}

fn processor() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap()
}

fn today() -> StudyDay {
    StudyDay(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
}

fn start(loci: u32, state: impl Fn(u32) -> LocusState) -> Start {
    let family = |first: u32| Family {
        kind: PromptKind::Children,
        opening: Opening::Open,
        loci: (first..first + CHILDREN)
            .map(|number| Locus {
                node: NodeIx(number),
                state: state(number),
                measured: None,
            })
            .collect(),
    };
    Start {
        day: today(),
        families: (0..loci / CHILDREN)
            .map(|at| family(at * CHILDREN))
            .collect(),
        first_reviews: 0,
        spent: Secs(0),
    }
}

/// Reviewed with its siblings, with intervals from 10 to 99 days, somewhere within them.
fn kept(number: u32) -> LocusState {
    let family = number / CHILDREN;
    let interval = 10 + family % 90;
    let ago = family.wrapping_mul(7) % interval;
    review(interval, ago)
}

/// Due today at the latest.
fn late(number: u32) -> LocusState {
    let interval = 10 + (number / CHILDREN) % 90;
    review(interval, interval + number % 3)
}

fn review(interval: u32, ago: u32) -> LocusState {
    let last = StudyDay(today().0 - Days::new(u64::from(ago)));
    LocusState::Review {
        memory: Memory {
            stability: interval as f32,
            difficulty: 5.0,
        },
        last,
        due: last.plus(interval),
    }
}

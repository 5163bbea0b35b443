//! A forecast: from how things stand to what each day will ask. Pure, over what the engine copied out of its
//! shelf, so that the worker may do it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::domain::atlas::NodeIx;
use crate::domain::day::StudyDay;
use crate::domain::forecast::{Day, DayLimits, MOST_DAYS, Outlook, Start, Terms};
use crate::domain::memory::{MemoryError, Model};
use crate::domain::now::Secs;
use crate::domain::plan::predict::Led;
use crate::ipc::protocol::{
    ErrorCode, Failure, ForecastCompare, ForecastDay, ForecastReply, ForecastSummary, ForecastTerms,
};

/// The luck of every forecast: asked twice, it answers the same.
const SEED: u64 = 0;

/// What is to be forecast.
#[derive(Debug, Clone)]
pub struct Forecasting {
    /// How things stand.
    pub start: Start,
    /// The memory model.
    pub model: Arc<Model>,
    /// How many days.
    pub days: u32,
    /// Those of them that offer nothing new: easy days, and whole days of a pause.
    pub without_new: BTreeSet<StudyDay>,
    /// What the plan does on them.
    pub led: Led,
    /// The loci that its interview asks.
    pub of_interview: HashSet<NodeIx>,
    /// The minutes of the days that have others than the settings say: those of a plan.
    pub minutes: BTreeMap<StudyDay, u32>,
    /// The minutes that the plan has on the first day, if that is one of it: what reviews may take of them is less where
    /// something has to stay for its code or a mock interview.
    pub planned: Option<u32>,
    /// What is asked about.
    pub asked: Conditions,
    /// The settings as they are, where others are asked about.
    pub usual: Option<Conditions>,
}

/// Settings to follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Retention and order; the new loci of a usual day are those of each.
    pub terms: Terms,
    /// Minutes a day.
    pub minutes: Minutes,
}

/// Who says how many minutes a day has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minutes {
    /// The settings, but for the days of a plan.
    Usual(u32),
    /// Whoever asks.
    Asked(u32),
}

impl Minutes {
    /// Of a day of a forecast.
    fn on(self, day: StudyDay, of: &Forecasting) -> u32 {
        match self {
            Minutes::Usual(usual) => of.minutes.get(&day).copied().unwrap_or(usual),
            Minutes::Asked(minutes) => minutes,
        }
    }

    /// As they are told of a forecast: a plan's whole minutes, if it rules the first day.
    fn told(self, of: &Forecasting) -> u32 {
        match self {
            Minutes::Usual(usual) => of.planned.unwrap_or(usual),
            Minutes::Asked(minutes) => minutes,
        }
    }

    /// Of a day that no plan rules.
    pub fn get(self) -> u32 {
        match self {
            Minutes::Usual(minutes) | Minutes::Asked(minutes) => minutes,
        }
    }
}

impl PartialEq for Forecasting {
    fn eq(&self, other: &Forecasting) -> bool {
        Arc::ptr_eq(&self.model, &other.model)
            && (self.days, self.asked, self.usual) == (other.days, other.asked, other.usual)
            && self.without_new == other.without_new
            && (&self.led, &self.of_interview) == (&other.led, &other.of_interview)
            && (&self.minutes, self.planned) == (&other.minutes, other.planned)
            && self.start == other.start
    }
}

impl Conditions {
    /// As the first day of a forecast has them.
    fn told(&self, of: &Forecasting) -> ForecastTerms {
        ForecastTerms {
            retention: self.terms.intervals.retention.get(),
            new_per_day: self.terms.usual_new,
            minutes: self.minutes.told(of),
        }
    }
}

/// Simulates the days.
///
/// # Errors
/// `store` if a memory state is damaged.
pub fn forecast(forecasting: &Forecasting) -> Result<ForecastReply, Failure> {
    let damaged = |error: MemoryError| Failure::new(ErrorCode::Store, error.to_string());
    let days = simulated(forecasting, &forecasting.asked).map_err(damaged)?;
    let compare = match &forecasting.usual {
        Some(usual) => Some(ForecastCompare {
            terms: usual.told(forecasting),
            summary: summary(&simulated(forecasting, usual).map_err(damaged)?),
        }),
        None => None,
    };
    Ok(ForecastReply {
        summary: summary(&days),
        terms: forecasting.asked.told(forecasting),
        compare,
        loci: forecasting.start.live(),
        days: days.iter().map(told).collect(),
    })
}

fn simulated(forecasting: &Forecasting, conditions: &Conditions) -> Result<Vec<Day>, MemoryError> {
    let outlook = Outlook {
        start: &forecasting.start,
        model: &forecasting.model,
        terms: conditions.terms,
        seed: SEED,
    };
    let mut simulation = outlook.simulation();
    let is_asked = |node| forecasting.of_interview.contains(&node);
    let ahead = 0..forecasting.days.min(MOST_DAYS);
    ahead
        .map(|_| {
            let limits = limits(forecasting, conditions, simulation.day());
            let led = &forecasting.led;
            Ok((led.advance(&mut simulation, outlook, limits, &is_asked)?).0)
        })
        .collect()
}

fn limits(forecasting: &Forecasting, conditions: &Conditions, day: StudyDay) -> DayLimits {
    let minutes = conditions.minutes.on(day, forecasting);
    DayLimits {
        budget: Secs(minutes.saturating_mul(60)),
        new: match forecasting.without_new.contains(&day) {
            true => 0,
            false => conditions.terms.usual_new,
        },
    }
}

fn told(day: &Day) -> ForecastDay {
    ForecastDay {
        day: day.day.to_string(),
        minutes: day.secs.minutes_up(),
        count: day.count,
        new: day.new,
        reviews: day.reviews,
        again: day.again,
        waiting: day.waiting,
        waiting_minutes: day.waiting_secs.minutes_up(),
        retrievability: day.retrievability,
    }
}

fn summary(days: &[Day]) -> ForecastSummary {
    let minutes = || days.iter().map(|day| day.secs.minutes_up());
    let mean = minutes().map(f64::from).sum::<f64>() / days.len().max(1) as f64;
    let last = days.last();
    ForecastSummary {
        mean_minutes: (mean * 10.0).round() / 10.0,
        max_minutes: minutes().max().unwrap_or(0),
        reviews: days.iter().map(|day| day.reviews).sum(),
        new: days.iter().map(|day| day.new).sum(),
        waiting: last.map_or(0, |day| day.waiting),
        retrievability: last.and_then(|day| day.retrievability),
    }
}

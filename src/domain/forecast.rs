//! What the coming days ask: the real queue, simulated over the real states.
//!
//! Each simulated day makes its list as [`queue`](super::queue) makes it, by the same code; all that a prompt
//! rates is rated, siblings too; a recall succeeds with its retrievability, which a seed decides; what was missed is
//! asked once more at the end; a recalled parent opens the gate of its children from the next day on. It is one
//! session a day, of all notes, whatever the mode, and minutes are those that the queue reckons with, so the first
//! day is what `due` says. Fuzz of intervals is none of it, and ratings are Again and Good alone.
//!
//! Cost: the start is linear in all loci; a day then touches only the groups in which something is due, and of what
//! is new no more than the cap takes, and for the mean retrievability at most [`SAMPLE`] loci. A backlog is due
//! anew each day that it waits, and costs so each time.

use super::atlas::NodeIx;
use super::day::StudyDay;
use super::memory::{Memory, MemoryError, Model};
use super::now::Secs;
use super::queue::PromptKind;
use super::schedule::Intervals;
use super::settings::Order;
pub use simulate::{Known, Question, Simulation, Turn, lot};

mod clear;
mod simulate;
mod spread;

/// The most days that a forecast reaches, about ten years.
pub const MOST_DAYS: u32 = 3650;

/// The most loci of which a day's mean retrievability is taken; of more, every so many-th.
pub const SAMPLE: usize = 4096;

/// How often a locus that was just shown for the first time is recalled: what the simulator of the `fsrs` crate
/// (6.6) assumes, whose first ratings are Again with 0.24. 0 to 1.
pub const FIRST_RECALL: f32 = 0.76;

/// How things stand when a forecast begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The first day.
    pub day: StudyDay,
    /// All families, in the order in which the queue sees them.
    pub families: Vec<Family>,
    /// First reviews already made on the first day.
    pub first_reviews: u32,
    /// What was spent of the first day's budget already.
    pub spent: Secs,
}

impl Start {
    /// How many loci may be asked.
    pub fn live(&self) -> u32 {
        let loci = self.families.iter().flat_map(|family| &family.loci);
        let live = loci.filter(|locus| locus.state != LocusState::Suspended);
        u32::try_from(live.count()).unwrap_or(u32::MAX)
    }
}

/// The children of one parent, or the rooms of one route, in note order.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// How it is asked.
    pub kind: PromptKind,
    /// Whether its new loci may be offered.
    pub opening: Opening,
    /// Its loci, in note order.
    pub loci: Vec<Locus>,
}

/// When the new loci of a family may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// They may.
    Open,
    /// They may from this day on: that of a plan.
    NotBefore(StudyDay),
    /// Once this parent was recalled, which it never was.
    WhenRecalled(NodeIx),
}

/// One locus at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Locus {
    /// Which node of the atlas.
    pub node: NodeIx,
    /// What is known of it.
    pub state: LocusState,
    /// The median of its measured times, once there are enough.
    pub measured: Option<Secs>,
}

/// What is known of a locus at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LocusState {
    /// Never reviewed.
    New,
    /// In review.
    Review {
        /// Its memory after the last review.
        memory: Memory,
        /// The study day of that.
        last: StudyDay,
        /// Its due day.
        due: StudyDay,
    },
    /// Not to be asked.
    Suspended,
}

/// What holds on all days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Desired retention and the longest interval.
    pub intervals: Intervals,
    /// Order of the reviews.
    pub order: Order,
    /// The new loci of a usual day: on days that offer none, they still set the size of the chunks of a large
    /// group.
    pub usual_new: u32,
}

/// What limits one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayLimits {
    /// Its budget; of the first day, with what was spent already. 0 asks nothing (a break).
    pub budget: Secs,
    /// New loci, a soft cap; 0 offers none.
    pub new: u32,
}

/// One day of a forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    /// Which.
    pub day: StudyDay,
    /// How long its list takes, with what was met beside it; `secs.minutes_up()` are its minutes.
    pub secs: Secs,
    /// Loci asked that are due or new, as `due` counts them, and those that were met.
    pub count: u32,
    /// Loci asked for the first time.
    pub new: u32,
    /// Loci that were missed and asked once more at the end.
    pub again: u32,
    /// All ratings: due, new, their siblings, and those asked once more.
    pub reviews: u32,
    /// Due or new loci that did not fit.
    pub waiting: u32,
    /// How long they take.
    pub waiting_secs: Secs,
    /// Those of them that wait in a prompt that is due: the backlog.
    pub late: u32,
    /// Mean retrievability, at the day's end, of all that was ever reviewed and is not suspended, 0 to 1; `None`
    /// without any, and where nobody wants it.
    pub retrievability: Option<f32>,
}

/// One day over several runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Which.
    pub day: StudyDay,
    /// Mean minutes, not rounded.
    pub mean: f64,
    /// Minutes that a tenth of the runs stay within.
    pub low: u32,
    /// Minutes that nine tenths of the runs stay within.
    pub high: u32,
}

/// A question about the coming days: from where, by which model, on which terms, and with which luck.
///
/// The limits of each day are asked of a closure, so that a plan, easy days and breaks may vary them.
#[derive(Debug, Clone, Copy)]
pub struct Outlook<'a> {
    /// How things stand.
    pub start: &'a Start,
    /// The memory model.
    pub model: &'a Model,
    /// What holds on all days.
    pub terms: Terms,
    /// What decides each recall, with the locus and the day: the same seed, the same forecast.
    pub seed: u64,
}

impl<'a> Outlook<'a> {
    /// The simulation before its first day, for whoever steps through the days.
    pub fn simulation(&self) -> Simulation<'a> {
        Simulation::new(self)
    }

    /// The first `number` days, at most [`MOST_DAYS`].
    pub fn days(
        &self,
        number: u32,
        limits: impl Fn(StudyDay) -> DayLimits,
    ) -> Result<Vec<Day>, MemoryError> {
        let mut simulation = self.simulation();
        (0..number.min(MOST_DAYS))
            .map(|_| simulation.advance(limits(simulation.day())))
            .collect()
    }

    /// The first day, of the first `horizon`, at whose end no due prompt waits. What is new may.
    pub fn clears(
        &self,
        horizon: u32,
        limits: impl Fn(StudyDay) -> DayLimits,
    ) -> Result<Option<StudyDay>, MemoryError> {
        clear::clears(self.simulation(), horizon, limits)
    }

    /// The least whole minutes a day, at least 1, with which no due prompt waits at the end of `day` or of one
    /// before it, if `new` new loci a day are offered. `None`: `day` is over, or a whole day is not enough.
    pub fn minutes_to_clear_by(&self, day: StudyDay, new: u32) -> Result<Option<u32>, MemoryError> {
        clear::minutes_to_clear_by(self, day, new)
    }

    /// The first `number` days over `runs` seeds (this one and those after it), at least one.
    pub fn runs(
        &self,
        number: u32,
        runs: u32,
        limits: impl Fn(StudyDay) -> DayLimits,
    ) -> Result<Vec<Spread>, MemoryError> {
        spread::runs(self, number, runs, limits)
    }
}

#[cfg(test)]
mod tests;

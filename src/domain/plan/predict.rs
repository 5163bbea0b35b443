//! What will be remembered on the day of the interview: the forecast's own simulation, led through the days of the
//! plan and its final pass.

use super::course::LAST_NEW;
use super::keeping::kept;
use super::pass::{Goal, LONGEST, Pass, Seat, Short};
use super::sitting::sittings;
use crate::domain::atlas::NodeIx;
use crate::domain::day::StudyDay;
use crate::domain::forecast::{Day, DayLimits, MOST_DAYS, Outlook, Simulation, lot};
use crate::domain::memory::{MemoryError, Model};

/// What is expected until the interview.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Mean retrievability of the interview loci as if the interview were on the first day, 0 to 1. What was never
    /// reviewed counts as 0. `None` without any interview locus.
    pub now: Option<f32>,
    /// The same on the day of the interview, after all days until then.
    pub on_the_day: Option<f32>,
    /// Interview loci that were not met by then.
    pub unmet: u32,
    /// Those that were not met [`LAST_NEW`] days before it: the pass comes too soon after them, or not at all.
    pub late: u32,
    /// The days until then, without their mean retrievability.
    pub days: Vec<Day>,
    /// What did not fit into the final pass.
    pub short: Option<Short>,
}

/// What leads to the interview.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// How things stand, and how they go on.
    pub outlook: Outlook<'a>,
    /// What the plan does on them.
    pub plan: &'a Led,
}

/// What a plan does on the days to come, besides what each day's list asks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Led {
    /// The interview and the minutes of the last days before it, as long as it is ahead.
    pub goal: Option<Goal>,
    /// When its steps meet what is new: families by their places in the start; what is no place is left. A step of an
    /// earlier day is made on the first one.
    pub meets: Vec<(StudyDay, usize)>,
}

impl Led {
    /// Goes through the next day: what the steps meet, then the day's list, that of the final pass if it is one.
    ///
    /// # Errors
    /// If a memory state is damaged.
    pub fn advance(
        &self,
        simulation: &mut Simulation<'_>,
        outlook: Outlook<'_>,
        limits: DayLimits,
        is_asked: &impl Fn(NodeIx) -> bool,
    ) -> Result<(Day, Option<Pass>), MemoryError> {
        let (day, first) = (simulation.day(), outlook.start.day);
        for (_, family) in self.meets.iter().filter(|(on, _)| (*on).max(first) == day) {
            if *family < simulation.groups().len() {
                simulation.meet(*family, |asked| lot(outlook.seed, &asked) < asked.chance)?;
            }
        }
        let new_per_day = outlook.terms.usual_new;
        let pass = self
            .goal
            .and_then(|goal| call_pass(simulation, &goal, new_per_day, outlook.model, is_asked));
        Ok((simulation.advance(limits)?, pass))
    }
}

impl Way<'_> {
    /// Simulates the days until the interview, at most [`MOST_DAYS`].
    ///
    /// # Errors
    /// If a memory state is damaged.
    pub fn predict(
        &self,
        limits: impl Fn(StudyDay) -> DayLimits,
        is_asked: impl Fn(NodeIx) -> bool,
    ) -> Result<Prediction, MemoryError> {
        let model = self.outlook.model;
        let mut simulation = self.outlook.simulation().without_means();
        let interview = self.plan.goal.map(|goal| goal.interview);
        let keeps = self.plan.goal.map_or(1.0, |goal| goal.keeps);
        let recall = |simulation: &Simulation<'_>| recall(simulation, model, keeps, &is_asked);
        let (now, mut late) = recall(&simulation);
        let after_last_new = interview.map(|day| day.minus(LAST_NEW).plus(1));
        let mut days = Vec::new();
        let mut short = None;
        let number = interview.map_or(0, |day| day.days_since(simulation.day()));
        for _ in 0..number.min(MOST_DAYS) {
            let day = simulation.day();
            if Some(day) == after_last_new {
                late = recall(&simulation).1;
            }
            let (told, pass) =
                self.plan
                    .advance(&mut simulation, self.outlook, limits(day), &is_asked)?;
            short = pass.and_then(|pass| pass.short).or(short);
            days.push(told);
        }
        let (on_the_day, unmet) = recall(&simulation);
        Ok(Prediction {
            now,
            on_the_day,
            unmet,
            late,
            days,
            short,
        })
    }
}

/// Makes the next day of a simulation one of the final pass, if it is one, or one of the second looks before it.
pub fn call_pass(
    simulation: &mut Simulation<'_>,
    goal: &Goal,
    new_per_day: u32,
    model: &Model,
    is_asked: &impl Fn(NodeIx) -> bool,
) -> Option<Pass> {
    let day = simulation.day();
    if goal.interview <= day || goal.interview.days_since(day) > LONGEST {
        return None;
    }
    let groups = simulation.groups().iter().enumerate();
    let sittings = sittings(groups, new_per_day, |family, at, node| {
        let known = simulation.known_in(family, at).filter(|_| is_asked(node))?;
        Some(Seat {
            node,
            memory: known.memory,
            last: known.last,
            due: known.due,
        })
    });
    let pass = Pass::new(&sittings, goal, day, model)?;
    simulation.call(|known| pass.due(known.node, known.due, day));
    Some(pass)
}

/// Mean retrievability of what is asked at the beginning of the next day, everything being kept so many times as long
/// as the model says; and how many loci of it were never met.
fn recall(
    simulation: &Simulation<'_>,
    model: &Model,
    keeps: f32,
    is_asked: &impl Fn(NodeIx) -> bool,
) -> (Option<f32>, u32) {
    let (mut sum, mut met, mut unmet) = (0.0, 0_u32, 0_u32);
    for (family, group) in simulation.groups().iter().enumerate() {
        let items = group.items.iter().enumerate();
        for (at, _) in items.filter(|(_, item)| item.is_live() && is_asked(item.node)) {
            match simulation.known_in(family, at) {
                Some(known) => {
                    let elapsed = simulation.day().days_since(known.last);
                    sum += f64::from(model.retrievability(kept(known.memory, keeps), elapsed));
                    met += 1;
                }
                None => unmet += 1,
            }
        }
    }
    let all = met + unmet;
    let mean = (all > 0).then(|| (sum / f64::from(all)) as f32);
    (mean, unmet)
}

#[cfg(test)]
mod tests;

//! What will be remembered on the day of the interview: the forecast's own simulation, led through the days of the
//! plan and its final pass.

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
    /// The days until then.
    pub days: Vec<Day>,
    /// What did not fit into the final pass.
    pub short: Option<Short>,
}

/// What leads to the interview.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// How things stand, and how they go on.
    pub outlook: Outlook<'a>,
    /// The interview and the minutes of the last days.
    pub goal: &'a Goal,
    /// When the steps of the plan meet what is new: families by their places in the start; what is no place is left.
    pub meets: &'a [(StudyDay, usize)],
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
        let mut simulation = self.outlook.simulation();
        let (now, _) = recall(&simulation, model, &is_asked);
        let mut days = Vec::new();
        let mut short = None;
        let number = self.goal.interview.days_since(simulation.day());
        for _ in 0..number.min(MOST_DAYS) {
            let day = simulation.day();
            let new_per_day = self.outlook.terms.usual_new;
            for (_, family) in self.meets.iter().filter(|(on, _)| *on == day) {
                if *family < simulation.groups().len() {
                    let seed = self.outlook.seed;
                    simulation.meet(*family, |asked| lot(seed, &asked) < asked.chance)?;
                }
            }
            if let Some(pass) = call_pass(&mut simulation, self.goal, new_per_day, model, &is_asked)
            {
                short = pass.short;
            }
            days.push(simulation.advance(limits(day))?);
        }
        let (on_the_day, unmet) = recall(&simulation, model, &is_asked);
        Ok(Prediction {
            now,
            on_the_day,
            unmet,
            days,
            short,
        })
    }
}

/// Makes the next day of a simulation one of the final pass, if it is.
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
    let pass = Pass::new(&sittings, goal, day, model).filter(|pass| pass.holds(day))?;
    simulation.call(|known| pass.due(known.node, known.due, day));
    Some(pass)
}

/// Mean retrievability of what is asked at the beginning of the next day, and how many loci of it were never met.
fn recall(
    simulation: &Simulation<'_>,
    model: &Model,
    is_asked: &impl Fn(NodeIx) -> bool,
) -> (Option<f32>, u32) {
    let (mut sum, mut met, mut unmet) = (0.0, 0_u32, 0_u32);
    for (family, group) in simulation.groups().iter().enumerate() {
        let items = group.items.iter().enumerate();
        for (at, _) in items.filter(|(_, item)| item.is_live() && is_asked(item.node)) {
            match simulation.known_in(family, at) {
                Some(known) => {
                    let elapsed = simulation.day().days_since(known.last);
                    sum += f64::from(model.retrievability(known.memory, elapsed));
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

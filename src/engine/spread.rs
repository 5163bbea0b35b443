//! The due days of new reviews, and what an easy day or a pause takes from a day.
//!
//! All reviews of one log are chosen for together, prompt by prompt, before any of them is written.

use std::collections::HashMap;

use crate::domain::atlas::NodeIx;
use crate::domain::balance::{self, Ease, Load, Seed, Wish};
use crate::domain::calm::Span;
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::now::{Now, Secs};
use crate::domain::review::Review;
use crate::domain::schedule::Step;
use crate::domain::settings::Fuzz;

use super::Engine;
use super::loads::{Asked, Loads};
use super::shelf::Parent;

/// A review that is not written yet.
pub(super) struct Planned {
    /// What it rates.
    pub(super) node: NodeIx,
    /// What it leads to.
    pub(super) step: Step,
    /// The review; due after the exact interval until a day was chosen.
    pub(super) review: Review,
}

/// The reviews of one prompt that were made on one day, by their places.
struct Together {
    parent: Parent,
    day: StudyDay,
    reviews: Vec<usize>,
}

impl Engine {
    /// Chooses the due days of the reviews of one log, which are in note order.
    pub(super) fn choose_days(&mut self, planned: &mut [Planned], now: Now) {
        let has_choice = |plan: &Planned| plan.step.days.start() < plan.step.days.end();
        let fuzz = self.setup.settings.spread.fuzz;
        match fuzz {
            Fuzz::Off => return,
            Fuzz::Seeded | Fuzz::Balanced if !planned.iter().any(has_choice) => return,
            Fuzz::Seeded => {}
            Fuzz::Balanced => self.know_loads(),
        }
        // The index is lent: what is planned is in it while days are chosen, and in it for good once it is written.
        let mut loads = std::mem::take(&mut self.loads);
        let left = planned
            .iter()
            .filter_map(|plan| self.asked(plan.review.locus));
        let left: Vec<Asked> = left.collect();
        left.iter().for_each(|asked| loads.take(*asked));
        let mut chosen = Vec::new();
        for prompt in self.by_prompt(planned) {
            let wishes: Vec<Wish> = (prompt.reviews.iter())
                .map(|at| self.wish(&planned[*at]))
                .collect();
            for party in balance::parties(&wishes) {
                let load = |days| self.day_load(&loads, &prompt, days, now);
                let size = u32::try_from(party.members.len()).unwrap_or(u32::MAX);
                let marginal = |siblings| marginal(prompt.parent, siblings, size);
                let days = party.choose(&wishes, fuzz, load, marginal);
                for member in &party.members {
                    let plan = &mut planned[prompt.reviews[*member]];
                    plan.step.interval_days = days;
                    plan.review.due = prompt.day.plus(days);
                    let asked = Asked {
                        day: plan.review.due,
                        parent: prompt.parent,
                    };
                    loads.add(asked);
                    chosen.push(asked);
                }
            }
        }
        chosen.iter().for_each(|asked| loads.take(*asked));
        left.iter().for_each(|asked| loads.add(*asked));
        self.loads = loads;
    }

    /// What kind of day a study day is.
    pub(super) fn ease(&self, day: StudyDay, calendar: Calendar) -> Ease {
        // Which instants a day spans is asked of the time zone, for which most days there is no need.
        if !self.calm.pauses.is_empty() {
            let whole = Span {
                from: calendar.start_of(day),
                until: calendar.start_of(day.plus(1)),
            };
            if self.calm.pauses_through(whole) {
                return Ease::Away;
            }
        }
        match self.setup.settings.spread.easy_days.hold(day) {
            true => Ease::Easy,
            false => Ease::Ordinary,
        }
    }

    fn by_prompt(&self, planned: &[Planned]) -> Vec<Together> {
        let mut prompts: Vec<Together> = Vec::new();
        let mut places: HashMap<(Parent, StudyDay), usize> = HashMap::new();
        for (at, plan) in planned.iter().enumerate() {
            let (parent, day) = (self.shelf.parent(plan.node), plan.review.stamp.day);
            let place = *places.entry((parent, day)).or_insert(prompts.len());
            match prompts.get_mut(place) {
                Some(prompt) => prompt.reviews.push(at),
                None => prompts.push(Together {
                    parent,
                    day,
                    reviews: vec![at],
                }),
            }
        }
        prompts
    }

    fn wish(&self, plan: &Planned) -> Wish {
        let reviews = self.schedule(plan.node);
        let reviews = reviews.map_or(0, |schedule| schedule.reviews);
        Wish {
            days: plan.step.days.clone(),
            interval_days: plan.step.interval_days,
            seed: Seed::new(plan.review.locus, reviews),
        }
    }

    /// What there is on the day so many days after a prompt's reviews. What fell due before today is asked today.
    fn day_load(&self, loads: &Loads, prompt: &Together, days: u32, now: Now) -> Load {
        let calendar = self.calendar(now);
        let day = prompt.day.plus(days);
        let today = calendar.day_of(now.at);
        let parent = prompt.parent;
        Load {
            ease: self.ease(day, calendar),
            secs: match day > today {
                true => loads.on(day),
                false => loads.until(today),
            },
            siblings: loads.siblings(Asked { day, parent }),
        }
    }
}

/// What so many loci more add to a prompt of so many.
fn marginal(parent: Parent, siblings: u32, more: u32) -> Secs {
    let kind = parent.kind();
    let after = kind.secs(siblings.saturating_add(more));
    Secs(after.0.saturating_sub(kind.secs(siblings).0))
}

//! `forecast`: what the coming days will ask. It changes nothing; the worker does the simulating.

use std::sync::Arc;

use crate::domain::balance::Ease;
use crate::domain::day::StudyDay;
use crate::domain::forecast::{Family, Locus, LocusState, MOST_DAYS, Opening, Start, Terms};
use crate::domain::memory::Retention;
use crate::domain::now::{Now, Secs};
use crate::domain::queue::{Gate, Item, ItemState};
use crate::domain::schedule::Intervals;
use crate::engine::Engine;
use crate::engine::asked::When;
use crate::engine::effect::{Effect, Job, Outcome};
use crate::engine::fault::{Fault, invalid};
use crate::engine::forecasting::{Conditions, Forecasting, Minutes};
use crate::engine::shelf::{Family as ShelfFamily, Parent};
use crate::ipc::protocol::Forecast;

/// The days of a forecast that names none.
const DAYS: u32 = 30;

/// The minutes of a day.
const WHOLE_DAY: u32 = 24 * 60;

impl Engine {
    /// Copies what the worker needs to simulate the coming days.
    pub(in crate::engine) fn forecast(
        &mut self,
        asked: &Forecast,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let days = asked.days.unwrap_or(DAYS);
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(invalid(format!(
                "a forecast of {days} days is not possible: choose 1 to {MOST_DAYS}"
            )));
        }
        let usual = self.conditions();
        let (today, calendar) = (self.today(now), self.calendar(now));
        let ahead = (0..days).map(|n| today.plus(n));
        let wanted = changed(usual, asked)?;
        let planned = |day| Some((day, self.study.minutes(day)?));
        let ahead_minutes = ahead.clone().filter_map(planned).collect();
        let forecasting = Forecasting {
            start: self.outset(self.when(now)),
            model: Arc::clone(&self.model),
            days,
            without_new: ahead
                .filter(|day| self.ease(*day, calendar) != Ease::Ordinary)
                .collect(),
            led: self.led(now),
            of_interview: self.of_interview(),
            minutes: ahead_minutes,
            planned: self.planned_minutes(now),
            asked: wanted,
            usual: (wanted != usual).then_some(usual),
        };
        Ok(Outcome::default().with(Effect::Work(Job::Forecast(Box::new(forecasting)))))
    }

    /// The settings as they are.
    pub(in crate::engine) fn conditions(&self) -> Conditions {
        let settings = &self.setup.settings;
        Conditions {
            terms: Terms {
                intervals: settings.intervals,
                order: settings.order,
                usual_new: settings.new_per_day,
            },
            minutes: Minutes::Usual(settings.daily_minutes),
        }
    }

    /// How things stand on a day: all notes, whatever the mode.
    pub(in crate::engine) fn outset(&self, at: When) -> Start {
        // Whether a day offers anything new is for each day to say.
        let at = When {
            ease: Ease::Ordinary,
            ..at
        };
        let done = self.done_on(at.day);
        let families = self.shelf.families.iter();
        Start {
            day: at.day,
            families: families.map(|family| self.family(family, at)).collect(),
            first_reviews: done.first_reviews,
            spent: Secs(done.secs),
        }
    }

    fn family(&self, family: &ShelfFamily, at: When) -> Family {
        let group = self.group(family, at);
        let own = self.opens_on(family);
        let opening = match (group.gate, family.parent) {
            (Gate::Closed, Parent::Root(_) | Parent::Route(..)) => {
                own.map_or(Opening::Open, Opening::NotBefore)
            }
            (Gate::Closed, Parent::Branch(up)) => Opening::WhenRecalled(up),
            (Gate::Open, Parent::Branch(_)) | (_, Parent::Root(_) | Parent::Route(..)) => {
                Opening::Open
            }
        };
        Family {
            kind: group.kind,
            opening,
            loci: group.items.iter().map(|item| self.locus(item)).collect(),
        }
    }

    /// The day on which the plan offers what is new in a family, if it has one for it.
    fn opens_on(&self, family: &ShelfFamily) -> Option<StudyDay> {
        self.study.offered_from(*family.nodes.first()?)
    }

    fn locus(&self, item: &Item) -> Locus {
        let state = match (item.state, self.schedule(item.node)) {
            (ItemState::Suspended, _) => LocusState::Suspended,
            (ItemState::Review { due, .. }, Some(schedule)) => LocusState::Review {
                memory: schedule.memory,
                last: schedule.last.day,
                // Its own: the final pass is dealt out anew on each day.
                due: self.due_of(item.node).unwrap_or(due),
            },
            (ItemState::New, _) | (ItemState::Review { .. }, None) => LocusState::New,
        };
        Locus {
            node: item.node,
            state,
            measured: item.measured,
        }
    }
}

/// The settings with what was asked for instead.
fn changed(usual: Conditions, asked: &Forecast) -> Result<Conditions, Fault> {
    let retention = match asked.retention {
        Some(value) => Retention::new(value).map_err(|error| invalid(error.to_string()))?,
        None => usual.terms.intervals.retention,
    };
    let minutes = asked.minutes.map_or(usual.minutes, Minutes::Asked);
    if minutes.get() == 0 || (asked.minutes.is_some() && minutes.get() > WHOLE_DAY) {
        return Err(invalid(format!(
            "{} minutes a day are not possible: choose 1 to {WHOLE_DAY}",
            minutes.get()
        )));
    }
    Ok(Conditions {
        terms: Terms {
            intervals: Intervals {
                retention,
                ..usual.terms.intervals
            },
            usual_new: asked.new_per_day.unwrap_or(usual.terms.usual_new),
            ..usual.terms
        },
        minutes,
    })
}

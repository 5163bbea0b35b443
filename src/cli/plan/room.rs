//! The dates that an imported plan has until its interview, and what makes it fit on them.

use chrono::NaiveDate;

use super::dates::day;
use super::fitting::{course, number};
use crate::cli::context::Context;
use crate::config::plan::read;
use crate::config::plan::template::fitted;
use crate::domain::day::StudyDay;
use crate::domain::plan::fit::{Fit, fit};
use crate::domain::plan::problem::Place;
use crate::domain::plan::progress::Progress;
use crate::domain::plan::{Interview, Placed, Plan};

/// A plan with an interview ahead, and its room.
#[derive(Debug, Clone)]
pub(super) struct Room {
    /// The plan, with the interview of the config if it names none.
    pub(super) plan: Plan,
    /// The interview.
    pub(super) interview: Interview,
    /// Study dates from its first one to the interview.
    pub(super) dates: usize,
    first: NaiveDate,
}

/// What was made of a plan so that it fits.
pub(super) struct Fitted {
    /// Its text.
    pub(super) text: String,
    /// The plan, with its interview.
    pub(super) plan: Plan,
    /// What shares a date, and what is left out.
    pub(super) fit: Fit,
}

impl Room {
    /// The room of a plan, if its own interview, or that of the config, lies ahead.
    pub(super) fn of(context: &Context, plan: &Plan) -> Option<Room> {
        let own = plan.interview.map(|interview| interview.what);
        // An import needs no config, so what is wrong with that is not for it to say.
        let of_config = || {
            let time = context.active_config().ok()?.settings.remind.interview;
            time.map(Interview::At)
        };
        let today = context.today();
        let interview = own.or_else(of_config)?;
        if interview.date() < today {
            return None;
        }
        let plan = with(interview, plan.clone());
        let first = plan.start.unwrap_or(today);
        let progress = Progress::default();
        let dates = course(&plan, &progress, today).free_from(StudyDay(first));
        let dates = dates.take_while(|date| date.0 < interview.date()).count();
        Some(Room {
            plan,
            interview,
            dates,
            first,
        })
    }

    /// The text of the plan fitted to its dates; nothing where there are none, or no topics.
    pub(super) fn fitted(&self, text: &str) -> Option<Fitted> {
        if self.dates == 0 {
            return None;
        }
        let fit = fit(&self.plan, StudyDay(self.first))?;
        let text = fitted(text, &self.plan, &fit);
        let plan = with(self.interview, read(&text).0?);
        Some(Fitted { text, plan, fit })
    }

    /// That there are more days than dates, and what to do, if there are.
    pub(super) fn short(&self, today: NaiveDate) -> Option<String> {
        let days = self.plan.chosen().into_iter().filter(|day| !day.join);
        let days = days.count();
        (days > self.dates).then(|| {
            let from = match self.first == today {
                true => "today".to_owned(),
                false => day(self.first),
            };
            format!(
                "{}, but {} from {from} to the interview on {}: put days together (join = true below the id of each that \
                 shares the date of the one before it), leave some out (skip = true), or change the interview (loci \
                 config set plan.interview)",
                number(days, "day"),
                number(self.dates, "date"),
                day(self.interview.date()),
            )
        })
    }
}

fn with(interview: Interview, plan: Plan) -> Plan {
    Plan {
        interview: Some(Placed {
            what: interview,
            place: Place::BEGIN,
        }),
        ..plan
    }
}

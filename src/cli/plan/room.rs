//! Whether the days of an imported plan have dates before the interview that the config names.

use chrono::NaiveDate;

use crate::cli::context::Context;
use crate::cli::render::words::count;
use crate::domain::day::StudyDay;
use crate::domain::plan::course::Course;
use crate::domain::plan::problem::Place;
use crate::domain::plan::progress::Progress;
use crate::domain::plan::{Interview, Placed, Plan};

/// The dates before an interview, and the days that want one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// The day of the interview.
    interview: NaiveDate,
    /// Study dates from today to it.
    pub(super) dates: usize,
    /// Days that want a date of their own.
    days: usize,
}

/// How many dates lie before the interview of the config; nothing without one that is ahead.
pub(super) fn of(context: &Context, plan: &Plan) -> Option<Room> {
    // An import needs no config, so what is wrong with that is not for it to say.
    let config = context.active_config().ok()?;
    let today = StudyDay(context.today());
    let time = config.settings.remind.interview;
    let time = time.filter(|time| time.date() >= today.0)?;
    let plan = Plan {
        interview: Some(Placed {
            what: Interview::At(time),
            place: Place::BEGIN,
        }),
        ..plan.clone()
    };
    let course = Course {
        plan: &plan,
        progress: &Progress::default(),
        away: &[],
        start: today,
        today,
    };
    let interview = StudyDay(time.date());
    let dates = course.free_from(today).take_while(|date| *date < interview);
    let days = plan.chosen().into_iter().filter(|day| !day.join);
    Some(Room {
        interview: interview.0,
        dates: dates.count(),
        days: days.count(),
    })
}

impl Room {
    /// That there are more days than dates, and what to do, if there are.
    pub(super) fn short(&self) -> Option<String> {
        let number = |of: usize, what| count(u64::try_from(of).unwrap_or(u64::MAX), what);
        (self.days > self.dates).then(|| {
            format!(
                "{}, but {} from today to the interview on {}: put days together (join = true below the id of each that \
                 shares the date of the one before it), leave some out (skip = true), or change the interview (loci \
                 config set plan.interview)",
                number(self.days, "day"),
                number(self.dates, "date"),
                self.interview.format("%a %-d %b %Y"),
            )
        })
    }
}

//! How a plan was fitted to the dates until its interview, as `plan new` and `plan import` tell it.

use chrono::NaiveDate;
use serde::Serialize;

use super::dates::day;
use crate::cli::render::words::count;
use crate::domain::day::StudyDay;
use crate::domain::plan::Plan;
use crate::domain::plan::course::{Course, LAST_NEW, late};
use crate::domain::plan::fit::Fit;
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::Progress;

/// What shares a date, what is left out, and what begins late all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Fitting {
    /// Study dates until the interview, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dates: Option<usize>,
    /// They share the date of the day before.
    pub(super) joined: Vec<String>,
    /// They are left out.
    pub(super) left_out: Vec<String>,
    /// Topics that begin less than [`LAST_NEW`] days before the interview, or later.
    pub(super) late: Vec<Late>,
}

/// A topic, and the date on which it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Late {
    id: String,
    date: String,
    /// Whether that is on the day of the interview or after it.
    #[serde(skip)]
    is_beyond: bool,
}

impl Fitting {
    /// Of a plan as it was written, and what made it fit.
    pub(super) fn of(plan: &Plan, fit: Option<&Fit>, today: NaiveDate) -> Fitting {
        let ids = |days: &[DayId]| days.iter().map(ToString::to_string).collect();
        Fitting {
            dates: fit.map(|fit| fit.dates),
            joined: ids(fit.map_or(&[], |fit| &fit.joined)),
            left_out: ids(fit.map_or(&[], |fit| &fit.left_out)),
            late: late_topics(plan, today),
        }
    }

    /// Whether it fitted as it was.
    pub(super) fn is_moot(&self) -> bool {
        self.joined.is_empty() && self.left_out.is_empty()
    }

    /// What was done, a paragraph each.
    pub(super) fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        if !self.joined.is_empty() {
            let one = match self.joined.len() {
                1 => "shares",
                _ => "share",
            };
            told.push(format!(
                "{} {one} the date of the day before (join = true): {}",
                number(self.joined.len(), "day"),
                self.joined.join(", ")
            ));
        }
        if !self.left_out.is_empty() {
            told.push(format!(
                "{} left out (skip = true): {}",
                number(self.left_out.len(), "day"),
                self.left_out.join(", ")
            ));
        }
        let (beyond, near): (Vec<&Late>, Vec<&Late>) =
            self.late.iter().partition(|late| late.is_beyond);
        for (late, when) in [
            (
                near,
                format!("less than {LAST_NEW} days before the interview"),
            ),
            (beyond, "on the day of the interview or after it".to_owned()),
        ] {
            let late: Vec<String> = late
                .iter()
                .filter_map(|late| Some(format!("{} on {}", late.id, day(late.date.parse().ok()?))))
                .collect();
            if !late.is_empty() {
                told.push(format!("{when}: {}", late.join(", ")));
            }
        }
        told
    }
}

/// `1 day`, `2 dates`.
pub(super) fn number(of: usize, what: &str) -> String {
    count(u64::try_from(of).unwrap_or(u64::MAX), what)
}

/// The plan on its dates before anything of it is done.
pub(super) fn course<'a>(plan: &'a Plan, progress: &'a Progress, today: NaiveDate) -> Course<'a> {
    Course {
        plan,
        progress,
        away: &[],
        start: StudyDay(plan.start.unwrap_or(today)),
        today: StudyDay(today),
    }
}

fn late_topics(plan: &Plan, today: NaiveDate) -> Vec<Late> {
    let progress = Progress::default();
    let course = course(plan, &progress, today);
    let days = course.days();
    let late = late(&course, &days);
    let told = late.iter().map(|day| Late {
        id: day.day.id.to_string(),
        date: day.date.to_string(),
        is_beyond: course.is_beyond(day.date),
    });
    told.collect()
}

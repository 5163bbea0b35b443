//! The start and the interview that `plan new` and `plan import` are given.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::cli::render::words::printable;
use crate::cli::when::{self, Meant, Toward};
use crate::domain::now::Now;
use crate::domain::plan::Interview;

/// What of it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Dates {
    /// The first study date.
    pub(super) start: Option<NaiveDate>,
    /// The interview, after today.
    pub(in crate::cli) interview: Option<Interview>,
}

/// Reads both; an interview that does not lie ahead, or lies before the start, is refused.
pub(in crate::cli) fn of(
    context: &Context,
    start: Option<&str>,
    interview: Option<&str>,
) -> Result<Dates, Trouble> {
    if let Some(interview) = interview {
        lies_ahead(context, interview)?;
    }
    let (now, calendar) = context.now_and_calendar();
    let read = |text: &str| -> Result<Meant, Trouble> {
        let meant = when::meant(text, Toward::Future, &now, &calendar);
        match meant.map_err(|error| Trouble::Usage(error.to_string()))? {
            // The time of day is that of typing, which nobody named.
            Meant::At(at) if when::is_in_days(text) => Ok(Meant::Day(calendar.day_of(at).0)),
            other => Ok(other),
        }
    };
    let (start, interview) = (
        start.map(read).transpose()?,
        interview.map(read).transpose()?,
    );
    let dates = Dates {
        start: start.map(|start| local(start, &now).date()),
        interview: interview.map(|interview| local(interview, &now)),
    };
    match (dates.start, dates.interview.map(Interview::date)) {
        (Some(start), Some(interview)) if interview < start => Err(Trouble::Usage(format!(
            "--interview {interview} comes before --start {start}: change one of them"
        ))),
        (_, _) => Ok(dates),
    }
}

/// Refuses the date of an interview that is none, is over, or is today.
pub(in crate::cli) fn lies_ahead(context: &Context, interview: &str) -> Result<(), Trouble> {
    let (now, calendar) = context.now_and_calendar();
    let day = match when::meant(interview, Toward::Future, &now, &calendar) {
        Ok(Meant::Day(day)) => day,
        Ok(Meant::At(at)) => calendar.day_of(at).0,
        Err(error) => return Err(Trouble::Usage(error.to_string())),
    };
    let what = match day.cmp(&context.today()) {
        Ordering::Less => "over: name a day to come",
        Ordering::Equal => "today: nothing can be planned before it; name a later day",
        Ordering::Greater => return Ok(()),
    };
    Err(Trouble::Usage(format!(
        "`{}` is {day}, which is {what}",
        printable(interview)
    )))
}

/// A time that was understood, in local time.
fn local(meant: Meant, now: &Now) -> Interview {
    match meant {
        Meant::Day(date) => Interview::On(date),
        Meant::At(at) => Interview::At(at.with_timezone(&now.zone).naive_local()),
    }
}

/// A date, or a local time, as programs are told it.
pub(super) fn written(interview: Interview) -> String {
    match interview {
        Interview::On(date) => date.to_string(),
        Interview::At(time) => time.format("%Y-%m-%dT%H:%M:%S").to_string(),
    }
}

/// A date, or a local time, as it is told: `Wed 16 Dec 2026 at 14:00`.
pub(in crate::cli) fn told(interview: Interview) -> String {
    match interview {
        Interview::On(date) => day(date),
        Interview::At(time) => format!("{} at {}", day(time.date()), time.format("%H:%M")),
    }
}

/// A date as it is told: `Wed 16 Dec 2026`.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

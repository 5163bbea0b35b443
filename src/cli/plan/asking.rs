//! Asking the daemon about the plan, and reading the dates that people write.

use chrono::NaiveDate;

use crate::cli::context::{Context, Reply};
use crate::cli::exit::Trouble;
use crate::cli::when::{self, Meant, NotUnderstood, Toward};
use crate::domain::day::Calendar;
use crate::domain::now::Now;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{PlanDayInfo, PlanReply, PlanShow, PlanStepInfo, Request};

/// The last line of what changed something.
pub const UNDO: &str = "undo: loci undo\n";

/// What is told of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// One day.
    Day,
    /// That day, and all days of the plan.
    All,
}

/// Asks for the plan on a study day; today if absent.
pub fn plan(
    context: &Context,
    date: Option<NaiveDate>,
    reach: Reach,
) -> Result<Reply<PlanReply>, Trouble> {
    let show = PlanShow {
        date: date.map(|date| date.to_string()),
        all: reach == Reach::All,
    };
    context.call(&Request::Plan(show)).map_err(told)
}

/// A failure as the plan's verbs tell it: that there is no plan is no wrong usage.
pub fn told(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Client(ClientError::Failure(failure))
            if failure.message.starts_with("there is no study plan") =>
        {
            Trouble::Failed(failure.message)
        }
        other => other,
    }
}

/// The study day to come that a text names.
pub fn day(context: &Context, text: &str) -> Result<NaiveDate, Trouble> {
    study_day(context, |now, calendar| {
        when::meant(text, Toward::Future, now, calendar)
    })
}

/// The study day that a text names, also one that has passed: without a year the nearest one.
pub fn any_day(context: &Context, text: &str) -> Result<NaiveDate, Trouble> {
    study_day(context, |now, calendar| when::nearest(text, now, calendar))
}

fn study_day(
    context: &Context,
    read: impl FnOnce(&Now, &Calendar) -> Result<Meant, NotUnderstood>,
) -> Result<NaiveDate, Trouble> {
    context.config()?;
    let (now, calendar) = context.now_and_calendar();
    match read(&now, &calendar) {
        Ok(Meant::Day(day)) => Ok(day),
        Ok(Meant::At(at)) => Ok(calendar.day_of(at).0),
        Err(error) => Err(Trouble::Usage(error.to_string())),
    }
}

/// A day of the protocol in words; verbatim if it is none.
pub fn in_words(date: &str, today: NaiveDate) -> String {
    match date.parse() {
        Ok(date) => when::date(date, today),
        Err(_) => crate::cli::render::words::printable(date),
    }
}

/// The days of the plan that lie on a date, if all were asked for.
pub fn days_on<'a>(
    plan: &'a PlanReply,
    date: &'a str,
) -> impl Iterator<Item = &'a PlanDayInfo> + use<'a> {
    plan.days.iter().filter(move |day| day.date == date)
}

/// All steps that a reply tells of, some perhaps twice.
pub fn steps(plan: &PlanReply) -> impl Iterator<Item = &PlanStepInfo> {
    let days = plan.missed.iter().chain(&plan.days);
    let of_days = days.flat_map(|day| &day.steps);
    plan.steps.iter().chain(&plan.waiting).chain(of_days)
}

/// Whether a step is still to be done.
pub fn is_open(step: &PlanStepInfo) -> bool {
    !step.done && !step.skipped
}

/// The step that comes next on the day that is told.
pub fn next(plan: &PlanReply) -> Option<&PlanStepInfo> {
    plan.steps.iter().find(|step| is_open(step))
}

/// The command that does a step.
pub fn command(step: &PlanStepInfo) -> String {
    match (&step.command, step.kind.as_str()) {
        (Some(command), _) => command.clone(),
        (None, "review") => "loci review".to_owned(),
        (None, "code") => "loci code".to_owned(),
        (None, kind) if step.later_minutes.is_some() => format!("loci plan done {kind} --part"),
        (None, kind) => format!("loci plan done {kind}"),
    }
}

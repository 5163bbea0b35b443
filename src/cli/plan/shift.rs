//! `loci plan move` and `loci plan off`: days get other dates.

use chrono::NaiveDate;

use super::asking::{self, in_words};
use super::page::paragraph;
use super::step::undo;
use crate::cli::args::plan::{PlanMove as MoveArgs, PlanOff as OffArgs};
use crate::cli::context::{Context, Reply};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::log::batch_id;
use crate::cli::render::words::printable;
use crate::cli::when::{self, ahead};
use crate::ipc::protocol::{PlanMove, PlanOff, PlanReply, Request};

/// `loci plan move DAY DATE`.
pub(super) fn day(context: &mut Context, args: &MoveArgs) -> Result<Exit, Trouble> {
    let to = asking::day(context, &args.date.join(" "))?;
    let request = Request::PlanMove(PlanMove {
        batch_id: Some(batch_id(context.now().at)),
        day: args.day.clone(),
        to: to.to_string(),
    });
    let today = context.today();
    let done = format!("{} is on {}", printable(&args.day), when::date(to, today));
    tell(context, "plan_move", &request, &done, today)
}

/// `loci plan off [DATE|FROM..TO]`.
pub(super) fn off(context: &mut Context, args: &OffArgs) -> Result<Exit, Trouble> {
    let today = context.today();
    let (from, until) = match args.dates.join(" ") {
        text if text.is_empty() => (today, today),
        text => days(context, &text)?,
    };
    let request = Request::PlanOff(PlanOff {
        batch_id: Some(batch_id(context.now().at)),
        from: Some(from.to_string()),
        until: Some(until.to_string()),
    });
    // The daemon takes what is ahead of them, and refuses days that are over.
    let from = from.max(today);
    let both = match from == until {
        true => "",
        false => ", both included",
    };
    let done = format!("off: {}{both}", in_dates((from, until), today));
    tell(context, "plan_off", &request, &done, today)
}

/// Dates as one reads them: `Tue 24 Dec`, `Tue 24 Dec to Thu 26 Dec`.
fn in_dates((from, until): (NaiveDate, NaiveDate), today: NaiveDate) -> String {
    let date = |date| when::date(date, today);
    match from == until {
        true => date(from),
        false => format!("{} to {}", date(from), date(until)),
    }
}

/// The first and the last day of `DATE` or `FROM..TO`.
fn days(context: &Context, text: &str) -> Result<(NaiveDate, NaiveDate), Trouble> {
    let Some(ends) = ahead::parted::ends(text) else {
        let day = asking::day(context, text)?;
        return Ok((day, day));
    };
    context.config()?;
    let (now, calendar) = context.now_and_calendar();
    let days = ahead::days(&ends, text, &now, &calendar);
    match days.map_err(|error| Trouble::Usage(error.to_string()))? {
        (first, Some(last)) => Ok((first, last)),
        (_, None) => Err(Trouble::Usage(format!(
            "`{text}` ends at a time, and the plan knows whole days: try 24 dec..27 dec"
        ))),
    }
}

/// Asks, and tells what came of it.
fn tell(
    context: &mut Context,
    kind: &str,
    request: &Request,
    done: &str,
    today: NaiveDate,
) -> Result<Exit, Trouble> {
    let reply: Reply<PlanReply> = context.call(request).map_err(asking::told)?;
    let plan = &reply.value;
    context.out.changed(kind, &reply.raw, || {
        let ends = match &plan.ends {
            Some(ends) => format!("; the plan ends {}", in_words(ends, today)),
            None => String::new(),
        };
        let already = match plan.batch {
            Some(_) => "",
            None => ", it was so already",
        };
        let mut text = format!("{done}{already}{ends}\n");
        for warning in &plan.warnings {
            text.push_str(&paragraph(&printable(warning), 80));
        }
        text + undo(plan.batch)
    })?;
    Ok(Exit::Done)
}

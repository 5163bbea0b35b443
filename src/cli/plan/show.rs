//! `loci plan [show]`: the steps of a day, or all days.

use super::asking::{self, Reach};
use super::{listing, page};
use crate::cli::args::plan::PlanShow;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::out::Form;

/// Columns where there is no terminal.
const COLUMNS: usize = 80;

/// `loci plan [show] [--date DATE] [--all]`.
pub(super) fn run(context: &mut Context, args: &PlanShow) -> Result<Exit, Trouble> {
    let date = args
        .date
        .as_deref()
        .map(|text| asking::any_day(context, text));
    let date = date.transpose()?;
    // The name of the day stands among all of them; a program gets what it asked for.
    let reach = match (context.out.form, args.all) {
        (Form::Text, _) | (Form::Json, true) => Reach::All,
        (Form::Json, false) => Reach::Day,
    };
    let reply = asking::plan(context, date, reach)?;
    let today = context.today();
    let columns = context.out.width().unwrap_or(COLUMNS);
    let broken = page::broken(&reply.value.problems, |path| context.paths.tilde(path));
    if let (Form::Text, Some(told)) = (context.out.form, broken) {
        context.out.note(&told)?;
    }
    context.out.show("plan", &reply.raw, || match args.all {
        true => listing::text(&reply.value, today, columns),
        false => page::text(&reply.value, today, columns),
    })?;
    Ok(Exit::Done)
}

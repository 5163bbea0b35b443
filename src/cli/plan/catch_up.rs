//! `loci plan catch-up`: what becomes of days that were missed. What would come of it is shown before it is done.

use super::asking;
use super::step::undo;
use super::ways;
use crate::cli::args::plan::{CatchUpMode, PlanCatchUp as CatchUpArgs};
use crate::cli::context::{Context, Input, Reply};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::log::batch_id;
use crate::cli::render::out::Form;
use crate::cli::render::wrap::wrapped;
use crate::ipc::protocol::{PlanCatchUp, PlanCatchUpReply, Request};

/// Where no way is told.
const NOTHING: &str = "there is nothing to catch up, or no date is left for it\n";

/// What is asked where there are several ways.
const WHICH: &str = "which way? (rebalance, extend or drop; Enter for none)";

/// Columns where there is no terminal.
const COLUMNS: usize = 80;

/// `loci plan catch-up [--mode MODE] [--dry-run] [--yes]`.
pub(super) fn run(context: &mut Context, args: &CatchUpArgs) -> Result<Exit, Trouble> {
    let is_sure = args.yes || context.input == Input::Never;
    if let (Some(mode), true, false) = (args.mode, is_sure, args.dry_run) {
        return apply(context, Some(mode.as_str()), Preview::None);
    }
    let preview = ask(context, args.mode.map(CatchUpMode::as_str), Run::Dry)?;
    let (today, columns) = (context.today(), context.out.width().unwrap_or(COLUMNS));
    let ways = &preview.value.ways;
    let is_done = args.dry_run || ways.is_empty();
    let text = match ways.is_empty() {
        true => NOTHING.to_owned(),
        false => ways::side_by_side(ways, today, columns),
    };
    if is_done {
        context.out.show("plan_catch_up", &preview.raw, || text)?;
        return Ok(Exit::Done);
    }
    if context.out.form == Form::Text {
        context.out.say(&text)?;
    }
    match ways.as_slice() {
        [way] if is_sure => apply(context, Some(&way.mode), Preview::Shown),
        [way] => match agreed(&context.ask(&format!("{}? [Y/n] ", way.mode))?) {
            true => apply(context, Some(&way.mode), Preview::Shown),
            false => unchanged(context),
        },
        _ if context.input == Input::Never || args.yes => {
            let commands = CatchUpMode::ALL
                .map(|mode| format!("loci plan catch-up --mode {}", mode.as_str()))
                .join(", ");
            Err(Trouble::Usage(format!("say which way: {commands}")))
        }
        _ => match chosen(context)? {
            Some(mode) => apply(context, Some(mode.as_str()), Preview::Shown),
            None => unchanged(context),
        },
    }
}

/// Whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Dry,
    Real,
}

fn ask(
    context: &Context,
    mode: Option<&str>,
    run: Run,
) -> Result<Reply<PlanCatchUpReply>, Trouble> {
    let request = Request::PlanCatchUp(PlanCatchUp {
        batch_id: (run == Run::Real).then(|| batch_id(context.now().at)),
        mode: mode.map(str::to_owned),
        dry_run: run == Run::Dry,
    });
    context.call(&request).map_err(asking::told)
}

/// Whether the ways stand above what is told of the one that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preview {
    None,
    Shown,
}

fn apply(context: &mut Context, mode: Option<&str>, preview: Preview) -> Result<Exit, Trouble> {
    let reply = ask(context, mode, Run::Real)?;
    let (today, columns) = (context.today(), context.out.width().unwrap_or(COLUMNS));
    context.out.changed("plan_catch_up", &reply.raw, || {
        let text = match reply.value.ways.as_slice() {
            [] => NOTHING.to_owned(),
            ways => ways
                .iter()
                .map(|way| ways::done(way, today, columns))
                .collect(),
        };
        let warnings = match preview {
            Preview::None => ways::warnings(&reply.value.ways, columns),
            Preview::Shown => String::new(),
        };
        text + &warnings + undo(reply.value.batch)
    })?;
    Ok(Exit::Done)
}

fn unchanged(context: &mut Context) -> Result<Exit, Trouble> {
    context.out.note("nothing was changed")?;
    Ok(Exit::Failed)
}

fn agreed(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "" | "y" | "yes")
}

/// Which way is wanted; the answer goes behind it.
fn question(columns: usize) -> String {
    let lines = wrapped(WHICH, columns.saturating_sub(1));
    format!("{} ", lines.join("\n"))
}

/// The way that a person chooses, by its word, its beginning or its number; none for none.
fn chosen(context: &mut Context) -> Result<Option<CatchUpMode>, Trouble> {
    loop {
        let columns = context.out.width().unwrap_or(COLUMNS);
        let answer = context.ask(&question(columns))?;
        let answer = answer.to_lowercase();
        if answer.is_empty() {
            return Ok(None);
        }
        let numbered = (1..).zip(CatchUpMode::ALL);
        let mut meant = numbered.filter(|(number, mode)| {
            mode.as_str().starts_with(&answer) || answer == format!("{number}")
        });
        if let Some((_, mode)) = meant.next() {
            return Ok(Some(mode));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::render::table::width;

    #[test]
    fn the_question_is_broken_between_words_where_it_is_narrow() {
        for columns in [80, 40] {
            let question = question(columns);
            assert!(
                question.lines().all(|line| width(line) <= columns),
                "{question}"
            );
            assert_eq!(question.replace('\n', " "), format!("{WHICH} "));
        }
    }
}

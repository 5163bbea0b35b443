//! `loci plan check [FILE]`: every mistake of a plan with line and column, and what it comes to.

use super::report::{PlanReport, counted, lines, summary};
use super::scopes::{self, Scopes};
use crate::cli::args::plan::PlanCheck;
use crate::cli::context::{Context, absolute};
use crate::cli::exit::{Exit, Trouble};
use crate::config::plan::file::{self, PlanFileError};
use crate::config::plan::read;
use crate::domain::plan::check::in_time;
use crate::domain::plan::problem::Severity;

/// `loci plan check [FILE]`.
pub(super) fn run(context: &mut Context, args: &PlanCheck) -> Result<Exit, Trouble> {
    let path = match &args.file {
        Some(file) => file.clone(),
        None => configured(context)?,
    };
    let shown = match &args.file {
        Some(file) => file.display().to_string(),
        None => context.paths.tilde(&path),
    };
    let text = file::text(&path).map_err(unread)?;
    let (plan, mut problems) = read(&text);
    let mut scopes = Scopes::Unknown;
    if let Some(plan) = &plan {
        scopes = scopes::look(context, plan);
        problems.extend(scopes.problems());
        problems.extend(in_time(plan, context.today()));
        problems.sort();
    }
    let is_wrong = problems.iter().any(|it| it.severity == Severity::Error);
    let plan = plan.filter(|_| !is_wrong);
    let report = PlanReport::of(
        &absolute(&path)?.display().to_string(),
        plan.as_ref(),
        &problems,
    );
    context.out.show("plan_check", &report, || {
        let mut text = lines(&shown, &problems);
        text.push_str(&match &plan {
            Some(plan) => summary(plan),
            None => counted(&problems),
        });
        text
    })?;
    if plan.is_none() {
        return Ok(Exit::BadInput);
    }
    if scopes == Scopes::Unknown {
        context
            .out
            .note("no daemon runs, so maps and palaces were not looked for")?;
    }
    Ok(Exit::Done)
}

/// The plan of the config.
fn configured(context: &Context) -> Result<std::path::PathBuf, Trouble> {
    let file = context.active_config()?.plan.file;
    file.ok_or_else(|| {
        Trouble::Usage(
            "the config names no plan: loci plan check FILE, or loci plan new NAME makes one"
                .to_owned(),
        )
    })
}

/// A file that is no plan, or is not there, is bad input, as for every other verb that reads a file.
pub(super) fn unread(error: PlanFileError) -> Trouble {
    Trouble::BadInput(error.to_string())
}

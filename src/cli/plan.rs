//! `loci plan check|new|import`: the study plan as a file. None of them needs a daemon.

use super::args::plan::{Plan, PlanVerb};
use super::context::Context;
use super::exit::{Exit, Trouble};

mod check;
mod import;
mod make;
mod outline;
mod place;
mod report;
mod scopes;
#[cfg(test)]
mod tests;

/// `loci plan check|new|import`.
pub fn run(context: &mut Context, args: &Plan) -> Result<Exit, Trouble> {
    match &args.verb {
        PlanVerb::Check(args) => check::run(context, args),
        PlanVerb::New(args) => make::run(context, args),
        PlanVerb::Import(args) => import::run(context, args),
    }
}

//! `loci plan`: the study plan. What is to be done today and what becomes of it is the daemon's; `check`, `new` and
//! `import` are about the file alone, and need none.

use super::args::plan::{Plan, PlanNew, PlanVerb};
use super::context::Context;
use super::exit::{Exit, Trouble};
use super::render::out::Form;

pub mod asking;
mod catch_up;
mod check;
pub mod dates;
mod event;
pub mod export;
mod fitting;
mod import;
mod listing;
pub mod make;
mod outline;
pub mod page;
mod place;
mod report;
mod restore;
mod room;
pub mod saved;
mod scopes;
mod shift;
mod show;
pub mod step;
#[cfg(test)]
mod tests;
mod ways;
mod zone;

/// `loci plan`.
pub fn run(context: &mut Context, args: &Plan) -> Result<Exit, Trouble> {
    match &args.verb {
        Some(
            PlanVerb::Check(_) | PlanVerb::Restore(_) | PlanVerb::New(_) | PlanVerb::Import(_),
        ) => {}
        _ => saved::read(context),
    }
    match &args.verb {
        None => show::run(context, &args.show),
        Some(PlanVerb::Show(args)) => show::run(context, args),
        Some(PlanVerb::Done(args)) => step::done(context, args),
        Some(PlanVerb::Skip(args)) => step::skip(context, args),
        Some(PlanVerb::Move(args)) => shift::day(context, args),
        Some(PlanVerb::Off(args)) => shift::off(context, args),
        Some(PlanVerb::CatchUp(args)) => catch_up::run(context, args),
        Some(PlanVerb::Check(args)) => check::run(context, args),
        Some(PlanVerb::Restore(args)) => restore::run(context, args),
        Some(PlanVerb::New(args)) => make::run(context, args),
        Some(PlanVerb::Import(args)) => import::run(context, args),
        Some(PlanVerb::Export(args)) => export::run(context, args),
    }
}

/// Makes a plan from a template, as `loci plan new` does; to a program it is told with what it belongs to.
pub fn made(context: &mut Context, args: &PlanNew) -> Result<Option<make::Made>, Trouble> {
    match context.out.form {
        Form::Text => make::run(context, args).map(|_| None),
        Form::Json => make::make(context, args).map(|(made, _)| Some(made)),
    }
}

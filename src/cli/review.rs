//! `loci review`: what is due, prompt by prompt, child by child. Each rating is on disk before the next is
//! asked.
//!
//! A new prompt is first shown, then asked; what was missed is asked once more at the end. On a terminal it is
//! drawn in a few rows below the shell's prompt; in a pipe, for screen readers and on terminals that cannot do
//! that it goes line by line. Both are pictures of the same [`model::Session`].

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use self::model::{End, Outcome, Session};
use super::answers::nobody_answers;
use super::args::Review as ReviewArgs;
use super::context::Context;
use super::due;
use super::exit::{Exit, Trouble};
use super::inline::{self, Inline};
use super::keys::Keys;
use super::render::out::Form;
use super::render::words;
use super::spool;
use super::tomorrow;
use crate::clock;
use crate::domain::now::Secs;
use crate::domain::settings::RatingKeys;
use crate::ipc::protocol::{DueReply, LoggedReview, PromptInfo};

pub mod draw;
pub mod drawn;
pub mod echo;
pub mod legend;
pub mod model;
pub mod plain;
pub mod send;
pub mod summary;

/// `loci review`.
pub fn run(context: &mut Context, args: &ReviewArgs) -> Result<Exit, Trouble> {
    let due = due::ask(context, args.scope.as_deref(), None, None)?.value;
    let told_at = context.now().at;
    let prompts = wanted(&due, args);
    if prompts.is_empty() {
        let text = nothing(context, &due);
        context.out.show("review", &Done::default(), || text)?;
        return Ok(Exit::NothingDue);
    }
    if let Some(why) = nobody_answers(context) {
        return Err(Trouble::Usage(format!(
            "a review needs your answers: {why}, or see loci due"
        )));
    }
    let ratings = match (args.two, args.four) {
        (true, _) => RatingKeys::Two,
        (false, true) => RatingKeys::Four,
        (false, false) => context.active_config()?.settings.ratings,
    };
    let limit = args.minutes.map(|minutes| Secs(minutes * 60));
    let mut session = Session::new(prompts, ratings, limit, told_at, clock::boot());
    if !args.plain && inline::is_possible(context) {
        match Inline::open(context) {
            Ok(inline) => {
                drawn::run(context, &mut session, inline)?;
                return finish(context, &session);
            }
            Err(trouble) => context.out.note(&format!("{trouble}: line by line"))?,
        }
    }
    interrupt_is_130()?;
    review(context, session, Keys::stdin(ratings))
}

/// The prompts of the kind that was asked for.
fn wanted(due: &DueReply, args: &ReviewArgs) -> Vec<PromptInfo> {
    let is_wanted = |prompt: &&PromptInfo| match prompt.kind.as_str() {
        "route" => !args.maps,
        _ => !args.palaces,
    };
    due.prompts.iter().filter(is_wanted).cloned().collect()
}

/// What to say when nothing of what was asked for is due.
fn nothing(context: &Context, due: &DueReply) -> String {
    match due.prompts.len() {
        0 => due::nothing(context, due),
        others => format!(
            "nothing of that kind is due; of the other: {}\n",
            words::count(others as u64, "prompt")
        ),
    }
}

/// Between two keys nothing is unsaved, so Ctrl-C simply ends the process with its exit code.
fn interrupt_is_130() -> Result<(), Trouble> {
    let always = Arc::new(AtomicBool::new(true));
    let code = i32::from(Exit::Interrupted.code());
    signal_hook::flag::register_conditional_shutdown(signal_hook::consts::SIGINT, code, always)
        .map(|_| ())
        .map_err(|error| Trouble::Failed(format!("cannot watch for Ctrl-C: {error}")))
}

/// Goes through the session line by line.
fn review(context: &mut Context, mut session: Session, keys: Keys) -> Result<Exit, Trouble> {
    plain::run(context, &mut session, keys)?;
    if context.out.form == Form::Text {
        context.out.say("\n")?;
    }
    finish(context, &session)
}

/// Tells what was done.
fn finish(context: &mut Context, session: &Session) -> Result<Exit, Trouble> {
    let tally = session.tally();
    let end = session.end().unwrap_or(End::Left);
    if context.out.form == Form::Json {
        context.out.json("review", &Done::of(session))?;
    } else {
        let (used, _) = session.time(clock::boot());
        let tomorrow = match (end, tally.rated) {
            // Who interrupts does not want to wait.
            (End::Interrupted, _) | (_, 0) => None,
            (End::Through | End::TimeUp | End::Left, _) => tomorrow::ask(context),
        };
        let start = spool::whose(&context.paths).start();
        let text = summary::text(&tally, used, end, tomorrow, start);
        let said = context.out.say(&text);
        // After a closed terminal there is nobody to tell; the exit code stays.
        if end != End::Interrupted {
            said?;
        }
    }
    match end {
        End::Through | End::TimeUp | End::Left => Ok(Exit::Done),
        End::Interrupted => Err(Trouble::Interrupted),
    }
}

/// What a session did, for programs.
#[derive(Debug, Default, Serialize)]
struct Done {
    prompts: usize,
    reviews: Vec<LoggedReview>,
    missed: usize,
    spooled: usize,
}

impl Done {
    fn of(session: &Session) -> Done {
        let tally = session.tally();
        let mut done = Done {
            prompts: session.size(),
            missed: tally.missed,
            spooled: tally.spooled,
            ..Done::default()
        };
        for given in session.given() {
            match &given.outcome {
                Outcome::Logged(reviews) => done.reviews.extend(reviews.iter().cloned()),
                Outcome::Spooled(_) => {}
            }
        }
        done
    }
}

#[cfg(test)]
mod tests;

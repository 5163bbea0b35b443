//! `loci mock`: a mock interview, aloud and timed, over what was learnt.
//!
//! Each question: think, say the answer, go deeper, tick what was said, mark it. The daemon chose the questions and
//! owns the time, as of a box; each answer is on disk before the next question.

use std::io::IsTerminal;

use self::end::{Beside, Done};
use self::session::Session;
use super::answers::nobody_answers;
use super::args::aloud::{Mock as MockArgs, MockVerb};
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::inline::{self, Inline};
use super::render::out::Form;
use super::render::words;
use super::spoken::boxed::Boxed;
use super::spoken::session::Ended as BoxEnded;
use super::tomorrow;
use super::when;
use crate::domain::timebox::CANCEL_WITHIN;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{EndHow, MockChoice, MockReply, MockStart, Request};

mod end;
pub mod model;
mod past;
mod plain;
mod screen;
mod session;
mod texts;
mod view;
mod wishes;

/// How an interview ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// All questions were asked.
    Through,
    /// The user left.
    Left,
    /// The user interrupted it, or the terminal is gone.
    Interrupted,
    /// STOP: its time is over.
    Stopped,
    /// The user ended the box from elsewhere.
    Elsewhere(EndHow),
}

impl Ended {
    /// What the end of its box means.
    fn from_box(ended: BoxEnded) -> Ended {
        match ended {
            BoxEnded::Stopped => Ended::Stopped,
            BoxEnded::Elsewhere(how) => Ended::Elsewhere(how),
            BoxEnded::Interrupted => Ended::Interrupted,
            BoxEnded::By(_) => Ended::Through,
        }
    }
}

/// `loci mock`.
pub fn run(context: &mut Context, args: &MockArgs) -> Result<Exit, Trouble> {
    match &args.verb {
        Some(MockVerb::List) => past::list(context),
        Some(MockVerb::Show { number }) => past::show(context, *number),
        None => hold(context, args),
    }
}

fn hold(context: &mut Context, args: &MockArgs) -> Result<Exit, Trouble> {
    let limit_secs = match &args.limit {
        None => None,
        Some(text) => {
            let limit = when::duration(text).map_err(|error| Trouble::Usage(error.to_string()));
            Some(limit?.0)
        }
    };
    if std::io::stdin().is_terminal()
        && let Some(why) = nobody_answers(context)
    {
        let message = format!("a mock interview needs your answers: {why}");
        return Err(Trouble::Usage(message));
    }
    let asked = MockStart {
        limit_secs,
        questions: args.questions,
        scope: args.scope.clone(),
        choice: args.weak.then_some(MockChoice::Weak),
        seed: args.seed,
    };
    let (mock, mut boxed) = begin(context, &asked)?;
    let mut inline = None;
    if !args.plain && inline::is_possible(context) {
        match Inline::open(context) {
            Ok(opened) => inline = Some(opened),
            Err(trouble) => context.out.note(&format!("{trouble}: line by line"))?,
        }
    }
    let mut session = Session::new(context, mock);
    let ended = match &mut inline {
        Some(inline) => screen::run(&mut session, inline, &mut boxed),
        None => plain::run(&mut session, &mut boxed),
    };
    // Whatever becomes of it, the box is ended and the terminal given back first.
    let broken_off = match &ended {
        // Who leaves was asked; who cancels wants none of it.
        Ok(Ended::Through | Ended::Left | Ended::Elsewhere(EndHow::Cancel)) | Err(_) => Ok(()),
        Ok(Ended::Stopped | Ended::Interrupted | Ended::Elsewhere(EndHow::Done | EndHow::Stop)) => {
            session.break_off()
        }
    };
    let (left, limit) = boxed.left();
    // The daemon's STOP may come a moment before this process's own.
    let used = match &ended {
        Ok(Ended::Stopped) => limit,
        Ok(_) | Err(_) => limit.saturating_sub(left),
    };
    let how = how(&ended, session.given.is_empty(), used);
    // Before the terminal is given back: where it is closed, a signal may end this process right then.
    let unheard = how.and_then(|how| boxed.end(session.context, how));
    let state = match (how, &ended) {
        (Some(EndHow::Cancel), _) | (None, Ok(Ended::Elsewhere(EndHow::Cancel))) => "cancelled",
        (Some(EndHow::Done), _) | (None, Ok(Ended::Elsewhere(EndHow::Done))) => "finished",
        (Some(EndHow::Stop), _) | (None, _) => "stopped",
    };
    let done = Done::of(&session, state, used);
    let (mock, kept) = (session.mock.clone(), session.kept.take());
    drop(session);
    drop(inline);
    if let Some(unheard) = unheard {
        context.out.note(unheard)?;
    }
    match &ended {
        Ok(Ended::Stopped) => boxed.say_stop(context)?,
        Ok(Ended::Elsewhere(how)) => boxed.say_elsewhere(context, *how)?,
        Ok(Ended::Through | Ended::Left | Ended::Interrupted) | Err(_) => {}
    }
    let ended = ended?;
    broken_off?;
    let told = tell(context, &done, &mock, kept.as_deref());
    match ended {
        Ended::Through | Ended::Left | Ended::Elsewhere(EndHow::Done | EndHow::Cancel) => {
            told.map(|()| Exit::Done)
        }
        Ended::Stopped | Ended::Elsewhere(EndHow::Stop) => told.map(|()| Exit::Stopped),
        // The terminal may be gone.
        Ended::Interrupted => Ok(Exit::Interrupted),
    }
}

/// Asks the daemon to begin.
fn begin(context: &mut Context, asked: &MockStart) -> Result<(MockReply, Boxed), Trouble> {
    // Watching begins first: an end between the start and the watch would go unheard.
    let watch = match context.client()?.watch() {
        Ok(watch) => Some(watch),
        Err(ClientError::Failure(_)) => None,
        Err(other) => return Err(other.into()),
    };
    let begun: Reply<MockReply> = match &asked.scope {
        None => context.call(&Request::MockStart(asked.clone()))?,
        Some(scope) => context.call_about(scope, |scope| {
            Request::MockStart(MockStart {
                scope: Some(scope),
                ..asked.clone()
            })
        })?,
    };
    let mock = begun.value;
    if let Some(day) = &mock.plan_day {
        let asks = words::count(mock.questions.len() as u64, "question");
        let limit = words::clock(mock.running.limit_secs);
        context
            .out
            .note(&format!("the mock interview of {day}: {asks} in {limit}"))?;
    }
    let boxed = Boxed::of(mock.running.clone(), watch);
    Ok((mock, boxed))
}

/// How its box is to be ended; none where it has ended. One that was left at once never was.
fn how(ended: &Result<Ended, Trouble>, is_unanswered: bool, used_secs: u32) -> Option<EndHow> {
    match ended {
        Ok(Ended::Through) => Some(EndHow::Done),
        Ok(Ended::Left | Ended::Interrupted) if is_unanswered && used_secs < CANCEL_WITHIN.0 => {
            Some(EndHow::Cancel)
        }
        Ok(Ended::Left | Ended::Interrupted) | Err(_) => Some(EndHow::Stop),
        Ok(Ended::Stopped | Ended::Elsewhere(_)) => None,
    }
}

fn tell(
    context: &mut Context,
    done: &Done,
    mock: &MockReply,
    kept: Option<&str>,
) -> Result<(), Trouble> {
    if context.out.form == Form::Json {
        return context.out.json("mock", done);
    }
    let is_of_plan = !done.spooled && !done.batches.is_empty() && done.state != "cancelled";
    let beside = Beside {
        last: mock.last.as_ref(),
        plan_day: mock.plan_day.as_deref().filter(|_| is_of_plan),
        kept,
        tomorrow: tomorrow::ask(context),
    };
    context.out.echo(&end::text(done, &mock.questions, &beside))
}

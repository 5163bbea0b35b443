//! `loci recall --resume`: goes on with a recall that was cut short, wherever that was.

use chrono::TimeDelta;

use super::desk::{Desk, Kept, Sheet, Step, Written, instant, text_of};
use super::sitting::{self, Running};
use super::{After, needs_editor, sit_through, target, through, told};
use crate::cli::boxes;
use crate::cli::context::{Context, Reply};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::{self, printable};
use crate::cli::when;
use crate::ipc::protocol::{BoxReply, NoParams, Request};

/// How a recall goes on.
enum Next {
    /// In the editor, inside a box.
    Sit(Box<Running>, u32),
    /// The page is written: it is graded.
    Grade,
}

/// Takes up the last recall that waits, or the last one of a map.
pub(super) fn run(
    context: &mut Context,
    desk: &Desk,
    query: Option<&str>,
) -> Result<Exit, Trouble> {
    let owner = context.hello()?.data_dir;
    let mut waiting = desk.unfinished()?;
    waiting.retain(|(_, kept)| kept.owner == owner);
    if let Some(query) = query {
        let head = target::find(context, query)?.head;
        waiting.retain(|(_, kept)| kept.head == head);
    }
    let more = waiting.len().saturating_sub(1);
    let Some((base, kept)) = waiting.into_iter().next() else {
        return Err(Trouble::Failed(
            "no recall was cut short: loci recall MAP begins one".to_owned(),
        ));
    };
    context.out.note(&found(context, &kept, more))?;
    let mut sheet = desk.take(base, kept)?;
    let done = go_on(context, &mut sheet);
    told(context, sheet, After::Logs, done)
}

fn go_on(context: &mut Context, sheet: &mut Sheet) -> Result<Exit, Trouble> {
    match next(context, sheet)? {
        Next::Grade => through(context, sheet, Exit::Done, After::Logs),
        Next::Sit(running, before_secs) => {
            let lines = text_of(&sheet.page())?.lines().count();
            let line = u32::try_from(lines).ok().filter(|line| *line > 0);
            sit_through(context, sheet, *running, before_secs, line, After::Logs)
        }
    }
}

/// Where a recall goes on: what is left of its time decides.
fn next(context: &mut Context, sheet: &mut Sheet) -> Result<Next, Trouble> {
    match sheet.kept.step.clone() {
        Step::Written(_) | Step::Logged | Step::Dropped => Ok(Next::Grade),
        Step::Paused {
            left_secs,
            used_secs,
        } => {
            let at = context.now();
            over_or_anew(
                context,
                sheet,
                left_secs,
                used_secs,
                when::rfc3339(at.at, &at),
            )
        }
        Step::Writing {
            running,
            ends_at,
            before_secs,
            limit_secs,
        } => {
            let watch = boxes::watch(context)?;
            let reply: Reply<Option<BoxReply>> = context.call(&Request::Box(NoParams {}))?;
            let last = reply.value.filter(|last| last.id == running);
            let stopped = last.as_ref().is_some_and(|last| last.state == "stopped")
                || sheet.at_stop().exists();
            if let Some(running) = last.filter(|last| last.state == "running") {
                needs_editor(context)?;
                return Ok(Next::Sit(Box::new(Running { running, watch }), before_secs));
            }
            let left = match instant(&ends_at).filter(|_| !stopped) {
                Some(end) => (end - context.now().at)
                    .max(TimeDelta::zero())
                    .num_seconds(),
                None => 0,
            };
            let left_secs = u32::try_from(left).unwrap_or(0).min(limit_secs);
            let used_secs = before_secs.saturating_add(limit_secs - left_secs);
            over_or_anew(context, sheet, left_secs, used_secs, ends_at)
        }
    }
}

/// A new box for what is left; if nothing is, the page is what it is.
fn over_or_anew(
    context: &mut Context,
    sheet: &mut Sheet,
    left_secs: u32,
    used_secs: u32,
    ended_at: String,
) -> Result<Next, Trouble> {
    if left_secs == 0 {
        context
            .out
            .note("its time is over: what stood on the page at STOP is graded")?;
        sheet.go_on(Step::Written(Written {
            at: ended_at,
            stopped: true,
            took_secs: Some(used_secs),
        }))?;
        return Ok(Next::Grade);
    }
    needs_editor(context)?;
    sitting::end_last(context, sheet);
    let running = sitting::start(context, &sheet.kept.head, Some(left_secs))?;
    Ok(Next::Sit(Box::new(running), used_secs))
}

/// What is taken up, how old it is, and how many others wait.
fn found(context: &Context, kept: &Kept, more: usize) -> String {
    let now = context.now();
    let begun = kept.begun().map_or_else(String::new, |begun| {
        let age = u64::try_from((now.at - begun).num_seconds()).unwrap_or(0);
        format!(
            ", begun {} ({} ago)",
            when::echo(begun, &now),
            words::age(age)
        )
    });
    let step = match kept.step {
        Step::Writing { .. } | Step::Paused { .. } => "the page is not graded yet",
        Step::Written(_) | Step::Logged | Step::Dropped => "its ratings are not logged yet",
    };
    let more = match more {
        0 => String::new(),
        more => format!("; {} more after it", more),
    };
    format!("{}{begun}: {step}{more}\n", printable(&kept.root))
}

//! `loci recall --resume` goes on with a recall that was cut short, wherever that was; `--drop` leaves it.

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;

use super::desk::{Desk, Kept, Sheet, Step, Written, instant, replace, text_of};
use super::sitting::{self, Running};
use super::{After, needs_editor, read, settle, sit_through, target, through, told, typed};
use crate::cli::boxes;
use crate::cli::context::{Context, Reply};
use crate::cli::edit;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::out::Form;
use crate::cli::render::words::{self, printable};
use crate::cli::wait;
use crate::cli::when;
use crate::ipc::protocol::{BoxReply, GradeReply, NoParams, Request};

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
    after: After,
) -> Result<Exit, Trouble> {
    let ((base, kept), more) = last(context, desk, query)?;
    context.out.note(&found(context, &kept, more))?;
    let mut sheet = desk.take(base, kept)?;
    let done = go_on(context, &mut sheet, after);
    told(context, sheet, after, done)
}

/// Drops the last recall that waits, or the last one of a map; also one whose page cannot be read.
pub(super) fn drop_last(
    context: &mut Context,
    desk: &Desk,
    query: Option<&str>,
) -> Result<Exit, Trouble> {
    let ((base, kept), more) = last(context, desk, query)?;
    context.out.note(&found(context, &kept, more))?;
    let mut sheet = desk.take(base, kept)?;
    sheet.go_on(Step::Dropped)?;
    let none = GradeReply {
        verdicts: Vec::new(),
        extra: Vec::new(),
    };
    settle::nothing(context, &sheet, &none, "the recall is dropped")?;
    if context.out.form == Form::Text && sheet.page().exists() {
        let (scope, page) = (typed(&sheet.kept.scope), context.paths.tilde(&sheet.page()));
        let undo = format!("undo: loci recall {scope} --from {page}");
        context.out.echo(&format!("{}\n", printable(&undo)))?;
    }
    told(context, sheet, After::Logs, Ok(Exit::Done))
}

/// The last recall of this daemon that waits, and how many more do.
fn last(
    context: &mut Context,
    desk: &Desk,
    query: Option<&str>,
) -> Result<((PathBuf, Kept), usize), Trouble> {
    let owner = context.hello()?.data_dir;
    let mut waiting = desk.unfinished()?;
    waiting.retain(|(_, kept)| kept.owner == owner);
    if let Some(query) = query {
        let head = target::find(context, query)?.head;
        waiting.retain(|(_, kept)| kept.head == head);
    }
    let more = waiting.len().saturating_sub(1);
    match waiting.into_iter().next() {
        Some(last) => Ok((last, more)),
        None => Err(Trouble::Failed(
            "no recall was cut short: loci recall MAP begins one".to_owned(),
        )),
    }
}

fn go_on(context: &mut Context, sheet: &mut Sheet, after: After) -> Result<Exit, Trouble> {
    match next(context, sheet)? {
        Next::Grade => {
            mend(context, sheet)?;
            through(context, sheet, Exit::Done, after)
        }
        Next::Sit(running, before_secs) => {
            if let Some(trouble) = broken(sheet) {
                annotate(sheet, &trouble)?;
            }
            let lines = text_of(&sheet.page())?.lines().count();
            let line = u32::try_from(lines).ok().filter(|line| *line > 0);
            sit_through(context, sheet, *running, before_secs, line, after)
        }
    }
}

/// Opens a page that cannot be graded in the editor once more, to be mended.
fn mend(context: &mut Context, sheet: &Sheet) -> Result<(), Trouble> {
    let Some(trouble) = broken(sheet) else {
        return Ok(());
    };
    if needs_editor(context).is_err() {
        return Err(trouble);
    }
    context.out.note(&printable(&trouble.to_string()))?;
    annotate(sheet, &trouble)?;
    let status = wait::for_command(edit::waiting_editor(&sheet.page(), Some(1))?)?;
    match (status.success(), broken(sheet)) {
        (true, None) => Ok(()),
        (true, Some(trouble)) => Err(trouble),
        (false, _) => Err(Trouble::Failed(format!(
            "{} ended with {status}",
            edit::as_set()
        ))),
    }
}

/// Why a page cannot be graded, if it cannot.
fn broken(sheet: &Sheet) -> Option<Trouble> {
    read(&sheet.counts().to_string_lossy()).err()
}

/// Writes above a page why it cannot be graded; one that is gone begins anew.
fn annotate(sheet: &Sheet, trouble: &Trouble) -> Result<(), Trouble> {
    let rest = match fs::read(sheet.page()) {
        Ok(rest) => rest,
        Err(_) => format!("\n{}\n  \n", printable(&sheet.kept.root)).into_bytes(),
    };
    let mut page = format!("#: {}\n", printable(&trouble.to_string())).into_bytes();
    page.extend(rest);
    replace(&sheet.page(), &page)
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

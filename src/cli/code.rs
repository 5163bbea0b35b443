//! `loci code`: the day's task is coded from memory, in an editor, against an empty file; what was written is checked.
//!
//! Nothing that was written is thrown away while it is one of the last attempts: `drawer` keeps it.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use self::check::Checked;
use self::drawer::Drawer;
use super::args::code::Code;
use super::context::{Context, Input, Reply, text_of};
use super::edit;
use super::exit::{Exit, Trouble};
use super::plan::asking::{self, Reach};
use super::plan::saved;
use super::plan::step::{How, request, undo};
use super::render::out::Form;
use super::render::words::{BOLD, printable, span, styled};
use super::wait;
use crate::clock;
use crate::domain::plan::progress::MOST_TOOK_SECS;
use crate::domain::plan::words::StepKind;
use crate::ipc::protocol::{ErrorCode, Failure, PlanReply, PlanStepInfo};

mod check;
mod drawer;

/// How long a check may take.
const CHECK: Duration = Duration::from_secs(60);

/// An attempt that was shorter is no part of coding.
const COUNTED_SECS: u32 = 60;

/// A task, and where it is coded.
#[derive(Serialize)]
struct Shown<'a> {
    day: &'a str,
    task: &'a str,
    minutes: u32,
    path: String,
    check: &'a [String],
}

/// `loci code [DAY] [--resume]`.
pub fn run(context: &mut Context, args: &Code) -> Result<Exit, Trouble> {
    saved::read(context);
    let plan = asking::plan(context, None, Reach::All)?.value;
    let step = task(&plan, args.day.as_deref())?;
    let day = step
        .id
        .rsplit_once('/')
        .map_or(step.id.as_str(), |(day, _)| day);
    let drawer = Drawer::new(&context.paths.state_dir, day, drawer::ending(&step.check))?;
    let asks = context.input == Input::Ask && context.out.form == Form::Text;
    let path = match (asks, args.resume) {
        (_, true) => drawer.last()?.ok_or_else(|| {
            Trouble::Failed(format!("there is no attempt at {day} yet: loci code {day}"))
        })?,
        (true, false) => drawer.fresh()?,
        (false, false) => drawer.next()?,
    };
    let shown = Shown {
        day,
        task: &step.title,
        minutes: step.minutes,
        path: text_of(&path)?,
        check: &step.check,
    };
    let told = context.paths.tilde(&path);
    context.out.show("code", &shown, || {
        format!(
            "{}\n{}\n{}\n",
            styled(BOLD, &format!("{} · {} min", printable(day), step.minutes)),
            lines(&step.title),
            printable(&told)
        )
    })?;
    if !asks {
        return Ok(Exit::Done);
    }
    let before = clock::boot().ms;
    let status = wait::for_command(edit::waiting_editor(&path, None)?)?;
    let took_secs = u32::try_from((clock::boot().ms - before) / 1000).unwrap_or(u32::MAX);
    if !status.success() {
        return kept(context, day, "the editor ended with an error");
    }
    if drawer::is_empty(&path)? {
        return kept(context, day, "the file is still empty");
    }
    settle(context, step, day, &path, took_secs.max(1))
}

/// The task of a day, today's if none is named: the first that is open.
fn task<'a>(plan: &'a PlanReply, day: Option<&str>) -> Result<&'a PlanStepInfo, Trouble> {
    let is_code = |step: &&PlanStepInfo| step.kind == StepKind::Code.as_str();
    let Some(day) = day else {
        let today = || plan.steps.iter().chain(&plan.waiting).filter(is_code);
        let found = today()
            .find(|step| asking::is_open(step))
            .or_else(|| today().next());
        return found.ok_or_else(|| {
            Trouble::Failed("today has no task to code: loci plan shows the steps".to_owned())
        });
    };
    let known = |step: &&PlanStepInfo| {
        let of = step.id.rsplit_once('/').map_or("", |(of, _)| of);
        of == day || (!day.is_empty() && of.starts_with(day))
    };
    let mut found: Vec<&PlanStepInfo> = asking::steps(plan).filter(is_code).filter(known).collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    let exact = format!("{day}/{}", StepKind::Code.as_str());
    if let Some(step) = found.iter().find(|step| step.id == exact) {
        return Ok(step);
    }
    match found.as_slice() {
        [one] => Ok(one),
        [] if plan.days.iter().any(|known| known.id.starts_with(day)) => Err(Trouble::Failed(
            format!("{day} has no task to code: loci plan --all shows the days"),
        )),
        [] => Err(unclear(
            ErrorCode::UnknownLocus,
            day,
            "is no day of the plan",
            &[],
        )),
        several => Err(unclear(
            ErrorCode::AmbiguousLocus,
            day,
            "may be several days",
            several,
        )),
    }
}

fn unclear(code: ErrorCode, day: &str, what: &str, several: &[&PlanStepInfo]) -> Trouble {
    let message = format!("`{day}` {what}: loci plan --all shows them");
    let mut failure = Failure::new(code, &message);
    failure.candidates = several
        .iter()
        .filter_map(|step| step.id.rsplit_once('/'))
        .map(|(day, _)| day.to_owned())
        .collect();
    failure.into()
}

/// The lines of a task, without anything that a terminal would obey.
fn lines(text: &str) -> String {
    let lines = text
        .trim_end()
        .lines()
        .map(|line| format!("  {}", printable(line)));
    lines.collect::<Vec<_>>().join("\n")
}

/// What was written is checked, and logged if it is as it should be.
fn settle(
    context: &mut Context,
    step: &PlanStepInfo,
    day: &str,
    path: &Path,
    took_secs: u32,
) -> Result<Exit, Trouble> {
    let is_right = match check::run(context, &step.check, path, CHECK)? {
        Checked::Right => true,
        Checked::Wrong(why) => {
            context.out.note(&printable(&why))?;
            false
        }
        Checked::Unknown => {
            let answer = context.ask("as it should be? [y/n] ")?;
            matches!(answer.to_lowercase().as_str(), "y" | "yes")
        }
    };
    // An editor that was left open over a day measured nothing.
    let took = Some(took_secs).filter(|secs| *secs <= MOST_TOOK_SECS);
    if !is_right {
        let part = took.filter(|secs| *secs >= COUNTED_SECS && asking::is_open(step));
        let Some(part) = part else {
            return kept(context, day, "not done yet");
        };
        return counted(context, day, part);
    }
    let request = request(
        context,
        Some(day.to_owned()),
        Some(StepKind::Code),
        How::Done,
        took,
    );
    let reply: Result<Reply<PlanReply>, Trouble> = context.call(&request);
    let reply = match reply {
        Ok(reply) => reply,
        Err(trouble) => {
            let took = took.map_or_else(String::new, |secs| format!(" --took {}", typed(secs)));
            context.out.note(&format!(
                "it is as it should be, but that could not be logged; the file is kept\n\
                 log it later: loci plan done {} code{took}",
                printable(day)
            ))?;
            return Err(asking::told(trouble));
        }
    };
    let next = asking::next(&reply.value).map(asking::command);
    context.out.changed("plan_step", &reply.raw, || {
        let took = match (took, reply.value.batch) {
            (None, _) => String::new(),
            (Some(secs), Some(_)) => format!(", took {}", span(secs)),
            (Some(_), None) => ", as it was already, and its time stays as it was".to_owned(),
        };
        let mut text = format!("done: {}{took}\n", printable(&step.id));
        if let Some(next) = next {
            text.push_str(&format!("next: {}\n", printable(&next)));
        }
        text + undo(reply.value.batch)
    })?;
    Ok(Exit::Done)
}

/// A duration as `--took` takes it, in one word: `12m`, `1h2m3s`.
fn typed(secs: u32) -> String {
    let parts = [(secs / 3600, "h"), (secs / 60 % 60, "m"), (secs % 60, "s")];
    let said = parts.iter().filter(|(number, _)| *number > 0);
    said.map(|(number, unit)| format!("{number}{unit}"))
        .collect()
}

/// It is not through, but its time counts.
fn counted(context: &mut Context, day: &str, took_secs: u32) -> Result<Exit, Trouble> {
    let request = request(
        context,
        Some(day.to_owned()),
        Some(StepKind::Code),
        How::Part,
        Some(took_secs),
    );
    let reply: Result<Reply<PlanReply>, Trouble> = context.call(&request);
    let took = span(took_secs);
    let day_said = printable(day);
    let why = match reply {
        Ok(_) => format!("not done yet, {took} are counted (undo: loci undo)"),
        Err(_) => format!(
            "not done yet, and its time could not be counted; later: \
             loci plan done {day_said} code --part --took {}",
            typed(took_secs)
        ),
    };
    kept(context, day, &why)
}

/// It is not through; how to go on.
fn kept(context: &mut Context, day: &str, why: &str) -> Result<Exit, Trouble> {
    let day = printable(day);
    context.out.note(&format!(
        "{why}; the file is kept\ngo on: loci code {day} --resume\nonce more from nothing: loci code {day}\n\
         done all the same: loci plan done {day} code"
    ))?;
    Ok(Exit::Failed)
}

#[cfg(test)]
mod tests;

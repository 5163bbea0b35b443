//! `loci plan done|skip`: a step was done, or is left out.

use std::collections::HashMap;

use uuid::Uuid;

use super::asking::{self, Reach, UNDO, command, is_open};
use crate::cli::args::plan::{PlanDone, PlanSkip, PlanStep as Named};
use crate::cli::context::{Context, Reply};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::log::batch_id;
use crate::cli::render::out::Form;
use crate::cli::render::words::{count, printable, span};
use crate::cli::when;
use crate::domain::plan::progress::MOST_TOOK_SECS;
use crate::domain::plan::words::StepKind;
use crate::ipc::protocol::{PlanReply, PlanStep, PlanStepInfo, Request};

/// What becomes of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was done.
    Done,
    /// A part of it was done.
    Part,
    /// It is left out.
    Skipped,
}

impl How {
    /// Its word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Done => "done",
            How::Part => "part",
            How::Skipped => "skipped",
        }
    }
}

/// `loci plan done [DAY] [STEP] [--took DUR] [--part]`.
pub(super) fn done(context: &mut Context, args: &PlanDone) -> Result<Exit, Trouble> {
    let took = args.took.as_deref().map(when::duration).transpose();
    let took = took.map_err(|error| Trouble::Usage(error.to_string()))?;
    if let (Some(took), Some(typed)) = (took, &args.took)
        && took.0 > MOST_TOOK_SECS
    {
        return Err(Trouble::Usage(format!(
            "`{}` is more than 24 h, and no step takes longer: try --took 12m",
            printable(typed)
        )));
    }
    let how = match args.part {
        true => How::Part,
        false => How::Done,
    };
    log(context, &args.which, how, took.map(|took| took.0))
}

/// `loci plan skip [DAY] [STEP]`.
pub(super) fn skip(context: &mut Context, args: &PlanSkip) -> Result<Exit, Trouble> {
    log(context, &args.which, How::Skipped, None)
}

fn log(
    context: &mut Context,
    named: &Named,
    how: How,
    took_secs: Option<u32>,
) -> Result<Exit, Trouble> {
    let (day, step) = which(named)?;
    // What was open before tells what changed.
    let before = match context.out.form {
        Form::Text => Some(asking::plan(context, None, Reach::All)?.value),
        Form::Json => None,
    };
    let request = request(context, day, step, how, took_secs);
    let reply: Reply<PlanReply> = context.call(&request).map_err(asking::told)?;
    let after = match &before {
        Some(_) => asking::plan(context, None, Reach::All)?.value,
        None => PlanReply::default(),
    };
    let changed = before.map(|before| match how {
        How::Part => begun(&before, &after),
        How::Done | How::Skipped => changed(&before, &after, how),
    });
    context.out.changed("plan_step", &reply.raw, || {
        let changed = changed.unwrap_or_default();
        let took = match (took_secs, reply.value.batch) {
            (None, _) => String::new(),
            (Some(secs), Some(_)) => format!(", took {}{}", span(secs), in_all(&changed, secs)),
            // What was told before keeps its time.
            (Some(_), None) => ", and its time stays as it was".to_owned(),
        };
        let mut text = match how {
            How::Part => parts(&changed),
            How::Done | How::Skipped => format!("{}: {}{took}\n", how.as_str(), what(&changed)),
        };
        match asking::next(&after) {
            Some(next) => text.push_str(&format!("next: {}\n", printable(&command(next)))),
            None => text.push_str("the day is done\n"),
        }
        text + undo(reply.value.batch)
    })?;
    Ok(Exit::Done)
}

/// The request that logs a step.
pub(in crate::cli) fn request(
    context: &Context,
    day: Option<String>,
    step: Option<StepKind>,
    how: How,
    took_secs: Option<u32>,
) -> Request {
    Request::PlanStep(PlanStep {
        batch_id: Some(batch_id(context.now().at)),
        day,
        step: step.map(|step| step.as_str().to_owned()),
        how: how.as_str().to_owned(),
        took_secs,
    })
}

/// How to take it back, if something was written.
pub(in crate::cli) fn undo(batch: Option<Uuid>) -> &'static str {
    match batch {
        Some(_) => UNDO,
        None => "",
    }
}

/// The day and the step that are named: `DAY STEP`, `DAY/STEP`, `DAY`, or `STEP` of today.
fn which(named: &Named) -> Result<(Option<String>, Option<StepKind>), Trouble> {
    let Some(first) = named.day.as_deref() else {
        return Ok((None, named.step));
    };
    if named.step.is_some() {
        return Ok((Some(first.to_owned()), named.step));
    }
    match (first.rsplit_once('/'), StepKind::from_word(first)) {
        (Some((day, step)), _) => match StepKind::from_word(step) {
            Some(step) => Ok((Some(day.to_owned()), Some(step))),
            None => Err(Trouble::Usage(format!(
                "`{step}` is no step: use glance, learn, map, recall, code, palace, explain, mock or review"
            ))),
        },
        (None, Some(step)) => Ok((None, Some(step))),
        (None, None) => Ok((Some(first.to_owned()), None)),
    }
}

/// The steps that ended so and stood otherwise before, each once; not those that are left out because others were done,
/// as a glance after the reading. A plan may have thousands of them.
fn changed(before: &PlanReply, after: &PlanReply, how: How) -> Vec<PlanStepInfo> {
    let is_so = |step: &&PlanStepInfo| step.done == (how == How::Done);
    let over = asking::steps(after)
        .filter(|step| !is_open(step))
        .filter(is_so);
    let mut over: HashMap<&str, bool> = over.map(|step| (step.id.as_str(), step.done)).collect();
    let mut changed = Vec::new();
    for step in asking::steps(before) {
        let is_done = over.remove(step.id.as_str());
        // What was left out can still be done.
        if is_done.is_some_and(|is_done| is_open(step) || step.done != is_done) {
            changed.push(step.clone());
        }
    }
    changed
}

/// What a step took with the parts of it that were done before.
fn in_all(changed: &[PlanStepInfo], took_secs: u32) -> String {
    match changed {
        [step] if step.spent_secs.is_some() => {
            let parts = step.spent_secs.unwrap_or_default();
            format!(", with its parts {}", span(parts.saturating_add(took_secs)))
        }
        _ => String::new(),
    }
}

/// The steps of which more was done, as they are now.
fn begun(before: &PlanReply, after: &PlanReply) -> Vec<PlanStepInfo> {
    let spent = |step: &PlanStepInfo| step.spent_secs.unwrap_or_default();
    let known = asking::steps(before).map(|step| (step.id.as_str(), spent(step)));
    let known: HashMap<&str, u32> = known.collect();
    let days = after.days.iter().flat_map(|day| &day.steps);
    let more = days.filter(|step| spent(step) > known.get(step.id.as_str()).copied().unwrap_or(0));
    more.cloned().collect()
}

/// `a part of dict/learn, 10 min in all; 8 min are left`.
fn parts(begun: &[PlanStepInfo]) -> String {
    if begun.is_empty() {
        return "nothing of it is left\n".to_owned();
    }
    let part = |step: &PlanStepInfo| {
        let spent = span(step.spent_secs.unwrap_or_default());
        format!(
            "a part of {}, {spent} in all; about {} min are left\n",
            printable(&step.id),
            step.minutes
        )
    };
    begun.iter().map(part).collect()
}

fn what(changed: &[PlanStepInfo]) -> String {
    match changed {
        [] => "it was so already".to_owned(),
        [one] => printable(&one.id),
        several => {
            let steps = count(u64::try_from(several.len()).unwrap_or(u64::MAX), "step");
            let names = several.iter().map(|step| printable(&step.id));
            format!("{steps}: {}", names.collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_step_is_told_with_that_of_its_parts() {
        let step = |spent_secs| PlanStepInfo {
            spent_secs,
            ..PlanStepInfo::default()
        };
        assert_eq!(in_all(&[step(Some(360))], 600), ", with its parts 16 min");
        assert_eq!(in_all(&[step(None)], 600), "");
        assert_eq!(in_all(&[step(Some(360)), step(None)], 600), "");
    }

    #[test]
    fn what_is_left_out_because_of_a_step_that_was_done_is_not_told_as_done() {
        let step = |kind: &str, done, skipped| PlanStepInfo {
            id: format!("dict/{kind}"),
            done,
            skipped,
            ..PlanStepInfo::default()
        };
        let plan = |steps: [PlanStepInfo; 2]| PlanReply {
            steps: steps.into(),
            ..PlanReply::default()
        };
        let before = plan([step("learn", false, false), step("glance", false, false)]);
        let read = plan([step("learn", true, false), step("glance", false, true)]);
        assert_eq!(what(&changed(&before, &read, How::Done)), "dict/learn");
        let left = plan([step("learn", false, true), step("glance", false, true)]);
        assert_eq!(
            what(&changed(&before, &left, How::Skipped)),
            "2 steps: dict/learn, dict/glance"
        );
    }

    #[test]
    fn a_part_is_told_with_what_is_left_of_its_step() {
        let plan = |spent_secs, minutes| PlanReply {
            days: vec![crate::ipc::protocol::PlanDayInfo {
                steps: vec![PlanStepInfo {
                    id: "dict/learn".to_owned(),
                    minutes,
                    spent_secs,
                    ..PlanStepInfo::default()
                }],
                ..crate::ipc::protocol::PlanDayInfo::default()
            }],
            ..PlanReply::default()
        };
        let (before, after) = (plan(None, 18), plan(Some(600), 8));
        assert_eq!(
            parts(&begun(&before, &after)),
            "a part of dict/learn, 10 min in all; about 8 min are left\n"
        );
        assert_eq!(parts(&begun(&after, &after)), "nothing of it is left\n");
    }

    fn named(day: Option<&str>, step: Option<StepKind>) -> Named {
        Named {
            day: day.map(str::to_owned),
            step,
        }
    }

    #[test]
    fn a_word_that_names_a_step_is_todays_and_any_other_is_a_day() {
        let day = |day: &str| Some(day.to_owned());
        for (args, expected) in [
            (named(None, None), (None, None)),
            (named(Some("code"), None), (None, Some(StepKind::Code))),
            (named(Some("dict"), None), (day("dict"), None)),
            (
                named(Some("dict/map"), None),
                (day("dict"), Some(StepKind::Map)),
            ),
            (
                named(Some("map"), Some(StepKind::Code)),
                (day("map"), Some(StepKind::Code)),
            ),
        ] {
            assert_eq!(which(&args).unwrap(), expected, "{args:?}");
        }
        let trouble = which(&named(Some("dict/x"), None)).unwrap_err();
        assert_eq!(trouble.exit(), Exit::Usage);
    }
}

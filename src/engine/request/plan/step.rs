//! `plan_step`: a step was done, in all or in part, or is left out.

use super::find;
use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::now::{Now, Secs};
use crate::domain::plan::course::{Dated, Stepped};
use crate::domain::plan::progress::{MOST_TOOK_SECS, StepEnd, StepSaid};
use crate::domain::plan::words::StepKind;
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::{Fault, invalid};
use crate::engine::study::reply::Telling;
use crate::ipc::protocol::{PlanReply, PlanStep, PlanStepInfo};

/// What a request means by a step that is not named in full.
#[derive(Debug, Default)]
struct Named {
    day: Option<String>,
    step: Option<String>,
}

impl Engine {
    /// A step was done, or a part of it, or it is left out.
    pub(in crate::engine) fn plan_step(
        &mut self,
        asked: &PlanStep,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let how = StepSaid::from_word(&asked.how).ok_or_else(|| {
            invalid(format!(
                "`{}` is nothing that becomes of a step: use done, part or skipped",
                asked.how
            ))
        })?;
        if asked.took_secs.is_some_and(|secs| secs > MOST_TOOK_SECS) {
            return Err(invalid(format!(
                "a step takes 24 h ({MOST_TOOK_SECS} s) at most"
            )));
        }
        if (how, asked.took_secs) == (StepSaid::Part, Some(0)) {
            return Err(invalid("a part takes a second at least"));
        }
        // Only what is not named in full hangs on today's list.
        let is_named = asked.day.is_some() && (how != StepSaid::Part || asked.took_secs.is_some());
        let told = match is_named {
            true => PlanReply::default(),
            false => {
                let told = self.plan_reply(None, Telling::Date, now)?;
                told.ok_or_else(|| self.no_plan())?
            }
        };
        let named = named(asked, how, &told)?;
        let facts = self.with_days(now, |days, today| {
            let day = match named.day.as_deref() {
                Some(words) => find(days, words)?,
                None => next_day(days, today)?,
            };
            let step = named.step.as_deref();
            let step = step.map(|word| step_of(day, word)).transpose()?;
            let kinds = kinds(day, step, how)?;
            let took = match (how, asked.took_secs) {
                (_, Some(secs)) => Some(Secs(secs)),
                (StepSaid::Part, None) => Some(part_asked(day, step, &told)?),
                (StepSaid::Ended(_), None) => None,
            };
            let facts = kinds.into_iter().map(|step| Fact::PlanStep {
                day: day.day.id.clone(),
                step,
                how,
                took,
            });
            Ok(facts.collect())
        })?;
        self.plan_changed(asked.batch_id, facts, now)
    }
}

/// The step that is meant: of one that is named without its day, the first in today's list that is open; with neither,
/// whatever is first there; of a part, what is asked in part.
fn named(asked: &PlanStep, how: StepSaid, told: &PlanReply) -> Result<Named, Fault> {
    let (day, step) = (asked.day.clone(), asked.step.clone());
    if day.is_some() {
        return Ok(Named { day, step });
    }
    let is_meant = |info: &&PlanStepInfo| {
        let is_open = !info.done && !info.skipped;
        let is_kind = step.as_ref().is_none_or(|step| *step == info.kind);
        let is_part = step.is_some() || how != StepSaid::Part || info.later_minutes.is_some();
        is_open && is_kind && is_part && info.id.contains('/')
    };
    // Of what waits nobody means a look ahead, unless nothing else is left.
    let is_glance = |info: &&PlanStepInfo| info.kind == StepKind::Glance.as_str();
    let glances = told.waiting.iter().filter(is_glance);
    let others = told.waiting.iter().filter(|info| !is_glance(info));
    let mut all = told.steps.iter().chain(others).chain(glances);
    let found = all.find(is_meant);
    match (found.and_then(|info| info.id.rsplit_once('/')), how) {
        // All open steps of a day are left out, where none is named.
        (Some((day, _)), StepSaid::Ended(StepEnd::Skipped)) => Ok(Named {
            day: Some(day.to_owned()),
            step,
        }),
        (Some((day, kind)), _) => Ok(Named {
            day: Some(day.to_owned()),
            step: Some(kind.to_owned()),
        }),
        (None, StepSaid::Part) if step.is_none() => Err(invalid(
            "nothing is asked in part today: name the step and its time, \
             as in loci plan done DAY learn --part --took 10m",
        )),
        (None, _) => Ok(Named { day, step }),
    }
}

/// The steps of a day that a word is told of.
fn kinds(day: &Dated<'_>, step: Option<StepKind>, how: StepSaid) -> Result<Vec<StepKind>, Fault> {
    let mut open = day.open().map(|step| step.kind);
    Ok(match (step, how) {
        (Some(kind), StepSaid::Part) if !kind.has_parts() => {
            return Err(invalid(format!(
                "`{}` is done at once: only learn and code are done in parts",
                kind.as_str()
            )));
        }
        (Some(kind), StepSaid::Part) if is_left_out(day, kind) => {
            let id = format!("{}/{}", day.day.id, kind.as_str());
            return Err(invalid(format!(
                "{id} is left out: loci undo takes that back, or loci plan done {id} says that it was done"
            )));
        }
        // What ended so already is not told twice; what was left out can still be done.
        (Some(kind), StepSaid::Ended(StepEnd::Done)) => {
            let is_done = |step: &Stepped| step.ended.map(|ended| ended.how) == Some(StepEnd::Done);
            let steps = day.steps.iter().filter(|step| step.step.kind == kind);
            steps
                .filter(|step| !is_done(step))
                .map(|step| step.step.kind)
                .collect()
        }
        (Some(kind), StepSaid::Part | StepSaid::Ended(StepEnd::Skipped)) => {
            open.filter(|of| *of == kind).collect()
        }
        (None, StepSaid::Part) => {
            let next = open.find(|kind| kind.has_parts());
            let next = next.ok_or_else(|| {
                let id = &day.day.id;
                invalid(format!("{id} has nothing open to read or to code"))
            })?;
            vec![next]
        }
        (None, StepSaid::Ended(StepEnd::Done)) => open.next().into_iter().collect(),
        (None, StepSaid::Ended(StepEnd::Skipped)) => open.collect(),
    })
}

fn is_left_out(day: &Dated<'_>, kind: StepKind) -> bool {
    let mut steps = day.steps.iter().filter(|step| step.step.kind == kind);
    steps.any(|step| step.ended.map(|ended| ended.how) == Some(StepEnd::Skipped))
}

/// How long the part takes of a day's step that is asked today.
fn part_asked(day: &Dated<'_>, step: Option<StepKind>, told: &PlanReply) -> Result<Secs, Fault> {
    let is_asked = |info: &&PlanStepInfo| {
        let named = info.id.rsplit_once('/');
        let is_step = named.is_some_and(|(of, kind)| {
            of == day.day.id.as_str() && step.is_none_or(|step| step.as_str() == kind)
        });
        is_step && info.later_minutes.is_some()
    };
    let part = told.steps.iter().find(is_asked);
    let part = part.map(|info| Secs(info.minutes.saturating_mul(60)));
    part.ok_or_else(|| {
        invalid(format!(
            "no part of {} is asked today: say how long it took, as in --took 10m",
            day.day.id
        ))
    })
}

/// The day that is next: today's first that is open, else the first that was missed.
fn next_day<'d, 'a>(days: &'d [Dated<'a>], today: StudyDay) -> Result<&'d Dated<'a>, Fault> {
    let open = |day: &&Dated<'_>| !day.is_over();
    let of_today = days.iter().filter(|day| day.date == today).find(open);
    let missed = || days.iter().filter(|day| day.date < today).find(open);
    of_today.or_else(missed).ok_or_else(|| {
        invalid("nothing of the plan is open today: name the day, loci plan --all lists them")
    })
}

fn step_of(day: &Dated<'_>, word: &str) -> Result<StepKind, Fault> {
    let kinds = day.steps.iter().map(|step| step.step.kind);
    let known: Vec<&str> = kinds.clone().map(StepKind::as_str).collect();
    kinds
        .into_iter()
        .find(|kind| kind.as_str() == word)
        .ok_or_else(|| {
            invalid(format!(
                "`{}` has no step `{word}`: it has {}",
                day.day.id,
                known.join(", ")
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_waits_a_glance_is_meant_last() {
        let step = |id: &str| PlanStepInfo {
            id: id.to_owned(),
            kind: id.rsplit('/').next().unwrap().to_owned(),
            ..PlanStepInfo::default()
        };
        let meant = |step_named: Option<&str>, waiting: &[&str]| {
            let told = PlanReply {
                steps: vec![step("reviews")],
                waiting: waiting.iter().map(|id| step(id)).collect(),
                ..PlanReply::default()
            };
            let asked = PlanStep {
                step: step_named.map(str::to_owned),
                ..PlanStep::default()
            };
            let named = named(&asked, StepSaid::Ended(StepEnd::Done), &told).unwrap();
            format!("{}/{}", named.day.unwrap(), named.step.unwrap())
        };
        assert_eq!(meant(None, &["sets/glance", "dict/learn"]), "dict/learn");
        assert_eq!(meant(None, &["sets/glance"]), "sets/glance");
        assert_eq!(
            meant(Some("glance"), &["dict/learn", "sets/glance"]),
            "sets/glance"
        );
    }
}

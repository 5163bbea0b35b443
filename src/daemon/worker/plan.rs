//! The study plan that the config names, as its file holds it now.

use std::path::Path;

use crate::config::file::Config;
use crate::config::plan::file::{self, PlanFileError};
use crate::config::plan::read;
use crate::domain::plan::problem::{Place, PlanProblem, Severity};
use crate::domain::plan::{Interview, Placed};
use crate::engine::event::PlanRead;
use crate::ipc::protocol::ProblemInfo;

/// Reads it. The interview of the config is that of a plan which names none.
pub(super) fn read_plan(config: &Config) -> PlanRead {
    let Some(file) = &config.plan.file else {
        return PlanRead::None;
    };
    let path = file.display().to_string();
    let text = match file::text(file) {
        Ok(text) => text,
        Err(error) => {
            let problems = vec![unread(file, &error)];
            return PlanRead::Bad { path, problems };
        }
    };
    let (plan, problems) = read(&text);
    let problems = problems.iter().map(|problem| info(&path, problem));
    let problems = problems.collect();
    let Some(mut plan) = plan else {
        return PlanRead::Bad { path, problems };
    };
    let interview = config.settings.remind.interview.map(|time| Placed {
        what: Interview::At(time),
        place: Place::BEGIN,
    });
    plan.interview = plan.interview.or(interview);
    PlanRead::Good {
        path,
        plan,
        problems,
    }
}

fn info(path: &str, problem: &PlanProblem) -> ProblemInfo {
    ProblemInfo {
        source: path.to_owned(),
        line: problem.place.line,
        level: problem.severity.as_str().to_owned(),
        message: problem.message.clone(),
    }
}

/// The file is named beside the message, so the message does not name it.
fn unread(path: &Path, error: &PlanFileError) -> ProblemInfo {
    let (line, message) = match error {
        PlanFileError::Read { source, .. } => (
            0,
            format!("the plan cannot be read: {source}; loci plan new NAME makes one"),
        ),
        PlanFileError::NoFile { .. } => (0, "the plan is no plain file".to_owned()),
        PlanFileError::TooLarge { .. } => (
            0,
            "the plan is over 1 MiB: that is no list of days".to_owned(),
        ),
        PlanFileError::NoText { line, .. } => (
            u32::try_from(*line).unwrap_or(u32::MAX),
            "this is no UTF-8: save the plan as UTF-8".to_owned(),
        ),
    };
    ProblemInfo {
        source: path.display().to_string(),
        line,
        level: Severity::Error.as_str().to_owned(),
        message,
    }
}

//! The study plan that the config names, as its file holds it now.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use crate::config::file::Config;
use crate::config::plan::file::{self, PlanFileError};
use crate::config::plan::read;
use crate::domain::plan::problem::{Place, PlanProblem, Severity};
use crate::domain::plan::{Interview, Placed, Plan};
use crate::engine::event::PlanRead;
use crate::ipc::protocol::ProblemInfo;
use crate::store::plan_text::PlanText;

/// Reads it, and keeps its text if it is one; if it is none, what was kept of that file stands for it.
pub(super) fn read_plan(config: &Config, kept: &mut Option<PlanText>) -> PlanRead {
    let Some(file) = &config.plan.file else {
        *kept = None;
        return PlanRead::None;
    };
    let path = file.display().to_string();
    let last = kept.as_ref().filter(|kept| kept.path == path);
    let last = || {
        let plan = last.and_then(|last| read(&last.text).0);
        plan.map(|plan| of_config(plan, config))
    };
    let text: Arc<str> = match file::text(file) {
        Ok(text) => text.into(),
        Err(error) => {
            let last = last();
            return PlanRead::Bad {
                problems: vec![unread(file, &error, last.as_ref())],
                path,
                last,
            };
        }
    };
    let (plan, problems) = read(&text);
    let problems = problems.iter().map(|problem| info(&path, problem));
    let problems = problems.collect();
    let Some(plan) = plan else {
        return PlanRead::Bad {
            last: last(),
            path,
            problems,
        };
    };
    *kept = Some(PlanText {
        path: path.clone(),
        text: Arc::clone(&text),
    });
    PlanRead::Good {
        plan: of_config(plan, config),
        path,
        text,
        problems,
    }
}

/// The interview of the config is that of a plan which names none.
fn of_config(mut plan: Plan, config: &Config) -> Plan {
    let interview = config.settings.remind.interview.map(|time| Placed {
        what: Interview::At(time),
        place: Place::BEGIN,
    });
    plan.interview = plan.interview.or(interview);
    plan
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
fn unread(path: &Path, error: &PlanFileError, last: Option<&Plan>) -> ProblemInfo {
    let (line, message) = match error {
        PlanFileError::Read { source, .. }
            if last.is_some() && source.kind() == ErrorKind::NotFound =>
        {
            let gone = "the file of the plan is gone: write it back (loci plan restore), or end the plan (loci config set plan.file \"\")";
            (0, gone.to_owned())
        }
        PlanFileError::Read { source, .. } => {
            let cure = match last {
                Some(_) => "loci plan restore writes it as it was last",
                None => "loci plan new NAME makes one",
            };
            (0, format!("the plan cannot be read: {source}; {cure}"))
        }
        PlanFileError::NoFile { .. } => (0, "the plan is no plain file".to_owned()),
        PlanFileError::TooLarge { .. } => (
            0,
            "the plan is over 1 MiB: that is no list of days".to_owned(),
        ),
        PlanFileError::NoText { place, .. } => (
            place.line,
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

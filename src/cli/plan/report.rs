//! What is told of a plan: its problems, a line each, and a summary.

use serde::Serialize;

use crate::cli::render::words::{BOLD, WARN, count, printable, styled};
use crate::domain::plan::Plan;
use crate::domain::plan::problem::{PlanProblem, Severity};
use crate::domain::plan::steps::{minutes, steps};

/// So many problems are named in a sentence.
const NAMED: usize = 3;

/// The data of `loci plan check --json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct PlanReport {
    /// The file.
    pub file: String,
    /// The plan's name; none if it has errors, as with what follows.
    pub name: Option<String>,
    /// Its days.
    pub days: Option<usize>,
    /// Those that level, focus and tracks choose.
    pub chosen: Option<usize>,
    /// Minutes of all steps of the chosen days.
    pub minutes: Option<u32>,
    /// What is wrong, in the order of the file.
    pub problems: Vec<ProblemReport>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ProblemReport {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// `error` or `warning`.
    pub level: &'static str,
    /// What.
    pub message: String,
}

impl PlanReport {
    /// The report of a plan, if there is one, and its problems.
    pub(super) fn of(file: &str, plan: Option<&Plan>, problems: &[PlanProblem]) -> PlanReport {
        let problems = problems.iter().map(|problem| ProblemReport {
            line: problem.place.line,
            column: problem.place.column,
            level: problem.severity.as_str(),
            message: problem.message.clone(),
        });
        PlanReport {
            file: file.to_owned(),
            name: plan.map(|plan| plan.name.clone()),
            days: plan.map(|plan| plan.days.len()),
            chosen: plan.map(|plan| plan.chosen().len()),
            minutes: plan.map(|plan| {
                let days = plan.days.iter().map(|day| minutes(&steps(day, plan)));
                days.sum()
            }),
            problems: problems.collect(),
        }
    }
}

/// The problems as lines that editors understand; `file` is how the file is shown.
pub(super) fn lines(file: &str, problems: &[PlanProblem]) -> String {
    let mut text = String::new();
    for problem in problems {
        let style = match problem.severity {
            Severity::Error => BOLD,
            Severity::Warning => WARN,
        };
        text.push_str(&format!(
            "{}:{}: {}: {}\n",
            printable(file),
            problem.place,
            styled(style, problem.severity.as_str()),
            printable(&problem.message)
        ));
    }
    text
}

/// What is wrong with a plan that is written nowhere, in a sentence: its lines would name nothing.
pub(super) fn sentence(problems: &[PlanProblem]) -> String {
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    let mut told: Vec<&PlanProblem> = errors.collect();
    if told.is_empty() {
        told = problems.iter().collect();
    }
    let mut said: Vec<String> = told
        .iter()
        .take(NAMED)
        .map(|problem| printable(&problem.message))
        .collect();
    if let more @ 1.. = told.len().saturating_sub(NAMED) {
        said.push(format!("and {more} more"));
    }
    said.join("; ")
}

/// How many errors and warnings there are.
pub(super) fn counted(problems: &[PlanProblem]) -> String {
    let of = |severity| {
        problems
            .iter()
            .filter(|problem| problem.severity == severity)
            .count() as u64
    };
    match (of(Severity::Error), of(Severity::Warning)) {
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

/// `30 days, 25 chosen at intermediate, interview · 24 h 10 min`.
pub(super) fn summary(plan: &Plan) -> String {
    let days = plan.days.iter();
    let takes: u32 = days.map(|day| minutes(&steps(day, plan))).sum();
    format!(
        "{}, {} chosen at {}, {} · {}",
        count(plan.days.len() as u64, "day"),
        plan.chosen().len(),
        plan.level.as_str(),
        plan.focus.as_str(),
        hours(takes)
    )
}

fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

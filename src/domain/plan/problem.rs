//! What is wrong with a plan, and where.

use std::fmt;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl Place {
    /// The beginning of a file.
    pub const BEGIN: Place = Place { line: 1, column: 1 };
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The plan cannot be used.
    Error,
    /// It can, but is it meant?
    Warning,
}

impl Severity {
    /// The word in text and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One thing that is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanProblem {
    /// Where.
    pub place: Place,
    /// How bad it is.
    pub severity: Severity,
    /// What, and what to do.
    pub message: String,
}

impl PlanProblem {
    /// What makes the plan unusable.
    pub fn error(place: Place, message: impl Into<String>) -> PlanProblem {
        PlanProblem {
            place,
            severity: Severity::Error,
            message: message.into(),
        }
    }

    /// What is probably not meant.
    pub fn warning(place: Place, message: impl Into<String>) -> PlanProblem {
        PlanProblem {
            place,
            severity: Severity::Warning,
            message: message.into(),
        }
    }
}

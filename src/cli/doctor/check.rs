//! A check, its level and its one cure. Pure.

use serde::Serialize;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Ok,
    /// Something to know: no trouble, or one that another check tells with its cure.
    Note,
    /// It works, but not as it could.
    Warn,
    /// It does not work.
    Fail,
}

impl Level {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::Note => "note",
            Level::Warn => "warn",
            Level::Fail => "fail",
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it is.
    pub level: Level,
    /// What was found.
    pub message: String,
    /// The one command that cures it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cure: Option<String>,
}

impl Check {
    /// As it should be.
    pub fn ok(name: &'static str, message: impl Into<String>) -> Check {
        Check {
            name,
            level: Level::Ok,
            message: message.into(),
            cure: None,
        }
    }

    /// It works, but not as it could.
    pub fn warn(name: &'static str, message: impl Into<String>, cure: impl Into<String>) -> Check {
        Check {
            name,
            level: Level::Warn,
            message: message.into(),
            cure: Some(cure.into()),
        }
    }

    /// Something to know: no trouble, or one that another check tells with its cure.
    pub fn note(name: &'static str, message: impl Into<String>) -> Check {
        Check {
            level: Level::Note,
            ..Check::ok(name, message)
        }
    }

    /// It does not work.
    pub fn fail(name: &'static str, message: impl Into<String>, cure: impl Into<String>) -> Check {
        Check {
            level: Level::Fail,
            ..Check::warn(name, message, cure)
        }
    }
}

//! How a command ends: exit codes that scripts rely on, and troubles that lead to them.
//!
//! It never prints; `render` does.

use crate::config::paths::PathsError;
use crate::config::read::ConfigError;
use crate::ipc::client::ClientError;
use crate::ipc::path::PathError;
use crate::ipc::protocol::{ErrorCode, Failure};
use crate::ipc::spool::SpoolError;

/// How a command ended. The numbers are a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; also a rating that waits in the spool (0).
    Done,
    /// Failed, or nothing to undo (1).
    Failed,
    /// Wrong usage; also a rating that is none, or an `--at` in the future (2).
    Usage,
    /// Nothing is due: `due --check` and `review` (3).
    NothingDue,
    /// A locus is unknown or ambiguous (4).
    Locus,
    /// A box is refused (5).
    BoxRefused,
    /// Notes or an import cannot be read (65).
    BadInput,
    /// The daemon is needed and not reachable (69).
    NoDaemon,
    /// The database is damaged, newer or unwritable (74).
    Store,
    /// Another daemon holds the lock (75).
    Locked,
    /// The configuration is wrong (78).
    Config,
    /// STOP: the time of a box is over (124).
    Stopped,
    /// Interrupted; what was rated is kept (130).
    Interrupted,
    /// What a command that was run inside a box ended with.
    Command(u8),
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::NothingDue => 3,
            Exit::Locus => 4,
            Exit::BoxRefused => 5,
            Exit::BadInput => 65,
            Exit::NoDaemon => 69,
            Exit::Store => 74,
            Exit::Locked => 75,
            Exit::Config => 78,
            Exit::Stopped => 124,
            Exit::Interrupted => 130,
            Exit::Command(code) => code,
        }
    }

    /// The exit that a code of the protocol leads to.
    pub fn of(code: ErrorCode) -> Exit {
        match code {
            ErrorCode::InvalidParams => Exit::Usage,
            ErrorCode::UnknownLocus | ErrorCode::AmbiguousLocus => Exit::Locus,
            ErrorCode::BoxRefused => Exit::BoxRefused,
            ErrorCode::BadInput => Exit::BadInput,
            ErrorCode::Store => Exit::Store,
            ErrorCode::Config => Exit::Config,
            ErrorCode::NothingDue => Exit::NothingDue,
            ErrorCode::Parse
            | ErrorCode::InvalidRequest
            | ErrorCode::UnknownMethod
            | ErrorCode::Internal
            | ErrorCode::Protocol
            | ErrorCode::NothingToUndo
            | ErrorCode::Busy
            | ErrorCode::Failed => Exit::Failed,
        }
    }
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The command line makes no sense.
    #[error("{0}")]
    Usage(String),
    /// A plain failure.
    #[error("{0}")]
    Failed(String),
    /// A note or a file to import cannot be read.
    #[error("{0}")]
    BadInput(String),
    /// The daemon did not start; the exit is that of `locid`.
    #[error("{message}")]
    Daemon {
        /// What it ended with.
        exit: Exit,
        /// What happened and what to do.
        message: String,
    },
    /// The daemon is not reachable, or said no.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The environment does not say where anything lies.
    #[error(transparent)]
    Paths(#[from] PathsError),
    /// There is no usable socket path.
    #[error(transparent)]
    Socket(#[from] PathError),
    /// A rating could not be spooled.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(std::io::Error),
    /// The user interrupted it.
    #[error("interrupted; what was rated is kept")]
    Interrupted,
}

impl Trouble {
    /// The exit it leads to.
    pub fn exit(&self) -> Exit {
        match self {
            Trouble::Usage(_) => Exit::Usage,
            Trouble::Failed(_) | Trouble::Output(_) => Exit::Failed,
            Trouble::BadInput(_) => Exit::BadInput,
            Trouble::Daemon { exit, .. } => *exit,
            Trouble::Client(error) => match error {
                ClientError::Failure(failure) => Exit::of(failure.code),
                ClientError::TooLarge { .. } => Exit::Usage,
                ClientError::Garbled { .. } => Exit::Failed,
                ClientError::NotRunning { .. }
                | ClientError::Unreachable { .. }
                | ClientError::TimedOut { .. }
                | ClientError::Closed
                | ClientError::Broken { .. } => Exit::NoDaemon,
            },
            Trouble::Config(_) | Trouble::Paths(_) | Trouble::Socket(_) => Exit::Config,
            Trouble::Spool(_) => Exit::Store,
            Trouble::Interrupted => Exit::Interrupted,
        }
    }

    /// The stable word for programs, as `--json` shows it.
    pub fn code(&self) -> String {
        let word = match self {
            Trouble::Client(ClientError::Failure(failure)) => return failure_code(failure.code),
            Trouble::Client(ClientError::NotRunning { .. }) => "not_running",
            Trouble::Client(ClientError::TimedOut { .. }) => "timed_out",
            Trouble::Client(ClientError::Garbled { .. }) => "garbled",
            Trouble::Client(ClientError::TooLarge { .. }) | Trouble::Usage(_) => "usage",
            Trouble::Client(
                ClientError::Unreachable { .. } | ClientError::Closed | ClientError::Broken { .. },
            ) => "unreachable",
            Trouble::Failed(_) | Trouble::Output(_) => "failed",
            Trouble::BadInput(_) => "bad_input",
            Trouble::Daemon { .. } => "daemon",
            Trouble::Config(_) | Trouble::Paths(_) | Trouble::Socket(_) => "config",
            Trouble::Spool(_) => "spool",
            Trouble::Interrupted => "interrupted",
        };
        word.to_owned()
    }

    /// How many things more the user may have meant.
    pub fn unlisted(&self) -> usize {
        match self {
            Trouble::Client(ClientError::Failure(failure)) => unlisted(failure),
            Trouble::Client(_)
            | Trouble::Usage(_)
            | Trouble::Failed(_)
            | Trouble::BadInput(_)
            | Trouble::Daemon { .. }
            | Trouble::Config(_)
            | Trouble::Paths(_)
            | Trouble::Socket(_)
            | Trouble::Spool(_)
            | Trouble::Output(_)
            | Trouble::Interrupted => 0,
        }
    }

    /// What the user may have meant.
    pub fn candidates(&self) -> &[String] {
        match self {
            Trouble::Client(ClientError::Failure(failure)) => &failure.candidates,
            Trouble::Client(_)
            | Trouble::Usage(_)
            | Trouble::Failed(_)
            | Trouble::BadInput(_)
            | Trouble::Daemon { .. }
            | Trouble::Config(_)
            | Trouble::Paths(_)
            | Trouble::Socket(_)
            | Trouble::Spool(_)
            | Trouble::Output(_)
            | Trouble::Interrupted => &[],
        }
    }
}

/// How many candidates a failure does not list: its message tells how many there are.
pub fn unlisted(failure: &Failure) -> usize {
    let total = [" may mean ", "name one of the "]
        .iter()
        .find_map(|before| failure.message.rsplit_once(before))
        .and_then(|(_, after)| after.split(' ').next()?.parse::<usize>().ok());
    total.map_or(0, |total| total.saturating_sub(failure.candidates.len()))
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Trouble {
        Trouble::Client(ClientError::Failure(failure))
    }
}

/// The code as it stands on the wire.
fn failure_code(code: ErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => "failed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_protocol_has_its_exit() {
        let expected = |code| match code {
            ErrorCode::InvalidParams => 2,
            ErrorCode::UnknownLocus | ErrorCode::AmbiguousLocus => 4,
            ErrorCode::BoxRefused => 5,
            ErrorCode::NothingDue => 3,
            ErrorCode::BadInput => 65,
            ErrorCode::Store => 74,
            ErrorCode::Config => 78,
            _ => 1,
        };
        for code in ErrorCode::ALL {
            let trouble = Trouble::from(Failure::new(code, "no"));
            assert_eq!(trouble.exit().code(), expected(code), "{code:?}");
        }
        let unknown = Trouble::from(Failure::new(ErrorCode::UnknownLocus, "no"));
        assert_eq!(unknown.code(), "unknown_locus");
    }

    #[test]
    fn candidates_that_are_not_listed_are_counted() {
        let mut failure = Failure::new(
            ErrorCode::AmbiguousLocus,
            "\"a may mean 9\" may mean 30 things: type more of the path",
        );
        failure.candidates = vec!["x".to_owned(); 20];
        assert_eq!(unlisted(&failure), 10);
        failure.message = "\"a\" is a group, not one locus: name one of the 20 in it".to_owned();
        assert_eq!(unlisted(&failure), 0);
        failure.message = "\"a\" may mean what you like".to_owned();
        assert_eq!(unlisted(&failure), 0);
    }

    #[test]
    fn no_daemon_is_69_and_a_wrong_config_78() {
        let path = "/run/loci.sock".into();
        let trouble = Trouble::from(ClientError::NotRunning {
            path,
            start: crate::ipc::client::START,
        });
        assert_eq!(trouble.exit().code(), 69);
        assert!(trouble.to_string().contains("loci daemon start"));
        let error = ConfigError::UnknownKey {
            path: "c".into(),
            line: 1,
            key: "x".into(),
            suggestion: None,
        };
        assert_eq!(Trouble::from(error).exit().code(), 78);
        assert_eq!(Trouble::Interrupted.exit().code(), 130);
    }
}

//! What the daemon says of itself, asked once for all checks.

use serde::de::DeserializeOwned;

use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::clock;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{DoctorReply, ErrorCode, HelloReply, NoParams, Request, StatusReply};

/// What the daemon says, or why it says nothing.
pub enum Heard {
    /// It answers.
    Up(Box<Answers>),
    /// Nobody listens at the socket.
    Down,
    /// The socket is there, but of no use.
    Mute(String),
}

/// The answers of a daemon.
pub struct Answers {
    /// Who it is.
    pub hello: HelloReply,
    /// How long `hello` took, in milliseconds.
    pub took_ms: u64,
    /// The one-look state.
    pub status: Option<StatusReply>,
    /// How it is in detail.
    pub report: Result<DoctorReply, Untold>,
}

/// Why a daemon does not tell how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untold {
    /// It is of a version that does not know the question.
    Older,
    /// It could not answer.
    Failed(String),
}

impl Heard {
    /// The answers, if there are any.
    pub fn answers(&self) -> Option<&Answers> {
        match self {
            Heard::Up(answers) => Some(answers),
            Heard::Down | Heard::Mute(_) => None,
        }
    }

    /// What it says in detail.
    pub fn report(&self) -> Option<&DoctorReply> {
        self.answers()?.report.as_ref().ok()
    }

    /// The one-look state.
    pub fn status(&self) -> Option<&StatusReply> {
        self.answers()?.status.as_ref()
    }
}

/// Asks the daemon.
pub fn listen(context: &Context) -> Heard {
    let before = clock::boot().ms;
    let hello = match context.hello() {
        Ok(hello) => hello,
        Err(Trouble::Client(ClientError::NotRunning { .. })) => return Heard::Down,
        Err(Trouble::Client(ClientError::TimedOut { after })) => {
            return Heard::Mute(format!("no answer within {} s", after.as_secs()));
        }
        Err(other) => return Heard::Mute(other.to_string()),
    };
    Heard::Up(Box::new(Answers {
        hello,
        took_ms: clock::boot().ms.saturating_sub(before),
        status: ask(context, &Request::Status(NoParams {})).ok(),
        // Checking a large database takes a while.
        report: ask(context, &Request::Doctor(NoParams {})),
    }))
}

fn ask<T: DeserializeOwned>(context: &Context, request: &Request) -> Result<T, Untold> {
    match context.call_patiently(request) {
        Ok(reply) => Ok(reply.value),
        Err(trouble) if is_unknown(&trouble) => Err(Untold::Older),
        Err(trouble) => Err(Untold::Failed(trouble.to_string())),
    }
}

/// Whether a daemon says that it does not know a method.
pub fn is_unknown(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Client(ClientError::Failure(failure))
        if failure.code == ErrorCode::UnknownMethod)
}

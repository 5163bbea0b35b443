//! Why an event failed, and how that is told: the bridge from the layers' errors to the wire's codes.

use crate::domain::find::NotFound;
use crate::domain::memory::MemoryError;
use crate::domain::rating::NoRating;
use crate::domain::timebox::Refusal;
use crate::ipc::protocol::{ErrorCode, Failure, OkReply, Response};
use crate::store::error::StoreError;

use super::Engine;

/// Why an event failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The request cannot be done as it stands.
    #[error(transparent)]
    Refused(#[from] Failure),
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// FSRS refused a state.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl From<NotFound> for Fault {
    fn from(error: NotFound) -> Fault {
        Fault::Refused(not_found(&error))
    }
}

impl From<NoRating> for Fault {
    fn from(error: NoRating) -> Fault {
        Fault::Refused(Failure::new(ErrorCode::InvalidParams, error.to_string()))
    }
}

impl From<Refusal> for Fault {
    fn from(error: Refusal) -> Fault {
        Fault::Refused(Failure::new(ErrorCode::BoxRefused, error.to_string()))
    }
}

impl Engine {
    /// The failure that a client is told. A store that cannot be written is remembered for `status`.
    pub(super) fn fault(&mut self, fault: Fault) -> Failure {
        match fault {
            Fault::Refused(failure) => failure,
            Fault::Store(error) => {
                self.trouble = Some(error.to_string());
                store(&error)
            }
            Fault::Memory(error) => Failure::new(ErrorCode::Store, error.to_string()),
        }
    }
}

/// The failure of a store.
pub(super) fn store(error: &StoreError) -> Failure {
    Failure::new(ErrorCode::Store, error.to_string())
}

/// The failure of a name that names nothing, or too much.
pub(super) fn not_found(error: &NotFound) -> Failure {
    let (code, candidates) = match error {
        NotFound::Ambiguous { candidates, .. } | NotFound::NotOne { candidates, .. } => {
            (ErrorCode::AmbiguousLocus, candidates.clone())
        }
        NotFound::Unknown { suggestions, .. } => (ErrorCode::UnknownLocus, suggestions.clone()),
    };
    Failure {
        code,
        message: error.to_string(),
        candidates,
    }
}

/// Parameters that are not possible.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::Refused(Failure::new(ErrorCode::InvalidParams, message))
}

/// Input that cannot be taken.
pub(super) fn bad_input(message: impl Into<String>) -> Fault {
    Fault::Refused(Failure::new(ErrorCode::BadInput, message))
}

/// The answer of what has nothing to tell.
pub(super) fn ok() -> Response {
    Response::Ok(OkReply { ok: true })
}

//! Why a request failed. It must never reuse a code for something else.

use serde::{Deserialize, Serialize};

/// Why a request failed: a stable code for programs, a text for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The stable code.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub message: String,
    /// What the user may have meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
}

impl Failure {
    /// A failure without candidates.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Failure {
        Failure {
            code,
            message: message.into(),
            candidates: Vec::new(),
        }
    }
}

/// The stable codes; the name is in `error.data.code`, the number in `error.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Not JSON, or over the size that is read (-32700).
    Parse,
    /// Not a JSON-RPC 2.0 request (-32600).
    InvalidRequest,
    /// No such method (-32601).
    UnknownMethod,
    /// Wrong parameters: a rating that is none, an `at` in the future (-32602).
    InvalidParams,
    /// A bug of loci (-32603).
    Internal,
    /// The client speaks another protocol (-32001).
    Protocol,
    /// No locus is called so (-32002).
    UnknownLocus,
    /// Several loci are called so (-32003).
    AmbiguousLocus,
    /// A box is refused (-32004).
    BoxRefused,
    /// There is nothing to undo, or no such batch (-32005).
    NothingToUndo,
    /// Notes or an import cannot be read (-32006).
    BadInput,
    /// The database cannot be written: full, read-only or damaged (-32007).
    Store,
    /// The request cannot be done now; it can be tried again (-32008).
    Busy,
    /// The configuration is wrong (-32009).
    Config,
    /// A file exists already, or another plain failure (-32010).
    Failed,
    /// Nothing is there to be asked (-32011).
    NothingDue,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [ErrorCode; 16] = [
        ErrorCode::Parse,
        ErrorCode::InvalidRequest,
        ErrorCode::UnknownMethod,
        ErrorCode::InvalidParams,
        ErrorCode::Internal,
        ErrorCode::Protocol,
        ErrorCode::UnknownLocus,
        ErrorCode::AmbiguousLocus,
        ErrorCode::BoxRefused,
        ErrorCode::NothingToUndo,
        ErrorCode::BadInput,
        ErrorCode::Store,
        ErrorCode::Busy,
        ErrorCode::Config,
        ErrorCode::Failed,
        ErrorCode::NothingDue,
    ];

    /// The name, as `error.data.code` has it.
    pub fn name(self) -> &'static str {
        match self {
            ErrorCode::Parse => "parse",
            ErrorCode::InvalidRequest => "invalid_request",
            ErrorCode::UnknownMethod => "unknown_method",
            ErrorCode::InvalidParams => "invalid_params",
            ErrorCode::Internal => "internal",
            ErrorCode::Protocol => "protocol",
            ErrorCode::UnknownLocus => "unknown_locus",
            ErrorCode::AmbiguousLocus => "ambiguous_locus",
            ErrorCode::BoxRefused => "box_refused",
            ErrorCode::NothingToUndo => "nothing_to_undo",
            ErrorCode::BadInput => "bad_input",
            ErrorCode::Store => "store",
            ErrorCode::Busy => "busy",
            ErrorCode::Config => "config",
            ErrorCode::Failed => "failed",
            ErrorCode::NothingDue => "nothing_due",
        }
    }

    /// The JSON-RPC number.
    pub fn number(self) -> i32 {
        match self {
            ErrorCode::Parse => -32700,
            ErrorCode::InvalidRequest => -32600,
            ErrorCode::UnknownMethod => -32601,
            ErrorCode::InvalidParams => -32602,
            ErrorCode::Internal => -32603,
            ErrorCode::Protocol => -32001,
            ErrorCode::UnknownLocus => -32002,
            ErrorCode::AmbiguousLocus => -32003,
            ErrorCode::BoxRefused => -32004,
            ErrorCode::NothingToUndo => -32005,
            ErrorCode::BadInput => -32006,
            ErrorCode::Store => -32007,
            ErrorCode::Busy => -32008,
            ErrorCode::Config => -32009,
            ErrorCode::Failed => -32010,
            ErrorCode::NothingDue => -32011,
        }
    }
}

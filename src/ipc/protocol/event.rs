//! What a watching connection is told. It must never carry the text of a note.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reply::BoxReply;

/// What a watching connection is told. On the wire: a JSON-RPC notification with `method` `"event"` and this
/// as `params`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Reviews were written.
    Logged {
        /// How many.
        reviews: u32,
        /// The batch.
        batch: Uuid,
    },
    /// A batch was taken back.
    Undone {
        /// The batch.
        batch: Uuid,
    },
    /// The notes were read and something changed.
    Notes {
        /// Loci that stand in the notes now.
        live: u32,
    },
    /// What is asked today changed.
    Due {
        /// Due and new loci.
        due: u32,
        /// Minutes.
        minutes: u32,
    },
    /// A box was started.
    BoxStarted {
        /// The box.
        #[serde(rename = "box")]
        running: BoxReply,
    },
    /// Half of a map box is used: enough?
    Enough {
        /// The box.
        #[serde(rename = "box")]
        running: BoxReply,
    },
    /// STOP: a box's time is over.
    Stop {
        /// The box.
        #[serde(rename = "box")]
        ended: BoxReply,
    },
    /// A box was ended by the user.
    BoxEnded {
        /// The box.
        #[serde(rename = "box")]
        ended: BoxReply,
    },
    /// The connection was too slow; this many events were skipped.
    Lagged {
        /// How many.
        skipped: u64,
    },
    /// The daemon ends.
    Bye,
}

impl Event {
    /// The names of all events, as `params.event` has them, in the order of the variants.
    pub const NAMES: [&str; 10] = [
        "logged",
        "undone",
        "notes",
        "due",
        "box_started",
        "enough",
        "stop",
        "box_ended",
        "lagged",
        "bye",
    ];
}

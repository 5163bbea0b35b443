//! What a watching connection is told. It must never carry the text of a note.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reply::{BoxReply, Silent};

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
    /// Why it is silent changed; absent once it is not.
    Silent {
        /// Why and until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        silent: Option<Silent>,
    },
    /// The mode changed.
    Mode {
        /// The mode.
        mode: String,
        /// Until when (RFC 3339), if it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
    },
    /// The study plan changed: a step was done or left out, a day has another date, its file was read anew, the date
    /// is another. All are absent where there is no plan any more.
    Plan {
        /// Which of its days it is, from 1; absent too before it starts and after its end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<u32>,
        /// How many days it has; absent as the day is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<u32>,
        /// Minutes of today's steps that are open, reviews apart; absent as the day is, and on dates without study.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u32>,
    },
    /// Something became of a notification.
    Notice {
        /// What it is about: `reminder`, `box` or `test`.
        subject: String,
        /// `shown`, `not_shown`, `pressed`, `closed` or `withdrawn`.
        state: String,
        /// `command` where `notify.command` told of it in the place of a screen, why it is not shown, what was pressed (`open`, `snooze`, `not_today`; of a box `done`; of a card `show`,
        /// `good`, `hard`, `again`, `next`, `undo`; of the question whether to go on `weekly`, `pause`, `keep`), how it
        /// was closed (`expired`, `dismissed`, `withdrawn`, `closed`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
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
    pub const NAMES: [&str; 14] = [
        "logged",
        "undone",
        "notes",
        "due",
        "box_started",
        "enough",
        "stop",
        "box_ended",
        "silent",
        "mode",
        "plan",
        "notice",
        "lagged",
        "bye",
    ];
}

//! What the daemon answers about silence and modes. It must never drop or rename a field.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reply::{PauseInfo, Silent};

/// A snooze that begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnoozeReply {
    /// Until when (RFC 3339).
    pub until: String,
    /// Until when the snooze held that this one replaces (RFC 3339); absent if there was none, or one until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
    /// Why it is silent now, all reasons together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// What `undo` takes back.
    pub batch: Uuid,
}

/// A pause that begins, or is planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PauseReply {
    /// From when (RFC 3339).
    pub from: String,
    /// Until when (RFC 3339).
    pub until: String,
    /// The pauses, as they were, of which this one takes all or a part: the last word counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<PauseInfo>,
    /// Whether `resume` would end this pause, and nothing else; absent if not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resumable: bool,
    /// Why it is silent now, all reasons together; absent if the pause lies ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// What `undo` takes back.
    pub batch: Uuid,
}

/// What `resume` ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResumeReply {
    /// `snooze`, `pause`; empty if there was nothing to end.
    pub ended: Vec<String>,
    /// The pauses among them that had not begun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<PauseInfo>,
    /// The pauses that are planned and stay so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<PauseInfo>,
    /// Why it is still silent, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// What `undo` takes back; absent if there was nothing to end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

/// The mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModeReply {
    /// The mode now.
    pub mode: String,
    /// Until when (RFC 3339), if it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The mode that this one replaces, if one was set that would hold still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<ModeInfo>,
    /// Loci that it hides today.
    pub held: u32,
    /// Why it is silent, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// What `undo` takes back; absent if it was only asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

/// A mode that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeInfo {
    /// Which.
    pub mode: String,
    /// Until when (RFC 3339), if it would have ended by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// How often it reminds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaceReply {
    /// `daily` or `weekly`.
    pub pace: String,
    /// Of a weekly one: the study day on which the next reminder may come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Why it is silent, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// What `undo` takes back; absent if it was only asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

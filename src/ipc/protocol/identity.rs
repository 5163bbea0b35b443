//! What the daemon answers about which locus is which. It must never drop or rename a field.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A history that goes on at another place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RebindReply {
    /// The path of the locus before.
    pub from: String,
    /// Its path now.
    pub path: String,
    /// How many reviews it has now.
    pub reviews: u32,
    /// How many of them were made at the new place before, as those of another locus.
    pub merged: u32,
    /// The study day on which it falls due, if it was reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// What `undo` takes back.
    pub batch: Uuid,
}

/// A locus with its anchor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinReply {
    /// Its path.
    pub path: String,
    /// The anchor, without `^`.
    pub anchor: String,
    /// The note.
    pub source: String,
    /// The line in it, from 1.
    pub line: u32,
    /// The line as it was written; absent if the anchor stood there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// What `undo` takes back; the anchor stays in the note.
    pub batch: Uuid,
}

/// A locus with its other names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AliasReply {
    /// Its path.
    pub path: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What `undo` takes back; absent if nothing changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

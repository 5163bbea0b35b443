//! `grade`: what was recalled, against the notes. It must never change anything.

use serde::{Deserialize, Serialize};

/// Parameters of `grade`. Exactly one of `text` and `path` is given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Grade {
    /// The map, palace or part of one, as the user typed it.
    pub scope: String,
    /// What was recalled: a map as indented lines, bullets or a drawn tree; a walk one room a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A file that holds it, absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The time was over: what comes after the last line is unreached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// Only what is due or new today gets a rating; the rest is unreached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub due: bool,
    /// The walk went from the last room to the first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reverse: bool,
    /// The room at which the walk began; what stands before it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// What a recall held: the `data` of `loci recall` and `loci walk`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradeReply {
    /// One for each locus of the scope, in note order.
    pub verdicts: Vec<VerdictInfo>,
    /// Lines that are nothing in the source, verbatim.
    pub extra: Vec<String>,
}

/// What became of one locus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VerdictInfo {
    /// Its path.
    pub path: String,
    /// Its label; of a room its place.
    pub label: String,
    /// A room's point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// `exact`, `close`, `partial`, `renamed`, `misplaced`, `missing`, `swapped` or `unreached`.
    pub verdict: String,
    /// The proposed rating, 1 to 4; `null`: none.
    pub rating: Option<u8>,
    /// Why, in words.
    pub reason: String,
    /// The line that was taken for it, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled: Option<String>,
}

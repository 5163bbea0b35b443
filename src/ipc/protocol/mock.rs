//! The mock interview on the wire: what it asks, how an answer is marked, what came of earlier ones.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reply::BoxReply;

/// Parameters of `mock_start`. What is absent comes from the open mock step of a plan's day that has begun, if nothing
/// else is named, and then from the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MockStart {
    /// How long it is, in seconds, at most an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_secs: Option<u32>,
    /// How many questions, 1 to 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questions: Option<u32>,
    /// Only what lies in this scope or folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Which questions come first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<MockChoice>,
    /// Draws the lots: the same number chooses the same questions, as long as nothing was reviewed or written since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// Which questions come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MockChoice {
    /// What is due, with one that is weak and one that was never asked.
    #[default]
    Any,
    /// What is recalled least surely.
    Weak,
}

/// A mock interview that has begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MockReply {
    /// Its box, of the kind `mock`.
    pub running: BoxReply,
    /// The how-manieth it is, from 1.
    pub number: u32,
    /// What it asks, in this order; at least one.
    pub questions: Vec<MockQuestion>,
    /// To think before each answer, in seconds.
    pub think_secs: u32,
    /// To answer, in seconds.
    pub answer_secs: u32,
    /// For the follow-up, in seconds.
    pub follow_up_secs: u32,
    /// What the seed was.
    pub seed: u64,
    /// The day of the plan whose step it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_day: Option<String>,
    /// The marks of the interview before, if one was marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<MockMarks>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MockQuestion {
    /// What is asked, as `log` takes it.
    pub scope: String,
    /// `children` (of a map's root or branch) or `route` (of a palace).
    pub kind: String,
    /// What is to be explained, verbatim: the way down to the branch that is asked; the title of the palace.
    pub ask: String,
    /// What it is called, outermost first, verbatim: a map and the branches down to the one that is asked; a palace,
    /// and its route where it has several.
    pub under: Vec<String>,
    /// What a good answer touches, in order; at least one.
    pub items: Vec<MockItem>,
    /// Which part it is, where a long list of branches or rooms is asked in parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<MockPart>,
    /// The palace's model answer, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// A part of a long list of branches or rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MockPart {
    /// The place of its first one among all, from 1.
    pub from: u32,
    /// The place of its last one.
    pub to: u32,
    /// How many there are in all.
    pub of: u32,
}

/// One thing that a good answer touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MockItem {
    /// Its path.
    pub path: String,
    /// The branch's label or the room's place, verbatim.
    pub label: String,
    /// The room's point, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
}

/// How an answer in a mock interview is marked, in a `log`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MockAnswer {
    /// The interview: its box.
    pub mock: Uuid,
    /// What was asked, as `mock_start` told it.
    pub scope: String,
    /// How good it was; absent where it was broken off before it was marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<MockPoints>,
    /// How long the answer was, in seconds.
    pub answer_secs: u32,
}

/// The marks of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MockPoints {
    /// It opened with a frame, and kept its order: 0 to 3.
    pub structure: u8,
    /// What was said is right: 0 to 3.
    pub correct: u8,
    /// A trade-off, an example, a limit: 0 to 3.
    pub depth: u8,
    /// In time, without a restart: 0 to 3.
    pub delivery: u8,
}

/// Parameters of `mocks`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mocks {
    /// At most so many, the latest ones; all if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A mock interview that was held, the latest first in a list of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MockInfo {
    /// Its box.
    pub id: Uuid,
    /// The how-manieth it was, from 1.
    pub number: u32,
    /// What it was about: a scope, or `all of it`.
    pub topic: String,
    /// `running`, `finished` or `stopped`.
    pub state: String,
    /// When it was started.
    pub started_at: String,
    /// How long it might last.
    pub limit_secs: u32,
    /// How much of that was used; 0 while it runs.
    pub used_secs: u32,
    /// Its mean marks, if an answer was marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<MockMarks>,
    /// Its answers, in their order.
    pub answers: Vec<MockAnswered>,
}

/// Mean marks over the answers of an interview, each 0 to 3.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MockMarks {
    /// It opened with a frame, and kept its order.
    pub structure: f32,
    /// What was said is right.
    pub correct: f32,
    /// A trade-off, an example, a limit.
    pub depth: f32,
    /// In time, without a restart.
    pub delivery: f32,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MockAnswered {
    /// What was asked.
    pub scope: String,
    /// How good it was; absent where it was broken off before it was marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<MockPoints>,
    /// How long the answer was, in seconds.
    pub answer_secs: u32,
    /// How many of its loci were said, in time.
    pub said: u32,
    /// Those that were said late or out of order.
    pub late: Vec<String>,
    /// Those that were not said.
    pub unsaid: Vec<String>,
}

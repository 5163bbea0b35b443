//! The study plan on the wire. It must never drop or rename a field.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reply::ProblemInfo;

/// Parameters of `plan`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanShow {
    /// Another study day than today (`YYYY-MM-DD`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Whether all days of the plan are told too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
}

/// Parameters of `plan_step`: a step was done, or is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanStep {
    /// The client's id of what it does, so that a retry does it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The plan's day, by its id or an unambiguous beginning; today's if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// `glance`, `learn`, `map`, `recall`, `code`, `palace`, `explain`, `mock` or `review`; absent: the next open one
    /// for `done`, all open ones of the day for `skipped`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// `done` or `skipped`.
    pub how: String,
    /// How long it took, at most 86,400 s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_secs: Option<u32>,
}

/// Parameters of `plan_move`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanMove {
    /// The client's id of what it does, so that a retry does it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The plan's day, by its id or an unambiguous beginning.
    pub day: String,
    /// Its study date from now on (`YYYY-MM-DD`).
    pub to: String,
}

/// Parameters of `plan_off`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanOff {
    /// The client's id of what it does, so that a retry does it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The first study date without the plan (`YYYY-MM-DD`); today if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last one; the first if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Parameters of `plan_catch_up`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanCatchUp {
    /// The client's id of what it does, so that a retry does it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// `rebalance`, `extend` or `drop`; absent: as `plan.on_missed` says, and all three are previewed if it says `ask`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Only what would come of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// The answer to `plan`, and to whatever changes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanReply {
    /// The day of the plan, from 1; 0 before it starts.
    pub day: u32,
    /// Days that the plan has for this level, focus and tracks.
    pub of: u32,
    /// The study day that is told.
    pub date: String,
    /// Minutes of the steps that are open on it, and of the reviews.
    pub minutes: u32,
    /// Its steps in order, reviews first.
    pub steps: Vec<PlanStepInfo>,
    /// The recall of all interview loci that is expected on the day of the interview, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall_on_the_day: Option<f32>,
    /// The same as if the interview were today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall_now: Option<f32>,
    /// The plan's name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// `beginner`, `intermediate` or `advanced`.
    pub level: String,
    /// `interview` or `learning`.
    pub focus: String,
    /// Minutes that a study day has.
    pub minutes_a_day: u32,
    /// The day of the interview, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interview: Option<String>,
    /// Whether this is a day of the final pass.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub final_pass: bool,
    /// The last study date of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Days that have passed and are not finished.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<PlanDayInfo>,
    /// What was missed and is to be made up for; absent if that is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_up: Option<PlanMadeUp>,
    /// Steps that do not fit into the day's minutes, and wait.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<PlanStepInfo>,
    /// What does not fit, and what to do about it; in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Why the file as it is now is no plan: then this is the one that it held before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemInfo>,
    /// Seconds of the last seven days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week: Option<PlanWeek>,
    /// All days, if they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<PlanDayInfo>,
    /// What `undo` takes back, if something was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

/// A step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanStepInfo {
    /// `DAY/KIND`.
    pub id: String,
    /// `glance`, `learn`, `map`, `recall`, `code`, `palace`, `explain`, `mock` or `review`.
    pub kind: String,
    /// What is done.
    pub title: String,
    /// The part of the notes it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Minutes that it takes; of one that was done in part, those that are left of it, and of one that is asked in part,
    /// those of the part.
    pub minutes: u32,
    /// Where a part of it is asked: minutes of it that wait for a later day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later_minutes: Option<u32>,
    /// How long the parts took that were done before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spent_secs: Option<u32>,
    /// Whether it was done.
    pub done: bool,
    /// Whether it is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
    /// The command that does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The command that checks the code of a step `code`, `{file}` in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<String>,
}

/// A day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanDayInfo {
    /// Its id.
    pub id: String,
    /// Its topic.
    pub title: String,
    /// `topic`, `catch-up`, `mock` or `final`.
    pub kind: String,
    /// Its study date.
    pub date: String,
    /// Minutes of its steps.
    pub minutes: u32,
    /// Steps that were done or left out.
    pub done: u32,
    /// Steps in all.
    pub of: u32,
    /// They.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<PlanStepInfo>,
}

/// What the last seven days went into, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanWeek {
    /// Coding from memory.
    pub code_secs: u32,
    /// Making maps.
    pub map_secs: u32,
    /// Making palaces.
    pub palace_secs: u32,
    /// Reviews.
    pub review_secs: u32,
}

/// The answer to `plan_catch_up`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanCatchUpReply {
    /// What came of it, or would come of each way.
    pub ways: Vec<PlanWay>,
    /// What `undo` takes back; absent in a dry run, or if nothing was missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

/// A way to catch up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanWay {
    /// `rebalance`, `extend` or `drop`.
    pub mode: String,
    /// Days that get another date.
    pub moved: Vec<PlanDayInfo>,
    /// Days that are left out.
    pub dropped: Vec<PlanDayInfo>,
    /// The last study date of the plan before.
    pub ended: String,
    /// And after.
    pub ends: String,
    /// The most minutes of a day from now on.
    pub most_minutes: u32,
    /// What there is to make up for then; absent if that is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_up: Option<PlanMadeUp>,
    /// What does not fit even so; in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What was missed and is to be read, drawn and coded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMadeUp {
    /// Minutes of it.
    pub minutes: u32,
    /// The study date by whose evening it is over, as far as can be known by now; absent if that is not before the
    /// interview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// The answer to `plan_text`: what the plan's file held when it was last a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTextReply {
    /// The file, absolute.
    pub file: String,
    /// All of it, at most 1 MiB.
    pub text: String,
}

/// The answer to `plan_blocks`: the plan as it lies in a calendar.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanBlocksReply {
    /// The plan's name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// The IANA name of the zone whose clock counts.
    pub zone: String,
    /// When something that the journal knows of the plan changed last; absent if nothing ever did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<String>,
    /// One for each day of the plan, by their beginnings.
    pub blocks: Vec<PlanBlock>,
    /// Why the file as it is now is no plan: then this is the one that it held before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemInfo>,
}

/// The time that is set aside for a day of the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanBlock {
    /// The id of the day.
    pub day: String,
    /// Its topic.
    pub title: String,
    /// `topic`, `catch-up`, `mock` or `final`.
    pub kind: String,
    /// Its study date.
    pub date: String,
    /// When it begins.
    pub starts: String,
    /// How long it takes.
    pub minutes: u32,
    /// Whether it does not take place: the day was left out, or finished before its date.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

//! The lines of an exported journal and of imported reviews: one JSON object each.
//!
//! An export read in again gives the same facts with the same ids, so a second import adds nothing. Fields
//! are only ever added.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::protocol::MockPoints;

/// One fact of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalLine {
    /// The fact's id.
    pub id: Uuid,
    /// The batch it belongs to.
    pub batch: Uuid,
    /// When (RFC 3339 with offset, to the millisecond).
    pub at: String,
    /// The study day it counts for.
    pub day: String,
    /// What happened.
    #[serde(flatten)]
    pub fact: FactLine,
}

impl JournalLine {
    /// The line as a JSON value.
    pub fn to_value(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::to_value(self)
    }

    /// Reads one line.
    pub fn from_json(line: &str) -> Result<JournalLine, serde_json::Error> {
        serde_json::from_str(line)
    }
}

/// What happened; the word in `fact` tells which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum FactLine {
    /// A locus got its id.
    Born {
        /// The id.
        locus: Uuid,
        /// `branch` or `room`.
        kind: String,
        /// The label path, verbatim.
        label_path: Vec<String>,
        /// How many had got their first id at that path before.
        n: u32,
        /// The slug path.
        path: String,
        /// A room's point.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        point: Option<String>,
    },
    /// A locus was recalled.
    Review {
        /// Which.
        locus: Uuid,
        /// 1 to 4.
        rating: u8,
        /// The due day that was chosen.
        due: String,
        /// Its share of the time that the recall took.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        took_secs: Option<u32>,
        /// `log`, `review` or `import`.
        source: String,
        /// The user's remark.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A batch was taken back.
    Undo {
        /// Which.
        undone: Uuid,
    },
    /// A locus is not to be asked.
    Suspend {
        /// Which.
        locus: Uuid,
    },
    /// It may be asked again.
    Unsuspend {
        /// Which.
        locus: Uuid,
    },
    /// It was renamed or moved.
    Move {
        /// Which.
        locus: Uuid,
        /// Labels before.
        from: Vec<String>,
        /// Labels after.
        to: Vec<String>,
        /// The slug path after.
        path: String,
    },
    /// A room's point was rewritten.
    Repoint {
        /// Which.
        locus: Uuid,
        /// Before.
        from: String,
        /// After.
        to: String,
        /// `much` if it is something else to learn, `back` if it is again what was learned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        changed: Option<String>,
    },
    /// It is gone from the notes.
    Retire {
        /// Which.
        locus: Uuid,
        /// The anchor that it had, without `^`; absent if it had none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<String>,
    },
    /// It stands in the notes again.
    Return {
        /// Which.
        locus: Uuid,
        /// The slug path now.
        path: String,
        /// The label path now; absent if it is the one it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Vec<String>>,
    },
    /// A move was taken back: it is not what stands at `from`.
    Apart {
        /// Which.
        locus: Uuid,
        /// Labels of what it is not.
        from: Vec<String>,
        /// Its labels again.
        to: Vec<String>,
        /// Its slug path again.
        path: String,
    },
    /// The user said that it is what stands at `to`.
    Rebind {
        /// Which.
        locus: Uuid,
        /// Labels before.
        from: Vec<String>,
        /// Labels after.
        to: Vec<String>,
        /// The slug path after.
        path: String,
    },
    /// The user said that it is another one, which has its reviews now.
    Merge {
        /// Which.
        locus: Uuid,
        /// What it is.
        into: Uuid,
    },
    /// An anchor was written behind it in its note.
    Pin {
        /// Which.
        locus: Uuid,
        /// The anchor, without `^`.
        anchor: String,
    },
    /// It was given another name.
    Alias {
        /// Which.
        locus: Uuid,
        /// The name.
        text: String,
    },
    /// Another name was taken away.
    Unalias {
        /// Of which.
        locus: Uuid,
        /// The name.
        text: String,
    },
    /// A possible map or palace was taken.
    Adopt {
        /// Its key.
        key: String,
    },
    /// A box was started.
    BoxStarted {
        /// The box.
        #[serde(rename = "box")]
        id: Uuid,
        /// `map`, `palace`, `recall`, `explain` or `mock`.
        kind: String,
        /// The topic.
        topic: String,
        /// The budget.
        limit_secs: u32,
        /// Which boot of the machine.
        boot: Uuid,
        /// Milliseconds since that boot.
        boot_ms: u64,
    },
    /// A box ended.
    BoxEnded {
        /// The box.
        #[serde(rename = "box")]
        id: Uuid,
        /// `finished`, `stopped` or `cancelled`.
        how: String,
        /// How much was used.
        used_secs: u32,
        /// The parked line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A line was parked on a box that had ended.
    Park {
        /// The box.
        #[serde(rename = "box")]
        id: Uuid,
        /// The line.
        note: String,
    },
    /// A journal was imported.
    Import {
        /// The batches that it brought.
        batches: Vec<Uuid>,
    },
    /// An answer of a mock interview was marked; its ratings are the reviews of the same batch.
    MockAnswer {
        /// The interview: its box.
        #[serde(rename = "box")]
        id: Uuid,
        /// What was asked.
        scope: String,
        /// The marks; absent where it was broken off before it was marked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        marks: Option<MockPoints>,
        /// How long the answer was.
        answer_secs: u32,
    },
    /// Reminders were put off.
    Snooze {
        /// Until when (RFC 3339).
        until: String,
    },
    /// Reminders are kept back for a while.
    Pause {
        /// From when (RFC 3339).
        from: String,
        /// Until when (RFC 3339).
        until: String,
    },
    /// Snooze and pauses were ended.
    Resume {},
    /// The mode was changed.
    Mode {
        /// The mode.
        mode: String,
        /// Until when (RFC 3339), if it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
    },
    /// A reminder was delivered.
    Remind {
        /// `digest`, `welcome`, `ask`, `nudge` or `again`.
        what: String,
    },
    /// A reminder was opened.
    Opened {},
    /// How often the user wants to be reminded.
    Pace {
        /// `daily` or `weekly`.
        pace: String,
    },
    /// A step of a plan's day was done, or is left out.
    PlanStep {
        /// The id of the day.
        plan_day: String,
        /// The step.
        step: String,
        /// `done` or `skipped`.
        how: String,
        /// How long it took.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        took_secs: Option<u32>,
    },
    /// Days of a plan got other study dates.
    PlanDates {
        /// The id of each day, and its date.
        dates: Vec<(String, String)>,
    },
    /// Dates passed that days of a plan had by their place in it.
    PlanPassed {
        /// The first study date of that plan.
        since: String,
        /// The id of each day, and its date.
        dates: Vec<(String, String)>,
    },
    /// Study dates without the plan.
    PlanOff {
        /// The first.
        from: String,
        /// The last.
        until: String,
    },
    /// A chore was done.
    Chore {
        /// Its name.
        name: String,
        /// The study day it was done for.
        done_for: String,
    },
}

/// One review to import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportLine {
    /// The path of the locus.
    pub locus: String,
    /// 1 to 4.
    pub rating: u8,
    /// When (RFC 3339).
    pub at: String,
    /// How long it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_secs: Option<u32>,
}

impl ImportLine {
    /// Reads one line.
    pub fn from_json(line: &str) -> Result<ImportLine, serde_json::Error> {
        serde_json::from_str(line)
    }
}

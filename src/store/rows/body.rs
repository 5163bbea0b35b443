//! The JSON beside the columns of a journal row: one shape for each kind of fact.
//!
//! Fields are only added, each with a default.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::NoFact;
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::journal::{Birth, Changed, Entry, Fact};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::mock::{Answer, Points, Rubric};
use crate::domain::now::{BootInstant, Secs};
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::{Dates, StepSaid};
use crate::domain::plan::words::StepKind;
use crate::domain::timebox::{BoxEnd, BoxId, BoxKind, BoxStart, Ending};

/// The word for a point that changed much.
pub(super) const MUCH: &str = "much";
/// That it is again what was learned.
pub(super) const BACK: &str = "back";

#[derive(Serialize, Deserialize)]
pub(super) struct Nothing {}

#[derive(Serialize, Deserialize)]
pub(super) struct BornBody {
    pub(super) kind: String,
    pub(super) label_path: Vec<String>,
    pub(super) n: u32,
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) point: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReviewBody {
    pub(super) source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<String>,
    /// When it was logged, if that is not when it was recalled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) said: Option<StampBody>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StampBody {
    pub(super) at_ms: i64,
    pub(super) offset_secs: i32,
    pub(super) day: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct UndoBody {
    pub(super) batch: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct MoveBody {
    pub(super) from: Vec<String>,
    pub(super) to: Vec<String>,
    pub(super) path: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RepointBody {
    pub(super) from: String,
    pub(super) to: String,
    /// `much`; absent: little, and before it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) changed: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct MergeBody {
    pub(super) into: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PinBody {
    pub(super) anchor: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AliasBody {
    pub(super) text: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RetireBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) anchor: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReturnBody {
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AdoptBody {
    pub(super) key: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct BoxStartedBody {
    #[serde(rename = "box")]
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) topic: String,
    pub(super) started: StampBody,
    pub(super) boot: String,
    pub(super) boot_ms: u64,
    pub(super) limit_secs: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct BoxEndedBody {
    #[serde(rename = "box")]
    pub(super) id: String,
    pub(super) how: String,
    pub(super) used_secs: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ParkBody {
    #[serde(rename = "box")]
    pub(super) id: String,
    pub(super) note: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ImportBody {
    pub(super) batches: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct MockAnswerBody {
    #[serde(rename = "box")]
    pub(super) mock: String,
    pub(super) scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) marks: Option<MarksBody>,
    pub(super) answer_secs: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct MarksBody {
    pub(super) structure: u8,
    pub(super) correct: u8,
    pub(super) depth: u8,
    pub(super) delivery: u8,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SnoozeBody {
    pub(super) until_ms: i64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PauseBody {
    pub(super) from_ms: i64,
    pub(super) until_ms: i64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ModeBody {
    pub(super) mode: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until_ms: Option<i64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RemindBody {
    pub(super) what: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PaceBody {
    pub(super) pace: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlanStepBody {
    pub(super) plan_day: String,
    pub(super) step: String,
    pub(super) how: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) took_secs: Option<u32>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlanDatesBody {
    pub(super) dates: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlanPassedBody {
    pub(super) since: String,
    pub(super) dates: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlanOffBody {
    pub(super) from: String,
    pub(super) until: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ChoreBody {
    pub(super) name: String,
    pub(super) day: String,
}

impl BornBody {
    pub(super) fn birth(self, locus: LocusId) -> Result<Birth, NoFact> {
        Ok(Birth {
            locus,
            kind: Kind::from_word(&self.kind).ok_or(NoFact::UnknownWord(self.kind))?,
            label_path: self.label_path,
            n: self.n,
            path: self.path,
            point: self.point,
        })
    }
}

impl StampBody {
    pub(super) fn of(stamp: Stamp) -> StampBody {
        StampBody {
            at_ms: stamp.at_ms,
            offset_secs: stamp.offset_secs,
            day: stamp.day.to_string(),
        }
    }

    pub(super) fn stamp(self) -> Result<Stamp, NoFact> {
        Ok(Stamp {
            at_ms: self.at_ms,
            offset_secs: self.offset_secs,
            day: parse_day(&self.day)?,
        })
    }
}

impl BoxStartedBody {
    pub(super) fn start(self) -> Result<BoxStart, NoFact> {
        Ok(BoxStart {
            id: BoxId(uuid(&self.id)?),
            kind: BoxKind::from_word(&self.kind).ok_or(NoFact::UnknownWord(self.kind))?,
            topic: self.topic,
            started: self.started.stamp()?,
            boot: BootInstant {
                boot: uuid(&self.boot)?,
                ms: self.boot_ms,
            },
            limit: Secs(self.limit_secs),
        })
    }
}

impl BoxEndedBody {
    pub(super) fn end(self) -> Result<BoxEnd, NoFact> {
        Ok(BoxEnd {
            id: BoxId(uuid(&self.id)?),
            how: Ending::from_word(&self.how).ok_or(NoFact::UnknownWord(self.how))?,
            used: Secs(self.used_secs),
            note: self.note,
        })
    }
}

impl MockAnswerBody {
    pub(super) fn answer(self) -> Result<Answer, NoFact> {
        Ok(Answer {
            mock: BoxId(uuid(&self.mock)?),
            scope: self.scope,
            rubric: self.marks.map(|marks| marks.rubric()).transpose()?,
            took: Secs(self.answer_secs),
        })
    }
}

impl MarksBody {
    fn of(rubric: Rubric) -> MarksBody {
        MarksBody {
            structure: rubric.structure.number(),
            correct: rubric.correct.number(),
            depth: rubric.depth.number(),
            delivery: rubric.delivery.number(),
        }
    }

    fn rubric(&self) -> Result<Rubric, NoFact> {
        let points =
            |number: u8| Points::new(number).ok_or_else(|| NoFact::UnknownWord(number.to_string()));
        Ok(Rubric {
            structure: points(self.structure)?,
            correct: points(self.correct)?,
            depth: points(self.depth)?,
            delivery: points(self.delivery)?,
        })
    }
}

impl PlanStepBody {
    pub(super) fn fact(self) -> Result<Fact, NoFact> {
        Ok(Fact::PlanStep {
            day: day_id(self.plan_day)?,
            step: StepKind::from_word(&self.step).ok_or(NoFact::UnknownWord(self.step))?,
            how: StepSaid::from_word(&self.how).ok_or(NoFact::UnknownWord(self.how))?,
            took: self.took_secs.map(Secs),
        })
    }
}

impl PlanDatesBody {
    pub(super) fn fact(self) -> Result<Fact, NoFact> {
        Ok(Fact::PlanDates {
            dates: dated(self.dates)?,
        })
    }
}

impl PlanPassedBody {
    pub(super) fn fact(self) -> Result<Fact, NoFact> {
        Ok(Fact::PlanPassed {
            since: parse_day(&self.since)?,
            dates: dated(self.dates)?,
        })
    }
}

fn dated(dates: Vec<(String, String)>) -> Result<Vec<(DayId, StudyDay)>, NoFact> {
    let dates = dates.into_iter();
    dates
        .map(|(day, date)| Ok((day_id(day)?, parse_day(&date)?)))
        .collect()
}

fn written(dates: &[(DayId, StudyDay)]) -> Vec<(String, String)> {
    let dates = dates.iter();
    dates
        .map(|(day, date)| (day.to_string(), date.to_string()))
        .collect()
}

impl PlanOffBody {
    pub(super) fn fact(&self) -> Result<Fact, NoFact> {
        let (from, until) = (parse_day(&self.from)?, parse_day(&self.until)?);
        Ok(Fact::PlanOff {
            dates: Dates { from, until },
        })
    }
}

fn day_id(text: String) -> Result<DayId, NoFact> {
    DayId::new(&text).ok_or(NoFact::UnknownWord(text))
}

/// The JSON of an entry's fact.
pub(super) fn body(entry: &Entry) -> Result<String, NoFact> {
    let json = match &entry.fact {
        Fact::Born(birth) => serde_json::to_string(&BornBody {
            kind: birth.kind.as_str().to_owned(),
            label_path: birth.label_path.clone(),
            n: birth.n,
            path: birth.path.clone(),
            point: birth.point.clone(),
        }),
        Fact::Review(review) => serde_json::to_string(&ReviewBody {
            source: review.source.as_str().to_owned(),
            note: review.note.clone(),
            said: (entry.stamp != review.stamp).then(|| StampBody::of(entry.stamp)),
        }),
        Fact::Undo { batch } => serde_json::to_string(&UndoBody {
            batch: batch.0.to_string(),
        }),
        Fact::Suspend { .. } | Fact::Unsuspend { .. } | Fact::Resume | Fact::Opened => {
            serde_json::to_string(&Nothing {})
        }
        Fact::Retire { anchor, .. } => serde_json::to_string(&RetireBody {
            anchor: anchor.clone(),
        }),
        Fact::Snooze { until } => serde_json::to_string(&SnoozeBody {
            until_ms: until.timestamp_millis(),
        }),
        Fact::Pause { from, until } => serde_json::to_string(&PauseBody {
            from_ms: from.timestamp_millis(),
            until_ms: until.timestamp_millis(),
        }),
        Fact::Mode { mode, until } => serde_json::to_string(&ModeBody {
            mode: mode.as_str().to_owned(),
            until_ms: until.map(|until| until.timestamp_millis()),
        }),
        Fact::Pace { pace } => serde_json::to_string(&PaceBody {
            pace: pace.as_str().to_owned(),
        }),
        Fact::PlanStep {
            day,
            step,
            how,
            took,
        } => serde_json::to_string(&PlanStepBody {
            plan_day: day.to_string(),
            step: step.as_str().to_owned(),
            how: how.as_str().to_owned(),
            took_secs: took.map(|took| took.0),
        }),
        Fact::PlanDates { dates } => serde_json::to_string(&PlanDatesBody {
            dates: written(dates),
        }),
        Fact::PlanPassed { since, dates } => serde_json::to_string(&PlanPassedBody {
            since: since.to_string(),
            dates: written(dates),
        }),
        Fact::PlanOff { dates } => serde_json::to_string(&PlanOffBody {
            from: dates.from.to_string(),
            until: dates.until.to_string(),
        }),
        Fact::Remind { what } => serde_json::to_string(&RemindBody {
            what: what.as_str().to_owned(),
        }),
        Fact::Move { from, to, path, .. }
        | Fact::Apart { from, to, path, .. }
        | Fact::Rebind { from, to, path, .. } => serde_json::to_string(&MoveBody {
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        }),
        Fact::Repoint {
            from, to, changed, ..
        } => serde_json::to_string(&RepointBody {
            from: from.clone(),
            to: to.clone(),
            changed: match changed {
                Changed::Little => None,
                Changed::Much => Some(MUCH.to_owned()),
                Changed::Back => Some(BACK.to_owned()),
            },
        }),
        Fact::Merge { into, .. } => serde_json::to_string(&MergeBody {
            into: into.0.to_string(),
        }),
        Fact::Pin { anchor, .. } => serde_json::to_string(&PinBody {
            anchor: anchor.clone(),
        }),
        Fact::Alias { text, .. } | Fact::Unalias { text, .. } => {
            serde_json::to_string(&AliasBody { text: text.clone() })
        }
        Fact::Return { path, to, .. } => serde_json::to_string(&ReturnBody {
            path: path.clone(),
            to: to.clone(),
        }),
        Fact::Adopt { key } => serde_json::to_string(&AdoptBody { key: key.clone() }),
        Fact::BoxStarted(start) => serde_json::to_string(&BoxStartedBody {
            id: start.id.0.to_string(),
            kind: start.kind.as_str().to_owned(),
            topic: start.topic.clone(),
            started: StampBody::of(start.started),
            boot: start.boot.boot.to_string(),
            boot_ms: start.boot.ms,
            limit_secs: start.limit.0,
        }),
        Fact::BoxEnded(end) => serde_json::to_string(&BoxEndedBody {
            id: end.id.0.to_string(),
            how: end.how.as_str().to_owned(),
            used_secs: end.used.0,
            note: end.note.clone(),
        }),
        Fact::Park { id, note } => serde_json::to_string(&ParkBody {
            id: id.0.to_string(),
            note: note.clone(),
        }),
        Fact::MockAnswer(answer) => serde_json::to_string(&MockAnswerBody {
            mock: answer.mock.0.to_string(),
            scope: answer.scope.clone(),
            marks: answer.rubric.map(MarksBody::of),
            answer_secs: answer.took.0,
        }),
        Fact::Import { batches } => serde_json::to_string(&ImportBody {
            batches: batches.iter().map(|batch| batch.0.to_string()).collect(),
        }),
        Fact::Chore { name, day } => serde_json::to_string(&ChoreBody {
            name: name.clone(),
            day: day.to_string(),
        }),
    };
    Ok(json?)
}

pub(super) fn uuid(text: &str) -> Result<Uuid, NoFact> {
    Uuid::parse_str(text).map_err(|_| NoFact::UnknownWord(text.to_owned()))
}

pub(super) fn moment(ms: i64) -> Result<DateTime<Utc>, NoFact> {
    DateTime::from_timestamp_millis(ms).ok_or(NoFact::Time(ms))
}

pub(super) fn parse_day(text: &str) -> Result<StudyDay, NoFact> {
    text.parse().map_err(|_| NoFact::Day(text.to_owned()))
}

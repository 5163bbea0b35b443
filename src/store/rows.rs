//! A fact as a row of the journal, and back. Columns for what is searched, JSON for the rest.
//!
//! What is written here must stay readable for ever: fields are only added, each with a default. The golden
//! lines in `tests/data/golden/facts.jsonl` hold the format.

use chrono::{DateTime, Utc};
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::sql::Id;
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::journal::{Birth, Entry, Fact};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::mode::Mode;
use crate::domain::now::{BootInstant, Secs};
use crate::domain::rating::Rating;
use crate::domain::remind::Reminder;
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::timebox::{BoxEnd, BoxId, BoxKind, BoxStart, Ending};

/// The columns of a journal row, in the order of [`FactRow::from_row`].
pub(super) const COLUMNS: &str = "j.seq, j.id, j.batch, j.kind, j.at_ms, j.offset_secs, j.day, j.locus, j.rating, j.due, j.took_secs, j.body";

/// A row of the journal without its number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FactRow {
    pub(super) id: Uuid,
    pub(super) batch: BatchId,
    pub(super) kind: String,
    pub(super) stamp: Stamp,
    pub(super) locus: Option<LocusId>,
    pub(super) rating: Option<Rating>,
    pub(super) due: Option<StudyDay>,
    pub(super) took: Option<Secs>,
    pub(super) body: String,
}

/// Why a row is no fact.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoFact {
    #[error("a fact of the unknown kind `{0}`")]
    UnknownKind(String),
    #[error("the unknown word `{0}`")]
    UnknownWord(String),
    #[error("a {kind} without its {column}")]
    Missing { kind: String, column: &'static str },
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("the day `{0}`")]
    Day(String),
    #[error("the time {0}")]
    Time(i64),
}

#[derive(Serialize, Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct BornBody {
    kind: String,
    label_path: Vec<String>,
    n: u32,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    point: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ReviewBody {
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// When it was logged, if that is not when it was recalled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said: Option<StampBody>,
}

#[derive(Serialize, Deserialize)]
struct StampBody {
    at_ms: i64,
    offset_secs: i32,
    day: String,
}

#[derive(Serialize, Deserialize)]
struct UndoBody {
    batch: String,
}

#[derive(Serialize, Deserialize)]
struct MoveBody {
    from: Vec<String>,
    to: Vec<String>,
    path: String,
}

#[derive(Serialize, Deserialize)]
struct RepointBody {
    from: String,
    to: String,
}

#[derive(Serialize, Deserialize)]
struct ReturnBody {
    path: String,
}

#[derive(Serialize, Deserialize)]
struct AdoptBody {
    key: String,
}

#[derive(Serialize, Deserialize)]
struct BoxStartedBody {
    #[serde(rename = "box")]
    id: String,
    kind: String,
    topic: String,
    started: StampBody,
    boot: String,
    boot_ms: u64,
    limit_secs: u32,
}

#[derive(Serialize, Deserialize)]
struct BoxEndedBody {
    #[serde(rename = "box")]
    id: String,
    how: String,
    used_secs: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ParkBody {
    #[serde(rename = "box")]
    id: String,
    note: String,
}

#[derive(Serialize, Deserialize)]
struct ImportBody {
    batches: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct SnoozeBody {
    until_ms: i64,
}

#[derive(Serialize, Deserialize)]
struct PauseBody {
    from_ms: i64,
    until_ms: i64,
}

#[derive(Serialize, Deserialize)]
struct ModeBody {
    mode: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until_ms: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct RemindBody {
    what: String,
}

#[derive(Serialize, Deserialize)]
struct ChoreBody {
    name: String,
    day: String,
}

impl FactRow {
    /// The row of a fact.
    pub(super) fn of(entry: &Entry) -> Result<FactRow, NoFact> {
        let review = if let Fact::Review(review) = &entry.fact {
            Some(review)
        } else {
            None
        };
        Ok(FactRow {
            id: entry.id,
            batch: entry.batch,
            kind: entry.fact.kind().to_owned(),
            stamp: review.map_or(entry.stamp, |review| review.stamp),
            locus: entry.fact.locus(),
            rating: review.map(|review| review.rating),
            due: review.map(|review| review.due),
            took: review.and_then(|review| review.took),
            body: body(entry)?,
        })
    }

    /// Reads the columns of [`COLUMNS`]: the row's number and the row.
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<(u64, FactRow)> {
        let seq: i64 = row.get(0)?;
        let fact = FactRow {
            id: row.get::<_, Id>(1)?.0,
            batch: row.get(2)?,
            kind: row.get(3)?,
            stamp: Stamp {
                at_ms: row.get(4)?,
                offset_secs: row.get(5)?,
                day: row.get(6)?,
            },
            locus: row.get(7)?,
            rating: row.get(8)?,
            due: row.get(9)?,
            took: row.get(10)?,
            body: row.get(11)?,
        };
        Ok((seq.unsigned_abs(), fact))
    }

    /// The fact that the row holds.
    pub(super) fn entry(self) -> Result<Entry, NoFact> {
        let (fact, said) = self.fact()?;
        Ok(Entry {
            id: self.id,
            batch: self.batch,
            stamp: said.unwrap_or(self.stamp),
            fact,
        })
    }

    fn fact(&self) -> Result<(Fact, Option<Stamp>), NoFact> {
        let text = self.body.as_str();
        let fact = match self.kind.as_str() {
            "born" => Fact::Born(serde_json::from_str::<BornBody>(text)?.birth(self.the_locus()?)?),
            "review" => return self.review(),
            "undo" => Fact::Undo {
                batch: BatchId(uuid(&serde_json::from_str::<UndoBody>(text)?.batch)?),
            },
            "suspend" => Fact::Suspend {
                locus: self.the_locus()?,
            },
            "unsuspend" => Fact::Unsuspend {
                locus: self.the_locus()?,
            },
            "move" => {
                let MoveBody { from, to, path } = serde_json::from_str(text)?;
                let locus = self.the_locus()?;
                Fact::Move {
                    locus,
                    from,
                    to,
                    path,
                }
            }
            "repoint" => {
                let RepointBody { from, to } = serde_json::from_str(text)?;
                let locus = self.the_locus()?;
                Fact::Repoint { locus, from, to }
            }
            "retire" => Fact::Retire {
                locus: self.the_locus()?,
            },
            "return" => Fact::Return {
                locus: self.the_locus()?,
                path: serde_json::from_str::<ReturnBody>(text)?.path,
            },
            "adopt" => Fact::Adopt {
                key: serde_json::from_str::<AdoptBody>(text)?.key,
            },
            "box_started" => {
                Fact::BoxStarted(serde_json::from_str::<BoxStartedBody>(text)?.start()?)
            }
            "box_ended" => Fact::BoxEnded(serde_json::from_str::<BoxEndedBody>(text)?.end()?),
            "park" => {
                let ParkBody { id, note } = serde_json::from_str(text)?;
                let id = BoxId(uuid(&id)?);
                Fact::Park { id, note }
            }
            "import" => {
                let ImportBody { batches } = serde_json::from_str(text)?;
                let ids = batches.iter().map(|id| Ok(BatchId(uuid(id)?)));
                let batches = ids.collect::<Result<_, NoFact>>()?;
                Fact::Import { batches }
            }
            "snooze" => Fact::Snooze {
                until: moment(serde_json::from_str::<SnoozeBody>(text)?.until_ms)?,
            },
            "pause" => {
                let PauseBody { from_ms, until_ms } = serde_json::from_str(text)?;
                Fact::Pause {
                    from: moment(from_ms)?,
                    until: moment(until_ms)?,
                }
            }
            "resume" => Fact::Resume,
            "mode" => {
                let ModeBody { mode, until_ms } = serde_json::from_str(text)?;
                Fact::Mode {
                    mode: Mode::from_word(&mode).ok_or(NoFact::UnknownWord(mode))?,
                    until: until_ms.map(moment).transpose()?,
                }
            }
            "remind" => {
                let RemindBody { what } = serde_json::from_str(text)?;
                let what = Reminder::from_word(&what).ok_or(NoFact::UnknownWord(what))?;
                Fact::Remind { what }
            }
            "opened" => Fact::Opened,
            "chore" => {
                let ChoreBody { name, day } = serde_json::from_str(text)?;
                let day = parse_day(&day)?;
                Fact::Chore { name, day }
            }
            unknown => return Err(NoFact::UnknownKind(unknown.to_owned())),
        };
        Ok((fact, None))
    }

    fn review(&self) -> Result<(Fact, Option<Stamp>), NoFact> {
        let body: ReviewBody = serde_json::from_str(&self.body)?;
        let said = body.said.map(StampBody::stamp).transpose()?;
        let review = Review {
            id: ReviewId(self.id),
            locus: self.the_locus()?,
            rating: self.rating.ok_or_else(|| self.missing("rating"))?,
            stamp: self.stamp,
            due: self.due.ok_or_else(|| self.missing("due day"))?,
            took: self.took,
            source: Source::from_word(&body.source)
                .ok_or_else(|| NoFact::UnknownWord(body.source.clone()))?,
            note: body.note,
        };
        Ok((Fact::Review(review), said))
    }

    fn the_locus(&self) -> Result<LocusId, NoFact> {
        self.locus.ok_or_else(|| self.missing("locus"))
    }

    fn missing(&self, column: &'static str) -> NoFact {
        NoFact::Missing {
            kind: self.kind.clone(),
            column,
        }
    }
}

impl BornBody {
    fn birth(self, locus: LocusId) -> Result<Birth, NoFact> {
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
    fn of(stamp: Stamp) -> StampBody {
        StampBody {
            at_ms: stamp.at_ms,
            offset_secs: stamp.offset_secs,
            day: stamp.day.to_string(),
        }
    }

    fn stamp(self) -> Result<Stamp, NoFact> {
        Ok(Stamp {
            at_ms: self.at_ms,
            offset_secs: self.offset_secs,
            day: parse_day(&self.day)?,
        })
    }
}

impl BoxStartedBody {
    fn start(self) -> Result<BoxStart, NoFact> {
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
    fn end(self) -> Result<BoxEnd, NoFact> {
        Ok(BoxEnd {
            id: BoxId(uuid(&self.id)?),
            how: Ending::from_word(&self.how).ok_or(NoFact::UnknownWord(self.how))?,
            used: Secs(self.used_secs),
            note: self.note,
        })
    }
}

fn body(entry: &Entry) -> Result<String, NoFact> {
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
        Fact::Suspend { .. }
        | Fact::Unsuspend { .. }
        | Fact::Retire { .. }
        | Fact::Resume
        | Fact::Opened => serde_json::to_string(&Nothing {}),
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
        Fact::Remind { what } => serde_json::to_string(&RemindBody {
            what: what.as_str().to_owned(),
        }),
        Fact::Move { from, to, path, .. } => serde_json::to_string(&MoveBody {
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        }),
        Fact::Repoint { from, to, .. } => serde_json::to_string(&RepointBody {
            from: from.clone(),
            to: to.clone(),
        }),
        Fact::Return { path, .. } => serde_json::to_string(&ReturnBody { path: path.clone() }),
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

fn uuid(text: &str) -> Result<Uuid, NoFact> {
    Uuid::parse_str(text).map_err(|_| NoFact::UnknownWord(text.to_owned()))
}

fn moment(ms: i64) -> Result<DateTime<Utc>, NoFact> {
    DateTime::from_timestamp_millis(ms).ok_or(NoFact::Time(ms))
}

fn parse_day(text: &str) -> Result<StudyDay, NoFact> {
    text.parse().map_err(|_| NoFact::Day(text.to_owned()))
}

#[cfg(test)]
mod tests;

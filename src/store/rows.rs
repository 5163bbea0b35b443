//! A fact as a row of the journal, and back. Columns for what is searched, JSON for the rest.
//!
//! What is written here must stay readable for ever: fields are only added, each with a default. The golden
//! lines in `tests/data/golden/facts.jsonl` hold the format.

use rusqlite::Row;
use uuid::Uuid;

use super::sql::Id;
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::journal::{Changed, Entry, Fact};
use crate::domain::locus::LocusId;
use crate::domain::mode::Mode;
use crate::domain::now::Secs;
use crate::domain::rating::Rating;
use crate::domain::remind::{Pace, Reminder};
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::timebox::BoxId;
use body::{
    AdoptBody, AliasBody, BACK, BornBody, BoxEndedBody, BoxStartedBody, ChoreBody, ImportBody,
    MUCH, MergeBody, MockAnswerBody, ModeBody, MoveBody, PaceBody, ParkBody, PauseBody, PinBody,
    PlanDatesBody, PlanOffBody, PlanPassedBody, PlanStepBody, RemindBody, RepointBody, RetireBody,
    ReturnBody, ReviewBody, SnoozeBody, StampBody, UndoBody, body, moment, parse_day, uuid,
};

mod body;

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
                let RepointBody { from, to, changed } = serde_json::from_str(text)?;
                let changed = match changed.as_deref() {
                    None => Changed::Little,
                    Some(MUCH) => Changed::Much,
                    Some(BACK) => Changed::Back,
                    Some(word) => return Err(NoFact::UnknownWord(word.to_owned())),
                };
                Fact::Repoint {
                    locus: self.the_locus()?,
                    from,
                    to,
                    changed,
                }
            }
            "retire" => Fact::Retire {
                locus: self.the_locus()?,
                anchor: serde_json::from_str::<RetireBody>(text)?.anchor,
            },
            "return" => {
                let ReturnBody { path, to } = serde_json::from_str(text)?;
                let locus = self.the_locus()?;
                Fact::Return { locus, path, to }
            }
            "apart" => {
                let MoveBody { from, to, path } = serde_json::from_str(text)?;
                let locus = self.the_locus()?;
                Fact::Apart {
                    locus,
                    from,
                    to,
                    path,
                }
            }
            "rebind" => {
                let MoveBody { from, to, path } = serde_json::from_str(text)?;
                let locus = self.the_locus()?;
                Fact::Rebind {
                    locus,
                    from,
                    to,
                    path,
                }
            }
            "merge" => Fact::Merge {
                locus: self.the_locus()?,
                into: LocusId(uuid(&serde_json::from_str::<MergeBody>(text)?.into)?),
            },
            "pin" => Fact::Pin {
                locus: self.the_locus()?,
                anchor: serde_json::from_str::<PinBody>(text)?.anchor,
            },
            "alias" => Fact::Alias {
                locus: self.the_locus()?,
                text: serde_json::from_str::<AliasBody>(text)?.text,
            },
            "unalias" => Fact::Unalias {
                locus: self.the_locus()?,
                text: serde_json::from_str::<AliasBody>(text)?.text,
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
            "mock_answer" => {
                Fact::MockAnswer(serde_json::from_str::<MockAnswerBody>(text)?.answer()?)
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
            "pace" => {
                let PaceBody { pace } = serde_json::from_str(text)?;
                Fact::Pace {
                    pace: Pace::from_word(&pace).ok_or(NoFact::UnknownWord(pace))?,
                }
            }
            "plan_step" => serde_json::from_str::<PlanStepBody>(text)?.fact()?,
            "plan_dates" => serde_json::from_str::<PlanDatesBody>(text)?.fact()?,
            "plan_passed" => serde_json::from_str::<PlanPassedBody>(text)?.fact()?,
            "plan_off" => serde_json::from_str::<PlanOffBody>(text)?.fact()?,
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

#[cfg(test)]
mod tests;

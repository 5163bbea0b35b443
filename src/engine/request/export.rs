//! `export`: the journal, piece by piece, as lines that an import takes back.

use chrono::{DateTime, Utc};

use crate::domain::day::Stamp;
use crate::domain::journal::{Changed, Entry, Fact};
use crate::engine::Engine;
use crate::engine::convert::time;
use crate::engine::effect::Outcome;
use crate::engine::fault::Fault;
use crate::engine::request::mock::points;
use crate::ipc::journal::{FactLine, JournalLine};
use crate::ipc::protocol::{ErrorCode, Export, ExportReply, Failure, Response};

/// Entries in one reply: enough to be quick, few enough to keep everybody else served.
const PIECE: u32 = 1000;

impl Engine {
    /// A piece of the journal.
    pub(in crate::engine) fn export(&mut self, export: &Export) -> Result<Outcome, Fault> {
        let rows = self.store.journal(export.after, PIECE)?;
        let next = (rows.len() == PIECE as usize)
            .then(|| rows.last().map(|(seq, _)| *seq))
            .flatten();
        let mut entries = Vec::with_capacity(rows.len());
        for (seq, entry) in &rows {
            let value = line(entry).to_value().map_err(|error| {
                let message =
                    format!("row {seq} of the journal cannot be written as JSON: {error}");
                Fault::Refused(Failure::new(ErrorCode::Internal, message))
            })?;
            entries.push(value);
        }
        Ok(Outcome::reply(Response::Export(ExportReply {
            entries,
            next,
        })))
    }
}

/// The line of an entry. A review's time is that of the recall.
pub(in crate::engine) fn line(entry: &Entry) -> JournalLine {
    let stamp = match &entry.fact {
        Fact::Review(review) => review.stamp,
        _ => entry.stamp,
    };
    JournalLine {
        id: entry.id,
        batch: entry.batch.0,
        at: time(&stamp),
        day: stamp.day.to_string(),
        fact: fact_line(&entry.fact, &stamp),
    }
}

fn fact_line(fact: &Fact, stamp: &Stamp) -> FactLine {
    // A moment that a fact names is written with the offset of the fact itself.
    let moment = |at: &DateTime<Utc>| {
        time(&Stamp {
            at_ms: at.timestamp_millis(),
            ..*stamp
        })
    };
    match fact {
        Fact::Born(birth) => FactLine::Born {
            locus: birth.locus.0,
            kind: birth.kind.as_str().to_owned(),
            label_path: birth.label_path.clone(),
            n: birth.n,
            path: birth.path.clone(),
            point: birth.point.clone(),
        },
        Fact::Review(review) => FactLine::Review {
            locus: review.locus.0,
            rating: review.rating.number(),
            due: review.due.to_string(),
            took_secs: review.took.map(|took| took.0),
            source: review.source.as_str().to_owned(),
            note: review.note.clone(),
        },
        Fact::Undo { batch } => FactLine::Undo { undone: batch.0 },
        Fact::Suspend { locus } => FactLine::Suspend { locus: locus.0 },
        Fact::Unsuspend { locus } => FactLine::Unsuspend { locus: locus.0 },
        Fact::Move {
            locus,
            from,
            to,
            path,
        } => FactLine::Move {
            locus: locus.0,
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        },
        Fact::Repoint {
            locus,
            from,
            to,
            changed,
        } => FactLine::Repoint {
            locus: locus.0,
            from: from.clone(),
            to: to.clone(),
            changed: match changed {
                Changed::Little => None,
                Changed::Much => Some("much".to_owned()),
                Changed::Back => Some("back".to_owned()),
            },
        },
        Fact::Retire { locus, anchor } => FactLine::Retire {
            locus: locus.0,
            anchor: anchor.clone(),
        },
        Fact::Return { locus, path, to } => FactLine::Return {
            locus: locus.0,
            path: path.clone(),
            to: to.clone(),
        },
        Fact::Apart {
            locus,
            from,
            to,
            path,
        } => FactLine::Apart {
            locus: locus.0,
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        },
        Fact::Rebind {
            locus,
            from,
            to,
            path,
        } => FactLine::Rebind {
            locus: locus.0,
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        },
        Fact::Merge { locus, into } => FactLine::Merge {
            locus: locus.0,
            into: into.0,
        },
        Fact::Pin { locus, anchor } => FactLine::Pin {
            locus: locus.0,
            anchor: anchor.clone(),
        },
        Fact::Alias { locus, text } => FactLine::Alias {
            locus: locus.0,
            text: text.clone(),
        },
        Fact::Unalias { locus, text } => FactLine::Unalias {
            locus: locus.0,
            text: text.clone(),
        },
        Fact::Adopt { key } => FactLine::Adopt { key: key.clone() },
        Fact::BoxStarted(start) => FactLine::BoxStarted {
            id: start.id.0,
            kind: start.kind.as_str().to_owned(),
            topic: start.topic.clone(),
            limit_secs: start.limit.0,
            boot: start.boot.boot,
            boot_ms: start.boot.ms,
        },
        Fact::BoxEnded(end) => FactLine::BoxEnded {
            id: end.id.0,
            how: end.how.as_str().to_owned(),
            used_secs: end.used.0,
            note: end.note.clone(),
        },
        Fact::Park { id, note } => FactLine::Park {
            id: id.0,
            note: note.clone(),
        },
        Fact::MockAnswer(answer) => FactLine::MockAnswer {
            id: answer.mock.0,
            scope: answer.scope.clone(),
            marks: answer.rubric.map(points),
            answer_secs: answer.took.0,
        },
        Fact::Import { batches } => FactLine::Import {
            batches: batches.iter().map(|batch| batch.0).collect(),
        },
        Fact::Snooze { until } => FactLine::Snooze {
            until: moment(until),
        },
        Fact::Pause { from, until } => FactLine::Pause {
            from: moment(from),
            until: moment(until),
        },
        Fact::Resume => FactLine::Resume {},
        Fact::Mode { mode, until } => FactLine::Mode {
            mode: mode.as_str().to_owned(),
            until: until.as_ref().map(moment),
        },
        Fact::Remind { what } => FactLine::Remind {
            what: what.as_str().to_owned(),
        },
        Fact::Opened => FactLine::Opened {},
        Fact::Pace { pace } => FactLine::Pace {
            pace: pace.as_str().to_owned(),
        },
        Fact::PlanStep {
            day,
            step,
            how,
            took,
        } => FactLine::PlanStep {
            plan_day: day.to_string(),
            step: step.as_str().to_owned(),
            how: how.as_str().to_owned(),
            took_secs: took.map(|took| took.0),
        },
        Fact::PlanDates { dates } => FactLine::PlanDates {
            dates: dates
                .iter()
                .map(|(day, date)| (day.to_string(), date.to_string()))
                .collect(),
        },
        Fact::PlanPassed { since, dates } => FactLine::PlanPassed {
            since: since.to_string(),
            dates: dates
                .iter()
                .map(|(day, date)| (day.to_string(), date.to_string()))
                .collect(),
        },
        Fact::PlanOff { dates } => FactLine::PlanOff {
            from: dates.from.to_string(),
            until: dates.until.to_string(),
        },
        Fact::Chore { name, day } => FactLine::Chore {
            name: name.clone(),
            done_for: day.to_string(),
        },
    }
}

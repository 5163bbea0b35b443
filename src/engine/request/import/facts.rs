//! A line of an exported journal as the fact that it was written from.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::day::Stamp;
use crate::domain::journal::{Birth, Changed, Entry, Fact};
use crate::domain::locus::{Kind, LocusId};
use crate::domain::mock::Answer;
use crate::domain::mode::Mode;
use crate::domain::now::{BootInstant, Secs};
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::{Dates, MOST_TOOK_SECS, StepSaid};
use crate::domain::plan::words::StepKind;
use crate::domain::rating::Rating;
use crate::domain::remind::{Pace, Reminder};
use crate::domain::review::{BatchId, Review, ReviewId, Source};
use crate::domain::timebox::{BoxEnd, BoxId, BoxKind, BoxStart, Ending};
use crate::engine::fault::{Fault, bad_input};
use crate::engine::request::mock::rubric;
use crate::ipc::journal::{FactLine, JournalLine};

/// The entry of a line.
pub(super) fn entry(line: &JournalLine) -> Result<Entry, Fault> {
    let at = time(&line.at)?;
    let stamp = Stamp {
        at_ms: at.timestamp_millis(),
        offset_secs: at.offset().local_minus_utc(),
        day: day(&line.day)?,
    };
    let fact = fact(line.id, &line.fact, stamp)?;
    Ok(Entry {
        id: line.id,
        batch: BatchId(line.batch),
        stamp,
        fact,
    })
}

fn fact(id: Uuid, line: &FactLine, stamp: Stamp) -> Result<Fact, Fault> {
    Ok(match line {
        FactLine::Born {
            locus,
            kind,
            label_path,
            n,
            path,
            point,
        } => Fact::Born(Birth {
            locus: LocusId(*locus),
            kind: Kind::from_word(kind).ok_or_else(|| word(kind))?,
            label_path: label_path.clone(),
            n: *n,
            path: path.clone(),
            point: point.clone(),
        }),
        FactLine::Review {
            locus,
            rating,
            due,
            took_secs,
            source,
            note,
        } => Fact::Review(Review {
            id: ReviewId(id),
            locus: LocusId(*locus),
            rating: Rating::from_number(*rating)?,
            stamp,
            due: day(due)?,
            took: took_secs.map(Secs),
            source: Source::from_word(source).ok_or_else(|| word(source))?,
            note: note.clone(),
        }),
        FactLine::Undo { undone } => Fact::Undo {
            batch: BatchId(*undone),
        },
        FactLine::Suspend { locus } => Fact::Suspend {
            locus: LocusId(*locus),
        },
        FactLine::Unsuspend { locus } => Fact::Unsuspend {
            locus: LocusId(*locus),
        },
        FactLine::Move {
            locus,
            from,
            to,
            path,
        } => Fact::Move {
            locus: LocusId(*locus),
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        },
        FactLine::Repoint {
            locus,
            from,
            to,
            changed,
        } => Fact::Repoint {
            locus: LocusId(*locus),
            from: from.clone(),
            to: to.clone(),
            changed: match changed.as_deref() {
                None => Changed::Little,
                Some("much") => Changed::Much,
                Some("back") => Changed::Back,
                Some(other) => return Err(word(other)),
            },
        },
        FactLine::Retire { locus, anchor } => Fact::Retire {
            locus: LocusId(*locus),
            anchor: anchor.clone(),
        },
        FactLine::Return { locus, path, to } => Fact::Return {
            locus: LocusId(*locus),
            path: path.clone(),
            to: to.clone(),
        },
        FactLine::Apart {
            locus,
            from,
            to,
            path,
        } => Fact::Apart {
            locus: LocusId(*locus),
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        },
        FactLine::Rebind {
            locus,
            from,
            to,
            path,
        } => Fact::Rebind {
            locus: LocusId(*locus),
            from: from.clone(),
            to: to.clone(),
            path: path.clone(),
        },
        FactLine::Merge { locus, into } => Fact::Merge {
            locus: LocusId(*locus),
            into: LocusId(*into),
        },
        FactLine::Pin { locus, anchor } => Fact::Pin {
            locus: LocusId(*locus),
            anchor: anchor.clone(),
        },
        FactLine::Alias { locus, text } => Fact::Alias {
            locus: LocusId(*locus),
            text: text.clone(),
        },
        FactLine::Unalias { locus, text } => Fact::Unalias {
            locus: LocusId(*locus),
            text: text.clone(),
        },
        FactLine::Adopt { key } => Fact::Adopt { key: key.clone() },
        FactLine::BoxStarted {
            id,
            kind,
            topic,
            limit_secs,
            boot,
            boot_ms,
        } => Fact::BoxStarted(BoxStart {
            id: BoxId(*id),
            kind: BoxKind::from_word(kind).ok_or_else(|| word(kind))?,
            topic: topic.clone(),
            started: stamp,
            boot: BootInstant {
                boot: *boot,
                ms: *boot_ms,
            },
            limit: Secs(*limit_secs),
        }),
        FactLine::BoxEnded {
            id,
            how,
            used_secs,
            note,
        } => Fact::BoxEnded(BoxEnd {
            id: BoxId(*id),
            how: Ending::from_word(how).ok_or_else(|| word(how))?,
            used: Secs(*used_secs),
            note: note.clone(),
        }),
        FactLine::Park { id, note } => Fact::Park {
            id: BoxId(*id),
            note: note.clone(),
        },
        FactLine::MockAnswer {
            id,
            scope,
            marks,
            answer_secs,
        } => Fact::MockAnswer(Answer {
            mock: BoxId(*id),
            scope: scope.clone(),
            rubric: marks.map(rubric).transpose()?,
            took: Secs(*answer_secs),
        }),
        FactLine::Import { batches } => Fact::Import {
            batches: batches.iter().copied().map(BatchId).collect(),
        },
        FactLine::Snooze { until } => Fact::Snooze {
            until: moment(until)?,
        },
        FactLine::Pause { from, until } => Fact::Pause {
            from: moment(from)?,
            until: moment(until)?,
        },
        FactLine::Resume {} => Fact::Resume,
        FactLine::Mode { mode, until } => Fact::Mode {
            mode: Mode::from_word(mode).ok_or_else(|| word(mode))?,
            until: until.as_deref().map(moment).transpose()?,
        },
        FactLine::Remind { what } => Fact::Remind {
            what: Reminder::from_word(what).ok_or_else(|| word(what))?,
        },
        FactLine::Opened {} => Fact::Opened,
        FactLine::Pace { pace } => Fact::Pace {
            pace: Pace::from_word(pace).ok_or_else(|| word(pace))?,
        },
        FactLine::PlanStep {
            plan_day,
            step,
            how,
            took_secs,
        } => Fact::PlanStep {
            day: day_id(plan_day)?,
            step: StepKind::from_word(step).ok_or_else(|| word(step))?,
            how: StepSaid::from_word(how).ok_or_else(|| word(how))?,
            took: took_secs.map(step_took).transpose()?,
        },
        FactLine::PlanDates { dates } => {
            let dates = dates.iter();
            let dates = dates.map(|(id, date)| Ok((day_id(id)?, day(date)?)));
            Fact::PlanDates {
                dates: dates.collect::<Result<_, Fault>>()?,
            }
        }
        FactLine::PlanPassed { since, dates } => {
            let dates = dates.iter();
            let dates = dates.map(|(id, date)| Ok((day_id(id)?, day(date)?)));
            Fact::PlanPassed {
                since: day(since)?,
                dates: dates.collect::<Result<_, Fault>>()?,
            }
        }
        FactLine::PlanOff { from, until } => Fact::PlanOff {
            dates: Dates {
                from: day(from)?,
                until: day(until)?,
            },
        },
        FactLine::Chore { name, done_for } => Fact::Chore {
            name: name.clone(),
            day: day(done_for)?,
        },
    })
}

fn day_id(text: &str) -> Result<DayId, Fault> {
    DayId::new(text).ok_or_else(|| bad_input(format!("`{text}` is no id of a plan's day")))
}

fn time(text: &str) -> Result<DateTime<chrono::FixedOffset>, Fault> {
    DateTime::parse_from_rfc3339(text).map_err(|_| bad_input(format!("`{text}` is no time")))
}

fn moment(text: &str) -> Result<DateTime<Utc>, Fault> {
    time(text).map(|at| at.with_timezone(&Utc))
}

fn day(text: &str) -> Result<crate::domain::day::StudyDay, Fault> {
    text.parse()
        .map_err(|_| bad_input(format!("`{text}` is no day: write YYYY-MM-DD")))
}

fn step_took(secs: u32) -> Result<Secs, Fault> {
    match secs <= MOST_TOOK_SECS {
        true => Ok(Secs(secs)),
        false => Err(bad_input(format!(
            "a step takes 24 h ({MOST_TOOK_SECS} s) at most, not {secs} s"
        ))),
    }
}

fn word(text: &str) -> Fault {
    bad_input(format!(
        "`{text}` is a word that this loci does not know: a newer one may have written it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_took_longer_than_a_day_is_refused() {
        assert_eq!(step_took(MOST_TOOK_SECS).unwrap(), Secs(MOST_TOOK_SECS));
        let fault = step_took(MOST_TOOK_SECS + 1).unwrap_err();
        assert!(format!("{fault:?}").contains("24 h"), "{fault:?}");
    }
}

//! From the domain's values to the words of the wire. One direction only.

use chrono::{DateTime, FixedOffset, Offset, SecondsFormat, Utc};

use crate::domain::atlas::NodeIx;
use crate::domain::day::{Calendar, Stamp, StudyDay};
use crate::domain::now::Now;
use crate::domain::timebox::{BoxStart, Ending};
use crate::ipc::protocol::{BoxReply, LocusInfo};
use crate::store::read::{Asking, LocusRow};

use super::Engine;

/// An instant as RFC 3339 with the offset that its stamp keeps; milliseconds only if there are any.
pub(super) fn time(stamp: &Stamp) -> String {
    stamp.local().to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// An instant as RFC 3339 with the local offset.
pub(super) fn local_time(at: DateTime<Utc>, calendar: &Calendar) -> String {
    let local: DateTime<FixedOffset> = {
        let zoned = at.with_timezone(&calendar.zone);
        let offset = zoned.offset().fix();
        at.with_timezone(&offset)
    };
    local.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// How far a box is.
pub(super) enum BoxPhase<'a> {
    /// It runs.
    Running(Now),
    /// It ended so, with this parked line.
    Ended(Ending, Option<&'a str>),
}

/// A box as the wire tells it.
pub(super) fn box_reply(start: &BoxStart, phase: &BoxPhase<'_>) -> BoxReply {
    let (state, left_ms, note) = match phase {
        BoxPhase::Running(now) => ("running", start.left_ms(*now), None),
        BoxPhase::Ended(how, note) => (how.as_str(), 0, *note),
    };
    BoxReply {
        id: start.id.0,
        kind: start.kind.as_str().to_owned(),
        topic: start.topic.clone(),
        state: state.to_owned(),
        started_at: time(&start.started),
        limit_secs: start.limit.0,
        left_secs: u32::try_from(left_ms.div_ceil(1000)).unwrap_or(u32::MAX),
        left_ms,
        note: note.map(str::to_owned),
        hint: None,
    }
}

impl Engine {
    /// A locus that stands in the notes.
    pub(super) fn live_info(&self, node: NodeIx, day: StudyDay) -> LocusInfo {
        let at = self.shelf.atlas.node(node);
        let known = self.shelf.id(node).and_then(|id| self.loci.get(&id));
        let mut info = LocusInfo {
            id: known.map(|known| known.id.0),
            kind: self.shelf.kind(node).as_str().to_owned(),
            path: self.shelf.path(node).to_owned(),
            label: at.label.to_string(),
            point: at.point.as_deref().map(str::to_owned),
            state: "new".to_owned(),
            stability: None,
            difficulty: None,
            retrievability: None,
            due: None,
            reviews: 0,
            lapses: 0,
            source: Some(self.shelf.atlas.source(node).to_owned()),
            line: Some(at.line),
            depth: self.shelf.depth(node),
        };
        if let Some(known) = known {
            self.add_schedule(&mut info, known, day);
            if known.asking == Asking::Suspended {
                "suspended".clone_into(&mut info.state);
            }
        }
        info
    }

    /// A locus that is gone from the notes.
    pub(super) fn retired_info(&self, known: &LocusRow, day: StudyDay) -> LocusInfo {
        let mut info = LocusInfo {
            id: Some(known.id.0),
            kind: known.kind.as_str().to_owned(),
            path: known.path.clone(),
            label: known.label_path.last().cloned().unwrap_or_default(),
            point: known.point.clone(),
            state: String::new(),
            stability: None,
            difficulty: None,
            retrievability: None,
            due: None,
            reviews: 0,
            lapses: 0,
            source: None,
            line: None,
            depth: 1,
        };
        self.add_schedule(&mut info, known, day);
        "retired".clone_into(&mut info.state);
        info
    }

    fn add_schedule(&self, info: &mut LocusInfo, known: &LocusRow, day: StudyDay) {
        let Some(schedule) = &known.schedule else {
            return;
        };
        "review".clone_into(&mut info.state);
        info.stability = Some(schedule.memory.stability);
        info.difficulty = Some(schedule.memory.difficulty);
        info.retrievability = Some(schedule.retrievability(day, &self.model));
        info.due = known.due().map(|due| due.to_string());
        info.reviews = schedule.reviews;
        info.lapses = schedule.lapses;
    }
}

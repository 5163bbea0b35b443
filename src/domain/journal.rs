//! The journal: the append-only list of facts. Everything else in the store is a projection of it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::day::{Stamp, StudyDay};
use super::locus::{Kind, LocusId};
use super::mock::Answer;
use super::mode::Mode;
use super::now::Secs;
use super::plan::id::DayId;
use super::plan::progress::{Dates, StepSaid};
use super::plan::words::StepKind;
use super::remind::{Pace, Reminder};
use super::review::{BatchId, Review};
use super::timebox::{BoxEnd, BoxId, BoxStart};

/// One row of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its id: for a review the review's id, else made by whoever wrote it.
    pub id: Uuid,
    /// The batch it belongs to: what one command wrote, and what one undo takes back.
    pub batch: BatchId,
    /// When it was said, and on which study day. A review logged for the past has its own, earlier stamp.
    pub stamp: Stamp,
    /// What happened.
    pub fact: Fact,
}

/// What can happen. A closed list: a new kind of fact is a new variant here, in the store and in the export.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A locus got its id, with its first other fact.
    Born(Birth),
    /// A locus was recalled.
    Review(Review),
    /// A batch was taken back.
    Undo {
        /// The batch that no longer counts.
        batch: BatchId,
    },
    /// A locus is not to be asked.
    Suspend {
        /// Which.
        locus: LocusId,
    },
    /// A suspended locus may be asked again.
    Unsuspend {
        /// Which.
        locus: LocusId,
    },
    /// A locus has another label path or slug path than before: it was renamed or moved.
    Move {
        /// Which.
        locus: LocusId,
        /// Label path before, verbatim.
        from: Vec<String>,
        /// Label path after, verbatim.
        to: Vec<String>,
        /// The slug path after.
        path: String,
    },
    /// The point of a room was rewritten.
    Repoint {
        /// Which.
        locus: LocusId,
        /// The point before.
        from: String,
        /// The point after.
        to: String,
        /// How much it changed.
        changed: Changed,
    },
    /// A locus is gone from the notes; its history stays.
    Retire {
        /// Which.
        locus: LocusId,
        /// The anchor that it had, without `^`; `None` where it had none, and in journals that did not tell it.
        anchor: Option<String>,
    },
    /// A retired locus stands in the notes again.
    Return {
        /// Which.
        locus: LocusId,
        /// Its slug path now.
        path: String,
        /// Its label path now, verbatim; `None` in journals that did not tell it: the one it had.
        to: Option<Vec<String>>,
    },
    /// The user took a move back: the locus is not what stands at `from`. It goes home, where it stands or is
    /// retired; a [`Fact::Retire`] tells which.
    Apart {
        /// Which.
        locus: LocusId,
        /// The label path of what it is not, verbatim.
        from: Vec<String>,
        /// Its label path again, verbatim.
        to: Vec<String>,
        /// Its slug path again.
        path: String,
    },
    /// The user said that a locus is what stands at `to`: it stands there from now on, and is no longer kept
    /// apart from it.
    Rebind {
        /// Which.
        locus: LocusId,
        /// Label path before, verbatim.
        from: Vec<String>,
        /// Label path after, verbatim.
        to: Vec<String>,
        /// The slug path after.
        path: String,
    },
    /// The user said that a locus is another one: its reviews are that one's from now on.
    Merge {
        /// Which.
        locus: LocusId,
        /// What it is.
        into: LocusId,
    },
    /// The user had an anchor written behind a locus in its note.
    Pin {
        /// Which.
        locus: LocusId,
        /// The anchor, without `^`.
        anchor: String,
    },
    /// The user gave a locus another name.
    Alias {
        /// Which.
        locus: LocusId,
        /// The name, verbatim.
        text: String,
    },
    /// The user took another name away.
    Unalias {
        /// Of which.
        locus: LocusId,
        /// The name, verbatim.
        text: String,
    },
    /// The user took a possible map or palace.
    Adopt {
        /// The candidate's key, as the scan tells it.
        key: String,
    },
    /// A time-box was started.
    BoxStarted(BoxStart),
    /// A time-box ended.
    BoxEnded(BoxEnd),
    /// A line was parked on a box that had ended.
    Park {
        /// Which box.
        id: BoxId,
        /// The line.
        note: String,
    },
    /// A journal was imported: it brought batches that were not here before.
    Import {
        /// Those batches, in the order of the file; none of them was here in part.
        batches: Vec<BatchId>,
    },
    /// An answer of a mock interview was marked.
    MockAnswer(Answer),
    /// The user put reminders off.
    Snooze {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The user keeps reminders back for a while.
    Pause {
        /// From when.
        from: DateTime<Utc>,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The user ended snooze and pauses.
    Resume,
    /// The user does something else now.
    Mode {
        /// What.
        mode: Mode,
        /// Until when, if it ends by itself.
        until: Option<DateTime<Utc>>,
    },
    /// A reminder was delivered.
    Remind {
        /// Which.
        what: Reminder,
    },
    /// The user opened a reminder.
    Opened,
    /// The user said how often he wants to be reminded; that answers a reminder too.
    Pace {
        /// How often.
        pace: Pace,
    },
    /// A step of a plan's day was done, in all or in part, or is left out.
    PlanStep {
        /// The plan's day.
        day: DayId,
        /// Which of its steps.
        step: StepKind,
        /// What became of it.
        how: StepSaid,
        /// How long it took, if it was measured.
        took: Option<Secs>,
    },
    /// Days of a plan got other study dates.
    PlanDates {
        /// They, each with its date.
        dates: Vec<(DayId, StudyDay)>,
    },
    /// Study dates passed which days of a plan had by their place in it: they keep them, whatever becomes of its file.
    /// What was told so before of the day on which this is told, or of a later one, had not passed.
    PlanPassed {
        /// The first study date of that plan.
        since: StudyDay,
        /// The days, each with its date.
        dates: Vec<(DayId, StudyDay)>,
    },
    /// Study dates without the plan.
    PlanOff {
        /// Which.
        dates: Dates,
    },
    /// A chore was done for a study day.
    Chore {
        /// Its name.
        name: String,
        /// The study day it was done for.
        day: StudyDay,
    },
}

/// How much a point changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// What was learned still holds.
    Little,
    /// It is something else to learn: the room is due at once.
    Much,
    /// After it changed much, it is again what was learned at the last review: nothing is due for it any more.
    Back,
}

/// How a locus got its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Birth {
    /// The id.
    pub locus: LocusId,
    /// Branch or room.
    pub kind: Kind,
    /// The label path at that moment, verbatim.
    pub label_path: Vec<String>,
    /// How many loci had got their first id at that kind and path before.
    pub n: u32,
    /// The slug path at that moment.
    pub path: String,
    /// The point at that moment; `None` for a branch.
    pub point: Option<String>,
}

impl Fact {
    /// The word used in SQL and in the export.
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::Born(_) => "born",
            Fact::Review(_) => "review",
            Fact::Undo { .. } => "undo",
            Fact::Suspend { .. } => "suspend",
            Fact::Unsuspend { .. } => "unsuspend",
            Fact::Move { .. } => "move",
            Fact::Repoint { .. } => "repoint",
            Fact::Retire { .. } => "retire",
            Fact::Return { .. } => "return",
            Fact::Apart { .. } => "apart",
            Fact::Rebind { .. } => "rebind",
            Fact::Merge { .. } => "merge",
            Fact::Pin { .. } => "pin",
            Fact::Alias { .. } => "alias",
            Fact::Unalias { .. } => "unalias",
            Fact::Adopt { .. } => "adopt",
            Fact::BoxStarted(_) => "box_started",
            Fact::BoxEnded(_) => "box_ended",
            Fact::Park { .. } => "park",
            Fact::Import { .. } => "import",
            Fact::MockAnswer(_) => "mock_answer",
            Fact::Snooze { .. } => "snooze",
            Fact::Pause { .. } => "pause",
            Fact::Resume => "resume",
            Fact::Mode { .. } => "mode",
            Fact::Remind { .. } => "remind",
            Fact::Opened => "opened",
            Fact::Pace { .. } => "pace",
            Fact::PlanStep { .. } => "plan_step",
            Fact::PlanDates { .. } => "plan_dates",
            Fact::PlanPassed { .. } => "plan_passed",
            Fact::PlanOff { .. } => "plan_off",
            Fact::Chore { .. } => "chore",
        }
    }

    /// The locus it is about, if it is about one.
    pub fn locus(&self) -> Option<LocusId> {
        match self {
            Fact::Born(birth) => Some(birth.locus),
            Fact::Review(review) => Some(review.locus),
            Fact::Suspend { locus }
            | Fact::Unsuspend { locus }
            | Fact::Move { locus, .. }
            | Fact::Repoint { locus, .. }
            | Fact::Retire { locus, .. }
            | Fact::Return { locus, .. }
            | Fact::Apart { locus, .. }
            | Fact::Rebind { locus, .. }
            | Fact::Merge { locus, .. }
            | Fact::Pin { locus, .. }
            | Fact::Alias { locus, .. }
            | Fact::Unalias { locus, .. } => Some(*locus),
            Fact::Undo { .. }
            | Fact::Adopt { .. }
            | Fact::BoxStarted(_)
            | Fact::BoxEnded(_)
            | Fact::Park { .. }
            | Fact::Import { .. }
            | Fact::MockAnswer(_)
            | Fact::Snooze { .. }
            | Fact::Pause { .. }
            | Fact::Resume
            | Fact::Mode { .. }
            | Fact::Remind { .. }
            | Fact::Opened
            | Fact::Pace { .. }
            | Fact::PlanStep { .. }
            | Fact::PlanDates { .. }
            | Fact::PlanPassed { .. }
            | Fact::PlanOff { .. }
            | Fact::Chore { .. } => None,
        }
    }

    /// Whether `loci undo` takes back a batch that holds it.
    pub fn undoable(&self) -> Undoable {
        match self {
            Fact::Review(_)
            | Fact::Suspend { .. }
            | Fact::Unsuspend { .. }
            | Fact::Rebind { .. }
            | Fact::Merge { .. }
            | Fact::Pin { .. }
            | Fact::Alias { .. }
            | Fact::Unalias { .. }
            | Fact::Adopt { .. }
            | Fact::Import { .. }
            | Fact::MockAnswer(_)
            | Fact::Snooze { .. }
            | Fact::Pause { .. }
            | Fact::Resume
            | Fact::Mode { .. }
            | Fact::Pace { .. }
            | Fact::PlanStep { .. }
            | Fact::PlanDates { .. }
            | Fact::PlanOff { .. } => Undoable::Yes,
            Fact::Move { .. } => Undoable::ById,
            Fact::Born(_)
            | Fact::Undo { .. }
            | Fact::Repoint { .. }
            | Fact::Retire { .. }
            | Fact::Return { .. }
            | Fact::Apart { .. }
            | Fact::BoxStarted(_)
            | Fact::BoxEnded(_)
            | Fact::Park { .. }
            | Fact::Remind { .. }
            | Fact::Opened
            | Fact::PlanPassed { .. }
            | Fact::Chore { .. } => Undoable::No,
        }
    }
}

/// Whether a fact can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoable {
    /// The user wrote it; undo takes it back.
    Yes,
    /// loci found it out; undo takes it back by its id, never by surprise.
    ById,
    /// It is what happened; it stays.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_fact_is_about_and_whether_it_can_be_undone() {
        let locus = LocusId(Uuid::from_u128(1));
        let suspend = Fact::Suspend { locus };
        assert_eq!((suspend.kind(), suspend.locus()), ("suspend", Some(locus)));
        assert_eq!(suspend.undoable(), Undoable::Yes);

        let retire = Fact::Retire {
            locus,
            anchor: None,
        };
        assert_eq!((retire.kind(), retire.locus()), ("retire", Some(locus)));
        assert_eq!(retire.undoable(), Undoable::No);

        let undo = Fact::Undo {
            batch: BatchId(Uuid::from_u128(2)),
        };
        assert_eq!((undo.kind(), undo.locus()), ("undo", None));
        assert_eq!(undo.undoable(), Undoable::No);
    }
}

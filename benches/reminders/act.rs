//! What can happen around the daemon.

use chrono::TimeDelta;
use chrono_tz::Tz;
use loci::domain::hold::Hold;

use crate::run::desk::End;

/// One thing that happens.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// The user recalls so many prompts, and takes the last back, or not.
    Recall {
        prompts: usize,
        undo: Undo,
    },
    Snooze {
        lasts: Option<TimeDelta>,
    },
    /// A pause, from so long from now on.
    Pause {
        ahead: TimeDelta,
        lasts: TimeDelta,
    },
    Resume,
    Mode {
        word: &'static str,
        lasts: Option<TimeDelta>,
    },
    BoxStart {
        secs: u32,
    },
    /// A mock interview.
    MockStart {
        secs: u32,
    },
    BoxDone,
    /// What the user does with the reminder that stands.
    React(Reaction),
    /// The session is locked or free, somebody is there or nobody, Do Not Disturb is on or off.
    Hold(Hold),
    Free(Hold),
    /// The machine sleeps, and wakes after so long.
    Sleep {
        lasts: TimeDelta,
    },
    /// The clock is set.
    SetClock {
        by: TimeDelta,
    },
    Travel {
        to: Tz,
    },
    ServerComes,
    ServerDies,
    ServerHangs,
    /// Somebody asks how much is due.
    Ask,
    DaemonEnds(End),
    DaemonStarts,
    /// The config is changed.
    Configure,
    /// An interview is entered into the config, so many days ahead.
    Interview {
        days: i64,
    },
    /// The user writes a note.
    Write,
}

/// Whether the last log is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undo {
    No,
    Yes,
}

/// What a user does with a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// Opens the review.
    Open,
    /// Opens it, and no terminal is there.
    OpenInVain,
    Snooze,
    NotToday,
    Dismiss,
    /// Nothing, until the server takes it away.
    Expire,
    /// Nothing.
    Ignore,
}

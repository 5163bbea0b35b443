//! Time-boxes: a budget with a hard STOP. Whether one may start, how much is left, how it ends.
//!
//! The cap may be lowered, never raised, and there is no way to extend a box.

use uuid::Uuid;

use super::day::{Stamp, StudyDay};
use super::now::{BootInstant, Now, Secs};

/// Within this time a box can be cancelled without trace.
pub const CANCEL_WITHIN: Secs = Secs(60);

/// What a box is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoxKind {
    /// Making a mind map.
    Map,
    /// Making a memory palace.
    Palace,
    /// Rebuilding from memory.
    Recall,
    /// Explaining aloud.
    Explain,
    /// A mock interview.
    Mock,
}

impl BoxKind {
    /// All five.
    pub const ALL: [BoxKind; 5] = [
        BoxKind::Map,
        BoxKind::Palace,
        BoxKind::Recall,
        BoxKind::Explain,
        BoxKind::Mock,
    ];

    /// The word used on the command line, in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            BoxKind::Map => "map",
            BoxKind::Palace => "palace",
            BoxKind::Recall => "recall",
            BoxKind::Explain => "explain",
            BoxKind::Mock => "mock",
        }
    }

    /// The kind that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<BoxKind> {
        BoxKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether the box makes something: those are refused after their STOP until the next study day.
    fn makes(self) -> Makes {
        match self {
            BoxKind::Map | BoxKind::Palace => Makes::Note,
            BoxKind::Recall | BoxKind::Explain | BoxKind::Mock => Makes::Nothing,
        }
    }
}

#[derive(PartialEq, Eq)]
enum Makes {
    Note,
    Nothing,
}

/// The id of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxId(pub Uuid);

/// A box that was started, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxStart {
    /// Its id.
    pub id: BoxId,
    /// What it is for.
    pub kind: BoxKind,
    /// The topic: the path of a map or palace, else a slug of what the user typed.
    pub topic: String,
    /// When it was started.
    pub started: Stamp,
    /// The same moment on the boot-time clock, which rules the deadline.
    pub boot: BootInstant,
    /// Its budget.
    pub limit: Secs,
}

/// How a box ended, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxEnd {
    /// Which box.
    pub id: BoxId,
    /// How it ended.
    pub how: Ending,
    /// How much of the budget was used; all of it after a STOP.
    pub used: Secs,
    /// The parked line, if any.
    pub note: Option<String>,
}

/// How a box ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The user was done in time.
    Finished,
    /// Its time was over, or the user stopped it.
    Stopped,
    /// The user took the start back within the first minute.
    Cancelled,
}

impl Ending {
    /// The word used in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Ending::Finished => "finished",
            Ending::Stopped => "stopped",
            Ending::Cancelled => "cancelled",
        }
    }

    /// The ending that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Ending> {
        [Ending::Finished, Ending::Stopped, Ending::Cancelled]
            .into_iter()
            .find(|how| how.as_str() == word)
    }
}

/// A mock interview is never longer.
pub const LONGEST_MOCK: Secs = Secs(3600);

/// The budgets of the kinds; that of a mock interview is [`LONGEST_MOCK`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// For making a map, at most 10 minutes.
    pub map: Secs,
    /// When a map box asks "enough?", below `map`.
    pub map_enough: Secs,
    /// For making a palace, at most 5 minutes.
    pub palace: Secs,
    /// For a recall.
    pub recall: Secs,
    /// For an explanation.
    pub explain: Secs,
}

impl Caps {
    /// The budget of a kind.
    pub fn of(&self, kind: BoxKind) -> Secs {
        match kind {
            BoxKind::Map => self.map,
            BoxKind::Palace => self.palace,
            BoxKind::Recall => self.recall,
            BoxKind::Explain => self.explain,
            BoxKind::Mock => LONGEST_MOCK,
        }
    }
}

impl BoxStart {
    /// Milliseconds that have passed since the start: by the boot-time clock; after a reboot by the wall
    /// clock, never less than 0.
    pub fn elapsed_ms(&self, now: Now) -> u64 {
        match now.boot.ms_since(self.boot) {
            Some(ms) => ms,
            None => {
                let ms = now.at.timestamp_millis().saturating_sub(self.started.at_ms);
                u64::try_from(ms).unwrap_or(0)
            }
        }
    }

    /// Milliseconds that are left, 0 once its time is over.
    pub fn left_ms(&self, now: Now) -> u64 {
        (u64::from(self.limit.0) * 1000).saturating_sub(self.elapsed_ms(now))
    }

    /// Whole seconds used so far, at most the limit.
    pub fn used(&self, now: Now) -> Secs {
        let secs = u32::try_from(self.elapsed_ms(now) / 1000).unwrap_or(u32::MAX);
        Secs(secs.min(self.limit.0))
    }

    /// The instant on today's boot-time clock at which its time is over.
    pub fn deadline(&self, now: Now) -> BootInstant {
        BootInstant {
            boot: now.boot.boot,
            ms: now.boot.ms.saturating_add(self.left_ms(now)),
        }
    }

    /// Whether it may still be cancelled without trace: within the first minute, and before its time is over.
    pub fn may_cancel(&self, now: Now) -> Result<(), Refusal> {
        let is_early = self.elapsed_ms(now) <= u64::from(CANCEL_WITHIN.0) * 1000;
        if is_early && self.left_ms(now) > 0 {
            Ok(())
        } else {
            Err(Refusal::TooLateToCancel)
        }
    }
}

/// A box of today that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastBox {
    /// How it began.
    pub start: BoxStart,
    /// How it ended.
    pub how: Ending,
    /// How much of it was used.
    pub used: Secs,
    /// The parked line, if any.
    pub note: Option<String>,
}

/// Decides whether a box may start, and with which budget.
///
/// `asked` lowers the cap; `today` holds the ended boxes of this study day, of any kind and topic.
pub fn permit(
    kind: BoxKind,
    topic: &str,
    asked: Option<Secs>,
    caps: &Caps,
    today: &[PastBox],
    day: StudyDay,
) -> Result<Secs, Refusal> {
    let cap = caps.of(kind);
    let wanted = asked.unwrap_or(cap);
    if wanted > cap {
        return Err(Refusal::AboveCap { kind, cap });
    }
    if wanted.0 == 0 {
        return Err(Refusal::NoTime);
    }
    if kind.makes() == Makes::Nothing {
        return Ok(wanted);
    }
    let same = || {
        today.iter().filter(|past| {
            past.start.kind == kind && past.start.topic == topic && past.how != Ending::Cancelled
        })
    };
    if same().any(|past| past.how == Ending::Stopped) {
        return Err(Refusal::StoppedToday {
            kind,
            topic: topic.to_owned(),
            again: day.plus(1),
        });
    }
    let used: Secs = same().map(|past| past.used).sum();
    match cap.0.saturating_sub(used.0) {
        0 => Err(Refusal::UsedUp {
            kind,
            topic: topic.to_owned(),
            again: day.plus(1),
        }),
        left => Ok(Secs(wanted.0.min(left))),
    }
}

/// Why a box is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// One box at a time.
    #[error("a box is running already ({kind} \"{topic}\", {left} left): loci box done, stop or cancel", kind = .kind.as_str())]
    Running {
        /// Its kind.
        kind: BoxKind,
        /// Its topic.
        topic: String,
        /// What is left of it.
        left: Secs,
    },
    /// Its time is over for today.
    #[error("{kind} \"{topic}\" was stopped today: what is on the page is what you have; next chance {again}, or `loci box recall` it", kind = .kind.as_str())]
    StoppedToday {
        /// Its kind.
        kind: BoxKind,
        /// Its topic.
        topic: String,
        /// The study day on which it may run again.
        again: StudyDay,
    },
    /// It was finished in time before, and the rest of its time is used too.
    #[error("{kind} \"{topic}\" has used all its time today; next chance {again}", kind = .kind.as_str())]
    UsedUp {
        /// Its kind.
        kind: BoxKind,
        /// Its topic.
        topic: String,
        /// The study day on which it may run again.
        again: StudyDay,
    },
    /// The cap is never raised.
    #[error("{} {} box has at most {cap}; the limit can be lowered, never raised", article(*.kind), .kind.as_str())]
    AboveCap {
        /// Its kind.
        kind: BoxKind,
        /// Its cap.
        cap: Secs,
    },
    /// A box of no length.
    #[error("a box needs at least one second")]
    NoTime,
    /// The first minute is over.
    #[error("only the first minute can be cancelled: use loci box done or loci box stop")]
    TooLateToCancel,
    /// There is nothing to end.
    #[error("no box is running: loci box map|palace|recall|explain TOPIC starts one")]
    NoneRunning,
}

/// The article before a kind of box.
fn article(kind: BoxKind) -> &'static str {
    match kind {
        BoxKind::Map | BoxKind::Palace | BoxKind::Recall | BoxKind::Mock => "a",
        BoxKind::Explain => "an",
    }
}

#[cfg(test)]
mod tests;

//! Minutes of days and steps.

use std::fmt;

use super::words::{Level, StepKind};

/// Whole minutes, from 1 to 1,440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(u16);

impl Minutes {
    /// The most: a day.
    pub const MOST: u16 = 24 * 60;
    /// All of a day.
    pub const DAY: Minutes = Minutes(Minutes::MOST);
    /// Of a mock interview that does not say.
    pub const MOCK: Minutes = Minutes(25);
    /// Of a look at a map.
    pub const GLANCE: Minutes = Minutes(1);
    /// The hard cap of making a map.
    pub const MAP_CAP: Minutes = Minutes(10);
    /// The hard cap of making a palace.
    pub const PALACE_CAP: Minutes = Minutes(5);

    /// Of a part of a step: less is not worth beginning. Chosen among 4, 5, 6 and 8 (decision 0019).
    pub const LEAST_PART: Minutes = Minutes(4);
    /// Of what is left of a step after a part of it.
    pub const LEAST_LEFT: Minutes = Minutes(2);

    /// `None` for 0 and for more than a day.
    pub const fn new(minutes: u16) -> Option<Minutes> {
        if minutes == 0 || minutes > Minutes::MOST {
            return None;
        }
        Some(Minutes(minutes))
    }

    /// The number of them.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Minutes of a study date at a level, if nothing else is said.
    pub const fn of_level(level: Level) -> Minutes {
        match level {
            Level::Beginner => Minutes(60),
            Level::Intermediate => Minutes(50),
            Level::Advanced => Minutes(35),
        }
    }

    /// What is left after so many minutes; at least 1.
    pub fn less(self, used: Minutes) -> Minutes {
        Minutes(self.0.saturating_sub(used.0).max(1))
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Minutes of each kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepMinutes {
    /// Reading.
    pub learn: Minutes,
    /// Making the map; at most [`Minutes::MAP_CAP`].
    pub map: Minutes,
    /// Rebuilding from memory.
    pub recall: Minutes,
    /// Coding from memory.
    pub code: Minutes,
    /// Making the palace; at most [`Minutes::PALACE_CAP`].
    pub palace: Minutes,
    /// Explaining aloud.
    pub explain: Minutes,
}

impl StepMinutes {
    /// What a level needs: with a few minutes of reviews all steps of a topic fill a study date of it.
    pub const fn of_level(level: Level) -> StepMinutes {
        let [learn, map, recall, code, palace, explain] = match level {
            Level::Beginner => [18, 10, 5, 12, 5, 3],
            Level::Intermediate => [12, 8, 4, 10, 5, 3],
            Level::Advanced => [8, 6, 3, 8, 4, 2],
        };
        StepMinutes {
            learn: Minutes(learn),
            map: Minutes(map),
            recall: Minutes(recall),
            code: Minutes(code),
            palace: Minutes(palace),
            explain: Minutes(explain),
        }
    }

    /// Minutes of a step of a topic; a mock and a review have their own.
    pub fn of(&self, kind: StepKind) -> Option<Minutes> {
        match kind {
            StepKind::Glance => Some(Minutes::GLANCE),
            StepKind::Learn => Some(self.learn),
            StepKind::Map => Some(self.map),
            StepKind::Recall => Some(self.recall),
            StepKind::Code => Some(self.code),
            StepKind::Palace => Some(self.palace),
            StepKind::Explain => Some(self.explain),
            StepKind::Mock | StepKind::Review => None,
        }
    }
}

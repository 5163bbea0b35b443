//! Who learns, and in which of the cases.

use loci::domain::plan::words::{Focus, Level};

use crate::run::lots::Lots;
use crate::run::mind::Kind;
use crate::run::users::{DEFAULT, USERS};

/// What is compared: one simulated learner with one kind of plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Case {
    pub(crate) seed: u64,
    pub(crate) level: Level,
    pub(crate) focus: Focus,
    pub(crate) week: Week,
}

/// Whether a week is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Week {
    /// None is.
    Kept,
    /// He does nothing for seven days.
    Missed,
}

/// Of whose memory he is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// The scheduler's parameters, everything kept half to twice as long.
    Scaled,
    /// A real user's parameters.
    User,
}

/// A learner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Learner {
    pub(crate) kind: Kind,
    pub(crate) of: Of,
    /// How likely what he has just been shown is said right, 0 to 1.
    pub(crate) first: f64,
    /// What a prompt takes him against its estimate.
    pub(crate) pace: f64,
    /// What a step takes him against its minutes.
    pub(crate) step_pace: f64,
    /// The day of the interview, from 0.
    pub(crate) interview: u32,
    /// The first day of the missed week, from 0.
    pub(crate) away: u32,
    pub(crate) lots: Lots,
}

impl Learner {
    /// Even seeds have scaled parameters, odd ones those of a user.
    pub(crate) fn new(seed: u64) -> Learner {
        let lots = Lots::new(seed);
        let (of, kind) = match seed % 2 {
            0 => {
                let factor = lots.scale(&["factor"], 0.5, 2.0);
                let parameters = DEFAULT;
                (Of::Scaled, Kind { parameters, factor })
            }
            _ => {
                let user = usize::try_from(seed / 2).unwrap() % USERS.len();
                let parameters = USERS[user];
                (
                    Of::User,
                    Kind {
                        parameters,
                        factor: 1.0,
                    },
                )
            }
        };
        Learner {
            kind,
            of,
            first: 0.75 + 0.2 * lots.part(&["first"]),
            pace: lots.scale(&["pace"], 0.75, 1.5),
            step_pace: lots.scale(&["step pace"], 0.87, 1.15),
            interview: 30 + lots.below(&["interview"], 16) as u32,
            away: 8 + lots.below(&["away"], 10) as u32,
            lots,
        }
    }
}

impl Case {
    /// Level, focus and week, as in `intermediate-interview-missed`.
    pub(crate) fn name(&self) -> String {
        let week = match self.week {
            Week::Kept => "kept",
            Week::Missed => "missed",
        };
        format!("{}-{}-{week}", self.level.as_str(), self.focus.as_str())
    }

    /// All cases of a seed.
    pub(crate) fn all(seed: u64) -> Vec<Case> {
        let mut all = Vec::new();
        for level in [Level::Beginner, Level::Intermediate, Level::Advanced] {
            for focus in [Focus::Interview, Focus::Learning] {
                for week in [Week::Kept, Week::Missed] {
                    all.push(Case {
                        seed,
                        level,
                        focus,
                        week,
                    });
                }
            }
        }
        all
    }
}

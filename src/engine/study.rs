//! The study plan as the engine knows it: the last good reading of its file.

use crate::domain::plan::Plan;
use crate::ipc::protocol::ProblemInfo;

use super::event::PlanRead;

/// The plan, if the config names one.
#[derive(Debug, Default)]
pub(super) struct Study {
    /// It, as it was read last without an error.
    pub(super) taken: Option<Taken>,
    /// What is wrong with its file now.
    pub(super) problems: Vec<ProblemInfo>,
}

/// A plan and its file.
#[derive(Debug)]
pub(super) struct Taken {
    /// The file, absolute.
    pub(super) path: String,
    /// The plan.
    pub(super) plan: Plan,
}

impl Study {
    /// Takes what was read, whole or not at all: a file that cannot be taken leaves its last good plan.
    pub(super) fn read(&mut self, read: PlanRead) {
        match read {
            PlanRead::None => *self = Study::default(),
            PlanRead::Good {
                path,
                plan,
                problems,
            } => {
                self.taken = Some(Taken { path, plan });
                self.problems = problems;
            }
            PlanRead::Bad { path, problems } => {
                self.taken.take_if(|taken| taken.path != path);
                self.problems = problems;
            }
        }
    }
}

//! `grade`: compares what was recalled with the notes. It changes nothing.

use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::{Fault, invalid};
use crate::ipc::protocol::Grade;

impl Engine {
    /// Proposes a rating for each locus of a scope.
    pub(in crate::engine) fn grade(&mut self, grade: &Grade, _now: Now) -> Result<Outcome, Fault> {
        Err(invalid(format!("`{}` cannot be graded yet", grade.scope)))
    }
}

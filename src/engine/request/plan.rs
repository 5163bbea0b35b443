//! The study plan: what is to be done today, and what becomes of it.

use crate::engine::fault::{Fault, invalid};

/// There is no plan.
pub(in crate::engine) fn none() -> Fault {
    invalid("there is no study plan: loci plan new NAME --template python-30")
}

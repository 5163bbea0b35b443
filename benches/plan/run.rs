//! The parts of the simulated courses.

#[path = "../identity/dice.rs"]
#[expect(dead_code, reason = "nothing is shuffled here")]
pub(crate) mod dice;

pub(crate) mod bound;
pub(crate) mod course;
pub(crate) mod cram;
pub(crate) mod figures;
pub(crate) mod learner;
pub(crate) mod lots;
pub(crate) mod mind;
pub(crate) mod notes;
pub(crate) mod users;
pub(crate) mod world;

//! The parts of the simulated year.

#[path = "../identity/dice.rs"]
#[expect(dead_code, reason = "nothing is shuffled here")]
pub(crate) mod dice;

pub(crate) mod act;
pub(crate) mod desk;
pub(crate) mod fewer;
pub(crate) mod figures;
pub(crate) mod habits;
pub(crate) mod oracle;
pub(crate) mod policy;
pub(crate) mod silence;
pub(crate) mod world;
pub(crate) mod year;

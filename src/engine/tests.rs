//! The engine over an in-memory store, a hand-set clock and notes that are plain text.

mod anchors;
mod boxes;
mod breaking;
mod calm;
mod cards;
mod exchange;
mod forecasting;
mod holding;
mod identity;
mod interview;
mod logging;
mod moving;
mod points;
mod reading;
mod recalling;
mod reminding;
mod spreading;
mod studying;
mod tellers;
mod told;
mod tree;
mod typing;
mod waiting;
mod world;

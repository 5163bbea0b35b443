//! The engine over an in-memory store, a hand-set clock and notes that are plain text.

mod boxes;
mod logging;
mod moving;
mod reading;
mod waiting;
mod world;

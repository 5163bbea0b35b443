//! The daemon: wires the clocks, the socket, the worker and the desktop to the engine. The parts decide
//! nothing; `turn` is the loop that they feed.

pub mod args;
pub mod child;
pub mod chores;
pub mod desk;
pub mod hook;
pub mod limits;
pub mod lock;
pub mod log;
pub mod outside;
pub mod reserve;
pub mod screen;
pub mod signals;
pub mod socket;
pub mod sources;
pub mod stand_in;
pub mod start;
pub mod supervisor;
pub mod terminal;
pub mod timers;
pub mod turn;
pub mod watch;
pub mod whereabouts;
pub mod worker;
pub mod zone;

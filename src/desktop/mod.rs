//! What reaches the desktop, and what comes back from it. It must never hold the daemon up: no bus, no server
//! and a server that hangs are ordinary states.
//!
//! [`link::run`] is one task: wishes in, news out, both by bounded queues. It owns the connection to the
//! session bus, the one to the system bus, and the notifications that are on the screen. Beside what becomes of
//! those it tells what holds reminders: whether the session is locked or idle (`seat`), and Do Not Disturb (`way`).

pub mod bus;
mod compose;
mod dnd;
mod gsettings;
pub mod link;
mod logind;
mod properties;
mod question;
mod screen;
mod seat;
mod session;
mod way;

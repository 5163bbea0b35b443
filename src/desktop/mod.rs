//! What reaches the desktop. It must never hold the daemon up: no bus and no server are ordinary states.

pub mod xdg;

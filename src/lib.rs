//! loci: an FSRS schedule for every branch of your mind maps and every room of your memory palaces.
//!
//! Read the modules in this order; each imports only from those above it (`tests/tidy.rs` holds that).

pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod desktop;
pub mod domain;
pub mod engine;
pub mod ipc;
pub mod notes;
pub mod store;

//! Recalls against a fake daemon.

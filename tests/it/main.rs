//! Process tests: the real binaries, real sockets, real kills, each in a clean home of its own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod boxes;
mod calendar;
mod cards;
mod care;
mod clients;
mod demo;
mod desktop;
mod dunst;
mod glance;
mod holding;
mod inline;
mod keep;
mod kill;
mod logind;
mod mock;
mod notes;
mod plan;
mod recall;
mod refusals;
mod reminders;
mod review;
mod screen;
mod server;
mod silence;
mod spoken;
mod spool;
mod status;
mod support;
mod systemd;
mod terminal;
mod tmux;
mod typing;
mod week;

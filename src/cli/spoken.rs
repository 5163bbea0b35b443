//! What is said aloud and ticked: the walk through a palace and the explanation of a map, one screen for both.

pub mod boxed;
pub mod end;
pub(in crate::cli) mod legend;
pub mod model;
pub mod part;
mod plain;
pub mod pressed;
pub mod run;
mod screen;
pub mod session;
mod view;
mod wishes;
pub(in crate::cli) mod wrap;

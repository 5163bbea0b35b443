//! What a command shows: text for people, one JSON object for programs.

pub mod out;
pub mod table;
pub mod words;
pub mod wrap;

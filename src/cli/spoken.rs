//! What is said aloud and ticked: the walk through a palace and the explanation of a map, one screen for both.

pub mod model;
pub mod part;

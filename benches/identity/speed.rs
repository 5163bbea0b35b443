//! How long a matching takes.
pub fn print() {}

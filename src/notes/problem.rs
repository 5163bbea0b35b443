//! What a reader has to say about a text: never an exception, always with a line.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A part of the text could not be read.
    Error,
    /// It was read, and may not be what was meant.
    Warning,
    /// Something that was lost in the text was worked out again.
    Repaired,
}

impl Level {
    /// The word used in JSON and messages: `error`, `warning` or `repaired`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Repaired => "repaired",
        }
    }
}

/// One remark of a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line it is about, from 1.
    pub line: u32,
    /// How bad it is.
    pub level: Level,
    /// What is the matter, and what to do; lower case, no final dot.
    pub message: String,
}

//! The arguments of `code`.

use clap::Args;

/// `code`.
#[derive(Debug, Default, Args)]
pub struct Code {
    /// The day's id, or its beginning; today's task if absent.
    pub day: Option<String>,
    /// Go on with the file of the last attempt.
    #[arg(long)]
    pub resume: bool,
}

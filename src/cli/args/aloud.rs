//! The arguments of what is said aloud: a walk, an explanation, a mock interview.

use clap::{Args, Subcommand};

/// `walk`.
#[derive(Debug, Args)]
pub struct Walk {
    /// The palace, PALACE/ROUTE for one of its routes, or PALACE/A..B for a stretch.
    pub palace: String,
    /// Say it aloud and tick each room, instead of typing.
    #[arg(long)]
    pub aloud: bool,
    /// From the last room to the first.
    #[arg(long)]
    pub reverse: bool,
    /// Begin at this room; or take the whole walk from a file, - for stdin.
    #[arg(long, value_name = "ROOM|FILE|-")]
    pub from: Option<String>,
    /// Only grade it; log nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// The time was over: what comes after the last line of the file was not reached.
    #[arg(long, requires = "from")]
    pub stopped: bool,
    /// Line by line, without a screen.
    #[arg(long)]
    pub plain: bool,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The map, or one branch of it with what hangs under it.
    pub map: String,
    /// Less time than the cap, like 2m.
    #[arg(long, value_name = "DUR")]
    pub limit: Option<String>,
    /// Line by line, without a screen; also works in a pipe.
    #[arg(long)]
    pub plain: bool,
}

/// `mock`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Mock {
    /// What was held so far; none holds one.
    #[command(subcommand)]
    pub verb: Option<MockVerb>,
    /// How long it is, at most 1h, like 15m.
    #[arg(long, value_name = "DUR")]
    pub limit: Option<String>,
    /// How many questions, 1 to 50.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=50))]
    pub questions: Option<u32>,
    /// Only about this map, palace or folder.
    #[arg(long)]
    pub scope: Option<String>,
    /// What you know least surely first.
    #[arg(long)]
    pub weak: bool,
    /// The same number asks the same questions, as long as nothing was reviewed since.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Line by line, without a screen; also works in a pipe.
    #[arg(long)]
    pub plain: bool,
}

/// What to show of mock interviews.
#[derive(Debug, Subcommand)]
pub enum MockVerb {
    /// All that were held, the latest first.
    List,
    /// One of them, answer by answer.
    Show {
        /// Its number; the latest one if absent.
        number: Option<u32>,
    },
}

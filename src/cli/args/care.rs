//! The arguments of what looks after loci itself: `status`, `doctor`, `restore`.

use std::path::PathBuf;

use clap::Args;

/// `status`.
#[derive(Debug, Default, Args)]
pub struct Status {
    /// One line with fields in braces, like "{due} due, {minutes} min"; a wrong one names them all.
    #[arg(long, value_name = "STR")]
    pub format: Option<String>,
    /// A line for each change, until it is interrupted: for status bars.
    #[arg(long)]
    pub follow: bool,
    /// JSON objects as a custom module of waybar reads them; follows, too.
    #[arg(long)]
    pub waybar: bool,
    /// One line if something is to be recalled and nothing silences it: for a shell that opens.
    #[arg(long, conflicts_with_all = ["format", "follow", "waybar"])]
    pub greet: bool,
}

/// `doctor`.
#[derive(Debug, Default, Args)]
pub struct Doctor {
    /// Show a notification, and tell what comes back.
    #[arg(long)]
    pub notify: bool,
    /// Mend what can be mended safely: permissions, a dead socket, what follows from the journal.
    #[arg(long)]
    pub fix: bool,
}

/// `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup; none lists what there is.
    pub file: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    pub yes: bool,
}

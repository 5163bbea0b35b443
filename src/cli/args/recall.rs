//! The arguments of `recall`.

use clap::Args;

/// `recall`.
#[derive(Debug, Default, Args)]
pub struct Recall {
    /// The map, or a part of one.
    #[arg(required_unless_present_any = ["resume", "drop"])]
    pub map: Option<String>,
    /// Only what is due or new gets a rating.
    #[arg(long)]
    pub due: bool,
    /// Compare what was recalled elsewhere: a file, or - for stdin. Without a terminal the ratings are logged as
    /// proposed.
    #[arg(long, value_name = "FILE", conflicts_with = "limit")]
    pub from: Option<String>,
    /// With --from: its time was over, so what comes after the last line is not rated.
    #[arg(long, requires = "from")]
    pub stopped: bool,
    /// Log the proposal also if hardly anything was said.
    #[arg(long, conflicts_with_all = ["dry_run", "drop"])]
    pub yes: bool,
    /// Only tell what it would be rated; log nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Go on with a recall that was cut short: the last one, or the last one of MAP.
    #[arg(long, conflicts_with_all = ["due", "from", "limit", "dry_run"])]
    pub resume: bool,
    /// Log nothing of a recall that was cut short: the last one, or the last one of MAP. Its page stays for a while.
    #[arg(long, conflicts_with_all = ["resume", "due", "from", "limit", "dry_run"])]
    pub drop: bool,
    /// Less time than the cap, like 5m. What is saved after STOP does not count, unless nothing was saved before.
    #[arg(long, value_name = "DUR")]
    pub limit: Option<String>,
}

//! The arguments of what makes loci quiet: `snooze`, `pause`, `resume`, `mode`, `pace`.

use clap::{Args, ValueEnum};

/// `snooze`.
#[derive(Debug, Args)]
pub struct Snooze {
    /// How long, or until when: 30m, two days, until 15:00, tomorrow morning, eod; as the config says if absent.
    #[arg(value_name = "DUR|WHEN")]
    pub until: Vec<String>,
}

/// `pause`.
#[derive(Debug, Args)]
pub struct Pause {
    /// Until when, or from when to when: friday, 18:00-20:00, 24 dec to 27 dec; the end of today if absent.
    #[arg(value_name = "WHEN|FROM..TO")]
    pub when: Vec<String>,
}

/// `mode`.
#[derive(Debug, Args)]
pub struct Mode {
    /// What you are doing now; none shows it.
    pub mode: Option<ModeName>,
    /// How long, or until when: 2h, until 18:00; until you change it if absent, but coding ends with the day.
    #[arg(value_name = "DUR|WHEN", requires = "mode")]
    pub until: Vec<String>,
}

/// `pace`.
#[derive(Debug, Args)]
pub struct Pace {
    /// How often it reminds; none shows it.
    pub pace: Option<PaceName>,
}

/// How often it reminds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaceName {
    /// Each day on which something is due.
    Daily,
    /// Once a week.
    Weekly,
}

impl PaceName {
    /// The word of the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            PaceName::Daily => "daily",
            PaceName::Weekly => "weekly",
        }
    }
}

/// What you are doing now: it decides what is asked, and whether it may ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeName {
    /// Everything is asked.
    All,
    /// Maps only.
    Learning,
    /// Nothing is asked, nothing rings.
    Coding,
    /// Maps, and palaces if minutes are left.
    Revision,
    /// Everything is asked.
    Interview,
    /// Palaces only.
    Whiteboard,
}

impl ModeName {
    /// The word of the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            ModeName::All => "all",
            ModeName::Learning => "learning",
            ModeName::Coding => "coding",
            ModeName::Revision => "revision",
            ModeName::Interview => "interview",
            ModeName::Whiteboard => "whiteboard",
        }
    }
}

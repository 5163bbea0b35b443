//! What can happen to the engine: a closed list of plain data.

use std::sync::Arc;

use crate::domain::notice::{Subject, Token};
use crate::domain::plan::Plan;
use crate::domain::screen::News;
use crate::domain::settings::Settings;
use crate::ipc::journal::{ImportLine, JournalLine};
use crate::ipc::protocol::{
    BackupReply, Failure, ForecastReply, GradeReply, Import, Log, OwnRating, ProblemInfo, Request,
};
use crate::notes::read::NotesRead;

use super::effect::{AfterRead, Anchoring};

/// One thing that happened outside.
#[derive(Debug, Clone)]
pub enum Event {
    /// A client asks.
    Request(Request),
    /// A timer fired, the clock was changed, or the machine woke: judge everything anew.
    Tick,
    /// The notes were read.
    Notes {
        /// What they hold.
        read: NotesRead,
        /// What to do with it.
        then: AfterRead,
    },
    /// Ratings that were spooled while the daemon was down, oldest first.
    Spooled(Vec<SpooledLog>),
    /// Spooled ratings that found no locus before, as the spool keeps them.
    Unplaced {
        /// They.
        ratings: Vec<UnplacedLog>,
        /// Files of the spool that cannot be read.
        troubles: Vec<ProblemInfo>,
    },
    /// A backup was written, or not.
    BackedUp {
        /// What for.
        what: BackupFor,
        /// The backup.
        result: Result<BackupReply, Failure>,
    },
    /// An anchor was written into a note, or not.
    Anchored {
        /// What was to be written.
        anchoring: Anchoring,
        /// The line as it is now.
        result: Result<String, Failure>,
    },
    /// An imported file was read, or not.
    ImportRead {
        /// What was asked.
        import: Import,
        /// What it holds.
        result: Result<ImportText, Failure>,
    },
    /// The ratings of a log that lie in a file were read, or not.
    RatingsRead {
        /// The log.
        log: Box<Log>,
        /// They.
        result: Result<Vec<OwnRating>, Failure>,
    },
    /// A recall was graded, or could not be read.
    Graded(Result<GradeReply, Failure>),
    /// The coming days were simulated, or could not be.
    Forecast(Result<ForecastReply, Failure>),
    /// Something came back from the screen.
    News(News),
    /// A notification was handed to the user's command, in the place of a screen.
    Commanded {
        /// What it is about.
        subject: Subject,
        /// Which showing.
        token: Token,
    },
    /// A terminal with the review was opened after a press, or why not.
    Opened(Result<(), String>),
    /// The database was checked, or could not be looked at.
    LookedAt(Result<DatabaseLook, Failure>),
    /// A chore is near: do it if this study day still lacks it.
    Chore(Chore),
    /// The config was read again.
    Configured(Box<Settings>),
    /// The study plan that the config names was read.
    Planned(Box<PlanRead>),
    /// Why the config, as it is now, is not taken, so that the last good one holds; `None` if it is.
    ConfigRefused(Option<String>),
}

/// What the file of the study plan holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanRead {
    /// The config names none.
    None,
    /// A plan.
    Good {
        /// Its file, absolute.
        path: String,
        /// What it holds.
        text: Arc<str>,
        /// That as a plan.
        plan: Plan,
        /// What is odd about it.
        problems: Vec<ProblemInfo>,
    },
    /// None that could be taken; the last good one of that file holds.
    Bad {
        /// Its file, absolute.
        path: String,
        /// Why not, each with its line.
        problems: Vec<ProblemInfo>,
        /// That last good one, if it is known.
        last: Option<Plan>,
    },
}

/// What an imported file holds, in the order of its lines.
#[derive(Debug, Clone, PartialEq)]
pub enum ImportText {
    /// Reviews.
    Reviews(Lines<ImportLine>),
    /// Facts.
    Journal(Lines<JournalLine>),
}

/// The lines of an imported file up to the first that cannot be read. Whether one of them is refused, and
/// so is the first bad one of the file, is for the engine to find out.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines<T> {
    /// Each with its number from 1.
    pub good: Vec<(u32, T)>,
    /// The one that cannot be read.
    pub bad: Option<BadLine>,
}

impl<T> From<Vec<(u32, T)>> for Lines<T> {
    fn from(good: Vec<(u32, T)>) -> Lines<T> {
        Lines { good, bad: None }
    }
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number from 1.
    pub number: u32,
    /// What it is not, as what follows "line 3 …".
    pub why: String,
}

/// What a look at the database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseLook {
    /// Its file.
    pub path: String,
    /// Its size, with what is still in its WAL.
    pub bytes: u64,
    /// How it is damaged, if it is.
    pub damage: Option<String>,
}

/// A rating from the spool.
#[derive(Debug, Clone, PartialEq)]
pub struct SpooledLog {
    /// The spool's id of it.
    pub id: String,
    /// The exact request.
    pub log: Log,
}

/// A rating from the spool that found no locus.
#[derive(Debug, Clone, PartialEq)]
pub struct UnplacedLog {
    /// The spool's id of it.
    pub id: String,
    /// The exact request.
    pub log: Log,
    /// Why it found none.
    pub why: String,
    /// Paths it might mean.
    pub candidates: Vec<String>,
}

/// What a backup is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupFor {
    /// A user asked.
    User,
    /// The nightly chore.
    Night,
}

/// What is done once in a while, not because anyone asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chore {
    /// The checked backup, once a study day.
    Backup,
    /// Reading all notes again, every hour.
    Rescan,
}

impl Chore {
    /// Its name in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Chore::Backup => "backup",
            Chore::Rescan => "rescan",
        }
    }
}

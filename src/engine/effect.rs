//! What the engine wants done outside: a closed list of plain data. The engine itself touches nothing.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::domain::day::StudyDay;
use crate::domain::notice::{Notice, Subject};
use crate::domain::screen::Wish;
use crate::ipc::protocol::{Adopt, BoxReply, Event as Told, Failure, Import, Log, Response, Sync};
use crate::notes::Adopted;

use super::event::BackupFor;
use super::forecasting::Forecasting;
use super::grading::Grading;

/// What one event led to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The answer, if somebody asked and it is known. A request without one is answered by the event that
    /// its [`Effect::Work`] comes back as.
    pub reply: Option<Result<Response, Failure>>,
    /// What to do, in this order, after the reply.
    pub effects: Vec<Effect>,
}

impl Outcome {
    /// An answer and nothing else.
    pub fn reply(response: Response) -> Outcome {
        Outcome {
            reply: Some(Ok(response)),
            effects: Vec::new(),
        }
    }

    /// A refusal and nothing else.
    pub fn refuse(failure: Failure) -> Outcome {
        Outcome {
            reply: Some(Err(failure)),
            effects: Vec::new(),
        }
    }

    /// The same with one more effect.
    pub fn with(mut self, effect: Effect) -> Outcome {
        self.effects.push(effect);
        self
    }
}

/// One thing to do outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the watching connections.
    Tell(Told),
    /// STOP: critical notification, then the user's hook. It happens even if nothing can be written.
    Stop {
        /// The box that is over.
        ended: BoxReply,
        /// The notification.
        notice: Notice,
    },
    /// Something is wanted of the screen.
    Wish(Wish),
    /// The user's command told of it where there is no screen, and it is wanted no more.
    TakeBack(Subject),
    /// Open the review in a terminal.
    Open,
    /// Something that takes long, for the worker; it comes back as an event.
    Work(Job),
    /// The spooled rating is in the journal: forget the file.
    Unspool {
        /// The spool's id of it.
        id: String,
    },
    /// The spooled rating found no locus: keep it aside.
    MarkUnplaced {
        /// The spool's id of it.
        id: String,
        /// Why.
        why: String,
        /// Paths it might mean.
        candidates: Vec<String>,
    },
    /// End the daemon.
    Quit,
}

impl Effect {
    /// Whether it happens although the turn that asked for it could not be written: STOP always does, the screen
    /// needs no disk, and work that writes nothing by itself must still answer whoever waits for it.
    pub(super) fn outlives_a_lost_turn(&self) -> bool {
        match self {
            Effect::Stop { .. }
            | Effect::Wish(_)
            | Effect::TakeBack(_)
            | Effect::Open
            | Effect::Work(_)
            | Effect::Quit => true,
            Effect::Tell(told) => matches!(told, Told::Stop { .. } | Told::Notice { .. }),
            Effect::Unspool { .. } | Effect::MarkUnplaced { .. } => false,
        }
    }
}

/// Work for the worker thread.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Read the config, the study plan and all notes; comes back as `Event::Configured`, `Event::Planned` and
    /// `Event::Notes`.
    ReadNotes {
        /// Keys of the candidates that the user adopted.
        adopted: BTreeSet<String>,
        /// What to do with what is read.
        then: AfterRead,
    },
    /// Write a checked backup; comes back as `Event::BackedUp`.
    Backup {
        /// Where to, absolute; a dated file in the backup folder if absent.
        path: Option<String>,
        /// The study day that names it.
        day: StudyDay,
        /// What for.
        what: BackupFor,
    },
    /// Check the database; comes back as `Event::LookedAt`.
    LookAtDatabase,
    /// Read a file to import; comes back as `Event::ImportRead`.
    ReadImport(Import),
    /// Read the ratings of a log that lie in a file; comes back as `Event::RatingsRead`.
    ReadRatings(Box<Log>),
    /// Grade a recall; comes back as `Event::Graded`.
    Grade(Box<Grading>),
    /// Simulate the coming days; comes back as `Event::Forecast`.
    Forecast(Box<Forecasting>),
    /// Write an anchor into a note; comes back as `Event::Anchored`.
    WriteAnchor(Anchoring),
}

/// An anchor to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchoring {
    /// The batch of the fact that follows.
    pub batch: Uuid,
    /// The path of the locus.
    pub path: String,
    /// The note's file, absolute.
    pub source: String,
    /// The line, from 1.
    pub line: u32,
    /// The anchor, without `^`.
    pub anchor: String,
    /// The note's text as it was read last.
    pub text: String,
    /// What the user adopted.
    pub adopted: Adopted,
}

/// What to do with notes that were read.
#[derive(Debug, Clone, PartialEq)]
pub enum AfterRead {
    /// Take them.
    Take,
    /// Take them as `loci sync` said, and answer it.
    Sync(Sync),
    /// Take one candidate, and answer `loci adopt`.
    Adopt(Adopt),
}

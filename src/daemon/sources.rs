//! Everything that can wake the loop, as one queue of inputs. It decides nothing.

use std::io;

use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};

use super::signals::{Asked, Signals};
use super::timers::{Rang, Timers};
use super::watch::Changed;
use super::whereabouts::Whereabouts;
use super::worker::Finished;
use crate::domain::notice::{CommandFailure, Subject, Token};
use crate::domain::screen::News;
use crate::engine::event::Chore;
use crate::ipc::server::Incoming;

/// The most requests of one turn.
pub const TURN: usize = 256;

/// What woke the loop.
#[derive(Debug)]
pub enum Input {
    /// Requests: all that were queued, at most [`TURN`].
    Requests(Vec<Incoming>),
    /// The worker finished a job.
    Finished(Finished),
    /// Something in the sources changed.
    NotesChanged,
    /// Something in the spool changed.
    SpoolChanged,
    /// A timer fired.
    Rang(Rang),
    /// A chore is due.
    Chore(Chore),
    /// A signal came.
    Asked(Asked),
    /// Something came back from the desktop.
    News(News),
    /// Where the bus is, or which zone it is, may have changed.
    WhereaboutsChanged,
    /// A command of the user's is through.
    Deed(Deed),
    /// A part that must go on broke: the daemon cannot go on either.
    Broken(&'static str, io::Error),
}

/// What came of something done outside.
#[derive(Debug)]
pub enum Deed {
    /// A hook ended; it told the log how.
    Done,
    /// A terminal was opened, or why not.
    Opened(Result<(), String>),
    /// The command that stands in for a screen ended.
    StoodIn {
        /// What it told of.
        subject: Subject,
        /// Which showing.
        token: Token,
        /// How it ended.
        ended: Result<(), CommandFailure>,
    },
}

/// Where inputs come from.
#[derive(Debug)]
pub struct Sources {
    /// From the server.
    pub requests: mpsc::Receiver<Incoming>,
    /// From the worker.
    pub finished: mpsc::Receiver<Finished>,
    /// From the watcher of the notes.
    pub notes: Changed,
    /// From the watcher of the spool.
    pub spool: Changed,
    /// From the clocks.
    pub timers: Timers,
    /// From the scheduler.
    pub chores: mpsc::Receiver<Chore>,
    /// From the system.
    pub signals: Signals,
    /// From the desktop.
    pub news: mpsc::Receiver<News>,
    /// From the watcher of the bus and the zone.
    pub whereabouts: Whereabouts,
    /// Commands of the user's under way.
    pub deeds: JoinSet<Deed>,
    /// The server, which ends only when it breaks.
    pub server: JoinHandle<io::Result<()>>,
}

impl Sources {
    /// Waits for the next input.
    pub async fn next(&mut self) -> Input {
        let mut requests = Vec::new();
        tokio::select! {
            biased;
            asked = self.signals.next() => Input::Asked(asked),
            rang = self.timers.next() => match rang {
                Ok(rang) => Input::Rang(rang),
                Err(error) => Input::Broken("a timer", error),
            },
            finished = self.finished.recv() => match finished {
                Some(finished) => Input::Finished(finished),
                None => Input::Broken("the worker", io::ErrorKind::BrokenPipe.into()),
            },
            () = self.notes.wait() => Input::NotesChanged,
            () = self.spool.wait() => Input::SpoolChanged,
            changed = self.whereabouts.changed() => match changed {
                Ok(()) => Input::WhereaboutsChanged,
                Err(error) => Input::Broken("the watcher of the bus", error),
            },
            Some(news) = self.news.recv() => Input::News(news),
            Some(chore) = self.chores.recv() => Input::Chore(chore),
            Some(deed) = self.deeds.join_next() => match deed {
                Ok(deed) => Input::Deed(deed),
                Err(error) => {
                    tracing::error!("a command of the user's failed: {error}");
                    Input::Deed(Deed::Done)
                }
            },
            // After the rest: there may be requests without end.
            count = self.requests.recv_many(&mut requests, TURN) => match count {
                0 => Input::Broken("the server", io::ErrorKind::BrokenPipe.into()),
                1.. => Input::Requests(requests),
            },
            served = &mut self.server => Input::Broken("the server", match served {
                Ok(Ok(())) => io::ErrorKind::BrokenPipe.into(),
                Ok(Err(error)) => error,
                Err(error) => io::Error::other(error),
            }),
        }
    }

    /// All requests that are queued just now, at most `most`.
    pub fn queued(&mut self, most: usize) -> Vec<Incoming> {
        let next = || self.requests.try_recv().ok();
        std::iter::from_fn(next).take(most).collect()
    }
}

//! The jobs that wait for the worker, one at a time, each with whoever waits for its answer.

use std::collections::VecDeque;

use tokio::sync::oneshot;

use super::worker::Worker;
use crate::engine::effect::{AfterRead, Job};
use crate::ipc::protocol::{Failure, Response};

/// Who waits for an answer.
#[derive(Debug, Default)]
pub enum Asker {
    /// Nobody.
    #[default]
    Nobody,
    /// A client.
    Client(oneshot::Sender<Result<Response, Failure>>),
}

impl Asker {
    /// Answers; a client that is gone is no trouble.
    pub fn answer(self, result: Result<Response, Failure>) {
        match self {
            Asker::Nobody => {}
            Asker::Client(reply) => {
                let _ = reply.send(result);
            }
        }
    }
}

/// The waiting jobs.
#[derive(Debug, Default)]
pub struct Desk {
    waiting: VecDeque<(Job, Asker)>,
    current: Option<(Job, Asker)>,
}

impl Desk {
    /// Adds a job; one that would only repeat what is to be done anyway is dropped.
    pub fn add(&mut self, job: Job, asker: Asker) {
        if matches!(asker, Asker::Nobody) && self.has(&job) {
            return;
        }
        self.waiting.push_back((job, asker));
    }

    fn has(&self, job: &Job) -> bool {
        let is_waiting = self.waiting.iter().any(|(waiting, _)| waiting == job);
        let is_current = self.current.as_ref().is_some_and(|(now, _)| now == job);
        match job {
            // A reading that runs may have missed what changed meanwhile.
            Job::ReadNotes { then, .. } => is_waiting && *then == AfterRead::Take,
            Job::Backup { .. }
            | Job::LookAtDatabase
            | Job::ReadImport(_)
            | Job::ReadRatings(_)
            | Job::Grade(_)
            | Job::Forecast(_)
            | Job::WriteAnchor(_) => is_waiting || is_current,
        }
    }

    /// The job that was given last is finished: who waits for it.
    pub fn finish(&mut self) -> Asker {
        self.current
            .take()
            .map_or(Asker::Nobody, |(_, asker)| asker)
    }

    /// Gives the worker the next job, if it has none.
    pub fn give(&mut self, worker: &Worker) {
        while self.current.is_none() {
            let Some((job, asker)) = self.waiting.pop_front() else {
                return;
            };
            match worker.give(job.clone()) {
                Ok(()) => self.current = Some((job, asker)),
                Err(failure) => {
                    tracing::error!("a job was not done: {failure}");
                    asker.answer(Err(failure));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::day::StudyDay;
    use crate::engine::event::BackupFor;

    fn reading() -> Job {
        Job::ReadNotes {
            adopted: BTreeSet::new(),
            then: AfterRead::Take,
        }
    }

    #[test]
    fn a_reading_is_queued_once_behind_the_one_that_runs() {
        let mut desk = Desk {
            current: Some((reading(), Asker::Nobody)),
            ..Desk::default()
        };
        desk.add(reading(), Asker::Nobody);
        desk.add(reading(), Asker::Nobody);
        assert_eq!(desk.waiting.len(), 1);
    }

    #[test]
    fn a_backup_that_runs_is_not_repeated_unless_somebody_asks() {
        let backup = Job::Backup {
            path: None,
            day: StudyDay(chrono::NaiveDate::MIN),
            what: BackupFor::Night,
        };
        let mut desk = Desk {
            current: Some((backup.clone(), Asker::Nobody)),
            ..Desk::default()
        };
        desk.add(backup.clone(), Asker::Nobody);
        assert!(desk.waiting.is_empty());
        desk.add(backup, Asker::Client(oneshot::channel().0));
        assert_eq!(desk.waiting.len(), 1);
    }
}

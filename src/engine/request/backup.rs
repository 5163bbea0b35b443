//! `backup`, and the chores: a checked copy every night, all notes read again every hour.

use crate::domain::journal::Fact;
use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::effect::{AfterRead, Effect, Job, Outcome};
use crate::engine::event::{BackupFor, Chore};
use crate::engine::fault::Fault;
use crate::engine::record::Draft;
use crate::ipc::protocol::{Backup, BackupReply, Failure, Response};
use crate::store::error::StoreError;

impl Engine {
    /// Asks the worker for a backup; it is answered by [`Engine::backed_up`].
    pub(in crate::engine) fn backup(&mut self, backup: Backup, now: Now) -> Outcome {
        let day = self.today(now);
        Outcome::default().with(Effect::Work(Job::Backup {
            path: backup.path,
            day,
            what: BackupFor::User,
        }))
    }

    /// A backup was written, or not.
    pub(in crate::engine) fn backed_up(
        &mut self,
        what: BackupFor,
        result: Result<BackupReply, Failure>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let reply = result?;
        match what {
            BackupFor::User => Ok(Outcome::reply(Response::Backup(reply))),
            BackupFor::Night => {
                self.chore_done(Chore::Backup, now)?;
                Ok(Outcome::default())
            }
        }
    }

    /// Does a chore, unless the journal says that this study day has it already.
    pub(in crate::engine) fn chore(&mut self, chore: Chore, now: Now) -> Outcome {
        match chore {
            Chore::Rescan => self.read_notes(AfterRead::Take),
            Chore::Backup => {
                let day = self.today(now);
                if self.done_for(chore.as_str(), day) {
                    return Outcome::default();
                }
                Outcome::default().with(Effect::Work(Job::Backup {
                    path: None,
                    day,
                    what: BackupFor::Night,
                }))
            }
        }
    }

    /// On a fresh database every chore counts as done today.
    pub(in crate::engine) fn settle_chores(&mut self, now: Now) -> Result<(), StoreError> {
        if self.store.count()? > 0 {
            return Ok(());
        }
        self.chore_done(Chore::Backup, now)?;
        self.commit()
    }

    fn chore_done(&mut self, chore: Chore, now: Now) -> Result<(), StoreError> {
        let batch = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        draft.push(
            batch,
            stamp,
            Fact::Chore {
                name: chore.as_str().to_owned(),
                day: stamp.day,
            },
        );
        self.record(draft)
    }
}

//! What the engine wants done outside, done: answers first, then the effects in their order.

use super::{Phase, State};
use crate::daemon::desk::Asker;
use crate::daemon::sources::Deed;
use crate::daemon::{hook, stand_in, terminal};
use crate::domain::screen::{News, Wish};
use crate::engine::effect::{Effect, Outcome};
use crate::ipc::protocol::{ErrorCode, Failure};
use crate::ipc::spool::{Spool, SpoolId};

impl State {
    /// Answers everyone first, then does what is to be done.
    pub(super) fn carry_out(&mut self, outcomes: Vec<Outcome>, askers: Vec<Asker>) {
        let mut effects = Vec::new();
        for (outcome, asker) in outcomes.into_iter().zip(askers) {
            let mut asker = match outcome.reply {
                Some(reply) => {
                    asker.answer(reply);
                    Asker::Nobody
                }
                None => asker,
            };
            for effect in outcome.effects {
                // The answer comes with the work.
                let is_work = matches!(effect, Effect::Work(_));
                let waits = if is_work {
                    std::mem::take(&mut asker)
                } else {
                    Asker::Nobody
                };
                effects.push((effect, waits));
            }
            asker.answer(Err(Failure::new(
                ErrorCode::Internal,
                "the request got no answer; report it as a bug of loci",
            )));
        }
        for (effect, asker) in effects {
            self.do_effect(effect, asker);
        }
    }

    fn do_effect(&mut self, effect: Effect, asker: Asker) {
        match effect {
            Effect::Tell(told) => {
                // An error means that nobody watches.
                let _ = self.turns.events.send(told);
            }
            Effect::Stop { ended, notice } => {
                self.turns.screen.wish(Wish::Show(notice));
                let command = self.turns.config.hook.clone();
                self.turns.sources.deeds.spawn(async move {
                    hook::run(&command, &ended).await;
                    Deed::Done
                });
            }
            Effect::Wish(wish) => self.turns.screen.wish(wish),
            Effect::TakeBack(subject) => {
                let command = self.turns.config.notify.withdraw.clone();
                self.turns.sources.deeds.spawn(async move {
                    stand_in::take_back(&command, subject).await;
                    Deed::Done
                });
            }
            Effect::Open => {
                let notify = self.turns.config.notify.clone();
                self.turns.sources.deeds.spawn(async move {
                    Deed::Opened(terminal::open(&notify.terminal, &notify.open).await)
                });
            }
            Effect::Work(job) => self.desk.add(job, asker),
            Effect::Unspool { id } => {
                self.with_spooled(&id, |spool, id| spool.remove(id));
            }
            Effect::MarkUnplaced {
                id,
                why,
                candidates,
            } => {
                self.with_spooled(&id, |spool, id| spool.mark_unplaced(id, &why, &candidates));
            }
            Effect::Quit => {
                tracing::info!("a client asks to end");
                self.phase = Phase::Ending;
            }
        }
    }

    fn with_spooled<E: std::fmt::Display>(
        &self,
        id: &str,
        change: impl FnOnce(&Spool, &SpoolId) -> Result<(), E>,
    ) {
        if let Some(id) = SpoolId::parse(id)
            && let Err(error) = change(&self.turns.spool, &id)
        {
            // It stays, and is known by its batch when it is met again.
            tracing::warn!("{error}");
        }
    }

    /// Hands a notification that nobody can show to the user's command, if there is one.
    pub(super) fn stand_in(&mut self, news: &News) -> StandsIn {
        let command = &self.turns.config.notify.command;
        let stranded = self.turns.screen.stranded(news);
        let (Some(notice), false) = (stranded, command.is_empty()) else {
            return StandsIn::No;
        };
        let (command, notice) = (command.clone(), notice.clone());
        self.turns.sources.deeds.spawn(async move {
            let ended = stand_in::run(&command, &notice).await;
            Deed::StoodIn {
                subject: notice.subject,
                token: notice.token,
                ended,
            }
        });
        StandsIn::Yes
    }
}

/// Whether the user's command takes a notification over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StandsIn {
    /// It does; what comes of it is told later.
    Yes,
    /// It does not.
    No,
}

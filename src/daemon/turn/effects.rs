//! What the engine wants done outside, done: answers first, then the effects in their order.

use super::{Audience, Notices, Phase, State};
use crate::daemon::desk::Asker;
use crate::daemon::hook;
use crate::daemon::sources::Deed;
use crate::desktop::xdg::{self, Notice, ShowError, Shown};
use crate::domain::now::Secs;
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
            Effect::Stop(ended) => {
                self.notice(Notice::Stop(Secs(ended.limit_secs)));
                let command = self.turns.config.hook.clone();
                self.turns.sources.deeds.spawn(async move {
                    hook::run(&command, &ended).await;
                    Deed::Hook
                });
            }
            Effect::Enough(running) => self.notice(Notice::Enough(Secs(running.left_secs))),
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

    fn notice(&mut self, notice: Notice) {
        match self.turns.audience {
            Audience::Session => {}
            Audience::Nobody => return,
        }
        let show = async move { Deed::Notice(Box::new(xdg::show(notice).await)) };
        self.turns.sources.deeds.spawn(show);
    }

    pub(super) fn noticed(&mut self, result: Result<Shown, ShowError>) {
        match result {
            Ok(shown) => {
                self.shown = Some(shown);
                self.notices = Notices::Unknown;
            }
            Err(error) if self.notices == Notices::Unknown => {
                tracing::warn!("no notification was shown: {error}");
                self.notices = Notices::Vain;
            }
            Err(_) => {}
        }
    }
}

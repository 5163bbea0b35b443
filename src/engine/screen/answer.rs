//! The answer to whether to go on, in the place of the question: what was said, until when, and its undo. It stays for
//! its day, also where it makes it silent.

use super::card::{Known, Led, Stage};
use super::showing::State;
use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::notice::{Action, Notice, Subject, Token};
use crate::domain::now::Now;
use crate::domain::remind::Pace;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::effect::Effect;
use crate::engine::fault::Fault;
use crate::engine::notices::Loudness;
use crate::engine::notices::reminder::{Going, answered};

/// How long the pause lasts that the question offers.
const PAUSE_DAYS: u32 = 30;

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Answered {
    /// On this study day.
    day: StudyDay,
    /// What it says.
    going: Going,
    /// What wrote it.
    batch: BatchId,
}

impl Answered {
    /// What wrote it.
    pub(super) fn batch(&self) -> BatchId {
        self.batch
    }
}

impl Engine {
    /// Writes the answer; where that fails the question comes back.
    pub(in crate::engine) fn pressed_answer(
        &mut self,
        action: Action,
        now: Now,
    ) -> Result<Vec<Effect>, Fault> {
        let pause = self.calendar(now).days_later(now.at, PAUSE_DAYS);
        let fact = match action {
            Action::Weekly => Fact::Pace { pace: Pace::Weekly },
            Action::Keep => Fact::Pace { pace: Pace::Daily },
            _ => Fact::Pause {
                from: now.at,
                until: pause,
            },
        };
        let batch = self.own_batch(now);
        if let Err(fault) = self.write_said(batch, fact, now) {
            self.screen.pressed(Led::Afresh);
            return Err(fault);
        }
        let day = |at| self.calendar(now).day_of(at);
        let going = match action {
            Action::Keep => Going::Daily,
            // The next comes on the day on which it is silent no more.
            Action::Weekly => Going::Weekly(self.silent_no_more(now)),
            _ => Going::Paused(day(pause)),
        };
        let day = self.today(now);
        self.screen
            .pressed(Led::ToAnswered(Answered { day, going, batch }));
        Ok(Vec::new())
    }

    /// Takes an answer away when its day is over or it cannot be shown: it is no reminder that comes back.
    pub(super) fn end_answer(&mut self, now: Now) -> Option<Effect> {
        let answered = self.screen.answered()?;
        let is_over = answered.day != self.today(now);
        let showing = self.screen.showings.get(&Subject::Reminder)?;
        let is_lost = matches!(showing.state, State::Failed(_));
        (is_over || is_lost).then(|| self.screen.withdraw(Subject::Reminder))?
    }

    /// The stage of an answer as it should be now: itself as long as it holds, then the question, if that still is
    /// open.
    pub(super) fn stage_answered(&self, answered: Answered, now: Now) -> Stage {
        let holds = match answered.going {
            Going::Daily => self.calm.pace == Pace::Daily,
            Going::Weekly(_) => self.calm.pace == Pace::Weekly,
            Going::Paused(_) => self.calm.pauses.iter().any(|pause| pause.holds(now.at)),
        };
        match self.known_batch(answered.batch) {
            Known::Stands if holds => Stage::Answered(answered),
            Known::Stands | Known::Undone | Known::Absent => Stage::Digest,
        }
    }

    /// The notification of an answer.
    pub(super) fn answered_notice(
        &self,
        token: Token,
        said: &Answered,
        loudness: Loudness,
    ) -> Notice {
        answered(token, said.going, loudness)
    }
}

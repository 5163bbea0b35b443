//! A reminder that the user's command failed to tell: tried again, ever more rarely, as long as it is wanted.

use super::{Showing, State};
use crate::domain::notice::{NotShown, Subject};
use crate::domain::now::{BootInstant, Now};
use crate::domain::remind::wake::tries_again_after;
use crate::engine::Engine;

/// Failures in a row of the user's command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Failures {
    /// How many.
    count: u32,
    /// When the last was, in milliseconds of boot time.
    last_ms: u64,
}

impl Failures {
    /// These and one more.
    pub(super) fn and_now(self, now: Now) -> Failures {
        Failures {
            count: self.count.saturating_add(1),
            last_ms: now.boot.ms,
        }
    }

    /// When it is tried again, in milliseconds of boot time.
    fn again_ms(self) -> u64 {
        let after = u64::from(tries_again_after(self.count).0) * 1000;
        self.last_ms.saturating_add(after)
    }
}

impl Engine {
    /// When the reminder that the user's command failed to tell is to be tried again. While it is silent, or nobody is
    /// there, nothing is: the end of that tries it.
    pub(in crate::engine) fn tries_again(&self, now: Now) -> Option<BootInstant> {
        let Showing {
            state: State::Failed(NotShown::CommandFailed),
            failures,
            ..
        } = self.screen.showings.get(&Subject::Reminder)?
        else {
            return None;
        };
        let is_judged = self.silence(now).is_none() && !self.library.is_syncing();
        is_judged.then(|| BootInstant {
            ms: failures.again_ms(),
            ..now.boot
        })
    }
}

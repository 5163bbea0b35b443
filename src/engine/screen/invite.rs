//! What the reminder says now: the engine's side of its texts.

use crate::domain::notice::{Notice, Token};
use crate::domain::now::Now;
use crate::domain::remind::Reminder;
use crate::engine::Engine;
use crate::engine::notices::reminder::{invitation, reminder};
use crate::engine::notices::{Load, Loudness, Opens};

impl Engine {
    /// The reminder as a notification.
    pub(super) fn reminder_notice(
        &self,
        token: Token,
        what: Option<Reminder>,
        load: Load,
        loudness: Loudness,
        _now: Now,
    ) -> Notice {
        let opens = match self.screen.unopened {
            None => Opens::Yes,
            Some(_) => Opens::No,
        };
        let snooze = self.setup.settings.remind.snooze;
        Notice {
            body: invitation(opens),
            ..reminder(token, what, load, snooze, loudness)
        }
    }
}

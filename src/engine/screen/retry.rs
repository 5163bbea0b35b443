//! What the user's command failed to tell: a reminder is tried again, ever more rarely, as long as it is wanted; STOP
//! once, and only while it is news.

use super::Screen;
use super::showing::{Showing, State};
use crate::domain::notice::{NotShown, Subject, Urgency};
use crate::domain::now::{BootInstant, Now};
use crate::domain::remind::wake::tries_again_after;
use crate::domain::screen::Wish;
use crate::engine::Engine;
use crate::engine::effect::Effect;

/// So long after its command failed STOP is tried once more.
const STOP_AGAIN_MS: u64 = 20_000;
/// So long after the end of a box STOP is news to whom a command tells it; later it only confuses.
const STOP_IS_NEWS_MS: u64 = 2 * 60_000;

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

impl Screen {
    /// When, in milliseconds of boot time, the STOP that the user's command failed to tell is tried once more; never
    /// where that is too late.
    fn stop_again_ms(&self, now: Now) -> Option<u64> {
        let showing = self.showings.get(&Subject::Box)?;
        let failures = showing.failures;
        let failed = matches!(showing.state, State::Failed(NotShown::CommandFailed(_)))
            && showing.notice.urgency == Urgency::Critical
            && failures.count == 1;
        let again_ms = failures.last_ms.saturating_add(STOP_AGAIN_MS);
        let news_ms = showing.since_ms.saturating_add(STOP_IS_NEWS_MS);
        (failed && again_ms.max(now.boot.ms) <= news_ms).then_some(again_ms)
    }

    /// The STOP that the user's command failed to tell, once more.
    pub(super) fn stop_again(&mut self, now: Now) -> Option<Effect> {
        let again_ms = self.stop_again_ms(now)?;
        let showing = self.showings.get_mut(&Subject::Box)?;
        if now.boot.ms < again_ms {
            return None;
        }
        showing.state = State::Wished;
        Some(Effect::Wish(Wish::Show(showing.notice.clone())))
    }
}

impl Engine {
    /// When what the user's command failed to tell is to be tried again.
    pub(in crate::engine) fn tries_again(&self, now: Now) -> Option<BootInstant> {
        let stop = self.screen.stop_again_ms(now);
        let stop = stop.map(|ms| BootInstant { ms, ..now.boot });
        stop.into_iter().chain(self.reminds_again(now)).min()
    }

    /// The same of a reminder. While it is silent, or nobody is there, nothing is: the end of that tries it.
    fn reminds_again(&self, now: Now) -> Option<BootInstant> {
        let Showing {
            state: State::Failed(NotShown::CommandFailed(_)),
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

//! A box on the screen: its countdown, "enough?" and STOP, which are one notification.

use super::card::Stage;
use super::showing::{Showing, State};
use crate::domain::notice::{NotShown, Notice, Subject, Urgency};
use crate::domain::now::{Now, Secs};
use crate::domain::settings::Privacy;
use crate::domain::timebox::{BoxKind, BoxStart};
use crate::engine::Engine;
use crate::engine::effect::Effect;
use crate::engine::notices::boxes::{self, Countdown};
use crate::engine::request::mock::EVERYTHING;

/// Whether a countdown is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum CountsDown {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl Showing {
    /// Whether it is a countdown without a screen: no command gets it, and it is not worth one.
    pub(super) fn is_for_nobody(&self) -> bool {
        let is_countdown =
            (self.notice.subject, self.notice.urgency) == (Subject::Box, Urgency::Low);
        let is_without_screen = matches!(
            self.state,
            State::Failed(NotShown::NoBus | NotShown::NoServer)
        );
        is_countdown && is_without_screen
    }
}

impl Engine {
    /// The countdown of the running box: shown at its start, told anew each minute, gone with it.
    pub(super) fn settle_box(&mut self, now: Now) -> Option<Effect> {
        let Some(at) = self.countdown(now) else {
            let showing = self.screen.showings.get(&Subject::Box)?;
            // STOP stays until it is closed.
            return match showing.notice.urgency {
                Urgency::Critical => None,
                Urgency::Low | Urgency::Normal | Urgency::Reply => {
                    self.screen.withdraw(Subject::Box)
                }
            };
        };
        let token = self.screen.token(now);
        let topic = self.box_topic(self.boxes.running.as_ref());
        let notice = boxes::countdown(token, topic.as_deref(), at, &self.calendar(now));
        match self.screen.showings.get(&Subject::Box) {
            // A box under a minute is told once: its seconds would be another each time.
            Some(showing)
                if at.left.0 < 60
                    && at.left.0 % 60 != 0
                    && showing.notice.urgency == Urgency::Low =>
            {
                None
            }
            Some(showing) if showing.notice.progress == notice.progress => None,
            // Without a server the first wish told so; another comes with a server.
            Some(showing) if matches!(showing.state, State::Failed(_)) => None,
            Some(_) | None => Some(self.screen.show(notice, (None, Stage::Digest), now)),
        }
    }

    /// The topic of a box, where notifications may name it: the last part of its path.
    fn box_topic(&self, start: Option<&BoxStart>) -> Option<String> {
        // A mock interview about everything has no name.
        let start =
            start.filter(|start| start.topic != EVERYTHING || start.kind != BoxKind::Mock)?;
        match self.setup.settings.privacy {
            Privacy::Discreet => None,
            Privacy::Topics | Privacy::Full => {
                let last = start.topic.rsplit('/').next();
                Some(last.unwrap_or(&start.topic).to_owned())
            }
        }
    }

    /// How far the running box is, in steps of a minute.
    fn countdown(&self, now: Now) -> Option<Countdown> {
        let start = self.boxes.running.as_ref()?;
        let left_ms = start.left_ms(now);
        if left_ms == 0 {
            return None;
        }
        let left = u32::try_from(left_ms.div_ceil(1000)).unwrap_or(u32::MAX);
        let left = if start.limit.0 < 60 {
            Secs(left)
        } else {
            Secs(left.div_ceil(60) * 60).min(start.limit)
        };
        let used = 100 - u64::from(left.0) * 100 / u64::from(start.limit.0.max(1));
        let ms = i64::try_from(left_ms).unwrap_or(i64::MAX);
        Some(Countdown {
            left,
            used: u8::try_from(used).unwrap_or(100),
            ends: now.at + chrono::TimeDelta::try_milliseconds(ms).unwrap_or_default(),
        })
    }

    /// Whether the countdown is on the screen, so that it wants to be told anew each minute.
    pub(in crate::engine) fn counts_down(&self) -> CountsDown {
        let showing = self.screen.showings.get(&Subject::Box);
        match showing.map(|showing| &showing.state) {
            Some(State::Wished | State::Shown) => CountsDown::Yes,
            Some(State::Failed(_) | State::Told | State::Left | State::Pressed(_)) | None => {
                CountsDown::No
            }
        }
    }

    /// "Enough?" in the place of the countdown.
    pub(in crate::engine) fn show_enough(&mut self, now: Now) -> Option<Effect> {
        let at = self.countdown(now)?;
        let token = self.screen.token(now);
        let topic = self.box_topic(self.boxes.running.as_ref());
        let notice = boxes::enough(token, topic.as_deref(), at);
        Some(self.screen.show(notice, (None, Stage::Digest), now))
    }

    /// STOP in the place of the countdown.
    pub(in crate::engine) fn stop_notice(&mut self, start: &BoxStart, now: Now) -> Notice {
        let token = self.screen.token(now);
        let topic = self.box_topic(Some(start));
        let notice = boxes::stop(token, topic.as_deref(), (start.kind, start.limit));
        // The effect that carries it shows it.
        let _ = self.screen.show(notice.clone(), (None, Stage::Digest), now);
        notice
    }
}

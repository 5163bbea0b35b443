//! What came back from the screen. A press is the same as the command that it stands for; a notification that
//! is closed or expires is no answer.

use crate::domain::journal::Fact;
use crate::domain::notice::{Action, LeadsTo, Presence, Subject, Token, Urgency};
use crate::domain::now::Now;
use crate::domain::screen::News;
use crate::ipc::protocol::{BoxEnd, EndHow, Event as Told};

use super::Engine;
use super::effect::{Effect, Outcome};
use super::fault::Fault;

impl Engine {
    /// Takes news from the screen. Those of a showing that was replaced or closed change nothing.
    pub(super) fn news(&mut self, news: News, now: Now) -> Result<Outcome, Fault> {
        match news {
            News::Presence(presence) => {
                log_presence(&self.screen.presence, &presence);
                self.screen.presence = presence;
                Ok(Outcome::default())
            }
            News::Shown {
                subject,
                token,
                place,
            } => {
                self.screen.arrived(subject, token, Some(place));
                Ok(told(subject, "shown", None))
            }
            News::NotShown {
                subject,
                token,
                why,
            } => {
                let detail = why.to_string();
                self.log_not_shown(subject, token, &detail);
                match subject {
                    Subject::Reminder | Subject::Box => {
                        self.screen.failed((subject, token), why, now);
                    }
                    // Whoever tries the desktop is told; it does not wait for a server.
                    Subject::Test => self.screen.closed(subject),
                }
                Ok(told(subject, "not_shown", Some(detail)))
            }
            News::Pressed {
                subject,
                token,
                action,
            } if self.screen.is_current(subject, token) => self.pressed(subject, action, now),
            News::Closed {
                subject,
                token,
                how,
            } if self.screen.is_current(subject, token) => {
                self.screen.closed_by(subject, how);
                Ok(told(subject, "closed", Some(how.as_str().to_owned())))
            }
            News::Holds(holds) => {
                self.screen.meet_holds(holds);
                Ok(Outcome::default())
            }
            News::Tellers(tellers) => {
                self.screen.tellers = tellers;
                Ok(Outcome::default())
            }
            // The machine woke: what there is to judge is judged by the tick that comes with it.
            News::Pressed { .. } | News::Closed { .. } | News::Woke => Ok(Outcome::default()),
        }
    }

    /// The user's command told of it: nothing can come back from there.
    pub(super) fn commanded(&mut self, subject: Subject, token: Token) -> Outcome {
        self.screen.arrived(subject, token, None);
        if subject == Subject::Test && self.screen.is_current(subject, token) {
            self.screen.closed(subject);
        }
        told(subject, "shown", Some("command".to_owned()))
    }

    /// The review was opened, or not: a click that opened nothing changes nothing, and the reminder comes back
    /// with the command to type.
    pub(super) fn opened(&mut self, result: Result<(), String>, now: Now) -> Outcome {
        match result {
            Ok(()) => {
                self.screen.unopened = None;
                self.write_opened(now);
            }
            Err(why) => {
                self.screen.unopened = Some(why);
                self.screen.comes_back(self.today(now));
            }
        }
        Outcome::default()
    }

    /// Writes that a reminder was opened.
    pub(super) fn write_opened(&mut self, now: Now) {
        if let Err(error) = self.write_fact(Fact::Opened, now) {
            tracing::warn!(%error, "that a reminder was opened cannot be written");
            self.abandon_event();
        }
    }

    /// One line for each notification that could not be shown; a countdown is not worth one.
    fn log_not_shown(&self, subject: Subject, token: Token, why: &str) {
        if let Some(notice) = self.screen.is_hopeful(subject, token)
            && notice.urgency != Urgency::Low
        {
            // What it says may come from notes.
            tracing::info!("not shown: {} ({why})", subject.as_str());
        }
    }

    fn pressed(&mut self, subject: Subject, action: Action, now: Now) -> Result<Outcome, Fault> {
        let mut outcome = told(subject, "pressed", Some(action.as_str().to_owned()));
        let answers = matches!(action, Action::Weekly | Action::Keep | Action::Pause);
        if !self.screen.offers(subject, action) && (answers || action.leads_to() == LeadsTo::Away) {
            // No press of what it shows: it is gone, and nothing was said.
            self.screen.closed(subject);
            return Ok(outcome);
        }
        match (subject, action) {
            (Subject::Reminder, Action::Open) => {
                // Whether it is opened is told by what comes of it.
                outcome.effects.push(Effect::Open);
                self.screen.closed(subject);
            }
            (Subject::Reminder, Action::Snooze) => {
                let secs = i64::from(self.setup.settings.remind.snooze.0);
                self.snooze_until(now.at + chrono::TimeDelta::seconds(secs), None, now)?;
                self.screen.put_off();
            }
            (Subject::Reminder, Action::NotToday) => {
                let calendar = self.calendar(now);
                let until = calendar.start_of(calendar.day_of(now.at).plus(1));
                self.snooze_until(until, None, now)?;
                self.screen.put_off();
            }
            (Subject::Reminder, Action::Weekly | Action::Keep | Action::Pause) => {
                outcome.effects.extend(self.pressed_answer(action, now)?);
            }
            (Subject::Box, Action::Done) => {
                let end = BoxEnd {
                    how: EndHow::Done,
                    id: None,
                    note: None,
                };
                if self.boxes.running.is_some() {
                    outcome.effects.extend(self.box_end(&end, now)?.effects);
                }
                self.screen.closed(subject);
            }
            (Subject::Test, Action::Open | Action::Done) => self.screen.closed(subject),
            (
                Subject::Reminder,
                Action::Show
                | Action::Good
                | Action::Hard
                | Action::Again
                | Action::Next
                | Action::Undo,
            ) => outcome.effects.extend(self.pressed_card(action, now)?),
            // No notification of ours has these.
            (Subject::Reminder | Subject::Box | Subject::Test, _) => {}
        }
        Ok(outcome)
    }
}

/// Tells watchers what became of a notification.
fn told(subject: Subject, state: &str, detail: Option<String>) -> Outcome {
    Outcome::default().with(Effect::Tell(Told::Notice {
        subject: subject.as_str().to_owned(),
        state: state.to_owned(),
        detail,
    }))
}

/// One line at each change, none while it stays.
fn log_presence(before: &Presence, after: &Presence) {
    if before == after {
        return;
    }
    match after {
        Presence::Unknown => {}
        Presence::NoBus { why } => {
            tracing::info!("no notifications: there is no session bus ({why})");
        }
        Presence::NoServer => tracing::info!("no notifications: there is no notification server"),
        Presence::Server(server) if server.name.is_empty() => {
            tracing::info!("a notification server is there that does not say who it is");
        }
        Presence::Server(server) => {
            tracing::info!(
                "notifications are shown by {} {}",
                server.name,
                server.version
            );
        }
    }
}

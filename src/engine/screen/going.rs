//! How a notification goes: closed by the user or by time, taken away, taken back from where a command told it, let go
//! because it is wanted no more. What is to come back is remembered.

use super::showing::{Showing, State, Written};
use super::{Commanded, Screen};
use crate::domain::day::StudyDay;
use crate::domain::notice::{Closing, Subject};
use crate::domain::remind::Reminder;
use crate::domain::screen::Wish;
use crate::engine::effect::Effect;
use crate::ipc::protocol::Event as Told;

impl Screen {
    /// The reminder was put off by its own button: it comes back when the snooze ends or is taken back.
    pub(in crate::engine) fn put_off(&mut self) {
        let showing = self.showings.get(&Subject::Reminder);
        self.taken_away = showing
            .and_then(|showing| showing.reminds)
            .map(|(_, of)| of);
        self.closed(Subject::Reminder);
    }

    /// It was closed or pressed.
    pub(in crate::engine) fn closed(&mut self, subject: Subject) {
        self.showings.remove(&subject);
        self.unkept.insert(subject, None);
    }

    /// It was closed, and how. What an earlier life left, and was only made true, is still to come anew: that its time
    /// is over says nothing, unless the user himself closed it.
    pub(in crate::engine) fn closed_by(&mut self, subject: Subject, how: Closing) {
        let showing = self.showings.get(&subject);
        let left = showing.filter(|showing| showing.state == State::Left);
        match how {
            Closing::Dismissed => {}
            Closing::Expired | Closing::Withdrawn | Closing::Unknown => {
                if let Some(of) = left.and_then(Showing::owed) {
                    self.taken_away = Some(of);
                }
            }
        }
        self.closed(subject);
    }

    /// Takes a notification away, if there is one.
    pub(in crate::engine) fn withdraw(&mut self, subject: Subject) -> Option<Effect> {
        self.showings.remove(&subject)?;
        self.unkept.insert(subject, None);
        Some(Effect::Wish(Wish::Withdraw(subject)))
    }

    /// Whether a command told of the reminder, and nobody took it back.
    pub(super) fn is_commanded(&self) -> bool {
        self.commanded == Commanded::Yes
    }

    /// Takes the reminder away wherever it stands: from the screen, and from where the user's command told it.
    pub(super) fn take_back(&mut self) -> Vec<Effect> {
        let shown = self.withdraw(Subject::Reminder);
        let told = match std::mem::take(&mut self.commanded) {
            Commanded::Yes => {
                self.unkept.insert(Subject::Reminder, None);
                Some(Effect::TakeBack(Subject::Reminder))
            }
            Commanded::No => None,
        };
        shown.into_iter().chain(told).collect()
    }

    /// What is not on the screen as it should be does not come on a later day than its own, which judges for itself.
    pub(super) fn let_go_late(&mut self, today: StudyDay) -> Option<Effect> {
        let showing = self.showings.get(&Subject::Reminder)?;
        let waits = match showing.state {
            State::Left | State::Failed(_) => true,
            State::Wished | State::Shown | State::Told | State::Pressed(_) => false,
        };
        let is_late = showing.reminds.is_some_and(|(_, of)| of < today);
        match waits && is_late {
            true => self.withdraw(Subject::Reminder),
            false => None,
        }
    }

    /// What never came, and is not wanted any more, does not come with the next server; what it stood for does.
    pub(super) fn let_go_unwanted(&mut self) -> Option<Effect> {
        let showing = self.showings.get(&Subject::Reminder)?;
        let waits = matches!(showing.state, State::Failed(_));
        let never_came = showing.written == Written::No
            && !matches!(showing.reminds, Some((Reminder::Again, _)));
        match waits && never_came {
            true => {
                self.taken_away = showing.stands_for;
                self.withdraw(Subject::Reminder)
            }
            false => None,
        }
    }
}

/// What watchers are told of a notification that is taken away.
pub(super) fn tells_withdrawn(effect: &Effect) -> Option<Effect> {
    let (subject, detail) = match effect {
        Effect::Wish(Wish::Withdraw(subject)) => (subject, None),
        Effect::TakeBack(subject) => (subject, Some("command".to_owned())),
        Effect::Wish(Wish::Show(_) | Wish::Left { .. } | Wish::Look)
        | Effect::Tell(_)
        | Effect::Stop { .. }
        | Effect::Open
        | Effect::Work(_)
        | Effect::Unspool { .. }
        | Effect::MarkUnplaced { .. }
        | Effect::Quit => return None,
    };
    Some(Effect::Tell(Told::Notice {
        subject: subject.as_str().to_owned(),
        state: "withdrawn".to_owned(),
        detail,
    }))
}

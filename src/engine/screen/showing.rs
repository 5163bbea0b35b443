//! One notification: what it says, how far it is, and of which reminder it is the showing.

use super::card::{Led, Stage};
use super::retry::Failures;
use crate::domain::day::StudyDay;
use crate::domain::notice::{NotShown, Notice};
use crate::domain::remind::Reminder;

/// What a showing reminds of, and of which day it is.
pub(super) type Reminds = (Reminder, StudyDay);

/// One notification.
#[derive(Debug)]
pub(super) struct Showing {
    pub(super) notice: Notice,
    pub(super) state: State,
    /// The reminder that it is, and of which day; it is written once the notification is on the screen.
    pub(super) reminds: Option<Reminds>,
    /// How far the card is that it shows.
    pub(super) stage: Stage,
    /// Whether it was.
    pub(super) written: Written,
    /// The day of one that stood and was lost with its server, where this was to come in its place.
    pub(super) stands_for: Option<StudyDay>,
    /// How often the user's command failed to tell it.
    pub(super) failures: Failures,
    /// When it was wished for, in milliseconds of boot time.
    pub(super) since_ms: u64,
}

impl Showing {
    /// Whether it came before, or stands for one that did: then it comes back whatever is judged. Of which day that is.
    pub(super) fn owed(&self) -> Option<StudyDay> {
        let (what, of) = self.reminds?;
        let came = self.written == Written::Yes || what == Reminder::Again;
        came.then_some(of).or(self.stands_for)
    }

    /// The day of the one that another, which comes in the place of this, stands for: this one, if it was lost.
    pub(super) fn lost(&self) -> Option<StudyDay> {
        match self.state {
            State::Failed(_) => self.owed(),
            State::Wished => self.stands_for,
            State::Shown | State::Told | State::Left | State::Pressed(_) => None,
        }
    }
}

/// How far a notification is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It is wished for.
    Wished,
    /// It is on the screen.
    Shown,
    /// A command told the user; it stands nowhere.
    Told,
    /// An earlier life left it on the screen; what it says may be out of date.
    Left,
    /// It is not.
    Failed(NotShown),
    /// It was pressed, and another comes in its place.
    Pressed(Led),
}

/// Whether the journal knows of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    No,
    Yes,
}

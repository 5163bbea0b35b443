//! What crosses between the engine and the screen: wishes out, news in. Plain data.

use super::hold::Holds;
use super::notice::{Action, Closing, NotShown, Notice, Place, Presence, Subject, Token};
use super::tellers::Tellers;

/// What the daemon wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Show this, in the place of what is shown about the same subject. Of one that a newer one overtakes on the
    /// way nothing is told.
    Show(Notice),
    /// Take away what is shown about a subject, or what an earlier life of the daemon left there. Nothing is told
    /// of it.
    Withdraw(Subject),
    /// An earlier life of the daemon left this on the screen; it is replaced or taken away with the next wish,
    /// if its server still lives.
    Left {
        /// What it is about.
        subject: Subject,
        /// Where it is.
        place: Place,
    },
    /// The bus may be back: try to connect, if there is no connection.
    Look,
}

/// What the desktop tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Who could show notifications; told at the start and at every change.
    Presence(Presence),
    /// It is on the screen.
    Shown {
        /// What it is about.
        subject: Subject,
        /// Which showing.
        token: Token,
        /// Where.
        place: Place,
    },
    /// It is not, or no longer because its server went.
    NotShown {
        /// What it is about.
        subject: Subject,
        /// Which showing.
        token: Token,
        /// Why.
        why: NotShown,
    },
    /// The user pressed it.
    Pressed {
        /// What it is about.
        subject: Subject,
        /// Which showing.
        token: Token,
        /// What it asks for.
        action: Action,
    },
    /// It was closed; that is no answer.
    Closed {
        /// What it was about.
        subject: Subject,
        /// Which showing.
        token: Token,
        /// How.
        how: Closing,
    },
    /// What holds reminders, as the desktop has it: of locked, idle and Do Not Disturb those that are in force.
    /// Told at every change; none is in force until it is told.
    Holds(Holds),
    /// Who tells of that; told at every change.
    Tellers(Tellers),
    /// The machine woke from sleep (logind's PrepareForSleep(false)).
    Woke,
}

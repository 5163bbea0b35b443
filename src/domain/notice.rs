//! Notifications as plain data: what is shown about which subject, who could show it, what came back.
//!
//! There is at most one notification per subject; showing another replaces it in place. Nothing here is shown,
//! and nothing here decides when.

use uuid::Uuid;

/// The most buttons beside the default action; servers draw three, two or none.
pub const MAX_BUTTONS: usize = 3;

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// What is due today.
    Reminder,
    /// The running box, and its STOP.
    Box,
    /// The one that `loci doctor --notify` sends.
    Test,
}

impl Subject {
    /// All of them.
    pub const ALL: [Subject; 3] = [Subject::Reminder, Subject::Box, Subject::Test];

    /// The word used in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Subject::Reminder => "reminder",
            Subject::Box => "box",
            Subject::Test => "test",
        }
    }

    /// The subject that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Subject> {
        Subject::ALL
            .into_iter()
            .find(|subject| subject.as_str() == word)
    }
}

/// Tells one showing from every other, also of the same subject: servers use their ids again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub Uuid);

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Open the review in a terminal: the default action, and the button "Start".
    Open,
    /// Remind later.
    Snooze,
    /// Remind no more on this study day.
    NotToday,
    /// The running box is done.
    Done,
    /// Show the answer of a card.
    Show,
    /// The card was recalled.
    Good,
    /// The card was recalled with trouble.
    Hard,
    /// The card was not recalled.
    Again,
    /// The next card.
    Next,
    /// Take the rating of the card back.
    Undo,
    /// Go on reminding as before.
    Keep,
    /// Remind once a week.
    Weekly,
    /// Remind no more until the user resumes, or for long.
    Pause,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 13] = [
        Action::Open,
        Action::Snooze,
        Action::NotToday,
        Action::Done,
        Action::Show,
        Action::Good,
        Action::Hard,
        Action::Again,
        Action::Next,
        Action::Undo,
        Action::Keep,
        Action::Weekly,
        Action::Pause,
    ];

    /// The word used in action keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Open => "open",
            Action::Snooze => "snooze",
            Action::NotToday => "not_today",
            Action::Done => "done",
            Action::Show => "show",
            Action::Good => "good",
            Action::Hard => "hard",
            Action::Again => "again",
            Action::Next => "next",
            Action::Undo => "undo",
            Action::Keep => "keep",
            Action::Weekly => "weekly",
            Action::Pause => "pause",
        }
    }

    /// What becomes of the notification that was pressed.
    pub fn leads_to(self) -> LeadsTo {
        match self {
            Action::Open | Action::Snooze | Action::NotToday | Action::Done => LeadsTo::Away,
            Action::Keep
            | Action::Weekly
            | Action::Pause
            | Action::Show
            | Action::Good
            | Action::Hard
            | Action::Again
            | Action::Next
            | Action::Undo => LeadsTo::Another,
        }
    }

    /// The action that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Action> {
        Action::ALL
            .into_iter()
            .find(|action| action.as_str() == word)
    }
}

/// What becomes of a notification that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsTo {
    /// It goes.
    Away,
    /// Another comes in its place, or it is withdrawn: the daemon says which.
    Another,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it asks for.
    pub action: Action,
    /// What it says.
    pub label: String,
}

/// How loud a notification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// It may stay in the list of notifications.
    Low,
    /// As any other.
    Normal,
    /// The answer to a press: seen as any other, and not heard, for whoever pressed looks at it.
    Reply,
    /// It stays until it is closed, also where notifications are not wanted: STOP alone.
    Critical,
}

/// A notification to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub subject: Subject,
    /// This showing of it.
    pub token: Token,
    /// The title: plain text.
    pub title: String,
    /// The body: plain text; whoever shows it escapes it as the server needs.
    pub body: String,
    /// What a command of the user tells in the place of the body, for nothing can be clicked there; the body if there
    /// is none.
    pub unclicked: Option<String>,
    /// How loud it is.
    pub urgency: Urgency,
    /// What a click on it asks for, if anything.
    pub click: Option<Action>,
    /// At most [`MAX_BUTTONS`]; a server may draw none of them.
    pub buttons: Vec<Button>,
    /// How much of a box is used, in percent.
    pub progress: Option<u8>,
}

impl Notice {
    /// The body where nothing can be clicked.
    pub fn told(&self) -> &str {
        self.unclicked.as_deref().unwrap_or(&self.body)
    }

    /// Whether a press can ask for this: a click on it, or one of its buttons.
    pub fn offers(&self, action: Action) -> bool {
        let mut buttons = self.buttons.iter();
        self.click == Some(action) || buttons.any(|button| button.action == action)
    }
}

/// Where a notification was shown: one life of a server, and the id that it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// That life of the server, to be compared alone: its unique name, and the bus, since each bus gives the
    /// same names again.
    pub owner: String,
    /// The server's id of it.
    pub id: u32,
}

/// Who could show notifications.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Presence {
    /// Nobody looked yet.
    #[default]
    Unknown,
    /// There is no session bus.
    NoBus {
        /// Why not.
        why: String,
    },
    /// There is a bus, and no notification server on it.
    NoServer,
    /// A server is there.
    Server(Server),
}

/// A notification server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, like `dunst`.
    pub name: String,
    /// Who made it.
    pub vendor: String,
    /// Its version.
    pub version: String,
    /// The version of the specification that it follows, like `1.2`.
    pub spec: String,
    /// What it can draw, like `actions` and `body-markup`.
    pub capabilities: Vec<String>,
}

impl Server {
    /// Whether it says that it can do this, like `actions`. Some say so and draw nothing.
    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }
}

/// Why a notification is not on the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// There is no bus.
    #[error("there is no session bus")]
    NoBus,
    /// There is no server on the bus.
    #[error("there is no notification server")]
    NoServer,
    /// The server does not answer; the notification may still appear.
    #[error("the notification server does not answer")]
    Hangs,
    /// The server said no.
    #[error("the notification server refused it: {why}")]
    Refused {
        /// What it said.
        why: String,
    },
    /// There is nobody to show it, and the user's command that stands in failed.
    #[error("notify.command failed: {0}")]
    CommandFailed(CommandFailure),
    /// It was on the screen, and its server is gone.
    #[error("the notification server went away")]
    Gone,
}

/// Why the user's command failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandFailure {
    /// It ended with a status that is no success, 1 to 255.
    #[error("it ended with status {0}")]
    Status(i32),
    /// There is no such program.
    #[error("{program} is not found{}: loci config set notify.command '[\"PROGRAM\"]'", in_path(.program))]
    Missing {
        /// As it is named in the settings.
        program: String,
    },
    /// It could not be started.
    #[error("it cannot be started: {why}")]
    NotStarted {
        /// What the system said.
        why: String,
    },
    /// It took too long.
    #[error("it was killed after {secs} s")]
    Killed {
        /// Its limit in seconds.
        secs: u64,
    },
    /// It ended in another way, as by a signal.
    #[error("it did not end by itself")]
    Ended,
}

/// Where a program was looked for: a path was not looked for.
fn in_path(program: &str) -> &'static str {
    match program.contains('/') {
        true => "",
        false => " in the PATH of the daemon",
    }
}

/// How a notification was closed. None of them is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// Its time was over (1).
    Expired,
    /// The user closed it (2).
    Dismissed,
    /// A program closed it (3).
    Withdrawn,
    /// The server did not say (4 and others).
    Unknown,
}

impl Closing {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Closing::Expired => "expired",
            Closing::Dismissed => "dismissed",
            Closing::Withdrawn => "withdrawn",
            Closing::Unknown => "closed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_of_a_command_is_said_with_its_cure() {
        let said = |failure| NotShown::CommandFailed(failure).to_string();
        let missing = |program: &str| {
            said(CommandFailure::Missing {
                program: program.to_owned(),
            })
        };
        assert_eq!(
            said(CommandFailure::Status(3)),
            "notify.command failed: it ended with status 3"
        );
        assert_eq!(
            said(CommandFailure::Killed { secs: 10 }),
            "notify.command failed: it was killed after 10 s"
        );
        assert_eq!(
            missing("ntfy"),
            "notify.command failed: ntfy is not found in the PATH of the daemon: \
             loci config set notify.command '[\"PROGRAM\"]'"
        );
        assert_eq!(
            missing("/opt/ntfy"),
            "notify.command failed: /opt/ntfy is not found: loci config set notify.command '[\"PROGRAM\"]'"
        );
    }

    #[test]
    fn words_are_read_back() {
        for subject in Subject::ALL {
            assert_eq!(Subject::from_word(subject.as_str()), Some(subject));
        }
        for action in Action::ALL {
            assert_eq!(Action::from_word(action.as_str()), Some(action));
        }
        assert_eq!(Action::from_word("default"), None);
    }
}

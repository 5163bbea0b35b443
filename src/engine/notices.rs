//! The texts of notifications. Discreet: numbers and times, no topic, no note, and never the word interview.

use crate::domain::notice::{Action, Button, Notice, Subject, Token, Urgency};
use crate::domain::now::Secs;

pub(super) mod boxes;
pub(super) mod reminder;

/// What a reminder tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Loci that are asked today.
    pub(super) due: u32,
    /// Minutes that takes.
    pub(super) minutes: u32,
}

/// Whether a notification comes anew or only tells what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loudness {
    /// It wants to be seen.
    Anew,
    /// It stands where it stands.
    Update,
}

/// Whether a click opens something, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// It does.
    Yes,
    /// The last one did not.
    No,
}

/// The one that tries the desktop.
pub(super) fn test(token: Token) -> Notice {
    Notice {
        subject: Subject::Test,
        token,
        title: "loci can reach you here".to_owned(),
        body: "Click it, or press the button: loci doctor tells what came back.".to_owned(),
        urgency: Urgency::Normal,
        click: Some(Action::Open),
        buttons: vec![Button {
            action: Action::Done,
            label: "I see it".to_owned(),
        }],
        progress: None,
    }
}

/// `1 hour`, `90 min`, `40 s`.
fn in_words(secs: Secs) -> String {
    match secs.0 {
        3600 => "1 hour".to_owned(),
        hours if hours > 0 && hours % 3600 == 0 => format!("{} hours", hours / 3600),
        minutes if minutes >= 60 => format!("{} min", minutes.div_ceil(60)),
        few => format!("{few} s"),
    }
}

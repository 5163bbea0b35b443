//! The texts of notifications. Discreet ones hold numbers and times, no topic and no note; what comes from notes in the
//! others is cleaned and short. None says the word interview, but a card of notes that do: whoever looks over a shoulder
//! must not learn that there is to be one.

use crate::domain::notice::{Action, Button, Notice, Subject, Token, Urgency};
use crate::domain::now::Secs;
use crate::domain::text;

pub(super) mod boxes;
pub(super) mod card;
pub(super) mod reminder;

/// The most characters of the name of a map or palace.
const NAME: usize = 40;
/// The most characters of a line that comes from notes.
const LINE: usize = 80;

/// The word that no reminder and no box says, also where it stands in the notes.
const UNSPOKEN: &str = "interview";

/// The name of a map or palace, as a notification may say it.
pub(super) fn name(text: &str) -> String {
    unspoken(&on_card(text, NAME))
}

/// A line of a note, as a notification may say it.
pub(super) fn line(text: &str) -> String {
    unspoken(&on_card(text, LINE))
}

/// What comes from notes as a card says it: one line without tricks, of at most so many characters.
pub(super) fn on_card(text: &str, most: usize) -> String {
    text::line(head(text), most)
}

/// The text with `…` for each word that holds the unspoken one.
fn unspoken(text: &str) -> String {
    let (mut said, mut rest) = (String::new(), text);
    while let Some(at) = rest.to_ascii_lowercase().find(UNSPOKEN) {
        let (before, word) = rest.split_at(at);
        said.push_str(before.trim_end_matches(char::is_alphanumeric));
        said.push('…');
        rest = word.trim_start_matches(char::is_alphanumeric);
    }
    said + rest
}

/// What of a long text can matter for its first line, so that a label of 64 KiB costs no more than a short one.
fn head(text: &str) -> &str {
    const ENOUGH: usize = 2_000;
    let end = text
        .char_indices()
        .nth(ENOUGH)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// What a reminder tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Loci that are asked today.
    pub(super) due: u32,
    /// Minutes that takes.
    pub(super) minutes: u32,
    /// The plan's day, if something of it is open.
    pub(super) plan: Option<OfDay>,
}

/// A plan's day that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OfDay {
    /// Which, from 1.
    pub(super) day: u32,
    /// Of how many.
    pub(super) of: u32,
    /// Minutes that are left of it, with what is asked.
    pub(super) minutes: u32,
}

/// Whether a notification comes anew or only tells what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loudness {
    /// It wants to be seen.
    Anew,
    /// It stands where it stands.
    Update,
    /// A press brought it.
    Reply,
}

impl Loudness {
    fn urgency(self) -> Urgency {
        match self {
            Loudness::Anew => Urgency::Normal,
            Loudness::Update => Urgency::Low,
            Loudness::Reply => Urgency::Reply,
        }
    }
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
        unclicked: Some("This came by notify.command.".to_owned()),
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

fn button(action: Action, label: impl Into<String>) -> Button {
    Button {
        action,
        label: label.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_notes_is_one_short_line_without_tricks() {
        assert_eq!(name("dict"), "dict");
        assert_eq!(
            line("\u{1b}[31mred\u{1b}[0m\n\u{202e}txt\u{202c}\u{0}"),
            "red txt"
        );
        assert_eq!(name(&"x".repeat(64 * 1024)).chars().count(), NAME);
        assert_eq!(line(&"é ".repeat(64 * 1024)).chars().count(), LINE);
        assert_eq!(line(&"\n".repeat(64 * 1024)), "");
    }

    #[test]
    fn a_word_that_holds_the_unspoken_one_is_not_said() {
        for (text, said) in [
            ("ACME Interview prep", "ACME … prep"),
            ("acme-interviews-prep", "acme-…-prep"),
            ("INTERVIEW", "…"),
            ("Éinterviewing, interviewer", "…, …"),
            ("inter view", "inter view"),
            ("inter\u{202e}view\u{202c}", "…"),
        ] {
            assert_eq!(name(text), said, "{text}");
            assert_eq!(line(text), said, "{text}");
        }
        assert_eq!(on_card("Interview\nprep", NAME), "Interview prep");
    }
}

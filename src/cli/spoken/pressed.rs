//! What a key stands for where something is said aloud: a letter, on, back, leave, or nothing. Pure.

use crate::cli::inline::keys::Key;

/// A key by what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// A letter, a digit or a blank.
    Letter(char),
    /// Enter, or the arrow to the right.
    On,
    /// The arrow to the left, or backspace.
    Back,
    /// Ctrl-D.
    Leave,
    /// It stands for nothing here.
    Nothing,
}

impl Pressed {
    /// What a key stands for.
    pub fn of(key: Key) -> Pressed {
        match key {
            Key::Char(letter) => Pressed::Letter(letter),
            Key::Enter | Key::Right => Pressed::On,
            Key::Left | Key::Backspace => Pressed::Back,
            Key::Ctrl('d') => Pressed::Leave,
            Key::Ctrl(_)
            | Key::Tab
            | Key::Delete
            | Key::Esc
            | Key::Up
            | Key::Down
            | Key::Home
            | Key::End => Pressed::Nothing,
        }
    }
}

//! A key, or a few of them one after the other, as people write it and as each shell spells it.

use std::fmt::Write;
use std::str::FromStr;

/// One or more keys, pressed one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chord(Vec<Stroke>);

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stroke {
    Plain(char),
    Alt(char),
    Ctrl(char),
}

/// What is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no key: write it like alt-r, ctrl-g or \"ctrl-x r\"")]
pub(super) struct NoKey {
    given: String,
}

impl FromStr for Chord {
    type Err = NoKey;

    /// Reads `alt-r`, `ctrl-g`, or several apart by blanks; the first of them is no plain letter, which must
    /// stay one.
    fn from_str(text: &str) -> Result<Chord, NoKey> {
        let strokes: Option<Vec<Stroke>> = text.split_whitespace().map(stroke).collect();
        match strokes.as_deref() {
            Some([Stroke::Alt(_) | Stroke::Ctrl(_), ..]) => Ok(Chord(strokes.unwrap_or_default())),
            Some(_) | None => Err(NoKey {
                given: text.to_owned(),
            }),
        }
    }
}

fn stroke(word: &str) -> Option<Stroke> {
    let lower = word.to_ascii_lowercase();
    let (kind, letter): (fn(char) -> Stroke, &str) = match lower.split_once(['-', '+']) {
        Some(("alt" | "meta" | "m", letter)) => (Stroke::Alt, letter),
        Some(("ctrl" | "control" | "c", letter)) => (Stroke::Ctrl, letter),
        Some(_) => return None,
        None => (Stroke::Plain, lower.as_str()),
    };
    let mut letters = letter.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_alphanumeric() => Some(kind(letter)),
        _ => None,
    }
}

impl Chord {
    fn spelled(&self, alt: &str, ctrl: impl Fn(char) -> String) -> String {
        let mut text = String::new();
        for stroke in &self.0 {
            // Writing to a string cannot fail.
            let _ = match stroke {
                Stroke::Plain(letter) => write!(text, "{letter}"),
                Stroke::Alt(letter) => write!(text, "{alt}{letter}"),
                Stroke::Ctrl(letter) => write!(text, "{}", ctrl(*letter)),
            };
        }
        text
    }

    /// As readline reads it in `bind` (readline(3), "Readline Initialization File").
    pub(super) fn bash(&self) -> String {
        self.spelled("\\e", |letter| format!("\\C-{letter}"))
    }

    /// As `bindkey` reads it (zshzle(1), "KEY SEQUENCES").
    pub(super) fn zsh(&self) -> String {
        self.spelled("^[", |letter| format!("^{}", letter.to_ascii_uppercase()))
    }

    /// As fish reads it in `bind`, in its old and its new versions alike.
    pub(super) fn fish(&self) -> String {
        self.spelled("\\e", |letter| format!("\\c{letter}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shell_spells_a_key_its_own_way() {
        for (key, bash, zsh, fish) in [
            ("alt-r", "\\er", "^[r", "\\er"),
            ("Ctrl+G", "\\C-g", "^G", "\\cg"),
            ("ctrl-x r", "\\C-xr", "^Xr", "\\cxr"),
        ] {
            let chord: Chord = key.parse().unwrap();
            assert_eq!(
                [chord.bash(), chord.zsh(), chord.fish()],
                [bash, zsh, fish],
                "{key}"
            );
        }
    }

    #[test]
    fn a_plain_letter_alone_and_nonsense_are_refused() {
        for key in ["", "r", "r alt-x", "alt-", "alt-rr", "hyper-r", "alt-'"] {
            assert!(key.parse::<Chord>().is_err(), "{key}");
        }
    }
}

//! Text of notes, programs and people as it may safely be shown elsewhere: short, and nothing in it can move a
//! cursor or turn the reading direction. It decides nothing about what is said.

use std::iter::Peekable;
use std::str::Chars;

/// A single line of at most `most` characters; what is longer ends in an ellipsis.
pub fn line(text: &str, most: usize) -> String {
    let words: Vec<String> = cleaned(text)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    bounded(words.join(" "), most)
}

/// Lines of together at most `most` characters; what is longer ends in an ellipsis.
pub fn paragraph(text: &str, most: usize) -> String {
    bounded(cleaned(text).trim().to_owned(), most)
}

/// The text without escape sequences, control characters and what overrides the reading direction; newlines
/// stay, other white space is a space.
fn cleaned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\u{1b}' => skip_sequence(&mut chars),
            // One character that begins a sequence, as terminals of eight bits have it.
            '\u{9b}' => skip_until_final(&mut chars),
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            // Embeddings, overrides and isolates of the reading direction.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            // Not characters: XML knows none of them, and the server may read the body as XML.
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Passes over what follows an escape character.
fn skip_sequence(chars: &mut Peekable<Chars<'_>>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_until_final(chars);
        }
        // A string, as titles of windows and links are: up to a bell or the next escape sequence.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(char) = chars.next_if(|char| !matches!(char, '\u{1b}' | '\n')) {
                if char == '\u{7}' {
                    break;
                }
            }
        }
        Some(' '..='~') => {
            chars.next();
        }
        Some(_) | None => {}
    }
}

/// Passes over the parameters of a sequence and the character that ends it.
fn skip_until_final(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|char| (' '..='?').contains(char)).is_some() {}
    chars.next_if(|char| ('@'..='~').contains(char));
}

fn bounded(text: String, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text;
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_control_characters_go_whole() {
        assert_eq!(line("\u{1b}[31;1mred\u{1b}[0m", 100), "red");
        assert_eq!(line("\u{1b}]0;title\u{7}after", 100), "after");
        assert_eq!(
            line("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", 100),
            "link"
        );
        assert_eq!(line("\u{9b}2Ja\u{0}b\u{8}c\u{7f}", 100), "abc");
        assert_eq!(line("\u{1b}", 100), "");
        assert_eq!(line("\u{1b}[", 100), "");
        assert_eq!(line("\u{1b}é", 100), "é");
    }

    #[test]
    fn the_reading_direction_cannot_be_turned() {
        assert_eq!(
            line("a\u{202e}cod.exe\u{202c}\u{2066}b\u{2069}", 100),
            "acod.exeb"
        );
        assert_eq!(line("שלום", 100), "שלום");
    }

    #[test]
    fn newlines_stay_in_a_paragraph_and_not_in_a_line() {
        assert_eq!(
            paragraph("one\r\n\ttwo\u{2028}three\n", 100),
            "one\n two\nthree"
        );
        assert_eq!(line("one\r\n\ttwo\u{2028}three\n", 100), "one two three");
    }

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(line("äbcdef", 6), "äbcdef");
        assert_eq!(line("äbcdefg", 6), "äbcde…");
        assert_eq!(paragraph("a b", 2), "a…");
        assert_eq!(paragraph(&"x".repeat(5000), 1000).chars().count(), 1000);
    }
}

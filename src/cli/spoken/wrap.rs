//! Breaks a text into lines of a width, at blanks where there are some.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::render::words::printable;

/// The lines of a text, none wider than `columns` (at least 2 are taken, so that a wide letter fits). What a terminal
/// would obey is made printable; lines of the text that are not parted by an empty one flow together.
pub(in crate::cli) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    for (at, paragraph) in paragraphs(text).into_iter().enumerate() {
        if at > 0 {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let word = printable(word);
            if !line.is_empty() && line.width() + 1 + word.width() > columns {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for letter in word.chars() {
                if line.width() + letter.width().unwrap_or(0) > columns {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        match (line.trim().is_empty(), paragraphs.last_mut()) {
            (false, Some(last)) => {
                last.push_str(line);
                last.push('\n');
            }
            (true, Some(last)) if !last.is_empty() => paragraphs.push(String::new()),
            (true, Some(_)) | (_, None) => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_at_blanks_and_words_only_where_they_must() {
        assert_eq!(wrap("one two\nthree", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh i", 4), ["abcd", "efgh", "i"]);
        assert_eq!(wrap("語語語", 4), ["語語", "語"]);
        assert_eq!(wrap("a\n\n\nb", 9), ["a", "", "b"]);
        assert_eq!(wrap(" \n ", 9), [""; 0]);
        assert_eq!(wrap("語", 1), ["語"]);
    }
}

//! Text in a row of the terminal: cut and wrapped by the width of its letters. Pure.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text that is at most so many columns wide; one that is cut ends with `…`.
pub fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut cut = taken(text, columns.saturating_sub(1)).to_owned();
    if columns > 0 {
        cut.push('…');
    }
    cut
}

/// Lines that are at most so many columns wide, broken between words; a longer word is broken too. At least one.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let gap = usize::from(used > 0);
        if used + gap + word.width() <= columns {
            if let Some(line) = lines.last_mut() {
                line.push_str(&" "[..gap]);
                line.push_str(word);
            }
            used += gap + word.width();
            continue;
        }
        let mut rest = word;
        while !rest.is_empty() {
            // A letter that is wider than the row is put there all the same: it must go somewhere.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let part = &rest[..taken(rest, columns).len().max(first)];
            match lines.last_mut() {
                Some(line) if line.is_empty() => line.push_str(part),
                Some(_) | None => lines.push(part.to_owned()),
            }
            used = part.width();
            rest = &rest[part.len()..];
        }
    }
    lines
}

/// Lines that are at most so many columns wide, broken anywhere, as a terminal does it. At least one.
pub fn fold(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let (line, after) = rest.split_at(taken(rest, columns).len().max(first));
        lines.push(line.to_owned());
        rest = after;
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// The beginning that is at most so many columns wide.
fn taken(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_by_columns() {
        assert_eq!(cut("collision", 9), "collision");
        assert_eq!(cut("collision", 8), "collisi…");
        assert_eq!(cut("語語語", 4), "語…");
        assert_eq!((cut("ab", 1).as_str(), cut("ab", 0).as_str()), ("…", ""));
    }

    #[test]
    fn lines_break_between_words_and_inside_of_long_ones() {
        assert_eq!(wrap("what hangs here", 10), ["what hangs", "here"]);
        assert_eq!(wrap("a abcdefg", 3), ["a", "abc", "def", "g"]);
        assert_eq!(wrap("", 5), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_too_wide(text in "[a-z語é ]{0,60}", columns in 2usize..30) {
            let lines = wrap(&text, columns);
            let no_blanks = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(no_blanks(&lines.join(" ")), no_blanks(&text));
            for line in lines {
                prop_assert!(line.width() <= columns, "{line:?}");
            }
            prop_assert!(cut(&text, columns).width() <= columns);
        }
    }
}

//! What stands before a drawn tree on each of its lines: the marks of a quote or of a block comment, or those of a
//! comment that goes line by line.

use super::super::page::{Page, Place, is_blank};

/// What stands before a line of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Margin {
    /// So many `>`; 0 of them where the text stands for itself.
    Quote(usize),
    /// The `*` before each line of a block comment, as in Javadoc; it stands before the root, too.
    Star,
    /// The mark of a comment.
    Comment(&'static str),
}

impl Margin {
    /// Says whether it is a quote's.
    pub(super) fn is_quoted(self) -> bool {
        match self {
            Margin::Quote(depth) => depth > 0,
            Margin::Star => true,
            Margin::Comment(_) => false,
        }
    }
}

/// The marks of comments, the longer ones first.
const COMMENTS: [&str; 7] = ["///", "//!", "//", "--", "#", ";", "%"];

/// Says whether a character is a line of box drawing.
pub(super) fn is_box(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{257f}')
}

/// A line's margin, and its text behind it. Fences are read as they are, but for comments.
pub(super) fn text_of<'a>(page: &Page<'a>, line: usize) -> (Margin, &'a str) {
    let text = page.line(line);
    let (mut depth, mut rest) = (0, text);
    while page.place(line) == Place::Open
        && let Some(inner) = rest.trim_start_matches(is_blank).strip_prefix('>')
    {
        depth += 1;
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    if depth > 0 {
        return (Margin::Quote(depth), rest);
    }
    let bare = text.trim_start_matches(is_blank);
    if let Some(rest) = bare.strip_prefix('*')
        && (rest.is_empty() || rest.starts_with([' ', '\t']))
    {
        return (Margin::Star, rest.strip_prefix(' ').unwrap_or(rest));
    }
    let drawn = |rest: &str| {
        let strokes = rest.trim_start_matches(is_blank);
        strokes.len() < rest.len() && strokes.starts_with(is_box)
    };
    COMMENTS
        .into_iter()
        .find_map(|mark| Some((mark, bare.strip_prefix(mark)?)))
        .filter(|(_, rest)| drawn(rest))
        .map_or((Margin::Quote(0), text), |(mark, rest)| {
            (Margin::Comment(mark), rest)
        })
}

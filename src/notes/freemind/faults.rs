//! What a strict reader of XML refuses in a map: the first such place is told, the others are counted.

use super::entity::is_allowed;
use crate::notes::problem::{Level, Problem};

/// The faults of one text.
pub(super) struct Faults<'a> {
    text: &'a str,
    /// The place in bytes, and what is the matter there.
    first: Option<(usize, String)>,
    more: u32,
}

impl<'a> Faults<'a> {
    /// Those that can be seen without knowing any markup: characters that no document may hold.
    pub(super) fn of(text: &'a str) -> Faults<'a> {
        let mut faults = Faults {
            text,
            first: None,
            more: 0,
        };
        if let Some(at) = text.find(|c| !is_allowed(c)) {
            faults.add(at, "a control character stands here");
        }
        if let Some(at) = text.find('\u{fffd}') {
            faults.add(at, "`�` stands for bytes that are no text");
        }
        faults
    }

    /// Adds what is the matter at a place.
    pub(super) fn add(&mut self, at: usize, what: &str) {
        match &self.first {
            Some((first, _)) if *first <= at => self.more = self.more.saturating_add(1),
            Some(_) => {
                self.more = self.more.saturating_add(1);
                self.first = Some((at, what.to_owned()));
            }
            None => self.first = Some((at, what.to_owned())),
        }
    }

    /// All of them as one problem; `None` if a strict reader takes the text.
    pub(super) fn problem(self) -> Option<Problem> {
        let (at, what) = self.first?;
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() as u32 + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before[start..].chars().count() + 1;
        let more = match self.more {
            0 => String::new(),
            more => format!(" (and {more} more like it)"),
        };
        Some(Problem {
            line,
            level: Level::Error,
            message: format!(
                "line {line}, column {column}: {what}{more}; read as far as it could be, repair it in Freeplane"
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_is_told_and_the_rest_is_counted() {
        let mut faults = Faults::of("ab\näb\u{1}");
        assert_eq!(faults.more, 0);
        faults.add(5, "this");
        faults.add(9, "that");
        let problem = faults.problem().unwrap();
        assert_eq!((problem.line, problem.level), (2, Level::Error));
        assert!(
            problem
                .message
                .starts_with("line 2, column 2: this (and 2 more like it); read"),
            "{}",
            problem.message
        );
        assert_eq!(Faults::of("a\tb\r\n").problem(), None);
    }
}

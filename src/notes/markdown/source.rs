//! What the Markdown parser is given: a text line for line, without what it must not see.

use std::cell::Cell;

use super::super::page::{Page, Place};
use super::super::problem::{Level, Problem};

/// So many bytes of markers and indentation are read of a line. More would nest deeper than any outline is
/// read, and the parser takes time in proportion to the depth for every line.
const PREFIX_BYTES: usize = 2048;

/// The text for the parser. It has the lines of the page, but not its offsets.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The text.
    pub(super) text: String,
    starts: Vec<u32>,
    /// The line that was asked for last: the parser goes through the text line by line.
    last: Cell<usize>,
}

impl Source {
    /// Leaves out the lines that are taken, the front matter, lines that are too long, and the marks of an
    /// unresolved merge.
    pub(super) fn of(page: &Page<'_>, problems: &mut Vec<Problem>) -> Source {
        let mut source = Source::default();
        let mut merging = false;
        for line in 0..page.len() {
            source.starts.push(source.text.len() as u32);
            let text = page.line(line);
            let unread = matches!(page.place(line), Place::Front | Place::Comment);
            let hidden = page.is_taken(line) || unread;
            let merge = merge_mark(text, merging);
            if merge == Some('<') && !hidden {
                problems.push(Problem {
                    line: page.number(line),
                    level: Level::Warning,
                    message: "a merge was not resolved here; both sides were read, keep one"
                        .to_owned(),
                });
            }
            merging = merge.map_or(merging, |mark| mark != '>');
            if !hidden && merge.is_none() {
                source.push(text);
            }
            source.text.push('\n');
        }
        source
    }

    /// The line that an offset stands in, from 0.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        let near = self.last.get();
        let holds = |line: &usize| {
            let begins = |line: usize| self.starts.get(line).map(|start| *start as usize);
            begins(*line).is_some_and(|start| start <= offset)
                && begins(line + 1).is_none_or(|next| offset < next)
        };
        let line = [near, near + 1].into_iter().find(holds).unwrap_or_else(|| {
            let before = |start: &u32| *start as usize <= offset;
            self.starts.partition_point(before).saturating_sub(1)
        });
        self.last.set(line);
        line
    }

    /// How far from the beginning of its line an offset is, in bytes.
    pub(super) fn column(&self, offset: usize) -> usize {
        let start = self.starts.get(self.line_at(offset));
        start.map_or(0, |start| offset - *start as usize)
    }

    fn push(&mut self, line: &str) {
        let marker = |c: char| {
            c.is_ascii_digit() || matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')')
        };
        let prefix = line.len() - line.trim_start_matches(marker).len();
        let line = &line[prefix.saturating_sub(PREFIX_BYTES)..];
        // A carriage return inside a line would end it for the parser.
        for (at, part) in line.split('\r').enumerate() {
            self.text.extend((at > 0).then_some(' '));
            self.text.push_str(part);
        }
    }
}

/// The mark that git left on a line, while it could not merge.
fn merge_mark(line: &str, merging: bool) -> Option<char> {
    let begins = |mark: &str| {
        let rest = line.strip_prefix(mark);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let marks = [
        ("<<<<<<<", '<'),
        ("|||||||", '|'),
        ("=======", '='),
        (">>>>>>>", '>'),
    ];
    marks
        .into_iter()
        .find(|(mark, first)| (merging || *first == '<') && begins(mark))
        .map(|(_, first)| first)
}

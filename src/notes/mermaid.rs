//! Mermaid mind maps: the `mindmap` blocks of a text, and the depth of every node in them.
//!
//! It reads all that Mermaid reads (<https://mermaid.js.org/syntax/mindmap.html>), with the same depths, and
//! much that Mermaid refuses. What one node says is read in `node`.

use crate::domain::atlas::Branch;

use super::Format;
use super::page::{Page, Place, clean, is_blank, part_anchor};
use super::problem::{Level, Problem};
use super::tree::{Drawing, MAX_DEPTH};

mod node;

/// Finds every mind map and takes its lines. Read as Mermaid, a text without a fence may be one as a whole.
pub(super) fn find(page: &mut Page<'_>, format: Option<Format>) -> Vec<Drawing> {
    let mut sketches: Vec<Drawing> = Vec::new();
    let mut fenced = false;
    let mut line = 0;
    while line < page.len() {
        let end = block_end(page, line, Place::Mermaid);
        if end > line {
            fenced = true;
            sketches.extend(Block::new(page, line, end).read());
        }
        line = end.max(line + 1);
    }
    if format == Some(Format::Mermaid) && !fenced {
        let body = block_end(page, 0, Place::Front);
        sketches.extend(Block::new(page, body, page.len()).read());
    }
    for sketch in &sketches {
        page.take(sketch.first, sketch.last);
    }
    sketches
}

/// Whether a text is nothing but a mind map of Mermaid: it begins with the keyword, or with a fence of that name.
pub(super) fn is_alone(text: &str) -> bool {
    let first = text
        .lines()
        .map(|line| line.trim_matches(is_blank))
        .find(|line| !line.is_empty());
    first.is_some_and(|line| line.starts_with("```mermaid") || after_keyword(line) == Some(""))
}

/// Where the lines from `first` on stop standing in a place.
fn block_end(page: &Page<'_>, first: usize, place: Place) -> usize {
    (first..page.len())
        .find(|line| page.place(*line) != place)
        .unwrap_or(page.len())
}

/// The lines of one block that are still to be read.
struct Block<'p, 'a> {
    page: &'p Page<'a>,
    next: usize,
    end: usize,
}

impl<'p, 'a> Block<'p, 'a> {
    fn new(page: &'p Page<'a>, first: usize, end: usize) -> Block<'p, 'a> {
        Block {
            page,
            next: first,
            end,
        }
    }

    /// The block as a mind map, if it is one.
    fn read(mut self) -> Option<Drawing> {
        self.skip_silent();
        if self.text(self.next) == "---" {
            self.skip_past(self.next + 1, "---");
        }
        self.skip_head();
        let first = self.next;
        let rest = after_keyword(self.text(first))?;
        self.next += 1;
        let mut growth = Growth::default();
        if !rest.is_empty() && !rest.starts_with("%%") {
            self.grow(&mut growth, first, rest);
        } else {
            self.skip_head();
        }
        loop {
            self.skip_silent();
            if self.next >= self.end {
                break;
            }
            let line = self.next;
            self.next += 1;
            let text = self.text(line);
            if !text.starts_with("::icon(") && !text.starts_with(":::") {
                self.grow(&mut growth, line, text);
            }
        }
        let root = growth.root?;
        Some(Drawing {
            root: Some((root.line, root.label)).filter(|(_, label)| !label.is_empty()),
            first,
            last: self.end - 1,
            branches: growth.branches,
            problems: growth.problems,
            flaw: None,
        })
    }

    /// Reads the node that begins on a line with a text.
    fn grow(&mut self, growth: &mut Growth, line: usize, text: &'a str) {
        let more = (self.next..self.end).map(|line| self.page.line(line));
        let (said, lines) = node::read(text, more);
        self.next += lines;
        let raw = self.page.line(line);
        let indent = raw.chars().take_while(|c| is_blank(*c)).count();
        growth.add(line, self.page.number(line), indent, &said);
    }

    /// A line's text, trimmed; empty past the end.
    fn text(&self, line: usize) -> &'a str {
        if line < self.end {
            self.page.line(line).trim_matches(is_blank)
        } else {
            ""
        }
    }

    /// Skips blank lines, comments and directives (`%%{init: …}%%`, perhaps over several lines).
    fn skip_silent(&mut self) {
        while self.next < self.end {
            let text = self.text(self.next);
            if text.starts_with("%%{") {
                self.skip_past(self.next, "}%%");
            } else if text.is_empty() || text.starts_with("%%") {
                self.next += 1;
            } else {
                break;
            }
        }
    }

    /// Skips what may stand before the root: all that is silent, and titles for screen readers.
    fn skip_head(&mut self) {
        self.skip_silent();
        loop {
            let text = self.text(self.next);
            let name = ["accTitle", "accDescr"]
                .iter()
                .find_map(|name| text.strip_prefix(name));
            match name.map(str::trim_start) {
                Some(rest) if rest.starts_with(':') => self.next += 1,
                Some(rest) if rest.starts_with('{') => self.skip_past(self.next, "}"),
                Some(_) | None => return,
            }
            self.skip_silent();
        }
    }

    /// Goes on after the first line from `from` on that holds `close`; if there is none, after one line. Looks
    /// at no more than [`ASIDE_LINES`].
    fn skip_past(&mut self, from: usize, close: &str) {
        let closed = (from..self.end)
            .take(ASIDE_LINES)
            .find(|line| self.page.line(*line).contains(close));
        self.next = closed.unwrap_or(self.next) + 1;
    }
}

/// Front matter or a directive of more lines is not looked through for its end.
const ASIDE_LINES: usize = 200;

/// What follows the word `mindmap`, if a line begins with it.
fn after_keyword(text: &str) -> Option<&str> {
    const KEYWORD: &str = "mindmap";
    let head = text.get(..KEYWORD.len())?;
    let rest = &text[KEYWORD.len()..];
    let alone = rest.is_empty() || rest.starts_with(|c| is_blank(c) || "([{)%".contains(c));
    (head.eq_ignore_ascii_case(KEYWORD) && alone).then(|| rest.trim_start_matches(is_blank))
}

struct Root {
    line: usize,
    indent: usize,
    label: String,
}

/// A mind map as it grows.
#[derive(Default)]
struct Growth {
    root: Option<Root>,
    /// The indentation and depth of the branches that may still get children.
    open: Vec<(usize, u32)>,
    branches: Vec<Branch>,
    problems: Vec<Problem>,
    told_of_depth: bool,
}

impl Growth {
    /// Adds a node. Its parent is the nearest one above it with less indentation, where any blank counts as
    /// one, tabs too: so Mermaid draws it.
    fn add(&mut self, line: usize, number: u32, indent: usize, said: &str) {
        let (label, anchor) = part_anchor(said);
        let Some(root) = &self.root else {
            self.root = Some(Root {
                line,
                indent,
                label: label.to_owned(),
            });
            return;
        };
        if label.is_empty() {
            return;
        }
        while self
            .open
            .last()
            .is_some_and(|(column, _)| *column >= indent)
        {
            self.open.pop();
        }
        if indent <= root.indent && self.open.is_empty() {
            self.problems.push(Problem {
                line: number,
                level: Level::Repaired,
                message: format!(
                    "put `{label}` under the root `{}`: a mind map has one root; indent it to be sure",
                    root.label
                ),
            });
        }
        let mut depth = self.open.last().map_or(1, |(_, depth)| depth + 1);
        if depth > MAX_DEPTH {
            depth = MAX_DEPTH;
            self.warn_of_depth(number);
        }
        self.open.push((indent, depth));
        self.branches.push(Branch {
            label: label.into(),
            depth,
            line: number,
            body: None,
            anchor: anchor.map(Into::into),
            numbered: false,
        });
    }

    fn warn_of_depth(&mut self, line: u32) {
        if std::mem::replace(&mut self.told_of_depth, true) {
            return;
        }
        self.problems.push(Problem {
            line,
            level: Level::Warning,
            message: format!(
                "the map is deeper than {MAX_DEPTH} levels; draw this part as a map of its own"
            ),
        });
    }
}

#[cfg(test)]
mod tests;

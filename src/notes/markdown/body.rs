//! The text of a branch beside its label: paragraphs, fences, quotes and tables, line by line.

use super::super::page::{Page, Place, clean, is_blank, property};
use super::Taken;

/// The longest text that a branch keeps, in bytes.
pub(super) const BYTES: usize = 4 * 1024;

/// Lines of the text that belong to an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// The first line, from 0.
    pub(super) first: usize,
    /// The last line, from 0.
    pub(super) last: usize,
    /// Where it begins on its first line, in bytes; as many blanks are dropped from the lines below.
    pub(super) column: usize,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A paragraph; lines that only set a property say nothing.
    Paragraph,
    /// A fence, a quote, a table: kept as it is.
    Verbatim,
}

/// The text of some blocks.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The text; empty if nothing was said.
    pub(super) text: String,
    /// Something was left out at the end.
    pub(super) is_cut: bool,
}

/// Joins what blocks say.
pub(super) fn text(page: &Page<'_>, taken: &Taken, blocks: &[Block]) -> Text {
    let mut said = Text::default();
    for block in blocks {
        add(page, taken, block, &mut said);
        if said.is_cut {
            break;
        }
    }
    said
}

fn add(page: &Page<'_>, taken: &Taken, block: &Block, said: &mut Text) {
    let visible = |line: &usize| !taken.hides(page, *line);
    // A fence around a tree that became a map says nothing.
    let speaks =
        |line: usize| page.place(line) != Place::Fence && !page.is_blank(line) && visible(&line);
    if !(block.first..=block.last).any(speaks) {
        return;
    }
    let before = said.text.len();
    for line in (block.first..=block.last).filter(visible) {
        let raw = page.line(line);
        let text = if line == block.first {
            raw.get(block.column..).unwrap_or(raw)
        } else {
            without_margin(raw, block.column)
        };
        if block.kind == Kind::Paragraph && property(text).is_some() {
            continue;
        }
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        let kept = clean(text);
        if kept.is_empty() && said.text.len() == before {
            continue;
        }
        if !said.text.is_empty() {
            said.text.push('\n');
        }
        if !kept.is_empty() {
            said.text.extend(std::iter::repeat_n(' ', indent));
            said.text.push_str(&kept);
        }
        if said.text.len() > BYTES {
            cut(said);
            return;
        }
    }
    let end = said.text.trim_end_matches(is_blank).len();
    said.text.truncate(end);
}

fn without_margin(line: &str, width: usize) -> &str {
    let blanks = line
        .bytes()
        .take(width)
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    &line[blanks..]
}

fn cut(said: &mut Text) {
    let mut end = BYTES;
    while !said.text.is_char_boundary(end) {
        end -= 1;
    }
    said.text.truncate(end);
    said.text.push('…');
    said.is_cut = true;
}

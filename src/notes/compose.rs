//! The way back: maps and palaces as the text of a clean note that a scan reads as the same maps and palaces. Pure.
//!
//! What the notation cannot carry is told; it is found by scanning what was written, so nothing is lost in silence.

use crate::domain::atlas::{MindMap, Note, Palace};

use super::{Adopted, Context, Scan, scan};

mod lost;
mod map;
mod palace;
mod table;

/// A note that was put together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composed {
    /// Its text; empty if there was nothing to write.
    pub text: String,
    /// What a scan of it does not give back, in the order of the text that it comes from.
    pub lost: Vec<Lost>,
}

/// Something that the note does not carry as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The line that it stood on, from 1.
    pub line: u32,
    /// What it is; lower case, no final dot.
    pub what: String,
    /// The line of the new text that `loci adopt` takes it by, from 1, if a scan alone would leave it.
    pub adopt: Option<u32>,
}

/// Writes maps and palaces as a note, in the order of the text that they come from.
///
/// ```
/// use loci::notes::compose::compose;
/// use loci::notes::{Adopted, Context, scan};
///
/// let adopted = Adopted::default();
/// let context = Context { file_stem: "x", format: None, adopted: &adopted };
/// let note = scan("# Mind map\n\nRust\n|-- Ownership\n\\-- Traits\n", &context).note;
/// let composed = compose(&note);
/// assert!(composed.text.contains("Rust\n├── Ownership\n└── Traits\n"));
/// assert!(composed.lost.is_empty());
/// ```
pub fn compose(note: &Note) -> Composed {
    let mut pieces: Vec<Piece<'_>> = note
        .maps
        .iter()
        .map(Piece::Map)
        .chain(note.palaces.iter().map(Piece::Palace))
        .collect();
    pieces.sort_by_key(|piece| piece.line());
    let mut text = String::new();
    let mut placed = Vec::new();
    let mut line = 1;
    for piece in pieces {
        if !text.is_empty() {
            text.push('\n');
            line += 1;
        }
        let written = piece.write();
        let lines = written.matches('\n').count() as u32;
        placed.push((piece, line..line + lines));
        line += lines;
        text.push_str(&written);
    }
    let read = reread(&text);
    let lost = placed
        .into_iter()
        .flat_map(|(piece, lines)| lost::of(piece, &lines, &read))
        .collect();
    Composed { text, lost }
}

/// A map or a palace.
#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    Map(&'a MindMap),
    Palace(&'a Palace),
}

impl Piece<'_> {
    /// Where it stood.
    fn line(&self) -> u32 {
        match self {
            Piece::Map(map) => map.line,
            Piece::Palace(palace) => palace.line,
        }
    }

    fn write(&self) -> String {
        match self {
            Piece::Map(map) => map::write(map),
            Piece::Palace(palace) => palace::write(palace),
        }
    }
}

/// What a scan makes of a text of ours.
fn reread(text: &str) -> Scan {
    let context = Context {
        file_stem: "note",
        format: None,
        adopted: &Adopted::default(),
    };
    scan(text, &context)
}

/// A heading of the first level. What its title does not say already is said by a tag.
fn heading(title: &str, tags: &[&str]) -> String {
    let mut text = format!("# {title}");
    for tag in tags {
        text.push(' ');
        text.push_str(tag);
    }
    text.push('\n');
    text
}

/// A text without the lines and blocks of box drawing, which no label may begin with or hold.
fn undrawn(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '─' | '━' | '═' | '╌' | '╍' | '┄' | '┅' | '┈' | '┉' => '-',
            '\u{2500}'..='\u{259f}' => '+',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests;

//! From text to atlas: what a note holds, what it may hold, what was left alone, and why.
//!
//! [`scan`] is pure: no file, no clock; it never fails, never panics, and takes time linear in the text.
//! Only [`source`] touches files.
//!
//! Trees are found first, over raw lines, then tables; headings and lists see only what is left. Damaged
//! text comes out right that way: Markdown parsers would make rows of prose and emphasis of `__init__`.

pub mod anchor;
mod answer;
pub mod bundled;
pub mod compose;
mod conflict;
mod encoding;
mod freemind;
pub mod graft;
mod heading;
mod judge;
mod list;
mod listing;
mod mark;
mod markdown;
mod mermaid;
mod page;
mod palace;
pub mod problem;
pub mod read;
pub mod recalled;
mod route;
mod score;
pub mod source;
mod stroke;
mod table;
mod tree;

use std::collections::BTreeSet;

use crate::domain::atlas::Note;

use heading::Outline;
use judge::Judge;
use page::Page;
use problem::Problem;

/// A format that a text can be read as whatever marks it (`--as`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Every drawn tree is a map.
    Tree,
    /// Every table and every ordered list is a route of a palace.
    Palace,
    /// All headings and list items are one map.
    Markdown,
    /// Only Mermaid mind maps count; the whole text may be one without a fence.
    Mermaid,
    /// The text is a map of FreeMind or Freeplane.
    Mm,
}

impl Format {
    /// All formats, in the order that help shows them.
    pub const ALL: [Format; 5] = [
        Format::Tree,
        Format::Palace,
        Format::Markdown,
        Format::Mermaid,
        Format::Mm,
    ];

    /// The word that names it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Tree => "tree",
            Format::Palace => "palace",
            Format::Markdown => "md",
            Format::Mermaid => "mermaid",
            Format::Mm => "mm",
        }
    }

    /// The format that a word names, if it names one; also by the name of its program or language.
    pub fn from_word(word: &str) -> Option<Format> {
        match word {
            "markdown" => Some(Format::Markdown),
            "freemind" | "freeplane" => Some(Format::Mm),
            word => Format::ALL
                .into_iter()
                .find(|format| format.as_str() == word),
        }
    }
}

/// What a scan must know beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The file's name without its ending: the root or title where the text gives none.
    pub file_stem: &'a str,
    /// Read everything as this format; no marks are needed.
    pub format: Option<Format>,
    /// What the user adopted.
    pub adopted: &'a Adopted,
}

/// The keys of the findings that the user adopted: they are taken like marked ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adopted(pub BTreeSet<String>);

/// What a text turned out to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// What is taken.
    pub note: Note,
    /// What only might be a map or a palace, in the order of the text.
    pub possible: Vec<Finding>,
    /// What is none, in the order of the text.
    pub left: Vec<Finding>,
    /// What was repaired or could not be read, in the order of the text.
    pub problems: Vec<Problem>,
    /// Whether the text was in order.
    pub wholeness: Wholeness,
}

/// Whether a text was in order when it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wholeness {
    /// It was.
    #[default]
    Whole,
    /// It was cut, broken, or holds a merge conflict: parts may be missing, so it replaces no good state by
    /// itself.
    Salvaged,
    /// It could not be read at all.
    Unread,
}

impl Scan {
    /// The finding that a line belongs to and that can be adopted, for `loci adopt FILE:LINE`.
    pub fn finding_at(&self, line: u32) -> Option<&Finding> {
        self.possible
            .iter()
            .chain(&self.left)
            .filter(|finding| finding.what.can_be_adopted())
            .filter(|finding| (finding.line..=finding.last).contains(&line))
            .max_by_key(|finding| finding.line)
    }

    /// Says whether a line is that of a map or palace that is taken, or of a branch or room of one.
    pub fn is_taken_at(&self, line: u32) -> bool {
        let in_map =
            self.note.maps.iter().any(|map| {
                map.line == line || map.branches.iter().any(|branch| branch.line == line)
            });
        let mut routes = self.note.palaces.iter().flat_map(|palace| &palace.routes);
        in_map
            || routes
                .any(|route| route.line == line || route.rooms.iter().any(|room| room.line == line))
    }
}

/// Something in a text that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line, from 1.
    pub last: u32,
    /// What it is drawn as.
    pub what: What,
    /// Why it was not taken; lower case, no final dot.
    pub why: String,
    /// A name that does not depend on file and line, made of the kind, the title above and the first
    /// words. It survives edits elsewhere.
    pub key: String,
}

/// What a finding is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A drawn tree.
    Tree,
    /// A pipe table.
    Table,
    /// An ordered list.
    List,
    /// A list of points or tasks.
    Points,
    /// Lines joined by arrows.
    Flow,
    /// A Mermaid mind map.
    Mermaid,
    /// Headings and lists.
    Outline,
    /// A map of FreeMind or Freeplane.
    Mm,
    /// The whole text.
    Note,
}

impl What {
    /// Says whether it is read as a map or route once it is adopted.
    pub fn can_be_adopted(self) -> bool {
        match self {
            What::Tree | What::Table | What::List | What::Points | What::Outline => true,
            What::Flow | What::Mermaid | What::Mm | What::Note => false,
        }
    }

    /// The word used in JSON and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Tree => "tree",
            What::Table => "table",
            What::List | What::Points => "list",
            What::Flow => "flow",
            What::Mermaid => "mermaid",
            What::Outline => "outline",
            What::Mm => "mm",
            What::Note => "note",
        }
    }
}

/// Reads a text. It never fails: what cannot be read is told in [`Scan::problems`].
///
/// ```
/// use loci::notes::{Adopted, Context, scan};
///
/// let adopted = Adopted::default();
/// let context = Context { file_stem: "rust", format: None, adopted: &adopted };
/// let scan = scan("# Mind map\n\nRust\n├── Ownership\n└── Traits\n", &context);
/// assert_eq!(scan.note.maps[0].root, "Rust");
/// assert_eq!(&*scan.note.maps[0].branches[1].label, "Traits");
/// ```
pub fn scan(text: &str, context: &Context<'_>) -> Scan {
    if context.format == Some(Format::Mm) || freemind::is_map(text) {
        return freemind::read(text, context);
    }
    let mut scan = Scan::default();
    let mut page = Page::new(text, &mut scan.problems);
    if let Some(problem) = conflict::find(&page) {
        scan.problems.push(problem);
        scan.wholeness = Wholeness::Salvaged;
    }
    let sketches = mermaid::find(&mut page, context.format);
    let drawings = tree::find(&mut page);
    let tables = table::find(&mut page);
    let outline = Outline::read(&page);
    if outline.refused && context.format.is_none() {
        scan.left.push(Finding {
            line: 1,
            last: page.number(page.len().saturating_sub(1)),
            what: What::Note,
            why: "its front matter says `loci: false`".to_owned(),
            key: "note".to_owned(),
        });
        return scan;
    }
    let mut judge = Judge {
        page,
        outline,
        context,
        scan,
    };
    judge.read_mermaid(sketches);
    judge.read_maps(drawings);
    judge.read_palaces(&tables);
    judge.read_outlines();
    judge.finish()
}

#[cfg(test)]
mod tests;

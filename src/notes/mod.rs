//! From text to atlas: what a note holds, what it may hold, what was left alone, and why.
//!
//! [`scan`] is pure: no file, no clock; it never fails, never panics, and takes time linear in the text.
//! Only [`source`] touches files.
//!
//! Trees are found first, over raw lines, then tables; headings and lists see only what is left. Damaged
//! text comes out right that way: Markdown parsers would make rows of prose and emphasis of `__init__`.

mod answer;
pub mod bundled;
mod heading;
mod list;
mod listing;
mod page;
mod palace;
pub mod problem;
pub mod read;
mod route;
pub mod source;
mod stroke;
mod table;
mod tree;

use std::collections::BTreeSet;

use crate::domain::atlas::{MindMap, Note};

use heading::{Marks, Outline};
use page::{Page, part_anchor};
use palace::{Verdict, Wanted};
use problem::Problem;
use route::{Candidate, Shape};
use tree::Drawing;

/// A format that a text can be read as whatever marks it (`--as`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Every drawn tree is a map.
    Tree,
    /// Every table and every ordered list is a route of a palace.
    Palace,
}

impl Format {
    /// All formats, in the order that help shows them.
    pub const ALL: [Format; 2] = [Format::Tree, Format::Palace];

    /// The word that names it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Tree => "tree",
            Format::Palace => "palace",
        }
    }

    /// The format that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Format> {
        Format::ALL
            .into_iter()
            .find(|format| format.as_str() == word)
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
}

impl Scan {
    /// The possible or left finding that a line belongs to, for `loci adopt FILE:LINE`.
    pub fn finding_at(&self, line: u32) -> Option<&Finding> {
        let all = self.possible.iter().chain(&self.left);
        all.filter(|finding| (finding.line..=finding.last).contains(&line))
            .max_by_key(|finding| finding.line)
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
    /// A list of any kind.
    List,
    /// Lines joined by arrows.
    Flow,
    /// A Mermaid mind map.
    Mermaid,
    /// The whole text.
    Note,
}

impl What {
    /// The word used in JSON and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Tree => "tree",
            What::Table => "table",
            What::List => "list",
            What::Flow => "flow",
            What::Mermaid => "mermaid",
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
/// assert_eq!(scan.note.maps[0].branches[1].label, "Traits");
/// ```
pub fn scan(text: &str, context: &Context<'_>) -> Scan {
    let mut scan = Scan::default();
    let mut page = Page::new(text, &mut scan.problems);
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
    let mut reader = Reader {
        page,
        outline,
        context,
        scan,
    };
    reader.read_maps(drawings);
    reader.read_palaces(&tables);
    reader.leave_mermaid();
    reader.scan.sort();
    reader.scan
}

impl Scan {
    fn sort(&mut self) {
        self.possible.sort_by_key(|finding| finding.line);
        self.left.sort_by_key(|finding| finding.line);
        self.problems.sort_by_key(|problem| problem.line);
    }
}

struct Reader<'a> {
    page: Page<'a>,
    outline: Outline,
    context: &'a Context<'a>,
    scan: Scan,
}

impl Reader<'_> {
    fn read_maps(&mut self, drawings: Vec<Drawing>) {
        for drawing in drawings {
            match self.context.format {
                Some(Format::Tree) => self.take_map(drawing),
                Some(Format::Palace) => {}
                None => self.judge_drawing(drawing),
            }
        }
    }

    fn judge_drawing(&mut self, drawing: Drawing) {
        let head = match &drawing.root {
            Some((_, root)) => root.as_str(),
            None => drawing
                .branches
                .first()
                .map_or("", |branch| branch.label.as_str()),
        };
        let finding = self.finding(What::Tree, drawing.start(), drawing.last, head);
        if self.is_adopted(&finding) {
            return self.take_map(drawing);
        }
        let root = match &drawing.root {
            Some((_, root)) => root.clone(),
            None => self.command_above(&drawing).unwrap_or_default(),
        };
        let listing = listing::kind(&root, &drawing.branches);
        match listing {
            Some(kind) => self.leave(finding, format!("a listing of {kind}")),
            None if self.marks(&drawing).map => self.take_map(drawing),
            None if drawing.branches.len() < 2 => self.leave(finding, "a single branch".to_owned()),
            None => {
                let why =
                    "nothing marks this tree as a mind map; adopt it, or write `#map` above it";
                self.scan.possible.push(Finding {
                    why: why.to_owned(),
                    ..finding
                });
            }
        }
    }

    /// The line above a tree without a root, if it may be the command that printed it.
    fn command_above(&self, drawing: &Drawing) -> Option<String> {
        let line = self.page.above(drawing.first).next()?;
        Some(self.page.line(line).trim().to_owned())
    }

    /// What the headings around a tree, the three lines above it and its root say.
    fn marks(&self, drawing: &Drawing) -> Marks {
        let above = Reader::lines_above(&self.page, drawing);
        let root = drawing
            .root
            .as_ref()
            .map_or(Marks::default(), |(_, root)| Marks::of(root));
        above
            .map(Marks::of)
            .fold(self.outline.marks(drawing.start()).and(root), Marks::and)
    }

    fn lines_above<'p>(page: &'p Page<'_>, drawing: &Drawing) -> impl Iterator<Item = &'p str> {
        page.above(drawing.start()).map(|line| page.line(line))
    }

    fn take_map(&mut self, drawing: Drawing) {
        let heading = self.outline.title(drawing.start()).map(str::to_owned);
        let line_above = Reader::lines_above(&self.page, &drawing)
            .next()
            .map(heading::plain_title);
        let root = match &drawing.root {
            Some((_, root)) => part_anchor(root).0.to_owned(),
            None => self.name(heading.clone()),
        };
        let above = line_above.filter(|title| !title.is_empty() && title.chars().count() <= 100);
        self.scan.note.maps.push(MindMap {
            title: heading.or(above).unwrap_or_else(|| root.clone()),
            root,
            line: self.page.number(drawing.start()),
            interview: self.marks(&drawing).interview,
            branches: drawing.branches,
        });
        self.scan.problems.extend(drawing.problems);
    }

    /// The name of a map without a root: the heading, else the file's.
    fn name(&self, heading: Option<String>) -> String {
        let stem = page::clean(self.context.file_stem);
        heading
            .or(Some(stem).filter(|stem| !stem.is_empty()))
            .unwrap_or_else(|| "map".to_owned())
    }

    fn read_palaces(&mut self, tables: &[table::Table]) {
        if self.context.format == Some(Format::Tree) {
            return;
        }
        let answers = answer::find_answers(&self.page, &self.outline);
        for answer in &answers {
            self.page.take(answer.first, answer.last);
        }
        let lists = list::find(&self.page);
        let mut candidates: Vec<Candidate> = tables
            .iter()
            .map(|table| Candidate::of_table(&self.page, table))
            .collect();
        candidates.extend(
            lists
                .iter()
                .filter_map(|list| Candidate::of_list(&self.page, list)),
        );
        candidates.sort_by_key(|candidate| candidate.first);
        let findings: Vec<Finding> = candidates
            .iter()
            .map(|candidate| self.candidate_finding(candidate))
            .collect();
        let wanted: Vec<Wanted> = findings
            .iter()
            .map(|finding| self.wanted(finding))
            .collect();

        let mut builder = palace::Builder::new(&self.page, &self.outline, self.context.file_stem);
        let verdicts: Vec<Verdict> = candidates
            .into_iter()
            .zip(wanted)
            .map(|(candidate, wanted)| builder.judge(candidate, wanted))
            .collect();
        let (palaces, problems) = builder.finish(answers);
        self.scan.note.palaces = palaces;
        self.scan.problems.extend(problems);
        for (finding, verdict) in findings.into_iter().zip(verdicts) {
            match verdict {
                Verdict::Taken => {}
                Verdict::Possible(why) => self.scan.possible.push(Finding { why, ..finding }),
                Verdict::Left(why) => self.leave(finding, why),
            }
        }
        self.leave_lists(&lists);
    }

    fn candidate_finding(&self, candidate: &Candidate) -> Finding {
        let what = match candidate.shape {
            Shape::Table => What::Table,
            Shape::List => What::List,
        };
        self.finding(
            what,
            candidate.first,
            candidate.last,
            &candidate.head.join(" / "),
        )
    }

    fn wanted(&self, finding: &Finding) -> Wanted {
        if self.context.format == Some(Format::Palace) || self.is_adopted(finding) {
            Wanted::Surely
        } else {
            Wanted::ByScore
        }
    }

    fn leave_lists(&mut self, lists: &[list::List]) {
        for list in lists {
            let (what, why) = match list.kind {
                list::Kind::Ordered => continue,
                list::Kind::Bullet => (What::List, "a list of points"),
                list::Kind::Task => (What::List, "a list of tasks"),
                list::Kind::Flow => (What::Flow, "a flow of steps"),
            };
            let head = list.items.first().map_or("", |item| item.text.as_str());
            let finding = self.finding(what, list.first, list.last, head);
            self.leave(finding, why.to_owned());
        }
    }

    fn leave_mermaid(&mut self) {
        for line in 0..self.page.len() {
            let opens = self.page.place(line) == page::Place::Fence
                && self.page.line(line).contains("mermaid")
                && line + 1 < self.page.len()
                && self.page.line(line + 1).trim().starts_with("mindmap");
            if opens {
                let finding = self.finding(What::Mermaid, line, line + 1, "mindmap");
                self.leave(finding, "Mermaid mind maps are not read yet".to_owned());
            }
        }
    }

    fn leave(&mut self, finding: Finding, why: String) {
        self.scan.left.push(Finding { why, ..finding });
    }

    fn is_adopted(&self, finding: &Finding) -> bool {
        self.context.adopted.0.contains(&finding.key)
    }

    fn finding(&self, what: What, first: usize, last: usize, head: &str) -> Finding {
        let title = self.outline.title(first).unwrap_or_default();
        let words = |text: &str| {
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase()
        };
        Finding {
            line: self.page.number(first),
            last: self.page.number(last),
            what,
            why: String::new(),
            key: format!("{} | {} | {}", what.as_str(), words(title), words(head)),
        }
    }
}

#[cfg(test)]
mod tests;

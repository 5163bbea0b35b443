//! Drawn trees: which lines they take, their roots, and the depth of every branch.
//!
//! Depth comes from comparing columns, never from dividing by a width: pasted trees have lost blanks. The
//! rule for what was lost is in [`Depths::place`]. Whether a tree becomes a map is decided elsewhere.

mod margin;

use crate::domain::atlas::Branch;

use super::heading;
use super::mark::Marks;
use super::page::{Page, Place, clean, is_blank, part_anchor};
use super::problem::{Level, Problem};
use super::stroke::{self, Corner, Prefix, Stroke, Twig};
use margin::{Margin, is_box, text_of};

/// A tree may be broken by this many blank lines and go on after them.
const BLANK_LINES: usize = 3;

/// A tree is read down to this depth; what is drawn deeper is put there.
pub(super) const MAX_DEPTH: u32 = 512;

/// A tree as it stands in the text.
#[derive(Debug)]
pub(super) struct Drawing {
    /// The plain line above that names the root, if there is one: its line, from 0, and its text.
    pub(super) root: Option<(usize, String)>,
    /// The first line with a branch, from 0.
    pub(super) first: usize,
    /// The last line, from 0.
    pub(super) last: usize,
    /// The branches in the order of the text.
    pub(super) branches: Vec<Branch>,
    /// What was inferred or looks wrong.
    pub(super) problems: Vec<Problem>,
    /// Why it is none to be taken by itself, if there is a reason.
    pub(super) flaw: Option<Flaw>,
}

/// What keeps a drawn tree from being taken, whatever marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It stands behind the marks of a comment in code.
    Comment,
    /// It is drawn to the right or side by side from this line on, from 0; only what hangs below is read.
    Sideways(usize),
}

impl Drawing {
    /// The line where it begins: the root's, else the first branch's; from 0.
    pub(super) fn start(&self) -> usize {
        self.root.as_ref().map_or(self.first, |(line, _)| *line)
    }
}

/// Finds every drawn tree with at least one branch, and takes its lines.
pub(super) fn find(page: &mut Page<'_>) -> Vec<Drawing> {
    let mut drawings = Vec::new();
    let mut line = 0;
    while line < page.len() {
        match read_block(page, line) {
            Some(drawing) => {
                line = drawing.last + 1;
                page.take(drawing.start(), drawing.last);
                drawings.push(drawing);
            }
            None => line += 1,
        }
    }
    drawings
}

/// A branch with the line it stands on.
struct Drawn<'a> {
    line: usize,
    twig: Twig<'a>,
    body: Vec<String>,
}

fn read_stroke<'a>(page: &Page<'a>, line: usize) -> Option<(Margin, Stroke<'a>)> {
    match page.place(line) {
        Place::Open | Place::Plain | Place::Code => {
            let (margin, text) = text_of(page, line);
            // Behind a star `\-` is an item of a list.
            let drawn = || text.trim_start_matches(is_blank).starts_with(is_box);
            let readable = margin != Margin::Star || drawn();
            let stroke = readable.then(|| stroke::read(text)).flatten();
            stroke.map(|stroke| (margin, stroke))
        }
        Place::Fence | Place::Diff | Place::Mermaid | Place::Front | Place::Comment => None,
    }
}

/// The branches on a line: its own, and those that are drawn to the right of it.
fn push_branches<'a>(drawn: &mut Vec<Drawn<'a>>, line: usize, text: &'a str, own: Twig<'a>) {
    let Some((head, parts)) = stroke::split(text) else {
        drawn.push(Drawn {
            line,
            twig: own,
            body: Vec::new(),
        });
        return;
    };
    if let Some(Stroke::Branch(own)) = stroke::read(head) {
        drawn.push(Drawn {
            line,
            twig: own,
            body: Vec::new(),
        });
    }
    push_parts(drawn, line, parts);
}

fn push_parts<'a>(drawn: &mut Vec<Drawn<'a>>, line: usize, parts: Vec<stroke::Part<'a>>) {
    drawn.extend(parts.into_iter().map(|stroke::Part { column, label }| {
        let prefix = Prefix {
            width: column,
            ..Prefix::default()
        };
        let twig = Twig {
            prefix,
            corner: Corner::Tee,
            label,
        };
        Drawn {
            line,
            twig,
            body: Vec::new(),
        }
    }));
}

/// The first line with strokes that cannot be read downwards. Beside branches that were `split`, each column
/// must be one of those above it.
fn sideways(drawn: &[Drawn<'_>], root: Option<&(usize, String)>) -> Option<usize> {
    let crossed = |text: &str| stroke::is_crossed(text);
    let rooted = root
        .filter(|(_, root)| crossed(root))
        .map(|(line, _)| *line);
    let split = drawn.windows(2).any(|pair| pair[0].line == pair[1].line)
        || drawn.first().map(|one| one.line) == root.map(|(line, _)| *line);
    let mut open: Vec<usize> = Vec::new();
    let odd = drawn.iter().find(|one| {
        let column = one.twig.prefix.width;
        let before = open.len();
        while open.last().is_some_and(|top| *top > column) {
            open.pop();
        }
        let astray = open.len() < before && open.last() != Some(&column);
        if open.last() != Some(&column) {
            open.push(column);
        }
        (split && astray) || crossed(&one.twig.label)
    });
    rooted.or(odd.map(|one| one.line))
}

fn read_block(page: &Page<'_>, first: usize) -> Option<Drawing> {
    let Some((margin, Stroke::Branch(twig))) = read_stroke(page, first) else {
        return None;
    };
    let mut root = root_above(page, first, margin);
    let mut drawn = Vec::new();
    if let Some((line, name)) = &mut root
        && let Some((head, parts)) = stroke::split(text_of(page, *line).1)
    {
        *name = clean(head);
        push_parts(&mut drawn, *line, parts);
    }
    push_branches(&mut drawn, first, text_of(page, first).1, twig);
    let mut rails: Vec<Prefix> = Vec::new();
    let mut last = first;
    let mut next = first + 1;
    while next < page.len() {
        let stroke = read_stroke(page, next).filter(|(other, _)| *other == margin);
        match stroke.map(|(_, stroke)| stroke) {
            Some(Stroke::Branch(twig)) => {
                push_branches(&mut drawn, next, text_of(page, next).1, twig);
            }
            Some(Stroke::Rail(prefix)) => rails.push(prefix),
            Some(Stroke::More(text)) => {
                if let Some(above) = drawn.last_mut() {
                    above.body.push(clean(text));
                }
            }
            None => match branch_after_blanks(page, next, margin) {
                Some(more) => {
                    next = more;
                    continue;
                }
                None => break,
            },
        }
        last = next;
        next += 1;
    }
    let (branches, problems) = place_all(page, &drawn, &rails);
    if branches.is_empty() {
        return None;
    }
    let flaw = match margin {
        Margin::Comment(_) => Some(Flaw::Comment),
        Margin::Quote(_) | Margin::Star => sideways(&drawn, root.as_ref()).map(Flaw::Sideways),
    };
    Some(Drawing {
        root,
        first,
        last,
        branches,
        problems,
        flaw,
    })
}

/// The line where the tree goes on, if only a few blank lines stand before it.
fn branch_after_blanks(page: &Page<'_>, from: usize, margin: Margin) -> Option<usize> {
    let blank = |line: &usize| {
        let (other, text) = text_of(page, *line);
        other == margin && text.chars().all(is_blank)
    };
    let more = (from..page.len())
        .take(BLANK_LINES + 1)
        .find(|line| !blank(line))?;
    let branch =
        matches!(read_stroke(page, more), Some((other, Stroke::Branch(_))) if other == margin);
    let goes_on = more > from && branch;
    (goes_on && page.place(more) == page.place(from)).then_some(more)
}

fn place_all(
    page: &Page<'_>,
    drawn: &[Drawn<'_>],
    rails: &[Prefix],
) -> (Vec<Branch>, Vec<Problem>) {
    let mut depths = Depths {
        style: Style::of(drawn, rails),
        open: Vec::new(),
        told_of_depth: false,
        problems: Vec::new(),
    };
    let mut branches: Vec<Branch> = Vec::new();
    for one in drawn {
        let (label, anchor) = part_anchor(&one.twig.label);
        if label.is_empty() {
            continue;
        }
        let line = page.number(one.line);
        let depth = depths.place(&one.twig, line, label, &branches);
        branches.push(Branch {
            label: label.into(),
            depth,
            line,
            body: (!one.body.is_empty()).then(|| one.body.join("\n").into()),
            anchor: anchor.map(Into::into),
            numbered: false,
        });
    }
    (branches, depths.problems)
}

/// How far the columns of a tree can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Blank cells are there: columns say it all.
    Indented,
    /// No two blanks in a row anywhere: blank cells were lost, so a `└` tells what hangs under it.
    Collapsed,
    /// One column, drawn with `└` throughout: a plain list in a careless hand.
    Flat,
}

impl Style {
    fn of(drawn: &[Drawn<'_>], rails: &[Prefix]) -> Style {
        let margin = drawn
            .iter()
            .map(|one| one.twig.prefix.lead)
            .min()
            .unwrap_or(0);
        let all = drawn.iter().map(|one| &one.twig.prefix).chain(rails);
        let widest = all
            .map(|prefix| prefix.gap.max(prefix.lead.saturating_sub(margin)))
            .max();
        let first = drawn.first().map(|one| one.twig.prefix.width);
        let elbows = drawn
            .iter()
            .all(|one| one.twig.corner == Corner::Elbow && Some(one.twig.prefix.width) == first);
        if widest.unwrap_or(0) >= 2 {
            Style::Indented
        } else if elbows && drawn.len() >= 3 {
            Style::Flat
        } else {
            Style::Collapsed
        }
    }
}

/// A branch that may still get children.
struct Open {
    column: usize,
    corner: Corner,
    depth: u32,
    /// For a branch whose depth was inferred: the index of the parent it was given.
    inferred: Option<usize>,
    /// Its own index among the branches.
    branch: usize,
}

struct Depths {
    style: Style,
    open: Vec<Open>,
    told_of_depth: bool,
    problems: Vec<Problem>,
}

impl Depths {
    /// The depth of the next branch. A deeper column is a child, the same column a sibling; except in a
    /// collapsed tree right after a `└` without children: `└` closes its level, so what follows in its
    /// column can only hang under it.
    fn place(&mut self, twig: &Twig<'_>, line: u32, label: &str, branches: &[Branch]) -> u32 {
        let column = twig.prefix.width;
        let before = self.open.len();
        while self.open.last().is_some_and(|top| top.column > column) {
            self.open.pop();
        }
        let popped = self.open.len() < before;
        let (depth, inferred) = match self.open.last() {
            None => (1, None),
            Some(top) if top.column < column => (top.depth + 1, None),
            Some(top)
                if top.corner == Corner::Elbow && !popped && self.style == Style::Collapsed =>
            {
                (top.depth + 1, Some(top.branch))
            }
            Some(top) => {
                let sibling = (top.depth, top.inferred);
                if top.corner == Corner::Elbow {
                    self.warn_of_elbow(line, label, &branches[top.branch].label);
                }
                self.open.pop();
                sibling
            }
        };
        if depth > MAX_DEPTH {
            self.warn_of_depth(line);
        } else if let Some(parent) = inferred {
            self.problems.push(Problem {
                line,
                level: Level::Repaired,
                message: format!(
                    "put `{label}` under `{}`: its indentation is missing; indent it to be sure",
                    branches[parent].label
                ),
            });
        }
        let depth = depth.min(MAX_DEPTH);
        self.open.push(Open {
            column,
            corner: twig.corner,
            depth,
            inferred,
            branch: branches.len(),
        });
        depth
    }

    fn warn_of_depth(&mut self, line: u32) {
        if std::mem::replace(&mut self.told_of_depth, true) {
            return;
        }
        self.problems.push(Problem {
            line,
            level: Level::Warning,
            message: format!(
                "the tree is deeper than {MAX_DEPTH} levels; draw this part as a map of its own"
            ),
        });
    }

    fn warn_of_elbow(&mut self, line: u32, label: &str, above: &str) {
        if self.style == Style::Flat && !self.problems.is_empty() {
            return;
        }
        self.problems.push(Problem {
            line,
            level: Level::Warning,
            message: format!(
                "`{label}` follows `{above}`, which is drawn as a last branch (└); both were read as \
                 siblings, indent the second if it belongs under the first"
            ),
        });
    }
}

/// The plain line above a tree that names its root. Between them may stand rails, the border of a fence,
/// and blank lines if the line looks like a name.
fn root_above(page: &Page<'_>, first: usize, margin: Margin) -> Option<(usize, String)> {
    let mut near = Near::Touching;
    let mut fenced = page.place(first) != Place::Open;
    for line in (0..first).rev().take(BLANK_LINES + 3) {
        if page.is_taken(line)
            || matches!(
                page.place(line),
                Place::Front | Place::Diff | Place::Comment
            )
        {
            return None;
        }
        let (other, text) = text_of(page, line);
        let quoted_fence = margin.is_quoted() && text.starts_with("```");
        if other != margin {
            return None;
        } else if page.place(line) == Place::Fence || quoted_fence {
            let fenced_here = fenced || quoted_fence;
            if !fenced_here {
                return None;
            }
            (fenced, near) = (false, Near::Apart);
        } else if text.chars().all(is_blank) {
            near = Near::Apart;
        } else if !matches!(read_stroke(page, line), Some((_, Stroke::Rail(_)))) {
            return (names_a_root(text, near)).then(|| (line, clean(text)));
        }
    }
    None
}

/// How close a line stands to the tree below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Near {
    Touching,
    Apart,
}

fn names_a_root(text: &str, near: Near) -> bool {
    let text = text.trim_matches(is_blank);
    let heading = text.starts_with('#')
        && !text
            .trim_start_matches('#')
            .starts_with(|c: char| c.is_alphanumeric());
    let listed = text.starts_with(['>', '|'])
        || ["- ", "* ", "+ ", "• "]
            .iter()
            .any(|bullet| text.starts_with(bullet));
    let ruled = text
        .chars()
        .all(|c| matches!(c, '=' | '-' | '*' | '_' | '.' | '~'));
    let stopped = text.ends_with(['.', ':', '。', '：']) && text != "." && text != "..";
    let words = text.split_whitespace().count();
    let length = text.chars().count();
    let name = match near {
        Near::Touching => length <= 120 && !(stopped && words > 3),
        Near::Apart => {
            length <= 60
                && !stopped
                && !text.ends_with([',', ';', '!', '?'])
                && !heading::is_title(text)
                && !Marks::of(text).map
        }
    };
    let callout = text.starts_with("[!");
    let ruled = (ruled && text.len() > 2) || stroke::is_drawn(text) || callout;
    let refused = heading || listed || ruled || clean(text).is_empty();
    name && !refused
}

#[cfg(test)]
mod tests;

//! Who has been taken for whom so far. It decides nothing, and sees to it that no line is taken twice.

use super::doubt::Unsaid;
use super::side::Side;
use super::{Said, Source};
use crate::domain::grade::assign::Edge;
use crate::domain::grade::label::Fit;
use crate::domain::grade::texts::{Texts, common};
use crate::domain::grade::vocabulary::Vocabulary;

/// How a line stands for a branch.
#[derive(Debug, Clone)]
pub(super) enum How {
    /// By its label or another of its names.
    Same,
    /// Nearly by one of its names.
    Near(Fit),
    /// Only by what hangs under both.
    ByChildren,
}

/// What a line is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Nothing yet.
    Free,
    /// It was taken for a branch.
    Taken(usize),
    /// It names once more a branch that another line was taken for; what hangs under it counts there.
    Again(usize),
    /// It is the root, or something above it, typed along.
    Root,
}

/// The children of a branch with the lines that were written where they belong.
pub(super) struct Family {
    /// The branches.
    pub(super) sources: Vec<usize>,
    /// The lines.
    pub(super) lines: Vec<usize>,
}

/// Two trees, and who of one was taken for whom of the other.
pub(super) struct Pairing<'a> {
    pub(super) texts: Texts<'a>,
    pub(super) source: Side,
    pub(super) said: Side,
    /// For each branch the line that was taken for it, and how.
    pub(super) taken: Vec<Option<(usize, How)>>,
    /// What each line is used for.
    pub(super) used: Vec<Use>,
    /// What a slip may be meant as, once that is asked.
    pub(super) unsaid: Option<Unsaid>,
    /// Under which more lines a branch's children were written.
    again: Vec<Vec<usize>>,
}

impl<'a> Pairing<'a> {
    pub(super) fn new(
        source: &[Source<'_>],
        said: &[Said<'_>],
        known: &'a Vocabulary,
    ) -> Pairing<'a> {
        let mut texts = Texts::new(known);
        let branches = source.iter().map(|b| (b.parent, b.label, b.aliases));
        let source = Side::new(branches, &mut texts);
        let said = Side::new(said.iter().map(|l| (l.parent, l.text, None)), &mut texts);
        Pairing {
            taken: vec![None; source.len()],
            used: vec![Use::Free; said.len()],
            unsaid: None,
            again: vec![Vec::new(); source.len()],
            texts,
            source,
            said,
        }
    }

    /// Whether no line was taken for a branch yet.
    pub(super) fn is_missing(&self, branch: usize) -> bool {
        self.taken[branch].is_none()
    }

    /// Whether a line is not used yet.
    pub(super) fn is_free(&self, line: usize) -> bool {
        self.used[line] == Use::Free
    }

    /// Takes a line for a branch; whichever of the two is used already stays as it is.
    pub(super) fn take(&mut self, branch: usize, line: usize, how: How) {
        if self.is_missing(branch) && self.is_free(line) {
            self.taken[branch] = Some((line, how));
            self.used[line] = Use::Taken(branch);
        }
    }

    /// Counts what hangs under a free line to a branch that is named by another.
    pub(super) fn name_again(&mut self, branch: usize, line: usize) {
        if self.is_free(line) {
            self.used[line] = Use::Again(branch);
            self.again[branch].push(line);
        }
    }

    /// The branch that a line stands for.
    pub(super) fn branch_of(&self, line: usize) -> Option<usize> {
        match self.used[line] {
            Use::Taken(branch) | Use::Again(branch) => Some(branch),
            Use::Free | Use::Root => None,
        }
    }

    /// The branches at the top with the lines that were written there.
    pub(super) fn family_of_root(&self, lines: Vec<usize>) -> Family {
        Family {
            sources: self.source.top.clone(),
            lines,
        }
    }

    /// The children of a branch that was said, with what is written under its lines; `None` if there are none.
    pub(super) fn family(&self, branch: usize) -> Option<Family> {
        let (line, _) = self.taken[branch].as_ref()?;
        let lines: Vec<usize> = [line]
            .into_iter()
            .chain(&self.again[branch])
            .flat_map(|line| &self.said.children[*line])
            .copied()
            .collect();
        let sources = self.source.children[branch].clone();
        (!sources.is_empty() && !lines.is_empty()).then_some(Family { sources, lines })
    }

    /// How many children of a branch were written under a line, by their labels.
    pub(super) fn common_children(&self, branch: usize, line: usize) -> usize {
        common(self.source.kin(branch), self.said.kin(line))
    }

    /// What a pair is worth: 10, 4 for its similarity, 0.3 for each common child, less a little for the distance
    /// of their places, and a little more if something hangs under one of them alone; in thousandths.
    pub(super) fn edge(&self, branch: usize, line: usize, similarity: f32, apart: usize) -> Edge {
        let common = self.common_children(branch, line) as i64;
        let alike = (f64::from(similarity.clamp(0.0, 1.0)) * 4_000.0) as i64;
        let uneven = self.source.is_leaf(branch) != self.said.is_leaf(line);
        let less = (apart as i64).min(200) + if uneven { 250 } else { 0 };
        Edge {
            source: branch,
            line,
            weight: 10_000 + alike + 300 * common.min(100) - less,
        }
    }
}

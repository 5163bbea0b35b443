//! What one map has and another lacks. Pure.

use std::collections::BTreeSet;

use crate::domain::atlas::MindMap;
use crate::domain::grade::vocabulary::Vocabulary;
use crate::domain::grade::{Extent, Verdict, tree};

/// A branch that is lacking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lack {
    /// Its place in the reference.
    pub(super) branch: usize,
    /// What it would hang under in the other map; `None`: the root.
    pub(super) parent: Option<usize>,
    /// The branch of the reference that it hangs under, if that is lacking itself: it has to come first.
    under: Option<usize>,
}

impl Lack {
    /// Whether it may be taken over now: it was not skipped, and its parent is there.
    pub(super) fn is_open(&self, skipped: &BTreeSet<usize>) -> bool {
        !skipped.contains(&self.branch) && self.under.is_none()
    }

    /// Where it stands in the reference, from the root.
    pub(super) fn path(&self, reference: &MindMap) -> String {
        let mut labels = vec![&*reference.branches[self.branch].label];
        let mut up = parents(reference)[self.branch];
        while let Some(at) = up {
            labels.push(&reference.branches[at].label);
            up = parents(reference)[at];
        }
        labels.push(&reference.root);
        labels.reverse();
        labels.join(" > ")
    }
}

/// What the reference has and `mine` lacks, in the reference's order. What stands elsewhere is not lacking.
pub(super) fn lacks(reference: &MindMap, mine: &MindMap) -> Vec<Lack> {
    let (theirs, ours) = (parents(reference), parents(mine));
    let source: Vec<tree::Source<'_>> = reference
        .branches
        .iter()
        .zip(&theirs)
        .map(|(branch, parent)| tree::Source {
            parent: *parent,
            label: &branch.label,
            aliases: &[],
            numbered: false,
        })
        .collect();
    let said: Vec<tree::Said<'_>> = mine
        .branches
        .iter()
        .zip(&ours)
        .map(|(branch, parent)| tree::Said {
            parent: *parent,
            text: &branch.label,
        })
        .collect();
    // A slip of one's own is no word that is known.
    let labels = reference.branches.iter().map(|branch| &*branch.label);
    let graded = tree::grade(&source, &said, Extent::Finished, &Vocabulary::of(labels));
    let lacking = |at: usize| graded.judged[at].verdict == Verdict::Missing;
    (0..reference.branches.len())
        .filter(|at| lacking(*at))
        .map(|at| Lack {
            branch: at,
            parent: theirs[at].and_then(|parent| graded.judged[parent].line),
            under: theirs[at].filter(|parent| lacking(*parent)),
        })
        .collect()
}

/// The parent of each branch; `None` directly below the root.
fn parents(map: &MindMap) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(map.branches.len());
    for (at, branch) in map.branches.iter().enumerate() {
        open.truncate(branch.depth.saturating_sub(1) as usize);
        parents.push(open.last().copied());
        open.push(at);
    }
    parents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::{Adopted, Context, scan};

    fn map(tree: &str) -> MindMap {
        let context = Context {
            file_stem: "a",
            format: None,
            adopted: &Adopted::default(),
        };
        scan(&format!("# Mind map\n\n{tree}"), &context)
            .note
            .maps
            .remove(0)
    }

    #[test]
    fn what_is_lacking_is_found_with_the_place_where_it_would_hang() {
        let reference = map("a\n├── b\n│   ├── c\n│   └── d\n└── e\n    └── f\n");
        let mine = map("a\n├── x\n└── b\n    └── d\n");
        let lacks = lacks(&reference, &mine);
        let told: Vec<_> = lacks
            .iter()
            .map(|lack| {
                (
                    lack.path(&reference),
                    lack.parent,
                    lack.is_open(&BTreeSet::new()),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("a > b > c".to_owned(), Some(1), true),
                ("a > e".to_owned(), None, true),
                ("a > e > f".to_owned(), None, false),
            ]
        );
        let skipped = BTreeSet::from([lacks[1].branch]);
        assert!(lacks[0].is_open(&skipped) && !lacks[1].is_open(&skipped));
    }
}

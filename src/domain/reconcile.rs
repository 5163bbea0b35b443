//! Which locus is which: finds the known loci of an atlas in the next reading of the notes.
//!
//! Pure matching of two trees; it makes no facts, writes nothing, and gives no id to two nodes. What could be
//! two things stays unmatched, and history is kept for it.

use std::collections::{BTreeMap, BTreeSet};

use super::atlas::{Atlas, NodeIx};
use super::hash::Set;
use super::locus::{Kind, LocusId};
use forest::Forest;
use glossary::Glossary;
use matching::{Found, Matching};
use relabelled::Need;
use unchanged::Unchanged;
use verdicts::Verdicts;

mod anchored;
mod copied;
mod families;
mod forest;
mod glossary;
mod labelled;
mod likeness;
mod matching;
mod moved;
mod parted;
mod paths;
mod reclaimed;
mod relabelled;
mod renamed;
mod returned;
mod reworded;
mod unchanged;
mod verdicts;

/// Passes over what is left before it stays unmatched: each finds what the pass before made clear.
const PASSES: usize = 8;

/// An atlas and the ids of its nodes.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// What the notes held.
    pub atlas: &'a Atlas,
    /// The id of each node that has one, parallel to `atlas.nodes`.
    pub ids: &'a [Option<LocusId>],
}

/// A locus without a node: gone from the notes, its history kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// Its id.
    pub id: LocusId,
    /// What it was.
    pub kind: Kind,
    /// Its last label path, as [`Atlas::label_path`] makes them.
    pub label_path: Vec<String>,
    /// The label path at which it got its id.
    pub first_path: Vec<String>,
    /// The anchor that it had when it went, if it had one.
    pub anchor: Option<String>,
    /// The point that a room held.
    pub point: Option<String>,
    /// Whole study days since it went. What is gone for long returns only to its exact place.
    pub gone_days: u32,
}

/// What the user said about loci; no evidence outweighs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Loci that are not what stands at a label path.
    pub apart: BTreeSet<(LocusId, Vec<String>)>,
    /// Other names of loci; a label that is one of them is that locus's label.
    pub aliases: BTreeMap<LocusId, Vec<String>>,
}

/// What told that a node is a known locus; from strong to weak, as [`reconcile`] tries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// Its anchor.
    Anchor,
    /// The same label (or an alias of the locus) under the same parent, which itself may have been found by any
    /// evidence.
    Place,
    /// The same subtree, elsewhere.
    Subtree,
    /// Its label, elsewhere.
    Label,
    /// Most of its children, elsewhere and under another label.
    Children,
    /// Under the same parent, a label that is close, the same point, or the same children.
    Likeness,
    /// The exact label path of a locus that was retired.
    Path,
    /// The only gap among siblings that are the same.
    Gap,
    /// What was retired lately and came back elsewhere.
    Return,
}

impl Evidence {
    /// Whether it may be wrong where much changed at once: another thing may look the same.
    pub fn is_guess(self) -> bool {
        match self {
            Evidence::Anchor | Evidence::Place | Evidence::Subtree | Evidence::Path => false,
            Evidence::Label
            | Evidence::Children
            | Evidence::Likeness
            | Evidence::Gap
            | Evidence::Return => true,
        }
    }
}

/// The known loci in a new atlas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// The id of each node that has one, parallel to the nodes of the new atlas; no id occurs twice. A known
    /// id that is not there lost its node.
    pub ids: Vec<Option<LocusId>>,
    /// What told it, parallel to `ids`; also of known nodes that have no id, `None` for new ones.
    pub evidence: Vec<Option<Evidence>>,
    /// Nodes that are neither an old node nor the return of a retired one.
    pub added: u32,
    /// Anchors that several nodes have, as after copy and paste: the node that keeps it, and each other.
    pub doubled: Vec<(NodeIx, NodeIx)>,
}

/// Finds the loci of `old`, and those of `retired` that came back, in `new`.
///
/// The order of evidence, the figures, and what cannot be known are in `docs/identity.md`. Nodes without an id
/// take part, as evidence for those that have one. Deterministic; what did not change costs one comparison, the
/// rest is linear but for a bounded number of close comparisons.
pub fn reconcile(old: &Bound<'_>, retired: &[Retired], said: &Said, new: &Atlas) -> Reconciled {
    let verdicts = Verdicts::of(said, old, new);
    let unchanged = Unchanged::of(old, new, &verdicts);
    let mut glossary = Glossary::default();
    let before = Forest::grow(old.atlas, |at| !unchanged.old[at], &mut glossary);
    let after = Forest::grow(new, |at| !unchanged.new[at], &mut glossary);
    let elsewhere = glossary.occurrences(new, |at| unchanged.new[at]);
    let mut matching = Matching::new(before, after, &elsewhere, verdicts);
    anchored::pair(&mut matching, old, new);
    reclaimed::pair(&mut matching, retired, old, new);
    renamed::pair(&mut matching);
    moved::rooms(&mut matching);
    matching.follow();
    settle(&mut matching, |matching| {
        relabelled::alike(matching, Need::Sure)
    });
    settle(&mut matching, |matching| {
        moved::subtrees(matching);
        labelled::elsewhere(matching);
        moved::parents(matching);
        parted::pair(matching);
        relabelled::alike(matching, Need::Likely);
        reworded::elsewhere(matching);
    });
    returned::exactly(&mut matching, retired, new);
    families::in_place(&mut matching, retired);
    returned::elsewhere(&mut matching, retired, new);
    settle(&mut matching, |matching| {
        relabelled::only_gap(matching);
        relabelled::alike(matching, Need::Likely);
    });
    bind(&matching, &unchanged, old, retired, new)
}

/// Repeats a pass until it finds nothing more.
fn settle(matching: &mut Matching<'_>, pass: impl Fn(&mut Matching<'_>)) {
    for _ in 0..PASSES {
        let before = matching.pairs();
        if matching.is_done() {
            break;
        }
        pass(matching);
        if matching.pairs() == before {
            break;
        }
    }
}

fn bind(
    matching: &Matching<'_>,
    unchanged: &Unchanged,
    old: &Bound<'_>,
    retired: &[Retired],
    new: &Atlas,
) -> Reconciled {
    let mut was: Vec<Option<NodeIx>> = vec![None; new.nodes.len()];
    let mut evidence: Vec<Option<Evidence>> = vec![None; new.nodes.len()];
    let mut ids: Vec<Option<LocusId>> = vec![None; new.nodes.len()];
    for (from, to) in &unchanged.pairs {
        was[to.0 as usize] = Some(*from);
        evidence[to.0 as usize] = Some(Evidence::Place);
    }
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        let Some(node) = cell.node else { continue };
        evidence[node.0 as usize] = matching.evidence(ix);
        match matching.found(ix) {
            Found::Nothing => {}
            Found::Old(partner) => was[node.0 as usize] = matching.old.cells[partner].node,
            Found::Returned(id) => ids[node.0 as usize] = Some(id),
        }
    }
    let mut given: Set<LocusId> = Set::default();
    given.reserve(ids.len());
    for (at, id) in ids.iter_mut().enumerate() {
        let known = was[at].and_then(|node| old.ids.get(node.0 as usize).copied().flatten());
        *id = known.or(*id).filter(|id| given.insert(*id));
    }
    let nameless = returned::Nameless {
        was: &was,
        ids: &ids,
        given: &given,
    };
    for (node, id) in reclaimed::over(&nameless, retired, &matching.verdicts, old, new) {
        ids[node.0 as usize] = Some(id);
        evidence[node.0 as usize] = Some(Evidence::Anchor);
        given.insert(id);
    }
    let nameless = returned::Nameless {
        was: &was,
        ids: &ids,
        given: &given,
    };
    for (node, id) in returned::over(&nameless, retired, &matching.verdicts, old.atlas, new) {
        ids[node.0 as usize] = Some(id);
        evidence[node.0 as usize] = Some(Evidence::Path);
        given.insert(id);
    }
    let nameless = returned::Nameless {
        was: &was,
        ids: &ids,
        given: &given,
    };
    for (node, id) in copied::lost(old, &nameless, &matching.verdicts, new) {
        ids[node.0 as usize] = Some(id);
        evidence[node.0 as usize] = Some(Evidence::Return);
    }
    Reconciled {
        added: evidence
            .iter()
            .filter(|evidence| evidence.is_none())
            .count() as u32,
        doubled: anchored::doubled(old.atlas, new, |ix| was[ix.0 as usize]),
        ids,
        evidence,
    }
}

#[cfg(test)]
mod tests;

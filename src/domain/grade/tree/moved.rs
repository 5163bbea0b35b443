//! What stands elsewhere: branches that were not said in their family, looked for among all lines that are left.

use super::doubt;
use super::family;
use super::pairing::{Family, How, Pairing};
use super::renamed::settle;
use crate::domain::grade::assign::assign;
use crate::domain::grade::texts::Text;
use crate::domain::hash::Map;

/// What is nearly a label is taken for it elsewhere only from this similarity on.
const SIMILARITY: f32 = 0.82;
/// What the same parent is worth when twins are told apart, in thousandths.
const SAME_PARENT: i64 = 5_000;

/// Takes lines for missing branches wherever they stand: equal ones first, and of these what is unique, then what
/// has children; then what is nearly equal. What hangs under a branch that was found is matched at once, so that
/// it stays with its parent.
pub(super) fn pair(pairing: &mut Pairing<'_>) {
    for round in [Round::Unique, Round::Parents, Round::All] {
        for group in groups(pairing) {
            if round.takes(pairing, &group) {
                pair_equal(pairing, &group);
            }
        }
    }
    pair_near(pairing);
}

/// Which equal texts are looked at.
#[derive(Clone, Copy)]
enum Round {
    /// Those that are missing once and written once.
    Unique,
    /// Those with children on both sides.
    Parents,
    /// All of them.
    All,
}

impl Round {
    fn takes(self, pairing: &Pairing<'_>, group: &Family) -> bool {
        match self {
            Round::Unique => group.sources.len() == 1 && group.lines.len() == 1,
            Round::Parents => {
                let mut sources = group.sources.iter();
                let mut lines = group.lines.iter();
                sources.any(|source| !pairing.source.is_leaf(*source))
                    && lines.any(|line| !pairing.said.is_leaf(*line))
            }
            Round::All => true,
        }
    }
}

/// Missing branches and free lines that have a text in common, by the first of the branches.
fn groups(pairing: &Pairing<'_>) -> Vec<Family> {
    let mut groups: Vec<Family> = Vec::new();
    let mut by_text: Map<Text, usize> = Map::default();
    for source in missing(pairing) {
        for name in &pairing.source.names[source] {
            let group = *by_text.entry(*name).or_insert_with(|| {
                groups.push(Family {
                    sources: Vec::new(),
                    lines: Vec::new(),
                });
                groups.len() - 1
            });
            groups[group].sources.push(source);
        }
    }
    for line in free(pairing) {
        if let Some(group) = by_text.get(&pairing.said.label(line)) {
            groups[*group].lines.push(line);
        }
    }
    groups.retain(|group| !group.lines.is_empty());
    groups
}

fn missing(pairing: &Pairing<'_>) -> impl Iterator<Item = usize> {
    (0..pairing.source.len()).filter(|source| pairing.is_missing(*source))
}

fn free(pairing: &Pairing<'_>) -> impl Iterator<Item = usize> {
    (0..pairing.said.len()).filter(|line| pairing.is_free(*line))
}

/// Takes what is left of a group of equal texts.
fn pair_equal(pairing: &mut Pairing<'_>, group: &Family) {
    let sources = group.sources.iter().copied();
    let lines = group.lines.iter().copied();
    let group = Family {
        sources: sources.filter(|at| pairing.is_missing(*at)).collect(),
        lines: lines.filter(|at| pairing.is_free(*at)).collect(),
    };
    let bonus: Map<(usize, usize), i64> = if group.sources.len() * group.lines.len() > 1 {
        same_parents(pairing, &group)
    } else {
        Map::default()
    };
    family::pair_equal(pairing, &group, |source, line| {
        bonus.get(&(source, line)).copied().unwrap_or(0)
    });
    settle_below(pairing, &group.sources);
}

/// The pairs whose parents have a name in common.
fn same_parents(pairing: &Pairing<'_>, group: &Family) -> Map<(usize, usize), i64> {
    let mut under: Map<Option<Text>, Vec<usize>> = Map::default();
    for line in &group.lines {
        let parent = pairing.said.parent[*line].map(|parent| pairing.said.label(parent));
        under.entry(parent).or_default().push(*line);
    }
    let mut same = Map::default();
    for source in &group.sources {
        let names: Vec<Option<Text>> = match pairing.source.parent[*source] {
            Some(parent) => pairing.source.names[parent]
                .iter()
                .copied()
                .map(Some)
                .collect(),
            None => vec![None],
        };
        // A crowd of twins is paired by order, and needs no bonus.
        let lines = names.iter().filter_map(|name| under.get(name));
        for line in lines.filter(|lines| lines.len() <= 64).flatten() {
            same.insert((*source, *line), SAME_PARENT);
        }
    }
    same
}

/// Takes free lines that are nearly the name of a missing branch.
fn pair_near(pairing: &mut Pairing<'_>) {
    let names: Vec<(usize, &[Text])> = missing(pairing)
        .map(|source| (source, &pairing.source.names[source][..]))
        .collect();
    let lines: Vec<(usize, Text)> = free(pairing)
        .map(|line| (line, pairing.said.label(line)))
        .collect();
    let (mut edges, mut fits) = (Vec::new(), Vec::new());
    let (compared, near) = (names.len(), pairing.texts.near(&names, &lines));
    for (source, line, fit) in doubt::without_rivals(pairing, compared, near) {
        if fit.similarity < SIMILARITY {
            continue;
        }
        let mut edge = pairing.edge(source, line, fit.similarity, 0);
        let above = pairing.said.parent[line].and_then(|above| pairing.branch_of(above));
        if above.is_some() && above == pairing.source.parent[source] {
            edge.weight += SAME_PARENT;
        }
        edges.push(edge);
        fits.push(fit);
    }
    let mut found = Vec::new();
    for at in assign(&edges) {
        pairing.take(
            edges[at].source,
            edges[at].line,
            How::Near(fits[at].clone()),
        );
        found.push(edges[at].source);
    }
    settle_below(pairing, &found);
}

/// Matches what hangs under branches that were just found.
fn settle_below(pairing: &mut Pairing<'_>, sources: &[usize]) {
    let families = sources.iter().filter_map(|source| pairing.family(*source));
    let families: Vec<Family> = families.collect();
    if !families.is_empty() {
        settle(pairing, families);
    }
}

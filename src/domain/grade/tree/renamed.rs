//! Branches that were called something else: recognised by what hangs under them. It also drives the matching
//! from the top down, because a branch that was recognised has a family to match.

use super::family;
use super::pairing::{Family, How, Pairing};
use crate::domain::grade::assign::{Edge, assign};
use crate::domain::grade::texts::Text;
use crate::domain::hash::{Map, Set};

/// Common children without which nothing is recognised.
const COMMON: usize = 2;
/// A label that hangs under more branches of one family than this says nothing.
const EVERYWHERE: usize = 50;

/// Matches families and all that hangs below them: first by labels, all the way down, then what was renamed.
pub(super) fn settle(pairing: &mut Pairing<'_>, mut open: Vec<Family>) {
    while !open.is_empty() {
        let mut settled = Vec::new();
        while let Some(next) = open.pop() {
            family::pair(pairing, &next);
            open.extend(below(pairing, &next));
            settled.push(next);
        }
        let missing = names_of_missing(pairing, &settled);
        for family in settled {
            open.extend(pair(pairing, &family, &missing));
        }
    }
}

/// The families of those children that were said.
fn below(pairing: &Pairing<'_>, family: &Family) -> Vec<Family> {
    let sources = family.sources.iter();
    sources
        .filter_map(|source| pairing.family(*source))
        .collect()
}

/// The names of all branches that were not said yet, if there is somebody who could have been renamed.
fn names_of_missing(pairing: &Pairing<'_>, settled: &[Family]) -> Set<Text> {
    let could = |family: &Family| {
        let mut sources = family.sources.iter();
        let mut lines = family.lines.iter();
        sources.any(|s| pairing.is_missing(*s) && pairing.source.children[*s].len() >= COMMON)
            && lines.any(|l| pairing.is_free(*l) && pairing.said.children[*l].len() >= COMMON)
    };
    if !settled.iter().any(could) {
        return Set::default();
    }
    let missing = (0..pairing.source.len()).filter(|source| pairing.is_missing(*source));
    missing
        .flat_map(|source| pairing.source.names[source].iter().copied())
        .collect()
}

/// Takes lines for children of a branch that they share at least two and at least half of their children with.
/// A line that names another missing branch is that one, and not this one renamed.
fn pair(pairing: &mut Pairing<'_>, family: &Family, missing: &Set<Text>) -> Vec<Family> {
    let (sources, lines) = family::left(pairing, family);
    let mut having: Map<Text, Vec<usize>> = Map::default();
    for at in &sources {
        let mut kin = pairing.source.kin(family.sources[*at]).to_vec();
        kin.dedup();
        for text in kin {
            having.entry(text).or_default().push(*at);
        }
    }
    let mut edges: Vec<Edge> = Vec::new();
    for at in lines {
        let line = family.lines[at];
        if missing.contains(&pairing.said.label(line)) {
            continue;
        }
        let shared = pairing.said.kin(line).iter();
        let mut likely: Vec<usize> = shared
            .filter_map(|text| having.get(text).filter(|all| all.len() <= EVERYWHERE))
            .flatten()
            .copied()
            .collect();
        likely.sort_unstable();
        likely.dedup();
        for source in likely {
            let apart = source.abs_diff(at);
            let source = family.sources[source];
            let common = pairing.common_children(source, line);
            let fewer = pairing.source.children[source].len();
            let fewer = fewer.min(pairing.said.children[line].len());
            if common >= COMMON && 2 * common >= fewer {
                edges.push(pairing.edge(source, line, 0.0, apart));
            }
        }
    }
    let mut found = Vec::new();
    for at in assign(&edges) {
        pairing.take(edges[at].source, edges[at].line, How::ByChildren);
        found.extend(pairing.family(edges[at].source));
    }
    found
}

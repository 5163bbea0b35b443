//! Where a recalled text begins: whoever types the root along, or the whole chain of parents down to the part
//! that was asked, means what hangs under it. A branch of the map is no such line: what it is called was asked.

use super::pairing::{Pairing, Use};
use crate::domain::grade::texts::Text;
use crate::domain::hash::Set;

/// Different lines above the map's own, at most.
const ABOVE: usize = 16;

/// The lines that stand at the top of the map: those without a parent; or those of the first level below that
/// says anything of the map's top, if nothing above it is called like a branch.
pub(super) fn lines(pairing: &mut Pairing<'_>) -> Vec<usize> {
    let top = &pairing.source.top;
    let top: Set<Text> = top
        .iter()
        .flat_map(|source| pairing.source.names[*source].iter().copied())
        .collect();
    let branches: Set<Text> = pairing.source.names.iter().flatten().copied().collect();
    let mut level = pairing.said.top.clone();
    let mut above: Vec<usize> = Vec::new();
    let mut chain: Set<Text> = Set::default();
    while !level.is_empty() && chain.len() < ABOVE {
        let below: Vec<usize> = level
            .iter()
            .flat_map(|line| &pairing.said.children[*line])
            .copied()
            .collect();
        let hits = hits(pairing, &level, &top);
        if hits > 0 && !is_root(pairing, &level, &below, &top) {
            // What is asked further down may be said here; what hangs under it does not stand at the top.
            let is_deeper = |line: &usize| {
                let label = pairing.said.label(*line);
                branches.contains(&label) && !top.contains(&label)
            };
            if above.iter().any(is_deeper) {
                return pairing.said.top.clone();
            }
            for line in above {
                pairing.used[line] = Use::Root;
            }
            return level;
        }
        chain.extend(level.iter().map(|line| pairing.said.label(*line)));
        above.append(&mut level);
        level = below;
    }
    pairing.said.top.clone()
}

/// How many lines of a level are branches at the top.
fn hits(pairing: &Pairing<'_>, level: &[usize], top: &Set<Text>) -> usize {
    let equal = equal(pairing, level, top);
    if equal > 0 {
        return equal;
    }
    let names: Vec<(usize, &[Text])> = pairing
        .source
        .top
        .iter()
        .map(|source| (*source, &pairing.source.names[*source][..]))
        .collect();
    let lines: Vec<(usize, Text)> = level
        .iter()
        .map(|line| (*line, pairing.said.label(*line)))
        .collect();
    pairing.texts.near(&names, &lines).len()
}

/// How many lines of a level say exactly what a branch at the top is.
fn equal(pairing: &Pairing<'_>, level: &[usize], top: &Set<Text>) -> usize {
    let equal = level
        .iter()
        .filter(|line| top.contains(&pairing.said.label(**line)));
    equal.count()
}

/// Whether a level that is close to a branch at the top is the root all the same: it is one line, and what hangs
/// under it are more branches at the top than children of any of these. One that is called just like a branch is the
/// root only if it stands under itself once more.
fn is_root(pairing: &Pairing<'_>, level: &[usize], below: &[usize], top: &Set<Text>) -> bool {
    let [line] = level else {
        return false;
    };
    let label = pairing.said.label(*line);
    let is_said_again = || below.iter().any(|line| pairing.said.label(*line) == label);
    if top.contains(&label) && !is_said_again() {
        return false;
    }
    let top_ones = pairing.source.top.iter();
    let children = top_ones.map(|source| pairing.common_children(*source, *line));
    equal(pairing, below, top) > 1 + children.max().unwrap_or(0)
}

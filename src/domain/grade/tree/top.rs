//! Where a recalled text begins: whoever types the root along, or the whole chain of parents down to the part
//! that was asked, means what hangs under it.

use super::pairing::{Pairing, Use};
use crate::domain::grade::texts::Text;
use crate::domain::hash::Set;

/// Lines above the map's own that are looked through, at most.
const CHAIN: usize = 16;

/// The lines that stand at the top of the map: those without a parent; or those of the first level below that
/// says anything of the map's top, if nothing above it does.
pub(super) fn lines(pairing: &mut Pairing<'_>) -> Vec<usize> {
    let mut level = pairing.said.top.clone();
    let mut above: Vec<usize> = Vec::new();
    let top: Set<Text> = pairing
        .source
        .top
        .iter()
        .flat_map(|source| pairing.source.names[*source].iter().copied())
        .collect();
    for _ in 0..CHAIN {
        if level.is_empty() {
            break;
        }
        let hits = hits(pairing, &level, &top);
        if hits > 0 {
            if hits < by_children(pairing, &above) {
                break;
            }
            for line in above {
                pairing.used[line] = Use::Root;
            }
            return level;
        }
        let below = level.iter().flat_map(|line| &pairing.said.children[*line]);
        let below = below.copied().collect();
        above.append(&mut level);
        level = below;
    }
    pairing.said.top.clone()
}

/// How many lines of a level are branches at the top.
fn hits(pairing: &Pairing<'_>, level: &[usize], top: &Set<Text>) -> usize {
    let equal = level
        .iter()
        .filter(|line| top.contains(&pairing.said.label(**line)));
    let equal = equal.count();
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

/// How many children a line above has in common with a branch at the top: then it is that branch, renamed.
fn by_children(pairing: &Pairing<'_>, above: &[usize]) -> usize {
    // Only a few lines stand above a root.
    let above = above.iter().take(CHAIN);
    above
        .flat_map(|line| {
            let top = pairing.source.top.iter();
            top.map(|source| pairing.common_children(*source, *line))
        })
        .max()
        .unwrap_or(0)
}

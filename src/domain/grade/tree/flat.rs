//! A map that was recalled as a plain list: without indentation it says nothing of who hangs under whom, so it
//! is taken as a set.

use std::collections::BTreeSet;

use super::doubt;
use super::pairing::{How, Pairing};
use crate::domain::grade::assign::assign;
use crate::domain::grade::texts::Text;
use crate::domain::hash::Map;

/// Whether lines at the top are a plain list of a map that has depth: nothing hangs under any of them, and many
/// of them, at least half as many as name branches at the top, can only be meant deeper. (Who recalls only the
/// top of a map and takes one branch too many for a top one did not write a plain list.)
pub(super) fn is_flat(pairing: &Pairing<'_>, lines: &[usize]) -> bool {
    if lines.iter().any(|line| !pairing.said.is_leaf(*line)) {
        return false;
    }
    let mut at_top: Map<Text, bool> = Map::default();
    for source in 0..pairing.source.len() {
        let top = pairing.source.parent[source].is_none();
        for name in &pairing.source.names[source] {
            *at_top.entry(*name).or_default() |= top;
        }
    }
    let found = lines
        .iter()
        .filter_map(|line| at_top.get(&pairing.said.label(*line)));
    let (top, deeper): (Vec<bool>, Vec<bool>) = found.partition(|top| **top);
    !deeper.is_empty() && 2 * deeper.len() >= top.len()
}

/// Takes lines for branches wherever these hang. Of twins the one is meant that is nearest to what was written
/// before and after.
pub(super) fn pair(pairing: &mut Pairing<'_>, lines: &[usize]) {
    let mut named: Map<Text, BTreeSet<usize>> = Map::default();
    for (source, names) in pairing.source.names.iter().enumerate() {
        for name in names {
            named.entry(*name).or_default().insert(source);
        }
    }
    let only = |line: &usize| {
        named
            .get(&pairing.said.label(*line))
            .filter(|all| all.len() == 1)
    };
    let sure: Vec<Option<usize>> = lines
        .iter()
        .map(|line| only(line).and_then(|all| all.first().copied()))
        .collect();
    let mut next_sure = vec![None; lines.len()];
    let mut next = None;
    for at in (0..lines.len()).rev() {
        next_sure[at] = next;
        next = sure[at].or(next);
    }
    let mut last = None;
    for (at, line) in lines.iter().enumerate() {
        let Some(sources) = named.get_mut(&pairing.said.label(*line)) else {
            continue;
        };
        let around = [last, next_sure[at]];
        while let Some(source) = nearest(sources, around) {
            sources.remove(&source);
            if pairing.is_missing(source) {
                pairing.take(source, *line, How::Same);
                last = Some(source);
                break;
            }
        }
    }
    pair_near(pairing, lines);
}

/// The branch with the least distance to what was written before and after, as far as that is known; of two the
/// one that follows.
fn nearest(sources: &BTreeSet<usize>, around: [Option<usize>; 2]) -> Option<usize> {
    let places = around.into_iter().flatten();
    let beside = places.clone().flat_map(|place| {
        let before = sources.range(..place).next_back();
        before.into_iter().chain(sources.range(place..).next())
    });
    let apart = |source: &&usize| {
        let apart = places.clone().map(|place| place.abs_diff(**source));
        let follows = around[0].is_none_or(|last| last < **source);
        (apart.sum::<usize>(), !follows, **source)
    };
    beside.chain(sources.first()).min_by_key(apart).copied()
}

fn pair_near(pairing: &mut Pairing<'_>, lines: &[usize]) {
    let names: Vec<(usize, &[Text])> = (0..pairing.source.len())
        .filter(|source| pairing.is_missing(*source))
        .map(|source| (source, &pairing.source.names[source][..]))
        .collect();
    let lines: Vec<(usize, Text)> = lines
        .iter()
        .filter(|line| pairing.is_free(**line))
        .map(|line| (*line, pairing.said.label(*line)))
        .collect();
    let (compared, near) = (names.len(), pairing.texts.near(&names, &lines));
    let found = doubt::without_rivals(pairing, compared, near);
    let edges: Vec<_> = found
        .iter()
        .map(|(source, line, fit)| pairing.edge(*source, *line, fit.similarity, 0))
        .collect();
    for at in assign(&edges) {
        let (source, line, fit) = &found[at];
        pairing.take(*source, *line, How::Near(fit.clone()));
    }
}

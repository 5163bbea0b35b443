//! One family: the children of a branch against the lines written under it, by their labels.

use super::doubt;
use super::pairing::{Family, How, Pairing};
use crate::domain::grade::assign::{Edge, assign};
use crate::domain::grade::texts::Text;
use crate::domain::hash::Map;

/// Twins are told apart by their children up to so many pairs of them, beyond by their order.
const TWINS: usize = 4_096;

/// Takes the lines that name the children of a branch: equal ones first, then those that are nearly a name.
/// What is left of the lines and names one of them again counts along with it.
pub(super) fn pair(pairing: &mut Pairing<'_>, family: &Family) {
    pair_equal(pairing, family, |_, _| 0);
    pair_near(pairing, family);
    name_again(pairing, family);
}

/// Takes the free lines whose text is a name of a missing branch: its label, else another name. Of twins those
/// belong together that have `bonus` (in thousandths), common children, and similar places.
pub(super) fn pair_equal(
    pairing: &mut Pairing<'_>,
    family: &Family,
    bonus: impl Fn(usize, usize) -> i64,
) {
    for alias in [false, true] {
        for (sources, lines) in alike(pairing, family, alias) {
            if sources.len() * lines.len() > TWINS {
                for (source, line) in sources.into_iter().zip(lines) {
                    pairing.take(family.sources[source], family.lines[line], How::Same);
                }
                continue;
            }
            let edges: Vec<Edge> = sources
                .iter()
                .flat_map(|source| lines.iter().map(move |line| (*source, *line)))
                .map(|(source, line)| {
                    let apart = source.abs_diff(line);
                    let (source, line) = (family.sources[source], family.lines[line]);
                    let mut edge = pairing.edge(source, line, 1.0, apart);
                    edge.weight += bonus(source, line);
                    edge
                })
                .collect();
            for at in assign(&edges) {
                pairing.take(edges[at].source, edges[at].line, How::Same);
            }
        }
    }
}

/// Missing branches and free lines of equal texts, as places in the family, by the first of the branches.
fn alike(pairing: &Pairing<'_>, family: &Family, alias: bool) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    let mut by_text: Map<Text, usize> = Map::default();
    for (at, source) in family.sources.iter().enumerate() {
        if !pairing.is_missing(*source) {
            continue;
        }
        let names = &pairing.source.names[*source];
        for name in if alias { &names[1..] } else { &names[..1] } {
            let group = *by_text.entry(*name).or_insert_with(|| {
                groups.push((Vec::new(), Vec::new()));
                groups.len() - 1
            });
            groups[group].0.push(at);
        }
    }
    for (at, line) in family.lines.iter().enumerate() {
        let group = by_text.get(&pairing.said.label(*line));
        if let Some(group) = group.filter(|_| pairing.is_free(*line)) {
            groups[*group].1.push(at);
        }
    }
    groups.retain(|(_, lines)| !lines.is_empty());
    groups
}

/// Takes the free lines that are nearly a name of a missing branch, the best of all together.
fn pair_near(pairing: &mut Pairing<'_>, family: &Family) {
    let (sources, lines) = left(pairing, family);
    let (mut edges, mut fits) = (Vec::new(), Vec::new());
    let mut apart: Map<(usize, usize), usize> = Map::default();
    let names: Vec<(usize, &[Text])> = sources
        .iter()
        .map(|at| (*at, &pairing.source.names[family.sources[*at]][..]))
        .collect();
    let texts: Vec<(usize, Text)> = lines
        .iter()
        .map(|at| (*at, pairing.said.label(family.lines[*at])))
        .collect();
    let near = pairing.texts.near(&names, &texts);
    let placed = near.into_iter().map(|(source, line, fit)| {
        apart.insert(
            (family.sources[source], family.lines[line]),
            source.abs_diff(line),
        );
        (family.sources[source], family.lines[line], fit)
    });
    let placed = placed.collect();
    for (source, line, fit) in doubt::without_rivals(pairing, sources.len(), placed) {
        let apart = apart.get(&(source, line)).copied().unwrap_or(0);
        edges.push(pairing.edge(source, line, fit.similarity, apart));
        fits.push(fit);
    }
    for at in assign(&edges) {
        let how = How::Near(fits[at].clone());
        pairing.take(edges[at].source, edges[at].line, how);
    }
}

/// The missing branches and the free lines of a family, as places in it.
pub(super) fn left(pairing: &Pairing<'_>, family: &Family) -> (Vec<usize>, Vec<usize>) {
    let sources = 0..family.sources.len();
    let lines = 0..family.lines.len();
    (
        sources
            .filter(|at| pairing.is_missing(family.sources[*at]))
            .collect(),
        lines
            .filter(|at| pairing.is_free(family.lines[*at]))
            .collect(),
    )
}

/// A chain of parents may be typed again for each of its leaves: what hangs under such a line counts. A line with
/// children of another branch does not name this one again, it takes the one for the other.
fn name_again(pairing: &mut Pairing<'_>, family: &Family) {
    let mut by_text: Map<Text, usize> = Map::default();
    for source in &family.sources {
        if let Some((line, _)) = &pairing.taken[*source] {
            let names = pairing.source.names[*source].iter();
            for name in names.chain([&pairing.said.label(*line)]) {
                by_text.entry(*name).or_insert(*source);
            }
        }
    }
    for line in &family.lines {
        if let Some(source) = by_text.get(&pairing.said.label(*line))
            && pairing.common_children(*source, *line) > 0
        {
            pairing.name_again(*source, *line);
        }
    }
}

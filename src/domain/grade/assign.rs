//! Who is taken for whom, where several would do: pairs of the greatest weight together, each side used once.
//! It knows no labels.

use pathfinding::prelude::{Matrix, kuhn_munkres};

use crate::domain::hash::Map;

/// More than so many on one side of what hangs together are paired greedily.
const AT_BEST: usize = 200;

/// A pair that could be taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// The item of the source.
    pub(super) source: usize,
    /// The line.
    pub(super) line: usize,
    /// What it is worth, above 0.
    pub(super) weight: i64,
}

/// The pairs to take, as indices into `edges`, in rising order.
///
/// What hangs together through common items is solved at its best, by Kuhn and Munkres, up to 200 on a side,
/// and greedily beyond, the heaviest first.
pub(super) fn assign(edges: &[Edge]) -> Vec<usize> {
    let mut taken: Vec<usize> = clusters(edges)
        .into_iter()
        .flat_map(|cluster| match cluster.as_slice() {
            [_] => cluster,
            _ => solve(edges, &cluster),
        })
        .collect();
    taken.sort_unstable();
    taken
}

/// The edges by what hangs together.
fn clusters(edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut heads: Vec<usize> = (0..edges.len()).collect();
    let (mut sources, mut lines) = (Map::default(), Map::default());
    for (at, edge) in edges.iter().enumerate() {
        for other in [
            *sources.entry(edge.source).or_insert(at),
            *lines.entry(edge.line).or_insert(at),
        ] {
            let (a, b) = (head(&mut heads, at), head(&mut heads, other));
            heads[a.max(b)] = a.min(b);
        }
    }
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut place: Map<usize, usize> = Map::default();
    for at in 0..edges.len() {
        let head = head(&mut heads, at);
        let cluster = *place.entry(head).or_insert_with(|| {
            found.push(Vec::new());
            found.len() - 1
        });
        found[cluster].push(at);
    }
    found
}

/// The first edge of the cluster that an edge is in.
fn head(heads: &mut [usize], mut at: usize) -> usize {
    while heads[at] != at {
        heads[at] = heads[heads[at]];
        at = heads[at];
    }
    at
}

fn solve(edges: &[Edge], cluster: &[usize]) -> Vec<usize> {
    let sources = numbered(cluster.iter().map(|at| edges[*at].source));
    let lines = numbered(cluster.iter().map(|at| edges[*at].line));
    if sources.len().max(lines.len()) > AT_BEST {
        return greedy(edges, cluster);
    }
    // The rows must not outnumber the columns.
    let sideways = sources.len() > lines.len();
    let mut weights = Matrix::new(
        sources.len().min(lines.len()),
        sources.len().max(lines.len()),
        0,
    );
    let cell = |edge: &Edge| {
        let cell = (sources[&edge.source], lines[&edge.line]);
        if sideways { (cell.1, cell.0) } else { cell }
    };
    for at in cluster {
        let weight = &mut weights[cell(&edges[*at])];
        *weight = edges[*at].weight.max(*weight);
    }
    let columns = kuhn_munkres(&weights).1;
    // A row that gets nothing is given a column all the same: one without an edge.
    let mut open = vec![true; columns.len()];
    let best = cluster.iter().copied().filter(|at| {
        let (row, column) = cell(&edges[*at]);
        columns[row] == column
            && weights[(row, column)] == edges[*at].weight
            && std::mem::take(&mut open[row])
    });
    best.collect()
}

fn numbered(items: impl Iterator<Item = usize>) -> Map<usize, usize> {
    let mut numbers = Map::default();
    for item in items {
        let next = numbers.len();
        numbers.entry(item).or_insert(next);
    }
    numbers
}

fn greedy(edges: &[Edge], cluster: &[usize]) -> Vec<usize> {
    let mut heaviest = cluster.to_vec();
    heaviest.sort_by_key(|at| (-edges[*at].weight, *at));
    let (mut sources, mut lines) = (Map::default(), Map::default());
    heaviest.retain(|at| {
        let edge = &edges[*at];
        let free = !sources.contains_key(&edge.source) && !lines.contains_key(&edge.line);
        if free {
            sources.insert(edge.source, ());
            lines.insert(edge.line, ());
        }
        free
    });
    heaviest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(edges: &[(usize, usize, i64)]) -> Vec<(usize, usize)> {
        let edges: Vec<Edge> = edges
            .iter()
            .map(|(source, line, weight)| Edge {
                source: *source,
                line: *line,
                weight: *weight,
            })
            .collect();
        assign(&edges)
            .into_iter()
            .map(|at| (edges[at].source, edges[at].line))
            .collect()
    }

    #[test]
    fn the_heaviest_pairs_together_win_over_the_heaviest_pair() {
        let edges = [(0, 0, 10), (0, 1, 9), (1, 0, 8)];
        assert_eq!(pairs(&edges), [(0, 1), (1, 0)]);
    }

    #[test]
    fn nobody_gets_what_was_not_offered() {
        assert_eq!(pairs(&[(0, 5, 1), (1, 5, 2), (2, 5, 1)]), [(1, 5)]);
        assert_eq!(pairs(&[(7, 0, 1), (7, 1, 2), (7, 2, 1)]), [(7, 1)]);
        assert_eq!(pairs(&[]), []);
    }

    #[test]
    fn a_pair_offered_twice_is_taken_once() {
        assert_eq!(pairs(&[(0, 0, 1), (0, 0, 1), (0, 1, 1)]).len(), 1);
    }

    #[test]
    fn a_crowd_is_paired_greedily() {
        let crowd = (0..300).flat_map(|s| [(s, s, 5), (s, (s + 1) % 300, 4)]);
        let crowd: Vec<_> = crowd.collect();
        let taken = pairs(&crowd);
        assert_eq!(taken.len(), 300);
        assert!(taken.iter().all(|(source, line)| source == line));
    }
}

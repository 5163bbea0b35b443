//! What was said in its order and what was not: the heaviest chain that rises on both sides, and how to tell
//! what is not in it. It knows no trees and no routes.

use super::wording::quote;

/// The chain of the greatest weight among pairs whose lines rise, as whether each pair is in it.
///
/// The pairs come by rising item of the source, and those of one item by falling line, so that no item is
/// twice in the chain. With equal weights this is the longest common subsequence. O(n log n).
pub(super) fn heaviest_chain(pairs: &[(usize, i64)]) -> Vec<bool> {
    let mut lines: Vec<usize> = pairs.iter().map(|(line, _)| *line).collect();
    lines.sort_unstable();
    lines.dedup();
    // A Fenwick tree over the lines: the heaviest chain that ends at or before each.
    let mut best: Vec<Option<(i64, usize)>> = vec![None; lines.len() + 1];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let mut end: Option<(i64, usize)> = None;
    for (at, (line, weight)) in pairs.iter().enumerate() {
        let rank = lines.partition_point(|other| other < line);
        let mut last = None;
        let mut slot = rank;
        while slot > 0 {
            last = heavier(last, best[slot]);
            slot &= slot - 1;
        }
        before.push(last.map(|(_, pair)| pair));
        let chain = Some((weight + last.map_or(0, |(weight, _)| weight), at));
        let mut slot = rank + 1;
        while slot < best.len() {
            best[slot] = heavier(best[slot], chain);
            slot += slot & slot.wrapping_neg();
        }
        end = heavier(end, chain);
    }
    let mut kept = vec![false; pairs.len()];
    let mut next = end.map(|(_, pair)| pair);
    while let Some(pair) = next {
        kept[pair] = true;
        next = before[pair];
    }
    kept
}

/// The heavier of two chains; of equal ones the first.
fn heavier(a: Option<(i64, usize)>, b: Option<(i64, usize)>) -> Option<(i64, usize)> {
    match (a, b) {
        (Some(a), Some(b)) if b.0 > a.0 => Some(b),
        (None, b) => b,
        (a, _) => a,
    }
}

/// Items in their true order, the lines on which they were said, and which of them are in order.
pub(super) struct Said<'a> {
    /// Their names.
    pub(super) names: &'a [&'a str],
    /// The line of each; `None` if it was not said.
    pub(super) lines: &'a [Option<usize>],
    /// Whether each is in order.
    pub(super) kept: &'a [bool],
}

impl Said<'_> {
    /// For each item that was said out of order, how, in words for people.
    pub(super) fn out_of_order(&self) -> Vec<Option<String>> {
        let mut spoken: Vec<usize> = (0..self.names.len())
            .filter(|at| self.lines[*at].is_some())
            .collect();
        spoken.sort_by_key(|at| self.lines[*at]);
        let mut previous = vec![None; self.names.len()];
        for pair in spoken.windows(2) {
            previous[pair[1]] = Some(pair[0]);
        }
        let mut later = vec![None; self.names.len()];
        let mut next = None;
        for at in (0..self.names.len()).rev() {
            later[at] = next;
            if self.kept[at] {
                next = Some(at);
            }
        }
        (0..self.names.len())
            .map(|at| {
                let out = self.lines[at].is_some() && !self.kept[at];
                out.then(|| self.told(at, previous[at], later[at]))
            })
            .collect()
    }

    fn told(&self, at: usize, previous: Option<usize>, later: Option<usize>) -> String {
        let after = |item: Option<usize>| match item {
            Some(item) => format!("after {}", quote(self.names[item])),
            None => "first".to_owned(),
        };
        let due = at.checked_sub(1);
        if previous != due {
            return format!("said {} instead of {}", after(previous), after(due));
        }
        // It follows its neighbour, and both are out of order.
        match later.filter(|later| self.lines[*later] < self.lines[at]) {
            Some(later) => format!("said after {}, which comes later", quote(self.names[later])),
            None => "said too early".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(lines: &[usize]) -> Vec<usize> {
        let pairs: Vec<_> = lines.iter().map(|line| (*line, 1)).collect();
        let kept = heaviest_chain(&pairs);
        (0..lines.len()).filter(|at| kept[*at]).collect()
    }

    #[test]
    fn the_longest_rising_chain_is_found() {
        assert_eq!(chain(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(chain(&[1, 2, 3, 0]), [0, 1, 2]);
        assert_eq!(chain(&[3, 0, 1, 2]), [1, 2, 3]);
        assert_eq!(chain(&[2, 1, 0]).len(), 1);
        assert_eq!(chain(&[]), [0; 0]);
    }

    #[test]
    fn a_heavy_pair_outweighs_a_longer_chain() {
        assert_eq!(
            heaviest_chain(&[(2, 5), (0, 1), (1, 1)]),
            [true, false, false]
        );
    }

    #[test]
    fn equal_lines_do_not_chain() {
        assert_eq!(chain(&[1, 1, 1]).len(), 1);
    }

    fn told(lines: &[usize]) -> Vec<Option<String>> {
        let pairs: Vec<_> = lines.iter().map(|line| (*line, 1)).collect();
        let lines: Vec<_> = lines.iter().copied().map(Some).collect();
        Said {
            names: &["a", "b", "c", "d"][..lines.len()],
            lines: &lines,
            kept: &heaviest_chain(&pairs),
        }
        .out_of_order()
    }

    #[test]
    fn an_order_error_names_both_neighbours() {
        let told = told(&[0, 3, 1, 2]);
        assert_eq!(
            told[1].as_deref(),
            Some("said after \"d\" instead of after \"a\"")
        );
        assert_eq!(told.iter().flatten().count(), 1);
    }

    #[test]
    fn two_that_moved_together_are_told_by_what_they_passed() {
        let told = told(&[2, 3, 0, 1]);
        let told: Vec<_> = told.iter().flatten().map(String::as_str).collect();
        assert!(
            told == [
                "said after \"d\" instead of first",
                "said after \"c\", which comes later"
            ] || told == ["said first instead of after \"b\"", "said too early"],
            "{told:?}"
        );
    }
}

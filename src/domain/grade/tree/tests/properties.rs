//! What holds for any two trees.

use proptest::prelude::*;

use super::{Said, Source, grade};
use crate::domain::grade::vocabulary::Vocabulary;
use crate::domain::grade::{Extent, Graded, Verdict};

/// A tree: of each item a number that its parent is taken from, and its label.
type Tree = Vec<(Option<usize>, String)>;

/// Trees whose labels are few, so that there are twins, and near one another.
fn trees(labels: &'static str) -> impl Strategy<Value = Tree> {
    prop::collection::vec((any::<prop::sample::Index>(), labels), 0..24).prop_map(|items| {
        let items = items.into_iter().enumerate();
        let mut last: Vec<usize> = Vec::new();
        items
            .map(|(at, (index, label))| {
                // Pre-order: a parent is the item before or one above that.
                let keep = index.index(last.len() + 1);
                last.truncate(keep);
                let parent = last.last().copied();
                last.push(at);
                (parent, label)
            })
            .collect()
    })
}

fn graded(source: &Tree, said: &Tree, extent: Extent) -> Graded {
    let branches: Vec<Source<'_>> = source
        .iter()
        .enumerate()
        .map(|(at, (parent, label))| Source {
            parent: *parent,
            label,
            aliases: &[],
            numbered: at % 3 == 0,
        })
        .collect();
    let lines: Vec<Said<'_>> = said
        .iter()
        .map(|(parent, text)| Said {
            parent: *parent,
            text,
        })
        .collect();
    let known = Vocabulary::of(source.iter().map(|(_, label)| label.as_str()));
    grade(&branches, &lines, extent, &known)
}

/// The tree without some leaves.
fn without(tree: &Tree, drop: &[bool]) -> (Tree, Vec<usize>) {
    let mut kept: Vec<bool> = (0..tree.len()).map(|at| !drop[at % drop.len()]).collect();
    for at in (0..tree.len()).rev() {
        if let Some(parent) = tree[at].0.filter(|_| kept[at]) {
            kept[parent] = true;
        }
    }
    let left: Vec<usize> = (0..tree.len()).filter(|at| kept[*at]).collect();
    let place = |at: usize| left.iter().position(|left| *left == at);
    let tree = left
        .iter()
        .map(|at| (tree[*at].0.and_then(place), tree[*at].1.clone()));
    (tree.collect(), left)
}

/// The tree with the children of each branch, and the top, turned round.
fn reversed(tree: &Tree) -> Tree {
    let mut order: Vec<usize> = Vec::new();
    let children = |parent: Option<usize>| (0..tree.len()).filter(move |at| tree[*at].0 == parent);
    let mut open: Vec<usize> = children(None).collect();
    while let Some(at) = open.pop() {
        order.push(at);
        open.extend(children(Some(at)));
    }
    let place = |at: usize| order.iter().position(|other| *other == at);
    let items = order
        .iter()
        .map(|at| (tree[*at].0.and_then(place), tree[*at].1.clone()));
    items.collect()
}

/// The tree with a different label for each branch.
fn distinct(mut tree: Tree) -> Tree {
    for (at, (_, label)) in tree.iter_mut().enumerate() {
        *label = format!("{}{at}", ["apple", "river", "stone", "cloud"][at % 4]);
    }
    tree
}

proptest! {
    #[test]
    fn a_copy_is_all_exact(tree in trees("[a-c]{1,2}|[a-z]{3,9}|[a-z]{3,6} [a-z]{3,6}")) {
        for extent in [Extent::Finished, Extent::Stopped] {
            let graded = graded(&tree, &tree, extent);
            prop_assert!(graded.judged.iter().all(|judged| judged.verdict == Verdict::Exact), "{graded:?}");
            prop_assert!(graded.extra.is_empty());
        }
    }

    #[test]
    fn any_two_trees_are_graded_soundly(source in trees("[ab]{0,3}|.{0,6}"), said in trees("[ab]{0,3}|.{0,6}")) {
        for extent in [Extent::Finished, Extent::Stopped] {
            let graded = graded(&source, &said, extent);
            prop_assert_eq!(graded.judged.len(), source.len());
            let mut used: Vec<usize> = graded.judged.iter().filter_map(|judged| judged.line).collect();
            used.extend(&graded.extra);
            used.sort_unstable();
            let all = used.len();
            used.dedup();
            prop_assert_eq!(used.len(), all, "a line is used once");
            prop_assert!(used.iter().all(|line| *line < said.len()));
            for judged in &graded.judged {
                let unsaid = matches!(judged.verdict, Verdict::Missing | Verdict::Unreached);
                prop_assert_eq!(judged.line.is_none(), unsaid);
                prop_assert!(!judged.reason.is_empty());
            }
        }
    }

    #[test]
    fn who_leaves_leaves_out_misses_just_these(
        tree in trees("x"),
        drop in prop::collection::vec(any::<bool>(), 1..24),
    ) {
        let tree = distinct(tree);
        let (said, left) = without(&tree, &drop);
        let graded = graded(&tree, &said, Extent::Finished);
        for (at, judged) in graded.judged.iter().enumerate() {
            let expected = if left.contains(&at) { Verdict::Exact } else { Verdict::Missing };
            prop_assert_eq!(judged.verdict, expected);
        }
    }

    #[test]
    fn who_leaves_lines_out_harms_no_other(
        tree in trees("x"),
        drop in prop::collection::vec(any::<bool>(), 1..24),
    ) {
        let tree = distinct(tree);
        let kept: Vec<usize> = (0..tree.len()).filter(|at| !drop[at % drop.len()]).collect();
        let place = |at: usize| kept.iter().position(|kept| *kept == at);
        let above = |at: usize| {
            let mut above = std::iter::successors(tree[at].0, |at| tree[*at].0);
            above.find_map(place)
        };
        let said: Tree = kept.iter().map(|at| (above(*at), tree[*at].1.clone())).collect();
        let graded = graded(&tree, &said, Extent::Finished);
        for (at, judged) in graded.judged.iter().enumerate() {
            let missing = judged.verdict == Verdict::Missing;
            prop_assert_eq!(missing, !kept.contains(&at), "{:?}", judged);
        }
    }

    #[test]
    fn siblings_are_a_set_unless_numbered(tree in trees("x")) {
        let tree = distinct(tree);
        let graded = graded(&tree, &reversed(&tree), Extent::Finished);
        for (at, judged) in graded.judged.iter().enumerate() {
            let fine = judged.verdict == Verdict::Exact
                || (judged.verdict == Verdict::Swapped && at % 3 == 0);
            prop_assert!(fine, "{:?}", judged);
        }
    }
}

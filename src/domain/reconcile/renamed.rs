//! Which file is which: the same source, else a gone file and a new one that hold mostly the same.

use std::collections::VecDeque;

use super::Evidence;
use super::forest::{CellIx, Class, Forest};
use super::matching::Matching;
use crate::domain::hash::{Map, Set};

/// Files that hold one label path, at most, for it to be evidence.
const HOLDERS: usize = 16;

/// Pairs the documents.
pub(super) fn pair(matching: &mut Matching<'_>) {
    matching.by(Evidence::Place);
    same_source(matching);
    let (gone, come) = leftovers(matching);
    same_content(matching, &gone, &come);
    let (gone, come) = leftovers(matching);
    mostly_same_content(matching, &gone, &come);
}

fn same_source(matching: &mut Matching<'_>) {
    let (olds, news) = leftovers(matching);
    let by_source: Map<u32, CellIx> = news
        .iter()
        .rev()
        .map(|new| (matching.new.cells[*new].text, *new))
        .collect();
    for old in olds {
        if let Some(new) = by_source.get(&matching.old.cells[old].text) {
            matching.pair(old, *new);
        }
    }
}

fn same_content(matching: &mut Matching<'_>, gone: &[CellIx], come: &[CellIx]) {
    let mut by_shape: Map<u32, VecDeque<CellIx>> = Map::default();
    for new in come {
        let cell = &matching.new.cells[*new];
        by_shape.entry(cell.shape).or_default().push_back(*new);
    }
    for old in gone {
        let shape = matching.old.cells[*old].shape;
        if let Some(new) = by_shape.get_mut(&shape).and_then(VecDeque::pop_front) {
            matching.pair(*old, new);
        }
    }
}

/// Pairs files that have at least half of their label paths in common, the best first.
fn mostly_same_content(matching: &mut Matching<'_>, gone: &[CellIx], come: &[CellIx]) {
    let mut paths = Paths::default();
    let olds: Vec<Set<u32>> = gone.iter().map(|ix| paths.of(&matching.old, *ix)).collect();
    let news: Vec<Set<u32>> = come.iter().map(|ix| paths.of(&matching.new, *ix)).collect();
    let mut holders: Map<u32, Vec<usize>> = Map::default();
    for (at, paths) in news.iter().enumerate() {
        for path in paths {
            holders.entry(*path).or_default().push(at);
        }
    }
    let mut scored: Vec<(usize, usize, usize)> = Vec::new();
    for (at, paths) in olds.iter().enumerate() {
        let mut common: Map<usize, usize> = Map::default();
        for held in paths.iter().filter_map(|path| holders.get(path)) {
            if held.len() <= HOLDERS {
                for new in held {
                    *common.entry(*new).or_default() += 1;
                }
            }
        }
        let enough =
            |(new, common): &(usize, usize)| 2 * common >= paths.len().max(news[*new].len());
        scored.extend(
            common
                .into_iter()
                .filter(enough)
                .map(|(new, common)| (common, at, new)),
        );
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, old, new) in scored {
        matching.pair(gone[old], come[new]);
    }
}

/// Numbers for label paths below a map's root or a palace, so that a renamed root still has the same content.
#[derive(Debug, Default)]
struct Paths(Map<(Option<u32>, Class, u32), u32>);

impl Paths {
    fn of(&mut self, forest: &Forest<'_>, document: CellIx) -> Set<u32> {
        let mut numbers: Map<CellIx, u32> = Map::default();
        for ix in forest.below(document) {
            let cell = &forest.cells[ix];
            let above = cell.parent.filter(|parent| !is_top(forest, *parent));
            let above = above.and_then(|parent| numbers.get(&parent).copied());
            let next = self.0.len() as u32;
            let number = *self.0.entry((above, cell.class, cell.text)).or_insert(next);
            numbers.insert(ix, number);
        }
        numbers.into_values().collect()
    }
}

fn is_top(forest: &Forest<'_>, ix: CellIx) -> bool {
    forest.cells[ix]
        .parent
        .is_none_or(|parent| forest.cells[parent].class == Class::Document)
}

fn leftovers(matching: &Matching<'_>) -> (Vec<CellIx>, Vec<CellIx>) {
    let olds = matching.old.cells.iter().enumerate();
    let news = matching.new.cells.iter().enumerate();
    (
        olds.filter(|(ix, cell)| cell.class == Class::Document && matching.is_open_old(*ix))
            .map(|(ix, _)| ix)
            .collect(),
        news.filter(|(ix, cell)| cell.class == Class::Document && matching.is_open_new(*ix))
            .map(|(ix, _)| ix)
            .collect(),
    )
}

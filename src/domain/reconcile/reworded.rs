//! What moved and was reworded at once: leftovers whose labels are very close, and close to nothing else.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use super::forest::{Cell, CellIx, Class};
use super::matching::Matching;
use super::{Evidence, likeness, relabelled};
use crate::domain::hash::Map;

/// Letters that a slip changes, at most.
const SLIPS: f64 = 2.0;
/// Closeness, from 0 to 1, that a slip leaves.
const VERY_CLOSE: f64 = 0.8;
/// Columns of a label, at least, that is no other's slip.
const TELLING: usize = 8;
/// Leftovers that share a clue, at most, for it to be one.
const HOLDERS: usize = 32;
/// Letters at the beginning or end of a label that are a clue.
const LETTERS: usize = 5;

/// Pairs branches and rooms that lost their place and a few letters of their label.
pub(super) fn elsewhere(matching: &mut Matching<'_>) {
    let occurs = |texts: &[u32], text: u32| texts.get(text as usize).is_some_and(|n| *n > 0);
    let mut holders: Map<String, Vec<CellIx>> = Map::default();
    for (new, cell) in matching.new.cells.iter().enumerate() {
        // A label that was there before is a copy, or a common one.
        if !matching.is_open_new(new) || !is_telling(cell) || occurs(&matching.old_texts, cell.text)
        {
            continue;
        }
        for clue in clues(matching.new.cells[new].label) {
            holders.entry(clue).or_default().push(new);
        }
    }
    if holders.is_empty() {
        return;
    }
    let mut close: Vec<(CellIx, CellIx)> = Vec::new();
    for old in 0..matching.old.cells.len() {
        let cell = &matching.old.cells[old];
        if !matching.is_open_old(old) || !is_telling(cell) || occurs(&matching.new_texts, cell.text)
        {
            continue;
        }
        let aliases = cell
            .node
            .into_iter()
            .flat_map(|node| matching.verdicts.aliases(node));
        let names = aliases.chain([cell.label]);
        let clues: BTreeSet<String> = names.flat_map(clues).collect();
        let held = clues.iter().filter_map(|clue| holders.get(clue));
        let news: BTreeSet<CellIx> = held
            .filter(|held| held.len() <= HOLDERS)
            .flatten()
            .copied()
            .collect();
        let news: Vec<CellIx> = news.into_iter().collect();
        if matching.may_compare(&[old], &news) {
            let may = |new: &CellIx| may_be(matching, old, *new);
            close.extend(news.into_iter().filter(may).map(|new| (old, new)));
        }
    }
    let mut of_old: Map<CellIx, usize> = Map::default();
    let mut of_new: Map<CellIx, usize> = Map::default();
    for (old, new) in &close {
        *of_old.entry(*old).or_default() += 1;
        *of_new.entry(*new).or_default() += 1;
    }
    close.retain(|(old, new)| of_old[old] == 1 && of_new[new] == 1);
    for (old, new) in close {
        matching.by(Evidence::Label);
        relabelled::pair_whole(matching, old, new);
    }
}

fn is_telling(cell: &Cell<'_>) -> bool {
    cell.node.is_some() && cell.label.width() >= TELLING
}

/// Whether two leftovers may be one; what has children on both sides must share one.
fn may_be(matching: &Matching<'_>, old: CellIx, new: CellIx) -> bool {
    let (a, b) = (&matching.old.cells[old], &matching.new.cells[new]);
    let fits = match a.class {
        Class::Stem => {
            a.is_leaf()
                || b.is_leaf()
                || likeness::common(&matching.old, old, &matching.new, new) > 0
        }
        Class::Room => a.point.is_some() && a.point == b.point,
        Class::Document | Class::Palace | Class::Route => false,
    };
    let closeness = matching.closeness(old, new);
    let letters = a.label.chars().count().max(b.label.chars().count());
    let is_slip = closeness >= VERY_CLOSE && (1.0 - closeness) * letters as f64 <= SLIPS;
    matching.may_pair(old, new) && fits && (is_slip || closeness >= likeness::SAME_BUT_MARKS)
}

/// What close labels have in common: a word, the first or the last letters.
fn clues(label: &str) -> BTreeSet<String> {
    let label = label.to_lowercase();
    let letters: Vec<char> = label.chars().filter(|c| c.is_alphanumeric()).collect();
    let words = label.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut clues: BTreeSet<String> = words
        .filter(|word| word.chars().nth(2).is_some())
        .map(str::to_owned)
        .collect();
    if letters.len() >= LETTERS {
        // A mark that no word has: the ends are not words.
        clues.insert(letters[..LETTERS].iter().chain(['^'].iter()).collect());
        clues.insert(
            ['$']
                .iter()
                .chain(&letters[letters.len() - LETTERS..])
                .collect(),
        );
    }
    clues
}

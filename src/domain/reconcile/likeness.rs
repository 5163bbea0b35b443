//! How alike two cells are: their text and their children. It decides nothing.

use super::forest::{Cell, CellIx, Forest};
use crate::domain::hash::Map;

/// Characters of a label that are compared, at most.
pub(super) const COMPARED: usize = 256;

/// Closeness of labels of which one has all words of the other.
pub(super) const EXTENDED: f64 = 0.6;

/// Closeness of labels of which one has all words of the other, which are several, and little more.
const MUCH_THE_SAME: f64 = 0.8;
/// Closeness of labels that differ only in capitals and in marks at their ends.
pub(super) const SAME_BUT_MARKS: f64 = 0.95;

/// How many children the two have in common, by label; of twins each counts once.
pub(super) fn common(olds: &Forest<'_>, old: CellIx, news: &Forest<'_>, new: CellIx) -> usize {
    if olds.cells[old].is_leaf() || news.cells[new].is_leaf() {
        return 0;
    }
    let mut texts: Map<u32, usize> = Map::default();
    for child in olds.children(old) {
        *texts.entry(olds.cells[child].text).or_default() += 1;
    }
    news.children(new)
        .filter(|child| {
            texts
                .get_mut(&news.cells[*child].text)
                .filter(|left| **left > 0)
                .map(|left| *left -= 1)
                .is_some()
        })
        .count()
}

/// The share of common children among all children of the two, 0 to 1; 0 if neither has any.
pub(super) fn overlap(common: usize, old: &Cell<'_>, new: &Cell<'_>) -> f64 {
    let all = (old.children + new.children) as usize - common;
    if all == 0 {
        0.0
    } else {
        common as f64 / all as f64
    }
}

/// How close two labels are, 0 to 1: one minus the share of letters to change, in lower case, and no less than
/// [`EXTENDED`] if one has all words of the other. Labels whose numbers differ are not close at all: step 1 is
/// not step 2.
pub(super) fn closeness(old: &str, new: &str) -> f64 {
    let (old, new) = (compared(old), compared(new));
    if numbers(&old).ne(numbers(&new)) {
        return 0.0;
    }
    if !bare(&old).is_empty() && bare(&old) == bare(&new) {
        return SAME_BUT_MARKS;
    }
    let (a, b) = (old.chars().count(), new.chars().count());
    let (longer, shorter) = (a.max(b), a.min(b));
    let extended = if has_all_words(&old, &new) || has_all_words(&new, &old) {
        let is_several = words(&old).nth(1).is_some() && words(&new).nth(1).is_some();
        if is_several && shorter * 10 >= longer * 6 {
            MUCH_THE_SAME
        } else {
            EXTENDED
        }
    } else {
        0.0
    };
    // The difference in length alone bounds the distance from below.
    if shorter * 2 < longer || longer == 0 {
        return extended;
    }
    let changed = strsim::osa_distance(&old, &new) as f64 / longer as f64;
    extended.max(1.0 - changed)
}

/// Whether each word of `few` is one of `many`; at least one of them has to be a word, not a letter.
fn has_all_words(many: &str, few: &str) -> bool {
    let mut has_word = false;
    words(few).all(|word| {
        has_word |= word.chars().nth(1).is_some();
        words(many).any(|other| other == word)
    }) && has_word
}

fn words(label: &str) -> impl Iterator<Item = &str> {
    label
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// A label without the marks of prose at its ends. Those of code stay: `C` is not `C++`.
fn bare(label: &str) -> &str {
    label.trim_matches(|c: char| c.is_whitespace() || ":;.,!?…：；。，！？\"'`“”‘’".contains(c))
}

fn compared(label: &str) -> String {
    label
        .chars()
        .flat_map(char::to_lowercase)
        .take(COMPARED)
        .collect()
}

fn numbers(label: &str) -> impl Iterator<Item = &str> {
    label
        .split(|c: char| !c.is_numeric())
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reworded_labels_are_close_and_numbered_ones_are_not() {
        for (old, new) in [
            ("Agruments", "Arguments"),
            ("dict", "Dict"),
            ("Python 3 basics", "Python 3: basics"),
            ("closures", "Closures and late binding"),
        ] {
            assert!(closeness(old, new) >= 0.6, "{old} and {new}");
        }
        for (old, new) in [
            ("item0001", "item0002"),
            ("Step 1", "Step 2"),
            ("tuple", "set"),
            ("", ""),
            ("a", "a very long label"),
            ("", "a very long label"),
            ("list", "list 2"),
        ] {
            assert!(closeness(old, new) < 0.6, "{old} and {new}");
        }
    }
}

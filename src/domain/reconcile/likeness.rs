//! How alike two cells are: their text and their children. It decides nothing.

use std::collections::HashMap;

use super::forest::{Cell, CellIx};

/// Characters of a label that are compared, at most.
const COMPARED: usize = 256;

/// How many children the two have in common, by label; of twins each counts once.
pub(super) fn common(olds: &[Cell<'_>], old: CellIx, news: &[Cell<'_>], new: CellIx) -> usize {
    let (old, new) = (&olds[old].children, &news[new].children);
    if old.is_empty() || new.is_empty() {
        return 0;
    }
    let mut texts: HashMap<u32, usize> = HashMap::new();
    for child in old {
        *texts.entry(olds[*child].text).or_default() += 1;
    }
    new.iter()
        .filter(|child| {
            texts
                .get_mut(&news[**child].text)
                .filter(|left| **left > 0)
                .map(|left| *left -= 1)
                .is_some()
        })
        .count()
}

/// The share of common children among all children of the two, 0 to 1; 0 if neither has any.
pub(super) fn overlap(common: usize, old: &Cell<'_>, new: &Cell<'_>) -> f64 {
    let all = old.children.len() + new.children.len() - common;
    if all == 0 {
        0.0
    } else {
        common as f64 / all as f64
    }
}

/// How close two labels are, 0 to 1: one minus the share of letters to change, in lower case. Labels whose
/// numbers differ are not close at all: step 1 is not step 2.
pub(super) fn closeness(old: &str, new: &str) -> f64 {
    let (old, new) = (compared(old), compared(new));
    let (a, b) = (old.chars().count(), new.chars().count());
    let (longer, shorter) = (a.max(b), a.min(b));
    // The difference in length alone bounds the distance from below.
    if longer == 0 || shorter * 2 < longer || numbers(&old).ne(numbers(&new)) {
        return 0.0;
    }
    1.0 - strsim::osa_distance(&old, &new) as f64 / longer as f64
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
        ] {
            assert!(closeness(old, new) >= 0.6, "{old} and {new}");
        }
        for (old, new) in [
            ("item0001", "item0002"),
            ("Step 1", "Step 2"),
            ("tuple", "set"),
            ("", ""),
            ("a", "a very long label"),
        ] {
            assert!(closeness(old, new) < 0.6, "{old} and {new}");
        }
    }
}

//! Words that say another thing of the same stem, by how they begin or end.

use crate::domain::grade::vocabulary::affixes;

/// Letters that two beginnings or two endings of one group have in common, at most, and one.
const COMMON: usize = 5;

/// Beginnings that turn the meaning of a word around; in alphabetical order.
const TURNING: &[&str] = &[
    "ab", "an", "ante", "anti", "auto", "co", "contra", "counter", "de", "dis", "dys", "en", "ex",
    "extra", "hyper", "hypo", "il", "im", "in", "inter", "intra", "ir", "macro", "meta", "micro",
    "mis", "mono", "multi", "non", "out", "over", "poly", "post", "pre", "proto", "pseudo",
    "quasi", "re", "semi", "sub", "super", "trans", "ultra", "un", "under", "uni",
];

/// Whether two words differ only by such a beginning, or by beginnings or endings of one group: mutable and
/// immutable, import and export, nitrate and nitrite.
pub(super) fn is_opposite(a: &str, b: &str) -> bool {
    differ_by_beginning(a, b) || differ_by_ending(a, b)
}

fn differ_by_beginning(a: &str, b: &str) -> bool {
    let same = a
        .bytes()
        .rev()
        .zip(b.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    // What two beginnings have in common counts as a part of them: macro and micro end alike.
    (3..=same).rev().take(COMMON).any(|same| {
        let (head, other) = (a.get(..a.len() - same), b.get(..b.len() - same));
        match (head, other) {
            (Some(""), Some(head)) => turns(head, a),
            (Some(head), Some("")) => turns(head, b),
            (Some(head), Some(other)) => affixes::are_beginnings(head, other),
            (None, _) | (_, None) => false,
        }
    })
}

fn differ_by_ending(a: &str, b: &str) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    (3..=same).rev().take(COMMON).any(|same| {
        let parts = a.split_at_checked(same).zip(b.get(same..));
        parts.is_some_and(|((stem, end), other)| affixes::are_endings(stem, end, other))
    })
}

/// Whether a beginning turns around the word that follows. The lone `a` does only before what can begin a word, so
/// that `rguments` is a slip and `typical` is none.
fn turns(head: &str, word: &str) -> bool {
    if head == "a" {
        let mut letters = word.bytes();
        let is_vowel = |letter: Option<u8>| letter.is_some_and(|c| b"aeiouy".contains(&c));
        let (first, second) = (letters.next(), letters.next());
        return !is_vowel(first) && (is_vowel(second) || matches!(second, Some(b'h')));
    }
    TURNING.binary_search(&head).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginnings_are_in_order() {
        assert!(TURNING.is_sorted());
    }

    #[test]
    fn another_unit_class_or_ending_is_another_word() {
        for (a, b) in [
            ("ingress", "egress"),
            ("megabyte", "gigabyte"),
            ("terabyte", "petabyte"),
            ("kilobyte", "kibibyte"),
            ("mebibyte", "gibibyte"),
            ("propane", "propene"),
            ("cyclohexane", "cyclohexene"),
            ("butanol", "butanal"),
            ("perchlorate", "perchlorite"),
            ("chondroblast", "chondroclast"),
            ("isomorphism", "endomorphism"),
            ("homomorphism", "homeomorphism"),
            ("hypothermia", "hyperthermia"),
            ("endothermic", "exothermic"),
            ("mebibytes", "gibibytes"),
        ] {
            assert!(is_opposite(a, b) && is_opposite(b, a), "{a} and {b}");
        }
        for (a, b) in [
            ("membrane", "membrene"),
            ("elaborate", "elaborite"),
            ("compatible", "compatable"),
            ("database", "databose"),
        ] {
            assert!(!is_opposite(a, b) && !is_opposite(b, a), "{a} and {b}");
        }
    }

    #[test]
    fn opposites_differ_by_their_beginning() {
        for (a, b) in [
            ("mutable", "immutable"),
            ("import", "export"),
            ("implicit", "explicit"),
            ("typical", "atypical"),
            ("macroeconomics", "microeconomics"),
            ("precondition", "postcondition"),
            ("regular", "irregular"),
            ("ascending", "descending"),
        ] {
            assert!(is_opposite(a, b) && is_opposite(b, a), "{a} and {b}");
        }
        for (a, b) in [
            ("arguments", "rguments"),
            ("recursion", "recurssion"),
            ("mutable", "utable"),
            ("garbage", "grabage"),
            ("control", "cotrol"),
            ("performance", "preformance"),
            ("été", "té"),
        ] {
            assert!(!is_opposite(a, b) && !is_opposite(b, a), "{a} and {b}");
        }
    }
}

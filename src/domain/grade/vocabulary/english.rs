//! Common words of English, bundled: `data/grade/words.txt`. It is searched where it lies, so it costs no memory
//! before the first recall and no time to load.

use std::cmp::Ordering;

/// A word a line, in alphabetical order, without the forms that `forms` finds the stem of. From SCOWL, whose
/// notice stands in `data/grade/words.copyright`.
const TEXT: &str = include_str!("../../../../data/grade/words.txt");

/// Whether a word, in lower case, is in the list.
pub(super) fn is_known(word: &str) -> bool {
    let (word, text) = (word.as_bytes(), TEXT.as_bytes());
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = text[low..middle].iter().rposition(|c| *c == b'\n');
        let start = before.map_or(low, |at| low + at + 1);
        let after = text[middle..high].iter().position(|c| *c == b'\n');
        let end = after.map_or(high, |at| middle + at);
        match text[start..end].cmp(word) {
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
            Ordering::Equal => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_each_word_is_found() {
        assert!(TEXT.lines().count() > 10_000 && TEXT.lines().is_sorted());
        for word in TEXT.lines() {
            assert!(is_known(word), "{word}");
            assert!(!is_known(&format!("{word}q")), "{word}");
        }
        for word in ["", "\n", "aardvarkz", "zzz", "colection"] {
            assert!(!is_known(word), "{word}");
        }
    }
}

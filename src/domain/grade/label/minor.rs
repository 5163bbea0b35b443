//! Words that carry little: a label without one of them is still that label. Words that turn a meaning around
//! (not, without, or) are none.

/// In alphabetical order.
const MINOR: &[&str] = &[
    "a", "about", "an", "and", "are", "as", "at", "be", "by", "can", "das", "de", "del", "der",
    "des", "die", "do", "does", "ein", "eine", "el", "et", "for", "how", "in", "into", "is", "its",
    "la", "las", "le", "les", "los", "of", "on", "our", "some", "that", "the", "their", "this",
    "to", "un", "und", "une", "using", "via", "was", "we", "were", "what", "when", "which", "why",
    "with", "y", "you", "your",
];

/// Between two things these say which is which, so the order counts; in alphabetical order.
const RELATING: &[&str] = &[
    "about", "above", "after", "against", "along", "among", "as", "at", "before", "behind",
    "below", "beneath", "between", "beyond", "by", "down", "during", "except", "for", "from", "in",
    "inside", "into", "is", "off", "on", "onto", "out", "outside", "over", "past", "per", "since",
    "than", "through", "to", "toward", "towards", "under", "until", "up", "upon", "via", "with",
    "within", "without",
];

/// Whether a word, in lower case, carries little.
pub(super) fn is_minor(word: &str) -> bool {
    MINOR.binary_search(&word).is_ok()
}

/// Whether a word, in lower case, relates what stands before it to what follows.
pub(super) fn is_relating(word: &str) -> bool {
    RELATING.binary_search(&word).is_ok()
}

/// Words that part the members of a list, as a `/` does.
const PARTING: [&str; 2] = ["versus", "vs"];

/// Whether a word, in lower case, only parts what stands before it from what follows.
pub(super) fn is_parting(word: &str) -> bool {
    PARTING.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_order() {
        assert!(MINOR.is_sorted() && RELATING.is_sorted());
    }
}

//! The known word that somebody probably meant.

/// Letters of a word at most whose likeness tells too little where two of them are swapped.
const SHORT: usize = 4;

/// The known word that is nearest to a misspelt one, if one is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            let known = candidate.to_lowercase();
            let likeness = match is_swapped(&word, &known) {
                // Before `days`, which is more like `dya` than `day` is.
                true => 1.0,
                false => strsim::jaro_winkler(&word, &known),
            };
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Whether two neighbouring letters of a short word are swapped in the other.
fn is_swapped(word: &str, known: &str) -> bool {
    let [word, known]: [Vec<char>; 2] = [word, known].map(|word| word.chars().collect());
    if word.len() > SHORT {
        return false;
    }
    (1..word.len()).any(|at| {
        let mut swapped = word.clone();
        swapped.swap(at - 1, at);
        swapped == known && word != known
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_the_nearest() {
        assert_eq!(
            nearest("retension", ["retention", "fuzz"]),
            Some("retention")
        );
        assert_eq!(nearest("xyz", ["retention", "fuzz"]), None);
    }

    #[test]
    fn a_short_word_may_have_two_letters_swapped() {
        let known = ["days", "day", "map", "code", "kind", "id", "äöü"];
        for (word, expected) in [
            ("dya", Some("day")),
            ("ady", Some("day")),
            ("Mpa", Some("map")),
            ("cdoe", Some("code")),
            ("di", Some("id")),
            ("öäü", Some("äöü")),
            ("hep", None),
            ("pma", None),
            ("yad", None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}

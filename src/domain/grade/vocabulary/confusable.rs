//! Words that are easily confused, bundled: `data/grade/confusable.txt`, read once.

use std::sync::LazyLock;

use crate::domain::hash::Map;

/// A line is a group: each two of its words are a pair. A word may stand in several groups.
const TEXT: &str = include_str!("../../../../data/grade/confusable.txt");

/// The groups that each word stands in, by their lines.
static GROUPS: LazyLock<Map<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: Map<&str, Vec<usize>> = Map::default();
    let lines = TEXT.lines().enumerate();
    for (at, line) in lines.filter(|(_, line)| !line.starts_with('#')) {
        for word in line.split_whitespace() {
            groups.entry(word).or_default().push(at);
        }
    }
    groups
});

/// Whether a word, in lower case, stands in the list.
pub(super) fn is_known(word: &str) -> bool {
    GROUPS.contains_key(word)
}

/// Whether two words, in lower case, stand in one group.
pub(super) fn are_pair(a: &str, b: &str) -> bool {
    let (Some(of_a), Some(of_b)) = (GROUPS.get(a), GROUPS.get(b)) else {
        return false;
    };
    a != b && of_a.iter().any(|group| of_b.contains(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_and_in_lower_case() {
        let groups: Vec<Vec<&str>> = TEXT
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_whitespace().collect())
            .collect();
        let pairs: usize = groups
            .iter()
            .map(|group| group.len() * (group.len() - 1) / 2)
            .sum();
        assert!(pairs >= 200, "{pairs}");
        for group in &groups {
            assert!(group.len() >= 2, "{group:?}");
            for word in group {
                assert_eq!(*word, word.to_lowercase());
                assert!(
                    group.iter().filter(|other| *other == word).count() == 1,
                    "{group:?}"
                );
            }
        }
    }

    #[test]
    fn words_of_one_group_are_pairs() {
        assert!(are_pair("affect", "effect") && are_pair("effect", "affect"));
        assert!(!are_pair("affect", "affect") && !are_pair("affect", "stack"));
        assert!(is_known("slack") && !is_known("colection"));
    }
}

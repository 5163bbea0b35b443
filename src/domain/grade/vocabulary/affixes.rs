//! Beginnings and endings that make another thing of the same stem, bundled: `data/grade/affixes.txt`, read once.

use std::sync::LazyLock;

use crate::domain::hash::{Map, Set};

/// What a line is stands at its top.
const TEXT: &str = include_str!("../../../../data/grade/affixes.txt");

/// Two of one group.
type Pair = (&'static str, &'static str);

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(TEXT));

/// Each pair stands in it both ways.
#[derive(Default)]
struct Table {
    beginnings: Set<Pair>,
    /// With how the words end that may have them; with none, all may.
    endings: Map<Pair, Vec<Vec<&'static str>>>,
}

impl Table {
    fn read(text: &'static str) -> Table {
        let mut table = Table::default();
        for line in text.lines() {
            if let Some(group) = line.strip_prefix("begin ") {
                table.beginnings.extend(pairs(group));
            } else if let Some(rest) = line.strip_prefix("end ") {
                let (stems, group) = rest.split_once(':').unwrap_or(("", rest));
                let stems: Vec<&str> = stems.split_whitespace().collect();
                for pair in pairs(group) {
                    table.endings.entry(pair).or_default().push(stems.clone());
                }
            }
        }
        table
    }
}

/// Each two of a group, both ways.
fn pairs(group: &'static str) -> impl Iterator<Item = Pair> {
    let one = group.split_whitespace();
    one.flat_map(move |a| group.split_whitespace().map(move |b| (a, b)))
        .filter(|(a, b)| a != b)
}

/// Whether two beginnings, in lower case, stand in one group.
pub(in crate::domain::grade) fn are_beginnings(a: &str, b: &str) -> bool {
    TABLE.beginnings.contains(&(a, b))
}

/// Whether two endings of this stem, in lower case, stand in one group.
pub(in crate::domain::grade) fn are_endings(stem: &str, a: &str, b: &str) -> bool {
    let has = |stems: &Vec<&str>| stems.is_empty() || stems.iter().any(|end| stem.ends_with(end));
    let of_pair = TABLE.endings.get(&(a, b));
    of_pair.is_some_and(|groups| groups.iter().any(has))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_group_in_lower_case() {
        for line in TEXT.lines().filter(|line| !line.is_empty()) {
            let is_known = ["#", "begin ", "end "]
                .iter()
                .any(|head| line.starts_with(head));
            assert!(is_known, "{line}");
            if !line.starts_with('#') {
                let group = line.split_once(':').map_or(line, |(_, group)| group);
                assert!(group.split_whitespace().count() >= 2, "{line}");
                assert_eq!(line, line.to_lowercase());
            }
        }
        assert!(TABLE.beginnings.len() > 300 && TABLE.endings.len() > 200);
    }

    #[test]
    fn endings_are_those_of_their_stems() {
        assert!(are_beginnings("hyper", "hypo") && are_beginnings("hypo", "hyper"));
        assert!(!are_beginnings("hyper", "macro"));
        assert!(are_endings("meth", "ane", "anol") && are_endings("osteo", "blast", "clast"));
        assert!(!are_endings("membr", "ane", "ene"));
    }
}

//! Words of labels and queries, and whether all words of a query fit.

use crate::domain::slug::slug;

/// The words of some texts, in lower case, without repetition.
pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for text in texts {
        for part in text.split('/').filter(|part| !part.trim().is_empty()) {
            let slug = slug(part);
            // A segment without any letter has the slug `x`, which is no word of it.
            if part.chars().any(char::is_alphanumeric) || slug != "x" {
                words.extend(slug.split('-').map(str::to_owned));
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether each word of a query is one of `words`, or the beginning of one.
pub(super) fn fit(query: &[String], words: &[String]) -> bool {
    !query.is_empty()
        && query.iter().all(|wanted| {
            // Sorted, so the first word that is not smaller is the only one that can begin with it.
            let at = words.partition_point(|word| word < wanted);
            words
                .get(at)
                .is_some_and(|word| word.starts_with(wanted.as_str()))
        })
}

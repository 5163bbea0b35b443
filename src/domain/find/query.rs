//! What was typed, taken apart, and how it is compared with one thing.

use super::index::Thing;
use crate::domain::slug::slug;

/// What stands behind the path of a query.
pub(super) enum Behind<'a> {
    /// Nothing: the thing itself.
    Nothing,
    /// `/`: its children.
    Children,
    /// `/**`: all below.
    Below,
    /// `/A..B`: its children from A to B.
    Stretch(&'a str, &'a str),
}

/// Parts a query into its path and what stands behind it.
pub(super) fn split(query: &str) -> (&str, Behind<'_>) {
    if let Some(path) = query.strip_suffix("/**") {
        return (path, Behind::Below);
    }
    if let Some(path) = query.strip_suffix('/') {
        return (path, Behind::Children);
    }
    if let Some((path, last)) = query.rsplit_once('/')
        && let Some((from, to)) = last.split_once("..")
        && !from.is_empty()
        && !to.is_empty()
    {
        return (path, Behind::Stretch(from, to));
    }
    (query, Behind::Nothing)
}

/// Whether a stretch was begun and not finished: `PARENT/A..` or `PARENT/..B`.
pub(super) fn is_half_a_stretch(query: &str) -> bool {
    query.rsplit_once('/').is_some_and(|(_, last)| {
        last.len() > 2
            && (last.starts_with("..") || last.ends_with(".."))
            && last.trim_matches('.').len() + 2 == last.len()
    })
}

/// The slug of one segment; `~2` at its end is part of its name.
pub(super) fn slug_segment(segment: &str) -> String {
    match segment.rsplit_once('~') {
        Some((name, n)) if !name.is_empty() && n.parse::<u32>().is_ok() => {
            format!("{}~{n}", slug(name))
        }
        Some(_) | None => slug(segment),
    }
}

/// A path that was typed, ready to be compared.
pub(super) struct Query {
    /// Its segments slugged and joined again; empty if it has none.
    pub(super) path: String,
    /// All of it as the slug of one label, which may itself contain slashes (`if / else`).
    label: String,
    /// Its words, each with `-` before it, as [`Thing::words`] has them.
    words: Vec<String>,
}

impl Query {
    pub(super) fn new(typed: &str) -> Query {
        let segments: Vec<String> = typed
            .split('/')
            .filter(|segment| !segment.trim().is_empty())
            .map(slug_segment)
            .collect();
        let label = slug(typed);
        let has_words = label != "x" || typed.contains(['x', 'X']);
        let words = label.split('-').filter(|_| has_words);
        Query {
            path: segments.join("/"),
            words: words.map(|word| format!("-{word}")).collect(),
            label,
        }
    }

    /// The last segment.
    pub(super) fn last(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or("")
    }

    /// All of it as the slug of one label.
    pub(super) fn as_label(&self) -> &str {
        &self.label
    }

    /// The label that the whole query is, if that is not just its path.
    pub(super) fn label(&self) -> Option<&str> {
        self.path.contains('/').then_some(self.label.as_str())
    }

    /// Whether the thing's path ends with the segments of the query.
    pub(super) fn ends(&self, thing: &Thing) -> bool {
        !self.path.is_empty()
            && thing
                .path
                .strip_suffix(self.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    }

    /// Whether the query is the thing's label, a number among twins aside.
    pub(super) fn is_label_of(&self, thing: &Thing) -> bool {
        let last = thing.last();
        !self.path.is_empty() && last.split_once('~').map_or(last, |(name, _)| name) == self.label
    }

    /// Whether each word is a word, or the beginning of one, in the thing's path or point.
    pub(super) fn fits(&self, thing: &Thing) -> bool {
        self.all_in(&thing.words())
    }

    /// The same, but only in the last segment of the path and in the point.
    pub(super) fn fits_own(&self, thing: &Thing) -> bool {
        self.all_in(&thing.own_words())
    }

    /// How many of the words fit, from 0 to 1.
    pub(super) fn share(&self, thing: &Thing) -> f64 {
        let words = thing.words();
        let fitting = self
            .words
            .iter()
            .filter(|word| words.contains(word.as_str()));
        fitting.count() as f64 / self.words.len().max(1) as f64
    }

    fn all_in(&self, words: &str) -> bool {
        !self.words.is_empty() && self.words.iter().all(|word| words.contains(word.as_str()))
    }
}

//! The words that a slip must not be mistaken for: all words of the user's notes, and pairs that are easily
//! confused (mutable, immutable). A word that stands here is never taken for a typo of another.

use std::collections::HashSet;

/// The words that are known.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    words: HashSet<String>,
}

impl Vocabulary {
    /// The words of these labels, points and names.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vocabulary {
        let words = texts
            .into_iter()
            .flat_map(str::split_whitespace)
            .map(str::to_lowercase)
            .collect();
        Vocabulary { words }
    }

    /// Whether this word, in lower case, is known.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

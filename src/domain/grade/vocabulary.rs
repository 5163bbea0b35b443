//! The words that a slip must not be mistaken for: all words of the user's notes, words that are easily confused
//! (mutable, immutable), and common words of English. A word that stands here is never taken for a typo of another.

use super::label::token::tokens;
use crate::domain::hash::Set;

pub(in crate::domain::grade) mod affixes;
mod confusable;
mod english;

/// The words that are known.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    words: Set<Box<str>>,
}

/// Which words are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain::grade) enum Guard {
    /// Those of the notes, and those that are easily confused.
    Notes,
    /// Common words of English too.
    All,
}

impl Vocabulary {
    /// The words of these labels, points and names, beside those that are bundled. Takes time linear in them.
    ///
    /// ```
    /// use loci::domain::grade::vocabulary::Vocabulary;
    ///
    /// let known = Vocabulary::of(["Garbage collection", "if / else"]);
    /// assert!(known.knows("garbage") && known.knows("else") && known.knows("immutable"));
    /// assert!(!known.knows("colection"));
    /// ```
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vocabulary {
        let mut words = Set::default();
        for token in texts.into_iter().flat_map(tokens) {
            if !words.contains(&token.loose) {
                words.insert(token.loose);
            }
        }
        Vocabulary { words }
    }

    /// Whether this word, in lower case, is known.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains(word) || confusable::is_known(word) || english::is_known(word)
    }

    /// Whether a word, or what it is a form of, is known, other than as a form of `label`.
    pub(in crate::domain::grade) fn knows_beside(
        &self,
        word: &str,
        label: &str,
        guard: Guard,
    ) -> bool {
        let is_other = |form: &str| form != label && singular(label).all(|stem| stem != form);
        let is_known = |form: &str| match guard {
            Guard::Notes => self.words.contains(form) || confusable::is_known(form),
            Guard::All => self.knows(form),
        };
        let plural = format!("{word}s");
        forms(word).any(|form| is_other(form) && is_known(form))
            || (is_other(&plural) && self.words.contains(&*plural))
    }

    /// Whether two words are one of the pairs that are easily confused.
    pub(in crate::domain::grade) fn confuses(&self, a: &str, b: &str) -> bool {
        forms(a).any(|a| forms(b).any(|b| confusable::are_pair(a, b)))
    }
}

/// A word, and what it may be the plural of, in English.
pub(in crate::domain::grade) fn singular(word: &str) -> impl Iterator<Item = &str> {
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 2);
    let short = word.strip_suffix("es").filter(|stem| stem.len() > 2);
    [Some(word), stem, short].into_iter().flatten()
}

/// A word, and what it may be a form of, in English.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    // Of a word on -e only the last letter is added.
    let stems = ["ed", "er", "ing", "ly"]
        .into_iter()
        .flat_map(move |ending| {
            let stem = word.strip_suffix(ending);
            let with_e = stem.and_then(|stem| word.get(..stem.len() + 1));
            [stem, with_e.filter(|stem| stem.ends_with('e'))]
        });
    singular(word).chain(stems.flatten().filter(|stem| stem.len() > 3))
}

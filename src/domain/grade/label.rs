//! Whether what was said is a label: exactly, nearly, or not. It compares two texts and knows no tree.
//!
//! `docs/grading.md` says by which rules. In doubt it is not the label: a miss costs the user a key, a wrong credit
//! costs the memory.

use super::vocabulary::Vocabulary;

mod bag;
mod clean;
mod markup;
mod minor;
mod opposite;
mod reading;
pub(in crate::domain::grade) mod token;
mod word;

#[cfg(test)]
mod tests;

use bag::Bag;
use reading::Reading;
use token::Token;

/// A label made ready to be compared with many others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    text: String,
    tokens: Vec<Token>,
    /// The tokens by their loose text, to find those that two labels have in common.
    sorted: Vec<u32>,
    bag: Bag,
    /// Letters of all tokens.
    letters: usize,
    /// Its words stand beside each other, so their order says nothing.
    is_list: bool,
    /// It began with a star and a blank, which was taken for a bullet.
    is_starred: bool,
}

impl Prepared {
    /// Normalises a label; takes time linear in it, but for the sorting of its words.
    pub fn new(label: &str) -> Prepared {
        let tokens = token::tokens(label);
        let mut text = String::with_capacity(label.len());
        for token in &tokens {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(token.key());
        }
        let mut sorted: Vec<u32> = (0..).take(tokens.len()).collect();
        let loose = |at: &u32| &*tokens[*at as usize].loose;
        sorted.sort_by(|a, b| loose(a).cmp(loose(b)));
        Prepared {
            text,
            bag: Bag::of(&tokens),
            letters: tokens.iter().map(Token::letters).sum(),
            is_list: token::is_list(label),
            is_starred: label.trim_start().starts_with("* "),
            tokens,
            sorted,
        }
    }

    /// The normalised text; labels with equal texts, and only those, are exact for each other. A key for tables.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether another text with a star before it has the same letters and signs.
    fn is_with_star(&self, other: &Prepared) -> bool {
        let letters = |of: &Prepared| of.text.chars().filter(|c| *c != ' ').collect::<String>();
        let rest = self.text.strip_prefix('*');
        rest.is_some() && letters(self).strip_prefix('*') == Some(&letters(other))
    }
}

/// How well what was said fits a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The grade of it.
    pub grade: Grade,
    /// 0 to 1; 1 for an exact one. Only for choosing among several that fit.
    pub similarity: f32,
    /// Letters that differ, from 0; what is no slip, such as another word order, counts half a letter.
    pub apart: f32,
    /// What differs, in words for people, such as `a slip: "retuns"`; empty for an exact one.
    pub why: String,
}

impl Fit {
    fn exact() -> Fit {
        Fit {
            grade: Grade::Exact,
            similarity: 1.0,
            apart: 0.0,
            why: String::new(),
        }
    }
}

/// The grade of a fit, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// A minor word is missing.
    Partial,
    /// A slip, another word order, joined words.
    Close,
    /// The same.
    Exact,
}

/// Compares what was said with a label; `None` if it is something else.
///
/// ```
/// use loci::domain::grade::label::{Grade, Prepared, compare};
/// use loci::domain::grade::vocabulary::Vocabulary;
///
/// let known = Vocabulary::of(["Garbage collection", "mutable"]);
/// let said = |label: &str, said: &str| {
///     compare(&Prepared::new(label), &Prepared::new(said), &known).map(|fit| (fit.grade, fit.why))
/// };
/// assert_eq!(said("if / else", "`if`/`else`"), Some((Grade::Exact, String::new())));
/// assert_eq!(
///     said("Garbage collection", "garbage colection"),
///     Some((Grade::Close, "a slip: \"colection\"".to_owned())),
/// );
/// assert_eq!(said("mutable", "immutable"), None);
/// assert_eq!(said("__init__", "__int__"), None);
/// assert_eq!(said("Garbage collection", "GC"), None);
/// ```
pub fn compare(label: &Prepared, said: &Prepared, known: &Vocabulary) -> Option<Fit> {
    if label.text == said.text {
        return Some(Fit::exact());
    }
    if said.is_starred && label.is_with_star(said) {
        return Some(Fit {
            grade: Grade::Close,
            similarity: 0.99,
            apart: 0.5,
            why: "a blank elsewhere".to_owned(),
        });
    }
    if !label.bag.may_fit(&said.bag) {
        return None;
    }
    Reading::new(label, said)?.fit(known)
}

//! The texts that are compared, each made ready once and named by a number, and which of them may be alike.

use super::label::{Fit, Prepared, compare};
use super::vocabulary::Vocabulary;
use crate::domain::hash::Map;

/// The number of a text; equal texts have equal numbers.
pub(super) type Text = u32;

/// Up to so many pairs are all looked at; beyond, only those that share something rare.
const FEW: usize = 1_024;
/// Neighbours that are looked at for one line, where there are many.
const LOOKED_AT: usize = 512;
/// Neighbours that are compared for one line, where there are many.
const COMPARED: usize = 6;
/// The share of letter pairs, in percent, without which nothing is alike: half of that of two slips in a word
/// of four letters.
const ALIKE: usize = 20;

/// All texts of one grading.
pub(super) struct Texts<'a> {
    numbers: Map<String, Text>,
    prepared: Vec<Prepared>,
    grams: Vec<Box<[u64]>>,
    known: &'a Vocabulary,
}

impl<'a> Texts<'a> {
    pub(super) fn new(known: &'a Vocabulary) -> Texts<'a> {
        Texts {
            numbers: Map::default(),
            prepared: Vec::new(),
            grams: Vec::new(),
            known,
        }
    }

    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> Text {
        let prepared = Prepared::new(text);
        if let Some(number) = self.numbers.get(prepared.text()) {
            return *number;
        }
        let number = self.prepared.len() as Text;
        self.numbers.insert(prepared.text().to_owned(), number);
        self.grams.push(grams(prepared.text()));
        self.prepared.push(prepared);
        number
    }

    /// How what was said fits the best of some names, if it fits one. `names` are of one thing.
    pub(super) fn fit(&self, names: &[Text], said: Text) -> Option<Fit> {
        let fits = names.iter().filter_map(|name| {
            let (name, said) = (
                &self.prepared[*name as usize],
                &self.prepared[said as usize],
            );
            compare(name, said, self.known)
        });
        fits.max_by(|a, b| {
            (a.grade, a.similarity)
                .partial_cmp(&(b.grade, b.similarity))
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    }

    /// Pairs of a thing and what was said that fit each other, without the equal ones; near-linear. `things` and
    /// `said` come with what the answer calls them.
    pub(super) fn near(
        &self,
        things: &[(usize, &[Text])],
        said: &[(usize, Text)],
    ) -> Vec<(usize, usize, Fit)> {
        let pairs = if things.len() * said.len() <= FEW {
            let all = (0..said.len()).flat_map(|line| (0..things.len()).map(move |at| (at, line)));
            all.collect()
        } else {
            self.neighbours(things, said)
        };
        let mut found = Vec::new();
        for (at, line) in pairs {
            let ((thing, names), (line, text)) = (things[at], said[line]);
            let alike = names.iter().any(|name| self.alike(*name, text));
            if let Some(fit) = alike.then(|| self.fit(names, text)).flatten() {
                found.push((thing, line, fit));
            }
        }
        found
    }

    /// For each line the things that share most of their rarer letter pairs with it.
    fn neighbours(
        &self,
        things: &[(usize, &[Text])],
        said: &[(usize, Text)],
    ) -> Vec<(usize, usize)> {
        let mut index = self.index(things.iter().map(|(_, names)| *names));
        let mut pairs = Vec::new();
        for (line, (_, text)) in said.iter().enumerate() {
            pairs.extend(index.like(self, *text).map(|at| (at, line)));
        }
        pairs
    }

    /// Things by the letter pairs of their names.
    pub(super) fn index<'n>(&self, things: impl Iterator<Item = &'n [Text]>) -> Index {
        let mut index = Index::default();
        for (at, names) in things.enumerate() {
            for gram in names.iter().flat_map(|name| &self.grams[*name as usize]) {
                index.having.entry(*gram).or_default().push(at as u32);
            }
            index.shared.push(0);
        }
        index
    }

    /// Whether two texts share so many letter pairs that it is worth to compare them.
    fn alike(&self, a: Text, b: Text) -> bool {
        let (a, b) = (&self.grams[a as usize], &self.grams[b as usize]);
        let all = a.len() + b.len();
        200 * common(a, b) >= ALIKE * all
    }
}

/// Things by the letter pairs of their names, numbered as they came.
#[derive(Default)]
pub(super) struct Index {
    having: Map<u64, Vec<u32>>,
    /// How many letter pairs each thing shares with what is looked for; 0 in between.
    shared: Vec<u32>,
    touched: Vec<u32>,
}

impl Index {
    /// The few things that share most of their rarer letter pairs with a text, the best first.
    pub(super) fn like(&mut self, texts: &Texts<'_>, text: Text) -> impl Iterator<Item = usize> {
        let grams = texts.grams[text as usize].iter();
        let mut lists: Vec<&[u32]> = grams
            .filter_map(|gram| self.having.get(gram).map(Vec::as_slice))
            .collect();
        lists.sort_by_key(|list| list.len());
        self.touched.clear();
        for at in lists.into_iter().flatten().take(LOOKED_AT) {
            let shared = &mut self.shared[*at as usize];
            if *shared == 0 {
                self.touched.push(*at);
            }
            *shared += 1;
        }
        let shared = &self.shared;
        self.touched
            .sort_unstable_by_key(|at| (u32::MAX - shared[*at as usize], *at));
        for at in &self.touched {
            self.shared[*at as usize] = 0;
        }
        self.touched.iter().take(COMPARED).map(|at| *at as usize)
    }
}

/// How many numbers two rising lists have in common, twins one by one.
pub(super) fn common<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut at, mut other, mut found) = (0, 0, 0);
    while let (Some(left), Some(right)) = (a.get(at), b.get(other)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                (at, other, found) = (at + 1, other + 1, found + 1);
            }
        }
    }
    found
}

/// The pairs of neighbouring letters of a text's words, each with a blank before and behind it, in rising order.
fn grams(text: &str) -> Box<[u64]> {
    let mut grams = Vec::with_capacity(text.len() + 1);
    let mut last = ' ';
    for letter in text.chars().chain([' ']) {
        let letter = if letter.is_alphanumeric() {
            letter
        } else {
            ' '
        };
        if (last, letter) != (' ', ' ') {
            grams.push(u64::from(last) << 32 | u64::from(letter));
        }
        last = letter;
    }
    grams.sort_unstable();
    grams.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_leaves_two_words_alike() {
        let known = Vocabulary::default();
        let mut texts = Texts::new(&known);
        for (label, slip) in [
            ("def", "dfe"),
            ("dict", "dcti"),
            ("return", "retuns"),
            ("list comprehension", "listcomprehension"),
            ("stack vs heap", "heap vs stack"),
            ("垃圾回收机制", "垃圾回放机制"),
        ] {
            let (label, slip) = (texts.number(label), texts.number(slip));
            assert!(texts.alike(label, slip));
        }
        let (a, b) = (texts.number("return"), texts.number("lambda"));
        assert!(!texts.alike(a, b));
    }

    #[test]
    fn twins_count_one_by_one() {
        assert_eq!(common(&[1, 1, 2, 4], &[1, 1, 1, 4]), 3);
        assert_eq!(common::<u8>(&[], &[]), 0);
    }

    #[test]
    fn among_many_the_nearest_are_looked_at() {
        let known = Vocabulary::default();
        let mut texts = Texts::new(&known);
        let names: Vec<[Text; 1]> = (0..3_000)
            .map(|n| [texts.number(&format!("topic of number {n:04}"))])
            .collect();
        let things: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(at, n)| (at, &n[..]))
            .collect();
        let line = texts.number("topic of nubmer 1234");
        let found = texts.neighbours(&things, &[(0, line)]);
        assert!(found.contains(&(1234, 0)), "{found:?}");
        assert!(found.len() <= COMPARED);
    }
}

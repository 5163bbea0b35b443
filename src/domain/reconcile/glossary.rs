//! Numbers for labels and subtrees, shared by two forests, so that what is equal has an equal number.

use std::hash::Hash;

use super::forest::Class;
use crate::domain::atlas::Atlas;
use crate::domain::hash::Map;

/// Numbers for labels and subtrees.
#[derive(Debug, Default)]
pub(super) struct Glossary<'a> {
    texts: Numbers<&'a str>,
    /// Subtrees without children, which are most.
    leaves: Numbers<Shape>,
    families: Map<(Shape, Vec<u32>), u32>,
}

/// What a cell is by itself: class, and the numbers of its label and point.
pub(super) type Shape = (Class, Option<u32>, Option<u32>);

impl<'a> Glossary<'a> {
    /// Makes room for so many labels.
    pub(super) fn reserve(&mut self, labels: usize) {
        self.texts.reserve(labels);
        self.leaves.reserve(labels);
    }

    pub(super) fn text(&mut self, text: &'a str) -> u32 {
        self.texts.of(text)
    }

    /// The number of a subtree: what its root is, and the numbers of its children.
    pub(super) fn shape(&mut self, root: Shape, children: impl Iterator<Item = u32>) -> u32 {
        let children: Vec<u32> = children.collect();
        // Leaves have the even numbers, all others the odd ones.
        if children.is_empty() {
            return 2 * self.leaves.of(root);
        }
        let next = self.families.len() as u32;
        2 * *self.families.entry((root, children)).or_insert(next) + 1
    }

    /// How often each label that has a number occurs among the nodes of some documents.
    pub(super) fn occurrences(&self, atlas: &Atlas, has: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut counts: Vec<u32> = vec![0; self.texts.keys.len()];
        for top in atlas.tops.iter().filter(|top| has(top.document as usize)) {
            for node in &atlas.nodes[top.nodes.start as usize..top.nodes.end as usize] {
                if let Some(text) = self.texts.known.get(&*node.label) {
                    counts[*text as usize] += 1;
                }
            }
        }
        counts
    }
}

/// Numbers for keys, in the order in which they were seen first.
#[derive(Debug)]
struct Numbers<K> {
    known: Map<K, u32>,
    keys: Vec<K>,
    /// What comes next if the keys come as they came before.
    next: usize,
}

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Numbers {
            known: Map::default(),
            keys: Vec::new(),
            next: 0,
        }
    }
}

impl<K: Copy + Eq + Hash> Numbers<K> {
    fn reserve(&mut self, keys: usize) {
        let more = keys.saturating_sub(self.keys.len());
        self.known.reserve(more);
        self.keys.reserve(more);
    }

    fn of(&mut self, key: K) -> u32 {
        // The second forest mostly says what the first one said, in the same order.
        let number = match self.keys.get(self.next) {
            Some(next) if *next == key => self.next as u32,
            Some(_) | None => {
                let fresh = self.keys.len() as u32;
                let number = *self.known.entry(key).or_insert(fresh);
                if number == fresh {
                    self.keys.push(key);
                }
                number
            }
        };
        self.next = number as usize + 1;
        number
    }
}

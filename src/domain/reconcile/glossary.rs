//! Numbers for labels and subtrees, shared by two forests, so that what is equal has an equal number.

use super::forest::Class;
use crate::domain::atlas::Atlas;
use crate::domain::hash::Map;

/// Numbers for labels and subtrees.
#[derive(Debug, Default)]
pub(super) struct Glossary<'a> {
    texts: Map<&'a str, u32>,
    /// The labels in the order of their numbers.
    labels: Vec<&'a str>,
    /// The number of the label that comes next if all come as they came before.
    next: usize,
    shapes: Map<Shape, u32>,
}

/// What makes a subtree what it is.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) class: Class,
    /// The number of its label; `None` for a document.
    pub(super) text: Option<u32>,
    /// The number of its point.
    pub(super) point: Option<u32>,
    /// The numbers of the subtrees below it.
    pub(super) children: Vec<u32>,
}

impl<'a> Glossary<'a> {
    /// Makes room for so many labels.
    pub(super) fn reserve(&mut self, labels: usize) {
        let more = labels.saturating_sub(self.labels.len());
        self.texts.reserve(more);
        self.labels.reserve(more);
    }

    pub(super) fn text(&mut self, text: &'a str) -> u32 {
        // The second forest mostly says what the first one said, in the same order.
        let number = match self.labels.get(self.next) {
            Some(next) if *next == text => self.next as u32,
            Some(_) | None => {
                let fresh = self.labels.len() as u32;
                let number = *self.texts.entry(text).or_insert(fresh);
                if number == fresh {
                    self.labels.push(text);
                }
                number
            }
        };
        self.next = number as usize + 1;
        number
    }

    /// The number of a subtree.
    pub(super) fn shape(&mut self, shape: Shape) -> u32 {
        // Most are branches without children, of which the label says all: they have the even numbers.
        if let (Class::Stem, Some(text), []) = (shape.class, shape.text, &*shape.children) {
            return 2 * text;
        }
        let next = 2 * self.shapes.len() as u32 + 1;
        *self.shapes.entry(shape).or_insert(next)
    }

    /// How often each label that has a number occurs among the nodes of some documents.
    pub(super) fn occurrences(&self, atlas: &Atlas, has: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut counts: Vec<u32> = vec![0; self.labels.len()];
        for top in atlas.tops.iter().filter(|top| has(top.document as usize)) {
            for node in &atlas.nodes[top.nodes.start as usize..top.nodes.end as usize] {
                if let Some(text) = self.texts.get(&*node.label) {
                    counts[*text as usize] += 1;
                }
            }
        }
        counts
    }
}

//! An atlas as one tree for matching: documents, below them maps and palaces, routes, branches and rooms.
//!
//! Two forests that are compared share a [`Glossary`], so that equal labels and equal subtrees have equal
//! numbers. It holds no pairs and takes no decisions.

use super::hash::Map;
use crate::domain::atlas::{Atlas, DocumentHead, NodeIx};
use crate::domain::locus::Kind;

/// Index into [`Forest::cells`].
pub(super) type CellIx = usize;

/// What a cell is, as far as matching is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// A source file.
    Document,
    /// A map's root, or a branch: either may become the other.
    Stem,
    /// A palace.
    Palace,
    /// A route of a palace.
    Route,
    /// A room.
    Room,
}

/// One thing of an atlas.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    pub(super) class: Class,
    /// The source of a document, the name of a map or palace, the heading of a route, else the label.
    pub(super) label: &'a str,
    /// The number of the label in the glossary.
    pub(super) text: u32,
    /// The number of a room's point in the glossary; `None` where there is none, or an empty one.
    pub(super) point: Option<u32>,
    /// The point; empty where there is none.
    pub(super) point_text: &'a str,
    pub(super) parent: Option<CellIx>,
    /// The map or palace that it is, or lies in; itself for a document.
    pub(super) top: CellIx,
    /// Place among all children of the parent, from 0.
    pub(super) at: usize,
    /// In note order.
    pub(super) children: Vec<CellIx>,
    /// Equal for equal subtrees (class, labels, points, order), different for different ones. The source of
    /// a document is not part of it.
    pub(super) shape: u32,
    /// Cells of the subtree, itself too.
    pub(super) size: usize,
    /// The branch or room it stands for.
    pub(super) node: Option<NodeIx>,
}

/// All cells of an atlas, parents before their children.
#[derive(Debug, Default)]
pub(super) struct Forest<'a> {
    pub(super) cells: Vec<Cell<'a>>,
}

/// Numbers for labels and subtrees.
#[derive(Debug, Default)]
pub(super) struct Glossary<'a> {
    texts: Map<&'a str, u32>,
    shapes: Map<Shape, u32>,
    /// Shapes without children, which are most.
    leaves: Map<Leaf, u32>,
}

type Leaf = (Class, Option<u32>, Option<u32>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Shape {
    class: Class,
    text: Option<u32>,
    point: Option<u32>,
    children: Vec<u32>,
}

impl<'a> Glossary<'a> {
    fn text(&mut self, text: &'a str) -> u32 {
        let next = self.texts.len() as u32;
        *self.texts.entry(text).or_insert(next)
    }

    /// How often each label that has a number occurs among the nodes of some documents.
    pub(super) fn occurrences(&self, atlas: &Atlas, has: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut counts: Vec<u32> = Vec::new();
        for node in &atlas.nodes {
            if has(atlas.top(node.top).document as usize)
                && let Some(text) = self.texts.get(&*node.label)
            {
                count(&mut counts, *text);
            }
        }
        counts
    }

    fn leaf(&mut self, leaf: Leaf) -> u32 {
        let next = (self.shapes.len() + self.leaves.len()) as u32;
        *self.leaves.entry(leaf).or_insert(next)
    }

    fn shape(&mut self, shape: Shape) -> u32 {
        let next = (self.shapes.len() + self.leaves.len()) as u32;
        *self.shapes.entry(shape).or_insert(next)
    }
}

fn count(counts: &mut Vec<u32>, text: u32) {
    let text = text as usize;
    if counts.len() <= text {
        counts.resize(text + 1, 0);
    }
    counts[text] += 1;
}

impl<'a> Forest<'a> {
    /// The forest of those documents of an atlas that `has` says. `glossary` is the one of the forest that it
    /// will be compared with.
    pub(super) fn grow(
        atlas: &'a Atlas,
        has: impl Fn(usize) -> bool,
        glossary: &mut Glossary<'a>,
    ) -> Forest<'a> {
        let mut forest = Forest::default();
        let heads = atlas.documents.iter().enumerate();
        let mut add = |at, head: &'a DocumentHead| {
            has(at).then(|| forest.push(Class::Document, &head.source, None, glossary))
        };
        let documents: Vec<Option<CellIx>> = heads.map(|(at, head)| add(at, head)).collect();
        let mut of_node: Vec<CellIx> = Vec::new();
        for top in &atlas.tops {
            let Some(document) = documents[top.document as usize] else {
                continue;
            };
            of_node.clear();
            let class = match top.kind {
                Kind::Branch => Class::Stem,
                Kind::Room => Class::Palace,
            };
            let root = forest.push(class, &top.name, Some(document), glossary);
            let routes: Vec<CellIx> = top
                .routes
                .iter()
                .map(|heading| forest.push(Class::Route, heading, Some(root), glossary))
                .collect();
            for ix in top.nodes.clone() {
                let node = &atlas.nodes[ix as usize];
                let (class, parent) = match (top.kind, node.parent) {
                    (Kind::Branch, Some(parent)) => {
                        (Class::Stem, of_node[(parent.0 - top.nodes.start) as usize])
                    }
                    (Kind::Branch, None) => (Class::Stem, root),
                    (Kind::Room, _) => (Class::Room, routes[node.route as usize]),
                };
                let cell = forest.push(class, &node.label, Some(parent), glossary);
                let point = node.point.as_deref().filter(|point| !point.is_empty());
                forest.cells[cell].point = point.map(|point| glossary.text(point));
                forest.cells[cell].point_text = point.unwrap_or_default();
                forest.cells[cell].node = Some(NodeIx(ix));
                of_node.push(cell);
            }
        }
        forest.measure(glossary);
        forest
    }

    fn push(
        &mut self,
        class: Class,
        label: &'a str,
        parent: Option<CellIx>,
        glossary: &mut Glossary<'a>,
    ) -> CellIx {
        let ix = self.cells.len();
        let at = parent.map_or(ix, |parent| {
            self.cells[parent].children.push(ix);
            self.cells[parent].children.len() - 1
        });
        let top = parent
            .filter(|parent| self.cells[*parent].class != Class::Document)
            .map_or(ix, |parent| self.cells[parent].top);
        self.cells.push(Cell {
            class,
            label,
            top,
            text: glossary.text(label),
            point: None,
            point_text: "",
            parent,
            at,
            children: Vec::new(),
            shape: 0,
            size: 1,
            node: None,
        });
        ix
    }

    /// Shapes and sizes, children first.
    fn measure(&mut self, glossary: &mut Glossary<'a>) {
        for ix in (0..self.cells.len()).rev() {
            let cell = &self.cells[ix];
            let text = (cell.class != Class::Document).then_some(cell.text);
            let shape = if cell.children.is_empty() {
                glossary.leaf((cell.class, text, cell.point))
            } else {
                let shapes = cell.children.iter().map(|child| self.cells[*child].shape);
                glossary.shape(Shape {
                    class: cell.class,
                    text,
                    point: cell.point,
                    children: shapes.collect(),
                })
            };
            let size = cell
                .children
                .iter()
                .map(|child| self.cells[*child].size)
                .sum::<usize>();
            self.cells[ix].shape = shape;
            self.cells[ix].size = size + 1;
        }
    }

    /// The siblings before and behind a cell.
    pub(super) fn neighbours(&self, ix: CellIx) -> [Option<CellIx>; 2] {
        let cell = &self.cells[ix];
        let siblings = cell
            .parent
            .map_or(&[][..], |parent| &self.cells[parent].children);
        let before = cell.at.checked_sub(1).and_then(|at| siblings.get(at));
        [before.copied(), siblings.get(cell.at + 1).copied()]
    }

    /// How often each label occurs in the forest, by its number.
    pub(super) fn occurrences(&self) -> Vec<u32> {
        let mut counts: Vec<u32> = Vec::new();
        for cell in &self.cells {
            count(&mut counts, cell.text);
        }
        counts
    }

    /// Every cell below one, in note order.
    pub(super) fn below(&self, ix: CellIx) -> Vec<CellIx> {
        let mut below = Vec::with_capacity(self.cells[ix].size - 1);
        let mut open: Vec<CellIx> = self.cells[ix].children.iter().rev().copied().collect();
        while let Some(cell) = open.pop() {
            below.push(cell);
            open.extend(self.cells[cell].children.iter().rev());
        }
        below
    }
}

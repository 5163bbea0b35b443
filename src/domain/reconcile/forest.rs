//! An atlas as one tree for matching: documents, below them maps and palaces, routes, branches and rooms.
//!
//! Two forests that are compared share a [`Glossary`]. It holds no pairs and takes no decisions.

use super::glossary::{Glossary, Shape};
use crate::domain::atlas::{Atlas, NodeIx, Top};
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
    /// The sibling before it.
    pub(super) before: Option<CellIx>,
    /// How many children it has.
    pub(super) children: u32,
    /// Equal for equal subtrees (class, labels, points, order), different for different ones. The source of
    /// a document is not part of it.
    pub(super) shape: u32,
    /// Cells of the subtree, itself too.
    pub(super) size: usize,
    /// The branch or room it stands for.
    pub(super) node: Option<NodeIx>,
}

impl Cell<'_> {
    /// Whether nothing lies below it.
    pub(super) fn is_leaf(&self) -> bool {
        self.children == 0
    }
}

/// All cells of an atlas. What lies below a cell follows it at once, a parent before its children: so the size
/// of a subtree tells where the next sibling is.
#[derive(Debug, Default)]
pub(super) struct Forest<'a> {
    pub(super) cells: Vec<Cell<'a>>,
}

impl<'a> Forest<'a> {
    /// The forest of those documents of an atlas that `has` says. `glossary` is the one of the forest that it
    /// will be compared with.
    pub(super) fn grow(
        atlas: &'a Atlas,
        has: impl Fn(usize) -> bool,
        glossary: &mut Glossary<'a>,
    ) -> Forest<'a> {
        let mut growing = Growing {
            forest: Forest::default(),
            last_child: Vec::new(),
            glossary,
        };
        let tops = || atlas.tops.iter().filter(|top| has(top.document as usize));
        let documents = (0..atlas.documents.len()).filter(|at| has(*at)).count();
        let below = tops().map(|top| 1 + top.routes.len() + top.nodes.len());
        growing.reserve(documents + below.sum::<usize>());
        let mut tops = tops().peekable();
        for (at, head) in atlas.documents.iter().enumerate() {
            if !has(at) {
                continue;
            }
            let document = growing.push(Class::Document, &head.source, None);
            while let Some(top) = tops.next_if(|top| top.document as usize == at) {
                match top.kind {
                    Kind::Branch => growing.push_map(atlas, top, document),
                    Kind::Room => growing.push_palace(atlas, top, document),
                }
            }
        }
        growing.measure();
        growing.forest
    }

    /// The children of a cell, in note order.
    pub(super) fn children(&self, parent: CellIx) -> impl Iterator<Item = CellIx> {
        let end = parent + self.cells[parent].size;
        let first = Some(parent + 1).filter(|first| *first < end);
        std::iter::successors(first, move |child| {
            Some(child + self.cells[*child].size).filter(|next| *next < end)
        })
    }

    /// The siblings before and behind a cell.
    pub(super) fn neighbours(&self, ix: CellIx) -> [Option<CellIx>; 2] {
        let cell = &self.cells[ix];
        let behind = cell.parent.and_then(|parent| {
            let end = parent + self.cells[parent].size;
            Some(ix + cell.size).filter(|behind| *behind < end)
        });
        [cell.before, behind]
    }

    /// How often each label occurs in the forest, by its number.
    pub(super) fn occurrences(&self) -> Vec<u32> {
        let mut counts: Vec<u32> = Vec::new();
        for cell in &self.cells {
            let text = cell.text as usize;
            if counts.len() <= text {
                counts.resize(text + 1, 0);
            }
            counts[text] += 1;
        }
        counts
    }

    /// Every cell below one, in note order.
    pub(super) fn below(&self, ix: CellIx) -> std::ops::Range<CellIx> {
        ix + 1..ix + self.cells[ix].size
    }
}

/// A forest that is not measured yet.
struct Growing<'a, 'g> {
    forest: Forest<'a>,
    /// The last child of each cell, so far.
    last_child: Vec<Option<CellIx>>,
    glossary: &'g mut Glossary<'a>,
}

impl<'a> Growing<'a, '_> {
    fn reserve(&mut self, cells: usize) {
        self.forest.cells.reserve(cells);
        self.last_child.reserve(cells);
        self.glossary.reserve(cells);
    }

    fn push_map(&mut self, atlas: &'a Atlas, top: &'a Top, document: CellIx) {
        let root = self.push(Class::Stem, &top.name, Some(document));
        for ix in top.nodes.clone() {
            let node = &atlas.nodes[ix as usize];
            // A map holds nothing but branches, so they have the places of the nodes.
            let parent = node.parent.map_or(root, |parent| {
                root + 1 + (parent.0 - top.nodes.start) as usize
            });
            let cell = self.push(Class::Stem, &node.label, Some(parent));
            self.forest.cells[cell].node = Some(NodeIx(ix));
        }
    }

    fn push_palace(&mut self, atlas: &'a Atlas, top: &'a Top, document: CellIx) {
        let palace = self.push(Class::Palace, &top.name, Some(document));
        let mut rooms = top.nodes.clone().peekable();
        for (at, heading) in (0..).zip(&top.routes) {
            let route = self.push(Class::Route, heading, Some(palace));
            while let Some(ix) = rooms.next_if(|ix| atlas.nodes[*ix as usize].route == at) {
                let node = &atlas.nodes[ix as usize];
                let room = self.push(Class::Room, &node.label, Some(route));
                let point = node.point.as_deref().filter(|point| !point.is_empty());
                let number = point.map(|point| self.glossary.text(point));
                let cell = &mut self.forest.cells[room];
                cell.point = number;
                cell.point_text = point.unwrap_or_default();
                cell.node = Some(NodeIx(ix));
            }
        }
    }

    fn push(&mut self, class: Class, label: &'a str, parent: Option<CellIx>) -> CellIx {
        let cells = &mut self.forest.cells;
        let ix = cells.len();
        let before = parent.and_then(|parent| {
            cells[parent].children += 1;
            self.last_child[parent].replace(ix)
        });
        let top = parent
            .filter(|parent| cells[*parent].class != Class::Document)
            .map_or(ix, |parent| cells[parent].top);
        cells.push(Cell {
            class,
            label,
            top,
            text: self.glossary.text(label),
            point: None,
            point_text: "",
            parent,
            before,
            children: 0,
            shape: 0,
            size: 1,
            node: None,
        });
        self.last_child.push(None);
        ix
    }

    /// Shapes and sizes, children first.
    fn measure(&mut self) {
        for ix in (0..self.forest.cells.len()).rev() {
            let cell = &self.forest.cells[ix];
            let text = (cell.class != Class::Document).then_some(cell.text);
            let mut children: Vec<u32> = Vec::with_capacity(cell.children as usize);
            children.extend(
                self.forest
                    .children(ix)
                    .map(|child| self.forest.cells[child].shape),
            );
            let shape = self.glossary.shape(Shape {
                class: cell.class,
                text,
                point: cell.point,
                children,
            });
            let (parent, size) = (cell.parent, cell.size);
            self.forest.cells[ix].shape = shape;
            if let Some(parent) = parent {
                self.forest.cells[parent].size += size;
            }
        }
    }
}

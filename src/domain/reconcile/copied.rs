//! A part of the notes that was copied first and removed in a later change is one that moved: what nobody
//! reviewed does not keep a history out that has just lost its place.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::hash::Hash;

use unicode_width::UnicodeWidthStr;

use super::Bound;
use super::returned::Nameless;
use super::verdicts::Verdicts;
use crate::domain::atlas::{Atlas, NodeIx};
use crate::domain::hash::{Map, Set};
use crate::domain::locus::LocusId;

/// Columns that a label or point has, at least: short ones are twins that always stood there.
const TELLING: usize = 12;
/// Times that a label occurs now, at most, to be known with its parent's.
const SELDOM: usize = 2;

/// The loci of the old atlas that lost their node in this change, and the node without an id that each is found
/// at: in an equal subtree of two or more, else by a telling label and the parent's, of a
/// room by place and a telling point. Each
/// must be the only one. What lost its whole file is not looked for: the file may be away for a while.
pub(super) fn lost(
    bound: &Bound<'_>,
    nodes: &Nameless<'_>,
    verdicts: &Verdicts,
    new: &Atlas,
) -> Vec<(NodeIx, LocusId)> {
    let known = bound.ids.iter().enumerate();
    let lost =
        known.filter_map(|(at, id)| id.filter(|id| !nodes.given.contains(id)).map(|id| (at, id)));
    let mut lost: Map<usize, LocusId> = lost.collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let heads = new.documents.iter();
    let sources: Set<&str> = heads.map(|head| head.source.as_str()).collect();
    lost.retain(|at, _| sources.contains(source(bound.atlas, *at)));
    let mut search = Search {
        old: bound.atlas,
        new,
        verdicts,
        lost,
        free: nodes.ids.iter().map(Option::is_none).collect(),
        found: Vec::new(),
    };
    let standing: Set<NodeIx> = nodes.was.iter().flatten().copied().collect();
    search.subtrees(&standing);
    search.labels();
    search.found
}

struct Search<'a> {
    old: &'a Atlas,
    new: &'a Atlas,
    verdicts: &'a Verdicts,
    /// The old nodes whose loci are nowhere.
    lost: Map<usize, LocusId>,
    /// For each new node whether it has no id.
    free: Vec<bool>,
    found: Vec<(NodeIx, LocusId)>,
}

impl<'a> Search<'a> {
    /// Equal subtrees, the largest first.
    fn subtrees(&mut self, standing: &Set<NodeIx>) {
        let mut shapes = Shapes::default();
        let (olds, news) = (shapes.of(self.old), shapes.of(self.new));
        let mut roots: BTreeSet<(Reverse<usize>, usize)> = BTreeSet::new();
        for at in self.lost.keys() {
            let mut up = Some(NodeIx(*at as u32));
            while let Some(node) = up.filter(|node| !standing.contains(node)) {
                let at = node.0 as usize;
                if !roots.insert((Reverse(olds[at].size), at)) {
                    break;
                }
                up = self.old.node(node).parent;
            }
        }
        roots.retain(|(Reverse(size), _)| *size > 1);
        let mut same: Map<u32, (Vec<usize>, Vec<usize>)> = Map::default();
        for (_, at) in &roots {
            same.entry(olds[*at].shape).or_default().0.push(*at);
        }
        for (at, shape) in news.iter().enumerate() {
            if let Some((_, nodes)) = same.get_mut(&shape.shape) {
                nodes.push(at);
            }
        }
        for (Reverse(size), at) in roots {
            let Some(([from], nodes)) = same
                .get(&olds[at].shape)
                .map(|(roots, nodes)| (roots.as_slice(), nodes))
            else {
                continue;
            };
            let is_free = |to: &&usize| self.free[**to..**to + size].iter().all(|free| *free);
            let mut nodes = nodes.iter().filter(is_free);
            if let (Some(to), None) = (nodes.next().copied(), nodes.next()) {
                for below in 0..size {
                    self.give(from + below, to + below);
                }
            }
        }
    }

    /// Label and parent's label; of rooms place and point.
    fn labels(&mut self) {
        let mut counts: Map<&str, usize> = Map::default();
        for node in &self.new.nodes {
            *counts.entry(&node.label).or_default() += 1;
        }
        let mut same: Map<Key<'a>, (Vec<usize>, Vec<usize>)> = Map::default();
        for at in self.lost.keys() {
            if let Some(key) = key(self.old, *at) {
                same.entry(key).or_default().0.push(*at);
            }
        }
        for at in (0..self.new.nodes.len()).filter(|at| self.free[*at]) {
            let is_seldom = counts.get(&*self.new.nodes[at].label) <= Some(&SELDOM);
            if let Some(key) = key(self.new, at)
                && let Some((_, nodes)) = same.get_mut(&key)
                && is_seldom
            {
                nodes.push(at);
            }
        }
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (olds, news) in same.values() {
            if let ([from], [to]) = (olds.as_slice(), news.as_slice()) {
                pairs.push((*from, *to));
            }
        }
        pairs.sort_unstable();
        for (from, to) in pairs {
            self.give(from, to);
        }
    }

    fn give(&mut self, from: usize, to: usize) {
        let node = NodeIx(to as u32);
        let may = |id: &LocusId| !self.verdicts.is_apart(*id, node);
        if self.free[to]
            && let Some(id) = self.lost.get(&from).copied().filter(may)
        {
            self.lost.remove(&from);
            self.free[to] = false;
            self.found.push((node, id));
        }
    }
}

fn source(atlas: &Atlas, at: usize) -> &str {
    let document = atlas.top(atlas.nodes[at].top).document;
    &atlas.documents[document as usize].source
}

/// What tells a node elsewhere: parent's label and label; of a room place and point.
type Key<'a> = (Option<&'a str>, &'a str, Option<&'a str>);

fn key(atlas: &Atlas, at: usize) -> Option<Key<'_>> {
    let node = &atlas.nodes[at];
    let key = match node.point.as_deref() {
        Some(point) => (None, &*node.label, Some(point)),
        // The label of the map tells too little: each map has an "Introduction".
        None => (Some(&*atlas.node(node.parent?).label), &*node.label, None),
    };
    let (_, label, point) = key;
    (point.unwrap_or(label).width() >= TELLING).then_some(key)
}

/// The subtree of a node.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    /// Equal for equal subtrees, different for different ones.
    shape: u32,
    /// Nodes, itself too: they lie one behind the other.
    size: usize,
    /// The number of the children that were seen.
    below: u32,
}

/// Numbers for subtrees, and for what comes behind a child.
#[derive(Debug, Default)]
struct Shapes<'a> {
    nodes: Map<(&'a str, Option<&'a str>, u32), u32>,
    families: Map<(u32, u32), u32>,
}

impl<'a> Shapes<'a> {
    /// Children first, the last one first.
    fn of(&mut self, atlas: &'a Atlas) -> Vec<Shape> {
        let mut shapes = vec![Shape::default(); atlas.nodes.len()];
        for (at, node) in atlas.nodes.iter().enumerate().rev() {
            let below = shapes[at].below;
            let shape = number(
                &mut self.nodes,
                (&*node.label, node.point.as_deref(), below),
            );
            shapes[at].shape = shape;
            shapes[at].size += 1;
            if let Some(NodeIx(parent)) = node.parent {
                let size = shapes[at].size;
                let parent = &mut shapes[parent as usize];
                parent.below = number(&mut self.families, (shape, parent.below));
                parent.size += size;
            }
        }
        shapes
    }
}

/// The number of a key, from 1.
fn number<K: Eq + Hash>(numbers: &mut Map<K, u32>, key: K) -> u32 {
    let next = numbers.len() as u32 + 1;
    *numbers.entry(key).or_insert(next)
}

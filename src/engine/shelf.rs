//! The atlas with everything that is derived from it: the finder, the groups that prompts are made of,
//! and which node carries which id. Made anew when the notes change; only ids are added in between.

use crate::domain::atlas::{Atlas, Node, NodeIx, TopIx};
use crate::domain::find::Finder;
use crate::domain::hash::Map;
use crate::domain::locus::{Kind, LocusId};
use crate::domain::names::again::Named;
use crate::domain::names::{Names, name, name_after};
use crate::domain::queue::PromptKind;
use crate::store::write::Place;

/// The atlas and its indices.
pub(super) struct Shelf {
    /// What the notes hold.
    pub(super) atlas: Atlas,
    /// The paths, and what a user may type for them.
    pub(super) finder: Finder,
    /// The id of each node that has one, parallel to `atlas.nodes`.
    pub(super) ids: Vec<Option<LocusId>>,
    /// The groups, in note order.
    pub(super) families: Vec<Family>,
    at: Map<LocusId, NodeIx>,
    /// The first node of each document.
    first_nodes: Vec<u32>,
}

/// The children of one parent, or the rooms of one route.
pub(super) struct Family {
    /// Whose.
    pub(super) parent: Parent,
    /// In note order; at least one.
    pub(super) nodes: Vec<NodeIx>,
}

/// What a family hangs under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Parent {
    /// A map's root.
    Root(TopIx),
    /// A branch.
    Branch(NodeIx),
    /// A palace's route, from 0.
    Route(TopIx, u32),
}

impl Parent {
    /// What its family consists of.
    pub(super) fn holds(self) -> Kind {
        match self {
            Parent::Root(_) | Parent::Branch(_) => Kind::Branch,
            Parent::Route(..) => Kind::Room,
        }
    }

    /// How its family is asked.
    pub(super) fn kind(self) -> PromptKind {
        match self {
            Parent::Root(_) | Parent::Branch(_) => PromptKind::Children,
            Parent::Route(..) => PromptKind::Route,
        }
    }
}

impl Shelf {
    /// Derives everything. `ids` is parallel to the nodes; `kept` tells the path that an id had before.
    pub(super) fn new<'a>(
        atlas: Atlas,
        ids: Vec<Option<LocusId>>,
        kept: impl Fn(LocusId) -> Option<&'a str>,
    ) -> Shelf {
        let kept: Vec<Option<&str>> = ids.iter().map(|id| id.and_then(&kept)).collect();
        let names = name(&atlas, &kept);
        Shelf::derive(atlas, ids, names)
    }

    /// The same, where this one stood until now: only what changed is named.
    pub(super) fn follow<'a>(
        &self,
        atlas: Atlas,
        ids: Vec<Option<LocusId>>,
        kept: impl Fn(LocusId) -> Option<&'a str>,
    ) -> Shelf {
        let kept: Vec<Option<&str>> = ids.iter().map(|id| id.and_then(&kept)).collect();
        let before = Named {
            atlas: &self.atlas,
            paths: self.finder.paths_of_nodes().collect(),
        };
        let names = name_after(&before, &atlas, &kept);
        Shelf::derive(atlas, ids, names)
    }

    fn derive(atlas: Atlas, ids: Vec<Option<LocusId>>, names: Names) -> Shelf {
        let finder = Finder::new(&atlas, names);
        let families = families(&atlas);
        let first_nodes = first_nodes(&atlas);
        let at = ids
            .iter()
            .enumerate()
            .filter_map(|(ix, id)| id.map(|id| (id, NodeIx(ix as u32))))
            .collect();
        Shelf {
            atlas,
            finder,
            ids,
            families,
            at,
            first_nodes,
        }
    }

    /// An empty one.
    pub(super) fn empty() -> Shelf {
        Shelf::new(Atlas::default(), Vec::new(), |_| None)
    }

    /// The path of a node.
    pub(super) fn path(&self, node: NodeIx) -> &str {
        self.finder.path(node)
    }

    /// The id of a node, if it has one.
    pub(super) fn id(&self, node: NodeIx) -> Option<LocusId> {
        self.ids[node.0 as usize]
    }

    /// The node that carries an id, if it stands in the notes.
    pub(super) fn node_of(&self, id: LocusId) -> Option<NodeIx> {
        self.at.get(&id).copied()
    }

    /// Gives a node its first id.
    pub(super) fn bind(&mut self, node: NodeIx, id: LocusId) {
        self.ids[node.0 as usize] = Some(id);
        self.at.insert(id, node);
    }

    /// Every node that has an id, in note order.
    pub(super) fn bound(&self) -> impl Iterator<Item = (NodeIx, LocusId)> {
        let ids = (0..).zip(&self.ids);
        ids.filter_map(|(ix, id)| Some((NodeIx(ix), (*id)?)))
    }

    /// Takes an id from the node that carries it, if one does.
    pub(super) fn unbind(&mut self, id: LocusId) {
        if let Some(node) = self.at.remove(&id) {
            let carried = &mut self.ids[node.0 as usize];
            *carried = carried.filter(|other| *other != id);
        }
    }

    /// Where a node stands: its source, and its number among the nodes of that source.
    pub(super) fn stands(&self, node: NodeIx) -> (&str, u32) {
        let document = self.atlas.top(self.atlas.node(node).top).document as usize;
        let source = &self.atlas.documents[document].source;
        (source, node.0 - self.first_nodes[document])
    }

    /// The same, to be stored.
    pub(super) fn place(&self, node: NodeIx) -> Place {
        let (source, ordinal) = self.stands(node);
        Place {
            source: source.to_owned(),
            ordinal,
        }
    }

    /// What the family of a node hangs under.
    pub(super) fn parent(&self, node: NodeIx) -> Parent {
        parent(&self.atlas, self.atlas.node(node))
    }

    /// Branch or room.
    pub(super) fn kind(&self, node: NodeIx) -> Kind {
        self.atlas.top(self.atlas.node(node).top).kind
    }

    /// The label path of a node, owned.
    pub(super) fn label_path(&self, node: NodeIx) -> Vec<String> {
        self.atlas
            .label_path(node)
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    /// Depth below the root, from 1; 1 for a room.
    pub(super) fn depth(&self, node: NodeIx) -> u32 {
        let mut depth = 1;
        let mut parent = self.atlas.node(node).parent;
        while let Some(up) = parent {
            depth += 1;
            parent = self.atlas.node(up).parent;
        }
        depth
    }
}

/// The first node of each document; of one without nodes, that of the next.
pub(super) fn first_nodes(atlas: &Atlas) -> Vec<u32> {
    let mut firsts = vec![atlas.nodes.len() as u32; atlas.documents.len()];
    for top in atlas.tops.iter().rev() {
        firsts[top.document as usize] = top.nodes.start;
    }
    firsts
}

fn parent(atlas: &Atlas, node: &Node) -> Parent {
    match (atlas.top(node.top).kind, node.parent) {
        (Kind::Room, _) => Parent::Route(node.top, node.route),
        (Kind::Branch, Some(up)) => Parent::Branch(up),
        (Kind::Branch, None) => Parent::Root(node.top),
    }
}

fn families(atlas: &Atlas) -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    // Where the family of each branch is, and the one of the root or route that the nodes stand under.
    let mut below: Vec<Option<usize>> = vec![None; atlas.nodes.len()];
    let mut outermost: Option<usize> = None;
    for (ix, node) in atlas.iter() {
        let parent = parent(atlas, node);
        let place = match parent {
            Parent::Branch(up) => &mut below[up.0 as usize],
            Parent::Root(_) | Parent::Route(..) => &mut outermost,
        };
        match place.filter(|at| families[*at].parent == parent) {
            Some(at) => families[at].nodes.push(ix),
            None => {
                *place = Some(families.len());
                families.push(Family {
                    parent,
                    nodes: vec![ix],
                });
            }
        }
    }
    for family in &mut families {
        family.nodes.shrink_to_fit();
    }
    families.shrink_to_fit();
    families
}

//! All things that have a path, and the tables that find them. It compares; it never decides.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::query::Query;
use crate::domain::atlas::{Atlas, NodeIx, Top, TopIx};
use crate::domain::hash::Mixer;
use crate::domain::names::Names;
use crate::domain::slug::slug;

/// Likeness from 0 to 1 below which nothing is suggested.
const CLOSE: f64 = 0.75;

/// Something with a path.
#[derive(Debug)]
pub(super) struct Thing {
    pub(super) path: Arc<str>,
    /// The slug of the point; none for a branch, whose words are all in its path.
    point: Option<Box<str>>,
    pub(super) kin: Kin,
    /// The thing directly above, whose path begins this one's.
    above: Option<u32>,
}

/// What a thing is, and what belongs to it. What hangs below a node follows it in note order, so that a range
/// says all.
#[derive(Debug)]
pub(super) enum Kin {
    /// A map, a palace or a later route, with all of its nodes; its children end before the node `end`.
    Group { nodes: Range<u32>, end: u32 },
    /// A branch or a room; what hangs below it ends before the node `end`.
    Locus { node: NodeIx, end: u32 },
}

impl Kin {
    /// The nodes among which the children are; of a palace, the rooms of its first route.
    fn below(&self) -> Range<u32> {
        match self {
            Kin::Group { nodes, end } => nodes.start..*end,
            Kin::Locus { node, end } => node.0 + 1..*end,
        }
    }
}

impl Thing {
    /// The last segment of the path.
    pub(super) fn last(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or("")
    }

    /// The words of the path and of the point, each with `-` before it. Made when it is asked for: a query by
    /// words is rare, and they would be half of what is known of a thing.
    pub(super) fn words(&self) -> String {
        self.words_from(0)
    }

    /// The words of the last segment and of the point.
    pub(super) fn own_words(&self) -> String {
        self.words_from(self.path.len() - self.last().len())
    }

    fn words_from(&self, start: usize) -> String {
        let mut words = format!("-{}", self.path[start..].replace(['/', '~'], "-"));
        if let Some(point) = &self.point {
            words.push('-');
            words.push_str(point);
        }
        words
    }
}

/// Which things have a name, found by the hash of it: names are not kept twice.
#[derive(Debug, Default)]
struct Places(Vec<(u32, u32)>);

impl Places {
    /// From the names of all things, in their order.
    fn new<'a>(names: impl Iterator<Item = &'a str>) -> Places {
        let mut places: Vec<(u32, u32)> = names.map(hash_of).zip(0..).collect();
        // What has one name stays in the order of the things.
        places.sort_unstable();
        places.shrink_to_fit();
        Places(places)
    }

    /// Things whose name may be this one; the caller compares.
    fn called(&self, name: &str) -> impl Iterator<Item = usize> {
        let hash = hash_of(name);
        let first = self.0.partition_point(|(known, _)| *known < hash);
        let same = self.0[first..]
            .iter()
            .take_while(move |(known, _)| *known == hash);
        same.map(|(_, at)| *at as usize)
    }
}

/// Half a hash: whoever asks compares anyway.
fn hash_of(name: &str) -> u32 {
    let mut hasher = Mixer::default();
    name.hash(&mut hasher);
    hasher.finish() as u32
}

/// The things, in the order: maps and palaces, each with its later routes; then all nodes in note order.
#[derive(Debug, Default)]
pub(super) struct Index {
    things: Vec<Thing>,
    /// Made with the first query.
    by_path: OnceCell<Places>,
    by_last: OnceCell<Places>,
    /// Maps and palaces in a folder, at any depth.
    by_folder: HashMap<String, Vec<Range<u32>>>,
    /// Where each map and palace stands in `things`, its later routes behind it.
    tops: Vec<u32>,
    /// Where the nodes begin in `things`.
    first_node: u32,
    /// Loci by the slugs of their other names.
    by_alias: HashMap<String, Vec<NodeIx>>,
}

impl Index {
    pub(super) fn new(atlas: &Atlas, names: Names) -> Index {
        let mut index = Index::default();
        let paths = names.tops.into_iter().zip(names.routes);
        for (top, (path, routes)) in atlas.tops.iter().zip(paths) {
            for (slash, _) in path.match_indices('/') {
                let folder = index.by_folder.entry(path[..slash].to_owned()).or_default();
                folder.push(top.nodes.clone());
            }
            let ends = route_ends(atlas, top);
            let end = ends.first().copied().unwrap_or(top.nodes.end);
            let nodes = top.nodes.clone();
            let at = index.push(path, "", None, Kin::Group { nodes, end });
            index.tops.push(at);
            for (route, bounds) in routes.into_iter().skip(1).zip(ends.windows(2)) {
                let (nodes, end) = (bounds[0]..bounds[1], bounds[1]);
                index.push(route, "", Some(at), Kin::Group { nodes, end });
            }
        }
        index.first_node = index.things.len() as u32;
        index.things.reserve_exact(atlas.nodes.len());
        let nodes = atlas.iter().zip(names.nodes).zip(node_ends(atlas));
        for (((node, at), path), end) in nodes {
            let above = match at.parent {
                Some(parent) => index.first_node + parent.0,
                None => index.tops[at.top.0 as usize] + at.route,
            };
            let point = at.point.as_deref().unwrap_or("");
            index.push(path, point, Some(above), Kin::Locus { node, end });
        }
        index
    }

    fn push(&mut self, path: Arc<str>, point: &str, above: Option<u32>, kin: Kin) -> u32 {
        let at = self.things.len() as u32;
        self.things.push(Thing {
            path,
            point: (!point.is_empty()).then(|| slug(point).into_boxed_str()),
            kin,
            above,
        });
        at
    }

    pub(super) fn of_node(&self, node: NodeIx) -> &Thing {
        &self.things[(self.first_node + node.0) as usize]
    }

    /// All nodes, in note order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Thing> {
        self.things.iter().skip(self.first_node as usize)
    }

    /// A map or palace, or one of its routes; the first is the palace's own.
    pub(super) fn of_route(&self, top: TopIx, route: u32) -> &Thing {
        &self.things[(self.tops[top.0 as usize] + route) as usize]
    }

    /// What hangs directly below a thing, in note order; of a palace, the rooms of its first route.
    pub(super) fn children(&self, thing: &Thing) -> Vec<NodeIx> {
        let below = thing.kin.below();
        let mut children = Vec::new();
        let mut next = below.start;
        while next < below.end {
            let child = NodeIx(next);
            children.push(child);
            // Whatever happens, it goes on.
            next = self.of_node(child).kin.below().end.max(next + 1);
        }
        children
    }

    /// The branch directly above a thing.
    pub(super) fn locus_above(&self, thing: &Thing) -> Option<NodeIx> {
        match self.things[thing.above? as usize].kin {
            Kin::Locus { node, .. } => Some(node),
            Kin::Group { .. } => None,
        }
    }

    /// The thing with just that path.
    pub(super) fn at(&self, path: &str) -> Option<&Thing> {
        let paths = || self.things.iter().map(|thing| &*thing.path);
        let by_path = self.by_path.get_or_init(|| Places::new(paths()));
        let mut places = by_path.called(path).map(|at| &self.things[at]);
        places.find(|thing| &*thing.path == path)
    }

    /// The thing with the query's path.
    pub(super) fn exact(&self, query: &Query) -> Vec<&Thing> {
        self.at(&query.path).into_iter().collect()
    }

    /// The things whose path ends with the query's segments.
    pub(super) fn ending(&self, query: &Query) -> Vec<&Thing> {
        let called = self.called(query.last()).into_iter();
        called.filter(|thing| query.ends(thing)).collect()
    }

    pub(super) fn know_aliases<'a>(
        &mut self,
        aliases: impl IntoIterator<Item = (NodeIx, &'a [String])>,
    ) {
        self.by_alias.clear();
        for (node, names) in aliases {
            for name in names {
                self.by_alias.entry(slug(name)).or_default().push(node);
            }
        }
    }

    /// The loci of which the whole query is another name.
    pub(super) fn aliases(&self, query: &Query) -> &[NodeIx] {
        self.by_alias
            .get(query.as_label())
            .map_or(&[], Vec::as_slice)
    }

    /// The same, as things.
    pub(super) fn aliased(&self, query: &Query) -> Vec<&Thing> {
        let nodes = self.aliases(query).iter();
        nodes.map(|node| self.of_node(*node)).collect()
    }

    /// The things whose label the whole query is, slashes and all.
    pub(super) fn labelled(&self, query: &Query) -> Vec<&Thing> {
        query
            .label()
            .map(|label| self.called(label))
            .unwrap_or_default()
    }

    /// The things that all words fit. What lies below a thing that fits shares its path, so it does not
    /// count beside it.
    pub(super) fn fitting(&self, query: &Query) -> Vec<&Thing> {
        let fits: Vec<bool> = self.things.iter().map(|thing| query.fits(thing)).collect();
        self.things
            .iter()
            .zip(&fits)
            .filter(|(thing, fit)| **fit && !thing.above.is_some_and(|above| fits[above as usize]))
            .map(|(thing, _)| thing)
            .collect()
    }

    /// All loci of the maps and palaces below a folder, in note order.
    pub(super) fn in_folder(&self, query: &Query) -> Vec<NodeIx> {
        let tops = self.by_folder.get(&query.path).into_iter().flatten();
        tops.flat_map(|nodes| nodes.clone().map(NodeIx)).collect()
    }

    /// Paths that come close, best first.
    pub(super) fn close(&self, query: &Query, most: usize) -> Vec<String> {
        let likeness = |thing: &Thing| {
            // A path that has most of the words comes behind a name that is nearly the same.
            let words = query.share(thing) * 0.9;
            strsim::jaro_winkler(query.last(), thing.last()).max(words)
        };
        let mut close: Vec<(f64, &str)> = self
            .things
            .iter()
            .map(|thing| (likeness(thing), &*thing.path))
            .filter(|(likeness, _)| *likeness >= CLOSE)
            .collect();
        close.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        close.truncate(most);
        close.into_iter().map(|(_, path)| path.to_owned()).collect()
    }

    fn called(&self, last: &str) -> Vec<&Thing> {
        let names = || self.things.iter().map(Thing::last);
        let by_last = self.by_last.get_or_init(|| Places::new(names()));
        let places = by_last.called(last).map(|at| &self.things[at]);
        places.filter(|thing| thing.last() == last).collect()
    }
}

/// Where the nodes of each route of a palace end; of a map, nothing.
fn route_ends(atlas: &Atlas, top: &Top) -> Vec<u32> {
    let nodes = &atlas.nodes[top.nodes.start as usize..top.nodes.end as usize];
    (0..top.routes.len() as u32)
        .map(|route| top.nodes.start + nodes.partition_point(|node| node.route <= route) as u32)
        .collect()
}

/// Where that which hangs below each node ends.
fn node_ends(atlas: &Atlas) -> Vec<u32> {
    let mut ends: Vec<u32> = (1..=atlas.nodes.len() as u32).collect();
    for (at, node) in atlas.nodes.iter().enumerate().rev() {
        if let Some(parent) = node.parent {
            let end = ends[at];
            let up = &mut ends[parent.0 as usize];
            *up = end.max(*up);
        }
    }
    ends
}

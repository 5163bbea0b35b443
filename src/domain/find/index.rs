//! All things that have a path, and the tables that find them. It compares; it never decides.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::query::Query;
use crate::domain::atlas::{Atlas, NodeIx};
use crate::domain::names::Names;
use crate::domain::slug::slug;

/// Likeness from 0 to 1 below which nothing is suggested.
const CLOSE: f64 = 0.75;

/// Something with a path.
#[derive(Debug)]
pub(super) struct Thing {
    pub(super) path: String,
    /// The slug of the point; none for a branch, whose words are all in its path.
    point: Option<Box<str>>,
    pub(super) kin: Kin,
    /// The thing directly above, whose path begins this one's.
    above: Option<u32>,
}

/// What a thing is, and what belongs to it.
#[derive(Debug)]
pub(super) enum Kin {
    /// A map, a palace or a later route, with all of its nodes.
    Group {
        nodes: Range<u32>,
        children: Vec<NodeIx>,
    },
    /// A branch or a room; what hangs below it ends before the node `end`.
    Locus {
        node: NodeIx,
        end: u32,
        children: Vec<NodeIx>,
    },
}

impl Kin {
    /// In note order; of a palace, the rooms of its first route.
    pub(super) fn children(&self) -> &[NodeIx] {
        match self {
            Kin::Group { children, .. } | Kin::Locus { children, .. } => children,
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
struct Places(Vec<(u64, u32)>);

impl Places {
    /// From the names of all things, in their order.
    fn new<'a>(names: impl Iterator<Item = &'a str>) -> Places {
        let mut places: Vec<(u64, u32)> = names.map(hash_of).zip(0..).collect();
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

fn hash_of(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// The things, in the order: maps and palaces, each with its later routes; then all nodes in note order.
#[derive(Debug, Default)]
pub(super) struct Index {
    things: Vec<Thing>,
    by_path: Places,
    by_last: Places,
    /// Maps and palaces in a folder, at any depth.
    by_folder: HashMap<String, Vec<Range<u32>>>,
    /// Where the nodes begin in `things`.
    first_node: usize,
    /// Loci by the slugs of their other names.
    by_alias: HashMap<String, Vec<NodeIx>>,
}

impl Index {
    pub(super) fn new(atlas: &Atlas, names: &Names) -> Index {
        let mut index = Index::default();
        let mut kin = Families::new(atlas);
        let mut tops: Vec<usize> = Vec::with_capacity(atlas.tops.len());
        for (t, top) in atlas.tops.iter().enumerate() {
            let path = &names.tops[t];
            let at = index.push(path, "", None, kin.group(top.nodes.clone(), t, 0));
            tops.push(at);
            for (route, path) in names.routes[t].iter().enumerate().skip(1) {
                let group = kin.route(t, route);
                index.push(path, "", Some(at), group);
            }
            for (slash, _) in path.match_indices('/') {
                let folder = index.by_folder.entry(path[..slash].to_owned()).or_default();
                folder.push(top.nodes.clone());
            }
        }
        index.first_node = index.things.len();
        for (ix, node) in atlas.iter() {
            let above = match node.parent {
                Some(parent) => index.first_node + parent.0 as usize,
                None => tops[node.top.0 as usize] + node.route as usize,
            };
            let point = node.point.as_deref().unwrap_or("");
            let locus = kin.locus(ix);
            index.push(&names.nodes[ix.0 as usize], point, Some(above), locus);
        }
        index.things.shrink_to_fit();
        index.by_path = Places::new(index.things.iter().map(|thing| thing.path.as_str()));
        index.by_last = Places::new(index.things.iter().map(Thing::last));
        index
    }

    fn push(&mut self, path: &str, point: &str, above: Option<usize>, kin: Kin) -> usize {
        let at = self.things.len();
        self.things.push(Thing {
            path: path.to_owned(),
            point: (!point.is_empty()).then(|| slug(point).into_boxed_str()),
            kin,
            above: above.and_then(|above| u32::try_from(above).ok()),
        });
        at
    }

    pub(super) fn of_node(&self, node: NodeIx) -> &Thing {
        &self.things[self.first_node + node.0 as usize]
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
        let mut places = self.by_path.called(path).map(|at| &self.things[at]);
        places.find(|thing| thing.path == path)
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
            .map(|thing| (likeness(thing), thing.path.as_str()))
            .filter(|(likeness, _)| *likeness >= CLOSE)
            .collect();
        close.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        close.truncate(most);
        close.into_iter().map(|(_, path)| path.to_owned()).collect()
    }

    fn called(&self, last: &str) -> Vec<&Thing> {
        let places = self.by_last.called(last).map(|at| &self.things[at]);
        places.filter(|thing| thing.last() == last).collect()
    }
}

/// Who is whose child, gathered in one pass.
struct Families {
    /// Below each node.
    below: Vec<Vec<NodeIx>>,
    /// Where that which hangs below each node ends.
    ends: Vec<u32>,
    /// Of each map, palace (first route) and later route, by top and route.
    first: HashMap<(usize, usize), Vec<NodeIx>>,
}

impl Families {
    fn new(atlas: &Atlas) -> Families {
        let mut families = Families {
            below: vec![Vec::new(); atlas.nodes.len()],
            ends: (1..=atlas.nodes.len() as u32).collect(),
            first: HashMap::new(),
        };
        for (ix, node) in atlas.iter() {
            match node.parent {
                Some(parent) => families.below[parent.0 as usize].push(ix),
                None => {
                    let holder = (node.top.0 as usize, node.route as usize);
                    families.first.entry(holder).or_default().push(ix);
                }
            }
        }
        for (at, node) in atlas.nodes.iter().enumerate().rev() {
            if let Some(parent) = node.parent {
                let end = families.ends[at];
                let up = &mut families.ends[parent.0 as usize];
                *up = end.max(*up);
            }
        }
        families
    }

    fn group(&mut self, nodes: Range<u32>, top: usize, route: usize) -> Kin {
        let children = self.first.remove(&(top, route)).unwrap_or_default();
        Kin::Group { nodes, children }
    }

    fn route(&mut self, top: usize, route: usize) -> Kin {
        let children = self.first.remove(&(top, route)).unwrap_or_default();
        let first = children.first().map_or(0, |node| node.0);
        Kin::Group {
            nodes: first..first + children.len() as u32,
            children,
        }
    }

    fn locus(&mut self, node: NodeIx) -> Kin {
        let at = node.0 as usize;
        Kin::Locus {
            node,
            end: self.ends[at],
            children: std::mem::take(&mut self.below[at]),
        }
    }
}

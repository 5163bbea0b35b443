//! Finding what a user typed: an exact path, a unique suffix, or words that fit only one thing.
//!
//! Anything looser only suggests; nothing here ever picks one of several.

use std::collections::{BTreeSet, HashMap};

use super::atlas::{Atlas, NodeIx};
use super::names::Names;
use super::slug::slug;

mod words;

/// Candidates that an ambiguous name tells at most.
const CANDIDATES: usize = 20;
/// Suggestions that an unknown name tells at most.
const SUGGESTIONS: usize = 8;

/// Finds loci and scopes by what a user typed. Made once per atlas; holds indices only.
#[derive(Debug, Default)]
pub struct Finder {
    things: Vec<Thing>,
    by_path: HashMap<String, usize>,
    /// Things by their last segment, for suffixes.
    by_last: HashMap<String, Vec<usize>>,
    /// For each node, its thing.
    of_node: Vec<usize>,
}

/// Something with a path.
#[derive(Debug)]
struct Thing {
    path: String,
    /// Words of the path, the label and the point, in lower case.
    words: Vec<String>,
    kind: ThingKind,
    /// All loci that the bare path means, as a range of nodes.
    nodes: std::ops::Range<u32>,
    /// The children, in note order.
    children: Vec<NodeIx>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ThingKind {
    /// A map, a palace or a later route.
    Group,
    /// A branch or a room; `nodes` holds it and all that hangs below it.
    Locus,
}

/// What a query names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The canonical form, which finds the same again.
    pub path: String,
    /// One locus or several.
    pub what: ScopeKind,
    /// The loci, in note order; at least one.
    pub nodes: Vec<NodeIx>,
}

/// Whether a scope is one named locus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// One locus, by its own name.
    Locus,
    /// The loci of a map, palace, route, parent or stretch.
    Group,
}

/// A name that names nothing, or too much.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// Nothing is called so.
    #[error("nothing is called \"{query}\": loci ls lists what there is")]
    Unknown {
        /// What was typed.
        query: String,
        /// Paths that come close, best first.
        suggestions: Vec<String>,
    },
    /// Several things are called so.
    #[error("\"{query}\" may mean {total} things: type more of the path")]
    Ambiguous {
        /// What was typed.
        query: String,
        /// Their paths, in note order, at most 20.
        candidates: Vec<String>,
        /// How many there are.
        total: usize,
    },
    /// It names a group where one locus is needed.
    #[error("\"{query}\" is {count} loci: name one of them")]
    NotOne {
        /// What was typed.
        query: String,
        /// Paths of the loci, in note order, at most 20.
        candidates: Vec<String>,
        /// How many there are.
        count: usize,
    },
}

/// What stands behind the path of a query.
enum Suffix<'a> {
    /// Nothing: the thing itself.
    None,
    /// `/`: its children.
    Children,
    /// `/**`: all below.
    Below,
    /// `/A..B`: its children from A to B.
    Stretch(&'a str, &'a str),
}

impl Finder {
    /// Indexes an atlas.
    pub fn new(atlas: &Atlas, names: &Names) -> Finder {
        let mut finder = Finder {
            of_node: vec![0; atlas.nodes.len()],
            ..Finder::default()
        };
        for (t, top) in atlas.tops.iter().enumerate() {
            finder.push(Thing {
                path: names.tops[t].clone(),
                words: words::of([names.tops[t].as_str(), &top.name]),
                kind: ThingKind::Group,
                nodes: top.nodes.clone(),
                children: children_of_top(atlas, top.nodes.clone(), 0),
            });
            for (route, path) in names.routes[t].iter().enumerate().skip(1) {
                let children = children_of_top(atlas, top.nodes.clone(), route as u32);
                let first = children.first().map_or(top.nodes.end, |node| node.0);
                finder.push(Thing {
                    path: path.clone(),
                    words: words::of([path.as_str(), &top.routes[route]]),
                    kind: ThingKind::Group,
                    nodes: first..first + children.len() as u32,
                    children,
                });
            }
        }
        finder.push_nodes(atlas, names);
        finder
    }

    /// The loci that a query means.
    pub fn scope(&self, query: &str) -> Result<Scope, NotFound> {
        let query = query.trim();
        let (path, suffix) = split(query);
        let thing = match self.thing(path) {
            Ok(thing) => thing,
            Err(error) => return self.folder(path, &suffix).ok_or(error),
        };
        let all = || thing.nodes.clone().map(NodeIx).collect::<Vec<_>>();
        let (path, what, nodes) = match (suffix, thing.kind) {
            (Suffix::None, ThingKind::Locus) => (
                thing.path.clone(),
                ScopeKind::Locus,
                vec![NodeIx(thing.nodes.start)],
            ),
            (Suffix::None, ThingKind::Group) => (thing.path.clone(), ScopeKind::Group, all()),
            (Suffix::Children, _) => (
                format!("{}/", thing.path),
                ScopeKind::Group,
                thing.children.clone(),
            ),
            (Suffix::Below, kind) => {
                let below = match kind {
                    ThingKind::Group => all(),
                    ThingKind::Locus => all().split_off(1),
                };
                (format!("{}/**", thing.path), ScopeKind::Group, below)
            }
            (Suffix::Stretch(from, to), _) => self.stretch(thing, from, to, query)?,
        };
        if nodes.is_empty() {
            return Err(NotFound::Unknown {
                query: query.to_owned(),
                suggestions: vec![thing.path.clone()],
            });
        }
        Ok(Scope { path, what, nodes })
    }

    /// The one locus that a query means.
    pub fn locus(&self, query: &str) -> Result<NodeIx, NotFound> {
        let scope = self.scope(query)?;
        match (scope.what, scope.nodes.as_slice()) {
            (ScopeKind::Locus, [node]) => Ok(*node),
            (ScopeKind::Locus | ScopeKind::Group, nodes) => Err(NotFound::NotOne {
                query: query.to_owned(),
                count: nodes.len(),
                candidates: nodes
                    .iter()
                    .take(CANDIDATES)
                    .map(|node| self.path(*node).to_owned())
                    .collect(),
            }),
        }
    }

    /// The one locus inside a scope that a name means, as in `--missed NAME`.
    pub fn within(&self, scope: &[NodeIx], name: &str) -> Result<NodeIx, NotFound> {
        let wanted = slugged(name);
        let last = |node: &NodeIx| self.path(*node).rsplit('/').next() == Some(wanted.as_str());
        let suffix = |node: &NodeIx| ends_with(self.path(*node), &wanted);
        let words = words::of([name]);
        let fits =
            |node: &NodeIx| words::fit(&words, &self.things[self.of_node[node.0 as usize]].words);
        let stages: [&dyn Fn(&NodeIx) -> bool; 3] = [&last, &suffix, &fits];
        for stage in stages {
            let hits: Vec<NodeIx> = scope.iter().copied().filter(|node| stage(node)).collect();
            match hits.as_slice() {
                [] => {}
                [one] => return Ok(*one),
                many => return Err(self.ambiguous(name, many.iter().map(|node| self.path(*node)))),
            }
        }
        Err(NotFound::Unknown {
            query: name.to_owned(),
            suggestions: scope
                .iter()
                .take(SUGGESTIONS)
                .map(|node| self.path(*node).to_owned())
                .collect(),
        })
    }

    fn push_nodes(&mut self, atlas: &Atlas, names: &Names) {
        let mut children: Vec<Vec<NodeIx>> = vec![Vec::new(); atlas.nodes.len()];
        let mut ends: Vec<u32> = (0..atlas.nodes.len() as u32).map(|ix| ix + 1).collect();
        for (ix, node) in atlas.iter().collect::<Vec<_>>().into_iter().rev() {
            if let Some(up) = node.parent {
                children[up.0 as usize].push(ix);
                ends[up.0 as usize] = ends[up.0 as usize].max(ends[ix.0 as usize]);
            }
        }
        for (ix, node) in atlas.iter() {
            let at = ix.0 as usize;
            children[at].reverse();
            let path = names.nodes[at].clone();
            let point = node.point.as_deref().unwrap_or("");
            let words = words::of([path.as_str(), &node.label, point]);
            self.of_node[at] = self.things.len();
            self.push(Thing {
                path,
                words,
                kind: ThingKind::Locus,
                nodes: ix.0..ends[at],
                children: std::mem::take(&mut children[at]),
            });
        }
    }

    fn push(&mut self, thing: Thing) {
        let at = self.things.len();
        let last = thing.path.rsplit('/').next().unwrap_or("").to_owned();
        self.by_last.entry(last).or_default().push(at);
        self.by_path.insert(thing.path.clone(), at);
        self.things.push(thing);
    }

    fn path(&self, node: NodeIx) -> &str {
        &self.things[self.of_node[node.0 as usize]].path
    }

    /// Exact path, else unique suffix, else unique words.
    fn thing(&self, query: &str) -> Result<&Thing, NotFound> {
        // What programs send is exact as it stands.
        if let Some(at) = self.by_path.get(query) {
            return Ok(&self.things[*at]);
        }
        let wanted = slugged(query);
        if let Some(at) = self.by_path.get(&wanted) {
            return Ok(&self.things[*at]);
        }
        let last = wanted.rsplit('/').next().unwrap_or("");
        let ending: Vec<usize> = self
            .by_last
            .get(last)
            .into_iter()
            .flatten()
            .copied()
            .filter(|at| ends_with(&self.things[*at].path, &wanted))
            .collect();
        match ending.as_slice() {
            [one] => return Ok(&self.things[*one]),
            [] => {}
            many => {
                return Err(
                    self.ambiguous(query, many.iter().map(|at| self.things[*at].path.as_str()))
                );
            }
        }
        let fitting = self.by_words(query);
        match fitting.as_slice() {
            [one] => Ok(&self.things[*one]),
            [] => Err(NotFound::Unknown {
                query: query.to_owned(),
                suggestions: self.suggest(query),
            }),
            many => {
                Err(self.ambiguous(query, many.iter().map(|at| self.things[*at].path.as_str())))
            }
        }
    }

    /// The things that all words fit. What lies below a thing that fits shares its path, so it does not
    /// count beside it.
    fn by_words(&self, query: &str) -> Vec<usize> {
        let words = words::of([query]);
        if words.is_empty() {
            return Vec::new();
        }
        let fitting: Vec<usize> = (0..self.things.len())
            .filter(|at| words::fit(&words, &self.things[*at].words))
            .collect();
        let paths: BTreeSet<&str> = fitting
            .iter()
            .map(|at| self.things[*at].path.as_str())
            .collect();
        let covered = |path: &str| {
            path.rmatch_indices('/')
                .any(|(slash, _)| paths.contains(&path[..slash]))
        };
        fitting
            .iter()
            .copied()
            .filter(|at| !covered(&self.things[*at].path))
            .collect()
    }

    fn suggest(&self, query: &str) -> Vec<String> {
        let wanted = slugged(query);
        let mut scored: Vec<(f64, &str)> = self
            .things
            .iter()
            .filter_map(|thing| {
                let last = thing.path.rsplit('/').next().unwrap_or("");
                let near = strsim::jaro_winkler(&wanted, last)
                    .max(strsim::jaro_winkler(&wanted, &thing.path));
                (near >= 0.75).then_some((near, thing.path.as_str()))
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        scored
            .into_iter()
            .take(SUGGESTIONS)
            .map(|(_, path)| path.to_owned())
            .collect()
    }

    fn ambiguous<'a>(
        &self,
        query: &str,
        paths: impl ExactSizeIterator<Item = &'a str>,
    ) -> NotFound {
        NotFound::Ambiguous {
            query: query.to_owned(),
            total: paths.len(),
            candidates: paths.take(CANDIDATES).map(str::to_owned).collect(),
        }
    }

    fn stretch(
        &self,
        thing: &Thing,
        from: &str,
        to: &str,
        query: &str,
    ) -> Result<(String, ScopeKind, Vec<NodeIx>), NotFound> {
        let unknown = || NotFound::Unknown {
            query: query.to_owned(),
            suggestions: vec![format!("{}/", thing.path)],
        };
        let place = |name: &str| {
            let wanted = format!("{}/{}", thing.path, slug_segment(name));
            thing
                .children
                .iter()
                .position(|node| self.path(*node) == wanted)
        };
        let (Some(first), Some(last)) = (place(from), place(to)) else {
            return Err(unknown());
        };
        if first > last {
            return Err(unknown());
        }
        let path = format!(
            "{}/{}..{}",
            thing.path,
            slug_segment(from),
            slug_segment(to)
        );
        Ok((
            path,
            ScopeKind::Group,
            thing.children[first..=last].to_vec(),
        ))
    }

    /// All loci below a folder of the notes, for `FOLDER/**`.
    fn folder(&self, path: &str, suffix: &Suffix<'_>) -> Option<Scope> {
        let Suffix::Below = suffix else { return None };
        let prefix = format!("{}/", slugged(path));
        let nodes: Vec<NodeIx> = (0..self.of_node.len() as u32)
            .map(NodeIx)
            .filter(|node| self.path(*node).starts_with(&prefix))
            .collect();
        (!nodes.is_empty()).then(|| Scope {
            path: format!("{prefix}**"),
            what: ScopeKind::Group,
            nodes,
        })
    }
}

fn children_of_top(atlas: &Atlas, nodes: std::ops::Range<u32>, route: u32) -> Vec<NodeIx> {
    nodes
        .map(NodeIx)
        .filter(|ix| {
            let node = atlas.node(*ix);
            node.parent.is_none() && node.route == route
        })
        .collect()
}

/// Parts a query into its path and what stands behind it.
fn split(query: &str) -> (&str, Suffix<'_>) {
    if let Some(path) = query.strip_suffix("/**") {
        return (path, Suffix::Below);
    }
    if let Some(path) = query.strip_suffix('/') {
        return (path, Suffix::Children);
    }
    if let Some((path, last)) = query.rsplit_once('/')
        && let Some((from, to)) = last.split_once("..")
        && !from.is_empty()
        && !to.is_empty()
    {
        return (path, Suffix::Stretch(from, to));
    }
    (query, Suffix::None)
}

/// Slugs every segment of a path; `~2` at the end of one is part of its name.
fn slugged(path: &str) -> String {
    path.split('/')
        .map(slug_segment)
        .collect::<Vec<_>>()
        .join("/")
}

fn slug_segment(segment: &str) -> String {
    match segment.rsplit_once('~') {
        Some((name, n)) if n.parse::<u32>().is_ok() => format!("{}~{n}", slug(name)),
        Some(_) | None => slug(segment),
    }
}

/// Whether a path ends with these segments.
fn ends_with(path: &str, segments: &str) -> bool {
    path.strip_suffix(segments)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

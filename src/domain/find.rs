//! Finding what a user typed: an exact path, a unique suffix, or words that fit only one thing.
//!
//! Anything looser only suggests; nothing here ever picks one of several.

use std::collections::HashSet;
use std::sync::Arc;

use super::atlas::{Atlas, NodeIx, TopIx};
use super::names::Names;

mod index;
mod query;

use index::{Index, Kin, Thing};
use query::{Behind, Query};

/// Candidates that an ambiguous name tells at most.
const CANDIDATES: usize = 20;
/// Suggestions that an unknown name tells at most.
const SUGGESTIONS: usize = 8;

/// Finds loci and scopes by what a user typed, and knows every path. Made once per atlas.
#[derive(Debug, Default)]
pub struct Finder {
    index: Index,
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
        /// Paths that come close, best first, at most 8.
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
    #[error("\"{query}\" is a group, not one locus: name one of the {count} in it")]
    NotOne {
        /// What was typed.
        query: String,
        /// Paths of the loci, in note order, at most 20.
        candidates: Vec<String>,
        /// How many there are.
        count: usize,
    },
}

impl Finder {
    /// Indexes an atlas. `names` are its own, and kept here.
    pub fn new(atlas: &Atlas, names: Names) -> Finder {
        Finder {
            index: Index::new(atlas, names),
        }
    }

    /// The path of a node. Panics on an index of another atlas, as slices do.
    pub fn path(&self, node: NodeIx) -> &str {
        &self.index.of_node(node).path
    }

    /// The paths of all nodes, in note order.
    pub fn paths_of_nodes(&self) -> impl Iterator<Item = &Arc<str>> {
        self.index.nodes().map(|thing| &thing.path)
    }

    /// The path of a map or palace, or of one of its routes: the first (0) is the palace's own.
    pub fn route_path(&self, top: TopIx, route: u32) -> &str {
        &self.index.of_route(top, route).path
    }

    /// Takes in the other names of loci; those of before are forgotten.
    pub fn know_aliases<'a>(&mut self, aliases: impl IntoIterator<Item = (NodeIx, &'a [String])>) {
        self.index.know_aliases(aliases);
    }

    /// The loci that a query means.
    ///
    /// `PATH` is one locus, or all of a map, palace or route; `PATH/` its children; `PATH/**` all below it,
    /// or below a folder of that name; `PATH/A..B` its children from A to B.
    pub fn scope(&self, query: &str) -> Result<Scope, NotFound> {
        let query = query.trim();
        let (path, behind) = query::split(query);
        if query::is_half_a_stretch(query) {
            // `parent/a..` must not quietly mean `parent/a`.
            return Err(NotFound::Unknown {
                query: query.to_owned(),
                suggestions: Vec::new(),
            });
        }
        let scope = match behind {
            Behind::Nothing => self.thing(path).map(Thing::bare),
            Behind::Children => self.thing(path).map(|thing| self.children(thing)),
            Behind::Below => self.below(path),
            Behind::Stretch(from, to) => self.stretch(query, path, from, to),
        }?;
        if scope.nodes.is_empty() {
            return Err(NotFound::Unknown {
                query: query.to_owned(),
                suggestions: vec![scope.path.trim_end_matches(['/', '*']).to_owned()],
            });
        }
        Ok(scope)
    }

    /// The loci of a scope that is written exactly as it is told, with the very paths; nothing looser is looked
    /// for. `None` if there is nothing, or nothing in it.
    pub fn told(&self, query: &str) -> Option<Scope> {
        let scope = match self.index.at(query) {
            Some(thing) => thing.bare(),
            None => {
                let (path, behind) = query::split(query);
                let thing = self.index.at(path)?;
                match behind {
                    Behind::Nothing => thing.bare(),
                    Behind::Children => self.children(thing),
                    Behind::Below => thing.below(),
                    Behind::Stretch(from, to) => {
                        let stretch = self.stretch(query, path, from, to).ok()?;
                        (stretch.what == ScopeKind::Group).then_some(stretch)?
                    }
                }
            }
        };
        (!scope.nodes.is_empty()).then_some(scope)
    }

    /// The one locus that a query means.
    pub fn locus(&self, query: &str) -> Result<NodeIx, NotFound> {
        let scope = self.scope(query)?;
        match (scope.what, scope.nodes.as_slice()) {
            (ScopeKind::Locus, [node]) => Ok(*node),
            (ScopeKind::Locus | ScopeKind::Group, nodes) => Err(NotFound::NotOne {
                query: query.trim().to_owned(),
                count: nodes.len(),
                candidates: self.paths(nodes.iter().take(CANDIDATES)),
            }),
        }
    }

    /// The one locus inside a scope that a name means, as in `--missed NAME`: by the end of its path, by
    /// another name, by its label, by words of its own label and point, by words of its whole path; the first of these that
    /// anything fits decides.
    pub fn within(&self, scope: &[NodeIx], name: &str) -> Result<NodeIx, NotFound> {
        let query = Query::new(name.trim());
        let inside: HashSet<NodeIx> = scope.iter().copied().collect();
        let thing = |node: &NodeIx| self.index.of_node(*node);
        let fits_all = |node: &NodeIx| query.fits(thing(node));
        let called: HashSet<NodeIx> = self.index.aliases(&query).iter().copied().collect();
        let stages: [&dyn Fn(&NodeIx) -> bool; 5] = [
            &|node| query.ends(thing(node)),
            &|node| called.contains(node),
            &|node| query.is_label_of(thing(node)),
            &|node| query.fits_own(thing(node)),
            &|node| {
                // What lies below something that fits shares its path; it does not count beside it.
                let above = self.index.locus_above(thing(node));
                fits_all(node) && !above.is_some_and(|up| inside.contains(&up) && fits_all(&up))
            },
        ];
        for fits in stages {
            let hits: Vec<&NodeIx> = scope.iter().filter(|node| fits(node)).collect();
            match hits.as_slice() {
                [] => {}
                [one] => return Ok(**one),
                many => {
                    return Err(NotFound::Ambiguous {
                        query: name.to_owned(),
                        total: many.len(),
                        candidates: self.paths(many.iter().copied().take(CANDIDATES)),
                    });
                }
            }
        }
        Err(NotFound::Unknown {
            query: name.to_owned(),
            suggestions: self.paths(scope.iter().take(SUGGESTIONS)),
        })
    }

    fn paths<'a>(&self, nodes: impl Iterator<Item = &'a NodeIx>) -> Vec<String> {
        nodes.map(|node| self.path(*node).to_owned()).collect()
    }

    /// Exact path, else unique suffix, else another name, else unique words.
    fn thing(&self, typed: &str) -> Result<&Thing, NotFound> {
        // What programs send is exact as it stands.
        if let Some(thing) = self.index.at(typed) {
            return Ok(thing);
        }
        let query = Query::new(typed);
        let stages = [
            Index::exact,
            Index::ending,
            Index::aliased,
            Index::labelled,
            Index::fitting,
        ];
        for stage in stages {
            match stage(&self.index, &query).as_slice() {
                [] => {}
                [one] => return Ok(*one),
                many => {
                    return Err(NotFound::Ambiguous {
                        query: typed.to_owned(),
                        total: many.len(),
                        candidates: many
                            .iter()
                            .take(CANDIDATES)
                            .map(|thing| thing.path.to_string())
                            .collect(),
                    });
                }
            }
        }
        Err(NotFound::Unknown {
            query: typed.to_owned(),
            suggestions: self.index.close(&query, SUGGESTIONS),
        })
    }

    /// All below a thing, a folder, or both where they share the path.
    fn below(&self, typed: &str) -> Result<Scope, NotFound> {
        let query = Query::new(typed);
        let mut nodes: Vec<NodeIx> = self.index.in_folder(&query);
        if nodes.is_empty() {
            return self.thing(typed).map(Thing::below);
        }
        for thing in self.index.exact(&query) {
            nodes.extend(thing.below().nodes);
        }
        nodes.sort_unstable();
        nodes.dedup();
        Ok(Scope {
            path: format!("{}/**", query.path),
            what: ScopeKind::Group,
            nodes,
        })
    }

    fn stretch(&self, query: &str, path: &str, from: &str, to: &str) -> Result<Scope, NotFound> {
        let holder = match self.thing(path) {
            Ok(thing) => thing,
            Err(error) => return self.dotted(query).ok_or(error),
        };
        let (from, to) = (query::slug_segment(from), query::slug_segment(to));
        let children = self.index.children(holder);
        let place = |segment: &str| {
            let wanted = format!("{}/{segment}", holder.path);
            children.iter().position(|node| self.path(*node) == wanted)
        };
        let unknown = |suggestion: String| NotFound::Unknown {
            query: query.to_owned(),
            suggestions: vec![suggestion],
        };
        match (place(&from), place(&to)) {
            (Some(first), Some(last)) if first <= last => Ok(Scope {
                path: format!("{}/{from}..{to}", holder.path),
                what: ScopeKind::Group,
                nodes: children[first..=last].to_vec(),
            }),
            (Some(_), Some(_)) => Err(unknown(format!("{}/{to}..{from}", holder.path))),
            (None, _) | (_, None) => self
                .dotted(query)
                .ok_or_else(|| unknown(format!("{}/", holder.path))),
        }
    }

    /// What `PATH/` means.
    fn children(&self, thing: &Thing) -> Scope {
        Scope {
            path: format!("{}/", thing.path),
            what: ScopeKind::Group,
            nodes: self.index.children(thing),
        }
    }

    /// A label that has two dots in it is no stretch.
    fn dotted(&self, typed: &str) -> Option<Scope> {
        let query = Query::new(typed);
        [self.index.exact(&query), self.index.ending(&query)]
            .iter()
            .find_map(|hits| match hits.as_slice() {
                [one] => Some(one.bare()),
                _ => None,
            })
    }
}

impl Thing {
    /// What the bare path means.
    fn bare(&self) -> Scope {
        let (what, nodes) = match &self.kin {
            Kin::Group { .. } => (ScopeKind::Group, self.all()),
            Kin::Locus { node, .. } => (ScopeKind::Locus, vec![*node]),
        };
        Scope {
            path: self.path.to_string(),
            what,
            nodes,
        }
    }

    /// What `PATH/**` means.
    fn below(&self) -> Scope {
        Scope {
            path: format!("{}/**", self.path),
            what: ScopeKind::Group,
            nodes: self.all(),
        }
    }

    /// All loci below; of a group, all of its loci.
    fn all(&self) -> Vec<NodeIx> {
        match &self.kin {
            Kin::Group { nodes, .. } => nodes.clone().map(NodeIx).collect(),
            Kin::Locus { node, end } => (node.0 + 1..*end).map(NodeIx).collect(),
        }
    }
}

#[cfg(test)]
mod tests;

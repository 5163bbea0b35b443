//! The atlas as a tree: folders, maps, palaces, later routes and loci, each before what it holds. It draws
//! nothing and knows no schedule.

use std::collections::HashMap;

use super::atlas::{Atlas, NodeIx, TopIx};
use super::find::{Finder, Scope, ScopeKind};
use super::locus::Kind;

/// One line of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twig<'a> {
    /// What it is.
    pub part: Part<'a>,
    /// Its path, as scopes name it; a folder's needs `/**` behind it.
    pub path: &'a str,
    /// How deep it stands in this tree, from 0.
    pub level: u32,
}

/// What can stand in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// A folder of notes, by its name.
    Folder(&'a str),
    /// A map.
    Map(TopIx),
    /// A palace; the rooms of its first route stand directly below it.
    Palace(TopIx),
    /// A later route of a palace.
    Route(TopIx, u32),
    /// A locus of the scope.
    Locus(NodeIx),
    /// A branch outside the scope that leads to it.
    Above(NodeIx),
}

/// The tree of a scope, or of the whole atlas. It begins with what the scope names; what lies around that is left
/// out. One locus comes with all that hangs under it.
pub fn tree<'a>(atlas: &'a Atlas, finder: &'a Finder, scope: Option<&Scope>) -> Vec<Twig<'a>> {
    let chosen = chosen(atlas, scope);
    let mut shown = chosen.clone();
    for (ix, node) in atlas.nodes.iter().enumerate().rev() {
        if let Some(parent) = node.parent.filter(|_| shown[ix]) {
            shown[parent.0 as usize] = true;
        }
    }
    let mut twigs = Vec::new();
    let mut shelves = Shelves::new(atlas, finder, &shown);
    let mut open: Vec<(u32, Held<'a>)> = shelves.take(0).map(|held| (0, held)).collect();
    while let Some((level, held)) = open.pop() {
        match held {
            Held::Folder { name, path, at } => {
                twigs.push(Twig {
                    part: Part::Folder(name),
                    path,
                    level,
                });
                open.extend(shelves.take(at).map(|held| (level + 1, held)));
            }
            Held::Top(top) => grow(atlas, finder, top, level, (&chosen, &shown), &mut twigs),
        }
    }
    match scope {
        Some(scope) => without_around(twigs, head(&scope.path)),
        None => twigs,
    }
}

/// Which nodes the scope holds.
fn chosen(atlas: &Atlas, scope: Option<&Scope>) -> Vec<bool> {
    let Some(scope) = scope else {
        return vec![true; atlas.nodes.len()];
    };
    let mut chosen = vec![false; atlas.nodes.len()];
    for node in &scope.nodes {
        chosen[node.0 as usize] = true;
    }
    if scope.what == ScopeKind::Locus {
        for (ix, node) in atlas.nodes.iter().enumerate() {
            chosen[ix] |= node.parent.is_some_and(|up| chosen[up.0 as usize]);
        }
    }
    chosen
}

/// The path of what a scope is about, without its reach.
fn head(scope: &str) -> &str {
    let path = scope.strip_suffix("/**").unwrap_or(scope);
    let path = path.strip_suffix('/').unwrap_or(path);
    match path.rsplit_once('/') {
        Some((parent, stretch)) if stretch.contains("..") => parent,
        Some(_) | None => path,
    }
}

/// Drops what leads to the scope's head and holds nothing else.
fn without_around<'a>(mut twigs: Vec<Twig<'a>>, head: &str) -> Vec<Twig<'a>> {
    let mut least_after = u32::MAX;
    let lone: Vec<bool> = twigs
        .iter()
        .rev()
        .map(|twig| {
            let lone = least_after > twig.level;
            least_after = least_after.min(twig.level);
            lone
        })
        .collect();
    let around = twigs
        .iter()
        .zip(lone.iter().rev())
        .take_while(|(twig, lone)| **lone && twig.path != head)
        .count()
        .min(twigs.len().saturating_sub(1));
    twigs.drain(..around);
    let base = twigs.first().map_or(0, |twig| twig.level);
    for twig in &mut twigs {
        twig.level = twig.level.saturating_sub(base);
    }
    twigs
}

/// Adds a map or palace with what is shown of it.
fn grow<'a>(
    atlas: &'a Atlas,
    finder: &'a Finder,
    ix: TopIx,
    level: u32,
    (chosen, shown): (&[bool], &[bool]),
    twigs: &mut Vec<Twig<'a>>,
) {
    let top = atlas.top(ix);
    let part = match top.kind {
        Kind::Branch => Part::Map(ix),
        Kind::Room => Part::Palace(ix),
    };
    twigs.push(Twig {
        part,
        path: finder.route_path(ix, 0),
        level,
    });
    let mut route = 0;
    let mut levels: Vec<u32> = Vec::new();
    for at in top.nodes.clone() {
        let node = atlas.node(NodeIx(at));
        let above = match node.parent {
            Some(parent) => levels[(parent.0 - top.nodes.start) as usize],
            None => level + u32::from(node.route > 0),
        };
        levels.push(above + 1);
        if !shown[at as usize] {
            continue;
        }
        if node.route > route {
            route = node.route;
            twigs.push(Twig {
                part: Part::Route(ix, route),
                path: finder.route_path(ix, route),
                level: level + 1,
            });
        }
        twigs.push(Twig {
            part: match chosen[at as usize] {
                true => Part::Locus(NodeIx(at)),
                false => Part::Above(NodeIx(at)),
            },
            path: finder.path(NodeIx(at)),
            level: above + 1,
        });
    }
}

/// What a folder holds directly.
#[derive(Clone, Copy)]
enum Held<'a> {
    Folder {
        name: &'a str,
        path: &'a str,
        /// Its index among the shelves.
        at: usize,
    },
    Top(TopIx),
}

/// What each folder holds, in note order; the first is the source itself. Folders of one path are one, whichever
/// source they lie in.
struct Shelves<'a>(Vec<Vec<Held<'a>>>);

impl<'a> Shelves<'a> {
    fn new(atlas: &'a Atlas, finder: &'a Finder, shown: &[bool]) -> Shelves<'a> {
        let mut shelves = Shelves(vec![Vec::new()]);
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (t, top) in atlas.tops.iter().enumerate() {
            if !top.nodes.clone().any(|node| shown[node as usize]) {
                continue;
            }
            let folders = &atlas.documents[top.document as usize].folders;
            let path = finder.route_path(TopIx(t as u32), 0);
            let ends = path.match_indices('/').map(|(slash, _)| &path[..slash]);
            let mut inside = 0;
            for (name, path) in folders.iter().zip(ends) {
                let next = shelves.0.len();
                let at = *known.entry(path).or_insert(next);
                if at == next {
                    shelves.0.push(Vec::new());
                    shelves.0[inside].push(Held::Folder { name, path, at });
                }
                inside = at;
            }
            shelves.0[inside].push(Held::Top(TopIx(t as u32)));
        }
        shelves
    }

    /// What a shelf holds, last first: ready for a stack.
    fn take(&mut self, at: usize) -> impl Iterator<Item = Held<'a>> + use<'a> {
        std::mem::take(&mut self.0[at]).into_iter().rev()
    }
}

#[cfg(test)]
mod tests;

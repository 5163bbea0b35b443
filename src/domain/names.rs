//! The paths of an atlas: how maps, palaces, routes and loci are called on the command line.
//!
//! A path says where something stands now; it is never identity.

use std::borrow::Cow;
use std::sync::Arc;

use super::atlas::{Atlas, Node, Top};
use super::hash::{Map, Set};
use super::slug::slug;
use again::Named;

pub mod again;

/// The paths of an atlas, parallel to it and all different. Shared with whatever looks them up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Of each map and palace: `[folders/]NAME`.
    pub tops: Vec<Arc<str>>,
    /// Of each palace's routes; the first is the palace's own. Empty for a map.
    pub routes: Vec<Vec<Arc<str>>>,
    /// Of each branch and room: `MAP/BRANCH/…`, `PALACE/[ROUTE/]ROOM`.
    pub nodes: Vec<Arc<str>>,
}

/// Names everything. `kept` holds the path that a node's locus had before, if it is known.
///
/// A clash gets `~2`, `~3` … in note order, and keeps it: a known locus whose slug did not change keeps its
/// segment even when its twin is gone, and so does a map, palace or route for the sake of its first known
/// locus. Who stays where it was comes first, who came from elsewhere next, who is new last. Paths are
/// compared whole, so nothing ever shares a path, whatever kind it is.
pub fn name(atlas: &Atlas, kept: &[Option<&str>]) -> Names {
    let nothing = Named {
        atlas: &Atlas::default(),
        paths: Vec::new(),
    };
    name_after(&nothing, atlas, kept)
}

/// Does the same, and finds the same, by what was named before: what stands as it stood keeps its paths.
pub fn name_after(before: &Named<'_>, atlas: &Atlas, kept: &[Option<&str>]) -> Names {
    let mut standing = before.standing(atlas, kept);
    let mut known = Known::new(atlas, kept);
    let mut unnamed = 0;
    for (top, paths) in atlas.tops.iter().zip(&standing) {
        if paths.is_none() {
            known.spell(atlas, top);
            unnamed += top.nodes.len();
        }
    }
    let mut register = Register {
        taken: Set::default(),
        reserved: known.lasting(),
        next: Map::default(),
    };
    register.taken.reserve(unnamed);
    let tops = register.settle(top_bids(atlas, &known));
    let routes: Vec<Vec<Arc<str>>> = atlas
        .tops
        .iter()
        .zip(&tops)
        .map(|(top, path)| {
            let first = top.routes.first().map(|_| Arc::clone(path));
            let later = register.settle(route_bids(atlas, top, path, &known));
            first.into_iter().chain(later).collect()
        })
        .collect();
    register.reserved.clear();
    again::keep_below(&tops, &mut standing);
    let mut nodes: Vec<Arc<str>> = Vec::with_capacity(atlas.nodes.len());
    for ((top, routes), (path, paths)) in atlas
        .tops
        .iter()
        .zip(&routes)
        .zip(tops.iter().zip(standing))
    {
        match paths {
            Some(paths) => nodes.extend(paths.iter().map(|path| Arc::clone(path))),
            None => {
                known.spell(atlas, top);
                name_nodes(
                    atlas,
                    top,
                    &known,
                    &mut register,
                    (path, routes),
                    &mut nodes,
                );
            }
        }
    }
    Names {
        tops,
        routes,
        nodes,
    }
}

/// What is known of the nodes before they are named.
struct Known<'a> {
    kept: &'a [Option<&'a str>],
    /// Empty where none was asked for.
    slugs: Vec<String>,
    /// How many segments a node's path has behind that of its map or palace.
    depths: Vec<usize>,
}

impl<'a> Known<'a> {
    fn new(atlas: &Atlas, kept: &'a [Option<&'a str>]) -> Known<'a> {
        let mut depths: Vec<usize> = Vec::with_capacity(atlas.nodes.len());
        for node in &atlas.nodes {
            depths.push(match node.parent {
                Some(parent) => depths[parent.0 as usize] + 1,
                None if node.route > 0 => 2,
                None => 1,
            });
        }
        Known {
            kept,
            slugs: vec![String::new(); atlas.nodes.len()],
            depths,
        }
    }

    /// Makes the slugs of what a map or palace holds, unless they are there.
    fn spell(&mut self, atlas: &Atlas, top: &Top) {
        for ix in top.nodes.start as usize..top.nodes.end as usize {
            if self.slugs[ix].is_empty() {
                self.slugs[ix] = slug(&atlas.nodes[ix].label);
            }
        }
    }

    /// The path that a node's locus had.
    fn path(&self, ix: usize) -> Option<&'a str> {
        *self.kept.get(ix)?
    }

    /// The kept paths that still end in the node's slug; nothing that is not a node may take them. Where no slug
    /// was asked for, the path stands.
    fn lasting(&self) -> Set<&'a str> {
        let lasts = |path: &str, slug: &str| slug.is_empty() || is_twin(last(path), slug);
        let slugs = self.slugs.iter().enumerate();
        slugs
            .filter_map(|(ix, slug)| self.path(ix).filter(|path| lasts(path, slug)))
            .collect()
    }

    /// The claim that stands `above` segments before the end of a node's kept path.
    fn claim(&self, ix: usize, above: usize, prefix: &str, name: &str) -> Option<Claim<'a>> {
        let path = self.path(ix)?;
        let segment = path.rsplit('/').nth(above)?;
        if !is_twin(segment, name) {
            return None;
        }
        let stays = path
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.split('/').count() == above + 1);
        Some(if stays {
            Claim::Stays(segment)
        } else {
            Claim::Comes(segment)
        })
    }
}

/// Something that needs a path.
struct Bid<'a> {
    /// What stands before its segment; empty, or with a slash at the end.
    prefix: Cow<'a, str>,
    /// Its slug.
    name: Cow<'a, str>,
    claim: Claim<'a>,
}

impl Bid<'_> {
    /// The path with a segment.
    fn path(&self, segment: &str) -> String {
        [&self.prefix, segment].concat()
    }
}

/// The segment that a known locus had.
enum Claim<'a> {
    /// It was at this very place.
    Stays(&'a str),
    /// It was at another place.
    Comes(&'a str),
    /// Nothing is known.
    New,
}

/// The paths that are given out.
struct Register<'a> {
    taken: Set<Arc<str>>,
    /// Paths that something known is about to claim.
    reserved: Set<&'a str>,
    /// For a path without number, the first number that may be free.
    next: Map<String, u32>,
}

impl Register<'_> {
    /// Gives each bid a path.
    fn settle(&mut self, bids: Vec<Bid<'_>>) -> Vec<Arc<str>> {
        let mut paths: Vec<Option<Arc<str>>> = bids
            .iter()
            .map(|bid| match &bid.claim {
                Claim::Stays(segment) => self.take(&bid.path(segment)),
                Claim::Comes(_) | Claim::New => None,
            })
            .collect();
        for (bid, path) in bids.iter().zip(&mut paths) {
            if let (None, Claim::Comes(segment)) = (&path, &bid.claim) {
                *path = self.take(&bid.path(segment));
            }
        }
        bids.into_iter()
            .zip(paths)
            .map(|(bid, path)| path.unwrap_or_else(|| self.fresh(&bid.path(&bid.name))))
            .collect()
    }

    fn take(&mut self, path: &str) -> Option<Arc<str>> {
        let path: Arc<str> = path.into();
        self.taken.insert(Arc::clone(&path)).then_some(path)
    }

    /// The first free one of `PATH`, `PATH~2`, `PATH~3` …
    fn fresh(&mut self, path: &str) -> Arc<str> {
        let mut n = self.next.get(path).copied().unwrap_or(1);
        loop {
            let wanted = match n {
                1 => Cow::Borrowed(path),
                _ => Cow::Owned(format!("{path}~{n}")),
            };
            n += 1;
            if self.reserved.contains(&*wanted) {
                continue;
            }
            if let Some(taken) = self.take(&wanted) {
                // Only a path that had a clash needs its number remembered; most have none.
                if n > 2 {
                    self.next.insert(path.to_owned(), n);
                }
                return taken;
            }
        }
    }
}

fn top_bids<'a>(atlas: &Atlas, known: &Known<'a>) -> Vec<Bid<'a>> {
    let bid = |top: &Top| {
        let folders = &atlas.documents[top.document as usize].folders;
        let prefix: String = folders
            .iter()
            .map(|folder| format!("{}/", slug(folder)))
            .collect();
        let name = slug(&top.name);
        let claim = (top.nodes.start as usize..top.nodes.end as usize)
            .find_map(|ix| known.claim(ix, known.depths[ix], &prefix, &name));
        Bid {
            prefix: prefix.into(),
            name: name.into(),
            claim: claim.unwrap_or(Claim::New),
        }
    };
    atlas.tops.iter().map(bid).collect()
}

/// The bids of all routes of a palace but the first.
fn route_bids<'a>(atlas: &Atlas, top: &Top, path: &str, known: &Known<'a>) -> Vec<Bid<'a>> {
    let prefix = format!("{path}/");
    let mut bids: Vec<Bid<'_>> = top
        .routes
        .iter()
        .skip(1)
        .map(|heading| Bid {
            prefix: prefix.clone().into(),
            name: slug(heading).into(),
            claim: Claim::New,
        })
        .collect();
    for ix in top.nodes.start as usize..top.nodes.end as usize {
        let route = atlas.nodes[ix].route as usize;
        if let Some(bid) = route.checked_sub(1).and_then(|at| bids.get_mut(at))
            && let Claim::New = bid.claim
            && let Some(claim) = known.claim(ix, 1, &prefix, &bid.name)
        {
            bid.claim = claim;
        }
    }
    bids
}

/// Names all nodes of a map or palace, whose path and routes are given, siblings together and a parent before its
/// children. `paths` holds those of all nodes before.
fn name_nodes(
    atlas: &Atlas,
    top: &Top,
    known: &Known<'_>,
    register: &mut Register<'_>,
    (path, routes): (&Arc<str>, &[Arc<str>]),
    paths: &mut Vec<Arc<str>>,
) {
    let (start, end) = (top.nodes.start as usize, top.nodes.end as usize);
    paths.resize(end, Arc::default());
    let (firsts, next) = families(&atlas.nodes[start..end], start);
    for first in firsts {
        let siblings = std::iter::successors(Some(first), |ix| next[*ix - start]);
        let siblings: Vec<usize> = siblings.collect();
        let node = &atlas.nodes[first];
        let holder = match node.parent {
            Some(parent) => &paths[parent.0 as usize],
            None => routes.get(node.route as usize).unwrap_or(path),
        };
        let holder = Arc::clone(holder);
        name_siblings(&siblings, &holder, known, register, paths);
    }
}

/// The first node of each family of a map or palace, in note order, and the next sibling of each of its nodes,
/// the first of which is at `start`.
fn families(nodes: &[Node], start: usize) -> (Vec<usize>, Vec<Option<usize>>) {
    let mut firsts: Vec<usize> = Vec::new();
    let mut next: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut last_child: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut outermost: Option<usize> = None;
    for (at, node) in nodes.iter().enumerate() {
        let ix = start + at;
        let beside = |before: &usize| nodes[*before - start].route == node.route;
        let before = match node.parent {
            Some(parent) => last_child[parent.0 as usize - start].replace(ix),
            None => outermost.replace(ix).filter(beside),
        };
        match before {
            Some(before) => next[before - start] = Some(ix),
            None => firsts.push(ix),
        }
    }
    (firsts, next)
}

/// Names branches or rooms with one parent, below the path of what holds them.
fn name_siblings(
    siblings: &[usize],
    holder: &str,
    known: &Known<'_>,
    register: &mut Register<'_>,
    paths: &mut [Arc<str>],
) {
    let prefix = format!("{holder}/");
    let bids = siblings.iter().map(|ix| {
        let name = &known.slugs[*ix];
        let claim = known.claim(*ix, 0, &prefix, name);
        Bid {
            prefix: Cow::Borrowed(&prefix),
            name: Cow::Borrowed(name),
            claim: claim.unwrap_or(Claim::New),
        }
    });
    let bids = bids.collect();
    for (ix, path) in siblings.iter().zip(register.settle(bids)) {
        paths[*ix] = path;
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether `segment` is `name`, or `name~2`, `name~3` …
fn is_twin(segment: &str, name: &str) -> bool {
    segment == name
        || segment
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('~'))
            .is_some_and(|n| n.parse::<u32>().is_ok_and(|n| n >= 2))
}

#[cfg(test)]
mod tests;

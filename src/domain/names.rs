//! The paths of an atlas: how maps, palaces, routes and loci are called on the command line.

use std::collections::HashSet;

use super::atlas::{Atlas, Top};
use super::locus::Kind;
use super::slug::slug;

/// The paths of an atlas, parallel to it and all different.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Of each map and palace: `[folders/]NAME`.
    pub tops: Vec<String>,
    /// Of each palace's routes; the first is the palace's own. Empty for a map.
    pub routes: Vec<Vec<String>>,
    /// Of each branch and room: `MAP/BRANCH/…`, `PALACE/[ROUTE/]ROOM`.
    pub nodes: Vec<String>,
}

/// Names everything. `kept` holds the path that a node's locus had before, if it is known.
///
/// A clash gets `~2`, `~3` … in note order, and keeps it: a known locus whose slug did not change keeps its
/// segment even when its twin is gone, and so does a map or palace for the sake of its first known locus.
/// Paths are compared whole, so nothing ever shares a path, whatever kind it is.
pub fn name(atlas: &Atlas, kept: &[Option<String>]) -> Names {
    let mut namer = Namer {
        taken: HashSet::new(),
        reserved: HashSet::new(),
    };
    let tops = namer.tops(atlas, kept);
    let routes = atlas
        .tops
        .iter()
        .zip(&tops)
        .map(|(top, path)| namer.routes(top, path))
        .collect::<Vec<Vec<String>>>();
    let nodes = namer.nodes(atlas, kept, &tops, &routes);
    Names {
        tops,
        routes,
        nodes,
    }
}

struct Namer {
    taken: HashSet<String>,
    /// Paths that a known locus keeps, until it gets them.
    reserved: HashSet<String>,
}

impl Namer {
    fn tops(&mut self, atlas: &Atlas, kept: &[Option<String>]) -> Vec<String> {
        let bases: Vec<(String, String)> = atlas.tops.iter().map(|top| base(atlas, top)).collect();
        let wanted: Vec<Option<String>> = atlas
            .tops
            .iter()
            .zip(&bases)
            .map(|(top, (folders, name))| kept_top(top, folders, name, kept))
            .collect();
        self.reserved = wanted.iter().flatten().cloned().collect();
        bases
            .iter()
            .zip(wanted)
            .map(|((folders, name), wanted)| self.take(folders, name, wanted))
            .collect()
    }

    fn routes(&mut self, top: &Top, path: &str) -> Vec<String> {
        top.routes
            .iter()
            .enumerate()
            .map(|(route, heading)| match route {
                0 => path.to_owned(),
                _ => self.take(&format!("{path}/"), &slug(heading), None),
            })
            .collect()
    }

    fn nodes(
        &mut self,
        atlas: &Atlas,
        kept: &[Option<String>],
        tops: &[String],
        routes: &[Vec<String>],
    ) -> Vec<String> {
        let mut paths: Vec<String> = Vec::with_capacity(atlas.nodes.len());
        let prefix = |paths: &[String], ix: usize| {
            let node = &atlas.nodes[ix];
            match (atlas.top(node.top).kind, node.parent) {
                (Kind::Branch, Some(parent)) => format!("{}/", paths[parent.0 as usize]),
                (Kind::Branch, None) => format!("{}/", tops[node.top.0 as usize]),
                (Kind::Room, _) => format!("{}/", routes[node.top.0 as usize][node.route as usize]),
            }
        };
        // A twin without history must not take the segment that a later twin keeps.
        self.reserved = kept.iter().flatten().cloned().collect();
        for (ix, node) in atlas.nodes.iter().enumerate() {
            let (prefix, name) = (prefix(&paths, ix), slug(&node.label));
            let wanted = kept
                .get(ix)
                .and_then(Option::as_deref)
                .and_then(last_segment)
                .filter(|segment| is_numbered(segment, &name))
                .map(|segment| format!("{prefix}{segment}"));
            paths.push(self.take(&prefix, &name, wanted));
        }
        paths
    }

    /// Takes the wanted path if it is free, else the first free one of `NAME`, `NAME~2`, `NAME~3` …
    fn take(&mut self, prefix: &str, name: &str, wanted: Option<String>) -> String {
        if let Some(path) = wanted
            && self.taken.insert(path.clone())
        {
            return path;
        }
        let mut n = 1_u32;
        loop {
            let path = if n == 1 {
                format!("{prefix}{name}")
            } else {
                format!("{prefix}{name}~{n}")
            };
            if !self.reserved.contains(&path) && self.taken.insert(path.clone()) {
                return path;
            }
            n += 1;
        }
    }
}

/// The folders (with a slash at the end, or nothing) and the slug of a map or palace.
fn base(atlas: &Atlas, top: &Top) -> (String, String) {
    let folders = &atlas.documents[top.document as usize].folders;
    let prefix = folders
        .iter()
        .map(|folder| format!("{}/", slug(folder)))
        .collect();
    (prefix, slug(&top.name))
}

/// The path that a map or palace had for its first known locus, if it still fits.
fn kept_top(top: &Top, folders: &str, name: &str, kept: &[Option<String>]) -> Option<String> {
    let depth = folders.matches('/').count();
    let known = kept.get(top.nodes.start as usize..top.nodes.end as usize)?;
    let path = known.iter().flatten().next()?;
    let segment = path.split('/').nth(depth)?;
    (path.starts_with(folders) && is_numbered(segment, name)).then(|| format!("{folders}{segment}"))
}

fn last_segment(path: &str) -> Option<&str> {
    path.rsplit('/').next()
}

/// Whether `segment` is `name`, or `name~2`, `name~3` …
fn is_numbered(segment: &str, name: &str) -> bool {
    segment == name
        || segment
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('~'))
            .is_some_and(|n| n.parse::<u32>().is_ok_and(|n| n >= 2))
}

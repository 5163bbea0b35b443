//! Naming again: what stands below a map or palace as it stood before keeps its paths without being named, so
//! that naming costs what changed. It takes over only what naming from scratch would find too.

use std::sync::Arc;

use crate::domain::atlas::{Atlas, NodeIx, Top};
use crate::domain::hash::{Map, Set};

/// An atlas and the paths that its nodes had before.
#[derive(Debug)]
pub struct Named<'a> {
    /// What the notes held.
    pub atlas: &'a Atlas,
    /// The path of each node, as naming gave it.
    pub paths: Vec<&'a Arc<str>>,
}

impl<'a> Named<'a> {
    /// For each map and palace of another atlas the paths of its nodes, if all of them stand there as they stood,
    /// and each is called as it would be the first time: a known one by the path it had (`kept`), any other by
    /// its slug without a number. Then nobody takes a path that another one of them would have.
    ///
    /// A palace with later routes is always named anew: their paths may be in the way of its rooms.
    pub(super) fn standing(
        &self,
        new: &Atlas,
        kept: &[Option<&str>],
    ) -> Vec<Option<&[&'a Arc<str>]>> {
        let before: Map<_, &Top> = keys(self.atlas).zip(&self.atlas.tops).collect();
        let paths = |(key, top): (_, &Top)| {
            let was = *before.get(&key)?;
            let (olds, news) = (was.nodes.clone(), top.nodes.clone());
            let stands = olds.len() == news.len()
                && was.routes.len().max(top.routes.len()) <= 1
                && olds.zip(news).all(|(from, to)| {
                    let (a, b) = (self.atlas.node(NodeIx(from)), new.node(NodeIx(to)));
                    a.label == b.label
                        && place(a.parent, was) == place(b.parent, top)
                        && match kept.get(to as usize).copied().flatten() {
                            Some(kept) => *kept == **self.paths[from as usize],
                            None => !super::last(self.paths[from as usize]).contains('~'),
                        }
                });
            stands.then(|| &self.paths[was.nodes.start as usize..was.nodes.end as usize])
        };
        keys(new).zip(&new.tops).map(paths).collect()
    }
}

/// Takes the paths away from what is called otherwise now, and where a path of another map or palace may stand
/// among them. `tops` are the paths of all maps and palaces.
pub(super) fn keep_below(tops: &[Arc<str>], standing: &mut [Option<&[&Arc<str>]>]) {
    let all: Set<&str> = tops.iter().map(|path| &**path).collect();
    let mut holders: Set<&str> = Set::default();
    let mut held: Set<&str> = Set::default();
    for path in tops {
        let above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        for above in above.filter(|above| all.contains(above)) {
            holders.insert(above);
            held.insert(path);
        }
    }
    for (top, paths) in tops.iter().zip(standing) {
        let is_alone = !holders.contains(&**top) && !held.contains(&**top);
        *paths = paths.filter(|paths| {
            let first = paths.first().and_then(|first| first.rsplit_once('/'));
            is_alone && first.is_none_or(|(holder, _)| holder == &**top)
        });
    }
}

/// What a map or palace is looked for by: its source, and its number there. Whoever is not found is named anew.
fn keys(atlas: &Atlas) -> impl Iterator<Item = (&str, usize)> {
    let documents = atlas.tops.chunk_by(|a, b| a.document == b.document);
    documents.flat_map(|tops| {
        let source = |top: &Top| atlas.documents[top.document as usize].source.as_str();
        tops.iter()
            .enumerate()
            .map(move |(at, top)| (source(top), at))
    })
}

fn place(node: Option<NodeIx>, top: &Top) -> Option<u32> {
    node.map(|node| node.0 - top.nodes.start)
}

//! Telling anchors that several branches or rooms have, as after copy and paste: only one of them can keep it.

use std::collections::BTreeMap;

use crate::domain::atlas::{Atlas, NodeIx};
use crate::ipc::protocol::ProblemInfo;
use crate::notes::problem::Level;

/// One warning a file, at the first node whose anchor another one keeps: a copied map has many.
pub(super) fn doubled(atlas: &Atlas, pairs: &[(NodeIx, NodeIx)]) -> Vec<ProblemInfo> {
    let mut files: BTreeMap<&str, Vec<(NodeIx, NodeIx)>> = BTreeMap::new();
    for (keeper, other) in pairs {
        let file = files.entry(atlas.source(*other)).or_default();
        file.push((*keeper, *other));
    }
    files
        .into_iter()
        .filter_map(|(source, pairs)| {
            let (keeper, other) = *pairs.first()?;
            let (node, kept) = (atlas.node(other), atlas.node(keeper));
            let more = match pairs.len() - 1 {
                0 => String::new(),
                more => format!(" (and {more} more like it)"),
            };
            Some(ProblemInfo {
                source: source.to_owned(),
                line: node.line,
                level: Level::Warning.as_str().to_owned(),
                message: format!(
                    "the id `{}` is also that of `{}` at {}:{}, which keeps it{more}; change or remove one of them",
                    node.anchor.as_deref().unwrap_or_default(),
                    kept.label,
                    atlas.source(keeper),
                    kept.line,
                ),
            })
        })
        .collect()
}

//! How the names of loci in a request are read: as a user typed them, or as a reply told them some time ago.

use std::collections::HashMap;

use crate::domain::atlas::NodeIx;
use crate::domain::find::{Scope, ScopeKind};
use crate::domain::journal::Fact;
use crate::domain::locus::LocusId;
use crate::engine::Engine;
use crate::engine::fault::{Fault, invalid};
use crate::engine::request::log::instant;
use crate::ipc::protocol::{ErrorCode, Failure};

/// How the names of loci are read.
pub(in crate::engine) enum Reading {
    /// A user typed them: whatever they mean without doubt.
    Typed,
    /// A reply told them: they are paths, exact as they stood then.
    Told {
        /// What stood at a path then and was moved or renamed since.
        moved: HashMap<String, LocusId>,
    },
}

impl Engine {
    /// Reads names as a reply told them at a time (RFC 3339), or, without one, as a user typed them.
    pub(in crate::engine) fn reading(&self, told_at: Option<&str>) -> Result<Reading, Fault> {
        let Some(text) = told_at else {
            return Ok(Reading::Typed);
        };
        let at = instant(text)?;
        let mut moved = HashMap::new();
        for entry in self.store.moves_since(at.timestamp_millis())? {
            if let Fact::Move { locus, .. } = entry.fact {
                // Who left a path first is who stood there.
                let path = self.path_before(locus, &entry)?;
                moved.entry(path).or_insert(locus);
            }
        }
        Ok(Reading::Told { moved })
    }

    /// The loci that a scope means.
    pub(in crate::engine) fn read_scope(
        &self,
        query: &str,
        reading: &Reading,
    ) -> Result<Scope, Fault> {
        let moved = match reading {
            Reading::Typed => return Ok(self.shelf.finder.scope(query)?),
            Reading::Told { moved } => moved,
        };
        let told = match moved.get(query) {
            Some(locus) => self.shelf.node_of(*locus).map(|node| Scope {
                path: self.shelf.path(node).to_owned(),
                what: ScopeKind::Locus,
                nodes: vec![node],
            }),
            None => self
                .below_moved(query, moved)
                .or_else(|| self.shelf.finder.told(query)),
        };
        told.ok_or_else(|| gone(query))
    }

    /// The one locus that a name means.
    pub(in crate::engine) fn read_locus(
        &self,
        query: &str,
        reading: &Reading,
    ) -> Result<NodeIx, Fault> {
        match reading {
            Reading::Typed => Ok(self.shelf.finder.locus(query)?),
            Reading::Told { .. } => {
                let scope = self.read_scope(query, reading)?;
                match (scope.what, scope.nodes.as_slice()) {
                    (ScopeKind::Locus, [node]) => Ok(*node),
                    (ScopeKind::Locus | ScopeKind::Group, _) => {
                        Err(invalid(format!("`{query}` is a group, not one locus")))
                    }
                }
            }
        }
    }

    /// What was told below something that was moved or renamed since, where that stands now.
    fn below_moved(&self, query: &str, moved: &HashMap<String, LocusId>) -> Option<Scope> {
        let mut ends = query.rmatch_indices('/').map(|(end, _)| end);
        let (end, locus) = ends.find_map(|end| Some((end, moved.get(&query[..end])?)))?;
        let holder = self.shelf.path(self.shelf.node_of(*locus)?);
        self.shelf
            .finder
            .told(&format!("{holder}{}", &query[end..]))
    }
}

fn gone(query: &str) -> Fault {
    Fault::Refused(Failure::new(
        ErrorCode::UnknownLocus,
        format!("{query} is gone from the notes"),
    ))
}

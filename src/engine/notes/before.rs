//! The notes as they were before a locus went. A label that is typed over is gone for one save and there again,
//! as something else, with the next: between the two readings alone nothing tells that it is the same, but the
//! reading before both does.

use std::collections::HashSet;

use crate::domain::atlas::Atlas;
use crate::domain::locus::LocusId;
use crate::domain::now::BootInstant;
use crate::domain::reconcile::{Bound, Reconciled, Said, reconcile};
use crate::engine::shelf::Shelf;

/// How long what went may still come back as what stands in its place: somebody is typing.
const TYPING_MS: u64 = 10 * 60 * 1000;

/// The atlas of the last reading in which all of some loci stood, which are gone since.
#[derive(Debug)]
pub(super) struct Before {
    atlas: Atlas,
    ids: Vec<Option<LocusId>>,
    since: BootInstant,
}

impl Before {
    /// Keeps what stood until now, for loci that go with this reading.
    pub(super) fn new(shelf: Shelf, since: BootInstant) -> Before {
        Before {
            atlas: shelf.atlas,
            ids: shelf.ids,
            since,
        }
    }

    /// Whether it is still of use: for a few minutes, while a locus of it has no node.
    pub(super) fn is_worth(&self, found: &[Option<LocusId>], now: BootInstant) -> bool {
        let young = now.ms_since(self.since).is_some_and(|ms| ms <= TYPING_MS);
        young && !self.waiting(found).is_empty()
    }

    /// Gives nodes without an id to the loci that stood in their place before.
    pub(super) fn find(&self, mut found: Reconciled, said: &Said, new: &Atlas) -> Reconciled {
        let old = Bound {
            atlas: &self.atlas,
            ids: &self.ids,
        };
        let waiting = self.waiting(&found.ids);
        let before = reconcile(&old, &[], said, new);
        for (at, id) in before.ids.iter().enumerate() {
            if let Some(id) = id.filter(|id| waiting.contains(id))
                && found.ids[at].is_none()
            {
                found.ids[at] = Some(id);
                found.added -= u32::from(found.evidence[at].is_none());
                found.evidence[at] = before.evidence[at];
            }
        }
        found
    }

    /// The loci that stood there and are nowhere now.
    fn waiting(&self, found: &[Option<LocusId>]) -> HashSet<LocusId> {
        let there: HashSet<LocusId> = found.iter().flatten().copied().collect();
        let known = self.ids.iter().flatten();
        known.filter(|id| !there.contains(id)).copied().collect()
    }
}

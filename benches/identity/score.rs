//! What a matching got right, by the truth.

use std::collections::{BTreeSet, HashMap};

use loci::domain::locus::{Kind, LocusId};
use loci::domain::reconcile::{Bound, Evidence, Retired, Said, reconcile};

use super::world::{Ix, Sort, World};

/// Nodes of one run, each counted once.
#[derive(Debug, Default)]
pub(crate) struct Score {
    /// Nodes that were there before some reading and are related after each.
    pub(crate) related: BTreeSet<Ix>,
    /// Of these, those that lost their id.
    pub(crate) lost: BTreeSet<Ix>,
    /// Nodes whose id was found at another node.
    pub(crate) wrong: BTreeSet<Ix>,
    /// Nodes whose id was found at an equal twin.
    pub(crate) twins: BTreeSet<Ix>,
    /// Nodes that are not related any more and kept their id all the same.
    pub(crate) unrelated_kept: usize,
    /// Nodes that are not related any more and lost their id.
    pub(crate) unrelated_lost: usize,
}

/// The id of a thing.
pub(crate) fn id(ix: Ix) -> LocusId {
    LocusId(uuid::Uuid::from_u128(ix as u128 + 1))
}

/// The thing of a retired locus.
pub(crate) fn thing(retired: &Retired) -> Ix {
    (retired.id.0.as_u128() - 1) as usize
}

impl Score {
    /// Reads the notes after some edits, and compares what was found with the truth.
    pub(crate) fn read(&mut self, before: &World, retired: &[Retired], after: &World, show: Show) {
        let ((old, old_truth), (new, new_truth)) = (before.atlas(), after.atlas());
        let ids: Vec<Option<LocusId>> = old_truth.iter().map(|ix| Some(id(*ix))).collect();
        let bound = Bound {
            atlas: &old,
            ids: &ids,
        };
        let found = reconcile(&bound, retired, &Said::default(), &new);
        let mut holders: HashMap<LocusId, (Ix, Option<Evidence>)> = HashMap::new();
        for ((id, by), ix) in found.ids.iter().zip(&found.evidence).zip(&new_truth) {
            holders.extend(id.map(|id| (id, (*ix, *by))));
        }
        for ix in &old_truth {
            let holder = holders.remove(&id(*ix));
            self.judge(before, after, *ix, holder, show);
        }
        for retired in retired {
            let ix = thing(retired);
            if let Some(holder) = holders.remove(&retired.id).filter(|holder| holder.0 != ix)
                && after.label_path(holder.0) != retired.label_path
            {
                show.say("returned wrong", before, after, ix, Some(holder));
                if !is_copy(after, holder.0, ix) {
                    self.wrong.insert(ix);
                }
            }
        }
    }

    fn judge(
        &mut self,
        before: &World,
        after: &World,
        ix: Ix,
        holder: Option<(Ix, Option<Evidence>)>,
        show: Show,
    ) {
        let related = after.things[ix].live && is_related(before, after, ix);
        if related {
            self.related.insert(ix);
        }
        match holder {
            Some((holder, _)) if holder == ix => self.unrelated_kept += usize::from(!related),
            Some((holder, _)) if is_twin(before, after, ix, holder) => {
                self.twins.insert(ix);
            }
            Some(holder) => {
                show.say("wrong", before, after, ix, Some(holder));
                self.wrong.insert(ix);
            }
            None if related => {
                show.say("lost", before, after, ix, None);
                self.lost.insert(ix);
            }
            None => self.unrelated_lost += usize::from(after.things[ix].live),
        }
    }
}

/// The label is close (the same, or reworded once; of a room, this or its point), or the parent is the same
/// and so are at least half of the children.
fn is_related(before: &World, after: &World, ix: Ix) -> bool {
    let (a, b) = (&before.things[ix], &after.things[ix]);
    let label = a.label == b.label || (!b.renamed && b.rewords <= 1);
    let point = a.sort == Sort::Room && !b.repointed;
    let children: BTreeSet<Ix> = a.below.iter().copied().collect();
    let common = b
        .below
        .iter()
        .filter(|child| children.contains(child))
        .count();
    let family = a.up == b.up && common > 0 && 2 * common >= a.below.len().max(b.below.len());
    label || point || family
}

/// Whether the holder of the id is equal to its owner, in text and family, or stands for a deleted one that it
/// is a copy of.
fn is_twin(before: &World, after: &World, mut ix: Ix, mut holder: Ix) -> bool {
    let text = |world: &World, ix: Ix| {
        (
            world.things[ix].label.clone(),
            world.things[ix].point.clone(),
        )
    };
    let equal_whole = |ix: Ix, holder: Ix| {
        let (olds, news) = (before.whole(ix), after.whole(holder));
        olds.len() == news.len()
            && olds.len() > 1
            && olds
                .iter()
                .zip(&news)
                .all(|(a, b)| text(before, *a) == text(after, *b))
    };
    if !after.things[ix].live && is_copy(after, holder, ix) {
        return true;
    }
    let was = |ix: Ix| {
        before
            .things
            .get(ix)
            .map(|thing| (&thing.label, &thing.point, thing.up))
    };
    if was(ix) == was(holder) {
        return true;
    }
    loop {
        if text(before, ix) != text(after, holder) {
            return false;
        }
        let (up, holder_up) = (before.things[ix].up, after.things[holder].up);
        if up == holder_up || after.things[ix].up == holder_up || equal_whole(ix, holder) {
            return true;
        }
        let (Some(up), Some(holder_up)) = (up, holder_up) else {
            return false;
        };
        (ix, holder) = (up, holder_up);
    }
}

/// Whether a thing is a copy of another, or a copy of its copy.
fn is_copy(world: &World, copy: Ix, of: Ix) -> bool {
    let mut at = world.things[copy].copy_of;
    while let Some(ix) = at.filter(|ix| *ix != of) {
        at = world.things[ix].copy_of;
    }
    at.is_some()
}

/// The loci of things that are not in the notes, with their last paths.
pub(crate) fn retired(world: &World, ix: Ix) -> Retired {
    let thing = &world.things[ix];
    Retired {
        id: id(ix),
        kind: if thing.sort == Sort::Room {
            Kind::Room
        } else {
            Kind::Branch
        },
        label_path: world.label_path(ix),
        first_path: world.label_path(ix),
        anchor: None,
        point: (thing.sort == Sort::Room).then(|| thing.point.clone()),
        gone_days: 1,
    }
}

/// Whether mistakes are printed (`LOCI_SHOW=1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    Nothing,
    Mistakes,
}

impl Show {
    fn say(
        self,
        what: &str,
        before: &World,
        after: &World,
        ix: Ix,
        holder: Option<(Ix, Option<Evidence>)>,
    ) {
        if self == Show::Nothing {
            return;
        }
        let node = |world: &World, ix: Ix| {
            let thing = &world.things[ix];
            let point = if thing.point.is_empty() {
                String::new()
            } else {
                format!(" [{}]", thing.point)
            };
            let path = world.label_path(ix);
            let path = path[path.len().saturating_sub(4)..].join(" / ");
            format!("{path}{point} ({} below)", thing.below.len())
        };
        println!("{what}: {}", node(before, ix));
        if after.things[ix].live {
            println!("    is now {}", node(after, ix));
        }
        if let Some((holder, by)) = holder {
            println!("    found by {by:?} at {}", node(after, holder));
        }
    }
}

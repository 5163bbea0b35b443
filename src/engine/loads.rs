//! How much there is to recall on each day: an index over due days, so that a log need not look at all loci.
//!
//! It follows from the loci and the notes, and holds nothing of its own. A review moves a locus in it; whatever else
//! changes what is asked puts it in doubt, and it is made anew when somebody next wants to know.

use std::collections::{BTreeMap, HashMap};

use crate::domain::day::StudyDay;
use crate::domain::locus::LocusId;
use crate::domain::now::Secs;
use crate::store::read::Asking;

use super::Engine;
use super::shelf::Parent;

/// The day on which a locus is asked, and the prompt that asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// Its due day.
    pub(super) day: StudyDay,
    /// Whose family it is of.
    pub(super) parent: Parent,
}

/// The index; in doubt at first.
#[derive(Debug, Default)]
pub(super) struct Loads {
    state: State,
    /// What the prompts of each day take, in seconds.
    secs: BTreeMap<StudyDay, u32>,
    /// How many loci of each prompt fall due on each day.
    siblings: HashMap<(StudyDay, Parent), u32>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Something changed that it does not know of.
    #[default]
    Doubted,
    /// It agrees with the loci.
    Known,
}

impl Loads {
    /// It may no longer agree with the loci.
    pub(super) fn doubt(&mut self) {
        *self = Loads::default();
    }

    /// What the prompts of a day take.
    pub(super) fn on(&self, day: StudyDay) -> Secs {
        Secs(self.secs.get(&day).copied().unwrap_or(0))
    }

    /// What the prompts of a day and of all days before it take.
    pub(super) fn until(&self, day: StudyDay) -> Secs {
        self.secs.range(..=day).map(|(_, secs)| Secs(*secs)).sum()
    }

    /// How many loci fall due on a day.
    pub(super) fn loci(&self, day: StudyDay) -> u32 {
        let of_day = self.siblings.iter().filter(|((on, _), _)| *on == day);
        of_day.map(|(_, number)| *number).sum()
    }

    /// How many loci of a prompt fall due on a day.
    pub(super) fn siblings(&self, asked: Asked) -> u32 {
        let number = self.siblings.get(&(asked.day, asked.parent));
        number.copied().unwrap_or(0)
    }

    /// One more locus is asked.
    pub(super) fn add(&mut self, asked: Asked) {
        let before = self.siblings(asked);
        self.set(asked, before, before.saturating_add(1));
    }

    /// One locus less is asked.
    pub(super) fn take(&mut self, asked: Asked) {
        let before = self.siblings(asked);
        self.set(asked, before, before.saturating_sub(1));
    }

    /// Costs nothing while it is in doubt.
    fn set(&mut self, asked: Asked, before: u32, after: u32) {
        match self.state {
            State::Doubted => return,
            State::Known => {}
        }
        let kind = asked.parent.kind();
        let secs = self.on(asked.day).0;
        let secs = secs.saturating_sub(kind.secs(before).0) + kind.secs(after).0;
        match secs {
            0 => self.secs.remove(&asked.day),
            _ => self.secs.insert(asked.day, secs),
        };
        let key = (asked.day, asked.parent);
        match after {
            0 => self.siblings.remove(&key),
            _ => self.siblings.insert(key, after),
        };
    }
}

impl Engine {
    /// Makes the index agree with the loci, if it is in doubt.
    pub(super) fn know_loads(&mut self) {
        if self.loads.state == State::Known {
            return;
        }
        let mut loads = Loads {
            state: State::Known,
            ..Loads::default()
        };
        for (_, locus) in self.shelf.bound() {
            if let Some(asked) = self.asked(locus) {
                loads.add(asked);
            }
        }
        self.loads = loads;
    }

    /// When a locus is asked: not while it is new, suspended, or gone from the notes.
    pub(super) fn asked(&self, locus: LocusId) -> Option<Asked> {
        let node = self.shelf.node_of(locus)?;
        let known = self.loci.get(&locus)?;
        let due = match known.asking {
            Asking::Asked => known.due(),
            Asking::Suspended => None,
        };
        due.map(|day| Asked {
            day,
            parent: self.shelf.parent(node),
        })
    }

    /// A locus got another schedule: `before` it was asked then.
    pub(super) fn loads_follow(&mut self, locus: LocusId, before: Option<Asked>) {
        let after = self.asked(locus);
        if before == after {
            return;
        }
        if let Some(asked) = before {
            self.loads.take(asked);
        }
        if let Some(asked) = after {
            self.loads.add(asked);
        }
    }
}

#[cfg(test)]
impl Engine {
    /// Whether the index says what one says that is made anew.
    pub(super) fn loads_agree(&mut self) -> Result<(), String> {
        if self.loads.state == State::Doubted {
            return Ok(());
        }
        let kept = std::mem::take(&mut self.loads);
        self.know_loads();
        let same = kept.secs == self.loads.secs && kept.siblings == self.loads.siblings;
        match same {
            true => Ok(()),
            false => Err(format!("{:?} is not {:?}", kept.secs, self.loads.secs)),
        }
    }
}

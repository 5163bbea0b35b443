//! When each family next matters to a list: an index over the families, so that a day's list looks only at those of
//! which something may be asked.
//!
//! It follows from the loci and the notes, and holds nothing of its own. A review changes it for its family; whatever
//! else changes what is asked puts it in doubt, and it is made anew at the end of the turn. Until then lists look at
//! all families. It knows nothing of the plan: what opens a family, or calls it before its time, is asked besides.

use crate::domain::day::StudyDay;
use crate::domain::locus::LocusId;
use crate::domain::queue::Gate;
use crate::store::read::Asking;

use super::Engine;
use super::asked::When;
use super::shelf::Family;

/// What there is to ask of a family.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ahead {
    /// The earliest due day of its loci, if any was reviewed and may be asked.
    due: Option<StudyDay>,
    /// Whether it holds a locus that was never reviewed and may be asked.
    is_new: bool,
}

/// The index; in doubt at first.
#[derive(Debug, Default)]
pub(super) enum Agenda {
    /// Something changed that it does not know of.
    #[default]
    Doubted,
    /// It agrees with the loci.
    Known {
        /// Parallel to the families of the shelf.
        ahead: Vec<Ahead>,
        /// The family of each node.
        of: Vec<u32>,
    },
}

impl Agenda {
    /// It may no longer agree with the loci.
    pub(super) fn doubt(&mut self) {
        *self = Agenda::Doubted;
    }
}

impl Engine {
    /// Makes the index agree with the loci, if it is in doubt.
    pub(super) fn know_agenda(&mut self) {
        if let Agenda::Known { .. } = self.agenda {
            return;
        }
        let families = &self.shelf.families;
        let mut of = vec![0; self.shelf.atlas.nodes.len()];
        for (at, family) in (0..).zip(families) {
            for node in &family.nodes {
                of[node.0 as usize] = at;
            }
        }
        self.agenda = Agenda::Known {
            ahead: families.iter().map(|family| self.ahead(family)).collect(),
            of,
        };
    }

    /// A locus got another schedule.
    pub(super) fn agenda_follows(&mut self, locus: LocusId) {
        let Some(node) = self.shelf.node_of(locus) else {
            return;
        };
        let Agenda::Known { of, .. } = &self.agenda else {
            return;
        };
        let at = of[node.0 as usize] as usize;
        let after = self.ahead(&self.shelf.families[at]);
        if let Agenda::Known { ahead, .. } = &mut self.agenda {
            ahead[at] = after;
        }
    }

    /// Whether a list may ask anything of a family, by its place on the shelf. Where that is not known, it may.
    pub(super) fn may_ask(&self, place: usize, at: When) -> bool {
        let Agenda::Known { ahead, .. } = &self.agenda else {
            return true;
        };
        let Ahead { due, is_new } = ahead[place];
        due.is_some_and(|due| due <= at.day)
            // The final pass calls what is due later, and no other.
            || (due.is_some() && self.study.calls())
            || (is_new && self.gate(&self.shelf.families[place], at) == Gate::Open)
    }

    fn ahead(&self, family: &Family) -> Ahead {
        let mut ahead = Ahead::default();
        for node in &family.nodes {
            let row = self.row(*node);
            match row.map_or(Asking::Asked, |row| row.asking) {
                Asking::Suspended => continue,
                Asking::Asked => {}
            }
            match row.and_then(|row| row.due()) {
                Some(due) => ahead.due = Some(ahead.due.map_or(due, |before| before.min(due))),
                None => ahead.is_new = true,
            }
        }
        ahead
    }
}

#[cfg(test)]
impl Engine {
    /// Whether the index says what one says that is made anew, and leaves the list of a day as it is without one.
    pub(super) fn agenda_agrees(&mut self, at: When) -> Result<(), String> {
        let of = |(families, today): (Vec<&Family>, crate::domain::queue::Today)| {
            let of_prompt = |prompt: &crate::domain::queue::Prompt| {
                let parent = families[prompt.group].parent;
                (parent, prompt.clone())
            };
            [today.prompts, today.waiting].map(|prompts| {
                let told = prompts.iter().map(of_prompt);
                let told = told.map(|(parent, prompt)| {
                    (parent, crate::domain::queue::Prompt { group: 0, ..prompt })
                });
                told.collect::<Vec<_>>()
            })
        };
        let listed = of(self.list(at, None));
        let kept = std::mem::take(&mut self.agenda);
        let whole = of(self.list(at, None));
        if listed != whole {
            return Err(format!("{listed:?} is not {whole:?}"));
        }
        let Agenda::Known { ahead: kept, .. } = kept else {
            return Ok(());
        };
        self.know_agenda();
        match &self.agenda {
            Agenda::Known { ahead, .. } if *ahead == kept => Ok(()),
            other => Err(format!("{kept:?} is not {other:?}")),
        }
    }
}

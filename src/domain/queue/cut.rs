//! Cuts a group into what is asked at once and what is offered anew at once.
//!
//! It decides nothing about the day as a whole: neither order nor budget nor the cap on new loci.

use std::ops::Range;

use super::{Group, Item, ItemState, Limits, Offer, Prompt, PromptKind, Ranked};
use crate::domain::day::StudyDay;
use crate::domain::now::Secs;

/// Rooms up to which a route is asked whole.
const WHOLE_ROUTE: usize = 9;

/// The chunks of a large group while nothing new is offered: due prompts must not fall apart then.
const CHUNK_WITHOUT_NEW: usize = 12;

/// The stretches of a group that are asked at once if all of them are due, and how long each takes: a group or the
/// chunks of a large one, and a route whole.
pub(super) fn at_once(group: &Group, limits: &Limits) -> Vec<(Range<usize>, Secs)> {
    let whole = 0..group.items.len();
    let stretches = match group.kind {
        PromptKind::Children => {
            let units = Cut::new(0, group, limits).units.into_iter();
            units.map(|unit| unit.stretch).collect()
        }
        PromptKind::Route => vec![whole],
    };
    let secs = |stretch: Range<usize>| {
        let items = &group.items[stretch.clone()];
        let live = items.iter().filter(|item| item.is_live());
        match live.clone().next() {
            Some(_) => (stretch, estimate(group.kind, live)),
            None => (stretch, Secs(0)),
        }
    };
    stretches.into_iter().map(secs).collect()
}

/// A part of a group that is offered anew as a whole: the group, or a chunk of a large one.
#[derive(Debug)]
struct Unit {
    stretch: Range<usize>,
    due: usize,
    new: usize,
    reviewed: usize,
}

impl Unit {
    /// Whether it holds items that nobody has met yet, and no other.
    fn is_unmet(&self) -> bool {
        self.new > 0 && self.reviewed == 0
    }
}

/// A group, cut into its units.
pub(super) struct Cut<'a> {
    index: usize,
    group: &'a Group,
    day: StudyDay,
    live: usize,
    units: Vec<Unit>,
}

impl<'a> Cut<'a> {
    /// Cuts at fixed positions, so that suspending an item moves no other into another chunk.
    pub(super) fn new(index: usize, group: &'a Group, limits: &Limits) -> Cut<'a> {
        let items = &group.items;
        let live = items.iter().filter(|item| item.is_live()).count();
        let chunk = match limits.new_per_day {
            0 => CHUNK_WITHOUT_NEW,
            some => some as usize,
        };
        let size = if live <= chunk.saturating_mul(2) {
            items.len().max(1)
        } else {
            chunk
        };
        let units = (0..items.len())
            .step_by(size)
            .map(|start| start..start.saturating_add(size).min(items.len()))
            .map(|stretch| Unit {
                due: tally(&items[stretch.clone()], |item| item.is_due(limits.day)),
                new: tally(&items[stretch.clone()], Item::is_new),
                reviewed: tally(&items[stretch.clone()], Item::is_reviewed),
                stretch,
            })
            .collect();
        Cut {
            index,
            group,
            day: limits.day,
            live,
            units,
        }
    }

    /// The stretches that are asked because something in them is due, in note order.
    pub(super) fn due_stretches(&self) -> Vec<Range<usize>> {
        match self.group.kind {
            PromptKind::Children => self
                .units
                .iter()
                .filter(|unit| unit.due > 0)
                .map(|unit| unit.stretch.clone())
                .collect(),
            // A route is walked across its chunks, but never through one that was not offered yet.
            PromptKind::Route => self
                .units
                .split(Unit::is_unmet)
                .filter(|run| run.iter().any(|unit| unit.due > 0))
                .map(|run| {
                    let whole = run[0].stretch.start..run[run.len() - 1].stretch.end;
                    self.narrowed(whole, |item| item.is_due(self.day))
                })
                .collect(),
        }
    }

    /// What may be offered anew once the gate is open, in note order: a chunk waits until every earlier one was met.
    pub(super) fn candidates(&self, due: &[Range<usize>]) -> Vec<Candidate> {
        let first_unmet = self.units.iter().position(Unit::is_unmet);
        let reach = first_unmet.map_or(self.units.len(), |at| at + 1);
        self.units[..reach]
            .iter()
            .filter(|unit| unit.new > 0 && unit.due == 0 && !overlaps(due, &unit.stretch))
            .map(|unit| Candidate {
                group: self.index,
                stretch: self.narrowed(unit.stretch.clone(), Item::is_new),
                new: unit.new,
            })
            .collect()
    }

    /// The stretch from the first to the last wanted room of a long route; else all of it.
    fn narrowed(&self, whole: Range<usize>, wanted: impl Fn(&Item) -> bool) -> Range<usize> {
        let is_long = match self.group.kind {
            PromptKind::Children => false,
            PromptKind::Route => self.live > WHOLE_ROUTE,
        };
        let items = &self.group.items[whole.clone()];
        match (
            items.iter().position(&wanted),
            items.iter().rposition(&wanted),
        ) {
            (Some(first), Some(last)) if is_long => whole.start + first..whole.start + last + 1,
            _ => whole,
        }
    }

    pub(super) fn ranked(&self, stretch: Range<usize>) -> Ranked {
        let items = &self.group.items[stretch.clone()];
        let mut earliest = StudyDay(chrono::NaiveDate::MAX);
        let (mut sum, mut number) = (0.0, 0.0);
        for item in items.iter().filter(|item| item.is_due(self.day)) {
            if let ItemState::Review {
                due,
                retrievability,
            } = item.state
            {
                earliest = earliest.min(due);
                sum += f64::from(retrievability);
                number += 1.0;
            }
        }
        Ranked {
            mean: sum / f64::max(number, 1.0),
            earliest,
            new: tally(items, Item::is_new),
            prompt: prompt(self.index, self.group, stretch, Offer::Due, |item| {
                item.is_new() || item.is_due(self.day)
            }),
        }
    }
}

/// A stretch that may be offered anew.
pub(super) struct Candidate {
    pub(super) group: usize,
    stretch: Range<usize>,
    pub(super) new: usize,
}

impl Candidate {
    pub(super) fn prompt(&self, group: &Group) -> Prompt {
        let stretch = self.stretch.clone();
        prompt(self.group, group, stretch, Offer::Anew, Item::is_new)
    }
}

fn tally(items: &[Item], wanted: impl Fn(&Item) -> bool) -> usize {
    items.iter().filter(|item| wanted(item)).count()
}

/// Whether any of `stretches` (in order, apart from each other) shares an item with `other`.
fn overlaps(stretches: &[Range<usize>], other: &Range<usize>) -> bool {
    let at = stretches.partition_point(|stretch| stretch.end <= other.start);
    stretches
        .get(at)
        .is_some_and(|stretch| stretch.start < other.end)
}

fn prompt(
    index: usize,
    group: &Group,
    stretch: Range<usize>,
    offer: Offer,
    is_counted: impl Fn(&Item) -> bool,
) -> Prompt {
    let live = || {
        group.items[stretch.clone()]
            .iter()
            .filter(|item| item.is_live())
    };
    Prompt {
        group: index,
        offer,
        answer: live().map(|item| item.node).collect(),
        counted: live()
            .filter(|item| is_counted(item))
            .map(|item| item.node)
            .collect(),
        est: estimate(group.kind, live()),
        stretch,
    }
}

/// The measured times if every item has one, else the defaults.
pub(super) fn estimate<'a>(
    kind: PromptKind,
    items: impl Iterator<Item = &'a Item> + Clone,
) -> Secs {
    let measured: Option<Vec<Secs>> = items.clone().map(|item| item.measured).collect();
    if let Some(times) = measured {
        return times.into_iter().sum::<Secs>().max(Secs(1));
    }
    kind.secs(u32::try_from(items.count()).unwrap_or(u32::MAX))
}

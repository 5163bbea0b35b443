//! The simulation itself, day after day. It holds the queue's own groups and decides no rule of the queue.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;

use super::{Day, DayLimits, FIRST_RECALL, LocusState, Opening, Outlook, SAMPLE, Terms};
use crate::domain::atlas::NodeIx;
use crate::domain::day::StudyDay;
use crate::domain::hash::{Map, Mixer};
use crate::domain::memory::{Memory, MemoryError, Model};
use crate::domain::now::Secs;
use crate::domain::queue::{self, Gate, Group, Item, ItemState, Limits, Offer, Today};
use crate::domain::rating::Rating;

/// Where a simulation is.
#[derive(Debug, Clone)]
pub struct Simulation<'a> {
    model: &'a Model,
    terms: Terms,
    seed: u64,
    day: StudyDay,
    already: Already,
    groups: Vec<Group>,
    /// Where the loci of each group begin in `minds`.
    firsts: Vec<usize>,
    /// What is remembered of each locus, group after group.
    minds: Vec<Option<Mind>>,
    /// The loci that were reviewed and may be asked, in the order in which they came to be.
    known: Vec<usize>,
    /// The group that a parent opens.
    gates: Map<NodeIx, usize>,
    /// Groups in which something falls due, by that day. One may be there in vain.
    ahead: BTreeMap<StudyDay, Vec<usize>>,
    /// Groups in which something is due, in note order.
    due: Vec<usize>,
    /// Open groups that hold something new.
    fresh: BTreeSet<usize>,
}

/// What was done on the first day before the forecast.
#[derive(Debug, Clone, Copy, Default)]
struct Already {
    first_reviews: u32,
    spent: Secs,
}

/// What is remembered of a locus.
#[derive(Debug, Clone, Copy)]
struct Mind {
    memory: Memory,
    last: StudyDay,
}

/// Whether a locus is asked on a day for the first time.
#[derive(Debug, Clone, Copy)]
enum Turn {
    First,
    /// After a miss, at the end.
    Second,
}

impl<'a> Simulation<'a> {
    pub(super) fn new(outlook: &Outlook<'a>) -> Simulation<'a> {
        let start = outlook.start;
        let mut simulation = Simulation {
            model: outlook.model,
            terms: outlook.terms,
            seed: outlook.seed,
            day: start.day,
            already: Already {
                first_reviews: start.first_reviews,
                spent: start.spent,
            },
            groups: Vec::with_capacity(start.families.len()),
            firsts: Vec::with_capacity(start.families.len()),
            minds: Vec::new(),
            known: Vec::new(),
            gates: Map::default(),
            ahead: BTreeMap::new(),
            due: Vec::new(),
            fresh: BTreeSet::new(),
        };
        for family in &start.families {
            simulation.add(family);
        }
        simulation
    }

    fn add(&mut self, family: &super::Family) {
        let index = self.groups.len();
        self.firsts.push(self.minds.len());
        let mut items = Vec::with_capacity(family.loci.len());
        for locus in &family.loci {
            let (state, mind) = match locus.state {
                LocusState::New => (ItemState::New, None),
                LocusState::Suspended => (ItemState::Suspended, None),
                LocusState::Review { memory, last, due } => {
                    self.known.push(self.minds.len());
                    self.falls_due(index, due);
                    (in_review(due), Some(Mind { memory, last }))
                }
            };
            self.minds.push(mind);
            items.push(Item {
                node: locus.node,
                state,
                measured: locus.measured,
            });
        }
        let gate = match family.opening {
            Opening::Open => Gate::Open,
            Opening::WhenRecalled(parent) => {
                self.gates.insert(parent, index);
                Gate::Closed
            }
        };
        self.groups.push(Group {
            kind: family.kind,
            gate,
            items,
        });
        self.refresh(index);
    }

    /// The day that comes next.
    pub fn day(&self) -> StudyDay {
        self.day
    }

    /// Goes through the next day and tells of it.
    ///
    /// # Errors
    /// If a memory state is damaged.
    pub fn advance(&mut self, limits: DayLimits) -> Result<Day, MemoryError> {
        let today = self.list(limits);
        let mut told = self.told(&today);
        let mut missed = Vec::new();
        for prompt in &today.prompts {
            let group = prompt.group;
            for at in prompt.stretch.clone() {
                let item = self.groups[group].items[at];
                if !item.is_live() {
                    continue;
                }
                told.reviews += 1;
                told.new += u32::from(item.is_new());
                match self.ask(group, at, Turn::First)? {
                    Rating::Again => missed.push((group, at)),
                    Rating::Hard | Rating::Good | Rating::Easy => {}
                }
            }
        }
        for (group, at) in missed {
            told.reviews += 1;
            told.again += 1;
            self.ask(group, at, Turn::Second)?;
        }
        for prompt in &today.prompts {
            self.refresh(prompt.group);
        }
        told.retrievability = self.mean_retrievability();
        self.day = self.day.plus(1);
        Ok(told)
    }

    /// The list of the day, as the queue makes it.
    fn list(&mut self, limits: DayLimits) -> Today {
        let day = self.day;
        while let Some(entry) = self.ahead.first_entry() {
            if *entry.key() > day {
                break;
            }
            self.due.extend(entry.remove());
        }
        self.due.sort_unstable();
        self.due.dedup();
        let groups = &mut self.groups;
        self.due
            .retain(|group| groups[*group].items.iter().any(|item| item.is_due(day)));
        for group in &self.due {
            let minds = &self.minds[self.firsts[*group]..];
            for (item, mind) in groups[*group].items.iter_mut().zip(minds) {
                if let (
                    ItemState::Review {
                        due,
                        retrievability,
                    },
                    Some(mind),
                ) = (&mut item.state, mind)
                    && *due <= day
                {
                    *retrievability = mind.retrievability(day, self.model);
                }
            }
        }
        let already = std::mem::take(&mut self.already);
        let offers_anew = limits.new > 0;
        let limits = Limits {
            day,
            new_per_day: match offers_anew {
                true => limits.new,
                false => self.terms.usual_new,
            },
            first_reviews: already.first_reviews,
            budget: Secs(limits.budget.0.saturating_sub(already.spent.0)),
            order: self.terms.order,
        };
        queue::today_among(
            &self.groups,
            self.due.iter().copied(),
            self.fresh.iter().copied().filter(|_| offers_anew),
            &limits,
        )
    }

    fn told(&self, today: &Today) -> Day {
        let late = today.waiting.iter().filter(|prompt| match prompt.offer {
            Offer::Due => true,
            Offer::Anew => false,
        });
        Day {
            day: self.day,
            secs: today.prompts.iter().map(|prompt| prompt.est).sum(),
            count: number(today.count()),
            new: 0,
            again: 0,
            reviews: 0,
            waiting: number(today.waiting_count()),
            waiting_secs: today.waiting.iter().map(|prompt| prompt.est).sum(),
            late: number(late.map(|prompt| prompt.counted.len()).sum()),
            retrievability: None,
        }
    }

    /// Asks one locus, and does with it what a review does.
    fn ask(&mut self, group: usize, at: usize, turn: Turn) -> Result<Rating, MemoryError> {
        let place = self.firsts[group] + at;
        let node = self.groups[group].items[at].node;
        let mind = self.minds[place];
        let chance = mind.map_or(FIRST_RECALL, |mind| {
            mind.retrievability(self.day, self.model)
        });
        let rating = match draw(self.seed, node, self.day, turn) < chance {
            true => Rating::Good,
            false => Rating::Again,
        };
        let elapsed = mind.map_or(0, |mind| self.day.days_since(mind.last));
        let memory = mind.map(|mind| mind.memory);
        let step = (self.terms.intervals).step(memory, rating, elapsed, self.model)?;
        let due = self.day.plus(step.interval_days);
        if mind.is_none() {
            self.known.push(place);
        }
        self.minds[place] = Some(Mind {
            memory: step.memory,
            last: self.day,
        });
        self.groups[group].items[at].state = in_review(due);
        self.falls_due(group, due);
        if rating.is_recall()
            && let Some(opened) = self.gates.remove(&node)
        {
            self.groups[opened].gate = Gate::Open;
            self.refresh(opened);
        }
        Ok(rating)
    }

    fn falls_due(&mut self, group: usize, due: StudyDay) {
        let groups = self.ahead.entry(due).or_default();
        if groups.last() != Some(&group) {
            groups.push(group);
        }
    }

    /// Finds out whether a group may still offer something.
    fn refresh(&mut self, group: usize) {
        let Group { gate, items, .. } = &self.groups[group];
        if *gate == Gate::Open && items.iter().any(Item::is_new) {
            self.fresh.insert(group);
        } else {
            self.fresh.remove(&group);
        }
    }

    fn mean_retrievability(&self) -> Option<f32> {
        let every = self.known.len().div_ceil(SAMPLE).max(1);
        let (mut sum, mut number) = (0.0, 0.0);
        for place in self.known.iter().step_by(every) {
            if let Some(mind) = &self.minds[*place] {
                sum += f64::from(mind.retrievability(self.day, self.model));
                number += 1.0;
            }
        }
        (number > 0.0).then(|| (sum / number) as f32)
    }
}

impl Mind {
    fn retrievability(&self, day: StudyDay, model: &Model) -> f32 {
        model.retrievability(self.memory, day.days_since(self.last))
    }
}

/// In review; how well it is known is found out on the day it is due.
fn in_review(due: StudyDay) -> ItemState {
    ItemState::Review {
        due,
        retrievability: 1.0,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A number from 0 up to, but not, 1: always the same for the same locus on the same day.
fn draw(seed: u64, node: NodeIx, day: StudyDay, turn: Turn) -> f32 {
    let mut hasher = Mixer::default();
    hasher.write_u64(seed);
    hasher.write_u32(node.0);
    hasher.write_u64(u64::from(day.days_since(StudyDay(chrono::NaiveDate::MIN))));
    hasher.write_u8(match turn {
        Turn::First => 1,
        Turn::Second => 2,
    });
    // 24 bits are what an f32 holds exactly.
    (hasher.finish() >> 40) as f32 / 16_777_216.0
}

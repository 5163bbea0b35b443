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
    met: Met,
    groups: Vec<Group>,
    /// Where the loci of each group begin in `minds`.
    firsts: Vec<usize>,
    /// What is remembered of each locus, group after group.
    minds: Vec<Option<Mind>>,
    /// The loci that were reviewed and may be asked, as group and place in it, in the order in which they came to be.
    known: Vec<(usize, usize)>,
    dues: Dues,
    /// The group that a parent opens.
    gates: Map<NodeIx, usize>,
    /// The groups that a day opens.
    later: BTreeMap<StudyDay, Vec<usize>>,
    /// Groups in which something falls due, by that day. One may be there in vain.
    ahead: BTreeMap<StudyDay, Vec<usize>>,
    /// Groups in which something is due, in note order.
    due: Vec<usize>,
    /// Open groups that hold something new.
    fresh: BTreeSet<usize>,
    means: Means,
}

/// Whether each day tells the mean retrievability at its end, which costs more than the rest of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Told,
    Untold,
}

/// What was done on the next day before its list: on the first one before the forecast, and what was met.
#[derive(Debug, Clone, Copy, Default)]
struct Already {
    first_reviews: u32,
    spent: Secs,
}

/// What was met since the last day.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    new: u32,
    again: u32,
    secs: Secs,
}

/// What is remembered of a locus.
#[derive(Debug, Clone, Copy)]
struct Mind {
    memory: Memory,
    last: StudyDay,
    /// Its own due day, whatever it is called for.
    due: StudyDay,
}

/// Whether a locus is asked on a day for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is.
    First,
    /// After a miss, at the end.
    Second,
}

/// One question to the learner.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// About which node.
    pub node: NodeIx,
    /// On which day.
    pub day: StudyDay,
    /// For the first time on it, or once more.
    pub turn: Turn,
    /// How probably the model expects it to be recalled, 0 to 1.
    pub chance: f32,
}

/// A locus that was reviewed and may be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Which node of the atlas.
    pub node: NodeIx,
    /// Its family, by its place among the families of the start.
    pub family: usize,
    /// Its place in the family.
    pub at: usize,
    /// Its memory after the last review.
    pub memory: Memory,
    /// The study day of that.
    pub last: StudyDay,
    /// Its own due day.
    pub due: StudyDay,
    /// The median of its measured times, once there are enough.
    pub measured: Option<Secs>,
}

/// Which due days hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dues {
    Own,
    /// Others, for the day that comes next.
    Called,
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
            met: Met::default(),
            groups: Vec::with_capacity(start.families.len()),
            firsts: Vec::with_capacity(start.families.len()),
            minds: Vec::new(),
            known: Vec::new(),
            dues: Dues::Own,
            gates: Map::default(),
            later: BTreeMap::new(),
            ahead: BTreeMap::new(),
            due: Vec::new(),
            fresh: BTreeSet::new(),
            means: Means::Told,
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
                    self.known.push((index, items.len()));
                    self.falls_due(index, due);
                    (in_review(due), Some(Mind { memory, last, due }))
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
            Opening::NotBefore(day) => {
                self.later.entry(day).or_default().push(index);
                Gate::Closed
            }
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

    /// The same for whoever wants no mean retrievability of the days.
    pub fn without_means(self) -> Simulation<'a> {
        Simulation {
            means: Means::Untold,
            ..self
        }
    }

    /// The day that comes next.
    pub fn day(&self) -> StudyDay {
        self.day
    }

    /// All loci that were reviewed and may be asked, in the order in which they came to be.
    pub fn known(&self) -> impl Iterator<Item = Known> {
        let known = self.known.iter();
        known.filter_map(|(family, at)| self.known_at(*family, *at))
    }

    fn known_at(&self, family: usize, at: usize) -> Option<Known> {
        let mind = self.minds[self.firsts[family] + at]?;
        let item = self.groups[family].items[at];
        Some(Known {
            node: item.node,
            family,
            at,
            memory: mind.memory,
            last: mind.last,
            due: mind.due,
            measured: item.measured,
        })
    }

    /// All families as they stand, in the order of the start. The due days in them are those that the list of the day
    /// goes by, and a retrievability is true only for what is due.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// A locus, by its place in its family; `None` if it was never reviewed.
    pub fn known_in(&self, family: usize, at: usize) -> Option<Known> {
        self.known_at(family, at)
    }

    /// Puts other due days in the place of the loci's own, for the day that comes next alone.
    pub fn call(&mut self, due: impl Fn(&Known) -> StudyDay) {
        self.dues = Dues::Called;
        self.set_dues(due);
    }

    fn set_dues(&mut self, due: impl Fn(&Known) -> StudyDay) {
        for place in 0..self.known.len() {
            let (family, at) = self.known[place];
            let Some(known) = self.known_at(family, at) else {
                continue;
            };
            let due = due(&known);
            let item = &mut self.groups[family].items[at];
            // What falls due as before is known to.
            if !matches!(item.state, ItemState::Review { due: before, .. } if before == due) {
                item.state = in_review(due);
                self.falls_due(family, due);
            }
        }
    }

    /// Asks what is new in a family, whatever its gate: the recall that ends the making of a map or a palace, which
    /// is a step of a plan and not on the day's list. What was missed is asked once more. It counts with the day that
    /// comes next: it is new on it. What its list would have offered anew takes its place there, of the minutes and of
    /// the new ones; what hangs under a branch that was not recalled yet comes beside the list.
    ///
    /// # Errors
    /// If a memory state is damaged.
    pub fn meet(
        &mut self,
        family: usize,
        mut recalls: impl FnMut(Question) -> bool,
    ) -> Result<(), MemoryError> {
        self.open_until(self.day);
        let new = |item: &Item| item.is_new();
        let items = self.groups[family].items.iter();
        let places: Vec<usize> = items
            .enumerate()
            .filter(|(_, item)| new(item))
            .map(|(at, _)| at)
            .collect();
        let met = places.iter().map(|at| &self.groups[family].items[*at]);
        let secs = queue::at_one_go(self.groups[family].kind, met);
        let mut missed = Vec::new();
        let new = number(places.len());
        for at in places {
            match self.ask(family, at, Turn::First, &mut recalls)? {
                Rating::Again => missed.push(at),
                Rating::Hard | Rating::Good | Rating::Easy => {}
            }
        }
        if self.groups[family].gate == Gate::Open {
            self.already.first_reviews += new;
            self.already.spent = Secs(self.already.spent.0.saturating_add(secs.0));
        }
        self.met.new += new;
        self.met.again += number(missed.len());
        self.met.secs = Secs(self.met.secs.0.saturating_add(secs.0));
        for at in missed {
            self.ask(family, at, Turn::Second, &mut recalls)?;
        }
        self.refresh(family);
        Ok(())
    }

    /// Goes through the next day and tells of it. A recall succeeds with its retrievability, which the seed decides.
    ///
    /// # Errors
    /// If a memory state is damaged.
    pub fn advance(&mut self, limits: DayLimits) -> Result<Day, MemoryError> {
        let seed = self.seed;
        self.advance_by(limits, |question| lot(seed, &question) < question.chance)
    }

    /// The same, where somebody else decides what is recalled.
    ///
    /// # Errors
    /// If a memory state is damaged.
    pub fn advance_by(
        &mut self,
        limits: DayLimits,
        mut recalls: impl FnMut(Question) -> bool,
    ) -> Result<Day, MemoryError> {
        let today = self.list(limits);
        let mut told = self.told(&today);
        told.add(std::mem::take(&mut self.met));
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
                match self.ask(group, at, Turn::First, &mut recalls)? {
                    Rating::Again => missed.push((group, at)),
                    Rating::Hard | Rating::Good | Rating::Easy => {}
                }
            }
        }
        for (group, at) in missed {
            told.reviews += 1;
            told.again += 1;
            self.ask(group, at, Turn::Second, &mut recalls)?;
        }
        for prompt in &today.prompts {
            self.refresh(prompt.group);
        }
        told.retrievability = match self.means {
            Means::Told => self.mean_retrievability(),
            Means::Untold => None,
        };
        if self.dues == Dues::Called {
            self.dues = Dues::Own;
            self.set_dues(|known| known.due);
        }
        self.day = self.day.plus(1);
        Ok(told)
    }

    /// The list of the day, as the queue makes it.
    fn list(&mut self, limits: DayLimits) -> Today {
        let day = self.day;
        self.open_until(day);
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

    fn open_until(&mut self, day: StudyDay) {
        while let Some(entry) = self.later.first_entry().filter(|of| *of.key() <= day) {
            for group in entry.remove() {
                self.groups[group].gate = Gate::Open;
                self.refresh(group);
            }
        }
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
    fn ask(
        &mut self,
        group: usize,
        at: usize,
        turn: Turn,
        recalls: &mut impl FnMut(Question) -> bool,
    ) -> Result<Rating, MemoryError> {
        let place = self.firsts[group] + at;
        let node = self.groups[group].items[at].node;
        let mind = self.minds[place];
        let chance = mind.map_or(FIRST_RECALL, |mind| {
            mind.retrievability(self.day, self.model)
        });
        let question = Question {
            node,
            day: self.day,
            turn,
            chance,
        };
        let rating = match recalls(question) {
            true => Rating::Good,
            false => Rating::Again,
        };
        let elapsed = mind.map_or(0, |mind| self.day.days_since(mind.last));
        let memory = mind.map(|mind| mind.memory);
        let step = (self.terms.intervals).step(memory, rating, elapsed, self.model)?;
        let due = self.day.plus(step.interval_days);
        if mind.is_none() {
            self.known.push((group, at));
        }
        self.minds[place] = Some(Mind {
            memory: step.memory,
            last: self.day,
            due,
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
        for (group, at) in self.known.iter().step_by(every) {
            if let Some(mind) = &self.minds[self.firsts[*group] + at] {
                sum += f64::from(mind.retrievability(self.day, self.model));
                number += 1.0;
            }
        }
        (number > 0.0).then(|| (sum / number) as f32)
    }
}

impl Day {
    /// What was met on it counts as if it had been on its list.
    fn add(&mut self, met: Met) {
        self.secs = Secs(self.secs.0.saturating_add(met.secs.0));
        self.count += met.new;
        self.new += met.new;
        self.again += met.again;
        self.reviews += met.new + met.again;
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
pub fn lot(seed: u64, question: &Question) -> f32 {
    let mut hasher = Mixer::default();
    hasher.write_u64(seed);
    hasher.write_u32(question.node.0);
    hasher.write_u64(u64::from(
        (question.day).days_since(StudyDay(chrono::NaiveDate::MIN)),
    ));
    hasher.write_u8(match question.turn {
        Turn::First => 1,
        Turn::Second => 2,
    });
    // 24 bits are what an f32 holds exactly.
    (hasher.finish() >> 40) as f32 / 16_777_216.0
}

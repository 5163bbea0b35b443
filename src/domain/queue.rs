//! What is asked today: prompts, what is offered anew, and what fits into the day's minutes.
//!
//! It sees groups (the children of one parent, the rooms of one route) and the state of each item.
//! It never shuffles inside a prompt, and it never makes a due prompt wait for a new one.

use std::ops::Range;

use super::atlas::NodeIx;
use super::day::StudyDay;
use super::now::Secs;
use super::settings::Order;
use cut::{Candidate, Cut};

mod cut;

/// How a group is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PromptKind {
    /// "What hangs under X?"
    Children,
    /// A stretch of a route, in order.
    Route,
}

impl PromptKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            PromptKind::Children => "children",
            PromptKind::Route => "route",
        }
    }

    /// How long a prompt over so many loci takes, as long as nothing was measured: 10 s and 5 a child, or 12 a room.
    pub fn secs(self, loci: u32) -> Secs {
        match (self, loci) {
            (_, 0) => Secs(0),
            (PromptKind::Children, _) => Secs(loci.saturating_mul(5).saturating_add(10)),
            (PromptKind::Route, _) => Secs(loci.saturating_mul(12)),
        }
    }
}

/// Whether a group may be offered anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The parent is the root, a route, or a branch that was recalled once.
    Open,
    /// The parent was never recalled, or the day offers nothing new: its children wait, unless they have been
    /// reviewed already.
    Closed,
}

/// The children of one parent, or the rooms of one route, in note order.
#[derive(Debug, Clone)]
pub struct Group {
    /// How it is asked.
    pub kind: PromptKind,
    /// Whether its new items may be offered.
    pub gate: Gate,
    /// Its items, in note order.
    pub items: Vec<Item>,
}

/// One locus of a group.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// Which node of the atlas.
    pub node: NodeIx,
    /// Its state on the day that is asked about.
    pub state: ItemState,
    /// The median of its measured times, once there are enough.
    pub measured: Option<Secs>,
}

/// The state of an item on the day that is asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ItemState {
    /// Never reviewed.
    New,
    /// In review; due if `due` is not after the day.
    Review {
        /// Its due day.
        due: StudyDay,
        /// Retrievability on the day, 0 to 1; true only of what is due.
        retrievability: f32,
    },
    /// Not to be asked.
    Suspended,
}

/// What limits the day.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The day that is asked about.
    pub day: StudyDay,
    /// New loci a day, a soft cap; 0 offers none. It also sets the size of the chunks of a large group, so
    /// a day that offers nothing new keeps it and closes the gates instead.
    pub new_per_day: u32,
    /// First reviews already made on the day.
    pub first_reviews: u32,
    /// The day's budget, less what was spent on it already.
    pub budget: Secs,
    /// Order of the reviews.
    pub order: Order,
}

/// Why a prompt is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Offer {
    /// At least one of its items is due.
    Due,
    /// None is due, but some are new: it is first shown, then asked.
    Anew,
}

/// One thing to ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// Index of its group.
    pub group: usize,
    /// Why it is asked.
    pub offer: Offer,
    /// The stretch of the group's items that it spans.
    pub stretch: Range<usize>,
    /// What is asked and rated: all of the stretch that is not suspended, in note order.
    pub answer: Vec<NodeIx>,
    /// Those of them that are due or new.
    pub counted: Vec<NodeIx>,
    /// How long it takes.
    pub est: Secs,
}

/// The day's list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Today {
    /// What is asked, in order: reviews first, then what is offered anew.
    pub prompts: Vec<Prompt>,
    /// What did not fit, in the same order.
    pub waiting: Vec<Prompt>,
}

impl Today {
    /// How many loci are due or new today.
    pub fn count(&self) -> usize {
        count(&self.prompts)
    }

    /// Whole minutes that today's prompts take, rounded up.
    pub fn minutes(&self) -> u32 {
        minutes(&self.prompts)
    }

    /// How many due or new loci wait.
    pub fn waiting_count(&self) -> usize {
        count(&self.waiting)
    }

    /// Whole minutes that the waiting prompts take, rounded up.
    pub fn waiting_minutes(&self) -> u32 {
        minutes(&self.waiting)
    }
}

/// How many loci of these prompts are due or new.
pub fn count(prompts: &[Prompt]) -> usize {
    prompts.iter().map(|prompt| prompt.counted.len()).sum()
}

/// Whole minutes that these prompts take together, rounded up.
pub fn minutes(prompts: &[Prompt]) -> u32 {
    let sum: Secs = prompts.iter().map(|prompt| prompt.est).sum();
    sum.minutes_up()
}

/// Makes the day's list.
///
/// Linear in the number of items, but for sorting the due prompts.
pub fn today(groups: &[Group], limits: &Limits) -> Today {
    today_among(groups, 0..groups.len(), 0..groups.len(), limits)
}

/// The same for whoever knows which groups matter: only those at `due` hold something due, only those at `fresh`
/// something that may be offered anew, each in note order. What is offered anew is looked for no further than
/// the day's cap reaches.
pub(in crate::domain) fn today_among(
    groups: &[Group],
    due: impl Iterator<Item = usize>,
    fresh: impl Iterator<Item = usize>,
    limits: &Limits,
) -> Today {
    let mut ranked: Vec<Ranked> = Vec::new();
    for index in due {
        let cut = Cut::new(index, &groups[index], limits);
        let stretches = cut.due_stretches().into_iter();
        ranked.extend(stretches.map(|stretch| cut.ranked(stretch)));
    }
    let new_in_due = ranked.iter().map(|ranked| ranked.new).sum();
    sort(&mut ranked, limits.order);
    let candidates = fresh
        .filter(|index| groups[*index].may_be_offered())
        .flat_map(|index| {
            let cut = Cut::new(index, &groups[index], limits);
            cut.candidates(&cut.due_stretches())
        });
    let anew = taken(candidates, new_in_due, limits);
    let prompts = ranked.into_iter().map(|ranked| ranked.prompt).chain(
        anew.iter()
            .map(|candidate| candidate.prompt(&groups[candidate.group])),
    );
    fit(prompts, limits.budget)
}

/// The stretches of a group that are asked at once if all of them are due, and how long each takes. `new_per_day` is
/// what sets the size of the chunks of a large group.
pub fn at_once(group: &Group, new_per_day: u32) -> Vec<(Range<usize>, Secs)> {
    let limits = Limits {
        // No day matters here.
        day: StudyDay(chrono::NaiveDate::MIN),
        new_per_day,
        first_reviews: 0,
        budget: Secs(0),
        order: Order::Retrievability,
    };
    cut::at_once(group, &limits)
}

/// How long items of a group take that are asked one after the other, in one prompt.
pub fn at_one_go<'a>(kind: PromptKind, items: impl Iterator<Item = &'a Item> + Clone) -> Secs {
    match items.clone().next() {
        Some(_) => cut::estimate(kind, items),
        None => Secs(0),
    }
}

/// A due prompt and what it is sorted by.
struct Ranked {
    mean: f64,
    earliest: StudyDay,
    new: usize,
    prompt: Prompt,
}

impl Group {
    fn may_be_offered(&self) -> bool {
        match self.gate {
            Gate::Open => self.items.iter().any(Item::is_new),
            Gate::Closed => false,
        }
    }
}

impl Item {
    /// Whether it may be asked at all.
    pub(in crate::domain) fn is_live(&self) -> bool {
        match self.state {
            ItemState::New | ItemState::Review { .. } => true,
            ItemState::Suspended => false,
        }
    }

    /// Whether it was never reviewed.
    pub(in crate::domain) fn is_new(&self) -> bool {
        self.state == ItemState::New
    }

    fn is_reviewed(&self) -> bool {
        matches!(self.state, ItemState::Review { .. })
    }

    /// Whether it is due on `day`.
    pub(in crate::domain) fn is_due(&self, day: StudyDay) -> bool {
        matches!(self.state, ItemState::Review { due, .. } if due <= day)
    }
}

/// Sorts by `order`; the sort is stable, so what is equal stays in note order.
fn sort(due: &mut [Ranked], order: Order) {
    match order {
        Order::Retrievability => due.sort_by(|a, b| b.mean.total_cmp(&a.mean)),
        Order::Weakest => due.sort_by(|a, b| a.mean.total_cmp(&b.mean)),
        Order::Due => due.sort_by_key(|ranked| ranked.earliest),
    }
}

/// The candidates that the day's soft cap lets through: while something of it remains, never beyond twice
/// the cap, and the first always if no first review was made yet. One that does not fit ends the list.
fn taken(
    candidates: impl Iterator<Item = Candidate>,
    new_in_due: usize,
    limits: &Limits,
) -> Vec<Candidate> {
    let mut taken: Vec<Candidate> = Vec::new();
    let cap = limits.new_per_day as usize;
    if cap == 0 {
        return taken;
    }
    let mut total = (limits.first_reviews as usize).saturating_add(new_in_due);
    for candidate in candidates {
        let after = total.saturating_add(candidate.new);
        let is_first_of_day = taken.is_empty() && limits.first_reviews == 0;
        if !is_first_of_day && (total >= cap || after > cap.saturating_mul(2)) {
            break;
        }
        total = after;
        taken.push(candidate);
    }
    taken
}

/// Takes prompts in order while their sum fits; from the first that does not, all wait.
pub fn fit(prompts: impl Iterator<Item = Prompt>, budget: Secs) -> Today {
    let mut today = Today::default();
    let mut spent = 0_u32;
    for prompt in prompts {
        spent = spent.saturating_add(prompt.est.0);
        let is_first = today.prompts.is_empty() && budget.0 > 0;
        if today.waiting.is_empty() && (is_first || spent <= budget.0) {
            today.prompts.push(prompt);
        } else {
            today.waiting.push(prompt);
        }
    }
    today
}

#[cfg(test)]
mod tests;

//! What is asked today: prompts, what is offered anew, and what fits into the day's minutes.
//!
//! It sees groups (the children of one parent, the rooms of one route) and the state of each item.
//! It never shuffles inside a prompt.

use super::atlas::NodeIx;
use super::day::StudyDay;
use super::now::Secs;
use super::settings::Order;

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
}

/// Whether a group may be offered anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The parent is the root, a route, or a branch that was recalled once.
    Open,
    /// The parent was never recalled: its children wait, unless they have been reviewed already.
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
        /// Retrievability on the day, 0 to 1.
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
    /// New loci a day.
    pub new_per_day: u32,
    /// First reviews already made on the day.
    pub first_reviews: u32,
    /// The day's budget, less what was spent on it already.
    pub budget: Secs,
    /// Order of the reviews.
    pub order: Order,
}

/// One thing to ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// Index of its group.
    pub group: usize,
    /// The stretch of the group's items that it spans.
    pub stretch: std::ops::Range<usize>,
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

/// Makes the day's list.
pub fn today(groups: &[Group], limits: &Limits) -> Today {
    let _ = (groups, limits);
    Today::default()
}

//! The final pass: every interview locus once more in the last days before an interview.
//!
//! It is made anew whenever it is asked for, from how things stand: what was reviewed since it opened counts as seen,
//! and what is left keeps its order, so a day's work takes its prompts off that day and moves no other; only a second look
//! at what had a later day makes room on that. It changes no schedule: it only says on which day a locus is asked instead.
//! On the day of the interview and after it, it is gone.

use std::cmp::Ordering;

use super::super::atlas::NodeIx;
use super::super::day::StudyDay;
use super::super::hash::Map;
use super::super::memory::{Memory, Model};
use super::super::now::Secs;
use super::keeping::kept;
use fill::fill;

mod fill;
#[cfg(test)]
mod tests;

/// The most days that it takes.
pub const LONGEST: u32 = 7;

/// The fewest days that it takes.
pub const SHORTEST: u32 = 4;

/// What shapes the pass. The defaults were chosen among a few by the simulation of `docs/plan.md`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// The part of a day's minutes that the pass may take, 0 to 1: the rest is for what was missed in it, and for
    /// what falls due beside it.
    pub share: f32,
    /// A locus that is due already is not made to wait for its day if it would fall below this retrievability until
    /// then, 0 to 1.
    pub floor: f32,
    /// In minutes that are left, sittings below this mean retrievability on the day of the interview are asked once
    /// more, the weakest first, on each of the last [`LONGEST`] days but the very last; 0 to 1.
    pub second_look: f32,
    /// The same on the last day; 0 to 1.
    pub last_look: f32,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            share: 0.6,
            floor: 0.8,
            second_look: 0.95,
            last_look: 0.99,
        }
    }
}

/// One prompt of interview loci: they are seen together.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    /// Its loci that were reviewed and may be asked, in note order; without any, it is no part of the pass.
    pub loci: Vec<Seat>,
    /// How long it takes.
    pub secs: Secs,
}

/// A locus of a sitting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seat {
    /// Which node of the atlas.
    pub node: NodeIx,
    /// Its memory after the last review.
    pub memory: Memory,
    /// The study day of that.
    pub last: StudyDay,
    /// Its own due day.
    pub due: StudyDay,
}

/// The interview, and the days before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The study day of the interview.
    pub interview: StudyDay,
    /// The days before it, the first of them [`LONGEST`] days before.
    pub days: [LastDay; LONGEST as usize],
    /// How many times as long as the model says everything is kept, above 0; 1 as long as that is not known.
    pub keeps: f32,
    /// What shapes the pass.
    pub rules: Rules,
}

/// One of the days before the interview.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastDay {
    /// What it has for reviews.
    pub budget: Secs,
    /// What is left of that beside the topics of the plan: the most that it has for reviews with second looks.
    pub left: Secs,
}

/// On which day each interview locus is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// The first day of it.
    pub opens: StudyDay,
    /// The day of the interview; the pass ends on the day before.
    pub interview: StudyDay,
    days: Map<NodeIx, StudyDay>,
    /// What the sittings of each of its days take, those seen already included; the first is that on which it opens.
    pub secs: Vec<Secs>,
    /// What does not fit.
    pub short: Option<Short>,
}

/// Sittings that do not fit into the days.
#[derive(Debug, Clone, PartialEq)]
pub struct Short {
    /// Minutes that are missing, in seconds.
    pub secs: Secs,
    /// The loci that are left out: those that are remembered best anyway. They keep their own due days.
    pub left_out: Vec<NodeIx>,
}

/// A sitting on its way to a day.
#[derive(Debug, Clone, Copy)]
struct Strength<'a> {
    sitting: &'a Sitting,
    /// Mean retrievability on the day of the interview if nothing is reviewed until then.
    recall: f32,
}

impl Goal {
    /// The day that is so many days before the interview.
    fn before(&self, days: u32) -> StudyDay {
        self.interview.minus(days)
    }

    /// The day that is so many days before the interview.
    fn day(&self, days: u32) -> LastDay {
        let at = LONGEST.saturating_sub(days) as usize;
        self.days.get(at).copied().unwrap_or_default()
    }

    /// What a day, so many days before the interview, has for the pass. What is new on it, late as it is, may take the
    /// place of half of that, or it is never met.
    fn room(&self, days: u32) -> Secs {
        let day = self.day(days);
        let share = (day.budget.0 as f32 * self.rules.share) as u32;
        Secs(share.min(day.left.0.max(share / 2)))
    }

    /// How many days the pass takes: as few as its minutes allow, as what is seen nearer to the interview is
    /// remembered better on it. All sittings count for it, seen or not, so that it does not change while they are seen.
    fn window(&self, sittings: &[Sitting]) -> u32 {
        let all: u64 = sittings
            .iter()
            .map(|sitting| u64::from(sitting.secs.0))
            .sum();
        let has_room = |days: &u32| {
            let room: u64 = (1..=*days).map(|day| u64::from(self.room(day).0)).sum();
            all <= room
        };
        (SHORTEST..=LONGEST).find(has_room).unwrap_or(LONGEST)
    }
}

impl Pass {
    /// The pass as it stands on `today`. `None` on the day of the interview and after it.
    pub fn new(sittings: &[Sitting], goal: &Goal, today: StudyDay, model: &Model) -> Option<Pass> {
        if today >= goal.interview {
            return None;
        }
        let window = goal.window(sittings);
        let opens = goal.before(window);
        let mut pass = Pass {
            opens,
            interview: goal.interview,
            days: Map::default(),
            secs: vec![Secs(0); window as usize],
            short: None,
        };
        let some = sittings.iter().filter(|sitting| !sitting.loci.is_empty());
        let (seen, mut open): (Vec<&Sitting>, Vec<&Sitting>) =
            some.partition(|sitting| sitting.loci.iter().all(|seat| seat.last >= opens));
        let mut done = Secs(0);
        for sitting in &seen {
            let last = sitting.loci.iter().map(|seat| seat.last).max();
            let last = last.unwrap_or(opens);
            if last >= today {
                done = Secs(done.0.saturating_add(sitting.secs.0));
            }
            pass.add(last, sitting.secs);
        }
        open.retain(|sitting| sitting.secs.0 > 0);
        let open = by_strength(open, goal, model);
        pass.place(&open, goal, today.max(opens), done, model);
        pass.look_again(sittings, goal, today, model);
        Some(pass)
    }

    /// Whether a day is one of the pass.
    pub fn holds(&self, day: StudyDay) -> bool {
        self.opens <= day && day < self.interview
    }

    /// When a locus is asked whose own due day is `due`.
    pub fn due(&self, node: NodeIx, due: StudyDay, today: StudyDay) -> StudyDay {
        match self.days.get(&node) {
            None => due,
            // Until it opens nothing is put off, and nothing lies behind the interview.
            Some(day) if today < self.opens => due.min(*day),
            Some(day) => *day,
        }
    }

    /// The loci that have a day of the pass, with it.
    pub fn days(&self) -> impl Iterator<Item = (NodeIx, StudyDay)> {
        self.days.iter().map(|(node, day)| (*node, *day))
    }

    fn add(&mut self, day: StudyDay, secs: Secs) {
        let at = day.days_since(self.opens) as usize;
        if let Some(sum) = self.secs.get_mut(at) {
            *sum = Secs(sum.0.saturating_add(secs.0));
        }
    }

    /// Gives days to what was not seen yet, `first` being the first of them: in equal parts, what is remembered best
    /// first. What was done on that day already is a part of its part.
    fn place(
        &mut self,
        open: &[Strength<'_>],
        goal: &Goal,
        first: StudyDay,
        done: Secs,
        model: &Model,
    ) {
        let left = self.interview.days_since(first);
        let rooms: Vec<u64> = (1..=left)
            .rev()
            .map(|days| match (days == left, goal.room(days).0) {
                (true, room) => u64::from(room.max(done.0)),
                (false, room) => u64::from(room),
            })
            .collect();
        let all = |open: &[Strength<'_>]| -> u64 {
            open.iter().map(|one| u64::from(one.sitting.secs.0)).sum()
        };
        let room: u64 = rooms.iter().sum();
        let mut wanted = all(open).saturating_add(u64::from(done.0));
        let mut open = open;
        let mut left_out: Vec<NodeIx> = Vec::new();
        let missing = wanted.saturating_sub(room);
        while let Some((best, rest)) = open.split_first().filter(|_| wanted > room) {
            left_out.extend(best.sitting.loci.iter().map(|seat| seat.node));
            wanted -= u64::from(best.sitting.secs.0);
            open = rest;
        }
        if missing > 0 {
            self.short = Some(Short {
                secs: Secs(u32::try_from(missing).unwrap_or(u32::MAX)),
                left_out,
            });
        }
        // Where each day's part ends, counted from the beginning of all parts.
        let mut end = 0;
        let ends: Vec<u64> = fill(&rooms, wanted)
            .into_iter()
            .map(|part| {
                end += part;
                end
            })
            .collect();
        let mut at = u64::from(done.0);
        for one in open {
            let secs = u64::from(one.sitting.secs.0);
            // It goes where its middle lies.
            let middle = at + secs / 2;
            let ahead = ends.iter().position(|end| middle < *end);
            let day = first.plus(ahead.map_or(left.saturating_sub(1), |ahead| ahead as u32));
            at += secs;
            self.add(day, one.sitting.secs);
            self.call(one.sitting, day, goal, model);
        }
    }

    /// All of a sitting is asked on its day; on an earlier one if something in it does not bear to wait.
    fn call(&mut self, sitting: &Sitting, day: StudyDay, goal: &Goal, model: &Model) {
        let bears =
            |seat: &Seat| seat.due > day || seat.recall_on(day, goal, model) >= goal.rules.floor;
        let early = sitting.loci.iter().filter(|seat| !bears(seat));
        let day = early
            .map(|seat| seat.due)
            .min()
            .map_or(day, |due| due.min(day));
        for seat in sitting.loci.iter() {
            self.days.insert(seat.node, day);
        }
    }

    /// What is left of the day is for the weakest of what it does not ask anyway.
    fn look_again(&mut self, sittings: &[Sitting], goal: &Goal, today: StudyDay, model: &Model) {
        let ahead = goal.interview.days_since(today);
        if ahead > LONGEST {
            return;
        }
        let enough = match ahead {
            1 => goal.rules.last_look,
            _ => goal.rules.second_look,
        };
        let is_today =
            |seat: &Seat| seat.last >= today || self.due(seat.node, seat.due, today) <= today;
        let some = sittings.iter().filter(|sitting| !sitting.loci.is_empty());
        let (of_today, others): (Vec<&Sitting>, Vec<&Sitting>) =
            some.partition(|sitting| sitting.loci.iter().any(is_today));
        let mut taken: u64 = of_today
            .iter()
            .map(|sitting| u64::from(sitting.secs.0))
            .sum();
        for one in by_strength(others, goal, model).iter().rev() {
            taken += u64::from(one.sitting.secs.0);
            if one.recall >= enough || taken > u64::from(goal.day(ahead).left.0) {
                break;
            }
            for seat in &one.sitting.loci {
                self.days.insert(seat.node, today);
            }
        }
    }
}

impl Seat {
    /// Its retrievability on a day if nothing is reviewed until then, 0 to 1.
    fn recall_on(&self, day: StudyDay, goal: &Goal, model: &Model) -> f32 {
        let memory = kept(self.memory, goal.keeps);
        model.retrievability(memory, day.days_since(self.last))
    }
}

/// What is remembered best on the day of the interview comes first, and ties are in note order. It does not change
/// from day to day.
fn by_strength<'a>(sittings: Vec<&'a Sitting>, goal: &Goal, model: &Model) -> Vec<Strength<'a>> {
    let recall = |sitting: &Sitting| {
        let sum: f32 = sitting
            .loci
            .iter()
            .map(|seat| seat.recall_on(goal.interview, goal, model))
            .sum();
        sum / sitting.loci.len().max(1) as f32
    };
    let mut all: Vec<Strength<'a>> = sittings
        .into_iter()
        .map(|sitting| Strength {
            sitting,
            recall: recall(sitting),
        })
        .collect();
    all.sort_by(|a, b| b.recall.partial_cmp(&a.recall).unwrap_or(Ordering::Equal));
    all
}

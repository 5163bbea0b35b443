//! On which day a locus falls due: the days around its interval that are as good, and the one that is taken.
//!
//! It knows neither the atlas nor the journal. It never leaves the range, and it is asked once, when a review is
//! made: a due day that was chosen does not move by itself.

use std::cmp::Reverse;
use std::hash::Hasher;
use std::ops::RangeInclusive;

use super::hash::Mixer;
use super::locus::LocusId;
use super::now::Secs;
use super::settings::Fuzz;

/// Intervals below this many days are kept exactly.
const SHORTEST: f32 = 2.5;

/// How far a day may lie from the interval: one day, and this share of each part of the interval.
const PARTS: [(f32, f32, f32); 3] = [
    (SHORTEST, 7.0, 0.15),
    (7.0, 20.0, 0.10),
    (20.0, f32::INFINITY, 0.05),
];

/// Loci up to which a group is asked as one prompt; what is more is asked by halves of it. It is what
/// [`super::queue`] does at the default of 12 new ones a day.
const WHOLE: usize = 24;

/// The days after a review, from 1, on one of which it may fall due: FSRS's fuzz, as py-fsrs
/// (`Scheduler._get_fuzzed_interval`), ts-fsrs (`get_fuzz_range`) and Anki (`rslib`, `states/fuzz.rs`) have it.
///
/// `interval` is the one that the model gives, in days, not yet rounded; below 2.5 days there is one day, the
/// rounded interval. As in ts-fsrs, an interval that grows does not end before it did: the range begins after the
/// `elapsed_days` since the review before. It ends at `max_days`.
///
/// ```
/// use loci::domain::balance::range;
///
/// assert_eq!(range(2.4, 0, 36_500), 2..=2);
/// assert_eq!(range(7.0, 0, 36_500), 5..=9);
/// assert_eq!(range(7.0, 6, 36_500), 7..=9);
/// assert_eq!(range(85.0, 40, 36_500), 79..=91);
/// ```
pub fn range(interval: f32, elapsed_days: u32, max_days: u32) -> RangeInclusive<u32> {
    let max_days = max_days.max(1);
    let exact = days(interval).clamp(1, max_days);
    // A NaN is no interval to spread either.
    if interval.is_nan() || interval < SHORTEST {
        return exact..=exact;
    }
    let interval = interval.min(max_days as f32);
    let share = |(from, to, factor): (f32, f32, f32)| factor * (interval.min(to) - from).max(0.0);
    let delta = 1.0 + PARTS.into_iter().map(share).sum::<f32>();
    let last = days(interval + delta).clamp(1, max_days);
    let mut first = days(interval - delta).max(2);
    if interval > elapsed_days as f32 {
        first = first.max(elapsed_days.saturating_add(1));
    }
    first.min(last)..=last
}

/// Whole days, rounded; `as` saturates and turns NaN into 0.
fn days(number: f32) -> u32 {
    number.round() as u32
}

/// What decides where nothing else does: the same for the same locus after the same number of reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// The seed of a locus that had so many reviews before this one.
    pub fn new(locus: LocusId, reviews: u32) -> Seed {
        let (high, low) = locus.0.as_u64_pair();
        let mut mixer = Mixer::default();
        mixer.write_u64(high);
        mixer.write_u64(low);
        mixer.write_u32(reviews);
        Seed(mixer.finish())
    }

    /// A number below `number`, which is at least 1.
    fn below(self, number: usize) -> usize {
        (self.0 % number.max(1) as u64) as usize
    }
}

/// A locus that needs a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The days that it may take, from its review on: its [`range`].
    pub days: RangeInclusive<u32>,
    /// The rounded interval, which is kept where all days are alike.
    pub interval_days: u32,
    /// Its seed.
    pub seed: Seed,
}

/// Loci of one prompt that fall due together.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// Their places among the wishes, in that order; at least one.
    pub members: Vec<usize>,
    /// The days that all of them may take.
    pub days: RangeInclusive<u32>,
}

/// Whether a day is one to keep free, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ease {
    /// A day like others.
    Ordinary,
    /// An easy day of the week.
    Easy,
    /// A pause takes all of it.
    Away,
}

/// What there is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Whether it is one to keep free.
    pub ease: Ease,
    /// What all prompts of that day take.
    pub secs: Secs,
    /// How many loci of the same prompt fall due on it.
    pub siblings: u32,
}

/// Puts the loci of one prompt, in note order, into as few parties as their ranges allow: siblings stay together,
/// for a prompt asks all of them whichever is due.
pub fn parties(wishes: &[Wish]) -> Vec<Party> {
    let mut by_end: Vec<usize> = (0..wishes.len()).collect();
    by_end.sort_by_key(|at| *wishes[*at].days.end());
    // Whoever begins before the earliest end of a party shares that day with all who are in it.
    let mut parties: Vec<Party> = Vec::new();
    for at in by_end {
        let days = &wishes[at].days;
        match parties.last_mut() {
            Some(party) if days.start() <= party.days.end() => {
                party.members.push(at);
                party.days = *days.start().max(party.days.start())..=*party.days.end();
            }
            Some(_) | None => parties.push(Party {
                members: vec![at],
                days: days.clone(),
            }),
        }
    }
    parties.into_iter().flat_map(Party::by_prompt).collect()
}

impl Party {
    /// What is too much for one prompt is several parties.
    fn by_prompt(mut self) -> Vec<Party> {
        self.members.sort_unstable();
        if self.members.len() <= WHOLE {
            return vec![self];
        }
        let part = |members: &[usize]| Party {
            members: members.to_vec(),
            days: self.days.clone(),
        };
        self.members.chunks(WHOLE / 2).map(part).collect()
    }

    /// The day that it takes, counted from the review. `load` tells what there is on a day, and `marginal` what the
    /// party adds to one on which so many siblings are due.
    ///
    /// Days to be kept free are taken only where there is no other. Then, if it balances: a day on which the same
    /// prompt is asked anyway; the one with the fewest minutes; the one nearest to the intervals; the seed's.
    pub fn choose(
        &self,
        wishes: &[Wish],
        fuzz: Fuzz,
        load: impl Fn(u32) -> Load,
        marginal: impl Fn(u32) -> Secs,
    ) -> u32 {
        let only = *self.days.start();
        if only == *self.days.end() {
            return only;
        }
        let loads: Vec<(u32, Load)> = self.days.clone().map(|day| (day, load(day))).collect();
        let best = loads.iter().map(|(_, load)| load.ease).min();
        let open = loads.iter().filter(|(_, load)| Some(load.ease) == best);
        let open: Vec<(u32, Load)> = open.copied().collect();
        let mut own = self.members.iter().filter_map(|at| wishes.get(*at));
        let lot = own.next().map_or(0, |wish| wish.seed.below(open.len()));
        let chosen = match fuzz {
            Fuzz::Off | Fuzz::Seeded => open.get(lot),
            Fuzz::Balanced => {
                let rank = |(at, (day, load)): &(usize, &(u32, Load))| {
                    let secs = load.secs.0.saturating_add(marginal(load.siblings).0);
                    let drawn = (at + lot) % open.len();
                    (
                        Reverse(self.joins(load.siblings)),
                        secs,
                        self.off(wishes, *day),
                        drawn,
                    )
                };
                let best = open.iter().enumerate().min_by_key(rank);
                best.map(|(_, day)| day)
            }
        };
        chosen.map_or(only, |(day, _)| *day)
    }

    /// Whether there is a prompt of siblings that still has room for the party.
    fn joins(&self, siblings: u32) -> bool {
        siblings > 0 && (siblings as usize).saturating_add(self.members.len()) <= WHOLE
    }

    /// How many days the members are off their intervals on a day, together.
    fn off(&self, wishes: &[Wish], day: u32) -> u64 {
        let members = self.members.iter().filter_map(|at| wishes.get(*at));
        members
            .map(|wish| u64::from(wish.interval_days.abs_diff(day)))
            .sum()
    }
}

#[cfg(test)]
mod tests;

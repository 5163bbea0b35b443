//! The mock interview: which questions it asks, how long each may take, and how an answer is marked. Pure.
//!
//! It is a box of the kind `mock`: its deadline, its STOP and what it holds back are those of a box.

use std::hash::Hasher;

use super::hash::Mixer;
use super::now::Secs;
use super::plan::MockChoice;
use super::queue::PromptKind;
use super::timebox::BoxId;

/// How long an interview is, and what it asks, where nobody says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// How long it is, at most an hour.
    pub limit: Secs,
    /// How many questions, 1 to [`MOST_QUESTIONS`].
    pub questions: u32,
}

/// The most questions of one interview.
pub const MOST_QUESTIONS: u32 = 50;

/// Of so many questions ...
const OF_FIVE: u32 = 5;
/// ... so many are about a palace, where there are palaces.
const PALACES_OF_FIVE: u32 = 3;

/// What may be asked: the children of one parent, or the rooms of one route, of which some was reviewed.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The map or palace that it belongs to; any number that is the same for all of it.
    pub topic: u32,
    /// The children of a parent, or a route.
    pub kind: PromptKind,
    /// Whether some of it is due.
    pub due: Due,
    /// Whether its map or palace is marked `#interview`.
    pub mark: Mark,
    /// Mean retrievability of its loci, 0 to 1; what was never reviewed counts as 0.
    pub recall: f64,
    /// Whether some of it was reviewed within the last 24 hours.
    pub seen: Seen,
    /// How often a mock interview asked it.
    pub asked: u32,
    /// The scope that it is asked under, which draws its lot.
    pub scope: String,
}

/// Whether some of a candidate is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Some is.
    Now,
    /// None is.
    Later,
}

/// Whether a map or palace is marked as relevant for an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It is.
    Interview,
    /// It is not.
    None,
}

/// When a candidate was last reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// Longer ago than 24 hours.
    LongAgo,
    /// Within the last 24 hours: to say it again would prove little.
    Lately,
}

/// What is wanted of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// How many questions, at least 1.
    pub questions: u32,
    /// Which come first: by what is due, with one that is weak and one that was never asked; or the weakest.
    pub choice: MockChoice,
    /// Draws the lots: the same number over the same candidates chooses the same questions.
    pub seed: u64,
}

/// Chooses questions, in the order in which they are asked: indices into `candidates`, each at most once.
///
/// Three of five are about palaces, one about what is recalled least surely, one about what no mock interview asked
/// yet; of fewer so many fewer. Otherwise what is due comes first, then what is marked, then what was asked least often, then the lot. What
/// was reviewed within the last 24 hours, or shares its map or palace with a chosen one, comes only where nothing
/// else is left.
pub fn choose(candidates: &[Candidate], wanted: Wanted) -> Vec<usize> {
    let lots: Vec<u64> = candidates.iter().map(|it| lot(it, wanted.seed)).collect();
    let usual = |at: usize| {
        let it = &candidates[at];
        (it.due, it.mark, it.asked, lots[at])
    };
    let mut choice = Choice {
        candidates,
        chosen: Vec::new(),
    };
    let palaces = wanted.questions * PALACES_OF_FIVE / OF_FIVE;
    let is_palace = |it: &Candidate| it.kind == PromptKind::Route;
    match wanted.choice {
        MockChoice::Any => {
            for _ in 0..palaces {
                choice.take(is_palace, usual);
            }
            if choice.lacks(wanted.questions) {
                choice.take_weakest();
            }
            if choice.lacks(wanted.questions) {
                choice.take(|it| it.asked == 0, usual);
            }
            while choice.lacks(wanted.questions) && choice.take(|_| true, usual) {}
        }
        MockChoice::Weak => while choice.lacks(wanted.questions) && choice.take_weakest() {},
    }
    let mut chosen = choice.chosen;
    chosen.sort_by_key(|at| lots[*at]);
    chosen
}

struct Choice<'a> {
    candidates: &'a [Candidate],
    chosen: Vec<usize>,
}

impl Choice<'_> {
    fn lacks(&self, questions: u32) -> bool {
        (self.chosen.len() as u64) < u64::from(questions)
    }

    /// Takes the first by `key` of those that fit; false if none is left.
    fn take<K: Ord>(
        &mut self,
        fits: impl Fn(&Candidate) -> bool,
        key: impl Fn(usize) -> K,
    ) -> bool {
        let topics: Vec<u32> = self
            .chosen
            .iter()
            .map(|at| self.candidates[*at].topic)
            .collect();
        let left = (0..self.candidates.len())
            .filter(|at| !self.chosen.contains(at) && fits(&self.candidates[*at]));
        let first = left.min_by_key(|at| {
            let it = &self.candidates[*at];
            (topics.contains(&it.topic), it.seen, key(*at))
        });
        self.chosen.extend(first);
        first.is_some()
    }

    fn take_weakest(&mut self) -> bool {
        let candidates = self.candidates;
        // Retrievability as a whole number: it is between 0 and 1, and never NaN.
        self.take(|_| true, |at| (candidates[at].recall * 1e6) as u32)
    }
}

fn lot(candidate: &Candidate, seed: u64) -> u64 {
    let mut mixer = Mixer::default();
    mixer.write_u64(seed);
    mixer.write(candidate.scope.as_bytes());
    mixer.finish()
}

/// How long the parts of one question may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// To think, in silence.
    pub think: Secs,
    /// To say the answer aloud.
    pub answer: Secs,
    /// To answer what the interviewer asks then.
    pub follow_up: Secs,
}

impl Pacing {
    /// Of an interview of `limit` over so many questions: 5 % of a question's share, 5 to 15 s, to think; 40 %, 30 to
    /// 120 s, to answer; 15 %, 15 to 45 s, for the follow-up. The rest is for looking at what was said.
    pub fn of(limit: Secs, questions: u32) -> Pacing {
        let share = limit.0 / questions.max(1);
        Pacing {
            think: Secs((share / 20).clamp(5, 15)),
            answer: Secs((share * 2 / 5).clamp(30, 120)),
            follow_up: Secs((share * 3 / 20).clamp(15, 45)),
        }
    }
}

/// How well one side of an answer was, 0 to 3.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(u8);

impl Points {
    /// The most.
    pub const MOST: u8 = 3;

    /// Points of a number, if it is 0 to 3.
    pub fn new(number: u8) -> Option<Points> {
        (number <= Points::MOST).then_some(Points(number))
    }

    /// 0 to 3.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// The sides of an answer that are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// It opened with a frame, and kept its order.
    Structure,
    /// What was said is right.
    Correct,
    /// A trade-off, an example, a limit.
    Depth,
    /// In time, without a restart.
    Delivery,
}

impl Side {
    /// All four, in the order in which they are asked.
    pub const ALL: [Side; 4] = [Side::Structure, Side::Correct, Side::Depth, Side::Delivery];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Structure => "structure",
            Side::Correct => "correct",
            Side::Depth => "depth",
            Side::Delivery => "delivery",
        }
    }
}

/// The marks of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rubric {
    /// Opened with a frame, in order.
    pub structure: Points,
    /// Right.
    pub correct: Points,
    /// A trade-off, an example, a limit.
    pub depth: Points,
    /// In time, without a restart.
    pub delivery: Points,
}

impl Rubric {
    /// The points of one side.
    pub fn of(&self, side: Side) -> Points {
        match side {
            Side::Structure => self.structure,
            Side::Correct => self.correct,
            Side::Depth => self.depth,
            Side::Delivery => self.delivery,
        }
    }
}

/// An answer that was given in a mock interview, as the journal keeps it. Its ratings are the reviews of its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The interview: its box.
    pub mock: BoxId,
    /// What was asked, as `log` takes it.
    pub scope: String,
    /// How it was; none where it was broken off before it was marked.
    pub rubric: Option<Rubric>,
    /// How long the answer was, without the time to think and to look.
    pub took: Secs,
}

#[cfg(test)]
mod tests;

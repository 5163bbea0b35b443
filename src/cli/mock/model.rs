//! A mock interview as far as it has come: which question, what is being done about it, what was ticked and marked.
//! It draws nothing, logs nothing and reads no clock; time is an argument, in milliseconds from any origin.

use crate::domain::mock::{Points, Side};
use crate::domain::rating::Rating;
use crate::ipc::protocol::{MockQuestion, MockReply};

/// What stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The question, in silence: walk in.
    Think,
    /// The answer is being said.
    Say,
    /// What an interviewer asks then is being answered.
    FollowUp,
    /// What a good answer touches; this item is ticked next. Behind the last one all are.
    Tick(usize),
    /// The marks; this side is marked next. Behind the last one all are.
    Mark(usize),
    /// All questions were asked.
    Over,
}

/// What the user wants, or the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    Go,
    /// Nothing comes: show what it would have been.
    Blank,
    /// How the item that is asked was.
    Tick(Rating),
    /// The same for all that are not ticked yet.
    TickAll(Rating),
    /// Points for the side that is asked.
    Mark(Points),
    /// One step back.
    Back,
    /// Leave.
    Leave,
    /// The time of what is going on is over.
    TimeUp,
}

/// What is to be done about a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Draw it anew.
    Draw,
    /// Say why not.
    Refuse(&'static str),
    /// Log this, then call [`Interview::logged`].
    Log(Graded),
    /// The user leaves.
    Leave,
}

/// An answer that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    /// Which question, from 0.
    pub question: usize,
    /// What was ticked, by the place of the item in its question.
    pub ticks: Vec<(usize, Rating)>,
    /// The marks of all sides, in the order of [`Side::ALL`]; none where it was broken off before.
    pub marks: Option<[Points; 4]>,
    /// How long the answer was, in seconds.
    pub answer_secs: u32,
}

/// How long the parts of a question take, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Times {
    think: u32,
    answer: u32,
    follow_up: u32,
}

/// The interview.
#[derive(Debug)]
pub struct Interview {
    /// What is asked, in this order; at least one.
    pub questions: Vec<MockQuestion>,
    times: Times,
    at: usize,
    face: Face,
    /// When what is going on began.
    since_ms: u64,
    ticks: Vec<Option<Rating>>,
    marks: Vec<Points>,
    answer_secs: u32,
}

impl Interview {
    /// Stands before the first question.
    pub fn new(mock: &MockReply, now_ms: u64) -> Interview {
        let mut interview = Interview {
            questions: mock.questions.clone(),
            times: Times {
                think: mock.think_secs,
                answer: mock.answer_secs,
                follow_up: mock.follow_up_secs,
            },
            at: 0,
            face: Face::Think,
            since_ms: now_ms,
            ticks: Vec::new(),
            marks: Vec::new(),
            answer_secs: 0,
        };
        interview.ask(0, now_ms);
        interview
    }

    /// Which question is asked, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What stands on the screen.
    pub fn face(&self) -> Face {
        self.face
    }

    /// The question.
    pub fn question(&self) -> Option<&MockQuestion> {
        self.questions.get(self.at)
    }

    /// How an item of the question was ticked.
    pub fn tick(&self, item: usize) -> Option<Rating> {
        self.ticks.get(item).copied().flatten()
    }

    /// The points of a side, in the order of [`Side::ALL`].
    pub fn points(&self, side: usize) -> Option<Points> {
        self.marks.get(side).copied()
    }

    /// When what is going on began.
    pub fn since_ms(&self) -> u64 {
        self.since_ms
    }

    /// How long what is going on may take, in seconds; none where nothing presses.
    pub fn limit_secs(&self) -> Option<u32> {
        match self.face {
            Face::Think => Some(self.times.think),
            Face::Say => Some(self.times.answer),
            Face::FollowUp => Some(self.times.follow_up),
            Face::Tick(_) | Face::Mark(_) | Face::Over => None,
        }
    }

    /// When [`Wish::TimeUp`] is due.
    pub fn ends_ms(&self) -> Option<u64> {
        let limit = self.limit_secs()?;
        Some(self.since_ms.saturating_add(u64::from(limit) * 1000))
    }

    /// What is left of it, in seconds, rounded up.
    pub fn left_secs(&self, now_ms: u64) -> Option<u32> {
        let left = self.ends_ms()?.saturating_sub(now_ms).div_ceil(1000);
        u32::try_from(left).ok()
    }

    /// What follows on a wish.
    pub fn wish(&mut self, wish: Wish, now_ms: u64) -> Deed {
        match (wish, self.face) {
            (Wish::Leave, _) => Deed::Leave,
            (Wish::Go | Wish::TimeUp, Face::Think) => self.turn(Face::Say, now_ms),
            (Wish::Go | Wish::TimeUp, Face::Say) => {
                self.answered(now_ms);
                self.turn(Face::FollowUp, now_ms)
            }
            (Wish::Go | Wish::TimeUp, Face::FollowUp) => self.turn(Face::Tick(0), now_ms),
            (Wish::Blank, Face::Think | Face::Say) => {
                if self.face == Face::Say {
                    self.answered(now_ms);
                }
                self.ticks.fill(Some(Rating::Again));
                self.marks = vec![Points::default(); Side::ALL.len()];
                self.turn(Face::Tick(self.ticks.len()), now_ms)
            }
            (Wish::Tick(rating), Face::Tick(item)) => match self.ticks.get_mut(item) {
                None => Deed::Refuse("all are ticked: space goes on, b goes back"),
                Some(tick) => {
                    *tick = Some(rating);
                    self.marks.clear();
                    self.turn(Face::Tick(item + 1), now_ms)
                }
            },
            (Wish::TickAll(rating), Face::Tick(_)) => {
                for tick in self.ticks.iter_mut().filter(|tick| tick.is_none()) {
                    *tick = Some(rating);
                }
                self.turn(Face::Tick(self.ticks.len()), now_ms)
            }
            (Wish::Go, Face::Tick(_)) if self.ticks.contains(&None) => {
                Deed::Refuse("tick each: g said, h late, m not said")
            }
            (Wish::Go, Face::Tick(_)) if self.marks.len() == Side::ALL.len() => self.log(),
            (Wish::Go, Face::Tick(_)) => {
                self.marks.clear();
                self.turn(Face::Mark(0), now_ms)
            }
            (Wish::Mark(points), Face::Mark(side)) if side < Side::ALL.len() => {
                self.marks.push(points);
                self.turn(Face::Mark(self.marks.len()), now_ms)
            }
            (Wish::Mark(_), Face::Mark(_)) => {
                Deed::Refuse("all are marked: space goes on, b goes back")
            }
            (Wish::Go, Face::Mark(_)) if self.marks.len() == Side::ALL.len() => self.log(),
            (Wish::Back, Face::Mark(0)) => {
                self.marks.clear();
                self.turn(Face::Tick(self.ticks.len()), now_ms)
            }
            (Wish::Back, Face::Mark(_)) => {
                self.marks.pop();
                self.turn(Face::Mark(self.marks.len()), now_ms)
            }
            (Wish::Back, Face::Tick(item)) if item > 0 => {
                self.marks.clear();
                if let Some(tick) = self.ticks.get_mut(item - 1) {
                    *tick = None;
                }
                self.turn(Face::Tick(item - 1), now_ms)
            }
            (Wish::Back, Face::Think | Face::Say | Face::FollowUp | Face::Tick(_)) => {
                Deed::Refuse("what was said is said")
            }
            (Wish::Go, Face::Mark(_)) => Deed::Refuse("0 to 3"),
            (
                Wish::Tick(_) | Wish::TickAll(_) | Wish::Mark(_),
                Face::Think | Face::Say | Face::FollowUp,
            ) => Deed::Refuse("answer first; space when you are done, x if nothing comes"),
            (Wish::Mark(_), Face::Tick(_)) => Deed::Refuse("tick each: g said, h late, m not said"),
            (Wish::Tick(_) | Wish::TickAll(_), Face::Mark(_)) => Deed::Refuse("0 to 3"),
            (Wish::Blank, Face::FollowUp | Face::Tick(_) | Face::Mark(_))
            | (Wish::TimeUp, Face::Tick(_) | Face::Mark(_))
            | (
                Wish::Go
                | Wish::Blank
                | Wish::Tick(_)
                | Wish::TickAll(_)
                | Wish::Mark(_)
                | Wish::Back
                | Wish::TimeUp,
                Face::Over,
            ) => Deed::Draw,
        }
    }

    /// What was graded is on disk, or will never be: the next question, if there is one.
    pub fn logged(&mut self, now_ms: u64) {
        self.ask(self.at + 1, now_ms);
    }

    /// What was ticked of a question that is broken off: it is rated, with its marks if all were given. None if
    /// nothing was ticked.
    pub fn broken_off(&self) -> Option<Graded> {
        let graded = self.graded(self.all_marks());
        (!graded.ticks.is_empty()).then_some(graded)
    }

    fn ask(&mut self, at: usize, now_ms: u64) {
        self.at = at;
        self.since_ms = now_ms;
        self.answer_secs = 0;
        self.marks.clear();
        match self.questions.get(at) {
            Some(question) => {
                self.ticks = vec![None; question.items.len()];
                self.face = Face::Think;
            }
            None => {
                self.ticks.clear();
                self.face = Face::Over;
            }
        }
    }

    fn turn(&mut self, face: Face, now_ms: u64) -> Deed {
        self.face = face;
        self.since_ms = now_ms;
        Deed::Draw
    }

    fn answered(&mut self, now_ms: u64) {
        let secs = now_ms.saturating_sub(self.since_ms).div_ceil(1000);
        let secs = u32::try_from(secs).unwrap_or(u32::MAX);
        // A machine that slept did not speak.
        self.answer_secs = secs.min(self.times.answer);
    }

    fn log(&self) -> Deed {
        Deed::Log(self.graded(self.all_marks()))
    }

    fn all_marks(&self) -> Option<[Points; 4]> {
        <[Points; 4]>::try_from(self.marks.as_slice()).ok()
    }

    fn graded(&self, marks: Option<[Points; 4]>) -> Graded {
        let ticks = self.ticks.iter().enumerate();
        Graded {
            question: self.at,
            ticks: ticks
                .filter_map(|(at, tick)| Some((at, (*tick)?)))
                .collect(),
            marks,
            answer_secs: self.answer_secs,
        }
    }
}

#[cfg(test)]
pub mod tests;

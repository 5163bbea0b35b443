//! A mock interview that is going on: each answer is on disk before the next question is asked.
//!
//! It neither draws nor waits; the screen and the lines do, and tell it what the user wishes.

use chrono::{DateTime, Utc};

use super::model::{Deed, Face, Graded, Interview, Wish};
use crate::cli::context::{Context, Input};
use crate::cli::exit::Trouble;
use crate::cli::log::{self, Sent, batch_id};
use crate::cli::render::words::{self, printable};
use crate::cli::when;
use crate::clock;
use crate::domain::mock::Points;
use crate::domain::rating::Rating;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{At, Log, LoggedReview, MockAnswer, MockReply, OwnRating};

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// All questions were asked.
    Through,
    /// The user left.
    Left,
}

/// An answer, and what became of it.
#[derive(Debug)]
pub(super) struct Given {
    /// What was ticked and marked.
    pub(super) graded: Graded,
    /// What was written; none while it waits for the daemon.
    pub(super) reviews: Option<Vec<LoggedReview>>,
}

/// It, going on.
pub(super) struct Session<'a> {
    /// What every verb needs. Nobody is asked anything meanwhile.
    pub(super) context: &'a mut Context,
    /// What the daemon told of it.
    pub(super) mock: MockReply,
    /// How far it has come.
    pub(super) interview: Interview,
    /// What was just done, or why not; may be empty.
    pub(super) said: String,
    /// The answers so far.
    pub(super) given: Vec<Given>,
    told_at: DateTime<Utc>,
    input: Input,
}

impl<'a> Session<'a> {
    /// Begins.
    pub(super) fn new(context: &'a mut Context, mock: MockReply) -> Session<'a> {
        // A question in the middle of a screen would spoil it.
        let input = std::mem::replace(&mut context.input, Input::Never);
        Session {
            interview: Interview::new(&mock, clock::boot().ms),
            told_at: context.now().at,
            context,
            mock,
            said: String::new(),
            given: Vec::new(),
            input,
        }
    }

    /// Does what the user, or the time, wishes; how it ended, if it did.
    pub(super) fn wish(&mut self, wish: Wish) -> Result<Option<End>, Trouble> {
        self.said.clear();
        match self.interview.wish(wish, clock::boot().ms) {
            Deed::Draw => {}
            Deed::Refuse(why) => self.said = why.to_owned(),
            Deed::Leave => {
                self.break_off()?;
                return Ok(Some(End::Left));
            }
            Deed::Log(graded) => {
                self.log(graded)?;
                self.interview.logged(clock::boot().ms);
            }
        }
        Ok((self.interview.face() == Face::Over).then_some(End::Through))
    }

    /// Rates what was ticked of a question that is broken off.
    pub(super) fn break_off(&mut self) -> Result<(), Trouble> {
        match self.interview.broken_off() {
            Some(graded) => self.log(graded),
            None => Ok(()),
        }
    }

    fn log(&mut self, graded: Graded) -> Result<(), Trouble> {
        let now = self.context.now();
        let Some(log) = self.request(&graded, &now) else {
            return Ok(());
        };
        let ratings = graded.ticks.len() as u64;
        let said = graded
            .ticks
            .iter()
            .filter(|(_, it)| *it != Rating::Again)
            .count();
        let counted = format!("{said} of {} said", words::count(ratings, "thing"));
        let reviews = match log::send(self.context, log, &now) {
            Ok(Sent::Logged(reply)) => {
                self.said = counted;
                Some(reply.value.reviews)
            }
            Ok(Sent::Spooled(..)) => {
                self.said = format!("{counted}, kept for the daemon, which is down");
                None
            }
            // It went from the notes meanwhile.
            Err(Trouble::Client(ClientError::Failure(failure))) => {
                self.said = format!("not rated: {}", printable(&failure.message));
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        self.given.push(Given { graded, reviews });
        Ok(())
    }

    fn request(&self, graded: &Graded, now: &crate::domain::now::Now) -> Option<Log> {
        let question = self.interview.questions.get(graded.question)?;
        let own = graded.ticks.iter().filter_map(|(at, rating)| {
            let item = question.items.get(*at)?;
            Some(OwnRating {
                locus: item.path.clone(),
                rating: rating.number(),
            })
        });
        let answer = graded.marks.map(|marks| {
            let [structure, correct, depth, delivery] = marks.map(Points::number);
            Box::new(MockAnswer {
                mock: self.mock.running.id,
                scope: question.scope.clone(),
                structure,
                correct,
                depth,
                delivery,
                answer_secs: graded.answer_secs,
            })
        });
        Some(Log {
            batch_id: Some(batch_id(now.at)),
            scopes: Vec::new(),
            rating: Rating::Good.number(),
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Stated,
            // The time of an answer is none of a recall.
            took_secs: None,
            note: None,
            source: Some("mock".to_owned()),
            answer,
            ratings: own.collect(),
            ratings_path: None,
            told_at: Some(when::rfc3339(self.told_at, now)),
        })
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.context.input = self.input;
    }
}

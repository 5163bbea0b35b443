//! A mock interview that is going on: each answer is on disk before the next question is asked.
//!
//! It neither draws nor waits; the screen and the lines do, and tell it what the user wishes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Ended;
use super::model::{Deed, Face, Graded, Interview, Wish};
use crate::cli::context::{Context, Input};
use crate::cli::exit::Trouble;
use crate::cli::log::{self, Sent, batch_id};
use crate::cli::render::words::{self, printable};
use crate::cli::spoken::boxed::Boxed;
use crate::cli::spool;
use crate::cli::when;
use crate::clock;
use crate::domain::mock::Points;
use crate::domain::rating::Rating;
use crate::ipc::client::{ClientError, Watch};
use crate::ipc::protocol::{At, Log, LoggedReview, MockAnswer, MockPoints, MockReply, OwnRating};

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
    /// What one undo takes back.
    pub(super) batch: Uuid,
    /// What was written; none while it waits for the daemon.
    pub(super) reviews: Option<Vec<LoggedReview>>,
    /// The paths of what went from the notes meanwhile: it is not rated.
    pub(super) gone: Vec<String>,
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
    /// Why answers were not taken at all.
    pub(super) refused: Vec<String>,
    /// What is kept for the daemon, and how it is started; told at the end.
    pub(super) kept: Option<String>,
    /// Whether the daemon took the last answer.
    daemon: Daemon,
    told_at: DateTime<Utc>,
    input: Input,
}

/// What the last answer told of the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Daemon {
    /// Nothing new.
    Unknown,
    /// It is there.
    There,
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
            refused: Vec::new(),
            kept: None,
            daemon: Daemon::Unknown,
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

    /// Listens again to a daemon that took an answer and that nobody listens to; how the interview ended meanwhile, if
    /// it did.
    pub(super) fn listen(
        &mut self,
        boxed: &Boxed,
        watch: &mut Option<Watch>,
    ) -> Result<Option<Ended>, Trouble> {
        let was = std::mem::replace(&mut self.daemon, Daemon::Unknown);
        match (was, &watch) {
            (Daemon::There, None) => {
                let ended = boxed.listen_again(self.context, watch)?;
                Ok(ended.map(Ended::from_box))
            }
            (Daemon::There, Some(_)) | (Daemon::Unknown, _) => Ok(None),
        }
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
        let batch = log.batch_id.unwrap_or_default();
        let ratings = graded.ticks.len() as u64;
        let said = graded
            .ticks
            .iter()
            .filter(|(_, it)| *it != Rating::Again)
            .count();
        let counted = format!("{said} of {} said", words::count(ratings, "thing"));
        let (reviews, gone) = match log::send(self.context, log, &now) {
            Ok(Sent::Logged(reply)) => {
                self.daemon = Daemon::There;
                let gone = reply.value.ignored;
                self.said = match gone.is_empty() {
                    true => counted,
                    false => format!("{counted}; gone from the notes: {}", log::listed(&gone)),
                };
                (Some(reply.value.reviews), gone)
            }
            Ok(Sent::Spooled(log, reached)) => {
                self.said = format!("{counted}, kept for the daemon, which is down");
                let whose = spool::whose(&self.context.paths);
                self.kept = Some(log::kept(&log, reached, &whose, &now));
                (None, Vec::new())
            }
            // All of it went from the notes meanwhile.
            Err(Trouble::Client(ClientError::Failure(failure))) => {
                let ask = self.interview.questions.get(graded.question);
                let ask = ask.map_or(String::new(), |it| printable(&it.ask));
                self.said = format!("{ask} is not rated: {}", printable(&failure.message));
                self.refused.push(self.said.clone());
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        self.given.push(Given {
            graded,
            batch,
            reviews,
            gone,
        });
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
        let answer = MockAnswer {
            mock: self.mock.running.id,
            scope: question.scope.clone(),
            marks: graded.marks.map(points),
            answer_secs: graded.answer_secs,
        };
        // What waits in the spool is told by its worst.
        let worst = graded.ticks.iter().map(|(_, rating)| *rating).min();
        Some(Log {
            batch_id: Some(batch_id(now.at)),
            scopes: Vec::new(),
            rating: worst?.number(),
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Stated,
            // The time of an answer is none of a recall.
            took_secs: None,
            note: None,
            source: Some("mock".to_owned()),
            answer: Some(Box::new(answer)),
            ratings: own.collect(),
            ratings_path: None,
            told_at: Some(when::rfc3339(self.told_at, now)),
        })
    }
}

/// The marks as the wire has them.
pub(super) fn points(marks: [Points; 4]) -> MockPoints {
    let [structure, correct, depth, delivery] = marks.map(Points::number);
    MockPoints {
        structure,
        correct,
        depth,
        delivery,
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.context.input = self.input;
    }
}

//! A walk or an explanation that is going on: each rating is on disk before the next is asked.
//!
//! It neither draws nor waits; the screen and the lines do, and tell it what the user wishes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::end::Summary;
use super::model::{Deed, Due, End, Face, Manner, Spoken, Station, Wish};
use super::view::Scene;
use crate::cli::context::{Context, Input};
use crate::cli::exit::Trouble;
use crate::cli::log::{self, Sent, batch_id};
use crate::cli::render::words::printable;
use crate::cli::when;
use crate::clock;
use crate::domain::rating::Rating;
use crate::domain::settings::RatingKeys;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{At, EndHow, Log, LoggedReview};

/// What is walked or explained.
#[derive(Debug)]
pub struct About {
    /// How it is spoken.
    pub manner: Manner,
    /// The palace or map, verbatim.
    pub name: String,
    /// The palace's model answer.
    pub answer: Option<String>,
    /// What is asked, in order; at least one.
    pub stations: Vec<Station>,
    /// When the daemon told what is asked.
    pub told_at: DateTime<Utc>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All of it was asked, or the user left.
    By(End),
    /// The user interrupted it, or the terminal is gone.
    Interrupted,
    /// STOP: the time of the box is over.
    Stopped,
    /// The user ended the box from elsewhere, before its time was over.
    Elsewhere(EndHow),
}

/// A rating that was given, and what became of it.
#[derive(Debug)]
struct Given {
    batch: Uuid,
    station: usize,
    item: usize,
    became: Became,
}

#[derive(Debug)]
enum Became {
    Logged(Vec<LoggedReview>),
    /// It waits for the daemon.
    Spooled(Box<Log>),
}

/// It, going on.
pub struct Session<'a> {
    /// What every verb needs. Nobody is asked anything meanwhile.
    pub context: &'a mut Context,
    /// How far it has come.
    pub spoken: Spoken,
    /// Which ratings there are.
    pub keys: RatingKeys,
    /// What was just done, or why not; may be empty.
    pub said: String,
    /// Which page of the model answer is shown, from 0.
    pub page: usize,
    about: About,
    input: Input,
    given: Vec<Given>,
}

impl<'a> Session<'a> {
    /// Begins.
    pub fn new(context: &'a mut Context, mut about: About, keys: RatingKeys) -> Session<'a> {
        let stations = std::mem::take(&mut about.stations);
        // A question in the middle of a screen would spoil it.
        let input = std::mem::replace(&mut context.input, Input::Never);
        Session {
            context,
            spoken: Spoken::new(about.manner, stations, clock::boot().ms),
            keys,
            said: String::new(),
            page: 0,
            about,
            input,
            given: Vec::new(),
        }
    }

    /// What stands beside the model on the screen.
    pub fn scene(&self, left: Option<(u32, u32)>) -> Scene<'_> {
        Scene {
            name: &self.about.name,
            answer: self.answer(),
            keys: self.keys,
            said: &self.said,
            left,
            page: self.page,
            now_ms: clock::boot().ms,
        }
    }

    /// The palace's model answer, if it has one.
    pub fn answer(&self) -> Option<&str> {
        let answer = self.about.answer.as_deref();
        answer.filter(|answer| !answer.trim().is_empty())
    }

    /// Does what the user wishes; how it ended, if it did.
    pub fn wish(&mut self, wish: Wish) -> Result<Option<End>, Trouble> {
        self.said.clear();
        let deed = self.spoken.wish(wish, clock::boot().ms);
        self.do_it(deed)
    }

    fn do_it(&mut self, deed: Deed) -> Result<Option<End>, Trouble> {
        match deed {
            Deed::Draw => {}
            Deed::Refuse(why) => self.said = why.to_owned(),
            Deed::End(end) => return Ok(Some(end)),
            Deed::TakeBack(batches) => self.take_back(&batches)?,
            Deed::Log(dues) => return self.log(&dues),
        }
        if self.spoken.face() != Face::Model {
            self.page = 0;
        }
        Ok(None)
    }

    fn log(&mut self, dues: &[Due]) -> Result<Option<End>, Trouble> {
        let mut logged = Vec::new();
        for due in dues {
            if let Some(old) = due.instead_of
                && !self.undo(old)?
            {
                return Ok(None);
            }
            match self.send(*due)? {
                Some(batch) => logged.push((*due, batch)),
                // It went from the notes meanwhile: what hangs on it cannot be rated, and the rest goes on.
                None => {
                    let deed = self.spoken.passed(due.item, clock::boot().ms);
                    return self.do_it(deed);
                }
            }
        }
        let deed = self.spoken.rated(&logged, clock::boot().ms);
        self.do_it(deed)
    }

    /// Logs one rating; none if the daemon knows nothing of the locus any more.
    fn send(&mut self, due: Due) -> Result<Option<Uuid>, Trouble> {
        let station = self.spoken.at();
        let Some(item) = self.spoken.station().and_then(|it| it.items.get(due.item)) else {
            return Ok(None);
        };
        let now = self.context.now();
        let batch = batch_id(now.at);
        let log = Log {
            batch_id: Some(batch),
            scopes: vec![item.path.clone()],
            rating: due.rating.number(),
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Stated,
            took_secs: due.took_secs,
            note: None,
            source: Some(source(self.about.manner).to_owned()),
            answer: None,
            ratings: Vec::new(),
            ratings_path: None,
            told_at: Some(when::rfc3339(self.about.told_at, &now)),
        };
        let label = printable(&item.label);
        let point = item
            .point
            .as_deref()
            .map(|point| format!(": {}", printable(point)));
        let word = due.rating.word();
        let became = match log::send(self.context, log, &now) {
            Ok(Sent::Logged(reply)) => {
                let next = reply
                    .value
                    .reviews
                    .first()
                    .map(next_day)
                    .unwrap_or_default();
                let point = point.unwrap_or_default();
                self.said = format!("{label}{point}  {word}, {next}");
                Became::Logged(reply.value.reviews)
            }
            Ok(Sent::Spooled(log, _)) => {
                self.said = format!("{label}  {word}, kept for the daemon, which is down");
                Became::Spooled(Box::new(log))
            }
            Err(Trouble::Client(ClientError::Failure(failure))) => {
                self.said = format!("not rated: {}", printable(&failure.message));
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        self.given.push(Given {
            batch,
            station,
            item: due.item,
            became,
        });
        Ok(Some(batch))
    }

    fn take_back(&mut self, batches: &[Uuid]) -> Result<(), Trouble> {
        for batch in batches {
            if !self.undo(*batch)? {
                return Ok(());
            }
        }
        self.spoken.taken_back(clock::boot().ms);
        self.said = "undone".to_owned();
        Ok(())
    }

    /// Takes a batch back; false if the daemon could not, which is told.
    fn undo(&mut self, batch: Uuid) -> Result<bool, Trouble> {
        let given = self.given.iter().find(|given| given.batch == batch);
        let spooled = given.and_then(|given| match &given.became {
            Became::Logged(_) => None,
            Became::Spooled(log) => Some(&**log),
        });
        match log::take_back(self.context, batch, spooled) {
            Ok(()) => {}
            Err(Trouble::Client(error)) => {
                self.said = format!("not taken back: {}", printable(&error.to_string()));
                return Ok(false);
            }
            Err(other) => return Err(other),
        }
        self.given.retain(|given| given.batch != batch);
        Ok(true)
    }

    /// What was done.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            manner: self.about.manner,
            took_secs: Some(self.spoken.total_secs(clock::boot().ms)),
            ..Summary::default()
        };
        for (at, station) in self.spoken.stations.iter().enumerate() {
            for (i, item) in station.items.iter().enumerate() {
                summary.of += 1;
                let rating = self.spoken.rating(at, i);
                match rating {
                    None => {}
                    Some(Rating::Again) => summary.blank.push(item.label.clone()),
                    Some(Rating::Hard | Rating::Good | Rating::Easy) => summary.said += 1,
                }
                summary.verdicts.push((item.clone(), rating));
            }
        }
        // In the order in which they were asked, whatever was rated anew.
        let mut given: Vec<&Given> = self.given.iter().collect();
        given.sort_by_key(|given| (given.station, given.item));
        for given in given {
            match &given.became {
                Became::Logged(reviews) => summary.reviews.extend(reviews.iter().cloned()),
                Became::Spooled(_) => summary.spooled += 1,
            }
        }
        summary
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.context.input = self.input;
    }
}

/// The word of a log for where its ratings come from.
fn source(manner: Manner) -> &'static str {
    match manner {
        Manner::Walk => "walk",
        Manner::Explain => "explain",
    }
}

fn next_day(review: &LoggedReview) -> String {
    match review.due.parse() {
        Ok(due) => when::due_day(due, when::days_before(due, review.interval_days)),
        Err(_) => format!("in {} d", review.interval_days),
    }
}

#[cfg(test)]
mod tests;

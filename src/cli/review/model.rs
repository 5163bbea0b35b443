//! A review as a value: what is asked, what a key does, what is to be sent. Pure: it draws nothing, sends nothing,
//! and time is an argument.
//!
//! A rating is an [`Order`]; only when it is on disk ([`Session::sent`]) the next child is asked.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::cli::keys::Key;
use crate::cli::render::words;
use crate::domain::now::{BootInstant, Secs};
use crate::domain::rating::Rating;
use crate::domain::settings::RatingKeys;
use crate::ipc::protocol::{Log, LoggedReview, PromptInfo, PromptLocus};

/// A recall that took longer was interrupted by something else, so its time says nothing.
const LONGEST_MS: u64 = 5 * 60 * 1000;

/// What is shown of a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is new: the children are shown, to be looked at.
    Look,
    /// The question.
    Recall,
    /// The children, of which this one is to be rated: a place in the round.
    Rate(usize),
}

/// Whether a prompt is asked for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is.
    First,
    /// What was missed is asked once more.
    Again,
}

/// A prompt to ask, or what was missed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Which prompt.
    pub prompt: usize,
    /// Which of its items are asked, in note order.
    pub items: Vec<usize>,
    /// Which turn.
    pub turn: Turn,
}

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What `log` is to rate.
    pub scopes: Vec<String>,
    /// How.
    pub rating: Rating,
    /// Seconds that the recall of all of it took; none if that says nothing.
    pub took_secs: Option<u32>,
    /// What it is a rating of.
    pub about: About,
}

/// What a rating is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// These items of the prompt, after one another.
    Items(Vec<usize>),
    /// All of the prompt; and what hangs below it, if a path says where that begins.
    Known {
        /// `python/functions/`.
        below: Option<String>,
    },
}

/// One order that was carried out.
#[derive(Debug)]
pub struct Given {
    round: Round,
    /// The place of the round among the others.
    at: usize,
    about: About,
    /// The batch.
    pub batch: Uuid,
    /// How it was rated.
    pub rating: Rating,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an order.
#[derive(Debug)]
pub enum Outcome {
    /// It is on disk.
    Logged(Vec<LoggedReview>),
    /// It waits for the daemon.
    Spooled(Box<Log>),
}

/// What follows on a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing but another picture.
    Shown,
    /// The key does nothing here: why.
    Hint(Hint),
    /// This is to be sent; [`Session::sent`] or [`Session::refused`] follows.
    Send(Order),
    /// What [`Session::last`] gives is to be taken back; [`Session::taken_back`] follows if that was done.
    TakeBack,
}

/// Why a key does nothing, or what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// A rating before the answer was shown.
    ShowFirst,
    /// The answer is shown already.
    RateIt,
    /// Nothing was rated here.
    NothingToUndo,
    /// Some of the prompt is rated already.
    KnowComesFirst,
    /// The rest of the prompt is not rated.
    Skipped,
    /// Ctrl-Z.
    Stays,
    /// A key that means nothing.
    Unknown,
}

impl Hint {
    /// In words.
    pub fn text(self, ratings: RatingKeys) -> &'static str {
        match (self, ratings) {
            (Hint::ShowFirst, _) => "space shows the answer",
            (Hint::RateIt, RatingKeys::Two) => "g said, m missed",
            (Hint::RateIt, RatingKeys::Four) => "1 again, 2 hard, 3 good, 4 easy",
            (Hint::NothingToUndo, _) => "nothing to undo here",
            (Hint::KnowComesFirst, _) => "some of it is rated: u first, or go on",
            (Hint::Skipped, _) => "skipped: what was not rated stays as it was",
            (Hint::Stays, _) => "Ctrl-Z does nothing here; q leaves, and what was rated is kept",
            (Hint::Unknown, _) => "? shows what the keys do",
        }
    }
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All was asked.
    Through,
    /// Its minutes are used.
    TimeUp,
    /// The user left, or the input is over.
    Left,
    /// Ctrl-C, a signal, a terminal that is gone.
    Interrupted,
}

/// What a session did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Prompts of which something was rated.
    pub prompts: usize,
    /// First answers.
    pub asked: usize,
    /// Those of them that were recalled.
    pub said: usize,
    /// Ratings, both turns and what is known already included; also those that wait for the daemon.
    pub rated: usize,
    /// Ratings that were no recall.
    pub missed: usize,
    /// Orders that wait for the daemon.
    pub spooled: usize,
    /// Orders that are on disk.
    pub batches: usize,
}

/// A review.
#[derive(Debug)]
pub struct Session {
    /// Which ratings there are.
    pub ratings: RatingKeys,
    /// When the daemon told the prompts.
    pub told_at: DateTime<Utc>,
    prompts: Vec<PromptInfo>,
    rounds: Vec<Round>,
    at: usize,
    stage: Stage,
    given: Vec<Given>,
    limit: Option<Secs>,
    started: BootInstant,
    /// Since when what is shown is shown.
    since: BootInstant,
    /// Each child's share of the time in which the prompt was recalled.
    share_ms: u64,
    end: Option<End>,
}

impl Session {
    /// A review of these prompts; with a limit it ends after the prompt in which that time is used.
    pub fn new(
        prompts: Vec<PromptInfo>,
        ratings: RatingKeys,
        limit: Option<Secs>,
        told_at: DateTime<Utc>,
        now: BootInstant,
    ) -> Session {
        let rounds = prompts.iter().enumerate().map(|(prompt, info)| Round {
            prompt,
            items: (0..info.items.len()).collect(),
            turn: Turn::First,
        });
        let mut session = Session {
            ratings,
            told_at,
            rounds: rounds.filter(|round| !round.items.is_empty()).collect(),
            prompts,
            at: 0,
            stage: Stage::Recall,
            given: Vec::new(),
            limit,
            started: now,
            since: now,
            share_ms: 0,
            end: None,
        };
        session.enter(now);
        session
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<End> {
        self.end
    }

    /// What is asked: the round and its prompt; none at the end.
    pub fn round(&self) -> Option<(&Round, &PromptInfo)> {
        let round = self.rounds.get(self.at)?;
        Some((round, self.prompts.get(round.prompt)?))
    }

    /// What is shown of it.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// How many prompts there are.
    pub fn size(&self) -> usize {
        self.prompts.len()
    }

    /// The time that is used, and how much there is.
    pub fn time(&self, now: BootInstant) -> (Secs, Option<Secs>) {
        (secs(now.ms_since(self.started).unwrap_or(0)), self.limit)
    }

    /// How an item of the round that is asked was rated in this round, if it was.
    pub fn rating_of(&self, item: usize) -> Option<(Rating, Option<&LoggedReview>)> {
        let path = &self.round()?.1.items.get(item)?.path;
        let here = self.given.iter().rev().filter(|given| given.at == self.at);
        let about = |given: &&Given| match &given.about {
            About::Items(items) => items.contains(&item),
            About::Known { .. } => true,
        };
        let given = here.into_iter().find(about)?;
        let review = match &given.outcome {
            Outcome::Logged(reviews) => reviews.iter().find(|review| review.path == *path),
            Outcome::Spooled(_) => None,
        };
        Some((given.rating, review))
    }

    /// What was given last.
    pub fn last(&self) -> Option<&Given> {
        self.given.last()
    }

    /// What was given, in words: a label, or how many loci; and the rating.
    pub fn told(&self, given: &Given) -> String {
        let info = self.prompts.get(given.round.prompt);
        let what = match &given.about {
            About::Items(items) => match (items.as_slice(), info) {
                ([item], Some(info)) => info.items.get(*item).map(label).unwrap_or_default(),
                (items, _) => words::loci(items.len() as u64),
            },
            About::Known { .. } => match &given.outcome {
                Outcome::Logged(reviews) => words::loci(reviews.len() as u64),
                Outcome::Spooled(_) => info.map(|info| info.scope.clone()).unwrap_or_default(),
            },
        };
        format!("{}, {what}", given.rating.word())
    }

    /// All that was given, in order.
    pub fn given(&self) -> &[Given] {
        &self.given
    }

    /// What a key does.
    pub fn press(&mut self, key: Key, now: BootInstant) -> Step {
        let Some((round, info)) = self.round() else {
            return Step::Shown;
        };
        match (key, self.stage) {
            (Key::Interrupt, _) => self.end = Some(End::Interrupted),
            (Key::Quit | Key::End, _) => self.end = Some(End::Left),
            (Key::Undo, _) if self.given.is_empty() => return Step::Hint(Hint::NothingToUndo),
            (Key::Undo, _) => return Step::TakeBack,
            (Key::Skip, _) => {
                self.leave_round(now);
                return Step::Hint(Hint::Skipped);
            }
            (Key::Know, _) => {
                let is_touched = self.given.iter().any(|given| given.at == self.at);
                return match (round.turn, is_touched) {
                    (Turn::First, false) => Step::Send(known(info)),
                    (Turn::First, true) | (Turn::Again, _) => Step::Hint(Hint::KnowComesFirst),
                };
            }
            (Key::Show | Key::All, Stage::Look) => {
                self.stage = Stage::Recall;
                self.since = now;
            }
            (Key::Show | Key::All, Stage::Recall) => {
                let children = u64::try_from(round.items.len().max(1)).unwrap_or(1);
                self.share_ms = now.ms_since(self.since).unwrap_or(0) / children;
                self.since = now;
                self.stage = Stage::Rate(0);
            }
            (Key::Rate(_), Stage::Look | Stage::Recall) => return Step::Hint(Hint::ShowFirst),
            (Key::Rate(rating), Stage::Rate(place)) => {
                let items = round.items.get(place).copied().into_iter().collect();
                return Step::Send(self.order(items, rating, info, now));
            }
            (Key::All, Stage::Rate(place)) => {
                let items = round.items.iter().skip(place).copied().collect();
                return Step::Send(self.order(items, Rating::Good, info, now));
            }
            (Key::Show, Stage::Rate(_)) => return Step::Hint(Hint::RateIt),
            (Key::Suspend, _) => return Step::Hint(Hint::Stays),
            (Key::Help | Key::More | Key::Unknown, _) => return Step::Hint(Hint::Unknown),
        }
        Step::Shown
    }

    /// An order was carried out: on to what comes next.
    pub fn sent(&mut self, order: Order, batch: Uuid, outcome: Outcome, now: BootInstant) {
        let Some(round) = self.rounds.get(self.at).cloned() else {
            return;
        };
        self.given.push(Given {
            round,
            at: self.at,
            about: order.about.clone(),
            batch,
            rating: order.rating,
            outcome,
        });
        self.go_on(&order.about, now);
    }

    /// An order makes no sense to the daemon any more: on without it.
    pub fn refused(&mut self, order: &Order, now: BootInstant) {
        self.go_on(&order.about, now);
    }

    /// What was given last is undone: it is asked again.
    pub fn taken_back(&mut self, now: BootInstant) {
        let Some(last) = self.given.pop() else {
            return;
        };
        // What was missed is found anew once the first turn is through.
        if last.round.turn == Turn::First {
            self.rounds.retain(|round| round.turn == Turn::First);
        }
        self.at = last.at;
        self.since = now;
        self.share_ms = 0;
        self.stage = match &last.about {
            About::Known { .. } => Stage::Recall,
            About::Items(items) => {
                let first = items.first();
                let place = last.round.items.iter().position(|item| Some(item) == first);
                Stage::Rate(place.unwrap_or(0))
            }
        };
    }

    /// What was done so far.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        let mut prompts: Vec<usize> = Vec::new();
        for given in &self.given {
            prompts.push(given.round.prompt);
            let asked = match &given.about {
                About::Items(items) => items.len(),
                About::Known { .. } => 0,
            };
            if given.round.turn == Turn::First {
                tally.asked += asked;
                tally.said += asked * usize::from(given.rating.is_recall());
            }
            if !given.rating.is_recall() {
                tally.missed += asked;
            }
            match &given.outcome {
                Outcome::Logged(reviews) => {
                    tally.rated += reviews.len();
                    tally.batches += 1;
                }
                Outcome::Spooled(_) => {
                    tally.rated += asked.max(1);
                    tally.spooled += 1;
                }
            }
        }
        prompts.sort_unstable();
        prompts.dedup();
        tally.prompts = prompts.len();
        tally
    }

    /// Rates some items of the prompt.
    fn order(
        &self,
        items: Vec<usize>,
        rating: Rating,
        info: &PromptInfo,
        now: BootInstant,
    ) -> Order {
        let path = |item: &usize| Some(info.items.get(*item)?.path.clone());
        let count = u64::try_from(items.len().max(1)).unwrap_or(1);
        let ms = now.ms_since(self.since).unwrap_or(0) + self.share_ms * count;
        Order {
            scopes: items.iter().filter_map(path).collect(),
            rating,
            took_secs: (ms <= LONGEST_MS * count).then(|| secs(ms).0.max(1)),
            about: About::Items(items),
        }
    }

    fn go_on(&mut self, about: &About, now: BootInstant) {
        let next = match (about, self.stage) {
            (About::Items(items), Stage::Rate(place)) => place + items.len(),
            (About::Items(_), Stage::Look | Stage::Recall) | (About::Known { .. }, _) => usize::MAX,
        };
        let asked = self.rounds.get(self.at).map_or(0, |it| it.items.len());
        if next < asked {
            self.stage = Stage::Rate(next);
            self.since = now;
        } else {
            self.leave_round(now);
        }
    }

    fn leave_round(&mut self, now: BootInstant) {
        self.at += 1;
        let (used, limit) = self.time(now);
        if limit.is_some_and(|limit| used >= limit) && self.at < self.rounds.len() {
            self.end = Some(End::TimeUp);
            return;
        }
        self.enter(now);
    }

    /// Asks the next round that is not known already; what was missed, once all was asked; else it is the end.
    fn enter(&mut self, now: BootInstant) {
        self.since = now;
        self.share_ms = 0;
        loop {
            if self.at == self.rounds.len() {
                self.rounds.extend(self.missed());
            }
            let Some((round, info)) = self.round() else {
                self.end = Some(End::Through);
                return;
            };
            if !self.is_known(info) {
                self.stage = match (round.turn, info.new) {
                    (Turn::First, true) => Stage::Look,
                    (Turn::First, false) | (Turn::Again, _) => Stage::Recall,
                };
                return;
            }
            self.at += 1;
        }
    }

    /// What was missed in the first turn, prompt by prompt; nothing once it was asked again.
    fn missed(&self) -> Vec<Round> {
        let mut again: Vec<Round> = Vec::new();
        if self.rounds.iter().any(|round| round.turn == Turn::Again) {
            return again;
        }
        for given in self.given.iter().filter(|it| !it.rating.is_recall()) {
            let About::Items(items) = &given.about else {
                continue;
            };
            let prompt = given.round.prompt;
            match again.last_mut() {
                Some(last) if last.prompt == prompt => last.items.extend(items),
                Some(_) | None => again.push(Round {
                    prompt,
                    items: items.clone(),
                    turn: Turn::Again,
                }),
            }
        }
        again
    }

    /// Whether all of a prompt hangs below something that was said to be known.
    fn is_known(&self, info: &PromptInfo) -> bool {
        let mut tops = self.given.iter().filter_map(|given| match &given.about {
            About::Known { below } => below.as_deref(),
            About::Items(_) => None,
        });
        tops.any(|top| info.items.iter().all(|item| item.path.starts_with(top)))
    }
}

/// Easy for all of a prompt, and for what hangs below if all of a branch's children are asked.
fn known(info: &PromptInfo) -> Order {
    let below = (info.kind == "children" && info.scope.ends_with('/')).then(|| info.scope.clone());
    Order {
        scopes: vec![match &below {
            Some(below) => format!("{below}**"),
            None => info.scope.clone(),
        }],
        rating: Rating::Easy,
        took_secs: None,
        about: About::Known { below },
    }
}

/// The label of a branch; of a room its place and its point.
pub fn label(locus: &PromptLocus) -> String {
    match &locus.point {
        Some(point) => format!("{}: {point}", locus.label),
        None => locus.label.clone(),
    }
}

/// Seconds, rounded up.
fn secs(ms: u64) -> Secs {
    Secs(u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX))
}

#[cfg(test)]
pub mod tests;

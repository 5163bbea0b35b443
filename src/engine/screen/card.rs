//! Cards: a reminder that asks one prompt of the day in the notification itself, shows its answer, and takes a rating.
//!
//! Each showing carries the stage that it shows; a press leads from there to the next one, which the next judgement
//! puts in its place. A rating comes of nothing else than a press on an answer that still is the answer: a prompt that
//! was rated elsewhere, changed in the notes, or is of another day is asked afresh.

use chrono::SecondsFormat;

use super::answer::Answered;
use super::showing::{Reminds, State};
use crate::domain::atlas::NodeIx;
use crate::domain::day::StudyDay;
use crate::domain::hold::Hold;
use crate::domain::journal::Fact;
use crate::domain::locus::LocusId;
use crate::domain::notice::{Action, Notice, Presence, Subject, Token};
use crate::domain::now::Now;
use crate::domain::queue::{Offer, Prompt};
use crate::domain::rating::Rating;
use crate::domain::remind::Reminder;
use crate::domain::review::{BatchId, Source};
use crate::domain::settings::Style;
use crate::engine::Engine;
use crate::engine::effect::Effect;
use crate::engine::fault::Fault;
use crate::engine::notices::card::{Echo, More, answer, echo, question};
use crate::engine::notices::{Load, Loudness, Opens};
use crate::engine::shelf::{Family, Parent};
use crate::ipc::protocol::{At, Log, PromptInfo, PromptLocus, Undo};
use crate::store::read::Standing;

/// The most things in the answer of a card.
const MOST: usize = 5;

/// What a showing of the reminder shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::engine) enum Stage {
    /// No card: it only tells.
    #[default]
    Digest,
    /// The question of a card.
    Question(Card),
    /// Its answer.
    Answer {
        /// The card.
        card: Card,
        /// Why the last rating was not written.
        refused: Option<String>,
    },
    /// What was logged.
    Rated {
        /// It.
        rated: Rated,
        /// Why it was not taken back.
        refused: Option<String>,
    },
    /// How the question whether to go on was answered.
    Answered(Answered),
}

/// What a press led to, until it is on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Led {
    /// What was pressed is out of date: whatever is right now.
    Afresh,
    /// To an answer.
    ToAnswer {
        /// Of this card.
        card: Card,
        /// Why its rating was not written.
        refused: Option<String>,
    },
    /// To a rating that is being written.
    ToRated(Rated),
    /// To a rating that is being taken back.
    Back(Rated),
    /// To the next card.
    Next,
    /// To the answer whether to go on, that is being written or taken back.
    ToAnswered(Answered),
}

/// A prompt as it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Card {
    /// On this study day.
    day: StudyDay,
    /// The scope that logs it.
    scope: String,
    /// The question.
    ask: String,
    /// What it is about.
    topic: String,
    /// What is to be said, in order.
    things: Vec<String>,
    /// The loci that are rated, each with its last review in milliseconds of Unix time.
    loci: Vec<(String, Option<LocusId>, Option<i64>)>,
}

/// A card that was rated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Rated {
    card: Card,
    rating: Rating,
    batch: BatchId,
}

/// What the store knows of a rating or an answer.
pub(super) enum Known {
    /// It was never written, or nobody can tell.
    Absent,
    /// It stands.
    Stands,
    /// It was taken back.
    Undone,
}

/// Whether a reminder asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Yes,
    No,
}

/// Whether there is room for a prompt in the day's minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fits {
    Yes,
    No,
}

impl Card {
    /// Whether another asks the same, whatever was reviewed meanwhile. The words of a question change with the other
    /// questions of the day.
    fn asks_as(&self, other: &Card) -> bool {
        (self.day, &self.scope, &self.things) == (other.day, &other.scope, &other.things)
    }

    /// Whether nothing happened to it.
    fn is(&self, other: &Card) -> bool {
        self.asks_as(other) && self.loci == other.loci
    }
}

impl Engine {
    /// What a press on a card leads to; what it writes may fail, and then says so in its place.
    pub(in crate::engine) fn pressed_card(
        &mut self,
        action: Action,
        now: Now,
    ) -> Result<Vec<Effect>, Fault> {
        let Some(showing) = self.screen.showings.get(&Subject::Reminder) else {
            return Ok(Vec::new());
        };
        // It was pressed already, and what comes in its place is on its way.
        if let State::Pressed(_) = showing.state {
            return Ok(Vec::new());
        }
        let (led, done) = match (action, showing.stage.clone()) {
            (Action::Undo, Stage::Answered(answered)) => {
                let done = self.undo_once(answered.batch(), now);
                (Led::ToAnswered(answered), done)
            }
            (Action::Show, Stage::Question(card)) if self.is_asked(&card, now) => {
                self.write_opened(now);
                let refused = None;
                (Led::ToAnswer { card, refused }, Ok(Vec::new()))
            }
            (Action::Good, Stage::Answer { card, .. }) => self.rate(card, Rating::Good, now),
            (Action::Hard, Stage::Answer { card, .. }) => self.rate(card, Rating::Hard, now),
            (Action::Again, Stage::Answer { card, .. }) => self.rate(card, Rating::Again, now),
            (Action::Next, Stage::Rated { .. }) => (Led::Next, Ok(Vec::new())),
            (Action::Undo, Stage::Rated { rated, .. }) => {
                let done = self.undo_once(rated.batch, now);
                (Led::Back(rated), done)
            }
            (
                _,
                Stage::Digest
                | Stage::Question(_)
                | Stage::Answer { .. }
                | Stage::Rated { .. }
                | Stage::Answered(_),
            ) => (Led::Afresh, Ok(Vec::new())),
        };
        self.screen.pressed(led);
        done
    }

    /// Takes a batch back, unless it was taken back already.
    fn undo_once(&mut self, batch: BatchId, now: Now) -> Result<Vec<Effect>, Fault> {
        let undo = Undo {
            count: None,
            id: Some(batch.0),
        };
        match self.undo(&undo, now) {
            Ok(outcome) => Ok(outcome.effects),
            Err(Fault::Refused(_)) => Ok(Vec::new()),
            Err(fault) => Err(fault),
        }
    }

    /// Logs a card, if it is asked still.
    fn rate(&mut self, card: Card, rating: Rating, now: Now) -> (Led, Result<Vec<Effect>, Fault>) {
        if !self.is_asked(&card, now) {
            return (Led::Afresh, Ok(Vec::new()));
        }
        let batch = self.own_batch(now);
        let log = Log {
            batch_id: Some(batch.0),
            scopes: vec![card.scope.clone()],
            rating: rating.number(),
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Live,
            took_secs: None,
            note: None,
            source: Some(Source::Card.as_str().to_owned()),
            answer: None,
            ratings: Vec::new(),
            ratings_path: None,
            told_at: Some(now.at.to_rfc3339_opts(SecondsFormat::Millis, true)),
        };
        match self.log(&log, now) {
            Ok(outcome) => {
                let rated = Rated {
                    card,
                    rating,
                    batch,
                };
                (Led::ToRated(rated), Ok(outcome.effects))
            }
            Err(fault) => {
                let refused = Some(fault.to_string());
                (Led::ToAnswer { card, refused }, Err(fault))
            }
        }
    }

    /// The stage of what stands on the screen, as it should be now; nothing if it should go.
    pub(super) fn stage_now(&self, now: Now) -> Option<Stage> {
        let showing = self.screen.showings.get(&Subject::Reminder)?;
        if let Some(answered) = self.screen.answered() {
            return Some(self.stage_answered(answered.clone(), now));
        }
        if self.asks_cards(showing.reminds, now) == Asks::No {
            return Some(Stage::Digest);
        }
        match &showing.state {
            State::Pressed(led) => self.arrival(led.clone(), now),
            State::Wished | State::Shown | State::Told | State::Left | State::Failed(_) => {
                Some(self.kept(showing.stage.clone(), now))
            }
        }
    }

    /// The stage at which a reminder begins that comes anew.
    pub(super) fn stage_anew(&self, reminds: Option<Reminds>, now: Now) -> Stage {
        match self.asks_cards(reminds, now) {
            Asks::No => Stage::Digest,
            Asks::Yes => self.asked_now(now),
        }
    }

    fn arrival(&self, led: Led, now: Now) -> Option<Stage> {
        let stage = match led {
            Led::Afresh => Stage::Digest,
            Led::Next => return self.next_card(now).map(Stage::Question),
            // Told apart before cards are.
            Led::ToAnswered(answered) => Stage::Answered(answered),
            Led::ToAnswer { card, refused } => Stage::Answer { card, refused },
            Led::ToRated(rated) => Stage::Rated {
                rated,
                refused: None,
            },
            Led::Back(rated) => match self.known(&rated) {
                Known::Undone => {
                    let mut cards = self.cards(now).into_iter();
                    match cards.find(|(_, card)| card.asks_as(&rated.card)) {
                        Some((_, card)) => Stage::Answer {
                            card,
                            refused: None,
                        },
                        None => Stage::Digest,
                    }
                }
                Known::Stands => Stage::Rated {
                    rated,
                    refused: Some(self.why_not_written()),
                },
                Known::Absent => Stage::Digest,
            },
        };
        Some(self.kept(stage, now))
    }

    /// The same stage as long as it is true, else what is asked now.
    fn kept(&self, stage: Stage, now: Now) -> Stage {
        match stage {
            Stage::Digest | Stage::Answered(_) => self.asked_now(now),
            Stage::Question(card) => match self.is_asked(&card, now) {
                true => Stage::Question(card),
                false => self.asked_now(now),
            },
            Stage::Answer { card, refused } => match self.is_asked(&card, now) {
                true => Stage::Answer { card, refused },
                false => self.asked_now(now),
            },
            Stage::Rated { rated, refused } => match self.known(&rated) {
                Known::Stands if rated.card.day == self.today(now) => {
                    Stage::Rated { rated, refused }
                }
                // The turn that was to write it was lost.
                Known::Absent if self.is_asked(&rated.card, now) => Stage::Answer {
                    card: rated.card,
                    refused: Some(self.why_not_written()),
                },
                Known::Absent | Known::Stands | Known::Undone => self.asked_now(now),
            },
        }
    }

    fn asked_now(&self, now: Now) -> Stage {
        self.next_card(now).map_or(Stage::Digest, Stage::Question)
    }

    /// Whether a reminder of this kind asks, as the settings, the server and the lock have it. A locked screen shows
    /// neither question nor answer to whoever passes.
    fn asks_cards(&self, reminds: Option<Reminds>, now: Now) -> Asks {
        let style = self.setup.settings.style;
        let draws = match &self.screen.presence {
            Presence::Server(server) => server.can("actions"),
            Presence::Unknown | Presence::NoBus { .. } | Presence::NoServer => false,
        };
        let locked = self.screen.holds.contains(&Hold::Locked);
        match (style, self.says(reminds, now)) {
            (Style::Card, Some(Reminder::Digest | Reminder::Nudge | Reminder::Again))
                if draws && !locked =>
            {
                Asks::Yes
            }
            (Style::Card | Style::Digest, _) => Asks::No,
        }
    }

    /// Whether the prompt of a card is asked today, with the very loci and nothing reviewed since; also where there is
    /// no room left for it in the day's minutes.
    fn is_asked(&self, card: &Card, now: Now) -> bool {
        self.cards(now).iter().any(|(_, asked)| asked.is(card))
    }

    /// The first prompt of today that fits on a card.
    fn next_card(&self, now: Now) -> Option<Card> {
        let cards = self.cards(now).into_iter();
        let mut today = cards.filter(|(fits, _)| *fits == Fits::Yes);
        today.next().map(|(_, card)| card)
    }

    /// All due prompts of today that a card can ask.
    fn cards(&self, now: Now) -> Vec<(Fits, Card)> {
        let when = self.when(now);
        let (families, today) = self.list(when, None);
        let mut cards = Vec::new();
        for (fits, prompts) in [(Fits::Yes, &today.prompts), (Fits::No, &today.waiting)] {
            let infos = self.prompt_infos(&families, prompts, when.day);
            for (prompt, info) in prompts.iter().zip(infos) {
                let Some(family) = families.get(prompt.group) else {
                    continue;
                };
                if prompt.offer == Offer::Due && prompt.answer.len() <= MOST {
                    let topic = self.topic_of(family);
                    cards.push((fits, self.card(prompt, info, topic, when.day)));
                }
            }
        }
        cards
    }

    fn card(&self, prompt: &Prompt, info: PromptInfo, topic: String, day: StudyDay) -> Card {
        let thing = |item: PromptLocus| match item.point {
            Some(point) => format!("{} — {point}", item.label),
            None => item.label,
        };
        let rated = |node: &NodeIx| {
            let last = self.schedule(*node).map(|schedule| schedule.last.at_ms);
            (
                self.shelf.path(*node).to_owned(),
                self.shelf.id(*node),
                last,
            )
        };
        Card {
            day,
            scope: info.scope,
            ask: info.ask,
            topic,
            things: info.items.into_iter().map(thing).collect(),
            loci: prompt.answer.iter().map(rated).collect(),
        }
    }

    /// What a prompt is about: the branch, or the map or palace.
    fn topic_of(&self, family: &Family) -> String {
        let atlas = &self.shelf.atlas;
        match family.parent {
            Parent::Root(top) | Parent::Route(top, _) => atlas.top(top).said().to_owned(),
            Parent::Branch(node) => atlas.node(node).label.to_string(),
        }
    }

    /// The notification of a stage; none where it only tells.
    pub(super) fn card_notice(
        &self,
        token: Token,
        stage: &Stage,
        load: Load,
        (opens, loudness): (Opens, Loudness),
        now: Now,
    ) -> Option<Notice> {
        match stage {
            Stage::Digest => None,
            Stage::Answered(answered) => Some(self.answered_notice(token, answered, loudness)),
            Stage::Question(card) => {
                let snooze = self.setup.settings.remind.snooze;
                Some(question(token, &card.ask, load, opens, snooze, loudness))
            }
            Stage::Answer { card, refused } => {
                let refused = refused.as_deref();
                let said = (card.scope.as_str(), card.things.as_slice());
                Some(answer(token, &card.topic, said, refused, loudness))
            }
            Stage::Rated { rated, refused } => {
                let (count, next) = self.reviews_in(rated.batch);
                let told = Echo {
                    topic: &rated.card.topic,
                    count,
                    rating: rated.rating,
                    next: next.unwrap_or(rated.card.day),
                };
                let more = match (self.next_card(now), load.due) {
                    (Some(_), _) => More::Card,
                    (None, 0) => More::Nothing,
                    (None, due) => More::Review(due),
                };
                Some(echo(token, &told, more, refused.as_deref(), loudness))
            }
        }
    }

    /// How many reviews a batch holds, and the first day on which one of them falls due.
    fn reviews_in(&self, batch: BatchId) -> (usize, Option<StudyDay>) {
        let batch = self.store.batch(batch).ok().flatten();
        let entries = batch.map(|batch| batch.entries).unwrap_or_default();
        let dues: Vec<StudyDay> = entries
            .iter()
            .filter_map(|entry| match &entry.fact {
                Fact::Review(review) => Some(review.due),
                _ => None,
            })
            .collect();
        (dues.len(), dues.iter().min().copied())
    }

    fn known(&self, rated: &Rated) -> Known {
        self.known_batch(rated.batch)
    }

    /// What the store knows of a batch.
    pub(super) fn known_batch(&self, batch: BatchId) -> Known {
        match self.store.batch(batch) {
            Ok(Some(batch)) => match batch.standing {
                Standing::Stands => Known::Stands,
                Standing::Undone => Known::Undone,
            },
            Ok(None) | Err(_) => Known::Absent,
        }
    }

    fn why_not_written(&self) -> String {
        let trouble = self.trouble.clone();
        trouble.unwrap_or_else(|| "it could not be written".to_owned())
    }
}

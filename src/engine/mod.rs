//! The use cases: events in, outcomes out. Synchronous; no runtime, no socket, no clock, no file.
//!
//! [`Engine::turn`] is the whole engine: it takes all that is queued, writes it in one transaction with a
//! savepoint per event, and answers after the commit. [`Engine::wakes`] says when it wants to be called next.

pub mod effect;
pub mod event;
pub mod forecasting;
pub mod grading;

mod agenda;
mod asked;
mod bind;
mod boxes;
mod convert;
mod fault;
mod loads;
mod news;
mod notes;
mod notices;
mod record;
mod request;
mod screen;
mod shelf;
mod spread;
mod study;
mod tally;
mod wake;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::calm::{Calm, Moment};
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::hash::Map;
use crate::domain::locus::LocusId;
use crate::domain::memory::Model;
use crate::domain::notice::{Place, Subject};
use crate::domain::now::{BootInstant, Now};
use crate::domain::plan::progress::Progress;
use crate::domain::remind::OfPlan;
use crate::domain::settings::{Settings, Zone};
use crate::ipc::protocol::{ProblemInfo, Request, Response, SupervisorReport};
use crate::store::Store;
use crate::store::carried::Carried;
use crate::store::error::StoreError;
use crate::store::plan_text::PlanText;
use crate::store::read::LocusRow;

use agenda::Agenda;
use boxes::Boxes;
use effect::{Effect, Outcome};
use event::{Event, UnplacedLog};
use fault::Fault;
use loads::Loads;
use notes::Library;
use screen::occasion::Occasion;
use screen::{Screen, Turn};
use shelf::Shelf;
use study::Study;
use tally::Tally;

/// What the engine is told about the daemon, for `hello` and `status`.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// The program's version.
    pub version: String,
    /// The daemon's process id.
    pub pid: u32,
    /// The data folder.
    pub data_dir: String,
    /// The config file.
    pub config: String,
    /// Whether this is the demo.
    pub demo: Demo,
    /// The validated settings.
    pub settings: Settings,
    /// Who runs the daemon.
    pub supervisor: SupervisorReport,
}

/// Whether a daemon runs the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demo {
    /// The user's own notes.
    No,
    /// The bundled atlas.
    Yes,
}

/// All state of loci, over one store.
pub struct Engine {
    store: Store,
    setup: Setup,
    model: Arc<Model>,
    shelf: Shelf,
    loci: Map<LocusId, LocusRow>,
    library: Library,
    /// How much there is to recall on each day.
    loads: Loads,
    /// When each family next matters to a list.
    agenda: Agenda,
    /// What was reviewed on each day.
    tally: Tally,
    boxes: Boxes,
    /// Silence, modes and reminders, as the journal tells them.
    calm: Calm,
    /// The study plan.
    study: Study,
    /// What was done of study plans.
    progress: Progress,
    /// What the plan says of modes and reminders.
    plan: OfPlan,
    /// When the last review was made.
    reviewed: Option<Moment>,
    screen: Screen,
    /// What an earlier life of the daemon left on the screen, until the first turn.
    left: BTreeMap<Subject, Place>,
    /// What the store keeps for the next daemon; in the first turn, what the one before kept for this one.
    carried: Carried,
    /// The last good text of the study plan, as the store keeps it.
    plan_text: Option<PlanText>,
    adopted: BTreeSet<String>,
    chores: BTreeMap<String, StudyDay>,
    unplaced: Vec<UnplacedLog>,
    /// Files of the spool that cannot be read.
    spool_troubles: Vec<ProblemInfo>,
    started: BootInstant,
    /// Facts in the journal when this engine began.
    began_at: u64,
    /// Batches of our own since then.
    batches: u64,
    writing: Writing,
    trouble: Option<String>,
    /// Why the config, as it is now, is not taken.
    config_refused: Option<String>,
}

/// How far the turn's transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// Nothing was written in this turn.
    Nothing,
    /// A transaction is open, and no event is writing.
    Begun,
    /// An event is writing under its savepoint.
    Event,
}

/// When the engine wants a [`Event::Tick`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wakes {
    /// By the wall clock: when something falls due.
    pub wall: Option<chrono::DateTime<chrono::Utc>>,
    /// By the boot-time clock: when a box asks "enough?" or is over, or what failed is tried again.
    pub boot: Option<BootInstant>,
}

/// Whether anybody is told of what changes, as a status bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// Nobody.
    No,
    /// Whoever called `watch`.
    Yes,
}

impl Engine {
    /// Loads the state of a store. The notes are those of the last reading until the first
    /// [`Event::Notes`].
    pub fn open(store: Store, setup: Setup, now: Now) -> Result<Engine, StoreError> {
        let began_at = store.count()?;
        let mut engine = Engine {
            store,
            setup,
            model: Arc::new(Model::default()),
            shelf: Shelf::empty(),
            loci: Map::default(),
            library: Library::default(),
            loads: Loads::default(),
            agenda: Agenda::default(),
            tally: Tally::default(),
            boxes: Boxes::default(),
            calm: Calm::default(),
            study: Study::default(),
            progress: Progress::default(),
            plan: OfPlan::default(),
            reviewed: None,
            screen: Screen::default(),
            left: BTreeMap::new(),
            carried: Carried::default(),
            plan_text: None,
            adopted: BTreeSet::new(),
            chores: BTreeMap::new(),
            unplaced: Vec::new(),
            spool_troubles: Vec::new(),
            started: now.boot,
            began_at,
            batches: 0,
            writing: Writing::Nothing,
            trouble: None,
            config_refused: None,
        };
        engine.load()?;
        engine.settle_chores(now)?;
        Ok(engine)
    }

    /// Takes all events in order, writes what they lead to in one transaction, and returns one outcome for
    /// each. A reply that is `Ok` is on disk. If the commit fails, every reply of the turn is that error,
    /// nothing of it is remembered, and only a STOP is still announced.
    pub fn turn(&mut self, events: Vec<Event>, now: Now) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(events.len());
        self.settle_announced(now);
        let left = match self.screen.begin() {
            Turn::First => {
                self.screen.recall(self.carried, self.today(now));
                std::mem::take(&mut self.left)
            }
            Turn::Later => BTreeMap::new(),
        };
        let mut effects = self.left_on_screen(left, now);
        let occasion = events.iter().map(Occasion::of).max();
        let notes = events
            .iter()
            .any(|event| matches!(event, Event::Notes { .. }));
        for event in events {
            outcomes.push(self.step(event, now));
        }
        if occasion.is_some_and(|occasion| occasion > Occasion::None) {
            self.keep_passed(now);
        }
        let mut outcomes = match self.commit() {
            Ok(()) => {
                self.turn_committed();
                outcomes
            }
            Err(error) => self.lost(outcomes, &error),
        };
        if notes && let Err(error) = self.store.rest() {
            tracing::debug!(%error, "the memory of the database was not given back");
        }
        self.settle_announced(now);
        let mut listed = None;
        if occasion.is_some_and(|occasion| occasion > Occasion::None) {
            self.know_agenda();
            let settled = self.settle_plan(now);
            effects.extend(settled.told.map(Effect::Tell));
            listed = settled.listed;
        }
        let occasion = occasion.unwrap_or(Occasion::None);
        effects.extend(self.settle_screen((occasion, listed), now));
        if let Some(last) = outcomes.last_mut() {
            last.effects.append(&mut effects);
        }
        outcomes
    }

    /// The calendar of a moment: its zone, unless the config names another, and the rollover hour.
    fn calendar(&self, now: Now) -> Calendar {
        let zone = match self.setup.settings.zone {
            Zone::Local => now.zone,
            Zone::Named(zone) => zone,
        };
        Calendar {
            zone,
            rollover: self.setup.settings.rollover,
        }
    }

    fn today(&self, now: Now) -> StudyDay {
        self.calendar(now).day_of(now.at)
    }

    /// One event. A request about boxes is judged after the time is: what is over is over, whatever becomes of
    /// the request.
    fn step(&mut self, event: Event, now: Now) -> Outcome {
        let told = self.settle_doubted_plan(now);
        let mut outcome = self.step_settled(event, now);
        outcome.effects.extend(told.map(Effect::Tell));
        outcome
    }

    fn step_settled(&mut self, event: Event, now: Now) -> Outcome {
        let boxes = matches!(
            event,
            Event::Request(Request::Box(_) | Request::BoxStart(_) | Request::BoxEnd(_))
        );
        if !boxes || !self.boxes.is_over(now) {
            return self.guarded(event, now);
        }
        let mut effects = self.guarded(Event::Tick, now).effects;
        self.write_announced(now);
        let mut outcome = self.guarded(event, now);
        effects.append(&mut outcome.effects);
        Outcome { effects, ..outcome }
    }

    /// One event under its own savepoint: what fails leaves no trace.
    fn guarded(&mut self, event: Event, now: Now) -> Outcome {
        let asked = matches!(event, Event::Request(_));
        match self.handle(event, now) {
            Ok(outcome) => {
                if let Err(error) = self.end_event() {
                    return Outcome::refuse(self.fault(error.into()));
                }
                outcome
            }
            Err(fault) => {
                if self.writing == Writing::Event {
                    self.abandon_event();
                    // What the event wrote before it failed is remembered too; the store knows better.
                    if let Err(error) = self.load() {
                        tracing::error!(%error, "the state could not be loaded again");
                    }
                }
                let failure = self.fault(fault);
                if !asked {
                    tracing::warn!(%failure, "an event failed");
                }
                Outcome::refuse(failure)
            }
        }
    }

    fn handle(&mut self, event: Event, now: Now) -> Result<Outcome, Fault> {
        match event {
            Event::Request(request) => self.request(request, now),
            Event::Tick => self.tick(now),
            Event::Notes { read, then } => {
                self.study.doubt();
                self.notes_read(read, then, now)
            }
            Event::Spooled(ratings) => self.spooled(ratings, now),
            Event::Unplaced { ratings, troubles } => self.unplaced_found(ratings, troubles),
            Event::BackedUp { what, result } => self.backed_up(what, result, now),
            Event::Anchored { anchoring, result } => self.anchored(&anchoring, result, now),
            Event::ImportRead { import, result } => self.import_read(&import, result, now),
            Event::RatingsRead { log, result } => self.ratings_read(*log, result, now),
            Event::Graded(result) => Ok(Outcome::reply(Response::Grade(result?))),
            Event::Forecast(result) => Ok(Outcome::reply(Response::Forecast(result?))),
            Event::News(news) => self.news(news, now),
            Event::Commanded { subject, token } => Ok(self.commanded(subject, token)),
            Event::Opened(result) => Ok(self.opened(result, now)),
            Event::LookedAt(result) => self.looked_at(result, now),
            Event::Chore(chore) => Ok(self.chore(chore, now)),
            Event::Configured(settings) => {
                self.setup.settings = *settings;
                Ok(Outcome::default())
            }
            Event::Planned(read) => {
                // What has passed keeps its date in the plan as it was.
                self.keep_passed(now);
                let text = self.plan_text_of(&read);
                self.study.read(*read);
                self.study.kept = None;
                self.keep_plan_text(text)?;
                Ok(Outcome::default())
            }
            Event::ConfigRefused(why) => {
                self.config_refused = why;
                Ok(Outcome::default())
            }
        }
    }

    /// Makes sure that a transaction and this event's savepoint are open.
    fn write(&mut self) -> Result<(), StoreError> {
        if self.writing == Writing::Nothing {
            self.store.begin()?;
            self.writing = Writing::Begun;
        }
        if self.writing == Writing::Begun {
            self.store.savepoint()?;
            self.writing = Writing::Event;
        }
        Ok(())
    }

    /// Makes durable what was written, if anything was.
    fn commit(&mut self) -> Result<(), StoreError> {
        self.end_event()?;
        if self.writing == Writing::Nothing {
            return Ok(());
        }
        let committed = self.store.commit();
        match committed {
            Ok(()) => {
                self.writing = Writing::Nothing;
                self.trouble = None;
                Ok(())
            }
            Err(error) => {
                self.give_up();
                Err(error)
            }
        }
    }

    /// Forgets a transaction that could not be made durable.
    fn give_up(&mut self) {
        if self.writing != Writing::Nothing {
            self.writing = Writing::Nothing;
            // A commit that failed has ended the transaction already, and then there is nothing to take back.
            if let Err(error) = self.store.rollback() {
                tracing::debug!(%error, "the transaction had ended");
            }
        }
    }

    /// Takes back what this event wrote so far; it may go on and write something else.
    fn abandon_event(&mut self) {
        if self.writing == Writing::Event {
            self.writing = Writing::Begun;
            if let Err(error) = self.store.rollback_to_savepoint() {
                tracing::error!(%error, "an event could not be taken back");
            }
        }
    }

    fn end_event(&mut self) -> Result<(), StoreError> {
        if self.writing == Writing::Event {
            self.writing = Writing::Begun;
            self.store.release()?;
        }
        Ok(())
    }

    /// The turn could not be written: forget it, tell everyone, and let STOP through.
    fn lost(&mut self, outcomes: Vec<Outcome>, error: &StoreError) -> Vec<Outcome> {
        tracing::warn!(%error, "a turn could not be written");
        self.give_up();
        if let Err(error) = self.load() {
            tracing::error!(%error, "the state could not be loaded again");
        }
        self.trouble = Some(error.to_string());
        let failure = fault::store(error);
        outcomes
            .into_iter()
            .map(|outcome| Outcome {
                reply: outcome.reply.map(|_| Err(failure.clone())),
                effects: outcome
                    .effects
                    .into_iter()
                    .filter(Effect::outlives_a_lost_turn)
                    .collect(),
            })
            .collect()
    }
}

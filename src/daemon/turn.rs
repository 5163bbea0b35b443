//! THE loop: takes all that happened, hands it to the engine at once, answers, does what the engine wants
//! done, and arms the timers. It never judges by itself what a request or a moment means.

use std::io;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use tokio::sync::{broadcast, oneshot};

use super::chores::Chores;
use super::desk::{Asker, Desk};
use super::screen::Screen;
use super::signals::Asked;
use super::sources::{Deed, Input, Sources, TURN};
use super::supervisor::Supervisor;
use super::timers::Rang;
use super::worker::{ConfigRead, Finished, PlanSeen, Worker};
use super::zone;
use super::zone::LocalZone;
use crate::clock;
use crate::config::file::Config;
use crate::domain::notice::NotShown;
use crate::domain::now::{BootInstant, Now};
use crate::domain::screen::{News, Wish};
use crate::domain::settings::Settings;
use crate::engine::event::{Chore, Event, PlanRead, SpooledLog, UnplacedLog};
use crate::engine::{Engine, Watched};
use crate::ipc::protocol::{Event as Told, ProblemInfo, Request};
use crate::ipc::server::Incoming;
use crate::ipc::spool::{Spool, SpoolState, Spooled};
use crate::notes::source::watch::Watcher;

/// How soon a wish to be woken is granted again that a tick did not settle.
const AGAIN: TimeDelta = TimeDelta::seconds(1);

/// All that the loop owns.
pub struct Turns {
    /// The state of loci.
    pub engine: Engine,
    /// What wakes the loop.
    pub sources: Sources,
    /// What takes long.
    pub worker: Worker,
    /// Ratings that came while nobody was there.
    pub spool: Spool,
    /// Tells when one comes; it only has to live.
    pub spool_watcher: Watcher,
    /// To the watching connections.
    pub events: broadcast::Sender<Told>,
    /// Dropping it ends the server.
    pub stop_server: oneshot::Sender<()>,
    /// When chores are due.
    pub chores: Chores,
    /// The config as it was read last.
    pub config: Config,
    /// Where the machine is.
    pub zone: LocalZone,
    /// The way to the desktop.
    pub screen: Screen,
    /// Whoever started the daemon and watches over it.
    pub supervisor: Supervisor,
}

/// Who is shown notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The user, on the session's bus.
    Session,
    /// Nobody: in tests.
    Nobody,
}

/// Why a daemon that ran could not go on.
#[derive(Debug, thiserror::Error)]
#[error("{what} broke: {source}; start the daemon again")]
pub struct Broken {
    what: &'static str,
    source: io::Error,
}

/// Whether requests are answered yet.
enum Gate {
    /// They wait for the first reading of the notes.
    Shut(Vec<Incoming>),
    /// They are.
    Open,
}

/// How far the first reading of the notes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notes {
    Unknown,
    Known,
}

/// Whether the loop goes on.
enum Phase {
    Running,
    Ending,
    Broken(Broken),
}

/// What the loop remembers between turns.
struct State {
    turns: Turns,
    desk: Desk,
    gate: Gate,
    notes: Notes,
    phase: Phase,
    /// Why the config, as it is now, is not taken.
    refused_config: Option<String>,
    /// The study plan as it was read last.
    plan: PlanRead,
    /// When the interview of the last good plan is.
    interview: Option<NaiveDateTime>,
}

/// Events for one or more turns, each with whoever waits for its answer.
type Batch = Vec<(Event, Asker)>;

/// Runs until a signal or a request ends the daemon.
///
/// # Errors
/// If a part broke without which it cannot go on.
pub async fn run(turns: Turns) -> Result<(), Broken> {
    let mut state = State {
        turns,
        desk: Desk::default(),
        gate: Gate::Shut(Vec::new()),
        notes: Notes::Unknown,
        phase: Phase::Running,
        refused_config: None,
        plan: PlanRead::None,
        interview: None,
    };
    // A box may have ended, and a night passed, while nobody was there.
    let first = [
        Event::Tick,
        Event::Chore(Chore::Rescan),
        Event::Chore(Chore::Backup),
    ];
    state.take_turns(first.map(|event| (event, Asker::Nobody)).into());
    while let Phase::Running = state.phase {
        let input = state.turns.sources.next().await;
        let mut batch = Batch::new();
        state.absorb(input, &mut batch);
        state.gather(&mut batch).await;
        state.take_turns(batch);
    }
    state.end().await
}

impl State {
    /// Adds what else is queued, up to a turn's worth. Connections that were readable as well come first to hand
    /// over their requests, as long as any does: a commit costs the same for one log as for all of them.
    async fn gather(&mut self, batch: &mut Batch) {
        while batch.len() < TURN {
            tokio::task::yield_now().await;
            let queued = self.turns.sources.queued(TURN.saturating_sub(batch.len()));
            if queued.is_empty() {
                break;
            }
            self.admit(queued, batch);
        }
    }

    fn absorb(&mut self, input: Input, batch: &mut Batch) {
        let mut tell = |event| batch.push((event, Asker::Nobody));
        match input {
            Input::Requests(requests) => self.admit(requests, batch),
            Input::Finished(finished) => self.finished(finished, batch),
            Input::NotesChanged => {
                let settling = self.turns.sources.timers.settle();
                self.check("a timer", settling);
            }
            Input::SpoolChanged => self.look_into_spool(batch),
            Input::Rang(Rang::Wall) => {
                let now = self.turns.zone.now();
                let calendar = zone::calendar(&self.turns.config.settings, now);
                let due = self.turns.chores.look(calendar, now.at);
                due.into_iter().map(Event::Chore).for_each(&mut tell);
                tell(Event::Tick);
            }
            Input::Rang(Rang::Boot | Rang::Arrived) => tell(Event::Tick),
            Input::Rang(Rang::Settled) => tell(Event::Chore(Chore::Rescan)),
            Input::Rang(Rang::GraceOver) => self.open_gate(batch),
            Input::Rang(Rang::Watchdog) => self.turns.supervisor.alive(),
            Input::Chore(chore) => {
                tell(Event::Chore(chore));
                self.look_into_spool(batch);
            }
            Input::Asked(Asked::End) => {
                tracing::info!("a signal asks to end");
                self.phase = Phase::Ending;
            }
            Input::Asked(Asked::Reload) => tell(Event::Chore(Chore::Rescan)),
            Input::News(News::Woke) => tell(Event::Tick),
            Input::News(News::Presence(presence)) => {
                self.turns.screen.meet(&presence);
                tell(Event::News(News::Presence(presence)));
            }
            Input::News(news) => match self.stand_in(&news) {
                StandsIn::Yes => {}
                StandsIn::No => tell(Event::News(news)),
            },
            // A socket is there before anybody listens at it.
            Input::WhereaboutsChanged => {
                let arriving = self.turns.sources.timers.arrive();
                self.check("a timer", arriving);
            }
            Input::Deed(Deed::Done) => {}
            Input::Deed(Deed::Opened(opened)) => tell(Event::Opened(opened)),
            Input::Deed(Deed::StoodIn {
                subject,
                token,
                ended,
            }) => tell(match ended {
                Ok(()) => Event::Commanded { subject, token },
                Err(failure) => Event::News(News::NotShown {
                    subject,
                    token,
                    why: NotShown::CommandFailed(failure),
                }),
            }),
            Input::Broken(what, source) => self.phase = Phase::Broken(Broken { what, source }),
        }
    }

    /// Lets requests into the turn, or lets them wait for the first reading of the notes.
    fn admit(&mut self, requests: Vec<Incoming>, batch: &mut Batch) {
        for incoming in requests {
            match (&mut self.gate, &incoming.request) {
                (Gate::Open, _) | (Gate::Shut(_), Request::Shutdown(_)) => {
                    let Incoming { request, reply } = incoming;
                    batch.push((Event::Request(request), Asker::Client(reply)));
                }
                (Gate::Shut(waiting), _) => waiting.push(incoming),
            }
        }
    }

    fn open_gate(&mut self, batch: &mut Batch) {
        if let Gate::Shut(waiting) = std::mem::replace(&mut self.gate, Gate::Open) {
            self.admit(waiting, batch);
            let ended = self.turns.sources.timers.end_grace();
            self.check("a timer", ended);
        }
    }

    fn finished(&mut self, finished: Finished, batch: &mut Batch) {
        let asker = self.desk.finish();
        self.config_read(finished.config, batch);
        match finished.plan {
            PlanSeen::Not => {}
            PlanSeen::Read(read) => self.plan_read(*read, batch),
        }
        match finished.result {
            Ok(event) => {
                let is_notes = matches!(event, Event::Notes { .. });
                batch.push((event, asker));
                if is_notes && self.notes == Notes::Unknown {
                    self.notes = Notes::Known;
                    self.look_into_spool(batch);
                    self.open_gate(batch);
                }
            }
            Err(failure) => {
                tracing::warn!("{failure}");
                asker.answer(Err(failure));
                self.open_gate(batch);
            }
        }
        self.desk.give(&self.turns.worker);
    }

    /// Takes a new config, and tells the engine why one is refused; the log tells it once.
    fn config_read(&mut self, read: ConfigRead, batch: &mut Batch) {
        let refused = match read {
            ConfigRead::Not => return,
            ConfigRead::Same => None,
            ConfigRead::New(config) => {
                self.turns.config = *config;
                let settings = Box::new(self.settings());
                batch.push((Event::Configured(settings), Asker::Nobody));
                None
            }
            ConfigRead::Bad(why) => Some(why),
        };
        if self.refused_config == refused {
            return;
        }
        match &refused {
            Some(why) => tracing::warn!("the config stays as it was: {why}"),
            None => tracing::info!("the config is good again"),
        }
        self.refused_config.clone_from(&refused);
        batch.push((Event::ConfigRefused(refused), Asker::Nobody));
    }

    /// Takes the study plan as its file is now; the log tells once why one is refused.
    fn plan_read(&mut self, read: PlanRead, batch: &mut Batch) {
        if self.plan == read {
            return;
        }
        if let PlanRead::Bad { problems, .. } = &read {
            for problem in problems {
                tracing::warn!("{}: {}", problem.place(), problem.message);
            }
        }
        let before = self.settings();
        self.interview = match &read {
            PlanRead::Good { plan, .. }
            | PlanRead::Bad {
                last: Some(plan), ..
            } => plan.interview.and_then(|placed| placed.what.time()),
            PlanRead::None | PlanRead::Bad { last: None, .. } => None,
        };
        self.plan = read.clone();
        batch.push((Event::Planned(Box::new(read)), Asker::Nobody));
        let settings = self.settings();
        if settings != before {
            batch.push((Event::Configured(Box::new(settings)), Asker::Nobody));
        }
    }

    /// The settings of the config; it is silent around the interview of the plan, too.
    fn settings(&self) -> Settings {
        let mut settings = self.turns.config.settings.clone();
        settings.remind.interview = settings.remind.interview.or(self.interview);
        settings
    }

    /// Tells the engine what waits in the spool, once the notes are known: before, nothing could be placed.
    fn look_into_spool(&self, batch: &mut Batch) {
        if self.notes == Notes::Unknown {
            return;
        }
        let (pending, troubles) = self.turns.spool.pending();
        let troubles = troubles.iter().map(|trouble| {
            tracing::warn!("{trouble}");
            ProblemInfo {
                source: self.turns.spool.dir().display().to_string(),
                line: 0,
                level: "error".to_owned(),
                message: trouble.to_string(),
            }
        });
        let unplaced = self.turns.spool.unplaced().into_iter();
        let unplaced = Event::Unplaced {
            troubles: troubles.collect(),
            ratings: unplaced.filter_map(unplaced_log).collect(),
        };
        batch.push((unplaced, Asker::Nobody));
        if !pending.is_empty() {
            let pending = pending
                .into_iter()
                .map(|Spooled { id, log, .. }| SpooledLog {
                    id: id.as_str().to_owned(),
                    log,
                });
            batch.push((Event::Spooled(pending.collect()), Asker::Nobody));
        }
    }

    /// Takes the events through the engine, a turn's worth at a time; then arms the timers.
    fn take_turns(&mut self, batch: Batch) {
        let mut ticked = Ticked::No;
        let mut rest = batch.into_iter();
        loop {
            let (events, askers): (Vec<Event>, Vec<Asker>) = rest.by_ref().take(TURN).unzip();
            if events.is_empty() {
                break;
            }
            let now = self.turns.zone.now();
            if events.iter().any(|event| matches!(event, Event::Tick)) {
                ticked = Ticked::At(now);
            }
            let outcomes = self.turns.engine.turn(events, now);
            self.carry_out(outcomes, askers);
        }
        self.desk.give(&self.turns.worker);
        match ticked {
            // Nothing else tells of a bus that is not watched.
            Ticked::At(_) => self.turns.screen.wish(Wish::Look),
            Ticked::No => self.turns.screen.look_if_blind(clock::boot()),
        }
        self.turns.screen.flush();
        let armed = self.arm(ticked);
        self.check("a timer", armed);
    }

    fn arm(&mut self, ticked: Ticked) -> io::Result<()> {
        let now = self.turns.zone.now();
        let watched = match self.turns.events.receiver_count() {
            0 => Watched::No,
            _ => Watched::Yes,
        };
        let wakes = self.turns.engine.wakes(now, watched);
        let (wall, boot) = match ticked {
            Ticked::No => (wakes.wall, wakes.boot),
            // What was judged before its moment is due at once, though the moment is over by now.
            Ticked::At(judged) => (
                later_wall(wakes.wall, judged),
                later_boot(wakes.boot, judged),
            ),
        };
        let chores = self.turns.chores.wake();
        let wall = Some(wall.map_or(chores, |wall| wall.min(chores)));
        self.turns.sources.timers.arm(wall, boot)
    }

    fn check(&mut self, what: &'static str, result: io::Result<()>) {
        if let Err(source) = result {
            self.phase = Phase::Broken(Broken { what, source });
        }
    }
}

/// Whether a turn judged the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ticked {
    No,
    /// At this moment.
    At(Now),
}

/// A moment that a tick has just judged is not worth another tick at once.
fn later_wall(wake: Option<DateTime<Utc>>, now: Now) -> Option<DateTime<Utc>> {
    wake.map(|at| if at <= now.at { now.at + AGAIN } else { at })
}

fn later_boot(wake: Option<BootInstant>, now: Now) -> Option<BootInstant> {
    let again = u64::try_from(AGAIN.num_milliseconds()).unwrap_or(0);
    wake.map(|at| {
        if at.boot == now.boot.boot && at.ms > now.boot.ms {
            return at;
        }
        BootInstant {
            ms: now.boot.ms.saturating_add(again),
            ..now.boot
        }
    })
}

fn unplaced_log(spooled: Spooled) -> Option<UnplacedLog> {
    match spooled.state {
        SpoolState::Pending => None,
        SpoolState::Unplaced { why, candidates } => Some(UnplacedLog {
            id: spooled.id.as_str().to_owned(),
            log: spooled.log,
            why,
            candidates,
        }),
    }
}

use effects::StandsIn;

mod effects;
mod end;

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    #[test]
    fn what_a_tick_did_not_settle_comes_again_only_after_a_second() {
        let now = clock::now(Tz::UTC);
        let past = now.at - AGAIN;
        assert_eq!(later_wall(Some(past), now), Some(now.at + AGAIN));
        let next = now.at + TimeDelta::milliseconds(1);
        assert_eq!(later_wall(Some(next), now), Some(next));
        let later = later_boot(Some(now.boot), now).unwrap();
        assert_eq!(later.ms_since(now.boot), Some(1000));
    }
}

//! The daemon as the outside sees it: the real engine over a real store, its clocks, and the desk it talks to.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use loci::domain::hold::Holds;
use loci::domain::notice::{Action, Closing, Subject};
use loci::domain::now::{BootInstant, Now};
use loci::domain::screen::{News, Wish};
use loci::domain::settings::Settings;
use loci::engine::effect::{AfterRead, Effect};
use loci::engine::event::Event;
use loci::engine::{Demo, Engine, Setup, Watched};
use loci::ipc::protocol::{Failure, NoParams, Request, Response, StatusReply, SupervisorReport};
use loci::notes::read::{NotesRead, ReadFile, scan_file};
use loci::notes::{Adopted, bundled};
use loci::store::Store;
use uuid::Uuid;

use crate::run::desk::{Desk, End};

/// Rounds of wishes and answers after which one event must have come to rest.
const ROUNDS: usize = 8;

/// Which clock wakes the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Timer {
    /// A reminder, or a new study day.
    Wall,
    /// A box.
    Boot,
}

/// The daemon and its surroundings.
pub(crate) struct World {
    folder: tempfile::TempDir,
    /// None while no daemon runs.
    engine: Option<Engine>,
    pub(crate) now: Now,
    pub(crate) settings: Settings,
    pub(crate) desk: Desk,
    pub(crate) holds: Holds,
    /// Whether a click opens a terminal.
    pub(crate) terminal: Result<(), String>,
    /// How many notes of the user's own there are.
    pub(crate) own_notes: usize,
    /// Whether the last event led to a wish.
    pub(crate) wished: bool,
}

impl World {
    pub(crate) fn new(at: DateTime<Utc>, zone: Tz, settings: Settings) -> World {
        // Restarts want a store that outlives the engine, and nobody wants to wait for a disk.
        let memory = std::path::Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory).unwrap(),
            false => tempfile::tempdir().unwrap(),
        };
        let now = Now {
            at,
            zone,
            boot: BootInstant {
                boot: Uuid::from_u128(7),
                ms: 1_000_000,
            },
        };
        World {
            folder,
            engine: None,
            now,
            settings,
            desk: Desk::new(),
            holds: Holds::new(),
            terminal: Ok(()),
            own_notes: 0,
            wished: false,
        }
    }

    pub(crate) fn runs(&self) -> bool {
        self.engine.is_some()
    }

    /// The daemon starts: it looks at the desk, and reads the notes.
    pub(crate) fn start(&mut self) {
        let setup = Setup {
            version: "0.0.0".to_owned(),
            pid: 1,
            data_dir: "/data".to_owned(),
            config: "/config.toml".to_owned(),
            demo: Demo::No,
            settings: self.settings.clone(),
            supervisor: SupervisorReport::default(),
        };
        let store = Store::open(&self.folder.path().join("loci.db")).unwrap();
        self.engine = Some(Engine::open(store, setup, self.now).unwrap());
        self.event(Event::News(News::Presence(self.desk.presence())));
        self.event(Event::News(News::Holds(self.holds.clone())));
        self.event(Event::Tick);
        self.read_notes();
    }

    pub(crate) fn end(&mut self, end: End) {
        if self.engine.take().is_some() {
            self.desk.daemon_ends(end);
        }
    }

    pub(crate) fn read_notes(&mut self) {
        let adopted = Adopted::default();
        let file = |(name, text): (String, String)| {
            let path = format!("/notes/{name}");
            ReadFile {
                scan: Arc::new(scan_file(&path, &text, &adopted)),
                path,
                folders: Vec::new(),
                text: text.as_str().into(),
            }
        };
        let bundled = bundled::FILES.iter();
        let bundled = bundled.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let read = NotesRead {
            files: bundled
                .chain((0..self.own_notes).map(own_note))
                .map(file)
                .collect(),
            roots: vec!["/notes".to_owned()],
            troubles: Vec::new(),
        };
        self.event(Event::Notes {
            read,
            then: AfterRead::Take,
        });
    }

    /// One event, and all that the desk makes of it; nothing while no daemon runs.
    pub(crate) fn event(&mut self, event: Event) -> Option<Result<Response, Failure>> {
        self.wished = false;
        let mut events = vec![event];
        let mut reply = None;
        for round in 0..ROUNDS {
            let Some(engine) = &mut self.engine else {
                return None;
            };
            let outcomes = engine.turn(std::mem::take(&mut events), self.now);
            for outcome in outcomes {
                if round == 0 {
                    reply = outcome.reply;
                }
                for effect in outcome.effects {
                    match effect {
                        Effect::Wish(wish) => {
                            self.wished = true;
                            events.extend(self.desk.obey(wish).map(Event::News));
                        }
                        Effect::Stop { notice, .. } => {
                            let shown = self.desk.obey(Wish::Show(notice));
                            events.extend(shown.map(Event::News));
                        }
                        Effect::Open => events.push(Event::Opened(self.terminal.clone())),
                        Effect::Tell(_)
                        | Effect::TakeBack(_)
                        | Effect::Work(_)
                        | Effect::Unspool { .. }
                        | Effect::MarkUnplaced { .. }
                        | Effect::Quit => {}
                    }
                }
            }
            if events.is_empty() {
                return reply;
            }
        }
        panic!("the engine and the desk do not come to rest");
    }

    pub(crate) fn ask(&mut self, request: Request) -> Option<Result<Response, Failure>> {
        self.event(Event::Request(request))
    }

    pub(crate) fn status(&mut self) -> Option<StatusReply> {
        match self.ask(Request::Status(NoParams {}))? {
            Ok(Response::Status(reply)) => Some(reply),
            other => panic!("{other:?}"),
        }
    }

    /// The user presses one of what is offered; which, or nothing if nothing stands.
    pub(crate) fn press(&mut self, wanted: Action) -> Option<Action> {
        if !self.desk.offers(Subject::Reminder, wanted) {
            return None;
        }
        let token = self.desk.take(Subject::Reminder)?;
        self.event(Event::News(News::Pressed {
            subject: Subject::Reminder,
            token,
            action: wanted,
        }));
        Some(wanted)
    }

    /// The user closes it, or its time is over.
    pub(crate) fn close(&mut self, how: Closing) -> Option<()> {
        let token = self.desk.take(Subject::Reminder)?;
        self.event(Event::News(News::Closed {
            subject: Subject::Reminder,
            token,
            how,
        }));
        Some(())
    }

    /// When the daemon wants to be woken next, in milliseconds of boot time.
    pub(crate) fn wake(&self) -> Option<(u64, Timer)> {
        let wakes = self.engine.as_ref()?.wakes(self.now, Watched::No);
        let wall = wakes.wall.map(|at| {
            let ms = (at - self.now.at).num_milliseconds().max(1);
            (
                self.now.boot.ms + u64::try_from(ms).unwrap_or(1),
                Timer::Wall,
            )
        });
        let boot = wakes
            .boot
            .map(|at| (at.ms.max(self.now.boot.ms + 1), Timer::Boot));
        wall.into_iter().chain(boot).min_by_key(|(ms, _)| *ms)
    }

    /// Both clocks go on to a moment of boot time.
    pub(crate) fn go_to(&mut self, boot_ms: u64) {
        let ms = boot_ms.saturating_sub(self.now.boot.ms);
        self.now.at += TimeDelta::milliseconds(i64::try_from(ms).unwrap());
        self.now.boot.ms += ms;
    }
}

/// A note that the user wrote in the meantime: a map of six branches.
fn own_note(number: usize) -> (String, String) {
    let mut text = format!("# Mind map\n\n```\nTopic {number}\n");
    for branch in 0..6 {
        let line = if branch == 5 {
            "└──"
        } else {
            "├──"
        };
        text.push_str(&format!("{line} part {number} of {branch}\n"));
    }
    text.push_str("```\n");
    (format!("own-{number}.md"), text)
}

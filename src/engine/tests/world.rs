//! A world of one engine: its clock stands still until it is moved.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::notice::{Action, NotShown, Notice, Place, Subject};
use crate::domain::now::{BootInstant, Now};
use crate::domain::screen::{News, Wish};
use crate::domain::settings::{Settings, Zone};
use crate::engine::effect::{AfterRead, Effect, Outcome};
use crate::engine::event::Event;
use crate::engine::{Demo, Engine, Setup};
use crate::ipc::protocol::{
    Due, DueReply, Failure, Filter, LocusInfo, Log, LogReply, Ls, NoParams, Request, Response,
    Show, ShowReply, StatusReply, SupervisorReport, Sync, SyncReply, Undo, UndoReply,
};
use crate::notes::read::{NotesRead, ReadFile, Trouble, scan_file};
use crate::notes::{Adopted, bundled};
use crate::store::Store;

pub(super) struct World {
    pub(super) engine: Engine,
    pub(super) now: Now,
    pub(super) files: BTreeMap<String, String>,
    pub(super) troubles: Vec<Trouble>,
    pub(super) roots: Vec<String>,
    /// What was wished of the screen, since it was last asked about.
    wishes: Vec<Wish>,
    /// The last notification that was wished for, about each subject.
    last: BTreeMap<Subject, Notice>,
}

impl World {
    /// The bundled atlas, read, on a Sunday noon in UTC.
    pub(super) fn bundled() -> World {
        let mut world = World::empty();
        for (name, text) in bundled::FILES {
            world
                .files
                .insert(format!("/notes/{name}"), (*text).to_owned());
        }
        world.read();
        world
    }

    /// No notes at all.
    pub(super) fn empty() -> World {
        let at: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let boot = BootInstant {
            boot: Uuid::from_u128(7),
            ms: 1_000_000,
        };
        let now = Now {
            at,
            zone: chrono_tz::UTC,
            boot,
        };
        let settings = Settings {
            zone: Zone::Named(chrono_tz::UTC),
            ..Settings::default()
        };
        let setup = Setup {
            version: "0.0.0".to_owned(),
            pid: 1,
            data_dir: "/data".to_owned(),
            config: "/config.toml".to_owned(),
            demo: Demo::No,
            settings,
            supervisor: SupervisorReport::default(),
        };
        let engine = Engine::open(Store::in_memory().unwrap(), setup, now).unwrap();
        World {
            engine,
            now,
            files: BTreeMap::new(),
            troubles: Vec::new(),
            roots: vec!["/notes".to_owned()],
            wishes: Vec::new(),
            last: BTreeMap::new(),
        }
    }

    /// The daemon ends and starts again, over the same database.
    pub(super) fn restart(&mut self) {
        let other = Engine::open(
            Store::in_memory().unwrap(),
            self.engine.setup.clone(),
            self.now,
        );
        let before = std::mem::replace(&mut self.engine, other.unwrap());
        self.engine = Engine::open(before.store, before.setup, self.now).unwrap();
    }

    /// What was wished of the screen since it was last asked about.
    pub(super) fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    /// The last notification about a subject.
    pub(super) fn notice(&self, subject: Subject) -> Notice {
        self.last[&subject].clone()
    }

    /// The last notification about a subject is on the screen.
    pub(super) fn arrived(&mut self, subject: Subject) -> Outcome {
        let token = self.last[&subject].token;
        let place = Place {
            owner: ":1.7".to_owned(),
            id: 3,
        };
        self.event(Event::News(News::Shown {
            subject,
            token,
            place,
        }))
    }

    /// It is not.
    pub(super) fn not_shown(&mut self, subject: Subject, why: NotShown) -> Outcome {
        let token = self.last[&subject].token;
        self.event(Event::News(News::NotShown {
            subject,
            token,
            why,
        }))
    }

    /// The user pressed the last notification about a subject.
    pub(super) fn press(&mut self, subject: Subject, action: Action) -> Outcome {
        let token = self.last[&subject].token;
        self.event(Event::News(News::Pressed {
            subject,
            token,
            action,
        }))
    }

    /// What is wished about boxes is never shown, for there is no server.
    pub(super) fn no_screen(&mut self) {
        self.not_shown(Subject::Box, NotShown::NoServer);
    }

    /// A note in the world, not yet read.
    pub(super) fn write(&mut self, name: &str, text: &str) {
        self.files.insert(format!("/notes/{name}"), text.to_owned());
    }

    pub(super) fn pass_secs(&mut self, secs: u32) {
        self.now.at += TimeDelta::seconds(i64::from(secs));
        self.now.boot.ms += u64::from(secs) * 1000;
    }

    pub(super) fn pass_days(&mut self, days: u32) {
        self.pass_secs(days * 86_400);
    }

    pub(super) fn event(&mut self, event: Event) -> Outcome {
        let outcome = self.engine.turn(vec![event], self.now).pop().unwrap();
        for effect in &outcome.effects {
            let wish = match effect {
                Effect::Wish(wish) => wish.clone(),
                Effect::Stop { notice, .. } => Wish::Show(notice.clone()),
                _ => continue,
            };
            if let Wish::Show(notice) = &wish {
                self.last.insert(notice.subject, notice.clone());
            }
            self.wishes.push(wish);
        }
        outcome
    }

    pub(super) fn ask(&mut self, request: Request) -> Result<Response, Failure> {
        self.event(Event::Request(request)).reply.unwrap()
    }

    pub(super) fn notes(&self) -> NotesRead {
        let adopted = Adopted::default();
        let file = |(path, text): (&String, &String)| ReadFile {
            path: path.clone(),
            folders: Vec::new(),
            text: text.as_str().into(),
            scan: Arc::new(scan_file(path, text, &adopted)),
        };
        NotesRead {
            files: self.files.iter().map(file).collect(),
            roots: self.roots.clone(),
            troubles: self.troubles.clone(),
        }
    }

    /// Reads the notes as they are now.
    pub(super) fn read(&mut self) -> Outcome {
        let read = self.notes();
        self.event(Event::Notes {
            read,
            then: AfterRead::Take,
        })
    }

    pub(super) fn sync(&mut self, sync: Sync) -> Result<SyncReply, Failure> {
        let read = self.notes();
        self.sync_with(read, sync)
    }

    /// Takes notes that something else read.
    pub(super) fn take(&mut self, read: NotesRead) -> SyncReply {
        self.sync_with(read, Sync::default()).unwrap()
    }

    fn sync_with(&mut self, read: NotesRead, sync: Sync) -> Result<SyncReply, Failure> {
        match self
            .event(Event::Notes {
                read,
                then: AfterRead::Sync(sync),
            })
            .reply
            .unwrap()?
        {
            Response::Sync(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn log(&mut self, scope: &str, rating: u8) -> LogReply {
        self.try_log(&log(scope, rating)).unwrap()
    }

    pub(super) fn try_log(&mut self, log: &Log) -> Result<LogReply, Failure> {
        match self.ask(Request::Log(log.clone()))? {
            Response::Log(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn undo(&mut self) -> Result<UndoReply, Failure> {
        match self.ask(Request::Undo(Undo::default()))? {
            Response::Undo(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn show(&mut self, locus: &str) -> ShowReply {
        match self
            .ask(Request::Show(Show {
                locus: locus.to_owned(),
            }))
            .unwrap()
        {
            Response::Show(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn due(&mut self) -> DueReply {
        match self.ask(Request::Due(Due::default())).unwrap() {
            Response::Due(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn ls(&mut self, filter: Filter) -> Vec<LocusInfo> {
        match self
            .ask(Request::Ls(Ls {
                scope: None,
                filter,
            }))
            .unwrap()
        {
            Response::Ls(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn status(&mut self) -> StatusReply {
        match self.ask(Request::Status(NoParams {})).unwrap() {
            Response::Status(reply) => reply,
            other => panic!("{other:?}"),
        }
    }
}

/// A plain log request.
pub(super) fn log(scope: &str, rating: u8) -> Log {
    Log {
        batch_id: None,
        scopes: vec![scope.to_owned()],
        rating,
        missed: Vec::new(),
        hard: Vec::new(),
        at: None,
        at_kind: crate::ipc::protocol::At::Stated,
        took_secs: None,
        note: None,
        source: None,
        answer: None,
        ratings: Vec::new(),
        ratings_path: None,
        told_at: None,
    }
}

/// Whether one of the effects is a STOP.
pub(super) fn stops(outcome: &Outcome) -> bool {
    outcome
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Stop { .. }))
}

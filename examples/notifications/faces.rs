//! Every notification as the engine makes it from the bundled notes, at every level of privacy.

#![expect(
    clippy::unwrap_used,
    reason = "a scene that cannot be set ends the program"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use loci::domain::notice::{Action, Notice, Place, Presence, Server, Subject};
use loci::domain::now::{BootInstant, Now};
use loci::domain::screen::{News, Wish};
use loci::domain::settings::{Privacy, Settings, Style, Zone};
use loci::engine::effect::{AfterRead, Effect};
use loci::engine::event::Event;
use loci::engine::{Demo, Engine, Setup};
use loci::ipc::protocol::{
    At, BoxStart, Filter, Log, Ls, NoParams, Request, Response, SupervisorReport,
};
use loci::notes::read::{NotesRead, ReadFile, scan_file};
use loci::notes::{Adopted, bundled};
use loci::store::Store;
use uuid::Uuid;

const DAY: i64 = 86_400;

/// Each by its name.
pub(crate) fn all() -> Vec<(String, Notice)> {
    let mut faces = Vec::new();
    let levels = [
        ("discreet", Privacy::Discreet),
        ("topics", Privacy::Topics),
        ("full", Privacy::Full),
    ];
    type Scene = fn(Privacy) -> Notice;
    let told: [(&str, Scene); 6] = [
        ("digest", |it| {
            Desk::begun(it, Style::Digest).last(Subject::Reminder)
        }),
        ("nudge", nudge),
        ("welcome", welcome),
        ("countdown", |it| boxed(it, 60)),
        ("enough", |it| boxed(it, 300)),
        ("stop", |it| boxed(it, 600)),
    ];
    for (scene, make) in told {
        for (level, privacy) in levels {
            faces.push((format!("{scene}-{level}"), make(privacy)));
        }
    }
    faces.push(("question".to_owned(), question().last(Subject::Reminder)));
    for (name, action) in [
        ("weekly", Action::Weekly),
        ("pause", Action::Pause),
        ("keep", Action::Keep),
    ] {
        let mut asked = question();
        asked.press(action);
        faces.push((format!("question-{name}"), asked.last(Subject::Reminder)));
    }
    let mut cards = Desk::cards();
    faces.push(("card".to_owned(), cards.last(Subject::Reminder)));
    cards.press(Action::Show);
    faces.push(("card-answer".to_owned(), cards.last(Subject::Reminder)));
    cards.press(Action::Good);
    faces.push(("card-rated".to_owned(), cards.last(Subject::Reminder)));
    let mut test = Desk::begun(Privacy::Discreet, Style::Digest);
    test.ask(Request::NotifyTest(NoParams {}));
    faces.push(("test".to_owned(), test.last(Subject::Test)));
    faces
}

fn nudge(privacy: Privacy) -> Notice {
    let mut desk = Desk::begun(privacy, Style::Digest);
    desk.pass(5 * 3600);
    desk.last(Subject::Reminder)
}

fn welcome(privacy: Privacy) -> Notice {
    let mut desk = Desk::begun(privacy, Style::Digest);
    desk.log("python/", 1);
    desk.pass(7 * DAY);
    desk.last(Subject::Reminder)
}

fn question() -> Desk {
    let mut desk = Desk::begun(Privacy::Discreet, Style::Digest);
    for _ in 0..8 {
        desk.pass(DAY);
    }
    desk
}

fn boxed(privacy: Privacy, secs: i64) -> Notice {
    let mut desk = Desk::begun(privacy, Style::Digest);
    desk.ask(Request::BoxStart(BoxStart {
        kind: "map".to_owned(),
        topic: "dict".to_owned(),
        limit_secs: None,
    }));
    for _ in 0..secs / 60 {
        desk.pass(60);
    }
    desk.last(Subject::Box)
}

/// An engine, and a screen on which everything arrives.
struct Desk {
    engine: Engine,
    now: Now,
    last: BTreeMap<Subject, Notice>,
}

impl Desk {
    /// The bundled notes at noon, and the digest of the day.
    fn begun(privacy: Privacy, style: Style) -> Desk {
        let settings = Settings {
            zone: Zone::Named(chrono_tz::UTC),
            privacy,
            style,
            new_per_day: match style {
                Style::Digest => Settings::default().new_per_day,
                // New ones are first shown, then asked.
                Style::Card => 0,
            },
            ..Settings::default()
        };
        let now = Now {
            at: "2026-11-22T12:00:00Z".parse().unwrap(),
            zone: chrono_tz::UTC,
            boot: BootInstant {
                boot: Uuid::from_u128(7),
                ms: 1_000_000,
            },
        };
        let setup = Setup {
            version: String::new(),
            pid: 1,
            data_dir: String::new(),
            config: String::new(),
            demo: Demo::No,
            settings,
            supervisor: SupervisorReport::default(),
        };
        let engine = Engine::open(Store::in_memory().unwrap(), setup, now).unwrap();
        let last = BTreeMap::new();
        let mut desk = Desk { engine, now, last };
        desk.event(Event::News(News::Presence(Presence::Server(Server {
            name: String::new(),
            vendor: String::new(),
            version: String::new(),
            spec: String::new(),
            capabilities: vec!["actions".to_owned()],
        }))));
        let adopted = Adopted::default();
        let file = |(name, text): &(&str, &str)| ReadFile {
            scan: Arc::new(scan_file(name, text, &adopted)),
            path: (*name).to_owned(),
            folders: Vec::new(),
            text: (*text).into(),
        };
        let read = NotesRead {
            files: bundled::FILES.iter().map(file).collect(),
            roots: vec![String::new()],
            troubles: Vec::new(),
        };
        let then = AfterRead::Take;
        desk.event(Event::Notes { read, then });
        desk
    }

    /// The question of the first card, on the day after all was missed.
    fn cards() -> Desk {
        let mut desk = Desk::begun(Privacy::Discreet, Style::Card);
        let live = Ls {
            scope: None,
            filter: Filter::default(),
        };
        let Some(Response::Ls(all)) = desk.ask(Request::Ls(live)) else {
            return desk;
        };
        for locus in all {
            desk.log(&locus.path, 1);
        }
        desk.pass(DAY);
        desk
    }

    fn last(&self, subject: Subject) -> Notice {
        self.last[&subject].clone()
    }

    fn event(&mut self, event: Event) -> Option<Response> {
        let outcome = self.engine.turn(vec![event], self.now).pop().unwrap();
        for effect in outcome.effects {
            let (Effect::Wish(Wish::Show(notice)) | Effect::Stop { notice, .. }) = effect else {
                continue;
            };
            let (subject, token) = (notice.subject, notice.token);
            self.last.insert(subject, notice);
            let place = Place {
                owner: ":1.7".to_owned(),
                id: 1,
            };
            self.event(Event::News(News::Shown {
                subject,
                token,
                place,
            }));
        }
        outcome.reply.and_then(Result::ok)
    }

    fn ask(&mut self, request: Request) -> Option<Response> {
        self.event(Event::Request(request))
    }

    fn pass(&mut self, secs: i64) {
        self.now.at += TimeDelta::seconds(secs);
        self.now.boot.ms += u64::try_from(secs).unwrap() * 1000;
        self.event(Event::Tick);
    }

    fn press(&mut self, action: Action) {
        let subject = Subject::Reminder;
        let token = self.last(subject).token;
        self.event(Event::News(News::Pressed {
            subject,
            token,
            action,
        }));
    }

    fn log(&mut self, scope: &str, rating: u8) {
        self.ask(Request::Log(Log {
            batch_id: None,
            scopes: vec![scope.to_owned()],
            rating,
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Stated,
            took_secs: None,
            note: None,
            source: None,
            answer: None,
            ratings: Vec::new(),
            ratings_path: None,
            told_at: None,
        }));
    }
}

//! A logind of ours on a bus of ours: it knows one user, where that one sits, and what is told of each session. It
//! signals as the real one does.
//!
//! ```text
//! let logind = Logind::start(&system);        // it knows no session, not even the user
//! logind.sits(Some("2"), "wayland");          // a login, or another Display
//! logind.lock("2", true); logind.idle("2", true);
//! logind.die();                               // its name is free when this returns
//! ```

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc as sync;
use std::thread::JoinHandle;

use futures_lite::StreamExt;
use tokio::sync::mpsc;
use zbus::message::{Header, Message, Type};
use zbus::{Connection, MessageStream, ObjectPath, Variant};

use crate::server::{Bus, block_on, connect};

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const USER: &str = "org.freedesktop.login1.User";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

enum Word {
    Sits(Option<&'static str>, &'static str),
    Lock(&'static str, bool),
    Idle(&'static str, bool),
    Sleep(bool),
    Hang,
}

/// A logind on a thread of its own; it dies when it is dropped.
pub(crate) struct Logind {
    words: Option<mpsc::UnboundedSender<Word>>,
    thread: Option<JoinHandle<()>>,
}

impl Logind {
    /// Starts one that knows nobody, and waits until it has its name.
    pub(crate) fn start(bus: &Bus) -> Logind {
        let (words, heard) = mpsc::unbounded_channel();
        let address = bus.address();
        let (ready, is_ready) = sync::channel();
        let thread = std::thread::spawn(move || {
            block_on(async {
                let connection = connect(&address).await;
                let stream = MessageStream::from(&connection);
                connection.request_name(NAME).await.unwrap();
                ready.send(()).unwrap();
                let mut serving = Serving {
                    connection,
                    display: None,
                    sessions: BTreeMap::new(),
                    is_known: false,
                    hangs: false,
                };
                serving.serve(stream, heard).await;
            });
        });
        is_ready.recv().unwrap();
        Logind {
            words: Some(words),
            thread: Some(thread),
        }
    }

    /// The user sits at this session from here on, or at none.
    pub(crate) fn sits(&self, session: Option<&'static str>, kind: &'static str) {
        self.word(Word::Sits(session, kind));
    }

    /// A session is locked, or no longer.
    pub(crate) fn lock(&self, session: &'static str, is: bool) {
        self.word(Word::Lock(session, is));
    }

    /// Nobody is at a session, or somebody is again.
    pub(crate) fn idle(&self, session: &'static str, is: bool) {
        self.word(Word::Idle(session, is));
    }

    /// The machine is about to sleep.
    pub(crate) fn sleeps(&self) {
        self.word(Word::Sleep(true));
    }

    /// It woke.
    pub(crate) fn wakes(&self) {
        self.word(Word::Sleep(false));
    }

    /// It answers nothing from here on, but signals.
    pub(crate) fn hang(&self) {
        self.word(Word::Hang);
    }

    /// Its connection is closed; its name is free when this returns.
    pub(crate) fn die(mut self) {
        self.end();
    }

    fn word(&self, word: Word) {
        self.words.as_ref().unwrap().send(word).ok().unwrap();
    }

    fn end(&mut self) {
        self.words = None;
        if let Some(thread) = self.thread.take() {
            let _joined = thread.join();
        }
    }
}

impl Drop for Logind {
    fn drop(&mut self) {
        self.end();
    }
}

#[derive(Default)]
struct Session {
    kind: &'static str,
    locked: bool,
    idle: bool,
}

struct Serving {
    connection: Connection,
    display: Option<&'static str>,
    sessions: BTreeMap<&'static str, Session>,
    /// Whether the user ever logged in.
    is_known: bool,
    hangs: bool,
}

impl Serving {
    async fn serve(&mut self, mut stream: MessageStream, mut words: mpsc::UnboundedReceiver<Word>) {
        loop {
            tokio::select! {
                biased;
                message = stream.next() => match message {
                    Some(Ok(message)) => self.take(&message).await,
                    Some(Err(_)) | None => return,
                },
                word = words.recv() => match word {
                    Some(word) => self.hear(word).await,
                    None => break,
                },
            }
        }
        let _released = self.connection.release_name(NAME).await;
        let _closed = self.connection.clone().close().await;
    }

    async fn hear(&mut self, word: Word) {
        match word {
            Word::Sits(session, kind) => {
                self.is_known = true;
                self.display = session;
                if let Some(id) = session {
                    self.sessions.entry(id).or_default().kind = kind;
                }
                let display = HashMap::from([("Display", self.display())]);
                self.changed(&user_path(), USER, display).await;
            }
            Word::Lock(id, is) => {
                self.sessions.entry(id).or_default().locked = is;
                let locked = HashMap::from([("LockedHint", Variant::from(is))]);
                self.changed(&session_path(id), SESSION, locked).await;
            }
            Word::Idle(id, is) => {
                self.sessions.entry(id).or_default().idle = is;
                let idle = HashMap::from([("IdleHint", Variant::from(is))]);
                self.changed(&session_path(id), SESSION, idle).await;
            }
            Word::Sleep(begins) => {
                let name = "PrepareForSleep";
                self.signal(PATH, MANAGER, name, &begins).await;
            }
            Word::Hang => self.hangs = true,
        }
    }

    async fn take(&self, message: &Message) {
        if message.message_type() != Type::MethodCall || self.hangs {
            return;
        }
        let header = message.header();
        let path = header.path().unwrap().as_str().to_owned();
        let id = path.rsplit('_').next().unwrap_or_default();
        match (header.member().unwrap().as_str(), self.sessions.get(id)) {
            ("GetUser", _) if self.is_known => {
                let path = user_path();
                self.reply(&header, &ObjectPath::try_from(path).unwrap())
                    .await;
            }
            ("GetAll", _) if path == user_path() => {
                let known = HashMap::from([("Display", self.display())]);
                self.reply(&header, &known).await;
            }
            ("GetAll", Some(session)) => {
                let known = HashMap::from([
                    ("Id", Variant::from(id)),
                    ("Type", Variant::from(session.kind)),
                    ("LockedHint", Variant::from(session.locked)),
                    ("IdleHint", Variant::from(session.idle)),
                ]);
                self.reply(&header, &known).await;
            }
            _ => {
                let name = "org.freedesktop.login1.NoSuchUser";
                let _sent = self.connection.reply_error(&header, name, &"none").await;
            }
        }
    }

    fn display(&self) -> Variant<'static> {
        let (id, path) = match self.display {
            Some(id) => (id, session_path(id)),
            None => ("", "/".to_owned()),
        };
        Variant::from((id, ObjectPath::try_from(path).unwrap()))
    }

    async fn changed(&self, path: &str, interface: &str, changed: HashMap<&str, Variant<'_>>) {
        let invalidated: Vec<&str> = Vec::new();
        let body = (interface, changed, invalidated);
        self.signal(path, PROPERTIES, "PropertiesChanged", &body)
            .await;
    }

    async fn signal<B>(&self, path: &str, interface: &str, name: &str, body: &B)
    where
        B: serde::Serialize + zbus::DynamicType,
    {
        let to: Option<&str> = None;
        let sent = self.connection.emit_signal(to, path, interface, name, body);
        sent.await.unwrap();
    }

    async fn reply<B>(&self, header: &Header<'_>, body: &B)
    where
        B: serde::Serialize + zbus::DynamicType,
    {
        let _sent = self.connection.reply(header, body).await;
    }
}

fn user_path() -> String {
    let uid = rustix::process::getuid().as_raw();
    format!("{PATH}/user/_{uid}")
}

fn session_path(id: &str) -> String {
    format!("{PATH}/session/_{id}")
}

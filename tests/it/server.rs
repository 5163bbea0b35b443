//! A notification server of ours on a bus of ours: it records what it is asked and does to a client all that real
//! servers do, at the word of a test.
//!
//! ```text
//! let Some(bus) = Bus::start() else { return };            // DBUS_SESSION_BUS_ADDRESS: bus.address()
//! let mut server = Server::start(&bus, Kind::default());   // its ids begin at 1
//! let shown = server.notify();                             // waits for the next Notify
//! server.press(shown.id, &shown.key("open"));
//! server.close(shown.id, 2);
//! server.hang(); server.wake();                            // answers nothing until then
//! server.die();                                            // its name is free when this returns
//! ```

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc as sync;
use std::thread::JoinHandle;

use futures_lite::StreamExt;
use tokio::sync::mpsc;
use zbus::connection::Builder;
use zbus::fdo::RequestNameFlags;
use zbus::message::{Header, Message, Type};
use zbus::{Connection, MessageStream, OwnedVariant, Variant};

use crate::support::has;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A bus that starts nothing by itself, unless a test says what.
pub(crate) struct Bus {
    daemon: Child,
    folder: tempfile::TempDir,
}

impl Bus {
    /// Starts one; where there is no dbus-daemon, says so, and there is none.
    pub(crate) fn start() -> Option<Bus> {
        Bus::in_folder(tempfile::tempdir().unwrap())
    }

    /// A bus that runs a shell line to have a notification server.
    pub(crate) fn with_activatable(line: &str) -> Option<Bus> {
        let folder = tempfile::tempdir().unwrap();
        let service = format!("[D-BUS Service]\nName={NAME}\nExec=/bin/sh -c '{line}'\n");
        std::fs::create_dir(folder.path().join("services")).unwrap();
        std::fs::write(folder.path().join("services/server.service"), service).unwrap();
        Bus::in_folder(folder)
    }

    fn in_folder(folder: tempfile::TempDir) -> Option<Bus> {
        if !has("dbus-daemon") {
            eprintln!("not run: dbus-daemon is not installed");
            return None;
        }
        let config = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n\
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n\
             <busconfig><type>session</type><listen>unix:path={folder}/bus</listen>\
             <auth>EXTERNAL</auth><servicedir>{folder}/services</servicedir>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy>\
             </busconfig>",
            folder = folder.path().display()
        );
        std::fs::write(folder.path().join("bus.conf"), config).unwrap();
        let daemon = Bus::daemon(&folder);
        Some(Bus { daemon, folder })
    }

    /// Starts it, and waits until it listens.
    fn daemon(folder: &tempfile::TempDir) -> Child {
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!(
                "--config-file={}/bus.conf",
                folder.path().display()
            ))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        assert!(address.starts_with("unix:"), "{address}");
        daemon
    }

    pub(crate) fn address(&self) -> String {
        format!("unix:path={}", self.socket().display())
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("bus")
    }

    /// It dies with all its connections, and leaves no socket.
    pub(crate) fn die(&mut self) {
        self.daemon.kill().unwrap();
        self.daemon.wait().unwrap();
        let _gone = std::fs::remove_file(self.socket());
    }

    /// It comes again at the same address.
    pub(crate) fn come_back(&mut self) {
        self.daemon = Bus::daemon(&self.folder);
    }

    /// Stops it in its tracks (SIGSTOP): it takes connections, and answers nothing.
    pub(crate) fn freeze(&self) {
        let pid = rustix::process::Pid::from_child(&self.daemon);
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _killed = self.daemon.kill();
        let _reaped = self.daemon.wait();
    }
}

/// What a server can do, and how it does it.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) capabilities: &'static [&'static str],
    pub(crate) signals: Signals,
    pub(crate) answers: Answers,
    /// What its property `Inhibited` says, if it has one.
    pub(crate) inhibited: Option<bool>,
    /// The methods that it never answers.
    pub(crate) mute: &'static [&'static str],
}

/// To whom a server signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signals {
    /// To whoever listens, as most do.
    Broadcast,
    /// To the sender of the notification alone, an activation token right before each press: GNOME.
    Unicast,
}

/// What a server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// What the specification says.
    Right,
    /// 0 for an id.
    NoId,
    /// A text for an id, and a number for its name.
    Nonsense,
    /// An error to each notification.
    Errors,
}

impl Default for Kind {
    fn default() -> Kind {
        Kind {
            name: "fake",
            capabilities: &["actions", "body", "body-markup"],
            signals: Signals::Broadcast,
            answers: Answers::Right,
            inhibited: None,
            mute: &[],
        }
    }
}

/// A notification as it came.
#[derive(Debug, Clone)]
pub(crate) struct Notify {
    /// The id that it got.
    pub(crate) id: u32,
    pub(crate) replaces: u32,
    pub(crate) app: String,
    pub(crate) icon: String,
    pub(crate) title: String,
    pub(crate) body: String,
    /// Keys and labels in turn.
    pub(crate) actions: Vec<String>,
    pub(crate) hints: HashMap<String, OwnedVariant>,
    pub(crate) expire: i32,
}

impl Notify {
    /// The key of the first action that begins so.
    pub(crate) fn key(&self, begin: &str) -> String {
        let mut keys = self.actions.iter().step_by(2);
        keys.find(|key| key.starts_with(begin)).unwrap().clone()
    }

    /// A hint as text, like `U8(2)`.
    pub(crate) fn hint(&self, name: &str) -> Option<String> {
        self.hints.get(name).map(|value| format!("{:?}", &**value))
    }
}

/// What a server was asked, beside what it is.
#[derive(Debug)]
pub(crate) enum Called {
    Notify(Box<Notify>),
    /// CloseNotification of this id.
    Close(u32),
}

enum Word {
    Press(u32, String),
    Close(u32, u32),
    /// A signal with a body that no server sends.
    Nonsense(&'static str),
    Hang,
    Wake,
    /// Its property `Inhibited` changes.
    Inhibit(bool),
    /// Answered when all before is done.
    Done(sync::Sender<()>),
}

/// A notification server on a thread of its own; it dies when it is dropped.
pub(crate) struct Server {
    words: Option<mpsc::UnboundedSender<Word>>,
    called: sync::Receiver<Called>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts one, and waits until it has its name; it takes it from one that has it.
    pub(crate) fn start(bus: &Bus, kind: Kind) -> Server {
        let (words, heard) = mpsc::unbounded_channel();
        let (tell, called) = sync::channel();
        let address = bus.address();
        let (ready, is_ready) = sync::channel();
        let thread = std::thread::spawn(move || {
            block_on(async {
                let connection = connect(&address).await;
                // Before anybody knows the name: nothing that is asked may be missed.
                let stream = MessageStream::from(&connection);
                let flags = RequestNameFlags::ALLOW_REPLACEMENT
                    | RequestNameFlags::REPLACE_EXISTING
                    | RequestNameFlags::DO_NOT_QUEUE;
                let requested = connection.request_name_with_flags(NAME, flags);
                requested.await.unwrap();
                ready.send(()).unwrap();
                let mut serving = Serving {
                    connection,
                    kind,
                    tell,
                    senders: HashMap::new(),
                    last: 0,
                    asleep: None,
                };
                serving.serve(stream, heard).await;
            });
        });
        is_ready.recv().unwrap();
        Server {
            words: Some(words),
            called,
            thread: Some(thread),
        }
    }

    /// Waits for what it is asked next.
    pub(crate) fn called(&self) -> Called {
        self.called.recv().unwrap()
    }

    /// The same; it must be a notification.
    pub(crate) fn notify(&self) -> Notify {
        match self.called() {
            Called::Notify(notify) => *notify,
            Called::Close(id) => panic!("{id} is closed"),
        }
    }

    /// The same; it must be a close. Returns of which id.
    pub(crate) fn closed(&self) -> u32 {
        match self.called() {
            Called::Close(id) => id,
            Called::Notify(notify) => panic!("{notify:?}"),
        }
    }

    /// What it was asked up to now and no test looked at.
    pub(crate) fn rest(&self) -> Vec<Called> {
        self.settle();
        self.called.try_iter().collect()
    }

    /// Says that an action was pressed, also one that never was there.
    pub(crate) fn press(&self, id: u32, key: &str) {
        self.word(Word::Press(id, key.to_owned()));
    }

    /// Says that a notification was closed, for any reason: 1 its time, 2 the user, 3 a program.
    pub(crate) fn close(&self, id: u32, reason: u32) {
        self.word(Word::Close(id, reason));
    }

    /// Sends the signal of this name with a body that makes no sense.
    pub(crate) fn babble(&self, signal: &'static str) {
        self.word(Word::Nonsense(signal));
    }

    /// Its property `Inhibited` changes.
    pub(crate) fn inhibit(&self, is: bool) {
        self.word(Word::Inhibit(is));
    }

    /// It answers nothing from here on; what comes waits.
    pub(crate) fn hang(&self) {
        self.word(Word::Hang);
        self.settle();
    }

    /// It does what waits, and goes on.
    pub(crate) fn wake(&self) {
        self.word(Word::Wake);
    }

    /// Its connection is closed; its name is free when this returns.
    pub(crate) fn die(mut self) {
        self.end();
    }

    /// Waits until all that it was told is done.
    fn settle(&self) {
        let (done, is_done) = sync::channel();
        self.word(Word::Done(done));
        is_done.recv().unwrap();
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

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

struct Serving {
    connection: Connection,
    kind: Kind,
    tell: sync::Sender<Called>,
    /// Who sent the notification of an id.
    senders: HashMap<u32, String>,
    last: u32,
    /// What came while it hangs.
    asleep: Option<Vec<Message>>,
}

impl Serving {
    async fn serve(&mut self, mut stream: MessageStream, mut words: mpsc::UnboundedReceiver<Word>) {
        loop {
            tokio::select! {
                biased;
                message = stream.next() => match message {
                    Some(Ok(message)) => self.take(message).await,
                    Some(Err(_)) | None => return,
                },
                word = words.recv() => match word {
                    Some(Word::Done(done)) => {
                        self.catch_up(&mut stream).await;
                        done.send(()).unwrap();
                    }
                    Some(word) => self.hear(word).await,
                    None => break,
                },
            }
        }
        // Answered, hence the name is free.
        let _released = self.connection.release_name(NAME).await;
        let _closed = self.connection.clone().close().await;
    }

    async fn take(&mut self, message: Message) {
        if message.message_type() != Type::MethodCall {
            return;
        }
        match &mut self.asleep {
            Some(waiting) => waiting.push(message),
            None => self.answer(&message).await,
        }
    }

    async fn hear(&mut self, word: Word) {
        match word {
            Word::Press(id, key) => {
                if self.kind.signals == Signals::Unicast {
                    self.signal(id, "ActivationToken", &(id, "token")).await;
                }
                self.signal(id, "ActionInvoked", &(id, key.as_str())).await;
            }
            Word::Close(id, reason) => {
                self.signal(id, "NotificationClosed", &(id, reason)).await;
            }
            Word::Nonsense(name) => self.signal(0, name, &("what", vec![1.5], true)).await,
            Word::Hang => self.asleep = Some(Vec::new()),
            Word::Wake => {
                for message in self.asleep.take().unwrap_or_default() {
                    self.answer(&message).await;
                }
            }
            Word::Inhibit(is) => {
                self.kind.inhibited = Some(is);
                let invalidated: Vec<&str> = Vec::new();
                let changed = (NAME, self.properties(), invalidated);
                let to: Option<&str> = None;
                let sent = self.connection.emit_signal(
                    to,
                    PATH,
                    "org.freedesktop.DBus.Properties",
                    "PropertiesChanged",
                    &changed,
                );
                let _sent = sent.await;
            }
            Word::Done(_) => {}
        }
    }

    /// Takes all that the bus had for us before.
    async fn catch_up(&mut self, stream: &mut MessageStream) {
        let bus = Some("org.freedesktop.DBus");
        let path = "/org/freedesktop/DBus";
        let asked = self.connection.call_method(bus, path, bus, "GetId", &());
        let _answered = asked.await;
        while let Some(Some(Ok(message))) = futures_lite::future::poll_once(stream.next()).await {
            self.take(message).await;
        }
    }

    async fn answer(&mut self, message: &Message) {
        let header = message.header();
        let is_right = self.kind.answers != Answers::Nonsense;
        match header.member().unwrap().as_str() {
            "GetServerInformation" if is_right => {
                let names = (self.kind.name, "loci", "1", "1.2");
                self.reply(&header, &names).await;
            }
            "GetCapabilities" if is_right => self.reply(&header, &self.kind.capabilities).await,
            "GetServerInformation" | "GetCapabilities" => self.reply(&header, &7).await,
            method if self.kind.mute.contains(&method) => {}
            "GetAll" if self.kind.inhibited.is_some() => {
                self.reply(&header, &self.properties()).await;
            }
            "Notify" => self.show(message).await,
            "CloseNotification" => {
                let id: u32 = message.body().deserialize().unwrap();
                let _told = self.tell.send(Called::Close(id));
                self.reply(&header, &()).await;
                if self.senders.contains_key(&id) {
                    self.signal(id, "NotificationClosed", &(id, 3_u32)).await;
                    self.senders.remove(&id);
                }
            }
            _ => self.reply(&header, &()).await,
        }
    }

    fn properties(&self) -> HashMap<&'static str, Variant<'static>> {
        let inhibited = self.kind.inhibited;
        let known = inhibited.map(|is| ("Inhibited", Variant::from(is)));
        known.into_iter().collect()
    }

    async fn show(&mut self, message: &Message) {
        type Arguments = (
            String,
            u32,
            String,
            String,
            String,
            Vec<String>,
            HashMap<String, OwnedVariant>,
            i32,
        );
        let header = message.header();
        let (app, replaces, icon, title, body, actions, hints, expire): Arguments =
            message.body().deserialize().unwrap();
        // As dunst and xfce4-notifyd: an unknown id is adopted.
        let id = if replaces > 0 {
            replaces
        } else {
            self.last += 1;
            self.last
        };
        self.last = self.last.max(id);
        let sender = header.sender().unwrap().to_string();
        self.senders.insert(id, sender);
        let notify = Notify {
            id,
            replaces,
            app,
            icon,
            title,
            body,
            actions,
            hints,
            expire,
        };
        let _told = self.tell.send(Called::Notify(Box::new(notify)));
        match self.kind.answers {
            Answers::Right => self.reply(&header, &id).await,
            Answers::NoId => self.reply(&header, &0_u32).await,
            Answers::Nonsense => self.reply(&header, &"one").await,
            Answers::Errors => {
                let name = "org.freedesktop.Notifications.Error.ExcessNotificationGeneration";
                let _sent = self
                    .connection
                    .reply_error(&header, name, &"too many")
                    .await;
            }
        }
    }

    async fn reply<B>(&self, header: &Header<'_>, body: &B)
    where
        B: serde::Serialize + zbus::DynamicType,
    {
        // The client may be gone.
        let _sent = self.connection.reply(header, body).await;
    }

    async fn signal<B>(&self, id: u32, name: &str, body: &B)
    where
        B: serde::Serialize + zbus::DynamicType,
    {
        let to = match self.kind.signals {
            Signals::Broadcast => None,
            Signals::Unicast => self.senders.get(&id).map(String::as_str),
        };
        let sent = self.connection.emit_signal(to, PATH, NAME, name, body);
        let _sent = sent.await;
    }
}

pub(crate) async fn connect(address: &str) -> Connection {
    Builder::address(address).build().await.unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    runtime().block_on(work)
}

//! One connection to the session's bus: who the notification server is, what was asked of it, what it signals.
//! It judges nothing; see `link`.

use std::collections::HashMap;
use std::pin::Pin;

use notify_rust::{CloseReason, Notification};
use tokio::task::JoinSet;
use tokio::time::timeout;
use zbus::message::{Flags, Message, Sequence, Type};
use zbus::{Connection, MatchRule, MessageStream, Variant};

use super::bus::{self, BUS, BusError, Buses, LIMIT};
use super::dnd::Dnd;
use super::screen::{Said, Signal};
use crate::domain::notice::{Closing, Server, Subject, Token};
use crate::domain::text;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const INTERFACE: &str = "org.freedesktop.Notifications";
/// The most characters of what a server says of itself, a piece.
const WORD: usize = 80;
/// The most capabilities of a server that are kept.
const CAPABILITIES: usize = 64;

/// A connection to the session's bus.
pub(super) struct Session {
    connection: Connection,
    owners: MessageStream,
    /// The server's signals, while it has something of ours.
    signals: Option<MessageStream>,
    /// What was asked and is not answered.
    flights: JoinSet<Landed>,
    /// Whether the bus was asked to start a server.
    pub(super) start: Start,
    /// The server.
    pub(super) owner: Option<Owner>,
}

/// A notification server, in one of its lives.
#[derive(Debug)]
pub(super) struct Owner {
    /// Its unique name on the bus. All that is asked of it is sent there, so that nothing can reach another.
    name: String,
    /// The same, told from the same name on another bus: names begin anew with each.
    pub(super) life: String,
    /// What is known of it.
    pub(super) known: Known,
}

/// What a change of the name's owner means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// Nothing.
    TheSame,
    /// There was none before.
    TheFirst,
    /// The one before is gone.
    AnotherLife,
}

/// What is known of a server.
#[derive(Debug)]
pub(super) enum Known {
    /// It was asked who it is.
    Asked,
    /// It takes too long over the answer.
    Hangs,
    /// It said.
    Is(Server),
}

/// Whether the bus was asked to start a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// No.
    Not,
    /// It was just asked.
    Asked,
    /// It takes too long over it.
    Late,
}

/// What happened on the bus.
pub(super) enum Happened {
    /// An answer came, or takes too long.
    Landed(Landed),
    /// The name of the server has another owner, or none.
    Owner(Option<String>),
    /// The server signals.
    Signal(Signal),
    /// The bus is gone.
    Gone,
}

/// What became of something that was asked.
pub(super) enum Landed {
    /// The server said who it is.
    Server(Server),
    /// The server took a notification, with its id and where the answer stands in what it sent, or not.
    Notify(Subject, Token, zbus::Result<(u32, Sequence)>),
    /// The bus started a server, or not.
    Start(zbus::Result<()>),
    /// It takes too long; what was asked is still asked.
    Late(Late, Flight),
}

/// What takes too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Late {
    /// Who the server is.
    Server,
    /// A notification.
    Notify(Subject, Token),
    /// The start of a server.
    Start,
}

/// Something asked.
pub(super) type Flight = Pin<Box<dyn Future<Output = Landed> + Send>>;

/// Whether the server's signals are taken now. While an answer is expected they wait, so that none is taken for
/// one about an earlier showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hearing {
    Now,
    Later,
}

impl Session {
    pub(super) async fn connect(buses: &Buses) -> Result<Session, BusError> {
        let connection = buses.connect_session().await?;
        let owners = bus::subscribe(&connection, bus::owner_rule(NAME)).await?;
        let mut session = Session {
            connection,
            owners,
            signals: None,
            flights: JoinSet::new(),
            start: Start::Not,
            owner: None,
        };
        // After the subscription: what changes meanwhile comes as a signal.
        let owner = bus::owner_of(&session.connection, NAME).await?;
        session.meet(owner);
        Ok(session)
    }

    /// Waits for the next thing to happen. Dropping the future loses nothing.
    pub(super) async fn next(&mut self, hearing: Hearing) -> Happened {
        loop {
            tokio::select! {
                biased;
                Some(landed) = self.flights.join_next() => match landed {
                    Ok(landed) => return Happened::Landed(landed),
                    Err(error) => tracing::error!("a call to the notification server failed: {error}"),
                },
                change = bus::next(&mut self.owners) => match change.as_ref().map(new_owner) {
                    None => return Happened::Gone,
                    Some(Some(owner)) => return Happened::Owner(owner),
                    Some(None) => {}
                },
                message = signal_of(&mut self.signals), if hearing == Hearing::Now => match message {
                    None => return Happened::Gone,
                    Some(message) => if let Some(signal) = signal(&message) {
                        return Happened::Signal(signal);
                    },
                },
            }
        }
    }

    /// Takes a server, or that there is none; what was asked of the one before is forgotten.
    pub(super) fn meet(&mut self, owner: Option<String>) -> Met {
        if self.owner.as_ref().map(|owner| &owner.name) == owner.as_ref() {
            return Met::TheSame;
        }
        let met = match self.owner {
            Some(_) => Met::AnotherLife,
            None => Met::TheFirst,
        };
        self.flights = JoinSet::new();
        self.signals = None;
        self.start = Start::Not;
        self.owner = owner.map(|name| {
            let connection = self.connection.clone();
            let asked = ask_who(connection, name.clone());
            self.fly(Late::Server, Box::pin(asked));
            let life = format!("{name}@{}", self.connection.server_guid());
            let known = Known::Asked;
            Owner { name, life, known }
        });
        met
    }

    /// Begins to ask the server about Do Not Disturb, now that it said who it is.
    pub(super) fn ask_dnd(&self, server: &Server) -> Option<Dnd> {
        let owner = self.owner.as_ref()?;
        Some(Dnd::ask(
            self.connection.clone(),
            owner.name.clone(),
            server,
        ))
    }

    /// Asks the bus to start a server.
    pub(super) fn start(&mut self) {
        self.start = Start::Asked;
        let connection = self.connection.clone();
        self.fly(
            Late::Start,
            Box::pin(async move {
                let arguments = (NAME, 0_u32);
                let asked = bus::ask_bus(&connection, "StartServiceByName", &arguments);
                Landed::Start(asked.await.map(|_| ()))
            }),
        );
    }

    /// Gives a notification to the server, in the place of `replaced`, or of none if that is 0.
    pub(super) fn notify(
        &mut self,
        (subject, token): (Subject, Token),
        notification: Notification,
        replaced: u32,
    ) {
        let Some(owner) = &self.owner else { return };
        let connection = self.connection.clone();
        let owner = owner.name.clone();
        self.fly(
            Late::Notify(subject, token),
            Box::pin(async move {
                let posted = post(&connection, &owner, &notification, replaced).await;
                Landed::Notify(subject, token, posted)
            }),
        );
    }

    /// Goes on waiting for what takes too long.
    pub(super) fn wait_for(&mut self, flight: Flight) {
        self.flights.spawn(flight);
    }

    /// Closes a notification; whether the server knew it is all the same.
    pub(super) async fn close(&self, id: u32) -> Result<(), BusError> {
        let Some(owner) = &self.owner else {
            return Ok(());
        };
        let message = Message::method_call(PATH, "CloseNotification")
            .destination(owner.name.as_str())
            .interface(INTERFACE)
            .with_flags(Flags::NO_REPLY_EXPECTED)
            .build(&id)?;
        bus::within(self.connection.send(&message)).await
    }

    /// Listens to the server, before it is given the first notification.
    pub(super) async fn listen(&mut self) -> Result<(), BusError> {
        if let (None, Some(owner)) = (&self.signals, &self.owner) {
            let rule = signals_rule(&owner.name);
            self.signals = Some(bus::subscribe(&self.connection, rule).await?);
        }
        Ok(())
    }

    /// Listens no more: what the server tells of other programs would only wake us.
    pub(super) fn stop_listening(&mut self) {
        self.signals = None;
    }

    fn fly(&mut self, late: Late, mut flight: Flight) {
        self.flights.spawn(async move {
            match timeout(LIMIT, &mut flight).await {
                Ok(landed) => landed,
                Err(_) => Landed::Late(late, flight),
            }
        });
    }
}

/// Asks a server who it is; one that gives no sense is a server all the same.
async fn ask_who(connection: Connection, owner: String) -> Landed {
    let ask = async |method: &str| {
        let owner = Some(owner.as_str());
        let answer = connection.call_method(owner, PATH, Some(INTERFACE), method, &());
        answer
            .await
            .inspect_err(|error| tracing::debug!("{method}: {error}"))
    };
    let (who, can) = tokio::join!(ask("GetServerInformation"), ask("GetCapabilities"));
    type Names = (String, String, String, String);
    let who = who.and_then(|answer| answer.body().deserialize::<Names>());
    let can = can.and_then(|answer| answer.body().deserialize::<Vec<String>>());
    let (name, vendor, version, spec) = who.unwrap_or_default();
    let word = |text: &String| text::line(text, WORD);
    let can = can.unwrap_or_default();
    Landed::Server(Server {
        name: word(&name),
        vendor: word(&vendor),
        version: word(&version),
        spec: word(&spec),
        capabilities: can.iter().take(CAPABILITIES).map(word).collect(),
    })
}

/// Notifies as notify-rust does, but by the one connection: see docs/decisions/0006-notifications.md.
async fn post(
    connection: &Connection,
    owner: &str,
    notification: &Notification,
    replaced: u32,
) -> zbus::Result<(u32, Sequence)> {
    let hints: HashMap<&str, Variant<'_>> = notification.hints.iter().map(Into::into).collect();
    let arguments = (
        &notification.appname,
        replaced,
        &notification.icon,
        &notification.summary,
        &notification.body,
        &notification.actions,
        hints,
        i32::from(notification.timeout),
    );
    let answer = connection
        .call_method(Some(owner), PATH, Some(INTERFACE), "Notify", &arguments)
        .await?;
    let id = answer.body().deserialize::<u32>()?;
    Ok((id, answer.recv_position()))
}

fn signals_rule(owner: &str) -> zbus::Result<MatchRule<'_>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(owner)
        .path(PATH)
        .interface(INTERFACE);
    rule.build()
}

/// The new owner that the bus tells of; nothing if it is not the bus that says so.
fn new_owner(message: &Message) -> Option<Option<String>> {
    let header = message.header();
    if header.sender().is_none_or(|sender| sender.as_str() != BUS) {
        return None;
    }
    let change = message.body().deserialize::<(String, String, String)>();
    let (_, _, owner) = change
        .inspect_err(|error| tracing::debug!("the bus says what is not understood: {error}"))
        .ok()?;
    Some((!owner.is_empty()).then_some(owner))
}

async fn signal_of(signals: &mut Option<MessageStream>) -> Option<Message> {
    match signals {
        Some(signals) => bus::next(signals).await,
        None => std::future::pending().await,
    }
}

/// What a signal of the server says, if that concerns us.
fn signal(message: &Message) -> Option<Signal> {
    let header = message.header();
    let (id, what) = match header.member()?.as_str() {
        "ActionInvoked" => {
            let (id, key) = message.body().deserialize::<(u32, String)>().ok()?;
            (id, Said::Pressed(key))
        }
        "NotificationClosed" => {
            let (id, reason) = message.body().deserialize::<(u32, u32)>().ok()?;
            (id, Said::Closed(closing(reason.into())))
        }
        _ => return None,
    };
    let at = message.recv_position();
    Some(Signal { id, at, what })
}

fn closing(reason: CloseReason) -> Closing {
    match reason {
        CloseReason::Expired => Closing::Expired,
        CloseReason::Dismissed => Closing::Dismissed,
        CloseReason::CloseAction => Closing::Withdrawn,
        CloseReason::Other(_) => Closing::Unknown,
    }
}

//! What logind tells: that the machine woke, and whether the user's session is locked or idle. Where there is no
//! logind, nothing is told and nothing holds.

use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

use super::bus::{self, BusError, Buses};
use super::question::{Answer, Question};
use super::seat::{self, Seat};
use crate::domain::tellers::Login;

/// A connection to the system's bus that hears of sleep and of the user's session.
pub(super) struct Logind {
    connection: Connection,
    /// Of sleep, and of logind's coming and going.
    signals: Vec<MessageStream>,
    seat: Seat,
    question: Question<Result<Seat, BusError>>,
}

/// What was heard.
pub(super) enum Told {
    /// The machine woke.
    Woke,
    /// The session was looked at anew.
    Seat,
    /// The bus is gone.
    Gone,
}

impl Logind {
    /// Connects, and begins to look for the session.
    pub(super) async fn watch(buses: &Buses) -> Result<Logind, BusError> {
        let connection = buses.connect_system().await?;
        let signals = vec![
            bus::subscribe(&connection, sleep_rule()).await?,
            bus::subscribe(&connection, bus::owner_rule(seat::NAME)).await?,
        ];
        let mut logind = Logind {
            connection,
            signals,
            seat: Seat::unseen(Login::Unknown),
            question: Question::none(),
        };
        logind.look();
        Ok(logind)
    }

    /// The session, as far as it is known.
    pub(super) fn seat(&self) -> &Seat {
        &self.seat
    }

    /// Waits until something is told. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Told {
        loop {
            tokio::select! {
                signal = bus::next_of(&mut self.signals) => match signal {
                    None => return Told::Gone,
                    Some(signal) => match said(&signal) {
                        Some(Said::Woke) => return Told::Woke,
                        Some(Said::AnotherLogind) => self.look(),
                        None => {}
                    },
                },
                signal = bus::next_of(&mut self.seat.signals), if !self.seat.signals.is_empty() => match signal {
                    None => return Told::Gone,
                    Some(signal) => if seat::is_news(&signal) {
                        self.look();
                    },
                },
                answer = self.question.next() => {
                    match answer {
                        Answer::Is(Ok(seat)) => self.seat = seat,
                        Answer::Is(Err(error)) => {
                            let why = error.to_string();
                            self.seat = Seat::unseen(Login::None { why });
                        }
                        // Nothing may wait for what nobody tells the end of.
                        Answer::Late => self.forget(Login::Hangs),
                    }
                    return Told::Seat;
                },
            }
        }
    }

    fn look(&mut self) {
        self.question.ask(seat::find(self.connection.clone()));
    }

    /// Forgets what holds, and goes on listening.
    fn forget(&mut self, login: Login) {
        self.seat.login = login;
        self.seat.holds.clear();
    }
}

/// What a signal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Woke,
    AnotherLogind,
}

fn said(signal: &zbus::Message) -> Option<Said> {
    let header = signal.header();
    match header.member()?.as_str() {
        "PrepareForSleep" => match signal.body().deserialize::<bool>() {
            // It is about to sleep, or it woke.
            Ok(true) => None,
            Ok(false) => Some(Said::Woke),
            Err(error) => {
                tracing::debug!("logind says what is not understood: {error}");
                None
            }
        },
        "NameOwnerChanged" => Some(Said::AnotherLogind),
        _ => None,
    }
}

fn sleep_rule() -> zbus::Result<MatchRule<'static>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(seat::NAME)
        .path("/org/freedesktop/login1")
        .interface("org.freedesktop.login1.Manager")
        .member("PrepareForSleep");
    rule.build()
}

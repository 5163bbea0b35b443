//! Do Not Disturb, as the notification server tells it in one of its lives. A server that hangs or cannot say holds
//! nothing.

use zbus::{Connection, MessageStream};

use super::bus::{self, BusError};
use super::question::{Answer, Question};
use super::way::{Banners, Way};
use crate::domain::notice::Server;
use crate::domain::tellers;

/// What is known of it.
pub(super) struct Dnd {
    connection: Connection,
    /// The server's unique name.
    owner: String,
    seen: Seen,
    /// In which way it is asked again, once a signal says so.
    way: Option<Way>,
    signals: Vec<MessageStream>,
    question: Question<Result<Option<Found>, BusError>>,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// It was asked for the first time.
    Asked,
    /// The answer takes too long.
    Late,
    /// The server cannot say.
    Unsaid,
    /// The server said.
    Said(Banners),
}

/// The first way that was answered, else the first of all; and the signals that say that it changed.
struct Found {
    way: Way,
    said: Option<Banners>,
    signals: Vec<MessageStream>,
}

impl Dnd {
    /// Begins to ask a server.
    pub(super) fn ask(connection: Connection, owner: String, server: &Server) -> Dnd {
        let mut dnd = Dnd {
            connection,
            owner,
            seen: Seen::Asked,
            way: None,
            signals: Vec::new(),
            question: Question::none(),
        };
        dnd.look(Way::of(server));
        dnd
    }

    /// By what it is told.
    pub(super) fn by(&self) -> tellers::Dnd {
        match (self.seen, self.way) {
            (Seen::Asked, _) => tellers::Dnd::Unknown,
            (Seen::Late, _) => tellers::Dnd::Hangs,
            (Seen::Said(_), Some(way)) => tellers::Dnd::By(way.as_str()),
            (Seen::Unsaid, _) | (Seen::Said(_), None) => tellers::Dnd::Unsaid,
        }
    }

    /// Whether the server keeps banners back.
    pub(super) fn holds(&self) -> bool {
        self.seen == Seen::Said(Banners::KeptBack)
    }

    /// Waits until it was asked anew. If the connection is gone, others say so. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) {
        loop {
            tokio::select! {
                signal = bus::next_of(&mut self.signals) => match signal {
                    None => self.signals.clear(),
                    Some(signal) => if let Some(way) = self.way
                        && way.is_news(&signal)
                    {
                        self.look(vec![way]);
                    },
                },
                answer = self.question.next() => {
                    self.take(answer);
                    return;
                },
            }
        }
    }

    fn take(&mut self, answer: Answer<Result<Option<Found>, BusError>>) {
        self.seen = match answer {
            Answer::Is(Ok(Some(Found { way, said, signals }))) => {
                self.way = Some(way);
                self.signals = signals;
                said.map_or(Seen::Unsaid, Seen::Said)
            }
            Answer::Is(Ok(None)) => Seen::Unsaid,
            Answer::Is(Err(error)) => {
                tracing::debug!("Do Not Disturb is not told: {error}");
                Seen::Unsaid
            }
            Answer::Late => Seen::Late,
        };
    }

    fn look(&mut self, ways: Vec<Way>) {
        let (connection, owner) = (self.connection.clone(), self.owner.clone());
        self.question.ask(find(connection, owner, ways));
    }
}

/// Tries one way after the other; in each the signals come first, so that no change is missed.
async fn find(
    connection: Connection,
    owner: String,
    ways: Vec<Way>,
) -> Result<Option<Found>, BusError> {
    let mut first = None;
    for way in ways {
        let signals = way.signals(&connection, &owner).await?;
        let said = way.ask(&connection, &owner).await;
        let found = Found { way, said, signals };
        match found.said {
            Some(_) => return Ok(Some(found)),
            None => first = first.or(Some(found)),
        }
    }
    Ok(first)
}

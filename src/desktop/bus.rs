//! Connections to the buses. Every wait on them has a limit; what is to be told about a bus is told by others.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::task::Poll;
use std::time::Duration;

use futures_lite::{Stream, StreamExt};
use tokio::time::timeout;
use zbus::address::transport::{Transport, UnixSocket};
use zbus::connection::Builder;
use zbus::message::{Message, Type};
use zbus::{Address, Connection, MatchRule, MessageStream};

/// How long anybody outside may take to answer.
pub(super) const LIMIT: Duration = Duration::from_secs(3);

/// The name, the interface and the path of the bus itself.
pub(super) const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";

/// How many signals may wait to be read; the bus keeps what comes on top.
const QUEUE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

/// Where the buses are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Buses {
    /// The address of the session's bus; none: as the environment says (`DBUS_SESSION_BUS_ADDRESS`, else
    /// `$XDG_RUNTIME_DIR/bus`).
    pub session: Option<String>,
    /// The address of the system's bus; none: as the environment says (`DBUS_SYSTEM_BUS_ADDRESS`, else where it
    /// always is).
    pub system: Option<String>,
}

impl Buses {
    /// Both as the environment says.
    pub fn from_env() -> Buses {
        Buses::default()
    }

    /// The socket of the session's bus, if it is a file: it comes anew when the bus does.
    pub fn session_socket(&self) -> Option<PathBuf> {
        let address = match &self.session {
            Some(address) => Address::from_str(address),
            None => Address::session(),
        };
        match address.ok()?.transport() {
            Transport::Unix(unix) => match unix.path() {
                UnixSocket::File(path) => Some(path.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) async fn connect_session(&self) -> Result<Connection, BusError> {
        let builder = match &self.session {
            Some(address) => Builder::address(address.as_str()),
            None => Builder::session(),
        };
        within(builder.build()).await
    }

    pub(super) async fn connect_system(&self) -> Result<Connection, BusError> {
        let builder = match &self.system {
            Some(address) => Builder::address(address.as_str()),
            None => Builder::system(),
        };
        within(builder.build()).await
    }
}

/// The socket of the session's bus as the environment says, if it is a file.
pub fn session_bus_socket() -> Option<PathBuf> {
    Buses::from_env().session_socket()
}

/// Why a bus does not do what it should.
#[derive(Debug, thiserror::Error)]
pub(super) enum BusError {
    /// It said so, or is not there.
    #[error("{0}")]
    Refused(#[from] zbus::Error),
    /// It takes too long.
    #[error("it does not answer")]
    Hangs,
}

/// Waits for an answer, but not for long.
pub(super) async fn within<T>(
    answer: impl Future<Output = zbus::Result<T>>,
) -> Result<T, BusError> {
    let answer = timeout(LIMIT, answer).await.map_err(|_| BusError::Hangs)?;
    Ok(answer?)
}

/// Subscribes to signals, until the stream is dropped.
pub(super) async fn subscribe(
    connection: &Connection,
    rule: zbus::Result<MatchRule<'_>>,
) -> Result<MessageStream, BusError> {
    let rule = rule?;
    within(MessageStream::for_match_rule(rule, connection, Some(QUEUE))).await
}

/// The next message; none when the connection is gone. Dropping the future loses none.
pub(super) async fn next(stream: &mut MessageStream) -> Option<Message> {
    stream.next().await?.ok()
}

/// The next message of any of some streams; none when the connection is gone. Without a stream there is never one.
/// Dropping the future loses none.
pub(super) async fn next_of(streams: &mut [MessageStream]) -> Option<Message> {
    std::future::poll_fn(|context| {
        for stream in streams.iter_mut() {
            if let Poll::Ready(message) = Pin::new(stream).poll_next(context) {
                return Poll::Ready(message.and_then(Result::ok));
            }
        }
        Poll::Pending
    })
    .await
}

/// Asks the bus itself.
pub(super) async fn ask_bus<B>(
    connection: &Connection,
    method: &str,
    body: &B,
) -> zbus::Result<Message>
where
    B: serde::Serialize + zbus::DynamicType,
{
    connection
        .call_method(Some(BUS), BUS_PATH, Some(BUS), method, body)
        .await
}

/// The unique name of who has a name, if anybody has.
pub(super) async fn owner_of(
    connection: &Connection,
    name: &str,
) -> Result<Option<String>, BusError> {
    match within(ask_bus(connection, "GetNameOwner", &name)).await {
        Ok(message) => Ok(Some(message.body().deserialize::<String>()?)),
        Err(BusError::Refused(error)) if is_nobody(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The signals of the bus that say that a name has another owner, or none.
pub(super) fn owner_rule(name: &str) -> zbus::Result<MatchRule<'_>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(BUS)
        .interface(BUS)
        .member("NameOwnerChanged")
        .add_arg(name);
    rule.build()
}

/// Whether an error says that nobody of that name is there, or no longer.
pub(super) fn is_nobody(error: &zbus::Error) -> bool {
    match error {
        zbus::Error::FDO(error) => matches!(
            **error,
            zbus::fdo::Error::NameHasNoOwner(_)
                | zbus::fdo::Error::ServiceUnknown(_)
                | zbus::fdo::Error::NoReply(_)
                | zbus::fdo::Error::Disconnected(_)
        ),
        zbus::Error::InputOutput(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bus_with_a_file_has_a_socket_to_watch() {
        let socket = |address: &str| {
            let session = Some(address.to_owned());
            let buses = Buses {
                session,
                system: None,
            };
            buses.session_socket()
        };
        assert_eq!(
            socket("unix:path=/run/user/1000/bus,guid=00112233445566778899aabbccddeeff"),
            Some(PathBuf::from("/run/user/1000/bus"))
        );
        assert_eq!(socket("unix:abstract=/tmp/dbus-x"), None);
        assert_eq!(socket("tcp:host=localhost,port=1"), None);
        assert_eq!(socket("what is this"), None);
    }
}

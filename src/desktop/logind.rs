//! Tells when the machine woke from sleep, as logind has it. Where there is no logind, nothing is told.

use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

use super::bus::{self, BusError, Buses};

/// A connection to the system's bus that hears of sleep alone.
pub(super) struct Sleep {
    signals: MessageStream,
    _connection: Connection,
}

impl Sleep {
    pub(super) async fn watch(buses: &Buses) -> Result<Sleep, BusError> {
        let connection = buses.connect_system().await?;
        let signals = bus::subscribe(&connection, rule()).await?;
        Ok(Sleep {
            signals,
            _connection: connection,
        })
    }

    /// Waits until the machine woke; none when the bus is gone. Dropping the future loses nothing.
    pub(super) async fn woke(&mut self) -> Option<()> {
        loop {
            let message = bus::next(&mut self.signals).await?;
            match message.body().deserialize::<bool>() {
                // It is about to sleep, or it woke.
                Ok(true) => {}
                Ok(false) => return Some(()),
                Err(error) => tracing::debug!("logind says what is not understood: {error}"),
            }
        }
    }
}

fn rule() -> zbus::Result<MatchRule<'static>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.login1")
        .path("/org/freedesktop/login1")
        .interface("org.freedesktop.login1.Manager")
        .member("PrepareForSleep");
    rule.build()
}

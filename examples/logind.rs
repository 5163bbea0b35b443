//! A logind of ours on the bus that `DBUS_SYSTEM_BUS_ADDRESS` names, until standard input ends: the user sits at one
//! graphical session, neither locked nor idle. Each line of standard input is something that logind signals: `sleep`,
//! `wake`, or `lock`, `unlock`, `idle`, `active` and the id of a session. It says when each is sent; `scripts/idle`
//! runs it.

use std::io::{self, BufRead, Write};

use crate::server::Bus;

#[path = "../tests/it/logind.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "it is that of the tests, which do more with it and fail by panicking"
)]
mod logind;

/// The session of the user.
const SEAT: &str = "2";
/// Somebody else's.
const OTHER: &str = "3";

fn main() -> io::Result<()> {
    let Ok(address) = std::env::var("DBUS_SYSTEM_BUS_ADDRESS") else {
        return Err(io::Error::other("DBUS_SYSTEM_BUS_ADDRESS is not set"));
    };
    let logind = logind::Logind::start(&Bus { address });
    logind.sits(Some(SEAT), "wayland");
    let mut out = io::stdout();
    writeln!(out, "there")?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (word, session) = line.split_once(' ').unwrap_or((&line, SEAT));
        let session = if session == OTHER { OTHER } else { SEAT };
        match word {
            "sleep" => logind.sleeps(),
            "wake" => logind.wakes(),
            "lock" => logind.lock(session, true),
            "unlock" => logind.lock(session, false),
            "idle" => logind.idle(session, true),
            "active" => logind.idle(session, false),
            _ => return Err(io::Error::other(format!("no such word: {line}"))),
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// What the logind of the tests needs of their servers.
mod server {
    use zbus::Connection;
    use zbus::connection::Builder;

    /// The bus that it is on.
    pub(crate) struct Bus {
        /// Its address.
        pub(crate) address: String,
    }

    impl Bus {
        pub(crate) fn address(&self) -> String {
            self.address.clone()
        }
    }

    #[expect(clippy::unwrap_used, reason = "without a bus there is no logind")]
    pub(crate) async fn connect(address: &str) -> Connection {
        Builder::address(address).build().await.unwrap()
    }

    #[expect(clippy::unwrap_used, reason = "without a runtime there is no logind")]
    pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(work)
    }
}

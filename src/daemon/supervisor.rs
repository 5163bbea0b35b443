//! The service manager that started the daemon, if one did: what it gave us and what it is told. Without one,
//! nothing here does anything.
//!
//! Source: sd_listen_fds(3), sd_notify(3), sd_watchdog_enabled(3).

use std::io;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use listenfd::ListenFd;
use rustix::net::sockopt::socket_acceptconn;
use sd_notify::NotifyState;

use crate::ipc::protocol::SupervisorReport;

/// What a service manager gives to one process, and what none of its children may take for its own.
pub const GIVEN: [&str; 7] = [
    "LISTEN_PID",
    "LISTEN_FDS",
    "LISTEN_FDNAMES",
    "LISTEN_PIDFDID",
    "NOTIFY_SOCKET",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
];

/// What the service manager gave is not what a daemon can serve.
#[derive(Debug, thiserror::Error)]
pub enum GivenError {
    /// Several sockets.
    #[error("the service manager gave {count} sockets: let locid.socket name one")]
    Several {
        /// How many.
        count: usize,
    },
    /// One of another kind.
    #[error(
        "what the service manager gave is no listening stream socket with a path: {why}; let locid.socket say \
         ListenStream= and a path"
    )]
    NotListening {
        /// What it is.
        why: String,
    },
}

/// A socket that the service manager listens with.
#[derive(Debug)]
pub struct Given {
    /// The socket.
    pub listener: UnixListener,
    /// Where clients find it. The file is not ours to remove.
    pub path: PathBuf,
}

/// The socket that was given to this process. Only the first call finds it, and only before a thread is
/// started may it be called.
///
/// # Errors
/// If something else was given.
pub fn socket() -> Result<Option<Given>, GivenError> {
    // listenfd takes a socket also if nobody says whose it is.
    if std::env::var_os("LISTEN_PID").is_none() {
        return Ok(None);
    }
    let mut given = ListenFd::from_env();
    match given.len() {
        0 => return Ok(None),
        1 => {}
        count => return Err(GivenError::Several { count }),
    }
    let taken = given.take_unix_listener(0);
    let listener = taken.map_err(|error| not_listening(&error.to_string()))?;
    listener.map(adopt).transpose()
}

fn adopt(listener: UnixListener) -> Result<Given, GivenError> {
    match socket_acceptconn(&listener) {
        Ok(true) => {}
        Ok(false) => return Err(not_listening("it does not listen")),
        Err(errno) => return Err(not_listening(&errno.to_string())),
    }
    let failed = |error: io::Error| not_listening(&error.to_string());
    let address = listener.local_addr().map_err(failed)?;
    let path = address
        .as_pathname()
        .ok_or_else(|| not_listening("it has no path"))?
        .to_owned();
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(Given { listener, path })
}

fn not_listening(why: &str) -> GivenError {
    GivenError::NotListening {
        why: why.to_owned(),
    }
}

/// The service manager, which may be nobody.
#[derive(Debug)]
pub struct Supervisor {
    ping_every_ms: Option<u64>,
}

impl Supervisor {
    /// Whoever the environment names.
    pub fn find() -> Supervisor {
        // Half of its patience, as sd_watchdog_enabled(3) advises.
        let half = sd_notify::watchdog_enabled().map(|patience| patience.as_millis() / 2);
        Supervisor {
            ping_every_ms: half.map(|ms| u64::try_from(ms).unwrap_or(u64::MAX).max(1)),
        }
    }

    /// What there is to tell of it.
    pub fn report(&self) -> SupervisorReport {
        SupervisorReport {
            managed: std::env::var_os("NOTIFY_SOCKET").is_some(),
            activated: false,
            watchdog_secs: self.ping_every_ms.map(|half| half / 500),
        }
    }

    /// How often it wants to hear that the loop goes round, in milliseconds; nothing if it does not watch.
    pub fn ping_every_ms(&self) -> Option<u64> {
        self.ping_every_ms
    }

    /// The database is open and requests are taken.
    pub fn ready(&self, socket: &Path) {
        let status = format!("serves {}", socket.display());
        tell(&[NotifyState::Ready, NotifyState::Status(&status)]);
    }

    /// The loop went round.
    pub fn alive(&self) {
        tell(&[NotifyState::Watchdog]);
    }

    /// The daemon ends.
    pub fn stopping(&self) {
        tell(&[NotifyState::Stopping, NotifyState::Status("ends")]);
    }
}

/// Tells it; without a service manager this is nothing.
fn tell(what: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(what) {
        tracing::warn!("the service manager cannot be told how the daemon is: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::OwnedFd;

    use rustix::net::{AddressFamily, SocketType, socket};

    use super::*;

    #[test]
    fn a_listening_socket_is_adopted_with_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s");
        let given = adopt(UnixListener::bind(&path).unwrap()).unwrap();
        assert_eq!(given.path, path);
        drop(given);
        assert!(path.exists(), "the file is the service manager's");
    }

    #[test]
    fn a_socket_that_does_not_listen_is_refused() {
        let idle: OwnedFd = socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
        let error = adopt(UnixListener::from(idle)).unwrap_err();
        assert!(error.to_string().contains("does not listen"), "{error}");
    }
}

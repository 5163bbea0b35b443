//! The daemon's edge of the socket: accepts, reads requests, hands them on, writes the replies and events.
//!
//! It must never decide what a request means, wait for a client without a limit, or leave a task behind.

use std::io;
use std::time::Duration;

use tokio::net::UnixListener;
use tokio::net::UnixStream;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::ipc::protocol::{Event, Failure, Request, Response};

/// What a client may do, and how long it may take for it.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// The most connections at a time; who comes later waits in the kernel's queue.
    connections: usize,
    /// How long a line may stay half received.
    half_line: Duration,
    /// How long a client may take to read a reply or an event.
    write: Duration,
    /// How long to wait before accepting is tried again, if no connection of ours closes meanwhile.
    accept_again: Duration,
    /// How long open connections may take to write what they still have, once the daemon ends.
    ending: Duration,
}

const LIMITS: Limits = Limits {
    connections: 4096,
    half_line: Duration::from_secs(30),
    write: Duration::from_secs(10),
    accept_again: Duration::from_secs(5),
    ending: Duration::from_secs(2),
};

/// A request and the way back of its reply. Dropping `reply` tells the client that the daemon ends.
#[derive(Debug)]
pub struct Incoming {
    /// What is asked.
    pub request: Request,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Result<Response, Failure>>,
}

/// What a connection needs besides its stream.
#[derive(Clone)]
struct Wires {
    requests: mpsc::Sender<Incoming>,
    events: broadcast::Sender<Event>,
    ending: watch::Receiver<Ending>,
    limits: Limits,
}

/// Whether connections go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    No,
    Soon,
}

/// Whether the next connection is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Open,
    /// No descriptors are left.
    Stuck,
}

/// Serves the socket until `stop` is fired or dropped; then finishes what is being written, and returns.
/// A request comes as an [`Incoming`]; `watch` is answered here, with what `events` carries from then on.
///
/// # Errors
/// If the listening socket breaks.
pub async fn serve(
    listener: UnixListener,
    requests: mpsc::Sender<Incoming>,
    events: broadcast::Sender<Event>,
    stop: oneshot::Receiver<()>,
) -> io::Result<()> {
    serve_within(LIMITS, listener, requests, events, stop).await
}

async fn serve_within(
    limits: Limits,
    listener: UnixListener,
    requests: mpsc::Sender<Incoming>,
    events: broadcast::Sender<Event>,
    mut stop: oneshot::Receiver<()>,
) -> io::Result<()> {
    let (end, ending) = watch::channel(Ending::No);
    let wires = Wires {
        requests,
        events,
        ending,
        limits,
    };
    let mut connections = JoinSet::new();
    let mut door = Door::Open;
    // Told once, until half of the connections are gone.
    let mut scarce_at: Option<usize> = None;
    let result = loop {
        let accepting = door == Door::Open && connections.len() < limits.connections;
        tokio::select! {
            _ = &mut stop => break Ok(()),
            Some(ended) = connections.join_next() => {
                if let Err(error) = ended {
                    tracing::error!("a connection's task failed: {error}");
                }
                door = Door::Open;
                scarce_at = scarce_at.filter(|most| connections.len() > most / 2);
            }
            accepted = listener.accept(), if accepting => match accepted {
                Ok((stream, _)) => {
                    if is_ours(&stream) {
                        connections.spawn(connection::run(stream, wires.clone()));
                    }
                }
                Err(error) if is_exhausted(&error) => {
                    if scarce_at.replace(connections.len()).is_none() {
                        tracing::warn!("no new connections for now: {error}");
                    }
                    door = Door::Stuck;
                }
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => break Err(error),
            },
            _ = timeout(limits.accept_again, std::future::pending::<()>()), if door == Door::Stuck => {
                door = Door::Open;
            }
        }
    };
    drop(listener);
    // Only fails if no connection is left.
    let _ = end.send(Ending::Soon);
    drop(wires);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(limits.ending, all).await.is_err() {
        tracing::warn!("some clients did not read their last replies");
        connections.shutdown().await;
    }
    result
}

/// Whether the peer runs as the same user. The folder's mode says so already; this is the second lock.
fn is_ours(stream: &UnixStream) -> bool {
    match stream.peer_cred() {
        Ok(peer) if peer.uid() == rustix::process::geteuid().as_raw() => true,
        Ok(peer) => {
            tracing::warn!("refused a connection of user {}", peer.uid());
            false
        }
        Err(error) => {
            tracing::warn!("refused a connection of an unknown user: {error}");
            false
        }
    }
}

/// Whether accepting failed for want of descriptors or memory, which may end.
fn is_exhausted(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let scarce = [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM];
    Errno::from_io_error(error).is_some_and(|errno| scarce.contains(&errno))
}

mod connection;
mod lines;

#[cfg(test)]
mod tests;

//! The blocking client of the socket: what `loci` talks through.
//!
//! It must never start anything else than a connection: no runtime, no thread, no daemon.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, sockopt};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::ipc::codec::{self, CodecError, RequestId};
use crate::ipc::protocol::{Event, Failure, MAX_REQUEST_BYTES, NoParams, OkReply, Request};

/// How long the daemon may take to accept a connection, and to take a request.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// The command that starts the daemon.
pub const START: &str = "loci daemon start";

/// How long a reply may take if nothing else is set; `hello` may take 5 s of them while the notes are read.
const REPLY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a request got no result.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody listens.
    #[error("the daemon does not run (nobody listens at {path}); start it with '{start}'")]
    NotRunning {
        /// The socket.
        path: PathBuf,
        /// The command that starts it: [`START`], unless a caller knows better.
        start: &'static str,
    },
    /// The socket cannot be used.
    #[error("cannot reach the daemon at {path}: {source}; what to do: 'loci doctor'")]
    Unreachable {
        /// The socket.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The daemon is there, but does not answer.
    #[error(
        "the daemon did not answer within {} s; try again, or restart it with 'loci daemon \
         restart'",
        .after.as_secs()
    )]
    TimedOut {
        /// How long it had.
        after: Duration,
    },
    /// The daemon went away.
    #[error("the daemon closed the connection; see why with 'loci doctor'")]
    Closed,
    /// The connection broke.
    #[error("the connection to the daemon broke: {source}")]
    Broken {
        /// Why.
        source: io::Error,
    },
    /// The request is longer than the daemon reads.
    #[error("the request is {bytes} bytes long, over {MAX_REQUEST_BYTES}; ask for less at once")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// The daemon said no.
    #[error(transparent)]
    Failure(Failure),
    /// The daemon answered something that this version does not understand.
    #[error(
        "the daemon's answer is not understood ({what}); it may be of another version: restart it \
         with 'loci daemon restart'"
    )]
    Garbled {
        /// What was wrong with it.
        what: String,
    },
}

impl From<CodecError> for ClientError {
    fn from(error: CodecError) -> ClientError {
        ClientError::Garbled {
            what: error.to_string(),
        }
    }
}

/// A connection to the daemon.
#[derive(Debug)]
pub struct Client {
    lines: Lines,
    reply_timeout: Duration,
    last_id: u64,
}

impl Client {
    /// Connects, within a second.
    ///
    /// # Errors
    /// [`ClientError::NotRunning`] if nobody listens, else why the socket cannot be used.
    pub fn connect(path: &Path) -> Result<Client, ClientError> {
        let stream = open(path).map_err(|errno| match errno {
            Errno::NOENT | Errno::CONNREFUSED => ClientError::NotRunning {
                path: path.to_owned(),
                start: START,
            },
            Errno::AGAIN | Errno::TIMEDOUT => ClientError::TimedOut {
                after: CONNECT_TIMEOUT,
            },
            other => ClientError::Unreachable {
                path: path.to_owned(),
                source: other.into(),
            },
        })?;
        Ok(Client {
            lines: Lines::new(stream),
            reply_timeout: REPLY_TIMEOUT,
            last_id: 0,
        })
    }

    /// Sets how long the daemon may stay silent before a reply; 5 s at first. Whole files (`import`,
    /// `backup`, `sync`) take longer.
    pub fn set_reply_timeout(&mut self, timeout: Duration) {
        self.reply_timeout = timeout;
    }

    /// Sends a request and waits for its typed result.
    ///
    /// # Errors
    /// [`ClientError::Failure`] if the daemon says no, else what happened to the connection.
    pub fn call<T: DeserializeOwned>(&mut self, request: &Request) -> Result<T, ClientError> {
        let result = self.call_raw(request)?;
        serde_json::from_str(result.get()).map_err(|error| ClientError::Garbled {
            what: error.to_string(),
        })
    }

    /// Sends a request and waits for its result as the daemon wrote it.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub fn call_raw(&mut self, request: &Request) -> Result<Box<RawValue>, ClientError> {
        self.last_id += 1;
        let id = RequestId::Number(self.last_id.into());
        let line = codec::encode_request(&id, request).map_err(CodecError::Shape)?;
        if !codec::fits(&line) {
            return Err(ClientError::TooLarge { bytes: line.len() });
        }
        let sent = self.send(line.as_bytes());
        loop {
            let line = match (self.lines.blocking(self.reply_timeout), &sent) {
                (Ok(line), _) => line,
                // The daemon may have said why before it closed; if not, the first trouble counts.
                (Err(_), Err(source)) => {
                    return Err(broken(source.kind().into(), CONNECT_TIMEOUT));
                }
                (Err(error), Ok(())) => return Err(error),
            };
            let reply = codec::decode_reply(&line)?;
            if reply.id == id || (reply.id == RequestId::Null && reply.result.is_err()) {
                return reply.result.map_err(ClientError::Failure);
            }
            // The late reply to a request that timed out: its caller is gone.
        }
    }

    fn send(&mut self, line: &[u8]) -> io::Result<()> {
        let stream = &mut self.lines.stream;
        stream.set_write_timeout(Some(CONNECT_TIMEOUT))?;
        stream.write_all(line)
    }

    /// Turns the connection into a stream of events.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub fn watch(mut self) -> Result<Watch, ClientError> {
        let OkReply { .. } = self.call(&Request::Watch(NoParams {}))?;
        let stream = &self.lines.stream;
        stream
            .set_nonblocking(true)
            .map_err(|error| broken(error, REPLY_TIMEOUT))?;
        Ok(Watch { lines: self.lines })
    }
}

/// A stream of events. Its descriptor becomes readable when there may be a next one.
#[derive(Debug)]
pub struct Watch {
    lines: Lines,
}

impl Watch {
    /// The next event; `None` if none is complete yet: poll the descriptor, then ask again. Call it until it
    /// gives `None` before polling, for one read may bring several events.
    ///
    /// # Errors
    /// [`ClientError::Closed`] when the daemon went away.
    #[expect(
        clippy::should_implement_trait,
        reason = "None is not the end here, as it is with an iterator"
    )]
    pub fn next(&mut self) -> Result<Option<Event>, ClientError> {
        while let Some(line) = self.lines.try_next(REPLY_TIMEOUT)? {
            if let Some(event) = codec::decode_event(&line)? {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }
}

impl AsFd for Watch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.lines.stream.as_fd()
    }
}

/// Connects with a send timeout already set, which is what bounds connect(2) on a local socket.
fn open(path: &Path) -> Result<UnixStream, Errno> {
    let flags = SocketFlags::CLOEXEC;
    let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    sockopt::set_socket_timeout(&socket, sockopt::Timeout::Send, Some(CONNECT_TIMEOUT))?;
    rustix::net::connect(&socket, &SocketAddrUnix::new(path)?)?;
    Ok(UnixStream::from(socket))
}

/// The process that began to listen at a socket (SO_PEERCRED of unix(7)), if it takes a connection.
pub fn peer_of(path: &Path) -> Option<u32> {
    let stream = open(path).ok()?;
    let credentials = sockopt::socket_peercred(&stream).ok()?;
    u32::try_from(credentials.pid.as_raw_nonzero().get()).ok()
}

fn broken(error: io::Error, after: Duration) -> ClientError {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => ClientError::TimedOut { after },
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => ClientError::Closed,
        _ => ClientError::Broken { source: error },
    }
}

/// Splits what comes into lines.
#[derive(Debug)]
struct Lines {
    stream: UnixStream,
    buffer: Vec<u8>,
    /// How much of the buffer is known to hold no newline.
    searched: usize,
}

impl Lines {
    fn new(stream: UnixStream) -> Lines {
        Lines {
            stream,
            buffer: Vec::new(),
            searched: 0,
        }
    }

    fn blocking(&mut self, timeout: Duration) -> Result<Vec<u8>, ClientError> {
        let limit = Some(timeout.max(Duration::from_millis(1)));
        let set = self.stream.set_read_timeout(limit);
        set.map_err(|error| broken(error, timeout))?;
        let line = self.try_next(timeout)?;
        line.ok_or(ClientError::TimedOut { after: timeout })
    }

    /// The next whole line; `None` if reading would block.
    fn try_next(&mut self, timeout: Duration) -> Result<Option<Vec<u8>>, ClientError> {
        loop {
            let fresh = &self.buffer[self.searched..];
            if let Some(end) = fresh.iter().position(|byte| *byte == b'\n') {
                let rest = self.buffer.split_off(self.searched + end + 1);
                self.searched = 0;
                return Ok(Some(std::mem::replace(&mut self.buffer, rest)));
            }
            self.searched = self.buffer.len();
            let mut chunk = [0; 16 * 1024];
            match self.stream.read(&mut chunk) {
                Ok(0) => return Err(ClientError::Closed),
                Ok(count) => self.buffer.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(broken(error, timeout)),
            }
        }
    }
}

#[cfg(test)]
mod tests;

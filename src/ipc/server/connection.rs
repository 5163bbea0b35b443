//! One client: its requests one after the other, or, once it watches, the events. It must never let one
//! client's slowness reach another.

use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, oneshot, watch};
use tokio::time::timeout;

use super::lines::{Input, Lines};
use super::{Ending, Incoming, Wires};
use crate::ipc::codec::{self, Refusal, RequestId};
use crate::ipc::protocol::{ErrorCode, Event, Failure, MAX_REQUEST_BYTES, NoParams, Request};

/// So many lines in a row that are no requests end a connection.
const MAX_MALFORMED: u32 = 3;

/// What becomes of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Close,
}

/// Serves one client until it goes, misbehaves, or the daemon ends.
pub(super) async fn run(stream: UnixStream, wires: Wires) {
    let (read, write) = stream.into_split();
    let mut ending = wires.ending.clone();
    let mut lines = Lines::new(read, wires.limits.half_line);
    let mut connection = Connection {
        write,
        wires,
        malformed: 0,
    };
    loop {
        let input = tokio::select! {
            biased;
            () = ended(&mut ending) => return,
            input = lines.next() => input,
        };
        let next = match input {
            Input::Line(line) if line.trim_ascii().is_empty() => Next::GoOn,
            Input::Line(line) => match codec::decode_request(&line) {
                Ok((id, Request::Watch(_))) => return connection.watch(id, lines, ending).await,
                Ok((id, request)) => connection.answer(id, request).await,
                Err(refusal) => connection.refuse(&refusal).await,
            },
            Input::TooLong => return connection.too_long().await,
            Input::Stalled | Input::End => Next::Close,
        };
        if next == Next::Close {
            return;
        }
    }
}

/// Waits until the daemon ends.
async fn ended(ending: &mut watch::Receiver<Ending>) {
    // An error means that the server is gone, which is an end as well.
    let _ = ending.wait_for(|ending| *ending == Ending::Soon).await;
}

struct Connection {
    write: OwnedWriteHalf,
    wires: Wires,
    malformed: u32,
}

impl Connection {
    async fn answer(&mut self, id: RequestId, request: Request) -> Next {
        self.malformed = 0;
        let (reply, answer) = oneshot::channel();
        let incoming = Incoming { request, reply };
        let sent = self.wires.requests.send(incoming).await;
        let result = match sent {
            Ok(()) => answer.await.unwrap_or_else(|_| Err(ends())),
            Err(_) => Err(ends()),
        };
        self.write(&codec::encode_reply(&id, &result)).await
    }

    async fn refuse(&mut self, refusal: &Refusal) -> Next {
        self.malformed = if refusal.is_malformed() {
            self.malformed + 1
        } else {
            0
        };
        let line = codec::encode_failure(&refusal.id, &refusal.failure);
        match self.write(&line).await {
            Next::GoOn if self.malformed < MAX_MALFORMED => Next::GoOn,
            Next::GoOn | Next::Close => Next::Close,
        }
    }

    async fn too_long(&mut self) {
        let failure = Failure::new(
            ErrorCode::Parse,
            format!(
                "a request is at most {MAX_REQUEST_BYTES} bytes; large inputs travel as a path"
            ),
        );
        let line = codec::encode_failure(&RequestId::Null, &failure);
        // Either way the connection ends.
        let _ = self.write(&line).await;
    }

    /// Streams events until the client or the daemon goes. What the client says meanwhile is ignored.
    async fn watch(
        mut self,
        id: RequestId,
        mut lines: Lines<OwnedReadHalf>,
        mut ending: watch::Receiver<Ending>,
    ) {
        let mut events = self.wires.events.subscribe();
        // Who is watched wakes for more: the loop has to hear of it.
        if self.answer(id, Request::Watch(NoParams {})).await == Next::Close {
            return;
        }
        loop {
            let event = tokio::select! {
                biased;
                event = events.recv() => event,
                () = lines.drain() => return,
                () = ended(&mut ending) => return self.last_events(events).await,
            };
            let event = match event {
                Ok(event) => event,
                Err(RecvError::Lagged(skipped)) => Event::Lagged { skipped },
                Err(RecvError::Closed) => return,
            };
            if self.write(&codec::encode_event(&event)).await == Next::Close {
                return;
            }
        }
    }

    /// Writes what was told before the end, [`Event::Bye`] above all.
    async fn last_events(&mut self, mut events: broadcast::Receiver<Event>) {
        loop {
            let event = match events.try_recv() {
                Ok(event) => event,
                Err(TryRecvError::Lagged(skipped)) => Event::Lagged { skipped },
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            };
            if self.write(&codec::encode_event(&event)).await == Next::Close {
                return;
            }
        }
    }

    async fn write(&mut self, line: &str) -> Next {
        let written = self.write.write_all(line.as_bytes());
        match timeout(self.wires.limits.write, written).await {
            Ok(Ok(())) => Next::GoOn,
            Ok(Err(error)) => {
                tracing::debug!("a client went before its reply: {error}");
                Next::Close
            }
            Err(_) => {
                tracing::warn!("closed the connection of a client that does not read");
                Next::Close
            }
        }
    }
}

fn ends() -> Failure {
    Failure::new(
        ErrorCode::Busy,
        "the daemon ends just now; try again when it runs",
    )
}

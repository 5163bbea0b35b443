//! What a client may do to the server, on a real socket.

use std::path::PathBuf;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::task::JoinHandle;

use super::*;
use crate::ipc::protocol::{ErrorCode, MAX_REQUEST_BYTES, OkReply, Show};

/// A server whose loop echoes: `show X` fails with the text X, everything else says there is no box.
struct Server {
    _dir: tempfile::TempDir,
    path: PathBuf,
    events: broadcast::Sender<Event>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    fn new(limits: Limits) -> Server {
        let (requests, mut queue) = mpsc::channel::<Incoming>(4);
        tokio::spawn(async move {
            while let Some(Incoming { request, reply }) = queue.recv().await {
                let result = match request {
                    Request::Show(Show { locus }) => Err(Failure::new(ErrorCode::Failed, locus)),
                    // The loop ends without an answer.
                    Request::Shutdown(_) => continue,
                    Request::Watch(_) => Ok(Response::Ok(OkReply { ok: true })),
                    _ => Ok(Response::Box(None)),
                };
                let _ = reply.send(result);
            }
        });
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sock");
        let listener = UnixListener::bind(&path).unwrap();
        let (events, _) = broadcast::channel(4);
        let (stop, stopped) = oneshot::channel();
        let serving = serve_within(limits, listener, requests, events.clone(), stopped);
        Server {
            _dir: dir,
            path,
            events,
            stop: Some(stop),
            serving: tokio::spawn(serving),
        }
    }

    async fn client(&self) -> Client {
        Client(BufReader::new(
            UnixStream::connect(&self.path).await.unwrap(),
        ))
    }

    async fn watcher(&self) -> Client {
        let mut client = self.client().await;
        client.send(&request("watch", "{}")).await;
        assert!(client.line().await.contains("\"ok\":true"));
        client
    }

    async fn end(mut self) {
        drop(self.stop.take());
        self.serving.await.unwrap().unwrap();
    }
}

struct Client(BufReader<UnixStream>);

impl Client {
    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// The next line; empty at the end.
    async fn line(&mut self) -> String {
        let mut line = String::new();
        match self.0.read_line(&mut line).await {
            Ok(_) => line,
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => String::new(),
            Err(error) => panic!("{error}"),
        }
    }

    async fn ask(&mut self, text: &str) -> String {
        self.send(text).await;
        self.line().await
    }
}

fn request(method: &str, params: &str) -> String {
    format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{params}}}\n")
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(test);
}

const NO_BOX: &str = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}\n";

#[test]
fn requests_of_one_connection_are_answered_in_order() {
    run(async {
        let server = Server::new(LIMITS);
        let mut client = server.client().await;
        let all: Vec<String> = (0..50)
            .map(|n| request("show", &format!("{{\"locus\":\"n{n}.\"}}")))
            .collect();
        client.send(&all.concat()).await;
        for n in 0..50 {
            let line = client.line().await;
            assert!(line.contains(&format!("\"n{n}.\"")), "{n}: {line}");
        }
        server.end().await;
        assert_eq!(client.line().await, "");
    });
}

#[test]
fn blank_lines_are_skipped_and_half_a_line_at_the_end_is_ignored() {
    run(async {
        let server = Server::new(LIMITS);
        let mut client = server.client().await;
        client.send("\n \r\n").await;
        assert_eq!(client.ask(&request("box", "{}")).await, NO_BOX);
        client.send("{\"jsonrpc\"").await;
        client.0.get_mut().shutdown().await.unwrap();
        assert_eq!(client.line().await, "");
        server.end().await;
    });
}

#[test]
fn a_malformed_line_is_answered_and_the_third_in_a_row_closes() {
    run(async {
        let server = Server::new(LIMITS);
        let mut client = server.client().await;
        for bad in ["what?\n", "[]\n"] {
            assert!(client.ask(bad).await.contains("\"id\":null"));
        }
        assert_eq!(client.ask(&request("box", "{}")).await, NO_BOX);
        for _ in 0..5 {
            let line = client.ask(&request("nod", "{}")).await;
            assert!(line.contains("unknown_method"), "{line}");
        }
        for bad in ["{\n", "{}\n", "1\n"] {
            assert!(client.ask(bad).await.contains("error"));
        }
        assert_eq!(client.line().await, "");
        server.end().await;
    });
}

#[test]
fn a_request_of_64_kib_is_read_and_a_longer_one_closes() {
    run(async {
        let server = Server::new(LIMITS);
        let mut client = server.client().await;
        let frame = request("show", "{\"locus\":\"\"}").len();
        let locus = |bytes: usize| {
            let text = "x".repeat(bytes - frame);
            request("show", &format!("{{\"locus\":\"{text}\"}}"))
        };
        let line = client.ask(&locus(MAX_REQUEST_BYTES)).await;
        assert!(line.contains("xxx"));
        let line = client.ask(&locus(MAX_REQUEST_BYTES + 1)).await;
        assert!(line.contains("\"code\":\"parse\""), "{line}");
        assert_eq!(client.line().await, "");
        server.end().await;
    });
}

#[test]
fn half_a_line_that_stays_half_is_closed() {
    run(async {
        let limits = Limits {
            half_line: Duration::from_millis(1),
            ..LIMITS
        };
        let server = Server::new(limits);
        let mut client = server.client().await;
        client.send("{\"jsonrpc\"").await;
        assert_eq!(client.line().await, "");
        server.end().await;
    });
}

#[test]
fn a_client_that_does_not_read_is_closed_and_others_are_served_on() {
    run(async {
        let limits = Limits {
            write: Duration::from_millis(50),
            ..LIMITS
        };
        let server = Server::new(limits);
        let mut lazy = server.client().await;
        let long = request("show", &format!("{{\"locus\":\"{}\"}}", "x".repeat(60_000)));
        let mut other = server.client().await;
        // Fills the buffers of both directions, so it ends only when the server closes.
        while lazy.0.write_all(long.as_bytes()).await.is_ok() {
            assert_eq!(other.ask(&request("box", "{}")).await, NO_BOX);
        }
        assert_eq!(other.ask(&request("box", "{}")).await, NO_BOX);
        server.end().await;
    });
}

#[test]
fn a_watching_client_gets_events_and_its_input_is_ignored() {
    run(async {
        let server = Server::new(LIMITS);
        let mut watcher = server.watcher().await;
        watcher.send("what?\n").await;
        let event = Event::Due { due: 6, minutes: 4 };
        server.events.send(event).unwrap();
        assert_eq!(
            watcher.line().await,
            "{\"jsonrpc\":\"2.0\",\"method\":\"event\",\
             \"params\":{\"event\":\"due\",\"due\":6,\"minutes\":4}}\n"
        );
        server.events.send(Event::Bye).unwrap();
        server.end().await;
        assert!(watcher.line().await.contains("\"bye\""));
        assert_eq!(watcher.line().await, "");
    });
}

#[test]
fn a_watching_client_that_goes_is_let_go() {
    run(async {
        let server = Server::new(LIMITS);
        let mut watcher = server.watcher().await;
        watcher.0.get_mut().shutdown().await.unwrap();
        assert_eq!(watcher.line().await, "");
        server.end().await;
    });
}

#[test]
fn who_was_too_slow_is_told_how_much_was_skipped() {
    run(async {
        let server = Server::new(LIMITS);
        let mut watcher = server.watcher().await;
        // All at once: nothing else runs meanwhile, and the queue holds 4.
        for live in 0..10 {
            server.events.send(Event::Notes { live }).unwrap();
        }
        assert!(watcher.line().await.contains("\"lagged\",\"skipped\":6"));
        for live in 6..10 {
            assert!(watcher.line().await.contains(&format!("\"live\":{live}")));
        }
        server.end().await;
    });
}

#[test]
fn over_the_cap_a_client_waits_until_another_goes() {
    run(async {
        let server = Server::new(Limits {
            connections: 1,
            ..LIMITS
        });
        let mut first = server.client().await;
        assert_eq!(first.ask(&request("box", "{}")).await, NO_BOX);
        let mut second = server.client().await;
        second.send(&request("box", "{}")).await;
        assert_eq!(first.ask(&request("box", "{}")).await, NO_BOX);
        let mut nothing = [0; 1];
        let early = second.0.get_mut().try_read(&mut nothing).unwrap_err();
        assert_eq!(early.kind(), io::ErrorKind::WouldBlock);
        drop(first);
        assert_eq!(second.line().await, NO_BOX);
        server.end().await;
    });
}

#[test]
fn a_request_that_the_end_overtakes_is_told_so() {
    run(async {
        let server = Server::new(LIMITS);
        let line = server.client().await.ask(&request("shutdown", "{}")).await;
        assert!(line.contains("\"busy\""), "{line}");
        server.end().await;
    });
}

#[test]
fn the_end_does_not_wait_for_idle_clients() {
    run(async {
        let server = Server::new(LIMITS);
        let mut idle = server.client().await;
        assert_eq!(idle.ask(&request("box", "{}")).await, NO_BOX);
        server.end().await;
        let mut rest = Vec::new();
        assert_eq!(idle.0.read_to_end(&mut rest).await.unwrap(), 0);
    });
}

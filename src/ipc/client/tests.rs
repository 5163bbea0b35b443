//! What the client makes of every kind of answer.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixListener;
use std::thread::JoinHandle;

use super::*;
use crate::ipc::codec::{decode_request, encode_event, encode_failure, encode_reply};
use crate::ipc::protocol::{BoxReply, ErrorCode, Response, Show};

struct Daemon {
    dir: tempfile::TempDir,
    thread: JoinHandle<()>,
}

impl Daemon {
    /// Serves one connection by a script.
    fn new(script: impl FnOnce(BufReader<UnixStream>) + Send + 'static) -> Daemon {
        let dir = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(dir.path().join("sock")).unwrap();
        let thread = std::thread::spawn(move || {
            script(BufReader::new(listener.accept().unwrap().0));
        });
        Daemon { dir, thread }
    }

    fn client(&self) -> Client {
        Client::connect(&self.dir.path().join("sock")).unwrap()
    }
}

fn read_id(connection: &mut BufReader<UnixStream>) -> RequestId {
    let mut line = String::new();
    connection.read_line(&mut line).unwrap();
    decode_request(line.as_bytes()).unwrap().0
}

fn answer(connection: &mut BufReader<UnixStream>, text: &str) {
    connection.get_mut().write_all(text.as_bytes()).unwrap();
}

fn none() -> Request {
    Request::Box(NoParams {})
}

#[test]
fn nobody_there_says_how_to_start_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sock");
    let error = Client::connect(&path).unwrap_err();
    assert!(error.to_string().contains("'loci daemon start'"), "{error}");
    drop(UnixListener::bind(&path).unwrap());
    let error = Client::connect(&path).unwrap_err();
    assert!(matches!(error, ClientError::NotRunning { .. }), "{error}");
}

#[test]
fn results_and_failures_are_typed() {
    let daemon = Daemon::new(|mut connection| {
        let id = read_id(&mut connection);
        answer(
            &mut connection,
            &encode_reply(&id, &Ok(Response::Box(None))),
        );
        let id = read_id(&mut connection);
        let failure = Failure::new(ErrorCode::UnknownLocus, "nothing is called so");
        answer(&mut connection, &encode_failure(&id, &failure));
        let id = read_id(&mut connection);
        answer(
            &mut connection,
            &encode_reply(&id, &Ok(Response::Box(None))),
        );
    });
    let mut client = daemon.client();
    let running: Option<BoxReply> = client.call(&none()).unwrap();
    assert_eq!(running, None);
    let error = client.call_raw(&none()).unwrap_err();
    assert_eq!(error.to_string(), "nothing is called so");
    let error = client.call::<OkReply>(&none()).unwrap_err();
    assert!(matches!(error, ClientError::Garbled { .. }), "{error}");
    daemon.thread.join().unwrap();
}

#[test]
fn a_late_reply_is_not_taken_for_the_next_one() {
    let (timed_out, go_on) = std::sync::mpsc::channel();
    let daemon = Daemon::new(move |mut connection| {
        let late = read_id(&mut connection);
        go_on.recv().unwrap();
        let late = encode_failure(&late, &Failure::new(ErrorCode::Busy, "late"));
        answer(&mut connection, &late);
        let id = read_id(&mut connection);
        answer(
            &mut connection,
            &encode_reply(&id, &Ok(Response::Box(None))),
        );
    });
    let mut client = daemon.client();
    client.set_reply_timeout(Duration::from_millis(1));
    let error = client.call_raw(&none()).unwrap_err();
    assert!(matches!(error, ClientError::TimedOut { .. }), "{error}");
    timed_out.send(()).unwrap();
    client.set_reply_timeout(Duration::from_secs(60));
    assert_eq!(client.call_raw(&none()).unwrap().get(), "null");
    daemon.thread.join().unwrap();
}

#[test]
fn a_closed_connection_and_a_strange_answer_are_named() {
    let daemon = Daemon::new(|mut connection| {
        read_id(&mut connection);
        answer(&mut connection, "what?\n");
        read_id(&mut connection);
    });
    let mut client = daemon.client();
    let error = client.call_raw(&none()).unwrap_err();
    assert!(matches!(error, ClientError::Garbled { .. }), "{error}");
    let error = client.call_raw(&none()).unwrap_err();
    assert!(matches!(error, ClientError::Closed), "{error}");
    daemon.thread.join().unwrap();
}

#[test]
fn a_request_that_is_too_long_is_not_sent() {
    let daemon = Daemon::new(|mut connection| {
        let mut line = String::new();
        assert_eq!(connection.read_line(&mut line).unwrap(), 0);
    });
    let locus = "x".repeat(MAX_REQUEST_BYTES);
    let error = (daemon.client().call_raw(&Request::Show(Show { locus }))).unwrap_err();
    assert!(matches!(error, ClientError::TooLarge { .. }), "{error}");
    daemon.thread.join().unwrap();
}

#[test]
fn a_long_reply_in_pieces_is_one_reply() {
    let daemon = Daemon::new(|mut connection| {
        read_id(&mut connection);
        let text = "y".repeat(1_000_000);
        for piece in [
            "{\"jsonrpc\":\"2.0\",\"id\":1,",
            "\"result\":\"",
            &text,
            "\"}\n",
        ] {
            answer(&mut connection, piece);
        }
    });
    let text: String = daemon.client().call(&none()).unwrap();
    assert_eq!(text.len(), 1_000_000);
    daemon.thread.join().unwrap();
}

#[test]
fn a_watch_gives_whole_events_and_never_blocks() {
    let (polled, go_on) = std::sync::mpsc::channel();
    let daemon = Daemon::new(move |mut connection| {
        let id = read_id(&mut connection);
        let ok = encode_reply(&id, &Ok(Response::Ok(OkReply { ok: true })));
        let due = encode_event(&Event::Due { due: 6, minutes: 4 });
        let new = "{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"event\":\"newest\"}}\n";
        let bye = encode_event(&Event::Bye);
        answer(&mut connection, &format!("{ok}{due}{new}{}", &bye[..20]));
        go_on.recv().unwrap();
        answer(&mut connection, &bye[20..]);
        let mut line = String::new();
        connection.read_line(&mut line).unwrap();
    });
    let mut watch = daemon.client().watch().unwrap();
    let mut seen = Vec::new();
    while seen.is_empty() {
        seen.extend(watch.next().unwrap());
    }
    assert_eq!(seen, [Event::Due { due: 6, minutes: 4 }]);
    assert_eq!(watch.next().unwrap(), None);
    polled.send(()).unwrap();
    let mut fds = [rustix::event::PollFd::new(
        &watch,
        rustix::event::PollFlags::IN,
    )];
    rustix::event::poll(&mut fds, None).unwrap();
    assert_eq!(watch.next().unwrap(), Some(Event::Bye));
    drop(watch);
    daemon.thread.join().unwrap();
}

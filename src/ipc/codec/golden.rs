//! The stored lines of the protocol, one for each method, reply, event and error code: they must read and
//! write back to themselves for ever. A line that no longer does breaks somebody's script.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::*;
use crate::ipc::protocol::*;

macro_rules! lines {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/protocol/",
            $name
        ))
        .lines()
    };
}

const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/protocol.md"));

/// Each is there once, and explained in `docs/protocol.md`.
fn all_of(kind: &str, seen: &[String], names: &[&str]) {
    let distinct: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(distinct.len(), seen.len(), "a {kind} has two golden lines");
    for name in names {
        assert!(
            distinct.contains(name),
            "the {kind} {name} has no golden line"
        );
        let heading = format!("| `{name}` |");
        assert!(
            PAGE.contains(&heading),
            "docs/protocol.md lacks the {kind} {name}"
        );
    }
    assert_eq!(distinct.len(), names.len(), "a {kind} is not listed");
}

fn text_of(id: RequestId) -> String {
    match id {
        RequestId::Text(text) => text,
        RequestId::Number(_) | RequestId::Null => panic!("a golden line is named by its id"),
    }
}

fn read<T: DeserializeOwned>(raw: &RawValue) -> T {
    serde_json::from_str(raw.get()).unwrap_or_else(|error| panic!("{error}: {raw}"))
}

/// Reads a result by the type that answers the request.
fn response(to: &Request, raw: &RawValue) -> Response {
    match to {
        Request::Hello(_) => Response::Hello(read(raw)),
        Request::Status(_) => Response::Status(read(raw)),
        Request::Ls(_) => Response::Ls(read(raw)),
        Request::Tree(_) => Response::Tree(read(raw)),
        Request::Show(_) => Response::Show(read(raw)),
        Request::Due(_) => Response::Due(read(raw)),
        Request::Forecast(_) => Response::Forecast(read(raw)),
        Request::Log(_) | Request::SpoolAssign(_) => Response::Log(read(raw)),
        Request::Grade(_) => Response::Grade(read(raw)),
        Request::Undo(_) => Response::Undo(read(raw)),
        Request::UndoList(_) => Response::UndoList(read(raw)),
        Request::Suspend(_) | Request::Unsuspend(_) => Response::Changed(read(raw)),
        Request::Sync(_) => Response::Sync(read(raw)),
        Request::Adopt(_) => Response::Adopt(read(raw)),
        Request::Rebind(_) => Response::Rebind(read(raw)),
        Request::Pin(_) => Response::Pin(read(raw)),
        Request::Alias(_) => Response::Alias(read(raw)),
        Request::Box(_) | Request::BoxStart(_) | Request::BoxEnd(_) => Response::Box(read(raw)),
        Request::Spool(_) => Response::Spool(read(raw)),
        Request::SpoolDrop(_) => Response::SpoolDrop(read(raw)),
        Request::Export(_) => Response::Export(read(raw)),
        Request::Import(_) => Response::Import(read(raw)),
        Request::Backup(_) => Response::Backup(read(raw)),
        Request::Snooze(_) => Response::Snooze(read(raw)),
        Request::Pause(_) => Response::Pause(read(raw)),
        Request::Resume(_) => Response::Resume(read(raw)),
        Request::Mode(_) => Response::Mode(read(raw)),
        Request::Find(_) => Response::Find(read(raw)),
        Request::Pace(_) => Response::Pace(read(raw)),
        Request::MockStart(_) => Response::MockStart(read(raw)),
        Request::Mocks(_) => Response::Mocks(read(raw)),
        Request::Plan(_) | Request::PlanStep(_) | Request::PlanMove(_) | Request::PlanOff(_) => {
            Response::Plan(read(raw))
        }
        Request::PlanCatchUp(_) => Response::PlanCatchUp(read(raw)),
        Request::PlanBlocks(_) => Response::PlanBlocks(read(raw)),
        Request::PlanText(_) => Response::PlanText(read(raw)),
        Request::Doctor(_) => Response::Doctor(read(raw)),
        Request::NotifyTest(_) | Request::Watch(_) | Request::Shutdown(_) => {
            Response::Ok(read(raw))
        }
    }
}

#[test]
fn every_method_has_a_request_that_reads_and_writes_back() {
    let mut seen = Vec::new();
    for line in lines!("requests.jsonl") {
        let (id, request) = decode_request(line.as_bytes()).unwrap();
        assert_eq!(encode_request(&id, &request).unwrap().trim_end(), line);
        assert_eq!(text_of(id), request.method());
        seen.push(request.method().to_owned());
    }
    all_of("method", &seen, Request::METHODS);
}

#[test]
fn every_method_has_a_reply_that_reads_and_writes_back() {
    let mut seen = Vec::new();
    let requests: Vec<Request> = lines!("requests.jsonl")
        .map(|line| decode_request(line.as_bytes()).unwrap().1)
        .collect();
    for line in lines!("replies.jsonl") {
        let reply = decode_reply(line.as_bytes()).unwrap();
        let method = text_of(reply.id.clone());
        let request = requests.iter().find(|one| one.method() == method).unwrap();
        let response = response(request, &reply.result.unwrap());
        assert_eq!(encode_reply(&reply.id, &Ok(response)).trim_end(), line);
        seen.push(method);
    }
    all_of("method", &seen, Request::METHODS);
}

#[test]
fn every_event_reads_and_writes_back() {
    let mut seen = Vec::new();
    for line in lines!("events.jsonl") {
        let event = decode_event(line.as_bytes()).unwrap().unwrap();
        assert_eq!(encode_event(&event).trim_end(), line);
        seen.push(name(&event).to_owned());
    }
    all_of("event", &seen, &Event::NAMES);
}

/// A new event stops here first: it needs a name in [`Event::NAMES`] as well, else no client reads it.
fn name(event: &Event) -> &'static str {
    match event {
        Event::Logged { .. } => "logged",
        Event::Undone { .. } => "undone",
        Event::Notes { .. } => "notes",
        Event::Due { .. } => "due",
        Event::BoxStarted { .. } => "box_started",
        Event::Enough { .. } => "enough",
        Event::Stop { .. } => "stop",
        Event::BoxEnded { .. } => "box_ended",
        Event::Silent { .. } => "silent",
        Event::Mode { .. } => "mode",
        Event::Plan { .. } => "plan",
        Event::Notice { .. } => "notice",
        Event::Lagged { .. } => "lagged",
        Event::Bye => "bye",
    }
}

#[test]
fn every_error_code_reads_and_writes_back() {
    let mut seen = Vec::new();
    for line in lines!("errors.jsonl") {
        let reply = decode_reply(line.as_bytes()).unwrap();
        let failure = reply.result.unwrap_err();
        assert_eq!(text_of(reply.id.clone()), failure.code.name());
        assert!(line.contains(&format!("\"code\":{},", failure.code.number())));
        seen.push(failure.code.name().to_owned());
        assert_eq!(encode_failure(&reply.id, &failure).trim_end(), line);
    }
    all_of("error", &seen, &ErrorCode::ALL.map(ErrorCode::name));
}

#[test]
fn an_error_code_has_one_name() {
    for code in ErrorCode::ALL {
        let name = serde_json::to_string(&code).unwrap();
        assert_eq!(name, format!("\"{}\"", code.name()));
    }
}

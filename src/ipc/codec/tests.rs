//! Requests that are none, and what bytes may do.

use proptest::prelude::*;

use super::*;
use crate::ipc::protocol::{NoParams, Show};

fn refused(line: &str) -> Refusal {
    decode_request(line.as_bytes()).unwrap_err()
}

fn check(line: &str, id: RequestId, code: ErrorCode, says: &str) {
    let refusal = refused(line);
    assert_eq!(
        (refusal.id.clone(), refusal.failure.code),
        (id, code),
        "{line}"
    );
    assert!(
        refusal.failure.message.contains(says),
        "{line}: {refusal:?}"
    );
}

fn number(id: u64) -> RequestId {
    RequestId::Number(id.into())
}

#[test]
fn params_may_be_absent() {
    let line = br#"{"jsonrpc":"2.0","id":"a","method":"status"}"#;
    let (id, request) = decode_request(line).unwrap();
    assert_eq!(id, RequestId::Text("a".into()));
    assert_eq!(request, Request::Status(NoParams {}));
}

#[test]
fn ids_come_back_as_they_were_sent() {
    for id in ["7", "-1", "1.5", "\"x\\n\"", "null", "18446744073709551615"] {
        let line = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"box"}}"#);
        let (read, _) = decode_request(line.as_bytes()).unwrap();
        assert!(encode_reply(&read, &Ok(Response::Box(None))).contains(&format!(r#""id":{id},"#)));
    }
}

#[test]
fn what_is_no_json_is_a_parse_error() {
    for line in [
        "",
        "{",
        "hello",
        "{\"jsonrpc\":\"2.0\"",
        "{} {}",
        "[1,2",
        "\u{0}",
    ] {
        check(line, RequestId::Null, ErrorCode::Parse, "no JSON");
    }
    let refusal = decode_request(b"{\"id\":\"\xff\"}").unwrap_err();
    assert_eq!(refusal.failure.code, ErrorCode::Parse);
}

#[test]
fn what_is_no_request_is_named() {
    let (invalid, null) = (ErrorCode::InvalidRequest, RequestId::Null);
    check(
        r#"[{"jsonrpc":"2.0","id":1,"method":"box"}]"#,
        null.clone(),
        invalid,
        "batch",
    );
    check("17", null.clone(), invalid, "no JSON-RPC");
    check(
        r#"{"jsonrpc":"2.0","method":"status"}"#,
        null.clone(),
        invalid,
        "no id",
    );
    check(
        r#"{"jsonrpc":"2.0","id":{},"method":"status"}"#,
        null,
        invalid,
        "the id",
    );
    check(
        r#"{"id":1,"method":"status"}"#,
        number(1),
        invalid,
        "jsonrpc",
    );
    check(
        r#"{"jsonrpc":"1.0","id":1,"method":"status"}"#,
        number(1),
        invalid,
        "jsonrpc",
    );
    check(r#"{"jsonrpc":"2.0","id":1}"#, number(1), invalid, "method");
    check(
        r#"{"jsonrpc":"2.0","id":1,"method":3}"#,
        number(1),
        invalid,
        "method",
    );
}

#[test]
fn wrong_params_name_the_field() {
    let code = ErrorCode::InvalidParams;
    let line = |method: &str, params: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#)
    };
    check(
        &line("ls", r#"{"scop":"a"}"#),
        number(1),
        code,
        "unknown field `scop`",
    );
    check(&line("status", r#"{"x":1}"#), number(1), code, "`x`");
    check(
        &line("show", "{}"),
        number(1),
        code,
        "missing field `locus`",
    );
    check(
        &line("log", r#"{"scopes":["a"],"rating":300}"#),
        number(1),
        code,
        "300",
    );
    check(&line("show", r#"["a"]"#), number(1), code, "object");
    check(&line("show", "null"), number(1), code, "object");
    check(
        &line("nod", "{}"),
        number(1),
        ErrorCode::UnknownMethod,
        "'nod'",
    );
}

#[test]
fn only_lines_that_are_no_requests_are_malformed() {
    assert!(refused("{").is_malformed());
    assert!(refused("[]").is_malformed());
    assert!(!refused(r#"{"jsonrpc":"2.0","id":1,"method":"nod"}"#).is_malformed());
}

#[test]
fn a_failure_of_a_newer_daemon_keeps_its_text() {
    let line = br#"{"jsonrpc":"2.0","id":1,"error":{"code":-32099,"message":"new","data":{"code":"newest"}}}"#;
    let failure = decode_reply(line).unwrap().result.unwrap_err();
    assert_eq!(failure, Failure::new(ErrorCode::Failed, "new"));
    let line = br#"{"jsonrpc":"2.0","id":1,"error":{"code":-32008,"message":"later"}}"#;
    let failure = decode_reply(line).unwrap().result.unwrap_err();
    assert_eq!(failure, Failure::new(ErrorCode::Busy, "later"));
}

#[test]
fn a_null_result_is_a_result() {
    let reply = decode_reply(br#"{"jsonrpc":"2.0","id":1,"result":null}"#).unwrap();
    assert_eq!(reply.result.unwrap().get(), "null");
    let empty = decode_reply(br#"{"jsonrpc":"2.0","id":1}"#);
    assert!(matches!(empty, Err(CodecError::Empty)));
}

#[test]
fn an_event_of_a_newer_daemon_is_skipped() {
    let line = br#"{"jsonrpc":"2.0","method":"event","params":{"event":"newest","x":1}}"#;
    assert_eq!(decode_event(line).unwrap(), None);
    let line = br#"{"jsonrpc":"2.0","method":"event","params":{"event":"due","due":"many"}}"#;
    assert!(decode_event(line).is_err());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode_request(&bytes);
        let _ = decode_reply(&bytes);
        let _ = decode_event(&bytes);
    }

    #[test]
    fn no_bent_request_panics(at in 0usize..200, byte: u8, method in 0usize..23) {
        let method = Request::METHODS[method];
        let line = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"scopes":["a"],"rating":3,"at":"x"}}}}"#
        );
        let mut bytes = line.into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = decode_request(&bytes);
    }

    #[test]
    fn any_text_survives_the_wire(text: String, id: u64) {
        let request = Request::Show(Show { locus: text });
        let line = encode_request(&number(id), &request).unwrap();
        prop_assert_eq!(line.matches('\n').count(), 1);
        prop_assert_eq!(decode_request(line.as_bytes()), Ok((number(id), request)));
    }
}

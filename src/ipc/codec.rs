//! Lines of JSON-RPC 2.0 to values and back, both for the daemon and for its clients.
//!
//! It must never read or write a socket, and never panic, whatever the bytes are.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::ipc::protocol::{ErrorCode, Event, Failure, MAX_REQUEST_BYTES, Request, Response};

/// The JSON-RPC `id`: made by the client, repeated in the reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RequestId {
    /// A number.
    Number(serde_json::Number),
    /// A string.
    Text(String),
    /// `null`: the id of a reply to a line whose id could not be read.
    Null,
}

/// A line that is no request: what to answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The request's id, `null` if it could not be read.
    pub id: RequestId,
    /// Why.
    pub failure: Failure,
}

impl Refusal {
    /// Whether the line was no JSON-RPC 2.0 request at all.
    pub fn is_malformed(&self) -> bool {
        matches!(
            self.failure.code,
            ErrorCode::Parse | ErrorCode::InvalidRequest
        )
    }
}

/// A reply as a client reads it: the result is still text, its type depends on the request.
#[derive(Debug)]
pub struct Reply {
    /// The id of the request that it answers.
    pub id: RequestId,
    /// The `result`, or why there is none.
    pub result: Result<Box<RawValue>, Failure>,
}

/// A line from the daemon that is none of ours.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// It is not JSON, or of another shape.
    #[error("the line is neither a reply nor an event of this protocol: {0}")]
    Shape(#[from] serde_json::Error),
    /// It has neither `result` nor `error`.
    #[error("the reply has neither a result nor an error")]
    Empty,
}

/// The members of a request, none of them believed yet.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    jsonrpc: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    method: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    params: Option<&'a RawValue>,
}

/// Keeps a member that is `null` apart from one that is absent.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Reads a request line (the newline may be there or not).
pub fn decode_request(line: &[u8]) -> Result<(RequestId, Request), Refusal> {
    let whole: &RawValue = serde_json::from_slice(line).map_err(|error| Refusal {
        id: RequestId::Null,
        failure: Failure::new(ErrorCode::Parse, format!("the line is no JSON: {error}")),
    })?;
    let malformed = |id: RequestId, message: &str| Refusal {
        id,
        failure: Failure::new(ErrorCode::InvalidRequest, message),
    };
    if whole.get().starts_with('[') {
        return Err(malformed(
            RequestId::Null,
            "batches are not taken; send one request a line",
        ));
    }
    let envelope: Envelope = serde_json::from_str(whole.get()).map_err(|error| {
        let message = format!("the line is no JSON-RPC 2.0 request: {error}");
        malformed(RequestId::Null, &message)
    })?;
    let id = envelope.id.ok_or_else(|| {
        malformed(
            RequestId::Null,
            "the request has no id, so it could not be answered; add \"id\"",
        )
    })?;
    let id: RequestId = serde_json::from_str(id.get()).map_err(|_| {
        malformed(
            RequestId::Null,
            "the id is neither a string nor a number nor null",
        )
    })?;
    if text(envelope.jsonrpc).as_deref() != Some("2.0") {
        return Err(malformed(id, "\"jsonrpc\":\"2.0\" is missing"));
    }
    let Some(method) = text(envelope.method) else {
        return Err(malformed(id, "the method is missing or no string"));
    };
    let params = envelope.params.map_or("{}", RawValue::get);
    match decode_params(&method, params) {
        Ok(request) => Ok((id, request)),
        Err(failure) => Err(Refusal { id, failure }),
    }
}

fn text(raw: Option<&RawValue>) -> Option<String> {
    serde_json::from_str(raw?.get()).ok()
}

fn decode_params(method: &str, params: &str) -> Result<Request, Failure> {
    let wrong = |what: &str| {
        Failure::new(
            ErrorCode::InvalidParams,
            format!("wrong params of {method}: {what}"),
        )
    };
    if !params.starts_with('{') {
        return Err(wrong("they must be an object"));
    }
    match Request::read(method, params) {
        Some(Ok(request)) => Ok(request),
        Some(Err(error)) => Err(wrong(&error.to_string())),
        None => Err(Failure::new(
            ErrorCode::UnknownMethod,
            format!(
                "there is no method '{method}'; there are {}",
                Request::METHODS.join(", ")
            ),
        )),
    }
}

/// Writes a request line, newline included. It may be longer than [`MAX_REQUEST_BYTES`]: see [`fits`].
pub fn encode_request(id: &RequestId, request: &Request) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Line<'a> {
        jsonrpc: &'static str,
        id: &'a RequestId,
        method: &'static str,
        params: Box<RawValue>,
    }
    line(&Line {
        jsonrpc: "2.0",
        id,
        method: request.method(),
        params: request.params()?,
    })
}

/// Whether the daemon reads a request line of this length.
pub fn fits(line: &str) -> bool {
    line.len() <= MAX_REQUEST_BYTES
}

/// Writes the reply to a request, newline included.
pub fn encode_reply(id: &RequestId, result: &Result<Response, Failure>) -> String {
    #[derive(Serialize)]
    struct Success<'a> {
        jsonrpc: &'static str,
        id: &'a RequestId,
        result: &'a Response,
    }
    match result {
        Ok(result) => line(&Success {
            jsonrpc: "2.0",
            id,
            result,
        })
        .unwrap_or_else(|error| {
            let message = format!("the reply cannot be written as JSON: {error}");
            encode_failure(id, &Failure::new(ErrorCode::Internal, message))
        }),
        Err(failure) => encode_failure(id, failure),
    }
}

/// Writes the reply to a failed request, newline included.
pub fn encode_failure(id: &RequestId, failure: &Failure) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        jsonrpc: &'static str,
        id: &'a RequestId,
        error: WireError,
    }
    line(&Line {
        jsonrpc: "2.0",
        id,
        error: WireError::from(failure),
    })
    .unwrap_or_default()
}

/// Writes an event, newline included.
pub fn encode_event(event: &Event) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        jsonrpc: &'static str,
        method: &'static str,
        params: &'a Event,
    }
    line(&Line {
        jsonrpc: "2.0",
        method: "event",
        params: event,
    })
    .unwrap_or_default()
}

fn line(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = serde_json::to_string(value)?;
    text.push('\n');
    Ok(text)
}

/// The error object of JSON-RPC 2.0.
#[derive(Serialize, Deserialize)]
struct WireError {
    code: i64,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<WireErrorData>,
}

#[derive(Serialize, Deserialize)]
struct WireErrorData {
    code: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<String>,
}

impl From<&Failure> for WireError {
    fn from(failure: &Failure) -> WireError {
        WireError {
            code: failure.code.number().into(),
            message: failure.message.clone(),
            data: Some(WireErrorData {
                code: failure.code.name().to_owned(),
                candidates: failure.candidates.clone(),
            }),
        }
    }
}

impl From<WireError> for Failure {
    /// A code that this version does not know becomes [`ErrorCode::Failed`]; its text says the rest.
    fn from(error: WireError) -> Failure {
        let named = |code: &ErrorCode| {
            error.data.as_ref().map(|data| data.code.as_str()) == Some(code.name())
        };
        let numbered = |code: &ErrorCode| i64::from(code.number()) == error.code;
        let code = (ErrorCode::ALL.into_iter().find(named))
            .or_else(|| ErrorCode::ALL.into_iter().find(numbered))
            .unwrap_or(ErrorCode::Failed);
        Failure {
            code,
            message: error.message,
            candidates: error.data.map(|data| data.candidates).unwrap_or_default(),
        }
    }
}

/// Reads a reply line.
pub fn decode_reply(line: &[u8]) -> Result<Reply, CodecError> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default, deserialize_with = "present")]
        id: Option<RequestId>,
        #[serde(default, deserialize_with = "present")]
        result: Option<Box<RawValue>>,
        error: Option<WireError>,
    }
    let line: Line = serde_json::from_slice(line)?;
    let result = match (line.error, line.result) {
        (Some(error), _) => Err(Failure::from(error)),
        (None, Some(result)) => Ok(result),
        (None, None) => return Err(CodecError::Empty),
    };
    let id = line.id.unwrap_or(RequestId::Null);
    Ok(Reply { id, result })
}

/// Reads an event line; `None` for an event that this version does not know yet.
pub fn decode_event(line: &[u8]) -> Result<Option<Event>, CodecError> {
    #[derive(Deserialize)]
    struct Line {
        params: Box<RawValue>,
    }
    #[derive(Deserialize)]
    struct Name {
        event: String,
    }
    let line: Line = serde_json::from_slice(line)?;
    let name: Name = serde_json::from_str(line.params.get())?;
    if !Event::NAMES.contains(&name.event.as_str()) {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(line.params.get())?))
}

#[cfg(test)]
mod golden;

#[cfg(test)]
mod tests;

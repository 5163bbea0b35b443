//! What crosses the socket: one JSON-RPC 2.0 object a line, and the only types that are (de)serialised there.
//!
//! A request is a [`Request`] variant: its snake-case name is the JSON-RPC `method`, its fields the `params`.
//! A reply's `result` is a [`Response`], untagged: its shape is that of `loci … --json`'s `data`. A failed
//! request is a [`Failure`]; a watching connection gets [`Event`]s. Fields are only ever added. Times are
//! RFC 3339 with offset, days `YYYY-MM-DD`, durations whole seconds (`_secs`). `docs/protocol.md` shows one
//! line of each, `tests/data/protocol/` holds them as tests.
//!
//! ```text
//! -> {"jsonrpc":"2.0","id":1,"method":"log","params":{"scopes":["root/alpha"],"rating":3}}
//! <- {"jsonrpc":"2.0","id":1,"result":{"reviews":[…],"spooled":false}}
//! <- {"jsonrpc":"2.0","id":1,"error":{"code":-32002,"message":"…","data":{"code":"unknown_locus"}}}
//! <- {"jsonrpc":"2.0","method":"event","params":{"event":"due","due":6,"minutes":4}}
//! ```
//!
//! Nothing here reads, writes or decides: the lines themselves are made by `ipc::codec`.

// The one re-export of the program: the protocol is one vocabulary, used everywhere by its names
// (`protocol::LogReply`); which of the files holds a type is of no interest outside.
pub use calm::*;
pub use doctor::*;
pub use event::*;
pub use failure::*;
pub use forecast::*;
pub use grade::*;
pub use identity::*;
pub use mock::*;
pub use plan::*;
pub use reply::*;
pub use request::*;

mod calm;
mod doctor;
mod event;
mod failure;
mod forecast;
mod grade;
mod identity;
mod mock;
mod plan;
mod reply;
mod request;

/// The protocol's version; another major number is refused by `hello`.
pub const PROTOCOL: u32 = 1;

/// Most bytes of a request line, newline included.
pub const MAX_REQUEST_BYTES: usize = 64 * 1024;

//! What daemon and CLI share: the protocol, its codec, the socket's place, the blocking client, the server's
//! edge, the spool.

pub mod client;
pub mod codec;
pub mod journal;
pub mod path;
pub mod protocol;
pub mod server;
pub mod spool;

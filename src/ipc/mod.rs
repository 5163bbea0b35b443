//! What daemon and CLI share: the protocol, its codec, the blocking client, the server's edge, the spool.

pub mod journal;
pub mod protocol;

//! The pure core: plain data and decisions. No IO, no clock, no tokio, no serde.

pub mod atlas;
pub mod locus;

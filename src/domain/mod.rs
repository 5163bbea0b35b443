//! The pure core: plain data and decisions. No IO, no clock, no tokio, no serde.

pub mod atlas;
pub mod calm;
pub mod day;
pub mod find;
pub mod forecast;
pub mod grade;
mod hash;
pub mod hours;
pub mod journal;
pub mod locus;
pub mod memory;
pub mod mode;
pub mod names;
pub mod notice;
pub mod now;
pub mod point;
pub mod queue;
pub mod rating;
pub mod reconcile;
pub mod remind;
pub mod review;
pub mod schedule;
pub mod screen;
pub mod settings;
pub mod slug;
pub mod timebox;
pub mod tree;

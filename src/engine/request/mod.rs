//! One file per request, or per pair of requests that undo each other.

mod adopt;
mod alias;
mod apart;
mod backup;
mod calm;
mod doctor;
mod due;
mod export;
mod forecast;
mod grade;
mod import;
mod log;
mod look;
mod pin;
mod plan;
mod rebind;
mod spool;
mod suspend;
mod told;
mod tree;
mod undo;

//! `loci explain`: a map aloud, branch by branch, inside a box.

pub mod stations;

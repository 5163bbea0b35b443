//! The reader as a whole: the seed, our own damaged note, precision, and any text at all.

use std::path::Path;

use serde_json::Value;

use super::problem::Level;
use super::*;
use crate::domain::atlas::MindMap;

mod fixtures;
mod precision;
mod soup;

/// Scans a text that is marked by itself alone.
pub(super) fn read(text: &str) -> Scan {
    read_as(text, None, &[])
}

pub(super) fn read_as(text: &str, format: Option<Format>, adopted: &[&str]) -> Scan {
    let adopted = Adopted(adopted.iter().map(|key| (*key).to_owned()).collect());
    scan(
        text,
        &Context {
            file_stem: "stem",
            format,
            adopted: &adopted,
        },
    )
}

/// `root` and the branches as `depth label`, the way tests show a map.
pub(super) fn drawn(map: &MindMap) -> Vec<String> {
    map.branches
        .iter()
        .map(|branch| format!("{} {}", branch.depth, branch.label))
        .collect()
}

/// Each palace as its name and routes, `heading: place=point, …`.
fn walked(scan: &Scan) -> Vec<String> {
    let room = |room: &crate::domain::atlas::Room| format!("{}={}", room.place, room.point);
    scan.note
        .palaces
        .iter()
        .map(|palace| {
            let routes = palace.routes.iter().map(|route| {
                let rooms: Vec<String> = route.rooms.iter().map(room).collect();
                format!("{}: {}", route.heading, rooms.join(", "))
            });
            format!(
                "{} | {}",
                palace.name(),
                routes.collect::<Vec<_>>().join(" | ")
            )
        })
        .collect()
}

/// The lines of each level of problem.
pub(super) fn lines_of(scan: &Scan, level: Level) -> Vec<u32> {
    scan.problems
        .iter()
        .filter(|problem| problem.level == level)
        .map(|problem| problem.line)
        .collect()
}

/// The paths of a map's branches without the root.
fn paths(map: &MindMap) -> Vec<Vec<&str>> {
    let mut open: Vec<&str> = Vec::new();
    map.branches
        .iter()
        .map(|branch| {
            open.truncate(branch.depth as usize - 1);
            open.push(&branch.label);
            open.clone()
        })
        .collect()
}

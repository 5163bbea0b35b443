//! Maps of FreeMind and Freeplane (`.mm`).
//!
//! They are XML, and real ones are broken in known ways: bare ampersands, tags that are not closed, marks of a
//! merge conflict, a save that was cut. Reading never stops at the first trouble, and says whether a strict
//! reader would have: [`Wholeness`]. The format is described by what Freeplane writes; there is no other
//! specification that holds.

use crate::domain::atlas::{Branch, MindMap};

use super::mark::Marks;
use super::page::{LINE_BYTES, NOTE_BYTES, clean};
use super::problem::{Level, Problem};
use super::{Context, Finding, Scan, What, Wholeness, conflict};
use faults::Faults;
use sketch::{Lock, Node, Sketch};
use tags::{Tags, Token};

mod entity;
mod faults;
mod html;
mod sketch;
mod tags;

/// A map is read down to this depth; what hangs deeper is put there.
const MAX_DEPTH: u32 = 512;

/// Says whether a text is such a map: by its root element, not by the file's name.
pub(super) fn is_map(text: &str) -> bool {
    // A `<map>` of HTML holds areas.
    text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .starts_with('<')
        && root(text) == Some("map")
        && text.contains("<node")
}

/// The name of the root element.
fn root(text: &str) -> Option<&str> {
    Tags::new(text).find_map(|(_, token)| match token {
        Token::Open(tag) => Some(tag.name),
        Token::Close(_) | Token::Text(_) | Token::Doctype(_) | Token::Fault(_) => None,
    })
}

/// Reads a map.
pub(super) fn read(text: &str, context: &Context<'_>) -> Scan {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > NOTE_BYTES {
        return unread(1, "the map is longer than 64 MiB; split it");
    }
    let blanked = conflict::blank(text);
    let mut faults = Faults::of(text);
    let text = match &blanked {
        Some((blanked, at)) => {
            faults.add(*at, "git left a merge conflict here");
            blanked
        }
        None => text,
    };
    match root(text) {
        Some("map" | "node") => {}
        Some(other) => return left(text, other),
        None if text.trim().is_empty() => {
            return unread(1, "the file is empty; save the map again");
        }
        None => {
            return unread(
                1,
                "there is no `<map>` in it; save the map again in Freeplane",
            );
        }
    }
    let sketch = sketch::read(text, &mut faults);
    let mut scan = maps(&sketch, context);
    scan.problems.extend(remarks(&sketch));
    if let Some(problem) = faults.problem() {
        scan.wholeness = Wholeness::Salvaged;
        scan.problems.push(problem);
    }
    scan.problems.sort_by_key(|problem| problem.line);
    scan
}

/// A text of which nothing could be read.
fn unread(line: u32, message: &str) -> Scan {
    Scan {
        problems: vec![error(line, message.to_owned())],
        wholeness: Wholeness::Salvaged,
        ..Scan::default()
    }
}

/// Markup that is no map.
fn left(text: &str, root: &str) -> Scan {
    let why = match root {
        "opml" => "an OPML file; not read yet".to_owned(),
        other => {
            let name = clean(&other.chars().take(40).collect::<String>());
            format!("no map of FreeMind or Freeplane: it begins with `<{name}>`")
        }
    };
    let finding = Finding {
        line: 1,
        last: text.lines().count().max(1) as u32,
        what: What::Note,
        why,
        key: "note".to_owned(),
    };
    Scan {
        left: vec![finding],
        wholeness: Wholeness::Salvaged,
        ..Scan::default()
    }
}

/// The maps that the nodes make: one for each node without a parent.
fn maps(sketch: &Sketch, context: &Context<'_>) -> Scan {
    let mut scan = Scan::default();
    let mut places: Vec<Place> = Vec::with_capacity(sketch.nodes.len());
    let mut locked: Vec<u32> = Vec::new();
    let mut deep = None;
    let mut maps: Vec<MindMap> = Vec::new();
    for node in &sketch.nodes {
        let above = node.parent.and_then(|parent| places.get(parent).copied());
        let place = match (node.lock, above) {
            (_, Some(Place::Locked)) => Place::Locked,
            (Lock::Encrypted, _) => {
                locked.push(node.line);
                Place::Locked
            }
            (Lock::Open, None) => {
                maps.push(map(node, context));
                Place::Depth(0)
            }
            (Lock::Open, Some(Place::Depth(depth))) if node.label.is_empty() => Place::Depth(depth),
            (Lock::Open, Some(Place::Depth(depth))) => {
                if depth == MAX_DEPTH {
                    deep.get_or_insert(node.line);
                }
                let depth = (depth + 1).min(MAX_DEPTH);
                if let Some(map) = maps.last_mut() {
                    map.branches.push(branch(node, depth));
                }
                Place::Depth(depth)
            }
        };
        places.push(place);
    }
    if let [first, .., _] = locked.as_slice() {
        scan.problems.push(warning(
            *first,
            format!(
                "{} encrypted nodes were skipped, this one first",
                locked.len()
            ),
        ));
    } else if let [line] = locked.as_slice() {
        scan.problems
            .push(warning(*line, "an encrypted node was skipped".to_owned()));
    }
    if let Some(line) = deep {
        scan.problems.push(warning(
            line,
            format!("the map is deeper than {MAX_DEPTH} levels; make this part a map of its own"),
        ));
    }
    if let Some(second) = maps.get(1) {
        scan.problems.push(warning(
            second.line,
            format!(
                "the file has {} roots, and each was read as a map; Freeplane shows one",
                maps.len()
            ),
        ));
    }
    let (taken, bare): (Vec<MindMap>, Vec<MindMap>) =
        maps.into_iter().partition(|map| !map.branches.is_empty());
    scan.note.maps = taken;
    scan.left = bare
        .into_iter()
        .map(|map| Finding {
            line: map.line,
            last: map.line,
            what: What::Mm,
            why: "a map without branches".to_owned(),
            key: format!("mm |  | {}", map.root.to_lowercase()),
        })
        .collect();
    scan
}

/// Where a node stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// So deep below the root; a node without a label stands where the one above it does.
    Depth(u32),
    /// In what is encrypted.
    Locked,
}

fn map(root: &Node, context: &Context<'_>) -> MindMap {
    let named = [root.label.clone(), clean(context.file_stem)];
    let name = named.into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "map".to_owned());
    MindMap {
        title: name.clone(),
        interview: Marks::of(&name).interview,
        root: name,
        line: root.line,
        branches: Vec::new(),
    }
}

fn branch(node: &Node, depth: u32) -> Branch {
    Branch {
        label: node.label.as_str().into(),
        depth,
        line: node.line,
        body: (!node.body.is_empty()).then(|| node.body.as_str().into()),
        anchor: node.id.as_deref().map(Into::into),
        numbered: false,
    }
}

fn remarks(sketch: &Sketch) -> impl Iterator<Item = Problem> {
    let entities = sketch.entities.map(|line| {
        warning(
            line,
            "the entities defined here are never expanded; write out what they stand for"
                .to_owned(),
        )
    });
    let long = sketch.long.map(|line| {
        error(
            line,
            format!(
                "the label is longer than {} KiB and was skipped; make it a note",
                LINE_BYTES / 1024
            ),
        )
    });
    entities.into_iter().chain(long)
}

fn error(line: u32, message: String) -> Problem {
    Problem {
        line,
        level: Level::Error,
        message,
    }
}

fn warning(line: u32, message: String) -> Problem {
    Problem {
        line,
        level: Level::Warning,
        message,
    }
}

#[cfg(test)]
mod tests;

//! Maps of FreeMind and Freeplane (`.mm`).
//!
//! They are XML, and real ones are broken in known ways: bare ampersands, tags that are not closed, marks of a
//! merge conflict, a save that was cut. Reading never stops at the first trouble, and says whether a strict
//! reader would have: [`Wholeness`]. The format is described by what Freeplane writes; there is no other
//! specification that holds.

use super::page::{NOTE_BYTES, clean};
use super::problem::{Level, Problem};
use super::{Context, Finding, Scan, What, Wholeness, conflict};
use faults::Faults;
use tags::{Tags, Token};

mod entity;
mod faults;
mod html;
mod maps;
mod sketch;
mod tags;

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
    let mut scan = maps::make(&sketch, context);
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

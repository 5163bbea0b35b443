//! What a scan of a composed note does not give back.

use std::ops::Range;

use crate::domain::atlas::{Branch, MindMap, Palace, Room};

use super::map::is_id;
use super::{Lost, Piece};
use crate::notes::Scan;
use crate::notes::page::clean;

/// What is lost of a piece that was written on these lines.
pub(super) fn of(piece: Piece<'_>, lines: &Range<u32>, read: &Scan) -> Vec<Lost> {
    let (kind, name) = match piece {
        Piece::Map(map) => ("map", map.root.as_str()),
        Piece::Palace(palace) => ("palace", palace.name()),
    };
    let compared = match piece {
        Piece::Map(map) => {
            let found = read.note.maps.iter();
            only(found.filter(|one| lines.contains(&one.line))).map(|is| of_map(map, is))
        }
        Piece::Palace(palace) => {
            let found = read.note.palaces.iter();
            only(found.filter(|one| lines.contains(&one.line))).map(|is| of_palace(palace, is))
        }
    };
    match compared {
        Found::One(Some(lost)) => lost,
        Found::None => vec![left(
            &format!("the {kind} `{name}`"),
            piece.line(),
            lines,
            read,
        )],
        Found::One(None) | Found::Several => {
            let part = format!("a part of the {kind} `{name}`");
            vec![left(&part, piece.line(), lines, read)]
        }
    }
}

/// What stands where one thing was written.
enum Found<T> {
    None,
    One(T),
    Several,
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Found<T> {
    match (found.next(), found.next()) {
        (None, _) => Found::None,
        (Some(one), None) => Found::One(one),
        (Some(_), Some(_)) => Found::Several,
    }
}

impl<T> Found<T> {
    fn map<U>(self, compare: impl FnOnce(T) -> U) -> Found<U> {
        match self {
            Found::None => Found::None,
            Found::One(one) => Found::One(compare(one)),
            Found::Several => Found::Several,
        }
    }
}

/// Something that is written and not taken, with what would take it.
fn left(what: &str, line: u32, lines: &Range<u32>, read: &Scan) -> Lost {
    let findings = read.possible.iter().chain(&read.left);
    let mut here = findings.filter(|finding| lines.contains(&finding.line));
    match here.find(|finding| finding.what.can_be_adopted()) {
        Some(finding) => Lost {
            line,
            what: format!("{what} is written, but not taken: {}", finding.why),
            adopt: Some(finding.line),
        },
        None => told(
            line,
            format!("{what} is not read back: look at it in the new note"),
        ),
    }
}

fn told(line: u32, what: String) -> Lost {
    Lost {
        line,
        what,
        adopt: None,
    }
}

fn reads(line: u32, what: &str, was: &str, is: &str) -> Option<Lost> {
    (was != is).then(|| told(line, format!("the {what} `{was}` reads `{is}` now")))
}

/// What differs; none if it is not the same map at all.
fn of_map(was: &MindMap, is: &MindMap) -> Option<Vec<Lost>> {
    let mut lost: Vec<Lost> = reads(was.line, "root", &was.root, &is.root)
        .into_iter()
        .collect();
    lost.extend(interview(was.line, was.interview, is.interview));
    if was.branches.len() != is.branches.len() {
        return None;
    }
    for (was, is) in was.branches.iter().zip(&is.branches) {
        lost.extend(of_branch(was, is));
    }
    let ids = was
        .branches
        .iter()
        .filter_map(|branch| branch.anchor.as_deref());
    lost.extend(foreign_ids(was.line, ids));
    let numbered = was.branches.iter().filter(|branch| branch.numbered).count();
    if numbered > 0 {
        let what =
            format!("a drawn tree has no numbers: {numbered} numbered branches are plain now");
        lost.push(told(was.line, what));
    }
    Some(lost)
}

fn of_branch(was: &Branch, is: &Branch) -> Vec<Lost> {
    let label = reads(was.line, "label", &was.label, &is.label);
    let depth = (was.depth != is.depth).then(|| {
        told(
            was.line,
            format!("`{}` stands on level {} now", was.label, is.depth),
        )
    });
    let body = match (said(was.body.as_deref()), said(is.body.as_deref())) {
        (was_said, is_said) if was_said == is_said => None,
        (_, is_said) => Some(told(
            was.line,
            format!("the note of `{}` reads `{is_said}` now", was.label),
        )),
    };
    let id = gained_id(was.line, was.anchor.as_deref(), is.anchor.as_deref());
    [label, depth, body, id].into_iter().flatten().collect()
}

/// A note without what no rail carries: blank lines, and blanks around a line.
fn said(body: Option<&str>) -> String {
    let lines = body.unwrap_or_default().lines().map(clean);
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// What differs; none if it has not the same routes and rooms.
fn of_palace(was: &Palace, is: &Palace) -> Option<Vec<Lost>> {
    let mut lost: Vec<Lost> = reads(was.line, "palace", was.name(), is.name())
        .into_iter()
        .collect();
    lost.extend(interview(was.line, was.interview, is.interview));
    let rooms = |palace: &Palace| -> Vec<usize> {
        let routes = palace.routes.iter();
        routes.map(|route| route.rooms.len()).collect()
    };
    if rooms(was) != rooms(is) {
        return None;
    }
    for (was, is) in was.routes.iter().zip(&is.routes) {
        lost.extend(reads(was.line, "heading", &was.heading, &is.heading));
        for (was, is) in was.rooms.iter().zip(&is.rooms) {
            lost.extend(of_room(was, is));
        }
    }
    let rooms = was.routes.iter().flat_map(|route| &route.rooms);
    lost.extend(foreign_ids(
        was.line,
        rooms.filter_map(|room| room.anchor.as_deref()),
    ));
    if said(was.answer.as_deref()) != said(is.answer.as_deref()) {
        let what = format!("the answer of `{}` is not read back whole", was.name());
        lost.push(told(was.line, what));
    }
    Some(lost)
}

fn of_room(was: &Room, is: &Room) -> Vec<Lost> {
    let image = |room: &Room| room.image.as_deref().unwrap_or("").to_owned();
    [
        reads(was.line, "place", &was.place, &is.place),
        reads(was.line, "image", &image(was), &image(is)),
        reads(was.line, "point", &was.point, &is.point),
        gained_id(was.line, was.anchor.as_deref(), is.anchor.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn interview(line: u32, was: bool, is: bool) -> Option<Lost> {
    let what = match (was, is) {
        (false, true) => "its heading reads as #interview now",
        (true, false) => "its #interview is not read back",
        (true, true) | (false, false) => return None,
    };
    Some(told(line, what.to_owned()))
}

/// An id that was none, or another one. One that the format itself gave is counted elsewhere.
fn gained_id(line: u32, was: Option<&str>, is: Option<&str>) -> Option<Lost> {
    let was = was.filter(|id| is_id(id));
    let is = is.filter(|is| was != Some(is))?;
    Some(told(line, format!("`^{is}` reads as an id now")))
}

/// Ids that cannot stand behind a label.
fn foreign_ids<'a>(line: u32, ids: impl Iterator<Item = &'a str>) -> Option<Lost> {
    let left = ids.filter(|id| !is_id(id)).count();
    (left > 0).then(|| {
        let what = format!(
            "{left} ids of the file's own kind are left out: loci pin writes such as notes have"
        );
        told(line, what)
    })
}

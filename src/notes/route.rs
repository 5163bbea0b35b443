//! What may be a route of a palace: the rooms of a table or of a list.
//!
//! It reads places, images and points; whether it is a route is decided in `palace`.

use std::borrow::Cow;

use crate::domain::atlas::{Room, Route};

use super::list::{Kind, List};
use super::page::{Page, clean, part_anchor};
use super::table::Table;

/// What may be a route: a table or a list.
#[derive(Debug)]
pub(super) struct Candidate {
    /// What it is drawn as.
    pub(super) shape: Shape,
    /// The first line, from 0.
    pub(super) first: usize,
    /// The last line, from 0.
    pub(super) last: usize,
    /// The header's cells; of a list its first item alone.
    pub(super) head: Vec<String>,
    /// The route it would be.
    pub(super) route: Route,
    /// Rows that name no place.
    pub(super) nameless: Vec<u32>,
    /// Rows with more cells than the header; the rest is left out, as Markdown shows it.
    pub(super) wide: Vec<u32>,
    /// How many columns it has, an ordinal left out.
    pub(super) columns: usize,
}

/// What a candidate is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A pipe table.
    Table,
    /// An ordered list.
    List,
    /// A list of points: its order may mean nothing.
    Points,
}

impl Candidate {
    /// The route that a table would be.
    pub(super) fn of_table(page: &Page<'_>, table: &Table) -> Candidate {
        let ordinal = table.header.len() >= 3 && is_ordinal(table);
        let skip = usize::from(ordinal);
        let width = table.header.len().max(2);
        let (mut nameless, mut wide) = (Vec::new(), Vec::new());
        let mut rooms = Vec::new();
        for (line, cells) in &table.rows {
            let line = page.number(*line);
            let (kept, beyond) = cells.split_at(width.min(cells.len()));
            let (ids, more): (Vec<&str>, Vec<&str>) = beyond
                .iter()
                .map(String::as_str)
                .filter(|cell| !cell.is_empty())
                .partition(|cell| lone_anchor(cell).is_some());
            if !more.is_empty() {
                wide.push(line);
            }
            let kept = kept.iter().skip(skip).map(String::as_str);
            match room_of_cells(kept.chain(ids).collect(), line) {
                Some(room) => rooms.push(room),
                None => nameless.push(line),
            }
        }
        let head = table.header.get(skip..).unwrap_or_default().to_vec();
        Candidate {
            shape: Shape::Table,
            first: table.first,
            last: table.last,
            columns: head.len(),
            route: Route {
                heading: head.first().cloned().unwrap_or_default(),
                line: page.number(table.first),
                rooms,
            },
            head,
            nameless,
            wide,
        }
    }

    /// The route that a list would be; of points only if most part a place from what it holds.
    pub(super) fn of_list(page: &Page<'_>, list: &List<'_>) -> Option<Candidate> {
        let shape = match list.kind {
            Kind::Ordered => Shape::List,
            Kind::Bullet => Shape::Points,
            Kind::Task | Kind::Flow => return None,
        };
        let rooms: Vec<Room> = list
            .items
            .iter()
            .filter_map(|item| room_of_item(&item.text, &item.below, page.number(item.line)))
            .collect();
        let pointed = rooms.iter().filter(|room| !room.point.is_empty()).count();
        if shape == Shape::Points && pointed * 2 <= rooms.len() {
            return None;
        }
        Some(Candidate {
            shape,
            first: list.first,
            last: list.last,
            head: list
                .items
                .first()
                .map(|item| item.text.to_string())
                .into_iter()
                .collect(),
            columns: 2,
            route: Route {
                heading: String::new(),
                line: page.number(list.first),
                rooms,
            },
            nameless: Vec::new(),
            wide: Vec::new(),
        })
    }
}

fn is_ordinal(table: &Table) -> bool {
    let numbered = table.rows.iter().all(|(_, cells)| {
        cells.first().is_some_and(|cell| {
            let digits = cell.trim_end_matches(['.', ')', '\u{20e3}', '\u{fe0f}']);
            !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
        })
    });
    numbered && !table.rows.is_empty()
}

fn room_of_cells(mut cells: Vec<&str>, line: u32) -> Option<Room> {
    let mut anchor = None;
    if let Some(id) = cells.last().and_then(|cell| lone_anchor(cell)) {
        anchor = Some(id);
        cells.pop();
    }
    for cell in &mut cells {
        let (text, id) = part_anchor(cell);
        *cell = text;
        anchor = anchor.or(id);
    }
    let place = cells.first().copied().filter(|place| !place.is_empty())?;
    let (image, point) = match cells.as_slice() {
        [_, point] => (None, *point),
        [_, image, point, ..] => (Some(*image).filter(|image| !image.is_empty()), *point),
        [] | [_] => (None, ""),
    };
    Some(Room {
        place: place.into(),
        point: point.into(),
        image: image.map(Into::into),
        line,
        anchor: anchor.map(Into::into),
    })
}

/// A cell, or the text behind a row, that holds nothing but an id.
fn lone_anchor(cell: &str) -> Option<&str> {
    let id = cell.strip_prefix('^')?;
    let known = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    known.then_some(id)
}

fn room_of_item(text: &str, below: &[Cow<'_, str>], line: u32) -> Option<Room> {
    let (text, anchor) = part_anchor(text);
    let parted = [" — ", " – ", " - ", ": ", " → ", " -> ", " => ", " = "]
        .iter()
        .filter_map(|mark| text.find(mark).map(|at| (at, mark.len())))
        .min();
    let (place, said) = match parted {
        Some((at, mark)) => (clean(&text[..at]), clean(&text[at + mark..])),
        None => (clean(text.trim_end_matches(':')), String::new()),
    };
    let below = below
        .iter()
        .map(|line| line.trim_start_matches(['-', '*', '•', ' ']));
    let said = Some(said.as_str()).filter(|said| !said.is_empty());
    let point = said.into_iter().chain(below).collect::<Vec<_>>().join("; ");
    (!place.is_empty()).then(|| Room {
        place: place.into(),
        point: point.into(),
        image: None,
        line,
        anchor: anchor.map(Into::into),
    })
}

impl Shape {
    /// The word for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Shape::Table => "table",
            Shape::List | Shape::Points => "list",
        }
    }
}

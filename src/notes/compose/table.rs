//! A route as a pipe table whose columns line up.

use unicode_width::UnicodeWidthStr;

use crate::domain::atlas::{Room, Route};

use super::map::is_id;
use super::undrawn;
use crate::notes::page::clean;
use crate::notes::stroke::{self, Stroke};

/// No column is padded beyond this, in columns of a terminal.
const WIDEST: usize = 40;

/// The table, each row with its newline. Images have a column if there are any; places that are but numbers get one
/// before them that counts, for else they would be taken for it.
pub(super) fn write(route: &Route) -> String {
    let images = route.rooms.iter().any(|room| room.image.is_some());
    let numbers = route.rooms.iter().all(|room| is_number(&room.place));
    let counted = images && numbers;
    let mut rows = vec![header(&route.heading, images, counted)];
    for (at, room) in route.rooms.iter().enumerate() {
        let mut cells = Vec::new();
        if counted {
            cells.push((at + 1).to_string());
        }
        cells.extend(row(room, images));
        rows.push(readable(cells));
    }
    let columns = rows[0].len();
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().map(|cells| cells[column].width());
            cells.max().unwrap_or(0).clamp(3, WIDEST)
        })
        .collect();
    let mut text = line(&rows[0], &widths);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    text.push_str(&line(&rule, &widths));
    for cells in &rows[1..] {
        text.push_str(&line(cells, &widths));
    }
    text
}

fn header(heading: &str, images: bool, counted: bool) -> Vec<String> {
    let mut cells = Vec::new();
    if counted {
        cells.push("#".to_owned());
    }
    cells.push(cell(heading));
    if images {
        cells.push("Image".to_owned());
    }
    cells.push("Point".to_owned());
    readable(cells)
}

fn row(room: &Room, images: bool) -> Vec<String> {
    let place = cell(&room.place);
    let mut cells = vec![match room.anchor.as_deref().filter(|id| is_id(id)) {
        Some(id) => format!("{place} ^{id}"),
        None => place,
    }];
    if images {
        cells.push(cell(room.image.as_deref().unwrap_or("")));
    }
    cells.push(cell(&room.point));
    cells
}

/// A cell's text; `\|` stands for a bar.
fn cell(text: &str) -> String {
    clean(&text.replace(['\n', '\r'], " ")).replace('|', "\\|")
}

/// Cells that make neither a branch of a tree nor the rule under a header.
fn readable(cells: Vec<String>) -> Vec<String> {
    let ruled = |cell: &String| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':'));
    let row = format!("| {} |", cells.join(" | "));
    if cells.iter().all(ruled) {
        cells.iter().map(|cell| cell.replace('-', "–")).collect()
    } else if let Some(Stroke::Branch(_)) = stroke::read(&row) {
        cells.iter().map(|cell| undrawn(cell)).collect()
    } else {
        cells
    }
}

fn is_number(place: &str) -> bool {
    let digits = place.trim_end_matches(['.', ')', '\u{20e3}', '\u{fe0f}']);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, width)| {
        let blanks = width.saturating_sub(cell.width());
        format!(" {cell}{} |", " ".repeat(blanks))
    });
    format!("|{}\n", padded.collect::<String>())
}

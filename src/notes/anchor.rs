//! Where an anchor goes: ` ^id` behind a branch or room in the text of its note. Pure; whether it is right is
//! decided by reading the new text.

use super::page::line_end;
use super::read::scan_file;
use super::{Adopted, Scan};
use crate::domain::atlas::Note;

/// The longest anchor that is made, in characters.
const LONGEST: usize = 20;

/// Why a line cannot carry an anchor; lower case, no final dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    /// No branch or room stands in that line.
    #[error("nothing that is learned stands in this line")]
    Nothing,
    /// It is a Mermaid mind map.
    #[error("a Mermaid mind map has no place for an anchor")]
    Mermaid,
    /// The reader would take it for something else.
    #[error("behind this line an anchor would be read as something else")]
    Misread,
}

/// A text with an anchor in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchored {
    /// All of it.
    pub text: String,
    /// The line that changed, without its end.
    pub line: String,
}

/// Makes an anchor of a label: its letters and digits, at most 20, and a number if it is `taken`.
///
/// ```
/// use loci::notes::anchor::made_of;
///
/// assert_eq!(made_of("Garbage collection!", |_| false), "garbage-collection");
/// assert_eq!(made_of("42", |_| false), "n-42");
/// assert_eq!(made_of("GC", |anchor| anchor == "gc"), "gc-2");
/// ```
pub fn made_of(label: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = String::new();
    for c in label.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(LONGEST);
    let name = match name.trim_matches('-') {
        "" => "n".to_owned(),
        // Digits alone are a power, not an anchor.
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => format!("n-{digits}"),
        name => name.to_owned(),
    };
    if !taken(&name) {
        return name;
    }
    let numbered = (2_u32..).map(|n| {
        let n = format!("-{n}");
        let room = LONGEST.saturating_sub(n.len()).min(name.len());
        format!("{}{n}", name[..room].trim_end_matches('-'))
    });
    let mut free = numbered.filter(|name| !taken(name));
    free.next().unwrap_or(name)
}

/// Writes an anchor behind what stands in a line (from 1): at the end of a branch or item, in the last cell of
/// a row. All else in the note reads as before.
///
/// # Errors
/// If the line has no place for one.
pub fn write(
    path: &str,
    text: &str,
    line: u32,
    anchor: &str,
    adopted: &Adopted,
) -> Result<Anchored, NoPlace> {
    let before = scan_file(path, text, adopted);
    let wanted = anchored(before.note, line, anchor).ok_or(NoPlace::Nothing)?;
    let (start, end) = bounds(text, line).ok_or(NoPlace::Nothing)?;
    let old = &text[start..end];
    for new in places(old, anchor) {
        let whole = format!("{}{new}{}", &text[..start], &text[end..]);
        let Scan { note, .. } = scan_file(path, &whole, adopted);
        if note == wanted {
            return Ok(Anchored {
                text: whole,
                line: new,
            });
        }
    }
    Err(match is_in_mermaid(&text[..start]) {
        true => NoPlace::Mermaid,
        false => NoPlace::Misread,
    })
}

/// The note as it is to read afterwards.
fn anchored(mut note: Note, line: u32, anchor: &str) -> Option<Note> {
    let branches = note.maps.iter_mut().flat_map(|map| &mut map.branches);
    let branches = branches.map(|branch| (branch.line, &mut branch.anchor));
    let routes = note
        .palaces
        .iter_mut()
        .flat_map(|palace| &mut palace.routes);
    let rooms = routes.flat_map(|route| &mut route.rooms);
    let rooms = rooms.map(|room| (room.line, &mut room.anchor));
    let (_, place) = branches.chain(rooms).find(|(at, _)| *at == line)?;
    *place = Some(anchor.into());
    Some(note)
}

/// Where a line (from 1) begins and ends in a text, its end left out.
fn bounds(text: &str, line: u32) -> Option<(usize, usize)> {
    let at = usize::try_from(line.checked_sub(1)?).ok()?;
    let mut start = 0;
    for (number, piece) in text.split_inclusive(line_end(text)).enumerate() {
        if number == at {
            let body = piece.strip_suffix('\n').unwrap_or(piece);
            let body = body.strip_suffix('\r').unwrap_or(body);
            return Some((start, start + body.len()));
        }
        start += piece.len();
    }
    None
}

/// The line with the anchor, in the order in which places are tried.
fn places(line: &str, anchor: &str) -> Vec<String> {
    let behind = |at: usize| {
        let kept = line[..at].trim_end();
        format!("{kept} ^{anchor}{}", &line[kept.len()..])
    };
    let end = Some(line.len());
    let last_cell = line.rfind('|');
    let cells: Vec<usize> = line.match_indices('|').map(|(at, _)| at).collect();
    let is_row = line.trim_start().starts_with('|');
    let first_cell = cells.get(usize::from(is_row)).copied();
    let closing = line.trim_end().trim_end_matches('#').len();
    let heading = line.trim_start().starts_with('#').then_some(closing);
    let order = match line.trim_end().ends_with('|') {
        true => [last_cell, first_cell, end, heading],
        false => [end, heading, last_cell, first_cell],
    };
    order.into_iter().flatten().map(behind).collect()
}

/// Whether a text ends inside a fence of Mermaid.
fn is_in_mermaid(above: &str) -> bool {
    let fences = above.lines().map(str::trim_start);
    let mut fences = fences.filter(|line| line.starts_with("```") || line.starts_with("~~~"));
    let last = fences.next_back().unwrap_or_default();
    last.contains("mermaid") || above.trim_start().starts_with("mindmap")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_to(text: &str, line: u32) -> Result<String, NoPlace> {
        let adopted = Adopted::default();
        write("/notes/x.md", text, line, "id-1", &adopted).map(|anchored| anchored.line)
    }

    #[test]
    fn each_notation_has_its_place() {
        let tree = "# Mind map\n\nRust\n├── Ownership\n│   └── Moves  \r\n└── Traits\n";
        assert_eq!(write_to(tree, 4).unwrap(), "├── Ownership ^id-1");
        assert_eq!(write_to(tree, 5).unwrap(), "│   └── Moves ^id-1  ");
        let list =
            "# Memory palace\n\nPalace = House\n\n1. Gate: One\n2. Hall: Two\n3. Attic: Three\n";
        assert_eq!(write_to(list, 6).unwrap(), "2. Hall: Two ^id-1");
        let table = "# Memory palace\n\nPalace = House\n\n| Place | Point |\n|---|---|\n| Gate | One |\n| Hall | Two |\n| Attic | Three |\n";
        assert_eq!(write_to(table, 8).unwrap(), "| Hall | Two ^id-1 |");
    }

    #[test]
    fn all_else_stays_byte_for_byte() {
        let text = "# Mind map\r\n\r\nRust\r\n├── Ownership\r\n└── Traits";
        let adopted = Adopted::default();
        let done = write("/notes/x.md", text, 5, "t", &adopted).unwrap();
        assert_eq!(done.text, format!("{text} ^t"));
        let done = write("/notes/x.md", text, 4, "o", &adopted).unwrap();
        assert_eq!(done.text, text.replace("ship\r", "ship ^o\r"));
        let old = text.replace("\r\n", "\r");
        let done = write("/notes/x.md", &old, 4, "o", &adopted).unwrap();
        assert_eq!(done.text, old.replace("ship\r", "ship ^o\r"));
    }

    #[test]
    fn what_has_no_place_says_why() {
        let tree = "# Mind map\n\nRust\n├── Ownership\n└── Traits\n";
        for line in [0, 1, 3, 99] {
            assert_eq!(write_to(tree, line), Err(NoPlace::Nothing), "{line}");
        }
        assert!(is_in_mermaid("# x\n\n```mermaid\nmindmap\n"));
        assert!(!is_in_mermaid("# x\n\n```mermaid\nmindmap\n```\n"));
    }

    #[test]
    fn anchors_are_short_and_unique() {
        let long = made_of("A very long label with many words", |_| false);
        assert_eq!(long, "a-very-long-label-wi");
        let next = made_of("A very long label with many words", |name| name == long);
        assert_eq!(next, "a-very-long-label-2");
        assert_eq!(made_of("…", |_| false), "n");
    }
}

//! What every reading of a text promises, whatever the text. The targets in `bin` only choose the format.

use loci::domain::atlas::{Branch, MindMap, Palace};
use loci::notes::{Adopted, Context, Format, Scan, scan};

pub mod edits;

/// Reads any bytes as a format, and checks the promises.
pub fn read(bytes: &[u8], format: Option<Format>) {
    let text = String::from_utf8_lossy(bytes);
    let adopted = Adopted::default();
    let context = Context {
        file_stem: "note",
        format,
        adopted: &adopted,
    };
    let once = scan(&text, &context);
    check(&text, &once);
    assert_eq!(once, scan(&text, &context), "two readings differ");
}

fn check(text: &str, scan: &Scan) {
    let last = 1 + u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX);
    for map in &scan.note.maps {
        check_map(map, last);
    }
    for palace in &scan.note.palaces {
        check_palace(palace, last);
    }
    for finding in scan.possible.iter().chain(&scan.left) {
        assert!(1 <= finding.line && finding.line <= finding.last && finding.last <= last);
        assert!(!finding.why.is_empty());
    }
    for problem in &scan.problems {
        assert!(
            (1..=last).contains(&problem.line),
            "{problem:?} of {last} lines"
        );
    }
}

fn check_map(map: &MindMap, last: u32) {
    assert!(!map.root.is_empty() && !map.title.is_empty() && !map.branches.is_empty());
    assert!((1..=last).contains(&map.line));
    let mut depth = 0;
    for branch in &map.branches {
        let Branch {
            label,
            depth: own,
            line,
            ..
        } = branch;
        assert!(!label.is_empty() && !label.contains(char::is_control));
        assert!(*own >= 1 && *own <= depth + 1, "{own} after {depth}");
        assert!((1..=last).contains(line));
        depth = *own;
    }
}

fn check_palace(palace: &Palace, last: u32) {
    assert!(!palace.name().is_empty() && !palace.routes.is_empty());
    for route in &palace.routes {
        assert!(!route.rooms.is_empty());
        for room in &route.rooms {
            assert!(!room.place.is_empty() && (1..=last).contains(&room.line));
            assert!(!room.place.contains(char::is_control));
        }
    }
}

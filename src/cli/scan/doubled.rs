//! Anchors that several branches or rooms of the scanned files have. Without their histories it cannot be told which
//! of them keeps it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{ProblemReport, Reach};
use crate::notes::Scan;
use crate::notes::problem::Level;

/// What an anchor is an anchor of: branches and rooms may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Branch,
    Room,
}

/// A branch or room with an anchor.
struct Holder<'a> {
    source: &'a str,
    line: u32,
    label: &'a str,
}

/// One warning a file, at the first place whose anchor stands somewhere before it: a copied map has many.
pub(super) fn doubled(scans: &[(String, Scan)]) -> Vec<ProblemReport> {
    let mut first: BTreeMap<(Kind, &str), Holder<'_>> = BTreeMap::new();
    let mut problems = Vec::new();
    for (source, scan) in scans {
        let mut pairs: Vec<(u32, String)> = Vec::new();
        for (kind, anchor, holder) in holders(source, scan) {
            match first.entry((kind, anchor)) {
                Entry::Occupied(known) => pairs.push((holder.line, told(anchor, known.get()))),
                Entry::Vacant(free) => {
                    free.insert(holder);
                }
            }
        }
        problems.extend(warning(source, &pairs));
    }
    problems
}

/// All that has an anchor, in the order of the text.
fn holders<'a>(source: &'a str, scan: &'a Scan) -> Vec<(Kind, &'a str, Holder<'a>)> {
    let branches = scan.note.maps.iter().flat_map(|map| &map.branches);
    let branches = branches.map(|branch| {
        let anchor = branch.anchor.as_deref();
        (Kind::Branch, anchor, branch.line, branch.label.as_ref())
    });
    let routes = scan.note.palaces.iter().flat_map(|palace| &palace.routes);
    let rooms = routes.flat_map(|route| &route.rooms).map(|room| {
        let anchor = room.anchor.as_deref();
        (Kind::Room, anchor, room.line, room.place.as_ref())
    });
    let with_anchor = branches
        .chain(rooms)
        .filter_map(|(kind, anchor, line, label)| {
            let holder = Holder {
                source,
                line,
                label,
            };
            Some((kind, anchor?, holder))
        });
    let mut holders: Vec<_> = with_anchor.collect();
    holders.sort_by_key(|(_, _, holder)| holder.line);
    holders
}

fn told(anchor: &str, known: &Holder<'_>) -> String {
    let Holder {
        source,
        line,
        label,
    } = known;
    format!("the id `{anchor}` is also that of `{label}` at {source}:{line}")
}

fn warning(source: &str, pairs: &[(u32, String)]) -> Option<ProblemReport> {
    let (line, told) = pairs.first()?;
    let more = match pairs.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more like it)"),
    };
    Some(ProblemReport {
        source: source.to_owned(),
        line: *line,
        level: Level::Warning.as_str(),
        message: format!("{told}{more}; change or remove one of them"),
        reach: Reach::Lines,
    })
}

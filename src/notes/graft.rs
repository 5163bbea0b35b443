//! Where a branch goes that is taken over into a map: one line more, drawn as its neighbours are. Pure; whether it
//! is right is decided by reading the new text.

use super::{Context, list, scan};
use crate::domain::atlas::{Branch, MindMap};

/// Adds a branch under a parent of a map, before the parent's last child or as its first; all else in the note
/// reads as before. `map` is the place of the map in the note, `parent` the place of a branch in the map, or
/// `None` for the root.
///
/// `None` if the text has no place for it that would be read so, as in a Mermaid mind map or a `.mm` file.
pub fn graft(
    text: &str,
    context: &Context<'_>,
    map: usize,
    parent: Option<usize>,
    label: &str,
) -> Option<String> {
    let before = scan(text, context).note;
    let old = before.maps.get(map)?;
    let spot = Spot::of(old, parent)?;
    let mut wanted = shape(old);
    wanted.insert(spot.place, (spot.depth, label.to_owned()));
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let new = spot.drawn(&lines, label)?;
    let end = match lines.first().is_some_and(|line| line.ends_with("\r\n")) {
        true => "\r\n",
        false => "\n",
    };
    let mut whole = String::with_capacity(text.len() + new.len() + 2);
    for (at, line) in lines.iter().enumerate() {
        if at == spot.before {
            whole.push_str(&format!("{new}{end}"));
        }
        whole.push_str(line);
    }
    if spot.before >= lines.len() {
        let apart = if whole.ends_with('\n') { "" } else { end };
        whole.push_str(&format!("{apart}{new}{end}"));
    }
    let after = scan(&whole, context).note;
    let same = |at: usize| match at == map {
        true => after
            .maps
            .get(at)
            .is_some_and(|now| shape(now) == wanted && now.root == old.root),
        false => after.maps.get(at).map(shape) == before.maps.get(at).map(shape),
    };
    let palaces = before.palaces.len() == after.palaces.len();
    (palaces && before.maps.len() == after.maps.len() && (0..before.maps.len()).all(same))
        .then_some(whole)
}

fn shape(map: &MindMap) -> Vec<(u32, String)> {
    let shape = |branch: &Branch| (branch.depth, branch.label.to_string());
    map.branches.iter().map(shape).collect()
}

/// Where the new branch stands.
struct Spot<'a> {
    /// Among the branches.
    place: usize,
    depth: u32,
    /// Before which line of the text, from 0.
    before: usize,
    /// What it is drawn like.
    like: Like<'a>,
}

enum Like<'a> {
    /// The sibling that follows it.
    Sibling(&'a Branch),
    /// A parent without children.
    Parent { line: u32, label: &'a str },
}

impl<'a> Spot<'a> {
    fn of(map: &'a MindMap, parent: Option<usize>) -> Option<Spot<'a>> {
        let (depth, first, line, label) = match parent {
            None => (1, 0, map.line, map.root.as_str()),
            Some(at) => {
                let branch = map.branches.get(at)?;
                (branch.depth + 1, at + 1, branch.line, &*branch.label)
            }
        };
        let below = map
            .branches
            .iter()
            .skip(first)
            .take_while(|branch| branch.depth >= depth);
        let last = below
            .enumerate()
            .filter(|(_, branch)| branch.depth == depth)
            .last();
        Some(match last {
            Some((at, sibling)) => Spot {
                place: first + at,
                depth,
                before: usize::try_from(sibling.line).ok()?.checked_sub(1)?,
                like: Like::Sibling(sibling),
            },
            None => Spot {
                place: first,
                depth,
                before: usize::try_from(line).ok()?,
                like: Like::Parent { line, label },
            },
        })
    }

    /// The new line, without its end.
    fn drawn(&self, lines: &[&str], label: &str) -> Option<String> {
        match self.like {
            Like::Sibling(sibling) => {
                let head = head(lines, sibling.line, &sibling.label)?;
                let apart = if head.starts_with('#') { "\n" } else { "" };
                Some(format!("{}{label}{apart}", with_tee(head)))
            }
            Like::Parent { line, label: of } => {
                let head = head(lines, line, of)?;
                let mark = head.trim_start();
                Some(if mark.starts_with('#') {
                    format!("\n- {label}")
                } else if list::is_item(&format!("{mark}{label}")) {
                    format!("{}- {label}", " ".repeat(head.chars().count()))
                } else {
                    format!("{}{label}", below(head))
                })
            }
        }
    }
}

/// What stands before a label in its line (from 1).
fn head<'a>(lines: &[&'a str], line: u32, label: &str) -> Option<&'a str> {
    let line = lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
    line.find(label).map(|at| &line[..at])
}

/// Corners that end a level, and those that go on, by style.
const CORNERS: [(char, char, char); 8] = [
    ('└', '├', '│'),
    ('╰', '├', '│'),
    ('┗', '┣', '┃'),
    ('╚', '╠', '║'),
    ('`', '|', '|'),
    ('\\', '|', '|'),
    ('\'', '|', '|'),
    ('`', '+', '|'),
];

/// The same with a corner that goes on.
fn with_tee(head: &str) -> String {
    let corner = CORNERS
        .iter()
        .find_map(|(elbow, tee, _)| Some((head.rfind(*elbow)?, tee)));
    match corner {
        Some((at, tee)) => {
            let rest = head[at..].chars().skip(1);
            head[..at].chars().chain([*tee]).chain(rest).collect()
        }
        None => head.to_owned(),
    }
}

/// How the only child of what begins with `head` is drawn.
fn below(head: &str) -> String {
    let corner = |c: char| {
        CORNERS.iter().find_map(|(elbow, tee, rail)| match c {
            c if c == *elbow => Some((*elbow, ' ')),
            c if c == *tee => Some((*elbow, *rail)),
            _ => None,
        })
    };
    let drawn = head
        .char_indices()
        .rev()
        .find_map(|(at, c)| Some((at, corner(c)?)));
    let Some((at, (elbow, rail))) = drawn else {
        return format!("{head}└── ");
    };
    let cell: Vec<char> = head[at..].chars().collect();
    let blanks = cell.iter().skip(1).map(|_| ' ');
    let own = cell.iter().skip(1).copied();
    let line = head[..at]
        .chars()
        .chain([rail])
        .chain(blanks)
        .chain([elbow])
        .chain(own);
    line.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::Adopted;

    fn grafted(text: &str, parent: Option<usize>, label: &str) -> Option<String> {
        let adopted = Adopted::default();
        let context = Context {
            file_stem: "note",
            format: None,
            adopted: &adopted,
        };
        graft(text, &context, 0, parent, label)
    }

    #[test]
    fn a_branch_is_drawn_as_its_neighbours_are() {
        for (parent, before, after) in [
            (None, "a\n├── b\n└── c\n", "a\n├── b\n├── new\n└── c\n"),
            (
                Some(0),
                "a\n├── b\n└── c\n",
                "a\n├── b\n│   └── new\n└── c\n",
            ),
            (
                Some(1),
                "a\n├── b\n└── c\n",
                "a\n├── b\n└── c\n    └── new\n",
            ),
            (
                Some(0),
                "a\n├── b\n│   └── x\n└── c\n",
                "a\n├── b\n│   ├── new\n│   └── x\n└── c\n",
            ),
            (None, "a\n|-- b\n`-- c\n", "a\n|-- b\n|-- new\n`-- c\n"),
            (Some(0), "a\n+-- b\n`-- c", "a\n+-- b\n|   `-- new\n`-- c"),
            (Some(1), "a\n├── b\n└── c", "a\n├── b\n└── c\n    └── new\n"),
        ] {
            let (head, fence) = ("# Mind map\n\n```\n", "\n```\n");
            let wrap = |text: &str| format!("{head}{}{fence}", text.trim_end());
            assert_eq!(
                grafted(&wrap(before), parent, "new"),
                Some(wrap(after)),
                "{before}"
            );
        }
    }

    #[test]
    fn outlines_of_lists_and_headings_grow_too() {
        for (parent, before, after) in [
            (
                None,
                "# A #map\n\n- b\n- c\n",
                "# A #map\n\n- b\n- new\n- c\n",
            ),
            (
                Some(1),
                "# A #map\n\n- b\n- c\n",
                "# A #map\n\n- b\n- c\n  - new\n",
            ),
            (
                None,
                "# A #map\n\n## b\n\n## c\n",
                "# A #map\n\n## b\n\n## new\n\n## c\n",
            ),
            (
                Some(0),
                "# A #map\n\n## b\n\n## c\n",
                "# A #map\n\n## b\n\n- new\n\n## c\n",
            ),
        ] {
            assert_eq!(
                grafted(before, parent, "new").as_deref(),
                Some(after),
                "{before}"
            );
        }
    }

    #[test]
    fn rows_of_a_skeleton_that_are_still_empty_do_not_matter() {
        let text = "# T #map\n\n```text\nT\n├── one\n├── \n└── \n```\n";
        let new = grafted(text, None, "new").unwrap();
        let wanted = "# T #map\n\n```text\nT\n├── new\n├── one\n├── \n└── \n```\n";
        assert_eq!(new, wanted);
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        let text = "# Mind map\r\n\r\na\r\n├── b\r\n└── c\r\n";
        let new = grafted(text, None, "new").unwrap();
        assert_eq!(new, "# Mind map\r\n\r\na\r\n├── b\r\n├── new\r\n└── c\r\n");
    }

    #[test]
    fn where_it_would_be_read_as_something_else_nothing_is_written() {
        let mermaid = "```mermaid\nmindmap\n  a\n    b\n```\n";
        assert_eq!(grafted(mermaid, Some(0), "new"), None);
        let tree = "# Mind map\n\na\n├── b\n└── c\n";
        assert_eq!(grafted(tree, Some(0), ""), None);
        assert_eq!(grafted(tree, Some(7), "new"), None);
    }
}

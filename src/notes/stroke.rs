//! One line of a drawn tree: blanks and rails, then a corner, dashes and a label.
//!
//! Unicode and ASCII styles, any width of cells, any count of dashes. What frames a picture or a table
//! (`└───┘`, `|---|`) is no stroke.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use super::page::{cleaned, is_blank};

/// How a web page writes a blank that keeps its width.
const HTML_BLANK: &str = "&nbsp;";

/// How a branch hangs on its rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Corner {
    /// `├`: more may follow on this level.
    Tee,
    /// `└`: the last one of its level.
    Elbow,
}

/// What a line is to a drawn tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stroke<'a> {
    /// A branch; its label may be empty.
    Branch(Twig<'a>),
    /// Nothing but rails.
    Rail(Prefix),
    /// A rail, a gap and text: more about the branch above.
    More(&'a str),
}

/// A branch as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Twig<'a> {
    /// What stands before the corner.
    pub(super) prefix: Prefix,
    /// How it hangs.
    pub(super) corner: Corner,
    /// The label, cleaned.
    pub(super) label: Cow<'a, str>,
}

/// What stands before a corner, in columns of a terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Prefix {
    /// Its whole width, a tab reaching to the next multiple of 4.
    pub(super) width: usize,
    /// The blanks before the first rail.
    pub(super) lead: usize,
    /// The longest run of blanks after a rail.
    pub(super) gap: usize,
}

/// Reads one line as a part of a drawn tree.
pub(super) fn read(line: &str) -> Option<Stroke<'_>> {
    let (prefix, rest, railed) = read_prefix(line);
    if rest.is_empty() {
        return railed.then_some(Stroke::Rail(prefix));
    }
    if let Some((corner, label)) = read_corner(rest) {
        let label = cleaned(label);
        return (!is_framed(&label, rest)).then_some(Stroke::Branch(Twig {
            prefix,
            corner,
            label,
        }));
    }
    let more = railed && !rest.contains(is_frame) && !rest.contains('|');
    more.then_some(Stroke::More(rest.trim_end_matches(is_blank)))
}

/// Says whether the label of a line from its corner on is part of a frame around something.
fn is_framed(label: &str, line: &str) -> bool {
    let side = || line.starts_with(is_rail) && label.contains(is_frame);
    let edges = ['┐', '┘', '┤', '┼', '┴', '╮', '╯'];
    !label.is_ascii() && (label.starts_with(is_frame) || label.contains(edges) || side())
}

/// A part of a line that is drawn to the right: the column of its `┬`, and what stands behind it.
pub(super) struct Part<'a> {
    pub(super) column: usize,
    pub(super) label: Cow<'a, str>,
}

/// The parts of a line that is drawn to the right, as in `Rust ─┬─ Ownership ─┬─ moves`: what stands before the
/// first `┬`, and each part behind one with the column of its `┬`.
pub(super) fn split(line: &str) -> Option<(&str, Vec<Part<'_>>)> {
    let mut parts: Vec<(usize, usize, usize)> = Vec::new();
    let (mut column, mut named) = (0, false);
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let after = &line[at + c.len_utf8()..];
        let drawn = is_stroke(before) || after.starts_with(is_stroke);
        let apart = is_stroke(before) || is_blank(before);
        if named && matches!(c, '┬' | '┳' | '╦') && drawn && apart {
            parts.push((column, at, at + c.len_utf8()));
        }
        named |= !is_blank(c) && !is_frame(c);
        column += match c {
            '\t' => 4 - column % 4,
            c => c.width().unwrap_or(0),
        };
        before = c;
    }
    let head = line.get(..parts.first()?.1)?;
    let ends = parts.iter().skip(1).map(|part| part.1);
    let ends: Vec<usize> = ends.chain([line.len()]).collect();
    let label = |((column, _, from), end): (&(usize, usize, usize), usize)| Part {
        column: *column,
        label: cleaned(without_strokes(&line[*from..end])),
    };
    let parts = parts.iter().zip(ends).map(label).collect();
    let head = head.trim_end_matches(|c| is_stroke(c) || is_blank(c));
    Some((head, parts))
}

/// Says whether strokes meet inside a text: what is drawn there goes on in more than one direction.
pub(super) fn is_crossed(text: &str) -> bool {
    let joint = |c: char| is_frame(c) && !is_stroke(c) && !is_rail(c);
    let mut before = ' ';
    text.chars().any(|c| {
        let crossed = (joint(c) && is_stroke(before)) || (is_stroke(c) && joint(before));
        before = c;
        crossed
    })
}

/// Says whether a text is drawn throughout, such as the edge of a box.
pub(super) fn is_drawn(text: &str) -> bool {
    text.chars().all(|c| is_blank(c) || is_frame(c)) && text.contains(is_frame)
}

fn without_strokes(text: &str) -> &str {
    text.trim_matches(|c| is_stroke(c) || is_blank(c))
}

/// A dash that is drawn, not typed.
fn is_stroke(c: char) -> bool {
    is_frame(c) && is_dash(c)
}

fn read_prefix(line: &str) -> (Prefix, &str, bool) {
    let mut prefix = Prefix::default();
    let (mut run, mut railed) = (0, false);
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let mut after = &rest[c.len_utf8()..];
        let foot = || after.starts_with(is_dash) || (c == '|' && after.starts_with('_'));
        if c == ' ' {
            // The most frequent one, before any table is asked.
            prefix.width += 1;
            run += 1;
        } else if is_rail(c) && !foot() {
            prefix.close_run(run, railed);
            (run, railed) = (0, true);
            prefix.width += 1;
        } else if is_blank(c) || rest.starts_with(HTML_BLANK) {
            let wide = match c {
                '\t' => 4 - prefix.width % 4,
                '&' => 1,
                c => c.width().unwrap_or(0),
            };
            after = rest.strip_prefix(HTML_BLANK).unwrap_or(after);
            prefix.width += wide;
            run += wide;
        } else {
            prefix.close_run(run, railed);
            return (prefix, rest, railed);
        }
        rest = after;
    }
    // Blanks at the end of a line were not drawn.
    if !railed {
        prefix.close_run(run, railed);
    }
    (prefix, "", railed)
}

impl Prefix {
    fn close_run(&mut self, run: usize, railed: bool) {
        if railed {
            self.gap = self.gap.max(run);
        } else {
            self.lead = self.lead.max(run);
        }
    }
}

/// Reads a corner with its dashes; gives what is left of the line.
fn read_corner(text: &str) -> Option<(Corner, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    match first {
        '├' | '┝' | '┞' | '┟' | '┠' | '┡' | '┢' | '┣' | '╞' | '╟' | '╠' => {
            drawn_label(rest).map(|label| (Corner::Tee, label))
        }
        '└' | '┕' | '┖' | '┗' | '╘' | '╙' | '╚' | '╰' => {
            drawn_label(rest).map(|label| (Corner::Elbow, label))
        }
        '|' if rest.starts_with('─') => drawn_label(rest).map(|label| (Corner::Tee, label)),
        '|' | '+' => typed_label(rest).map(|label| (Corner::Tee, label)),
        '\\' => typed_label(rest).map(|label| (Corner::Elbow, label)),
        '`' | '\'' => {
            let label = typed_label(rest)?;
            let spaced = rest.trim_start_matches('-').starts_with(is_blank);
            (spaced && !label.contains(first)).then_some((Corner::Elbow, label))
        }
        rail if is_rail(rail) => drawn_label(rest).map(|label| (Corner::Tee, label)),
        _ => None,
    }
}

/// After a drawn corner: dashes, perhaps a `┬` with more dashes (npm), an arrow head.
fn drawn_label(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches(is_dash);
    let dashed = rest.len() < text.len();
    if dashed && rest.starts_with(['┬', '┳', '╦']) {
        rest = rest
            .trim_start_matches(['┬', '┳', '╦'])
            .trim_start_matches(is_dash);
    }
    let headed = rest.strip_prefix(['>', '→', '▶', '►', '▸']);
    rest = headed
        .filter(|rest| dashed || rest.starts_with(is_blank))
        .unwrap_or(rest);
    let bare = rest.is_empty() || rest.starts_with(is_blank);
    (dashed || bare).then_some(rest)
}

/// After a typed corner: one dash and a blank, or two dashes and more.
fn typed_label(text: &str) -> Option<&str> {
    let after = text.trim_start_matches(['-', '_']);
    let dashes = text.len() - after.len();
    let rest = after.strip_prefix('>').unwrap_or(after);
    let spaced = rest.starts_with(is_blank);
    let named =
        rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '(' | '*'));
    let label = rest.trim_start_matches(is_blank);
    let row = label.starts_with(['|', '+'])
        || label
            .chars()
            .all(|c| matches!(c, '-' | '+' | '|' | '=' | ' ' | ':'))
        || label.trim_end_matches(is_blank).ends_with('|');
    let drawn = (dashes >= 1 && spaced) || (dashes >= 2 && named);
    (drawn && !label.is_empty() && !row).then_some(label)
}

fn is_rail(c: char) -> bool {
    matches!(
        c,
        '│' | '┃' | '|' | '║' | '╎' | '┆' | '┊' | '╏' | '┇' | '┋' | '¦'
    )
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '─' | '━'
            | '═'
            | '╌'
            | '╍'
            | '┄'
            | '┅'
            | '┈'
            | '┉'
            | '╴'
            | '╶'
            | '╸'
            | '╺'
            | '-'
            | '–'
            | '—'
            | '－'
    )
}

fn is_frame(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(line: &str) -> Option<(usize, Corner, String)> {
        match read(line) {
            Some(Stroke::Branch(twig)) => {
                Some((twig.prefix.width, twig.corner, twig.label.into_owned()))
            }
            Some(Stroke::Rail(_) | Stroke::More(_)) | None => None,
        }
    }

    #[test]
    fn every_style_of_corner_is_read() {
        use Corner::{Elbow, Tee};
        let cases = [
            ("├── a", 0, Tee, "a"),
            ("│ └─ a b", 2, Elbow, "a b"),
            ("│   ╰── a", 4, Elbow, "a"),
            ("┣━━ a", 0, Tee, "a"),
            ("┃  ┗━ a", 3, Elbow, "a"),
            ("╠══ a", 0, Tee, "a"),
            ("├─┬ a", 0, Tee, "a"),
            ("│ └─┬── a", 2, Elbow, "a"),
            ("├ a", 0, Tee, "a"),
            ("├─a", 0, Tee, "a"),
            ("└─> a", 0, Elbow, "a"),
            ("|-- a", 0, Tee, "a"),
            ("|   |-- a", 4, Tee, "a"),
            ("|   `-- a", 4, Elbow, "a"),
            ("+- a", 0, Tee, "a"),
            ("|  \\- a", 3, Elbow, "a"),
            ("+---a", 0, Tee, "a"),
            ("\\----- a", 0, Elbow, "a"),
            ("|__ a", 0, Tee, "a"),
            ("│\u{a0}\u{a0} ├── a", 4, Tee, "a"),
            ("│\t├── a", 4, Tee, "a"),
            ("\t├── a", 4, Tee, "a"),
            ("\u{3000}├── a", 2, Tee, "a"),
            ("├── *args, **kwargs", 0, Tee, "*args, **kwargs"),
            ("├── __init__", 0, Tee, "__init__"),
            ("├── -1", 0, Tee, "-1"),
            ("├── 记忆宫殿", 0, Tee, "记忆宫殿"),
            ("├──", 0, Tee, ""),
            ("│── a", 0, Tee, "a"),
            ("│   │── a", 4, Tee, "a"),
            ("|── a", 0, Tee, "a"),
            ("├→ a", 0, Tee, "a"),
            ("├－ a", 0, Tee, "a"),
            ("|   '-- a", 4, Elbow, "a"),
            ("│&nbsp;&nbsp; ├── a", 4, Tee, "a"),
        ];
        for (line, width, corner, label) in cases {
            assert_eq!(
                branch(line),
                Some((width, corner, label.to_owned())),
                "{line}"
            );
        }
    }

    #[test]
    fn frames_tables_and_code_are_no_branches() {
        for line in [
            "└──────┘",
            "├a──",
            "├──────┤",
            "└──┬──┘",
            "|---|---|",
            "|:--|--:|",
            "| - | x |",
            "| a | b |",
            "+---+---+",
            "+-----",
            "`--verbose` prints more",
            "`-- a` or `-- b`",
            "'-- a' or b",
            "│── a ──│",
            "│------│",
            "|-----|",
            "- a",
            "text ├── a",
            "--- a",
        ] {
            assert_eq!(branch(line), None, "{line}");
        }
    }

    #[test]
    fn rails_and_text_on_a_rail_belong_to_the_tree() {
        assert!(matches!(read("│ │"), Some(Stroke::Rail(_))));
        assert!(matches!(read("|"), Some(Stroke::Rail(_))));
        assert_eq!(
            read("│   see the manual "),
            Some(Stroke::More("see the manual"))
        );
        assert_eq!(read("| Room | Point |"), None);
        assert_eq!(read("│ a │ b │"), None);
        assert_eq!(read("plain"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn blanks_are_measured_where_they_stand() {
        let prefix = |line| match read(line) {
            Some(Stroke::Branch(twig)) => twig.prefix,
            Some(Stroke::Rail(prefix)) => prefix,
            Some(Stroke::More(_)) | None => Prefix::default(),
        };
        assert_eq!(
            prefix("│   ├── a"),
            Prefix {
                width: 4,
                lead: 0,
                gap: 3
            }
        );
        assert_eq!(
            prefix("  │ ├── a"),
            Prefix {
                width: 4,
                lead: 2,
                gap: 1
            }
        );
        assert_eq!(
            prefix("    ├── a"),
            Prefix {
                width: 4,
                lead: 4,
                gap: 0
            }
        );
        assert_eq!(
            prefix("│     "),
            Prefix {
                width: 6,
                lead: 0,
                gap: 0
            }
        );
    }
}

//! Any text at all: nothing panics, and what comes out is a tree. Drawn trees come back as they were.

use proptest::prelude::*;

use super::*;

/// Checks a text read by its marks, read as Markdown, and with all adopted that can be.
fn check(text: &str) {
    let scan = read(text);
    let findings = scan.possible.iter().chain(&scan.left);
    let keys: Vec<&str> = findings
        .filter(|finding| finding.what.can_be_adopted())
        .map(|finding| finding.key.as_str())
        .collect();
    verify(text, &read_as(text, None, &keys));
    verify(text, &read_as(text, Some(Format::Markdown), &[]));
    verify(text, &scan);
}

/// What every scan promises.
fn verify(text: &str, scan: &Scan) {
    // Old line ends count only where there are no others.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let lines = text.matches(end).count() as u32 + 1;
    let mut told: Vec<u32> = scan.problems.iter().map(|problem| problem.line).collect();
    for map in &scan.note.maps {
        assert!(!map.root.is_empty() && !map.title.is_empty() && !map.branches.is_empty());
        let mut depth = 0;
        for branch in &map.branches {
            assert!(!branch.label.is_empty() && branch.depth >= 1 && branch.depth <= depth + 1);
            assert!(!branch.label.contains(char::is_control));
            depth = branch.depth;
            told.push(branch.line);
        }
        assert!(
            map.branches
                .is_sorted_by(|one, other| one.line < other.line)
        );
        told.push(map.line);
    }
    for palace in &scan.note.palaces {
        assert!(!palace.name().is_empty() && !palace.routes.is_empty());
        told.push(palace.line);
        for route in &palace.routes {
            assert!(!route.rooms.is_empty());
            told.push(route.line);
            for room in &route.rooms {
                assert!(!room.place.is_empty());
                told.push(room.line);
            }
        }
    }
    for finding in scan.possible.iter().chain(&scan.left) {
        assert!(finding.line <= finding.last);
        told.extend([finding.line, finding.last]);
    }
    assert!(
        told.iter().all(|line| (1..=lines).contains(line)),
        "{told:?} of {lines}"
    );
}

fn scraps() -> impl Strategy<Value = String> {
    let scraps = [
        "├── ",
        "└── ",
        "│ ",
        "│   ",
        "|-- ",
        "`-- ",
        "+- ",
        "\\- ",
        "    ",
        "\t",
        " ",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "a",
        "b c",
        "Palace = X",
        "| a | b |",
        "|---|---|",
        "# ",
        "mind map",
        "#map",
        "#palace",
        "```",
        "```md",
        "---",
        "1. ",
        "- ",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "↓",
        "Interview Answer",
        ": ",
        "“",
        "”",
        "🧠 ",
        "1️⃣ ",
        "^id",
        " ^id",
        "\u{0}",
        "\u{1b}",
        "字",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "TITLE LINE",
        "====",
        "loci: false",
        "```mermaid\nmindmap\n",
        ":::mermaid\n",
        "mindmap\n",
        "id[",
        "[\"`",
        "\"]",
        "((",
        "))",
        "%%{",
        "}%%",
        "#quot;",
        "<br/>",
        "tags: map",
        "markmap:",
        "\n# ",
        "\n## mind map",
        "\n- ",
        "\n  - ",
        "\n\t* ",
        "\n1. ",
        "[ ] ",
        "[[a|b]]",
        "![[",
        "](",
        "==",
        "**",
        "__",
        "`",
        "<br>",
        "<!-- ",
        "> ",
        "id:: x",
        "k:: ",
        "\r",
        "\n=======\n",
        "src/",
        ".rs",
        "┬",
        "┐",
    ];
    prop::collection::vec(prop::sample::select(scraps.to_vec()), 0..120)
        .prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn no_scraps_of_notes_break_the_reader(text in scraps()) {
        check(&text);
        check(&format!("---\ntags: [map, palace]\n---\n# mind map, palace\n{text}"));
        check(&format!("```mermaid\nmindmap\n{text}"));
    }

    #[test]
    fn no_beginning_of_an_outline_breaks_the_reader(at in 0usize..1200) {
        let text = include_str!("../../../tests/data/notes/outline.md");
        let cut = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        check(&text[..cut]);
        check(&text[cut..]);
    }

    #[test]
    fn no_beginning_of_a_note_breaks_the_reader(at in 0usize..4000) {
        let text = include_str!("../../../tests/data/notes/damaged.txt");
        let cut = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        check(&text[..cut]);
        check(&text[cut..]);
    }

    #[test]
    fn an_outline_is_read_as_it_was(tree in trees(), style in 0usize..4) {
        let text = written(&tree, style);
        let labels = tree.iter().map(|(depth, label)| (*depth, label.replace('`', ""))).collect::<Vec<_>>();
        let scan = read(&format!("# Mind map\n\n{text}"));
        prop_assert_eq!(read_back(&scan), labels);
        prop_assert_eq!(scan.problems, vec![]);
        prop_assert_eq!(scan.left, vec![]);
    }

    #[test]
    fn a_drawn_tree_is_read_as_it_was(tree in trees(), style in 0usize..STYLES.len()) {
        let text = format!("# Mind map\n\n```\nRoot\n{}```\n", draw(&tree, &STYLES[style]));
        let scan = read(&text);
        prop_assert_eq!(read_back(&scan), tree);
        prop_assert_eq!(scan.problems, vec![]);
    }

    #[test]
    fn a_tree_that_lost_its_blanks_is_read_as_it_was(tree in trees()) {
        // Three `└` in one column and nothing else are a careless list: see `Style::Flat`.
        let chain = tree.len() >= 3 && tree.windows(2).all(|pair| pair[1].0 > pair[0].0);
        prop_assume!(!chain);
        let drawn = draw(&tree, &STYLES[0]);
        let collapsed: String = drawn
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n")
            .collect();
        let scan = read(&format!("# Mind map\nRoot\n{collapsed}"));
        prop_assert_eq!(read_back(&scan), tree);
    }
}

fn read_back(scan: &Scan) -> Vec<(u32, String)> {
    let branches = scan.note.maps.iter().flat_map(|map| &map.branches);
    branches
        .map(|branch| (branch.depth, branch.label.to_string()))
        .collect()
}

/// Trees in pre-order as depths and labels.
fn trees() -> impl Strategy<Value = Vec<(u32, String)>> {
    let label = prop::sample::select(vec![
        "alpha",
        "if / else",
        "*args, **kwargs",
        "__init__",
        "记忆",
        "a | b",
        "x ^2",
        "TLS 1.3",
        "naïve",
        "🧠 mind",
        "- dash",
        "`code`",
        "C#",
        "10 %",
    ]);
    prop::collection::vec((0u32..4, label), 1..40).prop_map(|raw| {
        let mut depth: u32 = 0;
        raw.into_iter()
            .map(|(up, label)| {
                depth = (depth + 1).saturating_sub(up).max(1);
                (depth, label.to_owned())
            })
            .collect()
    })
}

/// Writes a tree as an outline: in lists, or in headings down to the sixth level.
fn written(tree: &[(u32, String)], style: usize) -> String {
    let (indent, bullet) = [("  ", "-"), ("\t", "*"), ("   ", "1."), ("  ", "+")][style];
    let line = |(depth, label): &(u32, String)| {
        let label = label.replace("- ", "\\- ").replace('*', "\\*");
        if style == 3 && *depth < 3 {
            return format!("\n{} {label}\n\n", "#".repeat(*depth as usize + 1));
        }
        let level = if style == 3 { *depth - 2 } else { *depth };
        format!("{}{bullet} {label}\n", indent.repeat(level as usize - 1))
    };
    tree.iter().map(line).collect()
}

/// Tee, elbow, rail cell, blank cell.
type Pen = [&'static str; 4];

const STYLES: [Pen; 8] = [
    ["├── ", "└── ", "│   ", "    "],
    ["├─ ", "╰─ ", "│  ", "   "],
    ["┣━━ ", "┗━━ ", "┃   ", "    "],
    ["|-- ", "\\-- ", "|   ", "    "],
    ["+- ", "\\- ", "|  ", "   "],
    ["├── ", "└── ", "│\t", "\t"],
    ["├── ", "└── ", "│\u{a0}\u{a0} ", "\u{a0}\u{a0}\u{a0} "],
    ["├ ", "└ ", "│ ", "  "],
];

/// Draws a tree the way `tree` does.
fn draw(tree: &[(u32, String)], [tee, elbow, rail, blank]: &Pen) -> String {
    let goes_on = |at: usize, depth: u32| {
        let after = tree[at + 1..].iter().find(|(other, _)| *other <= depth);
        after.is_some_and(|(other, _)| *other == depth)
    };
    let mut text = String::new();
    for (at, (depth, label)) in tree.iter().enumerate() {
        for above in 1..*depth {
            let parent = (0..at)
                .rev()
                .find(|before| tree[*before].0 == above)
                .unwrap_or(at);
            text.push_str(if goes_on(parent, above) { rail } else { blank });
        }
        text.push_str(if goes_on(at, *depth) { tee } else { elbow });
        text.push_str(label);
        text.push('\n');
    }
    text
}

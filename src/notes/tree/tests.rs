//! Drawn trees by hand: styles, damage, roots.

use super::*;

fn trees(text: &str) -> Vec<Drawing> {
    find(&mut Page::new(text, &mut Vec::new()))
}

/// The one tree of a text as `root: 1 a, 2 b`.
fn shown(text: &str) -> String {
    let trees = trees(text);
    assert_eq!(trees.len(), 1, "{text}");
    let branches = trees[0]
        .branches
        .iter()
        .map(|branch| format!("{} {}", branch.depth, branch.label));
    let root = trees[0]
        .root
        .as_ref()
        .map_or("-", |(_, root)| root.as_str());
    format!("{root}: {}", branches.collect::<Vec<_>>().join(", "))
}

fn remarks(text: &str) -> Vec<(u32, Level)> {
    trees(text)
        .iter()
        .flat_map(|tree| &tree.problems)
        .map(|problem| (problem.line, problem.level))
        .collect()
}

#[test]
fn every_style_gives_the_same_tree() {
    let styles = [
        "R\n├── a\n│   ├── b\n│   └── c\n│       └── d\n└── e\n    └── f",
        "R\n├─ a\n│  ├─ b\n│  ╰─ c\n│     ╰─ d\n╰─ e\n   ╰─ f",
        "R\n┣━━ a\n┃   ┣━━ b\n┃   ┗━━ c\n┃       ┗━━ d\n┗━━ e\n    ┗━━ f",
        "R\n|-- a\n|   |-- b\n|   `-- c\n|       `-- d\n`-- e\n    `-- f",
        "R\n+- a\n|  +- b\n|  \\- c\n|     \\- d\n\\- e\n   \\- f",
        "R\n+---a\n|   +---b\n|   \\---c\n|       \\---d\n\\---e\n    \\---f",
        "R\n├─┬ a\n│ ├── b\n│ └─┬ c\n│   └── d\n└─┬ e\n  └── f",
        "R\n├── a\n│\t├── b\n│\t└── c\n│\t\t└── d\n└── e\n\t└── f",
        "R\n├── a\n│\u{a0}\u{a0} ├── b\n│\u{a0}\u{a0} └── c\n│\u{a0}\u{a0}     └── d\n└── e\n    └── f",
        "  R\n  ├── a\n  │   ├── b\n  │   └── c\n  │       └── d\n  └── e\n      └── f",
    ];
    for text in styles {
        assert_eq!(shown(text), "R: 1 a, 2 b, 2 c, 3 d, 1 e, 2 f", "{text}");
        assert_eq!(remarks(text), [], "{text}");
    }
}

#[test]
fn lost_blanks_are_worked_out_again() {
    let text = "R\n├── a\n│ ├── b\n│ └── c\n│ └── d\n└── e\n└── f";
    assert_eq!(shown(text), "R: 1 a, 2 b, 2 c, 3 d, 1 e, 2 f");
    assert_eq!(remarks(text), [(5, Level::Repaired), (7, Level::Repaired)]);
}

#[test]
fn what_hangs_under_a_repaired_branch_is_told_by_its_own_columns() {
    let text = "R\n└── a\n├── b\n│ ├── c\n│ └── d\n├── e\n└── f\n├── g";
    assert_eq!(shown(text), "R: 1 a, 2 b, 3 c, 3 d, 2 e, 2 f, 3 g");
    let repaired: Vec<u32> = remarks(text).iter().map(|(line, _)| *line).collect();
    assert_eq!(repaired, [3, 6, 7, 8]);
}

#[test]
fn an_elbow_in_a_well_indented_tree_has_siblings_and_a_warning() {
    let text = "R\n├── a\n│   └── b\n│   ├── c\n│       └── d\n└── e";
    assert_eq!(shown(text), "R: 1 a, 2 b, 2 c, 3 d, 1 e");
    assert_eq!(remarks(text), [(4, Level::Warning)]);
}

#[test]
fn a_careless_list_of_elbows_stays_flat_with_one_warning() {
    let text = "R\n└── a\n└── b\n└── c\n└── d";
    assert_eq!(shown(text), "R: 1 a, 1 b, 1 c, 1 d");
    assert_eq!(remarks(text), [(3, Level::Warning)]);
}

#[test]
fn an_elbow_that_has_children_gets_siblings() {
    let text = "R\n└── a\n│ └── b\n├── c";
    assert_eq!(shown(text), "R: 1 a, 2 b, 1 c");
    assert_eq!(remarks(text), [(4, Level::Warning)]);
}

#[test]
fn rails_blank_lines_and_remarks_stay_inside() {
    let text = "R\n│\n├── a\n│   more of a\n│   and more\n│\n\n\n├── b\n\n\n\n\n├── c";
    let trees = trees(text);
    assert_eq!(trees.len(), 2);
    assert_eq!(
        trees[0].branches[0].body.as_deref(),
        Some("more of a\nand more")
    );
    assert_eq!(
        (trees[0].root.as_ref().map(|root| root.0), trees[0].last),
        (Some(0), 8)
    );
}

#[test]
fn text_right_after_a_tree_is_not_in_it() {
    let trees = trees("R\n├── a\n└── b\nS\n├── c\n| Room | Point |\n|---|---|\n| x | y |");
    assert_eq!(trees.len(), 2);
    assert_eq!(trees[1].root, Some((3, "S".to_owned())));
    assert_eq!(trees[1].branches.len(), 1);
}

#[test]
fn the_root_is_the_plain_line_above() {
    let cases = [
        ("Text.\n\nR\n├── a", "R: 1 a"),
        ("```\nR\n├── a\n```", "R: 1 a"),
        ("R\n```\n├── a\n```", "R: 1 a"),
        ("R\n\n├── a", "R: 1 a"),
        ("../hello/\n│\n├── a", "../hello/: 1 a"),
        ("# R\n├── a", "-: 1 a"),
        ("R\n====\n├── a", "-: 1 a"),
        ("Here is the tree that you wanted:\n├── a", "-: 1 a"),
        ("Here it all is.\n\n```\n├── a\n```", "-: 1 a"),
        ("- item\n├── a", "-: 1 a"),
        ("```\nx\n```\n├── a", "-: 1 a"),
        ("├── a", "-: 1 a"),
        ("R\n\n\n\n\n\n\n├── a", "-: 1 a"),
        ("🧠 A title\n\n├── a", "-: 1 a"),
        ("C#\n├── a", "C#: 1 a"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn anchors_are_taken_off_labels() {
    let trees = trees("R\n├── a b ^x-1\n└── c ^2");
    let branches = &trees[0].branches;
    assert_eq!(
        (branches[0].label.as_ref(), branches[0].anchor.as_deref()),
        ("a b", Some("x-1"))
    );
    assert_eq!(
        (branches[1].label.as_ref(), branches[1].anchor.as_deref()),
        ("c ^2", None)
    );
}

#[test]
fn pictures_and_changes_are_no_trees() {
    for text in [
        "┌─────┐\n│ box │\n└──┬──┘\n   │\n┌──┴──┐\n│ box │\n└─────┘",
        "```diff\n+- a\n+- b\n```",
        "+---+---+\n| a | b |\n+---+---+",
        "├──\n└──",
    ] {
        assert!(trees(text).is_empty(), "{text}");
    }
}

#[test]
fn an_empty_branch_is_skipped_and_its_children_are_kept() {
    assert_eq!(shown("R\n├──\n│   ├── a\n└── b"), "R: 1 a, 1 b");
}

#[test]
fn a_bottomless_tree_is_read_to_a_bound_and_told_once() {
    let text = format!("R\n├── a\n{}", "└── b\n".repeat(2000));
    let trees = trees(&text);
    let deepest = trees[0].branches.iter().map(|branch| branch.depth).max();
    assert_eq!((trees[0].branches.len(), deepest), (2001, Some(MAX_DEPTH)));
    let warnings = trees[0]
        .problems
        .iter()
        .filter(|problem| problem.level == Level::Warning);
    assert_eq!(warnings.count(), 1);
}

#[test]
fn a_tree_drawn_to_the_right_is_read_by_its_columns() {
    let text = "Rust ─┬─ Ownership ─┬─ moves\n      │             └─ borrows\n      └─ Traits ─┬─ dyn\n                 └─ impl";
    let expected = "Rust: 1 Ownership, 2 moves, 2 borrows, 1 Traits, 2 dyn, 2 impl";
    assert_eq!(shown(text), expected);
    assert_eq!(trees(text)[0].flaw, None);
    assert_eq!(trees(text)[0].branches[1].line, 1);
    let text = "├── Ownership ─┬─ moves\n│              └─ borrows\n└── Traits";
    assert_eq!(shown(text), "-: 1 Ownership, 2 moves, 2 borrows, 1 Traits");
}

#[test]
fn what_is_drawn_sideways_otherwise_is_told() {
    for (text, line) in [
        ("        ┌─ moves\nRust ───┼─ borrows\n        └─ traits", 1),
        ("┌─ moves\n├─ borrows\n└─ traits", 0),
        ("R\n├─ a1   ├─ b1\n└─ a2   └─ b2", 1),
        (
            "Rust ─┬─ Ownership ─┬─ moves\n      │         └─ borrows\n      └─ Traits",
            1,
        ),
    ] {
        assert_eq!(trees(text)[0].flaw, Some(Flaw::Sideways(line)), "{text}");
    }
}

#[test]
fn strokes_alone_name_no_root() {
    let text = "┌──────┐\n│ Rust │\n└──┬───┘\n   ├── a\n   └── b";
    assert_eq!(shown(text), "-: 1 a, 1 b");
}

#[test]
fn a_quoted_tree_is_read_without_its_marks() {
    for text in [
        "> Root\n> ├── one\n> │   └── two\n>\n> └── three\n\nafter",
        "> [!note] Map\n> Root\n> ├── one\n> │   └── two\n> └── three",
        "> ```\n> Root\n> ├── one\n> │   └── two\n> └── three\n> ```",
        "> > Root\n> > ├── one\n> > │   └── two\n> > └── three",
    ] {
        assert_eq!(shown(text), "Root: 1 one, 2 two, 1 three", "{text}");
        assert_eq!(trees(text)[0].flaw, None);
    }
    assert_eq!(
        shown("> [!note] Map\n> ├── one\n> └── two"),
        "-: 1 one, 1 two"
    );
    assert_eq!(trees("> ├── one\n> └── two\n├── a\n└── b").len(), 2);
}

#[test]
fn a_tree_in_a_comment_is_known_as_such() {
    for mark in ["//", "///", "#", "--", ";"] {
        let text = format!("{mark} Root\n{mark} ├── one\n{mark} │   └── two\n{mark} └── three\n");
        assert_eq!(shown(&text), "-: 1 one, 2 two, 1 three", "{text}");
        assert_eq!(trees(&text)[0].flaw, Some(Flaw::Comment), "{text}");
    }
    assert!(trees("# Heading\n\n- a\n# +- x\n").is_empty());
}

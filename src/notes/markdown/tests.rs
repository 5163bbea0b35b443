//! Outlines as maps: nesting, labels, bodies and marks.

use super::super::tests::{drawn, lines_of, read, read_as};
use super::super::{Format, Scan, What};
use crate::domain::atlas::{Branch, MindMap};

/// The only map of a text that is read as Markdown.
fn outline(text: &str) -> MindMap {
    let mut maps = read_as(text, Some(Format::Markdown), &[]).note.maps;
    assert_eq!(maps.len(), 1, "{text}");
    maps.remove(0)
}

fn branches(text: &str) -> Vec<String> {
    drawn(&outline(text))
}

/// The label of one item.
fn label(item: &str) -> String {
    outline(&format!("- {item}\n")).branches[0]
        .label
        .to_string()
}

fn first(text: &str) -> Branch {
    outline(text).branches.remove(0)
}

/// The roots of all maps, and the lines of what is possible.
fn taken(text: &str) -> (Vec<String>, Vec<u32>) {
    let scan = read(text);
    let roots = scan.note.maps.iter().map(|map| map.root.clone()).collect();
    let outlines = scan
        .possible
        .iter()
        .filter(|finding| finding.what == What::Outline);
    (roots, outlines.map(|finding| finding.line).collect())
}

#[test]
fn headings_and_items_nest_below_each_other() {
    let text = "# Rust\n\n- why\n\n## Types\n\n1. Scalars\n   - bool\n   - char\n2. Compound\n\n#### Deep\n\ntext\n\n\
                * loose\n\n  * nested\n\n## Traits\nSetext\n------\n+ last\n";
    let map = outline(text);
    assert_eq!(
        (map.root.as_str(), map.title.as_str(), map.line),
        ("Rust", "Rust", 1)
    );
    let expected = [
        "1 why",
        "1 Types",
        "2 Scalars",
        "3 bool",
        "3 char",
        "2 Compound",
        "2 Deep",
        "3 loose",
        "4 nested",
        "1 Traits",
        "1 Setext",
        "2 last",
    ];
    assert_eq!(drawn(&map), expected);
    let numbered: Vec<&str> = map
        .branches
        .iter()
        .filter(|branch| branch.numbered)
        .map(|branch| &*branch.label)
        .collect();
    assert_eq!(numbered, ["Scalars", "Compound"]);
    let lines: Vec<u32> = map.branches.iter().map(|branch| branch.line).collect();
    assert_eq!(lines, [3, 5, 7, 8, 9, 10, 12, 16, 18, 20, 21, 23]);
}

#[test]
fn the_root_is_the_only_first_heading_or_the_name_of_the_note() {
    let root = |text: &str| outline(text).root;
    assert_eq!(root("# A\n- b\n"), "A");
    assert_eq!(root("# A\n- b\n# C\n"), "stem");
    assert_eq!(root("- b\n\n# A\n- c\n"), "stem");
    assert_eq!(root("### A\n- b\n"), "stem");
    assert_eq!(root("---\ntitle: \"My title\"\n---\n- b\n"), "My title");
    assert_eq!(
        read_as("# A\n\ntext\n", Some(Format::Markdown), &[]),
        Scan::default()
    );
    assert_eq!(branches("### A\n- b\n### C\n"), ["1 A", "2 b", "1 C"]);
}

#[test]
fn an_item_that_holds_a_heading_is_called_by_it() {
    let text = "- # One\n  id:: 65a1-b2\n  - ### Two\n    collapsed:: true\n\t- three\n- four\n\n  ## Five\n  - six\n- seven\n";
    let map = outline(text);
    let expected = [
        "1 One", "2 Two", "3 three", "1 four", "2 Five", "3 six", "1 seven",
    ];
    assert_eq!(drawn(&map), expected);
    assert_eq!(map.branches[0].anchor.as_deref(), Some("65a1-b2"));
    assert!(map.branches.iter().all(|branch| branch.body.is_none()));
}

#[test]
fn what_hangs_under_an_empty_item_is_kept() {
    let text = "- a\n  -\n    - b\n  - ![](x.png)\n    - c\n- - d\n-\n- [ ]\n- e\n##\n- f\n";
    assert_eq!(branches(text), ["1 a", "2 b", "2 c", "1 d", "1 e", "1 f"]);
}

#[test]
fn a_label_is_the_text_without_its_markup() {
    let same = [
        "__init__",
        "obj.__dict__ and __new__",
        "*args, **kwargs",
        "snake_case_name",
        "2*3*4",
        "a == b",
        "x ^2",
        "Option<T> and Vec<String>",
        "TODO buy",
        "std::mem::swap",
        "C#",
        "#rust tag",
        "$a_1$",
        "x==y and z==w",
        "[link",
        "a | b",
    ];
    for text in same {
        assert_eq!(label(text), text);
    }
    for (text, expected) in [
        ("**bold** _and_ `co_de__x__`", "bold and co_de__x__"),
        ("~~old~~ new", "old new"),
        (
            "[text](http://x.y) and ![alt](i.png){:height 4, :width 5}",
            "text and alt",
        ),
        ("[[Page]], [[Page|alias]] ![[embed]]", "Page, alias"),
        ("==high== and **==both==**", "high and both"),
        ("a<br>b <b>c</b> <!-- markmap: fold -->", "a b c"),
        ("[ ] task", "task"),
        ("[x] done", "done"),
        ("[-] dropped", "dropped"),
        ("one\n  two  \n  three", "one two three"),
        ("Rust #map #interview", "Rust"),
        ("`#map` in code", "#map in code"),
        ("\\*not\\* &amp; x", "*not* & x"),
        ("<https://x.y>", "https://x.y"),
        ("__bold words__", "bold words"),
        ("id:: 1-a\n  after", "after"),
    ] {
        assert_eq!(label(text), expected, "{text}");
    }
    assert_eq!(
        branches("## Closed ##\n## Named {#id}\n"),
        ["1 Closed", "1 Named"]
    );
}

#[test]
fn comments_and_embedded_pages_are_no_labels() {
    for (item, expected) in [
        ("a %%not me%% b", "a b"),
        ("a %% #map %%", "a"),
        ("100%% sure", "100%% sure"),
        ("`%%a%%` is a comment", "%%a%% is a comment"),
        ("{{embed ((6540-ab))}} a", "a"),
        ("a {{embed [[Page]]}}", "a"),
        ("{{ name }}", "{{ name }}"),
        ("![[picture.png]] a", "a"),
    ] {
        assert_eq!(label(item), expected, "{item}");
    }
    for none in ["![[Page]]", "{{embed [[Page]]}}", "%% a %%"] {
        assert_eq!(branches(&format!("- {none}\n- b")), ["1 b"], "{none}");
    }
    let block = "- a\n\n%%\n- b\n\n## C\n%%\n\n- d";
    assert_eq!(branches(block), ["1 a", "1 d"]);
    let tree = "# Mind map\n\n%%\nR\n├── a\n└── b\n%%\n";
    let scan = read(tree);
    assert_eq!(
        (scan.note.maps, scan.possible, scan.left),
        (vec![], vec![], vec![])
    );
}

#[test]
fn lines_that_end_as_on_old_macs_are_lines() {
    let text = "# Mind map\n\nR\n├── a\n└── b\n\n- x\n".replace('\n', "\r");
    let scan = read(&text);
    assert_eq!(drawn(&scan.note.maps[0]), ["1 a", "1 b"]);
    assert_eq!((scan.note.maps[0].line, scan.left[0].line), (3, 7));
    let outline = "# Mind map\r- a\r  - b\r";
    assert_eq!(drawn(&read(outline).note.maps[0]), ["1 a", "2 b"]);
}

#[test]
fn ids_are_anchors() {
    for text in [
        "- a ^some-id\n",
        "## a ^some-id\n",
        "- a\n  ^some-id\n",
        "- a\n  id:: some-id\n",
        "- a\n\n  id:: some-id\n",
    ] {
        let branch = first(text);
        assert_eq!(
            (&*branch.label, branch.anchor.as_deref()),
            ("a", Some("some-id")),
            "{text}"
        );
        assert_eq!(branch.body, None, "{text}");
    }
    assert_eq!(first("- a\n  id:: no id\n").anchor, None);
    assert_eq!(first("- id:: x-1\n  a\n").line, 2);
}

#[test]
fn all_other_text_is_the_body_of_the_branch_around_it() {
    let text = "## H\n\nOne\ntwo.\n\n- a\n\n  More\n  of a.\n\n  ```rs\n  fn a() {\n      b\n  }\n  ```\n\n  > said\n  > - twice\n\n\
                <!-- a remark -->\n\nstill H\nkey:: value\n\n- b\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n- c\n\n| k | l |\n|---|---|\n";
    let map = outline(text);
    assert_eq!(drawn(&map), ["1 H", "2 a", "2 b", "2 c"]);
    let body = |at: usize| map.branches[at].body.as_deref().unwrap_or_default();
    assert_eq!(body(0), "One\ntwo.\nstill H\n| k | l |\n|---|---|");
    assert_eq!(
        body(1),
        "More\nof a.\n```rs\nfn a() {\n    b\n}\n```\n> said\n> - twice"
    );
    assert_eq!(body(2), "| x | y |\n|---|---|\n| 1 | 2 |");
    assert_eq!(body(3), "");
}

#[test]
fn a_body_that_is_too_long_is_cut_and_told_once() {
    let long = "word ".repeat(1000);
    let text = format!("# A\n- b\n\n  {long}\n- c\n\n  {long}\n");
    let scan = read_as(&text, Some(Format::Markdown), &[]);
    let body = scan.note.maps[0].branches[0].body.as_deref().unwrap();
    assert!(body.ends_with('…') && body.len() <= super::body::BYTES + '…'.len_utf8());
    let told: Vec<u32> = scan.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(told, [2]);
}

#[test]
fn foreign_line_ends_and_tabs_change_nothing() {
    let text = "# A\n\n- b\n\t- c\n\n\t  more\n\t- d\n1. e\n   * f\n";
    let plain = outline(text);
    assert_eq!(drawn(&plain), ["1 b", "2 c", "2 d", "1 e", "2 f"]);
    assert_eq!(
        outline(&format!("\u{feff}{}", text.replace('\n', "\r\n"))),
        plain
    );
    assert_eq!(branches("- a\r- b\n- c\n").len(), 2);
}

#[test]
fn a_marked_heading_makes_its_section_a_map() {
    let text = "# Notes\n- no\n## Mind map: Rust #interview\n- Ownership\n  - moves\n### Traits\n- dyn\n## Other\n- no\n";
    let scan = read(text);
    assert_eq!(scan.note.maps.len(), 1);
    let map = &scan.note.maps[0];
    assert_eq!(
        (map.root.as_str(), map.line, map.interview),
        ("Mind map: Rust", 3, true)
    );
    assert_eq!(drawn(map), ["1 Ownership", "2 moves", "1 Traits", "2 dyn"]);
    let left: Vec<u32> = scan.left.iter().map(|finding| finding.line).collect();
    assert_eq!(left, [2, 9]);
    assert_eq!(scan.possible, []);
    assert_eq!(taken("Rust #map\n===\n\n- a\n").0, ["Rust"]);
    assert_eq!(taken("- # Rust #map\n  - a\n- b\n").0, ["Rust"]);
    assert_eq!(taken("# #map\n- a\n").0, ["stem"]);
    assert_eq!(taken("# Mind map\n\nnothing\n\n# Rust #map\n").0, [""; 0]);
}

#[test]
fn marked_headings_inside_a_map_are_its_branches() {
    let (roots, _) = taken("# Rust mind map\n## Traits mind map\n- a\n");
    assert_eq!(roots, ["Rust mind map"]);
    let (roots, _) = taken("# Mind maps\n## Rust\n- a\n## Go #map\n- b\n## Empty\n");
    assert_eq!(roots, ["Rust", "Go"]);
    let (roots, possible) = taken("# Mind maps\n- zoom\n- pan\n");
    assert_eq!((roots.len(), possible), (0, vec![1]));
}

#[test]
fn a_mention_of_mind_maps_only_makes_it_possible() {
    let text = "# Mind map support\n\n- zoom\n- pan\n";
    assert_eq!(taken(text), (vec![], vec![1]));
    let finding = read(text).finding_at(1).unwrap().clone();
    assert_eq!(finding.key, "outline | mind map support | mind map support");
    let adopted = read_as(&format!("# Before\n\n{text}"), None, &[&finding.key]);
    assert_eq!(drawn(&adopted.note.maps[0]), ["1 zoom", "1 pan"]);
    assert_eq!((adopted.possible, adopted.left), (vec![], vec![]));
    assert_eq!(taken("🧠 MIND MAP\n\n- a\n- b\n"), (vec![], vec![]));
    assert_eq!(
        taken("# About mind maps in general\n## Rust mind map\n- a\n"),
        (vec!["Rust mind map".to_owned()], vec![])
    );
    assert_eq!(
        taken("# HTML\n\n```html\n# mind map\n- a\n```\n- b\n"),
        (vec![], vec![])
    );
}

#[test]
fn a_front_matter_makes_the_whole_note_a_map() {
    for front in [
        "tags: [map]",
        "markmap:\n  colorFreezeLevel: 2",
        "mindmap-plugin: basic",
        "loci: map",
    ] {
        let text = format!("---\n{front}\n---\n\n# Rust\n- a\n## B\n");
        let scan = read(&text);
        assert_eq!((scan.note.maps.len(), scan.left.len()), (1, 0), "{front}");
        assert_eq!(scan.note.maps[0].root, "Rust");
        assert_eq!(drawn(&scan.note.maps[0]), ["1 a", "1 B"]);
    }
    let scan = read("---\ntags: [map, interview]\n---\n- a\n- b\n");
    assert_eq!(
        (scan.note.maps[0].root.as_str(), scan.note.maps[0].line),
        ("stem", 1)
    );
    assert!(scan.note.maps[0].interview);
}

#[test]
fn a_mark_above_something_drawn_is_meant_for_that() {
    let tree = "```\nRust\n├── a\n└── b\n```\n";
    assert_eq!(
        taken(&format!("# Rust mind map\n\n## Drawn\n\n{tree}")),
        (vec!["Rust".to_owned()], vec![])
    );
    let noted = format!("# Mind map of it\n\n{tree}\n- a remark\n");
    assert_eq!(taken(&noted), (vec!["Rust".to_owned()], vec![1]));
    let key = read(&noted).finding_at(1).unwrap().key.clone();
    let scan = read_as(&noted, None, &[&key]);
    let roots: Vec<&str> = scan.note.maps.iter().map(|map| map.root.as_str()).collect();
    assert_eq!(roots, ["Mind map of it", "Rust"]);
    assert_eq!(drawn(&scan.note.maps[0]), ["1 a remark"]);
    let fronted = |front: &str| taken(&format!("---\n{front}\n---\n{tree}\n- a remark\n"));
    assert_eq!(fronted("tags: map"), (vec!["Rust".to_owned()], vec![10]));
    assert_eq!(fronted("mindmap-plugin: basic").0, ["stem", "Rust"]);
    let palace = "# Doors mind map\n\nPalace = X\n\n1. Gate: a\n2. Hall: b\n\n- c\n";
    let scan = read(palace);
    assert_eq!((scan.note.maps.len(), scan.note.palaces.len()), (0, 1));
    assert_eq!(taken(palace).1, [1]);
}

#[test]
fn listings_and_tables_inside_an_outline_are_text_of_its_branches() {
    let text = "# Rust mind map\n## Layout\n\n```\nsrc/\n├── main.rs\n└── lib.rs\n```\n\n## Table\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    let scan = read(text);
    let map = &scan.note.maps[0];
    assert_eq!(drawn(map), ["1 Layout", "1 Table"]);
    assert_eq!(
        map.branches[0].body.as_deref(),
        Some("```\nsrc/\n├── main.rs\n└── lib.rs\n```")
    );
    assert_eq!(
        map.branches[1].body.as_deref(),
        Some("| a | b |\n|---|---|\n| 1 | 2 |")
    );
    assert_eq!(scan.left.len(), 2);
}

#[test]
fn a_list_of_points_can_be_adopted_as_a_map() {
    let text = "# Notes\n\n## Rust\n\n- a\n  - b\n- c\n\n## Go\n\n- d\n";
    let finding = read(text).finding_at(6).unwrap().clone();
    assert_eq!((finding.line, finding.what), (5, What::Points));
    let scan = read_as(text, None, &[&finding.key]);
    let map = &scan.note.maps[0];
    assert_eq!((map.root.as_str(), map.line), ("Rust", 3));
    assert_eq!(drawn(map), ["1 a", "2 b", "1 c"]);
    assert_eq!((scan.note.maps.len(), scan.left.len()), (1, 1));
    let ticked = "PARTS OF IT\n✔ a\n  more\n✔ b ^id-b\n";
    let scan = read_as(ticked, None, &[&read(ticked).finding_at(2).unwrap().key]);
    assert_eq!(scan.note.maps[0].root, "PARTS OF IT");
    assert_eq!(drawn(&scan.note.maps[0]), ["1 a", "1 b"]);
    assert_eq!(
        scan.note.maps[0].branches[1].anchor.as_deref(),
        Some("id-b")
    );
}

#[test]
fn a_line_right_above_a_list_marks_it() {
    for (text, root, line) in [
        ("#map\n- a\n  - b\n", "stem", 1),
        (
            "## Rust\n\ntext\n\n#mindmap #rust\n\n- a\n  - b\n",
            "Rust",
            1,
        ),
        (
            "## Notes\n\nMind map of Rust:\n- a\n  - b\n",
            "Mind map of Rust",
            3,
        ),
        (
            "**My mind map: Rust**\n\n* a\n  * b\n",
            "My mind map: Rust",
            1,
        ),
        (
            "## Notes\n\nRust mind map:\n\n1. a\n   - b\n",
            "Rust mind map",
            3,
        ),
    ] {
        let scan = read(text);
        let map = &scan.note.maps[0];
        assert_eq!((map.root.as_str(), map.line), (root, line), "{text}");
        assert_eq!(drawn(map), ["1 a", "2 b"], "{text}");
        assert_eq!((scan.left, scan.possible), (vec![], vec![]), "{text}");
    }
    assert!(read("#map #interview\n- a\n- b\n").note.maps[0].interview);
    let two = read("# Rust\n\n#map\n- a\n\nother\n\n- b\n");
    assert_eq!((two.note.maps.len(), two.left.len()), (1, 1));
}

#[test]
fn a_list_that_nothing_marks_is_never_taken() {
    for above in [
        "Use `#map` or #mindmap here:",
        "How to draw a mind map:",
        "Ideas for a mind map:",
        "we call that the\nmind map:",
        "I made a mind map.",
        "#map of things",
        "#map\n\nOther things",
        "- Mind map of Rust:\n\ntext",
        "#mapper",
        "```\n#map\n```",
    ] {
        let text = format!("# Notes\n\n{above}\n\n- a\n  - b\n");
        assert_eq!(read(&text).note.maps, [], "{text}");
    }
    for list in ["- [ ] draw it\n- [x] b\n", "```\n- a\n- b\n```\n"] {
        let text = format!("Mind map:\n\n{list}");
        assert_eq!(read(&text).note.maps, [], "{text}");
    }
}

#[test]
fn properties_of_a_page_of_logseq_mark_the_whole_note() {
    for front in [
        "tags:: map",
        "title:: Rust\ntags:: #map, [[x]]",
        "loci:: map",
    ] {
        let scan = read(&format!("{front}\n\n- a\n\t- b\n- c\n"));
        assert_eq!(drawn(&scan.note.maps[0]), ["1 a", "2 b", "1 c"], "{front}");
        assert_eq!(scan.left, [], "{front}");
    }
    let titled = read("title:: Rust\ntags:: map\n- a\n");
    assert_eq!(titled.note.maps[0].root, "Rust");
    assert_eq!(read("std::map is a tree\n\n- a\n- b\n").note.maps, []);
    let lone = read("- # Rust #map\n\t- a\n");
    assert_eq!((lone.note.maps.len(), lone.left), (1, vec![]));
}

#[test]
fn nesting_without_end_is_bounded_and_told_once() {
    let deep = format!("# Mind map\n{}x\n", "- ".repeat(10_000));
    assert_eq!(drawn(&read(&deep).note.maps[0]), ["1 x"]);
    let mut deep = String::from("# Mind map\n");
    for level in 0..600 {
        deep.push_str(&format!("{}- x{level}\n", "  ".repeat(level)));
    }
    let scan = read(&deep);
    let depths: Vec<u32> = scan.note.maps[0]
        .branches
        .iter()
        .map(|branch| branch.depth)
        .collect();
    assert_eq!(
        (depths.len(), depths.last()),
        (600, Some(&super::MAX_DEPTH))
    );
    assert_eq!(
        lines_of(&scan, super::Level::Warning),
        [super::MAX_DEPTH + 2]
    );
}

#[test]
fn many_siblings_are_read() {
    let many = format!("# Mind map\n{}", "- x\n".repeat(50_000));
    assert_eq!(read(&many).note.maps[0].branches.len(), 50_000);
    let tables = format!(
        "# Mind map\n{}",
        "- x\n\n| a | b |\n|---|---|\n".repeat(5_000)
    );
    assert_eq!(read(&tables).note.maps[0].branches.len(), 5_000);
}

#[test]
fn an_unresolved_merge_is_told_and_both_sides_are_read() {
    let text = "# Mind map\n- a\n<<<<<<< HEAD\n- b\n=======\n- c\n>>>>>>> x\n- d\nA\n=======\n";
    let scan = read(text);
    assert_eq!(
        drawn(&scan.note.maps[0]),
        ["1 a", "1 b", "1 c", "1 d A ======="]
    );
    assert_eq!(lines_of(&scan, super::Level::Warning), [3]);
}

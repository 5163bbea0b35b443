//! What must never become a review: listings, tasks, tables of options, code.

use super::*;

/// Scans a text that holds nothing for loci; gives what is possible.
fn nothing_taken(text: &str) -> Vec<Finding> {
    let scan = read(text);
    assert_eq!(scan.note, Note::default(), "{text}");
    scan.possible
}

#[test]
fn file_listings_are_left_even_where_a_mind_map_is_named() {
    let listings = [
        "src/\n├── main.rs\n├── notes/\n│   └── mod.rs\n└── lib.rs",
        "../hello/\n│\n├── hello/\n│   ├── __init__.py\n│   └── hello.py\n└── LICENSE",
        ".\n├── docs\n├── api\n└── notes",
        "my-app\n├── node_modules\n├── package.json\n├── .gitignore\n└── README.md",
        "app\n|-- components/   # what is seen\n|-- lib/          # what is shared\n`-- main.ts",
    ];
    for listing in listings {
        for text in [
            format!("## Layout\n\n```\n{listing}\n```\n"),
            format!("# Mind map\n\n```text\n{listing}\n```\n"),
            format!("My mind map:\n\n{listing}\n"),
        ] {
            assert_eq!(nothing_taken(&text), []);
            let left = read(&text).left;
            assert_eq!(left[0].what, What::Tree);
            assert!(left[0].why.starts_with("a listing of "), "{}", left[0].why);
        }
    }
}

#[test]
fn printed_trees_of_packages_and_processes_are_left() {
    for text in [
        "$ cargo tree\nloci v0.1.0\n├── chrono v0.4.45\n│   └── num-traits v0.2.19\n└── serde v1.0.228 (*)\n",
        "app@1.0.0 /home/me/app\n├── react@19.1.0\n└─┬ vite@7.0.0\n  └── esbuild@0.25.0\n",
        "org.x:app:jar:1.0-SNAPSHOT\n\\- org.y:lib:jar:2.0.6:compile\n   \\- org.z:core:jar:2.0.6:compile\n",
        "init\n├─612 /usr/lib/systemd/systemd-logind\n└─613 /usr/bin/sshd -D\n",
        "tool\n├── --verbose\n├── --quiet\n└── run\n",
    ] {
        assert_eq!(nothing_taken(&format!("# mind map\n{text}")), [], "{text}");
    }
}

#[test]
fn an_unmarked_tree_of_ideas_is_only_possible() {
    let possible = nothing_taken("# Sorting\n\nSorting\n├── merge sort\n└── quick sort\n");
    assert_eq!(
        (possible[0].line, possible[0].last, possible[0].what),
        (3, 5, What::Tree)
    );
    assert_eq!(possible[0].key, "tree | sorting | sorting");
}

#[test]
fn a_readme_gives_nothing() {
    let text = "# loci: mind maps and memory palaces on a schedule\n\nIt reads notes.\n\n## Install\n\n\
        1. Clone it\n2. Run `cargo install`\n3. Start: `loci start`\n\n## Options\n\n\
        | Option | Meaning |\n|---|---|\n| `--json` | JSON on stdout |\n| `-q` | say less |\n\n\
        ## Tasks\n\n- [ ] write docs\n- [x] test\n\n## Layout\n\n```\nsrc/\n├── lib.rs\n└── bin/\n```\n\n\
        ```rust\n// 1. not: a list\n```\n";
    let scan = read(text);
    assert_eq!(scan.note, Note::default());
    let left: Vec<(u32, What)> = scan
        .left
        .iter()
        .map(|finding| (finding.line, finding.what))
        .collect();
    assert_eq!(
        left,
        [
            (7, What::List),
            (13, What::Table),
            (20, What::Points),
            (26, What::Tree)
        ]
    );
}

#[test]
fn tables_of_facts_are_no_palaces() {
    for table in [
        "| Option | Default |\n|---|---|\n| a | 1 |\n| b | 2 |\n",
        "| Method | Path |\n|---|---|\n| GET | /users/{id} |\n| POST | /users |\n",
        "| Scenario | Mind map | Palace |\n|---|---|---|\n| Revision | yes | no |\n",
        "| Name | Age | City | Job |\n|---|---|---|---|\n| a | 1 | x | y |\n",
        "| File | Purpose |\n|---|---|\n| src/a.rs | `a` |\n",
        "| Date | Done |\n|---|---|\n| 2026-11-01 | yes |\n| 2026-11-01 | no |\n",
    ] {
        for heading in [
            "",
            "# Notes\n\n",
            "# About loci, memory palaces and maps\n\n## Reference\n\n",
        ] {
            let text = format!("{heading}{table}");
            assert_eq!(read(&text).note, Note::default(), "{text}");
        }
    }
}

#[test]
fn advice_about_palaces_is_no_palace() {
    for text in [
        "## How to build a memory palace\n\n1. Pick a place: one you know\n2. Walk it: slowly\n",
        "# Memory palaces\n\n## Steps\n\n1. Pick a place: one you know\n2. Walk it: slowly\n",
        "## Memory palace\n\n- Gate: one\n- Hall: two\n",
        "## What it is\n\nOne learns by drawing maps and building memory palaces, in plain text, which this program \
         reads and asks.\n\n1. **Remind**: few and honest\n2. **Recall**: say it aloud\n",
        "# Memory palaces\n\n## Ideas\n\n| Idea | Verdict |\n|---|---|\n| walk | good |\n",
    ] {
        assert_eq!(read(text).note, Note::default(), "{text}");
    }
}

#[test]
fn points_under_the_name_of_a_palace_are_possible() {
    let text = "## Palace: Office\n\n- Gate: variables\n- Hall: functions\n  - args\n\n## Other\n\n- a: b\n- c: d\n";
    let possible = nothing_taken(text);
    let lines: Vec<(u32, What)> = possible.iter().map(|one| (one.line, one.what)).collect();
    assert_eq!(lines, [(3, What::Points)]);
    assert_eq!(read(text).left.len(), 1);
    let scan = read_as(text, None, &[&possible[0].key]);
    let expected = "Palace: Office | : Gate=variables, Hall=functions; args";
    assert_eq!(walked(&scan), [expected]);
    assert_eq!((scan.possible.len(), scan.left.len()), (0, 1));
    let plain = "## Notes\n\n- Gate: a\n- Hall: b\n";
    let key = &read(plain).left[0].key;
    let scan = read_as(plain, None, &[key]);
    assert_eq!((scan.note.maps.len(), scan.note.palaces.len()), (1, 0));
    let words = "## Palace: Office\n\n- one\n- two\n";
    assert_eq!(nothing_taken(words), []);
}

#[test]
fn examples_in_code_are_not_read_as_palaces() {
    let text = "# Memory palaces\n\n```markdown\nPalace = X\n| Room | Point |\n|---|---|\n| a | b |\n```\n";
    assert_eq!(nothing_taken(text), []);
}

#[test]
fn a_note_that_refuses_is_left_whole() {
    let text = "---\nloci: false\n---\n# Mind map\nR\n├── a\n└── b\n";
    assert_eq!(nothing_taken(text), []);
    let left = read(text).left;
    assert_eq!((left.len(), left[0].what), (1, What::Note));
    assert_eq!(read_as(text, Some(Format::Tree), &[]).note.maps.len(), 1);
}

#[test]
fn every_way_of_marking_a_tree_works() {
    let tree = "R\n├── a\n└── b\n";
    for text in [
        format!("# My mind map\n\n## Part\n\n{tree}"),
        format!("# Sorting #map\n\n{tree}"),
        format!("---\ntags: [map]\n---\n{tree}"),
        format!("---\ntitle: A mind map\n---\n{tree}"),
        format!("mindmap\n\n\n\none\ntwo\n\n{tree}"),
        format!("#map\n\n```\n{tree}```\n"),
        "Mind Map of it\n├── a\n└── b\n".to_owned(),
    ] {
        assert_eq!(read(&text).note.maps.len(), 1, "{text}");
    }
    for text in [
        format!("mind map\none\ntwo\nthree\n{tree}"),
        format!("# Mind maps\n# Other\n\n\none\ntwo\nthree\n{tree}"),
    ] {
        assert_eq!(read(&text).note.maps.len(), 0, "{text}");
    }
}

#[test]
fn an_adopted_finding_is_taken_wherever_it_moves() {
    let text = "# Layout\n\nsrc/\n├── main.rs\n└── lib.rs\n";
    let key = read(text).finding_at(4).unwrap().key.clone();
    let moved = format!("# Before\n\n- x\n\n{text}");
    let scan = read_as(&moved, None, &[&key]);
    assert_eq!(
        (scan.note.maps[0].root.as_str(), scan.note.maps[0].line),
        ("src/", 7)
    );
    assert_eq!(scan.left.len(), 1);
    assert_eq!(scan.finding_at(1), None);
    let taken = (1..=9).filter(|line| scan.is_taken_at(*line));
    assert_eq!(taken.collect::<Vec<_>>(), [7, 8, 9]);
}

#[test]
fn a_format_given_needs_no_marks() {
    let text = "R\n├── a\n└── b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n1. one: two\n";
    let trees = read_as(text, Some(Format::Tree), &[]);
    assert_eq!((trees.note.maps.len(), trees.note.palaces.len()), (1, 0));
    let palaces = read_as(text, Some(Format::Palace), &[]);
    assert_eq!(walked(&palaces), ["stem | x: 1=2 | : one=two"]);
    assert_eq!(palaces.note.maps, []);
    assert_eq!(
        Format::ALL.map(|format| Format::from_word(format.as_str())),
        Format::ALL.map(Some)
    );
    assert_eq!(Format::from_word("pdf"), None);
}

#[test]
fn a_map_without_a_root_is_named_by_its_heading_or_its_file() {
    let map = |text: &str| {
        let scan = read(text);
        (
            scan.note.maps[0].root.clone(),
            scan.note.maps[0].title.clone(),
        )
    };
    assert_eq!(
        map("# 🐍 Python #map\n\n├── a\n"),
        ("Python".to_owned(), "Python".to_owned())
    );
    assert_eq!(
        map("the mind map:\n├── a\n"),
        ("the mind map:".to_owned(), "the mind map:".to_owned())
    );
    assert_eq!(map("---\ntags: map\n---\n├── a\n").0, "stem");
}

#[test]
fn a_mermaid_map_needs_no_mark() {
    let text =
        "# Intro\n\n## Rust #interview\n\n```mermaid\nmindmap\n  root((Rust))\n    Traits\n```\n";
    let scan = read(text);
    let map = &scan.note.maps[0];
    assert_eq!(
        (map.title.as_str(), map.root.as_str(), map.line),
        ("Rust", "Rust", 7)
    );
    assert_eq!(
        (drawn(map), map.interview),
        (vec!["1 Traits".to_owned()], true)
    );
    assert_eq!((scan.possible, scan.left), (vec![], vec![]));
    for format in [Format::Tree, Format::Palace] {
        assert_eq!(read_as(text, Some(format), &[]).note.maps, [], "{format:?}");
    }
}

#[test]
fn a_mermaid_map_without_branches_is_left() {
    let left = read("```mermaid\nmindmap\n  root\n```\n").left;
    assert_eq!((left[0].line, left[0].what), (2, What::Mermaid));
    assert_eq!(left[0].why, "a mind map without branches");
}

#[test]
fn a_whole_text_can_be_read_as_mermaid() {
    let text = "---\ntitle: T\n---\n%% remark\nmindmap\n  R\n    a\n    b\n";
    assert_eq!(read(text).note.maps, []);
    let scan = read_as(text, Some(Format::Mermaid), &[]);
    assert_eq!(
        (scan.note.maps[0].root.as_str(), scan.note.maps[0].line),
        ("R", 6)
    );
    assert_eq!(drawn(&scan.note.maps[0]), ["1 a", "1 b"]);
    let tree = "# Mind map\nR\n├── a\n└── b\n\n```mermaid\nmindmap\n  S\n    c\n```\n";
    let maps = read_as(tree, Some(Format::Mermaid), &[]).note.maps;
    assert_eq!((maps.len(), maps[0].root.as_str()), (1, "S"));
    let roots = read(tree).note.maps.into_iter().map(|map| map.root);
    assert_eq!(roots.collect::<Vec<_>>(), ["R", "S"]);
}

#[test]
fn what_explains_palaces_or_programs_is_no_palace() {
    for text in [
        "### Memory palace\n\n1. **Choose your palace**: a home, a street\n2. **Define the loci**: rooms or things\n",
        "## Memory palace\n\n1. Pick a room: one you know\n2. Walk it: slowly\n3. Place things: in order\n",
        "## Memory Palace Creation\n\n| Template | Emoji | Mood |\n|---|---|---|\n| Home | H | safe |\n| Castle | C | play |\n",
        "## The Nine Palaces\n\n| Palace | Topic | Side |\n|---|---|---|\n| 1 | career | north |\n| 2 | health | east |\n",
        "# MemPalace\n\n| Wing | Holds |\n|---|---|\n| people | names |\n| work | projects |\n",
        "# Memory palace app\n\n| Screen | Shows |\n|---|---|\n| start | rooms |\n| walk | points |\n",
        "A view over a persistent memory palace\n\n| Engine | Duty |\n|---|---|\n| Atlas | state |\n| Draco | layout |\n",
        "## Memory palace\n\n| Feature | Meaning |\n|---|---|\n| walk | asks |\n| draw | shows |\n",
    ] {
        assert_eq!(read(text).note, Note::default(), "{text}");
    }
}

#[test]
fn a_palace_with_headers_of_its_own_needs_a_plain_mark() {
    let table = "| Dragon | Fact |\n|---|---|\n| red | one |\n| green | two |\n";
    let possible = nothing_taken(&format!("## Memory palace\n\n{table}"));
    assert_eq!((possible[0].line, possible[0].what), (3, What::Table));
    for text in [
        format!("## Dragons #palace\n\n{table}"),
        format!("---\ntags: [palace]\n---\n## Dragons\n\n{table}"),
        format!("## Memory palace\n\nPalace = Cave\n\n{table}"),
        format!(
            "## Memory palace\n\n| Room | Point |\n|---|---|\n| hall | zero |\n\nAgain:\n\n{table}"
        ),
    ] {
        let scan = read(&text);
        assert_eq!(
            (scan.note.palaces.len(), scan.possible.len()),
            (1, 0),
            "{text}"
        );
    }
}

#[test]
fn trees_of_programs_about_mind_maps_are_not_taken() {
    let tree = "App\n├── Toolbar\n├── Canvas\n│   └── Node\n└── Sidebar\n";
    for heading in [
        "# my-mindmap-app",
        "# Mindmap Editor",
        "# A mind map generator",
        "# `mindmap`",
    ] {
        let text = format!("{heading}\n\n## Architecture\n\n```\n{tree}```\n");
        assert_eq!(nothing_taken(&text).len(), 1, "{heading}");
    }
}

#[test]
fn a_heading_may_announce_a_listing() {
    let tree = "thoughts\n├── client\n│   └── widgets\n└── server\n";
    for above in [
        "## Project structure",
        "The directory layout:",
        "## 目录结构",
    ] {
        let text = format!("# Mind map\n\n{above}\n\n```\n{tree}```\n");
        assert_eq!(nothing_taken(&text), [], "{above}");
        assert_eq!(read(&text).left[0].why, "a listing of files", "{above}");
    }
    let text = format!("## Mind map: what a directory is\n\n{tree}");
    assert_eq!(read(&text).note.maps.len(), 1);
}

#[test]
fn a_building_named_palace_is_no_memory_palace() {
    for text in [
        "# Crystal Palace offsite\n\n| Room | Guest |\n|---|---|\n| 101 | Ann |\n| 102 | Bob |\n",
        "## Buckingham Palace tour\n\n| Door | Time |\n|---|---|\n| Gate | noon |\n| Mews | one |\n",
        "# Crystal Palace offsite\n\n## Server room\n\n| Room | Rack |\n|---|---|\n| a | 1 |\n| b | 2 |\n",
    ] {
        assert_eq!(read(text).note, Note::default(), "{text}");
    }
}

#[test]
fn the_word_palace_further_up_counts_less() {
    let table = "| Object | Idea |\n|---|---|\n| lamp | light |\n| sink | water |\n";
    let far = read(&format!("# Memory palaces\n\n## Kitchen\n\n{table}"));
    let near = read(&format!("# Memory palace of the kitchen\n\n{table}"));
    let tagged = read(&format!("# Kitchen #palace\n\n## Wall\n\n{table}"));
    let counts = [far, near, tagged].map(|scan| scan.note.palaces.len());
    assert_eq!(counts, [1, 1, 1]);
    let vague = "| Thing | Idea |\n|---|---|\n| lamp | light |\n| sink | water |\n";
    let far = read(&format!("# Memory palaces\n\n## Kitchen\n\n{vague}"));
    assert_eq!((far.note.palaces.len(), far.possible.len()), (0, 1));
}

#[test]
fn a_tree_where_mind_maps_are_only_spoken_of_is_possible() {
    let tree = "R\n├── a\n└── b\n";
    for above in [
        "## Mind map format\n\n",
        "## How to draw a mind map\n\n",
        "## Mind map format\n\nHere is how a mind map looks:\n\n",
        "# Mind map format\n\n## Part\n\none\ntwo\nthree\n\n",
    ] {
        let scan = read(&format!("{above}{tree}"));
        assert_eq!(
            (scan.note.maps.len(), scan.possible.len()),
            (0, 1),
            "{above}"
        );
        assert!(
            scan.possible[0].why.contains("a mind map; adopt it"),
            "{above}"
        );
    }
    let tagged = read(&format!("# Mind map format\n\n## Part #map\n\n{tree}"));
    assert_eq!(tagged.note.maps.len(), 1);
}

#[test]
fn trees_that_would_be_misread_are_left_with_a_reason() {
    let text = "# Mind map\n\n```\n        ┌─ moves\nRust ───┼─ borrows\n        ├─ a\n        └─ traits\n```\n";
    let scan = read(text);
    assert_eq!(scan.note, Note::default());
    assert_eq!(scan.left[0].why, "a tree drawn sideways");
    assert_eq!((scan.problems.len(), scan.problems[0].line), (1, 5));
    let text = "# Mind map\n\n```rust\n// Rust\n// ├── Ownership\n// └── Traits\n```\n";
    let scan = read(text);
    assert_eq!((scan.note, scan.problems), (Note::default(), vec![]));
    assert_eq!(
        (scan.left[0].line, scan.left[0].why.as_str()),
        (5, "a tree inside a comment")
    );
}

#[test]
fn a_marked_tree_in_a_callout_is_a_map() {
    let scan = read("> [!note] Mind map of Rust\n> Rust\n> ├── Ownership\n> └── Traits\n");
    assert_eq!(
        (scan.note.maps[0].root.as_str(), scan.note.maps[0].line),
        ("Rust", 2)
    );
    assert_eq!(drawn(&scan.note.maps[0]), ["1 Ownership", "1 Traits"]);
}

#[test]
fn a_tree_behind_the_stars_of_a_block_comment_is_read() {
    let tree = " * Mind map: Rust\n *\n * Rust\n * ├── a\n * │   └── b\n *\n * └── c\n";
    for text in [
        format!("/**\n{tree} */\n"),
        format!("```java\n/**\n{tree} */\nclass X {{}}\n```\n"),
    ] {
        let scan = read(&text);
        let map = &scan.note.maps[0];
        assert_eq!(map.root, "Rust", "{text}");
        assert_eq!(drawn(map), ["1 a", "2 b", "1 c"], "{text}");
    }
    let list = "# Mind map\n\n* \\- dash\n* \\- bar\n";
    assert_eq!(drawn(&read(list).note.maps[0]), ["1 - dash", "1 - bar"]);
    let parted = " * Mind map\n * R\n ├── a\n └── b\n";
    assert_ne!(
        read(parted).note.maps.first().map(|map| map.root.as_str()),
        Some("R")
    );
}

//! What a scan reports, as JSON and as text.

use super::text::render;
use super::*;

const NOTE: &str = "# Mind map\n\nRust\n├── Ownership\n│ └── Borrowing\n└── Traits\n├── dyn\n\n# Places\n\n\
    Palace = Flat\n| Room | Point |\n|---|---|\n| Hall | one |\n\nInterview answer: so it is.\n\n\
    # Rest\n\nTodo\n├── x\n└── y\n\n- a\n- b\n\ntext\n\n- c\n";

fn reported() -> ScanReport {
    let context = Context {
        file_stem: "a",
        format: None,
        adopted: &Adopted::default(),
    };
    report(&[("a.md".to_owned(), scan(NOTE, &context))])
}

#[test]
fn the_json_has_the_fields_that_scripts_rely_on() {
    let expected = serde_json::json!({
        "maps": [{"title": "Mind map", "root": "Rust", "source": "a.md", "line": 3, "branches": [
            {"path": ["Ownership"], "depth": 1, "line": 4},
            {"path": ["Ownership", "Borrowing"], "depth": 2, "line": 5},
            {"path": ["Traits"], "depth": 1, "line": 6},
            {"path": ["Traits", "dyn"], "depth": 2, "line": 7},
        ]}],
        "palaces": [{"title": "Places", "place": "Flat", "source": "a.md", "line": 12, "answer": "so it is.",
            "routes": [{"heading": "Room", "rooms": [{"place": "Hall", "point": "one", "line": 14}]}]}],
        "possible": [{"source": "a.md", "line": 20, "what": "tree",
            "why": "nothing marks this tree as a mind map; adopt it, or write `#map` above it"}],
        "left": [{"source": "a.md", "line": 24, "what": "list", "why": "a list of points"},
            {"source": "a.md", "line": 29, "what": "list", "why": "a list of points"}],
        "problems": [{"source": "a.md", "line": 7, "level": "repaired",
            "message": "put `dyn` under `Traits`: its indentation is missing; indent it to be sure"}],
    });
    assert_eq!(serde_json::to_value(reported()).unwrap(), expected);
    let empty = serde_json::to_value(ScanReport::default()).unwrap();
    let fields =
        serde_json::json!({"maps": [], "palaces": [], "possible": [], "left": [], "problems": []});
    assert_eq!(empty, fields);
}

#[test]
fn files_folders_and_stdin_are_scanned_and_a_bad_one_hides_none() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    std::fs::write(at("sub/a.md"), NOTE).unwrap();
    std::fs::write(at("sub/b.md"), b"a\n\xff").unwrap();
    std::fs::write(at("c.rs"), NOTE).unwrap();
    let inputs = ["-".to_owned(), at("sub"), at("c.rs"), at("gone")];
    let request = Request {
        inputs: &inputs,
        format: None,
        ignore: &[],
    };
    let scans = gather(request, &mut "R\n├── a\n└── b\n".as_bytes());
    let sources: Vec<&str> = scans.iter().map(|(source, _)| source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "-",
            &at("sub/a.md"),
            &at("sub/b.md"),
            &at("c.rs"),
            &at("gone")
        ]
    );
    let report = report(&scans);
    assert_eq!((report.maps.len(), report.possible.len()), (2, 3));
    let errors: Vec<(&str, u32)> = report
        .problems
        .iter()
        .filter(|problem| problem.level == "error")
        .map(|problem| (problem.source.as_str(), problem.line))
        .collect();
    assert_eq!(
        errors,
        [(at("sub/b.md").as_str(), 2), (at("gone").as_str(), 0)]
    );
}

#[test]
fn a_file_that_is_not_there_or_not_read_yet_is_told_for_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(at("a.opml"), "<opml/>").unwrap();
    let inputs = [at("a.opml"), at("gone.md")];
    let request = Request {
        inputs: &inputs,
        format: None,
        ignore: &[],
    };
    let report = report(&gather(request, &mut std::io::empty()));
    let told: Vec<(&str, &str)> = report
        .problems
        .iter()
        .map(|problem| (problem.level, problem.message.as_str()))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0].0, "warning");
    assert!(told[0].1.contains("not read yet"), "{told:?}");
    assert!(told[1].1.ends_with("check the path"), "{told:?}");
    let text = render(&report);
    assert!(text.contains("gone.md: error:"), "{text}");
}

#[test]
fn a_format_makes_maps_of_unmarked_trees() {
    let inputs = ["-".to_owned()];
    let request = Request {
        inputs: &inputs,
        format: Some(Format::Tree),
        ignore: &[],
    };
    let scans = gather(request, &mut "R\n├── a\n".as_bytes());
    assert_eq!(report(&scans).maps[0].branches.len(), 1);
}

#[test]
fn the_text_begins_with_the_counts_and_names_every_line() {
    let text = render(&reported());
    let expected = "1 map with 4 branches, 1 palace with 1 room; 1 possible; 2 left alone; 1 repaired\n\
        \nmap Rust  (a.md:3)\n  Ownership\n    Borrowing\n  Traits\n    dyn\n\
        \npalace Flat  (a.md:12)\n  Hall: one\n\
        \npossible (adopted ones too: a scan does not ask the daemon)\n  tree: nothing marks this tree as a mind map; adopt it, or write `#map` above it\n    loci adopt a.md:20\n\
        \nleft alone\n  2 × a list of points: a.md:24, a.md:29\n\
        \nremarks\n  a.md:7: repaired: put `dyn` under `Traits`: its indentation is missing; indent it to be sure\n";
    assert_eq!(text, expected);
}

#[test]
fn an_error_in_a_file_that_was_read_is_no_file_that_was_not() {
    let inputs = ["-".to_owned(), "/gone/x.md".to_owned()];
    let request = Request {
        inputs: &inputs,
        format: None,
        ignore: &[],
    };
    let text = format!("# Mind map\n\nR\n├── a\n└── b\n\n{}\n", "x".repeat(70_000));
    let text = render(&report(&gather(request, &mut text.as_bytes())));
    let counts = text.lines().next().unwrap();
    assert!(counts.ends_with("; 1 error; 1 not read"), "{counts}");
}

#[test]
fn an_id_that_stands_twice_is_told_with_both_places() {
    let map = |name: &str, text: &str| {
        let text = format!("# Mind map\n\nR\n├── {text}\n");
        let inputs = ["-".to_owned()];
        let request = Request {
            inputs: &inputs,
            format: None,
            ignore: &[],
        };
        let (_, scan) = gather(request, &mut text.as_bytes()).remove(0);
        (name.to_owned(), scan)
    };
    let scans = [
        map("a.md", "a ^x\n├── b ^y\n└── c ^x"),
        map("b.md", "d ^y\n└── e ^x"),
        map("c.md", "f ^z\n└── g"),
    ];
    let told: Vec<(String, u32, String)> = report(&scans)
        .problems
        .into_iter()
        .map(|problem| (problem.source, problem.line, problem.message))
        .collect();
    let expected = [
        (
            "a.md".to_owned(),
            6,
            "the id `x` is also that of `a` at a.md:4; change or remove one of them".to_owned(),
        ),
        (
            "b.md".to_owned(),
            4,
            "the id `y` is also that of `b` at a.md:5 (and 1 more like it); change or remove one of them"
                .to_owned(),
        ),
    ];
    assert_eq!(told, expected);
}

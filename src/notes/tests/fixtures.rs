//! Whole notes compared with what a perfect reader returns.

use super::*;

#[test]
fn the_seed_is_read_exactly() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed");
    let Ok(expected) = std::fs::read_to_string(seed.join("expected.json")) else {
        println!("skipped: there is no seed beside this project");
        return;
    };
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let text =
        std::fs::read_to_string(seed.join("python-mind-maps-and-memory-palaces.txt")).unwrap();
    let scan = read(&text);

    let maps = expected["maps"].as_array().unwrap();
    assert_eq!(scan.note.maps.len(), maps.len());
    let mut inferred = Vec::new();
    for (map, expected) in scan.note.maps.iter().zip(maps) {
        assert_eq!(map.title, expected["title"]);
        assert_eq!(map.root, expected["root"]);
        assert_eq!(map.line, expected["root_line"]);
        let branches = expected["ordered_paths"].as_array().unwrap();
        assert_eq!(map.branches.len(), branches.len());
        for ((branch, path), expected) in map.branches.iter().zip(paths(map)).zip(branches) {
            let below: Vec<&str> = expected["path"].as_array().unwrap()[1..]
                .iter()
                .map(|label| label.as_str().unwrap())
                .collect();
            assert_eq!(path, below);
            assert_eq!(branch.line, expected["line"]);
            assert_eq!(
                u64::from(branch.depth) + 1,
                expected["depth"].as_u64().unwrap()
            );
            if expected.get("depth_inferred").is_some() {
                inferred.push(branch.line);
            }
        }
    }
    assert_eq!(inferred.len(), 7);
    assert_eq!(lines_of(&scan, Level::Repaired), inferred);
    assert_eq!(scan.problems.len(), 7);

    let tables = expected["palaces"].as_array().unwrap();
    let routes: Vec<(&str, &Option<String>, &crate::domain::atlas::Route)> = scan
        .note
        .palaces
        .iter()
        .flat_map(|palace| {
            palace
                .routes
                .iter()
                .map(|route| (palace.title.as_str(), &palace.place, route))
        })
        .collect();
    assert_eq!((scan.note.palaces.len(), routes.len()), (4, tables.len()));
    for ((_, place, route), expected) in routes.iter().zip(tables) {
        assert_eq!(place.as_deref(), expected["place"].as_str());
        assert_eq!(route.heading, expected["header"][0]);
        assert_eq!(route.line, expected["header_line"]);
        let rooms = expected["ordered_rooms"].as_array().unwrap();
        assert_eq!(route.rooms.len(), rooms.len());
        for (room, expected) in route.rooms.iter().zip(rooms) {
            assert_eq!(*room.place, expected["room"]);
            assert_eq!(*room.point, expected["point"]);
            assert_eq!(room.line, expected["line"]);
        }
    }
    let answer = scan.note.palaces[0].answer.as_deref().unwrap();
    assert!(
        answer.starts_with("“In Python,") && answer.ends_with("unused objects.”"),
        "{answer}"
    );
    assert!(scan.note.maps.iter().all(|map| !map.interview));

    assert_eq!(scan.possible, []);
    let left = |what| -> Vec<u32> {
        scan.left
            .iter()
            .filter(|finding| finding.what == what)
            .map(|finding| finding.line)
            .collect()
    };
    assert_eq!(left(What::Table), [162]);
    assert_eq!(left(What::Flow), [138]);
    assert_eq!(left(What::Points), [3, 49, 170, 178, 182, 193]);
    assert_eq!(left(What::List), [188]);
    assert!(left(What::Tree).is_empty());
}

#[test]
fn a_damaged_note_of_our_own_is_read_exactly() {
    let scan = read(DAMAGED);
    let expected: Value =
        serde_json::from_str(include_str!("../../../tests/data/notes/damaged.json")).unwrap();
    assert_eq!(as_json(&scan), expected);
}

#[test]
fn an_outline_of_our_own_is_read_exactly() {
    let scan = read(OUTLINE);
    let expected: Value =
        serde_json::from_str(include_str!("../../../tests/data/notes/outline.json")).unwrap();
    assert_eq!(as_json(&scan), expected);
    let foreign = format!("\u{feff}{}", OUTLINE.replace('\n', "\r\n"));
    assert_eq!(read(&foreign), scan);
}

#[test]
fn foreign_line_ends_blanks_and_marks_change_nothing() {
    let plain = as_json(&read(DAMAGED));
    let foreign = format!(
        "\u{feff}{}",
        DAMAGED.replace('\n', " \t\r\n").replace("│ ", "│\u{a0}")
    );
    assert_eq!(as_json(&read(&foreign)), plain);
}

#[test]
fn the_page_about_notes_tells_the_truth() {
    let page = include_str!("../../../docs/notes-format.md");
    assert_eq!(read(page).note, Note::default());
    let example = |after: &str, fence: &str| -> String {
        let lines = page
            .lines()
            .skip_while(|line| *line != after)
            .skip_while(|line| !line.starts_with(fence));
        lines
            .skip(1)
            .take_while(|line| *line != fence)
            .map(|line| format!("{line}\n"))
            .collect()
    };
    let map = read(&example("## Mind maps", "````"));
    assert_eq!(map.note.maps[0].root, "Rust");
    assert_eq!(
        drawn(&map.note.maps[0]),
        ["1 Ownership", "2 moves", "2 borrows", "1 Traits"]
    );
    let mermaid = read(&example("### Mermaid", "````"));
    assert_eq!(
        (
            mermaid.note.maps[0].title.as_str(),
            drawn(&mermaid.note.maps[0])
        ),
        (
            "Rust",
            ["1 Ownership", "2 moves", "2 borrows", "1 Traits"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    let damaged = read_as(
        &example("### Damaged trees", "```"),
        Some(Format::Tree),
        &[],
    );
    let expected = [
        "1 Basics",
        "2 Variables",
        "1 Errors",
        "2 SyntaxError",
        "2 RuntimeError",
    ];
    assert_eq!(drawn(&damaged.note.maps[0]), expected);
    assert_eq!(lines_of(&damaged, Level::Repaired), [5, 6]);
    let outline = read(&example("## Outlines", "```"));
    assert_eq!(outline.note.maps[0].root, "Mind map: Rust");
    let expected = [
        "1 Ownership",
        "2 moves",
        "2 borrows",
        "1 Traits",
        "2 what they are",
        "2 dyn and impl",
    ];
    assert_eq!(drawn(&outline.note.maps[0]), expected);
    let palace = read(&example("## Memory palaces", "```"));
    assert_eq!(
        walked(&palace),
        ["Company Workflow | Area: Reception=Source code, HR=Bytecode"]
    );
    assert!(palace.note.palaces[0].interview && palace.note.palaces[0].answer.is_some());
}

const OUTLINE: &str = include_str!("../../../tests/data/notes/outline.md");

const DAMAGED: &str = include_str!("../../../tests/data/notes/damaged.txt");

fn as_json(scan: &Scan) -> Value {
    let maps = scan.note.maps.iter().map(|map| {
        let branches: Vec<Value> = map
            .branches
            .iter()
            .zip(paths(map))
            .map(|(branch, path)| serde_json::json!([branch.line, path.join(" / ")]))
            .collect();
        serde_json::json!({"title": map.title, "root": map.root, "line": map.line, "branches": branches})
    });
    let palaces = scan.note.palaces.iter().map(|palace| {
        let routes = palace.routes.iter().map(|route| {
            let rooms = route.rooms.iter().map(|room| serde_json::json!([room.line, &*room.place, &*room.point]));
            serde_json::json!({"heading": route.heading, "line": route.line, "rooms": rooms.collect::<Vec<_>>()})
        });
        serde_json::json!({
            "title": palace.title, "place": palace.place, "line": palace.line, "answer": palace.answer,
            "interview": palace.interview, "routes": routes.collect::<Vec<_>>(),
        })
    });
    let findings = |findings: &[Finding]| -> Vec<Value> {
        findings
            .iter()
            .map(|finding| {
                serde_json::json!([
                    finding.line,
                    finding.last,
                    finding.what.as_str(),
                    finding.why
                ])
            })
            .collect()
    };
    let problems = scan
        .problems
        .iter()
        .map(|problem| serde_json::json!([problem.line, problem.level.as_str(), problem.message]));
    serde_json::json!({
        "maps": maps.collect::<Vec<_>>(), "palaces": palaces.collect::<Vec<_>>(),
        "possible": findings(&scan.possible), "left": findings(&scan.left),
        "problems": problems.collect::<Vec<_>>(),
    })
}

#[test]
fn the_bundled_atlas_has_83_loci() {
    let mut counts = (0, 0, 0, 0, 0);
    let mut names = Vec::new();
    for (name, text) in bundled::FILES {
        let scan = read(text);
        assert_eq!(scan.problems, [], "{name}");
        assert_eq!((scan.possible.len(), scan.left.len()), (0, 0), "{name}");
        for map in &scan.note.maps {
            counts.0 += 1;
            counts.1 += map.branches.len();
            names.push(map.root.clone());
        }
        for palace in &scan.note.palaces {
            counts.2 += 1;
            counts.3 += palace.routes.len();
            counts.4 += palace
                .routes
                .iter()
                .map(|route| route.rooms.len())
                .sum::<usize>();
            names.push(palace.name().to_owned());
            assert!(palace.interview && palace.answer.is_some(), "{name}");
        }
    }
    assert_eq!(counts, (3, 61, 4, 5, 22));
    let expected = [
        "Python",
        "Advanced Python",
        "dict",
        "Your House",
        "Office Desk",
        "Company Workflow",
        "Dictionary Door",
    ];
    assert_eq!(names, expected);
    assert!(bundled::FILES.is_sorted());
}

#[test]
fn the_bundled_atlas_says_what_the_seed_says() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/seed/python-mind-maps-and-memory-palaces.txt");
    let Ok(seed) = std::fs::read_to_string(seed) else {
        println!("skipped: there is no seed beside this project");
        return;
    };
    let seed = read(&seed).note;
    let ours: Vec<Scan> = bundled::FILES.iter().map(|(_, text)| read(text)).collect();
    let maps: Vec<&MindMap> = ours.iter().flat_map(|scan| &scan.note.maps).collect();
    for (ours, theirs) in maps.iter().zip(&seed.maps) {
        assert_eq!((&ours.root, drawn(ours)), (&theirs.root, drawn(theirs)));
    }
    let palaces = ours.iter().flat_map(walked);
    let theirs = walked(&Scan {
        note: seed,
        ..Scan::default()
    });
    for (ours, theirs) in palaces.zip(theirs) {
        assert_eq!(
            ours.replace("Dictionary Door", "Example — Python Dictionary"),
            theirs
        );
    }
}

/// Trees in many hands, each with what a careful person reads in it.
const TREES: &str = include_str!("../../../tests/data/notes/trees.txt");

#[test]
fn trees_are_read_as_a_careful_person_reads_them() {
    let mut cases = 0;
    for case in TREES.split("=== ").skip(1) {
        let (drawing, meant) = case.split_once("\n--- ").unwrap();
        let (name, drawing) = drawing.split_once('\n').unwrap();
        let (root, meant) = meant.split_once('\n').unwrap();
        let meant: Vec<String> = meant
            .lines()
            .map(|line| {
                let label = line.trim_start();
                format!("{} {label}", (line.len() - label.len()) / 2 + 1)
            })
            .collect();
        let maps = read(&format!("# Mind map\n\n{drawing}\n")).note.maps;
        assert_eq!(maps.len(), 1, "{name}");
        assert_eq!(
            (maps[0].root.as_str(), drawn(&maps[0])),
            (root, meant),
            "{name}"
        );
        cases += 1;
    }
    assert_eq!(cases, 40);
}

//! Tests of finding.

use proptest::prelude::*;

use super::*;
use crate::domain::atlas::{Branch, Document, MindMap, Note, Palace, Room, Route};
use crate::domain::names::name;

fn map(root: &str, outline: &[(u32, &str)]) -> MindMap {
    MindMap {
        title: String::new(),
        root: root.to_owned(),
        line: 1,
        interview: false,
        branches: outline
            .iter()
            .map(|(depth, label)| Branch {
                label: (*label).into(),
                depth: *depth,
                ..Branch::default()
            })
            .collect(),
    }
}

fn palace(place: &str, routes: &[(&str, &[(&str, &str)])]) -> Palace {
    Palace {
        title: String::new(),
        place: Some(place.to_owned()),
        line: 2,
        answer: None,
        interview: false,
        routes: routes
            .iter()
            .map(|(heading, rooms)| Route {
                heading: (*heading).to_owned(),
                line: 2,
                rooms: rooms
                    .iter()
                    .map(|(place, point)| Room {
                        place: (*place).into(),
                        point: (*point).into(),
                        ..Room::default()
                    })
                    .collect(),
            })
            .collect(),
    }
}

fn document(folders: &[&str], maps: Vec<MindMap>, palaces: Vec<Palace>) -> Document {
    Document {
        source: folders.join("/"),
        folders: folders.iter().map(|folder| (*folder).to_owned()).collect(),
        note: Note { maps, palaces },
    }
}

struct Notes {
    names: Names,
    finder: Finder,
}

impl Notes {
    fn new(documents: Vec<Document>) -> Notes {
        let atlas = Atlas::assemble(documents);
        let names = name(&atlas, &[]);
        let finder = Finder::new(&atlas, names.clone());
        Notes { names, finder }
    }

    fn paths(&self, nodes: &[NodeIx]) -> Vec<&str> {
        let path = |node: &NodeIx| &*self.names.nodes[node.0 as usize];
        nodes.iter().map(path).collect()
    }

    /// The canonical path and the loci, or what was suggested.
    fn scope(&self, query: &str) -> Result<(String, Vec<&str>), NotFound> {
        let scope = self.finder.scope(query)?;
        Ok((scope.path, self.paths(&scope.nodes)))
    }

    fn locus(&self, query: &str) -> Result<&str, NotFound> {
        let node = self.finder.locus(query)?;
        Ok(self.paths(&[node])[0])
    }

    fn within(&self, scope: &str, name: &str) -> Result<&str, NotFound> {
        let scope = self.finder.scope(scope)?;
        let node = self.finder.within(&scope.nodes, name)?;
        Ok(self.paths(&[node])[0])
    }
}

fn python() -> Notes {
    let outline = [
        (1, "Basics"),
        (2, "Data types"),
        (3, "dict"),
        (3, "list"),
        (2, "if / else"),
        (1, "Functions"),
        (2, "Arguments"),
        (3, "*args, **kwargs"),
        (3, "Default arguments"),
        (2, "Mutability"),
        (1, "Advanced"),
        (2, "Mutability"),
    ];
    let house = palace(
        "Your House",
        &[(
            "Location",
            &[
                ("Gate", "Variable name"),
                ("Kitchen", "What cannot change"),
                ("Bathroom", "Garbage collection"),
            ],
        )],
    );
    let desk = palace(
        "Office Desk",
        &[
            ("Object", &[("Notebook", "List"), ("File", "Tuple")]),
            (
                "Desk Action",
                &[("Rewrite notebook", "List mutable"), ("Lock file", "")],
            ),
        ],
    );
    Notes::new(vec![
        document(
            &[],
            vec![map("Python", &outline), map("dict", &[(1, "Keys")])],
            vec![house, desk],
        ),
        document(
            &["Work", "infra"],
            vec![map("Docker", &[(1, "Images"), (1, "v1..v2")])],
            Vec::new(),
        ),
    ])
}

fn ambiguous(result: Result<&str, NotFound>) -> (Vec<String>, usize) {
    match result {
        Err(NotFound::Ambiguous {
            candidates, total, ..
        }) => (candidates, total),
        other => panic!("not ambiguous: {other:?}"),
    }
}

fn suggestions(result: Result<&str, NotFound>) -> Vec<String> {
    match result {
        Err(NotFound::Unknown { suggestions, .. }) => suggestions,
        other => panic!("not unknown: {other:?}"),
    }
}

#[test]
fn an_exact_path_is_found_whatever_ends_the_same() {
    let notes = python();
    assert_eq!(
        notes.scope("dict"),
        Ok(("dict".to_owned(), vec!["dict/keys"]))
    );
    assert_eq!(
        notes.locus("Python/Basics/Data types/dict"),
        Ok("python/basics/data-types/dict")
    );
    let (path, loci) = notes.scope("your house").unwrap();
    assert_eq!((path.as_str(), loci.len()), ("your-house", 3));
}

#[test]
fn a_suffix_is_found_at_segment_borders_when_it_is_unique() {
    let notes = python();
    assert_eq!(notes.locus("kitchen"), Ok("your-house/kitchen"));
    assert_eq!(
        notes.locus("arguments/args-kwargs"),
        Ok("python/functions/arguments/args-kwargs")
    );
    let (candidates, total) = ambiguous(notes.locus("mutability"));
    assert_eq!(
        candidates,
        ["python/functions/mutability", "python/advanced/mutability"]
    );
    assert_eq!(total, 2);
    assert_eq!(
        notes.locus("advanced/mutability"),
        Ok("python/advanced/mutability")
    );
}

#[test]
fn a_label_with_a_slash_in_it_is_found_as_it_is_written() {
    let notes = python();
    assert_eq!(notes.locus("if / else"), Ok("python/basics/if-else"));
    assert_eq!(
        notes.within("python", "if / else"),
        Ok("python/basics/if-else")
    );
}

#[test]
fn words_or_their_beginnings_find_what_only_one_thing_has() {
    let notes = python();
    assert_eq!(notes.locus("garbage coll"), Ok("your-house/bathroom"));
    assert_eq!(notes.locus("adv mut"), Ok("python/advanced/mutability"));
    assert_eq!(ambiguous(notes.locus("mut")).1, 3);
    assert!(matches!(
        notes.locus("arbage"),
        Err(NotFound::Unknown { .. })
    ));
}

#[test]
fn words_of_a_map_mean_the_map_and_not_all_below_it() {
    let notes = python();
    assert_eq!(notes.scope("pyth").unwrap().0, "python");
    assert_eq!(notes.scope("funct").unwrap().0, "python/functions");
    assert_eq!(notes.scope("office").unwrap().0, "office-desk");
    assert_eq!(
        notes.scope("office action").unwrap().0,
        "office-desk/desk-action"
    );
}

#[test]
fn a_slash_means_the_children() {
    let notes = python();
    assert_eq!(
        notes.scope("python/"),
        Ok((
            "python/".to_owned(),
            vec!["python/basics", "python/functions", "python/advanced"]
        ))
    );
    assert_eq!(
        notes.scope("arguments/").unwrap().1,
        [
            "python/functions/arguments/args-kwargs",
            "python/functions/arguments/default-arguments"
        ]
    );
    assert_eq!(
        notes.scope("office-desk/").unwrap().1,
        ["office-desk/notebook", "office-desk/file"]
    );
    assert_eq!(
        notes.scope("desk-action/").unwrap().1,
        [
            "office-desk/desk-action/rewrite-notebook",
            "office-desk/desk-action/lock-file"
        ]
    );
}

#[test]
fn two_stars_mean_all_below_also_below_a_folder() {
    let notes = python();
    let (path, loci) = notes.scope("functions/**").unwrap();
    assert_eq!((path.as_str(), loci.len()), ("python/functions/**", 4));
    assert_eq!(
        notes.scope("python/**").unwrap().1,
        notes.scope("python").unwrap().1
    );
    assert_eq!(notes.scope("office-desk/**").unwrap().1.len(), 4);
    let infra = vec!["work/infra/docker/images", "work/infra/docker/v1-v2"];
    assert_eq!(
        notes.scope("Work/**"),
        Ok(("work/**".to_owned(), infra.clone()))
    );
    assert_eq!(notes.scope("work/infra/**").unwrap().1, infra);
}

#[test]
fn a_folder_comes_before_a_looser_match_and_joins_a_map_of_its_path() {
    let notes = Notes::new(vec![
        document(
            &[],
            vec![map("m", &[(1, "go")]), map("py", &[(1, "a")])],
            Vec::new(),
        ),
        document(
            &["go"],
            vec![map("x", &[(1, "b")]), map("y", &[(1, "c")])],
            Vec::new(),
        ),
        document(&["py"], vec![map("z", &[(1, "d")])], Vec::new()),
    ]);
    assert_eq!(notes.scope("go/**").unwrap().1, ["go/x/b", "go/y/c"]);
    assert_eq!(notes.scope("py/**").unwrap().1, ["py/a", "py/z/d"]);
    assert_eq!(notes.scope("py").unwrap().1, ["py/a"]);
}

#[test]
fn two_dots_mean_a_stretch_of_siblings_in_note_order() {
    let notes = python();
    assert_eq!(
        notes.scope("house/Gate..kitchen"),
        Ok((
            "your-house/gate..kitchen".to_owned(),
            vec!["your-house/gate", "your-house/kitchen"]
        ))
    );
    assert_eq!(
        notes.scope("python/basics..basics").unwrap().1,
        ["python/basics"]
    );
    let back = notes.scope("your-house/kitchen..gate").map(|_| "");
    assert_eq!(suggestions(back), ["your-house/gate..kitchen"]);
    for half in ["your-house/gate..", "your-house/..kitchen"] {
        assert!(notes.scope(half).is_err(), "{half}");
    }
    let none = notes.scope("your-house/gate..cellar").map(|_| "");
    assert_eq!(suggestions(none), ["your-house/"]);
    assert_eq!(notes.locus("docker/v1..v2"), Ok("work/infra/docker/v1-v2"));
}

#[test]
fn a_group_is_no_locus_and_its_loci_are_told() {
    let notes = python();
    let Err(NotFound::NotOne {
        candidates, count, ..
    }) = notes.locus("your house")
    else {
        panic!("a palace was taken for a locus")
    };
    assert_eq!(
        candidates,
        [
            "your-house/gate",
            "your-house/kitchen",
            "your-house/bathroom"
        ]
    );
    assert_eq!(count, 3);
}

#[test]
fn what_nothing_fits_is_unknown_and_the_nearest_are_suggested() {
    let notes = python();
    assert_eq!(suggestions(notes.locus("kichen"))[0], "your-house/kitchen");
    assert_eq!(
        suggestions(notes.locus("your-house/kitchn"))[0],
        "your-house/kitchen"
    );
    for nothing in ["", " ", "/", "/**", "//", "…", "**"] {
        assert!(
            matches!(notes.scope(nothing), Err(NotFound::Unknown { .. })),
            "{nothing:?}"
        );
    }
    assert_eq!(suggestions(notes.locus("kitchen/")), ["your-house/kitchen"]);
}

#[test]
fn an_ambiguous_name_tells_twenty_and_how_many() {
    let outline: Vec<(u32, String)> = (0..30)
        .flat_map(|n| [(1, format!("p{n}")), (2, "same".to_owned())])
        .collect();
    let outline: Vec<(u32, &str)> = outline
        .iter()
        .map(|(depth, label)| (*depth, label.as_str()))
        .collect();
    let notes = Notes::new(vec![document(&[], vec![map("m", &outline)], Vec::new())]);
    let (candidates, total) = ambiguous(notes.locus("same"));
    assert_eq!((candidates.len(), total), (20, 30));
    assert_eq!(candidates[0], "m/p0/same");
    assert_eq!(notes.locus("p7/same"), Ok("m/p7/same"));
}

#[test]
fn a_hundred_thousand_loci_are_indexed_and_found() {
    let labels: Vec<(u32, String)> = (0..100_000_u32)
        .map(|n| (n % 5 + 1, format!("item {} {n}", n % 100)))
        .collect();
    let outline: Vec<(u32, &str)> = labels
        .iter()
        .map(|(depth, label)| (*depth, label.as_str()))
        .collect();
    let notes = Notes::new(vec![document(&[], vec![map("m", &outline)], Vec::new())]);
    assert_eq!(notes.locus("item-0-0"), Ok("m/item-0-0"));
    assert_eq!(notes.locus("99901 item"), Ok("m/item-0-99900/item-1-99901"));
    assert_eq!(notes.scope("m/").unwrap().1.len(), 20_000);
    assert_eq!(suggestions(notes.locus("itm-0-0"))[0], "m/item-0-0");
}

#[test]
fn twins_are_told_apart_by_their_number() {
    let twins = [(1, "a b"), (1, "A-B"), (1, "c")];
    let notes = Notes::new(vec![document(&[], vec![map("m", &twins)], Vec::new())]);
    assert_eq!(notes.locus("a b"), Ok("m/a-b"));
    assert_eq!(notes.locus("M/A B~2"), Ok("m/a-b~2"));
    assert_eq!(notes.within("m", "a-b~2"), Ok("m/a-b~2"));
}

#[test]
fn a_name_within_a_scope_goes_by_its_own_words_before_those_above_it() {
    let notes = python();
    let scope = "python/functions/arguments/";
    assert_eq!(
        notes.within(scope, "arg kw"),
        Ok("python/functions/arguments/args-kwargs")
    );
    assert_eq!(
        notes.within(scope, "default"),
        Ok("python/functions/arguments/default-arguments")
    );
    assert_eq!(notes.within("python", "funct"), Ok("python/functions"));
    assert_eq!(
        notes.within("python", "adv mut"),
        Ok("python/advanced/mutability")
    );
    assert_eq!(
        notes.within("your-house", "cannot change"),
        Ok("your-house/kitchen")
    );
    assert_eq!(ambiguous(notes.within("python", "mutability")).1, 2);
    assert_eq!(suggestions(notes.within("your-house", "docker")).len(), 3);
}

#[test]
fn the_only_twin_left_is_found_by_its_label_within_a_scope() {
    let atlas = Atlas::assemble(vec![document(
        &[],
        vec![map("m", &[(1, "dict"), (1, "dictator")])],
        Vec::new(),
    )]);
    let names = name(&atlas, &[Some("m/dict~2"), None]);
    let finder = Finder::new(&atlas, names);
    let scope = finder.scope("m").unwrap();
    assert_eq!(finder.within(&scope.nodes, "dict"), Ok(NodeIx(0)));
}

proptest! {
    #[test]
    fn every_path_finds_its_own_and_no_query_panics(
        outline in prop::collection::vec((1_u32..5, "[abx…/ ]{1,3}|a\\.\\.b"), 1..25),
        query in "[abxm~2/*. …]{0,8}",
    ) {
        let mut depth = 0;
        let flat: Vec<(u32, &str)> = outline
            .iter()
            .map(|(wanted, label)| {
                depth = (*wanted).min(depth + 1);
                (depth, label.as_str())
            })
            .collect();
        let rooms: Vec<(&str, &str)> = flat.iter().map(|(_, label)| (*label, "b")).collect();
        let notes = Notes::new(vec![
            document(&["f"], vec![map("m", &flat)], vec![palace("p", &[("r", &rooms), ("r", &rooms)])]),
            document(&[], vec![map("f", &flat), map("m", &flat)], Vec::new()),
        ]);
        for path in &notes.names.nodes {
            prop_assert_eq!(notes.locus(path), Ok(&**path));
        }
        let routes = notes.names.routes.iter().flatten();
        for path in notes.names.tops.iter().chain(routes) {
            for form in ["", "/", "/**"] {
                let scope = notes.finder.scope(&format!("{path}{form}")).unwrap();
                prop_assert_eq!(&scope.path, &format!("{path}{form}"));
                prop_assert_eq!(notes.finder.scope(&scope.path).unwrap(), scope);
            }
        }
        if let Ok(scope) = notes.finder.scope(&query) {
            prop_assert!(scope.nodes.is_sorted() && !scope.nodes.is_empty());
            prop_assert_eq!(notes.finder.scope(&scope.path), Ok(scope));
        }
    }
}

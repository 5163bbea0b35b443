//! Maps as Freeplane writes them, and all the ways in which they break.

use proptest::prelude::*;
use serde_json::Value;

use super::maps::MAX_DEPTH;
use super::*;
use crate::notes::page::LINE_BYTES;
use crate::notes::{Adopted, Format, scan};

const FREEPLANE: &str = include_str!("../../../tests/data/notes/freeplane.mm");
const CONFLICT: &str = include_str!("../../../tests/data/notes/conflict.mm");

fn read(text: &str) -> Scan {
    let adopted = Adopted::default();
    let context = Context {
        file_stem: "stem",
        format: Some(Format::Mm),
        adopted: &adopted,
    };
    scan(text, &context)
}

/// A map with a root, and this under it.
fn with(inner: &str) -> String {
    format!("<map version=\"1.0.1\">\n<node TEXT=\"root\">\n{inner}\n</node>\n</map>\n")
}

/// The branches of all maps as `depth label`.
fn drawn(scan: &Scan) -> Vec<String> {
    let branches = scan.note.maps.iter().flat_map(|map| &map.branches);
    branches
        .map(|branch| format!("{} {}", branch.depth, branch.label))
        .collect()
}

/// The problems as `line level: message`.
fn told(scan: &Scan) -> Vec<String> {
    let problem = |p: &Problem| format!("{} {}: {}", p.line, p.level.as_str(), p.message);
    scan.problems.iter().map(problem).collect()
}

/// A text that a strict reader refuses: what is read all the same, and the start of what is told.
#[track_caller]
fn broken(text: &str, branches: &[&str], place: &str) {
    let scan = read(text);
    assert_eq!(drawn(&scan), branches, "{text}");
    assert_eq!(scan.wholeness, Wholeness::Salvaged, "{text}");
    let told = told(&scan);
    assert!(told[0].contains(place), "{told:?}");
    assert!(
        told[0].ends_with("read as far as it could be, repair it in Freeplane"),
        "{told:?}"
    );
}

#[test]
fn a_map_of_freeplane_is_read_exactly() {
    let scan = read(FREEPLANE);
    let map = &scan.note.maps[0];
    assert_eq!(
        (map.root.as_str(), map.title.as_str(), map.line),
        ("Queues #interview", "Queues #interview", 6)
    );
    assert!(map.interview);
    let branches = map.branches.iter().map(|branch| {
        let body = branch
            .body
            .as_deref()
            .map(|body| format!(" | {}", body.replace('\n', " / ")));
        let anchor = branch.anchor.as_deref().unwrap_or_default();
        format!(
            "{} {} | {} | {anchor}{}",
            branch.depth,
            branch.label,
            branch.line,
            body.unwrap_or_default()
        )
    });
    let expected: Value =
        serde_json::from_str(include_str!("../../../tests/data/notes/freeplane.json")).unwrap();
    assert_eq!(Value::from(branches.collect::<Vec<_>>()), expected);
    assert_eq!(told(&scan), ["62 warning: an encrypted node was skipped"]);
    assert_eq!((scan.wholeness, scan.left.len()), (Wholeness::Whole, 0));
}

#[test]
fn a_map_is_known_by_its_root_element() {
    for text in [
        FREEPLANE,
        "\u{feff}\u{feff} <?xml version='1.0'?><!-- a --><!DOCTYPE map><map><node/></map>",
    ] {
        assert!(is_map(text));
    }
    for text in [
        "",
        "# a map",
        "<map name='x'><area/></map>",
        "<opml><node/></opml>",
        "x <map><node/></map>",
        "<",
        "<map",
    ] {
        assert!(!is_map(text), "{text}");
    }
}

#[test]
fn other_markup_under_the_name_of_a_map_is_told_as_what_it_is() {
    for (text, why) in [
        (
            "<?xml version='1.0'?>\n<opml version='2.0'><body/></opml>",
            "an OPML file; not read yet",
        ),
        (
            "<html><body/></html>",
            "no map of FreeMind or Freeplane: it begins with `<html>`",
        ),
    ] {
        let scan = read(text);
        assert_eq!(
            (scan.left[0].what, scan.left[0].why.as_str()),
            (What::Note, why)
        );
        assert!(scan.note.maps.is_empty() && scan.wholeness == Wholeness::Salvaged);
    }
}

#[test]
fn nothing_at_all_is_told() {
    for (text, message) in [
        ("", "1 error: the file is empty; save the map again"),
        (" \n\n", "1 error: the file is empty; save the map again"),
        (
            "plain text",
            "1 error: there is no `<map>` in it; save the map again in Freeplane",
        ),
    ] {
        let scan = read(text);
        assert_eq!(told(&scan), [message]);
        assert_eq!(
            (scan.wholeness, scan.note.maps.len()),
            (Wholeness::Salvaged, 0)
        );
    }
    let bare = read("<map><node TEXT='a'/></map>");
    assert_eq!(
        (bare.left[0].what, bare.left[0].why.as_str()),
        (What::Mm, "a map without branches")
    );
    assert_eq!((bare.wholeness, told(&bare).len()), (Wholeness::Whole, 0));
    assert_eq!(read("<map/>"), Scan::default());
}

#[test]
fn several_roots_are_several_maps_and_a_root_without_a_label_is_called_like_the_file() {
    let scan = read(
        "<map>\n<node><node TEXT='a'/></node>\n<node TEXT='two'><node TEXT='b'/></node>\n</map>",
    );
    let roots: Vec<(&str, u32)> = scan
        .note
        .maps
        .iter()
        .map(|map| (map.root.as_str(), map.line))
        .collect();
    assert_eq!(roots, [("stem", 2), ("two", 3)]);
    assert_eq!(
        told(&scan),
        ["3 warning: the file has 2 roots, and each was read as a map; Freeplane shows one"]
    );
    assert_eq!(scan.wholeness, Wholeness::Whole);
}

#[test]
fn nodes_without_a_label_keep_their_children() {
    let inner = "<node><node TEXT=' '><node TEXT='a'><node ID='x'><node TEXT='b'/></node></node></node></node><node TEXT='c'/>";
    assert_eq!(drawn(&read(&with(inner))), ["1 a", "2 b", "1 c"]);
}

#[test]
fn what_is_shielded_needs_no_references() {
    let scan = read(&with(
        "<node TEXT='a'><richcontent TYPE='NOTE'><![CDATA[R & D < x]]></richcontent></node>",
    ));
    assert_eq!(
        scan.note.maps[0].branches[0].body.as_deref(),
        Some("R & D < x")
    );
    assert_eq!((told(&scan).len(), scan.wholeness), (0, Wholeness::Whole));
}

#[test]
fn encrypted_nodes_are_skipped_with_all_below() {
    let scan = read(&with(
        "<node TEXT='s' ENCRYPTED_CONTENT='x'><node TEXT='t'><node TEXT='u'/></node></node>\n<node ENCRYPTED_CONTENT=''/><node TEXT='a'/>",
    ));
    assert_eq!(drawn(&scan), ["1 a"]);
    assert_eq!(
        told(&scan),
        ["3 warning: 2 encrypted nodes were skipped, this one first"]
    );
}

#[test]
fn a_merge_conflict_and_all_that_stands_around_it_loses_no_node() {
    let scan = read(CONFLICT);
    assert_eq!(
        drawn(&scan),
        [
            "1 AVL",
            "1 red-black",
            "2 red black",
            "3 red/black",
            "4 at most twice as deep",
            "3 R & D  &bogus;",
            "3 B-tree",
            "4 2 < 3",
        ]
    );
    let told = told(&scan);
    assert!(
        told[0].starts_with("4 error: line 4, column 1: git left a merge conflict here (and "),
        "{told:?}"
    );
    assert_eq!((told.len(), scan.wholeness), (1, Wholeness::Salvaged));
    let note = scan.note.maps[0].branches[5].body.as_deref();
    assert_eq!(note, Some("not closed"));
}

#[test]
fn what_a_strict_reader_refuses_is_told_with_its_place_and_read_all_the_same() {
    let ab = ["1 a", "1 b"];
    broken(
        &with("<node TEXT='a & b'/>"),
        &["1 a & b"],
        "3 error: line 3, column 1: a bare `&`",
    );
    broken(
        &with("<node TEXT='a&#0;'/>"),
        &["1 a"],
        "line 3, column 1: a number between",
    );
    broken(
        &with("<node TEXT='&foo;'/>"),
        &["1 &foo;"],
        "line 3, column 1: an entity has an unknown name",
    );
    broken(
        &with("<node TEXT='a'/>\n  R & D<node TEXT='b'/>"),
        &ab,
        "line 4, column 5: a bare `&`",
    );
    broken(
        &with("<node TEXT='a'><b></node><node TEXT='b'/>"),
        &ab,
        "line 3, column 16: `<b>` is not closed",
    );
    broken(
        &with("<node TEXT='a'></b></node><node TEXT='b'/>"),
        &ab,
        "line 3, column 16: `</b>` closes nothing",
    );
    broken(
        &format!("x{}", with("<node TEXT='a'/>")),
        &["1 a"],
        "line 1, column 1: text stands outside",
    );
    broken(
        &format!("{}x", with("<node TEXT='a'/>")),
        &["1 a"],
        "line 6, column 1: text stands outside",
    );
    broken(
        "<map>\n<node TEXT='r'><node TEXT='a'>",
        &["1 a"],
        "2 error: line 2, column 31: the text ends inside of `<node>`, which line 2 opened",
    );
    broken(
        "<node TEXT='r'><node TEXT='a'/></node>",
        &["1 a"],
        "line 1, column 1: a tag stands outside",
    );
    broken(
        &with("<node TEXT='a' TEXT='c'/><node TEXT='b'/>"),
        &ab,
        "the attributes of `<node>` are broken",
    );
    broken(
        &with("<node TEXT='a' POSITION=right/><node TEXT='b'/>"),
        &ab,
        "the attributes of `<node>` are broken",
    );
    broken(
        &with("<node TEXT='a\u{1}'/>"),
        &["1 a"],
        "line 3, column 14: a control character",
    );
    broken(
        &with("<node TEXT='a\u{fffd}'/>"),
        &["1 a\u{fffd}"],
        "line 3, column 14: `\u{fffd}` stands for bytes",
    );
    broken(
        &with("<node TEXT='a'/><!-- b <node TEXT='b'/>"),
        &ab,
        "line 3, column 17: a tag, a value or a comment",
    );
    broken(
        &with("<node TEXT='a'/>< < <node TEXT='b'/>"),
        &ab,
        "line 3, column 17: a bare `<`",
    );
    broken(
        &with("<node TEXT='a'><richcontent TYPE='NOTE'><p>x<node TEXT='b'/></node>"),
        &["1 a", "2 b"],
        "the text above this `<node>` is not closed",
    );
}

#[test]
fn a_quote_that_is_not_closed_takes_no_other_node_with_it() {
    let text = with("<node ID='1' TEXT='a/>\n<node TEXT='b'>\n<node TEXT='c'/></node>");
    broken(
        &text,
        &["1 b", "2 c"],
        "line 3, column 1: a tag, a value or a comment is not closed",
    );
    let last = with("<node TEXT='a'/>").replace("</map>", "<node TEXT=\"");
    broken(
        &last,
        &["1 a"],
        "line 5, column 1: a tag, a value or a comment is not closed",
    );
}

#[test]
fn the_entities_of_a_document_are_told_and_never_expanded() {
    let mut bomb = "<!DOCTYPE map [\n<!ENTITY l0 \"lol\">\n".to_owned();
    for n in 1..10 {
        let before = format!("&l{};", n - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY l{n} \"{before}\">\n"));
    }
    bomb.push_str("<!ENTITY x SYSTEM \"file:///etc/passwd\">\n]>\n");
    let scan = read(&format!(
        "{bomb}{}",
        with("<node TEXT='&l9;'/><node TEXT='&x;'/>")
    ));
    assert_eq!(drawn(&scan), ["1 &l9;", "1 &x;"]);
    assert_eq!(
        told(&scan),
        ["1 warning: the entities defined here are never expanded; write out what they stand for"]
    );
    assert_eq!(scan.wholeness, Wholeness::Whole);
}

#[test]
fn nesting_has_a_bound_that_is_told_once() {
    let deep = 10_000;
    let inner = format!(
        "{}{}",
        "<node TEXT='a'>".repeat(deep),
        "</node>".repeat(deep)
    );
    let scan = read(&with(&inner));
    let branches = &scan.note.maps[0].branches;
    assert_eq!(
        (branches.len(), branches[deep - 1].depth),
        (deep, MAX_DEPTH)
    );
    assert_eq!(
        told(&scan),
        ["3 warning: the map is deeper than 512 levels; make this part a map of its own"]
    );
    let open = read(
        &"<map><node TEXT='r'>"
            .replace('>', ">\n")
            .replacen("\n", "", 1)
            .repeat(deep),
    );
    assert_eq!(open.wholeness, Wholeness::Salvaged);
}

#[test]
fn a_hundred_thousand_siblings_are_read() {
    let scan = read(&with(&"<node TEXT='a'/>\n".repeat(100_000)));
    let branches = &scan.note.maps[0].branches;
    assert_eq!((branches.len(), branches[99_999].line), (100_000, 100_002));
}

#[test]
fn a_label_has_a_bound_and_its_children_stay() {
    let long = "x".repeat(LINE_BYTES + 1);
    let scan = read(&with(&format!(
        "<node TEXT='{long}'><node TEXT='a'/></node>"
    )));
    assert_eq!(drawn(&scan), ["1 a"]);
    assert_eq!(
        told(&scan),
        ["3 error: the label is longer than 64 KiB and was skipped; make it a note"]
    );
}

#[test]
fn every_end_of_a_map_is_read_or_told() {
    for text in [FREEPLANE, CONFLICT] {
        let whole = text.trim_end().len();
        for (end, _) in text.char_indices() {
            let scan = read(&text[..end]);
            assert!(
                end >= whole || scan.wholeness == Wholeness::Salvaged,
                "{end}"
            );
            for branch in scan.note.maps.iter().flat_map(|map| &map.branches) {
                assert!(!branch.label.is_empty() && branch.depth >= 1);
            }
            is_map(&text[..end]);
            if end % 7 == 0 {
                read(&text[end..]);
            }
        }
    }
}

#[test]
fn what_is_made_to_be_slow_ends() {
    for scrap in [
        "< \"'>",
        "<a \"'>",
        "<!--",
        "<![CDATA[",
        "<!DOCTYPE a [",
        "<?",
        "<node '",
        "<richcontent TYPE='NOTE'><node>",
        "<x>",
        "</x>",
        "&",
        "&a",
        "<<<<<<< a\n",
        "=======\n",
    ] {
        let scan = read(&format!("<map><node TEXT='r'>{}", scrap.repeat(20_000)));
        assert_eq!(scan.wholeness, Wholeness::Salvaged, "{scrap}");
    }
}

fn scraps() -> impl Strategy<Value = String> {
    let scraps = [
        "<map>",
        "</map>",
        "<node TEXT='a'>",
        "<node TEXT='b'/>",
        "<node>",
        "</node>",
        "<node TEXT='",
        "'",
        "\"",
        "<richcontent TYPE='NODE'>",
        "<richcontent TYPE='NOTE'>",
        "</richcontent>",
        "<html><body>",
        "</body></html>",
        "<head>",
        "</head>",
        "<p>",
        "</p>",
        "<br/>",
        "&",
        "&amp;",
        "&#0;",
        "&#x41;",
        "&nbsp;",
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE map [",
        "<!ENTITY a 'b'>",
        "]>",
        "<?xml ",
        "?>",
        "<!",
        "text",
        "\n",
        "\r\n",
        " ",
        "ä记",
        "\u{feff}",
        "\u{fffd}",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "TEXT=",
        "=",
        "<node ENCRYPTED_CONTENT='x'>",
        "<hook>",
        "</hook>",
        "<stylenode LOCALIZED_TEXT='x'>",
    ];
    let scrap = prop::sample::select(scraps.to_vec());
    prop::collection::vec(scrap, 0..60).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn any_markup_gives_trees_and_told_lines(text in scraps()) {
        is_map(&text);
        for text in [text.clone(), format!("<map><node TEXT='r'>{text}")] {
            let scan = read(&text);
            let lines = text.matches('\n').count() as u32 + 1;
            for map in &scan.note.maps {
                prop_assert!(!map.root.is_empty() && !map.branches.is_empty());
                let mut depth = 0;
                for branch in &map.branches {
                    prop_assert!(!branch.label.is_empty() && !branch.label.contains(char::is_control));
                    prop_assert!((1..=depth + 1).contains(&branch.depth));
                    prop_assert!((map.line..=lines).contains(&branch.line));
                    depth = branch.depth;
                }
            }
            prop_assert!(scan.problems.is_sorted_by_key(|problem| problem.line));
            prop_assert!(scan.problems.iter().all(|problem| (1..=lines).contains(&problem.line)));
        }
    }
}

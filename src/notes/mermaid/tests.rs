//! Mermaid blocks by hand: fences, indentation, shapes, labels, and what Mermaid itself refuses.

use super::*;

fn sketches(text: &str) -> Vec<Drawing> {
    find(&mut Page::new(text, &mut Vec::new()), None)
}

/// The one map of a text as `root: 1 a, 2 b`.
fn shown(text: &str) -> String {
    let sketches = sketches(text);
    assert_eq!(sketches.len(), 1, "{text}");
    let root = sketches[0]
        .root
        .as_ref()
        .map_or("-", |(_, root)| root.as_str());
    let branches = sketches[0]
        .branches
        .iter()
        .map(|branch| format!("{} {}", branch.depth, branch.label));
    format!("{root}: {}", branches.collect::<Vec<_>>().join(", "))
}

fn block(body: &str) -> String {
    format!("```mermaid\nmindmap\n{body}\n```\n")
}

/// The labels of nodes that stand below a root, one text each.
fn labels(nodes: &str) -> Vec<String> {
    let sketches = sketches(&block(&format!("root\n{nodes}")));
    let branches = sketches[0].branches.iter();
    branches.map(|branch| branch.label.to_string()).collect()
}

#[test]
fn every_fence_holds_a_map() {
    for (open, close) in [
        ("```mermaid", "```"),
        ("~~~mermaid", "~~~"),
        ("```` mermaid {theme=dark}", "````"),
        ("```{mermaid}", "```"),
        (":::mermaid", ":::"),
        ("::: mermaid", ":::"),
        ("``mermaid", "``"),
        ("``mermaid", "```"),
        ("   ```Mermaid", "   ```"),
    ] {
        let text = format!("Text\n\n{open}\nmindmap\n  R\n    a\n{close}\n\nmore\n");
        assert_eq!(shown(&text), "R: 1 a", "{open}");
    }
    assert!(sketches("```mermaid\nflowchart LR\n  A -->|b| C\n```\n").is_empty());
    assert!(sketches("```\nmindmap\n  R\n    a\n```\n").is_empty());
    assert!(sketches("mindmap\n  R\n    a\n").is_empty());
    assert!(sketches("```mermaid\nmindmaps\n  R\n    a\n```\n").is_empty());
    assert!(sketches("```mermaid\n```\n").is_empty());
}

#[test]
fn what_stands_before_the_root_is_passed_over() {
    let text = "```mermaid\n\n---\ntitle: T\nconfig:\n  theme: dark\n---\n%%{init: {\n  'theme': 'base'\n}}%%\n\
                %% a remark\n  MindMap %% here\n\n%%{wrap}%%\naccTitle: for readers\naccDescr {\n  long\n}\n\
                %% more\n   R\n     a\n```\n";
    assert_eq!(shown(text), "R: 1 a");
    assert_eq!(
        shown("```mermaid\nmindmap root((R))\n  a\n    b\n```\n"),
        "R: 1 a, 2 b"
    );
}

#[test]
fn depth_is_a_matter_of_more_or_less() {
    let expected = "R: 1 a, 2 b, 2 c, 3 d, 1 e";
    for body in [
        "R\n a\n  b\n  c\n   d\n e",
        "R\n\ta\n\t\tb\n\t\tc\n\t\t\td\n\te",
        "    R\n      a\n          b\n        c\n               d\n     e",
        "R\n  a\n\n%% remark\n    b\n      \n    c\n      d\n  e",
        "R\n\ta\n\t  b\n\t  c\n\t  \td\n\te",
        "R\n\u{a0}\u{a0}a\n\u{a0}\u{a0}\u{a0}\u{a0}b\n    c\n      d\n  e",
    ] {
        assert_eq!(shown(&block(body)), expected, "{body}");
    }
}

#[test]
fn shapes_are_taken_off() {
    for node in [
        "x",
        "[x]",
        "(x)",
        "((x))",
        "))x((",
        ")x(",
        "{{x}}",
        "id[x]",
        "id(x)",
        "id((x))",
        "id))x((",
        "id)x(",
        "id{{x}}",
        "id[\"x\"]",
        "id[\"`x`\"]",
        "id[ x ]",
        "an id[x]",
        "-)x(-",
        "id[x)",
        "id[x] %% remark",
        "id[x]:::big",
        "id[x] ::icon(fa fa-book)",
        "  x  ",
    ] {
        assert_eq!(labels(&format!("  {node}")), ["x"], "{node}");
    }
}

#[test]
fn labels_may_go_over_several_lines() {
    for node in [
        "id[one\n    two]",
        "id[\"one\n  two\"]",
        "id(\"`one\n\n  two`\")",
        "[\"one\ntwo\"\n",
        "((one\n two))",
    ] {
        let all = labels(&format!("  {}\n  after", node.replace("\"\n", "\"]\n")));
        assert_eq!(all, ["one two", "after"], "{node}");
    }
    let sketches = sketches(&block("R\n  a[\"one\n  two\"]\n  b"));
    let lines: Vec<u32> = sketches[0]
        .branches
        .iter()
        .map(|branch| branch.line)
        .collect();
    assert_eq!(
        (sketches[0].root.as_ref().map(|root| root.0), lines),
        (Some(2), vec![4, 6])
    );
}

#[test]
fn labels_keep_what_is_no_shape() {
    for node in [
        "#{}预编译",
        "Thread.start()的作用",
        "arr[0] is first",
        "foo(a) (b)",
        "f(x) and g(y)",
        "a{b}",
        "O(n",
        "x)",
        "id[]",
        "1) one",
        "C#",
        "C++",
        "if / else",
        "__init__",
        "*args",
        "\"quoted\"",
        "`code`",
        "A & B",
        "a <b>bold</b>",
        "a:::b",
        "50 % %% 3",
        "#tag;",
        "a < br",
        "call (f(x))",
        "→ next",
        "std::move",
        "a]b",
    ] {
        assert_eq!(labels(&format!("  {node}")), [node], "{node}");
    }
    assert_eq!(
        labels("  id[call f(x)]\n  root((C++ (2020)))\n  id[a [b] c]"),
        ["call f(x)", "C++ (2020)", "a [b] c"]
    );
    assert_eq!(
        labels("  id[\"f(x) [y]\"]\n  id[\"say \"no\"\"]\n  (`code`)"),
        ["f(x) [y]", "say \"no\"", "`code`"]
    );
}

#[test]
fn breaks_and_entities_become_what_they_stand_for() {
    assert_eq!(
        labels(
            "  a<br/>b\n  a <BR> b<br />c\n  id[#quot;a#quot; #35; &amp; &#65;#x42; &lt;i&gt;]\n  a#amp;b &copy; C#;"
        ),
        ["a b", "a b c", "\"a\" # & AB <i>", "a&b &copy; C#;"]
    );
}

#[test]
fn icons_classes_and_empty_nodes_are_skipped() {
    let body =
        "R\n  ::icon(fa fa-book)\n  a\n  :::urgent large\n    b[\"\"]\n      c\n    d[ ]\n  e";
    assert_eq!(shown(&block(body)), "R: 1 a, 2 c, 1 e");
    assert_eq!(shown(&block("R[\"\"]\n  a")), "-: 1 a");
}

#[test]
fn further_roots_hang_under_the_first_and_are_told() {
    let text = block("  R\n    a\n  S\n    b\nT\n  c");
    assert_eq!(shown(&text), "R: 1 a, 1 S, 2 b, 1 T, 2 c");
    let sketches = sketches(&text);
    let told: Vec<(u32, Level)> = sketches[0]
        .problems
        .iter()
        .map(|problem| (problem.line, problem.level))
        .collect();
    assert_eq!(told, [(5, Level::Repaired), (7, Level::Repaired)]);
}

#[test]
fn an_id_of_ours_may_stand_behind_a_node() {
    let sketches = sketches(&block(
        "R\n  a b ^x1\n  id[c] ^x2\n  id[d] %% ^x3\n  id[e ^x4]\n  f ^2",
    ));
    let branches: Vec<(&str, Option<&str>)> = sketches[0]
        .branches
        .iter()
        .map(|branch| (branch.label.as_ref(), branch.anchor.as_deref()))
        .collect();
    let expected = [
        ("a b", Some("x1")),
        ("c", Some("x2")),
        ("d", Some("x3")),
        ("e", Some("x4")),
        ("f ^2", None),
    ];
    assert_eq!(branches, expected);
}

#[test]
fn a_bottomless_map_is_read_to_a_bound_and_told_once() {
    let body: String = (0..600)
        .map(|depth| format!("{}n\n", " ".repeat(depth)))
        .collect();
    let sketches = sketches(&block(&body));
    let deepest = sketches[0].branches.iter().map(|branch| branch.depth).max();
    assert_eq!(
        (sketches[0].branches.len(), deepest),
        (599, Some(MAX_DEPTH))
    );
    assert_eq!(sketches[0].problems.len(), 1);
}

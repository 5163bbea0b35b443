//! What becomes of a branch, case by case.

use super::{graded, outline};
use crate::domain::grade::Extent;

/// Grades, and expects these verdicts and reasons beside the labels; `said` and `not said` may be left out.
#[track_caller]
fn check(source: &str, said: &str, extent: Extent, expected: &str, extra: &[&str]) {
    let graded = graded(source, said, extent);
    let told = outline(source)
        .iter()
        .zip(&graded.judged)
        .map(|((_, label), judged)| {
            let label = label.trim_start_matches('*').split(" = ").next().unwrap();
            let verdict = judged.verdict.as_str();
            match judged.reason.as_str() {
                "said" | "not said" | "not reached" => format!("{label}: {verdict}"),
                reason => format!("{label}: {verdict}, {reason}"),
            }
        })
        .collect::<Vec<_>>();
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(told, expected);
    let lines = outline(said);
    let extras: Vec<&str> = graded.extra.iter().map(|line| lines[*line].1).collect();
    assert_eq!(extras, extra);
}

const PYTHON: &str = "
Functions
  def
  arguments
    positional
    keyword
  return
Memory
  Stack
  Heap
  Mutability
Types
  list
  Mutability";

#[test]
fn a_copy_is_exact() {
    let all = "Functions: exact
        def: exact
        arguments: exact
        positional: exact
        keyword: exact
        return: exact
        Memory: exact
        Stack: exact
        Heap: exact
        Mutability: exact
        Types: exact
        list: exact
        Mutability: exact";
    check(PYTHON, PYTHON, Extent::Finished, all, &[]);
}

#[test]
fn siblings_may_come_in_any_order() {
    let said = "
Types
  Mutability
  list
Functions
  return
  arguments
    keyword
    positional
  def";
    let expected = "Functions: exact
        def: exact
        arguments: exact
        positional: exact
        keyword: exact
        return: exact
        Memory: missing
        Stack: missing
        Heap: missing
        Mutability: missing
        Types: exact
        list: exact
        Mutability: exact";
    check(PYTHON, said, Extent::Finished, expected, &[]);
}

#[test]
fn what_was_said_elsewhere_is_misplaced_with_both_parents() {
    let said = "
a
  one
b
  two
  three";
    let expected = "a: exact
        one: exact
        two: misplaced, said under \"b\" instead of under \"a\"
        b: exact
        three: exact";
    check(
        "a\n  one\n  two\nb\n  three",
        said,
        Extent::Finished,
        expected,
        &[],
    );
}

#[test]
fn children_stay_with_a_moved_parent() {
    let source = "
a
  box
    pros
    cons
b
  tin
    pros
    cons";
    let said = "
a
b
  tin
    cons
  box
    pros
    cons";
    let expected = "a: exact
        box: misplaced, said under \"b\" instead of under \"a\"
        pros: exact
        cons: exact
        b: exact
        tin: exact
        pros: missing
        cons: exact";
    check(source, said, Extent::Finished, expected, &[]);
}

#[test]
fn children_of_a_missing_parent_are_found_elsewhere() {
    let said = "
Functions
  positional
  def
  return";
    let expected = "Functions: exact
        def: exact
        arguments: missing
        positional: misplaced, said under \"Functions\" instead of under \"arguments\"
        return: exact
        top: missing";
    let source = "Functions\n  def\n  arguments\n    positional\n  return\ntop";
    check(source, said, Extent::Finished, expected, &[]);
}

#[test]
fn a_branch_with_another_name_is_known_by_its_children() {
    let source = "
Storage
  blob
  table
  queue
Other
  x";
    let said = "
Keeping things
  table
  blob
Other
  x";
    let expected = "Storage: renamed, called \"Keeping things\"; what hangs under it tells
        blob: exact
        table: exact
        queue: missing
        Other: exact
        x: exact";
    check(source, said, Extent::Finished, expected, &[]);
}

#[test]
fn a_branch_that_moved_is_not_taken_for_a_renamed_sibling() {
    let source = "
a
  Heap
    insert
    delete
b
  Stack
    insert
    delete";
    let said = "
a
  Stack
    insert
    delete
b";
    let expected = "a: exact
        Heap: missing
        insert: missing
        delete: missing
        b: exact
        Stack: misplaced, said under \"a\" instead of under \"b\"
        insert: exact
        delete: exact";
    check(source, said, Extent::Finished, expected, &[]);
}

#[test]
fn twins_keep_to_their_parents() {
    let source = "list\n  Mutability\ntuple\n  Mutability\nset\n  Mutability";
    let expected = "list: exact
        Mutability: missing
        tuple: exact
        Mutability: exact
        set: exact
        Mutability: missing";
    check(
        source,
        "list\ntuple\n  Mutability\nset",
        Extent::Finished,
        expected,
        &[],
    );
}

#[test]
fn twins_of_one_parent_keep_to_their_children() {
    let source = "p\n  x\n    one\n  x\n    two";
    let said = "p\n  x\n    two\n  x\n    one";
    let expected = "p: exact
        x: exact
        one: exact
        x: exact
        two: exact";
    check(source, said, Extent::Finished, expected, &[]);
}

#[test]
fn a_line_is_credited_once() {
    let source = "a\n  x\nb\n  x";
    let expected = "a: exact
        x: exact
        b: exact
        x: missing";
    check(source, "a\n  x\nb", Extent::Finished, expected, &[]);
    let expected = "a: exact
        x: exact
        b: missing
        x: missing";
    check(source, "a\n  x\n  y", Extent::Finished, expected, &["y"]);
}

#[test]
fn a_twin_typed_twice_under_one_parent_is_misplaced_once() {
    let expected = "a: exact
        x: exact
        b: exact
        x: misplaced, said under \"a\" instead of under \"b\"";
    check(
        "a\n  x\nb\n  x",
        "a\n  x\n  x\nb",
        Extent::Finished,
        expected,
        &[],
    );
}

#[test]
fn another_name_counts_as_the_label() {
    let expected = "Garbage collection: exact, said as \"GC\"
        heap: exact";
    let source = "Garbage collection = GC\n  heap";
    check(source, "GC\n  heap", Extent::Finished, expected, &[]);
}

#[test]
fn numbered_siblings_out_of_order_are_swapped() {
    let source = "steps\n  *plan\n  *build\n  *test\n  *ship\nnotes";
    let said = "steps\n  plan\n  ship\n  build\n  test";
    let expected = "steps: exact
        plan: exact
        build: exact
        test: exact
        ship: swapped, said after \"plan\" instead of after \"test\"
        notes: missing";
    check(source, said, Extent::Finished, expected, &[]);
    let source = source.replace('*', "");
    let expected = expected.replace(
        "swapped, said after \"plan\" instead of after \"test\"",
        "exact",
    );
    check(&source, said, Extent::Finished, &expected, &[]);
}

#[test]
fn a_plain_list_is_a_set() {
    let said = "positional\nkeyword\nFunctions\nHeap\nMutability\nelsewhere";
    let expected = "Functions: exact
        def: missing
        arguments: missing
        positional: exact
        keyword: exact
        return: missing
        Memory: missing
        Stack: missing
        Heap: exact
        Mutability: exact
        Types: missing
        list: missing
        Mutability: missing";
    check(PYTHON, said, Extent::Finished, expected, &["elsewhere"]);
}

#[test]
fn in_a_plain_list_the_twin_nearest_to_its_neighbours_is_meant() {
    let source = "list\n  Mutability\ntuple\n  Mutability";
    let expected = "list: missing
        Mutability: missing
        tuple: exact
        Mutability: exact";
    check(source, "tuple\nMutability", Extent::Finished, expected, &[]);
}

#[test]
fn nearly_a_label_is_told_with_the_slip() {
    let source = "Errors\n  Exception handling\nMemory\n  Garbage collection";
    let said = "Errors\n  Garbage colection\nMemory\n  Exeption handling";
    let slips = graded(source, said, Extent::Finished).judged;
    assert_eq!(
        slips[1].reason,
        "said under \"Memory\" instead of under \"Errors\"; a slip: \"Exeption\""
    );
    let said = "Errors\n  Exeption handling\nMemory\n  collection";
    let slips = graded(source, said, Extent::Finished).judged;
    assert_eq!(slips[1].reason, "a slip: \"Exeption\"");
    assert_eq!(slips[1].verdict.as_str(), "close");
}

#[test]
fn the_top_alone_with_one_stray_branch_is_no_plain_list() {
    let source = "a\n  one\nb\nc\nd";
    let expected = "a: exact
        one: misplaced, said at the top instead of under \"a\"
        b: exact
        c: exact
        d: exact";
    check(source, "a\nb\nc\nd\none", Extent::Finished, expected, &[]);
}

#[test]
fn a_typed_root_does_no_harm() {
    let indented = PYTHON.replace('\n', "\n  ");
    for said in [
        format!("Python{indented}"),
        format!("Notes\n  Python{}", PYTHON.replace('\n', "\n    ")),
        format!("Python{PYTHON}"),
    ] {
        let graded = graded(PYTHON, &said, Extent::Finished);
        let exact = |j: &crate::domain::grade::Judged| j.reason == "said";
        assert!(graded.judged.iter().all(exact), "{said}: {graded:?}");
    }
}

#[test]
fn a_root_may_be_called_like_one_of_its_branches() {
    let source = "Python\n  def\nTypes\n  list\nErrors\nTools";
    let said = "Python\n  Python\n    def\n  Types\n    list\n  Errors";
    let expected = "Python: exact
        def: exact
        Types: exact
        list: exact
        Errors: exact
        Tools: missing";
    check(source, said, Extent::Finished, expected, &[]);
}

#[test]
fn a_branch_is_no_root_though_other_branches_hang_under_it() {
    let source = "Cell division\n  mitosis\nBlood\nAcids";
    let wrong = |parent: &str| format!("misplaced, said under \"{parent}\" instead of at the top");
    let under = wrong("Cell division");
    let expected = format!(
        "Cell division: exact
        mitosis: missing
        Blood: {under}
        Acids: {under}"
    );
    let said = "Cell division\n  Blood\n  Acids";
    check(source, said, Extent::Finished, &expected, &[]);
    let under = wrong("mitosis");
    let expected = format!(
        "Cell division: missing
        mitosis: misplaced, said at the top instead of under \"Cell division\"
        Blood: {under}
        Acids: {under}"
    );
    let said = "mitosis\n  Blood\n  Acids";
    check(source, said, Extent::Finished, &expected, &[]);
}

#[test]
fn a_typed_root_is_none_of_its_branches_though_their_children_hang_under_it() {
    let source = "OOP\n  class\n  object\n  self\nErrors\n  raise";
    let said = "Python\n  class\n  object\n  self\n  Errors\n    raise";
    let misplaced = "misplaced, said at the top instead of under \"OOP\"";
    let expected = format!(
        "OOP: missing
        class: {misplaced}
        object: {misplaced}
        self: {misplaced}
        Errors: exact
        raise: exact"
    );
    check(source, said, Extent::Finished, &expected, &[]);
}

#[test]
fn a_sibling_taken_for_another_is_known_by_its_children() {
    let source = "Membrane\n  Bilayer\n  Transport\n    Diffusion\n    Osmosis\n    Endocytosis";
    let said = "Membrane\n  Bilayer\n  Bilayer\n    Osmosis\n    Endocytosis";
    let expected = "Membrane: exact
        Bilayer: exact
        Transport: renamed, called \"Bilayer\"; what hangs under it tells
        Diffusion: missing
        Osmosis: exact
        Endocytosis: exact";
    check(source, said, Extent::Finished, expected, &[]);
}

#[test]
fn a_chain_of_parents_typed_again_does_no_harm() {
    let source = "Functions\n  arguments\n    positional\n    keyword\n  return";
    let expected = "Functions: exact
        arguments: exact
        positional: exact
        keyword: exact
        return: exact";
    let said = "
Functions
  arguments
    positional
Functions
  arguments
    keyword
Functions
  return";
    check(source, said, Extent::Finished, expected, &[]);
    let rooted = said
        .replace("\n", "\n  ")
        .replace("\n  Functions", "\nPython\n  Functions");
    check(source, &rooted, Extent::Finished, expected, &[]);
}

#[test]
fn after_a_stop_what_follows_the_last_line_is_unreached() {
    let said = "
Functions
  arguments
    positional
    something else";
    let expected = "Functions: exact
        def: missing
        arguments: exact
        positional: exact
        keyword: unreached
        return: unreached
        Memory: unreached
        Stack: unreached
        Heap: unreached
        Mutability: unreached
        Types: unreached
        list: unreached
        Mutability: unreached";
    check(PYTHON, said, Extent::Stopped, expected, &["something else"]);
}

#[test]
fn who_said_nothing_missed_all_or_reached_nothing() {
    let source = "a\n  b";
    check(source, "", Extent::Finished, "a: missing\nb: missing", &[]);
    check(
        source,
        "",
        Extent::Stopped,
        "a: unreached\nb: unreached",
        &[],
    );
    check(
        source,
        "z",
        Extent::Stopped,
        "a: unreached\nb: unreached",
        &["z"],
    );
}

#[test]
fn a_slip_that_may_be_meant_as_two_branches_is_neither() {
    let source = "Body\n  mitosis\nGerm\n  meiosis";
    let neither = "Body: exact\nmitosis: missing\nGerm: exact\nmeiosis: missing";
    for said in ["Body\n  meitosis\nGerm", "Body\nGerm\n  meitosis"] {
        check(source, said, Extent::Finished, neither, &["meitosis"]);
    }
    check(
        "mitosis\nmeiosis",
        "meitosis",
        Extent::Finished,
        "mitosis: missing\nmeiosis: missing",
        &["meitosis"],
    );
    // Where the other one was said, or is farther, or its children tell, it is plain.
    check(
        "mitosis\nmeiosis",
        "meitosis\nmeiosis",
        Extent::Finished,
        "mitosis: close, a slip: \"meitosis\"\nmeiosis: exact",
        &[],
    );
    check(
        "mitosis\nmeiosis",
        "mitossis",
        Extent::Finished,
        "mitosis: close, a slip: \"mitossis\"\nmeiosis: missing",
        &[],
    );
    check(
        "mitosis\n  spindle\nmeiosis\n  crossing",
        "meitosis\n  spindle",
        Extent::Finished,
        "mitosis: close, a slip: \"meitosis\"\nspindle: exact\nmeiosis: missing\ncrossing: missing",
        &[],
    );
}

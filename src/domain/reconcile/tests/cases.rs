//! One case a rule: drawn before and after.

use super::notes::{Notes, drawn, ids, lost};
use super::*;

/// Where the loci of `before` are in `after`: for each node its old label, or `-`.
fn kept(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (drawn(before), drawn(after));
    let ids = ids(&before, |_| true);
    let labels: Vec<&str> = before.twigs().map(|twig| twig.label.as_str()).collect();
    let old = before.atlas();
    let bound = Bound {
        atlas: &old,
        ids: &ids,
    };
    let reconciled = reconcile(&bound, &[], &Said::default(), &after.atlas());
    let from = |id: &Option<LocusId>| {
        let at = id.and_then(|id| ids.iter().position(|old| *old == Some(id)));
        at.map_or("-", |at| labels[at]).to_owned()
    };
    let from: Vec<String> = reconciled.ids.iter().map(from).collect();
    let unknown = from.iter().filter(|from| *from == "-").count();
    assert_eq!(reconciled.added as usize, unknown);
    from
}

#[track_caller]
fn check(before: &str, after: &str, expected: &[&str]) {
    assert_eq!(kept(before, after), expected);
}

const MAP: &str = "\
# a.md
python
  Arguments
    args
    kwargs
  Loops
    for
    while
";

#[test]
fn unchanged_notes_keep_everything() {
    let all = ["Arguments", "args", "kwargs", "Loops", "for", "while"];
    check(MAP, MAP, &all);
}

#[test]
fn siblings_may_be_reordered() {
    let after = "\
# a.md
python
  Loops
    while
    for
  Arguments
    args
    kwargs
";
    let all = ["Loops", "while", "for", "Arguments", "args", "kwargs"];
    check(MAP, after, &all);
}

#[test]
fn a_renamed_file_with_an_edit_is_the_same_file() {
    let after = MAP
        .replace("# a.md", "# b.md")
        .replace("while", "something else");
    let all = ["Arguments", "args", "kwargs", "Loops", "for", "while"];
    check(MAP, &after, &all);
}

#[test]
fn a_renamed_file_with_a_renamed_root_is_the_same_map() {
    let after = MAP
        .replace("# a.md", "# b.md")
        .replace("python", "Snake language");
    let all = ["Arguments", "args", "kwargs", "Loops", "for", "while"];
    check(MAP, &after, &all);
}

#[test]
fn renamed_files_with_maps_of_one_name_are_told_apart_by_their_content() {
    let before = "# 1.md\ngo\n  if\n  or\n  x\n# 2.md\ngo\n  in\n  is\n  y\n";
    let after = "# 3.md\ngo\n  in\n  is\n  z\n# 4.md\ngo\n  if\n  or\n  v\n";
    check(before, after, &["in", "is", "y", "if", "or", "x"]);
}

#[test]
fn renamed_files_with_equal_content_keep_their_order() {
    let folder = |name: &str| {
        let file = |at| format!("# {name}/{at:02}.md\ngo\n  if\n  or\n");
        drawn(&(0..20).map(file).collect::<String>())
    };
    let (before, after) = (folder("old"), folder("new"));
    let (atlas, ids) = (before.atlas(), ids(&before, |_| true));
    let bound = Bound {
        atlas: &atlas,
        ids: &ids,
    };
    assert_eq!(
        reconcile(&bound, &[], &Said::default(), &after.atlas()).ids,
        ids
    );
}

#[test]
fn a_reworded_leaf_keeps_its_history() {
    let after = MAP.replace("    args", "    positional ones");
    let all = ["Arguments", "args", "kwargs", "Loops", "for", "while"];
    check(MAP, &after, &all);
}

#[test]
fn a_reworded_branch_keeps_its_children() {
    let after = MAP
        .replace("Arguments", "Parameters of functions")
        .replace("Loops", "Iteration");
    let all = ["Arguments", "args", "kwargs", "Loops", "for", "while"];
    check(MAP, &after, &all);
}

#[test]
fn a_branch_and_its_children_may_be_corrected_at_once() {
    let after = MAP
        .replace("Arguments", "Argument")
        .replace("kwargs", "**kwargs")
        .replace("    args", "    *args");
    let all = ["Arguments", "args", "kwargs", "Loops", "for", "while"];
    check(MAP, &after, &all);
}

#[test]
fn a_deleted_leaf_is_not_the_one_that_was_added_elsewhere() {
    let before = "# a.md\npython\n  list\n  dict\n  tuple\n  bytes\n";
    let after = "# a.md\npython\n  set\n  list\n  dict\n  bytes\n";
    check(before, after, &["-", "list", "dict", "bytes"]);
}

#[test]
fn numbered_leaves_are_not_reworded_into_each_other() {
    let before = "# a.md\ndeck\n  item 1\n  item 2\n  item 3\n";
    let after = "# a.md\ndeck\n  item 3\n  item 4\n  item 5\n";
    check(before, after, &["item 3", "-", "-"]);
}

#[test]
fn a_branch_that_was_replaced_by_another_is_gone() {
    let before = "# a.md\npython\n  Loops\n    for\n    while\n  Types\n";
    let after = "# a.md\npython\n  Errors\n    raise\n    except\n  Types\n";
    check(before, after, &["-", "-", "-", "Types"]);
}

#[test]
fn another_map_in_the_same_file_inherits_nothing() {
    let before = "# a.md\npython\n  Loops\n  Types\n";
    let after = "# a.md\nrust\n  Borrowing\n  Lifetimes\n";
    check(before, after, &["-", "-"]);
}

#[test]
fn a_branch_moves_with_all_below_it_even_to_another_file() {
    let after = "\
# a.md
python
  Loops
    for
    while
# b.md
functions
  Arguments
    args
    kwargs
";
    let all = ["Loops", "for", "while", "Arguments", "args", "kwargs"];
    check(MAP, after, &all);
}

#[test]
fn even_short_labels_move_inside_a_map() {
    let before = "# a.md\na\n  if\n  or\n  in\n# b.md\nb\n  if\n  x\n";
    let after = "# a.md\na\n  Words\n    if\n    or\n    in\n# b.md\nb\n  x\n    if\n";
    check(before, after, &["-", "if", "or", "in", "x", "if"]);
}

#[test]
fn a_subtree_is_known_in_another_map_by_its_whole() {
    let before = "# a.md\na\n  if\n    x\n  or\n# b.md\nb\n  in\n";
    let after = "# a.md\na\n  or\n# b.md\nb\n  in\n    if\n  if\n    x\n";
    check(before, after, &["or", "in", "-", "if", "x"]);
}

#[test]
fn short_labels_that_are_only_a_bit_alike_are_two() {
    let before = "# a.md\na\n  get\n  pop\n  keys\n  items\n";
    let after = "# a.md\na\n  pop\n  keys\n  set\n  update\n  items\n";
    check(before, after, &["pop", "keys", "-", "-", "items"]);
}

#[test]
fn a_branch_may_become_a_map_of_its_own() {
    let after = "\
# a.md
python
  Loops
    for
    while
# b.md
Arguments
  kwargs
  args
  defaults
";
    let all = ["Loops", "for", "while", "kwargs", "args", "-"];
    check(MAP, after, &all);
}

#[test]
fn a_moved_and_reworded_branch_is_known_by_its_children() {
    let before = "# a.md\na\n  Keyword\n    positional\n    variadic\n  Rest\n# b.md\nb\n  Other\n";
    let after =
        "# a.md\na\n  Rest\n# b.md\nb\n  Other\n    Parameters\n      positional\n      variadic\n";
    let all = ["Rest", "Other", "Keyword", "positional", "variadic"];
    check(before, after, &all);
}

#[test]
fn equal_labels_under_different_parents_are_two_loci() {
    let before = "# a.md\na\n  One\n    Summary\n  Two\n    Summary\n";
    let after = "# a.md\na\n  Two\n    Summary\n  One\n";
    let (before, after) = (drawn(before), drawn(after));
    let ids = ids(&before, |_| true);
    let old = before.atlas();
    let bound = Bound {
        atlas: &old,
        ids: &ids,
    };
    let reconciled = reconcile(&bound, &[], &Said::default(), &after.atlas());
    assert_eq!(reconciled.ids, [ids[2], ids[3], ids[0]]);
}

#[test]
fn an_anchor_decides_against_the_label() {
    let before = "# a.md\na\n  One ^x1\n  Two ^x2\n";
    let after = "# a.md\na\n  Two ^x1\n  One ^x2\n";
    check(before, after, &["One", "Two"]);
}

#[test]
fn a_copied_anchor_decides_nothing() {
    let before = "# a.md\na\n  One ^x1\n  Two\n";
    let after = "# a.md\na\n  Two\n    One, copied ^x1\n  One ^x1\n";
    check(before, after, &["Two", "-", "One"]);
}

#[test]
fn twins_are_told_apart_by_what_hangs_below() {
    let before = "# a.md\na\n  Example\n    red\n  Example\n    blue\n    green\n";
    let after = "# a.md\na\n  Example\n    blue\n    green\n    black\n";
    check(before, after, &["Example", "blue", "green", "-"]);
    let old = drawn(before);
    let ids = ids(&old, |_| true);
    let atlas = old.atlas();
    let bound = Bound {
        atlas: &atlas,
        ids: &ids,
    };
    assert_eq!(
        reconcile(&bound, &[], &Said::default(), &drawn(after).atlas()).ids[0],
        ids[2]
    );
}

#[test]
fn a_new_twin_takes_nothing_from_the_one_between_its_neighbours() {
    let before = "# a.md\na\n  red\n  Example\n  blue\n";
    let after = "# a.md\na\n  Example\n  red\n  Example\n  blue\n";
    check(before, after, &["-", "red", "Example", "blue"]);
}

#[test]
fn labels_that_got_a_few_more_words_are_the_same() {
    let before = "# a.md\na\n  closures\n  types\n  scope\n";
    let after = "# a.md\na\n  closures and late binding\n  types\n  scope of names (LEGB)\n";
    check(before, after, &["closures", "types", "scope"]);
}

const PALACE: &str = "\
# p.md
= Your House
  Door: define it
  Hall: cost
  Kitchen: example
  --
  Desk: pitfalls
  Lamp: summary
";

#[test]
fn a_room_keeps_its_history_when_its_point_changes() {
    let after = PALACE.replace("cost", "time and space");
    check(PALACE, &after, &["Door", "Hall", "Kitchen", "Desk", "Lamp"]);
}

#[test]
fn a_room_keeps_its_history_when_its_place_changes() {
    let after = PALACE
        .replace("Door", "Front gate")
        .replace("Kitchen", "Cellar");
    check(PALACE, &after, &["Door", "Hall", "Kitchen", "Desk", "Lamp"]);
}

#[test]
fn a_room_may_change_place_and_point_where_all_else_stays() {
    let after = PALACE.replace("Hall: cost", "Stairs: O(1) lookups");
    check(PALACE, &after, &["Door", "Hall", "Kitchen", "Desk", "Lamp"]);
}

#[test]
fn a_room_may_move_to_another_route_with_another_point() {
    let after = "\
# p.md
= Your House
  Door: define it
  Hall: cost
  --
  Desk: pitfalls
  Kitchen: a short example
  Lamp: summary
";
    check(PALACE, after, &["Door", "Hall", "Desk", "Kitchen", "Lamp"]);
}

#[test]
fn a_palace_may_be_renamed_and_move_to_another_file() {
    let after = PALACE
        .replace("p.md", "q.md")
        .replace("Your House", "Grandma");
    check(PALACE, &after, &["Door", "Hall", "Kitchen", "Desk", "Lamp"]);
}

#[test]
fn rooms_with_the_same_place_in_another_palace_are_others() {
    let after = "# q.md\n= Office\n  Kitchen: coffee\n  Window: view\n  Plant: water\n";
    check(PALACE, after, &["-", "-", "-"]);
}

#[test]
fn a_file_that_was_copied_first_and_removed_later_was_moved() {
    let copied = drawn(&format!("{MAP}{}", MAP.replace("# a.md", "# b.md")));
    let only = |file: &str| drawn(&MAP.replace("# a.md", file));
    let count = only("# a.md").numbers().len();
    let atlas = copied.atlas();
    let first = ids(&copied, |number| (number as usize) < count);
    let after = |ids: &[Option<LocusId>], notes: &Notes| {
        let bound = Bound { atlas: &atlas, ids };
        reconcile(&bound, &[], &Said::default(), &notes.atlas()).ids
    };
    assert_eq!(after(&first, &only("# b.md")), first[..count]);
    assert_eq!(after(&first, &only("# a.md")), first[..count]);
    let both = ids(&copied, |_| true);
    assert_eq!(after(&both, &only("# b.md")), both[count..]);
}

/// The ids that are left when everything below `first` nodes with an id is a copy without one.
fn without_the_original(before: &str, after: &str, first: usize) -> Vec<Option<u32>> {
    let (before, after) = (drawn(before), drawn(after));
    let (atlas, known) = (
        before.atlas(),
        ids(&before, |number| (number as usize) < first),
    );
    let bound = Bound {
        atlas: &atlas,
        ids: &known,
    };
    let found = reconcile(&bound, &[], &Said::default(), &after.atlas()).ids;
    let number = |id: &LocusId| known.iter().position(|known| known.as_ref() == Some(id));
    let numbers = found.iter().map(|id| id.as_ref().and_then(number));
    numbers.map(|at| at.map(|at| at as u32)).collect()
}

#[test]
fn a_part_that_was_copied_first_and_removed_later_was_moved() {
    let before = "# a.md\nrust\n  Async\n    Future\n    Pin and Unpin\n  Traits\n# b.md\ngo\n  Async\n    Future\n    Pin and Unpin\n";
    let after = before.replacen("  Async\n    Future\n    Pin and Unpin\n", "", 1);
    let found = without_the_original(before, &after, 4);
    assert_eq!(found, [Some(3), Some(0), Some(1), Some(2)]);
    let grown = after.replace("    Pin and Unpin\n", "    Pin and Unpin\n    Waker\n");
    let found = without_the_original(before, &grown, 4);
    assert_eq!(found, [Some(3), None, None, Some(2), None]);
}

#[test]
fn what_looks_like_a_copy_of_what_went_takes_no_history_if_it_may_be_another() {
    let part = "  Async\n    Future\n    Pin\n";
    let two = format!("# a.md\nrust\n{part}# b.md\ngo\n{part}# c.md\nc\n{part}");
    let found = without_the_original(&two, &two.replacen(part, "", 1), 3);
    assert_eq!(found, [None; 6]);
    let leaf = "# a.md\nrust\n  Pitfalls\n  Traits\n# b.md\ngo\n  Pitfalls\n";
    let found = without_the_original(leaf, &leaf.replacen("  Pitfalls\n", "", 1), 2);
    assert_eq!(found, [Some(1), None]);
}

#[test]
fn what_is_deleted_and_pasted_back_is_the_same() {
    let notes = drawn(MAP);
    let without = drawn("# a.md\npython\n  Loops\n    for\n    while\n");
    let (atlas, between) = (notes.atlas(), without.atlas());
    let ids = ids(&notes, |number| number != 1);
    let bound = |atlas, ids| Bound { atlas, ids };
    let gone = reconcile(&bound(&atlas, &ids), &[], &Said::default(), &between);
    let retired = lost(&atlas, &ids, &gone.ids);
    assert_eq!(retired.len(), 2);
    let back = reconcile(
        &bound(&between, &gone.ids),
        &retired,
        &Said::default(),
        &atlas,
    );
    assert_eq!(back.ids, ids);
    assert_eq!(back.added, 1);
}

#[test]
fn an_exact_return_goes_before_a_guess() {
    let now = "# a.md\npython\n  list\n  set\n";
    let (old, new) = (drawn(now), drawn("# a.md\npython\n  list\n  tuple\n"));
    let (atlas, ids) = (old.atlas(), ids(&old, |_| true));
    let tuple = LocusId::first(Kind::Branch, &["python", "tuple"], 0);
    let retired = [Retired {
        id: tuple,
        kind: Kind::Branch,
        label_path: vec!["python".to_owned(), "tuple".to_owned()],
        first_path: Vec::new(),
        anchor: None,
        point: None,
        gone_days: 0,
    }];
    let bound = Bound {
        atlas: &atlas,
        ids: &ids,
    };
    let reconciled = reconcile(&bound, &retired, &Said::default(), &new.atlas());
    assert_eq!(reconciled.ids, [ids[0], Some(tuple)]);
}

#[test]
fn a_retired_room_returns_only_as_a_room() {
    let branch = drawn("# a.md\nHouse\n  Door\n").atlas();
    let room = drawn("# a.md\n= House\n  Door: way in\n").atlas();
    let retired = [Retired {
        id: LocusId::first(Kind::Room, &["House", "Door"], 0),
        kind: Kind::Room,
        label_path: vec!["House".to_owned(), "Door".to_owned()],
        first_path: Vec::new(),
        anchor: None,
        point: Some("another".to_owned()),
        gone_days: 0,
    }];
    let nothing = Atlas::default();
    let bound = Bound {
        atlas: &nothing,
        ids: &[],
    };
    assert_eq!(
        reconcile(&bound, &retired, &Said::default(), &branch).ids,
        [None]
    );
    assert_eq!(
        reconcile(&bound, &retired, &Said::default(), &room).ids,
        [Some(retired[0].id)]
    );
}

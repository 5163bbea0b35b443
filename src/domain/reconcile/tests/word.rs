//! What the user said, what came back, and what tells the engine how a locus was found.

use super::notes::{drawn, ids, lost};
use super::*;

fn back(gone_days: u32, path: &[&str], point: Option<&str>) -> Retired {
    let kind = point.map_or(Kind::Branch, |_| Kind::Room);
    Retired {
        id: LocusId::first(kind, path, 0),
        kind,
        label_path: path.iter().map(|label| (*label).to_owned()).collect(),
        first_path: path.iter().map(|label| (*label).to_owned()).collect(),
        anchor: None,
        point: point.map(str::to_owned),
        gone_days,
    }
}

fn returned(retired: &[Retired], said: &Said, now: &str) -> Reconciled {
    let nothing = Atlas::default();
    let bound = Bound {
        atlas: &nothing,
        ids: &[],
    };
    reconcile(&bound, retired, said, &drawn(now).atlas())
}

fn matched(
    before: &str,
    after: &str,
    said: impl Fn(&[Option<LocusId>]) -> Said,
) -> (Vec<Option<LocusId>>, Reconciled) {
    let before = drawn(before);
    let (atlas, ids) = (before.atlas(), ids(&before, |_| true));
    let bound = Bound {
        atlas: &atlas,
        ids: &ids,
    };
    let reconciled = reconcile(&bound, &[], &said(&ids), &drawn(after).atlas());
    (ids, reconciled)
}

#[test]
fn an_exact_return_revives_at_any_age() {
    let loci = [back(4_000, &["python", "Loops", "for"], None)];
    let now = returned(
        &loci,
        &Said::default(),
        "# a.md\npython\n  Loops\n    for\n",
    );
    assert_eq!(now.ids, [None, Some(loci[0].id)]);
    assert_eq!(now.evidence, [None, Some(Evidence::Path)]);
}

#[test]
fn an_exact_return_revives_over_a_node_without_a_history() {
    let loci = [
        back(0, &["python", "Loops"], None),
        back(0, &["python", "Loops", "while"], None),
    ];
    let now = |before: &str, after: &str, said: &Said| {
        let before = drawn(before).atlas();
        let nobody = vec![None; before.nodes.len()];
        let bound = Bound {
            atlas: &before,
            ids: &nobody,
        };
        reconcile(&bound, &loci, said, &drawn(after).atlas()).ids
    };
    let (other, same) = (
        "# a.md\npython\n  Loop\n    whiles\n",
        "# a.md\npython\n  Loops\n    while\n",
    );
    let told = Said {
        apart: [(loci[1].id, loci[1].label_path.clone())].into(),
        ..Said::default()
    };
    let ids = [Some(loci[0].id), Some(loci[1].id)];
    assert_eq!(now(other, same, &Said::default()), ids);
    assert_eq!(now(other, same, &told), [ids[0], None]);
    assert_eq!(now(same, same, &Said::default()), [None, None]);
}

#[test]
fn siblings_that_come_back_in_place_bring_their_parent_under_another_label() {
    let loci = |days| {
        [
            back(days, &["python", "Errors"], None),
            back(days, &["python", "Errors", "raise"], None),
            back(days, &["python", "Errors", "except"], None),
        ]
    };
    let now = "# a.md\npython\n  Error handling\n    raise\n    except\n";
    let of = |loci: &[Retired], now: &str| returned(loci, &Said::default(), now).ids;
    let all = loci(3).map(|locus| Some(locus.id));
    assert_eq!(of(&loci(3), now), all);
    assert_eq!(of(&loci(31), now), [None; 3]);
    let other = now.replace("except", "finally");
    assert_eq!(of(&loci(3), &other), [None; 3]);
    let two = format!("{now}{}", now.replace("# a.md", "# b.md"));
    assert_eq!(of(&loci(3), &two), [None; 6]);
}

#[test]
fn an_anchor_that_stood_twice_tells_the_one_that_has_an_id() {
    let before = drawn("# a.md\na\n  One ^x\n  Two ^x\n  Three\n");
    let after = drawn("# a.md\na\n  Three\n    Something else ^x\n");
    let (atlas, known) = (before.atlas(), ids(&before, |number| number == 1));
    let bound = Bound {
        atlas: &atlas,
        ids: &known,
    };
    let found = reconcile(&bound, &[], &Said::default(), &after.atlas()).ids;
    assert_eq!(found, [None, known[1]]);
}

#[test]
fn a_return_elsewhere_is_guessed_for_thirty_days() {
    for (days, comes) in [(0, true), (30, true), (31, false)] {
        let loci = [
            back(days, &["python", "Loops", "for"], None),
            back(days, &["python", "Loops"], None),
        ];
        let now = returned(
            &loci,
            &Said::default(),
            "# b.md\nsnakes\n  Basics\n    Loops\n      for\n",
        );
        let expected = [None, Some(loci[1].id), Some(loci[0].id)];
        assert_eq!(
            now.ids,
            if comes { expected } else { [None; 3] },
            "{days} days"
        );
        assert_eq!(now.evidence[2], comes.then_some(Evidence::Return));
    }
}

#[test]
fn a_common_label_returns_elsewhere_with_its_parent() {
    let loci = [
        back(1, &["python", "Late binding", "Examples"], None),
        back(1, &["python", "Late binding"], None),
        back(1, &["python", "Other", "Examples"], None),
    ];
    let now = returned(
        &loci,
        &Said::default(),
        "# b.md\ngo\n  Examples\n  Late binding\n    Examples\n  Traits\n    Examples\n",
    );
    let (child, parent) = (Some(loci[0].id), Some(loci[1].id));
    assert_eq!(now.ids, [None, parent, child, None, None]);
}

#[test]
fn a_room_returns_elsewhere_by_place_and_point() {
    let loci = [back(3, &["House", "Door"], Some("define it"))];
    let now = returned(
        &loci,
        &Said::default(),
        "# b.md\n= Office\n  Door: define it\n  Hall: cost\n",
    );
    assert_eq!(now.ids, [Some(loci[0].id), None]);
    let other = returned(
        &loci,
        &Said::default(),
        "# b.md\n= Office\n  Door: something else\n",
    );
    assert_eq!(other.ids, [None]);
}

#[test]
fn a_return_that_could_be_two_things_is_none() {
    let loci = [back(1, &["python", "late binding closures"], None)];
    let once = returned(
        &loci,
        &Said::default(),
        "# b.md\ngo\n  late binding closures\n",
    );
    assert_eq!(once.ids, [Some(loci[0].id)]);
    let twice = "# b.md\ngo\n  late binding closures\nrust\n  late binding closures\n";
    assert_eq!(returned(&loci, &Said::default(), twice).ids, [None, None]);
}

#[test]
fn what_the_user_told_apart_never_becomes_one() {
    let before = "# a.md\npython\n  args\n  kwargs\n";
    let after = "# a.md\npython\n  *args\n  kwargs\n";
    let apart = |ids: &[Option<LocusId>]| {
        let path = vec!["python".to_owned(), "*args".to_owned()];
        let apart = ids[0].map(|id| (id, path)).into_iter().collect();
        Said {
            apart,
            ..Said::default()
        }
    };
    let (ids, plain) = matched(before, after, |_| Said::default());
    assert_eq!(plain.ids, ids);
    let (ids, told) = matched(before, after, apart);
    assert_eq!(told.ids, [None, ids[1]]);
    let (ids, unchanged) = matched(after, after, apart);
    assert_eq!(unchanged.ids, [None, ids[1]]);
}

#[test]
fn a_retired_locus_does_not_return_where_it_was_told_apart() {
    let loci = [back(0, &["python", "args"], None)];
    let said = Said {
        apart: [(loci[0].id, loci[0].label_path.clone())].into(),
        ..Said::default()
    };
    assert_eq!(
        returned(&loci, &said, "# a.md\npython\n  args\n").ids,
        [None]
    );
}

#[test]
fn an_alias_is_as_good_as_the_label() {
    let before = "# a.md\npython\n  GIL\n  lists\n  loops\n";
    let after = "# a.md\npython\n  loops\n  generators\n  Global Interpreter Lock\n  queues\n";
    let alias = |ids: &[Option<LocusId>]| {
        let names = vec![" global interpreter lock".to_owned()];
        let aliases = ids[0].map(|id| (id, names)).into_iter().collect();
        Said {
            aliases,
            ..Said::default()
        }
    };
    let (ids, plain) = matched(before, after, |_| Said::default());
    assert_ne!(plain.ids[2], ids[0]);
    let (ids, told) = matched(before, after, alias);
    assert_eq!(told.ids, [ids[2], None, ids[0], None]);
}

#[test]
fn a_copied_anchor_stays_with_its_label_and_is_told() {
    let before = "# a.md\na\n  One ^x\n  Two\n";
    let after = "# a.md\na\n  Two\n# b.md\nb\n  Deep\n    Copied ^x\n    One ^x\n";
    let (ids, now) = matched(before, after, |_| Said::default());
    assert_eq!(now.ids, [ids[1], None, None, ids[0]]);
    assert_eq!(now.evidence[3], Some(Evidence::Anchor));
    assert_eq!(now.doubled, [(NodeIx(3), NodeIx(2))]);
}

#[test]
fn a_copied_file_with_anchors_takes_nothing_from_its_original() {
    let before = "# a.mm\na\n  One ^x\n  Two ^y\n";
    let after = "# 0.mm\na\n  One ^x\n  Two ^y\n# a.mm\na\n  One ^x\n  Two ^y\n";
    let (ids, now) = matched(before, after, |_| Said::default());
    assert_eq!(now.ids, [None, None, ids[0], ids[1]]);
    assert_eq!(
        now.doubled,
        [(NodeIx(2), NodeIx(0)), (NodeIx(3), NodeIx(1))]
    );
}

#[test]
fn the_evidence_says_how_each_locus_was_found() {
    let before = "# a.md\na\n  stays\n  reworded\n  moved away\n    below it\n";
    let after = "# a.md\na\n  stays\n    moved away\n      below it\n  rewordet\n  new\n";
    let (_, now) = matched(before, after, |_| Said::default());
    let (place, subtree, likeness) = (Evidence::Place, Evidence::Subtree, Evidence::Likeness);
    let expected = [
        Some(place),
        Some(subtree),
        Some(place),
        Some(likeness),
        None,
    ];
    assert_eq!(now.evidence, expected);
}

#[test]
fn a_slip_in_a_label_that_moved_is_the_same() {
    let before = "# a.md\na\n  late binding closures\n  x\n# b.md\nb\n  y\n";
    let after = "# a.md\na\n  x\n# b.md\nb\n  y\n    late bindign closures\n";
    let (ids, now) = matched(before, after, |_| Said::default());
    assert_eq!(now.ids, [ids[1], ids[2], ids[0]]);
}

#[test]
fn a_copy_takes_nothing_from_what_was_reworded_in_its_place() {
    let before = "# a.md\na\n  closures\n    cells\n  x\n# b.md\nb\n  y\n";
    let after =
        "# a.md\na\n  closurse\n    cells\n  x\n# b.md\nb\n  y\n    closures\n      cells\n";
    let (ids, now) = matched(before, after, |_| Said::default());
    assert_eq!(now.ids, [ids[0], ids[1], ids[2], ids[3], None, None]);
}

#[test]
fn what_moved_together_is_known_by_its_company() {
    let before = "# a.md\nmap\n  Examples\n  Summary\n  Cost\n  x\n# b.md\nmap two\n  Examples\n  Summary\n  Cost\n";
    let after = "# a.md\nmap\n  x\n# c.md\nmap three\n  Examples\n  Summary\n  Cost\n# b.md\nmap two\n  Examples\n  Summary\n  Cost\n";
    let (ids, now) = matched(before, after, |_| Said::default());
    assert_eq!(
        now.ids,
        [ids[3], ids[0], ids[1], ids[2], ids[4], ids[5], ids[6]]
    );
}

#[test]
fn many_twins_and_deep_chains_lose_only_what_went() {
    let flat = |count: usize| format!("# a.md\nroot\n{}", "  the same\n".repeat(count));
    let (before, after) = (drawn(&flat(50_000)), drawn(&flat(49_999)));
    let (atlas, all) = (before.atlas(), ids(&before, |_| true));
    let bound = Bound {
        atlas: &atlas,
        ids: &all,
    };
    let now = reconcile(&bound, &[], &Said::default(), &after.atlas());
    assert_eq!(now.ids.iter().flatten().count(), 49_999);
    assert_eq!(lost(&atlas, &all, &now.ids).len(), 1);
}

/// Twenty branches that go and twenty that come, so that a change is no small one.
fn busy(letter: char) -> String {
    let lines = (0..20).map(|at| format!("  {}\n", letter.to_string().repeat(at + 3)));
    lines.collect()
}

#[test]
fn what_was_written_over_did_not_move_to_where_its_label_is_now() {
    let loops = |middle: &str| format!("python\n  Loops\n    for\n    {middle}\n    while\n");
    let before = format!("# a.md\n{}  Types\n{}", loops("decorators"), busy('q'));
    let after = format!(
        "# a.md\n{}  Types\n    decorators\n{}",
        loops("metaclasses"),
        busy('z')
    );
    let (ids, now) = matched(&before, &after, |_| Said::default());
    assert!(!now.ids.contains(&ids[2]), "{:?}", now.ids);
}

#[test]
fn half_of_the_children_are_not_the_branch_while_its_label_stands_elsewhere() {
    let before = format!(
        "# a.md\npython\n  Features\n    lambda\n    yield\n    async\n    match\n  Usage\n{}",
        busy('q')
    );
    let after = format!(
        "# a.md\npython\n  Later\n    async\n    match\n  Usage\n    Features\n      lambda\n      yield\n{}",
        busy('z')
    );
    let (ids, now) = matched(&before, &after, |_| Said::default());
    assert_eq!(now.ids[4], ids[0]);
}

#[test]
fn a_common_label_goes_along_with_what_was_split_off() {
    let common = "b\n  open\nc\n  open\nd\n  open\ne\n  open\n";
    let before = format!(
        "# a.md\nnotes\n  Files\n    rename\n    unlink\n    symlink\n    open\n    close\n{}{common}",
        busy('q')
    );
    let after = format!(
        "# a.md\nnotes\n  Files\n    rename\n{}{common}# b.md\nnotes 2\n  unlink\n  symlink\n  open\n  closed\n",
        busy('z')
    );
    let (ids, now) = matched(&before, &after, |_| Said::default());
    let split = now.ids.len() - 4;
    assert_eq!(now.ids[split..split + 3], ids[2..5]);
}

#[test]
fn an_anchor_revives_the_one_that_fits_of_two_that_had_it() {
    let anchored = |path: &[&str]| Retired {
        anchor: Some("a".to_owned()),
        ..back(4_000, path, None)
    };
    let loci = [
        anchored(&["python", "Loops", "for"]),
        anchored(&["python", "Basics", "while"]),
    ];
    let of = |now: &str| {
        let now = returned(&loci, &Said::default(), now);
        assert_eq!(now.evidence[0].is_some(), now.ids[0].is_some());
        (now.ids[0], now.evidence[0])
    };
    let found = |at: usize| (Some(loci[at].id), Some(Evidence::Anchor));
    assert_eq!(of("# a.md\njava\n  for ^a\n"), found(0));
    assert_eq!(of("# a.md\njava\n  while ^a\n"), found(1));
    assert_eq!(of("# a.md\njava\n  until ^a\n"), (None, None));
    assert_eq!(of("# a.md\njava\n  for ^a\n  while ^a\n"), (None, None));
    let rooms = returned(
        &loci[..1],
        &Said::default(),
        "# a.md\n= House\n  for: x ^a\n",
    );
    assert_eq!(rooms.ids, [None]);
}

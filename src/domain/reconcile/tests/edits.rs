//! What holds for any notes: each kind of edit keeps every locus, and no edit mixes them up.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::notes::{File, Notes, Page, Sort, Twig, Twins, ids, lost, notes};
use super::*;

type Ids = Vec<Option<LocusId>>;

fn reconciled(before: &Notes, ids: &[Option<LocusId>], retired: &[Retired], after: &Notes) -> Ids {
    let (old, new) = (before.atlas(), after.atlas());
    let bound = Bound { atlas: &old, ids };
    let once = reconcile(&bound, retired, &Said::default(), &new);
    assert_eq!(
        once,
        reconcile(&bound, retired, &Said::default(), &new),
        "not deterministic"
    );
    let given: Vec<LocusId> = once.ids.iter().flatten().copied().collect();
    let distinct: HashSet<LocusId> = given.iter().copied().collect();
    assert_eq!(once.ids.len(), new.nodes.len());
    assert_eq!(distinct.len(), given.len(), "an id at two nodes");
    let known: HashSet<LocusId> = ids.iter().flatten().copied().collect();
    let back: HashSet<LocusId> = retired.iter().map(|retired| retired.id).collect();
    assert!(
        distinct
            .iter()
            .all(|id| known.contains(id) || back.contains(id))
    );
    once.ids
}

/// Some nodes have an id, some have none.
fn some(notes: &Notes) -> Ids {
    ids(notes, |number| number % 3 != 1)
}

/// Every node of `after` has the id that its number had before.
fn all_kept(before: &Notes, after: &Notes) -> Result<(), TestCaseError> {
    let kept = reconciled(before, &some(before), &[], after);
    prop_assert_eq!(kept, some(after));
    Ok(())
}

/// A page, and one of its twigs.
fn pick(notes: &Notes, at: &Index) -> (usize, usize, usize) {
    let places: Vec<(usize, usize, usize)> = notes
        .0
        .iter()
        .enumerate()
        .flat_map(|(f, file)| {
            let pages = file.pages.iter().enumerate();
            pages.flat_map(move |(p, page)| (0..page.twigs.len()).map(move |t| (f, p, t)))
        })
        .collect();
    *at.get(&places)
}

fn reorder(page: &mut Page, parent: Option<usize>) {
    if let Sort::Palace(lengths) = &page.sort {
        page.twigs[..lengths[0]].reverse();
        return;
    }
    let children = page.children(parent);
    let (Some(first), Some(last)) = (children.first(), children.last()) else {
        return;
    };
    let (first, end) = (*first, page.end(*last));
    let blocks = children
        .iter()
        .rev()
        .flat_map(|at| page.twigs[*at..page.end(*at)].to_vec());
    let blocks: Vec<Twig> = blocks.collect();
    page.twigs.splice(first..end, blocks);
}

/// Cuts a branch with all below it, or a room; leaves the last room of a route.
fn cut(page: &mut Page, at: usize) -> Vec<Twig> {
    if let Sort::Palace(lengths) = &mut page.sort {
        let route = usize::from(at >= lengths[0]);
        if lengths[route] == 1 {
            return Vec::new();
        }
        lengths[route] -= 1;
        return vec![page.twigs.remove(at)];
    }
    let end = page.end(at);
    page.twigs.drain(at..end).collect()
}

/// Pastes a subtree behind the twig at `under`, as its first child, or first of all.
fn paste(page: &mut Page, under: Option<usize>, mut cut: Vec<Twig>) {
    let depth = under.map_or(1, |at| page.twigs[at].depth + 1);
    let at = under.map_or(0, |at| at + 1);
    let was = cut[0].depth;
    for twig in &mut cut {
        twig.depth = twig.depth - was + depth;
    }
    page.twigs.splice(at..at, cut);
}

proptest! {
    #[test]
    fn no_change_keeps_every_id(notes in notes(Twins::Some)) {
        all_kept(&notes, &notes)?;
    }

    #[test]
    fn reordered_siblings_keep_every_id(before in notes(Twins::None), at: Index, up in any::<bool>()) {
        let (file, page, twig) = pick(&before, &at);
        let mut after = before.clone();
        reorder(&mut after.0[file].pages[page], up.then_some(twig));
        all_kept(&before, &after)?;
    }

    #[test]
    fn reordered_and_renamed_files_keep_every_id(before in notes(Twins::Some), at: Index) {
        let mut after = before.clone();
        let at = at.index(after.0.len());
        after.0[at].source = "/elsewhere/new.md".to_owned();
        after.0.rotate_left(at);
        all_kept(&before, &after)?;
    }

    #[test]
    fn a_relabelled_child_keeps_every_id(before in notes(Twins::None), at: Index) {
        let (file, page, twig) = pick(&before, &at);
        let mut after = before.clone();
        after.0[file].pages[page].twigs[twig].label = "Quite another wording".to_owned();
        all_kept(&before, &after)?;
    }

    #[test]
    fn a_relabelled_map_or_palace_keeps_every_id(before in notes(Twins::None), at: Index) {
        let (file, page, _) = pick(&before, &at);
        let mut after = before.clone();
        after.0[file].pages[page].name = "Quite another wording".to_owned();
        all_kept(&before, &after)?;
    }

    #[test]
    fn new_points_keep_every_id(before in notes(Twins::None), at: Index) {
        let (file, page, twig) = pick(&before, &at);
        let mut after = before.clone();
        after.0[file].pages[page].twigs[twig].point = "Quite another wording".to_owned();
        all_kept(&before, &after)?;
    }

    #[test]
    fn a_moved_branch_keeps_every_id(mut before in notes(Twins::None), from: Index, to: Index, top in any::<bool>()) {
        for page in before.0.iter_mut().flat_map(|file| &mut file.pages) {
            page.sort = Sort::Map;
        }
        let (file, page, twig) = pick(&before, &from);
        before.0[file].pages[page].twigs[twig].label = "Unlike any other".to_owned();
        let mut after = before.clone();
        let cut = cut(&mut after.0[file].pages[page], twig);
        if after.twigs().count() == 0 {
            return Ok(());
        }
        let (file, page, under) = pick(&after, &to);
        paste(&mut after.0[file].pages[page], (!top).then_some(under), cut);
        all_kept(&before, &after)?;
    }

    #[test]
    fn a_page_that_moves_to_another_file_keeps_every_id(before in notes(Twins::Some), at: Index) {
        let (file, page, _) = pick(&before, &at);
        let mut after = before.clone();
        let page = after.0[file].pages.remove(page);
        after.0.push(File { source: "/new.md".to_owned(), pages: vec![page] });
        all_kept(&before, &after)?;
    }

    #[test]
    fn what_is_pasted_back_has_its_ids_again(whole in notes(Twins::None), at: Index) {
        let (file, page, twig) = pick(&whole, &at);
        let mut without = whole.clone();
        let gone = cut(&mut without.0[file].pages[page], twig);
        // A node without an id that equals what was cut would rightly be its copy.
        let all = |notes: &Notes| ids(notes, |_| true);
        let kept = reconciled(&whole, &all(&whole), &[], &without);
        prop_assert_eq!(&kept, &all(&without));
        let retired = lost(&whole.atlas(), &all(&whole), &kept);
        prop_assert_eq!(retired.len(), gone.len());
        prop_assert_eq!(reconciled(&without, &kept, &retired, &whole), all(&whole));
    }

    #[test]
    fn twins_that_are_pasted_back_have_the_same_ids_together(whole in notes(Twins::Some), at: Index) {
        let (file, page, twig) = pick(&whole, &at);
        let mut without = whole.clone();
        cut(&mut without.0[file].pages[page], twig);
        let ids = ids(&whole, |_| true);
        let kept = reconciled(&whole, &ids, &[], &without);
        let retired = lost(&whole.atlas(), &ids, &kept);
        let mut back = reconciled(&without, &kept, &retired, &whole);
        back.sort();
        let mut all = ids;
        all.sort();
        prop_assert_eq!(back, all);
    }

    #[test]
    fn a_file_that_comes_back_has_its_ids_again(whole in notes(Twins::None), at: Index) {
        let mut without = whole.clone();
        without.0.remove(at.index(whole.0.len()));
        let kept = reconciled(&whole, &some(&whole), &[], &without);
        prop_assert_eq!(&kept, &some(&without));
        let retired = lost(&whole.atlas(), &some(&whole), &kept);
        prop_assert_eq!(reconciled(&without, &kept, &retired, &whole), some(&whole));
    }

    #[test]
    fn unrelated_notes_never_mix_up_ids(before in notes(Twins::Some), between in notes(Twins::Some)) {
        let all = ids(&before, |_| true);
        let kept = reconciled(&before, &all, &[], &between);
        let retired = lost(&before.atlas(), &all, &kept);
        let live = kept.iter().flatten().count();
        prop_assert_eq!(live + retired.len(), all.len());
        let (old, new) = (before.atlas(), between.atlas());
        for (node, _) in new.iter() {
            let id = kept[node.0 as usize];
            if let Some(was) = all.iter().position(|old| id.is_some() && *old == id) {
                prop_assert_eq!(old.top(old.nodes[was].top).kind, new.top(new.node(node).top).kind);
            }
        }
        reconciled(&between, &kept, &retired, &before);
    }
}

fn large(count: u32, label: impl Fn(u32) -> String, depth: impl Fn(u32) -> u32) -> Notes {
    let twig = |number| Twig {
        number,
        depth: depth(number),
        label: label(number),
        point: String::new(),
        anchor: None,
    };
    let page = Page {
        name: "root".to_owned(),
        sort: Sort::Map,
        twigs: (0..count).map(twig).collect(),
    };
    Notes(vec![File {
        source: "/large.md".to_owned(),
        pages: vec![page],
    }])
}

#[test]
fn a_hundred_thousand_branches_survive_a_few_edits() {
    let before = large(
        100_000,
        |n| format!("branch {n}"),
        |n| 1 + u32::from(n % 100 > 0) + u32::from(n % 10 > 0),
    );
    let mut after = before.clone();
    after.0[0].source = "/renamed.md".to_owned();
    let page = &mut after.0[0].pages[0];
    page.twigs[777].label = "reworded".to_owned();
    let moved = cut(page, 50_000);
    paste(page, Some(0), moved);
    let kept = reconciled(&before, &some(&before), &[], &after);
    assert!(kept == some(&after));
    let paths: Vec<Option<&str>> = kept.iter().map(|_| None).collect();
    let names = crate::domain::names::name(&after.atlas(), &paths);
    assert_eq!(&*names.nodes[1], "root/branch-0/branch-50000");
}

#[test]
fn a_wide_a_deep_and_an_entirely_new_map_take_no_longer() {
    let wide = large(20_000, |n| format!("branch {n}"), |_| 1);
    let twins = large(20_000, |_| "branch".to_owned(), |_| 1);
    let deep = large(20_000, |n| format!("branch {n}"), |n| n + 1);
    let other = large(
        20_000,
        |n| format!("leaf {}", n + 7),
        |n| 1 + u32::from(n % 50 > 0),
    );
    for (before, after) in [
        (&wide, &twins),
        (&twins, &twins),
        (&deep, &deep),
        (&wide, &other),
    ] {
        let kept = reconciled(before, &some(before), &[], after);
        assert_eq!(kept.iter().flatten().count() == 0, before != after);
    }
}

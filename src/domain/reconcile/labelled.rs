//! The same label elsewhere: found where what is around it leaves no other choice.

use unicode_width::UnicodeWidthStr;

use super::forest::{CellIx, Class, Forest};
use super::matching::Matching;
use super::{Evidence, likeness, relabelled};
use crate::domain::hash::Map;

/// Weight that a label elsewhere needs.
const ENOUGH: i32 = 2;
/// Columns that a label has, at least, to be known by itself ("args", or two Chinese characters).
const TELLING: usize = 4;
/// Columns of a label that is hardly written twice by chance.
const LONG: usize = 16;
/// Cells that are left, at most, on the side that has fewer, in a small change.
const SMALL: usize = 8;
/// Times that a label occurs in all notes, at most, to be seldom.
const SELDOM: u32 = 4;

/// Pairs maps, branches, palaces and rooms by their label, where what is around it leaves no other choice.
pub(super) fn elsewhere(matching: &mut Matching<'_>) {
    matching.by(Evidence::Label);
    let mut sure: Vec<Candidate> = Vec::new();
    let mut rarity = Rarity::default();
    let mut groups = same_labels(matching);
    groups.retain(|(olds, news)| matching.may_compare(olds, news));
    let company = company(matching, &groups);
    for (olds, news) in groups {
        sure.extend(without_rival(matching, &mut rarity, &company, &olds, &news));
    }
    sure.sort_by_key(|found| found.old);
    for found in sure {
        relabelled::pair_whole(matching, found.old, found.new);
    }
}

/// Open cells of one class and label, in the order of the old ones.
fn same_labels(matching: &Matching<'_>) -> Vec<(Vec<CellIx>, Vec<CellIx>)> {
    let mut labels: Map<(Class, u32), Seen> = Map::default();
    for (ix, cell) in matching.old.cells.iter().enumerate() {
        if matching.is_open_old(ix) && has_own_name(cell.class) {
            labels
                .entry((cell.class, cell.text))
                .or_default()
                .olds
                .push(ix);
        }
    }
    for (ix, cell) in matching.new.cells.iter().enumerate() {
        if matching.is_open_new(ix)
            && let Some(seen) = labels.get_mut(&(cell.class, cell.text))
        {
            seen.news.push(ix);
        }
    }
    let both = labels.into_values().filter(|seen| !seen.news.is_empty());
    let mut both: Vec<(Vec<CellIx>, Vec<CellIx>)> =
        both.map(|seen| (seen.olds, seen.news)).collect();
    both.sort();
    both
}

/// How many children of one parent may be, or are, children of another.
type Company = Map<(CellIx, CellIx), i32>;

/// What would have moved together from one parent to another.
fn company(matching: &Matching<'_>, groups: &[(Vec<CellIx>, Vec<CellIx>)]) -> Company {
    let mut company = Company::default();
    let mut count = |old: CellIx, new: CellIx| {
        if let (Some(a), Some(b)) = (
            matching.old.cells[old].parent,
            matching.new.cells[new].parent,
        ) {
            *company.entry((a, b)).or_default() += 1;
        }
    };
    for (olds, news) in groups {
        // What several have is anybody's company.
        if let ([old], [new]) = (olds.as_slice(), news.as_slice()) {
            count(*old, *new);
        }
    }
    for old in 0..matching.old.cells.len() {
        if let Some(new) = matching.partner(old)
            && matching.evidence(new) != Some(Evidence::Place)
        {
            count(old, new);
        }
    }
    company
}

/// A pair and how much speaks for it.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    weight: i32,
    old: CellIx,
    new: CellIx,
}

/// The pairs that have enough weight, and more than any other pair of either cell.
fn without_rival(
    matching: &Matching<'_>,
    rarity: &mut Rarity,
    company: &Company,
    olds: &[CellIx],
    news: &[CellIx],
) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for old in olds {
        for new in news {
            if let Some(weight) = weight(matching, rarity, *old, *new) {
                let only = if olds.len() == 1 && news.len() == 1 {
                    weight_of_only(matching, *old, *new)
                } else {
                    0
                };
                let parents = matching.old.cells[*old]
                    .parent
                    .zip(matching.new.cells[*new].parent);
                let others = parents
                    .and_then(|parents| company.get(&parents))
                    .map_or(0, |all| all - 1);
                let weight = weight + only + others.min(3);
                candidates.push(Candidate {
                    weight,
                    old: *old,
                    new: *new,
                });
            }
        }
    }
    let mut best_old: Map<CellIx, (i32, u32)> = Map::default();
    let mut best_new: Map<CellIx, (i32, u32)> = Map::default();
    for found in &candidates {
        for best in [
            best_old.entry(found.old).or_default(),
            best_new.entry(found.new).or_default(),
        ] {
            match found.weight.cmp(&best.0) {
                std::cmp::Ordering::Greater => *best = (found.weight, 1),
                std::cmp::Ordering::Equal => best.1 += 1,
                std::cmp::Ordering::Less => {}
            }
        }
    }
    candidates.retain(|found| {
        let only = Some(&(found.weight, 1));
        found.weight >= enough(matching, found)
            && best_old.get(&found.old) == only
            && best_new.get(&found.new) == only
            && !is_replaced(matching, found)
    });
    candidates
}

/// Weight that a pair needs: more for a label that many have.
fn enough(matching: &Matching<'_>, found: &Candidate) -> i32 {
    let text = matching.old.cells[found.old].text;
    ENOUGH + i32::from(!matching.occurs_at_most(text, SELDOM))
}

/// Whether something new stands exactly where the old one stood: it was written over, and what has its label
/// elsewhere is another. In a small change the label counts for more, and common children always do.
fn is_replaced(matching: &Matching<'_>, found: &Candidate) -> bool {
    let is_new = |there: CellIx| {
        there != found.new && !matching.is_old_text_open(matching.new.cells[there].text)
    };
    !matching.is_nearly_done(SMALL)
        && matching.in_place_of(found.old).is_some_and(is_new)
        && likeness::common(&matching.old, found.old, &matching.new, found.new) == 0
}

/// How much it says that a label is left once on both sides.
fn weight_of_only(matching: &Matching<'_>, old: CellIx, new: CellIx) -> i32 {
    let (a, b) = (&matching.old.cells[old], &matching.new.cells[new]);
    // In a small change nothing goes and comes under one label by chance.
    let is_small = if matching.is_nearly_done(SMALL) {
        ENOUGH
    } else {
        0
    };
    let is_seldom = i32::from(matching.occurs_at_most(a.text, SELDOM));
    let same_top = i32::from(matching.partner(a.top) == Some(b.top));
    let is_long = i32::from(a.label.width() >= LONG);
    is_small + is_seldom + same_top + is_long
}

/// How much around two cells of one label speaks for their being one; `None` if something speaks against it.
fn weight(matching: &Matching<'_>, rarity: &mut Rarity, old: CellIx, new: CellIx) -> Option<i32> {
    let (a, b) = (&matching.old.cells[old], &matching.new.cells[new]);
    let common = likeness::common(&matching.old, old, &matching.new, new);
    let are_branches = a.node.is_some() && b.node.is_some();
    let same_top = matching.partner(a.top) == Some(b.top);
    let fits = match a.class {
        // Places recur from palace to palace.
        Class::Room => a.point == b.point || (same_top && matching.like_points(old, new)),
        // What has children on both sides must share one.
        Class::Stem => common > 0 || (are_branches && (a.is_leaf() || b.is_leaf())),
        // Its children are routes, which are all called alike.
        Class::Palace => true,
        Class::Document | Class::Route => false,
    };
    if !fits {
        return None;
    }
    let parent_label = match (a.parent, b.parent) {
        (Some(a), Some(b)) if matching.old.cells[a].text == matching.new.cells[b].text => {
            match matching.partner(a) {
                // The parent is somewhere else: this one is a copy of it.
                Some(partner) if partner != b => -1,
                Some(_) | None => 1,
            }
        }
        (Some(_), Some(_)) | (None, None | Some(_)) | (Some(_), None) => 0,
    };
    let rare = if same_top && rarity.once_in_top(matching, old, new) {
        2
    } else if matching.occurs_at_most(a.text, 1) {
        if a.label.width() >= TELLING { 2 } else { 1 }
    } else {
        0
    };
    let point = i32::from(a.point.is_some() && a.point == b.point);
    let grown = i32::from(a.is_leaf() != b.is_leaf());
    Some(
        rare - grown
            + point
            + parent_label
            + common.min(5) as i32
            + matching.like_siblings(old, new) as i32,
    )
}

/// How often labels occur, matched or not.
#[derive(Debug, Default)]
struct Rarity {
    /// Of one map or palace, made when asked for.
    in_old_tops: Map<CellIx, Map<u32, u32>>,
    in_new_tops: Map<CellIx, Map<u32, u32>>,
}

impl Rarity {
    fn once_in_top(&mut self, matching: &Matching<'_>, old: CellIx, new: CellIx) -> bool {
        let (a, b) = (&matching.old.cells[old], &matching.new.cells[new]);
        let count = |forest: &Forest<'_>, top: CellIx| {
            let mut counts: Map<u32, u32> = Map::default();
            for ix in top..top + forest.cells[top].size {
                *counts.entry(forest.cells[ix].text).or_default() += 1;
            }
            counts
        };
        let olds = self
            .in_old_tops
            .entry(a.top)
            .or_insert_with(|| count(&matching.old, a.top));
        let news = self
            .in_new_tops
            .entry(b.top)
            .or_insert_with(|| count(&matching.new, b.top));
        olds.get(&a.text) == Some(&1) && news.get(&b.text) == Some(&1)
    }
}

#[derive(Debug, Default)]
struct Seen {
    olds: Vec<CellIx>,
    news: Vec<CellIx>,
}

fn has_own_name(class: Class) -> bool {
    match class {
        Class::Stem | Class::Palace | Class::Room => true,
        Class::Document | Class::Route => false,
    }
}

//! What was relabelled in its place: leftovers under one parent that are alike, or the only gap among siblings.

use unicode_width::UnicodeWidthStr;

use super::forest::{CellIx, Class};
use super::matching::Matching;
use super::{Evidence, likeness};

/// Closeness of two labels, from 0 to 1, at which they are one that was reworded if something else speaks
/// for it: a neighbour or a child. `get` and `set` are that close.
const CLOSE: f64 = likeness::EXTENDED;
/// Closeness of two labels, from 0 to 1, that needs nothing else.
const VERY_CLOSE: f64 = 0.8;
/// Closeness of two labels, from 0 to 1, that needs nothing else if both have [`LONG`] columns.
const RATHER_CLOSE: f64 = 0.7;
/// Columns: `modele`, or three Chinese characters.
const LONG: usize = 6;
/// Share of common children, from 0 to 1, at which two cells may be one.
const MOSTLY: f64 = 0.5;

/// How alike two cells must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// So much that the same label elsewhere counts for less.
    Sure,
    /// Enough for what is found nowhere else.
    Likely,
}

/// Cells that are left, at most, on the side that has fewer, where a gap counts: in a large change something
/// goes and something else comes in one place by chance.
const OPEN_FOR_GAP: usize = 16;

/// Pairs leftovers of matched parents that are alike, the best first. Parents come before their children, so
/// a branch and its child may be reworded at once.
pub(super) fn alike(matching: &mut Matching<'_>, need: Need) {
    for old in 0..matching.old.cells.len() {
        if let Some(new) = matching.partner(old) {
            pair_alike(matching, old, new, need);
        }
    }
    matching.take_reached();
}

/// Pairs two cells and all below them that have the same labels or were surely reworded.
pub(super) fn pair_whole(matching: &mut Matching<'_>, old: CellIx, new: CellIx) {
    matching.pair(old, new);
    matching.follow();
    pair_below(matching);
}

/// Pairs what was surely reworded below two cells that hold parts of the same family.
pub(super) fn pair_whole_below(matching: &mut Matching<'_>, old: CellIx, new: CellIx) {
    pair_alike(matching, old, new, Need::Sure);
    pair_below(matching);
}

fn pair_below(matching: &mut Matching<'_>) {
    loop {
        let reached = matching.take_reached();
        if reached.is_empty() {
            break;
        }
        for (old, new) in reached {
            pair_alike(matching, old, new, Need::Sure);
        }
    }
}

fn pair_alike(matching: &mut Matching<'_>, old: CellIx, new: CellIx, need: Need) {
    if !matching.has_open(old, new) {
        return;
    }
    for class in [Class::Stem, Class::Palace, Class::Route, Class::Room] {
        let olds = matching.open_old(old, class);
        if olds.is_empty() {
            continue;
        }
        let news = matching.open_new(new, class);
        if news.is_empty() {
            continue;
        }
        let by = matching.by(Evidence::Likeness);
        let score = |matching: &Matching<'_>, old, new| likeness(matching, old, new, need);
        if matching.may_compare(&olds, &news) {
            matching.pair_best(&olds, &news, score);
        } else {
            pair_beside(matching, &olds, score);
        }
        matching.follow();
        matching.by(by);
    }
}

/// Pairs leftovers of a family that is too large to compare all: those that are beside the same siblings.
fn pair_beside(
    matching: &mut Matching<'_>,
    olds: &[CellIx],
    score: impl Fn(&Matching<'_>, CellIx, CellIx) -> Option<f64>,
) {
    for old in olds {
        let [before, behind] = matching.old.neighbours(*old).map(|ix| {
            let new = matching.partner(ix?)?;
            Some(matching.new.neighbours(new))
        });
        let after_before = before.and_then(|[_, next]| next);
        let before_behind = behind.and_then(|[previous, _]| previous);
        for new in [after_before, before_behind].into_iter().flatten() {
            if matching.may_pair(*old, new) && score(matching, *old, new).is_some() {
                matching.pair(*old, new);
            }
        }
    }
}

/// Pairs the one leftover of a family with the one new cell in its place, whatever it is called now.
pub(super) fn only_gap(matching: &mut Matching<'_>) {
    matching.by(Evidence::Gap);
    if !matching.is_nearly_done(OPEN_FOR_GAP) {
        return;
    }
    for old in 0..matching.old.cells.len() {
        let Some(new) = matching.partner(old) else {
            continue;
        };
        if !matching.has_open(old, new) {
            continue;
        }
        for class in [Class::Stem, Class::Route, Class::Room] {
            let (olds, news) = (matching.open_old(old, class), matching.open_new(new, class));
            if let ([old], [new]) = (olds.as_slice(), news.as_slice())
                && may_fill_gap(matching, *old, *new)
            {
                pair_whole(matching, *old, *new);
            }
        }
    }
}

/// How alike two leftovers are; `None` if not enough.
fn likeness(matching: &Matching<'_>, old: CellIx, new: CellIx, need: Need) -> Option<f64> {
    let (a, b) = (&matching.old.cells[old], &matching.new.cells[new]);
    let common = likeness::common(&matching.old, old, &matching.new, new);
    let overlap = likeness::overlap(common, a, b);
    let close = matching.closeness(old, new);
    let same_point = a.point.is_some() && a.point == b.point;
    let neighbours = matching.same_neighbours(old, new);
    let beside = neighbours > 0;
    // Half of the children may be the half that went to another branch.
    let is_gone = !matching.is_new_text_open(a.text);
    let holds_most = overlap > MOSTLY || (overlap >= MOSTLY && is_gone);
    let holds_same = holds_most && (common > 1 || overlap >= 1.0);
    let reworded = close >= VERY_CLOSE || (close >= CLOSE && (beside || common > 0));
    let is_long = a.label.width().min(b.label.width()) >= LONG;
    let reworded = reworded || (close >= RATHER_CLOSE && is_long);
    let sure = need == Need::Sure;
    // What has the label of something else that is gone may be that; and what stands elsewhere under its own
    // label may have moved there.
    let may_be_there = !is_gone && neighbours < 2 && close <= VERY_CLOSE;
    let is_other = matching.is_old_text_open(b.text) || may_be_there;
    if sure && is_other && !matching.is_alias(old, new) {
        return None;
    }
    let may = match a.class {
        // The palace's routes bear headings that mean little; rooms tell.
        Class::Palace => reworded || same_rooms(matching, old, new),
        Class::Route => holds_same,
        Class::Room if sure => close >= VERY_CLOSE && same_point,
        Class::Room => reworded || same_point,
        // A map is what hangs under it.
        Class::Stem if a.node.is_none() || b.node.is_none() => {
            holds_most || (close >= CLOSE && common > 0)
        }
        Class::Stem if sure => {
            let fits = a.is_leaf() || b.is_leaf() || common > 0;
            let in_place = common > 0 || (neighbours == 2 && fits);
            (close >= VERY_CLOSE && fits) || (close >= CLOSE && in_place) || holds_same
        }
        Class::Stem => reworded || holds_same || (holds_most && beside),
        Class::Document => false,
    };
    // What others were called before is no rewording, if nothing but the label speaks for it.
    let is_label_all = !same_point && common == 0 && neighbours < 2;
    if is_label_all && matching.was_there(b.text) && !matching.is_alias(old, new) {
        return None;
    }
    let point = if same_point { 1.0 } else { 0.0 };
    let beside = if beside { 0.2 } else { 0.0 };
    may.then_some(0.55 * close + 0.25 * overlap + beside + point)
}

/// Whether two palaces have most rooms of their first routes in common.
fn same_rooms(matching: &Matching<'_>, old: CellIx, new: CellIx) -> bool {
    let (olds, news) = (&matching.old, &matching.new);
    match (olds.children(old).next(), news.children(new).next()) {
        (Some(a), Some(b)) => {
            let common = likeness::common(olds, a, news, b);
            likeness::overlap(common, &olds.cells[a], &news.cells[b]) >= MOSTLY
        }
        (Some(_), None) | (None, Some(_) | None) => false,
    }
}

/// Whether the only leftovers of a family may be one: in the same place, and not two different parents.
fn may_fill_gap(matching: &Matching<'_>, old: CellIx, new: CellIx) -> bool {
    let (a, b) = (&matching.old.cells[old], &matching.new.cells[new]);
    let common = likeness::common(&matching.old, old, &matching.new, new);
    match a.class {
        Class::Route => true,
        Class::Room => matching.same_neighbours(old, new) > 0,
        Class::Stem => {
            let are_branches = a.node.is_some() && b.node.is_some();
            let fits = a.is_leaf() || common > 0;
            are_branches && fits && matching.same_neighbours(old, new) > 0
        }
        Class::Document | Class::Palace => false,
    }
}

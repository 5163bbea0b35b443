//! A branch, map or file that was split: a new parent whose children mostly come from one old parent holds a part
//! of it, and the rest of its children are looked for there as in a family.

use super::Evidence;
use super::forest::CellIx;
use super::matching::Matching;
use super::relabelled;
use crate::domain::hash::Map;

/// Children that came along, at least.
const TOGETHER: usize = 2;

/// Pairs what came along with siblings that are found already: the same label, or surely reworded.
pub(super) fn pair(matching: &mut Matching<'_>) {
    matching.by(Evidence::Label);
    for new in 0..matching.new.cells.len() {
        if let Some(old) = origin(matching, new) {
            matching.spread(old, new);
            relabelled::pair_whole_below(matching, old, new);
        }
    }
}

/// The old parent that most children of a new one come from, if that stands elsewhere or is nowhere.
fn origin(matching: &Matching<'_>, new: CellIx) -> Option<CellIx> {
    if !matching.has_open_below_new(new) {
        return None;
    }
    let mut votes: Map<CellIx, usize> = Map::default();
    for child in matching.new.children(new) {
        if let super::matching::Found::Old(child) = matching.found(child)
            && let Some(parent) = matching.old.cells[child].parent
        {
            *votes.entry(parent).or_default() += 1;
        }
    }
    let (old, votes) = votes
        .into_iter()
        .max_by_key(|(old, votes)| (*votes, std::cmp::Reverse(*old)))?;
    let is_most = 2 * votes > matching.new.cells[new].children as usize;
    let is_other = matching.partner(old) != Some(new);
    (votes >= TOGETHER && is_most && is_other).then_some(old)
}

//! The prompts in which interview loci are seen: what the pass deals out.

use super::pass::{Seat, Sitting};
use crate::domain::atlas::NodeIx;
use crate::domain::queue::{self, Group};

/// The sittings of these families. `new_per_day` sets the size of the chunks of a large one; `seat` knows an item, by
/// its family and its place in it, unless it was never reviewed, is suspended, or is none for the interview.
pub fn sittings<'a>(
    groups: impl IntoIterator<Item = (usize, &'a Group)>,
    new_per_day: u32,
    seat: impl Fn(usize, usize, NodeIx) -> Option<Seat>,
) -> Vec<Sitting> {
    let of_group = |(family, group): (usize, &'a Group)| {
        let stretches = queue::at_once(group, new_per_day).into_iter();
        let seat = &seat;
        stretches.map(move |(stretch, secs)| Sitting {
            loci: stretch
                .filter_map(|at| seat(family, at, group.items[at].node))
                .collect(),
            secs,
        })
    };
    groups
        .into_iter()
        .flat_map(of_group)
        .filter(|sitting| !sitting.loci.is_empty())
        .collect()
}

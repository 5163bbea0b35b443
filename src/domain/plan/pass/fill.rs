//! A sum dealt out evenly over days of which some have less room than others.

/// The part of each day: all alike, but none more than its room; what one has no room for goes to the others. The
/// parts add up to `all`, or to all rooms together if that is less.
pub(super) fn fill(rooms: &[u64], all: u64) -> Vec<u64> {
    let mut order: Vec<usize> = (0..rooms.len()).collect();
    order.sort_by_key(|at| rooms[*at]);
    let mut parts = vec![0; rooms.len()];
    let mut left = all;
    for (dealt, at) in order.iter().enumerate() {
        let days = (rooms.len() - dealt) as u64;
        // Rounded up, so that the last day is not given the remainders of all.
        let part = left.div_ceil(days).min(rooms[*at]);
        parts[*at] = part;
        left -= part;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sum_is_dealt_out_evenly_and_a_full_day_gives_to_the_others() {
        assert_eq!(fill(&[10, 10, 10], 9), [3, 3, 3]);
        assert_eq!(fill(&[10, 1, 10], 9), [4, 1, 4]);
        assert_eq!(fill(&[2, 1, 3], 9), [2, 1, 3]);
        assert!(fill(&[], 9).is_empty());
    }

    proptest! {
        #[test]
        fn parts_fit_their_rooms_and_add_up(
            rooms in prop::collection::vec(0_u64..1000, 1..8),
            all in 0_u64..5000,
        ) {
            let parts = fill(&rooms, all);
            prop_assert!(parts.iter().zip(&rooms).all(|(part, room)| part <= room));
            prop_assert_eq!(parts.iter().sum::<u64>(), all.min(rooms.iter().sum()));
            let most = parts.iter().max().copied().unwrap_or(0);
            for (part, room) in parts.iter().zip(&rooms) {
                prop_assert!(part == room || part + 1 >= most);
            }
        }
    }
}

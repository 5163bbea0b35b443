//! How many new loci a study day of a plan has room for.

use crate::domain::now::Secs;

/// The days ahead whose reviews count: those in which what is new today comes back.
pub const AHEAD: u32 = 7;

/// What a study day holds already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// The day's minutes, in seconds.
    pub budget: Secs,
    /// What was reviewed on it, and what is due on it still.
    pub reviews: Secs,
    /// What falls due on a day of the next [`AHEAD`], in the mean, from all that was reviewed until now.
    pub ahead: Secs,
    /// What one locus costs that is recalled for the first time; at least 1 s.
    pub cost: Secs,
}

impl Room {
    /// New loci that fit: the minutes that reviews leave, of this day and of the days ahead, by the cost of one. What
    /// the reviews leave of the days ahead bounds them too, or what is new today sheds itself tomorrow.
    pub fn new_loci(&self) -> u32 {
        let left = |reviews: Secs| self.budget.0.saturating_sub(reviews.0);
        left(self.reviews).min(left(self.ahead)) / self.cost.0.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(reviews: u32, ahead: u32, cost: u32) -> u32 {
        let room = Room {
            budget: Secs(2700),
            reviews: Secs(reviews),
            ahead: Secs(ahead),
            cost: Secs(cost),
        };
        room.new_loci()
    }

    #[test]
    fn what_reviews_leave_of_a_day_and_of_those_ahead_is_for_new_loci() {
        let table = [
            (0, 0, 10, 270),
            (300, 0, 10, 240),
            (300, 2600, 10, 10),
            (2700, 0, 10, 0),
            (4000, 0, 10, 0),
            (0, 4000, 10, 0),
            (0, 0, 0, 2700),
            (0, 0, 3000, 0),
        ];
        for (reviews, ahead, cost, expected) in table {
            assert_eq!(
                room(reviews, ahead, cost),
                expected,
                "{reviews} {ahead} {cost}"
            );
        }
    }
}

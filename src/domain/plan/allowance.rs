//! How many new loci a study day of a plan has room for.

use crate::domain::now::Secs;

/// The days ahead whose reviews count: those in which what is new today comes back.
pub const AHEAD: u32 = 7;

/// Study days in which what was missed should be read, drawn and coded by what is expected of it: one less than there
/// are for it, since some days do not hold what was expected of them.
pub const MADE_UP_IN: u32 = 4;

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
    /// What is to be made up for, if anything.
    pub behind: Option<Behind>,
}

/// What was missed and is still to be read, drawn and coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// What it takes.
    pub takes: Secs,
    /// What is left of today for it beside reviews that are known.
    pub today: Secs,
    /// What a later day has for it beside them.
    pub later: Secs,
    /// How many days of [`MADE_UP_IN`] have begun, today included.
    pub begun: u32,
}

impl Behind {
    /// What the days for it leave.
    fn leaves(&self) -> u32 {
        let more = MADE_UP_IN.saturating_sub(self.begun.max(1));
        let has = self
            .today
            .0
            .saturating_add(self.later.0.saturating_mul(more));
        has.saturating_sub(self.takes.0)
    }
}

impl Room {
    /// New loci that fit: the minutes that reviews leave, of this day and of the days ahead, by the cost of one. What
    /// the reviews leave of the days ahead bounds them too, or what is new today sheds itself tomorrow; and so does what
    /// is to be made up for within a few days.
    pub fn new_loci(&self) -> u32 {
        let left = |reviews: Secs| self.budget.0.saturating_sub(reviews.0);
        let left = left(self.reviews).min(left(self.ahead));
        let left = self.behind.map_or(left, |behind| left.min(behind.leaves()));
        left / self.cost.0.max(1)
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
            behind: None,
        };
        room.new_loci()
    }

    #[test]
    fn what_is_to_be_made_up_for_in_four_days_comes_before_new_loci() {
        // What it takes, what today and a later day have, how many of the days have begun, new loci.
        let table = [
            (1000, (900, 500), 1, 140),
            (1000, (900, 500), 3, 40),
            (1000, (900, 500), 4, 0),
            (1000, (900, 500), 9, 0),
            (880, (900, 500), 4, 2),
            (10_000, (900, 500), 1, 0),
            // Never more than without it.
            (10, (2700, 2700), 1, 270),
        ];
        for (takes, (today, later), begun, expected) in table {
            let room = Room {
                budget: Secs(2700),
                reviews: Secs(0),
                ahead: Secs(0),
                cost: Secs(10),
                behind: Some(Behind {
                    takes: Secs(takes),
                    today: Secs(today),
                    later: Secs(later),
                    begun,
                }),
            };
            assert_eq!(room.new_loci(), expected, "{takes} {today} {later} {begun}");
        }
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

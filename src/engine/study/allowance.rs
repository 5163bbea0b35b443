//! The new loci of a day, as the reviews that are known leave room for them.

use crate::domain::day::StudyDay;
use crate::domain::now::{Now, Secs};
use crate::domain::plan::allowance::{AHEAD, Room};
use crate::domain::plan::course::catch_up::Reviews;
use crate::engine::Engine;

/// What a first recall costs before anything was measured: half of a prompt of two branches.
const UNMEASURED: Secs = Secs(10);

impl Engine {
    /// How many new loci today has room for, beside those that were met on it; nothing on days that are none of the
    /// plan.
    pub(super) fn room_today(&mut self, now: Now) -> Option<(StudyDay, u32)> {
        let today = self.today(now);
        self.study.minutes(today)?;
        self.know_loads();
        let ahead = (1..=AHEAD).map(|days| self.loads.on(today.plus(days)));
        let ahead: Secs = ahead.sum();
        let spent = self.done_on(today).secs;
        let room = Room {
            budget: Secs(self.minutes_of(today).saturating_mul(60)),
            reviews: Secs(spent.saturating_add(self.loads.until(today).0)),
            ahead: Secs(ahead.0 / AHEAD),
            cost: self.cost_of_new(),
        };
        Some((today, room.new_loci()))
    }

    /// What reviews take of today, so many minutes, and of a later date: the mean of the days ahead whose reviews are
    /// known.
    pub(in crate::engine) fn reviews_ahead(&self, of_today: u32, now: Now) -> Reviews {
        let today = self.today(now);
        let ahead = (1..=AHEAD).map(|days| self.loads.on(today.plus(days)));
        let ahead: Secs = ahead.sum();
        Reviews {
            today: of_today,
            ahead: Secs(ahead.0 / AHEAD).minutes_up(),
        }
    }

    /// The median of the times that were measured.
    fn cost_of_new(&self) -> Secs {
        self.tally.usual().unwrap_or(UNMEASURED)
    }
}

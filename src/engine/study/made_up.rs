//! When what was missed will be made up for, and how that is told.

use crate::domain::day::StudyDay;
use crate::domain::plan::course::Dated;
use crate::domain::plan::course::made_up::{Beside, MadeUp};
use crate::domain::plan::course::measure::Reviews;
use crate::engine::Engine;
use crate::ipc::protocol::PlanMadeUp;

impl Engine {
    /// What today and later dates do not have for what was missed.
    pub(in crate::engine) fn beside_missed(
        &self,
        days: &[Dated<'_>],
        reviews: Reviews,
        today: StudyDay,
    ) -> Beside {
        let spent = self.spent_on(days, today).minutes_up();
        Beside {
            today: spent.saturating_add(reviews.today),
            later: reviews.ahead,
        }
    }
}

/// As the wire tells it.
pub(in crate::engine) fn made_up_info(made_up: MadeUp) -> PlanMadeUp {
    PlanMadeUp {
        minutes: made_up.minutes,
        date: made_up.by.map(|by| by.date.to_string()),
    }
}

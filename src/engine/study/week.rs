//! What the last seven study days went into.

use crate::domain::day::StudyDay;
use crate::domain::plan::words::StepKind;
use crate::domain::timebox::{BoxKind, Ending};
use crate::engine::Engine;
use crate::ipc::protocol::PlanWeek;
use crate::store::error::StoreError;

/// The days of a week.
const WEEK: u32 = 7;

impl Engine {
    /// Seconds of coding, of making maps and palaces, and of reviews.
    pub(super) fn week(&self, today: StudyDay) -> Result<PlanWeek, StoreError> {
        let mut week = PlanWeek::default();
        let mut day = today;
        for _ in 0..WEEK {
            for past in self.store.boxes_of(day)? {
                let secs = match (past.how, past.start.kind) {
                    (Ending::Finished | Ending::Stopped, BoxKind::Map) => &mut week.map_secs,
                    (Ending::Finished | Ending::Stopped, BoxKind::Palace) => &mut week.palace_secs,
                    (Ending::Cancelled, _)
                    | (_, BoxKind::Recall | BoxKind::Explain | BoxKind::Mock) => continue,
                };
                *secs = secs.saturating_add(past.used.0);
            }
            week.review_secs = week.review_secs.saturating_add(self.done_on(day).secs);
            day = day.previous();
        }
        let is_of_week = |on: StudyDay| today.days_since(on) < WEEK && on <= today;
        let ended = self.progress.all().filter_map(|(_, step, ended)| {
            let took = ended.took.filter(|_| is_of_week(ended.on));
            took.filter(|_| step == StepKind::Code)
        });
        let parts = self.progress.all_parts().filter_map(|(_, step, part)| {
            (step == StepKind::Code && is_of_week(part.on)).then_some(part.took)
        });
        let took = ended.chain(parts);
        week.code_secs = took.map(|took| took.0).fold(0, u32::saturating_add);
        Ok(week)
    }
}

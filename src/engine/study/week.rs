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
        let code = self.progress.all().filter(|(_, step, ended)| {
            *step == StepKind::Code && today.days_since(ended.on) < WEEK && ended.on <= today
        });
        let took = code.filter_map(|(_, _, ended)| ended.took);
        week.code_secs = took.map(|took| took.0).fold(0, u32::saturating_add);
        Ok(week)
    }
}

//! What the last seven study days went into.

use crate::domain::day::StudyDay;
use crate::domain::now::Secs;
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
            let boxes = self.store.boxes_of(day)?;
            let of_boxes = |kind: BoxKind| -> Secs {
                let made = boxes.iter().filter(|past| past.start.kind == kind);
                let made = made.filter(|past| past.how != Ending::Cancelled);
                made.map(|past| past.used).sum()
            };
            // A box does its step; one that was done without a box is told with its time.
            let made = |kind, step| of_boxes(kind).max(self.took(step, day)).0;
            let add = |secs: &mut u32, more: u32| *secs = secs.saturating_add(more);
            add(&mut week.map_secs, made(BoxKind::Map, StepKind::Map));
            add(
                &mut week.palace_secs,
                made(BoxKind::Palace, StepKind::Palace),
            );
            add(&mut week.code_secs, self.took(StepKind::Code, day).0);
            add(&mut week.review_secs, self.done_on(day).secs);
            day = day.previous();
        }
        Ok(week)
    }

    /// What the steps of a kind took on a day, and their parts.
    fn took(&self, kind: StepKind, day: StudyDay) -> Secs {
        let ended = self.progress.all().filter_map(|(_, step, ended)| {
            let is_of_day = step == kind && ended.on == day;
            ended.took.filter(|_| is_of_day)
        });
        let parts = self.progress.all_parts().filter_map(|(_, step, part)| {
            let is_of_day = step == kind && part.on == day;
            is_of_day.then_some(part.took)
        });
        ended.chain(parts).sum()
    }
}

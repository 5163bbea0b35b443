//! What the last seven study days went into.

use std::collections::HashMap;

use crate::domain::day::StudyDay;
use crate::domain::now::Secs;
use crate::domain::plan::words::StepKind;
use crate::domain::timebox::{BoxKind, Ending};
use crate::engine::Engine;
use crate::ipc::protocol::PlanWeek;
use crate::store::error::StoreError;

/// The days of a week.
const WEEK: u32 = 7;

/// Seconds of the steps of each day and kind, and of their parts.
type Took = HashMap<(StudyDay, StepKind), Secs>;

impl Engine {
    /// Seconds of coding, of making maps and palaces, and of reviews.
    pub(super) fn week(&self, today: StudyDay) -> Result<PlanWeek, StoreError> {
        let mut week = PlanWeek::default();
        let took = self.took_in_week(today);
        let mut day = today;
        for _ in 0..WEEK {
            let boxes = self.store.boxes_of(day)?;
            let of_boxes = |kind: BoxKind| -> Secs {
                let made = boxes.iter().filter(|past| past.start.kind == kind);
                let made = made.filter(|past| past.how != Ending::Cancelled);
                made.map(|past| past.used).sum()
            };
            let of_steps = |kind| took.get(&(day, kind)).copied().unwrap_or_default();
            // A box does its step; one that was done without a box is told with its time.
            let made = |kind, step| of_boxes(kind).max(of_steps(step)).0;
            let add = |secs: &mut u32, more: u32| *secs = secs.saturating_add(more);
            add(&mut week.map_secs, made(BoxKind::Map, StepKind::Map));
            add(
                &mut week.palace_secs,
                made(BoxKind::Palace, StepKind::Palace),
            );
            add(&mut week.code_secs, of_steps(StepKind::Code).0);
            add(&mut week.review_secs, self.done_on(day).secs);
            day = day.previous();
        }
        Ok(week)
    }

    fn took_in_week(&self, today: StudyDay) -> Took {
        let is_of_week = |on: StudyDay| today.days_since(on) < WEEK && on <= today;
        let ended = self.progress.all();
        let ended = ended.filter_map(|(_, step, ended)| Some((ended.on, step, ended.took?)));
        let parts = self.progress.all_parts();
        let parts = parts.map(|(_, step, part)| (part.on, step, part.took));
        let mut all = Took::new();
        for (on, step, took) in ended.chain(parts).filter(|(on, _, _)| is_of_week(*on)) {
            let secs = all.entry((on, step)).or_default();
            *secs = [*secs, took].into_iter().sum();
        }
        all
    }
}

//! Dates that passed: they stay with their days, whatever becomes of the plan's file.

use crate::domain::journal::Fact;
use crate::domain::now::Now;
use crate::engine::Engine;
use crate::engine::record::Draft;
use crate::store::error::StoreError;

impl Engine {
    /// Writes down which days the dates had that have passed, once a study day and whenever the file is read. A write
    /// that fails is made up for by the next turn; nothing that was asked fails with it.
    pub(in crate::engine) fn keep_passed(&mut self, now: Now) {
        let today = self.today(now);
        if self.study.kept == Some(today) {
            return;
        }
        match self.write_passed(now).and_then(|()| self.end_event()) {
            Ok(()) => self.study.kept = Some(today),
            Err(error) => {
                tracing::warn!(%error, "the dates of the plan that passed cannot be written yet");
                self.abandon_event();
            }
        }
    }

    fn write_passed(&mut self, now: Now) -> Result<(), StoreError> {
        let term = self.term(now);
        let Some(course) = self.course_of(&term) else {
            return Ok(());
        };
        let dates = course.to_pass(&self.days_of(&course));
        let since = term.start();
        // A clock that was ahead: a fact without them takes back what had passed.
        let is_ahead = self
            .progress
            .passed(since)
            .any(|(_, date)| date >= term.today);
        if dates.is_empty() && !is_ahead {
            return Ok(());
        }
        let (batch, stamp) = (self.own_batch(now), self.calendar(now).stamp(now.at));
        let mut draft = Draft::default();
        draft.push(batch, stamp, Fact::PlanPassed { since, dates });
        self.record(draft)
    }
}

//! Steps that are ticked by doing them: a box that ends, a recall that is logged.

use uuid::Uuid;

use crate::domain::journal::{Entry, Fact};
use crate::domain::now::{Now, Secs};
use crate::domain::plan::Mock;
use crate::domain::plan::course::Dated;
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::{StepEnd, StepSaid};
use crate::domain::plan::words::StepKind;
use crate::domain::review::{BatchId, Source};
use crate::domain::slug::slug;
use crate::domain::timebox::{BoxEnd, BoxKind, BoxStart, Ending};
use crate::engine::Engine;
use crate::engine::record::Draft;
use crate::engine::request::mock::EVERYTHING;
use crate::store::error::StoreError;

impl Engine {
    /// The facts of the steps that a box's end does.
    pub(in crate::engine) fn done_by_box(
        &self,
        start: &BoxStart,
        end: &BoxEnd,
        now: Now,
    ) -> Result<Vec<Fact>, StoreError> {
        match end.how {
            Ending::Finished | Ending::Stopped => {}
            Ending::Cancelled => return Ok(Vec::new()),
        }
        let kind = match start.kind {
            BoxKind::Map => StepKind::Map,
            BoxKind::Palace => StepKind::Palace,
            BoxKind::Recall => StepKind::Recall,
            BoxKind::Explain => StepKind::Explain,
            BoxKind::Mock if self.is_held(start.id, end.how)? => {
                return Ok(self.done_by_mock(start, end.used, now));
            }
            BoxKind::Mock => return Ok(Vec::new()),
        };
        let open = self.open_steps(now, |step, day| match (kind, step) {
            // Where the day has no step for it, a map that is drawn from memory was rebuilt.
            (StepKind::Map, StepKind::Recall) => !draws(day),
            (kind, step) => kind == step,
        });
        let open = open.into_iter();
        let (exact, alike): (Vec<Open>, Vec<Open>) = open
            .filter(|open| self.is_about(&open.scope, &start.topic))
            .partition(|open| open.scope == start.topic);
        // One box does one step: that of the latest day.
        let of_box = exact.into_iter().next_back();
        let of_box = of_box.or_else(|| alike.into_iter().next_back());
        let done = of_box.map(|open| done(open.day, open.kind, Some(end.used)));
        Ok(done.into_iter().collect())
    }

    /// The fact of the step that a mock interview does in which something was answered: the latest open one about its
    /// topic, or any if it was about everything.
    pub(in crate::engine) fn done_by_mock(
        &self,
        start: &BoxStart,
        used: Secs,
        now: Now,
    ) -> Vec<Fact> {
        let mut open = self.open_mocks(now);
        let is_everything = start.topic == EVERYTHING;
        open.retain(|(_, mock)| match &mock.scope {
            None => is_everything,
            Some(scope) => is_everything || self.topic_of_mock(&scope.what) == start.topic,
        });
        let latest = open.pop();
        let done = latest.map(|(day, _)| done(day, StepKind::Mock, Some(used)));
        done.into_iter().collect()
    }

    /// The mock interview of the latest day that has begun and on which one is open.
    pub(in crate::engine) fn open_mock(&self, now: Now) -> Option<(DayId, Mock)> {
        self.open_mocks(now).pop()
    }

    /// The open mock interviews of days that have begun, by date.
    fn open_mocks(&self, now: Now) -> Vec<(DayId, Mock)> {
        let term = self.term(now);
        let Some(course) = self.course_of(&term) else {
            return Vec::new();
        };
        let mut days = self.days_of(&course);
        days.retain(|day| day.date <= term.today);
        days.sort_by_key(|day| day.date);
        let is_open = |day: &Dated<'_>| day.open().any(|step| step.kind == StepKind::Mock);
        let open = days.iter().filter(|day| is_open(day));
        open.map(|day| (day.day.id.clone(), day.day.mock.clone().unwrap_or_default()))
            .collect()
    }

    /// Whether a box's topic is a step's scope. A map that is drawn in its box stands in the notes only afterwards: the
    /// box was about the words for it, and its path may come to be found by them.
    fn is_about(&self, scope: &str, topic: &str) -> bool {
        let last = scope.rsplit('/').next().unwrap_or(scope);
        [scope, slug(scope).as_str(), slug(last).as_str()].contains(&topic)
            || self.topic(scope) == topic
    }

    /// Ticks the step of reviewing once nothing is due, or waits, any more: in the batch of the last review.
    pub(in crate::engine) fn tick_reviews(
        &mut self,
        batch: BatchId,
        now: Now,
    ) -> Result<(), StoreError> {
        let term = self.term(now);
        let Some(course) = self.course_of(&term) else {
            return Ok(());
        };
        let days = self.days_of(&course);
        let begun = days.iter().filter(|day| day.date <= term.today);
        let reviewing = |day: &&Dated<'_>| {
            let mut open = day.open();
            open.any(|step| step.kind == StepKind::Review)
        };
        let ids: Vec<DayId> = begun
            .filter(reviewing)
            .map(|day| day.day.id.clone())
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        let (_, list) = self.list(self.when(now), None);
        if !list.prompts.is_empty() || !list.waiting.is_empty() {
            return Ok(());
        }
        let stamp = self.stamp_of_plan(now);
        let mut draft = Draft::default();
        for id in ids {
            let fact = done(id.clone(), StepKind::Review, None);
            let name = format!("{id} reviewed");
            draft.entries.push(Entry {
                id: Uuid::new_v5(&batch.0, name.as_bytes()),
                batch,
                stamp,
                fact,
            });
        }
        self.record(draft)
    }

    /// The facts of the steps that reviews do: the recall, or the explanation, of a scope of which all was asked on
    /// this study day.
    pub(in crate::engine) fn done_by_reviews(
        &self,
        source: Source,
        reviewed: &[crate::domain::atlas::NodeIx],
        took: Option<Secs>,
        now: Now,
    ) -> Vec<Fact> {
        let kind = match source {
            Source::Explain => StepKind::Explain,
            Source::Recall | Source::Walk | Source::Review | Source::Log => StepKind::Recall,
            Source::Card | Source::Mock | Source::Import => return Vec::new(),
        };
        let today = self.today(now);
        let open = self.open_steps(now, |step, _| step == kind);
        let all_asked = |scope: &str| {
            let nodes = self.taught_by(scope);
            nodes.iter().any(|node| reviewed.contains(node))
                && nodes.iter().all(|node| {
                    let asked = self.schedule(*node).map(|schedule| schedule.last.day);
                    reviewed.contains(node) || asked == Some(today)
                })
        };
        let of_scope = open.into_iter().filter(|open| all_asked(&open.scope));
        let of_scope: Vec<Open> = of_scope.collect();
        // What took the time of several is the time of none.
        let took = took.filter(|_| of_scope.len() == 1);
        let facts = of_scope.into_iter();
        facts.map(|open| done(open.day, kind, took)).collect()
    }

    /// The open steps of days that have begun, by date, as far as they are about a part of the notes.
    fn open_steps(&self, now: Now, wanted: impl Fn(StepKind, &Dated<'_>) -> bool) -> Vec<Open> {
        let term = self.term(now);
        let Some(course) = self.course_of(&term) else {
            return Vec::new();
        };
        let mut open = Vec::new();
        let mut days = self.days_of(&course);
        days.retain(|day| day.date <= term.today);
        days.sort_by_key(|day| day.date);
        for day in &days {
            for step in day.open().filter(|step| wanted(step.kind, day)) {
                if let Some(scope) = &step.scope {
                    open.push(Open {
                        day: day.day.id.clone(),
                        kind: step.kind,
                        scope: scope.clone(),
                    });
                }
            }
        }
        open
    }
}

/// An open step.
struct Open {
    day: DayId,
    kind: StepKind,
    scope: String,
}

/// Whether a day has a step for drawing its map.
fn draws(day: &Dated<'_>) -> bool {
    let mut steps = day.steps.iter();
    steps.any(|stepped| stepped.step.kind == StepKind::Map)
}

fn done(day: DayId, step: StepKind, took: Option<Secs>) -> Fact {
    Fact::PlanStep {
        day,
        step,
        how: StepSaid::Ended(StepEnd::Done),
        took,
    }
}

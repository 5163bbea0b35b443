//! Steps that are ticked by doing them: a box that ends, a recall that is logged.

use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::now::{Now, Secs};
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::StepEnd;
use crate::domain::plan::words::StepKind;
use crate::domain::review::Source;
use crate::domain::timebox::{BoxEnd, BoxKind, BoxStart, Ending};
use crate::engine::Engine;

impl Engine {
    /// The facts of the steps that a box's end does.
    pub(in crate::engine) fn done_by_box(
        &self,
        start: &BoxStart,
        end: &BoxEnd,
        now: Now,
    ) -> Vec<Fact> {
        match end.how {
            Ending::Finished | Ending::Stopped => {}
            Ending::Cancelled => return Vec::new(),
        }
        let kind = match start.kind {
            BoxKind::Map => StepKind::Map,
            BoxKind::Palace => StepKind::Palace,
            BoxKind::Recall => StepKind::Recall,
            BoxKind::Explain => StepKind::Explain,
        };
        let open = self.open_steps(now, |step, _| step == kind);
        let open = open.into_iter();
        let of_box = open.filter(|open| self.topic(&open.scope) == start.topic);
        of_box
            .map(|open| done(open.day, kind, Some(end.used)))
            .collect()
    }

    /// The facts of the steps that reviews do: the recall, or the explanation, of a scope of which all was asked on
    /// this study day.
    pub(in crate::engine) fn done_by_reviews(
        &self,
        source: Source,
        reviewed: &[crate::domain::atlas::NodeIx],
        now: Now,
    ) -> Vec<Fact> {
        let kind = match source {
            Source::Explain => StepKind::Explain,
            Source::Recall | Source::Walk | Source::Review | Source::Log => StepKind::Recall,
            Source::Card | Source::Import => return Vec::new(),
        };
        let today = self.today(now);
        let open = self.open_steps(now, |step, _| step == kind);
        let all_asked = |scope: &str| {
            self.shelf.finder.told(scope).is_some_and(|scope| {
                let mut touched = scope.nodes.iter().filter(|node| reviewed.contains(node));
                touched.next().is_some()
                    && scope.nodes.iter().all(|node| {
                        let asked = self.schedule(*node).map(|schedule| schedule.last.day);
                        reviewed.contains(node) || asked == Some(today)
                    })
            })
        };
        let of_scope = open.into_iter().filter(|open| all_asked(&open.scope));
        of_scope.map(|open| done(open.day, kind, None)).collect()
    }

    /// The open steps of days that have begun, as far as they are about a part of the notes.
    fn open_steps(&self, now: Now, wanted: impl Fn(StepKind, StudyDay) -> bool) -> Vec<Open> {
        let term = self.term(now);
        let Some(course) = self.course_of(&term) else {
            return Vec::new();
        };
        let mut open = Vec::new();
        for day in course.days().iter().filter(|day| day.date <= term.today) {
            for step in day.open().filter(|step| wanted(step.kind, day.date)) {
                if let Some(scope) = &step.scope {
                    open.push(Open {
                        day: day.day.id.clone(),
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
    scope: String,
}

fn done(day: DayId, step: StepKind, took: Option<Secs>) -> Fact {
    Fact::PlanStep {
        day,
        step,
        how: StepEnd::Done,
        took,
    }
}

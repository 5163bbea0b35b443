//! What is expected of the interview: the plan's own simulation over how things stand.

use std::collections::{BTreeSet, HashMap};

use crate::domain::atlas::{NodeIx, TopIx};
use crate::domain::balance::Ease;
use crate::domain::day::StudyDay;
use crate::domain::forecast::{DayLimits, Outlook};
use crate::domain::now::Now;
use crate::domain::plan::course::{Dated, LAST_NEW};
use crate::domain::plan::predict::{Led, Prediction, Way};
use crate::domain::plan::words::StepKind;
use crate::engine::Engine;
use crate::engine::shelf::Parent;

use super::reply::count;

/// Maps and palaces that are named where something does not fit.
const NAMED: usize = 3;

/// The luck of every prediction: asked twice, it answers the same.
const SEED: u64 = 0;

impl Engine {
    /// Reckons what is expected, unless that is known.
    pub(in crate::engine) fn know_expected(&mut self, now: Now) {
        let today = self.today(now);
        if self
            .study
            .expected
            .as_ref()
            .is_none_or(|(of, _)| *of != today)
        {
            self.reckon_expected(now);
        }
    }

    /// Reckons what is expected now that something changed.
    pub(in crate::engine) fn reckon_expected(&mut self, now: Now) {
        self.study.expected = Some((self.today(now), self.predicted(now)));
    }

    /// What the plan does on the days to come.
    pub(in crate::engine) fn led(&self, now: Now) -> Led {
        Led {
            goal: self.goal(now),
            meets: self.meets(now),
        }
    }

    /// What leads to the interview, if one is ahead.
    fn predicted(&self, now: Now) -> Option<Prediction> {
        let led = self.led(now);
        led.goal?;
        let calendar = self.calendar(now);
        let start = self.outset(self.when(now));
        let usual = self.conditions().terms;
        let way = Way {
            outlook: Outlook {
                start: &start,
                model: &self.model,
                terms: usual,
                seed: SEED,
            },
            plan: &led,
        };
        let limits = |day| DayLimits {
            budget: self.review_budget(day, calendar),
            new: match self.ease(day, calendar) {
                Ease::Ordinary => usual.usual_new,
                Ease::Easy | Ease::Away => 0,
            },
        };
        let nodes = self.shelf.atlas.iter().map(|(node, _)| node);
        let asked: Vec<bool> = nodes.map(|node| self.is_for_interview(node)).collect();
        let is_asked = |node: NodeIx| asked.get(node.0 as usize).copied().unwrap_or(false);
        let predicted = way.predict(limits, is_asked);
        let warned = |error| tracing::warn!(%error, "the recall on the day is not known");
        predicted.map_err(warned).ok()
    }

    /// What will not have been asked by the interview, and what has no place in the final pass.
    pub(super) fn shortfalls(&self, expected: &Prediction) -> Vec<String> {
        let mut told = Vec::new();
        if expected.unmet > 0 {
            told.push(format!(
                "{} not be asked before the interview: give the plan more minutes, or skip a topic (loci plan skip DAY)",
                loci(expected.unmet, "will")
            ));
        } else if expected.late > 0 {
            told.push(format!(
                "{} asked for the first time less than {LAST_NEW} days before the interview: recall them earlier \
                 (loci plan move DAY DATE), or give the plan more minutes",
                loci(expected.late, "will be")
            ));
        }
        if let Some(short) = &expected.short {
            told.push(format!(
                "the final pass lacks {} min: {} keep their own due days ({}): give the last days more minutes, or \
                 suspend what matters least (loci suspend)",
                short.secs.minutes_up(),
                loci(count(short.left_out.len()), ""),
                self.tops_named(&short.left_out).join(", ")
            ));
        }
        told
    }

    /// The maps and palaces of these, in note order: at most [`NAMED`] of them by name.
    fn tops_named(&self, nodes: &[NodeIx]) -> Vec<String> {
        let atlas = &self.shelf.atlas;
        let tops: BTreeSet<TopIx> = nodes.iter().map(|node| atlas.node(*node).top).collect();
        let more = tops.len().saturating_sub(NAMED);
        let names = tops
            .iter()
            .take(NAMED)
            .map(|top| atlas.top(*top).said().to_owned());
        let more = (more > 0).then(|| format!("{more} more"));
        names.chain(more).collect()
    }

    /// When the steps of the plan that are open meet what is new: families by their places.
    fn meets(&self, now: Now) -> Vec<(StudyDay, usize)> {
        let term = self.term(now);
        let Some(course) = self.course_of(&term) else {
            return Vec::new();
        };
        let parents = self.shelf.families.iter().map(|family| family.parent);
        let places: HashMap<Parent, usize> = parents.enumerate().map(|(at, of)| (of, at)).collect();
        let of_day = |day: &Dated<'_>| {
            let recalls = day.open().filter(|step| step.kind == StepKind::Recall);
            let scopes = recalls.filter_map(|step| step.scope.as_deref());
            let nodes = scopes.flat_map(|scope| self.taught_by(scope));
            let new = nodes.filter(|node| self.schedule(*node).is_none());
            let families = new.filter_map(|node| places.get(&self.shelf.parent(node)).copied());
            families.collect::<BTreeSet<usize>>()
        };
        let days = self.days_of(&course);
        let dated = |day: &Dated<'_>| {
            let families = of_day(day).into_iter();
            families
                .map(|family| (day.date, family))
                .collect::<Vec<_>>()
        };
        days.iter().flat_map(dated).collect()
    }
}

/// `1 locus will`, `3 loci will`.
fn loci(number: u32, verb: &str) -> String {
    let noun = if number == 1 { "locus" } else { "loci" };
    format!("{number} {noun} {verb}").trim_end().to_owned()
}

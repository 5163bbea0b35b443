//! The final pass as the engine asks it: on which day each locus of the interview is asked in the last days before it.

use std::collections::HashSet;

use crate::domain::atlas::NodeIx;
use crate::domain::balance::Ease;
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::now::{Now, Secs};
use crate::domain::plan::course::Dated;
use crate::domain::plan::keeping::Keeping;
use crate::domain::plan::pass::{Goal, LONGEST, LastDay, Pass, Rules, Seat};
use crate::domain::plan::sitting::sittings;
use crate::domain::plan::steps::minutes;
use crate::domain::plan::words::StepKind;
use crate::domain::queue::Group;
use crate::engine::Engine;
use crate::engine::shelf::Family;
use crate::store::read::Asking;

/// The pass, and the day on which it was made.
#[derive(Debug)]
pub(super) struct Passing {
    pass: Pass,
    today: StudyDay,
}

impl Passing {
    /// When a locus is asked whose own due day is `due` and whose last review was on `last`. What was reviewed since
    /// the pass was made goes by its own due day.
    pub(super) fn due(&self, node: NodeIx, last: StudyDay, due: StudyDay) -> StudyDay {
        match last >= self.today {
            true => due,
            false => self.pass.due(node, due, self.today),
        }
    }

    /// Whether a day is one of the pass.
    pub(super) fn holds(&self, day: StudyDay) -> bool {
        self.pass.holds(day)
    }
}

/// Seconds of a topic's steps, done or not.
fn steps_of(day: &Dated<'_>) -> u32 {
    let kinds = |kind| !matches!(kind, StepKind::Review | StepKind::Mock);
    let steps = day.steps.iter().map(|stepped| &stepped.step);
    minutes(steps.filter(|step| kinds(step.kind))) * 60
}

/// Seconds of the reading and the map that are open.
fn begun_of(day: &Dated<'_>) -> u32 {
    let kinds = |kind| matches!(kind, StepKind::Learn | StepKind::Map);
    minutes(day.open().filter(|step| kinds(step.kind))) * 60
}

impl Engine {
    /// The interview that the plan leads to and the minutes of the days before it, as long as it is ahead.
    pub(super) fn goal(&self, now: Now) -> Option<Goal> {
        let term = self.term(now);
        let course = self.course_of(&term)?;
        let interview = course.interview()?;
        if interview <= term.today {
            return None;
        }
        let calendar = self.calendar(now);
        let days = self.days_of(&course);
        let mut last = [LastDay::default(); LONGEST as usize];
        for (last, ahead) in last.iter_mut().zip((1..=LONGEST).rev()) {
            let day = interview.minus(ahead);
            let budget = self.review_budget(day, calendar);
            let topics = days.iter().filter(|of| of.date == day).map(steps_of);
            // What was only begun and goes on today takes its time from it as well.
            let begun = days
                .iter()
                .filter(|of| day == term.today && of.is_left_over(day));
            let begun = begun.filter(|of| !of.is_light()).map(begun_of);
            let steps = topics.chain(begun).sum();
            let left = Secs(budget.0.saturating_sub(steps));
            *last = LastDay { budget, left };
        }
        Some(Goal {
            interview,
            days: last,
            keeps: self.study.keeps.map_or(1.0, |(_, keeps)| keeps),
            rules: Rules::default(),
        })
    }

    /// How many times as long as the schedule takes it for the loci of the interview are kept, as all of their reviews
    /// before today tell. It is reckoned once a study day, and only while an interview is ahead.
    pub(super) fn know_keeping(&mut self, now: Now) {
        let today = self.today(now);
        if self.study.keeps.is_some_and(|(of, _)| of == today) || self.goal(now).is_none() {
            return;
        }
        self.study.keeps = Some((today, self.keeping(today).factor()));
    }

    /// What the reviews of the loci of the interview before a study day tell.
    fn keeping(&self, today: StudyDay) -> Keeping {
        let mut keeping = Keeping::default();
        let told = self.store.recalls(|locus, recalls| {
            let node = self.shelf.node_of(locus);
            if !node.is_some_and(|node| self.is_for_interview(node)) {
                return;
            }
            let recalls = recalls.iter().copied();
            let before = recalls.filter(|(day, _)| *day < today);
            if let Err(error) = keeping.learn(before, &self.model) {
                tracing::warn!(%error, "the reviews of a locus cannot be followed");
            }
        });
        if let Err(error) = told {
            tracing::warn!(%error, "the reviews cannot be read");
        }
        keeping
    }

    /// What a study day has for reviews: nothing in a pause.
    pub(super) fn review_budget(&self, day: StudyDay, calendar: Calendar) -> Secs {
        match self.ease(day, calendar) {
            Ease::Away => Secs(0),
            Ease::Easy | Ease::Ordinary => Secs(self.minutes_of(day).saturating_mul(60)),
        }
    }

    /// Whether a locus is asked in the interview: what the plan is about, and what is marked for it and was reviewed.
    pub(super) fn is_for_interview(&self, node: NodeIx) -> bool {
        let atlas = &self.shelf.atlas;
        let is_marked = || atlas.top(atlas.node(node).top).interview;
        self.study.is_planned(node) || (is_marked() && self.schedule(node).is_some())
    }

    /// All loci that are asked in the interview, if one is ahead.
    pub(in crate::engine) fn of_interview(&self) -> HashSet<NodeIx> {
        let nodes = self.shelf.atlas.iter().map(|(node, _)| node);
        nodes.filter(|node| self.is_for_interview(*node)).collect()
    }

    /// The final pass as it stands, once the interview is so near that it matters.
    pub(super) fn final_pass(&self, now: Now) -> Option<Passing> {
        let goal = self.goal(now)?;
        let today = self.today(now);
        if goal.interview.days_since(today) > LONGEST {
            return None;
        }
        let at = self.when(now);
        let is_asked =
            |family: &&Family| family.nodes.iter().any(|node| self.is_for_interview(*node));
        let families = self.shelf.families.iter().filter(is_asked);
        let groups: Vec<Group> = families.map(|family| self.group(family, at)).collect();
        let new_per_day = self.setup.settings.new_per_day;
        let sittings = sittings(groups.iter().enumerate(), new_per_day, |_, _, node| {
            self.seat(node)
        });
        let pass = Pass::new(&sittings, &goal, today, &self.model)?;
        Some(Passing { pass, today })
    }

    /// A locus of the interview that was reviewed and may be asked.
    fn seat(&self, node: NodeIx) -> Option<Seat> {
        let schedule = self.schedule(node)?;
        let is_asked = self.asking(node) == Asking::Asked && self.is_for_interview(node);
        is_asked.then_some(Seat {
            node,
            memory: schedule.memory,
            last: schedule.last.day,
            due: self.due_of(node)?,
        })
    }
}

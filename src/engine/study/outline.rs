//! What follows from the plan whatever is reviewed: how its days lie, what lists go by, where it stands. It is made
//! when the plan, what was done of it, the notes, the pauses or the study day are others, and kept by all turns between.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::Term;
use crate::domain::atlas::NodeIx;
use crate::domain::day::StudyDay;
use crate::domain::hash::{Map, Set};
use crate::domain::mode::Mode;
#[cfg(test)]
use crate::domain::now::Now;
use crate::domain::plan::Plan;
use crate::domain::plan::course::measure::within;
use crate::domain::plan::course::{Course, Dated, Stepped, ends, number};
use crate::domain::plan::words::{Focus, StepKind};
use crate::engine::Engine;

/// The plan in time.
#[derive(Debug, PartialEq)]
pub(super) struct Outline {
    /// What it goes by besides the plan, what was done of it, and the notes.
    term: Term,
    days: Vec<Placed>,
    /// What lists go by.
    pub(super) offers: Offers,
    /// Which day of the plan it is, from 1, and of how many; nothing before it starts and after its end.
    pub(super) day: Option<(u32, u32)>,
    /// The mode of its focus, until the interview is over, or all of the plan.
    pub(super) focus: Option<Mode>,
    /// Of all days, their dates and what became of their steps.
    pub(super) hash: u64,
}

/// What the plan says of lists.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Offers {
    /// From which date on it offers the loci that are its own, the earliest where several days name them.
    pub(super) from: Map<NodeIx, StudyDay>,
    /// What its steps name, inner branches too.
    pub(super) about: Set<NodeIx>,
    /// The minutes that reviews may take of its dates.
    pub(super) minutes: HashMap<StudyDay, u32>,
}

/// A day with its date.
#[derive(Debug, PartialEq)]
struct Placed {
    /// Its place among the days of the file.
    at: usize,
    date: StudyDay,
    place: StudyDay,
    was_missed: bool,
    steps: Arc<[Stepped]>,
}

impl Outline {
    /// Whether it goes by the same.
    pub(super) fn is_of(&self, term: &Term) -> bool {
        self.term == *term
    }

    /// The days of the plan of which it was made, if a course goes by the same.
    pub(super) fn days_of<'a>(&self, course: &Course<'a>) -> Option<Vec<Dated<'a>>> {
        let goes_by = (course.away, course.start, course.today);
        if goes_by != (&self.term.away, self.term.start, self.term.today) {
            return None;
        }
        let dated = |placed: &Placed| {
            Some(Dated {
                day: course.plan.days.get(placed.at)?,
                date: placed.date,
                place: placed.place,
                was_missed: placed.was_missed,
                steps: Arc::clone(&placed.steps),
            })
        };
        self.days.iter().map(dated).collect()
    }
}

impl Engine {
    /// The outline as it is now; nothing without a plan.
    pub(super) fn outlined(&self, term: &Term) -> Option<Outline> {
        let course = self.course_of(term)?;
        let days = course.days();
        let is_now = Engine::is_of_plan(&days, term.today);
        let length = u32::try_from(days.len()).ok();
        Some(Outline {
            term: term.clone(),
            offers: self.offers(&course, &days),
            day: is_now.then(|| number(&days, term.today)).zip(length),
            focus: focus(&course, &days),
            hash: hash(&days),
            days: placed(course.plan, days),
        })
    }

    fn offers(&self, course: &Course<'_>, days: &[Dated<'_>]) -> Offers {
        let mut offers = Offers::default();
        for day in days {
            let scopes = day
                .steps
                .iter()
                .filter_map(|step| step.step.scope.as_deref());
            for scope in scopes {
                for node in self.taught_by(scope) {
                    let date = offers.from.entry(node).or_insert(day.date);
                    *date = day.date.min(*date);
                }
                let itself = self.shelf.finder.told(scope).map(|scope| scope.nodes);
                offers.about.extend(itself.into_iter().flatten());
            }
        }
        let eve = course.interview().map(StudyDay::previous);
        if let (Some(first), Some(last)) = (days.iter().map(|day| day.date).min(), ends(days)) {
            // The days from its end to the interview are the plan's too.
            let last = eve.map_or(last, |eve| eve.max(last));
            let dates = course.free_from(first).take_while(|date| *date <= last);
            offers.minutes = minutes(course, days, dates);
        }
        offers
    }
}

/// What one date has, in minutes.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    /// The most that one of its days has there.
    has: u32,
    /// Of its mock interviews.
    mocks: u32,
    /// Of the longest code of its days.
    code: u32,
}

impl Share {
    fn of(day: &Dated<'_>, has: u32) -> Share {
        let of = |kind: StepKind| {
            let steps = day.steps.iter().filter(move |step| step.step.kind == kind);
            steps.map(|step| u32::from(step.step.minutes.get()))
        };
        Share {
            has,
            mocks: of(StepKind::Mock).sum(),
            code: of(StepKind::Code).max().unwrap_or(0),
        }
    }

    fn with(self, other: Share) -> Share {
        Share {
            has: self.has.max(other.has),
            mocks: self.mocks + other.mocks,
            code: self.code.max(other.code),
        }
    }

    /// What reviews may take at most: a mock interview and the code of a topic are never left out, and with them no
    /// date takes more than a tenth above its minutes. A third is for reviews in any case.
    fn for_reviews(self) -> u32 {
        let most = within(u16::try_from(self.has).unwrap_or(u16::MAX));
        let left = most.saturating_sub(self.mocks + self.code);
        left.clamp(self.has.div_ceil(3), self.has)
    }
}

/// The minutes that reviews may take of dates: of those that one of its days has there, else of the plan's.
fn minutes(
    course: &Course<'_>,
    days: &[Dated<'_>],
    dates: impl Iterator<Item = StudyDay>,
) -> HashMap<StudyDay, u32> {
    let plan = course.plan;
    let usual = Share {
        has: plan.minutes().get().into(),
        ..Share::default()
    };
    let mut shares: HashMap<StudyDay, Share> = HashMap::new();
    for day in days {
        let own = Share::of(day, plan.minutes_of(day.day).get().into());
        let share = shares.entry(day.date).or_default();
        *share = share.with(own);
    }
    let of_date = |date| {
        let share = shares.get(&date).copied().unwrap_or(usual);
        (date, share.for_reviews())
    };
    dates.map(of_date).collect()
}

fn focus(course: &Course<'_>, days: &[Dated<'_>]) -> Option<Mode> {
    let is_over = match course.interview() {
        Some(interview) => interview < course.today,
        None => ends(days) < Some(course.today) && days.iter().all(Dated::is_over),
    };
    (!is_over).then_some(match course.plan.focus {
        Focus::Interview => Mode::Interview,
        Focus::Learning => Mode::Learning,
    })
}

fn hash(days: &[Dated<'_>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for day in days {
        (&day.day.id, day.date).hash(&mut hasher);
        for step in day.steps.iter() {
            let how = step.ended.map(|ended| ended.how);
            (step.step.kind, how, step.spent().0).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// The days, by their places in the file: in its order, as a course tells them.
fn placed(plan: &Plan, days: Vec<Dated<'_>>) -> Vec<Placed> {
    let mut days = days.into_iter().peekable();
    let mut placed = Vec::with_capacity(days.len());
    for (at, of_file) in plan.days.iter().enumerate() {
        if let Some(day) = days.next_if(|day| std::ptr::eq(day.day, of_file)) {
            placed.push(Placed {
                at,
                date: day.date,
                place: day.place,
                was_missed: day.was_missed,
                steps: day.steps,
            });
        }
    }
    placed
}

#[cfg(test)]
impl Engine {
    /// Whether what is kept is what would be made now.
    pub(in crate::engine) fn outline_agrees(&self, now: Now) -> Result<(), String> {
        let term = self.term(now);
        if !self.study.is_outlined(&term) {
            return Ok(());
        }
        let made = self.outlined(&term);
        match self.study.outline == made {
            true => Ok(()),
            false => Err(format!("{:?} is not {made:?}", self.study.outline)),
        }
    }

    /// The steps of the first day that are kept: the very same as long as the outline is.
    pub(in crate::engine) fn kept_steps(&self) -> Option<Arc<[Stepped]>> {
        let first = self.study.outline.as_ref()?.days.first()?;
        Some(Arc::clone(&first.steps))
    }
}

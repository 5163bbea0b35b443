//! The study plan as the engine knows it: the last good reading of its file, and its course in time.

use crate::domain::atlas::NodeIx;
use crate::domain::calm::Span;
use crate::domain::day::{Calendar, Stamp, StudyDay};
use crate::domain::now::Now;
use crate::domain::plan::Plan;
use crate::domain::plan::course::{Course, Dated, number};
use crate::domain::plan::predict::Prediction;
use crate::domain::plan::progress::Dates;
use crate::ipc::protocol::ProblemInfo;

use super::Engine;
use super::event::PlanRead;
use outline::{Offers, Outline};
use pass::Passing;

mod allowance;
mod asked;
mod blocks;
mod expected;
mod kept;
pub(super) mod list;
pub(super) mod made_up;
mod outline;
mod pass;
mod past;
pub(super) mod reply;
mod share;
mod tick;
mod week;

/// The plan, if the config names one.
#[derive(Debug, Default)]
pub(super) struct Study {
    /// It, as it was read last without an error.
    pub(super) taken: Option<Taken>,
    /// What is wrong with its file now.
    pub(super) problems: Vec<ProblemInfo>,
    /// Which day of the plan it is, from 1, and of how many; as it was reckoned last.
    pub(super) day: Option<(u32, u32)>,
    /// What stands of it, as it was told last to those who watch.
    told: Option<list::Standing>,
    /// On which study day the dates that passed were kept last.
    pub(super) kept: Option<StudyDay>,
    /// What follows from it whatever is reviewed, as it was reckoned last.
    outline: Option<Outline>,
    /// Whether that is what follows from it now.
    outlines: Outlines,
    /// The study day on which all this was reckoned.
    reckoned_on: Option<StudyDay>,
    /// The final pass, once it is near.
    passing: Option<Passing>,
    /// How many times as long as the schedule takes it for everything is kept, above 0; with the study day of that.
    keeps: Option<(StudyDay, f32)>,
    /// What is expected of the interview, as it was reckoned last, with the study day of that.
    expected: Option<(StudyDay, Option<Prediction>)>,
    /// How many new loci the study day has room for, beside those that were met on it.
    room_for_new: Option<(StudyDay, u32)>,
}

/// Whether the outline that is known is that of the plan as it is, of what was done of it and of the notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Outlines {
    /// It may be of others.
    #[default]
    Others,
    /// It is.
    These,
}

/// A plan and its file.
#[derive(Debug)]
pub(super) struct Taken {
    /// The file, absolute.
    pub(super) path: String,
    /// The plan.
    pub(super) plan: Plan,
}

/// What the course of a plan goes by besides the plan itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    /// Vacations.
    away: Vec<Dates>,
    /// The first study date.
    start: StudyDay,
    /// Today.
    pub(super) today: StudyDay,
}

impl Study {
    fn outline(&mut self, outline: Option<Outline>) {
        self.outline = outline;
        self.outlines = Outlines::These;
    }

    /// The outline, if it is that of the plan as it is.
    fn outline_now(&self) -> Option<&Outline> {
        match self.outlines {
            Outlines::These => self.outline.as_ref(),
            Outlines::Others => None,
        }
    }

    fn is_outlined(&self, term: &Term) -> bool {
        self.outline_now()
            .is_some_and(|outline| outline.is_of(term))
    }

    /// All that lists go by is reckoned.
    fn know(&mut self, today: StudyDay) {
        self.reckoned_on = Some(today);
        self.expected = None;
    }

    /// The plan, or the notes, may no longer be those of which it was reckoned.
    pub(super) fn doubt(&mut self) {
        self.reckoned_on = None;
        self.outlines = Outlines::Others;
    }

    /// Something else was done of the plan. Until all is reckoned anew, lists go by what is known.
    pub(super) fn went_on(&mut self) {
        self.outlines = Outlines::Others;
    }

    /// Whether lists must not go by what is known.
    fn is_doubted(&self, today: StudyDay) -> bool {
        self.taken.is_some() && self.reckoned_on != Some(today)
    }

    fn forget(&mut self) {
        *self = Study {
            problems: std::mem::take(&mut self.problems),
            ..Study::default()
        };
    }

    fn offers(&self) -> Option<&Offers> {
        self.outline.as_ref().map(|outline| &outline.offers)
    }

    fn is_known(&self) -> bool {
        self.outline.is_some()
    }

    /// Since which study day the plan offers a locus that is its own.
    pub(super) fn offered_from(&self, node: NodeIx) -> Option<StudyDay> {
        self.offers()?.from.get(&node).copied()
    }

    /// Whether a locus is one of the plan.
    pub(super) fn is_planned(&self, node: NodeIx) -> bool {
        let offers = self.offers();
        offers.is_some_and(|of| of.from.contains_key(&node) || of.about.contains(&node))
    }

    /// Whether the plan keeps a new locus from being offered: until the day of its own, and in the final pass
    /// whatever is none of its own.
    pub(super) fn holds_back(&self, node: NodeIx, day: StudyDay) -> bool {
        match self.offered_from(node) {
            Some(from) => from > day,
            None => self.is_final(day) && !self.is_planned(node),
        }
    }

    /// What is expected of the interview, once it is known.
    fn expected(&self) -> Option<&Prediction> {
        self.expected.as_ref()?.1.as_ref()
    }

    /// Whether a study day is one of the final pass.
    pub(super) fn is_final(&self, day: StudyDay) -> bool {
        self.passing
            .as_ref()
            .is_some_and(|passing| passing.holds(day))
    }

    /// Whether it calls loci on other days than their own.
    pub(super) fn calls(&self) -> bool {
        self.passing.is_some()
    }

    /// When a locus is asked whose own due day is `due` and whose last review was on `last`.
    pub(super) fn due(&self, node: NodeIx, last: StudyDay, due: StudyDay) -> StudyDay {
        match &self.passing {
            Some(passing) => passing.due(node, last, due),
            None => due,
        }
    }

    /// How many new loci a study day has room for, beside those that were met on it; where the plan does not say,
    /// any number.
    pub(super) fn room_for_new(&self, day: StudyDay) -> u32 {
        let room = self.room_for_new.filter(|(of, _)| *of == day);
        room.map_or(u32::MAX, |(_, room)| room)
    }

    /// The minutes of a study day, where the plan has any for it.
    pub(super) fn minutes(&self, day: StudyDay) -> Option<u32> {
        self.offers()?.minutes.get(&day).copied()
    }

    /// Why the file as it is now is no plan.
    pub(super) fn broken(&self) -> impl Iterator<Item = &ProblemInfo> {
        let is_error = |problem: &&ProblemInfo| problem.level == "error";
        self.problems.iter().filter(is_error)
    }

    /// Takes what was read, whole or not at all: a file that cannot be taken leaves its last good plan.
    pub(super) fn read(&mut self, read: PlanRead) {
        match read {
            PlanRead::None => {
                *self = Study {
                    told: self.told,
                    ..Study::default()
                }
            }
            PlanRead::Good {
                path,
                plan,
                problems,
                text: _,
            } => {
                self.taken = Some(Taken { path, plan });
                self.problems = problems;
                self.doubt();
            }
            PlanRead::Bad {
                path,
                problems,
                last,
            } => {
                self.taken.take_if(|taken| taken.path != path);
                self.problems = problems;
                if let (None, Some(plan)) = (&self.taken, last) {
                    self.taken = Some(Taken { path, plan });
                    self.doubt();
                }
            }
        }
    }

    /// What is wrong with the file, and that its last good plan is used, if there is one.
    pub(super) fn told_problems(&self) -> impl Iterator<Item = ProblemInfo> {
        self.problems.iter().cloned().map(|problem| {
            let is_used = self.taken.is_some() && problem.level == "error";
            let meanwhile = match is_used {
                true if problem.line > 0 => {
                    "; meanwhile the last good plan is used, and loci plan restore writes it back"
                }
                // What is to be done about the file itself is told with it.
                true => "; meanwhile the last good plan is used",
                false => "",
            };
            ProblemInfo {
                message: problem.message + meanwhile,
                ..problem
            }
        })
    }
}

impl Term {
    /// The first study date of the plan.
    pub(super) fn start(&self) -> StudyDay {
        self.start
    }
}

impl Engine {
    /// What the course goes by now. A plan without a start begins with the first step that was done, else today.
    pub(super) fn term(&self, now: Now) -> Term {
        let calendar = self.calendar(now);
        let today = calendar.day_of(now.at);
        let taken = self.study.taken.as_ref();
        let told = taken.and_then(|taken| taken.plan.start).map(StudyDay);
        // A clock that was ahead when something was done must not put the start into the future.
        let is_ours = |id| taken.is_some_and(|taken| taken.plan.day(id).is_some());
        let begun = || {
            let done = self.progress.all().filter(|(id, _, _)| is_ours(*id));
            let first = done.map(|(_, _, ended)| ended.on).min();
            first.map(|first| first.min(today))
        };
        let pauses = self.calm.pauses.iter();
        Term {
            away: pauses
                .filter_map(|span| whole_days(*span, calendar))
                .collect(),
            start: told.or_else(begun).unwrap_or(today),
            today,
        }
    }

    /// The stamp of what is said of the plan now. Before its first study date it counts for that one: what was done
    /// ahead, or while the clock was wrong, is done.
    pub(super) fn stamp_of_plan(&self, now: Now) -> Stamp {
        let stamp = self.calendar(now).stamp(now.at);
        Stamp {
            day: stamp.day.max(self.term(now).start),
            ..stamp
        }
    }

    /// The plan in time, if there is one.
    pub(super) fn course_of<'a>(&'a self, term: &'a Term) -> Option<Course<'a>> {
        let taken = self.study.taken.as_ref()?;
        Some(Course {
            plan: &taken.plan,
            progress: &self.progress,
            away: &term.away,
            start: term.start,
            today: term.today,
        })
    }

    /// The days of a course: those that are known, if they are its.
    pub(super) fn days_of<'a>(&self, course: &Course<'a>) -> Vec<Dated<'a>> {
        let known = self.study.outline_now();
        let known = known.and_then(|outline| outline.days_of(course));
        known.unwrap_or_else(|| course.days())
    }

    /// The day of the plan, from 1; nothing without a plan, before it starts and after its end.
    pub(super) fn plan_day(&self, now: Now) -> Option<u32> {
        let term = self.term(now);
        let days = self.days_of(&self.course_of(&term)?);
        Engine::is_of_plan(&days, term.today).then(|| number(&days, term.today))
    }

    /// Whether a date lies in the plan: its minutes rule then.
    fn is_of_plan(days: &[Dated<'_>], date: StudyDay) -> bool {
        let first = days.iter().map(|day| day.date).min();
        let last = days.iter().map(|day| day.date).max();
        first.is_some_and(|first| first <= date) && last.is_some_and(|last| date <= last)
    }
}

/// The study days that a pause covers from their first instant to their last.
fn whole_days(span: Span, calendar: Calendar) -> Option<Dates> {
    let first = calendar.day_of(span.from);
    let from = match calendar.start_of(first) < span.from {
        true => first.plus(1),
        false => first,
    };
    // The day in which it ends is not whole, unless it ends with it.
    let until = calendar.day_of(span.until).previous();
    (from <= until).then_some(Dates { from, until })
}

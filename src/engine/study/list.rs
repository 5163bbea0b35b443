//! What the plan asks today, and what it keeps for later.

use std::cmp::Ordering;

use crate::domain::atlas::NodeIx;
use crate::domain::day::StudyDay;
use crate::domain::now::{Now, Secs};
use crate::domain::plan::course::measure::within;
use crate::domain::plan::course::{Course, Dated};
use crate::domain::plan::progress::StepEnd;
use crate::domain::plan::words::{DayKind, StepKind};
use crate::domain::remind::OfPlan;
use crate::engine::Engine;
use crate::engine::asked::Listed;
use crate::engine::study::asked::AskedDay;
use crate::engine::study::share::{Time, shared};
use crate::ipc::protocol::Event as Told;

/// What stands of the plan: if it is another, those who watch are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    day: Option<(u32, u32)>,
    minutes: Option<u32>,
    /// Of all days, their dates and what became of their steps.
    hash: u64,
}

impl Standing {
    fn told(standing: Option<Standing>) -> Told {
        let day = standing.and_then(|standing| standing.day);
        Told::Plan {
            day: day.map(|(day, _)| day),
            of: day.map(|(_, of)| of),
            minutes: standing.and_then(|standing| standing.minutes),
        }
    }
}

/// What came of reckoning.
#[derive(Debug)]
pub(in crate::engine) struct Settled {
    /// What those who watch are told, if something of it is new.
    pub(in crate::engine) told: Option<Told>,
    /// Today's list, if it was made and is still the list.
    pub(in crate::engine) listed: Option<Listed>,
}

/// What the plan asks on a date.
#[derive(Debug)]
pub(in crate::engine) struct Asked<'a> {
    /// Today, those of earlier dates of which something is left over; then those of the date. Each with its steps that
    /// fit and those that wait.
    pub(super) days: Vec<AskedDay<'a>>,
    /// Whether something that was missed is still to be read, drawn or coded, or was on this date: that comes before the
    /// rest.
    pub(super) is_behind: bool,
}

impl Engine {
    /// The days of a date with what fits into its minutes beside the reviews. What is left over of earlier dates comes
    /// first today: what can wait as far as a third of the time goes that reviews, a mock interview and its code leave, with
    /// reading and maps of what was begun as far as two thirds; the rest is for the day's own topic, as far as it needs
    /// that. A date to which a topic was moved may give them half and all of it. That and a date with several topics may
    /// take a tenth more. While something that was missed is still to be read, drawn or coded, that comes before the
    /// rest, and what was missed of other dates goes into minutes that are left. On a day off nothing is asked, unless
    /// it was begun on it.
    pub(super) fn asked_of_plan<'a>(
        &self,
        course: &Course<'_>,
        days: &[Dated<'a>],
        date: StudyDay,
        (minutes, reviews): (u32, Secs),
    ) -> Asked<'a> {
        let today = course.today;
        let of_date = days.iter().filter(|day| day.date == date);
        let mut of_date: Vec<Dated<'a>> = of_date.cloned().collect();
        // A mock interview that was not moved here comes before topics that were.
        let holds_mock = |day: &Dated<'_>| day.open().any(|step| step.kind == StepKind::Mock);
        of_date.sort_by_key(|day| !(holds_mock(day) && day.date == day.place));
        let is_study = date == today && course.is_free(today);
        let (light, begun) = match is_study {
            true => left_over(days, today),
            false => (Vec::new(), Vec::new()),
        };
        let mut elsewhere = match date == today && !course.is_past(today) {
            true => missed_elsewhere(days, today),
            false => Vec::new(),
        };
        elsewhere.retain(|day| is_study || day.is_worked_on(today));
        let topics = begun.iter().chain(&of_date);
        let topics = topics.filter(|day| day.day.kind == DayKind::Topic);
        let has_passed = elsewhere.iter().any(|day| day.date < today);
        let is_moved = has_passed || topics.clone().any(|day| day.date != day.place);
        let minutes = match is_moved || topics.count() > 1 {
            true => within(u16::try_from(minutes).unwrap_or(u16::MAX)),
            false => minutes,
        };
        let spent = match date == today {
            true => self.spent_on(days, today).minutes_up(),
            false => 0,
        };
        let all = || light.iter().chain(&begun).chain(&of_date).chain(&elsewhere);
        let time = Time {
            minutes: minutes.saturating_sub(spent),
            reviews,
            date,
            is_moved,
            is_behind: all().any(|day| day.is_behind() || day.was_made_up_for(date)),
        };
        Asked {
            days: shared([light, begun, of_date], elsewhere, time),
            is_behind: time.is_behind,
        }
    }

    /// What was spent on a date already: its reviews, and the steps that were done on it, of whatever day.
    pub(super) fn spent_on(&self, days: &[Dated<'_>], date: StudyDay) -> Secs {
        let steps = || days.iter().flat_map(|day| day.steps.iter());
        let parts = steps().flat_map(|stepped| stepped.parts.iter());
        let parts = parts.filter(|part| part.on == date).map(|part| part.took);
        let done = steps().filter_map(|stepped| {
            let ended = stepped.ended.filter(|ended| ended.on == date)?;
            let rest = u32::from(stepped.whole.get()) * 60;
            let rest = rest.saturating_sub(stepped.spent().0);
            match (ended.how, stepped.step.kind) {
                // Its minutes are those of the reviews.
                (_, StepKind::Review) | (StepEnd::Skipped, _) => None,
                (StepEnd::Done, StepKind::Recall | StepKind::Explain)
                    if self.is_reviewed(stepped.step.scope.as_deref(), date) =>
                {
                    None
                }
                (StepEnd::Done, _) => Some(ended.took.unwrap_or(Secs(rest))),
            }
        });
        let reviews = Secs(self.done_on(date).secs);
        done.chain(parts).chain([reviews]).sum()
    }

    /// Whether something of a scope was reviewed on a date last.
    fn is_reviewed(&self, scope: Option<&str>, date: StudyDay) -> bool {
        let nodes = scope.map(|scope| self.taught_by(scope)).unwrap_or_default();
        let last = |node: &NodeIx| self.schedule(*node).map(|schedule| schedule.last.day);
        nodes.iter().any(|node| last(node) == Some(date))
    }

    /// Minutes of today's steps that are open and fit, reviews apart, with the list that leaves room for them; nothing
    /// without a plan, or off its dates.
    fn plan_minutes_left(&self, now: Now) -> Option<(u32, Listed)> {
        let term = self.term(now);
        let course = self.course_of(&term)?;
        let days = self.days_of(&course);
        if !Engine::is_of_plan(&days, term.today) || !course.is_free(term.today) {
            return None;
        }
        let listed = self.listed_today(now);
        let reviews = Secs(listed.minutes * 60);
        let minutes = self.minutes_on(&days, term.today)?;
        let asked = self.asked_of_plan(&course, &days, term.today, (minutes, reviews));
        let own = asked.days.iter().map(AskedDay::minutes).sum();
        Some((own, listed))
    }

    /// The minutes that a date of the plan has.
    pub(super) fn minutes_on(&self, days: &[Dated<'_>], date: StudyDay) -> Option<u32> {
        let plan = &self.study.taken.as_ref()?.plan;
        let own = days.iter().filter(|day| day.date == date);
        let most = own.map(|day| plan.minutes_of(day.day)).max();
        Some(u32::from(most.unwrap_or(plan.minutes()).get()))
    }

    /// The minutes that the plan has today; nothing on days that are none of it.
    pub(in crate::engine) fn planned_minutes(&self, now: Now) -> Option<u32> {
        let term = self.term(now);
        self.study.minutes(term.today)?;
        let days = self.days_of(&self.course_of(&term)?);
        self.minutes_on(&days, term.today)
    }

    /// Reckons anew what lists and reminders go by; after each turn that could have changed it.
    pub(in crate::engine) fn settle_plan(&mut self, now: Now) -> Settled {
        if self.study.taken.is_none() {
            let told = self.study.told.take();
            if told.is_some() || self.study.is_known() {
                self.study.forget();
                self.study.day = None;
                self.plan = OfPlan::default();
            }
            return Settled {
                told: told.map(|_| Standing::told(None)),
                listed: None,
            };
        }
        let term = self.term(now);
        if !self.study.is_outlined(&term) {
            let outline = self.outlined(&term);
            self.study.outline(outline);
        }
        self.study.know(term.today);
        self.know_keeping(now);
        self.study.passing = self.final_pass(now);
        self.study.room_for_new = self.room_today(now);
        let outline = self.study.outline.as_ref();
        let told = outline.map(|outline| (outline.day, outline.focus, outline.hash));
        let (day, focus, hash) = told.unwrap_or_default();
        self.study.day = day;
        let (minutes, listed) = self.plan_minutes_left(now).unzip();
        self.plan.minutes = minutes;
        // What the list asks hangs on the mode.
        let listed = listed.filter(|_| self.plan.focus == focus);
        self.plan.focus = focus;
        let standing = Some(Standing { day, minutes, hash });
        let is_new = standing != self.study.told;
        self.study.told = standing;
        Settled {
            told: is_new.then(|| Standing::told(standing)),
            listed,
        }
    }

    /// Reckons anew before anything goes by what another day, another plan or other notes said.
    pub(in crate::engine) fn settle_doubted_plan(&mut self, now: Now) -> Option<Told> {
        let is_doubted = self.study.is_doubted(self.today(now));
        is_doubted.then(|| self.settle_plan(now).told).flatten()
    }

    /// What a step about a scope teaches: all that hangs under it; of what holds nothing, itself. The name of an inner
    /// branch is asked with its siblings, which are not the step's. Only a whole path counts: what is looked for by
    /// words would cost too much here.
    pub(super) fn taught_by(&self, scope: &str) -> Vec<NodeIx> {
        let finder = &self.shelf.finder;
        let below = finder.told(&format!("{scope}/**")).map(|scope| scope.nodes);
        let itself = || finder.told(scope).map(|scope| scope.nodes);
        let below = below.filter(|nodes| !nodes.is_empty());
        below.or_else(itself).unwrap_or_default()
    }
}

/// What is left over of earlier dates, in their order, each day with its open steps: what can wait, and what was only
/// begun.
fn left_over<'a>(days: &[Dated<'a>], today: StudyDay) -> (Vec<Dated<'a>>, Vec<Dated<'a>>) {
    let left_over = days.iter().filter(|day| day.is_left_over(today));
    let mut left_over: Vec<&Dated<'a>> = left_over.collect();
    left_over.sort_by_key(|day| day.date);
    let (light, begun): (Vec<&Dated<'a>>, Vec<&Dated<'a>>) =
        left_over.into_iter().partition(|day| can_wait(day));
    let open = |days: Vec<&Dated<'a>>| {
        let open = days.into_iter().map(|day| {
            let steps = day.steps.iter().filter(|step| step.ended.is_none());
            Dated {
                steps: steps.cloned().collect(),
                ..day.clone()
            }
        });
        open.collect()
    };
    (open(light), open(begun))
}

/// Whether what is left of a day can wait. What was missed cannot before it is read, drawn and coded: that comes first,
/// also where reviews have done its rebuilding.
fn can_wait(day: &Dated<'_>) -> bool {
    day.is_light() && !day.is_behind()
}

/// The topics of other dates that were missed and are not made up for, in the order of their dates: of dates that were
/// overfull and have passed without a beginning, and of later ones, also those that were worked on today.
fn missed_elsewhere<'a>(days: &[Dated<'a>], today: StudyDay) -> Vec<Dated<'a>> {
    let is_elsewhere = |day: &&Dated<'_>| match day.date.cmp(&today) {
        Ordering::Less => day.is_behind() && !day.is_left_over(today),
        Ordering::Equal => false,
        Ordering::Greater => day.is_behind() || day.was_made_up_for(today),
    };
    let topics = days.iter().filter(|day| day.day.kind == DayKind::Topic);
    let mut elsewhere: Vec<Dated<'a>> = topics.filter(is_elsewhere).cloned().collect();
    elsewhere.sort_by_key(|day| day.date);
    elsewhere
}

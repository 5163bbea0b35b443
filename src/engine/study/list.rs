//! What the plan asks today, and what it keeps for later.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Offers;
use crate::domain::atlas::NodeIx;
use crate::domain::day::StudyDay;
use crate::domain::mode::Mode;
use crate::domain::now::{Now, Secs};
use crate::domain::plan::course::catch_up::within;
use crate::domain::plan::course::{Dated, ends, list};
use crate::domain::plan::progress::StepEnd;
use crate::domain::plan::steps::PlanStep;
use crate::domain::plan::words::{DayKind, Focus, StepKind};
use crate::domain::remind::OfPlan;
use crate::engine::Engine;
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

/// What the plan asks on a date.
#[derive(Debug)]
pub(in crate::engine) struct Asked<'a> {
    /// Today, those of earlier dates of which something is left over; then those of the date. Each with its steps that
    /// fit and those that wait.
    pub(super) days: Vec<AskedDay<'a>>,
}

/// One day of a date.
#[derive(Debug)]
pub(super) struct AskedDay<'a> {
    /// The day.
    pub(super) dated: Dated<'a>,
    /// Its open steps that do not fit.
    pub(super) waiting: Vec<StepKind>,
}

impl AskedDay<'_> {
    /// Its open steps that fit.
    pub(super) fn fitting(&self) -> impl Iterator<Item = &PlanStep> {
        let open = self.dated.open();
        open.filter(|step| !self.waiting.contains(&step.kind))
    }
}

impl Engine {
    /// The days of a date with what fits into its minutes beside the reviews. What is left over of earlier dates comes
    /// first today: the reading, the map and the code of what was begun before all else, recalls and the like as far as
    /// a third of the time that the reviews and a mock interview leave goes. A date with several topics, or
    /// one that was moved to it, may take a tenth more.
    pub(super) fn asked_of_plan<'a>(
        &self,
        days: &[Dated<'a>],
        (date, today): (StudyDay, StudyDay),
        minutes: u32,
        reviews: Secs,
    ) -> Asked<'a> {
        let of_date = days.iter().filter(|day| day.date == date);
        let of_date: Vec<Dated<'a>> = of_date.cloned().collect();
        let left_over = days
            .iter()
            .filter(|day| date == today && day.is_left_over(today));
        let mut left_over: Vec<Dated<'a>> = left_over.cloned().collect();
        left_over.sort_by_key(|day| day.date);
        for day in &mut left_over {
            day.steps.retain(|step| step.ended.is_none());
        }
        let (light, mut begun): (Vec<_>, Vec<_>) = left_over.into_iter().partition(Dated::is_light);
        begun.extend(of_date);
        let topics = begun.iter().filter(|day| day.day.kind == DayKind::Topic);
        let is_moved = topics.clone().any(|day| day.date != day.place);
        let minutes = match is_moved || topics.count() > 1 {
            true => within(u16::try_from(minutes).unwrap_or(u16::MAX)),
            false => minutes,
        };
        let spent = match date == today {
            true => self.spent_on(days, today).minutes_up(),
            false => 0,
        };
        let minutes = minutes.saturating_sub(spent);
        let mocks = begun.iter().flat_map(Dated::open);
        let mocks = mocks.filter(|step| step.kind == StepKind::Mock);
        let mocks: u32 = mocks.map(|step| u32::from(step.minutes.get())).sum();
        let aside = reviews.minutes_up().saturating_add(mocks);
        let mut asked = fitted(light, minutes.saturating_sub(aside) / 3, Secs(0));
        let used = asked.iter().flat_map(AskedDay::fitting);
        let used: u32 = used.map(|step| u32::from(step.minutes.get())).sum();
        asked.extend(fitted(begun, minutes.saturating_sub(used), reviews));
        Asked { days: asked }
    }

    /// What was spent on a date already: its reviews, and the steps that were done on it, of whatever day.
    pub(super) fn spent_on(&self, days: &[Dated<'_>], date: StudyDay) -> Secs {
        let steps = days.iter().flat_map(|day| &day.steps);
        let done = steps.filter_map(|stepped| {
            let ended = stepped.ended.filter(|ended| ended.on == date)?;
            let minutes = u32::from(stepped.step.minutes.get());
            match (ended.how, stepped.step.kind) {
                // Its minutes are those of the reviews.
                (_, StepKind::Review) | (StepEnd::Skipped, _) => None,
                (StepEnd::Done, _) => Some(ended.took.unwrap_or(Secs(minutes * 60))),
            }
        });
        let reviews = Secs(self.done_on(date).secs);
        done.chain([reviews]).sum()
    }

    /// Minutes of today's steps that are open and fit, reviews apart; nothing without a plan, or off its dates.
    pub(in crate::engine) fn plan_minutes_left(&self, now: Now) -> Option<u32> {
        let term = self.term(now);
        let course = self.course_of(&term)?;
        let days = course.days();
        if !Engine::is_of_plan(&days, term.today) || !course.is_free(term.today) {
            return None;
        }
        let reviews = Secs(self.load_of_today(now).minutes * 60);
        let minutes = self.minutes_on(&days, term.today)?;
        let asked = self.asked_of_plan(&days, (term.today, term.today), minutes, reviews);
        let steps = asked.days.iter().flat_map(AskedDay::fitting);
        let own = steps.filter(|step| step.kind != StepKind::Review);
        Some(own.map(|step| u32::from(step.minutes.get())).sum())
    }

    /// The minutes that a date of the plan has.
    pub(super) fn minutes_on(&self, days: &[Dated<'_>], date: StudyDay) -> Option<u32> {
        let plan = &self.study.taken.as_ref()?.plan;
        let own = days.iter().filter(|day| day.date == date);
        let most = own.map(|day| plan.minutes_of(day.day)).max();
        Some(u32::from(most.unwrap_or(plan.minutes()).get()))
    }

    /// Reckons anew what lists and reminders go by; after each turn that could have changed it. Gives what those who
    /// watch are told, if something of it is new.
    pub(in crate::engine) fn settle_plan(&mut self, now: Now) -> Option<Told> {
        if self.study.taken.is_none() {
            let told = self.study.told.take();
            if told.is_some() || self.study.is_known() {
                self.study.forget();
                self.study.day = None;
                self.plan = OfPlan::default();
            }
            return told.map(|_| Standing::told(None));
        }
        let offers = self.plan_offers(now);
        self.study.know(offers, self.today(now));
        self.know_keeping(now);
        self.study.passing = self.final_pass(now);
        self.study.room_for_new = self.room_today(now);
        self.study.day = self.plan_day(now).zip(self.plan_length(now));
        self.plan.minutes = self.plan_minutes_left(now);
        self.plan.focus = self.mode_of_plan(now);
        let standing = self.standing(now);
        let is_new = standing != self.study.told;
        self.study.told = standing;
        is_new.then(|| Standing::told(standing))
    }

    /// Reckons anew before anything goes by what another day, another plan or other notes said.
    pub(in crate::engine) fn settle_doubted_plan(&mut self, now: Now) -> Option<Told> {
        let is_doubted = self.study.is_doubted(self.today(now));
        is_doubted.then(|| self.settle_plan(now)).flatten()
    }

    /// The mode of the plan's focus, until the interview is over, or all of the plan.
    fn mode_of_plan(&self, now: Now) -> Option<Mode> {
        let term = self.term(now);
        let course = self.course_of(&term)?;
        let days = course.days();
        let is_over = match course.interview() {
            Some(interview) => interview < term.today,
            None => ends(&days) < Some(term.today) && days.iter().all(Dated::is_over),
        };
        (!is_over).then_some(match course.plan.focus {
            Focus::Interview => Mode::Interview,
            Focus::Learning => Mode::Learning,
        })
    }

    fn standing(&self, now: Now) -> Option<Standing> {
        let term = self.term(now);
        let days = self.course_of(&term)?.days();
        let mut hasher = DefaultHasher::new();
        for day in &days {
            (&day.day.id, day.date).hash(&mut hasher);
            for step in &day.steps {
                let how = step.ended.map(|ended| ended.how);
                (step.step.kind, how).hash(&mut hasher);
            }
        }
        Some(Standing {
            day: self.study.day,
            minutes: self.plan.minutes,
            hash: hasher.finish(),
        })
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

    fn plan_offers(&self, now: Now) -> Offers {
        let mut offers = Offers::default();
        let term = self.term(now);
        let Some(course) = self.course_of(&term) else {
            return offers;
        };
        let days = course.days();
        for day in &days {
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
        if let (Some(first), Some(last)) = (days.iter().map(|day| day.date).min(), ends(&days)) {
            // The days from its end to the interview are the plan's too.
            let last = eve.map_or(last, |eve| eve.max(last));
            let dates = course.free_from(first).take_while(|date| *date <= last);
            let minutes = dates.filter_map(|date| {
                let has = self.minutes_on(&days, date)?;
                Some((date, for_reviews(has, &days, date, term.today)))
            });
            offers.minutes = minutes.collect();
        }
        offers
    }
}

/// How many of a date's minutes reviews may take at most: a mock interview and the code of a topic are never left out,
/// and with them no date takes more than a tenth above its minutes. A third is for reviews in any case.
fn for_reviews(has: u32, days: &[Dated<'_>], date: StudyDay, today: StudyDay) -> u32 {
    let is_on = |day: &&Dated<'_>| day.date == date || (date == today && day.is_left_over(today));
    let steps = days.iter().filter(is_on).flat_map(|day| &day.steps);
    let of = |kind: StepKind| {
        let steps = steps.clone().filter(move |step| step.step.kind == kind);
        steps.map(|step| u32::from(step.step.minutes.get()))
    };
    let aside = of(StepKind::Mock).sum::<u32>() + of(StepKind::Code).max().unwrap_or(0);
    let most = within(u16::try_from(has).unwrap_or(u16::MAX));
    most.saturating_sub(aside).clamp(has.div_ceil(3), has)
}

/// The days with what fits into so many minutes.
fn fitted(days: Vec<Dated<'_>>, minutes: u32, reviews: Secs) -> Vec<AskedDay<'_>> {
    let open: Vec<Vec<&PlanStep>> = days.iter().map(|day| day.open().collect()).collect();
    let fit = list::fit(&open, minutes, reviews);
    let mut at = 0;
    let waiting: Vec<Vec<StepKind>> = open
        .iter()
        .map(|steps| {
            let from = at;
            at += steps.len();
            let waits = fit.waiting.iter().filter(|step| (from..at).contains(*step));
            waits.map(|step| steps[step - from].kind).collect()
        })
        .collect();
    let days = days.into_iter().zip(waiting);
    days.map(|(dated, waiting)| AskedDay { dated, waiting })
        .collect()
}

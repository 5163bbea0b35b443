//! A plan that has more days than there are dates until its interview: what shares a date, and what is left out.
//!
//! Pure, and reckoned once, when the plan is written: what comes of it stands in the file, where it can be changed.

use std::collections::{BTreeSet, HashMap};

use super::course::{Course, LAST_NEW};
use super::id::DayId;
use super::progress::Progress;
use super::steps::{minutes, steps};
use super::words::{Below, DayKind, Focus};
use super::{Plan, PlanDay};
use crate::domain::day::StudyDay;

/// Before an interview that is too near for the rule that nothing new begins in the last days, half of the dates are
/// for topics, at most so many.
const TOPICS_AT_LEAST: usize = 4;

/// What makes a plan fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fit {
    /// Study dates from the first one to the interview.
    pub dates: usize,
    /// Days that share the date of the day before them.
    pub joined: Vec<DayId>,
    /// Days that are left out.
    pub left_out: Vec<DayId>,
}

/// Fits a plan that begins on a date; nothing without an interview. A plan that fits as it is stays so.
///
/// Topics go on the dates that are at least [`LAST_NEW`] days before the interview, what comes after the last of them on
/// those that are left. What does not fit is first put together, as far as a date's minutes go; then days for catching
/// up are left out, and then the topics of least worth: those that no interview asks for, those that the level does not
/// take in full, and of equal ones the last. What others need is worth as much as they are.
pub fn fit(plan: &Plan, start: StudyDay) -> Option<Fit> {
    plan.interview?;
    let progress = Progress::default();
    let course = Course {
        plan,
        progress: &progress,
        away: &[],
        start,
        today: start,
    };
    let interview = course.interview()?;
    let dates = course.free_from(start);
    let dates: Vec<StudyDay> = dates.take_while(|date| *date < interview).collect();
    let chosen = plan.chosen();
    let last = chosen.iter().rposition(|day| day.kind == DayKind::Topic)?;
    let (body, end) = chosen.split_at_checked(last + 1)?;
    let head = room_for_topics(&dates, interview);
    let mut fitted = fitted_body(plan, body, head);
    fitted.dates = dates.len();
    let left = dates.len().saturating_sub(fitted_dates(body, &fitted));
    fitted.left_out.extend(beyond(end, left));
    Some(fitted)
}

/// How many dates topics may begin on.
fn room_for_topics(dates: &[StudyDay], interview: StudyDay) -> usize {
    let last_new = interview.minus(LAST_NEW);
    let before = dates.iter().filter(|date| **date <= last_new).count();
    let half = dates.len().div_ceil(2).min(TOPICS_AT_LEAST);
    before.max(half).max(1)
}

/// How many dates the days take that are left.
fn fitted_dates(body: &[&PlanDay], fit: &Fit) -> usize {
    let is_own = |day: &&&PlanDay| {
        let is_in = |days: &[DayId]| days.contains(&day.id);
        !day.join && !is_in(&fit.left_out) && !is_in(&fit.joined)
    };
    body.iter().filter(is_own).count()
}

/// Of the days after the last topic, those for which no date is left: days for catching up first.
fn beyond(end: &[&PlanDay], dates: usize) -> Vec<DayId> {
    let mut order: Vec<(DayKind, usize)> = end.iter().map(|day| day.kind).zip(0..).collect();
    order.sort_by_key(|(kind, at)| {
        let rank = match kind {
            DayKind::Topic | DayKind::CatchUp => 0,
            DayKind::Mock => 1,
            DayKind::Final => 2,
        };
        (rank, *at)
    });
    let too_many = end.len().saturating_sub(dates);
    let mut out: Vec<usize> = order.iter().take(too_many).map(|(_, at)| *at).collect();
    out.sort_unstable();
    let out = out.into_iter().filter_map(|at| end.get(at));
    out.map(|day| day.id.clone()).collect()
}

/// Days that lie together on a date.
#[derive(Clone)]
struct Group<'a> {
    days: Vec<&'a PlanDay>,
    takes: u32,
    has: u32,
}

impl<'a> Group<'a> {
    fn of(day: &'a PlanDay, plan: &Plan) -> Group<'a> {
        Group {
            days: vec![day],
            takes: minutes(&steps(day, plan)),
            has: u32::from(plan.minutes_of(day).get()),
        }
    }

    fn is_topic(&self) -> bool {
        self.days.iter().all(|day| day.kind == DayKind::Topic)
    }

    /// The minutes of both together, if a date has them.
    fn with(&self, next: &Group<'_>) -> Option<u32> {
        let takes = self.takes + next.takes;
        let fits = takes <= self.has.max(next.has);
        (self.is_topic() && next.is_topic() && fits).then_some(takes)
    }

    fn join(&mut self, next: Group<'a>) {
        self.takes += next.takes;
        self.has = self.has.max(next.has);
        self.days.extend(next.days);
    }
}

/// The days up to the last topic on so many dates.
fn fitted_body(plan: &Plan, body: &[&PlanDay], dates: usize) -> Fit {
    let worth = worth(plan, body);
    let mut left_out: BTreeSet<usize> = BTreeSet::new();
    let (mut topics, closes): (Vec<usize>, Vec<usize>) =
        (0..body.len()).partition(|at| body.get(*at).is_some_and(|day| day.kind == DayKind::Topic));
    // The least worth comes first, of equal worth the last.
    topics.sort_by_key(|at| (worth.get(*at), std::cmp::Reverse(*at)));
    let mut next_out = closes.into_iter().chain(topics);
    loop {
        let kept = (0..body.len()).filter(|at| !left_out.contains(at));
        let kept: Vec<&PlanDay> = kept.filter_map(|at| body.get(at).copied()).collect();
        let groups = kept.iter().map(|day| Group::of(day, plan)).collect();
        if let Some(groups) = together(groups, dates) {
            let after_first = groups.iter().flat_map(|group| group.days.iter().skip(1));
            let out = left_out.into_iter().filter_map(|at| body.get(at));
            return Fit {
                dates,
                joined: after_first.map(|day| day.id.clone()).collect(),
                left_out: out.map(|day| day.id.clone()).collect(),
            };
        }
        match next_out.next() {
            Some(at) => left_out.insert(at),
            // A date takes one day, however few there are.
            None => return Fit::default(),
        };
    }
}

/// The groups put together until they are at most `dates`: those first that take the least together; if that does not
/// suffice, each as full as it can be. `None` if neither does.
fn together<'a>(mut groups: Vec<Group<'a>>, dates: usize) -> Option<Vec<Group<'a>>> {
    if fullest(&groups) > dates {
        return None;
    }
    let apart = groups.clone();
    while groups.len() > dates {
        let pairs = groups.windows(2).enumerate();
        let pairs = pairs.filter_map(|(at, pair)| match pair {
            [first, next] => Some((first.with(next)?, at)),
            _ => None,
        });
        let Some((_, at)) = pairs.min() else {
            break;
        };
        let next = groups.remove(at + 1);
        if let Some(group) = groups.get_mut(at) {
            group.join(next);
        }
    }
    if groups.len() <= dates {
        return Some(groups);
    }
    let mut full: Vec<Group<'a>> = Vec::new();
    for day in apart {
        match full.last_mut() {
            Some(last) if last.with(&day).is_some() => last.join(day),
            Some(_) | None => full.push(day),
        }
    }
    (full.len() <= dates).then_some(full)
}

/// How many dates the groups take if each is as full as it can be.
fn fullest(groups: &[Group<'_>]) -> usize {
    let mut dates = 0;
    let mut last: Option<(u32, u32, bool)> = None;
    for group in groups {
        let joined = last.and_then(|(takes, has, is_topic)| {
            let (takes, has) = (takes + group.takes, has.max(group.has));
            (is_topic && group.is_topic() && takes <= has).then_some((takes, has, true))
        });
        dates += usize::from(joined.is_none());
        last = joined.or(Some((group.takes, group.has, group.is_topic())));
    }
    dates
}

/// What each day is worth, by its place: what is asked in interviews, and what the level takes in full, is worth more;
/// what others need, as much as they are.
fn worth(plan: &Plan, body: &[&PlanDay]) -> Vec<u32> {
    let mut worth: Vec<u32> = body.iter().map(|day| own_worth(plan, day)).collect();
    let places: HashMap<&DayId, usize> = body.iter().map(|day| &day.id).zip(0..).collect();
    // Most needs come before: from the end on, once is enough for them; a few rounds for what is the other way round.
    for _ in 0..body.len().min(8) {
        for (at, day) in body.iter().enumerate().rev() {
            let of_day = worth.get(at).copied().unwrap_or_default();
            for need in &day.needs {
                let needed = places.get(&need.what).and_then(|at| worth.get_mut(*at));
                if let Some(needed) = needed {
                    *needed = of_day.max(*needed);
                }
            }
        }
    }
    worth
}

fn own_worth(plan: &Plan, day: &PlanDay) -> u32 {
    let is_asked = plan.focus == Focus::Interview && day.palace.is_some();
    let extent = match (plan.level.cmp(&day.level), day.below) {
        (std::cmp::Ordering::Equal, _) | (std::cmp::Ordering::Less, Below::Full) => 3,
        (std::cmp::Ordering::Less | std::cmp::Ordering::Greater, _) => 1,
    };
    extent + if is_asked { 2 } else { 0 }
}

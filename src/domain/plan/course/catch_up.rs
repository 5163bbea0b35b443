//! What to do about missed days: spread what is left over the dates that are left, begin again today and end later, or
//! leave out what was missed. Each is reckoned before anything is changed. The first also helps where nothing was
//! missed, but topics begin too late for the interview.

use std::collections::{BTreeMap, BTreeSet};

use super::super::id::DayId;
use super::super::steps::{self, PlanStep};
use super::super::words::{DayKind, StepKind};
use super::beyond::{Late, too_late};
use super::dropped::{code_moved, left_out};
use super::measure::{Reviews, changed, has, is_own, within};
use super::rebalance::rebalance;
use super::{Course, Dated, missed};
use crate::domain::day::StudyDay;

/// A way to catch up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// What is left shares the dates that are left; the end stays.
    Rebalance,
    /// What is left follows from today on, a day a date; the end moves.
    Extend,
    /// What was missed is left out, but for the code.
    Drop,
}

impl CatchUp {
    /// All of them.
    pub const ALL: [CatchUp; 3] = [CatchUp::Rebalance, CatchUp::Extend, CatchUp::Drop];

    /// The word in the config, on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            CatchUp::Rebalance => "rebalance",
            CatchUp::Extend => "extend",
            CatchUp::Drop => "drop",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<CatchUp> {
        CatchUp::ALL
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

/// What a way comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    /// Days that get another date.
    pub dates: Vec<(DayId, StudyDay)>,
    /// Steps that are left out.
    pub skipped: Vec<(DayId, StepKind)>,
    /// The last date of the plan with it.
    pub ends: Option<StudyDay>,
    /// The most minutes of steps that a date from today on then takes, what it cannot finish going on on the next.
    pub most_minutes: u32,
    /// What then comes too late for the interview.
    pub late: Late,
    /// Topics for which the dates from today on then have no room, not even with a tenth more of their minutes.
    pub over: usize,
}

impl Way {
    /// Whether it changes nothing.
    pub fn is_moot(&self) -> bool {
        self.dates.is_empty() && self.skipped.is_empty()
    }
}

/// Reckons a way. Without anything missed it changes nothing, but that rebalancing brings forward what begins late, if
/// less of it is late then. Nothing is left to do once the interview is over.
pub fn catch_up(
    course: &Course<'_>,
    days: &[Dated<'_>],
    way: CatchUp,
    today: StudyDay,
    reviews: Reviews,
) -> Way {
    let missed = missed(course, days, today);
    let is_late = !too_late(course, days).is_none() && !course.is_past(today);
    let mut told = Way::default();
    match way {
        _ if missed.is_empty() && !(way == CatchUp::Rebalance && is_late) => {}
        CatchUp::Drop => {
            told.skipped = missed.iter().flat_map(|day| left_out(day)).collect();
            told.dates = code_moved(course, days, &missed, today);
        }
        CatchUp::Extend => {
            let open = all_open(days, &mut told, today);
            let dates = extended(course, &open, today);
            told.dates = changed(open.iter().copied(), dates);
        }
        CatchUp::Rebalance => {
            let open = all_open(days, &mut told, today);
            told.dates = rebalance(course, days, &open, today, reviews);
        }
    }
    sum_up(course, days, today, reviews, &mut told);
    if missed.is_empty() && !told.is_moot() && !told.late.is_less_than(&too_late(course, days)) {
        told = Way::default();
        sum_up(course, days, today, reviews, &mut told);
    }
    told
}

/// All days of which something is left, by their dates; those that were only to catch up on are left out once missed.
fn all_open<'d, 'a>(days: &'d [Dated<'a>], told: &mut Way, today: StudyDay) -> Vec<&'d Dated<'a>> {
    let mut open: Vec<&Dated<'_>> = days
        .iter()
        .filter(|day| !day.is_over() && !day.is_left_over(today))
        .collect();
    open.sort_by_key(|day| day.date);
    open.retain(|day| {
        let is_moot = day.date < today && day.day.kind == DayKind::CatchUp;
        if is_moot {
            told.skipped.extend(left_out(day));
        }
        !is_moot
    });
    open
}

/// A date for each day from today on, none before its own: one a date, but for days that share one.
fn extended(course: &Course<'_>, open: &[&Dated<'_>], today: StudyDay) -> Vec<StudyDay> {
    let mut free = course.free_from(today);
    let mut given: Vec<StudyDay> = Vec::new();
    for (at, day) in open.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| open.get(before));
        let is_joined = day.day.join && before.is_some_and(|before| before.date == day.date);
        let last = given.last().copied();
        let date = match last.filter(|_| is_joined) {
            Some(last) => Some(last),
            None => free.find(|date| *date >= day.date),
        };
        given.push(date.or(last).unwrap_or(today));
    }
    given
}

/// What the plan is like with it: its end, its fullest date, what has no room, and what is too late.
fn sum_up(
    course: &Course<'_>,
    days: &[Dated<'_>],
    today: StudyDay,
    reviews: Reviews,
    told: &mut Way,
) {
    let mut held: BTreeMap<StudyDay, Vec<(&Dated<'_>, u32)>> = BTreeMap::new();
    for day in days {
        let date = told.dates.iter().find(|(id, _)| *id == day.day.id);
        let date = date.map_or(day.date, |(_, date)| *date);
        told.ends = told.ends.max(Some(date));
        let is_out = |kind: StepKind| {
            let step = (day.day.id.clone(), kind);
            told.skipped.contains(&step)
        };
        let left: Vec<&PlanStep> = day.open().filter(|step| !is_out(step.kind)).collect();
        let own = left.iter().filter(|step| is_own(day, step.kind));
        let takes = steps::minutes(own.copied());
        if takes > 0 && (date >= today || day.is_left_over(today)) {
            held.entry(date.max(today)).or_default().push((day, takes));
        }
        if !left.is_empty() && !course.is_past(today) {
            told.late.count(course, day, date);
        }
    }
    (told.most_minutes, told.over) = lived(course, &held, today, reviews);
    if told.skipped.is_empty() {
        told.most_minutes = told
            .most_minutes
            .max(made_up_for(course, days, today, reviews));
    }
}

/// Minutes of steps that today or the next date takes at least, as what was missed goes into all minutes that are left.
fn made_up_for(course: &Course<'_>, days: &[Dated<'_>], today: StudyDay, reviews: Reviews) -> u32 {
    let missed = missed(course, days, today).into_iter();
    let first = missed.flat_map(|day| day.open().filter(|step| step.kind.goes_first()));
    let first = steps::minutes(first);
    let has = |reviews| within(course.plan.minutes().get()).saturating_sub(reviews);
    let of_today = first.min(has(reviews.today));
    of_today.max((first - of_today).min(has(reviews.ahead)))
}

/// The fullest date, as days are lived that hold so many minutes of open steps, and how many topics they have no room
/// for: what a date of several does not finish goes on on the next, to the end or the interview.
fn lived(
    course: &Course<'_>,
    held: &BTreeMap<StudyDay, Vec<(&Dated<'_>, u32)>>,
    today: StudyDay,
    reviews: Reviews,
) -> (u32, usize) {
    let last = held.keys().max().copied().unwrap_or(today);
    let last = match course.interview() {
        Some(interview) => interview.previous(),
        None => last,
    };
    let study = course.free_from(today).take_while(|date| *date <= last);
    let dates: BTreeSet<StudyDay> = study.chain(held.keys().copied()).collect();
    let (mut most, mut carried) = (0, 0);
    for date in dates {
        let days = held.get(&date).map_or(&[][..], Vec::as_slice);
        let takes: u32 = days.iter().map(|(_, takes)| takes).sum();
        let has = has(course, days.iter().map(|(day, _)| *day));
        let room = has.saturating_sub(reviews.on(date, today));
        let all = carried + takes;
        let done = match carried == 0 && days.len() == 1 {
            true => all,
            false => all.min(room),
        };
        most = most.max(done);
        carried = all - done;
    }
    // The last ones are those that are not reached.
    let topics = held.values().flatten();
    let topics = topics.filter(|(day, _)| day.day.kind == DayKind::Topic);
    let mut over = 0;
    for (_, takes) in topics.collect::<Vec<_>>().into_iter().rev() {
        if carried * 2 < *takes {
            break;
        }
        carried = carried.saturating_sub(*takes);
        over += 1;
    }
    (most, over)
}

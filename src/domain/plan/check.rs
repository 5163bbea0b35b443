//! What can be wrong with a plan as a whole: its days among each other, and with its dates.

use std::collections::HashMap;

use chrono::{Months, NaiveDate};

use super::course::{Course, Dated, LAST_NEW, late};
use super::cycle::cycles;
use super::id::DayId;
use super::minutes::Minutes;
use super::problem::{Place, PlanProblem};
use super::progress::Progress;
use super::steps::{minutes, steps};
use super::words::DayKind;
use super::{Plan, PlanDay};
use crate::domain::day::StudyDay;
use crate::domain::nearest::nearest;

/// The most days of a plan.
pub const MOST_DAYS: usize = 1_000;

/// For so many unknown needs a suggestion is looked for, each among all ids.
const SUGGESTIONS: usize = 20;

/// Of the topics that begin late, so many are named.
const LATE_NAMED: usize = 10;

/// An interview so long after the start, 10 years, has a wrong year.
const FAR: Months = Months::new(10 * 12);

/// All that is wrong with a plan, in the order of the file.
pub fn check(plan: &Plan) -> Vec<PlanProblem> {
    let mut problems = Vec::new();
    problems.extend(dates(plan));
    if let Some(many) = too_many(plan) {
        // What else is wrong with so many days is nobody's concern.
        problems.push(many);
        return problems;
    }
    let mut by_id: HashMap<&DayId, usize> = HashMap::new();
    for (at, day) in plan.days.iter().enumerate() {
        match by_id.get(&day.id) {
            Some(first) => problems.push(doubled(day, &plan.days[*first])),
            None => {
                by_id.insert(&day.id, at);
            }
        }
    }
    let circles = cycles(&plan.days, &by_id);
    problems.extend(needs(plan, &by_id, &circles));
    problems.extend(circles.iter().filter_map(|circle| closed(plan, circle)));
    problems.extend(too_long(plan));
    problems.extend(unused(plan));
    problems.sort();
    problems
}

fn dates(plan: &Plan) -> Option<PlanProblem> {
    let (start, interview) = (plan.start?, plan.interview?);
    (interview.what.date() < start).then(|| {
        PlanProblem::error(
            interview.place,
            format!(
                "the interview on {} comes before the start on {start}: change one of them",
                interview.what.date()
            ),
        )
    })
}

/// What is odd about the dates of a plan that is right otherwise, before anything of it is done: an interview that is
/// very far or, without a start, over; and topics that begin too late for it. Without a start it is reckoned from today
/// on.
pub fn in_time(plan: &Plan, today: NaiveDate) -> Vec<PlanProblem> {
    let (start, Some(interview)) = (plan.start.unwrap_or(today), plan.interview) else {
        return Vec::new();
    };
    let date = interview.what.date();
    let warning = |message| PlanProblem::warning(interview.place, message);
    if start.checked_add_months(FAR).is_some_and(|far| date > far) {
        let from = plan.start.map_or("away", |_| "after the start of the plan");
        return vec![warning(format!(
            "the interview on {date} is more than 10 years {from}: is its year right?"
        ))];
    }
    let progress = Progress::default();
    let course = Course {
        plan,
        progress: &progress,
        away: &[],
        start: StudyDay(start),
        today: StudyDay(start),
    };
    if course.is_past(course.today) {
        return vec![warning(format!(
            "the interview on {date} is over: name another date, or leave `interview` out"
        ))];
    }
    let days = course.days();
    let (beyond, near): (Vec<_>, Vec<_>) = late(&course, &days)
        .into_iter()
        .partition(|day| course.is_beyond(day.date));
    let near = begin(
        &near,
        &format!("less than {LAST_NEW} days before the interview"),
    );
    let beyond = begin(&beyond, "on the day of the interview or after it");
    let cure = match plan.start {
        Some(_) => {
            "leave days out (skip = true), put some together (join = true), or begin earlier"
        }
        None => {
            "leave days out (skip = true), or put some together (join = true); it is reckoned from today on, as the \
             plan has no `start`"
        }
    };
    let told = near.into_iter().chain(beyond);
    told.map(|what| warning(format!("{what}; {cure}")))
        .collect()
}

/// That topics begin too late, with the first of them; nothing if there are none.
fn begin(topics: &[&Dated<'_>], when: &str) -> Option<String> {
    let mut named: Vec<String> = topics
        .iter()
        .take(LATE_NAMED)
        .map(|day| format!("`{}` on {}", day.day.id, day.date))
        .collect();
    if let more @ 1.. = topics.len().saturating_sub(LATE_NAMED) {
        named.push(format!("and {more} more"));
    }
    let what = match topics.len() {
        0 => return None,
        1 => "1 topic begins".to_owned(),
        many => format!("{many} topics begin"),
    };
    Some(format!("{what} {when}: {}", named.join(", ")))
}

fn too_many(plan: &Plan) -> Option<PlanProblem> {
    let first = plan.days.get(MOST_DAYS)?;
    let all = plan.days.len();
    Some(PlanProblem::error(
        first.place,
        format!("{all} days are too many: a plan has at most {MOST_DAYS}; split it"),
    ))
}

fn doubled(day: &PlanDay, first: &PlanDay) -> PlanProblem {
    PlanProblem::error(
        day.place,
        format!(
            "two days have the id `{}`: the first is in line {}; progress is kept by it, so name one of them anew",
            day.id, first.place.line
        ),
    )
}

/// Needs that are no day, and those that come later; not those of one circle, which no order of its days can meet.
fn needs(plan: &Plan, by_id: &HashMap<&DayId, usize>, circles: &[Vec<usize>]) -> Vec<PlanProblem> {
    let circle_of: HashMap<usize, usize> = circles
        .iter()
        .enumerate()
        .flat_map(|(circle, days)| days.iter().map(move |day| (*day, circle)))
        .collect();
    let are_in_one = |a: &usize, b: &usize| {
        let circle = circle_of.get(a);
        circle.is_some() && circle == circle_of.get(b)
    };
    let mut problems = Vec::new();
    let mut unknown = 0;
    for (at, day) in plan.days.iter().enumerate() {
        for need in &day.needs {
            match by_id.get(&need.what) {
                None => {
                    let hint = (unknown < SUGGESTIONS)
                        .then(|| nearest(need.what.as_str(), by_id.keys().map(|id| id.as_str())));
                    unknown += 1;
                    let hint = match hint.flatten() {
                        Some(near) => format!("; did you mean `{near}`?"),
                        None => ": use the id of a day".to_owned(),
                    };
                    let message =
                        format!("`{}` needs `{}`, which is no day{hint}", day.id, need.what);
                    problems.push(PlanProblem::error(need.place, message));
                }
                Some(needed) if *needed > at && !are_in_one(needed, &at) => problems.push(PlanProblem::warning(
                    need.place,
                    format!(
                        "`{}` needs `{}`, which comes later: put it before, or take the need away",
                        day.id, need.what
                    ),
                )),
                Some(_) => {}
            }
        }
    }
    problems
}

fn closed(plan: &Plan, circle: &[usize]) -> Option<PlanProblem> {
    let first = plan.days.get(*circle.first()?)?;
    let days = circle.iter().chain(circle.first());
    let ids: Vec<String> = days.map(|at| format!("`{}`", plan.days[*at].id)).collect();
    let place = first.needs.first().map_or(first.place, |need| need.place);
    Some(PlanProblem::error(
        place,
        format!("days need each other in a circle: {}", ids.join(" → ")),
    ))
}

/// Days whose steps do not fit: each with minutes of its own, and all others together.
fn too_long(plan: &Plan) -> Vec<PlanProblem> {
    let mut problems = Vec::new();
    let mut others: Vec<(u32, &PlanDay)> = Vec::new();
    for day in plan.days.iter().filter(|day| day.kind != DayKind::Final) {
        let takes = minutes(&steps(day, plan));
        let has = u32::from(plan.minutes_of(day).get());
        match day.minutes {
            _ if takes <= has => {}
            Some(own) => problems.push(PlanProblem::warning(day.place, overfull(day, takes, own))),
            None => others.push((takes, day)),
        }
    }
    let longest = others.iter().rev().max_by_key(|(takes, _)| *takes);
    if let (Some((_, first)), Some((takes, longest))) = (others.first(), longest) {
        let what = match others.len() {
            1 => overfull(longest, *takes, plan.minutes()),
            many => format!(
                "the steps of {many} days take longer than their {} min; the longest, `{}`, {takes} min: lower [defaults] or raise `minutes`",
                plan.minutes(),
                longest.id
            ),
        };
        problems.push(PlanProblem::warning(first.place, what));
    }
    problems
}

fn overfull(day: &PlanDay, takes: u32, has: Minutes) -> String {
    format!(
        "the steps of `{}` take {takes} min, the day has {has}: lower [defaults] or raise `minutes`",
        day.id
    )
}

/// What days say that their kind has no use for, and a plan of which nothing is left.
fn unused(plan: &Plan) -> Vec<PlanProblem> {
    let mut problems: Vec<PlanProblem> = plan.days.iter().filter_map(odd).collect();
    if plan.days.is_empty() {
        let message = "the plan has no days: write them as [[day]] with an id and a title";
        problems.push(PlanProblem::error(Place::BEGIN, message));
    } else if plan.chosen().is_empty() {
        let message = match plan.days.iter().all(|day| day.skip) {
            true => "no day is chosen, as all are left out: take `skip = true` away from those that you want".to_owned(),
            false => format!(
                "no day is chosen at {}, {}: look at `level`, `tracks`, and `below` and `skip` of the days",
                plan.level.as_str(),
                plan.focus.as_str()
            ),
        };
        problems.push(PlanProblem::warning(plan.days[0].place, message));
    }
    problems
}

fn odd(day: &PlanDay) -> Option<PlanProblem> {
    let kind = day.kind.as_str();
    let topic = [
        ("map", day.map.is_some()),
        ("palace", day.palace.is_some()),
        ("learn", !day.learn.is_empty()),
        ("recall", day.recall.is_some()),
        ("code", day.code.is_some()),
        ("explain", day.explain.is_some()),
    ];
    let first = topic.iter().find(|(_, is_there)| *is_there);
    let message = match (day.kind, first, &day.mock) {
        (DayKind::Topic | DayKind::Final, _, Some(_)) => {
            format!("`mock` does nothing on a day of kind {kind}: use kind mock or catch-up")
        }
        (DayKind::CatchUp | DayKind::Mock | DayKind::Final, Some((key, _)), _) => {
            format!("`{key}` does nothing on a day of kind {kind}: nothing new is learnt on it")
        }
        (DayKind::Topic, _, None)
        | (DayKind::CatchUp | DayKind::Mock, None, _)
        | (DayKind::Final, None, None) => return None,
    };
    Some(PlanProblem::warning(day.place, message))
}

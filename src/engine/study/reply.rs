//! The plan as the wire tells it.

use std::cmp::Ordering;

use super::asked::AskedDay;
use super::made_up::made_up_info;
use crate::domain::day::StudyDay;
use crate::domain::now::{Now, Secs};
use crate::domain::plan::PlanDay;
use crate::domain::plan::course::beyond::{Beyond, too_late};
use crate::domain::plan::course::catch_up::{CatchUp, Way, catch_up};
use crate::domain::plan::course::made_up::made_up;
use crate::domain::plan::course::measure::Reviews;
use crate::domain::plan::course::{Course, Dated, LAST_NEW, Stepped, ends, missed, number};
use crate::domain::plan::progress::StepEnd;
use crate::domain::plan::steps::PlanStep;
use crate::domain::plan::words::StepKind;
use crate::engine::Engine;
use crate::ipc::protocol::{PlanDayInfo, PlanReply, PlanStepInfo, PlanWeek};
use crate::store::error::StoreError;

/// Whether all days are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Telling {
    /// Those of the date.
    Date,
    /// All of them.
    All,
}

impl Engine {
    /// The plan on a date; nothing without one. Of a later date than today the loads must be known: what falls due on it
    /// by now is what it has to review.
    pub(in crate::engine) fn plan_reply(
        &self,
        date: Option<StudyDay>,
        telling: Telling,
        now: Now,
    ) -> Result<Option<PlanReply>, StoreError> {
        let term = self.term(now);
        let (Some(course), Some(taken)) = (self.course_of(&term), &self.study.taken) else {
            return Ok(None);
        };
        let today = term.today;
        let date = date.unwrap_or(today);
        let days = self.days_of(&course);
        let plan = &taken.plan;
        let load = self.load_of_today(now);
        let (due, review_minutes) = match date.cmp(&today) {
            Ordering::Equal => (load.due, load.minutes),
            Ordering::Greater => (self.loads.loci(date), self.loads.on(date).minutes_up()),
            Ordering::Less => (0, 0),
        };
        let minutes = self
            .minutes_on(&days, date)
            .unwrap_or_else(|| u32::from(plan.minutes().get()));
        let asked = self.asked_of_plan(&course, &days, date, (minutes, Secs(review_minutes * 60)));
        let mut steps: Vec<PlanStepInfo> = Vec::new();
        let mut waiting = Vec::new();
        let is_review = |day: &Dated<'_>| {
            day.steps
                .iter()
                .any(|step| step.step.kind == StepKind::Review)
        };
        let has_own = asked.days.iter().any(|day| is_review(&day.dated));
        if date >= today && !has_own {
            let spent = match date == today {
                true => self.done_on(today).secs,
                false => 0,
            };
            steps.extend(reviews_step(due, review_minutes, spent));
        }
        let own: u32 = asked.days.iter().map(AskedDay::minutes).sum();
        for day in &asked.days {
            for step in day.dated.steps.iter() {
                let mut info = self.step_info(day.dated.day, step);
                if step.step.kind == StepKind::Review && step.ended.is_none() {
                    // The minutes that the plan sets aside are not what there is to recall, nor what topics leave.
                    info.minutes = match date == today {
                        true => review_minutes,
                        false => info.minutes.min(minutes.saturating_sub(own)),
                    };
                }
                if let Some(part) = day.part.filter(|part| part.kind == step.step.kind) {
                    info.later_minutes = Some(info.minutes.saturating_sub(part.minutes));
                    info.minutes = part.minutes;
                }
                match step.ended.is_none() && day.waiting.contains(&step.step.kind) {
                    true => waiting.push(info),
                    false => steps.push(info),
                }
            }
        }
        if asked.is_behind {
            steps.sort_by_key(follows);
        }
        let open = steps.iter().filter(|step| !step.done && !step.skipped);
        let week = self.week(today)?;
        let missed = missed(&course, &days, today);
        let expected = self.study.expected();
        let reviews = self.reviews_ahead(load.minutes, now);
        let beside = self.beside_missed(&days, reviews, today);
        // Of another date it says nothing.
        let behind = (date == today)
            .then(|| made_up(&course, &days, &Way::default(), beside))
            .flatten();
        let mut warnings = warnings(&course, &days, missed.len(), week, reviews);
        warnings.extend(expected.map(|of| self.shortfalls(of)).unwrap_or_default());
        Ok(Some(PlanReply {
            day: number(&days, date),
            of: count(days.len()),
            date: date.to_string(),
            minutes: open.map(|step| step.minutes).sum(),
            recall_on_the_day: expected.and_then(|expected| expected.on_the_day),
            recall_now: expected.and_then(|expected| expected.now),
            name: plan.name.clone(),
            file: taken.path.clone(),
            level: plan.level.as_str().to_owned(),
            focus: plan.focus.as_str().to_owned(),
            minutes_a_day: u32::from(plan.minutes().get()),
            interview: course.interview().map(|day| day.to_string()),
            final_pass: self.study.is_final(date),
            ends: ends(&days).map(|day| day.to_string()),
            missed: missed
                .iter()
                .map(|day| self.day_info(day, Telling::Date))
                .collect(),
            made_up: behind.map(made_up_info),
            warnings,
            problems: self.study.broken().cloned().collect(),
            waiting,
            steps,
            week: (week != PlanWeek::default()).then_some(week),
            days: match telling {
                Telling::Date => Vec::new(),
                Telling::All => days
                    .iter()
                    .map(|day| self.day_info(day, Telling::All))
                    .collect(),
            },
            batch: None,
        }))
    }

    /// A day as the wire tells it.
    pub(in crate::engine) fn day_info(&self, day: &Dated<'_>, telling: Telling) -> PlanDayInfo {
        let minutes = day.steps.iter().map(|step| u32::from(step.whole.get()));
        PlanDayInfo {
            id: day.day.id.to_string(),
            title: day.day.title.clone(),
            kind: day.day.kind.as_str().to_owned(),
            date: day.date.to_string(),
            minutes: minutes.sum(),
            done: count(day.ended()),
            of: count(day.steps.len()),
            steps: match telling {
                Telling::Date => Vec::new(),
                Telling::All => day
                    .steps
                    .iter()
                    .map(|step| self.step_info(day.day, step))
                    .collect(),
            },
        }
    }

    fn step_info(&self, day: &PlanDay, stepped: &Stepped) -> PlanStepInfo {
        let step = &stepped.step;
        let how = stepped.ended.map(|ended| ended.how);
        PlanStepInfo {
            id: format!("{}/{}", day.id, step.kind.as_str()),
            kind: step.kind.as_str().to_owned(),
            title: self.title(step),
            scope: step.scope.clone(),
            minutes: u32::from(step.minutes.get()),
            later_minutes: None,
            spent_secs: Some(stepped.spent().0).filter(|secs| *secs > 0),
            done: how == Some(StepEnd::Done),
            skipped: how == Some(StepEnd::Skipped),
            command: self.command(day, step),
            check: match step.kind {
                StepKind::Code => day.check.clone(),
                _ => Vec::new(),
            },
        }
    }

    /// What is done. There is no looking at a map that is not in the notes yet.
    fn title(&self, step: &PlanStep) -> String {
        match (step.kind, step.scope.as_deref()) {
            (StepKind::Glance, Some(scope)) if !self.is_in_notes(scope) => {
                format!("think what {scope} will hold")
            }
            (_, _) => step.title.clone(),
        }
    }

    /// Whether a scope that a plan names is in the notes.
    fn is_in_notes(&self, scope: &str) -> bool {
        self.shelf.finder.told(scope).is_some()
    }

    /// The command that does a step; reading has none, nor has what is not in the notes yet: that is drawn.
    fn command(&self, day: &PlanDay, step: &PlanStep) -> Option<String> {
        let scope = step.scope.as_deref();
        match step.kind {
            StepKind::Learn => None,
            StepKind::Glance if !self.is_in_notes(scope?) => None,
            StepKind::Glance => Some(format!("loci glance {}", scope?)),
            StepKind::Map => Some(format!("loci box map {} --edit", scope?)),
            StepKind::Recall if !self.is_in_notes(scope?) => {
                Some(format!("loci box map {} --edit", scope?))
            }
            StepKind::Recall => Some(format!("loci recall {}", scope?)),
            StepKind::Code => Some(format!("loci code {}", day.id)),
            StepKind::Palace => Some(format!("loci box palace {} --edit", scope?)),
            StepKind::Explain => Some(format!("loci explain {}", scope?)),
            StepKind::Mock => Some("loci mock".to_owned()),
            StepKind::Review => Some("loci review".to_owned()),
        }
    }
}

/// Whether a step comes after reading, maps and code, as long as some of what was missed is left. Reviews come first,
/// as always.
fn follows(step: &PlanStepInfo) -> bool {
    let after = [StepKind::Recall, StepKind::Palace, StepKind::Explain];
    after.iter().any(|kind| kind.as_str() == step.kind)
}

/// The reviews of today, or of a later date, as a step of their own; done once nothing is due and something was reviewed.
fn reviews_step(due: u32, minutes: u32, spent_secs: u32) -> Option<PlanStepInfo> {
    let (title, minutes, done) = match (due, spent_secs) {
        (0, 0) => return None,
        (0, spent) => ("reviews".to_owned(), spent.div_ceil(60), true),
        (due, _) => (format!("{due} to recall"), minutes, false),
    };
    Some(PlanStepInfo {
        id: "reviews".to_owned(),
        kind: StepKind::Review.as_str().to_owned(),
        title,
        minutes,
        done,
        command: Some("loci review".to_owned()),
        ..PlanStepInfo::default()
    })
}

/// What does not fit, and what to do about it.
fn warnings(
    course: &Course<'_>,
    days: &[Dated<'_>],
    missed: usize,
    week: PlanWeek,
    reviews: Reviews,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(interview) = course.interview().filter(|_| course.is_past(course.today)) {
        warnings.push(is_over(interview));
    }
    if missed > 0 {
        let days = if missed == 1 {
            "1 day was"
        } else {
            &format!("{missed} days were")
        };
        warnings.push(format!("{days} missed: loci plan catch-up"));
    }
    let late = too_late(course, days);
    let rebalance = "loci plan catch-up --mode rebalance".to_owned();
    let skip = "skip some (loci plan skip DAY)".to_owned();
    // Only what helps is advised: the reckoning is made only where something is late.
    let helps = !late.is_none() && {
        let way = catch_up(course, days, CatchUp::Rebalance, course.today, reviews);
        way.late.is_less_than(&late)
    };
    if let (1.., Some(interview)) = (late.beyond.days, course.interview()) {
        let ends = [&late.beyond.last_pass, &late.beyond.mock];
        let ends: Vec<String> = ends
            .into_iter()
            .flatten()
            .map(|day| format!("loci plan move {day} DATE"))
            .collect();
        let is_more = late.beyond.days > ends.len();
        let ways = helps.then(|| rebalance.clone()).into_iter().chain(ends);
        let ways: Vec<String> = ways.chain(is_more.then(|| skip.clone())).collect();
        let what = lie_beyond(&late.beyond);
        warnings.push(format!("{what} on {interview}: {}", any_of(&ways)));
    }
    if let (1.., Some(last)) = (late.near, course.last_new()) {
        let what = if late.near == 1 {
            "1 topic begins"
        } else {
            &format!("{} topics begin", late.near)
        };
        let ways = std::iter::once(skip).chain(helps.then_some(rebalance));
        let ways: Vec<String> = ways.collect();
        warnings.push(format!(
            "{what} after {last}, less than {LAST_NEW} days before the interview: {}",
            any_of(&ways)
        ));
    }
    if week.map_secs.saturating_add(week.palace_secs) > week.code_secs && week.code_secs > 0 {
        warnings.push(
            "maps and palaces took more of the last seven days than coding: code first".to_owned(),
        );
    }
    warnings
}

/// Ways of which one is to be chosen.
fn any_of(ways: &[String]) -> String {
    match ways.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{}, or {last}", first.join(", ")),
        _ => ways.concat(),
    }
}

/// That the day of the interview is over.
pub(in crate::engine) fn is_over(interview: StudyDay) -> String {
    format!(
        "the interview of {interview} is over: nothing is missed any more; \
         loci plan new NAME makes another plan"
    )
}

/// That days lie on the day of the interview or after it.
pub(in crate::engine) fn lie_beyond(beyond: &Beyond) -> String {
    let ends = [
        beyond.last_pass.as_ref().map(|_| "the final pass"),
        beyond.mock.as_ref().map(|_| "a mock interview"),
    ];
    let ends: Vec<&str> = ends.into_iter().flatten().collect();
    let ends = ends.join(" and ");
    let what = match (beyond.days, ends.as_str()) {
        (1, "") => "1 day lies".to_owned(),
        (1, what) => format!("1 day, {what}, lies"),
        (days, "") => format!("{days} days lie"),
        (days, what) => format!("{days} days, {what} among them, lie"),
    };
    format!("{what} on or after the interview")
}

/// A number as the wire has it.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

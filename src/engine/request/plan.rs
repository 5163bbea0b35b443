//! `plan`, `plan_step`, `plan_move`, `plan_off`, `plan_blocks` and `plan_text`: what is to be done of the study plan,
//! and what becomes of it. What changes it answers with the plan as it is then.

use uuid::Uuid;

use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::nearest::nearest;
use crate::domain::now::Now;
use crate::domain::plan::course::Dated;
use crate::domain::plan::progress::Dates;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::{Fault, invalid};
use crate::engine::record::Draft;
use crate::engine::request::log::{batch_or_own, same_kind};
use crate::engine::study::reply::Telling;
use crate::ipc::protocol::{
    ErrorCode, Failure, PlanMove, PlanOff, PlanShow, PlanTextReply, Response,
};
use crate::store::plan_text::PlanText;

mod catch_up;
mod step;

/// More study dates than anybody takes off at once.
const MOST_OFF: u32 = 366;

/// Candidates that are named for a day that is not found.
const NAMED: usize = 5;

impl Engine {
    /// The plan on a date.
    pub(in crate::engine) fn plan_show(
        &mut self,
        asked: &PlanShow,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let date = asked.date.as_deref().map(study_day).transpose()?;
        let telling = match asked.all {
            true => Telling::All,
            false => Telling::Date,
        };
        self.know_expected(now);
        if date.is_some_and(|date| date > self.today(now)) {
            self.know_loads();
        }
        let reply = self
            .plan_reply(date, telling, now)?
            .ok_or_else(|| self.no_plan())?;
        Ok(Outcome::reply(Response::Plan(Box::new(reply))))
    }

    /// Gives a day another date.
    pub(in crate::engine) fn plan_move(
        &mut self,
        asked: &PlanMove,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let to = study_day(&asked.to)?;
        let start = self.term(now).start();
        if to < start {
            return Err(invalid(format!(
                "{to} is before the plan starts, on {start}"
            )));
        }
        if to < self.today(now) && !self.is_known(asked.batch_id)? {
            return Err(invalid(format!(
                "{to} is over: a day moves to today at the earliest; what was missed: loci plan catch-up"
            )));
        }
        let (id, date) = self.with_days(now, |days, _| {
            let found = find(days, &asked.day)?;
            Ok((found.day.id.clone(), found.date))
        })?;
        // What is on this date already, by its place or as it was given it, is not told of.
        let is_there = date == to || self.progress.date(&id) == Some(to);
        let dates = (!is_there).then(|| vec![(id, to)]);
        let facts = dates.map(|dates| Fact::PlanDates { dates });
        let facts: Vec<Fact> = facts.into_iter().collect();
        self.plan_changed(asked.batch_id, facts, now)
    }

    /// Takes study dates out.
    pub(in crate::engine) fn plan_off(
        &mut self,
        asked: &PlanOff,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let today = self.today(now);
        let day = |text: Option<&str>| text.map(study_day).transpose();
        let (from, until) = (day(asked.from.as_deref())?, day(asked.until.as_deref())?);
        let last = until.or(from).unwrap_or(today);
        if last < today {
            return match self.is_known(asked.batch_id)? {
                true => self.plan_changed(asked.batch_id, Vec::new(), now),
                false => Err(over(from.unwrap_or(last).min(last), last)),
            };
        }
        // What has passed keeps its date, so only what is ahead of it is taken out.
        let from = from.unwrap_or(today).max(today);
        let until = until.unwrap_or(from);
        if until < from {
            return Err(invalid(format!(
                "the days off end on {until}, before they begin on {from}"
            )));
        }
        if until.days_since(from) >= MOST_OFF {
            return Err(invalid(format!(
                "more than {MOST_OFF} days off are no plan: end it, or make another"
            )));
        }
        let term = self.term(now);
        let course = self.course_of(&term).ok_or_else(|| self.no_plan())?;
        let dates = Dates { from, until };
        let mut given = course.put_off(&self.days_of(&course), dates);
        given.retain(|(day, date)| course.progress.date(day) != Some(*date));
        let given = (!given.is_empty()).then_some(Fact::PlanDates { dates: given });
        // What is off already is not told twice.
        let is_off = course.progress.has_off(dates);
        let off = (!is_off).then_some(Fact::PlanOff { dates });
        let facts: Vec<Fact> = off.into_iter().chain(given).collect();
        self.plan_changed(asked.batch_id, facts, now)
    }

    /// The plan as it lies in a calendar.
    pub(in crate::engine) fn plan_blocks(&self, now: Now) -> Result<Outcome, Fault> {
        let reply = self.plan_blocks_reply(now)?.ok_or_else(|| self.no_plan())?;
        Ok(Outcome::reply(Response::PlanBlocks(reply)))
    }

    /// The plan's file as it was when it was last a plan.
    pub(in crate::engine) fn plan_text(&self) -> Result<Outcome, Fault> {
        let broken = self.study.broken().next();
        // What was kept of another file is no text of this one.
        let is_of = |kept: &&PlanText| broken.is_none_or(|problem| problem.source == kept.path);
        let kept = self
            .last_plan()
            .filter(is_of)
            .ok_or_else(|| self.no_plan())?;
        let reply = PlanTextReply {
            file: kept.path.clone(),
            text: kept.text.to_string(),
        };
        Ok(Outcome::reply(Response::PlanText(reply)))
    }

    /// What follows from the days of the plan.
    fn with_days<T>(
        &self,
        now: Now,
        then: impl FnOnce(&[Dated<'_>], StudyDay) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let term = self.term(now);
        let course = self.course_of(&term).ok_or_else(|| self.no_plan())?;
        then(&self.days_of(&course), term.today)
    }

    /// There is no plan, or its file has a mistake and none was taken before.
    fn no_plan(&self) -> Fault {
        let failure = match self.study.broken().next() {
            Some(problem) => {
                let check = match problem.line {
                    // There is no text in which more could be wrong.
                    0 => String::new(),
                    _ => format!("; loci plan check {} names every mistake", problem.source),
                };
                Failure::new(
                    ErrorCode::BadInput,
                    format!("{}: {}{check}", problem.place(), problem.message),
                )
            }
            None => Failure::new(
                ErrorCode::Failed,
                "there is no study plan: loci plan new NAME --template python-30",
            ),
        };
        Fault::Refused(failure)
    }

    fn plan_changed(
        &mut self,
        batch: Option<Uuid>,
        facts: Vec<Fact>,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let batch = self.write_plan(batch, facts, now)?;
        self.reckon_expected(now);
        let mut reply = self
            .plan_reply(None, Telling::Date, now)?
            .ok_or_else(|| self.no_plan())?;
        reply.batch = batch;
        Ok(Outcome::reply(Response::Plan(Box::new(reply))))
    }

    /// Whether the client told this batch before.
    fn is_known(&self, batch: Option<Uuid>) -> Result<bool, Fault> {
        let known = batch.map(|batch| self.store.batch(BatchId(batch)));
        Ok(known.transpose()?.flatten().is_some())
    }

    /// Writes what the user said of the plan, unless this batch said it before or there is nothing to say.
    fn write_plan(
        &mut self,
        batch: Option<Uuid>,
        facts: Vec<Fact>,
        now: Now,
    ) -> Result<Option<Uuid>, Fault> {
        let batch = batch_or_own(self, batch, now);
        if let Some(known) = self.store.batch(batch)? {
            same_kind(&known, |fact| {
                matches!(
                    fact,
                    Fact::PlanStep { .. } | Fact::PlanDates { .. } | Fact::PlanOff { .. }
                )
            })?;
            return Ok(Some(batch.0));
        }
        if facts.is_empty() {
            return Ok(None);
        }
        let stamp = self.stamp_of_plan(now);
        let mut draft = Draft::default();
        for fact in facts {
            draft.push(batch, stamp, fact);
        }
        self.record(draft)?;
        Ok(Some(batch.0))
    }
}

fn study_day(text: &str) -> Result<StudyDay, Fault> {
    text.parse()
        .map_err(|_| invalid(format!("`{text}` is no date: write it like 2026-12-16")))
}

/// Days off that would change nothing.
fn over(from: StudyDay, until: StudyDay) -> Fault {
    let are_over = match from == until {
        true => format!("{until} is over"),
        false => format!("{from} to {until} are over"),
    };
    invalid(format!(
        "{are_over}: days off begin today at the earliest; what was missed: loci plan catch-up"
    ))
}

/// The day that words name: its id, or the only one that begins so.
fn find<'d, 'a>(days: &'d [Dated<'a>], words: &str) -> Result<&'d Dated<'a>, Fault> {
    if let Some(day) = days.iter().find(|day| day.day.id.as_str() == words) {
        return Ok(day);
    }
    let begins = days
        .iter()
        .filter(|day| day.day.id.as_str().starts_with(words));
    let found: Vec<&Dated<'_>> = begins.collect();
    match found.as_slice() {
        [day] if !words.is_empty() => Ok(day),
        [] => {
            let near = nearest(words, days.iter().map(|day| day.day.id.as_str()));
            let candidates = near.map(str::to_owned).into_iter().collect();
            Err(unknown(
                ErrorCode::UnknownLocus,
                format!("the plan has no day `{words}`: loci plan --all lists them"),
                candidates,
            ))
        }
        many => {
            let candidates = many.iter().take(NAMED).map(|day| day.day.id.to_string());
            Err(unknown(
                ErrorCode::AmbiguousLocus,
                format!(
                    "`{words}` may mean {} days: type more of the id",
                    many.len()
                ),
                candidates.collect(),
            ))
        }
    }
}

fn unknown(code: ErrorCode, message: String, candidates: Vec<String>) -> Fault {
    Fault::Refused(Failure {
        code,
        message,
        candidates,
    })
}

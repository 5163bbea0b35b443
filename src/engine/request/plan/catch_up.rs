//! `plan_catch_up`: what to do about days that were missed, and what comes of each way.

use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::now::Now;
use crate::domain::plan::course::catch_up::{CatchUp, Way, catch_up};
use crate::domain::plan::course::made_up::{Beside, MadeUp, made_up};
use crate::domain::plan::course::{Course, Dated, ends, missed};
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::{StepEnd, StepSaid};
use crate::domain::settings::OnMissed;
use crate::engine::Engine;
use crate::engine::effect::Outcome;
use crate::engine::fault::{Fault, invalid};
use crate::engine::study::made_up::made_up_info;
use crate::engine::study::reply::{Telling, is_over, lie_beyond};
use crate::ipc::protocol::{ErrorCode, Failure, PlanCatchUp, PlanCatchUpReply, PlanWay, Response};

impl Engine {
    /// What to do about days that were missed.
    pub(in crate::engine) fn plan_catch_up(
        &mut self,
        asked: &PlanCatchUp,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let wanted = match asked.mode.as_deref() {
            Some(word) => Some(CatchUp::from_word(word).ok_or_else(|| {
                invalid(format!(
                    "`{word}` is no way to catch up: use rebalance, extend or drop"
                ))
            })?),
            None => match self.setup.settings.on_missed {
                OnMissed::Ask => None,
                OnMissed::Rebalance => Some(CatchUp::Rebalance),
                OnMissed::Extend => Some(CatchUp::Extend),
                OnMissed::Drop => Some(CatchUp::Drop),
            },
        };
        let term = self.term(now);
        let course = self.course_of(&term).ok_or_else(|| self.no_plan())?;
        let days = self.days_of(&course);
        if let Some(interview) = course.interview().filter(|_| course.is_past(term.today)) {
            return Err(Fault::Refused(Failure::new(
                ErrorCode::Failed,
                is_over(interview),
            )));
        }
        let ways = wanted.map_or_else(|| CatchUp::ALL.to_vec(), |way| vec![way]);
        let reviews = self.reviews_ahead(self.load_of_today(now).minutes, now);
        let beside = self.beside_missed(&days, reviews, term.today);
        let reckoned = ways
            .into_iter()
            .map(|mode| (mode, catch_up(&course, &days, mode, term.today, reviews)));
        let mut reckoned: Vec<(CatchUp, Way)> = reckoned.collect();
        if reckoned.iter().all(|(_, way)| way.is_moot()) {
            reckoned.clear();
        }
        let told = reckoned
            .iter()
            .map(|(mode, way)| self.way_info(*mode, way, (&course, &days), beside))
            .collect();
        if wanted.is_none() || asked.dry_run {
            let reply = PlanCatchUpReply {
                ways: told,
                batch: None,
            };
            return Ok(Outcome::reply(Response::PlanCatchUp(reply)));
        }
        // Without a way there is nothing to write, but a batch that is told again is known.
        let way = reckoned.into_iter().next();
        let way = way.map(|(_, way)| way).unwrap_or_default();
        let skipped = way.skipped.into_iter().map(|(day, step)| Fact::PlanStep {
            day,
            step,
            how: StepSaid::Ended(StepEnd::Skipped),
            took: None,
        });
        let dates = (!way.dates.is_empty()).then_some(Fact::PlanDates { dates: way.dates });
        let facts: Vec<Fact> = skipped.chain(dates).collect();
        let batch = self.write_plan(asked.batch_id, facts, now)?;
        let reply = PlanCatchUpReply { ways: told, batch };
        Ok(Outcome::reply(Response::PlanCatchUp(reply)))
    }

    fn way_info(
        &self,
        mode: CatchUp,
        way: &Way,
        (course, days): (&Course<'_>, &[Dated<'_>]),
        beside: Beside,
    ) -> PlanWay {
        let dated = |id: &DayId| days.iter().find(|day| day.day.id == *id);
        let moved = way.dates.iter().filter_map(|(id, date)| {
            let mut info = self.day_info(dated(id)?, Telling::Date);
            info.date = date.to_string();
            Some(info)
        });
        let mut dropped: Vec<&DayId> = way.skipped.iter().map(|(id, _)| id).collect();
        dropped.dedup();
        let dropped = dropped
            .into_iter()
            .filter_map(|id| Some(self.day_info(dated(id)?, Telling::Date)));
        let behind = made_up(course, days, way, beside);
        let mut said = warnings(mode, way, !missed(course, days, course.today).is_empty());
        said.extend(behind.and_then(|behind| takes_long(behind, beside)));
        let date = |date: Option<StudyDay>| date.map(|date| date.to_string()).unwrap_or_default();
        PlanWay {
            mode: mode.as_str().to_owned(),
            moved: moved.collect(),
            dropped: dropped.collect(),
            ended: date(ends(days)),
            ends: date(way.ends),
            most_minutes: way.most_minutes,
            made_up: behind.map(made_up_info),
            warnings: said,
        }
    }
}

/// What a way leaves too late or has no room for.
fn warnings(mode: CatchUp, way: &Way, is_behind: bool) -> Vec<String> {
    let mut warnings = Vec::new();
    if way.over > 0 {
        let what = match way.over {
            1 => "1 topic does not fit into the minutes of the dates that are left",
            over => {
                &format!("{over} topics do not fit into the minutes of the dates that are left")
            }
        };
        // Where nothing was missed, dropping drops nothing.
        let drop = match is_behind && mode != CatchUp::Drop {
            true => ", or loci plan catch-up --mode drop",
            false => "",
        };
        warnings.push(format!(
            "{what} and a tenth more: skip some (loci plan skip DAY){drop}"
        ));
    }
    if way.late.beyond.days > 0 {
        warnings.push(lie_beyond(&way.late.beyond));
    }
    match way.late.near {
        0 => {}
        1 => warnings.push("1 topic begins less than 7 days before the interview".to_owned()),
        near => warnings.push(format!(
            "{near} topics begin less than 7 days before the interview"
        )),
    }
    warnings
}

/// That what was missed is not made up for soon.
fn takes_long(behind: MadeUp, beside: Beside) -> Option<String> {
    if behind.is_soon() {
        return None;
    }
    let what = match behind.by {
        Some(by) => format!(
            "takes {} study dates to be made up for, until {}",
            by.number, by.date
        ),
        None => "cannot be made up for in time".to_owned(),
    };
    Some(format!(
        "what was missed, {} min, {what}, beside {} min of reviews a day: \
         give it more minutes a day (`minutes` in the plan's file), skip some (loci plan skip DAY), \
         or loci plan catch-up --mode drop",
        behind.minutes, beside.later
    ))
}

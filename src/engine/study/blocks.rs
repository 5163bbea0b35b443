//! The plan as it lies in a calendar.

use chrono::{DateTime, NaiveTime, SecondsFormat, Utc};
use chrono_tz::Tz;

use crate::domain::day::Calendar;
use crate::domain::now::Now;
use crate::domain::plan::Plan;
use crate::domain::plan::blocks::{Block, BlockStanding, blocks};
use crate::domain::remind::{DigestAt, Policy};
use crate::engine::Engine;
use crate::engine::study::Term;
use crate::ipc::protocol::{PlanBlock, PlanBlocksReply};
use crate::store::error::StoreError;

impl Engine {
    /// The blocks of the plan; nothing without one.
    pub(in crate::engine) fn plan_blocks_reply(
        &self,
        now: Now,
    ) -> Result<Option<PlanBlocksReply>, StoreError> {
        let term = self.term(now);
        let (Some(course), Some(taken)) = (self.course_of(&term), &self.study.taken) else {
            return Ok(None);
        };
        let calendar = self.calendar(now);
        let at = time_of_day(&taken.plan, &self.setup.settings.remind);
        let days = self.days_of(&course);
        let blocks = blocks(&taken.plan, &days, at, calendar);
        let changed = self.plan_changed_at(&taken.plan, &term, calendar)?;
        Ok(Some(PlanBlocksReply {
            name: taken.plan.name.clone(),
            file: taken.path.clone(),
            zone: calendar.zone.name().to_owned(),
            changed: changed.map(|changed| told(changed, calendar.zone)),
            blocks: blocks
                .iter()
                .map(|block| block_info(block, calendar.zone))
                .collect(),
            problems: self.study.broken().cloned().collect(),
        }))
    }

    /// When something last happened, besides edits of files, from which another date may follow.
    fn plan_changed_at(
        &self,
        plan: &Plan,
        term: &Term,
        calendar: Calendar,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let told = self.store.plan_changed_at_ms()?;
        let told = told.and_then(DateTime::from_timestamp_millis);
        // A plan that begins whenever it is begun moves with each new day.
        let is_waiting = plan.start.is_none() && term.start() == term.today;
        let today = is_waiting.then(|| calendar.start_of(term.today));
        Ok(told.max(today))
    }
}

/// When one studies: as the plan says, else when the first reminder of the day comes.
fn time_of_day(plan: &Plan, remind: &Policy) -> NaiveTime {
    let first = |policy: &Policy| {
        let times = policy.digest.iter().filter_map(|at| match at {
            DigestAt::Time(time) => Some(*time),
            DigestAt::FirstUnlock => None,
        });
        times.min()
    };
    let told = plan.window.map(|window| window.from);
    told.or_else(|| first(remind))
        .or_else(|| first(&Policy::default()))
        .unwrap_or(NaiveTime::MIN)
}

fn block_info(block: &Block<'_>, zone: Tz) -> PlanBlock {
    PlanBlock {
        day: block.day.id.to_string(),
        title: block.day.title.clone(),
        kind: block.day.kind.as_str().to_owned(),
        date: block.date.to_string(),
        starts: told(block.starts, zone),
        minutes: block.minutes,
        cancelled: block.standing == BlockStanding::Cancelled,
    }
}

fn told(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone)
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}

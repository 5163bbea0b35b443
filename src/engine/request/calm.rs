//! `snooze`, `pause`, `resume`, `mode` and `pace`: when it is silent, and what is asked. None of them changes a
//! schedule. The last word counts, so each reply says what it replaced.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::calm::silence::Because;
use crate::domain::calm::{ModeSet, Span};
use crate::domain::day::{Calendar, StudyDay};
use crate::domain::journal::Fact;
use crate::domain::mode::{EndsWithTheDay, Mode};
use crate::domain::now::Now;
use crate::domain::remind::Pace;
use crate::domain::review::BatchId;
use crate::engine::Engine;
use crate::engine::convert::local_time;
use crate::engine::effect::{Effect, Outcome};
use crate::engine::fault::{Fault, invalid};
use crate::engine::record::Draft;
use crate::engine::request::log::{batch_or_own, instant, same_kind};
use crate::ipc::protocol::{
    self, Event as Told, ModeInfo, ModeReply, PaceReply, Pause, PauseInfo, PauseReply, Response,
    Resume, ResumeReply, Silent, Snooze, SnoozeReply,
};

/// What ends later cannot be written as people write times.
const LAST_YEAR: i32 = 9998;

impl Engine {
    /// Puts reminders off.
    pub(in crate::engine) fn snooze(
        &mut self,
        snooze: &Snooze,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let until = match snooze.until.as_deref() {
            Some(text) => ahead(instant(text)?, now.at, "a snooze")?,
            None => {
                let secs = self.setup.settings.remind.snooze.0;
                now.at + TimeDelta::seconds(i64::from(secs))
            }
        };
        let before = self.calm.snoozed(now.at).map(|span| span.until);
        let batch = self.snooze_until(until, snooze.batch_id, now)?;
        let until = self.calm.snooze.map_or(until, |span| span.until);
        let (calendar, replaced) = (self.calendar(now), before.filter(|it| *it != until));
        Ok(Outcome::reply(Response::Snooze(SnoozeReply {
            until: local_time(until, &calendar),
            replaced: replaced.map(|until| local_time(until, &calendar)),
            silent: self.silent_now(now),
            batch: batch.0,
        })))
    }

    /// The same for whoever knows the moment.
    pub(in crate::engine) fn snooze_until(
        &mut self,
        until: DateTime<Utc>,
        batch: Option<Uuid>,
        now: Now,
    ) -> Result<BatchId, Fault> {
        self.said_once(batch, Fact::Snooze { until }, now)
    }

    /// Keeps reminders back for a while.
    pub(in crate::engine) fn pause(&mut self, pause: &Pause, now: Now) -> Result<Outcome, Fault> {
        let calendar = self.calendar(now);
        let from = pause
            .from
            .as_deref()
            .map_or(Ok(now.at), instant)?
            .max(now.at);
        let until = match pause.until.as_deref() {
            Some(text) => ahead(instant(text)?, from, "a pause")?,
            None => calendar.start_of(calendar.day_of(from).plus(1)),
        };
        let before = self.calm.pauses_ahead(now.at);
        let batch = self.said_once(pause.batch_id, Fact::Pause { from, until }, now)?;
        let after = self.calm.pauses_ahead(now.at);
        let replaced = before.iter().filter(|span| !after.contains(span));
        // Another that holds now would have been ended by this one.
        let holds = from <= now.at;
        let resumable = holds && self.calm.endable(now.at, self.around(now)) == [Because::Pause];
        Ok(Outcome::reply(Response::Pause(PauseReply {
            from: local_time(from, &calendar),
            until: local_time(until, &calendar),
            replaced: replaced.map(|span| pause_info(*span, &calendar)).collect(),
            resumable,
            silent: self.silent_now(now),
            batch: batch.0,
        })))
    }

    /// Ends a snooze and a pause that hold, and that reminders are fewer; where none of that holds, the pauses that are
    /// planned.
    pub(in crate::engine) fn resume(
        &mut self,
        resume: &Resume,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let ended = self.calm.endable(now.at, self.around(now));
        let before = self.calm.pauses_ahead(now.at);
        let batch = match ended.is_empty() {
            true => None,
            false => Some(self.said_once(resume.batch_id, Fact::Resume, now)?),
        };
        let (left, calendar) = (self.calm.pauses_ahead(now.at), self.calendar(now));
        let planned = before
            .iter()
            .filter(|span| span.from > now.at && !left.contains(span));
        let planned = planned.map(|span| pause_info(*span, &calendar));
        let stays = left.iter().filter(|span| span.from > now.at);
        Ok(Outcome::reply(Response::Resume(ResumeReply {
            planned: planned.collect(),
            stays: stays.map(|span| pause_info(*span, &calendar)).collect(),
            ended: ended.iter().map(|why| why.as_str().to_owned()).collect(),
            silent: self.silent_now(now),
            batch: batch.map(|batch| batch.0),
        })))
    }

    /// Tells or changes the mode.
    pub(in crate::engine) fn mode(
        &mut self,
        asked: &protocol::Mode,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let Some(word) = asked.mode.as_deref() else {
            if asked.until.is_some() {
                return Err(invalid("say which mode: loci mode coding 2h"));
            }
            let reply = self.mode_reply((None, None), now);
            return Ok(Outcome::reply(Response::Mode(reply)));
        };
        let mode = Mode::from_word(word).ok_or_else(|| {
            let words: Vec<&str> = Mode::ALL.iter().map(|mode| mode.as_str()).collect();
            invalid(format!("`{word}` is no mode: use {}", words.join(", ")))
        })?;
        let calendar = self.calendar(now);
        let until = match (asked.until.as_deref(), mode.ends_with_the_day()) {
            (Some(text), _) => Some(ahead(instant(text)?, now.at, "a mode")?),
            (None, EndsWithTheDay::Yes) => Some(calendar.start_of(calendar.day_of(now.at).plus(1))),
            (None, EndsWithTheDay::No) => None,
        };
        let before = self.calm.mode(now.at, self.plan.focus);
        let batch = self.said_once(asked.batch_id, Fact::Mode { mode, until }, now)?;
        let after = self.calm.mode(now.at, self.plan.focus);
        // One that lasts comes back after one for a while; and that everything is asked is no mode that one misses.
        let is_lost = before.until.is_some() || (after.until.is_none() && before.mode != Mode::All);
        let replaced = (is_lost && before != after).then_some(before);
        let reply = self.mode_reply((Some(batch), replaced), now);
        let told = Told::Mode {
            mode: reply.mode.clone(),
            until: reply.until.clone(),
        };
        Ok(Outcome::reply(Response::Mode(reply)).with(Effect::Tell(told)))
    }

    /// Tells how often it reminds, or writes what the user said: the same as an answer to whether to go on.
    pub(in crate::engine) fn pace(
        &mut self,
        asked: &protocol::Pace,
        now: Now,
    ) -> Result<Outcome, Fault> {
        let pace = asked.pace.as_deref().map(|word| {
            Pace::from_word(word)
                .ok_or_else(|| invalid(format!("`{word}` is no pace: use daily or weekly")))
        });
        let batch = match pace.transpose()? {
            Some(pace) => Some(self.said_once(asked.batch_id, Fact::Pace { pace }, now)?),
            None => None,
        };
        let next = match self.calm.pace {
            Pace::Daily => None,
            Pace::Weekly => Some(self.silent_no_more(now).0.to_string()),
        };
        Ok(Outcome::reply(Response::Pace(PaceReply {
            pace: self.calm.pace.as_str().to_owned(),
            next,
            silent: self.silent_now(now),
            batch: batch.map(|batch| batch.0),
        })))
    }

    /// The study day on which it is silent no more: on which the next reminder may come.
    pub(in crate::engine) fn silent_no_more(&self, now: Now) -> StudyDay {
        let at = self.silence(now).map_or(now.at, |silent| silent.until);
        self.calendar(now).day_of(at)
    }

    fn mode_reply(
        &self,
        (batch, replaced): (Option<BatchId>, Option<ModeSet>),
        now: Now,
    ) -> ModeReply {
        let set = self.calm.mode(now.at, self.plan.focus);
        let calendar = self.calendar(now);
        ModeReply {
            mode: set.mode.as_str().to_owned(),
            until: set.until.map(|until| local_time(until, &calendar)),
            replaced: replaced.map(|set| ModeInfo {
                mode: set.mode.as_str().to_owned(),
                until: set.until.map(|until| local_time(until, &calendar)),
            }),
            held: self.held(now),
            silent: self.silent_now(now),
            batch: batch.map(|batch| batch.0),
        }
    }

    /// Why it is silent now, as the wire tells it.
    pub(in crate::engine) fn silent_now(&self, now: Now) -> Option<Silent> {
        let silent = self.silence(now)?;
        Some(self.silent_reply(&silent, now))
    }

    /// Writes what the user said by a press.
    pub(in crate::engine) fn write_said(
        &mut self,
        batch: BatchId,
        fact: Fact,
        now: Now,
    ) -> Result<(), Fault> {
        self.said_once(Some(batch.0), fact, now).map(|_| ())
    }

    /// Writes what the user said, unless this batch said it before.
    fn said_once(&mut self, batch: Option<Uuid>, fact: Fact, now: Now) -> Result<BatchId, Fault> {
        let batch = batch_or_own(self, batch, now);
        if let Some(known) = self.store.batch(batch)? {
            same_kind(&known, |told| told.kind() == fact.kind())?;
        } else {
            let stamp = self.calendar(now).stamp(now.at);
            let mut draft = Draft::default();
            draft.push(batch, stamp, fact);
            self.record(draft)?;
        }
        Ok(batch)
    }
}

fn pause_info(span: Span, calendar: &Calendar) -> PauseInfo {
    PauseInfo {
        from: local_time(span.from, calendar),
        until: local_time(span.until, calendar),
    }
}

/// A moment that must lie behind another.
fn ahead(until: DateTime<Utc>, from: DateTime<Utc>, what: &str) -> Result<DateTime<Utc>, Fault> {
    if until <= from {
        return Err(invalid(format!("{what} must end after it begins")));
    }
    if until.year() > LAST_YEAR {
        return Err(invalid(format!("{what} must end by the year {LAST_YEAR}")));
    }
    Ok(until)
}

//! What the user said about silence and modes, and what was reminded of: a fold over facts.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use self::silence::{Around, Because};
use super::day::{Stamp, StudyDay};
use super::journal::Fact;
use super::mode::Mode;
use super::remind::{Pace, Reminder};

/// So many study days with a reminder of the day are remembered; the longest row of unopened ones that a config can
/// ask for is shorter.
pub const REMINDED_DAYS: u32 = 16;

/// So many nudges are remembered by their days; no travel puts more days between a day and itself.
pub const NUDGES: u32 = 4;

/// A time that begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub until: DateTime<Utc>,
}

impl Span {
    /// Whether it holds an instant.
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// How far a clock that is set back may go behind the begin of a snooze that still holds. A clock that was wrong by
/// more, and is put right, ends it.
const SET_BACK: TimeDelta = TimeDelta::days(1);

/// A mode that was set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModeSet {
    /// Which.
    pub mode: Mode,
    /// When it ends by itself, if it does.
    pub until: Option<DateTime<Utc>>,
}

/// When something was done, and on which study day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// The study day.
    pub day: StudyDay,
}

/// What the user said about silence and modes, and what was reminded of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calm {
    /// The mode that lasts, if the user ever set one.
    base: Option<Mode>,
    /// The one that was set for a while, also once it is over.
    passing: Option<(Mode, DateTime<Utc>)>,
    /// The last snooze, also once it is over: then it wants to be answered.
    pub snooze: Option<Span>,
    /// Pauses, also planned ones, in the order in which they were said.
    pub pauses: Vec<Span>,
    /// The last reminder of a day, whatever it said.
    pub digest: Option<Moment>,
    /// How many reminders of the day came on each of the last study days on which any did, at most
    /// [`REMINDED_DAYS`].
    reminded: BTreeMap<StudyDay, u32>,
    /// When it was asked last whether to go on.
    asked: Option<Moment>,
    /// How often the user wants to be reminded.
    pub pace: Pace,
    /// When he said so last.
    paced: Option<Moment>,
    /// When he resumed last.
    resumed: Option<Moment>,
    /// The last nudge.
    pub nudge: Option<Moment>,
    /// The study days of the last nudges, at most [`NUDGES`], in the order in which they came.
    nudged: VecDeque<StudyDay>,
    /// The last reminder after a snooze.
    pub again: Option<Moment>,
    /// When a reminder was opened last.
    pub opened: Option<Moment>,
}

impl Calm {
    /// Takes a fact in; what is no fact about silence, modes and reminders changes nothing.
    pub fn apply(&mut self, stamp: &Stamp, fact: &Fact) {
        let moment = Moment {
            at: stamp.utc(),
            day: stamp.day,
        };
        match fact {
            Fact::Snooze { until } => {
                self.snooze = Some(Span {
                    from: moment.at,
                    until: *until,
                });
            }
            Fact::Pause { from, until } => self.pause(Span {
                from: *from,
                until: *until,
            }),
            Fact::Resume => self.resume(moment),
            Fact::Mode { mode, until } => match until {
                Some(until) => self.passing = Some((*mode, *until)),
                None => (self.base, self.passing) = (Some(*mode), None),
            },
            Fact::Remind { what } => match what {
                Reminder::Digest | Reminder::Welcome => self.remind(moment),
                Reminder::Ask => {
                    self.asked = Some(moment);
                    self.remind(moment);
                }
                Reminder::Nudge => self.nudge(moment),
                Reminder::Again => self.again = Some(moment),
            },
            Fact::Opened => self.opened = Some(moment),
            Fact::Pace { pace } => (self.pace, self.paced) = (*pace, Some(moment)),
            Fact::Born(_)
            | Fact::Review(_)
            | Fact::Undo { .. }
            | Fact::Apart { .. }
            | Fact::Rebind { .. }
            | Fact::Merge { .. }
            | Fact::Pin { .. }
            | Fact::Alias { .. }
            | Fact::Unalias { .. }
            | Fact::Suspend { .. }
            | Fact::Unsuspend { .. }
            | Fact::Move { .. }
            | Fact::Repoint { .. }
            | Fact::Retire { .. }
            | Fact::Return { .. }
            | Fact::Adopt { .. }
            | Fact::BoxStarted(_)
            | Fact::BoxEnded(_)
            | Fact::Park { .. }
            | Fact::Import { .. }
            | Fact::MockAnswer(_)
            | Fact::PlanStep { .. }
            | Fact::PlanDates { .. }
            | Fact::PlanPassed { .. }
            | Fact::PlanOff { .. }
            | Fact::Chore { .. } => {}
        }
    }

    fn remind(&mut self, moment: Moment) {
        self.digest = Some(moment);
        *self.reminded.entry(moment.day).or_default() += 1;
        while self.reminded.len() > REMINDED_DAYS as usize {
            self.reminded.pop_first();
        }
    }

    fn nudge(&mut self, moment: Moment) {
        self.nudge = Some(moment);
        self.nudged.push_back(moment.day);
        while self.nudged.len() > NUDGES as usize {
            self.nudged.pop_front();
        }
    }

    /// Whether the nudge of a study day came.
    pub fn nudged_on(&self, day: StudyDay) -> bool {
        self.nudged.contains(&day)
    }

    /// Whether the nudge of a study day came, and no digest after it.
    pub fn nudged_last_on(&self, day: StudyDay) -> bool {
        let nudge = self.nudge.filter(|nudge| nudge.day == day);
        nudge.is_some_and(|nudge| self.digest.is_none_or(|digest| digest.at <= nudge.at))
    }

    /// How many reminders of the day came on a study day.
    pub fn reminded_on(&self, day: StudyDay) -> u32 {
        self.reminded.get(&day).copied().unwrap_or(0)
    }

    /// The last word counts: a pause ends those that it overlaps where it begins.
    fn pause(&mut self, new: Span) {
        self.pauses.retain_mut(|old| {
            let apart = old.until <= new.from || new.until <= old.from;
            if !apart {
                old.until = old.until.min(new.from);
            }
            apart || old.from < old.until
        });
        self.pauses.push(new);
    }

    /// Ends the snooze and the pause that hold, and that reminders are fewer; if none of these held, the pauses that
    /// are planned. What ends is remembered as over: it may have put a reminder off.
    fn resume(&mut self, moment: Moment) {
        let now = moment.at;
        let running = self.is_held(now) || self.pace == Pace::Weekly;
        (self.pace, self.resumed) = (Pace::Daily, Some(moment));
        if self.snoozed(now).is_some() {
            self.snooze.iter_mut().for_each(|snooze| snooze.until = now);
        }
        for pause in self.pauses.iter_mut().filter(|pause| pause.holds(now)) {
            pause.until = now;
        }
        if !running {
            self.pauses.retain(|span| span.until <= now);
        }
    }

    /// Whether a snooze or a pause holds.
    fn is_held(&self, at: DateTime<Utc>) -> bool {
        self.snoozed(at).is_some() || self.pauses.iter().any(|span| span.holds(at))
    }

    /// The snooze that holds: until its end, also where the clock was set back behind its begin.
    pub fn snoozed(&self, at: DateTime<Utc>) -> Option<Span> {
        self.snooze
            .filter(|span| span.from - SET_BACK <= at && at < span.until)
    }

    /// What a `resume` at this instant would end: what holds, else what is planned; and that reminders are fewer.
    pub fn endable(&self, at: DateTime<Utc>, around: Around<'_>) -> Vec<Because> {
        let snooze = self.snoozed(at);
        let ends = |span: &&Span| match self.is_held(at) || self.pace == Pace::Weekly {
            true => span.holds(at),
            false => span.until > at,
        };
        let pause = self.pauses.iter().find(ends);
        let snooze = snooze.map(|_| Because::Snooze);
        let fewer = self.fewer(around.calendar.day_of(at), around);
        snooze
            .into_iter()
            .chain(pause.map(|_| Because::Pause))
            .chain(fewer.map(|fewer| fewer.because))
            .collect()
    }

    /// The pauses that are not over, in the order in which they begin.
    pub fn pauses_ahead(&self, at: DateTime<Utc>) -> Vec<Span> {
        let mut ahead: Vec<Span> = self
            .pauses
            .iter()
            .copied()
            .filter(|span| span.until > at)
            .collect();
        ahead.sort_by_key(|span| span.from);
        ahead
    }

    /// Whether one pause takes all of a time, as of a study day.
    pub fn pauses_through(&self, time: Span) -> bool {
        let mut pauses = self.pauses.iter();
        pauses.any(|pause| pause.from <= time.from && time.until <= pause.until)
    }

    /// The mode at an instant; one that was set for a while gives way to the one that lasts, which is that of the
    /// plan where the user never set one.
    pub fn mode(&self, at: DateTime<Utc>, focus: Option<Mode>) -> ModeSet {
        match self.passing {
            Some((mode, until)) if until > at => ModeSet {
                mode,
                until: Some(until),
            },
            Some(_) | None => ModeSet {
                mode: self.base.or(focus).unwrap_or_default(),
                until: None,
            },
        }
    }
}

pub mod silence;
mod spacing;
#[cfg(test)]
mod tests;

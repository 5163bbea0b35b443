//! What the user said about silence and modes, and what was reminded of: a fold over facts. And the one state
//! that follows from it: silent until X because Y.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::day::{Calendar, Stamp, StudyDay};
use super::hold::{Hold, Holds};
use super::journal::Fact;
use super::mode::{HoldsReminders, Mode};
use super::remind::{Pace, Policy, Reminder};

/// How long before and after an interview it is silent.
const BEFORE_INTERVIEW: TimeDelta = TimeDelta::hours(1);
const AFTER_INTERVIEW: TimeDelta = TimeDelta::hours(2);

/// More reasons than follow one upon the other on any sane day; bounds the search for the end of silence.
const REASONS: usize = 64;

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

/// Why it is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The user paused.
    Pause,
    /// The user snoozed.
    Snooze,
    /// The mode holds reminders.
    Mode(Mode),
    /// A box is running.
    Box,
    /// A mock interview is running.
    Mock,
    /// There is an interview.
    Interview,
    /// It is a day of the week without reminders.
    DayOff,
    /// Reminders went unopened on so many days in a row.
    BackedOff(u32),
    /// The user wants one a week.
    Weekly,
    /// The session is locked.
    Locked,
    /// Nobody is at the machine.
    Idle,
    /// Do Not Disturb.
    Dnd,
    /// It is quiet time.
    Quiet,
    /// It is focus time.
    Focus,
}

impl Because {
    /// The reason that a hold without a known end is.
    fn of_hold(hold: Hold) -> Option<Because> {
        match hold {
            Hold::Locked => Some(Because::Locked),
            Hold::Idle => Some(Because::Idle),
            Hold::Dnd => Some(Because::Dnd),
            Hold::Box | Hold::Mock => None,
        }
    }

    /// The word used in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Because::Pause => "pause",
            Because::Snooze => "snooze",
            Because::Mode(_) => "mode",
            Because::Box => "box",
            Because::Mock => "mock",
            Because::Interview => "interview",
            Because::DayOff => "day_off",
            Because::BackedOff(_) => "backed_off",
            Because::Weekly => "weekly",
            Because::Locked => "locked",
            Because::Idle => "idle",
            Because::Dnd => "dnd",
            Because::Quiet => "quiet",
            Because::Focus => "focus",
        }
    }
}

impl std::fmt::Display for Because {
    /// In words, as what follows "silent until 15:00: ". The word interview never shows.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Because::Pause => f.write_str("paused"),
            Because::Snooze => f.write_str("snoozed"),
            Because::Mode(mode) => write!(f, "mode {}", mode.as_str()),
            Because::Box => f.write_str("a box is running"),
            Because::Mock => f.write_str("a mock is running"),
            Because::Interview => f.write_str("an appointment"),
            Because::DayOff => f.write_str("no reminders on this day of the week"),
            Because::BackedOff(days) if *days < REMINDED_DAYS => {
                write!(f, "reminders went unopened on {days} days")
            }
            Because::BackedOff(days) => write!(f, "reminders went unopened on {days} days or more"),
            Because::Weekly => f.write_str("one reminder a week"),
            Because::Locked => f.write_str("the screen is locked"),
            Because::Idle => f.write_str("nobody is here"),
            Because::Dnd => f.write_str("do not disturb is on"),
            Because::Quiet => f.write_str("quiet hours"),
            Because::Focus => f.write_str("focus hours"),
        }
    }
}

/// The one state of silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    /// The first instant at which nothing silences any more that has a known end. With a `release` it is the latest:
    /// the start of the next study day.
    pub until: DateTime<Utc>,
    /// Why, in the order in which the reasons follow one upon the other; at least one.
    pub because: Vec<Because>,
    /// What ends it sooner when it is over: the one reason then, and what stands on the screen stays.
    pub release: Option<Hold>,
}

impl Silent {
    /// Whether another says the same, to the second: the end of a box is told by a clock that is not the wall's.
    pub fn is_as(&self, other: &Silent) -> bool {
        let apart = (self.until - other.until).abs();
        self.because == other.because
            && self.release == other.release
            && apart < TimeDelta::seconds(1)
    }
}

/// What silences besides the user's own words.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Quiet and focus hours, and the interview.
    pub policy: &'a Policy,
    /// The local clock.
    pub calendar: Calendar,
    /// When the running box is over, if one runs.
    pub box_ends: Option<DateTime<Utc>>,
    /// When the running mock is over, if one runs.
    pub mock_ends: Option<DateTime<Utc>>,
    /// The mode of the plan, where the user never set one; none until a plan is loaded.
    pub focus: Option<Mode>,
    /// What the desktop says that holds reminders.
    pub holds: &'a Holds,
    /// When the last review was made, of those that were made live.
    pub reviewed: Option<Moment>,
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

    /// Why it is silent at an instant, and until when, all reasons taken together; `None` if it is not.
    pub fn silent(&self, at: DateTime<Utc>, around: Around<'_>) -> Option<Silent> {
        let mut until = at;
        let mut because = Vec::new();
        for _ in 0..REASONS {
            let Some((end, why)) = self.reason(until, around) else {
                break;
            };
            until = end;
            // Days that go unopened are counted on: still the same reason.
            if because.last().map(Because::as_str) != Some(why.as_str()) {
                because.push(why);
            }
        }
        if because.is_empty() {
            return Self::held(at, around);
        }
        Some(Silent {
            until,
            because,
            release: None,
        })
    }

    /// What holds reminders without a known end; where something with a known end silences, that is told first.
    fn held(at: DateTime<Utc>, around: Around<'_>) -> Option<Silent> {
        let (hold, why) = around
            .policy
            .hold_when
            .intersection(around.holds)
            .find_map(|hold| Some((*hold, Because::of_hold(*hold)?)))?;
        let tomorrow = around.calendar.day_of(at).plus(1);
        Some(Silent {
            until: around.calendar.start_of(tomorrow),
            because: vec![why],
            release: Some(hold),
        })
    }

    /// The next instant after this one at which something begins to silence, as far as time decides it.
    pub fn begins(&self, at: DateTime<Utc>, around: Around<'_>) -> Option<DateTime<Utc>> {
        let calendar = around.calendar;
        let spans = self.pauses.iter().chain(&self.snooze).copied();
        let spans = spans.chain(Self::interview(around).map(|(span, _)| span));
        let quiet = around.policy.quiet.iter();
        let quiet = quiet.filter_map(|hours| hours.begin(at, calendar));
        let focus = around.policy.focus.iter();
        let focus = focus.filter_map(|hours| hours.begin(at, calendar));
        let tomorrow = calendar.start_of(calendar.day_of(at).plus(1));
        let days = self
            .spaced(tomorrow, around)
            .any(|(until, _)| until > tomorrow);
        spans
            .map(|span| span.from)
            .chain(quiet)
            .chain(focus)
            .chain(days.then_some(tomorrow))
            .filter(|begin| *begin > at)
            .min()
    }

    /// The reason that lasts longest of those that hold at an instant.
    fn reason(&self, at: DateTime<Utc>, around: Around<'_>) -> Option<(DateTime<Utc>, Because)> {
        let holding = |(span, why): (Span, Because)| span.holds(at).then_some((span.until, why));
        let pauses = self.pauses.iter().map(|span| (*span, Because::Pause));
        let snooze = self.snoozed(at).map(|span| (span.until, Because::Snooze));
        let interview = Self::interview(around).and_then(holding);
        let held = pauses.filter_map(holding).chain(snooze).chain(interview);
        let set = self.mode(at, around.focus);
        let mode = match set.mode.holds_reminders() {
            HoldsReminders::Yes => set.until.map(|until| (until, Because::Mode(set.mode))),
            HoldsReminders::No => None,
        };
        let running = [
            (around.box_ends, Hold::Box, Because::Box),
            (around.mock_ends, Hold::Mock, Because::Mock),
        ];
        let running = running.into_iter().filter_map(|(ends, hold, why)| {
            let end = ends.filter(|end| *end > at && around.policy.hold_when.contains(&hold))?;
            Some((end, why))
        });
        let quiet = around.policy.quiet.iter();
        let quiet =
            quiet.filter_map(|hours| Some((hours.end(at, around.calendar)?, Because::Quiet)));
        let focus = around.policy.focus.iter();
        let focus =
            focus.filter_map(|hours| Some((hours.end(at, around.calendar)?, Because::Focus)));
        // Of those that last equally long the first counts: what the user said before what is configured.
        let said = held.chain(mode).chain(running);
        let spaced = self.spaced(at, around);
        let all = said.chain(spaced).chain(quiet).chain(focus);
        all.fold(None, |longest, next| match longest {
            Some((until, _)) if until >= next.0 => longest,
            Some(_) | None => Some(next),
        })
    }

    fn interview(around: Around<'_>) -> Option<(Span, Because)> {
        let begins: NaiveDateTime = around.policy.interview?;
        let begins = around.calendar.instant(begins.date(), begins.time());
        let span = Span {
            from: begins - BEFORE_INTERVIEW,
            until: begins + AFTER_INTERVIEW,
        };
        Some((span, Because::Interview))
    }
}

mod spacing;
#[cfg(test)]
mod tests;

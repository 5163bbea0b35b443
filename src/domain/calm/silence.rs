//! The one state that follows from what the user said and from what is around: silent until X because Y.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{Calm, Moment, REMINDED_DAYS, Span};
use crate::domain::day::Calendar;
use crate::domain::hold::{Hold, Holds};
use crate::domain::mode::{HoldsReminders, Mode};
use crate::domain::remind::Policy;

/// How long before and after an interview it is silent.
const BEFORE_INTERVIEW: TimeDelta = TimeDelta::hours(1);
const AFTER_INTERVIEW: TimeDelta = TimeDelta::hours(2);

/// More reasons than follow one upon the other on any sane day; bounds the search for the end of silence.
const REASONS: usize = 64;

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

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

/// More reasons than follow one upon the other in so many days; bounds the search for the end of silence.
const REASONS: usize = 512;

/// Hours and days of the week come again each week: where they leave nothing free for longer, they never will.
const FILLED: TimeDelta = TimeDelta::days(8);

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

impl Because {
    /// The setting that it comes from, if it comes again week by week.
    fn recurs(&self) -> Option<Recurring> {
        match self {
            Because::Quiet => Some(("notify.quiet", "quiet hours")),
            Because::Focus => Some(("notify.focus", "focus hours")),
            Because::DayOff => Some(("notify.days", "days without reminders")),
            Because::Pause
            | Because::Snooze
            | Because::Mode(_)
            | Because::Box
            | Because::Mock
            | Because::Interview
            | Because::BackedOff(_)
            | Because::Weekly
            | Because::Locked
            | Because::Idle
            | Because::Dnd => None,
        }
    }
}

/// What comes again week by week, in the order in which it is told.
const RECURRING: [Because; 3] = [Because::Quiet, Because::Focus, Because::DayOff];

/// The key of a setting by which it is silent week by week, and what it makes, in words.
type Recurring = (&'static str, &'static str);

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
    /// the start of the next study day. Of one that never ends: so far it was looked.
    pub until: DateTime<Utc>,
    /// Why, in the order in which the reasons follow one upon the other; at least one.
    pub because: Vec<Because>,
    /// What ends it sooner when it is over: the one reason then, and what stands on the screen stays.
    pub release: Option<Hold>,
    /// Whether it ends by itself.
    pub ends: Ends,
}

/// Whether a silence ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// It does, at the latest when it says so.
    ByItself,
    /// The hours and days of the settings leave no time free: its last reasons come again for ever.
    WithTheSettings,
}

impl Silent {
    /// Whether another says the same, to the second: the end of a box is told by a clock that is not the wall's.
    pub fn is_as(&self, other: &Silent) -> bool {
        let apart = (self.until - other.until).abs();
        let same_end = match self.ends {
            Ends::ByItself => apart < TimeDelta::seconds(1),
            Ends::WithTheSettings => true,
        };
        self.because == other.because
            && self.release == other.release
            && self.ends == other.ends
            && same_end
    }

    /// Whether the user said so himself, for a while: then what was told comes back when it is over, whoever told it.
    pub fn puts_off(&self) -> bool {
        matches!(self.because.first(), Some(Because::Pause | Because::Snooze))
    }

    /// Why, in words: `snoozed, then quiet hours`, `quiet hours fill the whole day`.
    pub fn why(&self) -> String {
        let filling = self.filling();
        let mut words: Vec<String> = (self.because.iter())
            .filter(|because| filling.is_empty() || because.recurs().is_none())
            .map(ToString::to_string)
            .collect();
        if !filling.is_empty() {
            let what: Vec<&str> = filling.iter().map(|(_, what)| *what).collect();
            let span = match self.because.contains(&Because::DayOff) {
                true => "week",
                false => "day",
            };
            words.push(format!("{} fill the whole {span}", what.join(" and ")));
        }
        words.join(", then ")
    }

    /// The keys of the settings that must change before it ends, if it does not end by itself.
    pub fn keys(&self) -> Vec<&'static str> {
        self.filling().iter().map(|(key, _)| *key).collect()
    }

    /// What comes again for ever.
    fn filling(&self) -> Vec<Recurring> {
        match self.ends {
            Ends::ByItself => Vec::new(),
            Ends::WithTheSettings => self.because.iter().filter_map(Because::recurs).collect(),
        }
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
        let mut because: Vec<Because> = Vec::new();
        // Since when nothing but what comes again week by week silences, and what that is.
        let mut filled: Option<(DateTime<Utc>, Vec<Because>)> = None;
        for _ in 0..REASONS {
            let Some((end, why)) = self.reason(until, around) else {
                break;
            };
            match (why.recurs(), &mut filled) {
                (None, _) => filled = None,
                (Some(_), None) => filled = Some((until, vec![why])),
                (Some(_), Some((_, whys))) if !whys.contains(&why) => whys.push(why),
                (Some(_), Some(_)) => {}
            }
            until = end;
            if let Some((since, whys)) = &filled
                && until - *since > FILLED
            {
                because.retain(|why| why.recurs().is_none());
                because.extend(RECURRING.iter().filter(|why| whys.contains(why)));
                return Some(Silent {
                    until,
                    because,
                    release: None,
                    ends: Ends::WithTheSettings,
                });
            }
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
            ends: Ends::ByItself,
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
            ends: Ends::ByItself,
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

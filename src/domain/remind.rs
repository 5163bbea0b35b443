//! When to remind: one digest a day, at most one nudge, and what a snooze put off. Pure: state and moment in,
//! decision out. Judged anew at every moment, so a lost wake-up, a sleep or a changed clock costs nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc, Weekday};

use super::calm::{Around, Calm, Moment};
use super::day::{Calendar, StudyDay};
use super::hold::Hold;
use super::hours::{FocusHours, Hours};
use super::mode::Mode;
use super::now::Secs;

/// A decision to notify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reminder {
    /// The one of the day.
    Digest,
    /// The one of the day after some days without any: it says what coming back costs.
    Welcome,
    /// In the place of the one of the day after several that went unopened: whether to go on.
    Ask,
    /// The second and last, if nothing was done.
    Nudge,
    /// The one that a snooze put off.
    Again,
}

impl Reminder {
    /// All of them.
    pub const ALL: [Reminder; 5] = [
        Reminder::Digest,
        Reminder::Welcome,
        Reminder::Ask,
        Reminder::Nudge,
        Reminder::Again,
    ];

    /// Whether it is the one of its day.
    pub fn is_of_the_day(self) -> bool {
        match self {
            Reminder::Digest | Reminder::Welcome | Reminder::Ask => true,
            Reminder::Nudge | Reminder::Again => false,
        }
    }

    /// The word used in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Reminder::Digest => "digest",
            Reminder::Welcome => "welcome",
            Reminder::Ask => "ask",
            Reminder::Nudge => "nudge",
            Reminder::Again => "again",
        }
    }

    /// The reminder that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Reminder> {
        Reminder::ALL.into_iter().find(|what| what.as_str() == word)
    }
}

/// When the digest of a day may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestAt {
    /// From this local time on.
    Time(NaiveTime),
    /// From some minutes after the session was first unlocked on the study day.
    FirstUnlock,
}

/// How often the user wants to be reminded, when he was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pace {
    /// As the config says.
    #[default]
    Daily,
    /// Once a week, until he resumes.
    Weekly,
}

impl Pace {
    /// The word used in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Pace::Daily => "daily",
            Pace::Weekly => "weekly",
        }
    }

    /// The pace that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Pace> {
        [Pace::Daily, Pace::Weekly]
            .into_iter()
            .find(|pace| pace.as_str() == word)
    }
}

/// When the user wants to be reminded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// When digests may come; never if there is none. At each that is later than the first another may come, as
    /// far as `max_per_day` goes.
    pub digest: Vec<DigestAt>,
    /// From this time on the nudge may come.
    pub nudge: Option<NaiveTime>,
    /// The most reminders a study day, 0 to 24; what a snooze put off does not count.
    pub max_per_day: u32,
    /// The least number of due loci that is worth a reminder, at least 1.
    pub min_due: u32,
    /// The days of the week on which reminders may come; all if empty.
    pub days: Vec<Weekday>,
    /// What holds reminders while it lasts.
    pub hold_when: BTreeSet<Hold>,
    /// After so many days in a row on which the reminder went unopened they become fewer; 0 for never.
    pub back_off_after: u32,
    /// Hours without any reminder.
    pub quiet: Vec<Hours>,
    /// Hours in which reminders wait.
    pub focus: Vec<FocusHours>,
    /// How long a snooze lasts that has no end of its own.
    pub snooze: Secs,
    /// When an interview begins, by the local clock.
    pub interview: Option<NaiveDateTime>,
}

impl Default for Policy {
    /// The defaults of the shipped config.
    fn default() -> Policy {
        let clock = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        let night = clock(22, 0).zip(clock(8, 0));
        Policy {
            digest: clock(9, 30).into_iter().map(DigestAt::Time).collect(),
            nudge: clock(17, 0),
            max_per_day: 2,
            min_due: 1,
            days: Vec::new(),
            hold_when: Hold::ALL.into(),
            back_off_after: 3,
            quiet: night
                .map(|(from, to)| Hours { from, to })
                .into_iter()
                .collect(),
            focus: Vec::new(),
            snooze: Secs(3600),
            interview: None,
        }
    }
}

/// What the judgement sees.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// What the user said, and what was reminded of.
    pub calm: &'a Calm,
    /// What silences besides.
    pub around: Around<'a>,
    /// When the session was first unlocked on this study day, if it was.
    pub unlocked: Option<DateTime<Utc>>,
    /// What there is to do today.
    pub work: Work,
}

/// What there is to do on a study day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Loci that are asked today.
    pub due: u32,
    /// Minutes that are left of the plan's day; none without a plan, and where the day is done.
    pub plan: Option<u32>,
}

impl Work {
    /// Whether there is anything to do.
    pub fn is_any(self) -> bool {
        self.due > 0 || self.plan.is_some_and(|minutes| minutes > 0)
    }

    /// Whether it is worth a reminder: so much is due, or the plan's day is not done.
    pub fn is_worth(self, min_due: u32) -> bool {
        self.due >= min_due.max(1) || self.plan.is_some_and(|minutes| minutes > 0)
    }
}

/// What a plan says, as far as reminders and modes go by it; nothing until a plan is loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfPlan {
    /// The mode where the user never set one.
    pub focus: Option<Mode>,
    /// Minutes that are left of today.
    pub minutes: Option<u32>,
}

/// What to remind of at this moment, if anything.
pub fn judge(sight: Sight<'_>, at: DateTime<Utc>) -> Option<Reminder> {
    let policy = sight.around.policy;
    if !sight.work.is_worth(policy.min_due)
        || policy.max_per_day == 0
        || sight.calm.silent(at, sight.around).is_some()
    {
        return None;
    }
    let day = sight.around.calendar.day_of(at);
    if wants_again(sight.calm, day, at) {
        return Some(Reminder::Again);
    }
    let times = Times::of(policy, sight.around.calendar, day)?;
    if !is_of(sight.calm.digest, day) {
        return (times.digest <= at).then_some(Reminder::Digest);
    }
    wants_nudge(sight, times, day, at).then_some(Reminder::Nudge)
}

/// The next moment after this one at which [`judge`] may say something else, as far as time decides it.
pub fn next(sight: Sight<'_>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (policy, calendar) = (sight.around.policy, sight.around.calendar);
    if policy.max_per_day == 0 {
        return None;
    }
    let day = calendar.day_of(at);
    let today = Times::of(policy, calendar, day);
    let tomorrow = Times::of(policy, calendar, day.plus(1));
    let times = [today, tomorrow].into_iter().flatten();
    let mut moments: Vec<DateTime<Utc>> = times
        .flat_map(|times| [Some(times.digest), times.nudge])
        .flatten()
        .collect();
    moments.extend(sight.calm.snooze.map(|span| span.until));
    moments.extend(sight.calm.mode(at, sight.around.focus).until);
    moments.extend(
        sight
            .calm
            .silent(at, sight.around)
            .map(|silent| silent.until),
    );
    moments.into_iter().filter(|moment| *moment > at).min()
}

/// How many reminders of the policy were sent on a study day.
pub fn sent(calm: &Calm, day: StudyDay) -> u32 {
    let sent = [calm.digest, calm.nudge];
    u32::try_from(
        sent.into_iter()
            .filter(|moment| is_of(*moment, day))
            .count(),
    )
    .unwrap_or(0)
}

/// The moments of a study day from which on its reminders may come.
#[derive(Debug, Clone, Copy)]
struct Times {
    digest: DateTime<Utc>,
    nudge: Option<DateTime<Utc>>,
}

impl Times {
    fn of(policy: &Policy, calendar: Calendar, day: StudyDay) -> Option<Times> {
        // Times before the rollover belong to the next date of the same study day.
        let moment = |time: NaiveTime| {
            let date = if time < calendar.rollover {
                day.plus(1)
            } else {
                day
            };
            calendar.instant(date.0, time)
        };
        let digest = policy.digest.iter().filter_map(|at| match at {
            DigestAt::Time(time) => Some(moment(*time)),
            DigestAt::FirstUnlock => None,
        });
        let digest = digest.min()?;
        let nudge = policy.nudge.map(moment).filter(|nudge| *nudge > digest);
        Some(Times { digest, nudge })
    }
}

/// Whether a snooze or pause is over that put off a reminder of this day, and nothing was sent since.
fn wants_again(calm: &Calm, day: StudyDay, at: DateTime<Utc>) -> bool {
    let last = [calm.digest, calm.nudge, calm.again]
        .into_iter()
        .flatten()
        .filter(|moment| moment.day == day)
        .map(|moment| moment.at)
        .max();
    let mut over = (calm.snooze.iter().chain(&calm.pauses)).filter(|span| span.until <= at);
    last.is_some_and(|last| over.any(|span| last <= span.from))
}

/// The nudge comes after a digest that was sent before its time, and only if nothing was done since.
fn wants_nudge(sight: Sight<'_>, times: Times, day: StudyDay, at: DateTime<Utc>) -> bool {
    let (Some(nudge), Some(digest)) = (times.nudge, sight.calm.digest) else {
        return false;
    };
    let since = |moment: Option<DateTime<Utc>>| moment.is_some_and(|moment| moment >= digest.at);
    nudge <= at
        && digest.at < nudge
        && !is_of(sight.calm.nudge, day)
        && sent(sight.calm, day) < sight.around.policy.max_per_day
        && !since(sight.around.reviewed)
        && !since(sight.calm.opened.map(|moment| moment.at))
        // One that comes back after a snooze at that very time is enough.
        && sight.calm.again.is_none_or(|again| again.at < nudge)
}

fn is_of(moment: Option<Moment>, day: StudyDay) -> bool {
    moment.is_some_and(|moment| moment.day == day)
}

#[cfg(test)]
mod tests;

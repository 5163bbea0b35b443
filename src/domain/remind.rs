//! When to remind: one digest a day or one at each of some times, at most one nudge, and what a snooze put off.
//! `docs/reminders.md` has each rule beside the complaint that it answers. Pure: state and moment in, decision out. Judged anew at every moment, so a lost wake-up, a sleep or a changed clock costs nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::calm::silence::{Around, Ends};
use super::calm::{Calm, Moment};
use super::day::StudyDay;
use super::hold::{Hold, Holds};
use super::hours::{FocusHours, Hours};
use super::mode::Mode;
use super::now::Secs;

/// How long after the first unlock of a study day its digest may come.
const AFTER_UNLOCK: TimeDelta = TimeDelta::minutes(10);

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
    /// When the session was first seen neither locked nor idle on its study day; one of another day does not count.
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
    let times = Times::of(sight, day)?;
    if sight.calm.reminded_on(day) == 0 {
        return (times.first <= at).then(|| of_the_day(sight, day));
    }
    // The last of any day: after travel to the west the day may have another behind it.
    let last = sight.calm.digest?;
    // One that was to be the only one for days has no second.
    if sent(sight.calm, day) >= policy.max_per_day || sight.calm.fewer(day, sight.around).is_some()
    {
        return None;
    }
    if wants_another(sight, &times, last, at) {
        return Some(Reminder::Digest);
    }
    let wants_nudge = !sight.calm.nudged_on(day) && wants_nudge(sight, &times, last, at);
    wants_nudge.then_some(Reminder::Nudge)
}

/// The next moment after this one at which [`judge`] may say something else or it gets silent, as far as time decides
/// it.
pub fn next(sight: Sight<'_>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (calm, around) = (sight.calm, sight.around);
    let mode = calm.mode(at, around.focus).until;
    let mut moments: Vec<DateTime<Utc>> = mode.into_iter().chain(seen_next(sight, at)).collect();
    match calm.silent(at, around) {
        Some(silent) => {
            match silent.ends {
                Ends::ByItself => moments.push(silent.until),
                Ends::WithTheSettings => {}
            }
            if silent.release.is_some() {
                moments.extend(calm.begins(at, around));
            }
        }
        None => {
            moments.extend(calm.begins(at, around));
            moments.extend(times_ahead(sight, at));
        }
    }
    moments.into_iter().filter(|moment| *moment > at).min()
}

/// The moments of today and tomorrow from which on a reminder may come.
fn times_ahead(sight: Sight<'_>, at: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let policy = sight.around.policy;
    if policy.max_per_day == 0 {
        return Vec::new();
    }
    let calendar = sight.around.calendar;
    let day = calendar.day_of(at);
    let mut moments = Vec::new();
    if sent(sight.calm, day) < policy.max_per_day
        && let Some(times) = Times::of(sight, day)
    {
        moments.extend(times.digests);
        moments.extend(times.nudge);
    }
    let tomorrow = day.plus(1);
    moments.extend(Times::of(sight, tomorrow).map(|times| times.first));
    // Travel to the west goes back to the day before: what a snooze put off comes back as its day begins again.
    let is_begun = sight.calm.reminded_on(tomorrow) > 0;
    moments.extend(is_begun.then(|| calendar.start_of(tomorrow)));
    moments
}

/// The start of the next study day, where it decides on its digest who is there then, also in the quiet of the night;
/// whoever comes later is told of.
fn seen_next(sight: Sight<'_>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (policy, holds) = (sight.around.policy, sight.around.holds);
    let is_free = !holds.contains(&Hold::Locked) && !holds.contains(&Hold::Idle);
    let counts = policy.digest.contains(&DigestAt::FirstUnlock) && policy.max_per_day > 0;
    let calendar = sight.around.calendar;
    (is_free && counts).then(|| calendar.start_of(calendar.day_of(at).plus(1)))
}

/// When the next reminder may come at the earliest, if there is always enough to do: at this moment if only something
/// without a known end holds it.
pub fn earliest(sight: Sight<'_>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let calendar = sight.around.calendar;
    let free = Sight {
        around: Around {
            holds: &FREE,
            ..sight.around
        },
        ..sight
    };
    // When somebody comes on a later day is not known: as soon as it begins.
    let seen = |moment: DateTime<Utc>| {
        let day = calendar.day_of(moment);
        let unlocked = free
            .unlocked
            .filter(|unlocked| calendar.day_of(*unlocked) == day);
        Sight {
            unlocked: unlocked.or_else(|| Some(calendar.start_of(day))),
            ..free
        }
    };
    let held = sight.calm.silent(at, sight.around);
    if held.as_ref().is_some_and(|silent| silent.release.is_some()) && judge(seen(at), at).is_some()
    {
        return Some(at);
    }
    if held.is_some_and(|silent| silent.ends == Ends::WithTheSettings) {
        return None;
    }
    let mut moment = at;
    for _ in 0..MOMENTS {
        moment = next(seen(moment), moment)?;
        if judge(seen(moment), moment).is_some() {
            return Some(moment);
        }
    }
    None
}

/// More moments than lie between two reminders on any sane week; bounds the search for the next.
const MOMENTS: usize = 128;

/// Nothing holds.
static FREE: Holds = Holds::new();

/// How many reminders of the policy were sent on a study day.
pub fn sent(calm: &Calm, day: StudyDay) -> u32 {
    calm.reminded_on(day)
        .saturating_add(u32::from(calm.nudged_on(day)))
}

/// What the first reminder of a study day is.
fn of_the_day(sight: Sight<'_>, day: StudyDay) -> Reminder {
    if sight.calm.wants_to_ask(day, sight.around) {
        Reminder::Ask
    } else if sight.calm.is_back(day, sight.around) {
        Reminder::Welcome
    } else {
        Reminder::Digest
    }
}

/// The moments of a study day from which on its reminders may come.
#[derive(Debug, Clone)]
struct Times {
    /// At least one, in order.
    digests: BTreeSet<DateTime<Utc>>,
    /// The first of them.
    first: DateTime<Utc>,
    nudge: Option<DateTime<Utc>>,
}

impl Times {
    fn of(sight: Sight<'_>, day: StudyDay) -> Option<Times> {
        let (policy, calendar) = (sight.around.policy, sight.around.calendar);
        // Times before the rollover belong to the next date of the same study day.
        let moment = |time: NaiveTime| {
            let date = if time < calendar.rollover {
                day.plus(1)
            } else {
                day
            };
            calendar.instant(date.0, time)
        };
        let unlocked = sight
            .unlocked
            .filter(|unlocked| calendar.day_of(*unlocked) == day);
        let digests: BTreeSet<_> = policy
            .digest
            .iter()
            .filter_map(|at| match at {
                DigestAt::Time(time) => Some(moment(*time)),
                DigestAt::FirstUnlock => unlocked.map(|unlocked| unlocked + AFTER_UNLOCK),
            })
            .collect();
        let first = *digests.first()?;
        let nudge = policy.nudge.map(moment).filter(|nudge| *nudge > first);
        Some(Times {
            digests,
            first,
            nudge,
        })
    }
}

/// Whether a snooze or pause is over that put off a reminder whose day is not over, and nothing was sent since. After
/// travel to the west its day may be still to come; then it comes at once, behind the digest of the day that it is.
fn wants_again(calm: &Calm, day: StudyDay, at: DateTime<Utc>) -> bool {
    let last = [calm.digest, calm.nudge, calm.again]
        .into_iter()
        .flatten()
        .max()
        .filter(|last| last.day == day || last.day > day && calm.reminded_on(day) > 0)
        .map(|last| last.at);
    let mut over = (calm.snooze.iter().chain(&calm.pauses)).filter(|span| span.until <= at);
    // What came as it ended, or in the very moment in which it was taken back, was not put off by it.
    last.is_some_and(|last| over.any(|span| last <= span.from && last < span.until))
}

/// Another digest comes at each later time, and only if nothing was done since the last reminder.
fn wants_another(sight: Sight<'_>, times: &Times, last: Moment, at: DateTime<Utc>) -> bool {
    let mut over = times.digests.range(..=at).rev();
    over.next().is_some_and(|time| {
        times.first < *time
            && last.at < *time
            && is_undone_since(sight, last)
            && is_unsaid_at(sight, *time)
    })
}

/// The nudge comes after a digest that was sent before its time, and only if nothing was done since.
fn wants_nudge(sight: Sight<'_>, times: &Times, last: Moment, at: DateTime<Utc>) -> bool {
    times.nudge.is_some_and(|nudge| {
        nudge <= at && last.at < nudge && is_undone_since(sight, last) && is_unsaid_at(sight, nudge)
    })
}

/// Whether nothing was reviewed or opened since the last reminder of a day.
fn is_undone_since(sight: Sight<'_>, digest: Moment) -> bool {
    let nudge = sight.calm.nudge.filter(|nudge| nudge.day == digest.day);
    let last = nudge.map_or(digest.at, |nudge| nudge.at.max(digest.at));
    let opened = sight.calm.opened.map(|opened| opened.at);
    let reviewed = sight.around.reviewed.map(|reviewed| reviewed.at);
    [reviewed, opened]
        .into_iter()
        .flatten()
        .all(|done| done < last)
}

/// One that comes back after a snooze at that very time is enough.
fn is_unsaid_at(sight: Sight<'_>, time: DateTime<Utc>) -> bool {
    sight.calm.again.is_none_or(|again| again.at < time)
}

pub mod lack;
pub mod wake;

#[cfg(test)]
mod tests;

//! What the policy wants, read from the rules minute by minute, and what came of it. It sees what the user sees:
//! how much is due, what he said, what stood on the screen.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use loci::domain::notice::Notice;
use loci::domain::remind::{DigestAt, Policy};
use loci::domain::settings::Settings;

use crate::run::desk::Asked;
use crate::run::fewer::Fewer;
use crate::run::figures::{Figures, Kind, Wrong};
use crate::run::silence::{Clock, HOLD, Silences, moment};

/// How long after the first moment at which it could be a reminder may come: five minutes, of which the oracle,
/// which looks once a minute, may have slept through one.
const IN_TIME_MS: u64 = 4 * 60_000;

/// Whether a reminder could be shown at all: somebody is awake to show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The machine is awake, the daemon and the server are up.
    Open,
    /// One of them is not.
    Shut,
}

/// One that could come, and did not yet.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    kind: Kind,
    since_ms: u64,
}

/// The one of the day.
#[derive(Debug, Clone, Copy)]
struct Sent {
    day: NaiveDate,
    at: DateTime<Utc>,
}

/// Reads the rules.
pub(crate) struct Oracle {
    name: String,
    pub(crate) policy: Policy,
    pub(crate) rollover: NaiveTime,
    pub(crate) silences: Silences,
    /// Loci that are asked today, as `loci status` says.
    due: u32,
    /// Of which day that was.
    asked: NaiveDate,
    /// Digests and nudges.
    digests: Vec<Sent>,
    nudges: Vec<Sent>,
    /// How many went unopened.
    pub(crate) fewer: Fewer,
    /// When anything came last.
    last: Option<Sent>,
    /// When something came back last.
    again: Option<Sent>,
    /// Whether anything was recalled or opened since the last digest.
    done: Done,
    /// When that was said last. Of what happens in one instant nobody can tell what came first: a recall in that of a
    /// reminder is done after it.
    done_at: Option<DateTime<Utc>>,
    /// Something was put off by a snooze or a pause on this day, after it came.
    put_off: Option<NaiveDate>,
    /// Nothing was wanted when the user recalled something: what is wanted since, he brought about.
    at_it: Option<NaiveDate>,
    /// What stood on the screen, of this day, was lost or taken away by a silence.
    owed: Option<NaiveDate>,
    waiting: Option<Waiting>,
    /// What stands has no right to.
    stood_wrongly: Option<Wrong>,
    /// Until the clock, set back, is where it was before.
    relived: Option<DateTime<Utc>>,
    pub(crate) figures: Figures,
}

/// Whether the user did anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Nothing,
    Something,
}

impl Oracle {
    pub(crate) fn new(name: String, settings: &Settings, day: NaiveDate) -> Oracle {
        Oracle {
            name,
            policy: settings.remind.clone(),
            rollover: settings.rollover,
            silences: Silences::default(),
            due: 0,
            asked: day,
            digests: Vec::new(),
            nudges: Vec::new(),
            fewer: Fewer::default(),
            last: None,
            again: None,
            done: Done::Nothing,
            done_at: None,
            put_off: None,
            at_it: None,
            owed: None,
            waiting: None,
            stood_wrongly: None,
            relived: None,
            figures: Figures::default(),
        }
    }

    /// Whether what is due may be another by now.
    pub(crate) fn must_ask(&self, clock: &Clock) -> bool {
        self.asked != clock.day
    }

    pub(crate) fn told_due(&mut self, due: u32, clock: &Clock) {
        (self.due, self.asked) = (due, clock.day);
        if due == 0 && self.silent(clock).is_none_or(|why| why == HOLD) {
            self.owed = None;
        }
    }

    /// The user recalled something, or opened the review; what was known of that before.
    pub(crate) fn did(&mut self, done: Done, at: DateTime<Utc>) -> Done {
        self.done_at = Some(at);
        std::mem::replace(&mut self.done, done)
    }

    /// The user took that back: it is as it was before, which was done when it was done.
    pub(crate) fn took_back(&mut self, before: Done) {
        self.done = before;
    }

    /// The user snoozed.
    pub(crate) fn snoozed(&mut self, until: DateTime<Utc>, clock: &Clock) {
        self.silences.snoozed = Some(until);
        self.puts_off(clock);
    }

    /// The user paused.
    pub(crate) fn paused(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        self.silences.pause(from, until);
    }

    fn puts_off(&mut self, clock: &Clock) {
        if let Some(last) = self.last.filter(|last| last.day >= clock.day) {
            self.put_off = Some(last.day);
        }
    }

    /// What stood was lost or taken away.
    pub(crate) fn owes(&mut self, clock: &Clock) {
        if let Some(last) = self.last {
            self.owed = Some(last.day).filter(|of| *of >= clock.day);
        }
    }

    /// The user recalls something. What falls due by that is not told to who is at it.
    pub(crate) fn is_at_it(&mut self, clock: &Clock) {
        if self.wanted(clock).is_none() {
            self.at_it = Some(clock.day);
        }
    }

    /// The clock was set back.
    pub(crate) fn set_back(&mut self, from: DateTime<Utc>) {
        self.relived = self.relived.max(Some(from));
    }

    /// Why nothing new comes at this moment, if so.
    pub(crate) fn silent(&self, clock: &Clock) -> Option<&'static str> {
        let why = self.silences.why(&self.policy, clock);
        let is_spaced = self.fewer.keeps_off(&self.policy, clock);
        match why {
            None | Some(HOLD) if is_spaced => Some("fewer"),
            why => why,
        }
    }

    /// Looks at the clock: what is wanted now, and was it wanted too long?
    pub(crate) fn look(&mut self, reach: Reach, clock: &Clock) {
        if self.silences.is_paused(clock.at) {
            self.puts_off(clock);
        }
        let wanted = match reach {
            Reach::Open => self.wanted(clock),
            Reach::Shut => None,
        };
        match (wanted, self.waiting) {
            (Some(kind), Some(waiting)) if kind == waiting.kind => {}
            (Some(kind), before) => {
                self.gave_up(before, clock);
                self.waiting = Some(Waiting {
                    kind,
                    since_ms: clock.boot_ms,
                });
            }
            (None, before) => {
                self.gave_up(before, clock);
                self.waiting = None;
            }
        }
    }

    /// What was wanted is wanted no more; it should have come before.
    fn gave_up(&mut self, waiting: Option<Waiting>, clock: &Clock) {
        let Some(waiting) = waiting else { return };
        let waited_ms = clock.boot_ms - waiting.since_ms;
        if waited_ms > IN_TIME_MS {
            self.figures.rows.entry(waiting.kind).or_default().missed += 1;
            let mins = waited_ms / 60_000;
            self.breach(
                clock,
                &format!("{:?} missed, wanted {mins} min", waiting.kind),
            );
        }
    }

    /// A reminder came up anew.
    pub(crate) fn came(&mut self, notice: &Notice, asked: Asked, clock: &Clock) -> Kind {
        let candidates = self.candidates(clock);
        let kind = self.kind(notice, &candidates, clock);
        let is_back = matches!(kind, Kind::Resent | Kind::Again);
        let silent = self.silent(clock);
        let silent = silent.filter(|why| asked == Asked::Now || *why != HOLD);
        if self.due == 0 || (self.due < self.policy.min_due && !is_back) {
            self.wrong(Wrong::NothingDue, kind, clock);
        } else if let Some(why) = silent
            && !self.is_relived(clock)
        {
            self.breach(clock, why);
            self.wrong(Wrong::Silence, kind, clock);
        } else if !candidates.contains(&kind) && !self.is_relived(clock) && asked == Asked::Now {
            let wrong = match self.sent(clock.day) >= self.policy.max_per_day {
                true => Wrong::AboveMaximum,
                false => Wrong::Doubled,
            };
            self.wrong(wrong, kind, clock);
        } else {
            let since = self
                .waiting
                .map_or(clock.boot_ms, |waiting| waiting.since_ms);
            let row = self.figures.rows.entry(kind).or_default();
            let delay_ms = clock.boot_ms - since;
            row.longest_ms = row.longest_ms.max(delay_ms);
            if delay_ms <= IN_TIME_MS {
                row.in_time += 1;
            } else {
                row.late += 1;
                self.breach(clock, &format!("{kind:?} late, {} min", delay_ms / 60_000));
            }
        }
        self.waiting = None;
        self.remember(kind, clock);
        kind
    }

    fn remember(&mut self, kind: Kind, clock: &Clock) {
        let sent = Sent {
            day: clock.day,
            at: clock.at,
        };
        match kind {
            Kind::Digest | Kind::Welcome | Kind::Ask => {
                self.digests.push(sent);
                self.fewer.sent(kind, clock.day);
                self.is_undone(clock);
            }
            Kind::Nudge => {
                self.nudges.push(sent);
                self.is_undone(clock);
            }
            Kind::Again | Kind::Resent => self.again = Some(sent),
        }
        self.fewer.said(clock.day);
        (self.put_off, self.owed, self.last) = (None, None, Some(sent));
        self.at_it = None;
    }

    /// A reminder came: what was done before it counts no more.
    fn is_undone(&mut self, clock: &Clock) {
        if self.done_at != Some(clock.at) {
            self.done = Done::Nothing;
        }
    }

    /// The user closed what stands: it is owed no more.
    pub(crate) fn dismissed(&mut self) {
        self.owed = None;
    }

    fn kind(&self, notice: &Notice, candidates: &[Kind], clock: &Clock) -> Kind {
        let nudges = notice.title.starts_with("Still");
        let fits = |kind: &Kind| match kind {
            Kind::Nudge => nudges,
            Kind::Resent => true,
            // A nudge that was put off comes back as one.
            Kind::Again => !nudges || self.is_nudged_last(clock),
            Kind::Digest | Kind::Welcome | Kind::Ask => !nudges,
        };
        let otherwise = match nudges {
            true => Kind::Nudge,
            false => Kind::Digest,
        };
        candidates.iter().copied().find(fits).unwrap_or(otherwise)
    }

    /// Whether the nudge of this day came, and no digest after it.
    fn is_nudged_last(&self, clock: &Clock) -> bool {
        let nudge = self.nudges.last().filter(|sent| sent.day == clock.day);
        let digest = self.digests.last();
        nudge.is_some_and(|nudge| digest.is_none_or(|digest| digest.at <= nudge.at))
    }

    /// What the policy wants at this moment.
    fn wanted(&self, clock: &Clock) -> Option<Kind> {
        if self.silent(clock).is_some() || self.is_relived(clock) {
            return None;
        }
        let enough = self.due >= self.policy.min_due.max(1);
        let candidates = self.candidates(clock).into_iter();
        candidates
            .filter(|_| self.at_it != Some(clock.day))
            .find(|_| enough)
    }

    /// What would be wanted if enough were due and it were not silent.
    fn candidates(&self, clock: &Clock) -> Vec<Kind> {
        let mut candidates = Vec::new();
        if self.policy.max_per_day == 0 {
            return candidates;
        }
        let at = clock.at;
        let over = !self.silences.is_snoozed(at) && !self.silences.is_paused(at);
        // Until its day is over. After travel to the west that may be one that is still to come; then the first of the
        // day that it is answers it as well.
        let had_one = self.digests.iter().any(|sent| sent.day == clock.day);
        let is_its = |of| of == clock.day || of > clock.day && had_one;
        if self.put_off.is_some_and(is_its) && over {
            candidates.push(Kind::Again);
        }
        candidates.extend(self.of_the_day(clock));
        if self.wants_another(clock) {
            candidates.push(Kind::Digest);
        }
        if self.wants_nudge(clock) {
            candidates.push(Kind::Nudge);
        }
        // Until its day is over; after travel to the west that may be one that is still to come.
        if self.owed.is_some_and(|of| of >= clock.day) {
            candidates.push(Kind::Resent);
        }
        candidates
    }

    /// The first of a day: to go on, to come back, or what is due.
    fn of_the_day(&self, clock: &Clock) -> Option<Kind> {
        let sent = self.digests.iter().any(|sent| sent.day == clock.day);
        let past = (self.times(clock)).any(|time| time <= clock.local);
        (!sent && past).then(|| self.fewer.of_the_day(&self.policy, clock))
    }

    /// The times of the digests of this study day, by the local clock of now.
    fn times(&self, clock: &Clock) -> impl Iterator<Item = NaiveDateTime> {
        let offset = clock.local - clock.at.naive_utc();
        self.policy.digest.iter().filter_map(move |at| match at {
            DigestAt::Time(time) => Some(moment(clock.day, *time, self.rollover)),
            DigestAt::FirstUnlock => {
                let at = self.silences.after_unlock(clock, self.rollover)?;
                Some(at.naive_utc() + offset)
            }
        })
    }

    /// Another at each later time, if nothing was done since the last one.
    fn wants_another(&self, clock: &Clock) -> bool {
        let last = self.times(clock).filter(|time| *time <= clock.local).max();
        let first = self.times(clock).min();
        // The first time of a day is that of its one digest, also where it became a later one, by travel or by a change.
        last.is_some_and(|time| first < Some(time) && self.wants_second(time, clock))
    }

    /// Once, from its time on, if the digest came before it and nothing was done since.
    fn wants_nudge(&self, clock: &Clock) -> bool {
        let Some(nudge) = self.policy.nudge else {
            return false;
        };
        let at = moment(clock.day, nudge, self.rollover);
        at <= clock.local
            && self.times(clock).min().is_some_and(|first| first < at)
            && !self.nudges.iter().any(|sent| sent.day == clock.day)
            && self.wants_second(at, clock)
    }

    /// What comes after the first of a day: all that came came before its time, and nothing was done since. The last
    /// one is the last, whatever the day was called: somebody who flew back to the day before had that of today an
    /// hour ago, and is not told once more because the day before had a later time.
    fn wants_second(&self, time: NaiveDateTime, clock: &Clock) -> bool {
        let offset = clock.local - clock.at.naive_utc();
        let before = |sent: &Sent| sent.at.naive_utc() + offset < time;
        (self.digests.iter()).any(|sent| sent.day == clock.day)
            && self.digests.last().is_some_and(before)
            && self.sent(clock.day) < self.policy.max_per_day
            && self.done == Done::Nothing
            && !self.fewer.is_fewer(&self.policy, clock.day)
            && self.again.is_none_or(|again| before(&again))
    }

    /// How many count for a day.
    fn sent(&self, day: NaiveDate) -> u32 {
        let of = self.digests.iter().chain(&self.nudges);
        u32::try_from(of.filter(|sent| sent.day == day).count()).unwrap()
    }

    fn is_relived(&self, clock: &Clock) -> bool {
        self.relived.is_some_and(|until| clock.at < until)
    }

    /// What stands on the screen must have a right to; told once, however long it stands.
    pub(crate) fn stands(&mut self, clock: &Clock) {
        // While nobody is there it stays where it is.
        let silent = self.silent(clock).filter(|why| *why != HOLD);
        let silent = silent.filter(|_| !self.is_relived(clock));
        let wrong = match (self.due, silent) {
            (0, _) => Some((Wrong::NothingDue, "nothing is due")),
            (_, Some(why)) => Some((Wrong::Silence, why)),
            (_, None) => None,
        };
        if let Some((wrong, why)) = wrong
            && self.stood_wrongly.is_none()
        {
            *self.figures.wrong.entry(wrong).or_default() += 1;
            self.breach(clock, &format!("{wrong:?}: one stands: {why}"));
        }
        self.stood_wrongly = wrong.map(|(wrong, _)| wrong);
    }

    fn wrong(&mut self, wrong: Wrong, kind: Kind, clock: &Clock) {
        *self.figures.wrong.entry(wrong).or_default() += 1;
        self.breach(clock, &format!("{wrong:?}: {kind:?}, {} due", self.due));
    }

    fn breach(&mut self, clock: &Clock, what: &str) {
        let said = format!("{} {}: {what}", self.name, clock.local);
        self.figures.broken.push(said);
    }
}

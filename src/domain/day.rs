//! Study days: local dates that start at the rollover hour.
//!
//! A day is found through the zone's rules, never by subtracting hours, so a clock change does not move it.

use chrono::{
    DateTime, Days, FixedOffset, LocalResult, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone,
    Utc,
};
use chrono_tz::Tz;

/// A local date that starts at the rollover hour: a review at 01:00 still belongs to the day before.
///
/// ```
/// use loci::domain::day::StudyDay;
///
/// let day: StudyDay = "2026-11-22".parse()?;
/// assert_eq!(day.plus(9).to_string(), "2026-12-01");
/// assert_eq!(day.plus(9).days_since(day), 9);
/// assert_eq!(day.days_since(day.plus(9)), 0); // never negative
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StudyDay(pub NaiveDate);

impl StudyDay {
    /// Whole days from `earlier` to this day; 0 if `earlier` is not earlier (a clock that was set back).
    pub fn days_since(self, earlier: StudyDay) -> u32 {
        u32::try_from((self.0 - earlier.0).num_days()).unwrap_or(0)
    }

    /// The day `days` later, at most the last day that a date can name.
    pub fn plus(self, days: u32) -> StudyDay {
        StudyDay(
            self.0
                .checked_add_days(Days::new(u64::from(days)))
                .unwrap_or(NaiveDate::MAX),
        )
    }

    /// The day `days` earlier, at least the first day that a date can name.
    pub fn minus(self, days: u32) -> StudyDay {
        StudyDay(
            self.0
                .checked_sub_days(Days::new(u64::from(days)))
                .unwrap_or(NaiveDate::MIN),
        )
    }

    /// The day before, at least the first day that a date can name.
    pub fn previous(self) -> StudyDay {
        StudyDay(self.0.pred_opt().unwrap_or(NaiveDate::MIN))
    }
}

impl std::fmt::Display for StudyDay {
    /// As `YYYY-MM-DD`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl std::str::FromStr for StudyDay {
    type Err = chrono::ParseError;

    /// Reads `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<StudyDay, chrono::ParseError> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(StudyDay)
    }
}

/// When something happened: the instant, what the local clock said, and the study day it counted for.
/// All three are stored, so that a day never changes after travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// Seconds that the local clock was ahead of UTC.
    pub offset_secs: i32,
    /// The study day.
    pub day: StudyDay,
}

impl Stamp {
    /// The instant with its local offset.
    pub fn local(&self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(self.offset_secs).unwrap_or_else(|| Utc.fix());
        self.utc().with_timezone(&offset)
    }

    /// The instant.
    pub fn utc(&self) -> DateTime<Utc> {
        within_reach(DateTime::from_timestamp_millis(self.at_ms).unwrap_or(DateTime::UNIX_EPOCH))
    }
}

/// A zone and a rollover hour: what turns instants into study days.
///
/// A study day lasts from the first instant at which the local clock reads its date and the rollover (or
/// later) until the next one does. A date that the zone skips is left with the hours after the jump up to
/// the rollover.
///
/// ```
/// use chrono::{DateTime, NaiveTime, Utc};
/// use loci::domain::day::Calendar;
///
/// let rollover = NaiveTime::from_hms_opt(4, 0, 0).ok_or("no such time")?;
/// let calendar = Calendar { zone: chrono_tz::Europe::Paris, rollover };
/// let night: DateTime<Utc> = "2026-11-22T01:00:00+01:00".parse()?;
/// assert_eq!(calendar.day_of(night).to_string(), "2026-11-21");
/// let morning: DateTime<Utc> = "2026-11-22T04:00:00+01:00".parse()?;
/// assert_eq!(calendar.start_of(calendar.day_of(morning)), morning);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The zone of the local clock.
    pub zone: Tz,
    /// The local time at which a study day starts.
    pub rollover: NaiveTime,
}

impl Calendar {
    /// The study day of an instant. It never decreases as time goes on, clock changes included.
    pub fn day_of(&self, at: DateTime<Utc>) -> StudyDay {
        let at = within_reach(at);
        let date = StudyDay(at.with_timezone(&self.zone).date_naive());
        // A clock change near the rollover can repeat or skip it; the day's first instant decides.
        let next = date.plus(1);
        if self.start_of(next) <= at {
            next
        } else if self.start_of(date) <= at {
            date
        } else {
            date.previous()
        }
    }

    /// The first instant of a study day: where the local clock first reads the rollover or later.
    pub fn start_of(&self, day: StudyDay) -> DateTime<Utc> {
        self.instant(day.0, self.rollover)
    }

    /// The first instant at which the local clock reads `time` or later on `date`.
    pub fn instant(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let wanted = within_reach(date.and_time(time).and_utc()).naive_utc();
        match self.zone.from_local_datetime(&wanted) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
            // A gap: the clock jumps over the time, so its end is the first instant at or after it.
            LocalResult::None => self.end_of_gap(wanted),
        }
    }

    /// The same time of day so many days later, whatever the clocks do until then.
    ///
    /// ```
    /// use chrono::{DateTime, NaiveTime, Utc};
    /// use loci::domain::day::Calendar;
    ///
    /// let calendar = Calendar { zone: chrono_tz::Europe::Paris, rollover: NaiveTime::MIN };
    /// let before: DateTime<Utc> = "2028-03-25T14:30:00+01:00".parse()?;
    /// let after: DateTime<Utc> = "2028-03-26T14:30:00+02:00".parse()?;
    /// assert_eq!(calendar.days_later(before, 1), after);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn days_later(&self, at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        let local = within_reach(at).with_timezone(&self.zone).naive_local();
        let day = StudyDay(local.date()).plus(days);
        self.instant(day.0, local.time())
    }

    /// The stamp of an instant.
    pub fn stamp(&self, at: DateTime<Utc>) -> Stamp {
        let at = within_reach(at);
        Stamp {
            at_ms: at.timestamp_millis(),
            offset_secs: at
                .with_timezone(&self.zone)
                .offset()
                .fix()
                .local_minus_utc(),
            day: self.day_of(at),
        }
    }

    /// The instant at which the gap that swallows `wanted` ends, to the second.
    fn end_of_gap(&self, wanted: chrono::NaiveDateTime) -> DateTime<Utc> {
        let reads = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        let guess = Utc.from_utc_datetime(&wanted);
        // Offsets lie within a day of UTC, so the gap's end lies between these two.
        let (mut before, mut after) = (guess - TimeDelta::days(2), guess + TimeDelta::days(2));
        while after - before > TimeDelta::seconds(1) {
            let middle = before + (after - before) / 2;
            if reads(middle) < wanted {
                before = middle
            } else {
                after = middle
            }
        }
        DateTime::from_timestamp(after.timestamp(), 0).unwrap_or(after)
    }
}

/// The instant, a few days away from the ends of what a date can name: there chrono panics on offsets.
fn within_reach(at: DateTime<Utc>) -> DateTime<Utc> {
    let margin = TimeDelta::days(4);
    at.clamp(
        DateTime::<Utc>::MIN_UTC + margin,
        DateTime::<Utc>::MAX_UTC - margin,
    )
}

#[cfg(test)]
mod tests;

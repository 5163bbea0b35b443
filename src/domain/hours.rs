//! Hours of the day, on all days or some: when it is quiet, when one works.

use chrono::{DateTime, Datelike, NaiveTime, Utc, Weekday};

use super::day::Calendar;

/// The hours between two local times; `from` after `to` spans midnight, and the same time twice is the whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// When they begin.
    pub from: NaiveTime,
    /// When they end.
    pub to: NaiveTime,
}

impl Hours {
    /// When the hours end that hold this instant; `None` if it lies outside.
    ///
    /// ```
    /// use chrono::{DateTime, NaiveTime, Utc};
    /// use loci::domain::day::Calendar;
    /// use loci::domain::hours::Hours;
    ///
    /// let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    /// let night = Hours { from: time(22), to: time(8) };
    /// let calendar = Calendar { zone: chrono_tz::Europe::Paris, rollover: time(4) };
    /// let late: DateTime<Utc> = "2026-11-22T23:30:00+01:00".parse()?;
    /// let morning: DateTime<Utc> = "2026-11-23T08:00:00+01:00".parse()?;
    /// assert_eq!(night.end(late, calendar), Some(morning));
    /// assert_eq!(night.end(morning, calendar), None);
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn end(&self, at: DateTime<Utc>, calendar: Calendar) -> Option<DateTime<Utc>> {
        self.end_on(at, calendar, |_| true)
    }

    /// When the hours begin next, after this instant.
    pub fn begin(&self, at: DateTime<Utc>, calendar: Calendar) -> Option<DateTime<Utc>> {
        self.begin_on(at, calendar, |_| true)
    }

    /// The same for hours that begin only on some days of the week.
    fn begin_on(
        &self,
        at: DateTime<Utc>,
        calendar: Calendar,
        begins: impl Fn(Weekday) -> bool,
    ) -> Option<DateTime<Utc>> {
        let today = at.with_timezone(&calendar.zone).date_naive();
        // The same day of the next week is the farthest.
        today
            .iter_days()
            .take(9)
            .filter(|date| begins(date.weekday()))
            .map(|date| calendar.instant(date, self.from))
            .find(|begin| *begin > at)
    }

    /// [`Hours::end`] for hours that begin only on the days of the week that `begins` says.
    fn end_on(
        &self,
        at: DateTime<Utc>,
        calendar: Calendar,
        begins: impl Fn(Weekday) -> bool,
    ) -> Option<DateTime<Utc>> {
        let today = at.with_timezone(&calendar.zone).date_naive();
        // Hours that span midnight may have begun the day before; a clock change may repeat an hour of it.
        [today.pred_opt(), Some(today)]
            .into_iter()
            .flatten()
            .filter(|date| begins(date.weekday()))
            .filter_map(|date| {
                let last = if self.from < self.to {
                    date
                } else {
                    date.succ_opt()?
                };
                let begin = calendar.instant(date, self.from);
                let end = calendar.instant(last, self.to);
                (begin <= at && at < end).then_some(end)
            })
            .max()
    }
}

/// Hours on some days of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FocusHours {
    /// The days on which they begin; all if empty.
    pub days: Vec<Weekday>,
    /// When.
    pub hours: Hours,
}

impl FocusHours {
    /// When the hours end that hold this instant; `None` if it lies outside.
    pub fn end(&self, at: DateTime<Utc>, calendar: Calendar) -> Option<DateTime<Utc>> {
        self.hours.end_on(at, calendar, |day| self.is_on(day))
    }

    /// When the hours begin next, after this instant.
    pub fn begin(&self, at: DateTime<Utc>, calendar: Calendar) -> Option<DateTime<Utc>> {
        self.hours.begin_on(at, calendar, |day| self.is_on(day))
    }

    fn is_on(&self, day: Weekday) -> bool {
        self.days.is_empty() || self.days.contains(&day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn berlin() -> Calendar {
        Calendar {
            zone: chrono_tz::Europe::Berlin,
            rollover: time("04:00:00"),
        }
    }

    fn hours(from: &str, to: &str) -> Hours {
        Hours {
            from: time(from),
            to: time(to),
        }
    }

    #[test]
    fn a_night_ends_by_the_local_clock_over_both_changes_of_it() {
        let night = hours("22:00:00", "08:00:00");
        // To summer time on 2026-03-29, back on 2026-10-25.
        let spring = night.end(at("2026-03-28T23:00:00+01:00"), berlin());
        assert_eq!(spring, Some(at("2026-03-29T08:00:00+02:00")));
        let autumn = night.end(at("2026-10-25T02:30:00+01:00"), berlin());
        assert_eq!(autumn, Some(at("2026-10-25T08:00:00+01:00")));
        // Hours that the change skips are none, and hours that it repeats last.
        let short = hours("02:00:00", "03:00:00");
        assert_eq!(short.end(at("2026-03-29T03:00:00+02:00"), berlin()), None);
        assert_eq!(
            short.end(at("2026-10-25T02:30:00+02:00"), berlin()),
            Some(at("2026-10-25T03:00:00+01:00"))
        );
    }

    #[test]
    fn hours_begin_next_on_their_days_also_a_week_ahead() {
        let night = hours("22:00:00", "08:00:00");
        let begin = |when| night.begin(at(when), berlin());
        assert_eq!(
            begin("2026-11-27T21:59:59+01:00"),
            Some(at("2026-11-27T22:00:00+01:00"))
        );
        assert_eq!(
            begin("2026-11-27T22:00:00+01:00"),
            Some(at("2026-11-28T22:00:00+01:00"))
        );
        let focus = FocusHours {
            days: vec![Weekday::Fri],
            hours: hours("09:00:00", "12:00:00"),
        };
        assert_eq!(
            focus.begin(at("2026-11-27T09:00:00+01:00"), berlin()),
            Some(at("2026-12-04T09:00:00+01:00"))
        );
    }

    #[test]
    fn focus_begins_on_its_days_and_may_end_on_the_next() {
        let focus = FocusHours {
            days: vec![Weekday::Fri],
            hours: hours("23:00:00", "02:00:00"),
        };
        // 2026-11-27 is a Friday.
        let friday = at("2026-11-27T23:30:00+01:00");
        assert_eq!(
            focus.end(friday, berlin()),
            Some(at("2026-11-28T02:00:00+01:00"))
        );
        assert!(
            focus
                .end(at("2026-11-28T01:00:00+01:00"), berlin())
                .is_some()
        );
        assert_eq!(focus.end(at("2026-11-28T23:30:00+01:00"), berlin()), None);
        let always = FocusHours {
            days: Vec::new(),
            ..focus
        };
        assert!(
            always
                .end(at("2026-11-24T23:30:00+01:00"), berlin())
                .is_some()
        );
    }
}

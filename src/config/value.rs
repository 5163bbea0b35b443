//! How people write values in the config: durations, times, hours of the day, words.
//!
//! Pure: text in, value out. What is not understood is `None`; the caller names the key.

use chrono::{NaiveDateTime, NaiveTime, Weekday};

use crate::domain::hours::{FocusHours, Hours};
use crate::domain::now::Secs;
use crate::domain::remind::DigestAt;

/// Reads a duration as people write it (`10m`, `1h 30m`, `90s`); whole seconds.
pub fn duration(text: &str) -> Option<Secs> {
    let parsed = humantime::parse_duration(text.trim()).ok()?;
    u32::try_from(parsed.as_secs()).ok().map(Secs)
}

/// Reads a local time (`04:00`).
pub fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

/// Reads when a digest may come (`09:30`, `first-unlock`).
pub fn digest(text: &str) -> Option<DigestAt> {
    match text.trim() {
        "first-unlock" => Some(DigestAt::FirstUnlock),
        text => time(text).map(DigestAt::Time),
    }
}

/// Reads hours of the day (`22:00-08:00`, `00:00-24:00`).
pub fn hours(text: &str) -> Option<Hours> {
    let (from, to) = text.split_once('-')?;
    let from = time(from)?;
    if to.trim() == "24:00" {
        return Some(Hours {
            from,
            to: NaiveTime::MIN,
        });
    }
    let to = time(to)?;
    (from != to).then_some(Hours { from, to })
}

/// Reads hours on some days (`mon-fri 09:00-12:00`, `sat 10:00-11:00`, `09:00-12:00`).
pub fn focus(text: &str) -> Option<FocusHours> {
    let text = text.trim();
    let Some((days, clock)) = text.split_once(char::is_whitespace) else {
        return hours(text).map(|hours| FocusHours {
            days: Vec::new(),
            hours,
        });
    };
    Some(FocusHours {
        days: weekdays(days)?,
        hours: hours(clock)?,
    })
}

/// Reads a day of the week, or a span of them (`sat`, `mon-fri`, `fri-mon`).
pub fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let Some((first, last)) = text.split_once('-') else {
        return text.parse().ok().map(|day| vec![day]);
    };
    let (first, last): (Weekday, Weekday) = (first.parse().ok()?, last.parse().ok()?);
    let mut days = vec![first];
    let mut day = first;
    while day != last {
        day = day.succ();
        days.push(day);
    }
    Some(days)
}

/// Reads some days of the week (`mon-fri`, `mon,wed,fri`); none in the result stands for all of them.
pub fn some_days(text: &str) -> Option<Vec<Weekday>> {
    let mut days = Vec::new();
    for part in text.split(',') {
        for day in weekdays(part.trim())? {
            if !days.contains(&day) {
                days.push(day);
            }
        }
    }
    Some(if days.len() == 7 { Vec::new() } else { days })
}

/// Reads a date and a local time (`2026-12-01 14:00`).
pub fn moment(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_people_write_them() {
        assert_eq!(duration("10m"), Some(Secs(600)));
        assert_eq!(duration("1h 30m"), Some(Secs(5400)));
        assert_eq!(duration("ten"), None);
        assert_eq!(time("04:00"), NaiveTime::from_hms_opt(4, 0, 0));
        assert_eq!(time("25:00"), None);
        assert!(hours("22:00-08:00").is_some() && hours("08:00-08:00").is_none());
        let midnight = |from| Hours {
            from: time(from).unwrap(),
            to: NaiveTime::MIN,
        };
        assert_eq!(hours("22:00-24:00"), Some(midnight("22:00")));
        assert_eq!(hours("00:00-24:00"), Some(midnight("00:00")));
        assert!(hours("24:00-08:00").is_none());
        let focus = focus("fri-mon 09:00-12:00").unwrap();
        assert_eq!(
            focus.days,
            [Weekday::Fri, Weekday::Sat, Weekday::Sun, Weekday::Mon]
        );
        assert!(moment("2026-12-01 14:00").is_some() && moment("soon").is_none());
    }
}

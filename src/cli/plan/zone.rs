//! A zone as a calendar file explains it (RFC 5545, 3.6.5): each change of its clock around some times, by its instant.
//! Pure.
//!
//! Each change stands for itself. A rule ("the last Sunday of March") would be shorter, but the zone's own table knows
//! only changes, some of which follow no rule (Ramadan in Morocco), and no event lies beyond what is told.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use icalendar::Property;

/// How far before the first time and behind the last one a change is looked for: more than a year, so that a zone that
/// has summer time has both of its clocks here.
const AROUND: TimeDelta = TimeDelta::days(400);

/// No two changes that matter lie closer together.
const STEP: TimeDelta = TimeDelta::days(1);

/// A zone's clock between two changes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Clock {
    /// Seconds that it is ahead of UTC.
    offset_secs: i32,
    /// Seconds of them that are summer time; negative where winter is the exception, as in Ireland.
    summer_secs: i64,
    /// Its name, like `CET`, if it has one.
    name: Option<String>,
}

/// A change of a zone's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    at: DateTime<Utc>,
    from: Clock,
    to: Clock,
}

/// Whether a zone is UTC: times are told in it without a zone then.
pub(super) fn is_utc(zone: Tz) -> bool {
    let names = ["UTC", "UCT", "Zulu", "Universal"];
    let name = zone.name();
    names.contains(&name.strip_prefix("Etc/").unwrap_or(name))
}

/// The component `VTIMEZONE`, right for all times from `first` to `last`.
pub(super) fn component(
    zone: Tz,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
) -> Result<String, fmt::Error> {
    let mut text = String::from("BEGIN:VTIMEZONE\r\n");
    add(&mut text, "TZID", zone.name())?;
    for change in around(zone, (first, last)) {
        // Where winter is the exception, other programs still call it the standard.
        let kind = match change.to.summer_secs.cmp(&change.from.summer_secs) {
            std::cmp::Ordering::Greater => "DAYLIGHT",
            std::cmp::Ordering::Equal if change.to.summer_secs > 0 => "DAYLIGHT",
            std::cmp::Ordering::Equal | std::cmp::Ordering::Less => "STANDARD",
        };
        text.push_str(&format!("BEGIN:{kind}\r\n"));
        // By the clock as it was before the change.
        let local = local(change.at, change.from.offset_secs);
        add(
            &mut text,
            "DTSTART",
            &local.format("%Y%m%dT%H%M%S").to_string(),
        )?;
        add(&mut text, "TZOFFSETFROM", &offset(change.from.offset_secs))?;
        add(&mut text, "TZOFFSETTO", &offset(change.to.offset_secs))?;
        if let Some(name) = &change.to.name {
            add(&mut text, "TZNAME", name)?;
        }
        text.push_str(&format!("END:{kind}\r\n"));
    }
    text.push_str("END:VTIMEZONE\r\n");
    Ok(text)
}

fn add(text: &mut String, key: &str, value: &str) -> fmt::Result {
    let line: String = Property::new(key, value).try_into()?;
    text.push_str(&line);
    Ok(())
}

/// The last change up to the first time, those up to the last one, and the first one after it.
fn around(zone: Tz, (first, last): (DateTime<Utc>, DateTime<Utc>)) -> Vec<Change> {
    let (begin, end) = (first - AROUND, last + AROUND);
    let mut changes = Vec::new();
    let mut at = begin;
    while at < end {
        let next = at + STEP;
        changes.extend(change_between(zone, at, next));
        at = next;
    }
    let before = changes.iter().filter(|change| change.at <= first).count();
    let after = changes.iter().position(|change| change.at > last);
    changes.truncate(after.map_or(changes.len(), |after| after + 1));
    match before {
        // The clock has stood for long: from the beginning of computer time on, or the first time, if that is earlier.
        0 => {
            let clock = clock(zone, begin);
            let epoch = DateTime::UNIX_EPOCH - TimeDelta::seconds(clock.offset_secs.into());
            let since = epoch.min(first);
            changes.insert(
                0,
                Change {
                    at: since,
                    from: clock.clone(),
                    to: clock,
                },
            );
        }
        before => drop(changes.drain(..before - 1)),
    }
    changes
}

/// The change after `before` and up to `after`, if there is one.
fn change_between(zone: Tz, before: DateTime<Utc>, after: DateTime<Utc>) -> Option<Change> {
    let from = clock(zone, before);
    let to = clock(zone, after);
    if from == to {
        return None;
    }
    let (mut low, mut high) = (before.timestamp(), after.timestamp());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match clock(zone, DateTime::from_timestamp(middle, 0)?) == from {
            true => low = middle,
            false => high = middle,
        }
    }
    let at = DateTime::from_timestamp(high, 0)?;
    Some(Change { at, from, to })
}

fn clock(zone: Tz, at: DateTime<Utc>) -> Clock {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    Clock {
        offset_secs: offset.fix().local_minus_utc(),
        summer_secs: offset.dst_offset().num_seconds(),
        name: offset.abbreviation().map(str::to_owned),
    }
}

fn local(at: DateTime<Utc>, offset_secs: i32) -> NaiveDateTime {
    at.naive_utc() + TimeDelta::seconds(offset_secs.into())
}

/// An offset as RFC 5545, 3.3.14 writes it: `+0100`, with seconds only where there are some.
fn offset(secs: i32) -> String {
    let sign = if secs < 0 { '-' } else { '+' };
    let secs = secs.unsigned_abs();
    let (hours, minutes, seconds) = (secs / 3600, secs / 60 % 60, secs % 60);
    match seconds {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        seconds => format!("{sign}{hours:02}{minutes:02}{seconds:02}"),
    }
}

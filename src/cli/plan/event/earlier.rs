//! What a calendar file holds that an export wrote before: which events a calendar may have by it. Pure.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::PRODUCT;

/// An event of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Earlier {
    /// Its identity.
    pub uid: String,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// How long it takes, in minutes.
    pub minutes: u32,
}

/// The events of a file, in its order; none of a file that is of another program. Of what was written here no line that
/// matters is so long that it is folded.
pub(super) fn events(text: &str) -> Vec<Earlier> {
    let mut lines = text.lines();
    let is_ours = lines.any(|line| line.strip_prefix("PRODID:") == Some(PRODUCT));
    let events = text.split("BEGIN:VEVENT").skip(1).filter(|_| is_ours);
    events.filter_map(event).collect()
}

fn event(text: &str) -> Option<Earlier> {
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
    let minutes = value("DURATION:PT")?.strip_suffix('M')?;
    Some(Earlier {
        uid: value("UID:")?.to_owned(),
        starts: instant(value("DTSTART")?)?,
        minutes: minutes.parse().ok()?,
    })
}

/// `:20270105T180000Z`, `;TZID=Europe/Berlin:20270105T190000`.
fn instant(told: &str) -> Option<DateTime<Utc>> {
    let (zone, time) = match told.strip_prefix(";TZID=") {
        Some(told) => told.split_once(':')?,
        None => ("UTC", told.strip_prefix(':')?.strip_suffix('Z')?),
    };
    let zone: Tz = zone.parse().ok()?;
    let local = NaiveDateTime::parse_from_str(time, "%Y%m%dT%H%M%S").ok()?;
    Some(zone.from_local_datetime(&local).earliest()?.to_utc())
}

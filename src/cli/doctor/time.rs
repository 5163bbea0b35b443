//! The clock and the zone, the daemon's against our own, and when it wakes next.

use chrono::{DateTime, Utc};

use super::Place;
use super::check::Check;
use super::heard::Heard;
use crate::cli::calm::ahead_of;
use crate::cli::render::words;
use crate::clock;
use crate::domain::day::Calendar;
use crate::domain::now::Now;

/// By how much two readings of one clock may differ, in seconds: the answers took a while.
const APART_SECS: i64 = 60;

/// Whether both clocks agree.
pub fn clock(place: &Place<'_>, heard: &Heard, now: &Now, calendar: &Calendar) -> Vec<Check> {
    let mut checks = vec![ours(place, heard, now, calendar)];
    checks.extend(wake(heard, now));
    checks
}

fn ours(place: &Place<'_>, heard: &Heard, now: &Now, calendar: &Calendar) -> Check {
    const NAME: &str = "clock";
    let day = calendar.day_of(now.at);
    let zone = now.zone.name();
    if let (Err(error), chrono_tz::Tz::UTC) = (clock::find_zone(), now.zone) {
        return Check::warn(NAME, error.to_string(), place.edit());
    }
    let local = now.at.with_timezone(&now.zone).format("%H:%M");
    let message = format!("{local} in {zone}, study day {day}");
    let Some(theirs) = heard.report().map(|report| &report.clock) else {
        return Check::ok(NAME, message);
    };
    let ends = ahead_of(&theirs.day_ends, now);
    if theirs.zone != zone {
        return Check::warn(
            NAME,
            format!("the daemon lives in {}, this shell in {zone}", theirs.zone),
            "loci daemon restart",
        );
    }
    let apart = DateTime::parse_from_rfc3339(&theirs.now)
        .map(|at| (now.at - at.with_timezone(&Utc)).num_seconds().abs());
    match apart {
        Ok(..=APART_SECS) => Check::ok(NAME, format!("{message}, until {ends}")),
        Ok(apart) => Check::warn(
            NAME,
            format!("the daemon's clock is {apart} s apart from this one"),
            "loci daemon restart",
        ),
        Err(_) => Check::note(
            NAME,
            format!("{message}; the daemon's time is not understood"),
        ),
    }
}

fn wake(heard: &Heard, now: &Now) -> Option<Check> {
    let wake = &heard.report()?.wake;
    let mut when = Vec::new();
    when.extend(wake.wall.as_deref().map(|at| ahead_of(at, now)));
    when.extend(
        wake.boot_secs
            .map(|secs| format!("in {}", words::age(secs))),
    );
    let message = match when.as_slice() {
        [] => "only when something happens".to_owned(),
        some => some.join(", and "),
    };
    Some(Check::ok("next wake", message))
}

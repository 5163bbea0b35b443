//! Where the machine is, read anew for every turn: people travel.

use chrono_tz::Tz;

use crate::clock;
use crate::domain::day::Calendar;
use crate::domain::now::Now;
use crate::domain::settings::{Settings, Zone};

/// The local zone as it was found last.
#[derive(Debug, Default)]
pub struct LocalZone {
    known: Option<Tz>,
}

impl LocalZone {
    /// This moment in the zone of this moment. Where none is known it is UTC, or the last one, and the log
    /// says so once.
    pub fn now(&mut self) -> Now {
        let zone = match clock::find_zone() {
            Ok(zone) => zone,
            Err(error) => self.known.unwrap_or_else(|| {
                tracing::warn!("{error}");
                Tz::UTC
            }),
        };
        self.known = Some(zone);
        clock::now(zone)
    }
}

/// The calendar of a moment by the user's settings.
pub fn calendar(settings: &Settings, now: Now) -> Calendar {
    let zone = match settings.zone {
        Zone::Local => now.zone,
        Zone::Named(zone) => zone,
    };
    Calendar {
        zone,
        rollover: settings.rollover,
    }
}

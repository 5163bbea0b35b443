//! The plan as a calendar file (`.ics`, RFC 5545). Pure: the blocks as the daemon tells them, in; text, out.
//!
//! What other programs make of it decides what is in it: an event keeps its UID for as long as its day is in the plan,
//! so that a file that is imported again changes events and makes none twice; every time is a wall clock of a named
//! zone, which the file explains; and nobody who looks over a shoulder learns more than that time is taken.

use std::fmt;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use icalendar::{CalendarDateTime, Class, Component, Event, EventLike, EventStatus, Property};
use uuid::{Uuid, uuid};

use super::zone;
use crate::domain::text::line;
use crate::ipc::protocol::{PlanBlock, PlanBlocksReply};

mod earlier;

/// Who wrote the file.
const PRODUCT: &str = "-//loci//plan//EN";

/// The namespace of the events' UIDs; changing it makes every event another one.
const EVENTS: Uuid = uuid!("5b0f7c1e-3a59-5d0e-9d0a-6c0b3f1f7a42");

/// 2020-01-01T00:00:00Z: revisions are counted in seconds from here, which fit into 31 bits until 2088.
const REVISIONS_SINCE: i64 = 1_577_836_800;

/// The most characters of a topic.
const LONGEST: usize = 120;

/// Octets of a line, its end not counted.
const LINE: usize = 75;

/// The word that never shows.
const UNSAID: &str = "interview";

/// Whether topics are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Titles {
    /// Only minutes.
    Discreet,
    /// The topic too.
    Topics,
}

/// The plan, and when it is exported.
#[derive(Debug)]
pub(super) struct Export {
    zone: Tz,
    events: Vec<Planned>,
}

/// When what is exported came about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// The last change of anything that it is made from.
    pub changed: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
}

#[derive(Debug)]
struct Planned {
    uid: String,
    block: PlanBlock,
    starts: DateTime<Utc>,
}

/// Why blocks cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotExported {
    /// There is none.
    #[error(
        "the plan has no day for its level, focus and tracks: nothing to export (loci plan check)"
    )]
    Nothing,
    /// The daemon's answer makes no sense.
    #[error("`{0}` is no {1}")]
    Garbled(String, &'static str),
}

impl Export {
    /// What the daemon told.
    pub(super) fn of(reply: PlanBlocksReply) -> Result<Export, NotExported> {
        if reply.blocks.is_empty() {
            return Err(NotExported::Nothing);
        }
        let zone = reply.zone.parse();
        let zone = zone.map_err(|_| NotExported::Garbled(reply.zone.clone(), "zone"))?;
        let events = reply.blocks.into_iter().map(|block| {
            let starts = DateTime::parse_from_rfc3339(&block.starts);
            let starts = starts.map_err(|_| NotExported::Garbled(block.starts.clone(), "time"))?;
            Ok(Planned {
                uid: uid(&reply.name, &block.day),
                block,
                starts: starts.to_utc(),
            })
        });
        Ok(Export {
            zone,
            events: events.collect::<Result<_, NotExported>>()?,
        })
    }

    /// Cancels what the file, as it was exported before, holds of the time after now and the plan has no more: a day that
    /// was deleted or is left out by the plan's file. What was exported is known from nowhere else.
    pub(super) fn follow(&mut self, before: &str, now: DateTime<Utc>) {
        let gone = earlier::events(before).into_iter().filter(|event| {
            event.starts > now && self.events.iter().all(|kept| kept.uid != event.uid)
        });
        let gone = gone.map(|event| Planned {
            uid: event.uid,
            block: PlanBlock {
                title: "left out".to_owned(),
                minutes: event.minutes,
                cancelled: true,
                ..PlanBlock::default()
            },
            starts: event.starts,
        });
        let gone: Vec<Planned> = gone.collect();
        self.events.extend(gone);
        self.events.sort_by_key(|event| event.starts);
    }

    /// How many events there are.
    pub(super) fn count(&self) -> usize {
        self.events.len()
    }

    /// How many of them are cancelled.
    pub(super) fn cancelled(&self) -> usize {
        self.events
            .iter()
            .filter(|event| event.block.cancelled)
            .count()
    }

    /// The local dates of the first event and the last one.
    pub(super) fn dates(&self) -> (NaiveDate, NaiveDate) {
        let (first, last) = self.reach();
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).date_naive();
        (local(first), local(last))
    }

    /// The first and the last beginning.
    fn reach(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let starts = self.events.iter().map(|event| event.starts);
        let first = starts.clone().min().unwrap_or_default();
        (first, starts.max().unwrap_or_default())
    }

    /// The file. Only `DTSTAMP` goes by now: all else is the same for the same plan.
    pub(super) fn text(&self, titles: Titles, written: Written) -> Result<String, fmt::Error> {
        // No METHOD: one makes the file a message between people, which must name who sends it (RFC 5546, 3.2.1), and
        // which no CalDAV server may store (RFC 4791, 4.1).
        let mut text = String::from("BEGIN:VCALENDAR\r\n");
        for (key, value) in [
            ("VERSION", "2.0"),
            ("PRODID", PRODUCT),
            ("CALSCALE", "GREGORIAN"),
            ("X-WR-CALNAME", "loci"),
            ("X-WR-TIMEZONE", self.zone.name()),
        ] {
            let line: String = Property::new(key, value).try_into()?;
            text.push_str(&line);
        }
        if !zone::is_utc(self.zone) {
            // Of what begins last, the end too.
            let (first, last) = self.reach();
            text.push_str(&zone::component(
                self.zone,
                (first, last + TimeDelta::days(1)),
            )?);
        }
        for event in &self.events {
            text.push_str(&self.event(event, titles, written).try_into_string()?);
        }
        text.push_str("END:VCALENDAR\r\n");
        Ok(folded(&text))
    }

    fn event(&self, planned: &Planned, titles: Titles, written: Written) -> Event {
        let Planned { uid, block, starts } = planned;
        let (status, takes_time) = match block.cancelled {
            true => (EventStatus::Cancelled, "TRANSPARENT"),
            false => (EventStatus::Confirmed, "OPAQUE"),
        };
        let mut event = Event::new();
        event
            .uid(uid)
            .timestamp(written.now)
            .last_modified(written.changed)
            .sequence(revision(written.changed))
            .starts(self.wall_clock(*starts))
            .add_property("DURATION", format!("PT{}M", block.minutes))
            .summary(&summary(block, titles))
            .description("loci plan")
            .class(Class::Private)
            .add_property("TRANSP", takes_time);
        event.status(status);
        event
    }

    /// The instant by the zone's clock; in UTC, where that clock reads the same a second time.
    fn wall_clock(&self, at: DateTime<Utc>) -> CalendarDateTime {
        let local = at.with_timezone(&self.zone).naive_local();
        // RFC 5545, 3.3.5: what is read twice is the first of the two.
        let read = self.zone.from_local_datetime(&local).earliest();
        match zone::is_utc(self.zone) || read.map(|read| read.to_utc()) != Some(at) {
            true => CalendarDateTime::Utc(at),
            false => CalendarDateTime::WithTimezone {
                date_time: local,
                tzid: self.zone.name().to_owned(),
            },
        }
    }
}

/// The same lines, none longer than 75 octets (RFC 5545, 3.1), and no character in two of them. `icalendar` folds too,
/// but the last part of a line comes out an octet too long.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for char in line.chars() {
            if octets + char.len_utf8() > LINE {
                out.push_str("\r\n ");
                octets = 1;
            }
            out.push(char);
            octets += char.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

/// What is the same for as long as the plan keeps its name and the day its id; it tells nothing of either.
fn uid(plan: &str, day: &str) -> String {
    Uuid::new_v5(&EVENTS, format!("{plan}\n{day}").as_bytes()).to_string()
}

/// A number that grows with every later change; 0 for what is older than all of them.
fn revision(changed: DateTime<Utc>) -> u32 {
    let secs = changed.timestamp().saturating_sub(REVISIONS_SINCE);
    u32::try_from(secs.clamp(0, i32::MAX.into())).unwrap_or(0)
}

fn summary(block: &PlanBlock, titles: Titles) -> String {
    let minutes = block.minutes;
    match titles {
        Titles::Discreet => format!("loci · {minutes} min"),
        Titles::Topics => format!("loci · {} · {minutes} min", topic(block)),
    }
}

/// The topic, or the kind of the day where the topic has the word that never shows.
fn topic(block: &PlanBlock) -> String {
    let title = line(&block.title, LONGEST);
    match (title.to_lowercase().contains(UNSAID), block.kind.as_str()) {
        (false, _) => title,
        (true, "catch-up") => "catch up".to_owned(),
        (true, "mock") => "mock".to_owned(),
        (true, "final") => "final pass".to_owned(),
        (true, _) => "study".to_owned(),
    }
}

#[cfg(test)]
mod tests;

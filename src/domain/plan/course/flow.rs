//! How topics flow through dates: as early as the minutes let them, in their order. What a date has no room to finish
//! goes on on the next one, first.

use super::super::steps;
use super::super::words::StepKind;
use super::Dated;
use super::catch_up::minutes;
use crate::domain::day::StudyDay;

/// What a date has for topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// The date.
    pub(super) date: StudyDay,
    /// Minutes beside reviews and the days that keep their date.
    pub(super) minutes: u32,
    /// No day keeps this date: one may begin on it however long it is.
    pub(super) is_whole: bool,
}

/// The date on which each day begins, at most so many dates `ahead` of its own and with `carried` minutes of others
/// coming first; `None` if the last is not finished with the last date.
pub(super) fn flow(
    open: &[&Dated<'_>],
    rooms: &[Room],
    carried: u32,
    ahead: u32,
) -> Option<Vec<StudyDay>> {
    let mut place = Place::first(rooms, carried);
    let mut given = Vec::new();
    for day in open {
        while !place.takes(day, ahead) {
            place.next()?;
        }
        given.push(place.room()?.date);
        place.fill(minutes(day));
    }
    place.is_drained().then_some(given)
}

/// Where it is filled.
struct Place<'r> {
    rooms: &'r [Room],
    at: usize,
    /// Minutes that the date holds already.
    used: u32,
    /// How many days begin on it.
    begun: usize,
}

impl<'r> Place<'r> {
    fn first(rooms: &'r [Room], carried: u32) -> Place<'r> {
        let mut place = Place {
            rooms,
            at: 0,
            used: 0,
            begun: 0,
        };
        place.fill(carried);
        place.begun = 0;
        place
    }

    fn room(&self) -> Option<&'r Room> {
        self.rooms.get(self.at)
    }

    /// Whether a day can begin here: with its reading and its map, or what else it begins with.
    fn takes(&self, day: &Dated<'_>, ahead: u32) -> bool {
        self.room().is_some_and(|room| {
            let is_early = room.date.plus(ahead) < day.date;
            let fits = self.used + opening(day) <= room.minutes;
            !is_early && (fits || (self.used == 0 && room.is_whole))
        })
    }

    fn next(&mut self) -> Option<()> {
        self.at += 1;
        (self.used, self.begun) = (0, 0);
        self.room().map(|_| ())
    }

    fn fill(&mut self, minutes: u32) {
        self.used += minutes;
        self.begun += 1;
        while let (Some(room), Some(_)) = (self.room(), self.rooms.get(self.at + 1)) {
            if self.used <= room.minutes {
                return;
            }
            self.used -= room.minutes;
            self.at += 1;
            self.begun = 0;
        }
    }

    /// Whether nothing goes on after the last date; that one takes a single day however long it is.
    fn is_drained(&self) -> bool {
        self.room()
            .is_none_or(|room| self.used <= room.minutes || (self.begun == 1 && room.is_whole))
    }
}

/// Minutes without which there is no point in beginning a day: reading and map; of one that has neither, all of it.
fn opening(day: &Dated<'_>) -> u32 {
    let opens = |kind| matches!(kind, StepKind::Glance | StepKind::Learn | StepKind::Map);
    let first = day.open().filter(|step| opens(step.kind));
    match steps::minutes(first) {
        0 => minutes(day),
        opening => opening,
    }
}

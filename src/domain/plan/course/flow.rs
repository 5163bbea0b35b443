//! How topics flow through dates: as early as the minutes let them, in their order. What a date has no room to finish
//! goes on on the next one, first.

use super::super::steps;
use super::super::words::StepKind;
use super::Dated;
use super::measure::minutes;
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

/// Minutes that a date holds, or that a day takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Load {
    /// Of what goes first.
    pub(super) first: u32,
    /// Of what follows where it leaves room.
    pub(super) rest: u32,
}

impl Load {
    /// That of the open steps of a day.
    pub(super) fn of(day: &Dated<'_>) -> Load {
        let first = day.open().filter(|step| step.kind.goes_first());
        let first = steps::minutes(first);
        let rest = minutes(day).saturating_sub(first);
        Load { first, rest }
    }

    pub(super) fn with(self, other: Load) -> Load {
        Load {
            first: self.first + other.first,
            rest: self.rest + other.rest,
        }
    }

    fn all(self) -> u32 {
        self.first + self.rest
    }

    /// What is left of it after a date with so many minutes.
    fn after(self, minutes: u32) -> Load {
        Load {
            first: self.first.saturating_sub(minutes),
            rest: self.rest.saturating_sub(minutes.saturating_sub(self.first)),
        }
    }
}

/// The date on which each day begins, at most so many dates `ahead` of its own and with `carried` minutes of others
/// coming first; `None` if the last is not finished with the last date. Those that were missed, before `today` or ever,
/// wait only for what goes first of the others; the rest for all of it.
pub(super) fn flow(
    open: &[&Dated<'_>],
    rooms: &[Room],
    carried: Load,
    (today, ahead): (StudyDay, u32),
) -> Option<Vec<StudyDay>> {
    let mut place = Place::first(rooms, carried);
    let mut given = Vec::new();
    for day in open {
        let before = |used: Load| match day.date < today || day.was_missed {
            true => used.first,
            false => used.all(),
        };
        while !place.takes(day, ahead, before) {
            place.next()?;
        }
        given.push(place.room()?.date);
        place.fill(Load::of(day));
    }
    place.is_drained().then_some(given)
}

/// Where it is filled.
struct Place<'r> {
    rooms: &'r [Room],
    at: usize,
    /// Minutes that the date holds already.
    used: Load,
    /// How many days begin on it.
    begun: usize,
}

impl<'r> Place<'r> {
    fn first(rooms: &'r [Room], carried: Load) -> Place<'r> {
        let mut place = Place {
            rooms,
            at: 0,
            used: Load::default(),
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
    fn takes(&self, day: &Dated<'_>, ahead: u32, before: impl Fn(Load) -> u32) -> bool {
        self.room().is_some_and(|room| {
            let is_early = room.date.plus(ahead) < day.date;
            let fits = before(self.used) + opening(day) <= room.minutes;
            !is_early && (fits || (self.used.all() == 0 && room.is_whole))
        })
    }

    /// To the next date, with what this one could not finish.
    fn next(&mut self) -> Option<()> {
        let minutes = self.room()?.minutes;
        self.used = self.used.after(minutes);
        self.at += 1;
        self.begun = 0;
        self.room().map(|_| ())
    }

    fn is_last(&self) -> bool {
        self.at + 1 >= self.rooms.len()
    }

    fn fill(&mut self, load: Load) {
        self.used = self.used.with(load);
        self.begun += 1;
        while let Some(room) = self.room() {
            if self.used.first <= room.minutes || self.is_last() {
                return;
            }
            self.next();
        }
    }

    /// Whether nothing goes on after the last date; that one takes a single day however long it is.
    fn is_drained(&mut self) -> bool {
        let fits = |place: &Place<'_>| {
            let room = place.room();
            room.is_none_or(|room| place.used.all() <= room.minutes)
        };
        while !fits(self) && !self.is_last() {
            self.next();
        }
        let is_whole = self.room().is_some_and(|room| room.is_whole);
        fits(self) || (self.begun == 1 && is_whole)
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

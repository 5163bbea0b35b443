//! What was reviewed on each day, and how long recalls take: counted along with the schedules, so that no log looks at
//! all loci for it.
//!
//! It follows from the schedules alone and holds nothing of its own.

use std::collections::BTreeMap;

use crate::domain::day::StudyDay;
use crate::domain::locus::Kind;
use crate::domain::now::Secs;
use crate::domain::schedule::Schedule;
use crate::store::read::LocusRow;

/// The estimate of one recalled branch and one recalled room, when nothing was measured.
const SECS_PER_BRANCH: u32 = 5;
const SECS_PER_ROOM: u32 = 12;

/// Who studies has a day of study at least every so many days.
const EVERY: u32 = 3;

/// What was reviewed on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// First reviews.
    pub(super) first_reviews: u32,
    /// Seconds that all took, as far as they were measured; of a locus of which none was, by an estimate.
    pub(super) secs: u32,
}

/// All loci that were ever reviewed, those that are gone from the notes too.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    days: BTreeMap<StudyDay, Done>,
    /// How many loci have each median of their measured times.
    medians: BTreeMap<Secs, usize>,
}

/// Whether a schedule comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Comes,
    Goes,
}

impl Tally {
    /// Counts all of them.
    pub(super) fn of<'a>(loci: impl IntoIterator<Item = &'a LocusRow>) -> Tally {
        let mut tally = Tally::default();
        for known in loci {
            tally.follow(known.kind, None, known.schedule.as_ref());
        }
        tally
    }

    /// A locus got another schedule in the place of the one before.
    pub(super) fn follow(
        &mut self,
        kind: Kind,
        before: Option<&Schedule>,
        after: Option<&Schedule>,
    ) {
        if let Some(schedule) = before {
            self.count(kind, schedule, Turn::Goes);
        }
        if let Some(schedule) = after {
            self.count(kind, schedule, Turn::Comes);
        }
    }

    /// What was reviewed on a day.
    pub(super) fn on(&self, day: StudyDay) -> Done {
        self.days.get(&day).copied().unwrap_or_default()
    }

    /// What the last day before this one took on which anything was reviewed; nothing if there was none on the
    /// [`EVERY`] days before it, since who comes back has more to recall than on other days.
    pub(super) fn evening_before(&self, day: StudyDay) -> Secs {
        let mut reviewed = self.days.range(..day).rev();
        let mut reviewed = reviewed.by_ref().filter(|(_, done)| done.secs > 0);
        match (reviewed.next(), reviewed.next()) {
            (Some((last, done)), Some((before, _))) if last.days_since(*before) <= EVERY => {
                Secs(done.secs)
            }
            (Some(_) | None, _) => Secs(0),
        }
    }

    /// The middle one of the medians of all loci that have one; of an even number the lower.
    pub(super) fn usual(&self) -> Option<Secs> {
        let number: usize = self.medians.values().sum();
        let middle = number.checked_sub(1)? / 2;
        let mut passed = 0;
        let found = self.medians.iter().find(|(_, loci)| {
            passed += **loci;
            passed > middle
        });
        found.map(|(median, _)| *median)
    }

    fn count(&mut self, kind: Kind, schedule: &Schedule, turn: Turn) {
        let median = schedule.times.median();
        let secs = match schedule.day_took {
            Secs(0) => secs_of(kind),
            measured => measured.0,
        };
        let first = Done {
            first_reviews: 1,
            secs: 0,
        };
        let last = Done {
            first_reviews: 0,
            secs,
        };
        self.put(schedule.first, first, turn);
        self.put(schedule.last.day, last, turn);
        if let Some(median) = median {
            let loci = self.medians.entry(median).or_default();
            *loci = match turn {
                Turn::Comes => *loci + 1,
                Turn::Goes => loci.saturating_sub(1),
            };
            if *loci == 0 {
                self.medians.remove(&median);
            }
        }
    }

    fn put(&mut self, day: StudyDay, more: Done, turn: Turn) {
        let done = self.days.entry(day).or_default();
        *done = match turn {
            Turn::Comes => Done {
                first_reviews: done.first_reviews.saturating_add(more.first_reviews),
                secs: done.secs.saturating_add(more.secs),
            },
            Turn::Goes => Done {
                first_reviews: done.first_reviews.saturating_sub(more.first_reviews),
                secs: done.secs.saturating_sub(more.secs),
            },
        };
        if *done == Done::default() {
            self.days.remove(&day);
        }
    }
}

fn secs_of(kind: Kind) -> u32 {
    match kind {
        Kind::Branch => SECS_PER_BRANCH,
        Kind::Room => SECS_PER_ROOM,
    }
}

#[cfg(test)]
impl super::Engine {
    /// Whether what is kept is what would be made now.
    pub(super) fn kept_agrees(&mut self, now: crate::domain::now::Now) -> Result<(), String> {
        let made = Tally::of(self.loci.values());
        if made != self.tally {
            return Err(format!("{:?} is not {made:?}", self.tally));
        }
        self.loads_agree()?;
        self.agenda_agrees(self.when(now))?;
        self.outline_agrees(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evening_before_is_one_of_every_few_and_none_of_who_comes_back() {
        let day = |n: u32| StudyDay(chrono::NaiveDate::default()).plus(n);
        let tally = |days: &[(u32, u32)]| Tally {
            days: days
                .iter()
                .map(|(at, secs)| {
                    let done = Done {
                        first_reviews: 1,
                        secs: *secs,
                    };
                    (day(*at), done)
                })
                .collect(),
            ..Tally::default()
        };
        // Days with their seconds, and what the evening before day 10 took.
        let table: [(&[(u32, u32)], u32); 8] = [
            (&[], 0),
            (&[(9, 60)], 0),
            (&[(8, 50), (9, 60)], 60),
            (&[(6, 50), (9, 60)], 60),
            (&[(5, 50), (9, 60)], 0),
            (&[(1, 50), (2, 60)], 60),
            // A day of which all was reviewed again since has no seconds of its own.
            (&[(1, 50), (2, 60), (3, 0)], 60),
            (&[(8, 50), (9, 60), (10, 900), (11, 900)], 60),
        ];
        for (days, secs) in table {
            assert_eq!(tally(days).evening_before(day(10)), Secs(secs), "{days:?}");
        }
    }
}

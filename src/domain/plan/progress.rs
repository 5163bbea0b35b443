//! What was done of a plan, and what its days were moved to: a fold over facts, by the ids of days.
//!
//! It outlives every edit of the plan's file: a day that is gone keeps its progress, one that is moved takes it along.

use std::collections::BTreeMap;

use super::id::DayId;
use super::words::StepKind;
use crate::domain::day::{Stamp, StudyDay};
use crate::domain::journal::Fact;
use crate::domain::now::Secs;

/// The most seconds that a step is said to take: a day.
pub const MOST_TOOK_SECS: u32 = 24 * 60 * 60;

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepEnd {
    /// It was done.
    Done,
    /// The user leaves it out.
    Skipped,
}

impl StepEnd {
    /// The word in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            StepEnd::Done => "done",
            StepEnd::Skipped => "skipped",
        }
    }
}

/// What is told of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepSaid {
    /// It ended.
    Ended(StepEnd),
    /// A part of it was done; the rest is left.
    Part,
}

impl StepSaid {
    const ALL: [StepSaid; 3] = [
        StepSaid::Ended(StepEnd::Done),
        StepSaid::Part,
        StepSaid::Ended(StepEnd::Skipped),
    ];

    /// The word in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            StepSaid::Ended(end) => end.as_str(),
            StepSaid::Part => "part",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<StepSaid> {
        StepSaid::ALL
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

/// Study dates in a row, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// The first.
    pub from: StudyDay,
    /// The last; not before the first.
    pub until: StudyDay,
}

impl Dates {
    /// Whether a date lies in them.
    pub fn hold(&self, day: StudyDay) -> bool {
        self.from <= day && day <= self.until
    }
}

/// The end of a step, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub how: StepEnd,
    /// On which study day.
    pub on: StudyDay,
    /// How long it took, if it was measured.
    pub took: Option<Secs>,
}

/// A part of a step that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartDone {
    /// On which study day.
    pub on: StudyDay,
    /// How long it took.
    pub took: Secs,
}

/// The dates that passed of the plan which began last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Passed {
    since: Option<StudyDay>,
    dates: BTreeMap<DayId, StudyDay>,
}

/// The date that a day was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    date: StudyDay,
    /// When it was given one, for the first time since it had none or the one before had passed.
    on: StudyDay,
    /// Whether one that it was given before had passed by then.
    has_passed: bool,
}

/// What was done of plans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    steps: BTreeMap<DayId, BTreeMap<StepKind, Ended>>,
    /// In the order in which they were told.
    parts: BTreeMap<DayId, BTreeMap<StepKind, Vec<PartDone>>>,
    dates: BTreeMap<DayId, Given>,
    passed: Passed,
    /// Study dates without the plan, in the order in which they were said.
    pub off: Vec<Dates>,
}

impl Progress {
    /// Takes a fact in; what is no fact about a plan changes nothing. A step that was done stays done.
    pub fn apply(&mut self, stamp: &Stamp, fact: &Fact) {
        if let Fact::PlanStep {
            day,
            step,
            how,
            took,
        } = fact
        {
            match how {
                StepSaid::Ended(how) => self.end(day, *step, *how, stamp.day, *took),
                StepSaid::Part => {
                    let parts = self.parts.entry(day.clone()).or_default();
                    parts.entry(*step).or_default().push(PartDone {
                        on: stamp.day,
                        took: took.unwrap_or_default(),
                    });
                }
            }
        }
        if let Fact::PlanDates { dates } = fact {
            for (day, date) in dates {
                let before = self.dates.get(day);
                let holds = before.filter(|given| given.date >= stamp.day);
                let given = Given {
                    date: *date,
                    on: holds.map_or(stamp.day, |given| given.on),
                    has_passed: match holds {
                        Some(holds) => holds.has_passed,
                        None => before.is_some(),
                    },
                };
                self.dates.insert(day.clone(), given);
            }
        }
        if let Fact::PlanPassed { since, dates } = fact {
            if self.passed.since != Some(*since) {
                self.passed = Passed {
                    since: Some(*since),
                    ..Passed::default()
                };
            }
            // What passed while a clock was ahead has not, once it is told on an earlier day.
            self.passed.dates.retain(|_, date| *date < stamp.day);
            self.passed.dates.extend(dates.iter().cloned());
        }
        if let Fact::PlanOff { dates } = fact {
            self.off.push(*dates);
        }
    }

    fn end(&mut self, day: &DayId, step: StepKind, how: StepEnd, on: StudyDay, took: Option<Secs>) {
        let steps = self.steps.entry(day.clone()).or_default();
        let known = steps.get(&step).map(|known| known.how);
        if (known, how) != (Some(StepEnd::Done), StepEnd::Skipped) {
            steps.insert(step, Ended { how, on, took });
        }
    }

    /// The parts of a step of a day that were done, in the order in which they were told.
    pub fn parts(&self, day: &DayId, step: StepKind) -> &[PartDone] {
        let parts = self.parts.get(day).and_then(|steps| steps.get(&step));
        parts.map_or(&[], Vec::as_slice)
    }

    /// How a step of a day ended, if it did on this study day or later: what was done for an earlier plan, before
    /// this one began, is not done for it.
    pub fn ended(&self, day: &DayId, step: StepKind, since: StudyDay) -> Option<Ended> {
        let ended = self.steps.get(day)?.get(&step)?;
        (ended.on >= since).then_some(*ended)
    }

    /// The date that a day was given.
    pub fn date(&self, day: &DayId) -> Option<StudyDay> {
        self.dates.get(day).map(|given| given.date)
    }

    /// On which study day it was given that date; if it was given another before that had not passed then, when it was
    /// given the first of such.
    pub fn given_on(&self, day: &DayId) -> Option<StudyDay> {
        self.dates.get(day).map(|given| given.on)
    }

    /// Whether a date that it was given had passed when it was given the one that it has.
    pub fn has_passed(&self, day: &DayId) -> bool {
        self.dates.get(day).is_some_and(|given| given.has_passed)
    }

    /// Whether all of these dates are without the plan already.
    pub fn has_off(&self, dates: Dates) -> bool {
        let days = dates.until.days_since(dates.from);
        let is_off = |day| self.off.iter().any(|off| off.hold(day));
        (0..=days).all(|n| is_off(dates.from.plus(n)))
    }

    /// The days that had a date by their place in the plan which began on this date, and passed with it; also such as
    /// the file does not hold any more.
    pub fn passed(&self, since: StudyDay) -> impl Iterator<Item = (&DayId, StudyDay)> {
        let ours = (self.passed.since == Some(since)).then_some(&self.passed.dates);
        let dates = ours.into_iter().flatten();
        dates.map(|(day, date)| (day, *date))
    }

    /// All parts that were done, with their days and steps.
    pub fn all_parts(&self) -> impl Iterator<Item = (&DayId, StepKind, &PartDone)> {
        let days = self.parts.iter();
        days.flat_map(|(day, steps)| {
            let parts = steps
                .iter()
                .flat_map(|(step, parts)| parts.iter().map(|part| (*step, part)));
            parts.map(move |(step, part)| (day, step, part))
        })
    }

    /// All steps that ended, with their days.
    pub fn all(&self) -> impl Iterator<Item = (&DayId, StepKind, &Ended)> {
        let steps = self.steps.iter();
        steps.flat_map(|(day, ended)| ended.iter().map(move |(step, ended)| (day, *step, ended)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> DayId {
        DayId::new(text).unwrap()
    }

    fn stamp(day: &str) -> Stamp {
        Stamp {
            at_ms: 0,
            offset_secs: 0,
            day: day.parse().unwrap(),
        }
    }

    fn told(progress: &mut Progress, on: &str, step: StepKind, how: StepEnd) {
        let fact = Fact::PlanStep {
            day: id("dict"),
            step,
            how: StepSaid::Ended(how),
            took: None,
        };
        progress.apply(&stamp(on), &fact);
    }

    #[test]
    fn what_was_done_stays_done_and_counts_only_for_the_plan_it_was_done_for() {
        let mut progress = Progress::default();
        told(&mut progress, "2026-11-16", StepKind::Map, StepEnd::Skipped);
        told(&mut progress, "2026-11-17", StepKind::Map, StepEnd::Done);
        told(&mut progress, "2026-11-18", StepKind::Map, StepEnd::Skipped);
        let since = |day: &str| {
            let ended = progress.ended(&id("dict"), StepKind::Map, day.parse().unwrap());
            ended.map(|ended| (ended.how, ended.on.to_string()))
        };
        assert_eq!(
            since("2026-11-17"),
            Some((StepEnd::Done, "2026-11-17".to_owned()))
        );
        assert_eq!(since("2026-11-18"), None);
        assert_eq!(progress.all().count(), 1);
    }

    #[test]
    fn parts_of_a_step_are_kept_in_their_order_and_end_nothing() {
        let mut progress = Progress::default();
        for (on, secs) in [("2026-11-16", 480), ("2026-11-18", 300)] {
            let fact = Fact::PlanStep {
                day: id("dict"),
                step: StepKind::Learn,
                how: StepSaid::Part,
                took: Some(Secs(secs)),
            };
            progress.apply(&stamp(on), &fact);
        }
        let parts = progress.parts(&id("dict"), StepKind::Learn);
        let told = parts.iter().map(|part| (part.on.to_string(), part.took.0));
        let expected = [("2026-11-16", 480), ("2026-11-18", 300)];
        assert!(told.eq(expected.map(|(on, secs)| (on.to_owned(), secs))));
        assert_eq!(progress.all_parts().count(), 2);
        assert_eq!(progress.all().count(), 0);
        assert!(progress.parts(&id("dict"), StepKind::Code).is_empty());
    }

    #[test]
    fn every_word_that_is_told_of_a_step_is_read_as_what_it_means() {
        for said in StepSaid::ALL {
            assert_eq!(StepSaid::from_word(said.as_str()), Some(said));
        }
        assert_eq!(StepSaid::from_word("begun"), None);
    }

    #[test]
    fn a_date_is_given_anew_only_once_the_one_before_has_passed() {
        let mut progress = Progress::default();
        let day = |text: &str| text.parse::<StudyDay>().unwrap();
        for (on, date, given_on) in [
            ("2026-11-16", "2026-11-18", "2026-11-16"),
            ("2026-11-17", "2026-11-20", "2026-11-16"),
            // The day itself has not passed.
            ("2026-11-20", "2026-11-22", "2026-11-16"),
            ("2026-11-23", "2026-11-25", "2026-11-23"),
            ("2026-11-24", "2026-11-26", "2026-11-23"),
        ] {
            let dates = vec![(id("dict"), day(date))];
            progress.apply(&stamp(on), &Fact::PlanDates { dates });
            assert_eq!(progress.given_on(&id("dict")), Some(day(given_on)), "{on}");
        }
    }

    #[test]
    fn the_last_date_of_a_day_counts_and_days_off_have_both_their_ends() {
        let mut progress = Progress::default();
        let day = |text: &str| text.parse::<StudyDay>().unwrap();
        for date in ["2026-11-20", "2026-11-22"] {
            let dates = vec![(id("dict"), day(date))];
            progress.apply(&stamp("2026-11-16"), &Fact::PlanDates { dates });
        }
        assert_eq!(progress.date(&id("dict")), Some(day("2026-11-22")));
        assert_eq!(progress.date(&id("list")), None);
        assert_eq!(progress.given_on(&id("list")), None);
        let dates = Dates {
            from: day("2026-12-24"),
            until: day("2026-12-26"),
        };
        progress.apply(&stamp("2026-11-16"), &Fact::PlanOff { dates });
        let off = |date| progress.off.iter().any(|dates| dates.hold(day(date)));
        assert!(off("2026-12-24") && off("2026-12-26") && !off("2026-12-27"));
        let has = |from, until| {
            let (from, until) = (day(from), day(until));
            progress.has_off(Dates { from, until })
        };
        assert!(has("2026-12-24", "2026-12-26") && has("2026-12-25", "2026-12-25"));
        assert!(!has("2026-12-25", "2026-12-27") && !has("2026-12-23", "2026-12-24"));
    }
}

//! The study plan as its file says it: days in order, and what each of them is to hold.
//!
//! Pure: no file, no date of today. What was done of a plan is in the journal, by the ids of its days.

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use super::hours::Hours;

pub mod allowance;
pub mod blocks;
pub mod check;
pub mod costs;
pub mod course;
mod cycle;
pub mod fit;
pub mod id;
pub mod keeping;
pub mod minutes;
pub mod pass;
pub mod predict;
pub mod problem;
pub mod progress;
pub mod sitting;
pub mod steps;
#[cfg(test)]
mod tests;
pub mod words;

use id::DayId;
use minutes::{Minutes, StepMinutes};
use problem::Place;
use words::{Below, DayKind, Focus, Level, Track};

/// A study plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// What the learner knows already.
    pub level: Level,
    /// What it is for.
    pub focus: Focus,
    /// Whose days are taken; at least one.
    pub tracks: Vec<Track>,
    /// The first study date; a template has none.
    pub start: Option<NaiveDate>,
    /// The interview it leads to.
    pub interview: Option<Placed<Interview>>,
    /// Minutes of a study date, if the plan says so itself: see [`Plan::minutes`].
    pub own_minutes: Option<Minutes>,
    /// The days of the week on which one studies; all if empty.
    pub weekdays: Vec<Weekday>,
    /// The hours in which one studies: where blocks in a calendar go.
    pub window: Option<Hours>,
    /// Minutes of each kind of step.
    pub defaults: StepMinutes,
    /// Its days, in the order of the file.
    pub days: Vec<PlanDay>,
}

/// A day of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanDay {
    /// What progress is kept by.
    pub id: DayId,
    /// Its topic.
    pub title: String,
    /// The level at which it is full.
    pub level: Level,
    /// The track it belongs to.
    pub track: Track,
    /// What kind of day it is.
    pub kind: DayKind,
    /// The map it makes and recalls: a scope in the notes.
    pub map: Option<Placed<String>>,
    /// The palace it makes: a scope in the notes; only where it is asked in interviews.
    pub palace: Option<Placed<String>>,
    /// What to read.
    pub learn: Vec<String>,
    /// What to rebuild from memory.
    pub recall: Option<String>,
    /// What to code from memory.
    pub code: Option<String>,
    /// The command that checks the code, with `{file}` in it; empty for none.
    pub check: Vec<String>,
    /// What to explain aloud.
    pub explain: Option<String>,
    /// Days that should come before; it is only warned of them.
    pub needs: Vec<Placed<DayId>>,
    /// What is left of it for levels below its own.
    pub below: Below,
    /// Whether it shares the date of the day before it.
    pub join: bool,
    /// Whether it is left out.
    pub skip: bool,
    /// Minutes of this day only.
    pub minutes: Option<Minutes>,
    /// The mock interview in it, of the kinds mock and catch-up.
    pub mock: Option<Mock>,
    /// Where its id stands in the file.
    pub place: Place,
}

/// A mock interview of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mock {
    /// How long it takes.
    pub minutes: Minutes,
    /// How many questions, from 1 to 50.
    pub questions: u8,
    /// What it asks about; all of the notes if absent.
    pub scope: Option<Placed<String>>,
    /// Which topics come first.
    pub choice: MockChoice,
}

/// Which topics a mock interview takes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MockChoice {
    /// Any.
    #[default]
    Any,
    /// Those that are weak.
    Weak,
}

impl Default for Mock {
    fn default() -> Mock {
        Mock {
            minutes: Minutes::MOCK,
            questions: 5,
            scope: None,
            choice: MockChoice::Any,
        }
    }
}

/// When the interview is, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interview {
    /// On a day; its time is not known.
    On(NaiveDate),
    /// At a time.
    At(NaiveDateTime),
}

impl Interview {
    /// The local date of it.
    pub fn date(self) -> NaiveDate {
        match self {
            Interview::On(date) => date,
            Interview::At(time) => time.date(),
        }
    }

    /// The local time of it, if it is known.
    pub fn time(self) -> Option<NaiveDateTime> {
        match self {
            Interview::On(_) => None,
            Interview::At(time) => Some(time),
        }
    }
}

/// Something that a file says, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed<T> {
    /// What it says.
    pub what: T,
    /// Where.
    pub place: Place,
}

impl Plan {
    /// Minutes of a study date that has none of its own.
    pub fn minutes(&self) -> Minutes {
        self.own_minutes
            .unwrap_or_else(|| Minutes::of_level(self.level))
    }

    /// Minutes of the study date on which this day falls.
    pub fn minutes_of(&self, day: &PlanDay) -> Minutes {
        day.minutes.unwrap_or_else(|| self.minutes())
    }

    /// The days that level, focus and tracks choose, in order: those of which a step is left.
    pub fn chosen(&self) -> Vec<&PlanDay> {
        let days = self.days.iter();
        days.filter(|day| !steps::steps(day, self).is_empty())
            .collect()
    }

    /// The day of this id.
    pub fn day(&self, id: &DayId) -> Option<&PlanDay> {
        self.days.iter().find(|day| day.id == *id)
    }
}

impl PlanDay {
    /// The scope of its map.
    pub fn map_scope(&self) -> Option<&str> {
        self.map.as_ref().map(|map| map.what.as_str())
    }

    /// The scope of its palace.
    pub fn palace_scope(&self) -> Option<&str> {
        self.palace.as_ref().map(|palace| palace.what.as_str())
    }
}

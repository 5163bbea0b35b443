//! A study plan from its file: strict TOML, in which every mistake is told at once with line and column.
//!
//! Pure but for [`mod@file`]: text in, plan and problems out, in time linear in the text. What a plan means, and what can
//! be wrong with it as a whole, is in [`crate::domain::plan`].

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use toml_edit::{Datetime, Document, TableLike, Value};

use super::value;
use crate::domain::plan::check::check;
use crate::domain::plan::minutes::{Minutes, StepMinutes};
use crate::domain::plan::problem::{Place, PlanProblem, Severity};
use crate::domain::plan::words::{Focus, Level, Track};
use crate::domain::plan::{Interview, Placed, Plan, PlanDay};

use section::{Reading, Section};

mod day;
pub mod file;
mod lines;
mod section;
pub mod template;
#[cfg(test)]
mod tests;
pub mod write;

/// The most bytes of a plan.
pub const MOST_BYTES: usize = 1 << 20;

/// The version of the format that is read.
const SCHEMA: i64 = 1;

const MINUTES: &str = "use whole minutes from 1 to 1440";
const DATE: &str = "use a date without quotes, like 2026-11-16";
const MOMENT: &str =
    "use a date without quotes, like 2026-12-16, or a local time, like 2026-12-16T14:00:00";
const ONE_LINE: &str = "use a text of one line, in quotes";
const DAY_LIST: &str = "write each day as [[day]], with its keys below";

/// Reads a plan. There is one exactly if no problem is an error; the problems are in the order of the file.
///
/// ```
/// use loci::config::plan::read;
/// let text = "schema = 1\nname = 'X'\nlevel = 'beginner'\nfocus = 'learning'\n[[day]]\nid = 'a'\ntitel = 'A'\n";
/// let (plan, problems) = read(text);
/// assert!(plan.is_none());
/// assert_eq!(problems[1].message, "unknown key `titel`; did you mean `title`?");
/// assert_eq!(problems[1].place.line, 7);
/// ```
pub fn read(text: &str) -> (Option<Plan>, Vec<PlanProblem>) {
    if text.len() > MOST_BYTES {
        let message = "the plan is over 1 MiB: that is no list of days";
        return (None, vec![PlanProblem::error(Place::BEGIN, message)]);
    }
    let reading = Reading::of(text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let message = error.message().trim().replace('\n', ", ");
            let place = reading.place(error.span());
            return (None, vec![PlanProblem::error(place, message)]);
        }
    };
    let plan = whole(&reading, document.as_table());
    let mut problems = reading.problems();
    let is_whole = is_right(&problems);
    let told = check(&plan).into_iter();
    // What is only odd about a plan may come from what could not be read of it.
    problems.extend(told.filter(|problem| is_whole || problem.severity == Severity::Error));
    problems.sort();
    (is_right(&problems).then_some(plan), problems)
}

fn is_right(problems: &[PlanProblem]) -> bool {
    let mut problems = problems.iter();
    problems.all(|problem| problem.severity == Severity::Warning)
}

/// The plan, with something harmless for whatever could not be read.
fn whole(reading: &Reading<'_>, table: &dyn TableLike) -> Plan {
    let mut top = Section::of(reading, table, Place::BEGIN);
    schema(&mut top);
    let levels = one_of(&Level::ALL.map(Level::as_str));
    let foci = one_of(&Focus::ALL.map(Focus::as_str));
    let level = top
        .needed("level", &levels, |value| Level::from_word(value.as_str()?))
        .map_or(Level::Beginner, |level| level.what);
    let plan = Plan {
        name: top
            .needed("name", ONE_LINE, one_line)
            .map_or_else(String::new, |name| name.what),
        level,
        focus: top
            .needed("focus", &foci, |value| Focus::from_word(value.as_str()?))
            .map_or(Focus::Interview, |focus| focus.what),
        tracks: tracks(&mut top),
        start: top
            .value("start", DATE, |value| date(value.as_datetime()?))
            .map(|start| start.what),
        interview: top.value("interview", MOMENT, |value| interview(value.as_datetime()?)),
        own_minutes: top
            .value("minutes", MINUTES, minutes)
            .map(|minutes| minutes.what),
        weekdays: top
            .value(
                "days",
                "use days of the week, like \"mon-sat\" or \"mon,wed,fri\"",
                |value| weekdays(value.as_str()?),
            )
            .map_or_else(Vec::new, |days| days.what),
        window: top
            .value("window", "use two times, like \"19:00-21:00\"", |value| {
                value::hours(value.as_str()?)
            })
            .map(|hours| hours.what),
        defaults: defaults(&mut top, level),
        days: days(reading, &mut top),
    };
    top.finish(|key| match day::KEYS.contains(&key) {
        true => Some("below a [[day]]"),
        false if STEPS.contains(&key) => Some("below [defaults]"),
        false => None,
    });
    plan
}

fn schema(top: &mut Section<'_, '_>) {
    let known = "this loci reads schema = 1: is the plan of a newer one?";
    let schema = top.value("schema", known, |value| {
        value.as_integer().filter(|schema| *schema == SCHEMA)
    });
    if schema.is_none() && top.item("schema").is_none() {
        let message = "`schema` is missing: begin with schema = 1";
        top.warning(Place::BEGIN, message.to_owned());
    }
}

fn tracks(top: &mut Section<'_, '_>) -> Vec<Track> {
    let allowed = format!("{}; a list of them", one_of(&Track::ALL.map(Track::as_str)));
    let mut tracks: Vec<Track> = Vec::new();
    for track in top.texts("tracks", &allowed, Track::from_word) {
        if !tracks.contains(&track.what) {
            tracks.push(track.what);
        }
    }
    if tracks.is_empty() {
        tracks.push(Track::Core);
    }
    tracks
}

/// The keys of `[defaults]`.
const STEPS: [&str; 6] = ["learn", "map", "recall", "code", "palace", "explain"];

fn defaults(top: &mut Section<'_, '_>, level: Level) -> StepMinutes {
    let mut steps = StepMinutes::of_level(level);
    let allowed = "it is a section: write [defaults] and minutes below";
    let Some(mut section) = top.section("defaults", allowed) else {
        return steps;
    };
    let most = |cap: Minutes| {
        format!("use whole minutes from 1 to {cap}: its box may be shorter, never longer")
    };
    let free = MINUTES.to_owned();
    let slots = [
        (&mut steps.learn, None),
        (&mut steps.map, Some(Minutes::MAP_CAP)),
        (&mut steps.recall, None),
        (&mut steps.code, None),
        (&mut steps.palace, Some(Minutes::PALACE_CAP)),
        (&mut steps.explain, None),
    ];
    for (key, (slot, cap)) in STEPS.into_iter().zip(slots) {
        let allowed = cap.map_or_else(|| free.clone(), most);
        let read = section.value(key, &allowed, |value| {
            minutes(value).filter(|minutes| cap.is_none_or(|cap| *minutes <= cap))
        });
        if let Some(read) = read {
            *slot = read.what;
        }
    }
    section.finish(|key| TOP.contains(&key).then_some(AT_THE_TOP));
    steps
}

/// Keys of the plan itself, which end up in a section if they are written too late.
const TOP: [&str; 10] = [
    "schema",
    "name",
    "level",
    "focus",
    "tracks",
    "start",
    "interview",
    "minutes",
    "days",
    "window",
];
const AT_THE_TOP: &str = "at the top, before [defaults] and the first [[day]]";

fn days(reading: &Reading<'_>, top: &mut Section<'_, '_>) -> Vec<PlanDay> {
    let Some(item) = top.item("day") else {
        return Vec::new();
    };
    let mut days = Vec::new();
    if let Some(tables) = item.as_array_of_tables() {
        for table in tables {
            let place = reading.place(table.span());
            days.extend(day::read(Section::of(reading, table, place)));
        }
    } else if let Some(list) = item.as_array() {
        for entry in list {
            let place = reading.place(entry.span());
            match entry.as_inline_table() {
                Some(table) => days.extend(day::read(Section::of(reading, table, place))),
                None => top.error(place, format!("this is no day: {DAY_LIST}")),
            }
        }
    } else {
        top.wrong("day", item, DAY_LIST);
    }
    days
}

/// `use a, b or c`.
fn one_of(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("use {} or {last}", rest.join(", ")),
        Some(_) | None => format!("use {}", words.concat()),
    }
}

fn one_line(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    let is_line = !text.is_empty() && !text.contains(char::is_control);
    is_line.then(|| text.to_owned())
}

fn minutes(value: &Value) -> Option<Minutes> {
    Minutes::new(u16::try_from(value.as_integer()?).ok()?)
}

fn date(read: &Datetime) -> Option<NaiveDate> {
    let Datetime {
        date: Some(date),
        time: None,
        offset: None,
    } = read
    else {
        return None;
    };
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

fn interview(read: &Datetime) -> Option<Interview> {
    let Some(time) = read.time else {
        return date(read).map(Interview::On);
    };
    let day = date(&Datetime {
        time: None,
        ..*read
    })?;
    let second = time.second.unwrap_or(0).into();
    let time = NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), second)?;
    Some(Interview::At(NaiveDateTime::new(day, time)))
}

/// Reads days of the week: one, a span, or several of either with commas (`mon-fri`, `mon,wed,fri`); in their order.
pub fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let mut days: Vec<Weekday> = Vec::new();
    for part in text.split(',') {
        for day in value::weekdays(part.trim())? {
            if !days.contains(&day) {
                days.push(day);
            }
        }
    }
    days.sort_by_key(Weekday::num_days_from_monday);
    Some(days)
}

/// A scope in the notes.
fn scope(value: &Value) -> Option<String> {
    one_line(value)
}

/// Where something stands that a list of texts says.
fn texts<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.what).collect()
}

//! What a day of the plan looks like: its head, a line for each step, what was missed or waits, the week. Pure.

use std::path::Path;

use chrono::{Datelike, NaiveDate};

use super::asking::{self, command, is_open};
use crate::cli::render::table::{cut, width};
use crate::cli::render::words::{BOLD, DIM, WARN, count, percent, printable, span, styled};
use crate::cli::render::wrap::wrapped;
use crate::ipc::protocol::{
    PlanDayInfo, PlanMadeUp, PlanReply, PlanStepInfo, PlanWeek, ProblemInfo,
};

/// Columns before what a step says: its mark, its kind, its minutes.
const BEFORE: usize = 23;
/// Fewer columns than this are not worth writing into: the text gets lines of its own.
const NARROW: usize = 24;
/// The indent of such lines.
const INDENT: usize = 4;

/// The indent of what goes on, where each thing has lines of its own.
const MORE: &str = "  ";
/// What a day of the final pass is called, unless its title says so.
const FINAL: &str = "final pass";
/// How a warning of the daemon ends that the line of what was missed makes needless.
const MISSED: &str = " missed: loci plan catch-up";
/// Of a week with fewer seconds of maps and palaces nothing can be said.
const JUDGED_SECS: u32 = 600;
/// What stands between things to read.
const READING: &str = " · ";

/// The page of a day, at most `columns` wide but for words that are longer.
pub fn text(plan: &PlanReply, today: NaiveDate, columns: usize) -> String {
    let mut text = head(plan, today, columns);
    let next = asking::next(plan).filter(|_| is_today(plan, today));
    let has_several = has_several(&plan.steps);
    let mut above = None;
    for step in &plan.steps {
        let day = day_of(step).filter(|_| has_several);
        if let Some(day) = day.filter(|_| day != above) {
            text.push_str(&topic(plan, day, columns));
        }
        above = day;
        let mark = match next {
            Some(next) if next.id == step.id => Mark::Next,
            Some(_) | None => Mark::of(step),
        };
        text.push_str(&line(step, mark, columns));
    }
    if plan.steps.is_empty() {
        text.push_str("  nothing is planned on this day\n");
    }
    for told in beside(plan, today) {
        text.push_str(&paragraph(&told, columns));
    }
    if let Some(step) = next {
        let hint = format!("next: {}", printable(&command(step)));
        text.push_str(&paragraph(&hint, columns));
    }
    text
}

/// That the file of the plan holds none any more for these problems, with the line; `shown` is how a path is shown.
pub fn broken(problems: &[ProblemInfo], shown: impl Fn(&Path) -> String) -> Option<String> {
    let first = problems.first()?;
    let file = printable(&shown(Path::new(&first.source)));
    let place = match first.line {
        0 => file,
        line => format!("{file}:{line}"),
    };
    let more = match problems.len() - 1 {
        0 => String::new(),
        more => format!("; and {}", count(more as u64, "more mistake")),
    };
    let check = match first.line {
        0 => "",
        _ => ": loci plan check, or loci plan restore",
    };
    Some(styled(
        WARN,
        &format!(
            "{place}: {}{more}; meanwhile the last good plan is used{check}",
            printable(&first.message)
        ),
    ))
}

/// The id of the day that a step belongs to; none of reviews.
fn day_of(step: &PlanStepInfo) -> Option<&str> {
    step.id.rsplit_once('/').map(|(day, _)| day)
}

/// Whether steps belong to more than one day, and rows of the same kind would look the same.
fn has_several(steps: &[PlanStepInfo]) -> bool {
    let mut days = steps.iter().filter_map(day_of);
    let first = days.next();
    days.any(|day| Some(day) != first)
}

/// `dict · dict and hashing`, above the steps of a day.
fn topic(plan: &PlanReply, id: &str, columns: usize) -> String {
    let day = plan
        .days
        .iter()
        .chain(&plan.missed)
        .find(|day| day.id == id);
    let title = day.map(|day| printable(&day.title));
    let title = title.filter(|title| !title.is_empty() && title != id);
    let title = title.map(|title| format!(" · {title}")).unwrap_or_default();
    let told = cut(
        &format!("{}{title}", printable(id)),
        columns.saturating_sub(MORE.len()),
    );
    format!("{MORE}{}\n", styled(DIM, &told))
}

fn is_today(plan: &PlanReply, today: NaiveDate) -> bool {
    plan.date == today.to_string()
}

/// `Day 12 of 30 · closures and decorators · 45 min          16 days to the 16th: 84 % → 96 %`.
fn head(plan: &PlanReply, today: NaiveDate, columns: usize) -> String {
    let number = match plan.day {
        0 => format!("before day 1 of {}", plan.of),
        day => format!("Day {day} of {}", plan.of),
    };
    let number = match is_today(plan, today) {
        true => number,
        false => format!("{} · {number}", asking::in_words(&plan.date, today)),
    };
    let minutes = format!("{} min", plan.minutes);
    let ahead = countdown(plan).unwrap_or_default();
    let titles: Vec<String> = asking::days_on(plan, &plan.date)
        .map(|day| printable(&day.title))
        .collect();
    let (title, more) = match (titles.join(" + "), plan.final_pass) {
        (title, false) if title.is_empty() => (printable(&plan.name), ""),
        (title, true) if title.is_empty() => (FINAL.to_owned(), ""),
        (title, true) if !title.to_lowercase().contains(FINAL) => (title, ", final pass"),
        (title, _) => (title, ""),
    };
    let fixed = width(&number) + width(&minutes) + width(more) + 6;
    let left = |title: &str| format!("{} · {title}{more} · {minutes}", styled(BOLD, &number));
    let whole = fixed + width(&title);
    let gap = columns.saturating_sub(whole + width(&ahead));
    if ahead.is_empty() || gap < 2 {
        let title = cut(&title, columns.saturating_sub(fixed).max(8));
        let below = match ahead.is_empty() {
            true => String::new(),
            false => paragraph(&styled(DIM, &ahead), columns),
        };
        return format!("{}\n{below}", left(&title));
    }
    let ahead = styled(DIM, &ahead);
    format!("{}{}{ahead}\n", left(&title), " ".repeat(gap))
}

/// `16 days to the 16th: 84 % → 96 %`; none without an interview.
fn countdown(plan: &PlanReply) -> Option<String> {
    let interview: NaiveDate = plan.interview.as_deref()?.get(..10)?.parse().ok()?;
    let date: NaiveDate = plan.date.parse().ok()?;
    let recall = recall(plan);
    let until = match (interview - date).num_days() {
        days if days < 0 => return None,
        0 => "today is the day".to_owned(),
        days => {
            let days = count(u64::try_from(days).unwrap_or_default(), "day");
            format!("{days} to the {}", ordinal(interview.day()))
        }
    };
    Some(match recall {
        Some(recall) => format!("{until}: {recall}"),
        None => until,
    })
}

/// `84 % → 96 %`, or `96 %`.
fn recall(plan: &PlanReply) -> Option<String> {
    let on_the_day = percent(plan.recall_on_the_day?);
    Some(match plan.recall_now.map(percent) {
        Some(now) if now != on_the_day => format!("{now} → {on_the_day}"),
        Some(_) | None => on_the_day,
    })
}

/// `day 12 · 84 % → 96 % on the 16th`, for the line of a status.
pub fn brief(plan: &PlanReply) -> String {
    let day = format!("day {}", plan.day);
    let interview = plan.interview.as_deref().and_then(|text| text.get(..10));
    let interview = interview.and_then(|text| text.parse::<NaiveDate>().ok());
    match (recall(plan), interview) {
        (Some(recall), Some(date)) => {
            format!("{day} · {recall} on the {}", ordinal(date.day()))
        }
        (Some(_) | None, _) => format!("{day} of {}", plan.of),
    }
}

/// `1st`, `2nd`, `16th`.
pub fn ordinal(day: u32) -> String {
    let ending = match (day % 10, day % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        (_, _) => "th",
    };
    format!("{day}{ending}")
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Done,
    Skipped,
    Next,
    Open,
}

impl Mark {
    fn of(step: &PlanStepInfo) -> Mark {
        match (step.done, step.skipped) {
            (true, _) => Mark::Done,
            (false, true) => Mark::Skipped,
            (false, false) => Mark::Open,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Mark::Done => "✓",
            Mark::Skipped => "–",
            Mark::Next => "▸",
            Mark::Open => "·",
        }
    }
}

fn line(step: &PlanStepInfo, mark: Mark, columns: usize) -> String {
    let kind = match step.kind.as_str() {
        "review" => "reviews".to_owned(),
        kind => cut(&printable(kind), 8),
    };
    let padding = " ".repeat(8usize.saturating_sub(width(&kind)));
    let before = format!("  {} {kind}{padding} {:>4} min", mark.sign(), step.minutes);
    let before = match mark {
        Mark::Next => styled(BOLD, &before),
        Mark::Done | Mark::Skipped => styled(DIM, &before),
        Mark::Open => before,
    };
    let said = match mark {
        Mark::Done | Mark::Skipped => Vec::new(),
        Mark::Next | Mark::Open => says(step),
    };
    if said.iter().all(String::is_empty) {
        return format!("{before}\n");
    }
    let room = columns.saturating_sub(BEFORE);
    let beside = items(&said, room);
    let fits = room >= NARROW && beside.iter().all(|line| width(line) <= room);
    let (indent, lines) = match fits {
        true => (BEFORE, beside),
        // A link that is cut leads nowhere.
        false => (INDENT, items(&said, columns.saturating_sub(INDENT))),
    };
    let indent = " ".repeat(indent);
    match fits {
        true => {
            let joined = lines.join(&format!("\n{indent}"));
            let gap = " ".repeat(BEFORE.saturating_sub(width(&before)));
            format!("{before}{gap}{joined}\n")
        }
        false => {
            let joined = lines.join(&format!("\n{indent}"));
            format!("{before}\n{indent}{joined}\n")
        }
    }
}

/// Lines of several things, each beginning with one of its own; what goes on is indented where there are several.
fn items(said: &[String], columns: usize) -> Vec<String> {
    let Some((alone, [])) = said.split_first() else {
        let item = |said: &String| {
            wrapped(said, columns.saturating_sub(MORE.len())).join(&format!("\n{MORE}"))
        };
        let lines = said.iter().map(item).collect::<Vec<_>>().join("\n");
        return lines.lines().map(str::to_owned).collect();
    };
    wrapped(alone, columns)
}

/// What a step says: that it is a part, or goes on; then what is to be done.
fn says(step: &PlanStepInfo) -> Vec<String> {
    let part = match (step.later_minutes, step.spent_secs) {
        (Some(later), _) => Some(format!("a part of it, {later} min wait for another day")),
        (None, Some(spent)) => Some(format!("goes on, {} are done", span(spent))),
        (None, None) => None,
    };
    part.into_iter().chain(asks(step)).collect()
}

/// The command where that tells all, else the first line of what is to be done; of reading, all that is to be read.
fn asks(step: &PlanStepInfo) -> Vec<String> {
    let first = || match step.title.trim().split_once('\n') {
        Some((first, _)) => format!("{} …", printable(first.trim_end())),
        None => printable(step.title.trim()),
    };
    match (step.kind.as_str(), &step.command) {
        ("learn", _) => step
            .title
            .split(READING)
            .map(|one| printable(one.trim()))
            .collect(),
        ("code" | "explain" | "mock", _) | (_, None) => vec![first()],
        (_, Some(command)) => vec![printable(command)],
    }
}

/// What is to be known beside the steps, a paragraph each.
fn beside(plan: &PlanReply, today: NaiveDate) -> Vec<String> {
    let mut told = Vec::new();
    if let Some(first) = plan.missed.first() {
        told.push(styled(WARN, &missed(&plan.missed, first, today)));
    }
    told.extend(plan.made_up.as_ref().map(|behind| made_up(behind, today)));
    // Nothing is looked at ahead while something is made up for: no other day asks it then.
    let is_made_up_for = plan.made_up.is_some();
    let waits = |step: &&PlanStepInfo| is_open(step) && !(is_made_up_for && step.kind == "glance");
    let waiting: Vec<&PlanStepInfo> = plan.waiting.iter().filter(waits).collect();
    if !waiting.is_empty() {
        let minutes: u32 = waiting.iter().map(|step| step.minutes).sum();
        let steps = waiting.iter().map(|step| printable(&step.id));
        let steps: Vec<String> = steps.collect();
        told.push(format!(
            "waits for another day, {minutes} min: {}",
            steps.join(", ")
        ));
    }
    let warnings = plan.warnings.iter();
    let warnings = warnings.filter(|said| plan.missed.is_empty() || !said.ends_with(MISSED));
    told.extend(warnings.map(|said| styled(WARN, &printable(said))));
    let has_code = asking::steps(plan).any(|step| step.kind == "code");
    told.extend(plan.week.as_ref().map(|spent| week(spent, has_code.into())));
    told
}

fn missed(missed: &[PlanDayInfo], first: &PlanDayInfo, today: NaiveDate) -> String {
    let days = count(u64::try_from(missed.len()).unwrap_or(u64::MAX), "day");
    let first = format!(
        "{}, {}",
        printable(&first.title),
        asking::in_words(&first.date, today)
    );
    match missed.len() {
        1 => format!("missed: {first}; loci plan catch-up"),
        _ => format!("missed: {days}, the first {first}; loci plan catch-up"),
    }
}

/// How much of what was missed is left, and how long it takes.
fn made_up(behind: &PlanMadeUp, today: NaiveDate) -> String {
    let left = format!("of what was missed {} min are left", behind.minutes);
    match &behind.date {
        Some(date) => format!("{left}, made up for by {}", asking::in_words(date, today)),
        None => styled(
            WARN,
            &format!("{left}, which cannot be made up for in time"),
        ),
    }
}

/// Whether a plan has something to code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coding {
    Some,
    None,
}

impl From<bool> for Coding {
    fn from(has_code: bool) -> Coding {
        match has_code {
            true => Coding::Some,
            false => Coding::None,
        }
    }
}

/// `week: coding 2 h 10 · maps 50 min · palaces 15 min`, and what is odd about it. A plan without code has no coding.
fn week(week: &PlanWeek, coding: Coding) -> String {
    let drawn = format!(
        "maps {} · palaces {}",
        short(week.map_secs),
        short(week.palace_secs)
    );
    if coding == Coding::None && week.code_secs == 0 {
        return styled(DIM, &format!("week: {drawn}"));
    }
    let line = format!("week: coding {} · {drawn}", short(week.code_secs));
    let drawn_secs = week.map_secs.saturating_add(week.palace_secs);
    match drawn_secs >= JUDGED_SECS && drawn_secs > week.code_secs {
        true => styled(WARN, &format!("{line} · more maps than code: code first")),
        false => styled(DIM, &line),
    }
}

/// `2 h 10`, `50 min`.
fn short(secs: u32) -> String {
    let minutes = secs / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

/// A paragraph, indented as the steps are.
pub(super) fn paragraph(text: &str, columns: usize) -> String {
    let lines = wrapped(text, columns.saturating_sub(2));
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

#[cfg(test)]
pub(in crate::cli) mod tests;

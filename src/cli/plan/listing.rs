//! What all days of the plan look like: a line each. Pure.

use chrono::NaiveDate;

use super::asking;
use crate::cli::render::table::{cut, width};
use crate::cli::render::words::{BOLD, DIM, WARN, printable, styled};
use crate::ipc::protocol::{PlanDayInfo, PlanReply};

/// Fewer columns than this have no room for titles.
const NARROW: usize = 56;
/// A title that has fewer columns says nothing.
const TITLE: usize = 14;
/// The most columns of an id.
const ID: usize = 24;
/// Columns beside the date and the id: blanks and the mark, the minutes, the steps.
const AROUND: usize = 22;

/// All days, a line each, in the order of their dates.
pub(super) fn text(plan: &PlanReply, today: NaiveDate, columns: usize) -> String {
    let widest = |cell: &dyn Fn(&PlanDayInfo) -> String| {
        let cells = plan.days.iter().map(|day| width(&cell(day)));
        cells.max().unwrap_or(0)
    };
    let date = |day: &PlanDayInfo| match (day.date.parse::<NaiveDate>(), columns < NARROW) {
        (Ok(date), true) => date.format("%e %b").to_string(),
        (Ok(date), false) => {
            let words = asking::in_words(&day.date, today);
            // In a column, days of one digit stand below the others.
            words.replacen(
                &date.format("%a %-d ").to_string(),
                &date.format("%a %e ").to_string(),
                1,
            )
        }
        (Err(_), _) => asking::in_words(&day.date, today),
    };
    let dates = widest(&date).min(ID);
    let room = columns.saturating_sub(dates + AROUND).clamp(6, ID);
    let ids = widest(&|day| printable(&day.id)).min(room);
    let minutes = widest(&|day| day.minutes.to_string());
    let mut text = format!(
        "{} · {} · {} min a day\n",
        styled(BOLD, &cut(&printable(&plan.name), 40)),
        printable(&plan.level),
        plan.minutes_a_day
    );
    let mut days: Vec<&PlanDayInfo> = plan.days.iter().collect();
    // Days of one date keep the order of the file.
    days.sort_by(|one, other| one.date.cmp(&other.date));
    for day in days {
        let date = date(day);
        let date = format!("{date}{}", " ".repeat(dates.saturating_sub(width(&date))));
        let mark = mark(day, plan, today);
        text.push_str(&line(day, &date, (ids, minutes), mark, columns));
    }
    let ends = plan.ends.as_deref();
    if let Some(ends) = ends {
        text.push_str(&format!("  ends {}\n", asking::in_words(ends, today)));
    }
    text
}

/// How a day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Done,
    LeftOut,
    Missed,
    Today,
    Open,
}

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Mark::Done => "✓",
            Mark::LeftOut => "–",
            Mark::Missed => "!",
            Mark::Today => "▸",
            Mark::Open => "·",
        }
    }
}

/// How a day stands: it was left out where nothing of it was done; it is missed where the plan says so, for one that was
/// begun goes on.
fn mark(day: &PlanDayInfo, plan: &PlanReply, today: NaiveDate) -> Mark {
    let is_over = day.of > 0 && day.done >= day.of;
    let is_left_out = !day.steps.is_empty() && done(day) == 0;
    let is_missed = plan.missed.iter().any(|missed| missed.id == day.id);
    match is_over {
        true if is_left_out => Mark::LeftOut,
        true => Mark::Done,
        false if is_missed => Mark::Missed,
        false if day.date == today.to_string() => Mark::Today,
        false => Mark::Open,
    }
}

/// Steps that were done; what was left out was not. Where the steps are not told, those that ended.
fn done(day: &PlanDayInfo) -> usize {
    match day.steps.is_empty() {
        true => usize::try_from(day.done).unwrap_or(usize::MAX),
        false => day.steps.iter().filter(|step| step.done).count(),
    }
}

/// A day; `ids` and `minutes` are the columns of these.
fn line(
    day: &PlanDayInfo,
    date: &str,
    (ids, minutes): (usize, usize),
    mark: Mark,
    columns: usize,
) -> String {
    let style = match mark {
        Mark::Done | Mark::LeftOut => Some(DIM),
        Mark::Missed => Some(WARN),
        Mark::Today => Some(BOLD),
        Mark::Open => None,
    };
    let mark = mark.sign();
    let id = cut(&printable(&day.id), ids.max(1));
    let padding = " ".repeat(ids.saturating_sub(width(&id)));
    let before = format!("  {mark} {date}  {id}{padding}");
    let after = format!("{:>minutes$} min  {}/{}", day.minutes, done(day), day.of);
    let room = columns.saturating_sub(width(&before) + width(&after) + 4);
    let line = match columns < NARROW || room < TITLE {
        true => format!("{before}  {after}"),
        false => {
            let title = cut(&printable(&day.title), room);
            let gap = " ".repeat(room.saturating_sub(width(&title)));
            format!("{before}  {title}{gap}  {after}")
        }
    };
    match style {
        Some(style) => format!("{}\n", styled(style, &line)),
        None => format!("{line}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::plan::page::tests::{plan, today};
    use crate::ipc::protocol::PlanStepInfo;

    #[test]
    fn every_day_is_a_line_at_80_60_and_40_columns() {
        let mut seen = String::new();
        for columns in [80, 60, 40] {
            let text = text(&plan(), today(), columns);
            let text = anstream::adapter::strip_str(&text).to_string();
            seen.push_str(&format!("{columns}:\n{text}\n"));
            assert!(text.lines().all(|line| width(line) <= columns), "{text}");
        }
        insta::assert_snapshot!(seen);
    }

    fn lines(plan: &PlanReply) -> Vec<String> {
        let text = text(plan, today(), 60);
        let text = anstream::adapter::strip_str(&text).to_string();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_day_that_was_left_out_is_not_drawn_as_done() {
        let step = |done| PlanStepInfo {
            done,
            skipped: !done,
            ..PlanStepInfo::default()
        };
        let mut plan = plan();
        plan.days.truncate(2);
        for (day, steps) in plan.days.iter_mut().zip([
            vec![step(false), step(false)],
            vec![step(true), step(false)],
        ]) {
            (day.done, day.of, day.steps) = (2, 2, steps);
        }
        let lines = lines(&plan);
        assert!(
            lines[1].starts_with("  – Thu 26 Nov") && lines[1].ends_with("0/2"),
            "{lines:?}"
        );
        assert!(
            lines[2].starts_with("  ✓ Fri 27 Nov") && lines[2].ends_with("1/2"),
            "{lines:?}"
        );
    }

    #[test]
    fn days_stand_in_the_order_of_their_dates_and_on_one_date_in_that_of_the_file() {
        let mut plan = plan();
        plan.days.truncate(3);
        for (day, (id, date)) in plan.days.iter_mut().zip([
            ("moved", "2026-12-02"),
            ("second", "2026-12-01"),
            ("a-third", "2026-12-01"),
        ]) {
            (day.id, day.date) = (id.to_owned(), date.to_owned());
        }
        let lines = lines(&plan);
        for (line, id) in lines[1..].iter().zip(["second", "a-third", "moved"]) {
            assert!(line.contains(&format!("  {id} ")), "{lines:?}");
        }
    }

    #[test]
    fn only_what_the_plan_says_was_missed_is_marked_as_missed() {
        let mut plan = plan();
        let missed: Vec<String> = plan.missed.iter().map(|day| day.id.clone()).collect();
        let marked = |plan: &PlanReply| {
            let lines = lines(plan).into_iter();
            lines.filter(|line| line.starts_with("  ! ")).count()
        };
        let told = plan.days.iter().filter(|day| missed.contains(&day.id));
        assert_eq!(marked(&plan), told.count());
        assert!(marked(&plan) > 0);
        // Once the interview is over, and where a day was begun, it says of none.
        plan.missed.clear();
        assert_eq!(marked(&plan), 0);
    }
}

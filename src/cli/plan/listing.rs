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

/// All days, a line each.
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
    for day in &plan.days {
        let date = date(day);
        let date = format!("{date}{}", " ".repeat(dates.saturating_sub(width(&date))));
        text.push_str(&line(day, &date, (ids, minutes), today, columns));
    }
    let ends = plan.ends.as_deref();
    if let Some(ends) = ends {
        text.push_str(&format!("  ends {}\n", asking::in_words(ends, today)));
    }
    text
}

/// A day; `ids` and `minutes` are the columns of these.
fn line(
    day: &PlanDayInfo,
    date: &str,
    (ids, minutes): (usize, usize),
    today: NaiveDate,
    columns: usize,
) -> String {
    let is_done = day.of > 0 && day.done >= day.of;
    let on = day.date.parse::<NaiveDate>().ok();
    let (mark, style) = match (is_done, on) {
        (true, _) => ("✓", Some(DIM)),
        (false, Some(date)) if date < today => ("!", Some(WARN)),
        (false, Some(date)) if date == today => ("▸", Some(BOLD)),
        (false, _) => ("·", None),
    };
    let id = cut(&printable(&day.id), ids.max(1));
    let padding = " ".repeat(ids.saturating_sub(width(&id)));
    let before = format!("  {mark} {date}  {id}{padding}");
    let after = format!("{:>minutes$} min  {}/{}", day.minutes, day.done, day.of);
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
}

//! The days as rows with a bar each: two weeks day by day, then weeks, in the far future four of them at once.
//! Pure.

use chrono::{Datelike, NaiveDate};

use crate::cli::render::words::{BOLD, DIM, WARN, styled};
use crate::ipc::protocol::ForecastDay;

/// Days that have a row of their own.
const SINGLE: usize = 14;

/// The most weeks that are told one by one.
const WEEKS: usize = 26;

/// Columns of a row's label, of its numbers, and at most of its bar.
const LABEL: usize = 18;
const NUMBERS: usize = 27;
const BAR: usize = 26;

/// One row: a day, or several of them.
struct Row {
    label: String,
    /// Minutes a day.
    minutes: f64,
    count: f64,
    new: f64,
    /// At the end.
    waiting: u32,
}

/// The table, each line with its newline.
pub(super) fn table(days: &[ForecastDay], columns: usize) -> String {
    let (single, rest) = days.split_at(days.len().min(SINGLE));
    let step = match rest.len() <= WEEKS * 7 {
        true => 7,
        false => 28,
    };
    let first: Vec<Row> = single.iter().enumerate().map(day).collect();
    let then: Vec<Row> = rest.chunks(step).map(several).collect();
    let most = (first.iter().chain(&then))
        .map(|row| row.minutes)
        .fold(0.0, f64::max);
    let bar = columns.saturating_sub(LABEL + NUMBERS + 1).min(BAR);
    let heading = |label: &str| {
        let numbers = format!("{:>5}{:>6}{:>6}{:>9}", "min", "loci", "new", "waiting");
        let line = format!("{label:<LABEL$}{:<bar$} {numbers}", "");
        format!("{}\n", styled(DIM, &line))
    };
    let mut text = heading("");
    for row in &first {
        text.push_str(&row.line(bar, most));
    }
    if !then.is_empty() {
        text.push_str(&heading("a day on average"));
    }
    for row in &then {
        text.push_str(&row.line(bar, most));
    }
    text
}

fn day((at, day): (usize, &ForecastDay)) -> Row {
    let date: Option<NaiveDate> = day.day.parse().ok();
    let label = match (at, date) {
        (0, Some(_)) => "today".to_owned(),
        (_, Some(date)) => date.format("%a %e %b").to_string(),
        (_, None) => day.day.clone(),
    };
    Row {
        label,
        minutes: f64::from(day.minutes),
        count: f64::from(day.count),
        new: f64::from(day.new),
        waiting: day.waiting,
    }
}

fn several(days: &[ForecastDay]) -> Row {
    let mean = |number: fn(&ForecastDay) -> u32| {
        let sum: f64 = days.iter().map(|day| f64::from(number(day))).sum();
        sum / days.len().max(1) as f64
    };
    Row {
        label: label(days),
        minutes: mean(|day| day.minutes),
        count: mean(|day| day.count),
        new: mean(|day| day.new),
        waiting: days.last().map_or(0, |day| day.waiting),
    }
}

/// `14-20 Dec`, `28 Dec-3 Jan 2027`.
fn label(days: &[ForecastDay]) -> String {
    let date = |day: Option<&ForecastDay>| day.and_then(|day| day.day.parse::<NaiveDate>().ok());
    let (Some(from), Some(to)) = (date(days.first()), date(days.last())) else {
        return String::new();
    };
    let begin = match from.month() == to.month() {
        true => from.format("%-d"),
        false => from.format("%-d %b"),
    };
    // The year is told where it begins.
    let end = match from.year() == to.year() {
        true => to.format("%-d %b"),
        false => to.format("%-d %b %Y"),
    };
    match from == to {
        true => to.format("%-d %b").to_string(),
        false => format!("{begin}-{end}"),
    }
}

impl Row {
    fn line(&self, width: usize, most: f64) -> String {
        let label = match self.label == "today" {
            true => styled(BOLD, &format!("{:<LABEL$}", self.label)),
            false => format!("{:<LABEL$}", self.label),
        };
        let waiting = match self.waiting {
            0 => format!("{:>9}", ""),
            some => styled(WARN, &format!("{some:>9}")),
        };
        let new = match self.new.round() {
            none if none <= 0.0 => String::new(),
            some => format!("{some:.0}"),
        };
        let line = format!(
            "{label}{:<width$} {:>5.0}{:>6.0}{new:>6}{waiting}",
            bar(self.minutes, most, width),
            self.minutes,
            self.count,
        );
        format!("{}\n", line.trim_end())
    }
}

/// A bar as long as its share of `most`, to an eighth of a column; what is not nothing shows.
fn bar(value: f64, most: f64, width: usize) -> String {
    const PARTS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    if value <= 0.0 || most <= 0.0 || width == 0 {
        return String::new();
    }
    // `as` saturates; the share is at most 1.
    let eighths = (((value / most) * width as f64 * 8.0).round() as usize).clamp(1, width * 8);
    let mut bar = "█".repeat(eighths / 8);
    if let Some(part) = (eighths % 8).checked_sub(1) {
        bar.push(PARTS[part]);
    }
    bar
}

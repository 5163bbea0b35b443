//! The days as rows with a bar each: two weeks day by day, then weeks, in the far future four of them at once.
//! Pure.

use chrono::{Datelike, NaiveDate};

use crate::cli::render::words::{BOLD, DIM, WARN, styled};
use crate::ipc::protocol::ForecastDay;

/// Days that have a row of their own.
const SINGLE: usize = 14;

/// The most weeks that are told one by one.
const WEEKS: usize = 26;

/// Columns of a row's label, of each of its numbers, of these where there is little room, and at most of its bar.
const LABEL: usize = 18;
const NUMBERS: Numbers = [6, 6, 6, 9];
const CLOSE: Numbers = [4, 5, 5, 8];
const BAR: usize = 26;

/// Columns of the minutes, the loci, the new ones and those that wait.
type Numbers = [usize; 4];

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
    let whole = LABEL + NUMBERS.iter().sum::<usize>();
    let numbers = if columns < whole { CLOSE } else { NUMBERS };
    let bar = columns.saturating_sub(whole + 1).min(BAR);
    let heading = |label: &str| {
        let [minutes, loci, new, waiting] = numbers;
        let line = format!(
            "{label:<LABEL$}{:<bar$}{:>minutes$}{:>loci$}{:>new$}{:>waiting$}",
            "", "min", "loci", "new", "waiting"
        );
        format!("{}\n", styled(DIM, &line))
    };
    let mut text = heading("");
    for row in &first {
        text.push_str(&row.line(bar, most, numbers));
    }
    if !then.is_empty() {
        text.push_str(&heading("a day on average"));
    }
    for row in &then {
        text.push_str(&row.line(bar, most, numbers));
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
    fn line(&self, width: usize, most: f64, numbers: Numbers) -> String {
        let [minutes, loci, wide, waits] = numbers;
        let label = match self.label == "today" {
            true => styled(BOLD, &format!("{:<LABEL$}", self.label)),
            false => format!("{:<LABEL$}", self.label),
        };
        let waiting = match self.waiting {
            0 => format!("{:>waits$}", ""),
            some => styled(WARN, &format!("{some:>waits$}")),
        };
        let new = match self.new.round() {
            none if none <= 0.0 => String::new(),
            some => format!("{some:.0}"),
        };
        let line = format!(
            "{label}{:<width$}{:>minutes$.0}{:>loci$.0}{new:>wide$}{waiting}",
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

//! What the ways to catch up look like: side by side, or one that was taken. Pure.

use chrono::NaiveDate;

use super::asking::in_words;
use super::page::paragraph;
use crate::cli::render::table::{Table, width};
use crate::cli::render::words::{BOLD, WARN, count, printable, styled};
use crate::ipc::protocol::{PlanDayInfo, PlanMadeUp, PlanWay};

/// How many days are named.
const NAMED: usize = 3;

/// The ways next to each other; below each other where they do not fit.
pub(super) fn side_by_side(ways: &[PlanWay], today: NaiveDate, columns: usize) -> String {
    let mut table = Table::default();
    let row = |name: &str, cell: &dyn Fn(&PlanWay) -> String| {
        std::iter::once(name.to_owned())
            .chain(ways.iter().map(cell))
            .collect::<Vec<_>>()
    };
    table.row(row("", &|way| styled(BOLD, &printable(&way.mode))));
    table.row(row("moved", &|way| days(&way.moved)));
    table.row(row("left out", &|way| days(&way.dropped)));
    table.row(row("longest day", &|way| {
        format!("{} min", way.most_minutes)
    }));
    table.row(row("made up for", &|way| match &way.made_up {
        Some(behind) => by(behind, today),
        None => "-".to_owned(),
    }));
    table.row(row("ends", &|way| in_words(&way.ends, today)));
    let mut text = table.render();
    if text.lines().any(|line| width(line) > columns) {
        text = ways.iter().map(|way| done(way, today, columns)).collect();
    }
    text + &warnings(ways, columns)
}

/// What does not fit even so, with the way that leaves it.
pub(super) fn warnings(ways: &[PlanWay], columns: usize) -> String {
    let said = |way: &PlanWay| {
        let said = way.warnings.iter().map(|warning| {
            let said = format!("{}: {}", printable(&way.mode), printable(warning));
            paragraph(&styled(WARN, &said), columns)
        });
        said.collect::<String>()
    };
    ways.iter().map(said).collect()
}

/// One way, in two or three paragraphs.
pub(super) fn done(way: &PlanWay, today: NaiveDate, columns: usize) -> String {
    let mut text = format!("{}\n", styled(BOLD, &printable(&way.mode)));
    if !way.moved.is_empty() {
        let moved = named(&way.moved, |day| {
            format!("{} to {}", printable(&day.id), in_words(&day.date, today))
        });
        text.push_str(&paragraph(&format!("moved: {moved}"), columns));
    }
    if !way.dropped.is_empty() {
        let dropped = named(&way.dropped, |day| printable(&day.id));
        text.push_str(&paragraph(&format!("left out: {dropped}"), columns));
    }
    if let Some(behind) = &way.made_up {
        let by = by(behind, today);
        let behind = format!("{} min to make up for, {by}", behind.minutes);
        text.push_str(&paragraph(&behind, columns));
    }
    let ends = in_words(&way.ends, today);
    let ends = match way.ended == way.ends {
        true => format!("ends {ends} as before"),
        false => format!("ends {ends}, not {}", in_words(&way.ended, today)),
    };
    let ends = format!("{ends}, at most {} min a day", way.most_minutes);
    text + &paragraph(&ends, columns)
}

/// By when what was missed is made up for.
fn by(behind: &PlanMadeUp, today: NaiveDate) -> String {
    match &behind.date {
        Some(date) => format!("by {}", in_words(date, today)),
        None => "not in time".to_owned(),
    }
}

fn days(days: &[PlanDayInfo]) -> String {
    match days.len() {
        0 => "-".to_owned(),
        number => count(u64::try_from(number).unwrap_or(u64::MAX), "day"),
    }
}

fn named(days: &[PlanDayInfo], name: impl Fn(&PlanDayInfo) -> String) -> String {
    let mut names: Vec<String> = days.iter().take(NAMED).map(name).collect();
    if let more @ 1.. = days.len().saturating_sub(NAMED) {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(id: &str, date: &str) -> PlanDayInfo {
        PlanDayInfo {
            id: id.to_owned(),
            date: date.to_owned(),
            ..PlanDayInfo::default()
        }
    }

    #[test]
    fn three_ways_stand_side_by_side_and_below_each_other_where_it_is_narrow() {
        let way = |mode: &str, moved: usize, dropped: usize, ends: &str, most| PlanWay {
            mode: mode.to_owned(),
            moved: vec![day("dict-hashing", "2026-11-25"); moved],
            dropped: vec![day("descriptors", "2026-11-20"); dropped],
            ended: "2026-12-15".to_owned(),
            ends: ends.to_owned(),
            most_minutes: most,
            made_up: (mode != "drop").then(|| PlanMadeUp {
                minutes: 84,
                date: (mode == "rebalance").then(|| "2026-11-27".to_owned()),
            }),
            warnings: Vec::new(),
        };
        let mut ways = [
            way("rebalance", 5, 0, "2026-12-15", 55),
            way("extend", 12, 0, "2026-12-18", 45),
            way("drop", 0, 2, "2026-12-15", 45),
        ];
        ways[1].warnings = vec!["it ends after the 16th".to_owned()];
        let today = "2026-11-24".parse().unwrap();
        let mut seen = String::new();
        for columns in [80, 40] {
            let text = side_by_side(&ways, today, columns);
            let text = anstream::adapter::strip_str(&text).to_string();
            assert!(text.lines().all(|line| width(line) <= columns), "{text}");
            seen.push_str(&format!("{columns}:\n{text}"));
        }
        insta::assert_snapshot!(seen);
    }
}

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
    table.row(row("moved", &|way| days(whole(way).len())));
    table.row(row("left out", &|way| days(way.dropped.len())));
    if ways.iter().any(|way| !code(way).is_empty()) {
        table.row(row("code kept", &|way| days(code(way).len())));
    }
    table.row(row("longest day", &|way| {
        format!("{} min", way.most_minutes)
    }));
    table.row(row("to make up for", &|way| match &way.made_up {
        Some(behind) => format!("{} min", behind.minutes),
        None => "-".to_owned(),
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

/// What does not fit even so, each once, with the ways that leave it.
pub(super) fn warnings(ways: &[PlanWay], columns: usize) -> String {
    let mut said: Vec<(&str, Vec<String>)> = Vec::new();
    for way in ways {
        let mode = printable(&way.mode);
        for warning in &way.warnings {
            match said.iter_mut().find(|(told, _)| told == warning) {
                Some((_, modes)) => modes.push(mode.clone()),
                None => said.push((warning, vec![mode.clone()])),
            }
        }
    }
    let lines = said.into_iter().map(|(warning, modes)| {
        let said = format!("{}: {}", modes.join(", "), printable(warning));
        paragraph(&styled(WARN, &said), columns)
    });
    lines.collect()
}

/// One way, in two or three paragraphs.
pub(super) fn done(way: &PlanWay, today: NaiveDate, columns: usize) -> String {
    let mut text = format!("{}\n", styled(BOLD, &printable(&way.mode)));
    let code = code(way);
    let out = way.dropped.iter().filter(|day| !is_of(&code, day));
    let dated = |day: &PlanDayInfo| {
        let date = in_words(&day.date, today);
        format!("{} to {date}", printable(&day.id))
    };
    let told = [
        ("moved", named(&whole(way), dated)),
        (
            "left out",
            named(&out.collect::<Vec<_>>(), |day| printable(&day.id)),
        ),
        (
            "left out but for the code, which moves",
            named(&code, dated),
        ),
    ];
    for (what, days) in told.iter().filter(|(_, days)| !days.is_empty()) {
        text.push_str(&paragraph(&format!("{what}: {days}"), columns));
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

/// The days that move whole.
fn whole(way: &PlanWay) -> Vec<&PlanDayInfo> {
    let code = code(way);
    let whole = way.moved.iter().filter(|day| !is_of(&code, day));
    whole.collect()
}

/// The days that are left out but for their code, with the dates that it gets: they are told as moved and as left out.
fn code(way: &PlanWay) -> Vec<&PlanDayInfo> {
    let dropped: Vec<&PlanDayInfo> = way.dropped.iter().collect();
    let code = way.moved.iter().filter(|day| is_of(&dropped, day));
    code.collect()
}

fn is_of(days: &[&PlanDayInfo], day: &PlanDayInfo) -> bool {
    days.iter().any(|of| of.id == day.id)
}

fn days(number: usize) -> String {
    match number {
        0 => "-".to_owned(),
        number => count(u64::try_from(number).unwrap_or(u64::MAX), "day"),
    }
}

/// The first of them, and how many more there are; nothing of none.
fn named(days: &[&PlanDayInfo], name: impl Fn(&PlanDayInfo) -> String) -> String {
    let names = days.iter().take(NAMED).map(|day| name(day));
    let mut names: Vec<String> = names.collect();
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
    fn a_day_of_which_only_the_code_moves_is_named_and_counted_once() {
        let way = PlanWay {
            mode: "drop".to_owned(),
            moved: vec![day("dicts", "2026-11-25"), day("sets", "2026-11-26")],
            dropped: vec![
                day("dicts", "2026-11-20"),
                day("sets", "2026-11-21"),
                day("names", "2026-11-19"),
            ],
            ended: "2026-12-15".to_owned(),
            ends: "2026-12-15".to_owned(),
            ..PlanWay::default()
        };
        let today = "2026-11-24".parse().unwrap();
        let text = done(&way, today, 100);
        assert!(!text.contains("  moved:"), "{text}");
        assert!(text.contains("  left out: names\n"), "{text}");
        let code =
            "  left out but for the code, which moves: dicts to Wed 25 Nov, sets to Thu 26 Nov\n";
        assert!(text.contains(code), "{text}");
        assert_eq!(text.matches("dicts").count(), 1, "{text}");
        let table = side_by_side(&[way], today, 80);
        let row = |name: &str| {
            let line = table.lines().find(|line| line.starts_with(name)).unwrap();
            line.trim_start_matches(name).trim().to_owned()
        };
        assert_eq!(
            ["moved", "left out", "code kept"].map(row),
            ["-", "3 days", "2 days"]
        );
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
        ways[0].warnings = vec!["1 topic does not fit".to_owned()];
        ways[1].warnings.extend(ways[0].warnings.clone());
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

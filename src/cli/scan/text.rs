//! The report of a scan as text. Pure.

use std::collections::BTreeMap;

use super::{FindingReport, MapReport, PalaceReport, ProblemReport, Reach, ScanReport};
use crate::cli::render::words::printable;

/// The report as text: the counts first, then what is taken, possible, left (by reason) and remarked.
pub fn render(report: &ScanReport) -> String {
    let mut text = counts(report);
    text.push('\n');
    for map in &report.maps {
        render_map(&mut text, map);
    }
    for palace in &report.palaces {
        render_palace(&mut text, palace);
    }
    if !report.possible.is_empty() {
        text.push_str("\npossible (adopted ones too: a scan does not ask the daemon)\n");
    }
    for finding in &report.possible {
        let FindingReport {
            source,
            line,
            what,
            why,
        } = finding;
        line_of(&mut text, format_args!("  {what}: {why}"));
        line_of(&mut text, format_args!("    loci adopt {source}:{line}"));
    }
    render_left(&mut text, &report.left);
    render_problems(&mut text, &report.problems);
    text
}

/// "3 maps with 61 branches, 4 palaces with 22 rooms; 1 possible; 9 left alone; 7 repaired".
fn counts(report: &ScanReport) -> String {
    let branches = report.maps.iter().map(|map| map.branches.len()).sum();
    let routes = report.palaces.iter().flat_map(|palace| &palace.routes);
    let rooms = routes.map(|route| route.rooms.len()).sum();
    let mut text = format!(
        "{} with {}, {} with {}",
        several(report.maps.len(), "map", "maps"),
        several(branches, "branch", "branches"),
        several(report.palaces.len(), "palace", "palaces"),
        several(rooms, "room", "rooms"),
    );
    let level = |level, reach| {
        let problems = report.problems.iter();
        let of_level = problems.filter(|problem| problem.level == level);
        of_level.filter(|problem| problem.reach == reach).count()
    };
    let warnings = level("warning", Reach::Lines) + level("warning", Reach::File);
    let errors = level("error", Reach::Lines);
    let rest = [
        (report.possible.len(), "possible"),
        (report.left.len(), "left alone"),
        (level("repaired", Reach::Lines), "repaired"),
        (warnings, "to look at"),
        (errors, if errors == 1 { "error" } else { "errors" }),
        (level("error", Reach::File), "not read"),
    ];
    for (count, what) in rest.into_iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!("; {count} {what}"));
    }
    text
}

fn several(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn render_map(text: &mut String, map: &MapReport) {
    line_of(
        text,
        format_args!("\nmap {}  ({}:{})", map.root, map.source, map.line),
    );
    for branch in &map.branches {
        let indent = "  ".repeat(branch.depth.min(40) as usize);
        line_of(text, format_args!("{indent}{}", branch.label()));
    }
}

fn render_palace(text: &mut String, palace: &PalaceReport) {
    let name = palace.place.as_ref().unwrap_or(&palace.title);
    line_of(
        text,
        format_args!("\npalace {name}  ({}:{})", palace.source, palace.line),
    );
    for (number, route) in palace.routes.iter().enumerate() {
        if number > 0 {
            line_of(text, format_args!("  route {}", route.heading));
        }
        for room in &route.rooms {
            let between = if room.point.is_empty() { "" } else { ": " };
            line_of(
                text,
                format_args!("  {}{between}{}", room.place, room.point),
            );
        }
    }
}

/// What was left, by reason: how many, and where the first ones are.
fn render_left(text: &mut String, left: &[FindingReport]) {
    const SHOWN: usize = 3;
    let mut by_reason: BTreeMap<&str, Vec<&FindingReport>> = BTreeMap::new();
    for finding in left {
        by_reason.entry(&finding.why).or_default().push(finding);
    }
    if !by_reason.is_empty() {
        text.push_str("\nleft alone\n");
    }
    for (why, findings) in by_reason {
        let mut places: Vec<String> = findings
            .iter()
            .take(SHOWN)
            .map(|finding| format!("{}:{}", finding.source, finding.line))
            .collect();
        if findings.len() > SHOWN {
            places.push(format!("and {} more", findings.len() - SHOWN));
        }
        line_of(
            text,
            format_args!("  {} × {why}: {}", findings.len(), places.join(", ")),
        );
    }
}

fn render_problems(text: &mut String, problems: &[ProblemReport]) {
    if !problems.is_empty() {
        text.push_str("\nremarks\n");
    }
    for ProblemReport {
        source,
        line,
        level,
        message,
        reach: _,
    } in problems
    {
        let line = match line {
            0 => String::new(),
            line => format!(":{line}"),
        };
        line_of(text, format_args!("  {source}{line}: {level}: {message}"));
    }
}

/// Adds a line; an empty one before it may stand in the line itself.
fn line_of(text: &mut String, line: std::fmt::Arguments<'_>) {
    let line = line.to_string();
    let (before, line) = match line.strip_prefix('\n') {
        Some(rest) => ("\n", rest),
        None => ("", line.as_str()),
    };
    text.push_str(&format!("{before}{}\n", printable(line)));
}

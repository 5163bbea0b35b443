//! `loci scan`: what a text holds, what it may hold, what was left alone and why. It reads files or stdin and
//! asks no daemon.
//!
//! The report is what `--json` prints; `text` is written from the report, so both say the same.

use std::io::Read;
use std::path::Path;

use serde::Serialize;

use crate::domain::atlas::{Branch, MindMap, Palace, Room, Route};
use crate::notes::problem::{Level, Problem};
use crate::notes::read::format_of;
use crate::notes::source::{self, ReadError};
use crate::notes::{Adopted, Context, Finding, Format, Scan, Wholeness, scan};

mod doubled;
pub mod text;

/// What a scan of some inputs is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Files, folders, and `-` for stdin, in the order they are reported.
    pub inputs: &'a [String],
    /// `--as`.
    pub format: Option<Format>,
    /// Patterns that folders leave out.
    pub ignore: &'a [String],
}

/// Scans files, the notes in folders, and stdin. What cannot be read is a problem of its file, and hides
/// no other.
pub fn gather(request: Request<'_>, stdin: &mut dyn Read) -> Vec<(String, Scan)> {
    gather_while(request, stdin, &mut |_, _| Go::On).scans
}

/// Whether more notes are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// Go on.
    On,
    /// It is enough.
    Stop,
}

/// What was looked at.
pub struct Gathered {
    /// By file, in the order they are reported.
    pub scans: Vec<(String, Scan)>,
    /// Notes in folders that were found and not looked at.
    pub unseen: usize,
}

/// As [`gather`]; before each note of a folder, `go` is told how many of how many were looked at.
pub fn gather_while(
    request: Request<'_>,
    stdin: &mut dyn Read,
    go: &mut dyn FnMut(usize, usize) -> Go,
) -> Gathered {
    let mut scans = Vec::new();
    let mut unseen = 0;
    for input in request.inputs {
        if input == "-" {
            let text = source::read_from(Path::new("stdin"), stdin);
            scans.push(("-".to_owned(), scan_text(text, "stdin", request.format)));
        } else if let Err(error) = std::fs::metadata(input) {
            let why = format!("cannot be looked at ({error}); check the path");
            scans.push((input.clone(), told(Level::Error, why)));
        } else if Path::new(input).is_file()
            && (request.format.is_some() || !source::is_of_later(Path::new(input)))
        {
            scans.push((input.clone(), scan_file(Path::new(input), request.format)));
        } else {
            unseen += gather_folder(Path::new(input), request, &mut scans, go);
        }
    }
    Gathered { scans, unseen }
}

/// Scans the notes of a folder or of a file as a source; gives how many were left unseen.
fn gather_folder(
    folder: &Path,
    request: Request<'_>,
    scans: &mut Vec<(String, Scan)>,
    go: &mut dyn FnMut(usize, usize) -> Go,
) -> usize {
    let walk = source::walk(folder, request.ignore);
    for problem in walk.problems {
        let told = (
            problem.path.display().to_string(),
            told(problem.level, problem.message),
        );
        // A bad pattern is bad in every folder.
        if !scans.contains(&told) {
            scans.push(told);
        }
    }
    let all = walk.files.len();
    for (seen, file) in walk.files.into_iter().enumerate() {
        if go(seen, all) == Go::Stop {
            return all - seen;
        }
        scans.push((
            file.path.display().to_string(),
            scan_file(&file.path, request.format),
        ));
    }
    0
}

/// Nothing but a problem of the whole file.
fn told(level: Level, message: String) -> Scan {
    let problem = Problem {
        line: 0,
        level,
        message,
    };
    unread(problem)
}

/// The scan of what could not be read at all.
fn unread(problem: Problem) -> Scan {
    Scan {
        problems: vec![problem],
        wholeness: Wholeness::Unread,
        ..Scan::default()
    }
}

/// Scans one file. What cannot be read is a problem of it.
pub fn scan_file(path: &Path, format: Option<Format>) -> Scan {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    scan_text(
        source::read(path),
        &stem,
        format.or_else(|| format_of(path)),
    )
}

fn scan_text(text: Result<String, ReadError>, file_stem: &str, format: Option<Format>) -> Scan {
    match text {
        Ok(text) => scan(
            &text,
            &Context {
                file_stem,
                format,
                adopted: &Adopted::default(),
            },
        ),
        Err(error) => unread(Problem {
            line: error.line(),
            level: Level::Error,
            message: error.to_string(),
        }),
    }
}

/// The data of `loci scan --json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ScanReport {
    /// The mind maps.
    pub maps: Vec<MapReport>,
    /// The memory palaces.
    pub palaces: Vec<PalaceReport>,
    /// What only might be a map or palace.
    pub possible: Vec<FindingReport>,
    /// What is none.
    pub left: Vec<FindingReport>,
    /// What was repaired or could not be read.
    pub problems: Vec<ProblemReport>,
}

/// A mind map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MapReport {
    /// The heading above it.
    pub title: String,
    /// The root's label.
    pub root: String,
    /// The file, as it was given.
    pub source: String,
    /// Line of the root, from 1.
    pub line: u32,
    /// The branches, a parent before its children.
    pub branches: Vec<BranchReport>,
}

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BranchReport {
    /// The labels below the root, down to its own.
    pub path: Vec<String>,
    /// Depth below the root, from 1.
    pub depth: u32,
    /// Line, from 1.
    pub line: u32,
    /// What is said about it beside its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// A memory palace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PalaceReport {
    /// The heading above it.
    pub title: String,
    /// Its place, if a line names one.
    pub place: Option<String>,
    /// The file, as it was given.
    pub source: String,
    /// Line of the first route, from 1.
    pub line: u32,
    /// Its model answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The routes, in order.
    pub routes: Vec<RouteReport>,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteReport {
    /// The header's first cell.
    pub heading: String,
    /// The rooms, in order.
    pub rooms: Vec<RoomReport>,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoomReport {
    /// Where it is.
    pub place: String,
    /// What it holds.
    pub point: String,
    /// Line, from 1.
    pub line: u32,
}

/// Something that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingReport {
    /// The file, as it was given.
    pub source: String,
    /// Its first line, from 1.
    pub line: u32,
    /// What it is drawn as.
    pub what: &'static str,
    /// Why it was not taken.
    pub why: String,
}

/// A remark of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemReport {
    /// The file, as it was given.
    pub source: String,
    /// The line it is about, from 1.
    pub line: u32,
    /// `error`, `warning` or `repaired`.
    pub level: &'static str,
    /// What is the matter.
    pub message: String,
    /// How much of the file it is about.
    #[serde(skip)]
    pub reach: Reach,
}

/// How much of a file a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Some lines; the rest was read.
    Lines,
    /// All of it: nothing was read.
    File,
}

/// Joins the scans of several files, in their order.
pub fn report(scans: &[(String, Scan)]) -> ScanReport {
    let mut report = ScanReport::default();
    for (source, scan) in scans {
        report
            .maps
            .extend(scan.note.maps.iter().map(|map| MapReport::of(source, map)));
        report.palaces.extend(
            scan.note
                .palaces
                .iter()
                .map(|palace| PalaceReport::of(source, palace)),
        );
        report.possible.extend(
            scan.possible
                .iter()
                .map(|finding| FindingReport::of(source, finding)),
        );
        report.left.extend(
            scan.left
                .iter()
                .map(|finding| FindingReport::of(source, finding)),
        );
        report.problems.extend(
            scan.problems
                .iter()
                .map(|problem| ProblemReport::of(source, problem, scan.wholeness)),
        );
    }
    report.problems.extend(doubled::doubled(scans));
    report
}

impl MapReport {
    fn of(source: &str, map: &MindMap) -> MapReport {
        let mut open: Vec<String> = Vec::new();
        let branches = map
            .branches
            .iter()
            .map(|branch| BranchReport::of(branch, &mut open));
        MapReport {
            branches: branches.collect(),
            title: map.title.clone(),
            root: map.root.clone(),
            source: source.to_owned(),
            line: map.line,
        }
    }
}

impl BranchReport {
    /// `open` holds the labels from the root's child down to the branch before.
    fn of(branch: &Branch, open: &mut Vec<String>) -> BranchReport {
        open.truncate((branch.depth as usize).saturating_sub(1));
        open.push(branch.label.to_string());
        BranchReport {
            path: open.clone(),
            depth: branch.depth,
            line: branch.line,
            body: branch.body.as_deref().map(str::to_owned),
        }
    }

    fn label(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

impl PalaceReport {
    fn of(source: &str, palace: &Palace) -> PalaceReport {
        PalaceReport {
            title: palace.title.clone(),
            place: palace.place.clone(),
            source: source.to_owned(),
            line: palace.line,
            answer: palace.answer.clone(),
            routes: palace.routes.iter().map(RouteReport::of).collect(),
        }
    }
}

impl RouteReport {
    fn of(route: &Route) -> RouteReport {
        RouteReport {
            heading: route.heading.clone(),
            rooms: route.rooms.iter().map(RoomReport::of).collect(),
        }
    }
}

impl RoomReport {
    fn of(room: &Room) -> RoomReport {
        RoomReport {
            place: room.place.to_string(),
            point: room.point.to_string(),
            line: room.line,
        }
    }
}

impl FindingReport {
    fn of(source: &str, finding: &Finding) -> FindingReport {
        FindingReport {
            source: source.to_owned(),
            line: finding.line,
            what: finding.what.as_str(),
            why: finding.why.clone(),
        }
    }
}

impl ProblemReport {
    fn of(source: &str, problem: &Problem, wholeness: Wholeness) -> ProblemReport {
        let reach = match wholeness {
            Wholeness::Whole | Wholeness::Salvaged => Reach::Lines,
            Wholeness::Unread => Reach::File,
        };
        ProblemReport {
            reach,
            source: source.to_owned(),
            line: problem.line,
            level: problem.level.as_str(),
            message: problem.message.clone(),
        }
    }
}

#[cfg(test)]
mod tests;

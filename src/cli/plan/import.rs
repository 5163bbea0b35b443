//! `loci plan import FILE.md`: a plan from a Markdown list or table of days. It shows what it understood, asks, and
//! writes a file that a person likes to edit.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::outline::{self, Entry, Left, Outline};
use super::{page, place, report, room};
use crate::cli::args::plan::PlanImport;
use crate::cli::context::{Context, Input};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::note::{self, Before};
use crate::cli::render::words::{DIM, count, printable, styled};
use crate::config::plan::read;
use crate::config::plan::write::{NewDay, write};
use crate::domain::plan::id::DayId;
use crate::domain::plan::words::DayKind;
use crate::notes::source;

/// Lines that are shown at most of what was left alone; `--json` has them all.
const SHOWN: usize = 12;

/// Columns where there is no terminal.
const COLUMNS: usize = 80;

#[derive(Serialize)]
struct Imported {
    file: String,
    plan: String,
    name: String,
    days: Vec<DayReport>,
    left: Vec<LeftReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<usize>,
}

#[derive(Serialize)]
struct DayReport {
    id: String,
    title: String,
    kind: &'static str,
    line: u32,
}

#[derive(Serialize)]
struct LeftReport {
    line: u32,
    text: String,
    why: String,
}

/// `loci plan import FILE.md`.
pub(super) fn run(context: &mut Context, args: &PlanImport) -> Result<Exit, Trouble> {
    let from = args.file.display().to_string();
    let text = source::read(&args.file)
        .map_err(|error| Trouble::BadInput(format!("{from} cannot be read: {error}")))?;
    let outline = outline::read(&text);
    if outline.days.is_empty() {
        context.out.note(left_alone(&outline.left).trim_end())?;
        return Err(Trouble::BadInput(format!(
            "{from} holds no days: write them as `Day 1: topic`, as a list, or as a table with a column `day`"
        )));
    }
    let name = name(args);
    let days = days(&outline);
    let plan = write(&name, &days);
    let (read, problems) = read(&plan);
    let Some(read) = read.filter(|_| problems.is_empty()) else {
        return Err(Trouble::BadInput(format!(
            "{from} makes no plan: {}",
            report::sentence(&problems)
        )));
    };
    let room = room::of(context, &read);
    let into = place::of(context, &name, args.output.as_deref())?;
    let before = before(args, &into)?;
    let shown = printable(&context.paths.tilde(&into));
    context.out.echo(&understood(&from, &outline, &days))?;
    if let Some(short) = room.and_then(|room| room.short()) {
        let columns = context.out.width().unwrap_or(COLUMNS);
        context.out.echo(&page::paragraph(&short, columns))?;
    }
    if context.input == Input::Ask && !args.yes {
        let answer = context.ask(&format!("write {shown}? [Y/n] "))?;
        if !matches!(answer.to_lowercase().as_str(), "" | "y" | "yes") {
            context.out.note("nothing was written")?;
            return Ok(Exit::Failed);
        }
    }
    place::write(&into, &before, &plan)?;
    let data = Imported {
        file: from,
        plan: into.display().to_string(),
        name,
        days: days.iter().zip(&outline.days).map(DayReport::of).collect(),
        left: outline.left.into_iter().map(LeftReport::of).collect(),
        dates: room.map(|room| room.dates),
    };
    context.out.changed("plan_import", &data, || {
        format!(
            "wrote {shown}: {}\nnext: edit it, then loci plan check {shown}, and loci config set plan.file {shown}",
            count(data.days.len() as u64, "day")
        )
    })?;
    Ok(Exit::Done)
}

fn name(args: &PlanImport) -> String {
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy();
    let name = args.name.as_deref().unwrap_or(&stem);
    let name = printable(name.trim());
    if name.is_empty() {
        "Plan".to_owned()
    } else {
        name
    }
}

/// What is replaced, with `--force`; without it nothing is.
fn before(args: &PlanImport, into: &std::path::Path) -> Result<Before, Trouble> {
    match args.force {
        true => note::read(into),
        false => place::refuse_overwriting(into).map(|()| Before::Absent),
    }
}

/// The days with ids of their own.
pub(super) fn days(outline: &Outline) -> Vec<NewDay> {
    let mut ids = Ids::default();
    let days = outline.days.iter().map(|entry| {
        let mut texts = entry.cells.clone();
        let mut learn = entry.links.clone();
        texts.retain(|(key, text)| {
            if *key == "learn" {
                learn.extend(sources(text));
            }
            *key != "learn"
        });
        NewDay {
            id: ids.free(DayId::of_title(&entry.topic)),
            title: entry.topic.clone(),
            kind: kind(&entry.topic),
            from: origin(entry),
            learn,
            texts,
        }
    });
    days.collect()
}

/// Links one by one, any other text as a whole.
fn sources(text: &str) -> Vec<String> {
    match text.starts_with("http") {
        true => text.split_whitespace().map(str::to_owned).collect(),
        false => vec![text.to_owned()],
    }
}

/// Ids that are taken, and which number each of them gets next.
#[derive(Default)]
struct Ids {
    taken: HashSet<DayId>,
    next: HashMap<DayId, u32>,
}

impl Ids {
    /// The id, with a number behind it if it is taken.
    fn free(&mut self, id: DayId) -> DayId {
        if self.taken.insert(id.clone()) {
            return id;
        }
        let next = self.next.entry(id.clone()).or_insert(2);
        loop {
            let tail = format!("-{next}");
            let room = DayId::LONGEST.saturating_sub(tail.len());
            let head: String = id.as_str().chars().take(room).collect();
            *next += 1;
            let numbered = DayId::of_title(&format!("{head}{tail}"));
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// What kind of day its topic says it is.
fn kind(topic: &str) -> DayKind {
    let topic = topic.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| topic.starts_with(word));
    if begins(&["catch-up", "catch up", "catchup", "rest day", "buffer"]) {
        DayKind::CatchUp
    } else if begins(&["mock interview", "full mock"]) {
        DayKind::Mock
    } else if begins(&["final pass"]) {
        DayKind::Final
    } else {
        DayKind::Topic
    }
}

/// Where a day comes from, for a comment.
fn origin(entry: &Entry) -> String {
    match entry.number {
        Some(number) => format!("day {number}, from line {}", entry.line),
        None => format!("from line {}", entry.line),
    }
}

fn understood(from: &str, outline: &Outline, days: &[NewDay]) -> String {
    let mut text = format!(
        "{} in {}:\n",
        count(days.len() as u64, "day"),
        printable(from)
    );
    for (day, entry) in days.iter().zip(&outline.days) {
        let kind = match day.kind {
            DayKind::Topic => String::new(),
            DayKind::CatchUp | DayKind::Mock | DayKind::Final => {
                format!(" ({})", day.kind.as_str())
            }
        };
        text.push_str(&format!(
            "  {:>5}  {}{kind}  {}\n",
            entry.line,
            printable(&day.title),
            styled(DIM, day.id.as_str())
        ));
    }
    text.push_str(&left_alone(&outline.left));
    text.trim_end().to_owned()
}

fn left_alone(left: &[Left]) -> String {
    if left.is_empty() {
        return String::new();
    }
    let mut text = String::from("left alone:\n");
    for left in left.iter().take(SHOWN) {
        text.push_str(&format!(
            "  {:>5}  {}: {}\n",
            left.line,
            printable(&left.text),
            left.why
        ));
    }
    if let more @ 1.. = left.len().saturating_sub(SHOWN) {
        text.push_str(&format!("         and {more} more\n"));
    }
    text
}

impl DayReport {
    fn of((day, entry): (&NewDay, &Entry)) -> DayReport {
        DayReport {
            id: day.id.to_string(),
            title: day.title.clone(),
            kind: day.kind.as_str(),
            line: entry.line,
        }
    }
}

impl LeftReport {
    fn of(left: Left) -> LeftReport {
        LeftReport {
            line: left.line,
            text: left.text,
            why: left.why,
        }
    }
}

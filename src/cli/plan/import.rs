//! `loci plan import FILE.md`: a plan from a Markdown list or table of days. It shows what it understood, asks, and
//! writes a file that a person likes to edit.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::dates::{self, day, written};
use super::fitting::{Fitting, number};
use super::make::quoted;
use super::outline::{self, Entry, Left, LeftColumn, Meant, Outline};
use super::room::Room;
use super::{make, place, report};
use crate::cli::args::plan::PlanImport;
use crate::cli::context::{Context, Input};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::note::{self, Before};
use crate::cli::render::words::{DIM, WARN, count, printable, styled};
use crate::config::plan::read;
use crate::config::plan::write::{Head, NewDay, write};
use crate::domain::plan::check::MOST_DAYS;
use crate::domain::plan::course::LAST_NEW;
use crate::domain::plan::id::DayId;
use crate::domain::plan::words::DayKind;
use crate::domain::plan::{Interview, Plan};
use crate::notes::source::{self, ReadError};

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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_columns: Vec<ColumnReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interview: Option<String>,
    #[serde(flatten)]
    fitting: Fitting,
}

/// A plan that is ready to be written.
struct Ready {
    text: String,
    room: Option<Room>,
    fitting: Fitting,
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
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_day: bool,
}

#[derive(Serialize)]
struct ColumnReport {
    line: u32,
    name: String,
}

/// `loci plan import FILE.md`.
pub(super) fn run(context: &mut Context, args: &PlanImport) -> Result<Exit, Trouble> {
    let from = args.file.display().to_string();
    let text = source::read(&args.file).map_err(|error| unread(&from, &error))?;
    let outline = outline::read(&text);
    if outline.days.is_empty() {
        context.out.note(left_alone(&outline.left).trim_end())?;
        return Err(Trouble::BadInput(format!(
            "{from} holds no days: write them as `Day 1: topic`, as a list, or as a table with a column `day`"
        )));
    }
    if outline.days.len() > MOST_DAYS {
        return Err(Trouble::BadInput(format!(
            "{from} makes no plan: {} days are too many: a plan has at most {MOST_DAYS}; split it",
            outline.days.len()
        )));
    }
    let dates = dates::of(context, args.start.as_deref(), args.interview.as_deref())?;
    let head = Head {
        name: name(args),
        start: dates.start,
        interview: dates.interview,
    };
    let days = days(&outline);
    let ready = ready(context, args, &from, write(&head, &days))?;
    let into = place::of(context, &head.name, args.output.as_deref())?;
    let before = before(args, &into)?;
    let shown = printable(&context.paths.tilde(&into));
    context.out.echo(&understood(&from, &outline, &days))?;
    let columns = context.out.width().unwrap_or(COLUMNS);
    let fit = fit(context, args, &ready);
    for said in fit {
        context.out.echo(make::lines(&said, columns).trim_end())?;
    }
    if context.input == Input::Ask && !args.yes {
        let answer = context.ask(&format!("write {shown}? [Y/n] "))?;
        if !matches!(answer.to_lowercase().as_str(), "" | "y" | "yes") {
            context.out.note("nothing was written")?;
            return Ok(Exit::Failed);
        }
    }
    place::write(&into, &before, &ready.text)?;
    let data = Imported {
        file: from,
        plan: into.display().to_string(),
        name: head.name,
        days: days.iter().zip(&outline.days).map(DayReport::of).collect(),
        left: outline.left.into_iter().map(LeftReport::of).collect(),
        left_columns: outline.columns.into_iter().map(ColumnReport::of).collect(),
        start: head.start.map(|date| date.to_string()),
        interview: ready.room.map(|room| written(room.interview)),
        fitting: ready.fitting,
    };
    // The plan's own interview is no silence around it: that is the config's.
    let silence = match head.interview {
        Some(Interview::At(time)) => format!(
            ", and loci config set plan.interview \"{}\" (silent around it)",
            time.format("%Y-%m-%d %H:%M")
        ),
        Some(Interview::On(_)) | None => String::new(),
    };
    // As a shell reads it.
    let path = quoted(&printable(&data.plan));
    let path = context.paths.tilde_in(&path);
    context.out.changed("plan_import", &data, || {
        format!(
            "wrote {shown}: {}\nnext: edit it, then loci plan check {path}, and loci config set plan.file {path}{silence}",
            count(data.days.len() as u64, "day")
        )
    })?;
    Ok(Exit::Done)
}

/// Where it is no text, with its place.
fn unread(from: &str, error: &ReadError) -> Trouble {
    Trouble::BadInput(match error {
        ReadError::NotText {
            encoding,
            line,
            column,
        } => format!("{from}:{line}:{column}: this is not {encoding}; save it as UTF-8"),
        _ => format!("{from}: {error}"),
    })
}

/// Checks the text, and fits it to the dates until its interview.
fn ready(context: &Context, args: &PlanImport, from: &str, text: String) -> Result<Ready, Trouble> {
    let plan = right(from, &text)?;
    let Some(room) = Room::of(context, &plan) else {
        return Ok(Ready {
            text,
            room: None,
            fitting: Fitting::default(),
        });
    };
    if room.dates == 0 && args.interview.is_some() {
        return Err(Trouble::Usage(format!(
            "no study date lies before the interview on {}, so nothing can be planned before it: change --start or \
             --interview",
            day(room.interview.date())
        )));
    }
    let fitted = match args.as_is {
        true => None,
        false => room.fitted(&text),
    };
    let today = context.today();
    let (text, fitting) = match fitted {
        Some(fitted) => {
            let fitting = Fitting::of(&fitted.plan, Some(&fitted.fit), today);
            (fitted.text, fitting)
        }
        None => {
            let fitting = Fitting::of(&room.plan, None, today);
            let dates = Some(room.dates);
            (text, Fitting { dates, ..fitting })
        }
    };
    Ok(Ready {
        text,
        room: Some(room),
        fitting,
    })
}

fn right(from: &str, text: &str) -> Result<Plan, Trouble> {
    let (plan, problems) = read(text);
    plan.filter(|_| problems.is_empty()).ok_or_else(|| {
        Trouble::BadInput(format!(
            "{from} makes no plan: {}",
            report::sentence(&problems)
        ))
    })
}

/// What was done so that the plan fits before its interview, or that it does not; a paragraph each.
fn fit(context: &Context, args: &PlanImport, ready: &Ready) -> Vec<String> {
    let (Some(room), fitting) = (&ready.room, &ready.fitting) else {
        return Vec::new();
    };
    let mut said = Vec::new();
    if !fitting.is_moot() {
        said.push(format!(
            "fitted to the {} until the interview on {}, the last {LAST_NEW} days without new topics as far as that can \
             be; the file shows how, and you may change it, or import it with --as-is",
            number(room.dates, "date"),
            day(room.interview.date())
        ));
    } else if args.as_is || room.dates == 0 {
        said.extend(room.short(context.today()));
    }
    said.extend(fitting.told());
    said
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
    text.push_str(&columns(&outline.columns));
    text.push_str(&left_alone(&outline.left));
    text.trim_end().to_owned()
}

/// The columns that were not taken, each name once with the first line that has it.
fn columns(left: &[LeftColumn]) -> String {
    let mut named: Vec<(&LeftColumn, usize)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for column in left {
        let place = *places.entry(&column.name).or_insert(named.len());
        match named.get_mut(place) {
            Some((_, more)) => *more += 1,
            None => named.push((column, 0)),
        }
    }
    let mut told: Vec<String> = named
        .iter()
        .take(SHOWN)
        .map(|(first, more)| {
            let name = printable(&first.name);
            match more {
                0 => format!("{name} (line {})", first.line),
                more => format!("{name} (line {} and {more} more)", first.line),
            }
        })
        .collect();
    if told.is_empty() {
        return String::new();
    }
    if let more @ 1.. = named.len().saturating_sub(SHOWN) {
        told.push(format!("and {more} more"));
    }
    format!("columns that are not taken: {}\n", told.join(", "))
}

/// What was left alone; days that are missing from the plan come last, right above the question.
fn left_alone(left: &[Left]) -> String {
    let (days, others): (Vec<&Left>, Vec<&Left>) =
        left.iter().partition(|left| left.meant == Meant::Day);
    let days = listed(&styled(WARN, "days that are not taken:"), &days);
    listed("left alone:", &others) + &days
}

fn listed(title: &str, left: &[&Left]) -> String {
    if left.is_empty() {
        return String::new();
    }
    let mut text = format!("{title}\n");
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

impl ColumnReport {
    fn of(left: LeftColumn) -> ColumnReport {
        ColumnReport {
            line: left.line,
            name: left.name,
        }
    }
}

impl LeftReport {
    fn of(left: Left) -> LeftReport {
        LeftReport {
            line: left.line,
            text: left.text,
            why: left.why,
            is_day: left.meant == Meant::Day,
        }
    }
}

//! `loci plan new NAME`: a plan from a template, with its keys filled in, and taken as the plan of the config.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Serialize;

use super::{place, report};
use crate::cli::args::plan::PlanNew;
use crate::cli::context::{Context, text_of};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::note::Before;
use crate::cli::render::words::{count, printable};
use crate::cli::render::wrap::wrapped;
use crate::cli::when::{self, Meant, Toward};
use crate::config::key;
use crate::config::plan::read;
use crate::config::plan::template::{Filling, fill, fitted, template};
use crate::domain::day::Calendar;
use crate::domain::day::StudyDay;
use crate::domain::now::Now;
use crate::domain::plan::course::{Course, LAST_NEW, late};
use crate::domain::plan::fit::{Fit, fit};
use crate::domain::plan::id::DayId;
use crate::domain::plan::progress::Progress;
use crate::domain::plan::words::DayKind;
use crate::domain::plan::{Interview, Plan};

/// Columns where there is no terminal.
const COLUMNS: usize = 80;

/// The data of `loci plan new --json`.
#[derive(Serialize)]
pub struct Made {
    path: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interview: Option<String>,
    days: usize,
    chosen: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<usize>,
    joined: Vec<String>,
    left_out: Vec<String>,
    late: Vec<Late>,
    config: String,
    undo: Vec<String>,
}

/// A topic that begins less than [`LAST_NEW`] days before the interview.
#[derive(Serialize)]
struct Late {
    id: String,
    date: String,
}

/// `loci plan new NAME`.
pub(super) fn run(context: &mut Context, args: &PlanNew) -> Result<Exit, Trouble> {
    let (data, plan) = make(context, args)?;
    let paths = context.paths.clone();
    let columns = context.out.width().unwrap_or(COLUMNS);
    context.out.changed("plan_new", &data, || {
        let told = Told {
            file: printable(&paths.tilde(Path::new(&data.path))),
            config: printable(&paths.tilde(Path::new(&data.config))),
            plan: &plan,
            data: &data,
        };
        told.text(columns)
    })?;
    Ok(Exit::Done)
}

/// Makes the plan, and tells nothing.
pub(super) fn make(context: &Context, args: &PlanNew) -> Result<(Made, Plan), Trouble> {
    let name = printable(args.name.join(" ").trim());
    let (now, calendar) = context.now_and_calendar();
    if let Some(interview) = &args.interview {
        lies_ahead(context, interview)?;
    }
    let filling = filling(args, &name, &now, &calendar)?;
    comes_after_start(&filling)?;
    let path = place::of(context, &name, args.output.as_deref())?;
    place::refuse_overwriting(&path)?;
    let (text, plan, fit) = filled(&args.template, &filling, context.today())?;
    if fit.as_ref().is_some_and(|fit| fit.dates == 0) {
        return Err(no_dates(&plan, context.today()));
    }
    let config = active_config(context);
    place::write(&path, &Before::Absent, &text)?;
    let undo = match take(context, &config, &path, filling.interview) {
        Ok(undo) => undo,
        Err(trouble) => {
            // Without its place in the config it would be half a plan; what failed is told.
            let _ = std::fs::remove_file(&path);
            return Err(trouble);
        }
    };
    let data = Made {
        path: path.display().to_string(),
        name,
        start: plan.start.map(|date| date.to_string()),
        interview: plan.interview.map(|interview| written(interview.what)),
        days: plan.days.len(),
        chosen: plan.chosen().len(),
        dates: fit.as_ref().map(|fit| fit.dates),
        joined: ids(fit.as_ref().map(|fit| &fit.joined)),
        left_out: ids(fit.as_ref().map(|fit| &fit.left_out)),
        late: late_topics(&plan, context.today()),
        config: config.display().to_string(),
        undo,
    };
    Ok((data, plan))
}

/// Refuses the date of an interview that is none, is over, or is today.
pub(in crate::cli) fn lies_ahead(context: &Context, interview: &str) -> Result<(), Trouble> {
    let (now, calendar) = context.now_and_calendar();
    let day = match when::meant(interview, Toward::Future, &now, &calendar) {
        Ok(Meant::Day(day)) => day,
        Ok(Meant::At(at)) => calendar.day_of(at).0,
        Err(error) => return Err(Trouble::Usage(error.to_string())),
    };
    let what = match day.cmp(&context.today()) {
        Ordering::Less => "over: name a day to come",
        Ordering::Equal => "today: nothing can be planned before it; name a later day",
        Ordering::Greater => return Ok(()),
    };
    Err(Trouble::Usage(format!(
        "`{}` is {day}, which is {what}",
        printable(interview)
    )))
}

/// Refuses a start after the interview, by the options that said so.
fn comes_after_start(filling: &Filling) -> Result<(), Trouble> {
    let interview = filling.interview.map(|interview| interview.date());
    match (filling.start, interview) {
        (Some(start), Some(interview)) if interview < start => Err(Trouble::Usage(format!(
            "--interview {interview} comes before --start {start}: change one of them"
        ))),
        (_, _) => Ok(()),
    }
}

/// There is no date between the start and the interview on which one studies.
fn no_dates(plan: &Plan, today: NaiveDate) -> Trouble {
    let start = plan.start.unwrap_or(today);
    let interview = plan.interview.map(|interview| interview.what.date());
    let interview = interview.unwrap_or(start);
    Trouble::Usage(format!(
        "no study date lies between the start on {start} and the interview on {interview}, so nothing can be planned \
         before it: change --start, --interview or --days"
    ))
}

fn filling(args: &PlanNew, name: &str, now: &Now, calendar: &Calendar) -> Result<Filling, Trouble> {
    let usage = |error: when::NotUnderstood| Trouble::Usage(error.to_string());
    let read = |text: &String| when::meant(text, Toward::Future, now, calendar).map_err(usage);
    let start = args.start.as_ref().map(read).transpose()?;
    let interview = args.interview.as_ref().map(read).transpose()?;
    Ok(Filling {
        name: name.to_owned(),
        level: args.level,
        focus: args.focus,
        tracks: args.tracks.clone(),
        start: start.map(|start| local(start, now).date()),
        interview: interview.map(|interview| local(interview, now)),
        minutes: args.minutes,
        days: args.days.clone(),
        window: args.window.clone(),
    })
}

/// A time that was understood, in local time.
fn local(meant: Meant, now: &Now) -> Interview {
    match meant {
        Meant::Day(date) => Interview::On(date),
        Meant::At(at) => Interview::At(at.with_timezone(&now.zone).naive_local()),
    }
}

fn ids(days: Option<&Vec<DayId>>) -> Vec<String> {
    let days = days.into_iter().flatten();
    days.map(ToString::to_string).collect()
}

/// The plan on its dates before anything of it is done.
fn course<'a>(plan: &'a Plan, progress: &'a Progress, today: NaiveDate) -> Course<'a> {
    Course {
        plan,
        progress,
        away: &[],
        start: StudyDay(plan.start.unwrap_or(today)),
        today: StudyDay(today),
    }
}

fn late_topics(plan: &Plan, today: NaiveDate) -> Vec<Late> {
    let progress = Progress::default();
    let course = course(plan, &progress, today);
    let days = course.days();
    let late = late(&course, &days);
    let told = late.iter().map(|day| Late {
        id: day.day.id.to_string(),
        date: day.date.to_string(),
    });
    told.collect()
}

/// The template with its keys, checked; fitted to the dates until its interview if it has one.
fn filled(
    name: &str,
    filling: &Filling,
    today: NaiveDate,
) -> Result<(String, Plan, Option<Fit>), Trouble> {
    let template =
        template(name).ok_or_else(|| Trouble::Usage(format!("there is no template `{name}`")))?;
    let text = fill(template, filling)
        .map_err(|error| Trouble::Failed(format!("the template {name} is no TOML: {error}")))?;
    let plan = checked(name, &text)?;
    let fit = fit(&plan, StudyDay(plan.start.unwrap_or(today)));
    match fit {
        None => Ok((text, plan, None)),
        Some(fit) => {
            let text = fitted(&text, &plan, &fit);
            let plan = checked(name, &text)?;
            Ok((text, plan, Some(fit)))
        }
    }
}

fn checked(name: &str, text: &str) -> Result<Plan, Trouble> {
    match read(text) {
        (Some(plan), _) => Ok(plan),
        (None, problems) => Err(Trouble::BadInput(format!(
            "the template {name} makes no plan, and nothing was written: {}",
            report::sentence(&problems)
        ))),
    }
}

/// The config that the running daemon reads; the user's own if none runs.
fn active_config(context: &Context) -> PathBuf {
    match context.hello() {
        Ok(hello) => PathBuf::from(hello.config),
        Err(_) => context.paths.config.clone(),
    }
}

/// Names the plan and its interview in the config; gives the commands that undo all of it.
fn take(
    context: &Context,
    config: &Path,
    plan: &Path,
    interview: Option<Interview>,
) -> Result<Vec<String>, Trouble> {
    let home = context.paths.home.as_deref();
    let at_time = interview.and_then(|interview| match interview {
        Interview::On(_) => None,
        Interview::At(time) => Some(time.format("%Y-%m-%d %H:%M").to_string()),
    });
    let prefix = match config == context.paths.config {
        true => String::new(),
        false => format!("LOCI_CONFIG={} ", quoted(&text_of(config)?)),
    };
    let undo = |key: &str, before: &str| {
        let before = before.trim_matches('"');
        format!("{prefix}loci config set {key} {}", quoted(before))
    };
    let file = key::set(config, home, "plan.file", &text_of(plan)?)?;
    let mut undos = vec![
        format!("rm {}", quoted(&text_of(plan)?)),
        undo("plan.file", &file.before),
    ];
    if let Some(time) = at_time {
        match key::set(config, home, "plan.interview", &time) {
            Ok(set) => undos.push(undo("plan.interview", &set.before)),
            Err(error) => {
                key::set(config, home, "plan.file", file.before.trim_matches('"'))?;
                return Err(error.into());
            }
        }
    }
    Ok(undos)
}

/// A value as a POSIX shell takes it.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./".contains(c);
    match !value.is_empty() && value.chars().all(is_plain) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', "'\\''")),
    }
}

/// A date, or a local time, as the file has it.
fn written(interview: Interview) -> String {
    match interview {
        Interview::On(date) => date.to_string(),
        Interview::At(time) => time.format("%Y-%m-%dT%H:%M:%S").to_string(),
    }
}

/// What is told of a new plan.
struct Told<'a> {
    file: String,
    config: String,
    plan: &'a Plan,
    data: &'a Made,
}

impl Told<'_> {
    fn text(&self, columns: usize) -> String {
        let mut said = vec![
            format!("wrote {}: {}", self.file, report::summary(self.plan)),
            match self.plan.start {
                Some(date) => format!("it starts on {}", day(date)),
                None => "it has no start yet: write `start = DATE` into it".to_owned(),
            },
        ];
        said.extend(self.plan.interview.map(|interview| match interview.what {
            Interview::At(time) => format!(
                "the interview is on {} at {}; it is silent around it",
                day(time.date()),
                time.format("%H:%M")
            ),
            Interview::On(date) => format!(
                "the interview is on {}; with its time, loci is silent around it: loci config set plan.interview \"{date} 14:00\"",
                day(date)
            ),
        }));
        said.extend(self.fit());
        said.push(format!("{} names it as your plan", self.config));
        let mut text: String = said.iter().map(|said| lines(said, columns)).collect();
        let undo = &self.data.undo;
        text.push_str(&format!("undo: {}", printable(&undo.join(" && "))));
        text
    }

    /// What was done so that it fits, and what does not.
    fn fit(&self) -> Vec<String> {
        let data = self.data;
        let mut told = Vec::new();
        let Some(dates) = data.dates else {
            return told;
        };
        let number = |of: &[String]| count(u64::try_from(of.len()).unwrap_or(u64::MAX), "day");
        if !data.joined.is_empty() || !data.left_out.is_empty() {
            let dates = count(u64::try_from(dates).unwrap_or(u64::MAX), "date");
            told.push(format!(
                "fitted to the {dates} until the interview; the file shows how, and you may change it"
            ));
        }
        if !data.joined.is_empty() {
            let one = match data.joined.len() {
                1 => "shares",
                _ => "share",
            };
            told.push(format!(
                "{} {one} the date of the day before (join = true): {}",
                number(&data.joined),
                data.joined.join(", ")
            ));
        }
        if !data.left_out.is_empty() {
            told.push(format!(
                "{} left out (skip = true): {}",
                number(&data.left_out),
                data.left_out.join(", ")
            ));
        }
        if !data.late.is_empty() {
            let late: Vec<String> = data
                .late
                .iter()
                .filter_map(|late| Some(format!("{} on {}", late.id, day(late.date.parse().ok()?))))
                .collect();
            told.push(format!(
                "less than {LAST_NEW} days before the interview: {}",
                late.join(", ")
            ));
        }
        told.extend(self.pause());
        told
    }

    /// The dates between the last topic and what comes right before the interview, if there are any.
    fn pause(&self) -> Option<String> {
        let progress = Progress::default();
        let start = self.plan.start?;
        let course = course(self.plan, &progress, start);
        let days = course.days();
        let last = days
            .iter()
            .rposition(|day| day.day.kind == DayKind::Topic)?;
        let (last, next) = (days.get(last)?.place, days.get(last + 1)?.place);
        let between = course
            .free_from(last.plus(1))
            .take_while(|date| *date < next);
        match between.count() {
            0 => None,
            _ => Some(format!(
                "the last topic is on {}, the end from {} on; between them there are reviews only",
                day(last.0),
                day(next.0)
            )),
        }
    }
}

/// A paragraph at the margin; its further lines are indented.
fn lines(text: &str, columns: usize) -> String {
    wrapped(text, columns.saturating_sub(2)).join("\n  ") + "\n"
}

fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

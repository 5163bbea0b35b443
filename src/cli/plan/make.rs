//! `loci plan new NAME`: a plan from a template, with its keys filled in, and taken as the plan of the config.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::dates::{self, Dates, day, told, written};
use super::fitting::{Fitting, course, number};
use super::{place, report};
use crate::cli::args::plan::PlanNew;
use crate::cli::context::{Context, text_of};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::note::Before;
use crate::cli::render::words::printable;
use crate::cli::render::wrap::wrapped;
use crate::config::key;
use crate::config::plan::read;
use crate::config::plan::template::{Filling, fill, fitted, template};
use crate::domain::day::StudyDay;
use crate::domain::plan::fit::{Fit, fit};
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
    #[serde(flatten)]
    fitting: Fitting,
    /// That the config names another interview.
    warnings: Vec<String>,
    config: String,
    undo: Vec<String>,
    /// The interview ahead that the config names, which silence goes by.
    #[serde(skip)]
    of_config: Option<NaiveDateTime>,
    /// The command that sets a key of that config.
    #[serde(skip)]
    set: String,
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
    let dates = dates::of(context, args.start.as_deref(), args.interview.as_deref())?;
    let filling = filling(args, &name, dates);
    let path = place::of(context, &name, args.output.as_deref())?;
    place::refuse_overwriting(&path)?;
    let (text, plan, fit) = filled(&args.template, &filling, context.today())?;
    if fit.as_ref().is_some_and(|fit| fit.dates == 0) {
        return Err(no_dates(&plan, context.today()));
    }
    let config = active_config(context);
    let set = setting(context, &config)?;
    place::write(&path, &Before::Absent, &text)?;
    let undo = match take(context, &config, &set, &path, filling.interview) {
        Ok(undo) => undo,
        Err(trouble) => {
            // Without its place in the config it would be half a plan; what failed is told.
            let _ = std::fs::remove_file(&path);
            return Err(trouble);
        }
    };
    // What was written stands, also where the config cannot be read any more.
    let config_now = context.active_config().ok();
    let of_config = config_now.and_then(|config| config.settings.remind.interview);
    let of_config = of_config.filter(|time| time.date() >= context.today());
    let interview = plan.interview.map(|interview| interview.what);
    context.read_again();
    let data = Made {
        path: path.display().to_string(),
        name,
        start: plan.start.map(|date| date.to_string()),
        interview: interview.map(written),
        days: plan.days.len(),
        chosen: plan.chosen().len(),
        fitting: Fitting::of(&plan, fit.as_ref(), context.today()),
        warnings: other_interview(interview, of_config, &set)
            .into_iter()
            .collect(),
        config: config.display().to_string(),
        undo,
        of_config,
        set,
    };
    Ok((data, plan))
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

fn filling(args: &PlanNew, name: &str, dates: Dates) -> Filling {
    Filling {
        name: name.to_owned(),
        level: args.level,
        focus: args.focus,
        tracks: args.tracks.clone(),
        start: dates.start,
        interview: dates.interview,
        minutes: args.minutes,
        days: args.days.clone(),
        window: args.window.clone(),
    }
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

/// The command that sets a key of a config.
fn setting(context: &Context, config: &Path) -> Result<String, Trouble> {
    Ok(match config == context.paths.config {
        true => "loci config set".to_owned(),
        false => format!("LOCI_CONFIG={} loci config set", quoted(&text_of(config)?)),
    })
}

/// Names the plan and its interview in the config; gives the commands that undo all of it.
fn take(
    context: &Context,
    config: &Path,
    set: &str,
    plan: &Path,
    interview: Option<Interview>,
) -> Result<Vec<String>, Trouble> {
    let home = context.paths.home.as_deref();
    let at_time = interview.and_then(|interview| match interview {
        Interview::On(_) => None,
        Interview::At(time) => Some(time.format("%Y-%m-%d %H:%M").to_string()),
    });
    let undo = |key: &str, before: &str| {
        let before = before.trim_matches('"');
        format!("{set} {key} {}", quoted(before))
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

/// That the config names another day for the interview than the plan, whose time is not known, and what to set.
fn other_interview(
    interview: Option<Interview>,
    of_config: Option<NaiveDateTime>,
    set: &str,
) -> Option<String> {
    let (Some(Interview::On(date)), Some(other)) = (interview, of_config) else {
        return None;
    };
    (other.date() != date).then(|| {
        format!(
            "plan.interview in the config is still {}, which silence goes by, and an import that names none; with the \
             time of this one: {set} plan.interview \"{date} 14:00\"; without: {set} plan.interview ''",
            told(Interview::At(other))
        )
    })
}

/// A value as a POSIX shell takes it.
pub(in crate::cli) fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./".contains(c);
    match !value.is_empty() && value.chars().all(is_plain) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', "'\\''")),
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
        let interview = self.plan.interview;
        said.extend(interview.map(|interview| self.interview(interview.what)));
        said.extend(self.fit());
        said.push(format!("{} names it as your plan", self.config));
        let mut text: String = said.iter().map(|said| lines(said, columns)).collect();
        let undo = &self.data.undo;
        text.push_str(&format!("undo: {}", printable(&undo.join(" && "))));
        text
    }

    /// When the interview is, and whether it is silent around it: where its time is not known, the config may name
    /// another one, which `plan new` leaves there.
    fn interview(&self, interview: Interview) -> String {
        let on = format!("the interview is on {}", told(interview));
        let date = match interview {
            Interview::At(_) => return format!("{on}; it is silent around it"),
            Interview::On(date) => date,
        };
        let set = format!("{} plan.interview", printable(&self.data.set));
        match self.data.of_config {
            None => {
                format!("{on}; with its time, loci is silent around it: {set} \"{date} 14:00\"")
            }
            Some(time) if time.date() == date => format!(
                "{on}, at {} as the config says (plan.interview); it is silent around it",
                time.format("%H:%M")
            ),
            Some(_) => format!("{on}, but {}", printable(&self.data.warnings.join("; "))),
        }
    }

    /// What was done so that it fits, and what does not.
    fn fit(&self) -> Vec<String> {
        let fitting = &self.data.fitting;
        let mut told = Vec::new();
        let Some(dates) = fitting.dates else {
            return told;
        };
        if !fitting.is_moot() {
            told.push(format!(
                "fitted to the {} until the interview; the file shows how, and you may change it",
                number(dates, "date")
            ));
        }
        told.extend(fitting.told());
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
pub(super) fn lines(text: &str, columns: usize) -> String {
    wrapped(text, columns.saturating_sub(2)).join("\n  ") + "\n"
}

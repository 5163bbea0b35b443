//! The arguments of `plan`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::config::plan::template::TEMPLATES;
use crate::config::{plan, value};
use crate::domain::plan::minutes::Minutes;
use crate::domain::plan::words::{Focus, Level, StepKind, Track};

/// `plan`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Plan {
    /// What to do; today's steps are shown if absent.
    #[command(subcommand)]
    pub verb: Option<PlanVerb>,
    /// What is shown then.
    #[command(flatten)]
    pub show: PlanShow,
}

/// What to do with plans.
#[derive(Debug, Subcommand)]
pub enum PlanVerb {
    /// Show the steps of today, as without a verb.
    Show(PlanShow),
    /// A step was done, or a part of it: the next one, or the one that is named.
    Done(PlanDone),
    /// Leave a step out, or all open ones of a day.
    Skip(PlanSkip),
    /// Give a day another date.
    Move(PlanMove),
    /// Take days off; what was planned on them moves on.
    Off(PlanOff),
    /// Deal with days that were missed; shows first what would come of it.
    CatchUp(PlanCatchUp),
    /// Whether a plan is right: every mistake with its line and column.
    Check(PlanCheck),
    /// Write a plan whose file is broken or gone as it was last; what the file holds is kept beside.
    Restore(PlanRestore),
    /// Write a new plan from a template, and take it as yours.
    New(PlanNew),
    /// Make a plan of a Markdown list or table of days.
    Import(PlanImport),
    /// Write it for a calendar (.ics), an event for each day; again after a change.
    Export(PlanExport),
}

/// `plan` and `plan show`.
#[derive(Debug, Default, Args)]
pub struct PlanShow {
    /// Another day than today: tomorrow, friday, 2026-11-16; of "9 dec" the nearest one.
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// All days, a line each.
    #[arg(long)]
    pub all: bool,
}

/// `plan done`.
#[derive(Debug, Default, Args)]
pub struct PlanDone {
    /// Which step.
    #[command(flatten)]
    pub which: PlanStep,
    /// How long it took: 12m; 24h at most.
    #[arg(long, value_name = "DUR")]
    pub took: Option<String>,
    /// Only a part of it was done, of reading or code; the rest stays open. Without --took the part that is asked today.
    #[arg(long)]
    pub part: bool,
}

/// `plan skip`.
#[derive(Debug, Default, Args)]
pub struct PlanSkip {
    /// Which steps.
    #[command(flatten)]
    pub which: PlanStep,
}

/// A step of a plan.
#[derive(Debug, Default, Args)]
pub struct PlanStep {
    /// The day's id, or its beginning, or DAY/STEP; a step alone is today's.
    #[arg(value_name = "DAY")]
    pub day: Option<String>,
    /// Its step: glance, learn, map, recall, code, palace, explain, mock or review.
    #[arg(value_name = "STEP", value_parser = step)]
    pub step: Option<StepKind>,
}

/// `plan move`.
#[derive(Debug, Args)]
pub struct PlanMove {
    /// The day's id, or its beginning.
    pub day: String,
    /// Its date from now on: tomorrow, friday, 2026-11-16.
    #[arg(required = true, value_name = "DATE")]
    pub date: Vec<String>,
}

/// `plan off`.
#[derive(Debug, Default, Args)]
pub struct PlanOff {
    /// A day, or the first and last one: friday, 24 dec..27 dec; today if absent.
    #[arg(value_name = "DATE|FROM..TO")]
    pub dates: Vec<String>,
}

/// `plan catch-up`.
#[derive(Debug, Default, Args)]
pub struct PlanCatchUp {
    /// How; without it the three ways are shown side by side.
    #[arg(long)]
    pub mode: Option<CatchUpMode>,
    /// Only show what would come of it.
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask.
    #[arg(short, long)]
    pub yes: bool,
}

/// A way to catch up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CatchUpMode {
    /// The days that are left take it over.
    Rebalance,
    /// The plan ends later.
    Extend,
    /// What was missed is left out.
    Drop,
}

impl CatchUpMode {
    /// All, in the order in which they are shown.
    pub const ALL: [CatchUpMode; 3] = [
        CatchUpMode::Rebalance,
        CatchUpMode::Extend,
        CatchUpMode::Drop,
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            CatchUpMode::Rebalance => "rebalance",
            CatchUpMode::Extend => "extend",
            CatchUpMode::Drop => "drop",
        }
    }
}

/// `plan check`.
#[derive(Debug, Args)]
pub struct PlanCheck {
    /// The plan; the one of the config if absent.
    pub file: Option<PathBuf>,
}

/// `plan restore`.
#[derive(Debug, Default, Args)]
pub struct PlanRestore {
    /// Where to, a new file; where the plan was if absent.
    #[arg(short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `plan import`.
#[derive(Debug, Args)]
pub struct PlanImport {
    /// Markdown with "Day 1: topic", a list, or a table of days.
    pub file: PathBuf,
    /// The plan's name; that of the file if absent.
    #[arg(long)]
    pub name: Option<String>,
    /// The first day: tomorrow, monday, 2026-11-16.
    #[arg(long, value_name = "DATE")]
    pub start: Option<String>,
    /// When the interview is: 2026-12-16, or with its time; that of the config (plan.interview) if absent.
    #[arg(long, value_name = "DATE")]
    pub interview: Option<String>,
    /// Every day on a date of its own, also where there are too few before the interview.
    #[arg(long)]
    pub as_is: bool,
    /// Where to; into `plans` in the first folder of notes if absent.
    #[arg(short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    pub yes: bool,
    /// Replace a file that is there.
    #[arg(long)]
    pub force: bool,
}

/// `plan export`.
#[derive(Debug, Default, Args)]
pub struct PlanExport {
    /// Where to; stdout if absent, or if it is `-`. What the file held and the plan has no more is cancelled in it.
    #[arg(short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Name the topics; without it only the minutes are told, unless notify.privacy says otherwise.
    #[arg(long)]
    pub titles: bool,
}

/// `plan new`.
#[derive(Debug, Clone, Default, Args)]
pub struct PlanNew {
    /// Its name.
    #[arg(required = true)]
    pub name: Vec<String>,
    /// What it is made from.
    #[arg(long, default_value = "python-30", value_parser = template)]
    pub template: String,
    /// What you know already: beginner, intermediate or advanced.
    #[arg(long, value_parser = level)]
    pub level: Option<Level>,
    /// What it is for: interview, or learning.
    #[arg(long, value_parser = focus)]
    pub focus: Option<Focus>,
    /// Whose days are taken, once for each: core, pyspark, ai.
    #[arg(long = "track", value_name = "TRACK", value_parser = track)]
    pub tracks: Vec<Track>,
    /// The first day: tomorrow, monday, 2026-11-16.
    #[arg(long, value_name = "DATE")]
    pub start: Option<String>,
    /// When the interview is: 2026-12-16, or with its time, "2026-12-16 14:00".
    #[arg(long, value_name = "DATE")]
    pub interview: Option<String>,
    /// Minutes a day; if absent 60, 50 or 35, as the level is beginner, intermediate or advanced.
    #[arg(long, value_name = "N", value_parser = minutes)]
    pub minutes: Option<Minutes>,
    /// The days of the week on which you study: mon-sat, or mon,wed,fri.
    #[arg(long, value_name = "SPEC", value_parser = weekdays)]
    pub days: Option<String>,
    /// The hours in which you study: 19:00-21:00.
    #[arg(long, value_name = "SPEC", value_parser = window)]
    pub window: Option<String>,
    /// Where to; into `plans` in the first folder of notes if absent.
    #[arg(short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

fn step(word: &str) -> Result<StepKind, String> {
    StepKind::from_word(word).ok_or_else(|| {
        "use glance, learn, map, recall, code, palace, explain, mock or review".to_owned()
    })
}

fn template(name: &str) -> Result<String, String> {
    let known: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
    match known.contains(&name) {
        true => Ok(name.to_owned()),
        false => Err(format!("use {}", known.join(" or "))),
    }
}

/// Reads a level.
pub fn level(word: &str) -> Result<Level, String> {
    Level::from_word(word).ok_or_else(|| "use beginner, intermediate or advanced".to_owned())
}

fn focus(word: &str) -> Result<Focus, String> {
    Focus::from_word(word).ok_or_else(|| "use interview or learning".to_owned())
}

fn track(word: &str) -> Result<Track, String> {
    Track::from_word(word).ok_or_else(|| "use core, pyspark or ai".to_owned())
}

fn minutes(text: &str) -> Result<Minutes, String> {
    let read = text.parse().ok().and_then(Minutes::new);
    read.ok_or_else(|| format!("use whole minutes from 1 to {}", Minutes::MOST))
}

fn weekdays(text: &str) -> Result<String, String> {
    match plan::weekdays(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("use days of the week, like mon-sat or mon,wed,fri".to_owned()),
    }
}

fn window(text: &str) -> Result<String, String> {
    match value::hours(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("use two times, like 19:00-21:00".to_owned()),
    }
}

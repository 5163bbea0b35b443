//! The arguments of `plan`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::config::plan::template::TEMPLATES;
use crate::config::{plan, value};
use crate::domain::plan::minutes::Minutes;
use crate::domain::plan::words::{Focus, Level, Track};

/// `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// What to do.
    #[command(subcommand)]
    pub verb: PlanVerb,
}

/// What to do with plans.
#[derive(Debug, Subcommand)]
pub enum PlanVerb {
    /// Whether a plan is right: every mistake with its line and column.
    Check(PlanCheck),
    /// Write a new plan from a template, and take it as yours.
    New(PlanNew),
    /// Make a plan of a Markdown list or table of days.
    Import(PlanImport),
}

/// `plan check`.
#[derive(Debug, Args)]
pub struct PlanCheck {
    /// The plan; the one of the config if absent.
    pub file: Option<PathBuf>,
}

/// `plan import`.
#[derive(Debug, Args)]
pub struct PlanImport {
    /// Markdown with "Day 1: topic", a list, or a table of days.
    pub file: PathBuf,
    /// The plan's name; that of the file if absent.
    #[arg(long)]
    pub name: Option<String>,
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

/// `plan new`.
#[derive(Debug, Args)]
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
    /// Minutes a day; 30 to 55 by level if absent.
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

fn template(name: &str) -> Result<String, String> {
    let known: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
    match known.contains(&name) {
        true => Ok(name.to_owned()),
        false => Err(format!("use {}", known.join(" or "))),
    }
}

fn level(word: &str) -> Result<Level, String> {
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

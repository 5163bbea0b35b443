//! What one line of `status` looks like: the user's format, the default one, waybar's or JSON. Pure.

use chrono::NaiveDate;

use super::format::Format;
use super::{beside, to_recall, waybar};
use crate::cli::args::care::Status as StatusArgs;
use crate::cli::exit::Trouble;
use crate::cli::render::out::Form;
use crate::cli::render::words::printable;
use crate::domain::now::Now;
use crate::ipc::protocol::{PlanReply, StatusReply};

/// What a line looks like.
#[derive(Debug)]
pub enum Shape {
    /// The default line.
    Plain,
    /// The user's.
    Format(Format),
    /// An object of waybar's, its text the default or the user's.
    Waybar(Option<Format>),
    /// The whole status as JSON.
    Json,
}

/// What matters most at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A box is over, since a minute at most.
    Stop,
    /// A box runs.
    Box,
    /// It is silent.
    Silent,
    /// Something is due.
    Due,
    /// Nothing is.
    None,
    /// No daemon runs.
    Off,
}

impl State {
    /// Its word: waybar's `alt` and class.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Stop => "stop",
            State::Box => "box",
            State::Silent => "silent",
            State::Due => "due",
            State::None => "none",
            State::Off => "off",
        }
    }
}

/// A status at a moment.
pub struct Moment<'a> {
    /// What the daemon said.
    pub status: &'a StatusReply,
    /// Now.
    pub now: &'a Now,
    /// The study day.
    pub today: NaiveDate,
    /// What matters most.
    pub state: State,
    /// The box that is over since a minute at most.
    pub stopped: Option<&'a str>,
    /// The plan, if it was asked for and there is one.
    pub plan: Option<&'a PlanReply>,
}

impl<'a> Moment<'a> {
    /// A moment in which no box was stopped lately.
    pub fn of(status: &'a StatusReply, now: &'a Now, today: NaiveDate) -> Moment<'a> {
        let state = if status.running.is_some() {
            State::Box
        } else if status.silent.is_some() {
            State::Silent
        } else if status.due > 0 {
            State::Due
        } else {
            State::None
        };
        Moment {
            status,
            now,
            today,
            state,
            stopped: None,
            plan: None,
        }
    }

    /// The moment with the plan.
    pub fn with_plan(self, plan: Option<&'a PlanReply>) -> Moment<'a> {
        Moment { plan, ..self }
    }

    /// The moment after a STOP, whose words are given.
    pub fn stopped_by(self, stopped: Option<&'a str>) -> Moment<'a> {
        match stopped {
            Some(_) if self.state != State::Box => Moment {
                state: State::Stop,
                stopped,
                ..self
            },
            Some(_) | None => self,
        }
    }
}

impl Shape {
    /// What the arguments ask for.
    pub fn of(args: &StatusArgs, form: Form) -> Result<Shape, Trouble> {
        let format = args.format.as_deref().map(Format::parse).transpose();
        let format = format.map_err(|error| Trouble::Usage(error.to_string()))?;
        match (args.waybar, format, form) {
            (true, format, Form::Text) => Ok(Shape::Waybar(format)),
            (true, _, Form::Json) => Err(Trouble::Usage(
                "--waybar is JSON of its own: leave --json away".to_owned(),
            )),
            (false, Some(_), Form::Json) => Err(Trouble::Usage(
                "--format makes text and --json does not: use one of them".to_owned(),
            )),
            (false, Some(format), Form::Text) => Ok(Shape::Format(format)),
            (false, None, Form::Text) => Ok(Shape::Plain),
            (false, None, Form::Json) => Ok(Shape::Json),
        }
    }

    /// Whether something of the plan but its day is shown.
    pub fn shows_plan(&self) -> bool {
        match self {
            Shape::Format(format) | Shape::Waybar(Some(format)) => ["plan", "plan_minutes", "next"]
                .iter()
                .any(|name| format.shows(name)),
            Shape::Plain | Shape::Waybar(None) | Shape::Json => false,
        }
    }

    /// Whether the seconds that a box has left are shown.
    pub fn shows_seconds(&self) -> bool {
        match self {
            Shape::Format(format) | Shape::Waybar(Some(format)) => format.shows("box_left"),
            Shape::Plain | Shape::Waybar(None) | Shape::Json => false,
        }
    }

    /// Whether the minutes that a box has left are shown.
    pub fn shows_minutes(&self) -> bool {
        match self {
            Shape::Plain | Shape::Waybar(_) => true,
            Shape::Format(_) | Shape::Json => false,
        }
    }

    /// The line at a moment, without its newline; under JSON the caller has it.
    pub fn line(&self, moment: &Moment<'_>) -> String {
        match self {
            Shape::Plain => plain(moment),
            Shape::Format(format) => format.line(moment),
            Shape::Waybar(format) => waybar::line(moment, format.as_ref()),
            Shape::Json => String::new(),
        }
    }

    /// The line while no daemon runs.
    pub fn line_without_daemon(&self) -> String {
        match self {
            Shape::Plain => "the daemon does not run: loci daemon start".to_owned(),
            Shape::Format(format) => format.line_without_daemon(),
            Shape::Waybar(_) => waybar::line_without_daemon(),
            Shape::Json => "{\"schema\":1,\"kind\":\"status\",\"data\":null}".to_owned(),
        }
    }
}

/// As bare `loci` says it, but with the minutes of a box instead of its seconds.
fn plain(moment: &Moment<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(moment.stopped.map(str::to_owned));
    parts.extend(box_part(moment));
    parts.push(to_recall(moment.status, moment.today));
    parts.extend(beside(moment.status, moment.plan, moment.now));
    parts.join(" · ")
}

/// `map "dict", 4 min left`.
pub fn box_part(moment: &Moment<'_>) -> Option<String> {
    let running = moment.status.running.as_ref()?;
    Some(format!(
        "{} \"{}\", {} left",
        printable(&running.kind),
        printable(&running.topic),
        left(running.left_secs)
    ))
}

/// What is left, rounded up to minutes as long as there is more than one.
pub fn left(secs: u32) -> String {
    match secs {
        0..=60 => format!("{secs} s"),
        _ => format!("{} min", secs.div_ceil(60)),
    }
}

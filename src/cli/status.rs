//! `loci status`, and bare `loci`: where you are, and the one next command.
//!
//! A line of one's own is made in `format`, for status bars in `follow` and `waybar`.

use chrono::NaiveDate;

use super::args::care::Status as StatusArgs;
use super::calm;
use super::context::{Context, Reply};
use super::daemon::version;
use super::doctor::store;
use super::exit::{Exit, Trouble};
use super::plan::asking::{self, Reach};
use super::plan::page;
use super::render::out::{Form, Volume};
use super::render::table::Table;
use super::render::words::{self, WARN, printable, styled};
use super::when;
use crate::config::paths::Paths;
use crate::domain::now::Now;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{
    BoxReply, Counts, NoParams, NotifyInfo, PauseInfo, PlanReply, PlanStepInfo, Request, Silent,
    StatusReply,
};

pub mod follow;
pub mod format;
mod greet;
pub mod road;
pub mod shape;
pub mod waybar;

/// `loci status [--format STR] [--follow] [--waybar]`.
pub fn run(context: &mut Context, args: &StatusArgs) -> Result<Exit, Trouble> {
    if args.greet {
        return greet::run(context);
    }
    if args.follow || args.waybar {
        let shape = shape::Shape::of(args, context.out.form)?;
        return follow::run(context, shape);
    }
    if args.format.is_some() {
        let shape = shape::Shape::of(args, context.out.form)?;
        let line = match ask(context) {
            Ok(reply) => {
                let (now, today) = (context.now(), context.today());
                let plan = shape.shows_plan().then(|| plan_of(context, &reply.value));
                let plan = plan.flatten();
                let moment = shape::Moment::of(&reply.value, &now, today);
                shape.line(&moment.with_plan(plan.as_ref()))
            }
            // A status bar shows it; it is no failure of its command.
            Err(trouble) => {
                let _ = follow::away(trouble)?;
                shape.line_without_daemon()
            }
        };
        context.out.lines(&format!("{line}\n"))?;
        return Ok(Exit::Done);
    }
    let reply = ask(context).map_err(|trouble| why_down(&context.paths, trouble))?;
    let (now, today) = (context.now(), context.today());
    let (paths, volume) = (context.paths.clone(), context.out.volume);
    let plan = match context.out.form {
        Form::Text => plan_of(context, &reply.value),
        Form::Json => None,
    };
    context.out.show("status", &reply.raw, || {
        long(&reply.value, plan.as_ref(), &now, today, &paths, volume)
    })?;
    version::note(context, &reply.value.daemon.version)?;
    Ok(Exit::Done)
}

/// Bare `loci`: one line, and the one next command.
pub fn brief(context: &mut Context) -> Result<Exit, Trouble> {
    let reply = match ask(context) {
        Err(Trouble::Client(ClientError::NotRunning { .. })) if !is_set_up(&context.paths) => {
            return Err(Trouble::Daemon {
                exit: Exit::NoDaemon,
                message: "not set up yet; begin: loci start (or try it: loci start --demo)"
                    .to_owned(),
            });
        }
        other => other.map_err(|trouble| why_down(&context.paths, trouble))?,
    };
    if context.out.form == Form::Json {
        context.out.json("status", &reply.raw)?;
    } else {
        let (now, today) = (context.now(), context.today());
        let plan = plan_of(context, &reply.value);
        let text = format!(
            "{}\nnext: {}\n",
            line(&reply.value, plan.as_ref(), &now, today),
            next(&reply.value, plan.as_ref())
        );
        context.out.data(&text)?;
    }
    version::note(context, &reply.value.daemon.version)?;
    Ok(Exit::Done)
}

/// A daemon that is down because of the database said so last: that says more than that it is down.
fn why_down(paths: &Paths, trouble: Trouble) -> Trouble {
    let is_down = matches!(trouble, Trouble::Client(ClientError::NotRunning { .. }));
    match is_down.then(|| store::words(paths)).flatten() {
        Some(words) => Trouble::Daemon {
            exit: Exit::NoDaemon,
            message: format!(
                "the daemon does not run; it said: {} (see: loci doctor)",
                printable(&words)
            ),
        },
        None => trouble,
    }
}

fn is_set_up(paths: &Paths) -> bool {
    [paths.clone(), paths.demo()]
        .iter()
        .any(|paths| paths.config.exists() || paths.database().exists())
}

fn ask(context: &Context) -> Result<Reply<StatusReply>, Trouble> {
    context.call(&Request::Status(NoParams {}))
}

/// The plan, if one runs and tells of itself.
fn plan_of(context: &Context, status: &StatusReply) -> Option<PlanReply> {
    status.plan_day?;
    let plan = asking::plan(context, None, Reach::Day);
    plan.ok().map(|plan| plan.value)
}

/// `6 to recall, about 4 min · map "dict", 4:10 left`.
fn line(status: &StatusReply, plan: Option<&PlanReply>, now: &Now, today: NaiveDate) -> String {
    let mut parts = vec![to_recall(status, today)];
    if let Some(running) = &status.running {
        parts.push(box_line(running));
    }
    parts.extend(beside(status, plan, now));
    parts.join(" · ")
}

/// Why it is silent, unless that is the box, which is told anyway.
fn silence_beside_box(status: &StatusReply) -> Option<&Silent> {
    let is_box = |silent: &&Silent| status.running.is_some() && silent.why == "box";
    status.silent.as_ref().filter(|silent| !is_box(silent))
}

/// What is to be known beside what is due and the box.
fn beside(status: &StatusReply, plan: Option<&PlanReply>, now: &Now) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(match (plan, status.plan_day) {
        (Some(plan), _) => Some(page::brief(plan)),
        (None, Some(day)) => Some(format!("plan day {day}")),
        (None, None) => None,
    });
    if status.held > 0 {
        parts.push(format!("{} held", words::loci(status.held)));
    }
    let silent = silence_beside_box(status);
    parts.extend(calm::mode_and_silence(&status.mode, silent, now));
    if status.notify.pending > 0 {
        let pending = words::count(status.notify.pending, "notification");
        parts.push(match &status.notify.trouble {
            Some(_) => format!("{pending} not shown: loci doctor"),
            None => format!("{pending} on the way"),
        });
    }
    if status.unplaced > 0 {
        let ratings = words::count(status.unplaced, "rating");
        parts.push(format!("{ratings} without a place"));
    }
    if status.daemon.demo {
        parts.push("demo".to_owned());
    }
    parts
}

fn to_recall(status: &StatusReply, today: NaiveDate) -> String {
    if status.due > 0 {
        return format!("{} to recall, about {} min", status.due, status.minutes);
    }
    if status.loci.live == 0 && !status.daemon.syncing {
        return "no maps or palaces yet".to_owned();
    }
    // What the mode holds may be due before the next day.
    if status.held > 0 {
        return "nothing due now".to_owned();
    }
    match status.next_due.as_deref().and_then(|day| day.parse().ok()) {
        Some(day) => format!("nothing due until {}", when::date(day, today)),
        None => "nothing due".to_owned(),
    }
}

fn box_line(running: &BoxReply) -> String {
    format!(
        "{} \"{}\", {} left",
        printable(&running.kind),
        printable(&running.topic),
        words::clock(running.left_secs)
    )
}

/// The one next command; that of the plan once nothing is due.
fn next(status: &StatusReply, plan: Option<&PlanReply>) -> String {
    let step = plan.and_then(step_of).map(asking::command);
    let command = if status.running.is_some() {
        "loci box done"
    } else if status.daemon.trouble.is_some() {
        "loci status"
    } else if !status.held_files.is_empty() {
        "loci sync"
    } else if status.due > 0 {
        "loci review"
    } else if status.unplaced > 0 {
        "loci spool"
    } else if let Some(step) = &step {
        step
    } else if status.loci.live == 0 {
        "loci add FOLDER"
    } else {
        "loci ls"
    };
    printable(command)
}

/// The plan's next step, reviews aside: those are told anyway.
fn step_of(plan: &PlanReply) -> Option<&PlanStepInfo> {
    let mut open = plan.steps.iter().filter(|step| asking::is_open(step));
    open.find(|step| step.kind != "review")
}

fn long(
    status: &StatusReply,
    plan: Option<&PlanReply>,
    now: &Now,
    today: NaiveDate,
    paths: &Paths,
    volume: Volume,
) -> String {
    let mut table = Table::default();
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    let prompts = match status.due {
        0 => String::new(),
        _ => format!(", {}", words::count(status.prompts, "prompt")),
    };
    row("today", format!("{}{prompts}", to_recall(status, today)));
    if status.waiting > 0 {
        row(
            "waiting",
            format!("{} for another day", words::loci(status.waiting)),
        );
    }
    if status.held > 0 {
        row(
            "held",
            format!(
                "{} by the mode {}",
                words::loci(status.held),
                printable(&status.mode)
            ),
        );
    }
    if let Some(running) = &status.running {
        row("box", box_line(running));
    }
    let by_mode = match (&status.silent, &status.mode_until) {
        (Some(silent), Some(until)) => calm::is_by_mode(silent, until),
        (_, _) => false,
    };
    if !by_mode && (status.mode != "all" || status.mode_until.is_some()) {
        let until = match &status.mode_until {
            Some(until) => format!(" until {}", calm::ahead_of(until, now)),
            None => String::new(),
        };
        row("mode", format!("{}{until}", printable(&status.mode)));
    }
    match (plan, status.plan_day) {
        (Some(plan), _) => row(
            "plan",
            format!("{}, {} min", page::brief(plan), plan.minutes),
        ),
        (None, Some(day)) => row("plan", format!("day {day}")),
        (None, None) => {}
    }
    if let Some(silent) = &status.silent {
        row("silent", calm::silent_until(silent, now));
    }
    let begins_later = |pause: &&PauseInfo| {
        let from = chrono::DateTime::parse_from_rfc3339(&pause.from);
        from.is_ok_and(|from| from > now.at)
    };
    for planned in status.pauses.iter().filter(begins_later) {
        let from = calm::ahead_of(&planned.from, now);
        let until = calm::ahead_of(&planned.until, now);
        row("pause", format!("planned, {from} until {until}"));
    }
    if let Some(waiting) = pending(&status.notify) {
        row("desktop", styled(WARN, &waiting));
    }
    row("atlas", known(&status.loci));
    if status.unplaced > 0 {
        row(
            "spool",
            format!(
                "{} found no locus: loci spool",
                words::count(status.unplaced, "rating")
            ),
        );
    }
    for file in &status.held_files {
        let file = printable(&paths.tilde(std::path::Path::new(file)));
        row(
            "ask",
            styled(
                WARN,
                &format!(
                    "{file} is gone, broken or lost much: loci sync --accept {file}, or --reject {file} to keep what \
                     was learned"
                ),
            ),
        );
    }
    for problem in shown_problems(status, paths, volume) {
        row("note", problem);
    }
    if let Some(trouble) = &status.daemon.trouble {
        row("trouble", styled(WARN, &printable(trouble)));
    }
    row("daemon", daemon(status));
    if volume == Volume::Verbose {
        row(
            "config",
            printable(&paths.tilde(std::path::Path::new(&status.daemon.config))),
        );
        row(
            "data",
            printable(&paths.tilde(std::path::Path::new(&status.daemon.data_dir))),
        );
        let server = status.notify.server.as_deref().unwrap_or("none seen");
        row("server", printable(server));
        let next = match &status.notify.next {
            Some(at) => format!(", next {}", calm::ahead_of(at, now)),
            None => String::new(),
        };
        row(
            "reminders",
            format!("{} sent today{next}", status.notify.sent_today),
        );
    }
    table.render()
}

fn daemon(status: &StatusReply) -> String {
    let daemon = &status.daemon;
    let which = if daemon.demo { "demo, " } else { "" };
    let syncing = if daemon.syncing {
        ", still reading the notes"
    } else {
        ""
    };
    format!(
        "{which}{}, pid {}, up {}{syncing}",
        printable(&daemon.version),
        daemon.pid,
        words::age(daemon.uptime_secs)
    )
}

/// Troubles that need the user; all of them if more detail is wanted.
fn shown_problems(status: &StatusReply, paths: &Paths, volume: Volume) -> Vec<String> {
    let (shown, other): (Vec<_>, Vec<_>) = status
        .problems
        .iter()
        .partition(|problem| volume == Volume::Verbose || problem.level == "error");
    let shown = shown.iter().map(|problem| problem_line(problem, paths));
    let mut lines: Vec<String> = shown.collect();
    if !other.is_empty() {
        let count = u64::try_from(other.len()).unwrap_or(u64::MAX);
        lines.push(format!(
            "{} repaired or odd: loci sync",
            words::count(count, "place")
        ));
    }
    lines
}

/// `FILE:LINE: message`.
pub fn problem_line(problem: &crate::ipc::protocol::ProblemInfo, paths: &Paths) -> String {
    let source = printable(&paths.tilde(std::path::Path::new(&problem.source)));
    let place = match problem.line {
        0 => source,
        line => format!("{source}:{line}"),
    };
    format!("{place}: {}", printable(&paths.tilde_in(&problem.message)))
}

/// `83 loci: 61 branches in 3 maps, 22 rooms in 4 palaces; 83 new`.
pub fn known(counts: &Counts) -> String {
    let new = match counts.new {
        0 => String::new(),
        new => format!("; {new} new"),
    };
    format!("{}{new}", known_loci(counts))
}

/// `83 loci: 61 branches in 3 maps, 22 rooms in 4 palaces`.
pub fn known_loci(counts: &Counts) -> String {
    format!(
        "{}: {} in {}, {} in {}",
        words::loci(counts.live),
        words::count(counts.branches, "branch"),
        words::count(counts.maps, "map"),
        words::count(counts.rooms, "room"),
        words::count(counts.palaces, "palace"),
    )
}

/// `2 notifications wait: there is no notification server; see loci doctor`, or why the last click opened nothing.
fn pending(notify: &NotifyInfo) -> Option<String> {
    let wait = match notify.pending {
        0 => {
            let why = printable(notify.trouble.as_ref()?);
            return Some(format!(
                "the last click opened nothing: {why}; see loci doctor"
            ));
        }
        1 => "1 notification waits".to_owned(),
        many => format!("{many} notifications wait"),
    };
    let Some(why) = &notify.trouble else {
        let pending = words::count(notify.pending, "notification");
        return Some(format!("{pending} on the way: nobody has confirmed it yet"));
    };
    Some(format!("{wait}: {}; see loci doctor", printable(why)))
}

#[cfg(test)]
pub mod tests;

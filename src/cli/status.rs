//! `loci status`, and bare `loci`: where you are, and the one next command.

use chrono::NaiveDate;

use super::context::{Context, Reply};
use super::daemon::version;
use super::exit::{Exit, Trouble};
use super::render::out::{Form, Volume};
use super::render::table::Table;
use super::render::words::{self, WARN, printable, styled};
use super::when;
use crate::config::paths::Paths;
use crate::domain::now::Now;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{BoxReply, Counts, NoParams, Request, StatusReply};

/// `loci status`.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let reply = ask(context)?;
    let (now, today) = (context.now(), context.today());
    let (paths, volume) = (context.paths.clone(), context.out.volume);
    context.out.show("status", &reply.raw, || {
        long(&reply.value, &now, today, &paths, volume)
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
        other => other?,
    };
    if context.out.form == Form::Json {
        context.out.json("status", &reply.raw)?;
    } else {
        let today = context.today();
        let text = format!(
            "{}\nnext: {}\n",
            line(&reply.value, today),
            next(&reply.value)
        );
        context.out.data(&text)?;
    }
    version::note(context, &reply.value.daemon.version)?;
    Ok(Exit::Done)
}

fn is_set_up(paths: &Paths) -> bool {
    [paths.clone(), paths.demo()]
        .iter()
        .any(|paths| paths.config.exists() || paths.database().exists())
}

fn ask(context: &Context) -> Result<Reply<StatusReply>, Trouble> {
    context.call(&Request::Status(NoParams {}))
}

/// `6 to recall, about 4 min · map "dict", 4:10 left`.
fn line(status: &StatusReply, today: NaiveDate) -> String {
    let mut parts = vec![to_recall(status, today)];
    if let Some(running) = &status.running {
        parts.push(box_line(running));
    }
    if let Some(silent) = &status.silent {
        parts.push(format!("silent: {}", printable(&silent.because)));
    }
    if status.unplaced > 0 {
        let ratings = words::count(status.unplaced, "rating");
        parts.push(format!("{ratings} without a place"));
    }
    if status.daemon.demo {
        parts.push("demo".to_owned());
    }
    parts.join(" · ")
}

fn to_recall(status: &StatusReply, today: NaiveDate) -> String {
    if status.due > 0 {
        return format!("{} to recall, about {} min", status.due, status.minutes);
    }
    if status.loci.live == 0 && !status.daemon.syncing {
        return "no maps or palaces yet".to_owned();
    }
    match status.next_due.as_deref().and_then(|day| day.parse().ok()) {
        Some(day) => format!("nothing due until {}", when::date(day, today)),
        None => "nothing due".to_owned(),
    }
}

fn box_line(running: &BoxReply) -> String {
    format!(
        "{} \"{}\", {} left",
        running.kind,
        printable(&running.topic),
        words::clock(running.left_secs)
    )
}

/// The one next command.
fn next(status: &StatusReply) -> &'static str {
    if status.running.is_some() {
        "loci box done"
    } else if status.daemon.trouble.is_some() {
        "loci status"
    } else if !status.held_files.is_empty() {
        "loci sync"
    } else if status.due > 0 {
        "loci review"
    } else if status.unplaced > 0 {
        "loci spool"
    } else if status.loci.live == 0 {
        "loci add FOLDER"
    } else {
        "loci ls"
    }
}

fn long(
    status: &StatusReply,
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
    if let Some(silent) = &status.silent {
        let until = moment(&silent.until, now);
        row(
            "silent",
            format!("until {until}: {}", printable(&silent.because)),
        );
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
                &format!("{file} lost much: loci sync --accept|--reject it"),
            ),
        );
    }
    for problem in shown_problems(status, volume) {
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
        let desktop = status.notify.server.as_deref().unwrap_or("none seen");
        row(
            "desktop",
            format!("{}, {} pending", printable(desktop), status.notify.pending),
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
fn shown_problems(status: &StatusReply, volume: Volume) -> Vec<String> {
    let (shown, other): (Vec<_>, Vec<_>) = status
        .problems
        .iter()
        .partition(|problem| volume == Volume::Verbose || problem.level == "error");
    let mut lines: Vec<String> = shown.iter().map(|problem| problem_line(problem)).collect();
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
pub fn problem_line(problem: &crate::ipc::protocol::ProblemInfo) -> String {
    let place = match problem.line {
        0 => printable(&problem.source),
        line => format!("{}:{line}", printable(&problem.source)),
    };
    format!("{place}: {}", printable(&problem.message))
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

fn moment(text: &str, now: &Now) -> String {
    match chrono::DateTime::parse_from_rfc3339(text) {
        Ok(at) => when::echo(at.with_timezone(&chrono::Utc), now),
        Err(_) => printable(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::protocol::{DaemonInfo, NotifyInfo, ProblemInfo};

    fn status() -> StatusReply {
        StatusReply {
            due: 6,
            minutes: 4,
            prompts: 2,
            next_due: None,
            waiting: 3,
            held: 0,
            unplaced: 0,
            mode: "all".to_owned(),
            mode_until: None,
            silent: None,
            running: None,
            plan_day: None,
            loci: Counts {
                live: 83,
                branches: 61,
                rooms: 22,
                new: 83,
                maps: 3,
                palaces: 4,
                possible: 0,
            },
            held_files: Vec::new(),
            problems: Vec::new(),
            daemon: DaemonInfo {
                version: "0.1.0".to_owned(),
                protocol: 1,
                pid: 12,
                uptime_secs: 7200,
                data_dir: "/d".to_owned(),
                config: "/c".to_owned(),
                demo: false,
                syncing: false,
                trouble: None,
            },
            notify: NotifyInfo::default(),
        }
    }

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn one_line_and_the_one_next_command() {
        let mut status = status();
        assert_eq!(line(&status, today()), "6 to recall, about 4 min");
        assert_eq!(next(&status), "loci review");
        status.due = 0;
        status.next_due = Some("2026-11-25".to_owned());
        assert_eq!(line(&status, today()), "nothing due until Wed 25 Nov");
        assert_eq!(next(&status), "loci ls");
        status.unplaced = 1;
        status.daemon.demo = true;
        assert_eq!(
            line(&status, today()),
            "nothing due until Wed 25 Nov · 1 rating without a place · demo"
        );
        assert_eq!(next(&status), "loci spool");
    }

    #[test]
    fn the_long_form_lines_up() {
        let mut status = status();
        status.problems.push(ProblemInfo {
            source: "/n/a.md".to_owned(),
            line: 3,
            level: "error".to_owned(),
            message: "not UTF-8".to_owned(),
        });
        let paths = Paths {
            config: "/c".into(),
            data_dir: "/d".into(),
            state_dir: "/s".into(),
            home: None,
        };
        let now = crate::clock::now(chrono_tz::Tz::UTC);
        assert_eq!(
            long(&status, &now, today(), &paths, Volume::Normal),
            "today    6 to recall, about 4 min, 2 prompts\n\
             waiting  3 loci for another day\n\
             atlas    83 loci: 61 branches in 3 maps, 22 rooms in 4 palaces; 83 new\n\
             note     /n/a.md:3: not UTF-8\n\
             daemon   0.1.0, pid 12, up 2 h\n"
        );
    }
}

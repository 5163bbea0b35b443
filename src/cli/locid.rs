//! `locid repair` and `locid restore FILE`, run in the place of the daemon: it is stopped before and started after,
//! if it ran. The command line itself never opens the database.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::context::Context;
use super::daemon::end::end;
use super::daemon::holder;
use super::daemon::launch::{exit_by, launch};
use super::daemon::program;
use super::daemon::systemctl::{Listens, Unit};
use super::edit::cannot_run;
use super::exit::{Exit, Trouble};
use crate::config::paths::Paths;

/// What became of the daemon meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daemon {
    /// It did not run, and does not.
    Down,
    /// It was stopped, and runs again.
    Again,
}

impl Daemon {
    /// Its word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Daemon::Down => "down",
            Daemon::Again => "restarted",
        }
    }

    /// What is to be told of it, as a line.
    pub fn told(self) -> &'static str {
        match self {
            Daemon::Down => "the daemon does not run: loci daemon start\n",
            Daemon::Again => "the daemon was stopped for it and runs again\n",
        }
    }
}

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    /// The lines it said.
    pub said: Vec<String>,
    /// What became of the daemon.
    pub daemon: Daemon,
}

/// What `locid check` says of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It is sound, and holds so many facts.
    Sound(u64),
    /// It is not: why.
    Unsound(String),
    /// It could not be asked, or not look: why.
    Untold(String),
}

/// Has `locid` check a database.
pub fn check(database: &Path) -> Checked {
    let program = match program::locid() {
        Ok(program) => program,
        Err(trouble) => return Checked::Untold(trouble.to_string()),
    };
    let mut command = Command::new(&program);
    command.arg("check").arg(database).stdin(Stdio::null());
    match command.output() {
        Ok(output) if output.status.success() => {
            let said = String::from_utf8_lossy(&output.stdout);
            match said.trim().parse() {
                Ok(facts) => Checked::Sound(facts),
                Err(_) => Checked::Untold(format!("locid check said `{}`", said.trim())),
            }
        }
        Ok(output) => match failed(&output) {
            trouble if trouble.exit() == Exit::Store => Checked::Unsound(trouble.to_string()),
            trouble => Checked::Untold(trouble.to_string()),
        },
        Err(error) => {
            Checked::Untold(cannot_run(&program.display().to_string(), &error).to_string())
        }
    }
}

/// How many facts a backup holds; none if it is not sound.
pub fn facts_in(backup: &Path) -> Option<u64> {
    match check(backup) {
        Checked::Sound(facts) => Some(facts),
        Checked::Unsound(_) | Checked::Untold(_) => None,
    }
}

/// Where the running daemon has its things, also one that does not answer; the user's own places if none runs.
pub fn paths_in_use(context: &Context) -> Paths {
    match context.hello() {
        Ok(hello) => Paths {
            config: PathBuf::from(hello.config),
            data_dir: PathBuf::from(hello.data_dir),
            ..context.paths.clone()
        },
        Err(_) => match holder::any(context) {
            Ok(Some(holder)) => holder.paths,
            Ok(None) | Err(_) => context.paths.clone(),
        },
    }
}

/// Runs `locid ARGUMENTS` while no daemon runs.
pub fn run_without_daemon(
    context: &Context,
    paths: &Paths,
    arguments: &[&Path],
) -> Result<Ran, Trouble> {
    let program = program::locid()?;
    let before = stop(context)?;
    let mut command = Command::new(&program);
    command
        .args(arguments)
        .env("LOCI_CONFIG", &paths.config)
        .env("LOCI_DATA_DIR", &paths.data_dir)
        .env("LOCI_STATE_DIR", &paths.state_dir)
        .stdin(Stdio::null());
    let output = command
        .output()
        .map_err(|error| cannot_run(&program.display().to_string(), &error));
    let daemon = start_again(context, paths, before);
    // What went wrong first is told first.
    let output = output?;
    if !output.status.success() {
        return Err(failed(&output));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(Ran {
        said: said.lines().map(str::to_owned).collect(),
        daemon: daemon?,
    })
}

/// Who had the daemon before.
enum Before {
    /// It did not run.
    Down,
    /// It was a process of its own.
    Own,
    /// Systemd, which would start it again for the next client.
    Systemd(Unit),
}

fn stop(context: &Context) -> Result<Before, Trouble> {
    let hello = context.hello_of_any();
    // Asked after the daemon: a socket that listened has started the service by now.
    if let Some(unit) = Unit::of(context)
        && (unit.socket == Listens::Yes || hello.is_ok_and(|hello| unit.owns(hello.pid)))
    {
        unit.stop()?;
        return Ok(Before::Systemd(unit));
    }
    Ok(match end(context)? {
        Some(_) => Before::Own,
        None => Before::Down,
    })
}

fn start_again(context: &Context, paths: &Paths, before: Before) -> Result<Daemon, Trouble> {
    match before {
        Before::Down => return Ok(Daemon::Down),
        Before::Own => launch(context, Some(paths))?,
        Before::Systemd(unit) => unit.start(context)?,
    };
    Ok(Daemon::Again)
}

fn failed(output: &Output) -> Trouble {
    let exit = exit_by(output.status.code());
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    let message = match last {
        Some(line) => line.trim().trim_start_matches("locid: ").to_owned(),
        None => format!("locid ended with {} and said nothing", output.status),
    };
    Trouble::Daemon { exit, message }
}

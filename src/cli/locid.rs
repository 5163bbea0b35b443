//! `locid repair` and `locid restore FILE`, run in the place of the daemon: it is stopped before and started after,
//! if it ran. The command line itself never opens the database.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::context::Context;
use super::daemon;
use super::edit::cannot_run;
use super::exit::{Exit, Trouble};
use crate::config::paths::Paths;
use crate::ipc::client::ClientError;

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

/// Where the running daemon has its things; the user's own places if none runs.
pub fn paths_in_use(context: &Context) -> Paths {
    match context.hello() {
        Ok(hello) => Paths {
            config: PathBuf::from(hello.config),
            data_dir: PathBuf::from(hello.data_dir),
            ..context.paths.clone()
        },
        Err(_) => context.paths.clone(),
    }
}

/// Runs `locid ARGUMENTS` while no daemon runs.
pub fn run_without_daemon(
    context: &Context,
    paths: &Paths,
    arguments: &[&Path],
) -> Result<Ran, Trouble> {
    let program = daemon::program()?;
    let ran_before = daemon::end(context)?.is_some();
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
    let daemon = match ran_before {
        true => start_again(context, paths),
        false => Ok(Daemon::Down),
    };
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

fn start_again(context: &Context, paths: &Paths) -> Result<Daemon, Trouble> {
    match context.hello() {
        // A service manager that holds the socket starts it by itself.
        Ok(_) => {}
        Err(Trouble::Client(ClientError::NotRunning { .. } | ClientError::Closed)) => {
            daemon::launch(context, Some(paths))?;
        }
        Err(other) => return Err(other),
    }
    Ok(Daemon::Again)
}

fn failed(output: &Output) -> Trouble {
    let exit = match output.status.code() {
        Some(74) => Exit::Store,
        Some(75) => Exit::Locked,
        Some(78) => Exit::Config,
        Some(_) | None => Exit::Failed,
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    let message = match last {
        Some(line) => line.trim().trim_start_matches("locid: ").to_owned(),
        None => format!("locid ended with {} and said nothing", output.status),
    };
    Trouble::Daemon { exit, message }
}

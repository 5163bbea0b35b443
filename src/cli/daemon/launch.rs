//! Starts `locid` as a process of its own, without a service manager.

use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::end::exit_of;
use super::program;
use crate::cli::context::{Context, make_private};
use crate::cli::edit;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::printable;
use crate::clock::{self, BootTimer};
use crate::config::paths::Paths;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::HelloReply;

/// How long a start may take.
const PATIENCE_MS: u64 = 10_000;
/// How often a start looks whether the socket answers.
const LOOK_MS: u64 = 20;
/// What a service manager gives to one process alone.
const GIVEN: [&str; 6] = [
    "LISTEN_PID",
    "LISTEN_FDS",
    "LISTEN_FDNAMES",
    "NOTIFY_SOCKET",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
];

/// Starts `locid` in the background, for other paths if they are given, and waits until it answers.
pub fn launch(context: &Context, paths: Option<&Paths>) -> Result<HelloReply, Trouble> {
    let program = program::locid()?;
    let log = log_file(&context.paths)?;
    let mut command = Command::new(&program);
    command.args(["run", "--detach"]).current_dir("/");
    for name in GIVEN {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null());
    match open_log(&log) {
        Some(file) => command.stderr(file),
        // Nothing can be written there; what it says at its start is heard all the same.
        None => command.stderr(Stdio::piped()),
    };
    let others = paths.is_some();
    let paths = paths.unwrap_or(&context.paths);
    for (name, value) in [
        ("LOCI_CONFIG", &paths.config),
        ("LOCI_DATA_DIR", &paths.data_dir),
        ("LOCI_STATE_DIR", &paths.state_dir),
    ] {
        // A relative one would mean something else where the daemon lives.
        if others || std::env::var_os(name).is_some() {
            command.env(name, value);
        }
    }
    let mut child = command
        .spawn()
        .map_err(|error| edit::cannot_run(&program.display().to_string(), &error))?;
    answers(context, &mut child, &log)
}

/// Waits until the socket answers, or the process ends.
fn answers(context: &Context, child: &mut Child, log: &Path) -> Result<HelloReply, Trouble> {
    let wait = |error: std::io::Error| Trouble::Failed(format!("cannot wait for locid: {error}"));
    let give_up = clock::boot().ms + PATIENCE_MS;
    let exited = exit_of(child.id()).map_err(wait)?;
    loop {
        match context.hello() {
            Ok(hello) => return Ok(hello),
            // It may be on its way still.
            Err(Trouble::Client(
                ClientError::NotRunning { .. } | ClientError::Closed | ClientError::TimedOut { .. },
            )) => {}
            Err(other) => return Err(other),
        }
        if let Some(status) = child.try_wait().map_err(wait)? {
            let said = match child.stderr.take() {
                Some(mut pipe) => {
                    let mut said = String::new();
                    // What is no text says nothing.
                    let _ = pipe.read_to_string(&mut said);
                    said
                }
                None => std::fs::read_to_string(log).unwrap_or_default(),
            };
            return Err(ended_early(status, &said));
        }
        if clock::boot().ms >= give_up {
            return Err(Trouble::Daemon {
                exit: Exit::NoDaemon,
                message: format!(
                    "locid was started, but does not answer after 10 s; what it says: {}",
                    log.display()
                ),
            });
        }
        let look = BootTimer::after(LOOK_MS).map_err(wait)?;
        clock::wait(&[look.as_fd(), exited.as_fd()]).map_err(wait)?;
    }
}

fn ended_early(status: std::process::ExitStatus, said: &str) -> Trouble {
    let exit = exit_by(status.code());
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    let message = match last {
        Some(line) => {
            let line = line.trim();
            let line = line.strip_prefix("locid: ").unwrap_or(line);
            format!("locid did not start: {}", printable(line))
        }
        None => format!("locid did not start ({status}); see: loci daemon run"),
    };
    Trouble::Daemon { exit, message }
}

/// What `locid` says while it runs in the background; begun anew with each start.
fn log_file(paths: &Paths) -> Result<PathBuf, Trouble> {
    make_private(&paths.state_dir).map_err(|error| {
        Trouble::Failed(format!(
            "cannot make {}: {error}",
            paths.state_dir.display()
        ))
    })?;
    Ok(paths.state_dir.join("locid.log"))
}

fn open_log(path: &Path) -> Option<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(path).ok()?;
    // A full disk takes the file and not its text.
    writeln!(file, "locid starts").ok()?;
    Some(file)
}

/// The exit of a command that started a `locid` which ended with this status.
pub fn exit_by(status: Option<i32>) -> Exit {
    match status {
        Some(74) => Exit::Store,
        Some(75) => Exit::Locked,
        Some(78) => Exit::Config,
        Some(_) | None => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_early_end_keeps_the_exit_and_the_last_words() {
        use std::os::unix::process::ExitStatusExt;
        let said = "info: x\nlocid: config.toml:3: unknown key `x`\n\n";
        let trouble = ended_early(std::process::ExitStatus::from_raw(78 << 8), said);
        assert_eq!(trouble.exit(), Exit::Config);
        assert_eq!(
            trouble.to_string(),
            "locid did not start: config.toml:3: unknown key `x`"
        );
    }
}

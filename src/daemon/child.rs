//! A short command of the user's: started, held to its time, and how it ended told to the log.

use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;
use tokio::time::timeout;

use super::outside::{self, Stay};
use super::reserve;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// There is none.
    None,
    /// With success.
    Well,
    /// With a status that is no success; nothing if it did not end by itself.
    Badly(Option<i32>),
    /// There is no such program.
    Missing,
    /// It could not be started.
    NotStarted(io::ErrorKind),
    /// It took too long and was killed.
    Killed,
}

/// Runs a command within a limit; `key` is the option that names it.
pub async fn run(
    key: &str,
    argv: &[String],
    variables: &[(&str, String)],
    limit: Duration,
) -> Ended {
    let outside = outside::command(argv, variables, Stay::Within(limit));
    let (Some(program), Some(outside)) = (argv.first(), outside) else {
        return Ended::None;
    };
    let mut command = Command::from(outside);
    // A group of its own, so that what it starts can be ended with it.
    command.process_group(0).kill_on_drop(true);
    let started = reserve::spawn(&mut command);
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            tracing::warn!("{key} '{program}' cannot be started: {error}");
            return match is_missing(program) {
                true => Ended::Missing,
                false => Ended::NotStarted(error.kind()),
            };
        }
    };
    match timeout(limit, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ended::Well,
        Ok(Ok(status)) => {
            tracing::warn!("{key} '{program}' failed: {status}");
            // What is started for the daemon by another program is missed only there.
            match is_missing(program) {
                true => Ended::Missing,
                false => Ended::Badly(status.code()),
            }
        }
        Ok(Err(error)) => {
            tracing::warn!("{key} '{program}' cannot be waited for: {error}");
            Ended::Badly(None)
        }
        Err(_) => {
            tracing::warn!("{key} '{program}' was killed after {} s", limit.as_secs());
            if let Some(group) = child
                .id()
                .and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?))
            {
                // It may be gone by now.
                let _gone = kill_process_group(group, Signal::KILL);
            }
            // Waits as well, so that no dead process stays behind.
            if let Err(error) = child.kill().await {
                tracing::warn!("{key} '{program}' cannot be killed: {error}");
            }
            Ended::Killed
        }
    }
}

/// Whether there is no program of this name: at its path, or in any folder of `PATH`.
fn is_missing(program: &str) -> bool {
    if program.contains('/') {
        return !Path::new(program).exists();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    !std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

//! Starts `locid` as a process of its own, without a service manager.

use std::io::{Read, Seek, SeekFrom, Write};
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
/// How large the log may be, in bytes, before a start puts it aside.
const LOG_BYTES: u64 = 1_000_000;
/// How much of what a start said is read, in bytes.
const HEARD_BYTES: u64 = 64 * 1024;
/// How much of it is told, in characters.
const TOLD_CHARS: usize = 600;
/// The first file descriptor after stdin, stdout and stderr.
const FIRST_OTHER: i32 = 3;
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
    let from = match open_log(&log) {
        Some((file, from)) => {
            command.stderr(file);
            from
        }
        None => {
            // Nothing can be written there; what it says at its start is heard all the same.
            command.stderr(Stdio::piped());
            0
        }
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
    // What a shell or a script left open is not the daemon's: a lock, or a pipe whose end somebody waits for, would last
    // as long as it.
    close_fds::set_fds_cloexec(FIRST_OTHER, &[]);
    let mut child = command
        .spawn()
        .map_err(|error| edit::cannot_run(&program.display().to_string(), &error))?;
    answers(context, &mut child, &Log { path: log, from })
}

/// The log, and where in it the words of the new process begin.
struct Log {
    path: PathBuf,
    /// In bytes.
    from: u64,
}

/// Waits until the socket answers, or the process ends.
fn answers(context: &Context, child: &mut Child, log: &Log) -> Result<HelloReply, Trouble> {
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
                Some(pipe) => heard(pipe),
                None => log.said(),
            };
            return Err(ended_early(status, &said));
        }
        if clock::boot().ms >= give_up {
            return Err(Trouble::Daemon {
                exit: Exit::NoDaemon,
                message: format!(
                    "locid was started, but does not answer after 10 s; what it says: {}",
                    log.path.display()
                ),
            });
        }
        let look = BootTimer::after(LOOK_MS).map_err(wait)?;
        clock::wait(&[look.as_fd(), exited.as_fd()]).map_err(wait)?;
    }
}

impl Log {
    /// What was written since the start; others may write there too.
    fn said(&self) -> String {
        let opened = std::fs::File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.from))?;
            Ok(file)
        });
        opened.map(heard).unwrap_or_default()
    }
}

/// The text that can be read there; what cannot be read says nothing.
fn heard(from: impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = from.take(HEARD_BYTES).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn ended_early(status: std::process::ExitStatus, said: &str) -> Trouble {
    let exit = exit_by(status.code());
    let mut lines = said.lines().rev().map(str::trim);
    // Its own last words; a daemon that lives may have written behind them.
    let own = lines.clone().find_map(|line| line.strip_prefix("locid: "));
    let last = own.or_else(|| lines.find(|line| !line.is_empty()));
    let message = match last {
        Some(line) => {
            let line: String = printable(line).chars().take(TOLD_CHARS).collect();
            format!("locid did not start: {line}")
        }
        None => format!("locid did not start ({status}); see: loci daemon run"),
    };
    Trouble::Daemon { exit, message }
}

/// What `locid` says while it runs in the background; each start goes on in it.
fn log_file(paths: &Paths) -> Result<PathBuf, Trouble> {
    make_private(&paths.state_dir).map_err(|error| {
        Trouble::Failed(format!(
            "cannot make {}: {error}",
            paths.state_dir.display()
        ))
    })?;
    Ok(paths.state_dir.join("locid.log"))
}

/// The log, opened at its end, and how long it was. A daemon that lives may write there, so nothing is ever cut off:
/// one that grew large is put aside as a whole.
fn open_log(path: &Path) -> Option<(std::fs::File, u64)> {
    if path.metadata().is_ok_and(|meta| meta.len() > LOG_BYTES) {
        // If it cannot be renamed, it grows on.
        let _ = std::fs::rename(path, path.with_extension("log.old"));
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true).mode(0o600);
    let mut file = options.open(path).ok()?;
    // A full disk takes the file and not its text.
    writeln!(file, "locid starts").ok()?;
    let from = file.metadata().ok()?.len();
    Some((file, from))
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
        let long = format!(
            "locid: no\u{1b}{}\n2026 INFO another one\n",
            "x".repeat(5000)
        );
        let trouble = ended_early(std::process::ExitStatus::from_raw(75 << 8), &long);
        let text = trouble.to_string();
        assert!(
            text.starts_with("locid did not start: no\u{fffd}xx"),
            "{text}"
        );
        assert!(text.chars().count() < 700, "{text}");
    }

    #[test]
    fn a_start_goes_on_in_the_log_and_hears_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("locid.log");
        std::fs::write(&path, "of an older one\n").unwrap();
        let mut other = std::fs::File::options().append(true).open(&path).unwrap();
        let (mut file, from) = open_log(&path).unwrap();
        writeln!(file, "locid: no").unwrap();
        writeln!(other, "of a living one").unwrap();
        let log = Log {
            path: path.clone(),
            from,
        };
        assert_eq!(log.said(), "locid: no\nof a living one\n");
        let all = std::fs::read_to_string(&path).unwrap();
        assert!(all.starts_with("of an older one\nlocid starts\n"), "{all}");
    }

    #[test]
    fn a_large_log_is_put_aside_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("locid.log");
        std::fs::write(&path, vec![b'x'; 1_000_001]).unwrap();
        open_log(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "locid starts\n");
        let old = folder.path().join("locid.log.old");
        assert_eq!(old.metadata().unwrap().len(), 1_000_001);
    }
}

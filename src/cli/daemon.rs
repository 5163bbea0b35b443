//! `loci daemon run|start|stop|status`: the background process.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::fs::FlockOperation;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use serde::Serialize;

use super::args::{Daemon as DaemonArgs, DaemonVerb};
use super::context::{Context, Reply, make_private};
use super::exit::{Exit, Trouble};
use super::render::words::{self, printable};
use crate::clock::{self, BootTimer};
use crate::config::paths::Paths;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{DaemonInfo, HelloReply, NoParams, OkReply, Request, StatusReply};

/// How long a start or a stop may take.
const PATIENCE_MS: u64 = 10_000;
/// How often a start looks whether the socket answers.
const LOOK_MS: u64 = 20;

#[derive(Serialize)]
struct Stopped {
    stopped: bool,
    pid: Option<u32>,
}

/// `loci daemon run|start|stop|status`.
pub fn run(context: &mut Context, args: &DaemonArgs) -> Result<Exit, Trouble> {
    match args.verb {
        DaemonVerb::Run => Err(become_it()?),
        DaemonVerb::Start => start(context),
        DaemonVerb::Stop => stop(context),
        DaemonVerb::Status => status(context),
    }
}

/// Runs `locid` in the place of this process; returns only if that fails.
fn become_it() -> Result<Trouble, Trouble> {
    let program = program()?;
    let error = Command::new(&program).arg("run").exec();
    Ok(super::edit::cannot_run(
        &program.display().to_string(),
        &error,
    ))
}

fn start(context: &mut Context) -> Result<Exit, Trouble> {
    let (hello, word) = match context.hello() {
        Ok(hello) => (hello, "runs already"),
        // One that closes the connection is about to end.
        Err(Trouble::Client(ClientError::NotRunning { .. } | ClientError::Closed)) => {
            (launch(context, None)?, "started")
        }
        Err(other) => return Err(other),
    };
    context.out.changed("daemon", &hello, || {
        let which = if hello.demo { " (the demo)" } else { "" };
        format!(
            "{word}: loci {}, pid {}{which}",
            printable(&hello.version),
            hello.pid
        )
    })?;
    Ok(Exit::Done)
}

/// Starts `locid` in the background, for other paths if they are given, and waits until it answers.
pub fn launch(context: &Context, paths: Option<&Paths>) -> Result<HelloReply, Trouble> {
    let program = program()?;
    let log = log_file(&context.paths)?;
    let mut command = Command::new(&program);
    command.args(["run", "--detach"]).current_dir("/");
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
        .map_err(|error| super::edit::cannot_run(&program.display().to_string(), &error))?;
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
    let exit = match status.code() {
        Some(74) => Exit::Store,
        Some(75) => Exit::Locked,
        Some(78) => Exit::Config,
        Some(_) | None => Exit::Failed,
    };
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

/// Readable once the process has ended.
fn exit_of(pid: u32) -> std::io::Result<std::os::fd::OwnedFd> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or(std::io::ErrorKind::InvalidInput)?;
    Ok(pidfd_open(pid, PidfdFlags::empty())?)
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

/// `locid` beside this program, else in `PATH`.
pub fn program() -> Result<PathBuf, Trouble> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|path| path.parent().map(|folder| folder.join("locid")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    find(beside, path).ok_or_else(|| {
        Trouble::Failed("locid is not installed beside loci, nor in PATH: install both".to_owned())
    })
}

fn find(beside: Option<PathBuf>, path: OsString) -> Option<PathBuf> {
    let in_path = std::env::split_paths(&path).map(|folder| folder.join("locid"));
    let places: Vec<PathBuf> = beside.into_iter().chain(in_path).collect();
    places.into_iter().find(|place| place.is_file())
}

fn stop(context: &mut Context) -> Result<Exit, Trouble> {
    let pid = end(context)?;
    let data = Stopped {
        stopped: pid.is_some(),
        pid,
    };
    context.out.changed("daemon", &data, || match pid {
        Some(pid) => format!("stopped: pid {pid}"),
        None => "the daemon does not run".to_owned(),
    })?;
    Ok(Exit::Done)
}

/// Ends the daemon and waits until it is gone; its process id, if one ran.
pub fn end(context: &Context) -> Result<Option<u32>, Trouble> {
    let hello = match context.hello() {
        Ok(hello) => hello,
        Err(Trouble::Client(ClientError::NotRunning { .. })) => return end_by_lock(context),
        Err(other) => return Err(other),
    };
    let gone = exit_of(hello.pid);
    match context.call::<OkReply>(&Request::Shutdown(NoParams {})) {
        Ok(_) | Err(Trouble::Client(ClientError::Closed | ClientError::NotRunning { .. })) => {}
        Err(other) => return Err(other),
    }
    // A process that is gone already has no descriptor.
    if let Ok(gone) = gone {
        wait_for(&gone, hello.pid)?;
    }
    Ok(Some(hello.pid))
}

/// Ends a daemon that cannot be reached because its socket was removed: the lock tells that it runs, and who it
/// is.
fn end_by_lock(context: &Context) -> Result<Option<u32>, Trouble> {
    for paths in [context.paths.clone(), context.paths.demo()] {
        let Ok(mut file) = std::fs::File::open(paths.lock()) else {
            continue;
        };
        if rustix::fs::flock(&file, FlockOperation::NonBlockingLockShared) != Err(Errno::WOULDBLOCK)
        {
            continue;
        }
        let mut text = String::new();
        let read = file.read_to_string(&mut text);
        let Some(pid) = read.ok().and_then(|_| text.trim().parse::<u32>().ok()) else {
            return Err(Trouble::Failed(format!(
                "a daemon without a socket holds {}: end it by hand",
                paths.lock().display()
            )));
        };
        let gone = exit_of(pid);
        let process = i32::try_from(pid).ok().and_then(Pid::from_raw);
        if let (Ok(gone), Some(process)) = (gone, process) {
            let told = kill_process(process, Signal::TERM);
            told.map_err(|error| {
                Trouble::Failed(format!("cannot end the daemon (pid {pid}): {error}"))
            })?;
            wait_for(&gone, pid)?;
        }
        return Ok(Some(pid));
    }
    Ok(None)
}

/// Waits until a process is gone, for a while.
fn wait_for(gone: &std::os::fd::OwnedFd, pid: u32) -> Result<(), Trouble> {
    let wait = |error: std::io::Error| Trouble::Failed(format!("cannot wait for locid: {error}"));
    let limit = BootTimer::after(PATIENCE_MS).map_err(wait)?;
    loop {
        let ready = clock::wait(&[gone.as_fd(), limit.as_fd()]).map_err(wait)?;
        match ready.first() {
            Some(0) => return Ok(()),
            Some(_) => {
                return Err(Trouble::Failed(format!(
                    "the daemon (pid {pid}) was told to end, but still runs after 10 s"
                )));
            }
            None => {}
        }
    }
}

fn status(context: &mut Context) -> Result<Exit, Trouble> {
    let reply: Reply<StatusReply> = context.call(&Request::Status(NoParams {}))?;
    let daemon: &DaemonInfo = &reply.value.daemon;
    let (paths, socket) = (context.paths.clone(), context.socket.clone());
    context.out.show("daemon", daemon, || {
        let which = if daemon.demo { " (the demo)" } else { "" };
        let trouble = daemon.trouble.as_deref();
        format!(
            "runs: loci {}, pid {}, up {}{which}\nconfig  {}\ndata    {}\nsocket  {}\n{}",
            printable(&daemon.version),
            daemon.pid,
            words::age(daemon.uptime_secs),
            printable(&paths.tilde(Path::new(&daemon.config))),
            printable(&paths.tilde(Path::new(&daemon.data_dir))),
            paths.tilde(&socket),
            trouble
                .map(|why| format!("trouble {}\n", printable(why)))
                .unwrap_or_default()
        )
    })?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_daemon_beside_the_program_is_preferred() {
        let folder = tempfile::tempdir().unwrap();
        let (beside, other) = (folder.path().join("a"), folder.path().join("b"));
        for folder in [&beside, &other] {
            std::fs::create_dir(folder).unwrap();
        }
        let path = OsString::from(&other);
        std::fs::write(other.join("locid"), "").unwrap();
        assert_eq!(
            find(Some(beside.join("locid")), path.clone()),
            Some(other.join("locid"))
        );
        std::fs::write(beside.join("locid"), "").unwrap();
        assert_eq!(
            find(Some(beside.join("locid")), path),
            Some(beside.join("locid"))
        );
        assert_eq!(find(None, OsString::new()), None);
    }

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

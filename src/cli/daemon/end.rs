//! Ends a daemon, and waits until it is gone: it is asked to; one that does not answer, or whose socket is gone, is
//! known by the lock that it holds, and is told by signals.

use std::os::fd::{AsFd, OwnedFd};

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use super::holder::{self, Holder, stranger};
use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::clock::{self, BootTimer};
use crate::config::paths::Paths;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{HelloReply, NoParams, OkReply, Request};

/// How long an end may take.
const PATIENCE_MS: u64 = 10_000;

/// How long one that does not answer may take, before it is killed.
const GRACE_MS: u64 = 5_000;

/// A daemon that was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its process id.
    pub pid: u32,
    /// How it ended.
    pub how: How,
    /// The demo's places, if it was the demo's.
    pub demo: Option<Paths>,
}

/// How a daemon was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was asked to.
    Asked,
    /// It did not answer, and ended when it was told by a signal.
    Told,
    /// It did not even end then, and was killed.
    Killed,
}

impl Ended {
    /// What is to be said of an end that was none of the usual.
    pub fn note(&self) -> Option<String> {
        match self.how {
            How::Asked => None,
            How::Told => Some(format!(
                "the daemon (pid {}) could not be asked to end: it was told by a signal, and ended",
                self.pid
            )),
            How::Killed => Some(format!(
                "the daemon (pid {}) did not end within {} s and was killed; what it had acknowledged is kept",
                self.pid,
                GRACE_MS / 1000
            )),
        }
    }
}

/// Ends the daemon and waits until it is gone; its process id, if one ran.
pub fn end(context: &Context) -> Result<Option<u32>, Trouble> {
    Ok(end_any(context)?.map(|ended| ended.pid))
}

/// Ends the daemon, also one that does not answer, and waits until it is gone; which it was, if one ran.
pub fn end_any(context: &Context) -> Result<Option<Ended>, Trouble> {
    end_after(context, context.hello_of_any())
}

/// The same, after it was asked who it is.
pub fn end_after(
    context: &Context,
    hello: Result<HelloReply, Trouble>,
) -> Result<Option<Ended>, Trouble> {
    let hello = match hello {
        Ok(hello) => hello,
        Err(Trouble::Client(ClientError::NotRunning { .. })) => {
            return end_by_lock(context, GRACE_MS);
        }
        Err(other) => {
            return match end_by_lock(context, GRACE_MS)? {
                Some(ended) => Ok(Some(ended)),
                None => Err(nobody(context, other)),
            };
        }
    };
    let gone = exit_of(hello.pid);
    match context.call::<OkReply>(&Request::Shutdown(NoParams {})) {
        Ok(_) | Err(Trouble::Client(ClientError::Closed | ClientError::NotRunning { .. })) => {}
        Err(other) => return Err(other),
    }
    // A process that is gone already has no descriptor.
    if let Ok(gone) = gone
        && wait_for(&gone, PATIENCE_MS)? == Waited::InVain
    {
        // It answered, so the lock tells whether it is this one.
        return match end_by_lock(context, GRACE_MS)? {
            Some(ended) => Ok(Some(ended)),
            None => Err(Trouble::Failed(format!(
                "the daemon (pid {0}) was told to end, but still runs after 10 s: kill {0}",
                hello.pid
            ))),
        };
    }
    Ok(Some(Ended {
        pid: hello.pid,
        how: How::Asked,
        demo: hello.demo.then(|| context.paths.demo()),
    }))
}

/// Why nobody could be ended although somebody listens.
fn nobody(context: &Context, trouble: Trouble) -> Trouble {
    match stranger(&context.socket, &context.paths) {
        Some(stranger) => Trouble::Failed(format!(
            "{stranger} listens at {} and is no daemon of loci: end it with 'kill {}', or set LOCI_SOCKET to \
             another path",
            context.socket.display(),
            stranger.pid
        )),
        None => trouble,
    }
}

/// Ends a daemon that cannot be asked: the lock tells that it runs, and who it is.
fn end_by_lock(context: &Context, grace_ms: u64) -> Result<Option<Ended>, Trouble> {
    let found = holder::any(context)
        .map_err(|error| Trouble::Failed(format!("cannot tell who holds the lock: {error}")))?;
    let Some(Holder { pid, paths }) = found else {
        return Ok(None);
    };
    let demo = paths.is_demo().then_some(paths);
    let how = match exit_of(pid) {
        Ok(process) => end_by_signals(&process, pid, grace_ms)?,
        // It is gone already.
        Err(_) => How::Told,
    };
    Ok(Some(Ended { pid, how, demo }))
}

fn end_by_signals(process: &OwnedFd, pid: u32, grace_ms: u64) -> Result<How, Trouble> {
    let tell = |signal| {
        pidfd_send_signal(process, signal)
            .map_err(|error| Trouble::Failed(format!("cannot end the daemon (pid {pid}): {error}")))
    };
    tell(Signal::TERM)?;
    // One that was stopped sees the other signal only when it goes on.
    tell(Signal::CONT)?;
    if wait_for(process, grace_ms)? == Waited::Gone {
        return Ok(How::Told);
    }
    tell(Signal::KILL)?;
    match wait_for(process, PATIENCE_MS)? {
        Waited::Gone => Ok(How::Killed),
        Waited::InVain => Err(Trouble::Failed(format!(
            "the daemon (pid {pid}) was killed, but is not gone after 10 s: it waits for a disk that does not answer"
        ))),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waited {
    Gone,
    InVain,
}

/// Waits until a process is gone, for a while.
fn wait_for(gone: &OwnedFd, limit_ms: u64) -> Result<Waited, Trouble> {
    let wait = |error: std::io::Error| Trouble::Failed(format!("cannot wait for locid: {error}"));
    let limit = BootTimer::after(limit_ms).map_err(wait)?;
    loop {
        let ready = clock::wait(&[gone.as_fd(), limit.as_fd()]).map_err(wait)?;
        match ready.first() {
            Some(0) => return Ok(Waited::Gone),
            Some(_) => return Ok(Waited::InVain),
            None => {}
        }
    }
}

/// Readable once the process has ended.
pub fn exit_of(pid: u32) -> std::io::Result<OwnedFd> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or(std::io::ErrorKind::InvalidInput)?;
    Ok(pidfd_open(pid, PidfdFlags::empty())?)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};

    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    /// A process that holds the lock of a data folder, and runs a script.
    fn holding(paths: &Paths, script: &str) -> Child {
        std::fs::create_dir_all(&paths.data_dir).unwrap();
        let mut child = Command::new("flock")
            .args(["--no-fork".as_ref(), paths.lock().as_os_str()])
            .args(["sh", "-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        child
    }

    #[test]
    fn one_that_hears_no_signal_is_killed_and_that_is_told() {
        let fake = Fake::down(Form::Text);
        let mut child = holding(
            &fake.context.paths,
            "trap '' TERM; echo ready; while read line; do :; done",
        );
        let ended = end_by_lock(&fake.context, 50).unwrap().unwrap();
        assert_eq!((ended.pid, ended.how), (child.id(), How::Killed));
        assert!(ended.note().unwrap().contains("was killed"));
        child.wait().unwrap();
        assert_eq!(end_any(&fake.context).unwrap(), None);
    }

    #[test]
    fn the_demo_without_a_socket_is_known_as_the_demo() {
        let fake = Fake::down(Form::Text);
        let demo = fake.context.paths.demo();
        let mut child = holding(&demo, "echo ready; read line");
        let ended = end_any(&fake.context).unwrap().unwrap();
        assert_eq!((ended.how, ended.demo), (How::Told, Some(demo)));
        child.wait().unwrap();
    }

    #[test]
    fn a_stranger_at_the_socket_is_named_and_left_alone() {
        let fake = Fake::new(Form::Text, |_, _| Ok(serde_json::Value::Null));
        let trouble = end_any(&fake.context).unwrap_err().to_string();
        let kill = format!("'kill {}'", std::process::id());
        assert!(trouble.contains("is no daemon of loci"), "{trouble}");
        assert!(trouble.contains(&kill), "{trouble}");
    }
}

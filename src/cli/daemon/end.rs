//! Ends a daemon, and waits until it is gone.

use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::FlockOperation;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::clock::{self, BootTimer};
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{NoParams, OkReply, Request};

/// How long an end may take.
const PATIENCE_MS: u64 = 10_000;

/// Ends the daemon and waits until it is gone; its process id, if one ran.
pub fn end(context: &Context) -> Result<Option<u32>, Trouble> {
    let hello = match context.hello_of_any() {
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
fn wait_for(gone: &OwnedFd, pid: u32) -> Result<(), Trouble> {
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

/// Readable once the process has ended.
pub fn exit_of(pid: u32) -> std::io::Result<OwnedFd> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or(std::io::ErrorKind::InvalidInput)?;
    Ok(pidfd_open(pid, PidfdFlags::empty())?)
}

//! Runs a program to its end, but not for ever: one that takes too long is killed, with all that it started.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

use super::end::exit_of;
use crate::clock::{self, BootTimer};

/// How a program ended.
#[derive(Debug)]
pub enum Ended {
    /// By itself; what it gave.
    ByItself(Output),
    /// It took too long.
    Killed,
}

/// Runs a program and waits for its end, `limit_ms` milliseconds at most. What it leaves running is not waited for.
///
/// # Errors
/// If it cannot be run or heard.
pub fn ended_within(command: &mut Command, limit_ms: u64) -> io::Result<Ended> {
    // A group of its own, so that what it started ends with it.
    command.process_group(0);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let limit = BootTimer::after(limit_ms)?;
    let mut child = command.spawn()?;
    let exited = exit_of(child.id())?;
    let (mut stdout, mut stderr) = (child.stdout.take(), child.stderr.take());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    loop {
        let (limit, exited) = (limit.as_fd(), exited.as_fd());
        let mut fds = vec![limit, exited];
        fds.extend(stdout.as_ref().map(AsFd::as_fd));
        fds.extend(stderr.as_ref().map(AsFd::as_fd));
        let err_at = 2 + usize::from(stdout.is_some());
        let ready = clock::wait(&fds)?;
        let (has_out, has_err) = (
            stdout.is_some() && ready.contains(&2),
            stderr.is_some() && ready.contains(&err_at),
        );
        if has_out {
            take(&mut stdout, &mut out)?;
        }
        if has_err {
            take(&mut stderr, &mut err)?;
        }
        if ready.contains(&1) && !has_out && !has_err {
            let status = child.wait()?;
            let (stdout, stderr) = (out, err);
            return Ok(Ended::ByItself(Output {
                status,
                stdout,
                stderr,
            }));
        }
        if ready.contains(&0) {
            let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            if let Some(group) = group {
                // The whole group may be gone by now.
                let _ = kill_process_group(group, Signal::KILL);
            }
            child.wait()?;
            return Ok(Ended::Killed);
        }
    }
}

/// Takes what can be read now; a pipe that is at its end is closed.
fn take<R: Read>(pipe: &mut Option<R>, into: &mut Vec<u8>) -> io::Result<()> {
    let Some(open) = pipe else { return Ok(()) };
    let mut bytes = [0; 4096];
    match open.read(&mut bytes)? {
        0 => *pipe = None,
        length => into.extend_from_slice(&bytes[..length]),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit_ms: u64) -> Ended {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).stdin(Stdio::null());
        ended_within(&mut command, limit_ms).unwrap()
    }

    #[test]
    fn what_a_program_said_is_heard_to_its_end() {
        let script =
            "i=0; while [ $i -lt 9000 ]; do echo 0123456789; i=$((i+1)); done; echo no >&2; exit 3";
        let Ended::ByItself(output) = shell(script, 60_000) else {
            panic!("it was killed");
        };
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(output.stdout.len(), 99_000);
        assert_eq!(output.stderr, b"no\n");
    }

    #[test]
    fn a_program_that_hangs_is_killed_with_what_it_started() {
        assert!(matches!(shell("sleep 300; true", 50), Ended::Killed));
    }

    #[test]
    fn what_a_program_leaves_running_is_not_waited_for() {
        let Ended::ByItself(output) = shell("sleep 300 & echo $!", 60_000) else {
            panic!("it was killed");
        };
        let left = String::from_utf8(output.stdout).unwrap();
        let left = Pid::from_raw(left.trim().parse().unwrap()).unwrap();
        rustix::process::kill_process(left, Signal::KILL).unwrap();
    }
}

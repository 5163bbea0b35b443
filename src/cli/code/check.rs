//! Running the command that checks the code: no shell, a time limit, its output shown.

use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};

use crate::cli::context::{Context, text_of};
use crate::cli::exit::Trouble;
use crate::cli::render::words::printable;

/// What a check says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// It is as it should be.
    Right,
    /// It is not; in words.
    Wrong(String),
    /// There is no command that checks it.
    Unknown,
}

/// Runs the command, `{file}` replaced, for `limit` at most. Its output is the terminal's.
pub(super) fn run(
    context: &mut Context,
    check: &[String],
    file: &Path,
    limit: Duration,
) -> Result<Checked, Trouble> {
    let Some((program, arguments)) = check.split_first() else {
        return Ok(Checked::Unknown);
    };
    let file = text_of(file)?;
    let filled: Vec<String> = check
        .iter()
        .map(|word| word.replace("{file}", &file))
        .collect();
    context
        .out
        .note(&format!("$ {}", printable(&filled.join(" "))))?;
    let mut command = Command::new(program.replace("{file}", &file));
    command.args(arguments.iter().map(|word| word.replace("{file}", &file)));
    command.stdin(std::process::Stdio::null());
    // What it starts ends with it.
    command.process_group(0);
    let child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let program = printable(program);
            context
                .out
                .note(&format!("cannot run {program}: {error}"))?;
            return Ok(Checked::Unknown);
        }
    };
    Ok(match within(child, limit)? {
        Waited::TooLong => Checked::Wrong(format!(
            "the check took longer than {} s, and was ended",
            limit.as_secs()
        )),
        Waited::Interrupted => Checked::Wrong("the check was interrupted".to_owned()),
        Waited::Ended(status) if status.success() => Checked::Right,
        Waited::Ended(status) => Checked::Wrong(ended(status)),
    })
}

fn ended(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("the check ended with {code}"),
        (None, Some(signal)) => format!("the check was ended by signal {signal}"),
        (None, None) => "the check failed".to_owned(),
    }
}

/// How the wait for a command ended.
enum Waited {
    Ended(ExitStatus),
    TooLong,
    Interrupted,
}

/// Waits for a command in a process group of its own; where it takes too long, the group is killed.
fn within(mut child: Child, limit: Duration) -> Result<Waited, Trouble> {
    let cannot =
        |error: std::io::Error| Trouble::Failed(format!("cannot wait for the check: {error}"));
    let pid = Pid::from_child(&child);
    let handle = pidfd_open(pid, PidfdFlags::empty()).map_err(|error| cannot(error.into()))?;
    let limit = limit
        .try_into()
        .map_err(|_| cannot(std::io::ErrorKind::InvalidInput.into()))?;
    let mut fds = [PollFd::from_borrowed_fd(handle.as_fd(), PollFlags::IN)];
    // A signal (Ctrl-C) ends the wait early.
    let polled = poll(&mut fds, Some(&limit));
    if !matches!(polled, Ok(1..)) {
        let _ = kill_process_group(pid, Signal::KILL);
    }
    let status = child.wait().map_err(cannot)?;
    Ok(match polled {
        Ok(1..) => Waited::Ended(status),
        Ok(0) => Waited::TooLong,
        Err(_) => Waited::Interrupted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    fn check(words: &[&str], limit: Duration) -> (Checked, String) {
        let mut fake = Fake::down(Form::Text);
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let checked = run(
            &mut fake.context,
            &words,
            Path::new("/etc/hostname; x"),
            limit,
        );
        (checked.unwrap(), fake.stderr.text())
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn the_exit_of_the_command_says_whether_it_is_right() {
        assert_eq!(check(&["true"], MINUTE).0, Checked::Right);
        let (checked, said) = check(&["false", "{file}"], MINUTE);
        assert_eq!(checked, Checked::Wrong("the check ended with 1".to_owned()));
        assert_eq!(said, "$ false /etc/hostname; x\n");
        assert_eq!(check(&[], MINUTE).0, Checked::Unknown);
    }

    #[test]
    fn the_file_is_one_argument_and_no_shell_reads_it() {
        let (checked, _) = check(&["test", "{file}", "=", "/etc/hostname; x"], MINUTE);
        assert_eq!(checked, Checked::Right);
    }

    #[test]
    fn a_command_that_is_not_there_leaves_the_judgement_to_the_user() {
        let (checked, said) = check(&["/nowhere/checker", "{file}"], MINUTE);
        assert_eq!(checked, Checked::Unknown);
        assert!(said.contains("cannot run /nowhere/checker"), "{said}");
    }

    #[test]
    fn a_command_that_never_ends_is_ended() {
        let (checked, _) = check(&["tail", "-f", "/dev/null"], Duration::from_millis(10));
        assert!(matches!(checked, Checked::Wrong(why) if why.contains("took longer")));
    }
}

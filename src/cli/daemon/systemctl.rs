//! The user's systemd, through `systemctl --user`: the one way to it that needs no bus in this program. One that
//! hangs is not waited for.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::launch::exit_by;
use super::limited::{Ended, ended_within};
use super::start::is_absent;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::printable;
use crate::ipc::protocol::HelloReply;

/// How long one `systemctl` may take, in milliseconds: longer than the unit is given for its stop.
const PATIENCE_MS: u64 = 30_000;

/// The socket before the service, which needs it.
pub const UNITS: [&str; 2] = ["locid.socket", "locid.service"];

/// A user's systemd that answers.
#[derive(Debug)]
pub struct Systemctl {
    /// Set for `systemctl` where the environment does not say it (ssh, cron).
    runtime_dir: Option<PathBuf>,
    /// Whether it hung once: then it is not asked again.
    state: Cell<State>,
}

/// Whether a systemd answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Answers,
    Hangs,
}

/// Why there is no systemd to be used.
#[derive(Debug)]
pub enum Unreached {
    /// None is there; why, in words.
    Absent(String),
    /// It is there, and does not answer.
    Hangs(Trouble),
}

/// What a `systemctl` gave.
enum Answer {
    Ended(Output),
    TimedOut,
}

/// The units, as systemd knows them.
#[derive(Debug)]
pub struct Unit {
    systemctl: Systemctl,
    /// The process of the service, if it runs.
    pub main_pid: Option<u32>,
    /// Whether the socket listens.
    pub socket: Listens,
}

/// Whether a socket listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listens {
    /// It does: the next client starts the daemon.
    Yes,
    /// It does not.
    No,
}

impl Systemctl {
    /// Reaches it.
    ///
    /// # Errors
    /// If there is none here, or one that hangs.
    pub fn reach() -> Result<Systemctl, Unreached> {
        let systemctl = Systemctl::assumed();
        let question = ["show", "--property=Version"];
        match systemctl.output(&question) {
            Ok(Answer::Ended(output)) if output.status.success() => Ok(systemctl),
            Ok(Answer::Ended(output)) => Err(Unreached::Absent(said(&output))),
            Ok(Answer::TimedOut) => Err(Unreached::Hangs(hangs(&question.join(" ")))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(Unreached::Absent("systemctl is not installed".to_owned()))
            }
            Err(error) => Err(Unreached::Absent(format!(
                "systemctl cannot be run: {error}"
            ))),
        }
    }

    /// One that may not be there.
    fn assumed() -> Systemctl {
        let uid = rustix::process::geteuid().as_raw();
        let usual = PathBuf::from(format!("/run/user/{uid}"));
        let is_set = std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|dir| !dir.is_empty());
        Systemctl {
            runtime_dir: (!is_set && usual.is_dir()).then_some(usual),
            state: Cell::new(State::Answers),
        }
    }

    fn output(&self, args: &[&str]) -> std::io::Result<Answer> {
        if self.state.get() == State::Hangs {
            return Ok(Answer::TimedOut);
        }
        let mut command = Command::new("systemctl");
        command.arg("--user").args(args).stdin(Stdio::null());
        if let Some(dir) = &self.runtime_dir {
            command.env("XDG_RUNTIME_DIR", dir);
        }
        Ok(match ended_within(&mut command, PATIENCE_MS)? {
            Ended::ByItself(output) => Answer::Ended(output),
            Ended::Killed => {
                self.state.set(State::Hangs);
                Answer::TimedOut
            }
        })
    }

    /// Whether it looks for units in a folder; one that does not tell is believed to.
    pub fn reads(&self, folder: &Path) -> bool {
        let shown = self.ask(&["show", "--property=UnitPath"]);
        let paths = shown.ok().and_then(|shown| value(&shown, "UnitPath"));
        paths.is_none_or(|paths| {
            paths
                .split_whitespace()
                .any(|path| Path::new(path) == folder)
        })
    }

    /// Runs `systemctl --user ARGS`.
    pub fn run(&self, args: &[&str]) -> Result<(), Trouble> {
        self.ask(args).map(drop)
    }

    /// The same with the units as its last arguments.
    pub fn run_on_units(&self, args: &[&str]) -> Result<(), Trouble> {
        self.run(&[args, &UNITS].concat())
    }

    fn ask(&self, args: &[&str]) -> Result<String, Trouble> {
        let shown = args.join(" ");
        let output = self.output(args).map_err(|error| {
            Trouble::Failed(format!("cannot run systemctl --user {shown}: {error}"))
        })?;
        let output = match output {
            Answer::Ended(output) => output,
            Answer::TimedOut => return Err(hangs(&shown)),
        };
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(Trouble::Failed(format!(
            "systemctl --user {shown} failed: {}",
            printable(&said(&output))
        )))
    }

    /// Starts the socket and the service, and asks the daemon, which serves by then, who it is.
    pub fn start(&self, context: &Context) -> Result<HelloReply, Trouble> {
        self.serve(context, &[&["start"][..], &UNITS].concat())
    }

    /// Ends the service and starts it anew; what is asked meanwhile waits in the socket.
    pub fn restart(&self, context: &Context) -> Result<HelloReply, Trouble> {
        self.serve(context, &["restart", "locid.service"])
    }

    fn serve(&self, context: &Context, args: &[&str]) -> Result<HelloReply, Trouble> {
        // What failed before, perhaps often, is not to count; where nothing did, this says so and does nothing.
        let _ = self.run_on_units(&["reset-failed"]);
        if let Err(trouble) = self.run(args) {
            let status = self.ask(&["show", "--property=ExecMainStatus", "locid.service"]);
            let status = status.ok().and_then(|text| value(&text, "ExecMainStatus"));
            // The journal is not needed where the file itself tells what is wrong.
            context.config()?;
            return Err(match status.and_then(|status| status.parse().ok()) {
                None | Some(0) => trouble,
                Some(status) => Trouble::Daemon {
                    exit: exit_by(Some(status)),
                    message: format!(
                        "locid did not start (status {status}); what it said: journalctl --user -u locid -n 20"
                    ),
                },
            });
        }
        match context.hello() {
            Err(trouble) if is_absent(&trouble) => Err(Trouble::Daemon {
                exit: Exit::NoDaemon,
                message: format!(
                    "systemctl --user {} reported success, but nobody serves {}; what locid said: \
                     journalctl --user -u locid -n 20",
                    args.join(" "),
                    context.socket.display()
                ),
            }),
            other => other,
        }
    }
}

impl Unit {
    /// The units, if systemd knows them and they serve the socket of this context.
    pub fn of(context: &Context) -> Option<Unit> {
        Unit::find(context).ok().flatten()
    }

    /// The same.
    ///
    /// # Errors
    /// If systemd is there and does not answer.
    pub fn find(context: &Context) -> Result<Option<Unit>, Trouble> {
        let systemctl = Systemctl::assumed();
        let properties = "--property=LoadState,ActiveState,Listen,MainPID";
        let shown = match systemctl.ask(&[&["show", properties][..], &UNITS].concat()) {
            Ok(shown) => shown,
            Err(trouble) if systemctl.state.get() == State::Hangs => return Err(trouble),
            Err(_) => return Ok(None),
        };
        let found = read(&shown, &context.socket);
        Ok(found.map(|(main_pid, socket)| Unit {
            systemctl,
            main_pid,
            socket,
        }))
    }

    /// Starts them, and asks the daemon who it is.
    pub fn start(&self, context: &Context) -> Result<HelloReply, Trouble> {
        self.systemctl.start(context)
    }

    /// Ends the service and starts it anew.
    pub fn restart(&self, context: &Context) -> Result<HelloReply, Trouble> {
        self.systemctl.restart(context)
    }

    /// Ends the service and the socket, which would start it again.
    pub fn stop(&self) -> Result<(), Trouble> {
        self.systemctl.run_on_units(&["stop"])
    }

    /// Whether a daemon is the service's.
    pub fn owns(&self, pid: u32) -> bool {
        self.main_pid == Some(pid)
    }
}

/// Reads what `systemctl show` says of the socket and the service.
fn read(shown: &str, socket: &Path) -> Option<(Option<u32>, Listens)> {
    let (of_socket, of_service) = shown.trim().split_once("\n\n")?;
    let is_loaded = value(of_socket, "LoadState").as_deref() == Some("loaded");
    let listen = format!("{} (Stream)", socket.display());
    if !is_loaded || value(of_socket, "Listen") != Some(listen) {
        return None;
    }
    let pid = value(of_service, "MainPID").and_then(|pid| pid.parse().ok());
    let listens = match value(of_socket, "ActiveState").as_deref() {
        Some("active") => Listens::Yes,
        Some(_) | None => Listens::No,
    };
    Some((pid.filter(|pid| *pid != 0), listens))
}

fn value(shown: &str, property: &str) -> Option<String> {
    let mut lines = shown.lines();
    lines.find_map(|line| Some(line.strip_prefix(property)?.strip_prefix('=')?.to_owned()))
}

fn hangs(shown: &str) -> Trouble {
    // What is asked for tells nobody anything.
    let words = shown
        .split(' ')
        .filter(|word| !word.starts_with("--property"));
    Trouble::Failed(format!(
        "systemctl --user {} gave no answer in {} s and was ended: your systemd hangs, so log in again, or \
         see: journalctl --user -n 50",
        words.collect::<Vec<_>>().join(" "),
        PATIENCE_MS / 1000
    ))
}

/// The last line that a program said.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_units_that_serve_the_same_socket_count() {
        let shown = "LoadState=loaded\nActiveState=active\nListen=/run/user/7/loci/loci.sock (Stream)\n\n\
                     LoadState=loaded\nActiveState=active\nMainPID=12\n";
        let socket = Path::new("/run/user/7/loci/loci.sock");
        assert_eq!(read(shown, socket), Some((Some(12), Listens::Yes)));
        assert_eq!(read(shown, Path::new("/other")), None);
        let idle = shown
            .replace("MainPID=12", "MainPID=0")
            .replace("active", "inactive");
        assert_eq!(read(&idle, socket), Some((None, Listens::No)));
        let absent =
            "LoadState=not-found\nActiveState=inactive\n\nLoadState=not-found\nMainPID=0\n";
        assert_eq!(read(absent, socket), None);
        assert_eq!(read("", socket), None);
    }

    #[test]
    fn one_that_hangs_is_named_with_what_to_do() {
        let said = hangs("show --property=LoadState,MainPID locid.socket").to_string();
        assert!(
            said.starts_with("systemctl --user show locid.socket gave no answer in 30 s"),
            "{said}"
        );
        assert!(said.contains("journalctl --user"), "{said}");
        let systemctl = Systemctl::assumed();
        systemctl.state.set(State::Hangs);
        // It is not waited for a second time.
        let trouble = systemctl.run(&["daemon-reload"]).unwrap_err();
        assert!(
            trouble.to_string().contains("daemon-reload gave no answer"),
            "{trouble}"
        );
    }
}

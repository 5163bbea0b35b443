//! `loci daemon install`: has the daemon started with the session, by the user's systemd, or by the desktop
//! where there is none. A second run changes nothing.

use serde::Serialize;

use super::end::end;
use super::start::is_absent;
use super::systemctl::{Systemctl, Unit};
use super::units::{self, Done, State};
use super::{launch, program, version};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::printable;
use crate::ipc::protocol::HelloReply;

#[derive(Serialize)]
struct Installed {
    by: By,
    files: Vec<Done>,
    daemon: HelloReply,
}

/// Who starts the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum By {
    Systemd,
    Autostart,
}

/// Installs it.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let installed = match Systemctl::reach() {
        Ok(systemctl) => by_systemd(context, &systemctl)?,
        Err(why) => {
            context.out.note(&format!(
                "no systemd of yours answers here ({}), so the desktop will start the daemon",
                printable(&why)
            ))?;
            by_autostart(context)?
        }
    };
    let paths = context.paths.clone();
    context.out.changed("daemon", &installed, || {
        let mut text = String::new();
        for done in &installed.files {
            let path = printable(&paths.tilde(done.path.as_ref()));
            text.push_str(&match done.state {
                State::Written => format!("wrote  {path}\n"),
                State::Unchanged => format!("as is  {path}\n"),
                State::Kept => {
                    format!("kept   {path}: it was changed; remove it and install again\n")
                }
                State::Removed => format!("gone   {path}\n"),
            });
        }
        let when = match installed.by {
            By::Systemd => "with your session, and at once when a command needs it",
            By::Autostart => "when you log in to your desktop",
        };
        let daemon = &installed.daemon;
        text.push_str(&format!(
            "runs: loci {}, pid {}; from now on it starts {when}\nundo: loci daemon uninstall\n",
            printable(&daemon.version),
            daemon.pid
        ));
        text
    })?;
    version::note(context, &installed.daemon.version)?;
    Ok(Exit::Done)
}

fn by_systemd(context: &mut Context, systemctl: &Systemctl) -> Result<Installed, Trouble> {
    let files = units::systemd(context, &program::locid()?, &units::places())?;
    let unread = files[0].path.parent();
    if let Some(folder) = unread.filter(|folder| !systemctl.reads(folder)) {
        return Err(Trouble::Failed(format!(
            "your systemd does not look for units in {}: XDG_CONFIG_HOME is set in this shell, and not for \
             systemd; set it for both (environment.d) and log in again, or for neither",
            folder.display()
        )));
    }
    let owner = make_way(context)?;
    let mut done = put_all(&files)?;
    // It would be a second way to the same daemon.
    let (known, _) = units::all(context)?;
    done.extend(units::take(&known[2])?);
    let is_news = done.iter().any(|done| done.state == State::Written);
    systemctl.run(&["daemon-reload"])?;
    systemctl.run_on_units(&["enable"])?;
    if is_news && owner == Owner::Unit {
        systemctl.run_on_units(&["stop"])?;
    }
    let daemon = systemctl.start(context)?;
    Ok(Installed {
        by: By::Systemd,
        files: done,
        daemon,
    })
}

fn by_autostart(context: &mut Context) -> Result<Installed, Trouble> {
    let file = units::autostart(context, &program::loci()?, &units::places())?;
    // `locid` is looked for before anything is written.
    program::locid()?;
    let daemon = match context.hello() {
        Ok(hello) if !hello.demo || context.paths.is_demo() => Some(hello),
        Ok(_) => {
            end_demo(context)?;
            None
        }
        Err(trouble) if is_absent(&trouble) => None,
        Err(other) => return Err(other),
    };
    let files = put_all(&[file])?;
    let daemon = match daemon {
        Some(hello) => hello,
        None => launch::launch(context, None)?,
    };
    Ok(Installed {
        by: By::Autostart,
        files,
        daemon,
    })
}

/// Whose the daemon is that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Nobody,
    Unit,
}

/// Ends a daemon that systemd did not start, so that the unit can take its place.
fn make_way(context: &mut Context) -> Result<Owner, Trouble> {
    let hello = match context.hello_of_any() {
        Ok(hello) => Some(hello),
        Err(trouble) if is_absent(&trouble) => None,
        Err(other) => return Err(other),
    };
    let unit = Unit::of(context);
    match hello {
        Some(hello) if unit.is_some_and(|unit| unit.owns(hello.pid)) => Ok(Owner::Unit),
        Some(hello) if hello.demo && !context.paths.is_demo() => {
            end_demo(context)?;
            Ok(Owner::Nobody)
        }
        Some(hello) => {
            end(context)?;
            context.out.note(&format!(
                "the daemon that was started by hand (pid {}) was ended: systemd starts it from now on",
                hello.pid
            ))?;
            Ok(Owner::Nobody)
        }
        None => {
            // One whose socket was removed still holds the lock.
            end(context)?;
            Ok(Owner::Nobody)
        }
    }
}

fn end_demo(context: &mut Context) -> Result<(), Trouble> {
    end(context)?;
    context
        .out
        .note("the demo was stopped; its notes and history stay")
}

fn put_all(files: &[units::File]) -> Result<Vec<Done>, Trouble> {
    files.iter().map(units::put).collect()
}

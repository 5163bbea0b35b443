//! `loci daemon install`: has the daemon started with the session, by the user's systemd, or by the desktop
//! where there is none. A second run changes nothing, and one that fails leaves all as it was.

use serde::Serialize;

use super::end::end;
use super::retreat::Retreat;
use super::start::is_absent;
use super::systemctl::{Systemctl, Unit, Unreached};
use super::units::{self, Done, State};
use super::{launch, program, version};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::locid;
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
    // No daemon would start with a wrong one.
    context.config()?;
    let installed = match Systemctl::reach() {
        Ok(systemctl) => by_systemd(context, &systemctl)?,
        Err(Unreached::Hangs(trouble)) => return Err(trouble),
        Err(Unreached::Absent(why)) => {
            context.out.note(&format!(
                "no systemd of yours answers here, so the desktop will start the daemon\n({})",
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
                    format!("kept   {path}\n       it was changed; remove it and install again\n")
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
            "runs: loci {}, pid {}\nit starts {when}\nundo: loci daemon uninstall\n",
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
    let mut retreat = Retreat::default();
    let daemon = match serve(context, systemctl, &files, &mut retreat) {
        Ok(daemon) => daemon,
        Err(trouble) => {
            retreat.go(context, Some(systemctl))?;
            return Err(trouble);
        }
    };
    let mut files = retreat.done();
    // It would be a second way to the same daemon; up to here it was the only one.
    let (known, _) = units::all(context)?;
    match units::take(&known[2]) {
        Ok(taken) => files.extend(taken),
        Err(trouble) => context.out.note(&format!(
            "{}: remove it, the units start the daemon now",
            printable(&trouble.to_string())
        ))?,
    }
    Ok(Installed {
        by: By::Systemd,
        files,
        daemon,
    })
}

/// Writes the units and has systemd serve by them.
fn serve(
    context: &mut Context,
    systemctl: &Systemctl,
    files: &[units::File],
    retreat: &mut Retreat,
) -> Result<HelloReply, Trouble> {
    let owner = owner(context)?;
    retreat.put_all(files)?;
    retreat.told(context)?;
    systemctl.run(&["daemon-reload"])?;
    systemctl.run_on_units(&["enable"])?;
    match owner {
        Owner::Unit if retreat.is_news() => {
            retreat.stopped();
            systemctl.run_on_units(&["stop"])?;
        }
        Owner::Unit => {}
        Owner::Demo => {
            let paths = context.paths.demo();
            end_demo(context)?;
            retreat.ended(paths);
        }
        // One whose socket was removed still holds the lock.
        Owner::Hand | Owner::Nobody => {
            let paths = locid::paths_in_use(context);
            if let Some(pid) = end(context)? {
                retreat.ended(paths);
                context.out.note(&format!(
                    "the daemon started by hand (pid {pid}) was ended: systemd starts it from now"
                ))?;
            }
        }
    }
    systemctl.start(context)
}

fn by_autostart(context: &mut Context) -> Result<Installed, Trouble> {
    let file = units::autostart(context, &program::loci()?, &units::places())?;
    // `locid` is looked for before anything is written.
    program::locid()?;
    let mut retreat = Retreat::default();
    match enter(context, file, &mut retreat) {
        Ok(daemon) => Ok(Installed {
            by: By::Autostart,
            files: retreat.done(),
            daemon,
        }),
        Err(trouble) => {
            retreat.go(context, None)?;
            Err(trouble)
        }
    }
}

/// Writes the entry and sees that a daemon runs.
fn enter(
    context: &mut Context,
    file: units::File,
    retreat: &mut Retreat,
) -> Result<HelloReply, Trouble> {
    let daemon = match context.hello() {
        Ok(hello) if !hello.demo || context.paths.is_demo() => Some(hello),
        Ok(_) => None,
        Err(trouble) if is_absent(&trouble) => None,
        Err(other) => return Err(other),
    };
    retreat.put_all(&[file])?;
    match daemon {
        Some(hello) => Ok(hello),
        None => {
            if context.hello().is_ok_and(|hello| hello.demo) {
                let paths = context.paths.demo();
                end_demo(context)?;
                retreat.ended(paths);
            }
            launch::launch(context, None)
        }
    }
}

/// Whose the daemon is that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// None that answers.
    Nobody,
    /// Started by a command, or the desktop.
    Hand,
    /// The demo, which is in the way.
    Demo,
    /// Started by systemd.
    Unit,
}

fn owner(context: &Context) -> Result<Owner, Trouble> {
    let hello = match context.hello_of_any() {
        Ok(hello) => hello,
        Err(trouble) if is_absent(&trouble) => return Ok(Owner::Nobody),
        Err(other) => return Err(other),
    };
    Ok(match Unit::find(context)? {
        Some(unit) if unit.owns(hello.pid) => Owner::Unit,
        Some(_) | None if hello.demo && !context.paths.is_demo() => Owner::Demo,
        Some(_) | None => Owner::Hand,
    })
}

fn end_demo(context: &mut Context) -> Result<(), Trouble> {
    end(context)?;
    context
        .out
        .note("the demo was stopped; its notes and history stay")
}

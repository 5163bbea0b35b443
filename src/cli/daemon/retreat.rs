//! What an `install` that fails takes back: the files that it wrote, what it enabled, the daemon that it ended.
//! What cannot be taken back is told, with the command that does it later.

use std::path::PathBuf;

use super::launch::launch;
use super::systemctl::{Systemctl, UNITS};
use super::units::{self, Done, File, State};
use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::cli::render::words::printable;
use crate::config::paths::Paths;

/// What was there before, and what was done so far.
#[derive(Debug, Default)]
pub struct Retreat {
    files: Vec<(PathBuf, Option<String>)>,
    done: Vec<Done>,
    units: Units,
    /// The links of systemd that were not there.
    links: Vec<PathBuf>,
    ended: Option<Paths>,
}

/// How far systemd was told of the units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Units {
    #[default]
    Untold,
    /// They were told of for the first time.
    New,
    /// They were there before; a daemon of theirs was not ended.
    Known,
    /// They were there before, and their daemon was ended.
    Stopped,
}

impl Retreat {
    /// Puts the files there; what becomes of each is kept.
    pub fn put_all(&mut self, files: &[File]) -> Result<(), Trouble> {
        for file in files {
            let before = units::text_at(&file.path);
            self.files.push((file.path.clone(), before));
            self.done.push(units::put(file)?);
        }
        Ok(())
    }

    /// Systemd is about to be told of the units.
    pub fn told(&mut self, context: &Context) -> Result<(), Trouble> {
        let (_, links) = units::all(context)?;
        let is_absent = |link: &PathBuf| link.symlink_metadata().is_err();
        self.links = links.into_iter().filter(is_absent).collect();
        let is_new = self.files.iter().all(|(_, before)| before.is_none());
        self.units = if is_new { Units::New } else { Units::Known };
        Ok(())
    }

    /// The daemon of the units is about to be ended.
    pub fn stopped(&mut self) {
        self.units = Units::Stopped;
    }

    /// Another daemon was ended, which had its things there.
    pub fn ended(&mut self, paths: Paths) {
        self.ended = Some(paths);
    }

    /// Whether a file was written.
    pub fn is_news(&self) -> bool {
        self.done.iter().any(|done| done.state == State::Written)
    }

    /// What became of the files; nothing is taken back any more.
    pub fn done(self) -> Vec<Done> {
        self.done
    }

    /// Takes it all back, and tells so.
    pub fn go(self, context: &mut Context, systemctl: Option<&Systemctl>) -> Result<(), Trouble> {
        let Retreat {
            files,
            done,
            units,
            links,
            ended,
        } = self;
        if units == Units::New
            && let Some(systemctl) = systemctl
        {
            // What it does not do is done by hand.
            let _ = systemctl.run_on_units(&["disable", "--now"]);
        }
        units::unlink(&links);
        if units == Units::Known
            && ended.is_some()
            && let Some(systemctl) = systemctl
        {
            // Its socket would be in the way of the daemon that comes back; if it cannot be closed, that is told then.
            let _ = systemctl.run_on_units(&["stop"]);
        }
        let mut told = Vec::new();
        let mut left = Vec::new();
        for (done, (path, before)) in done.iter().zip(&files) {
            let shown = printable(&context.paths.tilde(path));
            match done.state {
                State::Written => match units::put_back(path, before.as_deref()) {
                    Ok(()) => told.push(format!("taken back: {shown}")),
                    Err(trouble) => left.push(format!("left: {shown} ({trouble})")),
                },
                State::Kept => told.push(format!(
                    "kept: {shown}\n      it was changed, which may be why; remove it and install again"
                )),
                State::Unchanged | State::Removed => {}
            }
        }
        if units != Units::Untold
            && let Some(systemctl) = systemctl
            && let Err(trouble) = after(context, systemctl, units)
        {
            left.push(format!("left: {} ({trouble})", UNITS.join(" and ")));
        }
        if let Some(paths) = &ended {
            told.push(again(context, paths));
        }
        for line in told {
            context.out.note(&line)?;
        }
        if !left.is_empty() {
            left.push("undo: loci daemon uninstall".to_owned());
            let lines: Vec<String> = left.iter().map(|line| printable(line)).collect();
            context.out.alarm(&format!("{}\n", lines.join("\n")))?;
        }
        Ok(())
    }
}

/// Lets systemd read the old units, and start the daemon that they had.
fn after(context: &Context, systemctl: &Systemctl, units: Units) -> Result<(), Trouble> {
    systemctl.run(&["daemon-reload"])?;
    match units {
        Units::Stopped => systemctl.start(context).map(drop),
        Units::Untold | Units::New | Units::Known => Ok(()),
    }
}

/// Starts the daemon that was ended, and tells what came of it.
fn again(context: &Context, paths: &Paths) -> String {
    match launch(context, Some(paths)) {
        Ok(hello) => format!("the daemon that was ended runs again: pid {}", hello.pid),
        Err(trouble) => format!(
            "the daemon that was ended does not run ({}): {}",
            printable(&trouble.to_string()),
            start(context, paths)
        ),
    }
}

fn start(context: &Context, paths: &Paths) -> &'static str {
    if paths.data_dir == context.paths.demo().data_dir {
        "loci start --demo"
    } else {
        "loci daemon start"
    }
}

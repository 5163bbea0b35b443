//! `loci daemon uninstall`: takes back what `install` did. Files that somebody changed are kept and named;
//! notes, history and configuration are not touched.

use std::path::PathBuf;

use serde::Serialize;

use super::end::end;
use super::systemctl::{Systemctl, UNITS, Unit, Unreached};
use super::units::{self, Done, State};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::printable;

#[derive(Serialize)]
struct Uninstalled {
    files: Vec<Done>,
    /// The process that was ended, if one ran.
    stopped: Option<u32>,
}

/// Uninstalls it.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let (files, links) = units::all(context)?;
    let unit = Unit::find(context)?;
    let mut stopped = unit.as_ref().and_then(|unit| unit.main_pid);
    let are_there = |files: &[PathBuf]| files.iter().any(|file| file.exists());
    let (has_units, has_any) = (are_there(&files[..2]), are_there(&files));
    if unit.is_some() || has_units {
        match Systemctl::reach() {
            Ok(systemctl) => {
                // One whose file is gone cannot be disabled; units of the distribution have no file here.
                let known = UNITS.iter().zip(&files);
                let known = known.filter(|(_, file)| !has_units || file.exists());
                let names: Vec<&str> = known.map(|(name, _)| *name).collect();
                systemctl.run(&[&["disable", "--now"], names.as_slice()].concat())?;
            }
            // No systemd is there to take its links away.
            Err(Unreached::Absent(_)) => units::unlink(&links),
            Err(Unreached::Hangs(trouble)) => return Err(trouble),
        }
    }
    let mut done = Vec::new();
    for file in &files {
        done.extend(units::take(file)?);
    }
    if has_units && let Ok(systemctl) = Systemctl::reach() {
        systemctl.run(&["daemon-reload"])?;
    }
    if has_any && !matches!(context.hello_of_any(), Ok(hello) if hello.demo) {
        stopped = end(context)?.or(stopped);
    }
    let data = Uninstalled {
        files: done,
        stopped,
    };
    let paths = context.paths.clone();
    context.out.changed("daemon", &data, || {
        let mut text = String::new();
        for done in &data.files {
            let path = printable(&paths.tilde(done.path.as_ref()));
            text.push_str(&match done.state {
                State::Kept => {
                    format!("kept     {path}\n         it was changed; remove it if you do not need it\n")
                }
                State::Removed | State::Written | State::Unchanged => format!("removed  {path}\n"),
            });
        }
        if let Some(pid) = data.stopped {
            text.push_str(&format!("stopped: pid {pid}\n"));
        }
        if text.is_empty() {
            text.push_str("nothing was installed\n");
        } else {
            text.push_str(
                "your notes, history and config stay\n\
                 to have it again: loci daemon install; for this session: loci daemon start\n",
            );
        }
        text
    })?;
    Ok(Exit::Done)
}

//! `loci doctor`: looks at everything that loci needs, and names the one command that cures each trouble. It works
//! without a daemon, and changes nothing unless `--fix` says so.

use std::path::Path;

use serde::Serialize;

use self::check::{Check, Level};
use self::fix::Mended;
use self::heard::Heard;
use self::notify::Ended;
use super::args::care::Doctor as DoctorArgs;
use super::context::Context;
use super::exit::{Exit, Trouble};
use super::locid;
use super::render::out::Form;
use super::render::words::printable;
use crate::config::paths::Paths;

pub mod check;
pub mod data;
pub mod desktop;
pub mod files;
pub mod fix;
pub mod heard;
pub mod notify;
pub mod process;
pub mod text;
pub mod time;
pub mod units;
pub mod watches;

/// Where the things lie that are looked at.
pub struct Place<'a> {
    /// The daemon's, if one runs; else the user's own.
    pub paths: &'a Paths,
    /// The socket.
    pub socket: &'a Path,
    /// The user.
    pub uid: u32,
}

impl<'a> Place<'a> {
    /// The place of this user.
    pub fn of(paths: &'a Paths, socket: &'a Path) -> Place<'a> {
        Place {
            paths,
            socket,
            uid: rustix::process::geteuid().as_raw(),
        }
    }

    /// A path as people read it.
    pub fn tilde(&self, path: &Path) -> String {
        printable(&self.paths.tilde(path))
    }

    /// A path as a shell reads it.
    pub fn shell(&self, path: &Path) -> String {
        let text = printable(&path.display().to_string());
        let is_plain = |c: char| c.is_alphanumeric() || "/._-+@%,:".contains(c);
        match text.chars().all(is_plain) {
            true => text,
            false => format!("'{}'", text.replace('\'', "'\\''")),
        }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    checks: &'a [Check],
    #[serde(skip_serializing_if = "<[Mended]>::is_empty")]
    mended: &'a [Mended],
}

/// `loci doctor [--notify] [--fix]`.
pub fn run(context: &mut Context, args: &DoctorArgs) -> Result<Exit, Trouble> {
    let mut heard = heard::listen(context);
    let paths = locid::paths_in_use(context);
    let mended = match args.fix {
        true => {
            let mended = fix::mend(context, &paths, &heard);
            heard = heard::listen(context);
            mended
        }
        false => Vec::new(),
    };
    let mut checks = checks(context, &paths, &heard);
    if context.out.form == Form::Text {
        context.out.data(&text::mended(&mended))?;
        let shown = text::checks(&checks, context.out.width());
        context.out.data(&shown)?;
    }
    if args.notify && notify::run(context, &heard, &mut checks)? == Ended::Interrupted {
        return Ok(Exit::Interrupted);
    }
    match context.out.form {
        Form::Json => context.out.json(
            "doctor",
            &Report {
                checks: &checks,
                mended: &mended,
            },
        )?,
        Form::Text => context.out.data(&text::summary(&checks))?,
    }
    match checks.iter().any(|check| check.level == Level::Fail) {
        true => Ok(Exit::Failed),
        false => Ok(Exit::Done),
    }
}

/// Every check, in the order in which things depend on each other.
fn checks(context: &Context, paths: &Paths, heard: &Heard) -> Vec<Check> {
    let place = Place::of(paths, &context.socket);
    let (now, calendar) = context.now_and_calendar();
    let mut checks = vec![
        files::config(&place),
        files::folders(&place),
        files::permissions(&place),
        files::space(&place),
        process::daemon(&place, heard),
        process::places(&place, heard, &context.paths),
        process::lock(&place, heard),
        units::started_by(&place, heard),
        data::database(&place, heard),
        data::backups(&place, &now),
        data::spool(&place, heard),
        data::notes(&place, heard),
    ];
    checks.extend(watches::limits(heard));
    checks.extend(time::clock(heard, &now, &calendar));
    checks.extend(desktop::server(heard));
    checks.extend(desktop::waiting(heard));
    checks.extend(desktop::reminders(heard, &now));
    checks.push(desktop::sleep(Path::new("/")));
    checks
}

#[cfg(test)]
mod tests;

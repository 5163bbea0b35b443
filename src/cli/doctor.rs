//! `loci doctor`: looks at everything that loci needs, and names the one command that cures each trouble. It works
//! without a daemon, and changes nothing unless `--fix` says so.

use std::path::Path;

use rustix::fs::Access;
use serde::Serialize;

use self::check::{Check, Level};
use self::fix::Mended;
use self::heard::Heard;
use self::notify::Ended;
use super::args::care::Doctor as DoctorArgs;
use super::context::Context;
use super::exit::{Exit, Trouble};
use super::locid;
use super::render::out::{Form, Out};
use super::render::words::printable;
use crate::config::paths::Paths;

pub mod check;
pub mod data;
pub mod desktop;
pub mod exec;
pub mod files;
pub mod fix;
pub mod heard;
pub mod holding;
pub mod notify;
pub mod odd;
pub mod process;
pub mod store;
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
    /// Whether the user can do this with a file.
    can: fn(&Path, Access) -> bool,
}

impl<'a> Place<'a> {
    /// The place of this user.
    pub fn of(paths: &'a Paths, socket: &'a Path) -> Place<'a> {
        Place {
            paths,
            socket,
            uid: rustix::process::geteuid().as_raw(),
            can: |path, access| rustix::fs::access(path, access).is_ok(),
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
            false => quoted(&text),
        }
    }

    /// The command that opens the config which counts.
    pub fn edit(&self) -> String {
        let file = &self.paths.config;
        let config = printable(&file.display().to_string());
        let edit = format!("${{EDITOR:-vi}} {}", quoted(&config));
        match file.parent().filter(|folder| !folder.exists()) {
            Some(folder) => format!("mkdir -p {} && {edit}", self.shell(folder)),
            None => edit,
        }
    }

    /// The command that moves something out of the way.
    pub fn move_away(&self, path: &Path) -> String {
        let mut old = path.as_os_str().to_owned();
        old.push(".old");
        format!("mv {} {}", self.shell(path), self.shell(Path::new(&old)))
    }

    /// Whether the user can do this with a file.
    pub fn can(&self, path: &Path, access: Access) -> bool {
        (self.can)(path, access)
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[derive(Serialize)]
struct Report<'a> {
    checks: &'a [Check],
    #[serde(skip_serializing_if = "<[Mended]>::is_empty")]
    mended: &'a [Mended],
}

/// `loci doctor [--notify] [--fix]`.
pub fn run(context: &mut Context, args: &DoctorArgs) -> Result<Exit, Trouble> {
    examine(context, args, Vec::new())
}

/// The same, after some checks.
fn examine(context: &mut Context, args: &DoctorArgs, first: Vec<Check>) -> Result<Exit, Trouble> {
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
    let mut checks = [first, checks(context, &paths, &heard)].concat();
    if context.out.form == Form::Text {
        context.out.data(&text::mended(&mended))?;
        let shown = text::checks(&checks, context.out.width());
        context.out.data(&shown)?;
    }
    let edit = Place::of(&paths, &context.socket).edit();
    if args.notify && notify::run(context, &heard, &edit, &mut checks)? == Ended::Interrupted {
        return Ok(Exit::Interrupted);
    }
    match context.out.form {
        Form::Json => report(&mut context.out, &checks, &mended)?,
        Form::Text => context.out.data(&text::summary(&checks))?,
    }
    Ok(exit_of(&checks))
}

fn report(out: &mut Out, checks: &[Check], mended: &[Mended]) -> Result<(), Trouble> {
    out.json("doctor", &Report { checks, mended })
}

fn exit_of(checks: &[Check]) -> Exit {
    match checks.iter().any(|check| check.level == Level::Fail) {
        true => Exit::Failed,
        false => Exit::Done,
    }
}

/// Every check, in the order in which things depend on each other.
fn checks(context: &Context, paths: &Paths, heard: &Heard) -> Vec<Check> {
    let place = Place::of(paths, &context.socket);
    let (now, calendar) = context.now_and_calendar();
    let found = store::find(&place, heard);
    let mut checks = vec![
        files::config(&place),
        files::folders(&place),
        files::permissions(&place),
        files::space(&place),
        process::daemon(&place, heard, &found),
        process::places(&place, heard, &context.paths),
        process::lock(&place, heard),
        units::started_by(&place, heard),
        data::database(&place, heard, &found),
        data::backups(&place, &now),
        data::spool(&place, heard),
        data::notes(&place, heard),
    ];
    checks.extend(watches::limits(heard));
    checks.extend(time::clock(&place, heard, &now, &calendar));
    checks.extend(desktop::server(&place, heard));
    checks.extend(desktop::waiting(heard));
    checks.extend(desktop::click(&place, heard));
    checks.extend(desktop::reminders(&place, heard, &now));
    checks.push(holding::logind(heard, Path::new("/")));
    checks.extend(holding::dnd(heard));
    checks
}

#[cfg(test)]
mod tests;

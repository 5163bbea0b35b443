//! The command line of `locid`, which is small enough to be read by hand.

use std::ffi::OsString;
use std::path::PathBuf;

/// What `--help` says.
pub const HELP: &str = "\
locid, the daemon of loci

usage: locid [run] [--detach]   serve until a signal or 'loci daemon stop'
       locid repair             make again what follows from the journal
       locid restore FILE       put a backup in the place of the database,
                                which is kept beside
       locid check FILE         whether a backup is sound, and its facts
       locid --version | --help

repair and restore want no daemon to run.
'loci daemon start' starts it in the background.
";

/// What `locid` is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Serve.
    Run(Place),
    /// Make the projections again.
    Repair,
    /// Put a backup in the place of the database.
    Restore(PathBuf),
    /// Check a backup.
    Check(PathBuf),
    /// Say the version.
    Version,
    /// Say how it is used.
    Help,
}

/// Where the daemon belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// To whoever started it.
    Foreground,
    /// To nobody: it leaves the session of the terminal.
    Detached,
}

/// Arguments that make no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgumentError {
    /// One that is none.
    #[error("locid does not know '{0}'; see 'locid --help'")]
    Unknown(String),
    /// One too many.
    #[error("'{0}' is one argument too many; see 'locid --help'")]
    Surplus(String),
    /// A command without its file.
    #[error("'locid {0}' needs a file: locid {0} FILE; 'loci restore' lists the backups")]
    NoFile(&'static str),
}

/// Reads the arguments, the program's name left out.
///
/// # Errors
/// If one is unknown, missing or too many.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Task, ArgumentError> {
    let mut task = None;
    let mut place = Place::Foreground;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let next = match argument.to_str() {
            Some("run") => Task::Run(place),
            Some("repair") => Task::Repair,
            Some("restore") => Task::Restore(file("restore", arguments.next())?),
            Some("check") => Task::Check(file("check", arguments.next())?),
            Some("--version" | "-V") => return Ok(Task::Version),
            Some("--help" | "-h") => return Ok(Task::Help),
            Some("--detach") if matches!(task, Some(Task::Run(_)) | None) => {
                place = Place::Detached;
                continue;
            }
            Some(_) | None if task.is_some() => return Err(surplus(&argument)),
            Some(_) | None => return Err(ArgumentError::Unknown(shown(&argument))),
        };
        if task.is_some() || (place == Place::Detached && !matches!(next, Task::Run(_))) {
            return Err(surplus(&argument));
        }
        task = Some(next);
    }
    Ok(match task {
        Some(Task::Run(_)) | None => Task::Run(place),
        Some(other) => other,
    })
}

fn file(verb: &'static str, file: Option<OsString>) -> Result<PathBuf, ArgumentError> {
    file.map(PathBuf::from).ok_or(ArgumentError::NoFile(verb))
}

fn surplus(argument: &OsString) -> ArgumentError {
    ArgumentError::Surplus(shown(argument))
}

/// As it can be shown on a terminal, which would obey some of what one may type.
fn shown(argument: &OsString) -> String {
    argument.to_string_lossy().escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<Task>) {
        let task = read(line.split_whitespace().map(OsString::from));
        assert_eq!(task.ok(), expected, "locid {line}");
    }

    #[test]
    fn each_form_is_understood_and_nothing_else() {
        check("", Some(Task::Run(Place::Foreground)));
        check("run", Some(Task::Run(Place::Foreground)));
        check("run --detach", Some(Task::Run(Place::Detached)));
        check("--detach", Some(Task::Run(Place::Detached)));
        check("repair", Some(Task::Repair));
        check("--version", Some(Task::Version));
        check("run --help", Some(Task::Help));
        check("restore b.db", Some(Task::Restore("b.db".into())));
        check("restore", None);
        check("check b.db", Some(Task::Check("b.db".into())));
        check("check", None);
        check("repair --detach", None);
        check("restore b.db --detach", None);
        check("--detach repair", None);
        check("run run", None);
        check("start", None);
    }

    #[test]
    fn the_help_fits_a_terminal() {
        assert!(HELP.lines().all(|line| line.len() <= 80), "{HELP}");
    }

    #[test]
    fn what_is_wrong_is_named_and_never_obeyed_by_a_terminal() {
        let says = |words: &[&str]| {
            let error = read(words.iter().map(OsString::from)).unwrap_err();
            error.to_string()
        };
        assert!(says(&["check"]).starts_with("'locid check' needs a file: "));
        assert!(says(&["restore"]).starts_with("'locid restore' needs a file: "));
        assert!(says(&["check", "a.db", "b.db"]).starts_with("'b.db' is one argument too many"));
        assert!(says(&["run", "repair"]).starts_with("'repair' is one argument too many"));
        assert!(says(&["\u{1b}[31m\n"]).contains("'\\u{1b}[31m\\n'"));
    }
}

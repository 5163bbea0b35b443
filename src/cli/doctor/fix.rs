//! `--fix`: mends what can be mended safely, and says what it did. It never touches a damaged database.

use std::fs::Permissions;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;

use serde::Serialize;

use super::Place;
use super::files;
use super::heard::Heard;
use super::store;
use crate::cli::context::Context;
use crate::cli::daemon::holder::holder;
use crate::cli::daemon::launch::launch;
use crate::cli::locid::{self, Daemon};
use crate::config::paths::Paths;

/// One thing that was mended, or could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// What was done.
    pub what: String,
    /// The command that takes it back, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}

impl Mended {
    fn of(what: impl Into<String>) -> Mended {
        Mended {
            what: what.into(),
            undo: None,
        }
    }
}

/// Mends what can be mended safely.
pub fn mend(context: &Context, paths: &Paths, heard: &Heard) -> Vec<Mended> {
    let place = Place::of(paths, &context.socket);
    let mut mended: Vec<Mended> = dead_socket(&place, heard).into_iter().collect();
    mended.extend(permissions(&place));
    if needs_repair(paths, heard) {
        mended.push(repair(context, paths));
    }
    mended
}

/// Takes away from others what only the user should have.
fn permissions(place: &Place<'_>) -> Vec<Mended> {
    let mut mended = Vec::new();
    for open in files::open_to_others(place) {
        let Ok(meta) = open.path.symlink_metadata() else {
            continue;
        };
        let old = meta.mode() & 0o7777;
        let new = old & (open.mode | 0o7000);
        let shown = place.shell(&open.path);
        mended.push(
            match std::fs::set_permissions(&open.path, Permissions::from_mode(new)) {
                Ok(()) => Mended {
                    what: format!("{}: chmod {new:o} {shown}", open.what),
                    undo: Some(format!("chmod {old:o} {shown}")),
                },
                Err(error) => Mended::of(format!("not done: chmod {new:o} {shown}: {error}")),
            },
        );
    }
    mended
}

/// Removes the socket of a daemon that is dead: nobody listens, and nobody holds the lock.
fn dead_socket(place: &Place<'_>, heard: &Heard) -> Option<Mended> {
    match heard {
        Heard::Down => {}
        Heard::Up(_) | Heard::Mute(_) => return None,
    }
    let meta = place.socket.symlink_metadata().ok()?;
    if !meta.file_type().is_socket() || !matches!(holder(&place.paths.lock()), Ok(None)) {
        return None;
    }
    let shown = place.tilde(place.socket);
    Some(match std::fs::remove_file(place.socket) {
        Ok(()) => Mended::of(format!("the socket of a dead daemon is removed: {shown}")),
        Err(error) => Mended::of(format!("not done: {shown} cannot be removed: {error}")),
    })
}

/// Whether what follows from the journal does not agree with it: the daemon says so, or said so last.
fn needs_repair(paths: &Paths, heard: &Heard) -> bool {
    let says = |text: &str| text.contains("locid repair");
    match heard {
        Heard::Up(answers) => {
            let report = answers.report.as_ref().ok();
            let damage = report.and_then(|report| report.database.damage.as_deref());
            damage.is_some_and(says)
        }
        Heard::Down => store::words(paths).is_some_and(|words| says(&words)),
        Heard::Mute(_) => false,
    }
}

fn repair(context: &Context, paths: &Paths) -> Mended {
    match locid::run_without_daemon(context, paths, &[Path::new("repair")]) {
        Ok(ran) => {
            let said = ran.said.join("; ");
            let daemon = match ran.daemon {
                Daemon::Again => "the daemon was stopped for it and runs again".to_owned(),
                // It had ended because of this.
                Daemon::Down => match launch(context, Some(paths)) {
                    Ok(hello) => format!("the daemon runs again, pid {}", hello.pid),
                    Err(trouble) => trouble.to_string(),
                },
            };
            Mended::of(format!("{said}; {daemon}"))
        }
        Err(trouble) => Mended::of(format!("not done: locid repair: {trouble}")),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn what_others_can_open_is_closed_and_the_command_that_opens_it_is_told() {
        let fake = Fake::down(Form::Text);
        let paths = &fake.context.paths;
        std::fs::create_dir_all(&paths.data_dir).unwrap();
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        };
        std::fs::write(paths.database(), "x").unwrap();
        set(&paths.data_dir, 0o755);
        set(&paths.database(), 0o644);
        let mended = mend(&fake.context, paths, &Heard::Down);
        assert_eq!(mended.len(), 2, "{mended:?}");
        let mode = |path: &Path| path.metadata().unwrap().mode() & 0o777;
        assert_eq!(
            (mode(&paths.data_dir), mode(&paths.database())),
            (0o700, 0o600)
        );
        let undo = mended[1].undo.as_deref().unwrap();
        assert!(undo.starts_with("chmod 644 /"), "{undo}");
        assert_eq!(mend(&fake.context, paths, &Heard::Down), []);
    }

    #[test]
    fn only_a_socket_at_which_nobody_listens_is_removed() {
        let fake = Fake::down(Form::Text);
        let paths = &fake.context.paths;
        let socket = &fake.context.socket;
        let place = Place::of(paths, socket);
        drop(UnixListener::bind(socket).unwrap());
        std::fs::set_permissions(socket, Permissions::from_mode(0o755)).unwrap();
        assert!(dead_socket(&place, &Heard::Mute("x".into())).is_none());
        let mended = mend(&fake.context, paths, &Heard::Down);
        assert_eq!(mended.len(), 1, "{mended:?}");
        assert!(mended[0].what.contains("is removed"), "{mended:?}");
        assert!(!socket.exists());
        std::fs::write(socket, "a file").unwrap();
        assert!(dead_socket(&place, &Heard::Down).is_none());
        assert!(socket.exists());
    }

    #[test]
    fn a_repair_is_made_only_where_the_daemon_asks_for_it() {
        let fake = Fake::down(Form::Text);
        let paths = &fake.context.paths;
        std::fs::create_dir_all(&paths.state_dir).unwrap();
        let says = |text: &str| {
            std::fs::write(paths.state_dir.join("locid.log"), text).unwrap();
            needs_repair(paths, &Heard::Down)
        };
        assert!(says(
            "locid: x does not agree with its own journal: run `locid repair`\n"
        ));
        assert!(!says(
            "locid: loci.db is damaged: run `locid restore FILE`\n"
        ));
    }
}

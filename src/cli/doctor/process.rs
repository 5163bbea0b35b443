//! The daemon as a process: whether it answers, which version it is, who holds the lock.

use std::path::Path;

use rustix::fs::Access;

use super::check::{Check, Level};
use super::heard::{Answers, Heard, Untold};
use super::store::Found;
use super::{Place, data, files, store, units};
use crate::cli::daemon::holder::{holder, stranger};
use crate::cli::render::words::{self, printable};
use crate::config::paths::Paths;

const VERSION: &str = env!("CARGO_PKG_VERSION");

const NAME: &str = "daemon";
const START: &str = "loci daemon start";
const RESTART: &str = "loci daemon restart";

/// Whether the daemon answers, and which it is.
pub fn daemon(place: &Place<'_>, heard: &Heard, found: &Found) -> Check {
    match heard {
        Heard::Up(answers) => up(answers),
        Heard::Mute(why) => mute(place, why),
        Heard::Down => down(place, found),
    }
}

fn up(answers: &Answers) -> Check {
    let hello = &answers.hello;
    let up = match &answers.status {
        Some(status) => format!(", up {}", words::age(status.daemon.uptime_secs)),
        None => String::new(),
    };
    let which = if hello.demo { "the demo, " } else { "" };
    let message = format!(
        "{which}{}, protocol {}, pid {}{up}, answers in {}",
        hello.version,
        hello.protocol,
        hello.pid,
        match answers.took_ms {
            0 => "under 1 ms".to_owned(),
            ms => format!("{ms} ms"),
        }
    );
    if hello.version != VERSION {
        return Check::warn(NAME, format!("{message}; this is loci {VERSION}"), RESTART);
    }
    match &answers.report {
        Ok(_) => Check::ok(NAME, message),
        Err(Untold::Older) => Check::warn(
            NAME,
            format!("{message}; it is older than this loci and does not tell how it is"),
            RESTART,
        ),
        Err(Untold::Failed(why)) => Check::warn(
            NAME,
            format!("{message}; it does not tell how it is: {why}"),
            RESTART,
        ),
    }
}

/// Somebody listens, and is of no use.
fn mute(place: &Place<'_>, why: &str) -> Check {
    let socket = place.tilde(place.socket);
    if let Some(stranger) = stranger(place.socket, place.paths) {
        return Check::fail(
            NAME,
            format!(
                "{stranger} listens at {socket} and is no daemon of loci: end it, or set LOCI_SOCKET to another path"
            ),
            format!("kill {}", stranger.pid),
        );
    }
    if let Ok(Some(pid)) = holder(&place.paths.lock()) {
        return Check::fail(NAME, format!("it runs (pid {pid}), but: {why}"), RESTART);
    }
    if place.socket.exists() && !place.can(place.socket, Access::READ_OK | Access::WRITE_OK) {
        return Check::fail(
            NAME,
            format!("you may not use the socket {socket}"),
            format!("chmod u+rw {}", place.shell(place.socket)),
        );
    }
    Check::fail(NAME, why, RESTART)
}

/// Why it is down, with the cure of that, unless another check tells it.
fn down(place: &Place<'_>, found: &Found) -> Check {
    let socket = place.tilde(place.socket);
    if files::in_the_way(place.socket) {
        let message = format!("it does not run; {socket} is no socket, and in its way");
        return Check::fail(NAME, message, place.move_away(place.socket));
    }
    if let Ok(Some(pid)) = holder(&place.paths.lock()) {
        let message = format!("it runs (pid {pid}), but nobody can reach it: {socket} is gone");
        return Check::fail(NAME, message, RESTART);
    }
    let dead = match place.socket.symlink_metadata() {
        Ok(_) => format!("it does not run; {socket} is what a dead one left"),
        Err(_) => "it does not run; ratings wait in the spool".to_owned(),
    };
    let before = [
        files::config(place),
        files::folders(place),
        files::space(place),
    ];
    let before = before
        .into_iter()
        .chain(data::unwritable(place))
        .find(|check| check.level == Level::Fail);
    if let Some(check) = before {
        let message = format!(
            "{dead}; it cannot start before this is mended: {}",
            check.name
        );
        return Check::note(NAME, message);
    }
    match found {
        Found::Damaged(why) => Check::fail(
            NAME,
            format!("{dead}; {}", printable(why)),
            store::cure(place),
        ),
        Found::Disagrees(why) => Check::fail(
            NAME,
            format!("{dead}; its last words: {}", printable(why)),
            "loci doctor --fix",
        ),
        Found::InUse | Found::Absent | Found::Sound(_) | Found::Untold(_) => {
            let words = last_words(&place.paths.state_dir);
            match words.filter(|words| !is_mended(place, words)) {
                Some(words) => {
                    let message = format!("{dead}; its last words: {}", printable(&words));
                    Check::fail(NAME, message, START)
                }
                None => Check::fail(NAME, dead, START),
            }
        }
    }
}

/// Whether last words are about the config or the database, which are well by now.
fn is_mended(place: &Place<'_>, words: &str) -> bool {
    let is_about = |path: &Path| words.contains(&path.display().to_string());
    is_about(&place.paths.config) || is_about(&place.paths.database())
}

/// Why the daemon did not start, or ended, if it said so.
pub fn last_words(state_dir: &Path) -> Option<String> {
    let log = std::fs::read_to_string(state_dir.join("locid.log")).ok()?;
    let last = log.lines().rev().find(|line| !line.trim().is_empty())?;
    Some(last.trim().strip_prefix("locid: ")?.to_owned())
}

/// Whether the daemon and this shell mean the same places: a service does not know what a shell profile sets.
pub fn places(place: &Place<'_>, heard: &Heard, own: &Paths) -> Check {
    const NAME: &str = "places";
    let Some(answers) = heard.answers() else {
        return Check::ok(NAME, format!("socket {}", place.tilde(place.socket)));
    };
    let hello = &answers.hello;
    let theirs = (Path::new(&hello.data_dir), Path::new(&hello.config));
    if hello.demo {
        return Check::ok(NAME, "those of the demo; your own: loci start");
    }
    for (theirs, ours, what) in [
        (theirs.0, own.data_dir.as_path(), "data"),
        (theirs.1, own.config.as_path(), "config"),
    ] {
        if theirs != ours {
            return Check::warn(
                NAME,
                format!(
                    "the daemon has its {what} in {}, this shell would look in {}",
                    place.tilde(theirs),
                    place.tilde(ours)
                ),
                match units::is_installed(place) {
                    true => "loci daemon install",
                    false => RESTART,
                },
            );
        }
    }
    Check::ok(NAME, "the daemon and this shell mean the same ones")
}

/// Who holds the lock of the data folder.
pub fn lock(place: &Place<'_>, heard: &Heard) -> Check {
    const NAME: &str = "lock";
    let file = place.paths.lock();
    let holder = match holder(&file) {
        Ok(holder) => holder,
        Err(error) => return Check::note(NAME, format!("who holds it cannot be told: {error}")),
    };
    match (holder, heard.answers()) {
        (None, None) => Check::ok(NAME, "free"),
        (None, Some(_)) => Check::fail(
            NAME,
            format!(
                "the daemon does not hold {}: two could run",
                place.tilde(&file)
            ),
            RESTART,
        ),
        (Some(_), Some(answers)) => Check::ok(
            NAME,
            format!("held by the daemon, pid {}", answers.hello.pid),
        ),
        (Some(pid), None) => Check::note(NAME, format!("held by the daemon, pid {pid}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn only_last_words_that_are_an_error_count() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("locid.log");
        assert_eq!(last_words(folder.path()), None);
        std::fs::write(&log, "locid starts\n<6>ended\n").unwrap();
        assert_eq!(last_words(folder.path()), None);
        std::fs::write(&log, "locid starts\nlocid: the disk is full\n\n").unwrap();
        assert_eq!(
            last_words(folder.path()).as_deref(),
            Some("the disk is full")
        );
    }

    #[test]
    fn a_stranger_at_the_socket_is_named_with_what_ends_it() {
        let fake = Fake::new(Form::Text, |_, _| Ok(serde_json::Value::Null));
        let place = Place::of(&fake.context.paths, &fake.context.socket);
        let check = daemon(&place, &Heard::Mute("x".to_owned()), &Found::InUse);
        assert_eq!(check.cure, Some(format!("kill {}", std::process::id())));
        assert!(check.message.contains("is no daemon of loci"), "{check:?}");
    }

    #[test]
    fn last_words_about_what_is_mended_are_not_repeated() {
        let fake = Fake::down(Form::Text);
        let paths = &fake.context.paths;
        let place = Place::of(paths, &fake.context.socket);
        std::fs::create_dir_all(&paths.state_dir).unwrap();
        let look = |words: &str| {
            let log = paths.state_dir.join("locid.log");
            std::fs::write(log, format!("locid: {words}\n")).unwrap();
            daemon(&place, &Heard::Down, &Found::Sound(3))
        };
        let config = paths.config.display();
        let mended = look(&format!("{config}:3: unknown key `x`"));
        assert!(!mended.message.contains("unknown key"), "{mended:?}");
        assert_eq!(mended.cure.as_deref(), Some(START));
        assert!(
            look("no descriptors left")
                .message
                .contains("no descriptors")
        );
        std::fs::write(&paths.config, "x = 1\n").unwrap();
        let broken = look("no descriptors left");
        assert_eq!((broken.level, broken.cure), (Level::Note, None));
    }

    #[test]
    fn other_places_are_cured_by_a_restart_where_no_unit_is_installed() {
        let fake = Fake::down(Form::Text);
        let own = &fake.context.paths;
        let theirs = Paths {
            data_dir: "/other".into(),
            ..own.clone()
        };
        let place = Place::of(&theirs, &fake.context.socket);
        let hello = serde_json::json!({"version": VERSION, "protocol": 1, "pid": 1, "demo": false,
            "data_dir": "/other", "config": own.config});
        let heard = Heard::Up(Box::new(Answers {
            hello: serde_json::from_value(hello).unwrap(),
            took_ms: 0,
            status: None,
            report: Err(Untold::Older),
        }));
        let cure = match units::is_installed(&place) {
            true => "loci daemon install",
            false => RESTART,
        };
        assert_eq!(places(&place, &heard, own).cure.as_deref(), Some(cure));
    }
}

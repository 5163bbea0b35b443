//! The daemon as a process: whether it answers, which version it is, who holds the lock.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Place;
use super::check::Check;
use super::files;
use super::heard::{Heard, Untold};
use crate::cli::render::words::{self, printable};
use crate::config::paths::Paths;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Whether the daemon answers, and which it is.
pub fn daemon(place: &Place<'_>, heard: &Heard) -> Check {
    const NAME: &str = "daemon";
    let socket = place.tilde(place.socket);
    let answers = match heard {
        Heard::Up(answers) => answers,
        Heard::Mute(_) if files::in_the_way(place.socket) => {
            let cure = format!("rm {}", place.shell(place.socket));
            return Check::fail(NAME, format!("{socket} is no socket, and in its way"), cure);
        }
        Heard::Mute(why) => return Check::fail(NAME, why, "loci daemon restart"),
        Heard::Down => return down(place, &socket),
    };
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
        return Check::warn(
            NAME,
            format!("{message}; this is loci {VERSION}"),
            "loci daemon restart",
        );
    }
    match &answers.report {
        Ok(_) => Check::ok(NAME, message),
        Err(Untold::Older) => Check::warn(
            NAME,
            format!("{message}; it is older than this loci and does not tell how it is"),
            "loci daemon restart",
        ),
        Err(Untold::Failed(why)) => Check::warn(
            NAME,
            format!("{message}; it does not tell how it is: {why}"),
            "loci daemon restart",
        ),
    }
}

/// Why it may be down: what it said last.
fn down(place: &Place<'_>, socket: &str) -> Check {
    const NAME: &str = "daemon";
    let dead = match place.socket.symlink_metadata() {
        Ok(_) => format!("it does not run; {socket} is what a dead one left"),
        Err(_) => "it does not run; ratings wait in the spool".to_owned(),
    };
    match last_words(&place.paths.state_dir) {
        None => Check::fail(NAME, dead, "loci daemon start"),
        Some(words) => {
            let says = |what: &str| words.contains(what);
            let cure = if says("locid repair") {
                "loci doctor --fix"
            } else if says("restore") || says("is not a database") || says("damaged") {
                "loci restore"
            } else {
                "loci daemon start"
            };
            Check::fail(
                NAME,
                format!("{dead}; its last words: {}", printable(&words)),
                cure,
            )
        }
    }
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
                "loci daemon install",
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
        Err(error) => return Check::notice(NAME, format!("who holds it cannot be told: {error}")),
    };
    match (holder, heard.answers()) {
        (None, None) => Check::ok(NAME, "free"),
        (None, Some(_)) => Check::fail(
            NAME,
            format!(
                "the daemon does not hold {}: two could run",
                place.tilde(&file)
            ),
            "loci daemon restart",
        ),
        (Some(_), Some(answers)) => Check::ok(
            NAME,
            format!("held by the daemon, pid {}", answers.hello.pid),
        ),
        (Some(by), None) => Check::fail(
            NAME,
            format!("{by} holds {}, and answers nobody", place.tilde(&file)),
            "loci daemon stop",
        ),
    }
}

/// Who holds a lock, without touching it: to try it would keep a daemon out that starts just now.
///
/// # Errors
/// If the kernel does not tell.
pub fn holder(file: &Path) -> std::io::Result<Option<String>> {
    let Ok(meta) = file.metadata() else {
        return Ok(None);
    };
    let locks = std::fs::read_to_string("/proc/locks")?;
    let line = locks.lines().find(|line| {
        // proc_locks(5): number, FLOCK, mode, type, pid, device:device:inode, start, end.
        let words: Vec<&str> = line.split_whitespace().collect();
        let inode = words
            .get(5)
            .and_then(|id| id.rsplit(':').next()?.parse().ok());
        words.get(1) == Some(&"FLOCK") && inode == Some(meta.ino())
    });
    let pid = line.and_then(|line| line.split_whitespace().nth(4));
    Ok(pid.map(|pid| format!("process {pid}")))
}

#[cfg(test)]
mod tests {
    use rustix::fs::FlockOperation;

    use super::*;

    #[test]
    fn the_holder_of_a_lock_is_found_without_trying_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let file = std::fs::File::create(&path).unwrap();
        assert_eq!(holder(&path).unwrap(), None);
        rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).unwrap();
        assert_eq!(
            holder(&path).unwrap(),
            Some(format!("process {}", std::process::id()))
        );
        assert_eq!(holder(&folder.path().join("none")).unwrap(), None);
    }

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
}

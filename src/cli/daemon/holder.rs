//! Who holds the lock of a data folder, and who listens at the socket, as the kernel tells it. Nothing is tried: to
//! take the lock for a look would keep a daemon out that starts just now.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::cli::context::Context;
use crate::cli::render::words::printable;
use crate::config::paths::Paths;
use crate::ipc::client;

/// A daemon that holds the lock of a data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// Where it has its things.
    pub paths: Paths,
}

/// The daemon that holds the lock of the user's own data folder, else of the demo's.
///
/// # Errors
/// If the kernel does not tell.
pub fn any(context: &Context) -> io::Result<Option<Holder>> {
    for paths in [context.paths.clone(), context.paths.demo()] {
        if let Some(pid) = holder(&paths.lock())? {
            return Ok(Some(Holder { pid, paths }));
        }
    }
    Ok(None)
}

/// The process that holds a lock. Only one that has this very file open counts, so that a number which was given to
/// another process meanwhile is never taken for it.
///
/// # Errors
/// If the kernel does not tell.
pub fn holder(lock: &Path) -> io::Result<Option<u32>> {
    let Ok(meta) = lock.metadata() else {
        return Ok(None);
    };
    let mut pids = pids_in(File::open("/proc/locks")?, meta.ino())?.into_iter();
    Ok(pids.find(|pid| has_open(*pid, &meta) != Opened::No))
}

/// More than the kernel gives in one reading.
const WHOLE: usize = 64 * 1024;

/// The processes of all lines about a file. Of a list that changes between two readings the kernel leaves lines out,
/// so it is read in as few as it takes, up to a page each.
fn pids_in(locks: impl Read, inode: u64) -> io::Result<Vec<u32>> {
    let mut pids = Vec::new();
    for line in BufReader::with_capacity(WHOLE, locks).lines() {
        pids.extend(pid_of(&line?, inode));
    }
    Ok(pids)
}

/// The process of a line of `/proc/locks` about a file.
fn pid_of(line: &str, inode: u64) -> Option<u32> {
    // proc_locks(5): number, FLOCK, mode, type, pid, device:device:inode, start, end.
    let words: Vec<&str> = line.split_whitespace().collect();
    let of: u64 = words.get(5)?.rsplit(':').next()?.parse().ok()?;
    match words.get(1) == Some(&"FLOCK") && of == inode {
        true => words.get(4)?.parse().ok(),
        false => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Yes,
    No,
    /// It is somebody else's process.
    Untold,
}

fn has_open(pid: u32, file: &Metadata) -> Opened {
    let Ok(descriptors) = std::fs::read_dir(format!("/proc/{pid}/fd")) else {
        return Opened::Untold;
    };
    let is_it = |meta: Metadata| (meta.dev(), meta.ino()) == (file.dev(), file.ino());
    let mut found = descriptors.flatten().map(|entry| entry.path());
    // The links lead to the files themselves (proc_pid_fd(5)).
    match found.any(|path| path.metadata().is_ok_and(is_it)) {
        true => Opened::Yes,
        false => Opened::No,
    }
}

/// A program that listens at the socket and is no daemon of loci.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// Its process.
    pub pid: u32,
    /// Its name, fit to be shown.
    pub name: String,
}

/// The stranger at a socket: neither the daemon that holds a lock, nor one that is about to, nor the service manager,
/// which listens for one.
pub fn stranger(socket: &Path, paths: &Paths) -> Option<Stranger> {
    let pid = client::peer_of(socket)?;
    let holds = |paths: &Paths| matches!(holder(&paths.lock()), Ok(Some(holder)) if holder == pid);
    if holds(paths) || holds(&paths.demo()) {
        return None;
    }
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    let name = printable(name.trim_end());
    (!matches!(name.as_str(), "locid" | "systemd")).then_some(Stranger { pid, name })
}

impl std::fmt::Display for Stranger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (pid {})", self.name, self.pid)
    }
}

#[cfg(test)]
mod tests {
    use rustix::fs::FlockOperation;

    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;

    #[test]
    fn the_holder_of_a_lock_is_found_without_trying_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let file = std::fs::File::create(&path).unwrap();
        assert_eq!(holder(&path).unwrap(), None);
        rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).unwrap();
        assert_eq!(holder(&path).unwrap(), Some(std::process::id()));
        assert_eq!(holder(&folder.path().join("none")).unwrap(), None);
    }

    #[test]
    fn a_process_that_has_another_file_open_is_not_taken_for_the_holder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, "").unwrap();
        let own = std::process::id();
        assert_eq!(has_open(own, &path.metadata().unwrap()), Opened::No);
        let _open = std::fs::File::open(&path).unwrap();
        assert_eq!(has_open(own, &path.metadata().unwrap()), Opened::Yes);
        let line = "1: FLOCK  ADVISORY  WRITE 77 00:2f:12345 0 EOF";
        assert_eq!(pid_of(line, 12345), Some(77));
        assert_eq!(pid_of(line, 1), None);
        assert_eq!(pid_of(&line.replace("FLOCK", "POSIX"), 12345), None);
    }

    /// A list of the kernel's that changes: with each reading one of its first lines goes (seq_file: it goes on at the
    /// number of the line, and gives as many as were asked for).
    struct Changing {
        lines: Vec<String>,
        at: usize,
        given: Vec<u8>,
    }

    impl Read for Changing {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.given.is_empty() {
                while self.given.len() < into.len() && self.at < self.lines.len() {
                    self.given.extend(self.lines[self.at].bytes());
                    self.at += 1;
                }
                self.lines.remove(0);
            }
            let count = self.given.len().min(into.len());
            for (to, from) in into.iter_mut().zip(self.given.drain(..count)) {
                *to = from;
            }
            Ok(count)
        }
    }

    #[test]
    fn a_holder_is_not_missed_while_others_let_their_locks_go() {
        let line = |n| format!("{n}: FLOCK  ADVISORY  WRITE {n} 00:2f:12345 0 EOF\n");
        let locks = Changing {
            lines: (1..=60).map(line).collect(),
            at: 0,
            given: Vec::new(),
        };
        assert_eq!(pids_in(locks, 12345).unwrap(), Vec::from_iter(1..=60));
    }

    #[test]
    fn who_listens_and_does_not_hold_the_lock_is_a_stranger() {
        let fake = Fake::new(Form::Text, |_, _| Ok(serde_json::Value::Null));
        let (socket, paths) = (&fake.context.socket, &fake.context.paths);
        let found = stranger(socket, paths).unwrap();
        assert_eq!(found.pid, std::process::id());
        std::fs::create_dir_all(&paths.data_dir).unwrap();
        let lock = std::fs::File::create(paths.lock()).unwrap();
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
        assert_eq!(stranger(socket, paths), None);
        let none = Fake::down(Form::Text);
        assert_eq!(stranger(&none.context.socket, &none.context.paths), None);
    }
}

//! The lock on the data folder: one daemon at a time. The file is never removed, for a lock on a removed file
//! keeps nobody out.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::FlockOperation;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// Why the lock is not ours.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another daemon holds it.
    #[error(
        "another daemon{} holds {}: stop it with 'loci daemon stop'",
        holder(.by),
        path.display()
    )]
    Held {
        /// The lock file.
        path: PathBuf,
        /// The process that wrote itself into the file, if it can be read.
        by: Option<u32>,
    },
    /// The folder or the file cannot be used.
    #[error("cannot lock {}: {source}; check the folder's permissions", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

fn holder(by: &Option<u32>) -> String {
    by.map_or_else(String::new, |pid| format!(" (process {pid})"))
}

/// The lock; it is let go when this is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, making its folder if there is none.
    ///
    /// # Errors
    /// [`LockError::Held`] if another process has it.
    pub fn take(path: &Path) -> Result<Lock, LockError> {
        let failed = |source| LockError::Io {
            path: path.to_owned(),
            source,
        };
        let mut file = open(path).map_err(failed)?;
        let lock = |file: &File| rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive);
        let mut taken = lock(&file);
        if taken == Err(Errno::WOULDBLOCK) {
            let mut text = String::new();
            let read = file.read_to_string(&mut text);
            let by: Option<u32> = read.ok().and_then(|_| text.trim().parse().ok());
            if by.is_some_and(ends_soon) {
                taken = lock(&file);
            }
            if taken == Err(Errno::WOULDBLOCK) {
                let path = path.to_owned();
                return Err(LockError::Held { path, by });
            }
        }
        taken.map_err(|errno| failed(errno.into()))?;
        if let Err(error) = sign(&mut file) {
            // A full disk: the lock holds all the same, only its holder is not named.
            tracing::debug!(%error, "the lock could not be signed");
        }
        Ok(Lock { _file: file })
    }
}

/// Whether a process ends within half a second: one that was killed holds its lock until it is gone.
fn ends_soon(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let Some(end) = pid.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok()) else {
        // It is gone already.
        return true;
    };
    let half_a_second = Timespec {
        tv_sec: 0,
        tv_nsec: 500_000_000,
    };
    let mut ended = [PollFd::new(&end, PollFlags::IN)];
    poll(&mut ended, Some(&half_a_second)).is_ok_and(|ready| ready > 0)
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

/// Writes who holds the lock, for the message of whoever comes second.
fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_is_first_and_comes_in_when_it_goes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data/lock");
        let first = Lock::take(&path).unwrap();
        let error = Lock::take(&path).unwrap_err();
        let own = std::process::id();
        assert!(
            matches!(error, LockError::Held { by: Some(pid), .. } if pid == own),
            "{error}"
        );
        assert!(error.to_string().contains("loci daemon stop"), "{error}");
        drop(first);
        Lock::take(&path).unwrap();
        assert!(path.exists());
    }
}

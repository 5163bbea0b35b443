//! The lock on the data folder: one daemon at a time. The file is never removed, for a lock on a removed file
//! keeps nobody out.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;
use rustix::io::Errno;

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
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                let mut text = String::new();
                let read = file.read_to_string(&mut text);
                let by = read.ok().and_then(|_| text.trim().parse().ok());
                return Err(LockError::Held {
                    path: path.to_owned(),
                    by,
                });
            }
            Err(errno) => return Err(failed(errno.into())),
        }
        sign(&mut file).map_err(failed)?;
        Ok(Lock { _file: file })
    }
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

//! Binds the socket, and takes it away at the end. It must never remove what is not a dead socket.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// Why the socket cannot be bound.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// A daemon of another data folder listens there.
    #[error(
        "another daemon, perhaps the demo, listens at {}: stop it with 'loci daemon stop'",
        path.display()
    )]
    Taken {
        /// The socket.
        path: PathBuf,
    },
    /// Something else lies at its place.
    #[error("{} is no socket: move it away, or set LOCI_SOCKET", path.display())]
    InTheWay {
        /// What lies there.
        path: PathBuf,
    },
    /// The file system said no.
    #[error("cannot listen at {}: {source}; check the folder, or set LOCI_SOCKET", path.display())]
    Io {
        /// The socket.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// The socket's file; it is removed when this is dropped, if it is still ours.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    mark: Mark,
}

/// Tells one file from another that later lies at the same place, even if it got the same inode.
type Mark = (u64, u64, i64, i64);

fn mark(meta: &fs::Metadata) -> Mark {
    (meta.dev(), meta.ino(), meta.ctime(), meta.ctime_nsec())
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.path).is_ok_and(|meta| mark(&meta) == self.mark) {
            // A socket that stays is taken for a dead one by the next daemon.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Binds the socket, readable by the user alone. Call it with the lock of the data folder held: then a socket
/// at which nobody answers is a dead daemon's.
///
/// # Errors
/// If somebody else answers there, or it cannot be bound.
pub fn bind(path: &Path) -> Result<(UnixListener, SocketFile), SocketError> {
    let failed = |source| SocketError::Io {
        path: path.to_owned(),
        source,
    };
    make_folder(path).map_err(failed)?;
    clear(path)?;
    let listener = UnixListener::bind(path).map_err(failed)?;
    fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let meta = fs::symlink_metadata(path).map_err(failed)?;
    let file = SocketFile {
        path: path.to_owned(),
        mark: mark(&meta),
    };
    Ok((listener, file))
}

fn make_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.is_dir() => {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)
        }
        // The folder of the contract is ours alone; one that LOCI_SOCKET names is the user's business.
        Some(folder) if folder.file_name().is_some_and(|name| name == "loci") => {
            fs::set_permissions(folder, Permissions::from_mode(0o700))
        }
        Some(_) | None => Ok(()),
    }
}

/// Removes a dead socket.
fn clear(path: &Path) -> Result<(), SocketError> {
    let path = path.to_owned();
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(SocketError::Io { path, source }),
        Ok(meta) if !meta.file_type().is_socket() => Err(SocketError::InTheWay { path }),
        Ok(_) if UnixStream::connect(&path).is_ok() => Err(SocketError::Taken { path }),
        Ok(_) => fs::remove_file(&path).map_err(|source| SocketError::Io { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_socket_is_replaced_and_a_living_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run/loci.sock");
        let (listener, file) = bind(&path).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        let error = bind(&path).unwrap_err();
        assert!(matches!(error, SocketError::Taken { .. }), "{error}");
        drop(listener);
        let (_second, _kept) = bind(&path).unwrap();
        drop(file);
        assert!(path.exists(), "the first took the second's socket away");
    }

    #[test]
    fn a_folder_of_ours_that_was_open_to_others_is_closed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("loci");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
        let _bound = bind(&folder.join("loci.sock")).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn the_socket_goes_with_its_daemon() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.sock");
        drop(bind(&path).unwrap());
        assert!(!path.exists());
    }

    #[test]
    fn what_is_no_socket_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.sock");
        fs::write(&path, "mine").unwrap();
        let error = bind(&path).unwrap_err();
        assert!(matches!(error, SocketError::InTheWay { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }
}

//! Where the session's bus is, and which zone the machine is in: both can change under a running daemon, by a
//! login and by travel. It tells that one of them may have changed, and nothing else.
//!
//! The watcher of the notes would not do: it also hears of every file that is only read, and in `/etc` each
//! program that starts reads some.

use std::ffi::OsString;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use rustix::io::Errno;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::desktop::bus;

/// Room for many events; one holds at most a name of 255 bytes.
const EVENTS: usize = 4096;

/// What a watched folder tells: something has a new name there, or has none any more.
const FLAGS: WatchFlags = WatchFlags::CREATE
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::ONLYDIR);

/// Watches entries of folders, whatever they are; links are not followed, and what is not there is awaited.
#[derive(Debug)]
pub struct Whereabouts {
    fd: AsyncFd<OwnedFd>,
    names: Vec<OsString>,
}

impl Whereabouts {
    /// The session's bus and the machine's zone; inside a runtime only.
    ///
    /// # Errors
    /// If the system has no more descriptors or inotify instances.
    pub fn new() -> io::Result<Whereabouts> {
        let zone = ["/etc/localtime", "/etc/timezone"].map(PathBuf::from);
        let entries: Vec<PathBuf> = bus::session_bus_socket().into_iter().chain(zone).collect();
        Whereabouts::of(&entries)
    }

    #[expect(
        deprecated,
        reason = "what replaces it is unsafe; the descriptor is owned as long as this lives, which is what that asks for"
    )]
    fn of(entries: &[PathBuf]) -> io::Result<Whereabouts> {
        let fd = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        let mut names = Vec::new();
        for entry in entries {
            let (Some(folder), Some(name)) = (entry.parent(), entry.file_name()) else {
                continue;
            };
            watch(&fd, folder);
            names.push(name.to_owned());
        }
        Ok(Whereabouts {
            fd: AsyncFd::with_interest(fd, Interest::READABLE)?,
            names,
        })
    }

    /// Waits until one of them may have changed. Dropping the future loses none.
    ///
    /// # Errors
    /// If the system refuses to tell.
    pub async fn changed(&self) -> io::Result<()> {
        loop {
            let mut ready = self.fd.readable().await?;
            match self.read()? {
                Heard::Ours => return Ok(()),
                Heard::Others => {}
                Heard::Nothing => ready.clear_ready(),
            }
        }
    }

    /// What was heard in one reading.
    fn read(&self) -> io::Result<Heard> {
        let mut room = [MaybeUninit::uninit(); EVENTS];
        let mut reader = Reader::new(self.fd.get_ref(), &mut room);
        let mut heard = Heard::Nothing;
        loop {
            match reader.next() {
                Ok(event) => {
                    let name = event.file_name().map(std::ffi::CStr::to_bytes);
                    let ours = self.names.iter().any(|ours| Some(ours.as_bytes()) == name);
                    // Without a name it says that events were lost.
                    if ours || name.is_none() {
                        heard = Heard::Ours;
                    } else if heard == Heard::Nothing {
                        heard = Heard::Others;
                    }
                }
                Err(Errno::AGAIN) => return Ok(heard),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
            if reader.is_buffer_empty() {
                return Ok(heard);
            }
        }
    }
}

/// What a reading holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Nothing,
    Others,
    Ours,
}

/// A folder that is not there cannot be watched; then a tick finds out.
fn watch(fd: &OwnedFd, folder: &Path) {
    if let Err(errno) = inotify::add_watch(fd, folder, FLAGS) {
        tracing::debug!("{} cannot be watched: {errno}", folder.display());
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_link_that_is_replaced_and_a_socket_that_comes_are_heard_and_nothing_else_is() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(name);
            symlink("/nowhere/old", at("localtime")).unwrap();
            let place = Whereabouts::of(&[at("localtime"), at("bus")]).unwrap();
            std::fs::write(at("other"), "x").unwrap();
            std::fs::read(at("other")).unwrap();
            assert_eq!(place.read().unwrap(), Heard::Others);
            assert_eq!(place.read().unwrap(), Heard::Nothing);
            symlink("/nowhere/new", at("new")).unwrap();
            std::fs::rename(at("new"), at("localtime")).unwrap();
            place.changed().await.unwrap();
            let _bus = UnixListener::bind(at("bus")).unwrap();
            place.changed().await.unwrap();
            assert_eq!(place.read().unwrap(), Heard::Nothing);
        });
    }

    #[test]
    fn folders_that_are_not_there_are_no_trouble() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let place = Whereabouts::of(&["/nonexistent/loci/bus".into(), "/".into()]).unwrap();
            assert_eq!(place.read().unwrap(), Heard::Nothing);
        });
    }
}

//! The road to a daemon that is away: waits until its socket may be back, by what the kernel tells of the folder.
//! It never polls: after a change it looks a few times, because a socket is made before it listens.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use rustix::io::Errno;

use crate::clock::BootTimer;

/// How long after a change the socket is looked for again.
const LOOKS_MS: [u64; 6] = [20, 50, 100, 250, 500, 1000];

/// How long one that is there and does not answer is left alone.
const HUNG_MS: u64 = 60_000;

/// What ended a wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Woken {
    /// The places in the list of those that can be read.
    Ready(Vec<usize>),
    /// Nobody reads stdout any more.
    Unread,
}

/// How a daemon is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Away {
    /// Nobody listens.
    Gone,
    /// Somebody does, but does not answer.
    Hung,
}

/// What is watched while the daemon is away.
#[derive(Debug)]
pub struct Road {
    socket: PathBuf,
    watched: Option<OwnedFd>,
    /// How often it was looked for since the last change.
    looks: usize,
}

impl Road {
    /// The road to a socket.
    pub fn to(socket: &Path) -> Road {
        Road {
            socket: socket.to_owned(),
            watched: None,
            looks: 0,
        }
    }

    /// Begins to watch. Call it before a try to connect: what changes after that is told.
    pub fn watch(&mut self) {
        let above = self.socket.ancestors().skip(1).find(|above| above.is_dir());
        let flags = WatchFlags::CREATE
            | WatchFlags::MOVED_TO
            | WatchFlags::ATTRIB
            | WatchFlags::DELETE_SELF
            | WatchFlags::MOVE_SELF;
        let watched = |above: &Path| -> Result<OwnedFd, Errno> {
            let fd = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
            inotify::add_watch(&fd, above, flags)?;
            Ok(fd)
        };
        // Where the system has no more watches, only the looks are left.
        self.watched = above.and_then(|above| watched(above).ok());
    }

    /// The daemon was reached: the next time it goes, it is looked for anew.
    pub fn reached(&mut self) {
        self.watched = None;
        self.looks = 0;
    }

    /// Waits until another try is worth it.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn wait(&mut self, away: Away) -> std::io::Result<Woken> {
        let look = match (away, &self.watched, LOOKS_MS.get(self.looks)) {
            (Away::Hung, _, _) | (Away::Gone, None, None) => Some(HUNG_MS),
            (Away::Gone, _, Some(ms)) => Some(*ms),
            (Away::Gone, Some(_), None) => None,
        };
        let look = look.map(BootTimer::after).transpose()?;
        let mut fds = Vec::new();
        fds.extend(look.as_ref().map(AsFd::as_fd));
        fds.extend(self.watched.as_ref().map(AsFd::as_fd));
        let woken = wait(&fds)?;
        let looked = look.is_some() && woken == Woken::Ready(vec![0]);
        self.looks = if looked { self.looks + 1 } else { 0 };
        Ok(woken)
    }
}

/// Waits until one of these can be read, or nobody reads stdout any more.
///
/// # Errors
/// If the system refuses.
pub fn wait(fds: &[BorrowedFd<'_>]) -> std::io::Result<Woken> {
    let stdout = std::io::stdout();
    let mut polled: Vec<PollFd<'_>> = fds
        .iter()
        .map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN))
        .collect();
    // Asked for nothing, it tells only that the other end is closed (poll(2)).
    polled.push(PollFd::new(&stdout, PollFlags::empty()));
    match poll(&mut polled, None) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(errno) => return Err(errno.into()),
    }
    let is_ready = |at: &usize| !polled[*at].revents().is_empty();
    if is_ready(&fds.len()) {
        return Ok(Woken::Unread);
    }
    Ok(Woken::Ready((0..fds.len()).filter(is_ready).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_that_comes_wakes_and_so_does_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("loci");
        let mut road = Road::to(&folder.join("loci.sock"));
        road.looks = LOOKS_MS.len();
        road.watch();
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(road.wait(Away::Gone).unwrap(), Woken::Ready(vec![0]));
        assert_eq!(road.looks, 0);
        road.looks = LOOKS_MS.len();
        road.watch();
        std::fs::write(folder.join("loci.sock"), "").unwrap();
        assert_eq!(road.wait(Away::Gone).unwrap(), Woken::Ready(vec![0]));
    }

    #[test]
    fn after_a_change_it_is_looked_for_a_few_times() {
        let home = tempfile::tempdir().unwrap();
        let mut road = Road::to(&home.path().join("loci.sock"));
        road.watch();
        assert_eq!(road.wait(Away::Gone).unwrap(), Woken::Ready(vec![0]));
        assert_eq!(road.looks, 1);
        road.reached();
        assert_eq!(road.looks, 0);
    }
}

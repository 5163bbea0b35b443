//! Signals as readable descriptors, as long as the terminal is ours.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::flag::register_conditional_default;
use signal_hook::low_level::pipe;

/// What a signal means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// SIGINT, SIGTERM, SIGHUP.
    End,
    /// SIGWINCH.
    Resize,
}

/// The signals that are caught.
pub(super) struct Signals {
    end: UnixStream,
    resize: UnixStream,
    /// Once set, a signal does again what it usually does.
    released: Arc<AtomicBool>,
}

impl Signals {
    /// Catches them until this is dropped.
    pub(super) fn catch() -> io::Result<Signals> {
        let released = Arc::new(AtomicBool::new(false));
        let (end, told_end) = UnixStream::pair()?;
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            register_conditional_default(signal, Arc::clone(&released))?;
            pipe::register(signal, told_end.try_clone()?)?;
        }
        let (resize, told_resize) = UnixStream::pair()?;
        resize.set_nonblocking(true)?;
        pipe::register(SIGWINCH, told_resize)?;
        Ok(Signals {
            end,
            resize,
            released,
        })
    }

    pub(super) fn descriptors(&self) -> [(Signal, BorrowedFd<'_>); 2] {
        [
            (Signal::End, self.end.as_fd()),
            (Signal::Resize, self.resize.as_fd()),
        ]
    }

    /// All changes of the size up to now are one.
    pub(super) fn resize_is_seen(&mut self) {
        let mut bytes = [0; 64];
        while self.resize.read(&mut bytes).is_ok_and(|count| count > 0) {}
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.released.store(true, Ordering::SeqCst);
    }
}

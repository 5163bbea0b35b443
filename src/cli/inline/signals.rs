//! Signals as readable descriptors, as long as the terminal is ours.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::flag::register_conditional_default;
use signal_hook::low_level::{pipe, unregister};

/// Whether a signal does what it usually does: once a handler stands, nothing but this gives that back.
static RELEASED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

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
    handlers: Vec<SigId>,
}

impl Signals {
    /// Catches them until this is dropped.
    pub(super) fn catch() -> io::Result<Signals> {
        let (end, told_end) = UnixStream::pair()?;
        let (resize, told_resize) = UnixStream::pair()?;
        resize.set_nonblocking(true)?;
        RELEASED.store(false, Ordering::SeqCst);
        let mut signals = Signals {
            end,
            resize,
            handlers: Vec::new(),
        };
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            register_conditional_default(signal, Arc::clone(&RELEASED))?;
            let handler = pipe::register(signal, told_end.try_clone()?)?;
            signals.handlers.push(handler);
        }
        let handler = pipe::register(SIGWINCH, told_resize)?;
        signals.handlers.push(handler);
        Ok(signals)
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
        RELEASED.store(true, Ordering::SeqCst);
        for handler in self.handlers.drain(..) {
            unregister(handler);
        }
    }
}

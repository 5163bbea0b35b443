//! A few descriptors that are kept for the programs of the user: a crowd of clients may take all others, and STOP
//! must run its hook all the same.

use std::cell::RefCell;
use std::fs::File;
use std::io;

use tokio::process::{Child, Command};

/// What starting a program takes for a moment: its three ends, a pipe for its error, and a handle of it.
const KEPT: usize = 8;

thread_local! {
    /// Of the thread of the loop, which alone takes connections and starts programs.
    static RESERVE: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) };
}

/// Fills the reserve; without descriptors it stays as it is.
pub fn fill() {
    RESERVE.with_borrow_mut(|kept| {
        while kept.len() < KEPT {
            match File::open("/dev/null") {
                Ok(file) => kept.push(file),
                Err(_) => return,
            }
        }
    });
}

/// Starts a program, by the reserve if there is nothing else.
///
/// # Errors
/// If it cannot be started.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    RESERVE.with_borrow_mut(Vec::clear);
    let spawned = command.spawn();
    fill();
    spawned
}

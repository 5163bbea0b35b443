//! What the process asks of the system at its start: many descriptors, private files. Best effort.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};

/// Makes every file of this process the user's alone, and allows as many descriptors as the system does:
/// each client is one.
pub fn set() {
    umask(Mode::RWXG | Mode::RWXO);
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::debug!("the limit of descriptors stays as it is: {error}");
    }
}

//! What tells the loop that files changed: flags, never queues, since everything is read anew anyway.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::ipc::spool::Spool;
use crate::notes::source::watch::{WatchEvent, Watcher};

/// Set when something changed; many changes are one.
#[derive(Debug, Clone, Default)]
pub struct Changed(Arc<Notify>);

impl Changed {
    /// Waits for a change since the last wait. Dropping the future loses none.
    pub async fn wait(&self) {
        self.0.notified().await;
    }

    fn set(&self) {
        self.0.notify_one();
    }
}

/// A watcher of what is read along with the notes, of nothing yet, that sets the flag.
pub fn notes(changed: &Changed) -> Watcher {
    watcher(changed)
}

/// A watcher of the spool's folder, which is made if there is none. A client spools when it finds no daemon,
/// or one that hangs.
pub fn spool(spool: &Spool, changed: &Changed) -> Watcher {
    let mut watcher = watcher(changed);
    if let Err(error) = spool.create_dir() {
        tracing::warn!("{error}");
    }
    for problem in watcher.watch(&[spool.dir().to_owned()]) {
        tracing::warn!("{}: {}", problem.path.display(), problem.message);
    }
    watcher
}

fn watcher(changed: &Changed) -> Watcher {
    let changed = changed.clone();
    Watcher::new(move |event| {
        match event {
            WatchEvent::Changed(path) => tracing::debug!("changed: {}", path.display()),
            WatchEvent::Overflow => tracing::debug!("changes were lost, all is read"),
            WatchEvent::Failed(why) => tracing::warn!("watching failed: {why}"),
        }
        changed.set();
    })
}

//! The end of the daemon: what was asked is answered, what runs is waited for, none of it for long.

use std::time::Duration;

use tokio::time::timeout;

use super::{Batch, Broken, Phase, State, Turns};
use crate::ipc::protocol::Event as Told;

/// How long each part may take to end.
const ENDING: Duration = Duration::from_secs(5);

impl State {
    /// Ends each part in turn, none of them for longer than [`ENDING`].
    pub(super) async fn end(mut self) -> Result<(), Broken> {
        self.turns.supervisor.stopping();
        self.turns.sources.requests.close();
        let last = self.turns.sources.queued(usize::MAX);
        let mut batch = Batch::new();
        self.admit(last, &mut batch);
        self.take_turns(batch);
        // Whoever waits for the worker or the notes is told that the daemon ends.
        drop((self.desk, self.gate));
        let Turns {
            mut sources,
            worker,
            events,
            stop_server,
            screen,
            ..
        } = self.turns;
        // An error means that nobody watches.
        let _ = events.send(Told::Bye);
        drop(stop_server);
        if !sources.server.is_finished() && timeout(ENDING, &mut sources.server).await.is_err() {
            tracing::warn!("the server did not end in time");
        }
        let thread = worker.let_go();
        let emptied = timeout(ENDING, async {
            while sources.finished.recv().await.is_some() {}
        });
        match emptied.await {
            Ok(()) => {
                if thread.join().is_err() {
                    tracing::error!("the worker failed");
                }
            }
            Err(_) => tracing::warn!("the worker's job was given up"),
        }
        // The desktop grants what was wished for; nobody takes its news any more.
        drop(sources.news);
        if let Some(task) = screen.end()
            && timeout(ENDING, task).await.is_err()
        {
            tracing::warn!("the desktop was given up");
        }
        let deeds = async { while sources.deeds.join_next().await.is_some() {} };
        if timeout(ENDING, deeds).await.is_err() {
            tracing::warn!("a hook or notification was given up");
        }
        match self.phase {
            Phase::Broken(broken) => Err(broken),
            Phase::Running | Phase::Ending => Ok(()),
        }
    }
}

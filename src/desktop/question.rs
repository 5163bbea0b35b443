//! One question at a time to somebody outside. It is never waited for: whoever listens is told that the answer is
//! late, and the answer whenever it comes. A newer question takes the place of an older one.

use std::pin::Pin;

use tokio::task::JoinSet;
use tokio::time::{Sleep, sleep};

use super::bus::LIMIT;

/// What was asked, if something is.
///
/// It is a task of its own: what is asked may hold a lock of the connection that whoever listens needs meanwhile.
pub(super) struct Question<T> {
    asked: JoinSet<T>,
    /// Until when an answer is in time; none once it is late.
    limit: Option<Pin<Box<Sleep>>>,
}

/// What came of it.
pub(super) enum Answer<T> {
    /// It is there.
    Is(T),
    /// It takes too long; what was asked is still asked.
    Late,
}

impl<T: Send + 'static> Question<T> {
    /// Nothing is asked.
    pub(super) fn none() -> Question<T> {
        Question {
            asked: JoinSet::new(),
            limit: None,
        }
    }

    /// Asks; what was asked before is forgotten.
    pub(super) fn ask(&mut self, question: impl Future<Output = T> + Send + 'static) {
        self.asked = JoinSet::new();
        self.asked.spawn(question);
        self.limit = Some(Box::pin(sleep(LIMIT)));
    }

    /// Waits for the answer, or for it to be late. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Answer<T> {
        loop {
            let joined = match &mut self.limit {
                Some(limit) => tokio::select! {
                    biased;
                    Some(joined) = self.asked.join_next() => joined,
                    () = limit.as_mut() => {
                        self.limit = None;
                        return Answer::Late;
                    }
                },
                None => match self.asked.join_next().await {
                    Some(joined) => joined,
                    None => std::future::pending().await,
                },
            };
            self.limit = None;
            match joined {
                Ok(answer) => return Answer::Is(answer),
                Err(error) => tracing::error!("a question to the desktop failed: {error}"),
            }
        }
    }
}

//! One question at a time to somebody outside. It is never waited for: whoever listens is told that the answer is
//! late, and the answer whenever it comes. A newer question takes the place of an older one.

use std::pin::Pin;

use tokio::time::{Sleep, sleep};

use super::bus::LIMIT;

/// What was asked, if something is.
pub(super) struct Question<T> {
    answer: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
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

impl<T> Question<T> {
    /// Nothing is asked.
    pub(super) fn none() -> Question<T> {
        Question {
            answer: None,
            limit: None,
        }
    }

    /// Asks; what was asked before is forgotten.
    pub(super) fn ask(&mut self, answer: impl Future<Output = T> + Send + 'static) {
        self.answer = Some(Box::pin(answer));
        self.limit = Some(Box::pin(sleep(LIMIT)));
    }

    /// Waits for the answer, or for it to be late. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Answer<T> {
        let Some(answer) = &mut self.answer else {
            return std::future::pending().await;
        };
        let came = match &mut self.limit {
            Some(limit) => tokio::select! {
                biased;
                came = answer.as_mut() => came,
                () = limit.as_mut() => {
                    self.limit = None;
                    return Answer::Late;
                }
            },
            None => answer.as_mut().await,
        };
        *self = Question::none();
        Answer::Is(came)
    }
}

//! One question at a time to somebody outside. It is never waited for: whoever listens is told that the answer is
//! late, and the answer whenever it comes. A newer question takes the place of an older one.

use std::pin::pin;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::bus::LIMIT;

/// What was asked, if something is.
pub(super) struct Question<T> {
    /// It is a task of its own: what is asked may hold a lock of the connection that whoever listens needs meanwhile.
    /// It ends with the question.
    asked: JoinSet<()>,
    answers: Option<mpsc::Receiver<Answer<T>>>,
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
            answers: None,
        }
    }

    /// Asks; what was asked before is forgotten.
    pub(super) fn ask(&mut self, question: impl Future<Output = T> + Send + 'static) {
        let (tell, answers) = mpsc::channel(2);
        self.asked = JoinSet::new();
        self.asked.spawn(async move {
            let mut question = pin!(question);
            let answer = match timeout(LIMIT, question.as_mut()).await {
                Ok(answer) => answer,
                Err(_) => {
                    let _forgotten = tell.send(Answer::Late).await;
                    question.await
                }
            };
            let _forgotten = tell.send(Answer::Is(answer)).await;
        });
        self.answers = Some(answers);
    }

    /// Waits for the answer, or for it to be late. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Answer<T> {
        if let Some(answers) = &mut self.answers
            && let Some(answer) = answers.recv().await
        {
            return answer;
        }
        self.answers = None;
        std::future::pending().await
    }
}

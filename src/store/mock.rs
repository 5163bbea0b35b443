//! Mock interviews, as the journal and the boxes tell them.

use rusqlite::params;

use super::Store;
use super::error::StoreError;
use super::load::box_start;
use super::read::UNDONE;
use super::rows::COLUMNS;
use crate::domain::journal::Fact;
use crate::domain::mock::Answer;
use crate::domain::now::Secs;
use crate::domain::review::BatchId;
use crate::domain::timebox::{BoxStart, Ending};

/// A mock interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// How it began.
    pub start: BoxStart,
    /// How it ended, and how much of it was used; none while it runs.
    pub end: Option<(Ending, Secs)>,
}

impl Store {
    /// All mock interviews but those that were cancelled, the first one first.
    pub fn mocks(&self) -> Result<Vec<Held>, StoreError> {
        self.read(|store| {
            store.list(
                "SELECT id, kind, topic, started_at_ms, started_offset_secs, started_day, boot, boot_ms,
                        limit_secs, ending, used_secs
                 FROM box WHERE kind = 'mock' AND ending IS NOT 'cancelled' ORDER BY started_at_ms, id",
                |row| {
                    let ending: Option<Ending> = row.get(9)?;
                    let used: Option<Secs> = row.get(10)?;
                    Ok(Held {
                        start: box_start(row)?,
                        end: ending.zip(used),
                    })
                },
            )
        })
    }

    /// The surviving answers of all mock interviews, in the order of the journal, each with its batch. They stay few:
    /// one for each question.
    pub fn mock_answers(&self) -> Result<Vec<(BatchId, Answer)>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM journal AS j
             WHERE j.kind = 'mock_answer' AND NOT {UNDONE} ORDER BY j.seq"
        );
        let found = self.facts(&query, params![])?;
        let answers = found.into_iter().filter_map(|(_, entry)| match entry.fact {
            Fact::MockAnswer(answer) => Some((entry.batch, answer)),
            _ => None,
        });
        Ok(answers.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{batch, box_start, entry, one_of_each};
    use super::*;
    use crate::domain::timebox::{BoxEnd, BoxKind};

    #[test]
    fn interviews_are_told_from_other_boxes_and_without_those_that_were_cancelled() {
        let mut store = Store::in_memory().unwrap();
        let mock = |n| box_start(n, BoxKind::Mock);
        let end = |n, how| BoxEnd {
            id: mock(n).id,
            how,
            used: Secs(n),
            note: None,
        };
        let facts = [
            Fact::BoxStarted(mock(1)),
            Fact::BoxEnded(end(1, Ending::Stopped)),
            Fact::BoxStarted(mock(2)),
            Fact::BoxEnded(end(2, Ending::Cancelled)),
            Fact::BoxStarted(box_start(3, BoxKind::Explain)),
            Fact::BoxEnded(end(3, Ending::Finished)),
            Fact::BoxStarted(mock(4)),
        ];
        for (n, fact) in (1..).zip(facts) {
            store.tell(&[entry(n, fact)]).unwrap();
        }
        let held = |n, end| Held {
            start: mock(n),
            end,
        };
        let wanted = [held(1, Some((Ending::Stopped, Secs(1)))), held(4, None)];
        assert_eq!(store.mocks().unwrap(), wanted);
    }

    #[test]
    fn an_answer_that_was_taken_back_is_none() {
        let mut store = Store::in_memory().unwrap();
        store.tell(&one_of_each()).unwrap();
        let answers = store.mock_answers().unwrap();
        let scopes: Vec<&str> = answers.iter().map(|(_, it)| it.scope.as_str()).collect();
        assert_eq!(scopes, ["your-house"]);
        store
            .tell(&[entry(
                50,
                Fact::Undo {
                    batch: answers[0].0,
                },
            )])
            .unwrap();
        assert_eq!(store.mock_answers().unwrap(), []);
        assert_eq!(answers[0].0, batch(39));
    }
}

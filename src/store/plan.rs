//! What was done of study plans, as the journal tells it.

use rusqlite::params;

use super::Store;
use super::error::StoreError;
use super::read::UNDONE;
use super::rows::COLUMNS;
use crate::domain::journal::Entry;

impl Store {
    /// The surviving facts about plans, in the order of the journal. They stay few: one for each step, for each
    /// change of a date, and for each date that passed.
    pub(super) fn plan_facts(&self) -> Result<Vec<Entry>, StoreError> {
        // What the index `journal_plan` holds must stand in the query for it to be used.
        let query = format!(
            "SELECT {COLUMNS} FROM journal AS j
             WHERE j.kind IN ('plan_step', 'plan_dates', 'plan_off', 'plan_passed') AND NOT {UNDONE} ORDER BY j.seq"
        );
        let found = self.facts(&query, params![])?;
        Ok(found.into_iter().map(|(_, entry)| entry).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{batch, entry, one_of_each};
    use super::*;
    use crate::domain::journal::Fact;
    use crate::domain::plan::progress::Progress;

    fn folded(store: &Store) -> Progress {
        let mut progress = Progress::default();
        for entry in store.load().unwrap().plan {
            progress.apply(&entry.stamp, &entry.fact);
        }
        progress
    }

    #[test]
    fn progress_is_folded_from_the_journal_and_an_undo_takes_it_back() {
        let mut store = Store::in_memory().unwrap();
        let mut whole = Progress::default();
        for entry in one_of_each() {
            whole.apply(&entry.stamp, &entry.fact);
        }
        store.tell(&one_of_each()).unwrap();
        assert_eq!(folded(&store), whole);
        assert_eq!(whole.all().count(), 1);
        store
            .tell(&[entry(50, Fact::Undo { batch: batch(35) })])
            .unwrap();
        assert_eq!(folded(&store).all().count(), 0);
    }
}

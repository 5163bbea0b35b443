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

    /// When a fact was told last from which another date of a plan may follow: about the plan, a pause, or an undo,
    /// which may have been of either. Milliseconds since 1970; nothing if none ever was. It reads the whole journal.
    pub fn plan_changed_at_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(|store| {
            let query = "SELECT max(at_ms) FROM journal
                 WHERE kind IN ('plan_step', 'plan_dates', 'plan_off', 'pause', 'resume', 'undo')";
            let mut query = store.conn.prepare_cached(query)?;
            query.query_row(params![], |row| row.get(0))
        })
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

    #[test]
    fn the_last_change_of_a_plan_is_also_an_undo_but_no_review() {
        let mut store = Store::in_memory().unwrap();
        assert_eq!(store.plan_changed_at_ms().unwrap(), None);
        let all = one_of_each();
        let is_of_plan = |entry: &&Entry| {
            matches!(
                entry.fact,
                Fact::PlanStep { .. }
                    | Fact::PlanDates { .. }
                    | Fact::PlanOff { .. }
                    | Fact::Pause { .. }
                    | Fact::Resume
                    | Fact::Undo { .. }
            )
        };
        let last = all.iter().filter(is_of_plan).map(|entry| entry.stamp.at_ms);
        let last = last.max().unwrap();
        store.tell(&all).unwrap();
        assert_eq!(store.plan_changed_at_ms().unwrap(), Some(last));
        let undo = entry(50, Fact::Undo { batch: batch(35) });
        assert!(undo.stamp.at_ms > last);
        store.tell(std::slice::from_ref(&undo)).unwrap();
        assert_eq!(store.plan_changed_at_ms().unwrap(), Some(undo.stamp.at_ms));
    }
}

//! Repair: makes every projection again from the journal. It changes nothing in the journal.

use super::Store;
use super::error::StoreError;
use super::project::project;
use super::rows::{COLUMNS, FactRow};
use crate::domain::locus::LocusId;
use crate::domain::memory::Model;
use crate::domain::schedule::Schedule;

/// What a repair went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repaired {
    /// Facts in the journal.
    pub entries: u64,
    /// Loci that have an id.
    pub loci: u64,
    /// Loci that have a schedule.
    pub schedules: u64,
}

/// Empties the projections and replays the journal, in one transaction: it happens whole or not at all.
///
/// The texts of the sources are kept; they are not from the journal.
pub fn repair(store: &mut Store, model: &Model) -> Result<Repaired, StoreError> {
    store.begin()?;
    match replay(store, model) {
        Ok(repaired) => {
            store.commit()?;
            Ok(repaired)
        }
        Err(error) => {
            store.rollback()?;
            Err(error)
        }
    }
}

/// The same inside a transaction that is already open.
///
/// After an error the transaction, or its savepoint, must be rolled back.
pub fn replay(store: &mut Store, model: &Model) -> Result<Repaired, StoreError> {
    store
        .conn
        .execute_batch(
            "DELETE FROM schedule; DELETE FROM apart; DELETE FROM alias; DELETE FROM merged; DELETE FROM locus; DELETE FROM undone; DELETE FROM box;
             DELETE FROM adopted; DELETE FROM chore;",
        )
        .map_err(|error| store.error(error))?;
    let entries = facts(store)?;
    let loci = loci(store)?;
    let mut schedules = 0;
    for locus in &loci {
        let reviews = store.reviews_of(*locus)?;
        let schedule = Schedule::fold(&reviews, model).map_err(|source| StoreError::Memory {
            locus: *locus,
            source,
        })?;
        if let Some(schedule) = schedule {
            store.put_schedule(*locus, Some(&schedule))?;
            schedules += 1;
        }
    }
    Ok(Repaired {
        entries,
        loci: loci.len() as u64,
        schedules,
    })
}

/// Projects every fact in the order of the journal; returns how many there are.
fn facts(store: &Store) -> Result<u64, StoreError> {
    let failed = |error| store.error(error);
    let query = format!("SELECT {COLUMNS} FROM journal AS j ORDER BY j.seq");
    let mut statement = store.conn.prepare_cached(&query).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut entries = 0;
    while let Some(row) = rows.next().map_err(failed)? {
        let (seq, row) = FactRow::from_row(row).map_err(failed)?;
        let entry = store.entry(seq, row)?;
        project(&store.conn, &entry).map_err(failed)?;
        entries += 1;
    }
    Ok(entries)
}

fn loci(store: &Store) -> Result<Vec<LocusId>, StoreError> {
    let failed = |error| store.error(error);
    store
        .conn
        .prepare_cached("SELECT id FROM locus ORDER BY rowid")
        .map_err(failed)?
        .query_map([], |row| row.get(0))
        .map_err(failed)?
        .collect::<rusqlite::Result<_>>()
        .map_err(failed)
}

#[cfg(test)]
mod tests;

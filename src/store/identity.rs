//! Which locus is which, as the user said it: the projections of parting, rebinding, merging and other names.
//!
//! What an undo takes back of them is made again from the facts that survive. Where the loci of an undone
//! rebinding stand then is told by facts of its own, beside the undo.

use rusqlite::{Connection, Row, params};

use super::sql::{Id, texts};
use crate::domain::day::Stamp;
use crate::domain::journal::Entry;
use crate::domain::locus::LocusId;
use crate::domain::review::BatchId;

/// The id `?1` and those of all loci that were merged into it, as a table expression `part`; nothing if it is
/// itself part of another.
pub(super) const PARTS: &str = r#"WITH RECURSIVE part (id) AS (
    SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM merged WHERE locus = ?1)
    UNION SELECT m.locus FROM merged AS m JOIN part ON m."into" = part.id)"#;

pub(super) fn part(
    conn: &Connection,
    locus: LocusId,
    from: &[String],
    to: &[String],
    path: &str,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO apart (locus, label_path) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![locus, texts(from)?])?;
    conn.prepare_cached("UPDATE locus SET label_path = ?2, path = ?3, anchor = NULL WHERE id = ?1")?
        .execute(params![locus, texts(to)?, path])
        .map(|_| ())
}

pub(super) fn rebind(
    conn: &Connection,
    locus: LocusId,
    to: &[String],
    path: &str,
) -> rusqlite::Result<()> {
    let label_path = texts(to)?;
    conn.prepare_cached("DELETE FROM apart WHERE locus = ?1 AND label_path = ?2")?
        .execute(params![locus, label_path])?;
    conn.prepare_cached(
        "UPDATE locus SET presence = 'live', gone = NULL, label_path = ?2, path = ?3 WHERE id = ?1",
    )?
    .execute(params![locus, label_path, path])
    .map(|_| ())
}

/// A locus that is part of another one is nowhere in the notes by itself.
pub(super) fn merge(
    conn: &Connection,
    locus: LocusId,
    into: LocusId,
    stamp: &Stamp,
) -> rusqlite::Result<()> {
    join(conn, locus, into)?;
    conn.prepare_cached("UPDATE locus SET presence = 'retired', gone = ?2 WHERE id = ?1")?
        .execute(params![locus, stamp.day])
        .map(|_| ())
}

/// The first merge of a locus holds; one that would close a circle (two machines said opposite things) does not.
fn join(conn: &Connection, locus: LocusId, into: LocusId) -> rusqlite::Result<()> {
    let circle = conn
        .prepare_cached(
            r#"WITH RECURSIVE up (id) AS (
                 SELECT ?2 UNION SELECT m."into" FROM merged AS m JOIN up ON m.locus = up.id)
               SELECT 1 FROM up WHERE id = ?1"#,
        )?
        .exists(params![locus, into])?;
    if circle {
        return Ok(());
    }
    conn.prepare_cached(
        r#"INSERT INTO merged (locus, "into") VALUES (?1, ?2) ON CONFLICT DO NOTHING"#,
    )?
    .execute(params![locus, into])
    .map(|_| ())
}

pub(super) fn alias(conn: &Connection, locus: LocusId, text: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO alias (locus, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![locus, text])
        .map(|_| ())
}

pub(super) fn unalias(conn: &Connection, locus: LocusId, text: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM alias WHERE locus = ?1 AND text = ?2")?
        .execute(params![locus, text])
        .map(|_| ())
}

/// Takes back what a batch said. Only facts before the undo count: a replay goes through a journal that holds
/// later ones already.
pub(super) fn undone(conn: &Connection, batch: BatchId, by: &Entry) -> rusqlite::Result<()> {
    let until: i64 = conn
        .prepare_cached("SELECT seq FROM journal WHERE batch = ?1 AND id = ?2")?
        .query_row(params![by.batch, Id(by.id)], |row| row.get(0))?;
    let loci: Vec<LocusId> = conn
        .prepare_cached(
            "SELECT DISTINCT locus FROM journal
             WHERE batch = ?1 AND kind IN ('alias', 'unalias') ORDER BY locus",
        )?
        .query_map(params![batch], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for locus in loci {
        rename(conn, locus, until)?;
    }
    let merges = conn
        .prepare_cached("SELECT 1 FROM journal WHERE batch = ?1 AND kind = 'merge'")?
        .exists(params![batch])?;
    match merges {
        true => remerge(conn, until),
        false => Ok(()),
    }
}

/// The other names of a locus are what its surviving facts say, in their order.
fn rename(conn: &Connection, locus: LocusId, until: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM alias WHERE locus = ?1")?
        .execute(params![locus])?;
    let said: Vec<(String, String)> = conn
        .prepare_cached(
            "SELECT kind, body ->> 'text' FROM journal AS j
             WHERE locus = ?1 AND kind <> 'review' AND kind IN ('alias', 'unalias') AND seq < ?2
               AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.batch = j.batch)
             ORDER BY seq",
        )?
        .query_map(params![locus, until], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (kind, text) in said {
        match kind.as_str() {
            "alias" => alias(conn, locus, &text)?,
            _ => unalias(conn, locus, &text)?,
        }
    }
    Ok(())
}

fn remerge(conn: &Connection, until: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM merged")?.execute([])?;
    let id = |row: &Row<'_>, at: usize| -> rusqlite::Result<LocusId> { row.get(at) };
    let merges: Vec<(LocusId, LocusId)> = conn
        .prepare_cached(
            "SELECT locus, unhex(body ->> 'into', '-') FROM journal AS j
             WHERE kind = 'merge' AND seq < ?1
               AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.batch = j.batch)
             ORDER BY seq",
        )?
        .query_map(params![until], |row| Ok((id(row, 0)?, id(row, 1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (locus, into) in merges {
        join(conn, locus, into)?;
    }
    Ok(())
}

//! What a fact does to the projections. Live writing and repair both come through [`project`], so that they
//! cannot differ; the schedule alone is folded elsewhere, because it needs the memory model.

use rusqlite::{Connection, OptionalExtension, params};

use super::identity;
use super::sql::{Id, texts};
use crate::domain::journal::{Birth, Changed, Entry, Fact};
use crate::domain::locus::LocusId;
use crate::domain::review::BatchId;
use crate::domain::timebox::{BoxEnd, BoxStart};

/// Updates the projections after `entry`, which is in the journal already.
pub(super) fn project(conn: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    match &entry.fact {
        Fact::Born(birth) => born(conn, birth),
        // The fold over the reviews is the schedule, which is put by whoever has the model. An import only
        // tells which batches came together. Silence and modes are folded from the journal itself, and what was
        // answered in mock interviews is read from it. What a pin
        // changed stands in the note.
        Fact::Review(_)
        | Fact::Pin { .. }
        | Fact::Import { .. }
        | Fact::MockAnswer(_)
        | Fact::Snooze { .. }
        | Fact::Pause { .. }
        | Fact::Resume
        | Fact::Mode { .. }
        | Fact::Remind { .. }
        | Fact::Opened
        | Fact::Pace { .. }
        | Fact::PlanStep { .. }
        | Fact::PlanDates { .. }
        | Fact::PlanPassed { .. }
        | Fact::PlanOff { .. } => Ok(()),
        Fact::Undo { batch } => undone(conn, *batch, entry),
        Fact::Suspend { locus } => suspend(conn, *locus, Suspension::On),
        Fact::Unsuspend { locus } => suspend(conn, *locus, Suspension::Off),
        Fact::Move {
            locus, to, path, ..
        } => conn
            .prepare_cached("UPDATE locus SET label_path = ?2, path = ?3 WHERE id = ?1")?
            .execute(params![locus, texts(to)?, path])
            .map(|_| ()),
        Fact::Repoint {
            locus,
            to,
            changed: Changed::Little,
            ..
        } => conn
            .prepare_cached("UPDATE locus SET point = ?2 WHERE id = ?1")?
            .execute(params![locus, to])
            .map(|_| ()),
        Fact::Repoint {
            locus,
            to,
            changed: Changed::Much,
            ..
        } => conn
            .prepare_cached(
                "UPDATE locus SET point = ?2, changed_at_ms = ?3, changed_day = ?4 WHERE id = ?1",
            )?
            .execute(params![locus, to, entry.stamp.at_ms, entry.stamp.day])
            .map(|_| ()),
        Fact::Repoint {
            locus,
            to,
            changed: Changed::Back,
            ..
        } => conn
            .prepare_cached(
                "UPDATE locus SET point = ?2, changed_at_ms = NULL, changed_day = NULL WHERE id = ?1",
            )?
            .execute(params![locus, to])
            .map(|_| ()),
        Fact::Retire { locus, anchor } => conn
            .prepare_cached(
                "UPDATE locus SET presence = 'retired', gone = ?2, anchor = coalesce(?3, anchor)
                 WHERE id = ?1",
            )?
            .execute(params![locus, entry.stamp.day, anchor])
            .map(|_| ()),
        Fact::Return { locus, path, to } => conn
            .prepare_cached(
                "UPDATE locus SET presence = 'live', gone = NULL, path = ?2,
                     label_path = coalesce(?3, label_path) WHERE id = ?1",
            )?
            .execute(params![locus, path, to.as_deref().map(texts).transpose()?])
            .map(|_| ()),
        Fact::Apart {
            locus,
            from,
            to,
            path,
        } => identity::part(conn, *locus, from, to, path),
        Fact::Rebind {
            locus, to, path, ..
        } => identity::rebind(conn, *locus, to, path),
        Fact::Merge { locus, into } => identity::merge(conn, *locus, *into, &entry.stamp),
        Fact::Alias { locus, text } => identity::alias(conn, *locus, text),
        Fact::Unalias { locus, text } => identity::unalias(conn, *locus, text),
        Fact::Adopt { key } => conn
            .prepare_cached(
                r#"INSERT INTO adopted ("key") VALUES (?1) ON CONFLICT ("key") DO NOTHING"#,
            )?
            .execute(params![key])
            .map(|_| ()),
        Fact::BoxStarted(start) => box_started(conn, start),
        Fact::BoxEnded(end) => box_ended(conn, end),
        Fact::Park { id, note } => conn
            .prepare_cached("UPDATE box SET note = ?2 WHERE id = ?1")?
            .execute(params![id, note])
            .map(|_| ()),
        Fact::Chore { name, day } => conn
            .prepare_cached(
                "INSERT INTO chore (name, day) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET day = excluded.day",
            )?
            .execute(params![name, day])
            .map(|_| ()),
    }
}

#[derive(Clone, Copy)]
enum Suspension {
    On,
    Off,
}

fn born(conn: &Connection, birth: &Birth) -> rusqlite::Result<()> {
    let label_path = texts(&birth.label_path)?;
    conn.prepare_cached(
        "INSERT INTO locus (id, kind, birth_path, n, label_path, path, point, presence, suspended)
         VALUES (?1, ?2, ?3, ?4, ?3, ?5, ?6, 'live', 0)",
    )?
    .execute(params![
        birth.locus,
        birth.kind,
        label_path,
        birth.n,
        birth.path,
        birth.point
    ])
    .map(|_| ())
}

fn suspend(conn: &Connection, locus: LocusId, to: Suspension) -> rusqlite::Result<()> {
    let suspended = matches!(to, Suspension::On);
    conn.prepare_cached("UPDATE locus SET suspended = ?2 WHERE id = ?1")?
        .execute(params![locus, suspended])
        .map(|_| ())
}

fn box_started(conn: &Connection, start: &BoxStart) -> rusqlite::Result<()> {
    // A boot lasts no 292 million years.
    let boot_ms = i64::try_from(start.boot.ms).unwrap_or(i64::MAX);
    conn.prepare_cached(
        "INSERT INTO box (id, kind, topic, started_at_ms, started_offset_secs, started_day,
                          boot, boot_ms, limit_secs)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        start.id,
        start.kind,
        start.topic,
        start.started.at_ms,
        start.started.offset_secs,
        start.started.day,
        Id(start.boot.boot),
        boot_ms,
        start.limit,
    ])
    .map(|_| ())
}

fn box_ended(conn: &Connection, end: &BoxEnd) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE box SET ending = ?2, used_secs = ?3, note = ?4 WHERE id = ?1")?
        .execute(params![end.id, end.how, end.used, end.note])
        .map(|_| ())
}

fn undone(conn: &Connection, batch: BatchId, by: &Entry) -> rusqlite::Result<()> {
    conn.prepare_cached(r#"INSERT INTO undone (batch, "by") VALUES (?1, ?2)"#)?
        .execute(params![batch, Id(by.id)])?;
    let loci: Vec<LocusId> = conn
        .prepare_cached(
            "SELECT DISTINCT locus FROM journal
             WHERE batch = ?1 AND kind IN ('suspend', 'unsuspend') ORDER BY locus",
        )?
        .query_map(params![batch], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for locus in loci {
        resuspend(conn, locus)?;
    }
    let keys: Vec<String> = conn
        .prepare_cached(
            "SELECT DISTINCT body ->> 'key' FROM journal
             WHERE batch = ?1 AND kind = 'adopt' ORDER BY 1",
        )?
        .query_map(params![batch], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for key in keys {
        readopt(conn, &key)?;
    }
    identity::undone(conn, batch, by)
}

/// Suspension is what the last surviving fact says.
fn resuspend(conn: &Connection, locus: LocusId) -> rusqlite::Result<()> {
    let last: Option<String> = conn
        .prepare_cached(
            "SELECT kind FROM journal AS j
             WHERE locus = ?1 AND kind <> 'review' AND kind IN ('suspend', 'unsuspend')
               AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.batch = j.batch)
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(params![locus], |row| row.get(0))
        .optional()?;
    let to = match last.as_deref() {
        Some("suspend") => Suspension::On,
        Some(_) | None => Suspension::Off,
    };
    suspend(conn, locus, to)
}

/// A key stays adopted as long as one adoption of it survives.
fn readopt(conn: &Connection, key: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        r#"DELETE FROM adopted WHERE "key" = ?1 AND NOT EXISTS (
             SELECT 1 FROM journal AS j
             WHERE kind = 'adopt' AND body ->> 'key' = ?1
               AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.batch = j.batch))"#,
    )?
    .execute(params![key])
    .map(|_| ())
}
